//! Why a command is refused by the state of the ledger, with what is needed to explain it.

use uuid::Uuid;

use crate::{
    AccountPath, AccountRef, AssetCode, BalanceKind, Comparison, ExternalId, HoldStatus, Side, Timestamp, TransferKind,
};

/// Which of an account's bounds refused a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Min,
    Max,
    MinPosted,
    MaxPosted,
    MinPending,
    MaxPending,
}

impl Bound {
    /// In the order in which they are judged.
    pub const ALL: [Bound; 6] =
        [Bound::Min, Bound::MinPosted, Bound::MinPending, Bound::Max, Bound::MaxPosted, Bound::MaxPending];

    /// The policy's field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Bound::Min => "min_balance",
            Bound::Max => "max_balance",
            Bound::MinPosted => "min_posted",
            Bound::MaxPosted => "max_posted",
            Bound::MinPending => "min_pending",
            Bound::MaxPending => "max_pending",
        }
    }

    /// Whether it bounds from below.
    pub const fn is_min(self) -> bool {
        matches!(self, Bound::Min | Bound::MinPosted | Bound::MinPending)
    }
}

/// A refusal decided from the ledger's state. Variants stand in their order of precedence: the
/// first rule that fails names the refusal, and within a rule the first posting.
///
/// Amounts are decimal strings at the account's scale, ready to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The client's transfer id is taken.
    IdConflict {
        id: Uuid,
    },
    /// A transfer with this external id exists.
    ExternalIdConflict {
        external_id: ExternalId,
        transfer: Uuid,
    },
    /// The hold or transfer to act on.
    TransferNotFound {
        id: Uuid,
    },
    /// A hold that is over, or no hold at all (`status` is absent).
    HoldNotOpen {
        hold: Uuid,
        status: Option<HoldStatus>,
    },
    HoldExpired {
        hold: Uuid,
        expires_at: Timestamp,
    },
    /// Only transfers and captures can be reversed.
    NotReversible {
        transfer: Uuid,
        kind: TransferKind,
    },
    /// Two postings share one amount; where there are more, each part must be named.
    PostingsRequired {
        transfer: Uuid,
        postings: usize,
    },
    AccountNotFound {
        posting: Option<usize>,
        account: AccountRef,
    },
    /// The hold or transfer has no posting on this account in this direction.
    NoSuchPosting {
        posting: usize,
        account: AccountRef,
        direction: Side,
        transfer: Uuid,
    },
    AssetNotFound {
        asset: AssetCode,
    },
    /// An amount has more decimals than its account's asset. `posting` is absent for a bound.
    ScaleMismatch {
        posting: Option<usize>,
        account: AccountPath,
        asset: AssetCode,
        scale: u8,
    },
    /// The two sides of a transfer of two postings are in different assets.
    AssetMismatch {
        posting: usize,
        account: AccountPath,
        asset: AssetCode,
        other_asset: AssetCode,
    },
    Unbalanced {
        asset: AssetCode,
        debits: String,
        credits: String,
    },
    /// More than is held, beyond what the account's policy tolerates.
    OverCapture {
        posting: usize,
        account: AccountPath,
        held: String,
        captured: String,
        required: String,
        remaining: String,
    },
    /// More than was posted and is not reversed yet.
    OverReversal {
        posting: usize,
        account: AccountPath,
        posted: String,
        reversed: String,
        required: String,
        remaining: String,
    },
    /// Before what it acts on was held, or an increment not before the hold expires.
    EffectiveAtOutOfRange {
        effective_at: Timestamp,
        from: Timestamp,
        before: Option<Timestamp>,
    },
    /// A hold would end before or when it begins.
    ExpiresTooEarly {
        expires_at: Timestamp,
        after: Timestamp,
    },
    AccountClosed {
        posting: Option<usize>,
        account: AccountPath,
    },
    AccountFrozen {
        posting: usize,
        account: AccountPath,
    },
    /// A bound refuses: `insufficient_balance` ([`Bound::Min`]) or `balance_limit_exceeded`
    /// ([`Bound::Max`]).
    OutOfBounds {
        bound: Bound,
        posting: usize,
        account: AccountPath,
        limit: String,
        /// What the transfer moves on this account, net.
        required: String,
        /// The bounded balance before.
        before: String,
        /// The bounded balance the transfer would have left.
        after: String,
    },
    /// The account's policy freezes one of its sides.
    SideFrozen {
        posting: usize,
        account: AccountPath,
        side: Side,
    },
    /// The account's policy does not let this account stand opposite.
    CounterpartyNotAllowed {
        posting: usize,
        account: AccountPath,
        counterparty: AccountPath,
    },
    /// The account's policy asks for a key that the transfer's metadata lacks.
    MetadataRequired {
        posting: usize,
        account: AccountPath,
        key: String,
    },
    /// One transfer moves more than the account's policy allows.
    AmountLimitExceeded {
        posting: usize,
        account: AccountPath,
        limit: String,
        required: String,
    },
    /// Nothing can be moved "up to" an amount.
    NothingLeft {
        bound: Bound,
        posting: usize,
        account: AccountPath,
        limit: String,
        required: String,
        before: String,
    },
    /// A limit's sum, or its count where `sum` is false, within its window.
    LimitExceeded {
        posting: usize,
        account: AccountPath,
        limit: String,
        sum: bool,
        max: String,
        used: String,
        required: String,
    },
    LimitNotFound {
        name: String,
    },
    /// The same name with other content.
    LimitExists {
        name: String,
    },
    MonitorNotFound {
        name: String,
    },
    /// The same name with other content.
    MonitorExists {
        name: String,
    },
    /// A proposal that is decided already, with how.
    ProposalNotOpen {
        id: Uuid,
        status: &'static str,
    },
    /// A second person must agree; everything else is in order.
    ApprovalRequired {
        posting: usize,
        account: AccountPath,
        rule: &'static str,
    },
    /// A posting's condition does not hold.
    ConditionFailed {
        posting: usize,
        account: AccountPath,
        kind: BalanceKind,
        comparison: Comparison,
        required: String,
        actual: String,
    },
    /// The account is not at the version that the client saw.
    AccountVersionFailed {
        posting: usize,
        account: AccountPath,
        required: i64,
        actual: i64,
    },
    /// An amount, a running total or a bound beyond ±(10^38 − 1) minor units.
    AmountOverflow {
        posting: Option<usize>,
        account: AccountPath,
    },
    /// Closing needs zero posted and nothing held.
    AccountNotEmpty {
        account: AccountPath,
        posted: String,
        held_debits: String,
        held_credits: String,
    },
    /// Merging would give an account more metadata than one may have.
    MetadataTooLarge {
        account: AccountPath,
    },
    TransferMetadataTooLarge {
        transfer: Uuid,
    },
    /// A key of the metadata is not what the caller saw.
    MetadataConflict {
        key: String,
        expected: Option<String>,
        actual: Option<String>,
    },
    /// The transfer's metadata is at another revision than the caller saw.
    TransferVersionConflict {
        transfer: Uuid,
        expected: i64,
        actual: i64,
    },
    /// The account is at another revision than the caller saw.
    VersionConflict {
        account: AccountPath,
        expected: i64,
        actual: i64,
    },
    /// The same name with other content.
    AccountExists {
        path: AccountPath,
    },
    AssetExists {
        code: AssetCode,
        scale: u8,
    },
}
