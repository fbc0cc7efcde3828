use axum::{http::header, response::Response};
use ledger_pg::objects;

use crate::{
    answers,
    call::{self, Call},
    problem::Problem,
    seen::SeenAt,
};

/// Get a transfer
///
/// One transfer with its postings, and each account's balance after them; of a hold, what became of it; what
/// of it was reversed; and its metadata as it is now. Its `ETag` is what `If-Match` takes when that is
/// changed.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/transfers/{id}", tag = "transfers", params(SeenAt),
    responses((status = 200, description = "The transfer.", body = objects::TransferDetail))
)]
pub async fn get_transfer(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let found = call.app.store.transfer(&ledger, call.transfer_id()?).await?;
    let transfer = found.ok_or_else(call::transfer_not_found)?;
    let mut response = call::ok(&transfer);
    response.headers_mut().insert(header::ETAG, answers::etag(transfer.revision));
    Ok(response)
}
