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
//! - The statement is its own transaction. Where its answer is lost it may still come into effect, later
//!   even than the next look at the head; so whoever finds it absent counts a write before forgetting
//!   it, and then it never can.

use std::{collections::HashMap, time::Duration};

use ledger::{Action, NewTransfer, Timestamp};
use sqlx::PgConnection;

use crate::{
    Unit, Work,
    connections::Epoch,
    decide_batch::{Loaded, Plan},
    outcome::UnitOutcome,
    post_batch::{Cache, Context, InDoubt, Mode, accounts_of, count_fresh, count_hits, meters_of, transfers_of},
    write_batch::{Guard, write_rows},
};

/// How long Postgres' clock is believed without reading it again.
const CLOCK_BELIEVED_FOR: Duration = Duration::from_secs(5);

/// What the writer knows, taken for [`post_alone`], if that is enough for these units.
pub(crate) fn take_if_enough(cache: &mut Option<Cache>, epoch: &Epoch, units: &[&Unit]) -> Option<Cache> {
    let plain = |new: &NewTransfer| matches!(new.action, Action::Post(_));
    let only_transfers = units.iter().all(|unit| {
        !unit.dry_run
            && match &unit.work {
                Work::Transfer(new) => plain(new),
                Work::Transfers { items, .. } => items.iter().all(|item| plain(&item.transfer)),
                _ => false,
            }
    });
    cache.take_if(|cache| {
        cache.epoch == *epoch
            && cache.alone
            && cache.seen.clock.age() < CLOCK_BELIEVED_FOR
            && only_transfers
            && cache.seen.next_expiry.is_none_or(|due| due > next_instant(cache))
            && accounts_of(units).all(|account| cache.book.account(account).is_some())
            && meters_of(&cache.book, units, false).next().is_none()
    })
}

/// When a batch that is written now is recorded.
fn next_instant(cache: &Cache) -> Timestamp {
    let Cache { head, book, seen, .. } = cache;
    seen.clock.now().max(head.last_recorded_at.plus_micros(1)).max(book.recorded_at().plus_micros(1))
}

/// `None`: nothing was done, and the long way must be gone. Only success puts the cache back.
///
/// # Errors
/// As [`crate::post_batch::post_batch`].
pub(crate) async fn post_alone(
    conn: &mut PgConnection,
    known: Cache,
    cache: &mut Option<Cache>,
    context: &Context,
    units: &[&Unit],
    in_doubt: &mut Option<InDoubt>,
) -> sqlx::Result<Option<Vec<UnitOutcome>>> {
    let recorded_at = next_instant(&known);
    let Cache { epoch, head, mut book, seen, .. } = known;
    book.begin_batch(recorded_at);
    let plan = Plan::new(context, &mut book, head.last_hash, HashMap::new(), Loaded::default(), recorded_at);
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
    let next = head.after(&book, written.last_hash);
    *in_doubt = Some(InDoubt { last: head.new_event(&next), outcomes, may_come_late: true });
    let done = match write_rows(conn, &context.ledger, &head, &next, recorded_at, seen, &written, Guard::Alone).await {
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
    count_fresh(&written);
    count_hits(accounts_of(units).count());
    book.end_batch();
    book.forget_beyond(context.account_cache);
    *cache = Some(Cache { epoch, head: next, book, seen, alone: true });
    Ok(outcomes)
}

/// Whether an error is Postgres' word that the statement was undone. A backend that was told to end
/// may have committed first.
fn says_not_done(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| ["22", "23", "40", "42", "53", "54", "55"].iter().any(|class| code.starts_with(class)))
}
