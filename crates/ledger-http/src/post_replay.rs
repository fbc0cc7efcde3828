use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use ledger::Timestamp;
use ledger_pg::Replayed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    body::{Body, RequestBody},
    call::{self, Call},
    problem::Problem,
    webhook_endpoints::{self, EventIds},
    wire::{Parsed, Whole},
};

/// Which events to send once more: those after a `seq`, those recorded within a time, or some by id.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"after": 16, "to": 42}))]
pub struct PostReplayRequest {
    /// After this `seq`.
    #[schema(value_type = Option<i64>, minimum = 0, example = 16)]
    after: Option<Whole<0, { i64::MAX }>>,
    /// Up to this `seq`; the ledger's last unless given.
    #[schema(value_type = Option<i64>, minimum = 1, example = 42)]
    to: Option<Whole<1, { i64::MAX }>>,
    /// Recorded at or after this instant.
    #[schema(value_type = Option<String>, format = DateTime)]
    recorded_from: Option<Parsed<Timestamp>>,
    /// Recorded before this instant; now unless given.
    #[schema(value_type = Option<String>, format = DateTime)]
    recorded_to: Option<Parsed<Timestamp>>,
    /// 1 to 500 ids, as `webhook-id` said.
    #[schema(value_type = Option<Vec<String>>, example = json!(["0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d:17"]))]
    ids: Option<EventIds>,
}

impl RequestBody for PostReplayRequest {}

/// What is sent once more.
#[derive(Debug, Serialize, ToSchema)]
pub struct Replay {
    /// How many events of the order, those that the endpoint does not want included.
    #[schema(example = 26)]
    events: i64,
}

/// Send events again
///
/// Sends an endpoint what it has been sent before, or what came before it was added, with the same ids. Its
/// filters hold, except for events named by id.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/replay", tag = "webhooks",
    request_body = PostReplayRequest,
    responses((status = 202, description = "They will be sent.", body = Replay))
)]
pub async fn post_replay(call: Call, body: Body<PostReplayRequest>) -> Result<Response, Problem> {
    let PostReplayRequest { after, to, recorded_from, recorded_to, ids } = body.value;
    let by_seq = after.is_some() || to.is_some();
    let by_time = recorded_from.is_some() || recorded_to.is_some();
    if usize::from(by_seq) + usize::from(by_time) + usize::from(ids.is_some()) != 1 {
        return Err(Problem::invalid_field("", "must have either after and to, recorded_from and recorded_to, or ids"));
    }
    call.key()?;
    let (ledger, endpoint) = webhook_endpoints::named(&call).await?;
    let store = &call.app.store;
    let last_seq = store.last_seq(ledger.no).await?;
    let before = async |instant: Timestamp| store.seq_at(ledger.no, instant.plus_micros(-1)).await;
    let what = match ids {
        Some(ids) => Replayed::Seqs(ids.seqs(&ledger, last_seq)?),
        None if by_time => {
            let first = match recorded_from {
                Some(instant) => before(instant.0).await?,
                None => 0,
            };
            let last = match recorded_to {
                Some(instant) => before(instant.0).await?,
                None => last_seq,
            };
            Replayed::Stretch(first, last)
        }
        None => {
            let last = to.map_or(last_seq, |to| to.0.min(last_seq));
            Replayed::Stretch(after.map_or(0, |after| after.0), last)
        }
    };
    let events = match &what {
        Replayed::Seqs(seqs) => i64::try_from(seqs.len()).expect("at most 500"),
        Replayed::Stretch(after, last) => (last - after).max(0),
    };
    if events > 0 {
        store.replay(&endpoint.lane(), &what).await?;
    }
    Ok((StatusCode::ACCEPTED, call::ok(&Replay { events })).into_response())
}
