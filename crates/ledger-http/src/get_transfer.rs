use axum::{http::header, response::Response};
use ledger_pg::objects;

use crate::{
    answers,
    call::{self, Call},
    decisions,
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
    let id = call.transfer_id()?;
    let Some(transfer) = call.app.store.transfer(&ledger, id).await? else {
        // It may be one yet, if somebody approves it.
        return Err(match call.app.store.proposal(ledger.no, id).await? {
            Some(proposal) => decisions::not_yet(&ledger, &proposal),
            None => call::transfer_not_found(),
        });
    };
    let mut response = call::ok(&transfer);
    response.headers_mut().insert(header::ETAG, answers::etag(transfer.revision));
    Ok(response)
}
