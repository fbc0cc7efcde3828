use axum::response::Response;
use ledger::AssetCode;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    problem::Problem,
    seen::SeenAt,
};

/// Get an asset
///
/// One asset, registered or built in.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/assets/{code}", tag = "assets", params(SeenAt),
    responses((status = 200, description = "The asset.", body = objects::Asset))
)]
pub async fn get_asset(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let not_found = || Problem::not_found("There is no asset of that code in this ledger.");
    let ledger = call.ledger_at(query.min_seq).await?;
    let code = AssetCode::parse(call.parameter("code")).map_err(|_| not_found())?;
    let asset = call.app.store.asset(ledger.no, &code).await?;
    Ok(call::ok(&asset.ok_or_else(not_found)?))
}
