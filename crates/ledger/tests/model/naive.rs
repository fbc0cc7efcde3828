//! A ledger written the obvious way: a list of entries, and of postings per account, walked from their
//! start for every question. Shares the crate's vocabulary with `Book` and none of its reasoning.

use ledger::{
    Account, AccountNo, AccountPath, AccountRef, AccountState, AccountStatus, AccountType, Approval, Asset, AssetCode,
    AssetNo, Attributes, Balance, BalanceKind, Bound, Change, ExternalId, Hold, HoldLeg, HoldStatus, Irregular, Made,
    Minor, Original, OriginalLeg, PostedTransfer, Rejection, Side, Sides, Subject, Timestamp, TransferKind, iso_4217,
};
use uuid::Uuid;

use crate::{
    commands::{Command, CreateAccount, Limits, LimitsChange, Money, RegisterAsset, UpdateAccount},
    monitors::OneMonitor,
};

pub const MAX: u128 = 99_999_999_999_999_999_999_999_999_999_999_999_999;
const SECOND: i64 = 1_000_000;

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Asset(Made<AssetNo>),
    Account(Made<AccountNo>),
    Change(Change),
    Transfer(PostedTransfer),
    Group(Vec<Outcome>),
    /// A group within a group that came to nothing, which the outer one survives.
    Nothing(Box<Refusal>),
}

/// Why a group came to nothing: an item was refused, or its caller gave up after the last.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    Rejected(Rejection),
    Item(usize, Rejection),
    GaveUp,
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Refusal {
        Refusal::Rejected(rejection)
    }
}

#[derive(Clone)]
pub struct Ledger {
    pub last_seq: i64,
    pub last_asset_no: i32,
    pub now: i64,
    pub assets: Vec<(Asset, Option<String>)>,
    pub accounts: Vec<OneAccount>,
    pub entries: Vec<Entry>,
    pub monitors: Vec<OneMonitor>,
}

#[derive(Clone)]
pub struct OneAccount {
    pub no: i32,
    pub id: Uuid,
    pub path: AccountPath,
    account_type: AccountType,
    pub asset: Asset,
    pub normal_side: Side,
    pub status: AccountStatus,
    pub limits: Limits<i128>,
    /// Whether it ever let more be captured than was held.
    pub over_capture_ever: bool,
    revision: i64,
    created_at: i64,
    updated_at: i64,
    pub attributes: Attributes,
    pub postings: Vec<OnePosting>,
}

#[derive(Clone)]
pub struct OnePosting {
    pub direction: Side,
    pub posted: i128,
    pub held: i128,
    pub effective_at: i64,
    pub recorded_at: i64,
}

/// A transfer, a hold or an action, as accepted.
#[derive(Clone)]
pub struct Entry {
    pub seq: i64,
    pub id: Uuid,
    pub client_id: bool,
    pub external_id: Option<ExternalId>,
    pub kind: TransferKind,
    pub recorded_at: i64,
    pub effective_at: i64,
    pub expires_at: Option<i64>,
    /// The place in the list of the entry that it acts on.
    pub target: Option<usize>,
    pub lines: Vec<Line>,
}

/// A posting of an entry.
#[derive(Clone)]
pub struct Line {
    /// The account's place in the list.
    pub account: usize,
    pub direction: Side,
    /// `None` beyond the range, which no accepted entry has.
    pub amount: Option<u128>,
    pub released: u128,
    /// The posting of the target that it is about.
    pub of: usize,
}

impl Line {
    /// What it adds to what is posted, and to what is held.
    pub fn moves(&self, kind: TransferKind) -> Option<(i128, i128)> {
        let (amount, released) = (signed(self.amount?), signed(self.released));
        Some(match kind {
            TransferKind::Transfer | TransferKind::Reversal => (amount, 0),
            TransferKind::Capture => (amount, -released),
            TransferKind::Hold | TransferKind::Increment => (0, amount),
            TransferKind::Void | TransferKind::Expiry => (0, -released),
            TransferKind::Extension => (0, 0),
        })
    }
}

pub enum Unfit {
    TooFine,
    TooLarge,
}

pub fn minor_units(money: &Money, scale: u8) -> Result<u128, Unfit> {
    let scale = u32::from(scale);
    if money.decimals > scale {
        return Err(Unfit::TooFine);
    }
    match money.digits.checked_mul(10_u128.pow(scale - money.decimals)) {
        Some(units) if units <= MAX => Ok(units),
        _ => Err(Unfit::TooLarge),
    }
}

pub fn print(units: i128, scale: u8) -> String {
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{decimals}")
}

pub fn minor(units: u128) -> Minor {
    Minor::new(signed(units)).unwrap()
}

pub fn units(minor: Minor) -> u128 {
    u128::try_from(minor.units()).unwrap()
}

pub fn signed(units: u128) -> i128 {
    i128::try_from(units).unwrap()
}

impl OneAccount {
    /// What is posted and what is held on a side. Beyond the range only while an entry is judged.
    pub fn totals(&self, direction: Side) -> (i128, i128) {
        let of_side = self.postings.iter().filter(|posting| posting.direction == direction);
        of_side.fold((0, 0), |(posted, held), posting| {
            (posted.saturating_add(posting.posted), held.saturating_add(posting.held))
        })
    }

    pub fn balance_of(&self, kind: BalanceKind) -> i128 {
        let (posted, held) = self.totals(self.normal_side);
        let (other_posted, other_held) = self.totals(self.normal_side.other());
        match kind {
            BalanceKind::Available => posted - (other_posted + other_held),
            BalanceKind::Posted => posted - other_posted,
            BalanceKind::Pending => (posted + held) - (other_posted + other_held),
        }
    }

    /// What a bound is about.
    pub fn bounded(&self, bound: Bound) -> i128 {
        match bound {
            Bound::Min => self.balance_of(BalanceKind::Available),
            Bound::Max => {
                let (posted, held) = self.totals(self.normal_side);
                (posted + held) - self.totals(self.normal_side.other()).0
            }
            Bound::MinPosted | Bound::MaxPosted => self.balance_of(BalanceKind::Posted),
            Bound::MinPending | Bound::MaxPending => self.balance_of(BalanceKind::Pending),
        }
    }

    /// How much more than `held` may be captured.
    pub fn tolerance(&self, held: u128) -> u128 {
        let percent = u128::from(self.limits.over_capture);
        held / 10_000 * percent + held % 10_000 * percent / 10_000
    }

    /// The irregular postings, of which the last posting may be one, and the highest regular instant.
    fn irregular(&self) -> (Vec<&OnePosting>, bool, i64) {
        let mut high = i64::MIN;
        let mut irregular = vec![];
        let mut last_is_irregular = false;
        for posting in &self.postings {
            let post_dated = posting.effective_at > posting.recorded_at + SECOND;
            last_is_irregular = post_dated || posting.effective_at < high;
            if last_is_irregular {
                irregular.push(posting);
            } else {
                high = posting.effective_at;
            }
        }
        (irregular, last_is_irregular, high)
    }

    /// Whether every total is within the range.
    pub fn fits(&self) -> bool {
        let sum = |totals: (i128, i128), posting: &&OnePosting| {
            (totals.0.saturating_add(posting.posted), totals.1.saturating_add(posting.held))
        };
        let (irregular, ..) = self.irregular();
        [Side::Debit, Side::Credit].into_iter().all(|side| {
            let (posted, held) = self.totals(side);
            let late = irregular.iter().filter(|posting| posting.direction == side).copied();
            let (late_posted, late_held) = late.fold((0, 0), |totals, posting| sum(totals, &posting));
            [posted, held, posted.saturating_add(held), late_posted, late_held]
                .into_iter()
                .all(|total| total.unsigned_abs() <= MAX)
        })
    }

    /// The state after the last posting, and whether that one is irregular.
    pub fn state(&self) -> (AccountState, bool) {
        let (irregular, last_is_irregular, high) = self.irregular();
        let sides = |of: &dyn Fn(Side) -> i128| Sides {
            debits: Minor::new(of(Side::Debit)).unwrap(),
            credits: Minor::new(of(Side::Credit)).unwrap(),
        };
        let late = |side, part: fn(&OnePosting) -> i128| {
            irregular.iter().filter(|posting| posting.direction == side).map(|posting| part(posting)).sum::<i128>()
        };
        let state = AccountState {
            version: i64::try_from(self.postings.len()).unwrap(),
            balance: Balance { posted: sides(&|side| self.totals(side).0), held: sides(&|side| self.totals(side).1) },
            effective_high: Timestamp::from_micros(high),
            irregular: Irregular {
                count: i64::try_from(irregular.len()).unwrap(),
                sum: Balance {
                    posted: sides(&|side| late(side, |posting| posting.posted)),
                    held: sides(&|side| late(side, |posting| posting.held)),
                },
            },
        };
        (state, last_is_irregular)
    }

    pub fn as_account(&self) -> Account {
        Account {
            no: AccountNo(self.no),
            id: self.id,
            path: self.path.clone(),
            account_type: self.account_type,
            asset: self.asset.clone(),
            normal_side: self.normal_side,
            status: self.status,
            policy: self.limits.policy(|bound| Minor::new(*bound).unwrap()),
            revision: self.revision,
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            state: self.state().0,
        }
    }
}

impl Ledger {
    pub fn new(now: i64) -> Ledger {
        Ledger {
            last_seq: 1,
            last_asset_no: 0,
            now,
            assets: vec![],
            accounts: vec![],
            entries: vec![],
            monitors: vec![],
        }
    }

    pub fn last_account_no(&self) -> i32 {
        i32::try_from(self.accounts.len()).unwrap()
    }

    pub fn account(&self, no: AccountNo) -> Option<&OneAccount> {
        self.accounts.iter().find(|account| account.no == no.0)
    }

    /// Every entry as an action may find it: what holds still reserve and what is reversed of transfers.
    pub fn subjects(&self) -> Vec<Subject> {
        let mut subjects: Vec<Subject> = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            match entry.target.map(|target| &mut subjects[target]) {
                None => {}
                Some(Subject::Hold(hold)) => act_on_hold(hold, entry),
                Some(Subject::Original(original)) => {
                    for line in &entry.lines {
                        let leg = &mut original.legs[line.of];
                        leg.reversed = minor(units(leg.reversed) + line.amount.unwrap());
                    }
                }
            }
            subjects.push(self.first_state(entry));
        }
        subjects
    }

    /// An entry before anything acts on it.
    fn first_state(&self, entry: &Entry) -> Subject {
        let (seq, id, kind) = (entry.seq, entry.id, entry.kind);
        let lines =
            entry.lines.iter().map(|line| (AccountNo(self.accounts[line.account].no), line.direction, line.amount));
        let lines = lines.map(|(account_no, direction, amount)| (account_no, direction, minor(amount.unwrap())));
        if kind != TransferKind::Hold {
            let leg =
                |(account_no, direction, amount)| OriginalLeg { account_no, direction, amount, reversed: minor(0) };
            return Subject::Original(Original { seq, id, kind, legs: lines.map(leg).collect() });
        }
        let leg = |(account_no, direction, held)| HoldLeg {
            account_no,
            direction,
            held,
            captured: minor(0),
            remaining: held,
        };
        Subject::Hold(Hold {
            seq,
            id,
            status: HoldStatus::Open,
            expires_at: entry.expires_at.map(Timestamp::from_micros),
            held_at: Timestamp::from_micros(entry.effective_at),
            legs: lines.map(leg).collect(),
        })
    }

    /// Whether the book knows an entry in the present batch: those of earlier batches are loaded, and of its
    /// own those that a command can name.
    pub fn is_known(&self, entry: &Entry) -> bool {
        entry.recorded_at < self.now || entry.client_id || entry.kind == TransferKind::Hold
    }

    pub fn run(&mut self, command: &Command) -> Result<Outcome, Refusal> {
        Ok(match command {
            Command::RegisterAsset(new) => Outcome::Asset(self.register_asset(new)?),
            Command::CreateAccount(new) => Outcome::Account(self.create_account(new)?),
            Command::UpdateAccount(change) => Outcome::Change(self.update_account(change)?),
            Command::Post(new) => Outcome::Transfer(self.post(new)?),
            Command::Group { items, gives_up } => {
                let before = self.clone();
                let result = self.run_group(items, *gives_up);
                if result.is_err() {
                    *self = before;
                }
                Outcome::Group(result?)
            }
        })
    }

    fn run_group(&mut self, items: &[Command], gives_up: bool) -> Result<Vec<Outcome>, Refusal> {
        let mut outcomes = vec![];
        for (index, item) in items.iter().enumerate() {
            match self.run(item) {
                Ok(outcome) => outcomes.push(outcome),
                Err(Refusal::Rejected(rejection)) => return Err(Refusal::Item(index, rejection)),
                Err(refusal) => outcomes.push(Outcome::Nothing(Box::new(refusal))),
            }
        }
        if gives_up { Err(Refusal::GaveUp) } else { Ok(outcomes) }
    }

    pub fn next_seq(&mut self) -> i64 {
        self.last_seq += 1;
        self.last_seq
    }

    pub fn asset(&self, code: &AssetCode) -> Option<Asset> {
        let registered = self.assets.iter().find(|(asset, _)| asset.code == *code).map(|(asset, _)| asset);
        registered.or(iso_4217(code.as_str())).cloned()
    }

    pub fn index_of(&self, account: &AccountRef) -> Option<usize> {
        self.accounts.iter().position(|known| match account {
            AccountRef::Path(path) => known.path == *path,
            AccountRef::Id(id) => known.id == *id,
        })
    }

    fn register_asset(&mut self, new: &RegisterAsset) -> Result<Made<AssetNo>, Rejection> {
        for (asset, name) in &self.assets {
            if asset.code == new.code {
                return if asset.scale == new.scale && *name == new.name {
                    Ok(Made::Existing(asset.no))
                } else {
                    Err(Rejection::AssetExists { code: new.code.clone(), scale: asset.scale })
                };
            }
        }
        let no = match iso_4217(new.code.as_str()) {
            Some(built_in) if built_in.scale != new.scale => {
                return Err(Rejection::AssetExists { code: new.code.clone(), scale: built_in.scale });
            }
            Some(built_in) => built_in.no,
            None => {
                self.last_asset_no = if self.last_asset_no == 0 { 1000 } else { self.last_asset_no + 1 };
                AssetNo(self.last_asset_no)
            }
        };
        self.assets.push((Asset { no, code: new.code.clone(), scale: new.scale }, new.name.clone()));
        Ok(Made::New { seq: self.next_seq(), what: no })
    }

    fn create_account(&mut self, new: &CreateAccount) -> Result<Made<AccountNo>, Rejection> {
        let Some(asset) = self.asset(&new.asset) else {
            return Err(Rejection::AssetNotFound { asset: new.asset.clone() });
        };
        let limits = limits_in_units(&new.limits, &new.path, &asset)?;
        let normal_side = match (new.normal_side, new.account_type) {
            (Some(side), _) => side,
            (None, AccountType::Asset | AccountType::Expense) => Side::Debit,
            (None, AccountType::Liability | AccountType::Equity | AccountType::Income) => Side::Credit,
        };
        if let Some(index) = self.index_of(&AccountRef::Path(new.path.clone())) {
            let known = &self.accounts[index];
            let same = known.account_type == new.account_type
                && known.asset == asset
                && known.normal_side == normal_side
                && known.limits == limits
                && known.attributes == new.attributes;
            return if same {
                Ok(Made::Existing(AccountNo(known.no)))
            } else {
                Err(Rejection::AccountExists { path: new.path.clone() })
            };
        }
        let no = self.last_account_no() + 1;
        self.accounts.push(OneAccount {
            no,
            id: new.id,
            path: new.path.clone(),
            account_type: new.account_type,
            asset,
            normal_side,
            status: AccountStatus::Open,
            over_capture_ever: limits.over_capture > 0,
            limits,
            revision: 1,
            created_at: self.now,
            updated_at: self.now,
            attributes: new.attributes.clone(),
            postings: vec![],
        });
        Ok(Made::New { seq: self.next_seq(), what: AccountNo(no) })
    }

    fn update_account(&mut self, change: &UpdateAccount) -> Result<Change, Rejection> {
        let Some(index) = self.index_of(&change.account) else {
            return Err(Rejection::AccountNotFound { posting: None, account: change.account.clone() });
        };
        let before = &self.accounts[index];
        let mut after = before.clone();
        after.limits = changed_limits(&before.limits, &change.limits, &before.path, &before.asset)?;
        after.over_capture_ever |= after.limits.over_capture > 0;
        if let Some(status) = change.status {
            after.status = status;
        }
        let limits = |account: &OneAccount| (account.status, account.limits.clone());
        if before.status == AccountStatus::Closed && limits(before) != limits(&after) {
            return Err(Rejection::AccountClosed { posting: None, account: before.path.clone() });
        }
        let (debits, held_debits) = before.totals(Side::Debit);
        let (credits, held_credits) = before.totals(Side::Credit);
        if after.status == AccountStatus::Closed && (debits != credits || held_debits != 0 || held_credits != 0) {
            return Err(Rejection::AccountNotEmpty {
                account: before.path.clone(),
                posted: print(before.balance_of(BalanceKind::Posted), before.asset.scale),
                held_debits: print(held_debits, before.asset.scale),
                held_credits: print(held_credits, before.asset.scale),
            });
        }
        if let Some(description) = &change.description {
            after.attributes.description = description.clone();
        }
        for (key, value) in &change.metadata {
            after.attributes.metadata.remove(key);
            if let Some(value) = value {
                after.attributes.metadata.insert(key.clone(), value.clone());
            }
        }
        let metadata = &after.attributes.metadata;
        if metadata.len() > 50 || metadata.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() > 8192 {
            return Err(Rejection::MetadataTooLarge { account: before.path.clone() });
        }
        if let Some(expected) = change.if_revision
            && expected != before.revision
        {
            return Err(Rejection::VersionConflict { account: before.path.clone(), expected, actual: before.revision });
        }
        for (key, expected) in &change.if_metadata {
            let actual = before.attributes.metadata.get(key);
            if actual != expected.as_ref() {
                let (key, expected, actual) = (key.clone(), expected.clone(), actual.cloned());
                return Err(Rejection::MetadataConflict { key, expected, actual });
            }
        }
        if limits(before) == limits(&after) && before.attributes == after.attributes {
            return Ok(Change::Unchanged);
        }
        after.revision += 1;
        after.updated_at = self.now;
        self.accounts[index] = after;
        Ok(Change::Changed { seq: self.next_seq() })
    }
}

fn act_on_hold(hold: &mut Hold, entry: &Entry) {
    for line in &entry.lines {
        let leg = &mut hold.legs[line.of];
        let amount = line.amount.unwrap();
        match entry.kind {
            TransferKind::Capture => leg.captured = minor(units(leg.captured) + amount),
            TransferKind::Increment => {
                leg.held = minor(units(leg.held) + amount);
                leg.remaining = minor(units(leg.remaining) + amount);
            }
            _ => {}
        }
        leg.remaining = minor(units(leg.remaining) - line.released);
    }
    match entry.kind {
        TransferKind::Capture if hold.legs.iter().all(|leg| leg.remaining.is_zero()) => {
            hold.status = HoldStatus::Captured;
        }
        TransferKind::Void => hold.status = HoldStatus::Voided,
        TransferKind::Expiry => hold.status = HoldStatus::Expired,
        TransferKind::Increment => hold.held_at = Timestamp::from_micros(entry.effective_at),
        TransferKind::Extension => hold.expires_at = entry.expires_at.map(Timestamp::from_micros),
        TransferKind::Capture | TransferKind::Transfer | TransferKind::Hold | TransferKind::Reversal => {}
    }
}

pub fn bound(money: &Money, path: &AccountPath, asset: &Asset) -> Result<i128, Rejection> {
    match minor_units(money, asset.scale) {
        Ok(units) if money.negative => Ok(-signed(units)),
        Ok(units) => Ok(signed(units)),
        Err(Unfit::TooLarge) => Err(Rejection::AmountOverflow { posting: None, account: path.clone() }),
        Err(Unfit::TooFine) => Err(Rejection::ScaleMismatch {
            posting: None,
            account: path.clone(),
            asset: asset.code.clone(),
            scale: asset.scale,
        }),
    }
}

fn limits_in_units(limits: &Limits<Money>, path: &AccountPath, asset: &Asset) -> Result<Limits<i128>, Rejection> {
    let fit = |money: &Option<Money>| money.as_ref().map(|money| bound(money, path, asset)).transpose();
    let mut bounds = [None; 6];
    for (units, money) in bounds.iter_mut().zip(&limits.bounds) {
        *units = fit(money)?;
    }
    Ok(Limits {
        bounds,
        max_amount: fit(&limits.max_amount)?,
        freeze_debits: limits.freeze_debits,
        freeze_credits: limits.freeze_credits,
        counterparties: limits.counterparties.clone(),
        required_metadata: limits.required_metadata.clone(),
        over_capture: limits.over_capture,
        approval: approval_in_units(&limits.approval, path, asset)?,
    })
}

fn approval_in_units(
    approval: &Approval<Money>,
    path: &AccountPath,
    asset: &Asset,
) -> Result<Approval<i128>, Rejection> {
    Ok(Approval {
        above: approval.above.as_ref().map(|money| bound(money, path, asset)).transpose()?,
        back_dated: approval.back_dated,
        reversals: approval.reversals,
        manual: approval.manual,
    })
}

fn changed_limits(
    before: &Limits<i128>,
    change: &LimitsChange,
    path: &AccountPath,
    asset: &Asset,
) -> Result<Limits<i128>, Rejection> {
    let mut after = before.clone();
    let apply = |units: &mut Option<i128>, wish: &Option<Option<Money>>| -> Result<(), Rejection> {
        if let Some(wish) = wish {
            *units = wish.as_ref().map(|money| bound(money, path, asset)).transpose()?;
        }
        Ok(())
    };
    if let Some(approval) = &change.approval {
        after.approval = approval_in_units(approval, path, asset)?;
    }
    for index in 2..6 {
        apply(&mut after.bounds[index], &change.bounds[index])?;
    }
    apply(&mut after.max_amount, &change.max_amount)?;
    for index in 0..2 {
        apply(&mut after.bounds[index], &change.bounds[index])?;
    }
    after.freeze_debits = change.freeze_debits.unwrap_or(after.freeze_debits);
    after.freeze_credits = change.freeze_credits.unwrap_or(after.freeze_credits);
    after.counterparties = change.counterparties.clone().unwrap_or(after.counterparties);
    after.required_metadata = change.required_metadata.clone().unwrap_or(after.required_metadata);
    after.over_capture = change.over_capture.unwrap_or(after.over_capture);
    Ok(after)
}
