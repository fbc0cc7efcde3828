// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An account's limits and rules; absent means unbounded, or no such rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Policy {
    /// The accounts that may stand opposite in a transfer, by path prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_counterparties: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<models::ApprovalPolicy>,
    /// Refuses postings on the credit side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freeze_credits: Option<bool>,
    /// Refuses postings on the debit side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freeze_debits: Option<bool>,
    /// The most that one transfer or hold may move on a side of the account.
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
    /// How much more than was held on the account may be captured, in percent of what was held.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub over_capture_percent: Option<BigDecimal>,
    /// Keys that the metadata of a transfer or hold on the account must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_metadata: Option<Vec<String>>,
}
