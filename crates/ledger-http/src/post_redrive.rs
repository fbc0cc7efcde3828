use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    body::{Body, RequestBody},
    call::{self, Call},
    problem::Problem,
    webhook_endpoints::{self, EventIds},
};

/// Which dead letters to send again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct PostRedriveRequest {
    /// 1 to 500 ids; all dead letters unless given.
    #[schema(value_type = Option<Vec<String>>, example = json!(["0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d:17"]))]
    ids: Option<EventIds>,
}

impl RequestBody for PostRedriveRequest {}

/// What is sent again.
#[derive(Debug, Serialize, ToSchema)]
pub struct Redrive {
    /// How many dead letters there were.
    #[schema(example = 3)]
    events: u64,
}

/// Send dead letters again
///
/// Takes events that were given up back among those that wait, as if they had never been tried.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/redrive", tag = "webhooks",
    request_body = PostRedriveRequest,
    responses((status = 202, description = "They will be sent.", body = Redrive))
)]
pub async fn post_redrive(call: Call, body: Body<PostRedriveRequest>) -> Result<Response, Problem> {
    call.key()?;
    let (ledger, endpoint) = webhook_endpoints::named(&call).await?;
    let last_seq = call.app.store.last_seq(ledger.no).await?;
    let seqs = body.value.ids.map(|ids| ids.seqs(&ledger, last_seq)).transpose()?;
    let events = call.app.store.redrive(&endpoint.lane(), seqs.as_deref()).await?;
    Ok((StatusCode::ACCEPTED, call::ok(&Redrive { events })).into_response())
}
