// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What must be true of a posting's account; at least one condition. Balances are compared as the whole transfer leaves them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConditionRequest {
    /// The account's version that you saw: nothing was posted or held on it since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_version: Option<i64>,
    /// The balance's `available`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<models::ComparisonRequest>,
    /// The balance's `pending.amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<models::ComparisonRequest>,
    /// The balance's `posted.amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posted: Option<models::ComparisonRequest>,
}

impl ConditionRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { account_version: None, available: None, pending: None, posted: None }
    }

    /// The account's version that you saw: nothing was posted or held on it since.
    #[must_use]
    pub fn account_version(mut self, account_version: i64) -> Self {
        self.account_version = Some(account_version);
        self
    }

    /// The balance's `available`.
    #[must_use]
    pub fn available(mut self, available: models::ComparisonRequest) -> Self {
        self.available = Some(available);
        self
    }

    /// The balance's `pending.amount`.
    #[must_use]
    pub fn pending(mut self, pending: models::ComparisonRequest) -> Self {
        self.pending = Some(pending);
        self
    }

    /// The balance's `posted.amount`.
    #[must_use]
    pub fn posted(mut self, posted: models::ComparisonRequest) -> Self {
        self.posted = Some(posted);
        self
    }
}
