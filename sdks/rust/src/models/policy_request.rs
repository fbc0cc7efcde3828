// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Limits and rules of an account; absent means unbounded, or no such rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PolicyRequest {
    /// The accounts that may stand opposite, by path prefix: at most 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_counterparties: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<models::ApprovalRequest>,
    /// Refuses postings on the credit side; what is held there can still be let go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freeze_credits: Option<bool>,
    /// Refuses postings on the debit side; what is held there can still be let go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freeze_debits: Option<bool>,
    /// The most that one transfer, hold or increment may move on a side of the account.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub max_amount: Option<BigDecimal>,
    /// Bounds (posted and held normal side) − posted other side from above.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub max_balance: Option<BigDecimal>,
    /// Bounds `pending.amount` from above.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub max_pending: Option<BigDecimal>,
    /// Bounds `posted.amount` from above.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub max_posted: Option<BigDecimal>,
    /// Bounds `available` from below.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub min_balance: Option<BigDecimal>,
    /// Bounds `pending.amount` from below.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub min_pending: Option<BigDecimal>,
    /// Bounds `posted.amount` from below.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub min_posted: Option<BigDecimal>,
    /// How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub over_capture_percent: Option<BigDecimal>,
    /// Keys that the metadata of a transfer or hold on the account must have: at most 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_metadata: Option<Vec<String>>,
}

impl PolicyRequest {
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
        self.allowed_counterparties = Some(allowed_counterparties.into_iter().map(Into::into).collect());
        self
    }

    /// Sets `approval`.
    #[must_use]
    pub fn approval(mut self, approval: models::ApprovalRequest) -> Self {
        self.approval = Some(approval);
        self
    }

    /// Refuses postings on the credit side; what is held there can still be let go.
    #[must_use]
    pub fn freeze_credits(mut self, freeze_credits: bool) -> Self {
        self.freeze_credits = Some(freeze_credits);
        self
    }

    /// Refuses postings on the debit side; what is held there can still be let go.
    #[must_use]
    pub fn freeze_debits(mut self, freeze_debits: bool) -> Self {
        self.freeze_debits = Some(freeze_debits);
        self
    }

    /// The most that one transfer, hold or increment may move on a side of the account.
    #[must_use]
    pub fn max_amount(mut self, max_amount: BigDecimal) -> Self {
        self.max_amount = Some(max_amount);
        self
    }

    /// Bounds (posted and held normal side) − posted other side from above.
    #[must_use]
    pub fn max_balance(mut self, max_balance: BigDecimal) -> Self {
        self.max_balance = Some(max_balance);
        self
    }

    /// Bounds `pending.amount` from above.
    #[must_use]
    pub fn max_pending(mut self, max_pending: BigDecimal) -> Self {
        self.max_pending = Some(max_pending);
        self
    }

    /// Bounds `posted.amount` from above.
    #[must_use]
    pub fn max_posted(mut self, max_posted: BigDecimal) -> Self {
        self.max_posted = Some(max_posted);
        self
    }

    /// Bounds `available` from below.
    #[must_use]
    pub fn min_balance(mut self, min_balance: BigDecimal) -> Self {
        self.min_balance = Some(min_balance);
        self
    }

    /// Bounds `pending.amount` from below.
    #[must_use]
    pub fn min_pending(mut self, min_pending: BigDecimal) -> Self {
        self.min_pending = Some(min_pending);
        self
    }

    /// Bounds `posted.amount` from below.
    #[must_use]
    pub fn min_posted(mut self, min_posted: BigDecimal) -> Self {
        self.min_posted = Some(min_posted);
        self
    }

    /// How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals.
    #[must_use]
    pub fn over_capture_percent(mut self, over_capture_percent: BigDecimal) -> Self {
        self.over_capture_percent = Some(over_capture_percent);
        self
    }

    /// Keys that the metadata of a transfer or hold on the account must have: at most 50.
    #[must_use]
    pub fn required_metadata(mut self, required_metadata: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.required_metadata = Some(required_metadata.into_iter().map(Into::into).collect());
        self
    }
}
