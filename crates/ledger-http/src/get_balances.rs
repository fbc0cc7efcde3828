use axum::response::Response;
use ledger::PathPrefix;
use ledger_pg::{AnsweredAt, At, Known, objects};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_query},
    problem::Problem,
    query::When,
    when,
    wire::{Parsed, from_choice},
};

/// What the rows of balances are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum By {
    Asset,
    Account,
}

from_choice!(By, By::Asset => "asset", By::Account => "account");

list_query! {
    GetBalances {
        /// Only accounts at or below this path; whole segments.
        #[param(value_type = String, required = false, example = "users")]
        path_prefix: Option<Parsed<PathPrefix>>,
        /// What had become effective by then, inclusive; a date is its end in the ledger's zone.
        #[param(value_type = String, required = false, example = "2026-03-31")]
        as_of: Option<Parsed<When>>,
        /// What the ledger knew by then, inclusive; a date is its start in the ledger's zone.
        #[param(value_type = String, required = false, example = "2026-04-02T09:15:00Z")]
        known_at: Option<Parsed<When>>,
        /// `asset` (unless given): a total per asset, on one page. `account`: paged rows per account.
        #[param(value_type = By, required = false, inline)]
        by: Option<Parsed<By>>,
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

/// Balances of many accounts at an instant, as known at another.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceList {
    data: Vec<BalanceRow>,
    /// Leads to the next page, which is answered at the same `seq`; null at the list's end.
    #[schema(required)]
    next_cursor: Option<String>,
    /// The instant that was asked for; null where everything recorded counts.
    #[schema(required)]
    as_of: Option<String>,
    known_at: String,
    /// The ledger's number that this was answered at.
    #[schema(example = 17)]
    seq: i64,
    /// Whether this answer can never change.
    r#final: bool,
}

/// A total per asset (`debits`, `credits`, `net`), or one account's balance (`account` …).
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct BalanceRow {
    #[schema(example = "USD")]
    asset: String,
    /// Of all the accounts' postings in the asset; only by asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    debits: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credits: Option<String>,
    /// Debits − credits.
    #[serde(skip_serializing_if = "Option::is_none")]
    net: Option<String>,
    /// Only by account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "users:42")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<objects::Balance>,
}

/// Get balances
///
/// Totals per asset below a path, now or in the past; or, by account, each account's balance. Over
/// a whole ledger debits equal credits in every asset.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/balances", tag = "balances", params(GetBalances),
    responses((status = 200, description = "The balances.", body = BalanceList))
)]
pub async fn get_balances(call: Call) -> Result<Response, Problem> {
    let query: GetBalances = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    let by = query.by.map_or(By::Asset, |by| by.0);
    let ledger = call.ledger_at(query.min_seq).await?;
    let at = when::at(&ledger, query.as_of, query.known_at, None)?;
    let prefix = query.path_prefix.as_ref().map(|prefix| &prefix.0);
    let (data, next_cursor, answered) = match by {
        By::Asset => {
            let (totals, answered) = call.app.store.balances(ledger.no, prefix, at).await?;
            let rows = totals.into_iter().map(|total| BalanceRow {
                asset: total.asset,
                debits: Some(total.debits),
                credits: Some(total.credits),
                net: Some(total.net),
                ..BalanceRow::default()
            });
            (rows.collect(), None, answered)
        }
        By::Account => {
            // Later pages are answered at the first one's seq, so that the pages agree.
            let known = list.cursor.map_or(at.known, |cursor| Known::AtSeq(cursor.seq));
            let at = At { known, ..at };
            let (page, answered) = call.app.store.balances_by_account(ledger.no, prefix, at, list.page).await?;
            let next_cursor = list.next(&page, answered.seq);
            let rows = page.data.into_iter().map(|row| BalanceRow {
                asset: row.asset,
                account: Some(row.account),
                account_id: Some(row.account_id),
                account_version: Some(row.account_version),
                balance: Some(row.balance),
                ..BalanceRow::default()
            });
            (rows.collect(), next_cursor, answered)
        }
    };
    let (as_of, known_at) = when::print(&answered);
    let AnsweredAt { seq, is_final, .. } = answered;
    Ok(call::ok_at(seq, &BalanceList { data, next_cursor, as_of, known_at, seq, r#final: is_final }))
}
