use axum::{http::StatusCode, response::Response};

use crate::{
    call::Call,
    problem::Problem,
    seen::SeenAt,
    webhook_endpoints::{self, WebhookEndpoint},
};

/// Get a webhook endpoint
///
/// With how far it has been told, and what went wrong last. Its secret is not shown again.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}", tag = "webhooks", params(SeenAt),
    responses((status = 200, description = "The endpoint.", body = WebhookEndpoint))
)]
pub async fn get_webhook_endpoint(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let (_, endpoint) = webhook_endpoints::named_at(&call, query.min_seq).await?;
    webhook_endpoints::answer(&call, StatusCode::OK, &endpoint, None).await
}
