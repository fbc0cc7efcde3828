// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Which transfers on an account a second key must approve.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApprovalRequest {
    /// Above this amount on a side of the account.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub above: Option<BigDecimal>,
    /// Effective before they are recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_dated: Option<bool>,
    /// Said by their client to be made by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversals: Option<bool>,
}

impl ApprovalRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { above: None, back_dated: None, manual: None, reversals: None }
    }

    /// Above this amount on a side of the account.
    #[must_use]
    pub fn above(mut self, above: BigDecimal) -> Self {
        self.above = Some(above);
        self
    }

    /// Effective before they are recorded.
    #[must_use]
    pub fn back_dated(mut self, back_dated: bool) -> Self {
        self.back_dated = Some(back_dated);
        self
    }

    /// Said by their client to be made by hand.
    #[must_use]
    pub fn manual(mut self, manual: bool) -> Self {
        self.manual = Some(manual);
        self
    }

    /// Sets `reversals`.
    #[must_use]
    pub fn reversals(mut self, reversals: bool) -> Self {
        self.reversals = Some(reversals);
        self
    }
}
