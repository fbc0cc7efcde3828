//! Decides: the rules of a double-entry ledger, without I/O, clock or wire format.
//!
//! A [`Book`] holds what one ledger's rules need to know (accounts, balances, names in use) and
//! turns commands into accepted changes or [`Rejection`]s, one after the other, in the order of
//! the ledger's `seq`. Everything here is deterministic: the same book and the same commands give
//! the same changes, which is what lets `verify` recompute history.
//!
//! What is absent: no database, no async, no serde, no wall clock. Times and identifiers come in
//! as arguments.

mod account;
mod amount;
mod asset;
mod balance;
mod book;
mod hold;
mod limit;
mod monitor;
mod names;
mod rejection;
mod time;
mod transfer;

pub use account::{
    Account, AccountChange, AccountNo, AccountState, AccountStatus, AccountType, Approval, Attributes, Irregular,
    Metadata, NewAccount, Policy, PolicyChange, Rules, Side,
};
pub use amount::{AMOUNT_DIGITS, AmountError, DECIMAL_BYTES, DecimalAmount, Minor, SignedDecimal, divide};
pub use asset::{Asset, AssetNo, FIRST_CUSTOM_ASSET, MAX_SCALE, NewAsset, iso_4217, iso_4217_all, iso_4217_by_no};
pub use balance::{Balance, Sides};
pub use book::{Book, Change, Described, Made, Mark, POST_DATED_AFTER_MICROS};
pub use hold::{Hold, HoldLeg, HoldStatus, Original, OriginalLeg, Subject};
pub use limit::{Calendar, Limit, LimitChange, LimitNo, LimitTerms, Meter, Metered, NewLimit, OnExceed, Usage, Window};
pub use monitor::{Alert, AlertWhen, Crossed, Monitor, MonitorChange, MonitorNo, MonitorTerms, NewMonitor};
pub use names::{AccountPath, AccountRef, AssetCode, ExternalId, IdempotencyKey, InvalidName, LedgerName, PathPrefix};
pub use rejection::{Bound, Rejection};
pub use time::{Timestamp, TimestampError};
pub use transfer::{
    Action, Agreement, BalanceKind, Comparison, Condition, Expiry, NewPosting, NewTransfer, Part, PostedPosting,
    PostedTransfer, Target, TransferChange, TransferKind,
};
