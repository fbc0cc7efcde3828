use axum::{http::StatusCode, response::Response};
use ledger::PathPrefix;
use ledger_pg::{EndpointChange, EndpointSettings};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    body::{Body, RequestBody},
    call::Call,
    problem::Problem,
    webhook_endpoints::{self, TypeName, WebhookEndpoint},
    wire::{Description, MetadataField, Parsed, Whole},
};

/// An endpoint to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"url": "https://example.com/tallybook", "types": ["transfer.posted", "transfer.reversed"]}))]
pub struct PostWebhookEndpointRequest {
    /// Where events are sent: `https`, at most 2,048 bytes, no user or fragment, no private address. One
    /// endpoint of a ledger per URL.
    #[schema(example = "https://example.com/tallybook", max_length = 2048)]
    url: String,
    /// At most 1,024 bytes.
    #[schema(value_type = Option<String>, max_length = 1024)]
    description: Option<Parsed<Description>>,
    /// Only events of these types; all unless given.
    #[schema(value_type = Option<Vec<String>>, example = json!(["transfer.posted"]))]
    types: Option<Vec<Parsed<TypeName>>>,
    /// Only events about accounts at or below this path; whole segments.
    #[schema(value_type = Option<String>, example = "users")]
    path_prefix: Option<Parsed<PathPrefix>>,
    /// Only events whose object has all of this metadata.
    #[schema(value_type = Option<std::collections::HashMap<String, String>>)]
    metadata: Option<MetadataField>,
    /// True: one event at a time, each after the one before it was acknowledged; one that fails holds up the
    /// others. False unless given: several at once, and one that fails is sent again later.
    ordered: Option<bool>,
    /// Tell it of events after this `seq`: 0 for all there are. The ledger's last unless given, so that it is
    /// told of what is new.
    #[schema(value_type = Option<i64>, minimum = 0, example = 0)]
    after: Option<Whole<0, { i64::MAX }>>,
}

impl RequestBody for PostWebhookEndpointRequest {}

/// Add a webhook endpoint
///
/// Events are sent to it by Standard Webhooks 1.0: signed with the `secret` of this answer, which is shown once,
/// and sent again over three days until it answers 2xx. A ledger has 100 at most. Adding the same again answers
/// 200 with what exists.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/webhook_endpoints", tag = "webhooks", request_body = PostWebhookEndpointRequest,
    responses((status = 201, description = "The endpoint, with its secret.", body = WebhookEndpoint),
              (status = 200, description = "The endpoint, which was there just so.", body = WebhookEndpoint))
)]
pub async fn post_webhook_endpoint(call: Call, body: Body<PostWebhookEndpointRequest>) -> Result<Response, Problem> {
    let request = body.value;
    (call.app.options.check_webhook_url)(&request.url).map_err(|why| Problem::invalid_field("/url", &why))?;
    let settings = EndpointSettings {
        url: request.url,
        description: request.description.map(|description| description.0.0),
        types: request.types.as_deref().map(webhook_endpoints::type_names).transpose()?,
        path_prefix: request.path_prefix.map(|prefix| prefix.0),
        metadata: request.metadata.unwrap_or_default().0,
        ordered: request.ordered.unwrap_or(false),
    };
    // Adding is its own idempotency: the URL is the endpoint's name.
    call.key()?;
    let ledger = call.ledger().await?;
    let last_seq = call.app.store.last_seq(ledger.no).await?;
    let after = request.after.map_or(last_seq, |after| after.0.min(last_seq));
    let secret = webhook_endpoints::new_secret()?;
    match call.app.store.add_endpoint(ledger.no, &settings, &secret, after).await? {
        EndpointChange::Changed(endpoint) => {
            webhook_endpoints::located(&call, &ledger, StatusCode::CREATED, &endpoint, Some(secret)).await
        }
        EndpointChange::UrlTaken(id) => match call.app.store.endpoint(ledger.no, id).await? {
            Some(endpoint) if endpoint.settings == settings => {
                webhook_endpoints::located(&call, &ledger, StatusCode::OK, &endpoint, None).await
            }
            Some(_) | None => Err(webhook_endpoints::url_taken(&ledger, id)),
        },
        EndpointChange::TooMany | EndpointChange::Conflict => Err(webhook_endpoints::too_many()),
    }
}
