//! What kind of answer a command got, to see that the commands reach every rule.

use ledger::{Bound, Change, Made, Rejection, TransferKind};

use crate::naive::{Outcome, Refusal};

/// How many kinds of answer [`kind`] tells apart, and [`ALERTED`].
pub const KINDS: usize = 66;

/// A transfer that raised an alert, beside what it is otherwise.
pub const ALERTED: &str = "alert raised";

pub fn kind(result: &Result<Outcome, Refusal>) -> &'static str {
    match result {
        Ok(Outcome::Asset(Made::New { .. })) => "asset registered",
        Ok(Outcome::Asset(Made::Existing(_))) => "asset repeated",
        Ok(Outcome::Account(Made::New { .. })) => "account created",
        Ok(Outcome::Account(Made::Existing(_))) => "account repeated",
        Ok(Outcome::Change(Change::Changed { .. })) => "account changed",
        Ok(Outcome::Change(Change::Unchanged)) => "account unchanged",
        Ok(Outcome::Transfer(posted)) => match posted.kind {
            TransferKind::Transfer => "transfer posted",
            TransferKind::Hold => "held",
            TransferKind::Capture => "captured",
            TransferKind::Void => "voided",
            TransferKind::Increment => "incremented",
            TransferKind::Extension => "extended",
            TransferKind::Expiry => "expired",
            TransferKind::Reversal => "reversed",
        },
        Ok(Outcome::Group(outcomes)) if outcomes.iter().any(|outcome| matches!(outcome, Outcome::Nothing(_))) => {
            "group accepted without one within"
        }
        Ok(Outcome::Group(_)) => "group accepted",
        Ok(Outcome::Nothing(_)) => unreachable!("only a group within a group comes to nothing"),
        Err(Refusal::GaveUp) => "group given up",
        Err(Refusal::Item(0, _)) => "group refused at its first item",
        Err(Refusal::Item(..)) => "group refused later",
        Err(Refusal::Rejected(rejection)) => kind_of_rejection(rejection),
    }
}

fn kind_of_rejection(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::IdConflict { .. } => "id conflict",
        Rejection::ExternalIdConflict { .. } => "external id conflict",
        Rejection::TransferNotFound { .. } => "transfer not found",
        Rejection::HoldNotOpen { status: Some(_), .. } => "hold not open",
        Rejection::HoldNotOpen { status: None, .. } => "no hold",
        Rejection::HoldExpired { .. } => "hold expired",
        Rejection::NotReversible { .. } => "not reversible",
        Rejection::PostingsRequired { .. } => "postings required",
        Rejection::AccountNotFound { posting: Some(_), .. } => "account not found by a posting",
        Rejection::AccountNotFound { posting: None, .. } => "account not found by a change",
        Rejection::NoSuchPosting { .. } => "no such posting",
        Rejection::AssetNotFound { .. } => "asset not found",
        Rejection::ScaleMismatch { posting: Some(_), .. } => "amount too fine",
        Rejection::ScaleMismatch { posting: None, .. } => "bound too fine",
        Rejection::AssetMismatch { .. } => "asset mismatch",
        Rejection::Unbalanced { .. } => "unbalanced",
        Rejection::OverCapture { .. } => "over-capture",
        Rejection::OverReversal { .. } => "over-reversal",
        Rejection::EffectiveAtOutOfRange { before: None, .. } => "effective before it was held",
        Rejection::EffectiveAtOutOfRange { before: Some(_), .. } => "increment out of its hold's time",
        Rejection::ExpiresTooEarly { .. } => "expires too early",
        Rejection::AccountClosed { posting: Some(_), .. } => "posting to a closed account",
        Rejection::AccountClosed { posting: None, .. } => "change of a closed account",
        Rejection::AccountFrozen { .. } => "account frozen",
        Rejection::OutOfBounds { bound: Bound::Min, .. } => "below minimum",
        Rejection::OutOfBounds { bound: Bound::Max, .. } => "above maximum",
        Rejection::OutOfBounds { bound: Bound::MinPosted, .. } => "below minimum posted",
        Rejection::OutOfBounds { bound: Bound::MaxPosted, .. } => "above maximum posted",
        Rejection::OutOfBounds { bound: Bound::MinPending, .. } => "below minimum pending",
        Rejection::OutOfBounds { bound: Bound::MaxPending, .. } => "above maximum pending",
        Rejection::SideFrozen { .. } => "side frozen",
        Rejection::CounterpartyNotAllowed { .. } => "counterparty not allowed",
        Rejection::MetadataRequired { .. } => "metadata required",
        Rejection::AmountLimitExceeded { .. } => "amount limit exceeded",
        Rejection::NothingLeft { .. } => "nothing left",
        Rejection::ApprovalRequired { .. } => "approval required",
        Rejection::ConditionFailed { .. } => "condition failed",
        Rejection::AccountVersionFailed { .. } => "account version failed",
        Rejection::AmountOverflow { posting: Some(_), .. } => "amount overflow",
        Rejection::AmountOverflow { posting: None, .. } => "bound overflow",
        Rejection::AccountNotEmpty { .. } => "account not empty",
        Rejection::MetadataTooLarge { .. } => "metadata too large",
        Rejection::MetadataConflict { .. } => "metadata conflict",
        Rejection::VersionConflict { .. } => "version conflict",
        Rejection::AccountExists { .. } => "account exists",
        Rejection::AssetExists { .. } => "asset exists",
        Rejection::LimitExceeded { .. } | Rejection::LimitNotFound { .. } | Rejection::LimitExists { .. } => {
            unreachable!("the commands make no limits")
        }
        Rejection::MonitorNotFound { .. } | Rejection::MonitorExists { .. } => {
            unreachable!("no command makes or changes a monitor")
        }
        Rejection::ProposalNotOpen { .. } => unreachable!("the commands make no proposals"),
        Rejection::TransferMetadataTooLarge { .. } | Rejection::TransferVersionConflict { .. } => {
            unreachable!("the commands change no transfer's metadata")
        }
    }
}
