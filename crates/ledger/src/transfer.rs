//! Transfers: what a client asks for, and what the ledger made of it.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    AccountNo, AccountRef, AccountState, Alert, AssetNo, DecimalAmount, ExternalId, Metadata, Metered, Minor, Side,
    SignedDecimal, Timestamp,
};

/// What an entry in the ledger's order did. Only transfers, captures and reversals move what is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferKind {
    Transfer,
    Hold,
    Capture,
    Void,
    Increment,
    Extension,
    Expiry,
    Reversal,
}

impl TransferKind {
    pub const ALL: [TransferKind; 8] = [
        TransferKind::Transfer,
        TransferKind::Hold,
        TransferKind::Capture,
        TransferKind::Void,
        TransferKind::Increment,
        TransferKind::Extension,
        TransferKind::Expiry,
        TransferKind::Reversal,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            TransferKind::Transfer => "transfer",
            TransferKind::Hold => "hold",
            TransferKind::Capture => "capture",
            TransferKind::Void => "void",
            TransferKind::Increment => "increment",
            TransferKind::Extension => "extension",
            TransferKind::Expiry => "expiry",
            TransferKind::Reversal => "reversal",
        }
    }

    /// Whether its amounts are posted; else they are held, or held no more.
    pub const fn posts(self) -> bool {
        matches!(self, TransferKind::Transfer | TransferKind::Capture | TransferKind::Reversal)
    }

    /// Whether it is an entry about a hold.
    pub const fn is_about_hold(self) -> bool {
        match self {
            TransferKind::Capture
            | TransferKind::Void
            | TransferKind::Increment
            | TransferKind::Extension
            | TransferKind::Expiry => true,
            TransferKind::Transfer | TransferKind::Hold | TransferKind::Reversal => false,
        }
    }
}

/// Which of an account's balances a condition or a bound is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BalanceKind {
    Available,
    Posted,
    Pending,
}

impl BalanceKind {
    pub const ALL: [BalanceKind; 3] = [BalanceKind::Available, BalanceKind::Posted, BalanceKind::Pending];

    pub const fn as_str(self) -> &'static str {
        match self {
            BalanceKind::Available => "available",
            BalanceKind::Posted => "posted",
            BalanceKind::Pending => "pending",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    Gte,
    Gt,
    Lte,
    Lt,
    Eq,
}

impl Comparison {
    pub const ALL: [Comparison; 5] = [Comparison::Gte, Comparison::Gt, Comparison::Lte, Comparison::Lt, Comparison::Eq];

    pub const fn as_str(self) -> &'static str {
        match self {
            Comparison::Gte => "gte",
            Comparison::Gt => "gt",
            Comparison::Lte => "lte",
            Comparison::Lt => "lt",
            Comparison::Eq => "eq",
        }
    }

    pub fn holds(self, left: Minor, right: Minor) -> bool {
        match self {
            Comparison::Gte => left >= right,
            Comparison::Gt => left > right,
            Comparison::Lte => left <= right,
            Comparison::Lt => left < right,
            Comparison::Eq => left == right,
        }
    }
}

/// What must be true of a posting's account for its transfer to be accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Compared with the balances that the whole transfer leaves.
    pub balances: Vec<(BalanceKind, Comparison, SignedDecimal)>,
    /// The version that the client saw: the account's before the transfer.
    pub account_version: Option<i64>,
}

/// One leg as a client names it; its amount waits for the account's scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPosting {
    pub account: AccountRef,
    pub direction: Side,
    pub amount: DecimalAmount,
    /// Whether `amount` is the most, and what there is will do.
    pub up_to: bool,
    pub condition: Option<Box<Condition>>,
}

impl NewPosting {
    pub fn new(account: AccountRef, direction: Side, amount: DecimalAmount) -> NewPosting {
        NewPosting { account, direction, amount, up_to: false, condition: None }
    }
}

/// How much of a hold or of a transfer an action is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All that remains.
    Rest,
    /// So much of each posting, where there are two.
    Amount(DecimalAmount),
    /// So much of each posting named; by its account and direction in the original.
    Postings(Vec<NewPosting>),
}

/// When a hold ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    Never,
    At(Timestamp),
    /// Seconds after the instant of recording.
    After(u32),
}

/// What a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Post(Vec<NewPosting>),
    Hold {
        postings: Vec<NewPosting>,
        expiry: Expiry,
    },
    Capture {
        hold: Uuid,
        part: Part,
        /// Whether what is not captured is released.
        last: bool,
    },
    Void {
        hold: Uuid,
    },
    Increment {
        hold: Uuid,
        part: Part,
    },
    Extend {
        hold: Uuid,
        expiry: Expiry,
    },
    /// By the ledger itself, of a hold that is due.
    Expire {
        hold: Uuid,
    },
    Reverse {
        transfer: Uuid,
        part: Part,
    },
}

impl Action {
    /// The hold or transfer that it acts on.
    pub fn target(&self) -> Option<Uuid> {
        match self {
            Action::Post(_) | Action::Hold { .. } => None,
            Action::Capture { hold, .. }
            | Action::Void { hold }
            | Action::Increment { hold, .. }
            | Action::Extend { hold, .. }
            | Action::Expire { hold } => Some(*hold),
            Action::Reverse { transfer, .. } => Some(*transfer),
        }
    }

    /// The postings that name accounts.
    pub fn postings(&self) -> &[NewPosting] {
        match self {
            Action::Post(postings)
            | Action::Hold { postings, .. }
            | Action::Capture { part: Part::Postings(postings), .. }
            | Action::Increment { part: Part::Postings(postings), .. }
            | Action::Reverse { part: Part::Postings(postings), .. } => postings,
            Action::Capture { .. }
            | Action::Void { .. }
            | Action::Increment { .. }
            | Action::Extend { .. }
            | Action::Expire { .. }
            | Action::Reverse { .. } => &[],
        }
    }
}

/// A transfer to make, already judged by itself: 2 to 100 postings, every amount above zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransfer {
    pub id: Uuid,
    /// Whether the client chose `id`, which is then unique for ever.
    pub client_id: bool,
    pub action: Action,
    /// Defaults to `recorded_at`, or to the earliest instant the action may have.
    pub effective_at: Option<Timestamp>,
    pub external_id: Option<ExternalId>,
    pub description: Option<String>,
    pub metadata: Metadata,
    /// Whether the client says that a person made it by hand.
    pub manual: bool,
    /// That a second person has agreed to it.
    pub approval: Option<Box<Agreement>>,
}

/// Who proposed a transfer and who agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The `seq` of the proposal.
    pub proposal_seq: i64,
    pub proposed_by: String,
    pub approved_by: String,
    pub reason: Option<String>,
}

/// A change of what is said about a transfer; what it moved never changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferChange {
    pub if_revision: Option<i64>,
    /// Keys that must have these values before the change; `None`: that must be absent.
    pub if_metadata: BTreeMap<String, Option<String>>,
    /// Merged into what is there; `None` removes a key.
    pub metadata: BTreeMap<String, Option<String>>,
}

/// One leg as made, with the account's state after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostedPosting {
    pub account_no: AccountNo,
    pub asset_no: AssetNo,
    pub direction: Side,
    /// What is posted or held by it, or held no more, as its transfer's kind says.
    pub amount: Minor,
    /// The change of what is posted, and of what is held (below zero where it is released), on the
    /// side of `direction`.
    pub posted: Minor,
    pub held: Minor,
    /// The account's state after this posting; its `version` numbers the posting.
    pub after: AccountState,
    /// Whether it counts among `after.irregular`.
    pub irregular: bool,
}

/// The hold that an entry is about, or the transfer that it reverses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub seq: i64,
    pub id: Uuid,
}

/// An accepted transfer. Its times, postings and number are final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedTransfer {
    pub seq: i64,
    pub kind: TransferKind,
    pub recorded_at: Timestamp,
    pub effective_at: Timestamp,
    pub target: Option<Target>,
    /// Of a hold or an extension: when the hold ends by itself.
    pub expires_at: Option<Timestamp>,
    pub postings: Vec<PostedPosting>,
    /// What it counts for limits.
    pub metered: Vec<Metered>,
    /// The limits that it goes beyond and that only flag.
    pub flags: Vec<String>,
    /// What it did to balances that are watched: changes of their own, which follow it at once.
    pub alerts: Vec<Alert>,
}
