use axum::response::Response;
use ledger_pg::{Work, objects};

use crate::{
    answers, body::Body, call::Call, get_monitor::monitor_not_found, monitor_requests::PatchMonitorRequest,
    problem::Problem,
};

/// Change a monitor
///
/// At once, for the transfers that follow; the change itself raises no alert. Every change is an event.
#[utoipa::path(
    patch, path = "/v1/ledgers/{ledger}/monitors/{name}", tag = "monitors", request_body = PatchMonitorRequest,
    responses((status = 200, description = "The monitor, changed.", body = objects::Monitor))
)]
pub async fn patch_monitor(call: Call, body: Body<PatchMonitorRequest>) -> Result<Response, Problem> {
    let change = body.value.into();
    let ledger = call.ledger().await?;
    let name = call.parameter("name").to_owned();
    if !call.app.store.monitors(ledger.no).await?.iter().any(|monitor| monitor.name == name) {
        return Err(monitor_not_found());
    }
    let answer = call.submit(&ledger, None, Work::ChangeMonitor { name, change }, body.asked).await?;
    Ok(answers::response(answer))
}
