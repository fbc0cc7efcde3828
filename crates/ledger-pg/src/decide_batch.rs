//! Decides a batch in memory: each unit in turn is replayed, accepted or refused, and what must be
//! written for it is noted. One item's refusal never hurts its neighbours.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use ledger::{
    Account, AccountNo, AccountRef, Agreement, Attributes, Book, Change, HoldStatus, Limit, LimitChange, LimitNo, Made,
    NewAccount, NewAsset, NewLimit, NewTransfer, PostedPosting, PostedTransfer, Rejection, Subject, Timestamp,
    TransferChange, TransferKind,
};
use uuid::Uuid;

use crate::{
    Answer, Decision, KeyHash, Keyed, Refusal, Refused, SubmitError, TransferItem, Unit, Work, accounts,
    assets::AssetRow,
    events::{self, EventType, NewEvent},
    idempotency_keys::{NewKey, Shape, StoredOutcome},
    ids::new_id,
    irregular_postings::FullBlock,
    ledgers::LedgerInfo,
    limits, locations, objects,
    outcome::{self, Done, Outcome, Posted, UnitOutcome},
    post_batch::{Context, Mode},
    proposals::{Proposal, ProposalStatus},
    transfer_metadata, transfers,
};

/// What a batch will write.
#[derive(Default)]
pub(crate) struct Written<'u> {
    pub transfers: Vec<(&'u NewTransfer, PostedTransfer)>,
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
    pub last_hash: [u8; 32],
}

impl Written<'_> {
    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.keys.is_empty()
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
        self.transfers.iter().flat_map(|(_, transfer)| {
            transfer.postings.iter().filter(|posting| posting.irregular).map(move |posting| (transfer, posting))
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
    pub proposals: HashMap<Uuid, Proposal>,
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
    recorded_at: Timestamp,
    /// What keys did, before this batch and in it.
    known: HashMap<KeyHash, Known<'u>>,
    /// Registered before this batch.
    assets: Vec<AssetRow>,
    proposals: HashMap<Uuid, Proposal>,
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
        recorded_at: Timestamp,
    ) -> Plan<'b, 'u> {
        let known = found.into_iter().map(|(key, stored)| (key, Known::Before(stored))).collect();
        let Loaded { assets, proposals } = loaded;
        let written = Written { last_hash, ..Written::default() };
        Plan { context, book, recorded_at, known, assets, proposals, written }
    }

    /// What became of each unit, and what must be written for it. Holds that are `due` end first.
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
        let outcomes = units
            .iter()
            .map(|unit| if unit.dry_run { self.dry_run(unit, mode) } else { self.unit(unit, mode) })
            .collect();
        for (_, transfer) in &self.written.transfers {
            let id = match (transfer.kind, transfer.target) {
                (_, Some(target)) => target.id,
                (TransferKind::Hold, None) => self.hold_id(transfer.seq),
                _ => continue,
            };
            let subject = self.book.subject(&id).expect("what was acted on is known").clone();
            self.written.subjects.insert(subject.seq(), subject);
        }
        (outcomes, self.written)
    }

    /// The id of a hold that this batch made.
    fn hold_id(&self, seq: i64) -> Uuid {
        let made = self.written.transfers.iter().find(|(_, transfer)| transfer.seq == seq);
        made.expect("a hold of this batch is written").0.id
    }

    /// What a unit would be answered; the book and what is written stay as they are.
    fn dry_run(&mut self, unit: &'u Unit, mode: &Mode) -> UnitOutcome {
        let trial = Written { last_hash: self.written.last_hash, ..Written::default() };
        let written = std::mem::replace(&mut self.written, trial);
        let mark = self.book.mark();
        let done = self.unit(unit, mode);
        self.book.rewind(mark);
        let trial = std::mem::replace(&mut self.written, written);
        for proposal in trial.proposals.into_values() {
            self.proposals.remove(&proposal.id);
        }
        for key in trial.keys {
            self.known.remove(&key.hash);
        }
        done.map(|done| Done { dry_run: !matches!(done.outcome, Outcome::Stored(_)), ..done })
    }

    fn unit(&mut self, unit: &'u Unit, mode: &Mode) -> UnitOutcome {
        if let Some(key) = &unit.key
            && let Some(outcome) = self.earlier(key).map_err(|field| SubmitError::KeyReused { field })?
        {
            return Ok(Done { outcome, replayed: true, dry_run: false });
        }
        let outcome = match &unit.work {
            Work::Transfer(new) => match self.post(new) {
                Ok(object) => Outcome::Posted(object),
                Err(Rejection::ApprovalRequired { .. }) if unit.request.is_some() => self.propose(unit, new),
                Err(rejection) => Outcome::Answered(self.refuse(unit, &Refusal::Rejection(rejection), None)),
            },
            Work::Transfers { atomic: true, items } => self.atomic_batch(unit, items),
            Work::Transfers { atomic: false, items } => self.item_batch(unit, items, mode),
            Work::Simulate(transfers) => self.simulate(unit, transfers),
            Work::UpdateTransfer { id, change } => {
                let result = self.update_transfer(*id, change);
                self.answer(unit, result)
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
            Work::ExpireDue => Outcome::Answered(Answer {
                status: 204,
                location: None,
                seq: None,
                body: Vec::new().into(),
                replayed: false,
                dry_run: false,
            }),
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
    fn earlier(&self, key: &Keyed) -> Result<Option<Outcome>, Option<&'static str>> {
        let (stored, outcome, source) = match self.known.get(&key.hash) {
            None => return Ok(None),
            Some(Known::Before(stored)) => (&stored.fingerprint[..], Outcome::Stored(stored.clone()), "postgres"),
            Some(Known::InBatch(first, outcome)) => (first.fingerprint.as_bytes(), outcome.clone(), "batch"),
        };
        key.fingerprint.matches(stored)?;
        metrics::counter!("tallybook_idempotency_total", "source" => source).increment(1);
        Ok(Some(outcome))
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
            recorded_at: self.recorded_at,
        };
        let stored = match outcome {
            Outcome::Posted(transfer) => rendered(201, Shape::Transfer, Some(transfer.seq), None),
            Outcome::Proposed(answer) => rendered(202, Shape::Proposal, answer.seq, None),
            Outcome::Answered(answer) => StoredOutcome::of_answer(key, answer, self.recorded_at),
            Outcome::Batch(items) => {
                let seq = items.iter().rev().find_map(|item| match item {
                    Outcome::Posted(transfer) => Some(transfer.seq),
                    Outcome::Proposed(_) | Outcome::Answered(_) | Outcome::Batch(_) | Outcome::Stored(_) => None,
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
        self.record(seq, EventType::of_transfer(posted.kind), &json, false);
        self.written.transfers.push((new, posted));
        Posted { id: new.id, seq, json: objects::without_schema(json).into() }
    }

    fn record(&mut self, seq: i64, event_type: EventType, object: &str, keep_object: bool) {
        let hash = events::chain(&self.written.last_hash, seq, event_type, self.recorded_at, object);
        self.written.last_hash = hash;
        self.written.events.push(NewEvent { seq, event_type, hash, object: keep_object.then(|| object.to_owned()) });
    }

    /// All or none; the first refusal is the whole batch's.
    fn atomic_batch(&mut self, unit: &Unit, items: &'u [TransferItem]) -> Outcome {
        match self.together(unit, items, 0) {
            Ok(done) => Outcome::Batch(Arc::new(done)),
            Err((_, refusal)) => Outcome::Answered(refusal),
        }
    }

    /// A group of a batch whose first item has this index.
    fn group(&mut self, unit: &Unit, items: &'u [TransferItem], first: usize) -> Vec<Outcome> {
        match self.together(unit, items, first) {
            Ok(done) => done,
            Err((culprit, refusal)) => (first..first + items.len())
                .map(|index| {
                    Outcome::Answered(if index == culprit {
                        refusal.clone()
                    } else {
                        self.refuse(unit, &Refusal::GroupRefused { culprit }, Some(index))
                    })
                })
                .collect(),
        }
    }

    /// Items that stand or fall together: what became of each, or the index of the one that is refused
    /// and the problem.
    fn together(
        &mut self,
        unit: &Unit,
        items: &'u [TransferItem],
        first: usize,
    ) -> Result<Vec<Outcome>, (usize, Answer)> {
        enum Step<'u> {
            /// The same as an earlier item of the batch.
            Again(usize),
            Earlier(Outcome),
            Accepted(Option<&'u Keyed>, Box<Accepted<'u>>),
        }
        enum Culprit {
            /// Its key was refused before, by a row or in this transaction.
            Earlier(Answer),
            Now(Rejection),
        }
        let ledger = self.context.ledger.clone();
        let mut earlier = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item.key.as_ref().map_or(Ok(None), |key| self.earlier(key)) {
                Ok(outcome) => earlier.push(outcome),
                Err(field) => {
                    let index = first + index;
                    return Err((index, self.refuse(unit, &Refusal::KeyReused { field }, Some(index))));
                }
            }
        }
        let mut first_of: HashMap<KeyHash, (usize, &Keyed)> = HashMap::new();
        let mut duplicates: Vec<Option<usize>> = vec![None; items.len()];
        for (index, item) in items.iter().enumerate() {
            let Some(key) = &item.key else { continue };
            match first_of.get(&key.hash) {
                None => {
                    first_of.insert(key.hash, (index, key));
                }
                Some((original, other)) => match key.fingerprint.matches(other.fingerprint.as_bytes()) {
                    Ok(()) => duplicates[index] = Some(*original),
                    Err(field) => {
                        let index = first + index;
                        return Err((index, self.refuse(unit, &Refusal::KeyReused { field }, Some(index))));
                    }
                },
            }
        }
        let steps = self.book.all_or_none(|book| {
            let mut steps = Vec::with_capacity(items.len());
            for (index, (item, earlier)) in items.iter().zip(earlier).enumerate() {
                if let Some(original) = duplicates[index] {
                    steps.push(Step::Again(original));
                    continue;
                }
                steps.push(match earlier {
                    Some(outcome) => match outcome::refusal(&outcome) {
                        Some(refusal) => return Err((index, Culprit::Earlier(refusal))),
                        None => Step::Earlier(outcome),
                    },
                    None => match accept(book, &ledger, &item.transfer) {
                        Ok(accepted) => Step::Accepted(item.key.as_ref(), Box::new(accepted)),
                        Err(rejection) => return Err((index, Culprit::Now(rejection))),
                    },
                });
            }
            Ok(steps)
        });
        match steps {
            Ok(steps) => {
                let mut done: Vec<Outcome> = Vec::with_capacity(items.len());
                for step in steps {
                    done.push(match step {
                        Step::Again(original) => done[original].clone(),
                        Step::Earlier(outcome) => outcome,
                        Step::Accepted(key, accepted) => {
                            let outcome = Outcome::Posted(self.record_transfer(*accepted));
                            if let Some(key) = key {
                                self.keep(key, &outcome);
                            }
                            outcome
                        }
                    });
                }
                Ok(done)
            }
            Err((index, Culprit::Earlier(refusal))) => Err((first + index, outcome::at_index(refusal, first + index))),
            Err((index, Culprit::Now(rejection))) => {
                let before = items[..index].iter().map(|item| item.transfer.id);
                let refusal = match &rejection {
                    Rejection::ExternalIdConflict { transfer: id, .. } | Rejection::IdConflict { id }
                        if before.clone().any(|before| before == *id) =>
                    {
                        Refusal::Sibling(rejection)
                    }
                    _ => Refusal::Rejection(rejection),
                };
                if let Some(key) = &items[index].key
                    && let Refusal::Rejection(_) = refusal
                {
                    let alone = Outcome::Answered(self.refuse(unit, &refusal, None));
                    self.keep(key, &alone);
                }
                Err((first + index, self.refuse(unit, &refusal, Some(first + index))))
            }
        }
    }

    /// Each item for itself; a later one sees an earlier one's effect.
    fn item_batch(&mut self, unit: &'u Unit, items: &'u [TransferItem], mode: &Mode) -> Outcome {
        let mut done: Vec<Outcome> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            // An item of a group was done with the group's first.
            if index < done.len() {
                continue;
            }
            if let Some(name) = &item.group {
                let same = items[index..].iter().take_while(|other| other.group.as_ref() == Some(name)).count();
                let group = index..index + same;
                let excluded = mode.excluded.iter().find(|index| group.contains(index));
                match excluded {
                    None => done.extend(self.group(unit, &items[group], index)),
                    Some(&culprit) => done.extend(group.map(|index| {
                        let refusal =
                            if index == culprit { Refusal::Internal } else { Refusal::GroupRefused { culprit } };
                        Outcome::Answered(self.refuse(unit, &refusal, Some(index)))
                    })),
                }
                continue;
            }
            let outcome = if mode.excluded.contains(&index) {
                Outcome::Answered(self.refuse(unit, &Refusal::Internal, Some(index)))
            } else {
                match item.key.as_ref().map_or(Ok(None), |key| self.earlier(key)) {
                    Ok(Some(outcome)) => outcome,
                    Err(field) => Outcome::Answered(self.refuse(unit, &Refusal::KeyReused { field }, Some(index))),
                    Ok(None) => {
                        let outcome = match self.post(&item.transfer) {
                            Ok(object) => Outcome::Posted(object),
                            Err(rejection) => {
                                // An item's key is the key of a single POST, whose answer has no index.
                                let index = item.key.is_none().then_some(index);
                                Outcome::Answered(self.refuse(unit, &Refusal::Rejection(rejection), index))
                            }
                        };
                        if let Some(key) = &item.key {
                            self.keep(key, &outcome);
                        }
                        outcome
                    }
                }
            };
            done.push(outcome);
        }
        Outcome::Batch(Arc::new(done))
    }

    /// What a sequence of transfers would come to: each with its transfer, or with every problem in its way.
    fn simulate(&mut self, unit: &Unit, transfers: &'u [NewTransfer]) -> Outcome {
        let trial = Written { last_hash: self.written.last_hash, ..Written::default() };
        let written = std::mem::replace(&mut self.written, trial);
        let mark = self.book.mark();
        let mut body = b"{\"results\":".to_vec();
        let indexed: Vec<(usize, &'u NewTransfer)> = transfers.iter().enumerate().collect();
        outcome::write_list(&mut body, &indexed, |body, (index, new)| {
            let problems = self.book.explain(new);
            match self.post(new) {
                Ok(posted) => outcome::write_posted(body, &posted),
                Err(first) => {
                    let problems = if problems.is_empty() { vec![first] } else { problems };
                    body.extend_from_slice(b"{\"status\":\"rejected\",\"problems\":");
                    outcome::write_list(body, &problems, |body, rejection| {
                        let refusal = Refusal::Rejection(rejection.clone());
                        body.extend_from_slice(&self.refuse(unit, &refusal, Some(*index)).body);
                    });
                    body.push(b'}');
                }
            }
        });
        body.push(b'}');
        self.book.rewind(mark);
        self.written = written;
        Outcome::Answered(Answer {
            status: 200,
            location: None,
            seq: None,
            body: body.into(),
            replayed: false,
            dry_run: true,
        })
    }

    fn update_transfer(&mut self, id: Uuid, change: &TransferChange) -> Result<Answer, Rejection> {
        let changed = self.book.update_transfer(id, change)?;
        let described = self.book.described(&id).expect("changed above").clone();
        let object = objects::TransferMetadata {
            id,
            metadata: objects::StringMap(described.metadata.clone()),
            revision: described.revision,
            schema: Some(objects::SCHEMA),
            seq: described.seq,
            updated_at: self.recorded_at.to_string(),
        };
        let seq = match changed {
            Change::Unchanged => None,
            Change::Changed { seq } => {
                self.record(seq, EventType::TransferUpdated, &objects::to_string(&object), true);
                let row = transfer_metadata::Changed { described, updated_at: self.recorded_at };
                self.written.described.insert(row.described.seq, row);
                Some(seq)
            }
        };
        let body = objects::to_json(&objects::TransferMetadata { schema: None, ..object });
        Ok(Answer { status: 200, location: None, seq, body: body.into(), replayed: false, dry_run: false })
    }

    /// Keeps a transfer that needs a second person, and that nothing else refuses.
    fn propose(&mut self, unit: &Unit, new: &'u NewTransfer) -> Outcome {
        let request = unit.request.as_ref().expect("checked by the caller");
        let wanted_by = self.book.explain(new).into_iter().filter_map(|rejection| match rejection {
            Rejection::ApprovalRequired { posting, account, rule } => {
                Some(objects::ApprovalRule { account: account.to_string(), posting, rule: rule.to_owned() })
            }
            _ => None,
        });
        let wanted_by: Vec<objects::ApprovalRule> = wanted_by.collect();
        // As if it were agreed to: what it would post.
        let agreement = Agreement {
            proposal_seq: 0,
            proposed_by: request.by.to_string(),
            approved_by: String::new(),
            reason: None,
        };
        let agreed = NewTransfer { approval: Some(Box::new(agreement)), ..new.clone() };
        let mark = self.book.mark();
        let accepted = accept(self.book, &self.context.ledger, &agreed).map(|accepted| accepted.object);
        self.book.rewind(mark);
        let transfer = match accepted {
            Ok(transfer) => transfer,
            Err(rejection) => return Outcome::Answered(self.refuse(unit, &Refusal::Rejection(rejection), None)),
        };
        let seq = self.book.note_change();
        let postings = transfer.postings.into_iter().map(|posting| objects::ProposedPosting {
            account: posting.account,
            amount: posting.amount.to_string(),
            asset: posting.asset,
            direction: posting.direction.to_owned(),
        });
        let object = objects::Proposal {
            decided_at: None,
            decided_by: None,
            description: transfer.description,
            effective_at: new.effective_at.map(|instant| instant.to_string()),
            external_id: transfer.external_id,
            id: new.id,
            kind: transfer.kind.to_owned(),
            ledger: transfer.ledger,
            manual: transfer.manual,
            metadata: transfer.metadata,
            postings: postings.collect(),
            proposed_at: self.recorded_at.to_string(),
            proposed_by: request.by.to_string(),
            reason: None,
            reverses_id: transfer.reverses_id,
            schema: None,
            seq,
            status: ProposalStatus::Proposed.as_str().to_owned(),
            wanted_by,
        };
        let proposal = Proposal {
            seq,
            id: new.id,
            target_id: new.action.target(),
            client_id: new.client_id,
            status: ProposalStatus::Proposed,
            proposed_by: request.by.to_string(),
            request: String::from_utf8_lossy(&request.body).into_owned(),
            object,
            transfer_seq: None,
            proposed_at: self.recorded_at,
            decided_at: None,
        };
        let body = self.record_proposal(seq, EventType::TransferProposed, proposal);
        Outcome::Proposed(Answer {
            status: 202,
            location: Some(locations::transfer(&self.context.ledger.name, new.id)),
            seq: Some(seq),
            body: body.into(),
            replayed: false,
            dry_run: false,
        })
    }

    /// Records a proposal's making or rejection; returns its object.
    fn record_proposal(&mut self, seq: i64, event_type: EventType, proposal: Proposal) -> Vec<u8> {
        let with_schema = objects::Proposal { schema: Some(objects::SCHEMA), ..proposal.object.clone() };
        self.record(seq, event_type, &objects::to_string(&with_schema), true);
        let body = objects::to_json(&proposal.object);
        self.proposals.insert(proposal.id, proposal.clone());
        self.written.proposals.insert(proposal.seq, proposal);
        body
    }

    /// Approved, it is posted now or refused by what has changed since; a refused one stays open.
    fn decide_proposal(&mut self, unit: &Unit, decision: &'u Decision) -> Outcome {
        let refusal = match self.proposals.get(&decision.id) {
            None => Rejection::TransferNotFound { id: decision.id },
            Some(proposal) if proposal.status != ProposalStatus::Proposed => {
                Rejection::ProposalNotOpen { id: decision.id, status: proposal.status.as_str() }
            }
            Some(proposal) => {
                let mut proposal = proposal.clone();
                proposal.decided_at = Some(self.recorded_at);
                proposal.object.decided_at = Some(self.recorded_at.to_string());
                proposal.object.decided_by = Some(decision.by.to_string());
                proposal.object.reason.clone_from(&decision.reason);
                match &decision.approved {
                    None => {
                        proposal.status = ProposalStatus::Rejected;
                        proposal.object.status = proposal.status.as_str().to_owned();
                        let seq = self.book.note_change();
                        let body = self.record_proposal(seq, EventType::TransferRejected, proposal);
                        return Outcome::Answered(Answer {
                            status: 200,
                            location: None,
                            seq: Some(seq),
                            body: body.into(),
                            replayed: false,
                            dry_run: false,
                        });
                    }
                    Some(new) => match self.post(new) {
                        Ok(posted) => {
                            proposal.status = ProposalStatus::Approved;
                            proposal.object.status = proposal.status.as_str().to_owned();
                            proposal.transfer_seq = Some(posted.seq);
                            self.proposals.insert(proposal.id, proposal.clone());
                            self.written.proposals.insert(proposal.seq, proposal);
                            return Outcome::Posted(posted);
                        }
                        Err(rejection) => rejection,
                    },
                }
            }
        };
        Outcome::Answered(self.refuse(unit, &Refusal::Rejection(refusal), None))
    }

    fn set_limit(&mut self, new: &NewLimit) -> Result<Answer, Rejection> {
        let (status, seq) = match self.book.set_limit(new)? {
            Made::New { seq, .. } => (201, Some((seq, EventType::LimitCreated))),
            Made::Existing(_) => (200, None),
        };
        let location = Some(locations::limit(&self.context.ledger.name, &new.name));
        Ok(Answer { location, ..self.limit_answer(&new.name, status, seq) })
    }

    fn change_limit(&mut self, name: &str, change: &LimitChange) -> Result<Answer, Rejection> {
        let seq = match self.book.change_limit(name, change)? {
            Change::Changed { seq } => Some((seq, EventType::LimitUpdated)),
            Change::Unchanged => None,
        };
        Ok(self.limit_answer(name, 200, seq))
    }

    /// The answer that is a limit, with its event if it changed.
    fn limit_answer(&mut self, name: &str, status: u16, changed: Option<(i64, EventType)>) -> Answer {
        let limit = self.book.limit(name).expect("just set or changed").clone();
        let object = limits::object(&limit);
        if let Some((seq, event_type)) = changed {
            let with_schema = objects::Limit { schema: Some(objects::SCHEMA), ..object.clone() };
            self.record(seq, event_type, &objects::to_string(&with_schema), true);
            self.written.limits.insert(limit.no, limit);
        }
        Answer {
            status,
            location: None,
            seq: changed.map(|(seq, _)| seq),
            body: objects::to_json(&object).into(),
            replayed: false,
            dry_run: false,
        }
    }

    fn register_asset(&mut self, new: &NewAsset) -> Result<Answer, Rejection> {
        let made = self.book.register_asset(new)?;
        let row = match made {
            Made::New { seq, .. } => {
                let asset = self.book.asset(&new.code).expect("registered above").clone();
                let row = AssetRow { asset, name: new.name.clone(), seq, created_at: self.recorded_at };
                let object = objects::Asset { schema: Some(objects::SCHEMA), ..row.object() };
                self.record(seq, EventType::AssetCreated, &objects::to_string(&object), true);
                self.written.assets.push(row.clone());
                row
            }
            Made::Existing(no) => {
                let mut registered = self.assets.iter().chain(&self.written.assets);
                registered.find(|row| row.asset.no == no).expect("what exists was loaded or just written").clone()
            }
        };
        let (status, seq) = match made {
            Made::New { seq, .. } => (201, Some(seq)),
            Made::Existing(_) => (200, None),
        };
        Ok(Answer {
            status,
            location: Some(locations::asset(&self.context.ledger.name, &new.code)),
            seq,
            body: objects::to_json(&row.object()).into(),
            replayed: false,
            dry_run: false,
        })
    }

    fn create_account(&mut self, new: &NewAccount) -> Result<Answer, Rejection> {
        let made = self.book.create_account(new, new_id())?;
        Ok(self.account_made(made))
    }

    fn account_made(&mut self, made: Made<AccountNo>) -> Answer {
        let (status, seq, no) = match made {
            Made::New { seq, what } => (201, Some(seq), what),
            Made::Existing(no) => (200, None, no),
        };
        let (account, attributes) = self.described(no);
        let body = match seq {
            Some(seq) => {
                let body = self.record_account(seq, EventType::AccountCreated, &account, &attributes);
                self.written.new_accounts.push((account.clone(), attributes));
                body
            }
            None => objects::to_json(&accounts::object(&account, &attributes)),
        };
        Answer {
            status,
            location: Some(locations::account(&self.context.ledger.name, &account.path)),
            seq,
            body: body.into(),
            replayed: false,
            dry_run: false,
        }
    }

    fn described(&self, no: AccountNo) -> (Account, Attributes) {
        let account = self.book.account_by_no(no).expect("just created or changed").clone();
        (account, self.book.attributes(no).cloned().unwrap_or_default())
    }

    /// Records the event of an account's creation or change; returns the object without its schema.
    fn record_account(
        &mut self,
        seq: i64,
        event_type: EventType,
        account: &Account,
        attributes: &Attributes,
    ) -> Vec<u8> {
        let mut object = accounts::object(account, attributes);
        object.schema = Some(objects::SCHEMA);
        self.record(seq, event_type, &objects::to_string(&object), true);
        object.schema = None;
        objects::to_json(&object)
    }

    fn create_accounts(&mut self, unit: &Unit, many: &[NewAccount]) -> Outcome {
        let made = self.book.all_or_none(|book| {
            many.iter()
                .enumerate()
                .map(|(index, new)| book.create_account(new, new_id()).map_err(|rejection| (index, rejection)))
                .collect::<Result<Vec<_>, _>>()
        });
        match made {
            Err((index, rejection)) => {
                let refusal = match &rejection {
                    // Known now means known before: the group's own accounts are taken back.
                    Rejection::AccountExists { path }
                        if self.book.account(&AccountRef::Path(path.clone())).is_none() =>
                    {
                        Refusal::Sibling(rejection)
                    }
                    _ => Refusal::Rejection(rejection),
                };
                Outcome::Answered(self.refuse(unit, &refusal, Some(index)))
            }
            Ok(made) => {
                let answers: Vec<Answer> = made.into_iter().map(|made| self.account_made(made)).collect();
                let mut body = b"{\"accounts\":".to_vec();
                outcome::write_list(&mut body, &answers, |body, answer| body.extend_from_slice(&answer.body));
                body.push(b'}');
                Outcome::Answered(Answer {
                    status: if answers.iter().any(|answer| answer.status == 201) { 201 } else { 200 },
                    location: None,
                    seq: answers.iter().filter_map(|answer| answer.seq).max(),
                    body: body.into(),
                    replayed: false,
                    dry_run: false,
                })
            }
        }
    }

    fn update_account(&mut self, name: &AccountRef, change: &ledger::AccountChange) -> Result<Answer, Rejection> {
        let changed = self.book.update_account(name, change)?;
        let no = self.book.account(name).expect("changed above").no;
        let (account, attributes) = self.described(no);
        let (seq, body) = match changed {
            Change::Unchanged => (None, objects::to_json(&accounts::object(&account, &attributes))),
            Change::Changed { seq } => {
                let body = self.record_account(seq, EventType::AccountUpdated, &account, &attributes);
                self.written.changed_accounts.insert(no, (account, attributes));
                (Some(seq), body)
            }
        };
        Ok(Answer { status: 200, location: None, seq, body: body.into(), replayed: false, dry_run: false })
    }
}

fn accept<'u>(book: &mut Book, ledger: &LedgerInfo, new: &'u NewTransfer) -> Result<Accepted<'u>, Rejection> {
    let posted = book.post(new)?;
    let object = transfers::object(ledger, new, &posted, |posting| {
        book.account_by_no(posting.account_no).expect("a posting's account is known")
    });
    Ok(Accepted { new, posted, object })
}
