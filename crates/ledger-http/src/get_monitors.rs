use axum::response::Response;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    lists::list_answer,
    problem::Problem,
    seen::SeenAt,
};

list_answer! {
    /// The monitors of a ledger, all in one page.
    MonitorList of objects::Monitor
}

/// List monitors
///
/// All monitors of the ledger, in the order in which they were set.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/monitors", tag = "monitors", params(SeenAt),
    responses((status = 200, description = "The monitors.", body = MonitorList))
)]
pub async fn get_monitors(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let data = call.app.store.monitors(ledger.no).await?;
    Ok(call::ok(&MonitorList { data, next_cursor: None }))
}
