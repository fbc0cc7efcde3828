//! The book: what one ledger's rules know, and the decisions they make.
//!
//! The caller loads what a batch of commands refers to (accounts, assets, names in use), then
//! applies the commands in order. A name that was not loaded does not exist. Accepted commands
//! advance the book, so a later command sees an earlier one's effect; a refused one leaves no
//! trace.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::{
    Account, AccountChange, AccountNo, AccountPath, AccountRef, AccountState, AccountStatus, AmountError, Asset,
    AssetCode, AssetNo, Attributes, Bound, ExternalId, FIRST_CUSTOM_ASSET, Minor, NewAccount, NewAsset, NewTransfer,
    Policy, PostedPosting, PostedTransfer, Rejection, Side, Sides, SignedDecimal, Timestamp, TransferKind, iso_4217,
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
    external_ids: HashMap<ExternalId, Uuid>,
    /// What to take back if the present group is refused as a whole; `None` outside a group.
    undo: Option<Vec<Undo>>,
}

#[derive(Debug)]
enum Undo {
    State(AccountNo, AccountState),
    Account(AccountNo),
    Asset(AssetCode),
    Id(Uuid),
    ExternalId(ExternalId),
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

    /// Adds an external id that is taken, and by which transfer.
    pub fn load_external_id(&mut self, external_id: ExternalId, transfer: Uuid) {
        self.batch.external_ids.insert(external_id, transfer);
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

    /// Runs commands that stand or fall together: after an error the book is as before.
    ///
    /// # Errors
    /// Passes on what `group` fails with.
    pub fn all_or_none<T, E>(&mut self, group: impl FnOnce(&mut Book) -> Result<T, E>) -> Result<T, E> {
        assert!(self.batch.undo.is_none(), "groups do not nest");
        let (last_seq, last_account_no, last_asset_no) = (self.last_seq, self.last_account_no, self.last_asset_no);
        self.batch.undo = Some(Vec::new());
        let result = group(self);
        let undo = self.batch.undo.take().unwrap_or_default();
        if result.is_err() {
            self.last_seq = last_seq;
            self.last_account_no = last_account_no;
            self.last_asset_no = last_asset_no;
            for step in undo.into_iter().rev() {
                self.take_back(step);
            }
        }
        result
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
            Undo::ExternalId(external_id) => {
                self.batch.external_ids.remove(&external_id);
            }
        }
    }

    fn remember(&mut self, step: impl FnOnce() -> Undo) {
        if let Some(undo) = &mut self.batch.undo {
            undo.push(step());
        }
    }

    fn next_seq(&mut self) -> i64 {
        self.last_seq += 1;
        self.last_seq
    }

    /// Registers an asset; registering the same one again changes nothing.
    ///
    /// # Errors
    /// [`Rejection::AssetExists`] where the code is registered with another scale or name.
    pub fn register_asset(&mut self, new: &NewAsset) -> Result<Made<AssetNo>, Rejection> {
        if let Some((asset, name)) = self.batch.assets.get(&new.code) {
            if asset.scale == new.scale && *name == new.name {
                return Ok(Made::Existing(asset.no));
            }
            return Err(Rejection::AssetExists { code: new.code.clone(), scale: asset.scale });
        }
        let no = match iso_4217(new.code.as_str()) {
            Some(built_in) if built_in.scale == new.scale => built_in.no,
            Some(built_in) => {
                return Err(Rejection::AssetExists { code: new.code.clone(), scale: built_in.scale });
            }
            None => {
                self.last_asset_no = self.last_asset_no.max(FIRST_CUSTOM_ASSET - 1) + 1;
                AssetNo(self.last_asset_no)
            }
        };
        self.load_asset(Asset { no, code: new.code.clone(), scale: new.scale }, new.name.clone());
        self.remember(|| Undo::Asset(new.code.clone()));
        Ok(Made::New { seq: self.next_seq(), what: no })
    }

    /// Opens an account; creating the same one again changes nothing.
    ///
    /// # Errors
    /// [`Rejection::AccountExists`] where the path is taken by an account that differs,
    /// [`Rejection::AssetNotFound`], and bounds that do not fit the asset.
    pub fn create_account(&mut self, new: &NewAccount, id: Uuid) -> Result<Made<AccountNo>, Rejection> {
        let Some(asset) = self.asset(&new.asset).cloned() else {
            return Err(Rejection::AssetNotFound { asset: new.asset.clone() });
        };
        let bound = |bound: Option<SignedDecimal>| bound.map(|b| bound_in_minor(b, &new.path, &asset)).transpose();
        let policy =
            Policy { min_balance: bound(new.policy.min_balance)?, max_balance: bound(new.policy.max_balance)? };
        let normal_side = new.normal_side.unwrap_or(new.account_type.normal_side());

        if let Some(&no) = self.by_path.get(&new.path) {
            let existing = self.account_by_no(no).expect("a path known is an account known");
            let same = existing.account_type == new.account_type
                && existing.asset.no == asset.no
                && existing.normal_side == normal_side
                && existing.policy == policy
                && self.batch.attributes.get(&no) == Some(&new.attributes);
            return if same {
                Ok(Made::Existing(no))
            } else {
                Err(Rejection::AccountExists { path: new.path.clone() })
            };
        }

        let seq = self.next_seq();
        self.last_account_no += 1;
        let no = AccountNo(self.last_account_no);
        self.load_account(Account {
            no,
            id,
            path: new.path.clone(),
            account_type: new.account_type,
            asset,
            normal_side,
            status: AccountStatus::Open,
            policy,
            revision: 1,
            created_at: self.recorded_at,
            updated_at: self.recorded_at,
            state: AccountState::NEW,
        });
        self.load_attributes(no, new.attributes.clone());
        self.remember(|| Undo::Account(no));
        Ok(Made::New { seq, what: no })
    }

    /// Changes an account's status, bounds or attributes.
    ///
    /// # Errors
    /// Bounds that do not fit the asset, [`Rejection::AccountClosed`] for another status or bound of
    /// a closed account, [`Rejection::AccountNotEmpty`], too much metadata,
    /// [`Rejection::VersionConflict`].
    pub fn update_account(&mut self, account: &AccountRef, change: &AccountChange) -> Result<Change, Rejection> {
        assert!(self.batch.undo.is_none(), "a group undoes states and creations, not changes");
        let known = self.number(account).and_then(|no| Some((no, self.batch.attributes.get(&no)?)));
        let Some((no, attributes)) = known else {
            return Err(Rejection::AccountNotFound { posting: None, account: account.clone() });
        };
        let before = self.account_by_no(no).expect("a number known is an account known");
        let path = &before.path;

        let bound = |bound: Option<Option<SignedDecimal>>, present: Option<Minor>| match bound {
            None => Ok(present),
            Some(bound) => bound.map(|b| bound_in_minor(b, path, &before.asset)).transpose(),
        };
        let mut after = before.clone();
        after.policy = Policy {
            min_balance: bound(change.min_balance, before.policy.min_balance)?,
            max_balance: bound(change.max_balance, before.policy.max_balance)?,
        };
        after.status = change.status.unwrap_or(before.status);
        if before.status == AccountStatus::Closed && (after.status != before.status || after.policy != before.policy) {
            return Err(Rejection::AccountClosed { posting: None, account: path.clone() });
        }
        if after.status == AccountStatus::Closed && !before.state.balance.is_settled() {
            let print = |minor: Minor| minor.to_decimal(before.asset.scale);
            let balance = &before.state.balance;
            return Err(Rejection::AccountNotEmpty {
                account: path.clone(),
                posted: print(balance.posted.amount(before.normal_side)),
                held_debits: print(balance.held.debits),
                held_credits: print(balance.held.credits),
            });
        }

        let mut changed = attributes.clone();
        if let Some(description) = &change.description {
            changed.description.clone_from(description);
        }
        for (key, value) in &change.metadata {
            match value {
                Some(value) => changed.metadata.insert(key.clone(), value.clone()),
                None => changed.metadata.remove(key),
            };
        }
        let bytes: usize = changed.metadata.iter().map(|(key, value)| key.len() + value.len()).sum();
        if changed.metadata.len() > METADATA_KEYS || bytes > METADATA_BYTES {
            return Err(Rejection::MetadataTooLarge { account: path.clone() });
        }
        if let Some(expected) = change.if_revision.filter(|expected| *expected != before.revision) {
            return Err(Rejection::VersionConflict { account: path.clone(), expected, actual: before.revision });
        }

        if after == *before && changed == *attributes {
            return Ok(Change::Unchanged);
        }
        after.revision += 1;
        after.updated_at = self.recorded_at;
        self.load_account(after);
        self.load_attributes(no, changed);
        Ok(Change::Changed { seq: self.next_seq() })
    }

    /// Posts a transfer: all of it, or nothing.
    ///
    /// # Errors
    /// The first [`Rejection`] in order of precedence.
    pub fn post(&mut self, new: &NewTransfer) -> Result<PostedTransfer, Rejection> {
        if new.client_id && self.batch.ids.contains(&new.id) {
            return Err(Rejection::IdConflict { id: new.id });
        }
        if let Some(external_id) = &new.external_id
            && let Some(&transfer) = self.batch.external_ids.get(external_id)
        {
            return Err(Rejection::ExternalIdConflict { external_id: external_id.clone(), transfer });
        }

        let legs = self.resolve(new)?;
        let mut overflows = Vec::new();
        check_balanced(&legs, &mut overflows)?;
        check_status(&legs)?;

        let effective_at = new.effective_at.unwrap_or(self.recorded_at);
        let mut moved = Vec::with_capacity(legs.len());
        let postings = move_balances(&legs, effective_at, self.recorded_at, &mut moved, &mut overflows);
        check_bounds(&legs, &moved, Bound::Min)?;
        check_bounds(&legs, &moved, Bound::Max)?;
        // Judged last: whatever else is wrong is the better answer.
        if let Some(&posting) = overflows.iter().min() {
            let account = legs[posting].account.path.clone();
            return Err(Rejection::AmountOverflow { posting: Some(posting), account });
        }

        let moved: Vec<(AccountNo, AccountState)> =
            moved.into_iter().map(|(account, after)| (account.no, after)).collect();
        for (no, after) in moved {
            let cached = self.accounts.get_mut(&no).expect("a resolved account is known");
            let before = std::mem::replace(&mut cached.account.state, after);
            cached.used = self.clock;
            self.remember(|| Undo::State(no, before));
        }
        if new.client_id {
            self.batch.ids.insert(new.id);
            self.remember(|| Undo::Id(new.id));
        }
        if let Some(external_id) = &new.external_id {
            self.batch.external_ids.insert(external_id.clone(), new.id);
            self.remember(|| Undo::ExternalId(external_id.clone()));
        }
        Ok(PostedTransfer {
            seq: self.next_seq(),
            kind: TransferKind::Transfer,
            recorded_at: self.recorded_at,
            effective_at,
            postings,
        })
    }

    /// Marks the end of a batch for [`Book::forget_beyond`].
    pub fn end_batch(&mut self) {
        self.clock += 1;
    }

    /// Finds the accounts, and the amounts at their scales.
    fn resolve(&self, new: &NewTransfer) -> Result<Vec<Leg<'_>>, Rejection> {
        let mut legs = Vec::with_capacity(new.postings.len());
        for (posting, leg) in new.postings.iter().enumerate() {
            let Some(account) = self.account(&leg.account) else {
                return Err(Rejection::AccountNotFound { posting: Some(posting), account: leg.account.clone() });
            };
            legs.push(Leg { account, direction: leg.direction, amount: None });
        }
        for (posting, leg) in legs.iter_mut().enumerate() {
            leg.amount = match new.postings[posting].amount.to_minor(leg.account.asset.scale) {
                Ok(amount) => Some(amount),
                Err(AmountError::OutOfRange | AmountError::TooManyDigits) => None,
                Err(AmountError::FinerThanScale | AmountError::TooFine | AmountError::Malformed) => {
                    return Err(Rejection::ScaleMismatch {
                        posting: Some(posting),
                        account: leg.account.path.clone(),
                        asset: leg.account.asset.code.clone(),
                        scale: leg.account.asset.scale,
                    });
                }
            };
        }
        if let [first, second] = &legs[..]
            && first.account.asset.no != second.account.asset.no
        {
            return Err(Rejection::AssetMismatch {
                posting: 1,
                account: second.account.path.clone(),
                asset: second.account.asset.code.clone(),
                other_asset: first.account.asset.code.clone(),
            });
        }
        Ok(legs)
    }
}

/// A posting with its account found.
struct Leg<'book> {
    account: &'book Account,
    direction: Side,
    /// `None` beyond the range of amounts.
    amount: Option<Minor>,
}

fn bound_in_minor(bound: SignedDecimal, account: &AccountPath, asset: &Asset) -> Result<Minor, Rejection> {
    bound.to_minor(asset.scale).map_err(|error| match error {
        AmountError::OutOfRange | AmountError::TooManyDigits => {
            Rejection::AmountOverflow { posting: None, account: account.clone() }
        }
        AmountError::FinerThanScale | AmountError::TooFine | AmountError::Malformed => Rejection::ScaleMismatch {
            posting: None,
            account: account.clone(),
            asset: asset.code.clone(),
            scale: asset.scale,
        },
    })
}

/// Each asset's debits equal its credits, in the order in which assets first appear. An asset whose
/// total here leaves the range cannot be compared, even where each of its accounts stays within it:
/// the posting that does so joins `overflows`.
fn check_balanced(legs: &[Leg<'_>], overflows: &mut Vec<usize>) -> Result<(), Rejection> {
    let mut totals: Vec<(&Asset, Option<Sides>)> = Vec::with_capacity(2);
    for (posting, leg) in legs.iter().enumerate() {
        let asset = &leg.account.asset;
        let index = totals.iter().position(|(other, _)| other.no == asset.no).unwrap_or_else(|| {
            totals.push((asset, Some(Sides::default())));
            totals.len() - 1
        });
        let Some(before) = totals[index].1 else {
            continue;
        };
        totals[index].1 = leg.amount.and_then(|amount| before.checked_add(leg.direction, amount));
        if totals[index].1.is_none() {
            overflows.push(posting);
        }
    }
    for (asset, total) in totals {
        if let Some(Sides { debits, credits }) = total
            && debits != credits
        {
            return Err(Rejection::Unbalanced {
                asset: asset.code.clone(),
                debits: debits.to_decimal(asset.scale),
                credits: credits.to_decimal(asset.scale),
            });
        }
    }
    Ok(())
}

fn check_status(legs: &[Leg<'_>]) -> Result<(), Rejection> {
    let first = |status| legs.iter().enumerate().find(|(_, leg)| leg.account.status == status);
    if let Some((posting, leg)) = first(AccountStatus::Closed) {
        return Err(Rejection::AccountClosed { posting: Some(posting), account: leg.account.path.clone() });
    }
    if let Some((posting, leg)) = first(AccountStatus::Frozen) {
        return Err(Rejection::AccountFrozen { posting, account: leg.account.path.clone() });
    }
    Ok(())
}

/// Moves copies of the accounts' states, posting by posting; `moved` ends with each account once,
/// in the order of its first posting. A posting that takes its account beyond the range joins
/// `overflows`, and its account leaves `moved`: it has no balance to compare with a bound.
fn move_balances<'book>(
    legs: &[Leg<'book>],
    effective_at: Timestamp,
    recorded_at: Timestamp,
    moved: &mut Vec<(&'book Account, AccountState)>,
    overflows: &mut Vec<usize>,
) -> Vec<PostedPosting> {
    let post_dated = effective_at > recorded_at.plus_micros(POST_DATED_AFTER_MICROS);
    let mut overflown: Vec<AccountNo> = Vec::new();
    let mut postings = Vec::with_capacity(legs.len());
    for (posting, leg) in legs.iter().enumerate() {
        let account = leg.account;
        let index = moved.iter().position(|(other, _)| other.no == account.no).unwrap_or_else(|| {
            moved.push((account, account.state));
            moved.len() - 1
        });
        let state = &mut moved[index].1;
        let irregular = post_dated || effective_at < state.effective_high;
        let Some((amount, after)) =
            leg.amount.and_then(|amount| Some((amount, state.after(leg.direction, amount, effective_at, irregular)?)))
        else {
            overflows.push(posting);
            overflown.push(account.no);
            continue;
        };
        *state = after;
        postings.push(PostedPosting {
            account_no: account.no,
            asset_no: account.asset.no,
            direction: leg.direction,
            amount,
            after,
            irregular,
        });
    }
    moved.retain(|(account, _)| !overflown.contains(&account.no));
    postings
}

impl AccountState {
    /// The state after one more posting; `None` where a total would leave the range.
    fn after(
        mut self,
        direction: Side,
        amount: Minor,
        effective_at: Timestamp,
        irregular: bool,
    ) -> Option<AccountState> {
        self.version += 1;
        self.balance.posted = self.balance.posted.checked_add(direction, amount)?;
        self.balance.checked_pending()?;
        if irregular {
            self.irregular.count += 1;
            self.irregular.sum.posted = self.irregular.sum.posted.checked_add(direction, amount)?;
        } else {
            self.effective_high = effective_at;
        }
        Some(self)
    }
}

/// A bound refuses only a transfer that moves the bounded balance towards it.
fn check_bounds(legs: &[Leg<'_>], moved: &[(&Account, AccountState)], bound: Bound) -> Result<(), Rejection> {
    let beyond = moved.iter().filter_map(|(account, after)| {
        let normal = account.normal_side;
        let (limit, before, after, towards) = match bound {
            Bound::Min => {
                let (before, after) = (account.state.balance.available(normal), after.balance.available(normal));
                (
                    account.policy.min_balance.filter(|min| after < *min && after < before)?,
                    before,
                    after,
                    normal.other(),
                )
            }
            Bound::Max => {
                let (before, after) = (account.state.balance.potential(normal), after.balance.potential(normal));
                (account.policy.max_balance.filter(|max| after > *max && after > before)?, before, after, normal)
            }
        };
        let posting = legs
            .iter()
            .position(|leg| leg.account.no == account.no && leg.direction == towards)
            .expect("a balance moves only by a posting in its direction");
        Some((posting, *account, limit, before, after))
    });
    let Some((posting, account, limit, before, after)) = beyond.min_by_key(|(posting, ..)| *posting) else {
        return Ok(());
    };
    let required = match bound {
        Bound::Min => before.checked_sub(after),
        Bound::Max => after.checked_sub(before),
    };
    let print = |minor: Minor| minor.to_decimal(account.asset.scale);
    Err(Rejection::OutOfBounds {
        bound,
        posting,
        account: account.path.clone(),
        limit: print(limit),
        required: print(required.expect("two totals in range move a balance by no more than the range")),
        before: print(before),
        after: print(after),
    })
}
