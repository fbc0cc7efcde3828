//! A ledger's writer: a bounded queue, and one task that turns what is queued into batches.
//!
//! It takes what is there when it is free, so an idle ledger adds no wait and a busy one makes large
//! batches. It owns the decision what a failed batch means:
//!
//! - nothing was done (the commit was not sent): try again, or answer a definite no;
//! - data that cannot be written: rerun in halves until the culprit stands alone;
//! - the commit was sent and not answered: find out under the head's lock, or say `outcome_unknown`.

use std::{
    collections::HashSet,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use elsa::sync::FrozenVec;
use futures_util::future::join_all;
use tokio::sync::{Notify, oneshot};

use crate::{
    Answer, KeyHash, Keyed, SubmitError, TransferItem, Unit, Work,
    connections::Epoch,
    outcome::{self, UnitOutcome},
    post_alone::Decided,
    post_batch::{Cache, Context, InDoubt, Mode, post_batch},
    queue::{Filled, Pending, Queue, QueueLimits, Wanted, Weight},
};

/// With so many commands, and half as many as the batch under way has, what was decided ahead is made ready to be
/// sent, and what comes later waits for the batch after: larger ones would keep Postgres waiting for that.
const AHEAD_COMMANDS: usize = 64;
/// How long one attempt may take, beyond every timeout of the database.
const ATTEMPT: Duration = Duration::from_secs(12);
/// How long a batch of which nothing was done is tried again.
const RETRY_FOR: Duration = Duration::from_secs(3);
/// How long finished outcomes outside Postgres are believed without asking it.
const BELIEVED_FOR: Duration = Duration::from_secs(2);
/// Retries come in storms: for this long after one, finished outcomes are asked for before Postgres is.
const STORM: Duration = Duration::from_secs(10);
/// No batch lives longer; `final` answers rely on it.
const BATCH_LIFE: Duration = Duration::from_secs(60);
/// A writer without work ends after this and takes its cache with it.
const IDLE: Duration = Duration::from_secs(60);

/// The handle through which units reach a ledger's writer.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Mutex<Queue>,
    wake: Notify,
    /// Keys of the batch being applied: a duplicate whose wait ends meanwhile is told so.
    running: Mutex<HashSet<KeyHash>>,
    applying: AtomicBool,
}

impl Writer {
    pub fn new(limits: QueueLimits) -> Writer {
        Writer {
            queue: Mutex::new(Queue::new(limits)),
            wake: Notify::new(),
            running: Mutex::new(HashSet::new()),
            applying: AtomicBool::new(false),
        }
    }

    /// Whether anything is queued or being applied.
    pub fn is_busy(&self) -> bool {
        self.applying.load(Ordering::Acquire) || !self.queue.lock().expect("no holder panics").is_empty()
    }

    /// Queues a unit and waits for its answer, at most until its deadline. Giving up the wait does
    /// not take the unit back.
    ///
    /// # Errors
    /// The unit comes back where the writer has ended and another must be started.
    pub async fn submit(&self, unit: Unit) -> Result<Result<Answer, SubmitError>, Unit> {
        let deadline = unit.deadline;
        let keys: Vec<KeyHash> = unit.keys().collect();
        let (reply, answer) = oneshot::channel();
        let (pending, stage) = Pending::new(unit, reply);
        {
            let mut queue = self.queue.lock().expect("no holder panics");
            if queue.is_closed() {
                return Err(pending.unit);
            }
            if !queue.push(pending) {
                metrics::counter!("tallybook_shed_total").increment(1);
                return Ok(Err(SubmitError::Overloaded));
            }
        }
        self.wake.notify_one();

        let waited = tokio::time::timeout_at(deadline.into(), answer).await;
        Ok(match waited {
            Ok(Ok(answer)) => answer,
            // The writer dropped the unit: it panicked in a batch, whose fate nobody knows now.
            Ok(Err(_)) => Err(SubmitError::OutcomeUnknown),
            Err(_) if stage.withdraw() => {
                let running = self.running.lock().expect("no holder panics");
                let in_progress = keys.iter().any(|key| running.contains(key));
                Err(if in_progress { SubmitError::InProgress } else { SubmitError::Overloaded })
            }
            Err(_) => Err(SubmitError::OutcomeUnknown),
        })
    }

    /// Applies batches until nothing came for a while.
    pub async fn run(&self, context: Context) {
        let _closing = CloseOnDrop(self);
        let mut state = State { writer: self, context, cache: None, next: None, seen: None, retried: None };
        loop {
            let Next { mut batch, decided } = match state.next.take() {
                Some(next) => next,
                None => match self.wait().await {
                    Some(batch) => Next { batch, decided: None },
                    None => return,
                },
            };
            let taken = batch.len();
            batch.retain(Pending::begin);
            // What was withdrawn is not done, so what was decided on top of it is not either.
            let decided = decided.filter(|_| batch.len() == taken);
            self.run_keys(&batch);
            state.process(batch, decided).await;
            if state.next.is_none() {
                self.running.lock().expect("no holder panics").clear();
            }
        }
    }

    /// What is queued, once there is anything; `None` if nothing came for long, and nothing will.
    async fn wait(&self) -> Option<Vec<Pending>> {
        loop {
            {
                let mut queue = self.queue.lock().expect("no holder panics");
                let batch = queue.take();
                // Under the queue's lock, so that a unit is at no moment in neither place.
                self.applying.store(!batch.is_empty(), Ordering::Release);
                if !batch.is_empty() {
                    return Some(batch);
                }
            }
            let waited = tokio::time::timeout(IDLE, self.wake.notified()).await;
            let mut queue = self.queue.lock().expect("no holder panics");
            if waited.is_err() && queue.is_empty() {
                queue.close();
                return None;
            }
        }
    }

    /// Notes whose keys are being applied.
    fn run_keys(&self, batch: &[Pending]) {
        let mut running = self.running.lock().expect("no holder panics");
        running.clear();
        running.extend(batch.iter().flat_map(|pending| pending.unit.keys()));
    }
}

/// What is taken from the queue while a batch is under way, to be decided ahead.
pub(crate) struct Following<'w> {
    writer: &'w Writer,
    taken: FrozenVec<Box<Pending>>,
    /// How many commands are enough; `None`: nothing is taken.
    enough: Option<usize>,
}

impl Following<'_> {
    /// The next unit, once there is one. `None` if there is one that is not `wanted` or does not fit in, or none and
    /// there were enough.
    pub async fn next(&self, filled: &mut Filled, wanted: &Wanted<'_>) -> Option<&Unit> {
        let enough = self.enough?;
        loop {
            {
                let mut queue = self.writer.queue.lock().expect("no holder panics");
                if let Some(next) = queue.next(filled, wanted) {
                    return Some(&self.taken.push_get(Box::new(next)).unit);
                }
                if !queue.is_empty() || filled.commands >= enough {
                    return None;
                }
            }
            self.writer.wake.notified().await;
        }
    }

    fn into_batch(self) -> Vec<Pending> {
        self.taken.into_vec().into_iter().map(|pending| *pending).collect()
    }
}

/// However the writer ends, a panic included, nobody queues to it any more.
struct CloseOnDrop<'w>(&'w Writer);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        queue.close();
        self.0.applying.store(false, Ordering::Release);
    }
}

struct State<'w> {
    writer: &'w Writer,
    context: Context,
    cache: Option<Cache>,
    /// The batch to go on with.
    next: Option<Next>,
    seen: Option<Seen>,
    /// When a key that was used before last came.
    retried: Option<Instant>,
}

/// A batch that was taken from the queue.
struct Next {
    batch: Vec<Pending>,
    /// What was decided about it on top of the batch before, if anything.
    decided: Option<Decided>,
}

/// The history and the head that the last acknowledged batch was part of.
#[derive(Clone)]
struct Seen {
    epoch: Epoch,
    head: i64,
    at: Instant,
}

/// What a failed attempt means.
enum Failure {
    /// Nothing was done; the same again may succeed at once.
    Transient,
    /// Nothing was done; the database is away or busy.
    Unavailable,
    /// Nothing was done, and never will be: the data cannot be written.
    Poison,
    /// Nothing was done; a defect.
    Defect,
}

impl State<'_> {
    /// Answers a batch: what was answered before is replayed, the rest committed, in parts if it
    /// must be.
    async fn process(&mut self, mut batch: Vec<Pending>, mut decided: Option<Decided>) {
        if decided.is_none() && !self.expects_fresh_keys() {
            batch = self.replay(batch).await;
        }
        if batch.is_empty() {
            return;
        }
        let commands: usize = batch.iter().map(|pending| pending.weight.commands).sum();
        metrics::histogram!("tallybook_batch_size").record(commands as u32);
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            let units: Vec<&Unit> = part.iter().map(|pending| &pending.unit).collect();
            let look_ahead = parts.is_empty();
            match self.commit(&units, &Mode::default(), decided.take(), look_ahead).await {
                Ok(Some(outcomes)) => self.answer(part, outcomes),
                Ok(None) => {
                    let rest = self.replay(part).await;
                    if !rest.is_empty() {
                        parts.push(rest);
                    }
                }
                Err(SubmitError::Internal) if part.len() > 1 => {
                    let second = part.split_off(part.len() / 2);
                    parts.push(second);
                    parts.push(part);
                }
                Err(SubmitError::Internal) => {
                    // It may be a hold that is due and cannot be ended, which must not stop the ledger.
                    let without_due = Mode { without_due: true, ..Mode::default() };
                    let outcomes = match self.commit(&[&part[0].unit], &without_due, None, false).await {
                        Ok(Some(outcomes)) => outcomes,
                        Ok(None) | Err(_) => self.isolate(&part[0].unit).await,
                    };
                    self.answer(part, outcomes);
                }
                Err(error) => {
                    let outcomes = vec![Err(error); part.len()];
                    self.answer(part, outcomes);
                }
            }
        }
    }

    /// Whether the batch may go to Postgres unasked: the short way finds out by itself that a key is
    /// taken, so a first request does not wait for Redis.
    fn expects_fresh_keys(&self) -> bool {
        self.cache.as_ref().is_some_and(|cache| cache.alone) && !self.is_storm()
    }

    /// Whether keys that were used before came lately.
    fn is_storm(&self) -> bool {
        self.retried.is_some_and(|retried| retried.elapsed() <= STORM)
    }

    /// Answers the units whose outcome is known without asking Postgres; returns the others.
    async fn replay(&mut self, batch: Vec<Pending>) -> Vec<Pending> {
        // Not asked for long, the database may be another one by now, and a storm that is answered from
        // here alone would never find out.
        let Some(Seen { epoch, head, .. }) = self.seen.as_ref().filter(|seen| seen.at.elapsed() < BELIEVED_FOR) else {
            return batch;
        };
        let keyed: Vec<&Keyed> = batch.iter().filter_map(|pending| pending.unit.key.as_ref()).collect();
        let mut known =
            self.context.store.outcomes().get(epoch, self.context.ledger.no, &keyed, *head).await.into_iter();
        let mut rest = Vec::with_capacity(batch.len());
        for pending in batch {
            match pending.unit.key.as_ref().and_then(|_| known.next().flatten()) {
                Some(answer) => {
                    self.retried = Some(Instant::now());
                    pending.answer(Ok(answer));
                }
                None => rest.push(pending),
            }
        }
        rest
    }

    /// Renders and sends the answers beside the next batch, then keeps them for replays.
    fn answer(&mut self, part: Vec<Pending>, outcomes: Vec<UnitOutcome>) {
        if outcomes.iter().flatten().any(|done| done.replayed) {
            self.retried = Some(Instant::now());
        }
        let (store, ledger, seen) = (self.context.store.clone(), self.context.ledger.clone(), self.seen.clone());
        self.context.store.tasks().spawn(async move {
            let answer = async |(mut pending, outcome): (Pending, UnitOutcome)| {
                let answer = match outcome {
                    Ok(done) => store.render(&ledger, done).await,
                    Err(error) => Err(error),
                };
                let key = pending.unit.key.take().filter(|_| !pending.unit.dry_run);
                // What waits for a second person is not answered for good.
                let kept = key.zip(answer.as_ref().ok().filter(|answer| answer.status != 202).cloned());
                pending.answer(answer);
                kept
            };
            let (mut kept, mut read) = (Vec::with_capacity(part.len()), Vec::new());
            for each in part.into_iter().zip(outcomes) {
                // Nobody waits for what another's answer is read from.
                if outcome::reads_rows(&each.1) {
                    read.push(answer(each));
                } else {
                    kept.extend(answer(each).await);
                }
            }
            kept.extend(join_all(read).await.into_iter().flatten());
            if let Some(Seen { epoch, head, .. }) = seen {
                store.outcomes().put(&epoch, ledger.no, head, &kept).await;
            }
        });
    }

    /// A lone unit that cannot be written: finds the items of a per-item batch that are the cause,
    /// and commits the others.
    async fn isolate(&mut self, unit: &Unit) -> Vec<UnitOutcome> {
        let Work::Transfers { atomic: false, items } = &unit.work else {
            return vec![Err(SubmitError::Internal)];
        };
        let everything = 0..items.len();
        let mut culprits = Mode::default();
        let mut ranges = vec![everything.clone()];
        while let Some(range) = ranges.pop() {
            let mode = Mode {
                excluded: everything.clone().filter(|item| !range.contains(item)).collect(),
                trial: true,
                ..Mode::default()
            };
            match self.commit(&[unit], &mode, None, false).await {
                Ok(_) => {}
                Err(SubmitError::Internal) => match middle_between_groups(items, &range) {
                    Some(middle) => {
                        ranges.push(range.start..middle);
                        ranges.push(middle..range.end);
                    }
                    None => culprits.excluded.extend(range),
                },
                Err(error) => return vec![Err(error)],
            }
        }
        if culprits.excluded.len() == items.len() {
            return vec![Err(SubmitError::Internal)];
        }
        loop {
            match self.commit(&[unit], &culprits, None, false).await {
                Ok(Some(outcomes)) => return outcomes,
                // Holds that were due were ended first.
                Ok(None) => {}
                Err(error) => return vec![Err(error)],
            }
        }
    }

    /// Commits units as one transaction; `None` as of [`post_batch`]. [`SubmitError::Internal`] means
    /// that they cannot be written.
    async fn commit(
        &mut self,
        units: &[&Unit],
        mode: &Mode,
        mut decided: Option<Decided>,
        look_ahead: bool,
    ) -> Result<Option<Vec<UnitOutcome>>, SubmitError> {
        let started = Instant::now();
        let mut in_doubt: Option<InDoubt> = None;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let error = match self.attempt(units, mode, decided.take(), look_ahead, &mut in_doubt).await {
                Ok(outcomes) => return Ok(outcomes),
                Err(error) => error,
            };
            self.cache = None;
            let failure = classify(&error);
            let elapsed = started.elapsed();
            tracing::warn!(
                %error, attempts, in_doubt = in_doubt.is_some(), ledger = %self.context.ledger.name,
                "a batch failed"
            );
            if in_doubt.is_some() {
                // A commit was sent, and under the head's lock nobody has looked yet what became of it.
                metrics::counter!("tallybook_commit_in_doubt_total").increment(1);
                if elapsed > BATCH_LIFE {
                    return Err(SubmitError::OutcomeUnknown);
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
            match failure {
                Failure::Transient if attempts < 5 => {}
                Failure::Unavailable if elapsed < RETRY_FOR => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Failure::Transient | Failure::Unavailable => {
                    return Err(SubmitError::DatabaseUnavailable);
                }
                Failure::Poison => return Err(SubmitError::Internal),
                Failure::Defect => {
                    tracing::error!(%error, "a batch failed for a reason that should not exist");
                    return Err(SubmitError::Internal);
                }
            }
        }
    }

    async fn attempt(
        &mut self,
        units: &[&Unit],
        mode: &Mode,
        decided: Option<Decided>,
        look_ahead: bool,
        in_doubt: &mut Option<InDoubt>,
    ) -> sqlx::Result<Option<Vec<UnitOutcome>>> {
        let commands: usize = units.iter().map(|unit| Weight::of(&unit.work).commands).sum();
        // What was taken before the batch failed and is tried again comes first. Of what comes in a storm of retries,
        // Postgres is not the first to be asked.
        let look_ahead = look_ahead && self.next.is_none() && !self.is_storm();
        let enough = look_ahead.then_some(AHEAD_COMMANDS.max(commands / 2));
        let following = Following { writer: self.writer, taken: FrozenVec::new(), enough };
        let connections = self.context.store.writer_connections();
        let _permit = connections.permit().await;
        let attempt = async {
            let mut connection = connections.get().await?;
            let epoch = connection.epoch.clone();
            let (conn, cache) = (&mut connection.conn, &mut self.cache);
            let done = post_batch(conn, &epoch, cache, &self.context, units, mode, decided, in_doubt, &following).await;
            if done.is_ok() {
                connections.put_back(connection);
            }
            done.map(|applied| (applied, epoch))
        };
        let mut done = match tokio::time::timeout(ATTEMPT, attempt).await {
            Ok(done) => done,
            Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
        };
        let batch = following.into_batch();
        let decided = match &mut done {
            Ok((Some(applied), _)) => applied.next.take(),
            Ok((None, _)) | Err(_) => None,
        };
        if !batch.is_empty() {
            self.next = Some(Next { batch, decided });
        }
        let (applied, epoch) = match done {
            Ok(done) => done,
            Err(error) => {
                self.seen = None;
                // What broke one connection has probably broken the idle ones.
                connections.clear();
                return Err(error);
            }
        };
        if let Some(cache) = &self.cache {
            if self.seen.as_ref().is_some_and(|seen| seen.epoch != epoch) {
                self.context.store.forget_ledgers();
            }
            self.context.store.news().hint(self.context.ledger.no, cache.last_seq());
            self.seen = Some(Seen { epoch, head: cache.last_seq(), at: Instant::now() });
        }
        Ok(applied.map(|applied| applied.outcomes))
    }
}

/// Where a range of items can be cut in two without cutting a group: as near to its middle as can be.
fn middle_between_groups(items: &[TransferItem], range: &std::ops::Range<usize>) -> Option<usize> {
    let middle = range.start + range.len() / 2;
    let is_between = |cut: &usize| match (&items[cut - 1].group, &items[*cut].group) {
        (Some(before), Some(after)) => before != after,
        (None, _) | (_, None) => true,
    };
    let cuts = (range.start + 1..range.end).filter(is_between);
    cuts.min_by_key(|cut| cut.abs_diff(middle))
}

fn classify(error: &sqlx::Error) -> Failure {
    let Some(code) = error.as_database_error().and_then(|error| error.code()) else {
        return match error {
            // A balance or head that was not as expected: another writer, or a cache that lied.
            sqlx::Error::Protocol(_) => Failure::Transient,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => {
                Failure::Unavailable
            }
            _ => Failure::Defect,
        };
    };
    let key_taken = error.as_database_error().and_then(|error| error.constraint()).is_some_and(|constraint| {
        matches!(constraint, "idempotency_keys_a_pkey" | "idempotency_keys_b_pkey" | "transfers_external_id")
    });
    match &*code {
        "40001" | "40P01" => Failure::Transient,
        // A late commit of another connection; the next attempt reads it.
        "23505" if key_taken => Failure::Transient,
        code => match &code[..2] {
            "22" | "23" | "54" => Failure::Poison,
            // Lock and statement timeouts, shutdown, too many connections, disk full, lost connections,
            // a server that is a standby now.
            "08" | "25" | "53" | "55" | "57" => Failure::Unavailable,
            _ => Failure::Defect,
        },
    }
}
