use axum::response::Response;
use ledger_pg::{WatchedAccount, objects};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    call::{self, Call},
    get_monitor::monitor_not_found,
    lists::{Direction, Limit, Listing, Paging, Seq, list_answer},
    problem::Problem,
    wire::Parsed,
};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetMonitorAccounts {
    /// Only the accounts that alert, or only those that do not.
    #[param(value_type = bool, required = false)]
    alerting: Option<Parsed<bool>>,
    /// Wait until the ledger has reached this `seq`.
    #[param(value_type = i64, required = false, minimum = 0)]
    min_seq: Option<Seq>,
    /// Rows on the page, 1 to 500 (50 unless given).
    #[param(value_type = i64, required = false, minimum = 1, maximum = 500, example = 50)]
    limit: Option<Limit>,
    /// Where to go on: the `next_cursor` of the page before, with the same filters.
    #[param(value_type = String, required = false)]
    cursor: Option<String>,
}

/// How an account stands to a monitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonitorAccountRow {
    #[schema(example = "users:42")]
    account: String,
    account_id: Uuid,
    /// The balance that the monitor watches.
    #[schema(value_type = String, example = "99.99")]
    amount: objects::Decimal,
    /// Whether it is beyond the threshold: below it, or, where the monitor says `above`, above it.
    alerting: bool,
    account_version: i64,
}

impl From<WatchedAccount> for MonitorAccountRow {
    fn from(row: WatchedAccount) -> MonitorAccountRow {
        let WatchedAccount { account, account_id, amount, alerting, account_version } = row;
        MonitorAccountRow { account, account_id, amount, alerting, account_version }
    }
}

list_answer! {
    /// A page of the accounts that a monitor covers.
    MonitorAccountList of MonitorAccountRow
}

/// List a monitor's accounts
///
/// How each account that a monitor covers stands to it now, by path; whether the monitor is active or not. Each
/// page is told as of its own `Tallybook-Seq`.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/monitors/{name}/accounts", tag = "monitors", params(GetMonitorAccounts),
    responses((status = 200, description = "A page of accounts.", body = MonitorAccountList))
)]
pub async fn get_monitor_accounts(call: Call) -> Result<Response, Problem> {
    let query: GetMonitorAccounts = call.query()?;
    let order = Some(Parsed(Direction::Asc));
    let list = Listing::new(&call, &Paging { limit: query.limit, cursor: query.cursor.as_deref(), order })?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let alerting = query.alerting.map(|alerting| alerting.0);
    let found = call.app.store.monitor_accounts(ledger.no, call.parameter("name"), alerting, list.page).await?;
    let (page, seq) = found.ok_or_else(monitor_not_found)?;
    let next_cursor = list.next(&page, seq);
    let data = page.data.into_iter().map(MonitorAccountRow::from).collect();
    Ok(call::ok_at(seq, &MonitorAccountList { data, next_cursor }))
}
