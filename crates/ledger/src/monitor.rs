//! Monitors: conditions on balances. What a monitor says of an account follows from the account's balance
//! alone, so nothing about it is kept but its terms.

use crate::{
    AccountNo, AccountPath, Asset, AssetCode, Balance, BalanceKind, Minor, PathPrefix, Side, SignedDecimal, Timestamp,
};

/// A monitor's number inside its ledger, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitorNo(pub i32);

/// On which side of its threshold a balance alerts, and which of its crossings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertWhen {
    /// It alerts below; that it falls there is told.
    Below,
    /// It alerts above; that it rises there is told.
    Above,
    /// It alerts below; that it falls there is told, and that it comes back.
    Crossing,
}

impl AlertWhen {
    pub const ALL: [AlertWhen; 3] = [AlertWhen::Below, AlertWhen::Above, AlertWhen::Crossing];

    pub const fn as_str(self) -> &'static str {
        match self {
            AlertWhen::Below => "below",
            AlertWhen::Above => "above",
            AlertWhen::Crossing => "crossing",
        }
    }

    pub fn alerts_at(self, amount: Minor, threshold: Minor) -> bool {
        match self {
            AlertWhen::Below | AlertWhen::Crossing => amount < threshold,
            AlertWhen::Above => amount > threshold,
        }
    }

    /// Which way a balance went that is to be told of.
    pub fn crossed(self, threshold: Minor, before: Minor, after: Minor) -> Option<Crossed> {
        let (was, is) = (self.alerts_at(before, threshold), self.alerts_at(after, threshold));
        match (self, was, is) {
            (AlertWhen::Below | AlertWhen::Crossing, false, true) => Some(Crossed::Down),
            (AlertWhen::Above, false, true) | (AlertWhen::Crossing, true, false) => Some(Crossed::Up),
            _ => None,
        }
    }
}

/// Which way a balance went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossed {
    Down,
    Up,
}

impl Crossed {
    pub const fn as_str(self) -> &'static str {
        match self {
            Crossed::Down => "down",
            Crossed::Up => "up",
        }
    }
}

/// What a monitor may be changed to, in major or minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonitorTerms<Amount = Minor> {
    pub threshold: Amount,
    pub active: bool,
}

/// A monitor to set, already judged by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMonitor {
    pub name: String,
    pub path_prefix: PathPrefix,
    pub asset: AssetCode,
    pub balance: BalanceKind,
    pub when: AlertWhen,
    pub terms: MonitorTerms<SignedDecimal>,
}

/// A change of a monitor; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonitorChange {
    pub threshold: Option<SignedDecimal>,
    pub active: Option<bool>,
}

/// A monitor that watches the account of its path and all below it, each by itself; or is switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitor {
    pub no: MonitorNo,
    pub name: String,
    pub path_prefix: PathPrefix,
    pub asset: Asset,
    pub balance: BalanceKind,
    pub when: AlertWhen,
    pub terms: MonitorTerms,
    /// Counts changes, from 1.
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Monitor {
    /// Whether what moves on this account can raise an alert.
    pub fn covers(&self, path: &AccountPath, asset: &Asset) -> bool {
        self.terms.active && self.asset.no == asset.no && self.path_prefix.covers(path.as_str())
    }

    /// The alert that a change of an account's balance is, if it is one.
    pub fn judge(&self, normal: Side, before: &Balance, after: &Balance) -> Option<(Crossed, Minor, Minor)> {
        let (before, after) = (before.of(self.balance, normal), after.of(self.balance, normal));
        let crossed = self.when.crossed(self.terms.threshold, before, after)?;
        Some((crossed, before, after))
    }
}

/// That a transfer took a balance across a monitor's threshold. A change of its own in the ledger's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    pub seq: i64,
    pub monitor: MonitorNo,
    pub account_no: AccountNo,
    /// The account's, after the transfer.
    pub account_version: i64,
    pub crossed: Crossed,
    /// The balance that is watched, before the transfer and after it.
    pub before: Minor,
    pub amount: Minor,
}
