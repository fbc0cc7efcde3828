use axum::response::Response;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    problem::Problem,
    seen::SeenAt,
};

/// Get a monitor
///
/// One monitor by its name.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/monitors/{name}", tag = "monitors", params(SeenAt),
    responses((status = 200, description = "The monitor.", body = objects::Monitor))
)]
pub async fn get_monitor(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let monitors = call.app.store.monitors(ledger.no).await?;
    let found = monitors.iter().find(|monitor| monitor.name == call.parameter("name"));
    found.map(call::ok).ok_or_else(monitor_not_found)
}

pub fn monitor_not_found() -> Problem {
    Problem::not_found("There is no monitor of that name in this ledger.")
}
