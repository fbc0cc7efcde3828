//! Open event streams: how many there may be, and what one of them says from its beginning to its end.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::response::sse;
use ledger_pg::{EventFilter, LedgerInfo, Watch};
use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};
use rand::Rng as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{auth::Caller, get_events::Event, problem::Problem, problem_codes::Code, state::AppState};

/// Events read at once; a client that takes none keeps so many waiting at most.
const PAGE: u32 = 100;
/// How long a stream is silent at most.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is asked whether the key is live: together with what is believed of keys (`auth.rs`), a
/// revocation ends a stream within 5 seconds.
const KEY_ASKED: Duration = Duration::from_secs(1);
/// After a read that failed.
const REST: Duration = Duration::from_secs(1);
/// All streams together read a page so often at most, and so many at once, that requests come to the database too.
const READS_AT_ONCE: usize = 4;
const BETWEEN_READS: Duration = Duration::from_micros(500);

/// Describes the metrics to the recorder that is installed, and sets them to zero.
pub fn describe_metrics() {
    describe_gauge!("tallybook_event_streams", Unit::Count, "Event streams that are open.");
    describe_counter!("tallybook_events_streamed_total", Unit::Count, "Events handed to streams.");
    gauge!("tallybook_event_streams").set(0);
    counter!("tallybook_events_streamed_total").absolute(0);
}

/// How many streams are open, of how many there may be.
pub struct EventStreams {
    slots: Arc<Semaphore>,
    most: usize,
    reads: Semaphore,
}

impl EventStreams {
    pub fn new(most: usize) -> EventStreams {
        EventStreams { slots: Arc::new(Semaphore::new(most)), most, reads: Semaphore::new(READS_AT_ONCE) }
    }

    /// # Errors
    /// `overloaded` where as many are open as there may be.
    fn open(&self) -> Result<Slot, Problem> {
        let permit = self.slots.clone().try_acquire_owned().map_err(|_| {
            Problem::new(Code::Overloaded, "As many event streams are open as there may be. Ask for pages of events.")
        })?;
        gauge!("tallybook_event_streams").increment(1);
        Ok(Slot { _permit: permit })
    }

    /// How long each must leave between two reads, for all to keep to [`BETWEEN_READS`].
    fn pace(&self) -> Duration {
        let open = self.most.saturating_sub(self.slots.available_permits());
        BETWEEN_READS * u32::try_from(open).unwrap_or(u32::MAX)
    }
}

/// A stream's place among those that may be open.
struct Slot {
    _permit: OwnedSemaphorePermit,
}

impl Drop for Slot {
    fn drop(&mut self) {
        gauge!("tallybook_event_streams").decrement(1);
    }
}

/// A stream at work. It reads a page when its client has taken the one before, and not earlier.
pub struct EventStream {
    app: AppState,
    caller: Caller,
    ledger: Arc<LedgerInfo>,
    filter: EventFilter,
    news: Watch,
    /// Read, and not taken yet.
    page: VecDeque<ledger_pg::Event>,
    /// How far was looked.
    looked_at: i64,
    /// The last id that the client was told.
    told: i64,
    /// Whether there is more to look at than was looked at.
    is_behind: bool,
    has_begun: bool,
    heartbeat_due: Instant,
    key_due: Instant,
    read_due: Instant,
    _slot: Slot,
}

impl EventStream {
    /// # Errors
    /// `overloaded`.
    pub fn open(
        app: &AppState,
        caller: &Caller,
        ledger: &Arc<LedgerInfo>,
        filter: EventFilter,
        after: i64,
    ) -> Result<EventStream, Problem> {
        if app.is_draining() {
            return Err(Problem::new(Code::Overloaded, "This process is about to stop. Another one serves."));
        }
        let now = Instant::now();
        Ok(EventStream {
            _slot: app.event_streams.open()?,
            news: app.store.watch(ledger.no),
            app: app.clone(),
            caller: caller.clone(),
            ledger: ledger.clone(),
            filter,
            page: VecDeque::new(),
            looked_at: after,
            told: after,
            is_behind: true,
            has_begun: false,
            heartbeat_due: now + HEARTBEAT,
            key_due: now + KEY_ASKED,
            read_due: now,
        })
    }

    /// What is said next; `None` at the end, which comes when the process is about to stop, when the key is
    /// no longer live, or with a defect.
    pub async fn next(&mut self) -> Option<sse::Event> {
        if !std::mem::replace(&mut self.has_begun, true) {
            // Streams that end together should not all come back together.
            let retry = Duration::from_millis(rand::rng().random_range(1000..3000));
            return Some(sse::Event::default().retry(retry).id(self.told.to_string()));
        }
        loop {
            let now = Instant::now();
            if self.app.is_draining() {
                return None;
            }
            if now >= self.heartbeat_due {
                return Some(self.heartbeat(now));
            }
            if now >= self.key_due {
                match self.app.authenticator.is_still_live(&self.caller).await {
                    Ok(true) => self.key_due = now + KEY_ASKED,
                    Ok(false) => return None,
                    Err(problem) => {
                        // Until somebody can say, nothing is told.
                        tracing::debug!(code = problem.code.as_str(), "whether a key is live is not known");
                        self.rest_until(now + REST).await;
                    }
                }
            } else if let Some(event) = self.page.pop_front() {
                return self.event(event, now);
            } else if !self.is_behind {
                let told = self.news.beyond(self.looked_at, self.heartbeat_due.min(self.key_due));
                tokio::select! {
                    told = told => self.is_behind = told.is_some(),
                    () = self.app.drained() => {}
                }
            } else if now < self.read_due {
                self.rest_until(self.read_due).await;
            } else {
                self.read(now).await;
            }
        }
    }

    async fn read(&mut self, now: Instant) {
        let read = async {
            let _turn = self.app.event_streams.reads.acquire().await.expect("the semaphore is never closed");
            self.app.store.event_page(&self.ledger, &self.filter, self.looked_at, PAGE).await
        };
        match read.await {
            Ok(page) => {
                self.looked_at = page.next_after;
                self.is_behind = page.next_after < page.last_seq;
                self.page = page.events.into();
                self.read_due = now + self.app.event_streams.pace();
            }
            Err(error) => {
                tracing::debug!(%error, "a stream's events could not be read yet");
                self.read_due = Instant::now() + REST;
            }
        }
    }

    /// Waits, but not so long that anything else is late.
    async fn rest_until(&self, due: Instant) {
        tokio::select! {
            () = tokio::time::sleep_until(due.min(self.heartbeat_due).into()) => {}
            () = self.app.drained() => {}
        }
    }

    fn event(&mut self, event: ledger_pg::Event, now: Instant) -> Option<sse::Event> {
        let (seq, name) = (event.seq, event.event_type.name());
        let data = Event::of(event).and_then(|event| serde_json::to_string(&event));
        let data = data.inspect_err(|error| tracing::error!(%error, "an event's object is no JSON")).ok()?;
        counter!("tallybook_events_streamed_total").increment(1);
        self.told = seq;
        self.heartbeat_due = now + HEARTBEAT;
        Some(sse::Event::default().id(seq.to_string()).event(name).data(data))
    }

    /// A comment, which no client shows anybody; and where the filter skipped something, an id, so that who
    /// comes back does not look at it again.
    fn heartbeat(&mut self, now: Instant) -> sse::Event {
        self.heartbeat_due = now + HEARTBEAT;
        let heartbeat = sse::Event::default().comment("");
        let done = if self.page.is_empty() { self.looked_at } else { self.told };
        if std::mem::replace(&mut self.told, done) == done {
            return heartbeat;
        }
        heartbeat.id(done.to_string())
    }
}
