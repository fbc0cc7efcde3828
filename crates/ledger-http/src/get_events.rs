use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use axum::response::Response;
use ledger::AccountRef;
use ledger_pg::{EventFilter, EventPage, EventType, LedgerInfo, ReadError};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use crate::{
    call::{self, Call},
    lists::{Limit, Seq},
    problem::Problem,
    wire::{FromText, Parsed, Whole},
};

/// How long before a request's deadline a wait for news ends, so that there is time to say that none came.
const MARGIN: Duration = Duration::from_millis(250);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetEvents {
    /// Only events after this `seq`; 0 (from the beginning) unless given.
    #[param(value_type = i64, required = false, minimum = 0, example = 16)]
    after: Option<Seq>,
    /// Only events of these types, separated by commas.
    #[param(value_type = String, required = false, example = "transfer.posted,transfer.captured")]
    types: Option<Parsed<EventTypes>>,
    /// Only events about this account, by path or id: its own, its alerts, and those of transfers and proposals
    /// with a posting on it.
    #[param(value_type = String, required = false, example = "users:42")]
    account: Option<Parsed<AccountRef>>,
    /// Where nothing matches yet, wait for it so many seconds, 0 to 60; but not for longer than a request may take.
    #[param(value_type = i64, required = false, minimum = 0, maximum = 60, example = 5)]
    wait: Option<Parsed<Whole<0, 60>>>,
    /// Events on the page, 1 to 500 (50 unless given).
    #[param(value_type = i64, required = false, minimum = 1, maximum = 500, example = 50)]
    limit: Option<Limit>,
    /// Wait until the ledger has reached this `seq`.
    #[param(value_type = i64, required = false, minimum = 0)]
    min_seq: Option<Seq>,
}

/// Types of events, as a parameter lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventTypes(pub Vec<EventType>);

impl FromText for EventTypes {
    fn from_text(text: &str) -> Result<EventTypes, Cow<'static, str>> {
        let types = text.split(',').map(|name| {
            EventType::parse(name).ok_or_else(|| {
                let name: String = name.chars().take(64).collect();
                format!("must be types of events, separated by commas; {name:?} is none").into()
            })
        });
        types.collect::<Result<_, _>>().map(EventTypes)
    }
}

/// What parameters let through.
pub fn filter(types: Option<Parsed<EventTypes>>, account: Option<Parsed<AccountRef>>) -> EventFilter {
    EventFilter { types: types.map(|types| types.0.0), account: account.map(|account| account.0) }
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

impl Event {
    /// # Errors
    /// An object that is no JSON, which is a defect.
    pub fn of(event: ledger_pg::Event) -> serde_json::Result<Event> {
        Ok(Event {
            seq: event.seq,
            event_type: event.event_type.name(),
            recorded_at: event.recorded_at.to_string(),
            object: RawValue::from_string(event.object)?,
            hash: hex::encode(event.hash),
        })
    }
}

/// Events in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventList {
    data: Vec<Event>,
    /// What to give as `after` to go on: the last number that was looked at, whether an event is shown of it or not.
    #[schema(example = 17)]
    next_after: i64,
    /// The number of the ledger's last change.
    #[schema(example = 17)]
    last_seq: i64,
}

/// List events
///
/// One event for each accepted change, oldest first: go on with `after` set to the `next_after` of the page
/// before. With a filter a page may be short or empty though there is more: the list's end is reached where
/// `next_after` is `last_seq`.
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
    let wait = query.wait.map_or(0, |wait| wait.0.0.unsigned_abs());
    let filter = filter(query.types, query.account);
    let ledger = call.ledger_at(query.min_seq).await?;
    let page = match wait {
        0 => call.app.store.event_page(&ledger, &filter, after, limit).await?,
        wait => first_page(&call, &ledger, &filter, after, limit, Duration::from_secs(wait)).await?,
    };
    let EventPage { events, next_after, last_seq } = page;
    let data =
        events.into_iter().map(Event::of).collect::<Result<Vec<Event>, serde_json::Error>>().map_err(|error| {
            tracing::error!(%error, "an event's object is no JSON");
            Problem::internal()
        })?;
    Ok(call::ok_at(last_seq, &EventList { data, next_after, last_seq }))
}

/// The first page that has an event, or the last that was looked at before the wait was over.
async fn first_page(
    call: &Call,
    ledger: &LedgerInfo,
    filter: &EventFilter,
    after: i64,
    limit: u32,
    wait: Duration,
) -> Result<EventPage, ReadError> {
    let began = Instant::now();
    let until = call.deadline.checked_sub(MARGIN).unwrap_or(began).min(began + wait);
    let store = &call.app.store;
    let mut news = store.watch(ledger.no);
    let mut page = store.event_page(ledger, filter, after, limit).await?;
    while page.events.is_empty() && Instant::now() < until {
        if page.next_after >= page.last_seq {
            let told = tokio::select! {
                told = news.beyond(page.next_after, until) => told,
                // A stop waits for answers.
                () = call.app.drained() => None,
            };
            if told.is_none() {
                break;
            }
        }
        page = store.event_page(ledger, filter, page.next_after, limit).await?;
    }
    Ok(page)
}
