//! Events as they come: each once and in order, over connections that are lost and found again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::pin::Pin;
use std::time::Duration;

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sse_stream::{Sse, SseStream};
use uuid::Uuid;

use crate::client::LedgerClient;
use crate::error::Error;
use crate::models::{Event, EventList};
use crate::operations::Events;
use crate::parameter::Parameter;
use crate::retry::{self, Effect};
use crate::transport::{self, Failed, Request};

/// How long a pull waits at the service for something to come.
const WAIT_SECONDS: i64 = 20;
/// The service says something every 15 seconds; silence for longer is a connection that is no more.
const SILENCE: Duration = Duration::from_secs(45);

/// Which events, and from where on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct EventFilter {
    after: i64,
    types: Option<String>,
    account: Option<String>,
}

impl EventFilter {
    /// All events from the first on.
    #[must_use]
    pub fn new() -> EventFilter {
        EventFilter::default()
    }

    /// Only those behind this `seq`.
    #[must_use]
    pub fn after(mut self, seq: i64) -> EventFilter {
        self.after = seq;
        self
    }

    /// Only these types, such as `["transfer.posted"]`.
    #[must_use]
    pub fn types(mut self, types: impl Parameter) -> EventFilter {
        self.types = Some(types.into_parameter());
        self
    }

    /// Only events about this account, by path or id.
    #[must_use]
    pub fn account(mut self, account: impl Parameter) -> EventFilter {
        self.account = Some(account.into_parameter());
        self
    }
}

impl Events {
    /// Events as they happen, by server-sent events. A connection that is lost is made anew and goes on where it was:
    /// each event comes once, in order. It ends with the first error that trying again does not mend; drop it to stop.
    #[must_use]
    pub fn stream(&self, filter: EventFilter) -> BoxStream<'static, Result<Event, Error>> {
        let subscription = Subscription {
            ledger: self.ledger.clone(),
            told: filter.after,
            filter,
            connection: None,
            was_connected: false,
            retry: Duration::from_secs(1),
        };
        stream::try_unfold(subscription, |mut subscription| async {
            let event = subscription.next().await?;
            Ok(Some((event, subscription)))
        })
        .boxed()
    }

    /// Events pulled page by page, with a request that waits where there are none. Where the service is away it goes on
    /// once it is back, as a stream does; drop it to stop.
    #[must_use]
    pub fn consume(&self, filter: EventFilter) -> BoxStream<'static, Result<Event, Error>> {
        let state = (self.clone(), filter, false);
        stream::try_unfold(state, |(events, filter, was_there)| async move {
            let EventList { data, next_after, .. } = loop {
                match events.pull(&filter).await {
                    Err(error) if was_there && Effect::of(&error).is_transient(true) => rest().await,
                    ended => break ended?,
                }
            };
            Ok(Some((stream::iter(data.into_iter().map(Ok)), (events, filter.after(next_after), true))))
        })
        .try_flatten()
        .boxed()
    }

    async fn pull(&self, filter: &EventFilter) -> Result<EventList, Error> {
        let mut call = self.list().after(filter.after).wait(WAIT_SECONDS);
        if let Some(types) = &filter.types {
            call = call.types(types);
        }
        if let Some(account) = &filter.account {
            call = call.account(account);
        }
        call.await
    }
}

/// Between two rounds of tries.
async fn rest() {
    tokio::time::sleep(retry::delay(u32::MAX, None)).await;
}

type Connection = Pin<Box<dyn futures_util::Stream<Item = Result<Sse, sse_stream::Error>> + Send>>;

struct Subscription {
    ledger: LedgerClient,
    filter: EventFilter,
    /// The last number that was told or passed over.
    told: i64,
    connection: Option<Connection>,
    was_connected: bool,
    /// How long the service wants to be left alone once the connection is lost.
    retry: Duration,
}

impl Subscription {
    async fn next(&mut self) -> Result<Event, Error> {
        loop {
            let connection = match &mut self.connection {
                Some(connection) => connection,
                None => {
                    self.connection.insert(connect(&self.ledger, &self.filter, self.told, self.was_connected).await?)
                }
            };
            self.was_connected = true;
            match tokio::time::timeout(SILENCE, connection.next()).await {
                Ok(Some(Ok(frame))) => {
                    if let Some(event) = self.read(frame)? {
                        return Ok(event);
                    }
                }
                Ok(Some(Err(_)) | None) | Err(_) => {
                    self.connection = None;
                    tokio::time::sleep(self.retry).await;
                }
            }
        }
    }

    fn read(&mut self, frame: Sse) -> Result<Option<Event>, Error> {
        if let Some(milliseconds) = frame.retry {
            self.retry = Duration::from_millis(milliseconds);
        }
        let number = frame.id.and_then(|id| id.parse().ok()).unwrap_or(self.told);
        let is_news = number > self.told;
        self.told = self.told.max(number);
        match frame.data {
            Some(data) if is_news => {
                let event = serde_json::from_str(&data);
                let unreadable = |error: serde_json::Error| Error::UnreadableAnswer {
                    status: 200,
                    request_id: None,
                    source: error.into(),
                };
                event.map(Some).map_err(unreadable)
            }
            _ => Ok(None),
        }
    }
}

/// The first connection is tried as any call; one that was there before is looked for until the service says no.
async fn connect(
    ledger: &LedgerClient,
    filter: &EventFilter,
    told: i64,
    was_connected: bool,
) -> Result<Connection, Error> {
    let mut request = Request::reading("get_event_stream", Method::GET, "/v1/ledgers/{ledger}/events/stream");
    request.path_parameters.push(ledger.name.to_string());
    request.set_query("after", filter.after.to_string());
    if let Some(types) = &filter.types {
        request.set_query("types", types.clone());
    }
    if let Some(account) = &filter.account {
        request.set_query("account", account.clone());
    }
    if was_connected {
        request.set_header("Last-Event-ID", told.to_string());
    }
    loop {
        match ledger.client.retry(&request, |remaining| open(ledger, &request, remaining)).await {
            Err(error) if was_connected && Effect::of(&error).is_transient(true) => {
                rest().await;
            }
            ended => return ended,
        }
    }
}

async fn open(ledger: &LedgerClient, request: &Request, remaining: Duration) -> Result<Connection, Failed> {
    let timeout = ledger.client.inner.timeout.min(remaining);
    let sent = ledger.client.prepare(request)?.header("accept", "text/event-stream").send();
    let response = match tokio::time::timeout(timeout, sent).await {
        Ok(response) => response.map_err(transport::unsent_or_lost)?,
        Err(elapsed) => return Err(Error::NoAnswer { source: elapsed.into() }.into()),
    };
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    if status == 200 && transport::is(&headers, "text/event-stream") {
        return Ok(Box::pin(SseStream::from_bytes_stream(response.bytes_stream())));
    }
    let body = response.bytes().await.map_err(transport::no_answer)?;
    Err(if status == 200 {
        transport::unexpected(status, &body).into()
    } else {
        transport::refusal(status, &headers, &body)
    })
}

impl Event {
    /// What the event is about, as the API answers it: for `transfer.posted` a [`Transfer`](crate::models::Transfer).
    ///
    /// # Errors
    /// Where the object is something else.
    pub fn object_as<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        T::deserialize(&self.object)
    }
}

/// Drops what comes again, and what comes too late, by the versions of accounts: for who hears of events in several
/// ways at once. It remembers a number for each account, and reads and writes as JSON, to be kept with what was done.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct AccountVersions(HashMap<Uuid, i64>);

impl AccountVersions {
    /// Whether a posting of the event has a version above all that were seen of its account; then all are remembered.
    /// An event without such postings is always news, since no version says otherwise: drop its repeats by `seq`.
    pub fn is_news(&mut self, event: &Event) -> bool {
        #[derive(Deserialize)]
        struct Posting {
            account_id: Uuid,
            account_version: i64,
        }

        let postings = event.object.get("postings").and_then(serde_json::Value::as_array);
        let versioned = postings.into_iter().flatten().filter_map(|posting| Posting::deserialize(posting).ok());
        let mut is_versioned = false;
        let mut is_news = false;
        for Posting { account_id, account_version } in versioned {
            is_versioned = true;
            match self.0.entry(account_id) {
                Entry::Occupied(seen) if *seen.get() >= account_version => {}
                entry => {
                    is_news = true;
                    entry.insert_entry(account_version);
                }
            }
        }
        is_news || !is_versioned
    }

    /// The highest version that was seen of an account.
    #[must_use]
    pub fn seen(&self, account_id: &Uuid) -> Option<i64> {
        self.0.get(account_id).copied()
    }
}
