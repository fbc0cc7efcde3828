// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A change of a limit; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PatchLimitRequest {
    /// What passes while it is not in force does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Null: no count is bounded.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub max_count: Option<Option<i64>>,
    /// Null: no sum is bounded.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub max_sum: Option<Option<BigDecimal>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_exceed: Option<models::OnExceed>,
}

impl PatchLimitRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { active: None, max_count: None, max_sum: None, on_exceed: None }
    }

    /// What passes while it is not in force does not count.
    #[must_use]
    pub fn active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
    }

    /// Null: no count is bounded.
    #[must_use]
    pub fn max_count(mut self, max_count: i64) -> Self {
        self.max_count = Some(Some(max_count));
        self
    }

    /// Sends `null` as `max_count`, which takes away what is there.
    #[must_use]
    pub fn clear_max_count(mut self) -> Self {
        self.max_count = Some(None);
        self
    }

    /// Null: no sum is bounded.
    #[must_use]
    pub fn max_sum(mut self, max_sum: BigDecimal) -> Self {
        self.max_sum = Some(Some(max_sum));
        self
    }

    /// Sends `null` as `max_sum`, which takes away what is there.
    #[must_use]
    pub fn clear_max_sum(mut self) -> Self {
        self.max_sum = Some(None);
        self
    }

    /// Sets `on_exceed`.
    #[must_use]
    pub fn on_exceed(mut self, on_exceed: models::OnExceed) -> Self {
        self.on_exceed = Some(on_exceed);
        self
    }
}
