// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A change of an account's policy. A field that is absent stays; null removes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PatchPolicyRequest {
    /// The accounts that may stand opposite, by path prefix: at most 100.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub allowed_counterparties: Option<Option<Vec<String>>>,
    /// Replaced as a whole; null removes it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub approval: Option<Option<models::PatchApprovalRequest>>,
    /// Refuses postings on the credit side; what is held there can still be let go.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub freeze_credits: Option<Option<bool>>,
    /// Refuses postings on the debit side; what is held there can still be let go.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub freeze_debits: Option<Option<bool>>,
    /// The most that one transfer, hold or increment may move on a side of the account.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub max_amount: Option<Option<BigDecimal>>,
    /// Bounds (posted and held normal side) − posted other side from above.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub max_balance: Option<Option<BigDecimal>>,
    /// Bounds `pending.amount` from above.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub max_pending: Option<Option<BigDecimal>>,
    /// Bounds `posted.amount` from above.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub max_posted: Option<Option<BigDecimal>>,
    /// Bounds `available` from below.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub min_balance: Option<Option<BigDecimal>>,
    /// Bounds `pending.amount` from below.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub min_pending: Option<Option<BigDecimal>>,
    /// Bounds `posted.amount` from below.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub min_posted: Option<Option<BigDecimal>>,
    /// How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub over_capture_percent: Option<Option<BigDecimal>>,
    /// Keys that the metadata of a transfer or hold on the account must have: at most 50.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub required_metadata: Option<Option<Vec<String>>>,
}

impl PatchPolicyRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self {
            allowed_counterparties: None,
            approval: None,
            freeze_credits: None,
            freeze_debits: None,
            max_amount: None,
            max_balance: None,
            max_pending: None,
            max_posted: None,
            min_balance: None,
            min_pending: None,
            min_posted: None,
            over_capture_percent: None,
            required_metadata: None,
        }
    }

    /// The accounts that may stand opposite, by path prefix: at most 100.
    #[must_use]
    pub fn allowed_counterparties(
        mut self,
        allowed_counterparties: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.allowed_counterparties = Some(Some(allowed_counterparties.into_iter().map(Into::into).collect()));
        self
    }

    /// Sends `null` as `allowed_counterparties`, which takes away what is there.
    #[must_use]
    pub fn clear_allowed_counterparties(mut self) -> Self {
        self.allowed_counterparties = Some(None);
        self
    }

    /// Replaced as a whole; null removes it.
    #[must_use]
    pub fn approval(mut self, approval: models::PatchApprovalRequest) -> Self {
        self.approval = Some(Some(approval));
        self
    }

    /// Sends `null` as `approval`, which takes away what is there.
    #[must_use]
    pub fn clear_approval(mut self) -> Self {
        self.approval = Some(None);
        self
    }

    /// Refuses postings on the credit side; what is held there can still be let go.
    #[must_use]
    pub fn freeze_credits(mut self, freeze_credits: bool) -> Self {
        self.freeze_credits = Some(Some(freeze_credits));
        self
    }

    /// Sends `null` as `freeze_credits`, which takes away what is there.
    #[must_use]
    pub fn clear_freeze_credits(mut self) -> Self {
        self.freeze_credits = Some(None);
        self
    }

    /// Refuses postings on the debit side; what is held there can still be let go.
    #[must_use]
    pub fn freeze_debits(mut self, freeze_debits: bool) -> Self {
        self.freeze_debits = Some(Some(freeze_debits));
        self
    }

    /// Sends `null` as `freeze_debits`, which takes away what is there.
    #[must_use]
    pub fn clear_freeze_debits(mut self) -> Self {
        self.freeze_debits = Some(None);
        self
    }

    /// The most that one transfer, hold or increment may move on a side of the account.
    #[must_use]
    pub fn max_amount(mut self, max_amount: BigDecimal) -> Self {
        self.max_amount = Some(Some(max_amount));
        self
    }

    /// Sends `null` as `max_amount`, which takes away what is there.
    #[must_use]
    pub fn clear_max_amount(mut self) -> Self {
        self.max_amount = Some(None);
        self
    }

    /// Bounds (posted and held normal side) − posted other side from above.
    #[must_use]
    pub fn max_balance(mut self, max_balance: BigDecimal) -> Self {
        self.max_balance = Some(Some(max_balance));
        self
    }

    /// Sends `null` as `max_balance`, which takes away what is there.
    #[must_use]
    pub fn clear_max_balance(mut self) -> Self {
        self.max_balance = Some(None);
        self
    }

    /// Bounds `pending.amount` from above.
    #[must_use]
    pub fn max_pending(mut self, max_pending: BigDecimal) -> Self {
        self.max_pending = Some(Some(max_pending));
        self
    }

    /// Sends `null` as `max_pending`, which takes away what is there.
    #[must_use]
    pub fn clear_max_pending(mut self) -> Self {
        self.max_pending = Some(None);
        self
    }

    /// Bounds `posted.amount` from above.
    #[must_use]
    pub fn max_posted(mut self, max_posted: BigDecimal) -> Self {
        self.max_posted = Some(Some(max_posted));
        self
    }

    /// Sends `null` as `max_posted`, which takes away what is there.
    #[must_use]
    pub fn clear_max_posted(mut self) -> Self {
        self.max_posted = Some(None);
        self
    }

    /// Bounds `available` from below.
    #[must_use]
    pub fn min_balance(mut self, min_balance: BigDecimal) -> Self {
        self.min_balance = Some(Some(min_balance));
        self
    }

    /// Sends `null` as `min_balance`, which takes away what is there.
    #[must_use]
    pub fn clear_min_balance(mut self) -> Self {
        self.min_balance = Some(None);
        self
    }

    /// Bounds `pending.amount` from below.
    #[must_use]
    pub fn min_pending(mut self, min_pending: BigDecimal) -> Self {
        self.min_pending = Some(Some(min_pending));
        self
    }

    /// Sends `null` as `min_pending`, which takes away what is there.
    #[must_use]
    pub fn clear_min_pending(mut self) -> Self {
        self.min_pending = Some(None);
        self
    }

    /// Bounds `posted.amount` from below.
    #[must_use]
    pub fn min_posted(mut self, min_posted: BigDecimal) -> Self {
        self.min_posted = Some(Some(min_posted));
        self
    }

    /// Sends `null` as `min_posted`, which takes away what is there.
    #[must_use]
    pub fn clear_min_posted(mut self) -> Self {
        self.min_posted = Some(None);
        self
    }

    /// How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals.
    #[must_use]
    pub fn over_capture_percent(mut self, over_capture_percent: BigDecimal) -> Self {
        self.over_capture_percent = Some(Some(over_capture_percent));
        self
    }

    /// Sends `null` as `over_capture_percent`, which takes away what is there.
    #[must_use]
    pub fn clear_over_capture_percent(mut self) -> Self {
        self.over_capture_percent = Some(None);
        self
    }

    /// Keys that the metadata of a transfer or hold on the account must have: at most 50.
    #[must_use]
    pub fn required_metadata(mut self, required_metadata: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.required_metadata = Some(Some(required_metadata.into_iter().map(Into::into).collect()));
        self
    }

    /// Sends `null` as `required_metadata`, which takes away what is there.
    #[must_use]
    pub fn clear_required_metadata(mut self) -> Self {
        self.required_metadata = Some(None);
        self
    }
}
