use axum::response::Response;
use ledger_pg::objects;
use uuid::Uuid;

use crate::{
    call::{self, Call},
    problem::Problem,
    seen::SeenAt,
};

/// Get a transfer
///
/// One transfer with its postings, and each account's balance after them.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/transfers/{id}", tag = "transfers", params(SeenAt),
    responses((status = 200, description = "The transfer.", body = objects::Transfer))
)]
pub async fn get_transfer(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let not_found = || Problem::not_found("There is no transfer of that id in this ledger.");
    let ledger = call.ledger_at(query.min_seq).await?;
    let id = Uuid::try_parse(call.parameter("id")).map_err(|_| not_found())?;
    let transfer = call.app.store.transfer(&ledger, id).await?.ok_or_else(not_found)?;
    Ok(call::ok(&transfer))
}
