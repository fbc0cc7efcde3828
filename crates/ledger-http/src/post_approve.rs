use axum::response::Response;
use ledger_pg::objects;

use crate::{
    body::Body,
    call::Call,
    decisions::{self, DecisionRequest},
    problem::Problem,
};

/// Approve a proposal
///
/// Posts a transfer that was proposed, by another key than the one that proposed it. What has changed since
/// may refuse it; then the proposal stays open.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/{id}/approve", tag = "approvals", request_body = DecisionRequest,
    responses((status = 201, description = "The transfer, posted.", body = objects::Transfer))
)]
pub async fn post_approve(call: Call, body: Body<DecisionRequest>) -> Result<Response, Problem> {
    decisions::decide(call, body, true).await
}
