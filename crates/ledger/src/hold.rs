//! Holds and originals: what a capture, a void or a reversal needs to know of the transfer it acts on.

use uuid::Uuid;

use crate::{AccountNo, Minor, Side, Timestamp, TransferKind};

/// What became of a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldStatus {
    Open,
    Captured,
    Voided,
    Expired,
}

impl HoldStatus {
    pub const ALL: [HoldStatus; 4] = [HoldStatus::Open, HoldStatus::Captured, HoldStatus::Voided, HoldStatus::Expired];

    pub const fn as_str(self) -> &'static str {
        match self {
            HoldStatus::Open => "open",
            HoldStatus::Captured => "captured",
            HoldStatus::Voided => "voided",
            HoldStatus::Expired => "expired",
        }
    }
}

/// One leg of a hold. `remaining` is what it still reserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldLeg {
    pub account_no: AccountNo,
    pub direction: Side,
    /// Held at first and by increments, in all.
    pub held: Minor,
    /// Posted by captures, in all.
    pub captured: Minor,
    pub remaining: Minor,
}

/// A hold as its last entry left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub seq: i64,
    pub id: Uuid,
    pub status: HoldStatus,
    pub expires_at: Option<Timestamp>,
    /// The latest instant at which anything was held: whatever releases it is not effective before.
    pub held_at: Timestamp,
    pub legs: Vec<HoldLeg>,
}

impl Hold {
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.status == HoldStatus::Open && self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }
}

/// One leg of a transfer that can be reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OriginalLeg {
    pub account_no: AccountNo,
    pub direction: Side,
    pub amount: Minor,
    pub reversed: Minor,
}

/// A transfer that posted, and how much of it has been reversed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    pub seq: i64,
    pub id: Uuid,
    pub kind: TransferKind,
    pub legs: Vec<OriginalLeg>,
}

/// What an action may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Hold(Hold),
    /// Everything else; only transfers and captures can be reversed.
    Original(Original),
}

impl Subject {
    pub fn seq(&self) -> i64 {
        match self {
            Subject::Hold(hold) => hold.seq,
            Subject::Original(original) => original.seq,
        }
    }

    pub fn id(&self) -> Uuid {
        match self {
            Subject::Hold(hold) => hold.id,
            Subject::Original(original) => original.id,
        }
    }

    pub fn account_nos(&self) -> impl Iterator<Item = AccountNo> {
        let (hold, original) = match self {
            Subject::Hold(hold) => (&hold.legs[..], &[][..]),
            Subject::Original(original) => (&[][..], &original.legs[..]),
        };
        hold.iter().map(|leg| leg.account_no).chain(original.iter().map(|leg| leg.account_no))
    }
}
