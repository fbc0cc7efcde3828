//! Decides a batch in memory: each unit in turn is replayed, accepted or refused, and what must be
//! written for it is noted. One item's refusal never hurts its neighbours.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use ledger::{
    Account, AccountNo, AccountRef, Attributes, Book, Change, Made, NewAccount, NewAsset, NewTransfer, PostedPosting,
    PostedTransfer, Rejection, Timestamp,
};

use crate::{
    Answer, KeyHash, Keyed, Refusal, Refused, SubmitError, TransferItem, Unit, Work, accounts,
    assets::AssetRow,
    events::{self, EventType, NewEvent},
    idempotency_keys::{NewKey, Shape, StoredOutcome},
    ids::new_id,
    irregular_postings::FullBlock,
    ledgers::LedgerInfo,
    locations, objects,
    outcome::{self, Done, Outcome, Posted, UnitOutcome},
    post_batch::{Context, Mode},
    transfers,
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
    pub last_hash: [u8; 32],
}

impl Written<'_> {
    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.keys.is_empty()
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
        assets: Vec<AssetRow>,
        recorded_at: Timestamp,
    ) -> Plan<'b, 'u> {
        let known = found.into_iter().map(|(key, stored)| (key, Known::Before(stored))).collect();
        Plan { context, book, recorded_at, known, assets, written: Written { last_hash, ..Written::default() } }
    }

    /// What became of each unit, and what must be written for it.
    pub fn decide(mut self, units: &[&'u Unit], mode: &Mode) -> (Vec<UnitOutcome>, Written<'u>) {
        let outcomes = units.iter().map(|unit| self.unit(unit, mode)).collect();
        (outcomes, self.written)
    }

    fn unit(&mut self, unit: &'u Unit, mode: &Mode) -> UnitOutcome {
        if let Some(key) = &unit.key
            && let Some(outcome) = self.earlier(key).map_err(|field| SubmitError::KeyReused { field })?
        {
            return Ok(Done { outcome, replayed: true });
        }
        let outcome = match &unit.work {
            Work::Transfer(new) => match self.post(new) {
                Ok(object) => Outcome::Posted(object),
                Err(rejection) => Outcome::Answered(self.refuse(unit, &Refusal::Rejection(rejection), None)),
            },
            Work::Transfers { atomic: true, items } => self.atomic_batch(unit, items),
            Work::Transfers { atomic: false, items } => self.item_batch(unit, items, mode),
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
        Ok(Done { outcome, replayed })
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
            Outcome::Answered(answer) => StoredOutcome::of_answer(key, answer, self.recorded_at),
            Outcome::Batch(items) => {
                let seq = items.iter().rev().find_map(|item| match item {
                    Outcome::Posted(transfer) => Some(transfer.seq),
                    Outcome::Answered(_) | Outcome::Batch(_) | Outcome::Stored(_) => None,
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
        self.record(seq, EventType::TransferPosted, &json, false);
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
                    return Outcome::Answered(self.refuse(unit, &Refusal::KeyReused { field }, Some(index)));
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
                Some((first, other)) => match key.fingerprint.matches(other.fingerprint.as_bytes()) {
                    Ok(()) => duplicates[index] = Some(*first),
                    Err(field) => {
                        return Outcome::Answered(self.refuse(unit, &Refusal::KeyReused { field }, Some(index)));
                    }
                },
            }
        }
        let steps = self.book.all_or_none(|book| {
            let mut steps = Vec::with_capacity(items.len());
            for (index, (item, earlier)) in items.iter().zip(earlier).enumerate() {
                if let Some(first) = duplicates[index] {
                    steps.push(Step::Again(first));
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
                        Step::Again(first) => done[first].clone(),
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
                Outcome::Batch(Arc::new(done))
            }
            Err((index, Culprit::Earlier(refusal))) => Outcome::Answered(outcome::at_index(refusal, index)),
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
                Outcome::Answered(self.refuse(unit, &refusal, Some(index)))
            }
        }
    }

    /// Each item for itself; a later one sees an earlier one's effect.
    fn item_batch(&mut self, unit: &'u Unit, items: &'u [TransferItem], mode: &Mode) -> Outcome {
        let mut done = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
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
        Ok(Answer { status: 200, location: None, seq, body: body.into(), replayed: false })
    }
}

fn accept<'u>(book: &mut Book, ledger: &LedgerInfo, new: &'u NewTransfer) -> Result<Accepted<'u>, Rejection> {
    let posted = book.post(new)?;
    let object = transfers::object(ledger, new, &posted, |posting| {
        book.account_by_no(posting.account_no).expect("a posting's account is known")
    });
    Ok(Accepted { new, posted, object })
}
