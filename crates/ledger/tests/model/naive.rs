//! A ledger written the obvious way: a list of postings per account, walked from its start for
//! every question. Shares the crate's vocabulary with `Book` and none of its reasoning.

use ledger::{
    Account, AccountNo, AccountPath, AccountRef, AccountState, AccountStatus, AccountType, Asset, AssetCode, AssetNo,
    Attributes, Balance, Bound, Change, ExternalId, Irregular, Made, Minor, Policy, PostedPosting, PostedTransfer,
    Rejection, Side, Sides, Timestamp, TransferKind, iso_4217,
};
use uuid::Uuid;

use crate::commands::{Command, CreateAccount, Money, RegisterAsset, Transfer, UpdateAccount};

const MAX: u128 = 99_999_999_999_999_999_999_999_999_999_999_999_999;
const SECOND: i64 = 1_000_000;

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Asset(Made<AssetNo>),
    Account(Made<AccountNo>),
    Change(Change),
    Transfer(PostedTransfer),
    Group(Vec<Outcome>),
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
    pub transfers: Vec<(Uuid, Option<ExternalId>)>,
}

#[derive(Clone)]
pub struct OneAccount {
    no: i32,
    pub id: Uuid,
    pub path: AccountPath,
    account_type: AccountType,
    asset: Asset,
    normal_side: Side,
    status: AccountStatus,
    min_balance: Option<i128>,
    max_balance: Option<i128>,
    revision: i64,
    created_at: i64,
    updated_at: i64,
    pub attributes: Attributes,
    postings: Vec<OnePosting>,
}

#[derive(Clone)]
struct OnePosting {
    direction: Side,
    amount: u128,
    effective_at: i64,
    recorded_at: i64,
}

enum Unfit {
    TooFine,
    TooLarge,
}

fn minor_units(money: &Money, scale: u8) -> Result<u128, Unfit> {
    let scale = u32::from(scale);
    if money.decimals > scale {
        return Err(Unfit::TooFine);
    }
    match money.digits.checked_mul(10_u128.pow(scale - money.decimals)) {
        Some(units) if units <= MAX => Ok(units),
        _ => Err(Unfit::TooLarge),
    }
}

fn print(units: i128, scale: u8) -> String {
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let sign = if units < 0 { "-" } else { "" };
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{decimals}")
}

fn minor(units: u128) -> Minor {
    Minor::new(i128::try_from(units).unwrap()).unwrap()
}

fn signed(units: u128) -> i128 {
    i128::try_from(units).unwrap()
}

impl OneAccount {
    fn total(&self, direction: Side) -> u128 {
        self.postings
            .iter()
            .filter(|posting| posting.direction == direction)
            .fold(0, |total, posting| total.saturating_add(posting.amount))
    }

    fn balance(&self) -> i128 {
        signed(self.total(self.normal_side)) - signed(self.total(self.normal_side.other()))
    }

    /// The state after the last posting, and whether that one is irregular.
    fn state(&self) -> (AccountState, bool) {
        let (mut debits, mut credits) = (0, 0);
        let mut high = i64::MIN;
        let mut last_is_irregular = false;
        let mut count = 0;
        for posting in &self.postings {
            let post_dated = posting.effective_at > posting.recorded_at + SECOND;
            let late = posting.effective_at < high;
            last_is_irregular = post_dated || late;
            if !last_is_irregular {
                high = posting.effective_at;
                continue;
            }
            count += 1;
            match posting.direction {
                Side::Debit => debits += posting.amount,
                Side::Credit => credits += posting.amount,
            }
        }
        let on_posted = |debits, credits| Balance {
            posted: Sides { debits: minor(debits), credits: minor(credits) },
            held: Sides { debits: minor(0), credits: minor(0) },
        };
        let state = AccountState {
            version: i64::try_from(self.postings.len()).unwrap(),
            balance: on_posted(self.total(Side::Debit), self.total(Side::Credit)),
            effective_high: Timestamp::from_micros(high),
            irregular: Irregular { count, sum: on_posted(debits, credits) },
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
            policy: Policy {
                min_balance: self.min_balance.and_then(Minor::new),
                max_balance: self.max_balance.and_then(Minor::new),
            },
            revision: self.revision,
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            state: self.state().0,
        }
    }
}

impl Ledger {
    pub fn new(now: i64) -> Ledger {
        Ledger { last_seq: 1, last_asset_no: 0, now, assets: vec![], accounts: vec![], transfers: vec![] }
    }

    pub fn last_account_no(&self) -> i32 {
        i32::try_from(self.accounts.len()).unwrap()
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
                Err(refusal) => return Err(refusal),
            }
        }
        if gives_up { Err(Refusal::GaveUp) } else { Ok(outcomes) }
    }

    fn next_seq(&mut self) -> i64 {
        self.last_seq += 1;
        self.last_seq
    }

    fn asset(&self, code: &AssetCode) -> Option<Asset> {
        let registered = self.assets.iter().find(|(asset, _)| asset.code == *code).map(|(asset, _)| asset);
        registered.or(iso_4217(code.as_str())).cloned()
    }

    fn index_of(&self, account: &AccountRef) -> Option<usize> {
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

    fn bound(money: &Money, path: &AccountPath, asset: &Asset) -> Result<i128, Rejection> {
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

    fn create_account(&mut self, new: &CreateAccount) -> Result<Made<AccountNo>, Rejection> {
        let Some(asset) = self.asset(&new.asset) else {
            return Err(Rejection::AssetNotFound { asset: new.asset.clone() });
        };
        let mut bounds = [None, None];
        for (bound, money) in bounds.iter_mut().zip([&new.min_balance, &new.max_balance]) {
            if let Some(money) = money {
                *bound = Some(Self::bound(money, &new.path, &asset)?);
            }
        }
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
                && [known.min_balance, known.max_balance] == bounds
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
            min_balance: bounds[0],
            max_balance: bounds[1],
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
        for (bound, wish) in
            [(&mut after.min_balance, &change.min_balance), (&mut after.max_balance, &change.max_balance)]
        {
            match wish {
                None => {}
                Some(None) => *bound = None,
                Some(Some(money)) => *bound = Some(Self::bound(money, &before.path, &before.asset)?),
            }
        }
        if let Some(status) = change.status {
            after.status = status;
        }
        let limits = |account: &OneAccount| (account.status, account.min_balance, account.max_balance);
        if before.status == AccountStatus::Closed && limits(before) != limits(&after) {
            return Err(Rejection::AccountClosed { posting: None, account: before.path.clone() });
        }
        if after.status == AccountStatus::Closed && before.balance() != 0 {
            return Err(Rejection::AccountNotEmpty {
                account: before.path.clone(),
                posted: print(before.balance(), before.asset.scale),
                held_debits: print(0, before.asset.scale),
                held_credits: print(0, before.asset.scale),
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
        if limits(before) == limits(&after) && before.attributes == after.attributes {
            return Ok(Change::Unchanged);
        }
        after.revision += 1;
        after.updated_at = self.now;
        self.accounts[index] = after;
        Ok(Change::Changed { seq: self.next_seq() })
    }

    fn post(&mut self, new: &Transfer) -> Result<PostedTransfer, Rejection> {
        if new.client_id && self.transfers.iter().any(|(id, _)| *id == new.id) {
            return Err(Rejection::IdConflict { id: new.id });
        }
        if let Some(external_id) = &new.external_id {
            for (id, other) in &self.transfers {
                if other.as_ref() == Some(external_id) {
                    return Err(Rejection::ExternalIdConflict { external_id: external_id.clone(), transfer: *id });
                }
            }
        }
        let effective_at = new.effective_at.map_or(self.now, |effective_at| effective_at.micros());
        let lengths: Vec<usize> = self.accounts.iter().map(|account| account.postings.len()).collect();
        let postings = self.write_postings(new, effective_at).inspect_err(|_| {
            for (account, length) in self.accounts.iter_mut().zip(lengths) {
                account.postings.truncate(length);
            }
        })?;
        self.transfers.push((new.id, new.external_id.clone()));
        Ok(PostedTransfer {
            seq: self.next_seq(),
            kind: TransferKind::Transfer,
            recorded_at: Timestamp::from_micros(self.now),
            effective_at: Timestamp::from_micros(effective_at),
            postings,
        })
    }

    /// Writes down the postings, then judges what came of it; the caller strikes them out again.
    fn write_postings(&mut self, new: &Transfer, effective_at: i64) -> Result<Vec<PostedPosting>, Rejection> {
        let mut indexes = vec![];
        for (posting, leg) in new.legs.iter().enumerate() {
            match self.index_of(&leg.account) {
                Some(index) => indexes.push(index),
                None => {
                    return Err(Rejection::AccountNotFound { posting: Some(posting), account: leg.account.clone() });
                }
            }
        }
        let path = |accounts: &[OneAccount], posting: usize| accounts[indexes[posting]].path.clone();
        let asset = |accounts: &[OneAccount], posting: usize| accounts[indexes[posting]].asset.clone();

        let mut amounts = vec![];
        for (posting, leg) in new.legs.iter().enumerate() {
            let Asset { code, scale, .. } = asset(&self.accounts, posting);
            match minor_units(&leg.amount, scale) {
                Ok(units) => amounts.push(Some(units)),
                Err(Unfit::TooLarge) => amounts.push(None),
                Err(Unfit::TooFine) => {
                    return Err(Rejection::ScaleMismatch {
                        posting: Some(posting),
                        account: path(&self.accounts, posting),
                        asset: code,
                        scale,
                    });
                }
            }
        }
        if new.legs.len() == 2 && asset(&self.accounts, 0) != asset(&self.accounts, 1) {
            return Err(Rejection::AssetMismatch {
                posting: 1,
                account: path(&self.accounts, 1),
                asset: asset(&self.accounts, 1).code,
                other_asset: asset(&self.accounts, 0).code,
            });
        }

        let mut first_overflow = None;
        let mut overflows_at = |posting: usize| first_overflow = first_overflow.min(Some(posting)).or(Some(posting));
        for first in 0..new.legs.len() {
            let this = asset(&self.accounts, first);
            let of_this: Vec<usize> =
                (0..new.legs.len()).filter(|posting| asset(&self.accounts, *posting) == this).collect();
            if of_this[0] != first {
                continue;
            }
            let (mut debits, mut credits) = (0, 0);
            let mut in_range = true;
            for posting in of_this {
                let total = if new.legs[posting].direction == Side::Debit { &mut debits } else { &mut credits };
                *total = amounts[posting].map_or(u128::MAX, |amount| amount.saturating_add(*total));
                if *total > MAX && in_range {
                    in_range = false;
                    overflows_at(posting);
                }
            }
            if in_range && debits != credits {
                return Err(Rejection::Unbalanced {
                    asset: this.code,
                    debits: print(signed(debits), this.scale),
                    credits: print(signed(credits), this.scale),
                });
            }
        }

        for (posting, &index) in indexes.iter().enumerate() {
            if self.accounts[index].status == AccountStatus::Closed {
                return Err(Rejection::AccountClosed {
                    posting: Some(posting),
                    account: path(&self.accounts, posting),
                });
            }
        }
        for (posting, &index) in indexes.iter().enumerate() {
            if self.accounts[index].status == AccountStatus::Frozen {
                return Err(Rejection::AccountFrozen { posting, account: path(&self.accounts, posting) });
            }
        }

        let before: Vec<i128> = indexes.iter().map(|index| self.accounts[*index].balance()).collect();
        let mut spoiled = vec![false; self.accounts.len()];
        let mut posted = vec![];
        for (posting, leg) in new.legs.iter().enumerate() {
            let index = indexes[posting];
            let account = &mut self.accounts[index];
            let amount = amounts[posting].unwrap_or(u128::MAX);
            account.postings.push(OnePosting { direction: leg.direction, amount, effective_at, recorded_at: self.now });
            if account.total(leg.direction) > MAX {
                spoiled[index] = true;
                overflows_at(posting);
            }
            if spoiled[index] {
                continue;
            }
            let (after, irregular) = account.state();
            posted.push(PostedPosting {
                account_no: AccountNo(account.no),
                asset_no: account.asset.no,
                direction: leg.direction,
                amount: minor(amount),
                after,
                irregular,
            });
        }

        for bound in [Bound::Min, Bound::Max] {
            for (posting, leg) in new.legs.iter().enumerate() {
                let account = &self.accounts[indexes[posting]];
                if spoiled[indexes[posting]] {
                    continue;
                }
                let (before, after) = (before[posting], account.balance());
                let (limit, refused) = match bound {
                    Bound::Min => (account.min_balance, after < before && leg.direction != account.normal_side),
                    Bound::Max => (account.max_balance, after > before && leg.direction == account.normal_side),
                };
                let Some(limit) = limit else { continue };
                let beyond = if bound == Bound::Min { after < limit } else { after > limit };
                if refused && beyond {
                    return Err(Rejection::OutOfBounds {
                        bound,
                        posting,
                        account: account.path.clone(),
                        limit: print(limit, account.asset.scale),
                        required: print((after - before).abs(), account.asset.scale),
                        before: print(before, account.asset.scale),
                        after: print(after, account.asset.scale),
                    });
                }
            }
        }
        match first_overflow {
            Some(posting) => {
                Err(Rejection::AmountOverflow { posting: Some(posting), account: path(&self.accounts, posting) })
            }
            None => Ok(posted),
        }
    }
}
