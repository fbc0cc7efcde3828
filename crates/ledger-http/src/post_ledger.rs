use axum::response::Response;
use chrono_tz::Tz;
use ledger::LedgerName;
use ledger_pg::{NewLedger, objects};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::{self, Call},
    fingerprints,
    problem::Problem,
    problem_codes::Code,
    wire::{Description, MetadataField, Parsed},
};

/// A ledger to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostLedgerRequest {
    /// Unique, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
    #[schema(value_type = String, pattern = "^[a-z0-9][a-z0-9_-]{0,62}$", example = "demo")]
    name: Parsed<LedgerName>,
    /// An IANA time zone for the day boundaries of dates; `UTC` unless given.
    #[schema(value_type = Option<String>, example = "Europe/Paris")]
    time_zone: Option<Parsed<Tz>>,
    /// At most 1,024 bytes.
    #[schema(value_type = Option<String>, max_length = 1024)]
    description: Option<Parsed<Description>>,
    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[serde(default)]
    #[schema(value_type = Option<objects::StringMap>)]
    metadata: Option<MetadataField>,
}

impl RequestBody for PostLedgerRequest {}

/// Create a ledger
///
/// Opens an isolated book with its own accounts, assets, order and keys. Creating the same ledger
/// again answers 200 with what exists. Needs a key for all ledgers.
#[utoipa::path(
    post, path = "/v1/ledgers", tag = "ledgers", request_body = PostLedgerRequest,
    responses((status = 201, description = "The ledger, created.", body = objects::Ledger),
              (status = 200, description = "The ledger, which existed just so.", body = objects::Ledger))
)]
pub async fn post_ledger(call: Call, body: Body<PostLedgerRequest>) -> Result<Response, Problem> {
    let request = body.value;
    let new = NewLedger {
        name: request.name.0,
        time_zone: request.time_zone.map_or(Tz::UTC, |zone| zone.0).name().to_owned(),
        description: request.description.map(|description| description.0.0),
        metadata: request.metadata.unwrap_or_default().0,
    };
    let key = call.key()?.map(|key| call::keyed((key, fingerprints::ledger(&new))));
    call.require_scope()?;
    if call.caller.ledgers().is_some() {
        return Err(Problem::new(
            Code::Forbidden,
            "This key is bound to single ledgers, so it cannot create one. Use a key for all ledgers.",
        ));
    }
    let (store, request_id) = (call.app.store.clone(), call.request_id.clone());
    let answer = call::outlive_the_client(async move { store.create_ledger(&new, key, &request_id).await }).await?;
    Ok(answers::response(answer))
}
