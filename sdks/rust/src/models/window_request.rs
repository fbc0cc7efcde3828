// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A stretch of time that ends now: one of the two.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WindowRequest {
    /// The present day, week (from Monday), month or year in the ledger's time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<models::Calendar>,
    /// The last so many seconds: at most a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
}

impl WindowRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { calendar: None, seconds: None }
    }

    /// The present day, week (from Monday), month or year in the ledger's time zone.
    #[must_use]
    pub fn calendar(mut self, calendar: models::Calendar) -> Self {
        self.calendar = Some(calendar);
        self
    }

    /// The last so many seconds: at most a year.
    #[must_use]
    pub fn seconds(mut self, seconds: i64) -> Self {
        self.seconds = Some(seconds);
        self
    }
}
