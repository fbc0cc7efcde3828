use axum::response::Response;
use ledger::NewMonitor;
use ledger_pg::{Work, objects};

use crate::{answers, body::Body, call::Call, fingerprints, monitor_requests::PostMonitorRequest, problem::Problem};

/// Set a monitor
///
/// Watches a balance of the accounts below a path: whenever a transfer, hold or action on one takes it across the
/// threshold, an event `balance.alert` with a `seq` of its own follows. What is beyond the threshold already raises
/// none. Setting the same monitor again answers 200 with what exists.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/monitors", tag = "monitors", request_body = PostMonitorRequest,
    responses((status = 201, description = "The monitor, set.", body = objects::Monitor),
              (status = 200, description = "The monitor, which was set just so.", body = objects::Monitor))
)]
pub async fn post_monitor(call: Call, body: Body<PostMonitorRequest>) -> Result<Response, Problem> {
    let new = NewMonitor::from(body.value);
    let key = call.key()?.map(|key| (key, fingerprints::monitor(&new)));
    let ledger = call.ledger().await?;
    let answer = call.submit(&ledger, key, Work::SetMonitor(Box::new(new)), body.asked).await?;
    Ok(answers::response(answer))
}
