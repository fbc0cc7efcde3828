use axum::response::Response;
use ledger_pg::{Work, objects};

use crate::{
    answers,
    body::{Body, RequestBody},
    call::Call,
    fingerprints,
    limit_requests::PostLimitRequest,
    problem::Problem,
};

impl RequestBody for PostLimitRequest {}

/// Set a limit
///
/// Bounds what transfers and holds may move on one side of the accounts below a path within a window of time.
/// Counted from when it is set; captures, voids, expiries and reversals do not count, and nothing is given
/// back. Setting the same limit again answers 200 with what exists.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/limits", tag = "limits", request_body = PostLimitRequest,
    responses((status = 201, description = "The limit, set.", body = objects::Limit),
              (status = 200, description = "The limit, which was set just so.", body = objects::Limit))
)]
pub async fn post_limit(call: Call, body: Body<PostLimitRequest>) -> Result<Response, Problem> {
    let new = body.value.check()?;
    let key = call.key()?.map(|key| (key, fingerprints::limit(&new)));
    let ledger = call.ledger().await?;
    let answer = call.submit(&ledger, key, Work::SetLimit(Box::new(new)), body.asked).await?;
    Ok(answers::response(answer))
}
