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
//!   decided. So if enough is queued, the next batch is decided meanwhile, on top of the one that is under way.
//!   It is sent when that one is acknowledged; otherwise what was decided is forgotten with the book.
//! - The statement is its own transaction. Where its answer is lost it may still come into effect, later
//!   even than the next look at the head; so whoever finds it absent counts a write before forgetting
//!   it, and then it never can.

use std::{collections::HashMap, pin::pin, time::Duration};

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
    write_batch::{Guard, WriteRows},
};

/// How long Postgres' clock is believed without reading it again.
const CLOCK_BELIEVED_FOR: Duration = Duration::from_secs(5);

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

/// Decides the next batch on top of the one that is under way; `None` where it must go the long way.
pub(crate) type Ahead<'a> = dyn FnMut(&[&Unit]) -> Option<Decided> + Send + 'a;

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
            None => !cache.is_ahead && is_enough(&cache.book, &cache.head, cache.seen, units),
        };
        cache.epoch == *epoch && cache.alone && is_enough
    })
}

/// Whether a book at a head is all that these units need.
fn is_enough(book: &Book, head: &Head, seen: Seen, units: &[&Unit]) -> bool {
    let plain = |new: &NewTransfer| matches!(new.action, Action::Post(_));
    let only_transfers = units.iter().all(|unit| {
        !unit.dry_run
            && match &unit.work {
                Work::Transfer(new) => plain(new),
                Work::Transfers { items, .. } => items.iter().all(|item| plain(&item.transfer)),
                _ => false,
            }
    });
    seen.clock.age() < CLOCK_BELIEVED_FOR
        && only_transfers
        && seen.next_expiry.is_none_or(|due| due > next_instant(book, head, seen))
        && accounts_of(units).all(|account| book.account(account).is_some())
        && meters_of(book, units, false).next().is_none()
}

/// When a batch that is written now is recorded.
fn next_instant(book: &Book, head: &Head, seen: Seen) -> Timestamp {
    seen.clock.now().max(head.last_recorded_at.plus_micros(1)).max(book.recorded_at().plus_micros(1))
}

/// `None`: the long way must be gone, and the book has seen what was not done.
fn decide(
    context: &Context,
    book: &mut Book,
    head: &Head,
    seen: Seen,
    units: &[&Unit],
) -> sqlx::Result<Option<Decided>> {
    let recorded_at = next_instant(book, head, seen);
    book.begin_batch(recorded_at);
    let plan = Plan::new(context, book, head.last_hash, HashMap::new(), Loaded::default(), recorded_at);
    let (outcomes, written) = plan.decide(&[], units, &Mode::default());
    // The statement looks whether the names of what it writes are taken. Of what is refused they must be looked
    // up too: a taken name is the better answer.
    let is_named = |new: &NewTransfer| new.client_id || new.external_id.is_some();
    let refused_named = transfers_of(units).filter(|new| is_named(new)).count()
        > written.transfers.iter().filter(|(new, _)| is_named(new)).count();
    // So must the keys of what was not done because a neighbour was refused.
    let keys = units.iter().flat_map(|unit| unit.keys()).count();
    // The clock was read since it was seen that no hold is due.
    let is_due = seen.next_expiry.is_some_and(|due| due <= recorded_at);
    if refused_named || keys > written.keys.len() || is_due {
        return Ok(None);
    }
    if written.is_empty() || written.full_blocks().next().is_some() || !written.proposals.is_empty() {
        return Ok(None);
    }
    let next = head.after(book, written.last_hash);
    Ok(Some(Decided {
        rows: WriteRows::new(&context.ledger, head, &next, recorded_at, seen, &written, Guard::Alone)?,
        outcomes,
        last_event: head.new_event(&next),
        next,
        turn: seen.turn,
        keys: written.keys.len() as u64,
        accounts: accounts_of(units).count(),
    }))
}

/// Writes units that were `decided` already, or are now. While that is under way, `ahead` may have the next batch
/// decided on top of it. `None`: nothing was done, and the long way must be gone. Only success puts the cache back.
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
    ahead: impl AsyncFnOnce(&mut Ahead<'_>),
) -> sqlx::Result<Option<Vec<UnitOutcome>>> {
    let Cache { epoch, head, mut book, seen, .. } = known;
    let decided = match decided {
        Some(decided) => Some(decided),
        None => decide(context, &mut book, &head, seen, units)?,
    };
    let Some(Decided { rows, outcomes, next, last_event, keys, accounts, .. }) = decided else {
        return Ok(None);
    };
    *in_doubt = Some(InDoubt { last: last_event, outcomes, may_come_late: true });
    let mut is_ahead = false;
    let done = {
        let mut decide_next = |units: &[&Unit]| {
            if !is_enough(&book, &next, seen, units) {
                return None;
            }
            is_ahead = true;
            // What cannot even be encoded finds its own way later.
            let decided = decide(context, &mut book, &next, seen, units).ok().flatten();
            metrics::counter!("tallybook_decided_ahead_total").increment(u64::from(decided.is_some()));
            decided
        };
        let mut writing = pin!(rows.run(conn));
        let mut ahead = pin!(ahead(&mut decide_next));
        tokio::select! {
            biased;
            done = &mut writing => done,
            () = &mut ahead => writing.await,
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
    let outcomes = in_doubt.take().map(|doubt| doubt.outcomes);
    let Some(seen) = done else {
        metrics::counter!("tallybook_not_alone_total").increment(1);
        return Ok(None);
    };
    count_fresh(keys, 0);
    count_hits(accounts);
    book.end_batch();
    if !is_ahead {
        book.forget_beyond(context.account_cache);
    }
    *cache = Some(Cache { epoch, head: next, book, seen, alone: true, is_ahead });
    Ok(outcomes)
}

/// Whether an error is Postgres' word that the statement was undone. A backend that was told to end
/// may have committed first.
fn says_not_done(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| ["22", "23", "40", "42", "53", "54", "55"].iter().any(|class| code.starts_with(class)))
}
