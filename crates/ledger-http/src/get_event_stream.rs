use axum::{
    body::Body,
    http::{HeaderName, header},
    response::{IntoResponse as _, Response},
};
use futures_util::stream;
use ledger::AccountRef;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    call::Call,
    event_streams::EventStream,
    get_events::{EventTypes, filter},
    lists::Seq,
    problem::Problem,
    wire::Parsed,
};

/// Tells proxies that buffer answers not to.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetEventStream {
    /// Only events after this `seq`; 0 (from the beginning) unless given. `Last-Event-ID` wins over it.
    #[param(value_type = i64, required = false, minimum = 0, example = 16)]
    after: Option<Seq>,
    /// Only events of these types, separated by commas.
    #[param(value_type = String, required = false, example = "transfer.posted,transfer.captured")]
    types: Option<Parsed<EventTypes>>,
    /// Only events about this account, by path or id, as in the list of events.
    #[param(value_type = String, required = false, example = "users:42")]
    account: Option<Parsed<AccountRef>>,
    /// Begin once the ledger has reached this `seq`.
    #[param(value_type = i64, required = false, minimum = 0)]
    min_seq: Option<Seq>,
}

/// Stream events
///
/// Server-sent events, from any number on and without end: `id` is the `seq`, `event` the type, `data` an
/// element of the list of events as JSON. A client that comes back with `Last-Event-ID` misses nothing and
/// gets nothing twice. Comments come every 15 seconds where nothing else does, with an `id` where the filter
/// skipped something. The stream ends when the process stops or the key is no longer live: come back.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/events/stream", tag = "events", params(GetEventStream),
    responses((
        status = 200, description = "Events as they come.", content_type = "text/event-stream", body = String,
        example = "retry: 1734\nid: 16\n\nid: 17\nevent: transfer.posted\ndata: {\"seq\":17,\"type\":\"transfer.posted\",…}\n\n"
    ))
)]
pub async fn get_event_stream(call: Call) -> Result<Response, Problem> {
    let query: GetEventStream = call.query()?;
    let after = call.last_event_id()?.unwrap_or_else(|| query.after.map_or(0, |after| after.0.0));
    let ledger = call.ledger_at(query.min_seq).await?;
    let opened = EventStream::open(&call.app, &call.caller, &ledger, filter(query.types, query.account), after)?;
    let said = stream::unfold(opened, async |mut stream| {
        let said = stream.next().await?;
        Some((Ok::<_, std::convert::Infallible>(said), stream))
    });
    let headers =
        [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-cache"), (X_ACCEL_BUFFERING, "no")];
    Ok((headers, Body::from_stream(said)).into_response())
}
