//! Accounts: what they are, what they may hold, and the state posting moves.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{AccountPath, Asset, AssetCode, Balance, Minor, PathPrefix, SignedDecimal, Timestamp};

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

/// What an account's owner allows, as a client sends it (`Bound = SignedDecimal`) or in the minor
/// units of the account's asset (`Bound = Minor`). Absent means unbounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy<Bound = Minor> {
    /// Bounds `available` from below.
    pub min_balance: Option<Bound>,
    /// Bounds [`Balance::potential`] from above.
    pub max_balance: Option<Bound>,
    /// What most accounts do without; absent rather than empty.
    pub rules: Option<Box<Rules<Bound>>>,
}

impl<Bound> Default for Policy<Bound> {
    fn default() -> Self {
        Policy { min_balance: None, max_balance: None, rules: None }
    }
}

impl<Bound> Policy<Bound> {
    /// How much more than was held may be captured, in hundredths of a percent.
    pub fn over_capture(&self) -> u16 {
        self.rules.as_ref().map_or(0, |rules| rules.over_capture)
    }
}

/// The less usual rules of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules<Bound = Minor> {
    /// Bound what is posted on the normal side less the other, and the same of posted and held together.
    pub min_posted: Option<Bound>,
    pub max_posted: Option<Bound>,
    pub min_pending: Option<Bound>,
    pub max_pending: Option<Bound>,
    /// The most that one transfer or hold may move on a side of the account.
    pub max_amount: Option<Bound>,
    pub freeze_debits: bool,
    pub freeze_credits: bool,
    /// The accounts that may stand opposite; empty means any.
    pub counterparties: Vec<PathPrefix>,
    /// Keys that a transfer's metadata must have.
    pub required_metadata: Vec<String>,
    /// See [`Policy::over_capture`].
    pub over_capture: u16,
    pub approval: Approval<Bound>,
}

impl<Bound> Default for Rules<Bound> {
    fn default() -> Self {
        Rules {
            min_posted: None,
            max_posted: None,
            min_pending: None,
            max_pending: None,
            max_amount: None,
            freeze_debits: false,
            freeze_credits: false,
            counterparties: Vec::new(),
            required_metadata: Vec::new(),
            over_capture: 0,
            approval: Approval::default(),
        }
    }
}

/// Which transfers on an account need a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval<Bound = Minor> {
    /// Above this amount on a side of the account.
    pub above: Option<Bound>,
    /// Effective before it is recorded.
    pub back_dated: bool,
    pub reversals: bool,
    /// Said by the client to be made by hand.
    pub manual: bool,
}

impl<Bound> Default for Approval<Bound> {
    fn default() -> Self {
        Approval { above: None, back_dated: false, reversals: false, manual: false }
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
    /// Keys that must have these values before the change; `None`: that must be absent.
    pub if_metadata: BTreeMap<String, Option<String>>,
    pub status: Option<AccountStatus>,
    pub policy: PolicyChange,
    pub description: Option<Option<String>>,
    /// Merged into what is there; `None` removes a key.
    pub metadata: BTreeMap<String, Option<String>>,
}

/// A change of a policy, field by field, as [`AccountChange`] has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyChange {
    pub min_balance: Option<Option<SignedDecimal>>,
    pub max_balance: Option<Option<SignedDecimal>>,
    pub min_posted: Option<Option<SignedDecimal>>,
    pub max_posted: Option<Option<SignedDecimal>>,
    pub min_pending: Option<Option<SignedDecimal>>,
    pub max_pending: Option<Option<SignedDecimal>>,
    pub max_amount: Option<Option<SignedDecimal>>,
    pub freeze_debits: Option<bool>,
    pub freeze_credits: Option<bool>,
    pub counterparties: Option<Vec<PathPrefix>>,
    pub required_metadata: Option<Vec<String>>,
    pub over_capture: Option<u16>,
    pub approval: Option<Approval<SignedDecimal>>,
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
