//! The book: what one ledger's rules know, and the decisions they make.
//!
//! The caller loads what a batch of commands refers to (accounts, assets, names in use), then
//! applies the commands in order. A name that was not loaded does not exist. Accepted commands
//! advance the book, so a later command sees an earlier one's effect; a refused one leaves no
//! trace.

mod describe;
mod draft;
mod limits;
mod monitors;
mod post;
mod rules;

pub use describe::Described;

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::{
    Account, AccountNo, AccountPath, AccountRef, AccountState, Asset, AssetCode, Attributes, ExternalId, Limit, Meter,
    Subject, Timestamp, Usage, iso_4217,
};

/// A posting whose `effective_at` is later than its `recorded_at` by more than this is post-dated,
/// hence irregular. A second allows for clients whose clocks run a little ahead.
pub const POST_DATED_AFTER_MICROS: i64 = 1_000_000;

/// The most metadata an account may have after a merge: keys, and bytes of keys and values.
const METADATA_KEYS: usize = 50;
const METADATA_BYTES: usize = 8 * 1024;

/// An accepted creation: new, or what exists already with the same content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made<T> {
    New { seq: i64, what: T },
    Existing(T),
}

/// An accepted change of something that exists: with its own number, or none where nothing differed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Changed { seq: i64 },
    Unchanged,
}

/// What posting knows of one ledger. See the module's documentation.
#[derive(Debug)]
pub struct Book {
    last_seq: i64,
    last_account_no: i32,
    last_asset_no: i32,
    recorded_at: Timestamp,
    accounts: HashMap<AccountNo, Cached>,
    by_path: HashMap<AccountPath, AccountNo>,
    by_id: HashMap<Uuid, AccountNo>,
    /// `None` until they are loaded.
    limits: Option<Vec<Limit>>,
    /// `None` until they are loaded.
    monitors: Option<monitors::Monitors>,
    batch: Batch,
    /// Counts batches, so that accounts unused for longest can be forgotten first.
    clock: u64,
}

#[derive(Debug)]
struct Cached {
    account: Account,
    used: u64,
}

/// What is known for the present batch only.
#[derive(Debug, Default)]
struct Batch {
    attributes: HashMap<AccountNo, Attributes>,
    assets: HashMap<AssetCode, (Asset, Option<String>)>,
    ids: HashSet<Uuid>,
    /// The ids of proposals: only their approval may use them.
    proposed_ids: HashSet<Uuid>,
    external_ids: HashMap<ExternalId, Uuid>,
    /// The holds and transfers that this batch's commands act on.
    subjects: HashMap<Uuid, Subject>,
    /// The transfers whose metadata this batch changes.
    described: HashMap<Uuid, Described>,
    /// How much has counted for the limits that this batch's commands touch.
    usage: HashMap<Meter, Usage>,
    /// What to take back if the present group is refused as a whole; `None` outside a group.
    undo: Option<Vec<Undo>>,
}

#[derive(Debug)]
enum Undo {
    State(AccountNo, AccountState),
    Account(AccountNo),
    Asset(AssetCode),
    Id(Uuid),
    ProposedId(Uuid),
    ExternalId(ExternalId),
    Subject(Uuid, Option<Subject>),
    Usage(Meter, Usage),
}

/// A state of a book to return to, or not.
#[derive(Debug)]
pub struct Mark {
    last_seq: i64,
    last_account_no: i32,
    last_asset_no: i32,
    steps: usize,
    outermost: bool,
}

impl Book {
    /// An empty book at a ledger's head.
    pub fn new(last_seq: i64, last_account_no: i32, last_asset_no: i32) -> Book {
        Book {
            last_seq,
            last_account_no,
            last_asset_no,
            recorded_at: Timestamp::BEFORE_ALL,
            accounts: HashMap::new(),
            by_path: HashMap::new(),
            by_id: HashMap::new(),
            limits: None,
            monitors: None,
            batch: Batch::default(),
            clock: 0,
        }
    }

    /// The number of the last accepted change.
    pub const fn last_seq(&self) -> i64 {
        self.last_seq
    }

    pub const fn last_account_no(&self) -> i32 {
        self.last_account_no
    }

    pub const fn last_asset_no(&self) -> i32 {
        self.last_asset_no
    }

    pub const fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// Opens a batch: every change in it is recorded at this instant. Accounts stay known; names in
    /// use, attributes and assets are those of the last batch and forgotten.
    pub fn begin_batch(&mut self, recorded_at: Timestamp) {
        assert!(recorded_at > self.recorded_at, "recorded_at never runs backwards");
        assert!(self.batch.undo.is_none(), "a group lies within one batch");
        self.recorded_at = recorded_at;
        self.batch = Batch::default();
    }

    /// Forgets the longest unused half of the accounts when more than `limit` are known.
    pub fn forget_beyond(&mut self, limit: usize) {
        if self.accounts.len() <= limit {
            return;
        }
        let mut uses: Vec<u64> = self.accounts.values().map(|cached| cached.used).collect();
        let middle = (uses.len() - 1) / 2;
        let (_, &mut cutoff, _) = uses.select_nth_unstable(middle);
        // Where most share the newest batch, `>` leaves nothing of it and the next batch reads anew.
        self.accounts.retain(|_, cached| cached.used > cutoff);
        let accounts = &self.accounts;
        self.by_path.retain(|_, no| accounts.contains_key(no));
        self.by_id.retain(|_, no| accounts.contains_key(no));
    }

    pub fn known_accounts(&self) -> usize {
        self.accounts.len()
    }

    /// Adds an account as the database has it.
    pub fn load_account(&mut self, account: Account) {
        let no = account.no;
        self.by_path.insert(account.path.clone(), no);
        self.by_id.insert(account.id, no);
        self.accounts.insert(no, Cached { account, used: self.clock });
    }

    /// Adds an account's attributes, which creating and changing it compare with.
    pub fn load_attributes(&mut self, no: AccountNo, attributes: Attributes) {
        self.batch.attributes.insert(no, attributes);
    }

    /// Adds a registered asset.
    pub fn load_asset(&mut self, asset: Asset, name: Option<String>) {
        self.batch.assets.insert(asset.code.clone(), (asset, name));
    }

    /// Adds a transfer id that is taken.
    pub fn load_id(&mut self, id: Uuid) {
        self.batch.ids.insert(id);
    }

    /// Adds the id of a proposal, which only its approval may use.
    pub fn load_proposed_id(&mut self, id: Uuid) {
        self.batch.proposed_ids.insert(id);
    }

    /// Numbers a proposal, and keeps its id for it.
    pub fn propose(&mut self, id: Uuid) -> i64 {
        if self.batch.proposed_ids.insert(id) {
            self.remember(|| Undo::ProposedId(id));
        }
        self.next_seq()
    }

    /// Adds an external id that is taken, and by which transfer.
    pub fn load_external_id(&mut self, external_id: ExternalId, transfer: Uuid) {
        self.batch.external_ids.insert(external_id, transfer);
    }

    /// Adds a hold or transfer that a command acts on; its accounts must be known too.
    pub fn load_subject(&mut self, subject: Subject) {
        self.batch.subjects.insert(subject.id(), subject);
    }

    /// A hold or transfer that this batch acted on, as it stands now.
    pub fn subject(&self, id: &Uuid) -> Option<&Subject> {
        self.batch.subjects.get(id)
    }

    pub fn account(&self, account: &AccountRef) -> Option<&Account> {
        self.number(account).and_then(|no| self.account_by_no(no))
    }

    pub fn account_by_no(&self, no: AccountNo) -> Option<&Account> {
        self.accounts.get(&no).map(|cached| &cached.account)
    }

    pub fn attributes(&self, no: AccountNo) -> Option<&Attributes> {
        self.batch.attributes.get(&no)
    }

    fn number(&self, account: &AccountRef) -> Option<AccountNo> {
        match account {
            AccountRef::Path(path) => self.by_path.get(path).copied(),
            AccountRef::Id(id) => self.by_id.get(id).copied(),
        }
    }

    /// The asset of this code, registered or built in, with its registered name.
    pub fn asset(&self, code: &AssetCode) -> Option<&Asset> {
        match self.batch.assets.get(code) {
            Some((asset, _)) => Some(asset),
            None => iso_4217(code.as_str()),
        }
    }

    /// Runs commands that stand or fall together: after an error the book is as before. Groups may nest.
    ///
    /// # Errors
    /// Passes on what `group` fails with.
    pub fn all_or_none<T, E>(&mut self, group: impl FnOnce(&mut Book) -> Result<T, E>) -> Result<T, E> {
        let mark = self.mark();
        let result = group(self);
        match &result {
            Ok(_) => self.keep(mark),
            Err(_) => self.rewind(mark),
        }
        result
    }

    /// Where [`Book::rewind`] can return to. Marks nest: each ends before the one it was made within.
    pub fn mark(&mut self) -> Mark {
        let outermost = self.batch.undo.is_none();
        Mark {
            last_seq: self.last_seq,
            last_account_no: self.last_account_no,
            last_asset_no: self.last_asset_no,
            steps: self.batch.undo.get_or_insert_default().len(),
            outermost,
        }
    }

    /// Takes back every command since the mark.
    pub fn rewind(&mut self, mark: Mark) {
        self.last_seq = mark.last_seq;
        self.last_account_no = mark.last_account_no;
        self.last_asset_no = mark.last_asset_no;
        let undo = self.batch.undo.as_mut().map(|undo| undo.split_off(mark.steps)).unwrap_or_default();
        for step in undo.into_iter().rev() {
            self.take_back(step);
        }
        self.keep(mark);
    }

    /// Leaves every command since the mark as it is.
    pub fn keep(&mut self, mark: Mark) {
        if mark.outermost {
            self.batch.undo = None;
        }
    }

    fn take_back(&mut self, step: Undo) {
        match step {
            Undo::State(no, state) => {
                if let Some(cached) = self.accounts.get_mut(&no) {
                    cached.account.state = state;
                }
            }
            Undo::Account(no) => {
                if let Some(Cached { account, .. }) = self.accounts.remove(&no) {
                    self.by_path.remove(&account.path);
                    self.by_id.remove(&account.id);
                }
                self.batch.attributes.remove(&no);
            }
            Undo::Asset(code) => {
                self.batch.assets.remove(&code);
            }
            Undo::Id(id) => {
                self.batch.ids.remove(&id);
            }
            Undo::ProposedId(id) => {
                self.batch.proposed_ids.remove(&id);
            }
            Undo::ExternalId(external_id) => {
                self.batch.external_ids.remove(&external_id);
            }
            Undo::Subject(id, Some(before)) => {
                self.batch.subjects.insert(id, before);
            }
            Undo::Usage(meter, before) => {
                self.batch.usage.insert(meter, before);
            }
            Undo::Subject(id, None) => {
                self.batch.subjects.remove(&id);
            }
        }
    }

    fn remember(&mut self, step: impl FnOnce() -> Undo) {
        if let Some(undo) = &mut self.batch.undo {
            undo.push(step());
        }
    }

    /// Numbers a change that no rule judges.
    pub fn note_change(&mut self) -> i64 {
        self.next_seq()
    }

    fn next_seq(&mut self) -> i64 {
        self.last_seq += 1;
        self.last_seq
    }

    /// Marks the end of a batch for [`Book::forget_beyond`].
    pub fn end_batch(&mut self) {
        self.clock += 1;
    }
}
