use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use crate::{
    call::{self, Call},
    lists::{Limit, Seq},
    problem::Problem,
    wire::{Parsed, Whole},
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetEvents {
    /// Only events after this `seq`; 0 (from the beginning) unless given.
    #[param(value_type = i64, required = false, minimum = 0, example = 16)]
    after: Option<Seq>,
    /// Events on the page, 1 to 500 (50 unless given).
    #[param(value_type = i64, required = false, minimum = 1, maximum = 500, example = 50)]
    limit: Option<Limit>,
    /// Wait until the ledger has reached this `seq`.
    #[param(value_type = i64, required = false, minimum = 0)]
    min_seq: Option<Seq>,
}

/// The public record of one accepted change.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event {
    /// The change's number: dense, from 1.
    #[schema(example = 17)]
    seq: i64,
    #[serde(rename = "type")]
    #[schema(example = "transfer.posted")]
    event_type: &'static str,
    recorded_at: String,
    /// The ledger, asset, account or transfer as the change left it.
    #[schema(value_type = Object)]
    object: Box<RawValue>,
    /// SHA-256 over the previous event's hash and this event, in hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    hash: String,
}

/// Events in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventList {
    data: Vec<Event>,
    /// The number of the ledger's last change.
    #[schema(example = 17)]
    last_seq: i64,
}

/// List events
///
/// One event for each accepted change, oldest first: go on with `after` set to the last `seq` you
/// have handled.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/events", tag = "events", params(GetEvents),
    responses((status = 200, description = "Events, in order.", body = EventList))
)]
pub async fn get_events(call: Call) -> Result<Response, Problem> {
    let query: GetEvents = call.query()?;
    let after = query.after.map_or(0, |after| after.0.0);
    let limit = match query.limit {
        Some(Parsed(Whole(limit))) => u32::try_from(limit).expect("a page's limit is at most 500"),
        None => call.app.options.default_page,
    };
    let ledger = call.ledger_at(query.min_seq).await?;
    let (events, last_seq) = call.app.store.events(&ledger, after, limit).await?;
    let data = events.into_iter().map(|event| {
        Ok(Event {
            seq: event.seq,
            event_type: event.event_type.name(),
            recorded_at: event.recorded_at.to_string(),
            object: RawValue::from_string(event.object)?,
            hash: hex::encode(event.hash),
        })
    });
    let data = data.collect::<Result<Vec<Event>, serde_json::Error>>().map_err(|error| {
        tracing::error!(%error, "an event's object is no JSON");
        Problem::internal()
    })?;
    Ok(call::ok_at(last_seq, &EventList { data, last_seq }))
}
