use axum::{http::header, response::Response};
use ledger_pg::objects;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    answers,
    call::{self, Call},
    decisions,
    problem::Problem,
    seen::SeenAt,
};

/// A transfer, or what was proposed to be one.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "it only describes what is answered")]
pub enum TransferOrProposal {
    Transfer(Box<objects::TransferDetail>),
    Proposal(Box<objects::Proposal>),
}

/// Get a transfer
///
/// One transfer with its postings, and each account's balance after them; of a hold, what became of it; what
/// of it was reversed; and its metadata as it is now. Its `ETag` is what `If-Match` takes when that is
/// changed. Of one that was proposed and not approved, the proposal.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/transfers/{id}", tag = "transfers", params(SeenAt),
    responses((status = 200, description = "The transfer, or the proposal of one.", body = TransferOrProposal))
)]
pub async fn get_transfer(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let id = call.transfer_id()?;
    let Some(transfer) = call.app.store.transfer(&ledger, id).await? else {
        let proposal = call.app.store.proposal(ledger.no, id).await?;
        return proposal.map(|proposal| decisions::answer(&proposal)).ok_or_else(call::transfer_not_found);
    };
    let mut response = call::ok(&transfer);
    response.headers_mut().insert(header::ETAG, answers::etag(transfer.revision));
    Ok(response)
}
