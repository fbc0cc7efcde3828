//! Balances: running debits and credits, posted and held, and what they mean on a normal side.

use crate::{BalanceKind, Minor, account::Side};

/// Two running totals, each non-negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    pub debits: Minor,
    pub credits: Minor,
}

impl Sides {
    pub const fn on(&self, side: Side) -> Minor {
        match side {
            Side::Debit => self.debits,
            Side::Credit => self.credits,
        }
    }

    pub(crate) fn checked_add(self, side: Side, amount: Minor) -> Option<Sides> {
        Some(match side {
            Side::Debit => Sides { debits: self.debits.checked_add(amount)?, ..self },
            Side::Credit => Sides { credits: self.credits.checked_add(amount)?, ..self },
        })
    }

    /// Normal side − other side. In range, because both sides are within `0..=Minor::MAX`.
    pub fn amount(&self, normal: Side) -> Minor {
        self.on(normal).checked_sub(self.on(normal.other())).expect("the difference of two totals in range is in range")
    }
}

/// An account's balance: what is posted, and what is held on top of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub posted: Sides,
    pub held: Sides,
}

impl Balance {
    pub const ZERO: Balance = Balance {
        posted: Sides { debits: Minor::ZERO, credits: Minor::ZERO },
        held: Sides { debits: Minor::ZERO, credits: Minor::ZERO },
    };

    /// Total by total; `None` beyond the range.
    pub fn checked_add(&self, other: Balance) -> Option<Balance> {
        let add = |one: Sides, other: Sides| {
            let (debits, credits) = (one.debits.checked_add(other.debits)?, one.credits.checked_add(other.credits)?);
            Some(Sides { debits, credits })
        };
        Some(Balance { posted: add(self.posted, other.posted)?, held: add(self.held, other.held)? })
    }

    /// Posted and held together; `None` beyond the range, which posting refuses.
    pub fn checked_pending(&self) -> Option<Sides> {
        Some(Sides {
            debits: self.posted.debits.checked_add(self.held.debits)?,
            credits: self.posted.credits.checked_add(self.held.credits)?,
        })
    }

    /// Posted and held together.
    pub fn pending(&self) -> Sides {
        self.checked_pending().expect("posting keeps pending totals in range")
    }

    /// One of its amounts, on the normal side.
    pub fn of(&self, kind: BalanceKind, normal: Side) -> Minor {
        match kind {
            BalanceKind::Available => self.available(normal),
            BalanceKind::Posted => self.posted.amount(normal),
            BalanceKind::Pending => self.pending().amount(normal),
        }
    }

    /// Posted normal side − other side posted and held: what may still leave.
    pub fn available(&self, normal: Side) -> Minor {
        self.posted
            .on(normal)
            .checked_sub(self.pending().on(normal.other()))
            .expect("the difference of two totals in range is in range")
    }

    /// Posted and held normal side − posted other side: the most it can become, which
    /// `max_balance` bounds.
    pub fn potential(&self, normal: Side) -> Minor {
        self.pending()
            .on(normal)
            .checked_sub(self.posted.on(normal.other()))
            .expect("the difference of two totals in range is in range")
    }

    /// Nothing posted and nothing held on balance: what closing an account needs.
    pub fn is_settled(&self) -> bool {
        self.posted.debits == self.posted.credits && self.held == Sides::default()
    }
}
