// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A change of a monitor; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PatchMonitorRequest {
    /// What happens while it is not in force raises no alert, then or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub threshold: Option<BigDecimal>,
}

impl PatchMonitorRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { active: None, threshold: None }
    }

    /// What happens while it is not in force raises no alert, then or later.
    #[must_use]
    pub fn active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
    }

    /// Sets `threshold`.
    #[must_use]
    pub fn threshold(mut self, threshold: BigDecimal) -> Self {
        self.threshold = Some(threshold);
        self
    }
}
