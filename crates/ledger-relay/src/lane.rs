//! A lane: one sink's way through one ledger, told by one relay at a time.
//!
//! A round tells what is due again, then a page of a replay, then the next page of the order, and records
//! what came of it in one transaction that moves the cursor. So an event is told at least once: whatever is
//! told and not recorded, because the process died or its lease was lost, is told again.
//!
//! - A broker is told in order: what it has not acknowledged stops the lane, which tries again, ever more
//!   patiently. Only what it refuses for good becomes a dead letter, in the transaction that passes it.
//! - A webhook's events are told several at once, and one that fails does not stop the others: it waits in
//!   `deliveries`, behind the cursor. Too many of them stop the lane; nothing is lost, it is all in `events`.
//! - An ordered webhook is told one by one; while one waits, all do.

use std::{iter, sync::Arc, time::Duration};

use backon::{BackoffBuilder as _, ExponentialBuilder};
use futures_util::future;
use ledger_pg::{
    BLOCK, Backlog, Delivery, Lane, LedgerInfo, MOST_WAITING, NewAttempt, Progress, ReadError, Recent, Replay, Store,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    fail_points,
    message::{Item, Message},
    sink::{Sink, SinkError},
    webhook_lane::WebhookLane,
};

/// Blocks of events that a broker is told at once.
const BROKER_BLOCKS: usize = 8;
/// Events that an endpoint is told before it is recorded what came of them; fewer in order, one by one.
const WEBHOOK_PAGE: usize = 64;
const ORDERED_PAGE: usize = 16;
const DUE_AT_ONCE: i64 = 64;
/// How far a lane looks for something that its endpoint wants before it records that there was nothing.
const MOST_LOOKED_AT: i64 = 10_000;
/// How often a lane at rest looks whether somebody asked for anything again.
const LOOK: Duration = Duration::from_secs(2);

/// Where a lane leads.
#[derive(Clone)]
pub enum Target {
    Broker(Arc<dyn Sink>),
    Webhook(WebhookLane),
}

/// What trying to tell came to.
#[derive(Debug, Default)]
pub struct Tried {
    /// One for each message from the front; those behind were not tried.
    pub verdicts: Vec<Verdict>,
    pub attempts: Vec<NewAttempt>,
    /// The other side wants nothing any more.
    pub gone: bool,
    /// What stopped a broker.
    pub stopped_by: Option<String>,
}

/// What came of one message.
#[derive(Debug)]
pub enum Verdict {
    Acknowledged,
    /// It is told again after a while; others go on.
    Later(Delivery, Duration, String),
    /// It is given up.
    Dead(Delivery, String),
}

/// A lane that is told.
pub struct LaneTask {
    pub store: Store,
    pub ledger: Arc<LedgerInfo>,
    pub lane: Lane,
    pub epoch: i64,
    pub told_seq: i64,
    pub target: Target,
    /// The ledger's last `seq` as far as anybody here knows.
    pub head: watch::Receiver<i64>,
    pub recent: Recent<Item>,
    /// How long a lease lasts.
    pub lease: Duration,
    /// Under which metrics are counted.
    pub label: Arc<str>,
    /// The lease was lost, the endpoint disabled, or the process stops.
    pub stop: CancellationToken,
    /// An endpoint that fails for so long is disabled.
    pub disable_after: Duration,
}

/// Events of a stretch of the order that the target wants.
struct Page {
    messages: Vec<Message>,
    /// Events that cannot be told, because they are broken; they become dead letters.
    broken: Vec<i64>,
    /// Up to where events were looked at.
    last: i64,
}

/// How a round ended.
enum Round {
    /// Something was told; there may be more.
    Busy,
    /// There was nothing to do, at least for a while.
    Idle(Option<Duration>),
    /// A broker did not take what it was told.
    Stopped,
    /// The lease is not ours any more.
    Lost,
}

impl LaneTask {
    /// Tells until the token says to stop or the lease is lost.
    pub async fn run(mut self) {
        let patience = || {
            ExponentialBuilder::new()
                .with_min_delay(Duration::from_millis(100))
                .with_max_delay(Duration::from_secs(30))
                .with_jitter()
                .without_max_times()
                .build()
        };
        let mut waits = patience();
        while !self.stop.is_cancelled() {
            let wait = match self.round().await {
                Ok(Round::Busy) => {
                    waits = patience();
                    continue;
                }
                Ok(Round::Idle(next)) => {
                    waits = patience();
                    next.unwrap_or(LOOK).min(LOOK)
                }
                Ok(Round::Lost) => break,
                Ok(Round::Stopped) => waits.next().unwrap_or(LOOK),
                Err(error) => {
                    tracing::warn!(%error, sink = self.lane.sink, "events could not be read or progress not recorded");
                    waits.next().unwrap_or(LOOK)
                }
            };
            self.rest(wait).await;
        }
        if let Err(error) = self.store.release_lane(&self.lane, self.epoch).await {
            tracing::debug!(%error, sink = self.lane.sink, "a lease could not be given back; it ends by itself");
        }
    }

    /// Waits for news, at most so long.
    async fn rest(&mut self, wait: Duration) {
        let told_seq = self.told_seq;
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
            // What stopped the lane is not mended by news.
            _ = self.head.wait_for(|head| *head > told_seq), if *self.head.borrow() <= told_seq => {}
        }
    }

    async fn round(&mut self) -> Result<Round, Arc<ReadError>> {
        let in_order = match &self.target {
            Target::Broker(_) => true,
            Target::Webhook(webhook) => webhook.is_ordered(),
        };
        let Some(backlog) = self.store.backlog(&self.lane, self.epoch, in_order, DUE_AT_ONCE).await? else {
            return Ok(Round::Lost);
        };
        let mut busy = false;
        if !backlog.due.is_empty() {
            match self.tell_due(&backlog).await? {
                Round::Busy => busy = true,
                round @ (Round::Idle(_) | Round::Stopped | Round::Lost) => return Ok(round),
            }
        }
        // In order, nothing passes what waits; else not too much does.
        if backlog.waiting > 0 && (in_order || backlog.waiting >= MOST_WAITING) {
            return Ok(if busy { Round::Busy } else { Round::Idle(backlog.next_in) });
        }
        if let Some(replay) = backlog.replay {
            let round = self.tell_replay(replay).await?;
            // In order, what is told again comes before what is new.
            if in_order || !matches!(round, Round::Busy) {
                return Ok(round);
            }
            busy = true;
        }
        match self.tell_next().await? {
            Round::Idle(_) if busy => Ok(Round::Busy),
            Round::Idle(_) => Ok(Round::Idle(backlog.next_in)),
            round @ (Round::Busy | Round::Stopped | Round::Lost) => Ok(round),
        }
    }

    /// Events that are told again, each by itself.
    async fn tell_due(&mut self, backlog: &Backlog) -> Result<Round, Arc<ReadError>> {
        let seqs: Vec<i64> = backlog.due.iter().map(|delivery| delivery.seq).collect();
        let (messages, broken) = split(self.recent.of(&self.ledger, &seqs).await?);
        let attempts = |seq| backlog.due.iter().find(|due| due.seq == seq).map_or(0, |due| due.attempts);
        let addressed: Vec<(Message, i32)> = messages
            .into_iter()
            .map(|message| {
                let attempts = attempts(message.seq);
                (message, attempts)
            })
            .collect();
        let tried = self.tell(&addressed).await;
        let mut progress = self.progress(&broken);
        let told = addressed.iter().zip(&tried.verdicts);
        let acknowledged = told.filter(|(_, verdict)| matches!(verdict, Verdict::Acknowledged));
        progress.acknowledged = acknowledged.map(|((message, _), _)| message.seq).collect();
        // Of what is not there nothing can be told.
        let is_there = |seq: &i64| broken.contains(seq) || addressed.iter().any(|(message, _)| message.seq == *seq);
        progress.acknowledged.extend(seqs.iter().filter(|seq| !is_there(seq)));
        self.settle(tried, progress).await
    }

    /// The next page of a stretch that is told once more.
    async fn tell_replay(&mut self, mut replay: Replay) -> Result<Round, Arc<ReadError>> {
        let page = self.read(replay.next_seq - 1, replay.last_seq).await?;
        let addressed = first_told(page.messages);
        let tried = self.tell(&addressed).await;
        // Beyond the order's end there is nothing to wait for.
        let reached = if page.last < replay.next_seq { replay.last_seq } else { page.last };
        replay.next_seq = untried(&addressed, &tried).unwrap_or(reached + 1);
        let progress = Progress { replay: Some(replay), ..self.progress(&page.broken) };
        self.settle(tried, progress).await
    }

    /// The next page of the order.
    async fn tell_next(&mut self) -> Result<Round, Arc<ReadError>> {
        let head = *self.head.borrow();
        let page = self.read(self.told_seq, head).await?;
        if page.last <= self.told_seq {
            return Ok(Round::Idle(None));
        }
        let last = page.last;
        let addressed = first_told(page.messages);
        let tried = self.tell(&addressed).await;
        let mut progress = self.progress(&page.broken);
        progress.told_seq = untried(&addressed, &tried).map_or(last, |seq| seq - 1);
        let told_seq = progress.told_seq;
        let round = self.settle(tried, progress).await?;
        self.told_seq = told_seq;
        Ok(round)
    }

    /// What is recorded in any case.
    fn progress(&self, broken: &[i64]) -> Progress {
        let dead = broken.iter().map(|seq| {
            tracing::error!(seq, ledger = %self.ledger.name, "an event is broken and cannot be told; run verify");
            (Delivery { seq: *seq, attempts: 0 }, "the event is broken; verify says how".to_owned())
        });
        Progress { told_seq: self.told_seq, dead: dead.collect(), ..Progress::default() }
    }

    /// Records what came of telling.
    async fn settle(&self, tried: Tried, mut progress: Progress) -> Result<Round, Arc<ReadError>> {
        progress.attempts = tried.attempts;
        let mut told = 0;
        for verdict in tried.verdicts {
            match verdict {
                Verdict::Acknowledged => told += 1,
                Verdict::Later(delivery, wait, error) => {
                    progress.error = Some(error.clone());
                    progress.postponed.push((delivery, wait, error));
                }
                Verdict::Dead(delivery, error) => {
                    progress.error = Some(error.clone());
                    progress.dead.push((delivery, error));
                }
            }
        }
        progress.is_well = told > 0;
        if let Some(error) = &tried.stopped_by {
            progress.error = Some(error.clone());
        }
        if !self.store.record_progress(&self.lane, self.epoch, self.lease, &progress).await? {
            tracing::info!(sink = self.lane.sink, ledger = %self.ledger.name, "another relay has taken this lane");
            return Ok(Round::Lost);
        }
        fail_points::at("relay.recorded");
        self.count(told, &progress);
        if tried.gone {
            self.store.disable_endpoint(&self.lane, "answered 410: it is gone").await?;
            return Ok(Round::Lost);
        }
        if progress.error.is_some() && !progress.is_well && matches!(self.target, Target::Webhook(_)) {
            self.disable_if_long_failing().await?;
        }
        Ok(if tried.stopped_by.is_some() { Round::Stopped } else { Round::Busy })
    }

    async fn disable_if_long_failing(&self) -> Result<(), Arc<ReadError>> {
        let states = self.store.lane_states(Some(self.lane.ledger), Some(&self.lane.sink)).await?;
        let since = states.first().and_then(|state| Some(state.read_at.micros() - state.failing_since?.micros()));
        let disable_after = i64::try_from(self.disable_after.as_micros()).unwrap_or(i64::MAX);
        if since.is_some_and(|since| since >= disable_after) {
            let hours = self.disable_after.as_secs() / 3600;
            tracing::warn!(sink = self.lane.sink, ledger = %self.ledger.name, "a webhook endpoint is disabled: it fails too long");
            self.store.disable_endpoint(&self.lane, &format!("nothing was acknowledged for {hours} hours")).await?;
        }
        Ok(())
    }

    fn count(&self, told: u64, progress: &Progress) {
        let label = self.label.to_string();
        metrics::counter!("tallybook_relay_told_total", "sink" => label.clone()).increment(told);
        let failed = progress.postponed.len() + progress.dead.len();
        if failed > 0 {
            metrics::counter!("tallybook_relay_failed_total", "sink" => label.clone()).increment(failed as u64);
        }
        if !progress.dead.is_empty() {
            metrics::counter!("tallybook_relay_dead_letters_total", "sink" => label)
                .increment(progress.dead.len() as u64);
        }
    }

    /// Events after a `seq`, at most up to `head`, of which the target wants some.
    async fn read(&self, after: i64, head: i64) -> Result<Page, Arc<ReadError>> {
        let mut page = Page { messages: Vec::new(), broken: Vec::new(), last: after };
        // A broker takes as much as there is, so its blocks are read side by side.
        let blocks_at_once = match &self.target {
            Target::Broker(_) => BROKER_BLOCKS,
            Target::Webhook(_) => 1,
        };
        while page.last < head {
            // What comes next is read beside all that is done with these.
            self.recent.ahead(&self.ledger, page.last, 2 * blocks_at_once, head);
            let starts = iter::successors(Some(page.last), |start| Some(start - start.rem_euclid(BLOCK) + BLOCK));
            let starts: Vec<i64> = starts.take_while(|start| *start < head).take(blocks_at_once).collect();
            let reads = starts.iter().map(|start| self.recent.after(&self.ledger, *start, head));
            let mut items: Vec<Item> = Vec::new();
            for (start, mut block) in starts.iter().zip(future::try_join_all(reads).await?) {
                // The head is a hint: a block that came short may have been read before the next one began.
                if page.last + i64::try_from(items.len()).expect("a page is small") == *start {
                    items.append(&mut block);
                }
            }
            items.truncate(usize::try_from(head - page.last).unwrap_or(usize::MAX));
            if items.is_empty() {
                break;
            }
            page.last += i64::try_from(items.len()).expect("a page is small");
            let (mut messages, mut broken) = split(items);
            let enough = match &self.target {
                Target::Broker(_) => true,
                Target::Webhook(webhook) => {
                    webhook.keep_wanted(&mut messages);
                    !messages.is_empty() || page.last - after >= MOST_LOOKED_AT
                }
            };
            page.messages.append(&mut messages);
            page.broken.append(&mut broken);
            if enough {
                break;
            }
        }
        let most = match &self.target {
            Target::Broker(_) => usize::MAX,
            Target::Webhook(webhook) if webhook.is_ordered() => ORDERED_PAGE,
            Target::Webhook(_) => WEBHOOK_PAGE,
        };
        if page.messages.len() > most {
            page.last = page.messages[most].seq - 1;
            page.messages.truncate(most);
            page.broken.retain(|seq| *seq <= page.last);
        }
        Ok(page)
    }

    async fn tell(&self, addressed: &[(Message, i32)]) -> Tried {
        if addressed.is_empty() {
            return Tried::default();
        }
        fail_points::at("relay.before_send");
        let tried = self.send(addressed).await;
        fail_points::at("relay.acknowledged");
        tried
    }

    async fn send(&self, addressed: &[(Message, i32)]) -> Tried {
        match &self.target {
            Target::Webhook(webhook) => webhook.tell(addressed).await,
            Target::Broker(sink) => {
                let messages: Vec<Message> = addressed.iter().map(|(message, _)| message.clone()).collect();
                let told = sink.tell(&messages).await;
                let mut tried = Tried::default();
                tried.verdicts.extend((0..told.acknowledged).map(|_| Verdict::Acknowledged));
                match (told.failed, addressed.get(told.acknowledged)) {
                    (Some(SinkError::Refused(error)), Some((message, before))) => {
                        tracing::warn!(error, sink = self.lane.sink, seq = message.seq, "a broker refused an event");
                        let delivery = Delivery { seq: message.seq, attempts: before + 1 };
                        tried.verdicts.push(Verdict::Dead(delivery, error));
                    }
                    (Some(error), _) => tried.stopped_by = Some(error.to_string()),
                    (None, _) => {}
                }
                tried
            }
        }
    }
}

fn split(items: Vec<Item>) -> (Vec<Message>, Vec<i64>) {
    let mut broken = Vec::new();
    let messages = items.into_iter().filter_map(|item| item.map_err(|seq| broken.push(seq)).ok()).collect();
    (messages, broken)
}

/// Messages that are told for the first time.
fn first_told(messages: Vec<Message>) -> Vec<(Message, i32)> {
    messages.into_iter().map(|message| (message, 0)).collect()
}

/// The first message that was not tried.
fn untried(addressed: &[(Message, i32)], tried: &Tried) -> Option<i64> {
    addressed.get(tried.verdicts.len()).map(|(message, _)| message.seq)
}
