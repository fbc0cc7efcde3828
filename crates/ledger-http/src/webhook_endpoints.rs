//! Webhook endpoints: what requests and answers say of them.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use ledger_pg::{Endpoint, EventType, Lane, LaneState, LedgerInfo, MOST_ENDPOINTS, locations, objects::StringMap};
use rand::{TryRngCore as _, rngs::OsRng};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    answers,
    call::{self, Call},
    lists::Seq,
    problem::Problem,
    problem_codes::Code,
    wire::{FromText, from_choice},
};

/// Who is told of a ledger's events by HTTP.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookEndpoint {
    pub id: Uuid,
    #[schema(example = "https://example.com/tallybook")]
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Only events of these types; absent: of every type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(["transfer.posted"]))]
    pub types: Option<Vec<String>>,
    /// Only events about accounts at or below this path; absent: about all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "users")]
    pub path_prefix: Option<String>,
    /// Only events whose object has all of this metadata.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub metadata: StringMap,
    /// Whether an event waits until the one before it was acknowledged.
    pub ordered: bool,
    #[schema(value_type = EndpointStatus)]
    pub status: &'static str,
    /// Why the service disabled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<String>,
    pub revision: i64,
    pub created_at: String,
    pub updated_at: String,
    pub delivery: EndpointDelivery,
    /// What its requests are signed with; shown only when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    pub secret: Option<String>,
}

/// Whether an endpoint is told of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum EndpointStatus {
    Enabled,
    Disabled,
}

from_choice!(EndpointStatus, EndpointStatus::Enabled => "enabled", EndpointStatus::Disabled => "disabled");

/// How far an endpoint has been told.
#[derive(Debug, Serialize, ToSchema)]
pub struct EndpointDelivery {
    /// Every event up to here was acknowledged, filtered out, or is counted below.
    pub told_seq: i64,
    /// The ledger's last change.
    pub last_seq: i64,
    /// Events that failed and are sent again.
    pub waiting: i64,
    /// Events that were given up.
    pub dead_letters: i64,
    /// Since when nothing was acknowledged; absent where all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// An endpoint's id and how far it is, as an answer shows it.
pub fn object(endpoint: &Endpoint, state: Option<&LaneState>) -> WebhookEndpoint {
    let settings = &endpoint.settings;
    WebhookEndpoint {
        id: endpoint.id,
        url: settings.url.clone(),
        description: settings.description.clone(),
        types: settings.types.clone(),
        path_prefix: settings.path_prefix.as_ref().map(ToString::to_string),
        metadata: StringMap(settings.metadata.clone()),
        ordered: settings.ordered,
        status: if endpoint.enabled { "enabled" } else { "disabled" },
        disabled_reason: endpoint.disabled_reason.clone(),
        revision: endpoint.revision,
        created_at: endpoint.created_at.to_string(),
        updated_at: endpoint.updated_at.to_string(),
        delivery: EndpointDelivery {
            told_seq: state.map_or(0, |state| state.told_seq),
            last_seq: state.map_or(0, |state| state.last_seq),
            waiting: state.map_or(0, |state| state.waiting),
            dead_letters: state.map_or(0, |state| state.dead_letters),
            failing_since: state.and_then(|state| Some(state.failing_since?.to_string())),
            last_error: state.and_then(|state| state.last_error.clone()),
        },
        secret: None,
    }
}

/// The endpoint that the path names, with its ledger.
///
/// # Errors
/// `forbidden`, `not_found`.
pub async fn named(call: &Call) -> Result<(Arc<LedgerInfo>, Endpoint), Problem> {
    named_at(call, None).await
}

/// As [`named`], once the ledger has reached `min_seq`.
///
/// # Errors
/// As [`named`], and `not_yet_visible`.
pub async fn named_at(call: &Call, min_seq: Option<Seq>) -> Result<(Arc<LedgerInfo>, Endpoint), Problem> {
    let id = Uuid::try_parse(call.parameter("endpoint"));
    let ledger = call.ledger_at(min_seq).await?;
    let found = match id {
        Ok(id) => call.app.store.endpoint(ledger.no, id).await?,
        Err(_) => None,
    };
    Ok((ledger, found.ok_or_else(not_found)?))
}

pub fn not_found() -> Problem {
    Problem::not_found("There is no webhook endpoint of that id in this ledger.")
}

/// An endpoint as an answer, with where it stands and its `ETag`.
///
/// # Errors
/// As every read.
pub async fn answer(
    call: &Call,
    status: StatusCode,
    endpoint: &Endpoint,
    secret: Option<String>,
) -> Result<Response, Problem> {
    let Lane { ledger, sink } = endpoint.lane();
    let states = call.app.store.lane_states(Some(ledger), Some(&sink)).await?;
    let mut object = object(endpoint, states.first());
    object.secret = secret;
    let etag = answers::etag(endpoint.revision);
    Ok((status, [(header::ETAG, etag)], call::ok(&object)).into_response())
}

/// As [`answer`], with where the endpoint can be read.
///
/// # Errors
/// As every read.
pub async fn located(
    call: &Call,
    ledger: &LedgerInfo,
    status: StatusCode,
    endpoint: &Endpoint,
    secret: Option<String>,
) -> Result<Response, Problem> {
    let mut response = answer(call, status, endpoint, secret).await?;
    let location = locations::webhook_endpoint(&ledger.name, endpoint.id);
    if let Ok(value) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// Another endpoint of the ledger has the URL.
pub fn url_taken(ledger: &LedgerInfo, other: Uuid) -> Problem {
    Problem::new(
        Code::AlreadyExists,
        "Another endpoint of this ledger has that URL, with other settings: Location leads to it.",
    )
    .at(locations::webhook_endpoint(&ledger.name, other))
}

pub fn too_many() -> Problem {
    Problem::new(
        Code::TooManyEndpoints,
        format!("This ledger has {MOST_ENDPOINTS} webhook endpoints, which is as many as it may have."),
    )
    .with("max_items", MOST_ENDPOINTS)
}

/// A new secret: 256 bits, as Standard Webhooks writes them.
///
/// # Errors
/// Where the system has no randomness to give.
pub fn new_secret() -> Result<String, Problem> {
    let mut bytes = [0; 32];
    OsRng.try_fill_bytes(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system gives no random bytes");
        Problem::internal()
    })?;
    Ok(format!("whsec_{}", BASE64_STANDARD.encode(bytes)))
}

/// The type of an event, by its public name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeName(pub EventType);

impl FromText for TypeName {
    fn from_text(text: &str) -> Result<TypeName, std::borrow::Cow<'static, str>> {
        let found = EventType::ALL.into_iter().find(|candidate| candidate.name() == text);
        found.map(TypeName).ok_or_else(|| "must be an event type such as \"transfer.posted\"".into())
    }
}

/// Names as they are stored: each once, in order; of none, all are meant.
///
/// # Errors
/// `invalid_field` of an empty list.
pub fn type_names(types: &[crate::wire::Parsed<TypeName>]) -> Result<Vec<String>, Problem> {
    if types.is_empty() {
        return Err(Problem::invalid_field("/types", "must name at least one event type, or be absent for all"));
    }
    let names: BTreeSet<&str> = types.iter().map(|name| name.0.0.name()).collect();
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// The id under which an event is told: that of its ledger and its `seq`.
pub fn event_id(ledger: &LedgerInfo, seq: i64) -> String {
    format!("{}:{seq}", ledger.id)
}

/// Events named by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct EventIds(pub Vec<String>);

/// How many events can be named at once.
const MOST_IDS: usize = 500;

impl EventIds {
    /// The `seq` of each.
    ///
    /// # Errors
    /// `invalid_field` where one is no event of this ledger.
    pub fn seqs(&self, ledger: &LedgerInfo, last_seq: i64) -> Result<Vec<i64>, Problem> {
        if self.0.is_empty() || self.0.len() > MOST_IDS {
            return Err(Problem::invalid_field("/ids", &format!("must name 1 to {MOST_IDS} events")));
        }
        let seq = |id: &String| {
            let (of, seq) = id.split_once(':')?;
            let seq = seq.parse::<i64>().ok()?;
            (Uuid::try_parse(of).ok()? == ledger.id && (1..=last_seq).contains(&seq)).then_some(seq)
        };
        let named = self.0.iter().enumerate().map(|(index, id)| {
            let message = "must be the id of an event of this ledger, as its webhook-id said";
            seq(id).ok_or_else(|| Problem::invalid_field(&format!("/ids/{index}"), message))
        });
        let seqs: BTreeSet<i64> = named.collect::<Result<_, _>>()?;
        Ok(seqs.into_iter().collect())
    }
}
