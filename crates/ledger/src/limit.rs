//! Limits: how much, or how often, may move on one side of an account, or of all accounts below a path,
//! within a window of time ("velocity").

use crate::{AccountNo, AccountPath, AssetCode, Minor, PathPrefix, Side, SignedDecimal, Timestamp};

/// A limit's number inside its ledger, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LimitNo(pub i32);

/// A stretch of time that ends now, by `recorded_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Since the present day, week (from Monday), month or year began in the ledger's time zone.
    Calendar(Calendar),
    /// The last so many seconds.
    Sliding(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    Day,
    Week,
    Month,
    Year,
}

impl Calendar {
    pub const ALL: [Calendar; 4] = [Calendar::Day, Calendar::Week, Calendar::Month, Calendar::Year];

    pub const fn as_str(self) -> &'static str {
        match self {
            Calendar::Day => "day",
            Calendar::Week => "week",
            Calendar::Month => "month",
            Calendar::Year => "year",
        }
    }
}

/// What happens to a transfer beyond a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnExceed {
    Reject,
    /// It is accepted and says so.
    Flag,
}

/// What a limit may be changed to, in major or minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitTerms<Amount = Minor> {
    pub max_sum: Option<Amount>,
    pub max_count: Option<u32>,
    pub on_exceed: OnExceed,
    pub active: bool,
}

/// A limit to set, already judged by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLimit {
    pub name: String,
    pub path_prefix: PathPrefix,
    /// Whether all accounts below the prefix count together; else each for itself.
    pub together: bool,
    pub asset: AssetCode,
    pub direction: Side,
    pub window: Window,
    pub terms: LimitTerms<SignedDecimal>,
}

/// A change of a limit. Outer `None` leaves a field as it is; inner `None` clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitChange {
    pub max_sum: Option<Option<SignedDecimal>>,
    pub max_count: Option<Option<u32>>,
    pub on_exceed: Option<OnExceed>,
    pub active: Option<bool>,
}

/// A limit in force, or switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    pub no: LimitNo,
    pub name: String,
    pub path_prefix: PathPrefix,
    pub together: bool,
    pub asset: AssetCode,
    pub scale: u8,
    pub direction: Side,
    pub window: Window,
    pub terms: LimitTerms,
    /// Counts changes, from 1.
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Limit {
    /// Whether a posting on this account and side counts.
    pub fn covers(&self, path: &AccountPath, asset: &AssetCode, direction: Side) -> bool {
        self.terms.active && self.is_about(path, asset, direction)
    }

    /// Whether a posting on this account and side would count while it is in force.
    pub fn is_about(&self, path: &AccountPath, asset: &AssetCode, direction: Side) -> bool {
        self.direction == direction && self.asset == *asset && self.path_prefix.covers(path.as_str())
    }

    /// What a posting on this account counts for.
    pub fn meter(&self, account: AccountNo) -> Meter {
        Meter { limit: self.no, account: if self.together { None } else { Some(account) } }
    }
}

/// One count of a limit: an account's, or that of all accounts it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meter {
    pub limit: LimitNo,
    pub account: Option<AccountNo>,
}

/// What has counted: running totals since ever, and those at the window's begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub sum: Minor,
    pub count: i64,
    pub sum_before: Minor,
    pub count_before: i64,
}

impl Usage {
    /// Within the window.
    pub fn used(&self) -> (Minor, i64) {
        let sum = self.sum.checked_sub(self.sum_before).expect("running totals never fall");
        (sum, self.count - self.count_before)
    }
}

/// What a transfer counts for a meter, with the running totals after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metered {
    pub meter: Meter,
    pub amount: Minor,
    pub sum: Minor,
    pub count: i64,
}
