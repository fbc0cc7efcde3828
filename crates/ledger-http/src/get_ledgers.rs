use axum::response::Response;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    lists::{Listing, list_answer, list_query},
    problem::Problem,
};

list_query! {
    GetLedgers {}
}

list_answer! {
    /// A page of ledgers.
    LedgerList of objects::Ledger
}

/// List ledgers
///
/// The ledgers that the key may see, newest first.
#[utoipa::path(
    get, path = "/v1/ledgers", tag = "ledgers", params(GetLedgers),
    responses((status = 200, description = "A page of ledgers.", body = LedgerList))
)]
pub async fn get_ledgers(call: Call) -> Result<Response, Problem> {
    let query: GetLedgers = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    call.require_scope()?;
    let page = call.app.store.ledgers(call.caller.ledgers(), list.page).await?;
    Ok(call::ok(&LedgerList { next_cursor: list.next(&page, 0), data: page.data }))
}
