use axum::response::Response;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    problem::Problem,
    seen::SeenAt,
};

/// Get a ledger
///
/// One ledger, with the number of its last change.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}", tag = "ledgers", params(SeenAt),
    responses((status = 200, description = "The ledger.", body = objects::Ledger))
)]
pub async fn get_ledger(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    Ok(call::ok(&call.app.store.ledger(&ledger).await?))
}
