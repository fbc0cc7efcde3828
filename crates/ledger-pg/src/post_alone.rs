//! The short way: a batch of transfers as one statement, one round trip.
//!
//! A writer that was alone at its last batch most likely still is. So it decides from its book at
//! once, and writes everything in one statement that begins with the head: *if* that is the one the
//! book was at, and none of the batch's names is taken. If not, the statement has no effect at all,
//! and the batch goes the long way (`post_batch.rs`), which asks first.
//!
//! - The head is updated before anything else is written, so it orders writers as its lock does; an
//!   update that waited for another's commit sees the count of writes moved on, and does nothing.
//! - What was looked up is not stale: every batch that wrote anything, refusals too, counts as a write.
//! - `recorded_at` is Postgres' clock as last read, plus the time since on a monotonic one, for a few
//!   seconds at most. A statement that reaches Postgres ten seconds late has no effect, so that answers
//!   which were called final stay so.
//! - While a statement is under way the writer would only wait, and Postgres then waits while the next batch is
//!   decided. So what comes meanwhile is decided at once, on top of the batch that is under way. It is sent when
//!   that one is acknowledged; otherwise what was decided is forgotten with the book.
//! - The statement is its own transaction. Where its answer is lost it may still come into effect, later
//!   even than the next look at the head; so whoever finds it absent counts a write before forgetting
//!   it, and then it never can.

use std::{
    collections::HashMap,
    pin::pin,
    time::{Duration, Instant},
};

use ledger::{Action, Book, NewTransfer, Timestamp};
use sqlx::PgConnection;

use crate::{
    Unit, Work,
    connections::Epoch,
    decide_batch::{Loaded, Plan},
    heads::Head,
    idempotency_keys::{Seen, Turn},
    outcome::UnitOutcome,
    post_batch::{Cache, Context, InDoubt, Mode, accounts_of, count_fresh, count_hits, meters_of, transfers_of},
    queue::Filled,
    write_batch::{Guard, WriteRows},
    writer::Following,
};

/// How long Postgres' clock is believed without reading it again.
const CLOCK_BELIEVED_FOR: Duration = Duration::from_secs(5);
/// For how long units are decided ahead as of one instant.
const OPEN_FOR: Duration = Duration::from_millis(500);

/// A batch that was decided from the book, ready to be sent.
pub(crate) struct Decided {
    rows: WriteRows,
    outcomes: Vec<UnitOutcome>,
    next: Head,
    last_event: Option<(i64, [u8; 32])>,
    turn: Turn,
    keys: u64,
    accounts: usize,
}

/// What became of a batch's units, and what was decided meanwhile about those that follow; `None`: they must go
/// the long way.
pub(crate) struct Applied {
    pub outcomes: Vec<UnitOutcome>,
    pub next: Option<Decided>,
}

/// What the writer knows, taken for [`post_alone`], if these units were decided from it or it is enough for them.
pub(crate) fn take_if_enough(
    cache: &mut Option<Cache>,
    epoch: &Epoch,
    units: &[&Unit],
    decided: Option<&Decided>,
) -> Option<Cache> {
    cache.take_if(|cache| {
        let is_enough = match decided {
            Some(decided) => cache.is_ahead && cache.seen.turn == decided.turn,
            None => {
                let Cache { book, head, seen, .. } = &*cache;
                !cache.is_ahead && is_time_known(book, head, *seen) && units.iter().all(|unit| knows_all_of(book, unit))
            }
        };
        cache.epoch == *epoch && cache.alone && is_enough
    })
}

/// Whether a batch can be recorded now: the clock is known, and no hold is due.
fn is_time_known(book: &Book, head: &Head, seen: Seen) -> bool {
    seen.clock.age() < CLOCK_BELIEVED_FOR && seen.next_expiry.is_none_or(|due| due > next_instant(book, head, seen))
}

/// Whether a book is all that a unit needs: it is of plain transfers between known accounts.
fn knows_all_of(book: &Book, unit: &Unit) -> bool {
    let plain = |new: &NewTransfer| matches!(new.action, Action::Post(_));
    let only_transfers = match &unit.work {
        Work::Transfer(new) => plain(new),
        Work::Transfers { items, .. } => items.iter().all(|item| plain(&item.transfer)),
        _ => false,
    };
    only_transfers
        && !unit.dry_run
        && accounts_of(&[unit]).all(|account| book.account(account).is_some())
        && meters_of(book, &[unit], false).next().is_none()
}

/// When a batch that is written now is recorded.
fn next_instant(book: &Book, head: &Head, seen: Seen) -> Timestamp {
    seen.clock.now().max(head.last_recorded_at.plus_micros(1)).max(book.recorded_at().plus_micros(1))
}

/// A batch that is being decided from the book at a head.
struct Draft<'b, 'u> {
    context: &'b Context,
    plan: Plan<'b, 'u>,
    head: &'b Head,
    seen: Seen,
    begun: Option<Instant>,
    accounts: usize,
    keys: usize,
    /// How many transfers have names that must be looked up.
    named: usize,
}

impl<'b, 'u> Draft<'b, 'u> {
    fn new(context: &'b Context, book: &'b mut Book, head: &'b Head, seen: Seen) -> Draft<'b, 'u> {
        let plan = Plan::new(context, book, head.last_hash, HashMap::new(), Loaded::default());
        Draft { context, plan, head, seen, begun: None, accounts: 0, keys: 0, named: 0 }
    }

    /// Whether the unit can be decided in this batch.
    fn can_take(&self, unit: &Unit) -> bool {
        let in_time = match self.begun {
            Some(begun) => begun.elapsed() < OPEN_FOR,
            None => is_time_known(self.plan.book(), self.head, self.seen),
        };
        in_time && knows_all_of(self.plan.book(), unit)
    }

    fn add(&mut self, unit: &'u Unit) {
        if self.begun.is_none() {
            self.begun = Some(Instant::now());
            let recorded_at = next_instant(self.plan.book(), self.head, self.seen);
            self.plan.book_mut().begin_batch(recorded_at);
        }
        self.accounts += accounts_of(&[unit]).count();
        self.keys += unit.keys().count();
        self.named += transfers_of(&[unit]).filter(|new| is_named(new)).count();
        self.plan.add(unit, &Mode::default());
    }

    /// The batch as it is to be written. `None`: the long way must be gone, and the book has seen what was not done.
    fn finish(self) -> sqlx::Result<Option<Decided>> {
        let Draft { context, plan, head, seen, accounts, keys, named, .. } = self;
        let recorded_at = plan.book().recorded_at();
        let next = plan.head_after(head);
        let (outcomes, written) = plan.finish();
        // The statement looks whether the names of what it writes are taken. Of what is refused they must be looked
        // up too: a taken name is the better answer.
        let refused_named = named > written.transfers.iter().filter(|recorded| is_named(recorded.new)).count();
        // The clock was read since it was seen that no hold is due.
        let is_due = seen.next_expiry.is_some_and(|due| due <= recorded_at);
        // The keys of what was not done because a neighbour was refused must be looked up, too.
        if refused_named || keys > written.keys.len() || is_due {
            return Ok(None);
        }
        if written.is_empty() || written.full_blocks().next().is_some() || !written.proposals.is_empty() {
            return Ok(None);
        }
        Ok(Some(Decided {
            rows: WriteRows::new(&context.ledger, head, &next, recorded_at, seen, &written, Guard::Alone)?,
            outcomes,
            last_event: head.new_event(&next),
            next,
            turn: seen.turn,
            keys: written.keys.len() as u64,
            accounts,
        }))
    }
}

fn is_named(new: &NewTransfer) -> bool {
    new.client_id || new.external_id.is_some()
}

/// Writes units that were `decided` already, or are now. While that is under way, the units that `following` gives
/// are decided on top of it, until there are no more. `None`: nothing was done, and the long way must be gone. Only
/// success puts the cache back.
///
/// # Errors
/// As [`crate::post_batch::post_batch`].
#[expect(clippy::too_many_arguments, reason = "as post_batch")]
pub(crate) async fn post_alone(
    conn: &mut PgConnection,
    known: Cache,
    cache: &mut Option<Cache>,
    context: &Context,
    units: &[&Unit],
    decided: Option<Decided>,
    in_doubt: &mut Option<InDoubt>,
    following: &Following<'_>,
) -> sqlx::Result<Option<Applied>> {
    let Cache { epoch, head, mut book, seen, .. } = known;
    let decided = match decided {
        Some(decided) => Some(decided),
        None => {
            let mut draft = Draft::new(context, &mut book, &head, seen);
            units.iter().for_each(|unit| draft.add(unit));
            draft.finish()?
        }
    };
    let Some(Decided { rows, outcomes, next: head, last_event, keys, accounts, .. }) = decided else {
        return Ok(None);
    };
    *in_doubt = Some(InDoubt { last: last_event, outcomes, may_come_late: true });

    let mut writing = pin!(rows.run(conn));
    let (mut draft, mut filled) = (Some(Draft::new(context, &mut book, &head, seen)), Filled::default());
    let (mut is_ahead, mut next) = (false, None);
    // What cannot even be encoded finds its own way later.
    let finish = |draft: Draft<'_, '_>| draft.finish().ok().flatten();
    let done = loop {
        let wanted = |unit: &Unit| draft.as_ref().is_some_and(|draft| draft.can_take(unit));
        tokio::select! {
            biased;
            done = &mut writing => break done,
            unit = following.next(&mut filled, &wanted), if draft.is_some() => match (unit, &mut draft) {
                (Some(unit), Some(draft)) => {
                    is_ahead = true;
                    draft.add(unit);
                }
                (Some(_), None) | (None, _) => next = draft.take().and_then(finish),
            }
        }
    };
    let done = match done {
        Ok(done) => done,
        Err(error) => {
            if says_not_done(&error) {
                *in_doubt = None;
            }
            return Err(error);
        }
    };
    metrics::histogram!("tallybook_batch_statements").record(1);
    let outcomes = in_doubt.take().expect("set above").outcomes;
    let Some(seen) = done else {
        metrics::counter!("tallybook_not_alone_total").increment(1);
        return Ok(None);
    };
    if let Some(draft) = draft {
        next = finish(draft);
    }
    metrics::counter!("tallybook_decided_ahead_total").increment(u64::from(next.is_some()));
    count_fresh(keys, 0);
    count_hits(accounts);
    book.end_batch();
    if !is_ahead {
        book.forget_beyond(context.account_cache);
    }
    *cache = Some(Cache { epoch, head, book, seen, alone: true, is_ahead });
    Ok(Some(Applied { outcomes, next }))
}

/// Whether an error is Postgres' word that the statement was undone. A backend that was told to end
/// may have committed first.
fn says_not_done(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| ["22", "23", "40", "42", "53", "54", "55"].iter().any(|class| code.starts_with(class)))
}
