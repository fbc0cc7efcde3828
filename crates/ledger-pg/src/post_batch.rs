//! The write path: one batch of units, one transaction, one order.
//!
//! Whatever the batch's size, these statements (those in brackets only where a unit needs them):
//!
//! | | statement | reads or writes |
//! |---|---|---|
//! | 1 | `begin` | |
//! | 2 | lock the head | `ledger_heads`, by primary key, `for no key update`, on its own |
//! | 3 | time, turn and keys | both `idempotency_keys_*` by primary key |
//! | 4 | [names in use] | `transfers_id`, `transfers_external_id` |
//! | 5 | [accounts not in the book] | `accounts_path`, `accounts_id`, `account_balances` |
//! | 6 | [accounts to create or change, with attributes; assets] | the same; `assets_code` |
//! | 7 | [new assets] [new accounts] [changed accounts] | `assets`, `accounts`, `account_balances` |
//! | 8 | [irregular postings] [full blocks] | `irregular_postings`, `irregular_blocks` |
//! | 9 | everything else, in one statement | `transfers`, `postings`, `events`, keys, balances, the head |
//! | 10 | `commit` | |
//!
//! Lock → load → decide in memory → write once → commit. Nothing slow happens inside, nobody hears
//! "accepted" before 10 has returned, and only then is the book trusted for the next batch.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Instant,
};

use ledger::{
    Account, AccountNo, AccountRef, Attributes, Book, Change, Made, NewAccount, NewAsset, NewTransfer, PostedTransfer,
    Rejection, Timestamp,
};
use sqlx::{Connection as _, PgConnection};

use crate::{
    Answer, KeyHash, Keyed, Refusal, Refused, RenderProblem, SubmitError, TransferItem, Unit, Work,
    accounts::{self, metadata_json},
    assets::{self, AssetRow},
    connections::Epoch,
    encoding::{self, Numeric},
    events::{self, EventType, NewEvent},
    heads::{self, Head},
    idempotency_keys::{self, NewKey, Shape, StoredOutcome, Turn},
    ids::new_id,
    irregular_postings::{self, FullBlock},
    ledgers::LedgerInfo,
    objects, transfers,
};

/// What the writer knew when its last batch was acknowledged.
#[derive(Debug)]
pub(crate) struct Cache {
    epoch: Epoch,
    head: Head,
    book: Book,
}

impl Cache {
    pub fn last_seq(&self) -> i64 {
        self.head.last_seq
    }
}

/// What became of a unit, or of one item of a batch.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Posted(Arc<objects::Transfer>),
    Answered(Answer),
    /// One outcome per item.
    Batch(Arc<Vec<Outcome>>),
    /// An earlier request's, to be rendered again.
    Stored(Arc<StoredOutcome>),
}

#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub outcome: Outcome,
    /// Whether another request with this key did the work.
    pub replayed: bool,
}

pub(crate) type UnitOutcome = Result<Done, SubmitError>;

/// A batch whose commit was sent. Until its fate is known, this is all that may be believed.
#[derive(Debug)]
pub(crate) struct InDoubt {
    /// The batch's last event; `None` if it only stored refusals, which may be executed again.
    last: Option<(i64, [u8; 32])>,
    outcomes: Vec<UnitOutcome>,
}

/// How to run a batch.
#[derive(Debug, Default)]
pub(crate) struct Mode {
    /// Items of a lone per-item batch that cannot be written: refused as a defect.
    pub excluded: BTreeSet<usize>,
    /// Roll back at the end: only whether it could be written matters.
    pub trial: bool,
}

/// What every batch of a writer shares.
#[derive(Debug)]
pub(crate) struct Context {
    pub ledger: Arc<LedgerInfo>,
    pub render: RenderProblem,
    pub account_cache: usize,
}

/// Applies units as one transaction. `in_doubt` is set while the fate of a commit is unknown: after
/// an error, a set one means "perhaps"; given back in, it is resolved first.
///
/// # Errors
/// Without `in_doubt`, nothing was done. Either way the connection must not be used again.
pub(crate) async fn post_batch(
    conn: &mut PgConnection,
    epoch: &Epoch,
    cache: &mut Option<Cache>,
    context: &Context,
    units: &[&Unit],
    mode: &Mode,
    in_doubt: &mut Option<InDoubt>,
) -> sqlx::Result<Vec<UnitOutcome>> {
    let ledger = &context.ledger;
    let mut statements = Statements(0);
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
        // Under the head's lock no late commit can follow, so the answer is final either way.
        let doubt = in_doubt.take().expect("looked at above");
        if committed {
            tx.rollback().await?;
            return Ok(doubt.outcomes);
        }
    }

    let known = cache.take().filter(|cache| cache.epoch == *epoch && cache.head == head);
    let mut book = known.map_or_else(|| Book::new(head.last_seq, head.last_account_no, head.last_asset_no), |c| c.book);

    let keys = keys_of(units);
    let lookup = idempotency_keys::look_up(&mut tx, ledger.no, &keys).await?;
    statements.count(1);
    let recorded_at = lookup.now.max(head.last_recorded_at.plus_micros(1)).max(book.recorded_at().plus_micros(1));
    book.begin_batch(recorded_at);
    let assets = load(&mut tx, context, &mut book, units, &mut statements).await?;

    let found = lookup.found.into_iter().map(|(key, stored)| (key, Arc::new(stored))).collect();
    let mut plan = Plan::new(context, &mut book, head.last_hash, found, assets, recorded_at);
    let outcomes = plan.decide(units, mode);
    let written = plan.finish();
    let next = Head {
        last_seq: book.last_seq(),
        last_hash: written.last_hash,
        last_recorded_at: if book.last_seq() > head.last_seq { recorded_at } else { head.last_recorded_at },
        last_account_no: book.last_account_no(),
        last_asset_no: book.last_asset_no(),
    };
    if written.is_empty() {
        tx.rollback().await?;
    } else {
        write(&mut tx, ledger, &head, &next, recorded_at, lookup.turn, &written, &mut statements).await?;
        if mode.trial {
            tx.rollback().await?;
            return Ok(outcomes);
        }
        *in_doubt = Some(InDoubt {
            last: (next.last_seq > head.last_seq).then_some((next.last_seq, next.last_hash)),
            outcomes: outcomes.clone(),
        });
        tx.commit().await?;
        *in_doubt = None;
        statements.count(1);
    }
    metrics::histogram!("tallybook_batch_statements").record(f64::from(statements.0));

    book.end_batch();
    book.forget_beyond(context.account_cache);
    *cache = Some(Cache { epoch: epoch.clone(), head: next, book });
    Ok(outcomes)
}

/// Counts a batch's statements; a test holds them against the table above.
struct Statements(u32);

impl Statements {
    fn count(&mut self, sent: u32) {
        self.0 += sent;
    }
}

fn keys_of(units: &[&Unit]) -> Vec<KeyHash> {
    let mut keys: Vec<KeyHash> = Vec::with_capacity(units.len());
    for unit in units {
        keys.extend(unit.key.iter().map(|key| key.hash));
        if let Work::Transfers { items, .. } = &unit.work {
            keys.extend(items.iter().filter_map(|item| Some(item.key.as_ref()?.hash)));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn transfers_of<'u>(units: &[&'u Unit]) -> impl Iterator<Item = &'u NewTransfer> {
    units.iter().flat_map(|unit| {
        let (one, many) = match &unit.work {
            Work::Transfer(transfer) => (Some(&**transfer), &[][..]),
            Work::Transfers { items, .. } => (None, &items[..]),
            Work::Asset(_) | Work::Account(_) | Work::Accounts(_) | Work::UpdateAccount { .. } => (None, &[][..]),
        };
        one.into_iter().chain(many.iter().map(|item| &item.transfer))
    })
}

/// Tells the book what the units refer to and it does not know; returns the registered assets named.
async fn load(
    tx: &mut PgConnection,
    context: &Context,
    book: &mut Book,
    units: &[&Unit],
    statements: &mut Statements,
) -> sqlx::Result<Vec<AssetRow>> {
    let ledger = context.ledger.no;

    let ids: Vec<_> = transfers_of(units).filter(|new| new.client_id).map(|new| new.id).collect();
    let external_ids: Vec<&str> =
        transfers_of(units).filter_map(|new| Some(new.external_id.as_ref()?.as_str())).collect();
    if !ids.is_empty() || !external_ids.is_empty() {
        for (id, external_id) in transfers::taken(tx, ledger, &ids, &external_ids).await? {
            book.load_id(id);
            if let Some(external_id) = external_id {
                book.load_external_id(external_id, id);
            }
        }
        statements.count(1);
    }

    let mut wanted: Vec<&AccountRef> = Vec::new();
    let mut hits = 0_u64;
    for name in transfers_of(units).flat_map(|new| &new.postings).map(|posting| &posting.account) {
        if book.account(name).is_some() {
            hits += 1;
        } else {
            wanted.push(name);
        }
    }
    metrics::counter!("tallybook_cache_total", "result" => "hit").increment(hits);
    metrics::counter!("tallybook_cache_total", "result" => "miss").increment(wanted.len() as u64);
    if !wanted.is_empty() {
        wanted.sort_unstable();
        wanted.dedup();
        for (account, _) in accounts::load(tx, ledger, &wanted).await? {
            book.load_account(account);
        }
        statements.count(1);
    }

    let mut described: Vec<AccountRef> = Vec::new();
    let mut codes: Vec<&str> = Vec::new();
    for unit in units {
        match &unit.work {
            Work::Transfer(_) | Work::Transfers { .. } => {}
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
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let assets = assets::load(tx, ledger, &codes).await?;
    for row in &assets {
        book.load_asset(row.asset.clone(), row.name.clone());
    }
    statements.count(1);
    Ok(assets)
}

fn described_by<'u>(new: &'u NewAccount, described: &mut Vec<AccountRef>, codes: &mut Vec<&'u str>) {
    described.push(AccountRef::Path(new.path.clone()));
    codes.push(new.asset.as_str());
}

/// An accepted transfer with the request it came from.
struct Accepted<'u> {
    new: &'u NewTransfer,
    posted: PostedTransfer,
    object: objects::Transfer,
}

/// What a batch will write.
#[derive(Default)]
struct Written<'u> {
    transfers: Vec<(&'u NewTransfer, PostedTransfer)>,
    events: Vec<NewEvent>,
    keys: Vec<NewKey>,
    assets: Vec<AssetRow>,
    new_accounts: Vec<(Account, Attributes)>,
    changed_accounts: BTreeMap<AccountNo, (Account, Attributes)>,
    last_hash: [u8; 32],
}

impl Written<'_> {
    fn is_empty(&self) -> bool {
        self.events.is_empty() && self.keys.is_empty()
    }
}

/// A batch being decided.
struct Plan<'b, 'u> {
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
    fn new(
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

    fn finish(self) -> Written<'u> {
        self.written
    }

    fn decide(&mut self, units: &[&'u Unit], mode: &Mode) -> Vec<UnitOutcome> {
        units.iter().map(|unit| self.unit(unit, mode)).collect()
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
        Ok(Done { outcome, replayed: false })
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
        let (status, shape, seq, location, body) = match outcome {
            Outcome::Posted(transfer) => (201, Shape::Transfer, Some(transfer.seq), None, None),
            Outcome::Answered(answer) => {
                (answer.status, Shape::Body, answer.seq, answer.location.clone(), Some(answer.body.to_vec()))
            }
            Outcome::Batch(items) => {
                let seq = items.iter().rev().find_map(|item| match item {
                    Outcome::Posted(transfer) => Some(transfer.seq),
                    Outcome::Answered(_) | Outcome::Batch(_) | Outcome::Stored(_) => None,
                });
                (200, Shape::Batch, seq, None, Some(crate::render::compact(items)))
            }
            Outcome::Stored(_) => return,
        };
        metrics::counter!("tallybook_idempotency_total", "source" => "fresh").increment(1);
        self.written.keys.push(NewKey {
            hash: key.hash,
            outcome: StoredOutcome {
                fingerprint: key.fingerprint.as_bytes().to_vec(),
                status,
                shape,
                seq,
                location,
                body,
                recorded_at: self.recorded_at,
            },
        });
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

    fn post(&mut self, new: &'u NewTransfer) -> Result<Arc<objects::Transfer>, Rejection> {
        let accepted = accept(self.book, &self.context.ledger, new)?;
        Ok(self.record_transfer(accepted))
    }

    fn record_transfer(&mut self, accepted: Accepted<'u>) -> Arc<objects::Transfer> {
        let Accepted { new, posted, mut object } = accepted;
        object.schema = Some(objects::SCHEMA);
        let json = objects::to_string(&object);
        self.record(posted.seq, EventType::TransferPosted, &json, false);
        self.written.transfers.push((new, posted));
        object.schema = None;
        Arc::new(object)
    }

    fn record(&mut self, seq: i64, event_type: EventType, object: &str, keep_object: bool) {
        let hash = events::chain(&self.written.last_hash, seq, event_type, self.recorded_at, object);
        self.written.last_hash = hash;
        self.written.events.push(NewEvent { seq, event_type, hash, object: keep_object.then(|| object.to_owned()) });
    }

    /// All or none; the first refusal is the whole batch's.
    fn atomic_batch(&mut self, unit: &Unit, items: &'u [TransferItem]) -> Outcome {
        enum Step<'u> {
            Earlier(Outcome),
            Accepted(Option<&'u Keyed>, Box<Accepted<'u>>),
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
                if duplicates[index].is_some() {
                    continue;
                }
                steps.push(match earlier {
                    Some(Outcome::Stored(stored)) if stored.status >= 400 => {
                        return Err((index, Err(stored)));
                    }
                    Some(outcome) => Step::Earlier(outcome),
                    None => match accept(book, &ledger, &item.transfer) {
                        Ok(accepted) => Step::Accepted(item.key.as_ref(), Box::new(accepted)),
                        Err(rejection) => return Err((index, Ok(rejection))),
                    },
                });
            }
            Ok(steps)
        });
        match steps {
            Ok(steps) => {
                let mut done: Vec<Outcome> = Vec::with_capacity(items.len());
                let mut steps = steps.into_iter();
                for duplicate in duplicates {
                    if let Some(first) = duplicate {
                        done.push(done[first].clone());
                        continue;
                    }
                    done.push(match steps.next().expect("one step per item that is no duplicate") {
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
            Err((_, Err(stored))) => Outcome::Stored(stored),
            Err((index, Ok(rejection))) => {
                let refusal = Refusal::Rejection(rejection);
                if let Some(key) = &items[index].key {
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
            location: Some(format!("/v1/ledgers/{}/assets/{}", self.context.ledger.name, new.code)),
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
            location: Some(format!("/v1/ledgers/{}/accounts/{}", self.context.ledger.name, account.path)),
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
                Outcome::Answered(self.refuse(unit, &Refusal::Rejection(rejection), Some(index)))
            }
            Ok(made) => {
                let answers: Vec<Answer> = made.into_iter().map(|made| self.account_made(made)).collect();
                let mut body = b"{\"accounts\":[".to_vec();
                for (index, answer) in answers.iter().enumerate() {
                    if index > 0 {
                        body.push(b',');
                    }
                    body.extend_from_slice(&answer.body);
                }
                body.extend_from_slice(b"]}");
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

/// Steps 7 to 9.
#[expect(clippy::too_many_arguments, reason = "one call, on the flow's one screen")]
async fn write(
    tx: &mut PgConnection,
    ledger: &LedgerInfo,
    head: &Head,
    next: &Head,
    recorded_at: Timestamp,
    turn: Turn,
    written: &Written<'_>,
    statements: &mut Statements,
) -> sqlx::Result<()> {
    if !written.assets.is_empty() {
        assets::insert(tx, ledger.no, &written.assets).await?;
        statements.count(1);
    }
    if !written.new_accounts.is_empty() {
        accounts::insert(tx, ledger.no, &written.new_accounts).await?;
        statements.count(1);
    }
    if !written.changed_accounts.is_empty() {
        let rows: Vec<_> = written.changed_accounts.values().cloned().collect();
        accounts::update(tx, ledger.no, &rows).await?;
        statements.count(1);
    }
    write_irregular(tx, ledger, written, statements).await?;
    write_rows(tx, ledger, head, next, recorded_at, turn, written).await?;
    statements.count(1);
    Ok(())
}

async fn write_irregular(
    tx: &mut PgConnection,
    ledger: &LedgerInfo,
    written: &Written<'_>,
    statements: &mut Statements,
) -> sqlx::Result<()> {
    let mut rows = Vec::new();
    let mut blocks = Vec::new();
    for (_, transfer) in &written.transfers {
        for posting in transfer.postings.iter().filter(|posting| posting.irregular) {
            rows.push((transfer, posting));
            blocks.extend(FullBlock::completed_by(posting.account_no, posting.after.irregular.count));
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let on = |posting: &ledger::PostedPosting, side| {
        Numeric(if posting.direction == side { posting.amount } else { ledger::Minor::ZERO })
    };
    sqlx::query(
        "insert into irregular_postings (ledger_no, held_debits, held_credits, account_no, irregular_count, seq,
           effective_at, posted_debits, posted_credits,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits)
         select $1, 0, 0, u.*
         from unnest($2::int4[], $3::int8[], $4::int8[], $5::timestamptz[], $6::numeric[], $7::numeric[],
           $8::numeric[], $9::numeric[], $10::numeric[], $11::numeric[]) u",
    )
    .bind(ledger.no.0)
    .bind(rows.iter().map(|(_, p)| p.account_no.0).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, p)| p.after.irregular.count).collect::<Vec<_>>())
    .bind(rows.iter().map(|(t, _)| t.seq).collect::<Vec<_>>())
    .bind(rows.iter().map(|(t, _)| encoding::Instant(t.effective_at)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, p)| on(p, ledger::Side::Debit)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, p)| on(p, ledger::Side::Credit)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, p)| Numeric(p.after.irregular.sum.posted.debits)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, p)| Numeric(p.after.irregular.sum.posted.credits)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, p)| Numeric(p.after.irregular.sum.held.debits)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, p)| Numeric(p.after.irregular.sum.held.credits)).collect::<Vec<_>>())
    .execute(&mut *tx)
    .await?;
    statements.count(1);
    if !blocks.is_empty() {
        irregular_postings::build(tx, ledger.no, &blocks).await?;
        statements.count(1);
    }
    Ok(())
}

/// Everything that every batch writes, in one round trip. `keys` is the table whose turn it is.
macro_rules! write_rows_sql {
    ($keys:literal) => {
        concat!(
            "with
             new_transfers as (
               insert into transfers (ledger_no, recorded_at, seq, id, effective_at, kind, external_id, description,
                 metadata, posting_accounts)
               select $1, $2, u.seq, u.id, u.effective_at, u.kind, u.external_id, u.description, u.metadata::jsonb,
                 ($10::int4[])[u.first:u.last]
               from unnest($3::int8[], $4::uuid[], $5::timestamptz[], $6::int2[], $7::text[], $8::text[], $9::text[],
                   $11::int4[], $12::int4[])
                 u (seq, id, effective_at, kind, external_id, description, metadata, first, last)
             ),
             new_postings as (
               insert into postings (ledger_no, held, account_no, seq, leg, asset_no, account_version, effective_at,
                 effective_high, irregular_count, posted, posted_debits, posted_credits, held_debits, held_credits)
               select $1, 0, u.*
               from unnest($13::int4[], $14::int8[], $15::int2[], $16::int4[], $17::int8[], $18::timestamptz[],
                 $19::timestamptz[], $20::int8[], $21::numeric[], $22::numeric[], $23::numeric[], $24::numeric[],
                 $25::numeric[]) u
             ),
             new_events as (
               insert into events (ledger_no, recorded_at, seq, type, hash, object)
               select $1, $2, u.* from unnest($26::int8[], $27::int2[], $28::bytea[], $29::text[]) u
             ),
             new_keys as (
               insert into ", $keys, " (ledger_no, recorded_at, key_hash, fingerprint, status, shape, seq, location, body)
               select $1, $2, u.*
               from unnest($30::bytea[], $31::bytea[], $32::int2[], $33::int2[], $34::int8[], $35::text[],
                 $36::bytea[]) u
             ),
             moved as (
               update account_balances b
               set version = u.version, effective_high = u.effective_high, irregular_count = u.irregular_count,
                 posted_debits = u.pd, posted_credits = u.pc, held_debits = u.hd, held_credits = u.hc,
                 irregular_posted_debits = u.ipd, irregular_posted_credits = u.ipc,
                 irregular_held_debits = u.ihd, irregular_held_credits = u.ihc
               from unnest($37::int4[], $38::int8[], $39::int8[], $40::timestamptz[], $41::int8[], $42::numeric[],
                   $43::numeric[], $44::numeric[], $45::numeric[], $46::numeric[], $47::numeric[], $48::numeric[],
                   $49::numeric[])
                 u (account_no, old_version, version, effective_high, irregular_count, pd, pc, hd, hc, ipd, ipc, ihd,
                   ihc)
               where b.ledger_no = $1 and b.account_no = u.account_no and b.version = u.old_version
               returning 1
             ),
             new_head as (
               update ledger_heads
               set last_seq = $50, last_hash = $51, last_recorded_at = $52, last_account_no = $53, last_asset_no = $54
               where ledger_no = $1 and last_seq = $55 and last_hash = $56
               returning 1
             )
             select (select count(*) from moved), (select count(*) from new_head)"
        )
    };
}

async fn write_rows(
    tx: &mut PgConnection,
    ledger: &LedgerInfo,
    head: &Head,
    next: &Head,
    recorded_at: Timestamp,
    turn: Turn,
    written: &Written<'_>,
) -> sqlx::Result<()> {
    use encoding::Instant as At;
    use ledger::{AccountState, Minor, PostedPosting, Side};

    let transfers = &written.transfers;
    let mut legs: Vec<(&PostedTransfer, i16, &PostedPosting)> = Vec::with_capacity(2 * transfers.len());
    let mut posting_accounts = Vec::with_capacity(2 * transfers.len());
    let mut slices = Vec::with_capacity(transfers.len());
    let mut moved: BTreeMap<AccountNo, (i64, AccountState)> = BTreeMap::new();
    for (_, transfer) in transfers {
        let first = posting_accounts.len() + 1;
        for (leg, posting) in transfer.postings.iter().enumerate() {
            legs.push((transfer, i16::try_from(leg).expect("at most 100 legs"), posting));
            posting_accounts.push(posting.account_no.0);
            moved.entry(posting.account_no).or_insert((posting.after.version - 1, posting.after)).1 = posting.after;
        }
        let index = |n: usize| i32::try_from(n).expect("a batch has fewer than 2^31 legs");
        slices.push((index(first), index(posting_accounts.len())));
    }
    // In key order, so that neighbouring rows share a leaf of the index.
    legs.sort_unstable_by_key(|(transfer, leg, posting)| (posting.account_no, transfer.seq, *leg));

    let signed = |posting: &PostedPosting| match posting.direction {
        Side::Debit => Numeric(posting.amount),
        Side::Credit => Numeric(Minor::ZERO.checked_sub(posting.amount).expect("the range is symmetric")),
    };
    fn each<T, U>(rows: &[T], column: impl FnMut(&T) -> U) -> Vec<U> {
        rows.iter().map(column).collect()
    }
    let moved: Vec<(AccountNo, (i64, AccountState))> = moved.into_iter().collect();
    let irregular = |state: &AccountState, sum: Minor| (state.irregular.count > 0).then_some(Numeric(sum));
    let keys = &written.keys;
    let events = &written.events;

    let sql = match turn {
        Turn::A => write_rows_sql!("idempotency_keys_a"),
        Turn::B => write_rows_sql!("idempotency_keys_b"),
    };
    let (balances, heads): (i64, i64) = sqlx::query_as(sql)
        .bind(ledger.no.0)
        .bind(At(recorded_at))
        .bind(each(transfers, |(_, t)| t.seq))
        .bind(each(transfers, |(new, _)| new.id))
        .bind(each(transfers, |(_, t)| At(t.effective_at)))
        .bind(each(transfers, |(_, t)| transfers::kind_number(t.kind)))
        .bind(each(transfers, |(new, _)| new.external_id.as_ref().map(|id| id.as_str())))
        .bind(each(transfers, |(new, _)| new.description.as_deref()))
        .bind(each(transfers, |(new, _)| (!new.metadata.is_empty()).then(|| metadata_json(&new.metadata))))
        .bind(posting_accounts)
        .bind(each(&slices, |slice| slice.0))
        .bind(each(&slices, |slice| slice.1))
        .bind(each(&legs, |(_, _, p)| p.account_no.0))
        .bind(each(&legs, |(t, _, _)| t.seq))
        .bind(each(&legs, |(_, leg, _)| *leg))
        .bind(each(&legs, |(_, _, p)| p.asset_no.0))
        .bind(each(&legs, |(_, _, p)| p.after.version))
        .bind(each(&legs, |(t, _, _)| At(t.effective_at)))
        .bind(each(&legs, |(_, _, p)| At(p.after.effective_high)))
        .bind(each(&legs, |(_, _, p)| p.after.irregular.count))
        .bind(each(&legs, |(_, _, p)| signed(p)))
        .bind(each(&legs, |(_, _, p)| Numeric(p.after.balance.posted.debits)))
        .bind(each(&legs, |(_, _, p)| Numeric(p.after.balance.posted.credits)))
        .bind(each(&legs, |(_, _, p)| Numeric(p.after.balance.held.debits)))
        .bind(each(&legs, |(_, _, p)| Numeric(p.after.balance.held.credits)))
        .bind(each(events, |event| event.seq))
        .bind(each(events, |event| event.event_type.number()))
        .bind(each(events, |event| event.hash.to_vec()))
        .bind(each(events, |event| event.object.clone()))
        .bind(each(keys, |key| key.hash.0.to_vec()))
        .bind(each(keys, |key| key.outcome.fingerprint.clone()))
        .bind(each(keys, |key| key.outcome.status.cast_signed()))
        .bind(each(keys, |key| key.outcome.shape.number()))
        .bind(each(keys, |key| key.outcome.seq))
        .bind(each(keys, |key| key.outcome.location.clone()))
        .bind(each(keys, |key| key.outcome.body.clone()))
        .bind(each(&moved, |(no, _)| no.0))
        .bind(each(&moved, |(_, (old, _))| *old))
        .bind(each(&moved, |(_, (_, state))| state.version))
        .bind(each(&moved, |(_, (_, state))| At(state.effective_high)))
        .bind(each(&moved, |(_, (_, state))| state.irregular.count))
        .bind(each(&moved, |(_, (_, state))| Numeric(state.balance.posted.debits)))
        .bind(each(&moved, |(_, (_, state))| Numeric(state.balance.posted.credits)))
        .bind(each(&moved, |(_, (_, state))| Numeric(state.balance.held.debits)))
        .bind(each(&moved, |(_, (_, state))| Numeric(state.balance.held.credits)))
        .bind(each(&moved, |(_, (_, state))| irregular(state, state.irregular.sum.posted.debits)))
        .bind(each(&moved, |(_, (_, state))| irregular(state, state.irregular.sum.posted.credits)))
        .bind(each(&moved, |(_, (_, state))| irregular(state, state.irregular.sum.held.debits)))
        .bind(each(&moved, |(_, (_, state))| irregular(state, state.irregular.sum.held.credits)))
        .bind(next.last_seq)
        .bind(&next.last_hash[..])
        .bind(At(next.last_recorded_at))
        .bind(next.last_account_no)
        .bind(next.last_asset_no)
        .bind(head.last_seq)
        .bind(&head.last_hash[..])
        .fetch_one(tx)
        .await?;
    if balances == moved.len() as i64 && heads == 1 {
        Ok(())
    } else {
        Err(sqlx::Error::Protocol("a balance or the head changed behind the head lock".into()))
    }
}
