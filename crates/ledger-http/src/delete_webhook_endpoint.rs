use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use crate::{call::Call, problem::Problem, seen::SeenAt, webhook_endpoints};

/// Remove a webhook endpoint
///
/// With everything that was kept about it: its place, what waits, its log. To stop it for a while, disable it.
#[utoipa::path(
    delete, path = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}", tag = "webhooks",
    responses((status = 204, description = "It is gone."))
)]
pub async fn delete_webhook_endpoint(call: Call) -> Result<Response, Problem> {
    let SeenAt { .. } = call.query()?;
    let (ledger, endpoint) = webhook_endpoints::named(&call).await?;
    if call.app.store.delete_endpoint(ledger.no, endpoint.id).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(webhook_endpoints::not_found())
    }
}
