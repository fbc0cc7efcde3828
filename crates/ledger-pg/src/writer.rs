//! A ledger's writer: a bounded queue, and one task that turns what is queued into batches.
//!
//! It takes what is there when it is free, so an idle ledger adds no wait and a busy one makes large
//! batches. It owns the decision what a failed batch means:
//!
//! - nothing was done (the commit was not sent): try again, or answer a definite no;
//! - data that cannot be written: rerun in halves until the culprit stands alone;
//! - the commit was sent and not answered: find out under the head's lock, or say `outcome_unknown`.

use std::{
    collections::{HashSet, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use ledger::NewTransfer;
use tokio::sync::{Notify, oneshot};

use crate::{
    Answer, KeyHash, Keyed, SubmitError, TransferItem, Unit, Work,
    connections::Epoch,
    outcome::UnitOutcome,
    post_alone::{Ahead, Decided},
    post_batch::{Cache, Context, InDoubt, Mode, post_batch},
};

/// What a transaction holds at most, about.
const BATCH_COMMANDS: usize = 2_000;
const BATCH_POSTINGS: usize = 10_000;
/// The next batch is decided while one is under way if at least so many commands wait, and half as many as that
/// one has: smaller ones would cost more than they save.
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

/// Bounds of a queue.
#[derive(Clone, Copy, Debug)]
pub struct QueueLimits {
    pub commands: usize,
    pub bytes: usize,
}

/// Where a unit stands.
const QUEUED: u8 = 0;
const TAKEN: u8 = 1;
const WITHDRAWN: u8 = 2;

#[derive(Debug)]
struct Pending {
    unit: Unit,
    stage: Arc<AtomicU8>,
    reply: oneshot::Sender<Result<Answer, SubmitError>>,
}

impl Pending {
    fn commands(&self) -> usize {
        commands(&self.unit.work)
    }

    /// Whoever asked may be gone; the work is done all the same.
    fn answer(self, answer: Result<Answer, SubmitError>) {
        let _ = self.reply.send(answer);
    }

    fn postings(&self) -> usize {
        match &self.unit.work {
            Work::Transfer(transfer) => postings(transfer),
            Work::Transfers { items, .. } => items.iter().map(|item| postings(&item.transfer)).sum(),
            Work::Simulate(transfers) => transfers.iter().map(postings).sum(),
            Work::UpdateTransfer { .. }
            | Work::Decide(_)
            | Work::SetLimit(_)
            | Work::ChangeLimit { .. }
            | Work::SetMonitor(_)
            | Work::ChangeMonitor { .. }
            | Work::ExpireDue
            | Work::Asset(_)
            | Work::Account(_)
            | Work::Accounts(_)
            | Work::UpdateAccount { .. } => 0,
        }
    }
}

/// How many items a unit has that takes its turn among the bulks; `None` of a single command.
fn items(work: &Work) -> Option<usize> {
    match work {
        Work::Transfers { items, .. } => Some(items.len()),
        Work::Accounts(many) => Some(many.len()),
        Work::Simulate(transfers) => Some(transfers.len()),
        Work::Transfer(_)
        | Work::UpdateTransfer { .. }
        | Work::Decide(_)
        | Work::SetLimit(_)
        | Work::ChangeLimit { .. }
        | Work::SetMonitor(_)
        | Work::ChangeMonitor { .. }
        | Work::ExpireDue
        | Work::Asset(_)
        | Work::Account(_)
        | Work::UpdateAccount { .. } => None,
    }
}

/// How many commands a unit is.
fn commands(work: &Work) -> usize {
    items(work).unwrap_or(1)
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

/// How many postings a transfer makes; of an action on another it is not known yet, two most often.
fn postings(transfer: &NewTransfer) -> usize {
    transfer.action.postings().len().max(2)
}

#[derive(Debug, Default)]
struct Queue {
    singles: VecDeque<Pending>,
    bulks: VecDeque<Pending>,
    commands: usize,
    bytes: usize,
    bulks_first: bool,
    closed: bool,
}

impl Queue {
    /// Takes the next batch; units withdrawn meanwhile are dropped on the way.
    ///
    /// While both lanes wait they take turns at going first, and the first unit of the first lane always
    /// goes, however large: so neither lane starves the other.
    fn take(&mut self) -> Vec<Pending> {
        let mut batch = Vec::new();
        let (mut commands, mut postings) = (0, 0);
        let both = !self.bulks.is_empty() && !self.singles.is_empty();
        self.bulks_first = both && !self.bulks_first;
        let first_limit = if both { BATCH_COMMANDS / 2 } else { BATCH_COMMANDS };
        let first = self.bulks_first;
        for (bulk, limit) in [(first, first_limit), (!first, BATCH_COMMANDS), (first, BATCH_COMMANDS)] {
            loop {
                let lane = if bulk { &mut self.bulks } else { &mut self.singles };
                let Some(next) = lane.front() else { break };
                let fits = commands + next.commands() <= limit && postings + next.postings() <= BATCH_POSTINGS;
                if !fits && !batch.is_empty() {
                    break;
                }
                let pending = lane.pop_front().expect("looked at above");
                self.commands -= pending.commands();
                self.bytes -= pending.unit.bytes;
                let taken = pending.stage.compare_exchange(QUEUED, TAKEN, Ordering::AcqRel, Ordering::Acquire);
                if taken.is_ok() {
                    commands += pending.commands();
                    postings += pending.postings();
                    batch.push(pending);
                }
            }
        }
        batch
    }

    fn is_empty(&self) -> bool {
        self.singles.is_empty() && self.bulks.is_empty()
    }
}

/// The handle through which units reach a ledger's writer.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Mutex<Queue>,
    limits: QueueLimits,
    wake: Notify,
    /// Keys of the batch being applied: a duplicate whose wait ends meanwhile is told so.
    running: Mutex<HashSet<KeyHash>>,
    applying: AtomicBool,
}

impl Writer {
    pub fn new(limits: QueueLimits) -> Writer {
        Writer {
            queue: Mutex::new(Queue::default()),
            limits,
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
        let stage = Arc::new(AtomicU8::new(QUEUED));
        let (reply, answer) = oneshot::channel();
        {
            let mut queue = self.queue.lock().expect("no holder panics");
            if queue.closed {
                return Err(unit);
            }
            let pending = Pending { unit, stage: stage.clone(), reply };
            let (commands, bytes) = (pending.commands(), pending.unit.bytes);
            let full = queue.commands + commands > self.limits.commands || queue.bytes + bytes > self.limits.bytes;
            if full && !queue.is_empty() {
                metrics::counter!("tallybook_shed_total").increment(1);
                return Ok(Err(SubmitError::Overloaded));
            }
            queue.commands += commands;
            queue.bytes += bytes;
            match items(&pending.unit.work) {
                Some(_) => queue.bulks.push_back(pending),
                None => queue.singles.push_back(pending),
            }
        }
        self.wake.notify_one();

        let waited = tokio::time::timeout_at(deadline.into(), answer).await;
        Ok(match waited {
            Ok(Ok(answer)) => answer,
            // The writer dropped the unit: it panicked in a batch, whose fate nobody knows now.
            Ok(Err(_)) => Err(SubmitError::OutcomeUnknown),
            Err(_) => match stage.compare_exchange(QUEUED, WITHDRAWN, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => {
                    let running = self.running.lock().expect("no holder panics");
                    let in_progress = keys.iter().any(|key| running.contains(key));
                    Err(if in_progress { SubmitError::InProgress } else { SubmitError::Overloaded })
                }
                Err(_) => Err(SubmitError::OutcomeUnknown),
            },
        })
    }

    /// Applies batches until nothing came for a while.
    pub async fn run(&self, context: Context) {
        let _closing = CloseOnDrop(self);
        let mut state = State { writer: self, context, cache: None, next: None, seen: None, retried: None };
        loop {
            let next = match state.next.take() {
                Some(next) => next,
                None => match self.wait().await {
                    Some(batch) => Next { batch, decided: None },
                    None => return,
                },
            };
            self.run_keys(&next.batch, false);
            state.process(next).await;
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
                if !queue.is_empty() {
                    continue;
                }
            }
            let waited = tokio::time::timeout(IDLE, self.wake.notified()).await;
            let mut queue = self.queue.lock().expect("no holder panics");
            if waited.is_err() && queue.is_empty() {
                queue.closed = true;
                return None;
            }
        }
    }

    /// Notes whose keys are being applied, beside those before or instead of them.
    fn run_keys(&self, batch: &[Pending], beside: bool) {
        let mut running = self.running.lock().expect("no holder panics");
        if !beside {
            running.clear();
        }
        running.extend(batch.iter().flat_map(|pending| pending.unit.keys()));
    }

    /// The next batch, once at least so many commands wait.
    async fn next_of(&self, commands: usize) -> Vec<Pending> {
        loop {
            {
                let mut queue = self.queue.lock().expect("no holder panics");
                if queue.commands >= commands {
                    let batch = queue.take();
                    if !batch.is_empty() {
                        return batch;
                    }
                }
            }
            self.wake.notified().await;
        }
    }
}

/// However the writer ends, a panic included, nobody queues to it any more.
struct CloseOnDrop<'w>(&'w Writer);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        queue.closed = true;
        queue.singles.clear();
        queue.bulks.clear();
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
    async fn process(&mut self, Next { mut batch, mut decided }: Next) {
        if decided.is_none() && !self.expects_fresh_keys() {
            batch = self.replay(batch).await;
            if batch.is_empty() {
                return;
            }
        }
        let commands: usize = batch.iter().map(Pending::commands).sum();
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
        let alone = self.cache.as_ref().is_some_and(|cache| cache.alone);
        alone && self.retried.is_none_or(|retried| retried.elapsed() > STORM)
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
            let answered = part.into_iter().zip(outcomes).map(async |(mut pending, outcome)| {
                let answer = match outcome {
                    Ok(done) => store.render(&ledger, done).await,
                    Err(error) => Err(error),
                };
                let key = pending.unit.key.take().filter(|_| !pending.unit.dry_run);
                // What waits for a second person is not answered for good.
                let kept = key.zip(answer.as_ref().ok().filter(|answer| answer.status != 202).cloned());
                pending.answer(answer);
                kept
            });
            let kept: Vec<(Keyed, Answer)> = join_all(answered).await.into_iter().flatten().collect();
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
        let (writer, next) = (self.writer, &mut self.next);
        // What was taken before the batch failed and is tried again comes first.
        let look_ahead = look_ahead && next.is_none();
        let commands: usize = units.iter().map(|unit| commands(&unit.work)).sum();
        let ahead = async |decide: &mut Ahead<'_>| {
            if look_ahead {
                let batch = writer.next_of(AHEAD_COMMANDS.max(commands / 2)).await;
                writer.run_keys(&batch, true);
                let units: Vec<&Unit> = batch.iter().map(|pending| &pending.unit).collect();
                let decided = decide(&units);
                *next = Some(Next { batch, decided });
            }
        };
        let connections = self.context.store.writer_connections();
        let _permit = connections.permit().await;
        let attempt = async {
            let mut connection = connections.get().await?;
            let epoch = connection.epoch.clone();
            let (conn, cache) = (&mut connection.conn, &mut self.cache);
            let done = post_batch(conn, &epoch, cache, &self.context, units, mode, decided, in_doubt, ahead).await;
            if done.is_ok() {
                connections.put_back(connection);
            }
            done.map(|outcomes| (outcomes, epoch))
        };
        let done = match tokio::time::timeout(ATTEMPT, attempt).await {
            Ok(done) => done,
            Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
        };
        match done {
            Ok((outcomes, epoch)) => {
                if let Some(cache) = &self.cache {
                    if self.seen.as_ref().is_some_and(|seen| seen.epoch != epoch) {
                        self.context.store.forget_ledgers();
                    }
                    self.context.store.news().hint(self.context.ledger.no, cache.last_seq());
                    self.seen = Some(Seen { epoch, head: cache.last_seq(), at: Instant::now() });
                }
                Ok(outcomes)
            }
            Err(error) => {
                self.seen = None;
                // What broke one connection has probably broken the idle ones.
                connections.clear();
                Err(error)
            }
        }
    }
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
