use axum::{http::StatusCode, response::Response};
use ledger::{Metadata, PathPrefix};
use ledger_pg::EndpointChange;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    body::{Body, RequestBody},
    call::Call,
    problem::Problem,
    problem_codes::Code,
    webhook_endpoints::{self, EndpointStatus, TypeName, WebhookEndpoint},
    wire::{Description, MetadataField, Parsed, Whole, clearable, not_null},
};

/// A change of an endpoint. What is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"status": "enabled"}))]
pub struct PatchWebhookEndpointRequest {
    /// Change only an endpoint at this revision; `If-Match` says the same.
    #[schema(value_type = i64, required = false, minimum = 1, example = 3)]
    if_revision: Option<Whole<1, { i64::MAX }>>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, required = false, example = "https://example.com/tallybook", max_length = 2048)]
    url: Option<String>,
    /// At most 1,024 bytes; null removes it.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 1024)]
    description: Option<Option<Parsed<Description>>>,
    /// Null: events of every type.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<Vec<String>>, example = json!(["transfer.posted"]))]
    types: Option<Option<Vec<Parsed<TypeName>>>>,
    /// Null: events about all accounts.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, example = "users")]
    path_prefix: Option<Option<Parsed<PathPrefix>>>,
    /// Replaces what was asked for; null: whatever the metadata.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<std::collections::HashMap<String, String>>)]
    metadata: Option<Option<MetadataField>>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = bool, required = false)]
    ordered: Option<bool>,
    /// `disabled` sends nothing until `enabled` again; then it goes on where it ended, and what waits is sent
    /// at once.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = EndpointStatus, required = false)]
    status: Option<Parsed<EndpointStatus>>,
}

impl RequestBody for PatchWebhookEndpointRequest {}

/// Change a webhook endpoint
///
/// In force within about a second, for all that is sent from then on.
#[utoipa::path(
    patch, path = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}", tag = "webhooks",
    request_body = PatchWebhookEndpointRequest,
    responses((status = 200, description = "The endpoint, changed.", body = WebhookEndpoint))
)]
pub async fn patch_webhook_endpoint(call: Call, body: Body<PatchWebhookEndpointRequest>) -> Result<Response, Problem> {
    let request = body.value;
    if let Some(url) = &request.url {
        (call.app.options.check_webhook_url)(url).map_err(|why| Problem::invalid_field("/url", &why))?;
    }
    let types = request.types.map(|types| types.as_deref().map(webhook_endpoints::type_names).transpose());
    let types = types.transpose()?;
    let if_revision = call.if_revision(request.if_revision.map(|revision| revision.0))?;
    let (ledger, mut endpoint) = webhook_endpoints::named(&call).await?;
    if if_revision.is_some_and(|wanted| wanted != endpoint.revision) {
        return Err(conflict(if_revision, endpoint.revision));
    }
    let was_enabled = endpoint.enabled;
    let settings = &mut endpoint.settings;
    if let Some(url) = request.url {
        settings.url = url;
    }
    if let Some(description) = request.description {
        settings.description = description.map(|description| description.0.0);
    }
    if let Some(types) = types {
        settings.types = types;
    }
    if let Some(prefix) = request.path_prefix {
        settings.path_prefix = prefix.map(|prefix| prefix.0);
    }
    if let Some(metadata) = request.metadata {
        settings.metadata = metadata.map_or_else(Metadata::new, |metadata| metadata.0);
    }
    if let Some(ordered) = request.ordered {
        settings.ordered = ordered;
    }
    if let Some(status) = request.status {
        endpoint.enabled = status.0 == EndpointStatus::Enabled;
        endpoint.disabled_reason = None;
    }
    let enabling = endpoint.enabled && !was_enabled;
    match call.app.store.change_endpoint(&endpoint, enabling).await? {
        EndpointChange::Changed(endpoint) => webhook_endpoints::answer(&call, StatusCode::OK, &endpoint, None).await,
        EndpointChange::UrlTaken(other) => Err(webhook_endpoints::url_taken(&ledger, other)),
        EndpointChange::Conflict | EndpointChange::TooMany => Err(conflict(if_revision, endpoint.revision + 1)),
    }
}

fn conflict(expected: Option<i64>, actual: i64) -> Problem {
    let detail = "The endpoint was changed since it was read: read it again and decide anew.";
    let problem = Problem::new(Code::VersionConflict, detail);
    let problem = match expected {
        Some(expected) => problem.with("expected", expected),
        None => problem,
    };
    problem.with("actual", actual)
}
