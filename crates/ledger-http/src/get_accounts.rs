use axum::response::Response;
use ledger::{AccountStatus, AccountType, AssetCode, PathPrefix};
use ledger_pg::{AccountFilter, objects};

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_answer, list_query},
    problem::Problem,
    wire::Parsed,
};

list_query! {
    GetAccounts {
        /// Only accounts at or below this path; whole segments.
        #[param(value_type = String, required = false, example = "users:42")]
        path_prefix: Option<Parsed<PathPrefix>>,
        /// Only accounts of this type.
        #[serde(rename = "type")]
        #[param(value_type = objects::AccountTypeName, required = false, inline)]
        account_type: Option<Parsed<AccountType>>,
        /// Only accounts in this asset.
        #[param(value_type = String, required = false, example = "USD")]
        asset: Option<Parsed<AssetCode>>,
        /// Only accounts in this status.
        #[param(value_type = objects::AccountStatusName, required = false, inline)]
        status: Option<Parsed<AccountStatus>>,
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

list_answer! {
    /// A page of accounts.
    AccountList of objects::Account
}

/// List accounts
///
/// The ledger's accounts, newest first.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/accounts", tag = "accounts", params(GetAccounts),
    responses((status = 200, description = "A page of accounts.", body = AccountList))
)]
pub async fn get_accounts(call: Call) -> Result<Response, Problem> {
    let query: GetAccounts = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    let filter = AccountFilter {
        path_prefix: query.path_prefix.map(|prefix| prefix.0),
        account_type: query.account_type.map(|account_type| account_type.0),
        asset: query.asset.map(|asset| asset.0),
        status: query.status.map(|status| status.0),
    };
    let ledger = call.ledger_at(query.min_seq).await?;
    let page = call.app.store.accounts(ledger.no, &filter, list.page).await?;
    Ok(call::ok(&AccountList { next_cursor: list.next(&page, 0), data: page.data }))
}
