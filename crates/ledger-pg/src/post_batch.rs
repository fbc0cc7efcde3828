//! The write path: one batch of units, one transaction, one order.
//!
//! A writer that nobody else disturbs writes a batch of transfers as one statement (`post_alone.rs`).
//! This is the long way, which every other batch goes. Whatever the batch's size, these statements
//! (those in brackets only where a unit needs them):
//!
//! | | statement | reads or writes |
//! |---|---|---|
//! | 1 | `begin` | |
//! | 2 | lock the head | `ledger_heads`, by primary key, `for no key update`, on its own |
//! | 3 | time, turn and keys | both `idempotency_keys_*` by primary key |
//! | 4 | [names in use] [what actions are about, holds that are due] | `transfers_id`, `transfers_external_id`, `holds_expiring` |
//! | 5 | [accounts not in the book] | `accounts_path`, `accounts_id`, then `postings_pkey` for each one's last |
//! | 6 | [limits and monitors not in the book] [what has counted] | `limits`, `monitors`, `limit_entries_pkey` |
//! | 7 | [accounts to create or change, with attributes; assets] | the same; `assets_code` |
//! | 8 | [new assets] [new accounts] [changed accounts] | `assets`, `accounts` |
//! | 9 | everything else, in one statement | `events` and the transfers in them, `postings`, `irregular_postings`, keys, the head |
//! | 10 | [holds] [reversed transfers] [metadata] [limits, and what counts] [monitors] [full blocks] | a table each |
//! | 11 | `commit` | |
//!
//! Lock → load → decide in memory → write once → commit. Nothing slow happens inside, nobody hears
//! "accepted" before 11 has returned, and only then is the book trusted for the next batch.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Instant,
};

use ledger::{
    Account, AccountNo, AccountRef, Action, Book, Hold, HoldLeg, Metadata, Meter, NewAccount, NewPosting, NewTransfer,
    Side, Subject, Timestamp, TransferKind,
};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::{
    KeyHash, RenderProblem, Store, Unit, Work, accounts, assets,
    connections::Epoch,
    decide_batch::{Loaded, Plan, Written},
    events,
    heads::{self, Head},
    idempotency_keys::{self, Seen},
    ids::new_id,
    irregular_postings::MERGED,
    ledgers::LedgerInfo,
    limits, monitors,
    outcome::UnitOutcome,
    post_alone::{self, Applied, Decided},
    proposals, subjects, transfer_metadata,
    transfers::{self, Taken},
    write_batch::write_batch,
    writer::Following,
};

/// What the writer knew when its last batch was acknowledged.
#[derive(Debug)]
pub(crate) struct Cache {
    pub epoch: Epoch,
    pub head: Head,
    pub book: Book,
    /// Whether nobody else had written since the batch before.
    pub alone: bool,
    pub seen: Seen,
    /// Whether the book is one batch ahead of the head: the next one was decided, and not sent.
    pub is_ahead: bool,
}

impl Cache {
    pub fn last_seq(&self) -> i64 {
        self.head.last_seq
    }
}

/// A batch whose commit was sent. Until its fate is known, this is all that may be believed.
#[derive(Debug)]
pub(crate) struct InDoubt {
    /// The batch's last event; `None` if it only stored refusals, which may be executed again.
    pub last: Option<(i64, [u8; 32])>,
    pub outcomes: Vec<UnitOutcome>,
    /// Whether it may still come into effect though it does not hold the head's lock.
    pub may_come_late: bool,
}

impl InDoubt {
    /// What became of the units; `None` where only holds that were due were ended.
    fn applied(self) -> Option<Applied> {
        (!self.outcomes.is_empty()).then_some(Applied { outcomes: self.outcomes, next: None })
    }
}

/// How to run a batch.
#[derive(Debug, Default)]
pub(crate) struct Mode {
    /// Items of a lone per-item batch that cannot be written: refused as a defect.
    pub excluded: BTreeSet<usize>,
    /// Roll back at the end: only whether it could be written matters.
    pub trial: bool,
    /// Leave the holds that are due as they are.
    pub without_due: bool,
}

/// What every batch of a writer shares.
pub(crate) struct Context {
    pub store: Store,
    pub ledger: Arc<LedgerInfo>,
    pub render: RenderProblem,
    pub account_cache: usize,
}

/// Applies units, which may be `decided` already, as one transaction; those that `following` gives may be decided
/// on top of them meanwhile, see [`post_alone`]. `in_doubt` is set while the fate of a commit is unknown: after
/// an error, a set one means "perhaps"; given back in, it is resolved first. `None`: nothing was done,
/// because another process wrote, a name of the batch is taken, or more holds were due than are ended at once;
/// asked again, it goes the long way.
///
/// # Errors
/// Without `in_doubt`, nothing was done. Either way the connection must not be used again.
#[expect(clippy::too_many_arguments, reason = "one call, from the writer")]
pub(crate) async fn post_batch(
    conn: &mut PgConnection,
    epoch: &Epoch,
    cache: &mut Option<Cache>,
    context: &Context,
    units: &[&Unit],
    mode: &Mode,
    decided: Option<Decided>,
    in_doubt: &mut Option<InDoubt>,
    following: &Following<'_>,
) -> sqlx::Result<Option<Applied>> {
    let ledger = &context.ledger;
    let mut statements = Statements(0);
    if in_doubt.is_none()
        && !mode.trial
        && mode.excluded.is_empty()
        && !mode.without_due
        && let Some(known) = post_alone::take_if_enough(cache, epoch, units, decided.as_ref())
    {
        return post_alone::post_alone(conn, known, cache, context, units, decided, in_doubt, following).await;
    }
    let mut tx = conn.begin().await?;
    statements.count(1);
    let waiting = Instant::now();
    let head = heads::lock(&mut tx, ledger.no).await?;
    statements.count(1);
    metrics::histogram!("tallybook_head_lock_seconds").record(waiting.elapsed());

    if let Some(doubt) = in_doubt.as_ref() {
        let committed = match doubt.last {
            Some((seq, hash)) => events::hash_at(&mut tx, ledger.no, seq).await? == Some(hash),
            None => false,
        };
        // Under the head's lock no late commit can follow, so the answer is final either way. The
        // doubt is forgotten last: an error on the way out must not turn "created" into "exists".
        if committed {
            tx.rollback().await?;
            return Ok(in_doubt.take().and_then(InDoubt::applied));
        }
        if doubt.may_come_late {
            heads::outdate(&mut tx, ledger.no).await?;
            tx.commit().await?;
            *in_doubt = None;
            return Err(sqlx::Error::Protocol("a batch that was in doubt is undone for good".into()));
        }
        *in_doubt = None;
    }

    let known = cache.take().filter(|cache| cache.epoch == *epoch && cache.head == head && !cache.is_ahead);
    let alone = known.is_some();
    let mut book = known.map_or_else(|| Book::new(head.last_seq, head.last_account_no, head.last_asset_no), |c| c.book);

    let keys = keys_of(units);
    let lookup = idempotency_keys::look_up(&mut tx, ledger.no, &keys).await?;
    statements.count(1);
    let recorded_at =
        lookup.seen.clock.read.max(head.last_recorded_at.plus_micros(1)).max(book.recorded_at().plus_micros(1));
    book.begin_batch(recorded_at);
    let proposed: Vec<i64> = lookup.proposals().collect();
    if !lookup.has_limits {
        book.load_limits(Vec::new());
    }
    if !lookup.has_monitors {
        book.load_monitors(Vec::new());
    }
    let due_from = lookup.seen.next_expiry.filter(|_| !mode.without_due);
    let (loaded, due) = load(&mut tx, context, &mut book, units, due_from, &proposed, &mut statements).await?;

    let found = lookup.found.into_iter().map(|(key, stored)| (key, Arc::new(stored))).collect();
    // More may be due than is ended at once, and nothing is judged on a hold that is over.
    let mut only_due = due.len() >= subjects::DUE_AT_ONCE && !mode.trial;
    let mut decided = (Vec::new(), Written::default());
    if only_due {
        let plan = Plan::new(context, &mut book, head.last_hash, HashMap::new(), Loaded::default());
        decided = plan.decide(&due, &[], mode);
        only_due = !decided.1.is_empty();
    }
    if !only_due {
        let plan = Plan::new(context, &mut book, head.last_hash, found, loaded);
        decided = plan.decide(&due, units, mode);
    }
    let (mut outcomes, written) = decided;
    let (mut next, mut seen) = (head.clone(), lookup.seen);
    if written.is_empty() {
        tx.rollback().await?;
    } else {
        next = head.after(&book, written.last_hash);
        seen = write_batch(&mut tx, ledger, &head, &next, recorded_at, seen, &written, &mut statements).await?;
        if mode.trial {
            tx.rollback().await?;
            return Ok(Some(Applied { outcomes, next: None }));
        }
        *in_doubt = Some(InDoubt { last: head.new_event(&next), outcomes, may_come_late: false });
        tx.commit().await?;
        outcomes = in_doubt.take().expect("set above").outcomes;
        statements.count(1);
        for block in written.full_blocks().filter(|block| block.level + 1 == MERGED) {
            context.store.merge_blocks(ledger, block.account);
        }
    }
    let expired = written.transfers.iter().filter(|recorded| recorded.posted.kind == TransferKind::Expiry).count();
    count_fresh(written.keys.len() as u64, expired as u64);
    metrics::histogram!("tallybook_batch_statements").record(statements.0);

    book.end_batch();
    book.forget_beyond(context.account_cache);
    *cache = Some(Cache { epoch: epoch.clone(), head: next, book, alone, seen, is_ahead: false });
    Ok((!only_due).then_some(Applied { outcomes, next: None }))
}

/// Counts a batch's statements; a test holds them against the table above.
pub(crate) struct Statements(u32);

impl Statements {
    pub fn count(&mut self, sent: u32) {
        self.0 += sent;
    }
}

fn keys_of(units: &[&Unit]) -> Vec<KeyHash> {
    let mut keys: Vec<KeyHash> = units.iter().flat_map(|unit| unit.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The transfers of the units, in their order.
pub(crate) fn transfers_of<'u>(units: &[&'u Unit]) -> impl Iterator<Item = &'u NewTransfer> {
    units.iter().flat_map(|unit| {
        let (one, many) = match &unit.work {
            Work::Transfer(transfer) => (Some(&**transfer), &[][..]),
            Work::Decide(decision) => (decision.approved.as_ref(), &[][..]),
            Work::Transfers { items, .. } => (None, &items[..]),
            _ => (None, &[][..]),
        };
        let simulated = match &unit.work {
            Work::Simulate(transfers) => &transfers[..],
            _ => &[],
        };
        one.into_iter().chain(many.iter().map(|item| &item.transfer)).chain(simulated)
    })
}

/// Counts the keys that were used for the first time, and the holds that ended by themselves.
pub(crate) fn count_fresh(keys: u64, expired: u64) {
    metrics::counter!("tallybook_idempotency_total", "source" => "fresh").increment(keys);
    metrics::counter!("tallybook_holds_expired_total").increment(expired);
}

/// Counts accounts that were asked for and known.
pub(crate) fn count_hits(hits: usize) {
    metrics::counter!("tallybook_cache_total", "result" => "hit").increment(hits as u64);
}

/// The accounts that the units' transfers name.
pub(crate) fn accounts_of<'u>(units: &[&'u Unit]) -> impl Iterator<Item = &'u AccountRef> {
    transfers_of(units).flat_map(|new| new.action.postings()).map(|posting| &posting.account)
}

/// The meters of limits that the units' transfers count for, of accounts that the book knows; or, where
/// other units of the batch may change what counts, all that they could count for.
pub(crate) fn meters_of<'b>(book: &'b Book, units: &'b [&Unit], changing: bool) -> impl Iterator<Item = Meter> + 'b {
    let together = book.limits().iter().filter(move |limit| changing && limit.together);
    let transfers = (!book.limits().is_empty()).then(|| transfers_of(units)).into_iter().flatten();
    let counted = transfers.flat_map(|new| sides_of(book, new)).flat_map(move |(account, direction)| {
        let limits = book.limits().iter();
        limits
            .filter(move |limit| {
                (changing || limit.terms.active) && limit.is_about(&account.path, &account.asset.code, direction)
            })
            .map(|limit| limit.meter(account.no))
    });
    counted.chain(together.map(|limit| limit.meter(AccountNo(0))))
}

/// The accounts and sides on which a transfer asks for something anew.
fn sides_of<'b>(book: &'b Book, new: &NewTransfer) -> Vec<(&'b Account, Side)> {
    match &new.action {
        Action::Post(postings) | Action::Hold { postings, .. } => {
            let known = |posting: &NewPosting| Some((book.account(&posting.account)?, posting.direction));
            postings.iter().filter_map(known).collect()
        }
        Action::Increment { hold, .. } => match book.subject(hold) {
            Some(Subject::Hold(hold)) => {
                let known = |leg: &HoldLeg| Some((book.account_by_no(leg.account_no)?, leg.direction));
                hold.legs.iter().filter_map(known).collect()
            }
            // One of the same batch: its own transfer names the accounts too.
            Some(Subject::Original(_)) | None => Vec::new(),
        },
        Action::Capture { .. }
        | Action::Void { .. }
        | Action::Extend { .. }
        | Action::Expire { .. }
        | Action::Reverse { .. } => Vec::new(),
    }
}

/// Tells the book what the units refer to and it does not know; returns what else they need,
/// and the end of each hold that is due.
async fn load(
    tx: &mut PgConnection,
    context: &Context,
    book: &mut Book,
    units: &[&Unit],
    next_expiry: Option<Timestamp>,
    proposed: &[i64],
    statements: &mut Statements,
) -> sqlx::Result<(Loaded, Vec<NewTransfer>)> {
    let ledger = context.ledger.no;

    let ids: Vec<_> = transfers_of(units).filter(|new| new.client_id).map(|new| new.id).collect();
    // What is approved has its proposal's id.
    let of_transfers = |new: &&NewTransfer| new.client_id && new.approval.is_none();
    let unproposed: Vec<_> = transfers_of(units).filter(of_transfers).map(|new| new.id).collect();
    let external_ids: Vec<&str> =
        transfers_of(units).filter_map(|new| Some(new.external_id.as_ref()?.as_str())).collect();
    if !ids.is_empty() || !external_ids.is_empty() {
        for taken in transfers::taken(tx, ledger, &ids, &unproposed, &external_ids).await? {
            match taken {
                Taken::ByTransfer(id, external_id) => {
                    book.load_id(id);
                    if let Some(external_id) = external_id {
                        book.load_external_id(external_id, id);
                    }
                }
                Taken::ByProposal(id) => book.load_proposed_id(id),
            }
        }
        statements.count(1);
    }

    let targets: Vec<Uuid> = transfers_of(units).filter_map(|new| new.action.target()).collect();
    let due_at = Some(book.recorded_at()).filter(|now| next_expiry.is_some_and(|due| due <= *now));
    let mut due: Vec<Hold> = Vec::new();
    let mut numbers: Vec<AccountNo> = Vec::new();
    if !targets.is_empty() || due_at.is_some() {
        for subject in subjects::load(tx, ledger, &targets, due_at).await? {
            numbers.extend(subject.account_nos().filter(|no| book.account_by_no(*no).is_none()));
            if let Subject::Hold(hold) = &subject
                && hold.is_due(book.recorded_at())
            {
                due.push(hold.clone());
            }
            book.load_subject(subject);
        }
        statements.count(1);
    }
    due.sort_unstable_by_key(|hold| (hold.expires_at, hold.seq));

    let mut wanted: Vec<&AccountRef> = Vec::new();
    let mut hits = 0;
    for name in accounts_of(units) {
        if book.account(name).is_some() {
            hits += 1;
        } else {
            wanted.push(name);
        }
    }
    count_hits(hits);
    metrics::counter!("tallybook_cache_total", "result" => "miss").increment(wanted.len() as u64);
    if !wanted.is_empty() || !numbers.is_empty() {
        wanted.sort_unstable();
        wanted.dedup();
        for (account, _) in accounts::load_all(tx, ledger, &wanted, &numbers).await? {
            book.load_account(account);
        }
        statements.count(1);
    }

    if !book.knows_limits() {
        book.load_limits(limits::load(tx, ledger).await?);
        statements.count(1);
    }
    if !book.knows_monitors() {
        book.load_monitors(monitors::load(tx, ledger).await?);
        statements.count(1);
    }
    // Beside a limit's or an account's change, more may count than now.
    let changing =
        units.iter().any(|unit| matches!(unit.work, Work::ChangeLimit { .. } | Work::Account(_) | Work::Accounts(_)));
    let mut meters: Vec<Meter> = meters_of(book, units, changing).collect();
    if !meters.is_empty() {
        meters.sort_unstable();
        meters.dedup();
        for (meter, usage) in limits::usage(tx, &context.ledger, book, &meters).await? {
            book.load_usage(meter, usage);
        }
        statements.count(1);
    }

    let mut described: Vec<AccountRef> = Vec::new();
    let mut codes: Vec<&str> = Vec::new();
    let mut changed: Vec<Uuid> = Vec::new();
    let mut decided: Vec<Uuid> = Vec::new();
    for unit in units {
        match &unit.work {
            Work::Transfer(_) | Work::Transfers { .. } | Work::Simulate(_) | Work::ExpireDue => {}
            Work::UpdateTransfer { id, .. } => changed.push(*id),
            Work::Decide(decision) => decided.push(decision.id),
            Work::SetLimit(limit) => codes.push(limit.asset.as_str()),
            Work::SetMonitor(monitor) => codes.push(monitor.asset.as_str()),
            Work::ChangeLimit { .. } | Work::ChangeMonitor { .. } => {}
            Work::Asset(asset) => codes.push(asset.code.as_str()),
            Work::Account(new) => described_by(new, &mut described, &mut codes),
            Work::Accounts(many) => many.iter().for_each(|new| described_by(new, &mut described, &mut codes)),
            Work::UpdateAccount { account, .. } => described.push(account.clone()),
        }
    }
    if !described.is_empty() {
        let names: Vec<&AccountRef> = described.iter().collect();
        for (account, attributes) in accounts::load(tx, ledger, &names).await? {
            book.load_attributes(account.no, attributes);
            if book.account_by_no(account.no).is_none() {
                book.load_account(account);
            }
        }
        statements.count(1);
    }
    if !changed.is_empty() {
        for (id, described) in transfer_metadata::load(tx, ledger, &changed).await? {
            book.load_described(id, described);
        }
        statements.count(1);
    }
    let mut loaded = Loaded::default();
    if !decided.is_empty() || !proposed.is_empty() {
        let proposals = proposals::load(tx, ledger, &decided, proposed).await?;
        loaded.proposals = proposals.into_iter().map(|proposal| (proposal.seq, proposal)).collect();
        statements.count(1);
    }
    let due = due.iter().map(expiry_of).collect();
    if codes.is_empty() {
        return Ok((loaded, due));
    }
    let assets = assets::load(tx, ledger, &codes).await?;
    for row in &assets {
        book.load_asset(row.asset.clone(), row.name.clone());
    }
    statements.count(1);
    Ok((Loaded { assets, ..loaded }, due))
}

/// The end of a hold whose time is over.
fn expiry_of(hold: &Hold) -> NewTransfer {
    NewTransfer {
        id: new_id(),
        client_id: false,
        action: Action::Expire { hold: hold.id },
        effective_at: None,
        external_id: None,
        description: None,
        metadata: Metadata::new(),
        manual: false,
        approval: None,
    }
}

fn described_by<'u>(new: &'u NewAccount, described: &mut Vec<AccountRef>, codes: &mut Vec<&'u str>) {
    described.push(AccountRef::Path(new.path.clone()));
    codes.push(new.asset.as_str());
}
