//! Why a command is refused by the state of the ledger, with what is needed to explain it.

use uuid::Uuid;

use crate::{AccountPath, AccountRef, AssetCode, ExternalId};

/// Which of an account's bounds refused a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Min,
    Max,
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
    AccountNotFound {
        posting: Option<usize>,
        account: AccountRef,
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
