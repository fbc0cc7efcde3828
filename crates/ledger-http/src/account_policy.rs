//! An account's policy in requests: limits and rules, whole or field by field.

use ledger::{Approval, PathPrefix, Policy, PolicyChange, Rules, SignedDecimal};
use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned},
};
use utoipa::ToSchema;

use crate::wire::{MetadataKey, Parsed, Percent, UpperBound, clearable};

const MOST_COUNTERPARTIES: usize = 100;
const MOST_REQUIRED_KEYS: usize = 50;

/// A list of so many values at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Few<T, const MOST: usize>(Vec<T>);

impl<'de, T: DeserializeOwned, const MOST: usize> Deserialize<'de> for Few<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Vec::deserialize(deserializer)?;
        if values.len() > MOST {
            return Err(de::Error::custom(format_args!("must hold at most {MOST} values")));
        }
        Ok(Few(values))
    }
}

type Counterparties = Few<Parsed<PathPrefix>, MOST_COUNTERPARTIES>;
type RequiredKeys = Few<Parsed<MetadataKey>, MOST_REQUIRED_KEYS>;

/// Limits and rules of an account; absent means unbounded, or no such rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyRequest {
    /// Bounds `available` from below.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "0.00")]
    min_balance: Option<Parsed<SignedDecimal>>,
    /// Bounds (posted and held normal side) − posted other side from above.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "10000.00")]
    max_balance: Option<Parsed<SignedDecimal>>,
    /// Bounds `posted.amount` from below.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    min_posted: Option<Parsed<SignedDecimal>>,
    /// Bounds `posted.amount` from above.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    max_posted: Option<Parsed<SignedDecimal>>,
    /// Bounds `pending.amount` from below.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    min_pending: Option<Parsed<SignedDecimal>>,
    /// Bounds `pending.amount` from above.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    max_pending: Option<Parsed<SignedDecimal>>,
    /// The most that one transfer, hold or increment may move on a side of the account.
    #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "500.00")]
    max_amount: Option<Parsed<UpperBound>>,
    /// Refuses postings on the debit side; what is held there can still be let go.
    freeze_debits: Option<bool>,
    /// Refuses postings on the credit side; what is held there can still be let go.
    freeze_credits: Option<bool>,
    /// The accounts that may stand opposite, by path prefix: at most 100.
    #[schema(value_type = Option<Vec<String>>, max_items = 100)]
    allowed_counterparties: Option<Counterparties>,
    /// Keys that the metadata of a transfer or hold on the account must have: at most 50.
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    required_metadata: Option<RequiredKeys>,
    /// How much more than was held on the account may be captured, in percent of what was held: 0 to 100,
    /// with at most 2 decimals.
    #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]{1,2})?$", example = "15")]
    over_capture_percent: Option<Parsed<Percent>>,
    approval: Option<ApprovalRequest>,
}

/// Which transfers on an account a second key must approve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRequest {
    /// Above this amount on a side of the account.
    #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "10000.00")]
    above: Option<Parsed<UpperBound>>,
    /// Effective before they are recorded.
    back_dated: Option<bool>,
    /// Said by their client to be made by hand.
    manual: Option<bool>,
    reversals: Option<bool>,
}

/// A change of an account's policy. A field that is absent stays; null removes it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchPolicyRequest {
    /// Bounds `available` from below.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "0.00")]
    min_balance: Option<Option<Parsed<SignedDecimal>>>,
    /// Bounds (posted and held normal side) − posted other side from above.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "10000.00")]
    max_balance: Option<Option<Parsed<SignedDecimal>>>,
    /// Bounds `posted.amount` from below.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    min_posted: Option<Option<Parsed<SignedDecimal>>>,
    /// Bounds `posted.amount` from above.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    max_posted: Option<Option<Parsed<SignedDecimal>>>,
    /// Bounds `pending.amount` from below.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    min_pending: Option<Option<Parsed<SignedDecimal>>>,
    /// Bounds `pending.amount` from above.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    max_pending: Option<Option<Parsed<SignedDecimal>>>,
    /// The most that one transfer, hold or increment may move on a side of the account.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "500.00")]
    max_amount: Option<Option<Parsed<UpperBound>>>,
    /// Refuses postings on the debit side; what is held there can still be let go.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<bool>)]
    freeze_debits: Option<Option<bool>>,
    /// Refuses postings on the credit side; what is held there can still be let go.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<bool>)]
    freeze_credits: Option<Option<bool>>,
    /// The accounts that may stand opposite, by path prefix: at most 100.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<Vec<String>>, max_items = 100)]
    allowed_counterparties: Option<Option<Counterparties>>,
    /// Keys that the metadata of a transfer or hold on the account must have: at most 50.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    required_metadata: Option<Option<RequiredKeys>>,
    /// How much more than was held on the account may be captured, in percent of what was held: 0 to 100,
    /// with at most 2 decimals.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]{1,2})?$", example = "15")]
    over_capture_percent: Option<Option<Parsed<Percent>>>,
    /// Replaced as a whole; null removes it.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = ApprovalRequest)]
    approval: Option<Option<ApprovalRequest>>,
}

impl From<PolicyRequest> for Policy<SignedDecimal> {
    fn from(request: PolicyRequest) -> Policy<SignedDecimal> {
        let bound = |bound: Option<Parsed<SignedDecimal>>| bound.map(|bound| bound.0);
        let rules = Rules {
            min_posted: bound(request.min_posted),
            max_posted: bound(request.max_posted),
            min_pending: bound(request.min_pending),
            max_pending: bound(request.max_pending),
            max_amount: upper(request.max_amount),
            freeze_debits: request.freeze_debits.unwrap_or_default(),
            freeze_credits: request.freeze_credits.unwrap_or_default(),
            counterparties: counterparties(request.allowed_counterparties),
            required_metadata: required_keys(request.required_metadata),
            over_capture: percent(request.over_capture_percent),
            approval: approval(request.approval),
        };
        Policy {
            min_balance: bound(request.min_balance),
            max_balance: bound(request.max_balance),
            rules: Some(rules).filter(|rules| *rules != Rules::default()).map(Box::new),
        }
    }
}

impl From<PatchPolicyRequest> for PolicyChange {
    fn from(request: PatchPolicyRequest) -> PolicyChange {
        let bound = |bound: Option<Option<Parsed<SignedDecimal>>>| bound.map(|bound| bound.map(|bound| bound.0));
        PolicyChange {
            min_balance: bound(request.min_balance),
            max_balance: bound(request.max_balance),
            min_posted: bound(request.min_posted),
            max_posted: bound(request.max_posted),
            min_pending: bound(request.min_pending),
            max_pending: bound(request.max_pending),
            max_amount: request.max_amount.map(upper),
            freeze_debits: request.freeze_debits.map(Option::unwrap_or_default),
            freeze_credits: request.freeze_credits.map(Option::unwrap_or_default),
            counterparties: request.allowed_counterparties.map(counterparties),
            required_metadata: request.required_metadata.map(required_keys),
            over_capture: request.over_capture_percent.map(percent),
            approval: request.approval.map(approval),
        }
    }
}

/// The change that leaves nothing of a policy.
pub fn no_policy() -> PolicyChange {
    PolicyChange {
        min_balance: Some(None),
        max_balance: Some(None),
        min_posted: Some(None),
        max_posted: Some(None),
        min_pending: Some(None),
        max_pending: Some(None),
        max_amount: Some(None),
        freeze_debits: Some(false),
        freeze_credits: Some(false),
        counterparties: Some(Vec::new()),
        required_metadata: Some(Vec::new()),
        over_capture: Some(0),
        approval: Some(Approval::default()),
    }
}

fn upper(bound: Option<Parsed<UpperBound>>) -> Option<SignedDecimal> {
    bound.map(|bound| bound.0.0)
}

fn counterparties(prefixes: Option<Counterparties>) -> Vec<PathPrefix> {
    prefixes.map(|prefixes| prefixes.0.into_iter().map(|prefix| prefix.0).collect()).unwrap_or_default()
}

fn required_keys(keys: Option<RequiredKeys>) -> Vec<String> {
    keys.map(|keys| keys.0.into_iter().map(|key| key.0.0).collect()).unwrap_or_default()
}

fn percent(percent: Option<Parsed<Percent>>) -> u16 {
    percent.map_or(0, |percent| percent.0.0)
}

fn approval(request: Option<ApprovalRequest>) -> Approval<SignedDecimal> {
    request.map_or_else(Approval::default, |request| Approval {
        above: upper(request.above),
        back_dated: request.back_dated.unwrap_or_default(),
        reversals: request.reversals.unwrap_or_default(),
        manual: request.manual.unwrap_or_default(),
    })
}
