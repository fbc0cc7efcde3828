use axum::{http::StatusCode, response::Response};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    body::{Body, RequestBody},
    call::Call,
    problem::Problem,
    webhook_endpoints::{self, WebhookEndpoint},
};

/// Nothing need be said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct PostRotateSecretRequest {}

impl RequestBody for PostRotateSecretRequest {}

/// Give an endpoint a new secret
///
/// Shown once, in this answer. For 24 hours requests carry two signatures, by the new secret and by the one
/// before it, so that the receiver can change over in between.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/rotate_secret", tag = "webhooks",
    request_body = PostRotateSecretRequest,
    responses((status = 200, description = "The endpoint, with its new secret.", body = WebhookEndpoint))
)]
pub async fn post_rotate_secret(call: Call, _body: Body<PostRotateSecretRequest>) -> Result<Response, Problem> {
    call.key()?;
    let (ledger, endpoint) = webhook_endpoints::named(&call).await?;
    let secret = webhook_endpoints::new_secret()?;
    call.app.store.rotate_secret(ledger.no, endpoint.id, &secret).await?;
    let changed = call.app.store.endpoint(ledger.no, endpoint.id).await?.ok_or_else(webhook_endpoints::not_found)?;
    webhook_endpoints::answer(&call, StatusCode::OK, &changed, Some(secret)).await
}
