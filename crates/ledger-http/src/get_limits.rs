use axum::response::Response;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    lists::list_answer,
    problem::Problem,
    seen::SeenAt,
};

list_answer! {
    /// The limits of a ledger, all in one page.
    LimitList of objects::Limit
}

/// List limits
///
/// All limits of the ledger, in the order in which they were set.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/limits", tag = "limits", params(SeenAt),
    responses((status = 200, description = "The limits.", body = LimitList))
)]
pub async fn get_limits(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let data = call.app.store.limits(ledger.no).await?;
    Ok(call::ok(&LimitList { data, next_cursor: None }))
}
