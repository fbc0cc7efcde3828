//! Accounts: what they are, what they may hold, and the state posting moves.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{AccountPath, Asset, AssetCode, Balance, Minor, SignedDecimal, Timestamp};

/// String to string, as the API takes it.
pub type Metadata = BTreeMap<String, String>;

/// An account's number inside its ledger, counted from 1. Narrow, so that the key of postings is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNo(pub i32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Debit,
    Credit,
}

impl Side {
    pub const fn other(self) -> Side {
        match self {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Debit => "debit",
            Side::Credit => "credit",
        }
    }
}

/// The five types of double-entry book-keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountType {
    Asset,
    Liability,
    Equity,
    Income,
    Expense,
}

impl AccountType {
    pub const ALL: [AccountType; 5] =
        [AccountType::Asset, AccountType::Liability, AccountType::Equity, AccountType::Income, AccountType::Expense];

    /// The side that raises an account of this type.
    pub const fn normal_side(self) -> Side {
        match self {
            AccountType::Asset | AccountType::Expense => Side::Debit,
            AccountType::Liability | AccountType::Equity | AccountType::Income => Side::Credit,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            AccountType::Asset => "asset",
            AccountType::Liability => "liability",
            AccountType::Equity => "equity",
            AccountType::Income => "income",
            AccountType::Expense => "expense",
        }
    }
}

/// Open accounts take postings; frozen ones may open again; closed is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountStatus {
    Open,
    Frozen,
    Closed,
}

impl AccountStatus {
    pub const ALL: [AccountStatus; 3] = [AccountStatus::Open, AccountStatus::Frozen, AccountStatus::Closed];

    pub const fn as_str(self) -> &'static str {
        match self {
            AccountStatus::Open => "open",
            AccountStatus::Frozen => "frozen",
            AccountStatus::Closed => "closed",
        }
    }
}

/// Bounds on an account, as a client sends them (`Bound = SignedDecimal`) or in the minor units
/// of the account's asset (`Bound = Minor`). Absent means unbounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<Bound = Minor> {
    /// Bounds `available` from below.
    pub min_balance: Option<Bound>,
    /// Bounds [`Balance::potential`] from above.
    pub max_balance: Option<Bound>,
}

impl<Bound> Default for Policy<Bound> {
    fn default() -> Self {
        Policy { min_balance: None, max_balance: None }
    }
}

/// An account to create, already judged by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    pub path: AccountPath,
    pub account_type: AccountType,
    pub asset: AssetCode,
    /// Follows the type unless given (contra accounts).
    pub normal_side: Option<Side>,
    pub policy: Policy<SignedDecimal>,
    pub attributes: Attributes,
}

/// What is said about an account and posting never reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    pub description: Option<String>,
    pub metadata: Metadata,
}

/// A change of an account. Outer `None` leaves a field as it is; inner `None` clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountChange {
    pub if_revision: Option<i64>,
    pub status: Option<AccountStatus>,
    pub min_balance: Option<Option<SignedDecimal>>,
    pub max_balance: Option<Option<SignedDecimal>>,
    pub description: Option<Option<String>>,
    /// Merged into what is there; `None` removes a key.
    pub metadata: BTreeMap<String, Option<String>>,
}

/// The running sums of an account's irregular postings (those out of order in effective time).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Irregular {
    pub count: i64,
    pub sum: Balance,
}

/// What postings move. Copied freely, so that a transfer is judged on a copy and kept if accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountState {
    /// Counts postings, from 0 (none yet).
    pub version: i64,
    pub balance: Balance,
    /// The running maximum of `effective_at` over the regular postings.
    pub effective_high: Timestamp,
    pub irregular: Irregular,
}

impl AccountState {
    /// The state of an account nothing was posted to.
    pub const NEW: AccountState = AccountState {
        version: 0,
        balance: Balance::ZERO,
        effective_high: Timestamp::BEFORE_ALL,
        irregular: Irregular { count: 0, sum: Balance::ZERO },
    };
}

/// An account as the rules see it: identity, limits and the state of its postings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub no: AccountNo,
    pub id: Uuid,
    pub path: AccountPath,
    pub account_type: AccountType,
    pub asset: Asset,
    pub normal_side: Side,
    pub status: AccountStatus,
    pub policy: Policy,
    /// Counts changes of attributes, from 1.
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub state: AccountState,
}
