//! Decides a batch in memory: each unit in turn is replayed, accepted or refused, and what must be
//! written for it is noted. One item's refusal never hurts its neighbours.

mod batches;
mod described;
mod proposals;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use ledger::{
    Account, AccountNo, Action, Attributes, Book, HoldStatus, Limit, LimitNo, Monitor, MonitorNo, NewTransfer,
    PostedPosting, PostedTransfer, Rejection, Subject, Timestamp, TransferKind,
};

use crate::{
    Answer, KeyHash, Keyed, Refusal, Refused, SubmitError, Unit, Work,
    assets::AssetRow,
    events::{self, EventType, NewEvent},
    heads::Head,
    idempotency_keys::{NewKey, Shape, StoredOutcome},
    irregular_postings::FullBlock,
    ledgers::LedgerInfo,
    monitors, objects,
    outcome::{self, Done, Outcome, Posted, UnitOutcome},
    post_batch::{Context, Mode},
    proposals::Proposal,
    transfer_metadata, transfers,
};

/// A transfer with its event's hash.
pub(crate) struct Recorded<'u> {
    pub new: &'u NewTransfer,
    pub posted: PostedTransfer,
    pub hash: [u8; 32],
}

/// What a batch will write.
#[derive(Default)]
pub(crate) struct Written<'u> {
    pub transfers: Vec<Recorded<'u>>,
    /// Of everything else.
    pub events: Vec<NewEvent>,
    pub keys: Vec<NewKey>,
    pub assets: Vec<AssetRow>,
    pub new_accounts: Vec<(Account, Attributes)>,
    pub changed_accounts: BTreeMap<AccountNo, (Account, Attributes)>,
    /// The holds and reversed transfers as the batch leaves them, by `seq`.
    pub subjects: BTreeMap<i64, Subject>,
    pub described: BTreeMap<i64, transfer_metadata::Changed>,
    /// The proposals that were made or decided, by `seq`.
    pub proposals: BTreeMap<i64, Proposal>,
    /// The limits that were set or changed.
    pub limits: BTreeMap<LimitNo, Limit>,
    /// The monitors that were set or changed.
    pub monitors: BTreeMap<MonitorNo, Monitor>,
    pub last_hash: [u8; 32],
}

impl Written<'_> {
    pub fn is_empty(&self) -> bool {
        self.transfers.is_empty() && self.events.is_empty() && self.keys.is_empty()
    }

    /// Before when no open hold ends, where that was `known` before the batch.
    pub fn next_expiry(&self, known: Option<Timestamp>) -> Option<Timestamp> {
        let open = self.subjects.values().filter_map(|subject| match subject {
            Subject::Hold(hold) => hold.expires_at.filter(|_| hold.status == HoldStatus::Open),
            Subject::Original(_) => None,
        });
        open.chain(known).min()
    }

    /// The postings that are out of order in effective time.
    pub fn irregular(&self) -> impl Iterator<Item = (&PostedTransfer, &PostedPosting)> {
        self.transfers.iter().flat_map(|Recorded { posted, .. }| {
            posted.postings.iter().filter(|posting| posting.irregular).map(move |posting| (posted, posting))
        })
    }

    /// The blocks of them that the batch completes.
    pub fn full_blocks(&self) -> impl Iterator<Item = FullBlock> {
        self.irregular()
            .flat_map(|(_, posting)| FullBlock::completed_by(posting.account_no, posting.after.irregular.count))
    }
}

/// What the database knows of what the units name, beside the book.
#[derive(Default)]
pub(crate) struct Loaded {
    pub assets: Vec<AssetRow>,
    pub proposals: HashMap<i64, Proposal>,
}

/// An accepted transfer with the request it came from.
struct Accepted<'u> {
    new: &'u NewTransfer,
    posted: PostedTransfer,
    object: objects::Transfer,
}

/// A batch being decided.
pub(crate) struct Plan<'b, 'u> {
    context: &'b Context,
    book: &'b mut Book,
    /// What keys did, before this batch and in it.
    known: HashMap<KeyHash, Known<'u>>,
    /// Registered before this batch.
    assets: Vec<AssetRow>,
    /// Those that the units decide, or that their keys made, by `seq`.
    proposals: HashMap<i64, Proposal>,
    outcomes: Vec<UnitOutcome>,
    written: Written<'u>,
}

enum Known<'u> {
    Before(Arc<StoredOutcome>),
    InBatch(&'u Keyed, Outcome),
}

impl<'b, 'u> Plan<'b, 'u> {
    pub fn new(
        context: &'b Context,
        book: &'b mut Book,
        last_hash: [u8; 32],
        found: HashMap<KeyHash, Arc<StoredOutcome>>,
        loaded: Loaded,
    ) -> Plan<'b, 'u> {
        let known = found.into_iter().map(|(key, stored)| (key, Known::Before(stored))).collect();
        let Loaded { assets, proposals } = loaded;
        let written = Written { last_hash, ..Written::default() };
        Plan { context, book, known, assets, proposals, outcomes: Vec::new(), written }
    }

    pub fn book(&self) -> &Book {
        self.book
    }

    pub fn book_mut(&mut self) -> &mut Book {
        self.book
    }

    /// The head as this batch will leave it.
    pub fn head_after(&self, head: &Head) -> Head {
        head.after(self.book, self.written.last_hash)
    }

    /// As [`Plan::add`] of each unit and [`Plan::finish`]. Holds that are `due` end first.
    pub fn decide(
        mut self,
        due: &'u [NewTransfer],
        units: &[&'u Unit],
        mode: &Mode,
    ) -> (Vec<UnitOutcome>, Written<'u>) {
        for expiry in due {
            if let Err(rejection) = self.post(expiry) {
                tracing::error!(?rejection, "a hold that is due could not be ended");
            }
        }
        for unit in units {
            self.add(unit, mode);
        }
        self.finish()
    }

    /// Decides a unit.
    pub fn add(&mut self, unit: &'u Unit, mode: &Mode) {
        let outcome = if unit.dry_run { self.dry_run(unit, mode) } else { self.unit(unit, mode) };
        self.outcomes.push(outcome);
    }

    /// What became of each unit, and what must be written for it.
    pub fn finish(mut self) -> (Vec<UnitOutcome>, Written<'u>) {
        for Recorded { new, posted, .. } in &self.written.transfers {
            let id = match (posted.kind, posted.target) {
                (_, Some(target)) => target.id,
                (TransferKind::Hold, None) => new.id,
                _ => continue,
            };
            let subject = self.book.subject(&id).expect("what was acted on is known").clone();
            self.written.subjects.insert(subject.seq(), subject);
        }
        (self.outcomes, self.written)
    }

    /// What a unit would be answered; the book and what is written stay as they are.
    fn dry_run(&mut self, unit: &'u Unit, mode: &Mode) -> UnitOutcome {
        let done = self.tried(|plan| plan.unit(unit, mode));
        done.map(|done| Done { dry_run: !matches!(done.outcome, Outcome::Stored(_)), ..done })
    }

    /// What comes of an attempt that leaves nothing behind.
    fn tried<T>(&mut self, attempt: impl FnOnce(&mut Self) -> T) -> T {
        let trial = Written { last_hash: self.written.last_hash, ..Written::default() };
        let written = std::mem::replace(&mut self.written, trial);
        let mark = self.book.mark();
        let result = attempt(self);
        self.book.rewind(mark);
        let trial = std::mem::replace(&mut self.written, written);
        for seq in trial.proposals.keys() {
            self.proposals.remove(seq);
        }
        for key in trial.keys {
            self.known.remove(&key.hash);
        }
        result
    }

    fn unit(&mut self, unit: &'u Unit, mode: &Mode) -> UnitOutcome {
        if let Some(key) = &unit.key
            && let Some(outcome) = self.earlier(unit, key).map_err(|field| SubmitError::KeyReused { field })?
        {
            return Ok(Done { outcome, replayed: true, dry_run: false });
        }
        let outcome = match &unit.work {
            Work::Transfer(new) => match self.post(new) {
                Ok(object) => Outcome::Posted(object),
                Err(Rejection::ApprovalRequired { .. }) if can_be_proposed(unit, new) => self.propose(unit, new),
                Err(rejection) => Outcome::Answered(self.refuse(unit, &Refusal::Rejection(rejection), None)),
            },
            Work::Transfers { atomic: true, items } => self.atomic_batch(unit, items),
            Work::Transfers { atomic: false, items } => self.item_batch(unit, items, mode),
            Work::Simulate(transfers) => self.simulate(unit, transfers),
            Work::UpdateTransfer { id, change } => {
                let result = self.update_transfer(*id, change);
                self.answer(unit, result)
            }
            Work::Decide(decision) if self.is_forged(decision) => {
                tracing::error!(proposal = %decision.id, "a proposal's request is not what was proposed");
                return Err(SubmitError::Internal);
            }
            Work::Decide(decision) => self.decide_proposal(unit, decision),
            Work::SetLimit(new) => {
                let result = self.set_limit(new);
                self.answer(unit, result)
            }
            Work::ChangeLimit { name, change } => {
                let result = self.change_limit(name, change);
                self.answer(unit, result)
            }
            Work::SetMonitor(new) => {
                let result = self.set_monitor(new);
                self.answer(unit, result)
            }
            Work::ChangeMonitor { name, change } => {
                let result = self.change_monitor(name, change);
                self.answer(unit, result)
            }
            Work::ExpireDue => Outcome::Answered(Answer::new(204, None, Vec::new())),
            Work::Asset(new) => {
                let result = self.register_asset(new);
                self.answer(unit, result)
            }
            Work::Account(new) => {
                let result = self.create_account(new);
                self.answer(unit, result)
            }
            Work::Accounts(many) => self.create_accounts(unit, many),
            Work::UpdateAccount { account, change } => {
                let result = self.update_account(account, change);
                self.answer(unit, result)
            }
        };
        if let Some(key) = &unit.key {
            self.keep(key, &outcome);
        }
        // A batch whose items all have keys that were used before has done nothing now.
        let replayed = match (&unit.work, &outcome) {
            (Work::Transfers { .. }, Outcome::Batch(items)) => {
                items.iter().all(|item| matches!(item, Outcome::Stored(_)))
            }
            _ => false,
        };
        Ok(Done { outcome, replayed, dry_run: false })
    }

    /// What a request with this key has already been answered, if any.
    fn earlier(&self, unit: &Unit, key: &Keyed) -> Result<Option<Outcome>, Option<&'static str>> {
        let (stored, outcome, source) = match self.known.get(&key.hash) {
            None => return Ok(None),
            Some(Known::Before(stored)) => (&stored.fingerprint[..], Outcome::Stored(stored.clone()), "postgres"),
            Some(Known::InBatch(first, outcome)) => (first.fingerprint.as_bytes(), outcome.clone(), "batch"),
        };
        key.fingerprint.matches(stored)?;
        let outcome = match outcome {
            Outcome::Stored(stored) if stored.shape == Shape::Proposal => self.proposed_before(unit, &stored),
            outcome => outcome,
        };
        metrics::counter!("tallybook_idempotency_total", "source" => source).increment(1);
        Ok(Some(outcome))
    }

    /// As [`Plan::earlier`], for an item of a batch, which cannot wait.
    fn earlier_of_item(&self, unit: &Unit, key: &Keyed) -> Result<Option<Outcome>, Option<&'static str>> {
        Ok(self.earlier(unit, key)?.map(|outcome| match outcome {
            Outcome::Proposed { id, .. } => {
                Outcome::Answered(self.refuse(unit, &Refusal::ProposalPending { id }, None))
            }
            outcome => outcome,
        }))
    }

    /// Writes down what the key did, for ever the answer to it.
    fn keep(&mut self, key: &'u Keyed, outcome: &Outcome) {
        let rendered = |status, shape, seq, body| StoredOutcome {
            fingerprint: key.fingerprint.as_bytes().to_vec(),
            status,
            shape,
            seq,
            location: None,
            body,
            recorded_at: self.book.recorded_at(),
        };
        let stored = match outcome {
            Outcome::Posted(transfer) => rendered(201, Shape::Transfer, Some(transfer.seq), None),
            Outcome::Proposed { answer, .. } => rendered(202, Shape::Proposal, answer.seq, None),
            Outcome::Answered(answer) => StoredOutcome::of_answer(key, answer, self.book.recorded_at()),
            Outcome::Batch(items) => {
                let seq = items.iter().rev().find_map(|item| match item {
                    Outcome::Posted(transfer) => Some(transfer.seq),
                    Outcome::Proposed { .. } | Outcome::Answered(_) | Outcome::Batch(_) | Outcome::Stored(_) => None,
                });
                rendered(200, Shape::Batch, seq, Some(outcome::compact(items)))
            }
            Outcome::Stored(_) => return,
        };
        self.written.keys.push(NewKey { hash: key.hash, outcome: stored });
        self.known.insert(key.hash, Known::InBatch(key, outcome.clone()));
    }

    fn refuse(&self, unit: &Unit, refusal: &Refusal, index: Option<usize>) -> Answer {
        (self.context.render)(Refused {
            refusal,
            ledger: &self.context.ledger.name,
            request_id: &unit.request_id,
            index,
        })
    }

    fn answer(&self, unit: &Unit, result: Result<Answer, Rejection>) -> Outcome {
        Outcome::Answered(result.unwrap_or_else(|rejection| self.refuse(unit, &Refusal::Rejection(rejection), None)))
    }

    fn post(&mut self, new: &'u NewTransfer) -> Result<Posted, Rejection> {
        let accepted = accept(self.book, &self.context.ledger, new)?;
        Ok(self.record_transfer(accepted))
    }

    fn record_transfer(&mut self, accepted: Accepted<'u>) -> Posted {
        let Accepted { new, posted, object } = accepted;
        let seq = posted.seq;
        let json = objects::to_string(&objects::Transfer { schema: Some(objects::SCHEMA), ..object });
        let hash = self.chain(seq, EventType::of_transfer(posted.kind), &json);
        for alert in &posted.alerts {
            let monitor = self.book.monitor_by_no(alert.monitor).expect("a monitor that alerts is known");
            let account = self.book.account_by_no(alert.account_no).expect("a posting's account is known");
            let object = monitors::alert(monitor, account, new.id, &posted, alert);
            self.record(alert.seq, EventType::BalanceAlert, objects::to_string(&object));
        }
        self.written.transfers.push(Recorded { new, posted, hash });
        Posted { id: new.id, seq, json: objects::without_schema(json).into() }
    }

    fn record(&mut self, seq: i64, event_type: EventType, object: String) {
        let hash = self.chain(seq, event_type, &object);
        self.written.events.push(NewEvent { seq, event_type, hash, object });
    }

    fn chain(&mut self, seq: i64, event_type: EventType, object: &str) -> [u8; 32] {
        let hash = events::chain(&self.written.last_hash, seq, event_type, self.book.recorded_at(), object);
        self.written.last_hash = hash;
        hash
    }
}

/// Whether a transfer can wait for a second person: what acts on a hold cannot, the hold may end meanwhile.
fn can_be_proposed(unit: &Unit, new: &NewTransfer) -> bool {
    let waits = matches!(new.action, Action::Post(_) | Action::Hold { .. } | Action::Reverse { .. });
    unit.request.is_some() && waits
}

fn accept<'u>(book: &mut Book, ledger: &LedgerInfo, new: &'u NewTransfer) -> Result<Accepted<'u>, Rejection> {
    let posted = book.post(new)?;
    let object = transfers::object(ledger, new, &posted, |posting| {
        book.account_by_no(posting.account_no).expect("a posting's account is known")
    });
    Ok(Accepted { new, posted, object })
}
