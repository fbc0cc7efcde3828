use axum::response::Response;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    decisions,
    problem::Problem,
    seen::SeenAt,
};

/// Get a proposal
///
/// A transfer that waits for a second person, or waited. Approved, it is a transfer of the same id.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/proposals/{id}", tag = "approvals", params(SeenAt),
    responses((status = 200, description = "The proposal.", body = objects::Proposal))
)]
pub async fn get_proposal(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let id = call.transfer_id().map_err(|_| decisions::proposal_not_found())?;
    let found = call.app.store.proposal(ledger.no, id).await?;
    found.map(|proposal| call::ok(&proposal.object)).ok_or_else(decisions::proposal_not_found)
}
