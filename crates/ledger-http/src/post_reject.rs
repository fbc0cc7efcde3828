use axum::response::Response;
use ledger_pg::objects;

use crate::{
    body::Body,
    call::Call,
    decisions::{self, DecisionRequest},
    problem::Problem,
};

/// Reject a proposal
///
/// Ends a proposal without a transfer. The key that proposed it may take it back so.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/{id}/reject", tag = "approvals", request_body = DecisionRequest,
    responses((status = 200, description = "The proposal, rejected.", body = objects::Proposal))
)]
pub async fn post_reject(call: Call, body: Body<DecisionRequest>) -> Result<Response, Problem> {
    decisions::decide(call, body, false).await
}
