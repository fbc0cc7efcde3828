use axum::response::Response;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    problem::Problem,
    seen::SeenAt,
};

/// Get a limit
///
/// One limit by its name.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/limits/{name}", tag = "limits", params(SeenAt),
    responses((status = 200, description = "The limit.", body = objects::Limit))
)]
pub async fn get_limit(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let limits = call.app.store.limits(ledger.no).await?;
    let found = limits.iter().find(|limit| limit.name == call.parameter("name"));
    found.map(call::ok).ok_or_else(limit_not_found)
}

pub fn limit_not_found() -> Problem {
    Problem::not_found("There is no limit of that name in this ledger.")
}
