//! Open event streams: how many there may be, and what one of them says from its beginning to its end.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, Weak},
    time::{Duration, Instant},
};

use axum::body::Bytes;
use ledger_pg::{BLOCK, EventFilter, EventType, LedgerInfo, ReadError, Recent, Store, Watch};
use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};
use rand::Rng as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::{auth::Caller, get_events::Event, problem::Problem, problem_codes::Code, state::AppState};

/// Events read at once for one stream alone; a client that takes none keeps so many waiting at most, or a block.
const PAGE: u32 = 100;
/// How long a stream is silent at most.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is asked whether the key is live: together with what is believed of keys (`auth.rs`), a
/// revocation ends a stream within 5 seconds.
const KEY_ASKED: Duration = Duration::from_secs(1);
/// After a read that failed.
const REST: Duration = Duration::from_secs(1);
/// Streams that read for themselves do it so often at most, all together, and so many at once, that requests come
/// to the database too.
const READS_AT_ONCE: usize = 4;
const BETWEEN_READS: Duration = Duration::from_micros(500);

/// Describes the metrics to the recorder that is installed, and sets them to zero.
pub fn describe_metrics() {
    describe_gauge!("tallybook_event_streams", Unit::Count, "Event streams that are open.");
    describe_counter!("tallybook_events_streamed_total", Unit::Count, "Events handed to streams.");
    gauge!("tallybook_event_streams").set(0);
    counter!("tallybook_events_streamed_total").absolute(0);
}

/// An event as a stream says it; of a broken one its `seq`.
type Said = Result<(EventType, Frame), i64>;

/// A piece of a stream.
#[derive(Clone)]
struct Frame {
    seq: i64,
    text: Bytes,
}

/// How many streams are open, of how many there may be; and what they say, which those of a ledger share.
pub struct EventStreams {
    slots: Arc<Semaphore>,
    most: usize,
    reads: Semaphore,
    store: Store,
    /// Held by the streams that are open, and gone with the last of them.
    recent: Mutex<Weak<Recent<Said>>>,
}

fn say(_: &Arc<LedgerInfo>, event: ledger_pg::Event) -> Said {
    let (seq, event_type) = (event.seq, event.event_type);
    let data = Event::of(event).and_then(|event| serde_json::to_string(&event)).map_err(|error| {
        tracing::error!(%error, seq, "an event's object is no JSON");
        seq
    })?;
    // JSON has no line breaks.
    let mut text = format!("id: {seq}\nevent: {}\ndata: {data}\n\n", event_type.name());
    text.shrink_to_fit();
    Ok((event_type, Frame { seq, text: text.into() }))
}

impl EventStreams {
    pub fn new(store: &Store, most: usize) -> EventStreams {
        EventStreams {
            slots: Arc::new(Semaphore::new(most)),
            most,
            reads: Semaphore::new(READS_AT_ONCE),
            store: store.clone(),
            recent: Mutex::default(),
        }
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

    fn recent(&self) -> Arc<Recent<Said>> {
        let mut shared = self.recent.lock().expect("no holder panics");
        shared.upgrade().unwrap_or_else(|| {
            let weigh = |said: &Said| 128 + said.as_ref().map_or(0, |(_, frame)| frame.text.len());
            let recent = Arc::new(Recent::new(self.store.clone(), weigh, say));
            *shared = Arc::downgrade(&recent);
            recent
        })
    }

    async fn turn(&self) -> SemaphorePermit<'_> {
        self.reads.acquire().await.expect("the semaphore is never closed")
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
    recent: Arc<Recent<Said>>,
    /// Read, and not taken yet.
    page: VecDeque<Said>,
    /// How far was looked.
    looked_at: i64,
    /// The last id that the client was told.
    told: i64,
    /// Where the ledger is, as far as is known; before anything is, `None`.
    head: Option<i64>,
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
            recent: app.event_streams.recent(),
            app: app.clone(),
            caller: caller.clone(),
            ledger: ledger.clone(),
            filter,
            page: VecDeque::new(),
            looked_at: after,
            told: after,
            head: None,
            has_begun: false,
            heartbeat_due: now + HEARTBEAT,
            key_due: now + KEY_ASKED,
            read_due: now,
        })
    }

    /// What is said next; `None` at the end, which comes when the process is about to stop, when the key is
    /// no longer live, or with a defect.
    pub async fn next(&mut self) -> Option<Bytes> {
        if !std::mem::replace(&mut self.has_begun, true) {
            // Streams that end together should not all come back together.
            let retry = rand::rng().random_range(1000..3000);
            return Some(format!("retry: {retry}\nid: {}\n\n", self.told).into());
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
            } else if let Some(said) = self.page.pop_front() {
                return self.event(said.ok()?, now);
            } else if self.head.is_some_and(|head| head <= self.looked_at) {
                let told = self.news.beyond(self.looked_at, self.heartbeat_due.min(self.key_due));
                tokio::select! {
                    told = told => self.head = told.or(self.head),
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
        let read = match self.head {
            Some(head) if self.may_share(head) => self.read_shared(head).await,
            _ => self.read_alone(now).await,
        };
        if let Err(error) = read {
            tracing::debug!(%error, "a stream's events could not be read yet");
            // The database that comes back may be another one.
            self.recent.forget();
            self.read_due = Instant::now() + REST;
        }
    }

    /// Whether what others read of the same ledger is what this stream needs, most of it at least.
    fn may_share(&self, head: i64) -> bool {
        match &self.filter {
            EventFilter { account: Some(_), .. } => false,
            EventFilter { types: Some(_), .. } => head - self.looked_at <= BLOCK,
            EventFilter { types: None, account: None } => true,
        }
    }

    async fn read_shared(&mut self, head: i64) -> Result<(), Arc<ReadError>> {
        // At the ledger's end one reads for all.
        let is_far = head - self.looked_at > BLOCK;
        let _turn = if is_far { Some(self.app.event_streams.turn().await) } else { None };
        let said = self.recent.after(&self.ledger, self.looked_at, head).await?;
        // Nothing, where something is said to be: wait for other news.
        self.head = Some(if said.is_empty() { self.looked_at } else { head });
        self.looked_at += i64::try_from(said.len()).expect("a block is small");
        let types = self.filter.types.as_deref();
        let is_wanted =
            |said: &Said| said.as_ref().map_or(true, |(said, _)| types.is_none_or(|types| types.contains(said)));
        self.page = said.into_iter().filter(is_wanted).collect();
        Ok(())
    }

    async fn read_alone(&mut self, now: Instant) -> Result<(), Arc<ReadError>> {
        let streams = &self.app.event_streams;
        let _turn = streams.turn().await;
        let page = self.app.store.event_page(&self.ledger, &self.filter, self.looked_at, PAGE).await?;
        self.looked_at = page.next_after;
        self.head = Some(page.last_seq);
        self.page = page.events.into_iter().map(|event| say(&self.ledger, event)).collect();
        self.read_due = now + streams.pace();
        Ok(())
    }

    /// Waits, but not so long that anything else is late.
    async fn rest_until(&self, due: Instant) {
        tokio::select! {
            () = tokio::time::sleep_until(due.min(self.heartbeat_due).into()) => {}
            () = self.app.drained() => {}
        }
    }

    fn event(&mut self, (_, frame): (EventType, Frame), now: Instant) -> Option<Bytes> {
        counter!("tallybook_events_streamed_total").increment(1);
        self.told = frame.seq;
        self.heartbeat_due = now + HEARTBEAT;
        Some(frame.text)
    }

    /// A comment, which no client shows anybody; and where the filter skipped something, an id, so that who
    /// comes back does not look at it again.
    fn heartbeat(&mut self, now: Instant) -> Bytes {
        self.heartbeat_due = now + HEARTBEAT;
        let done = if self.page.is_empty() { self.looked_at } else { self.told };
        if std::mem::replace(&mut self.told, done) == done {
            return Bytes::from_static(b":\n\n");
        }
        format!(":\nid: {done}\n\n").into()
    }
}
