// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Which events to send once more: those after a `seq`, those recorded within a time, or some by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostReplayRequest {
    /// After this `seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    /// 1 to 500 ids, as `webhook-id` said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<String>>,
    /// Recorded at or after this instant.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub recorded_from: Option<DateTime<Utc>>,
    /// Recorded before this instant; now unless given.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub recorded_to: Option<DateTime<Utc>>,
    /// Up to this `seq`; the ledger's last unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

impl PostReplayRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { after: None, ids: None, recorded_from: None, recorded_to: None, to: None }
    }

    /// After this `seq`.
    #[must_use]
    pub fn after(mut self, after: i64) -> Self {
        self.after = Some(after);
        self
    }

    /// 1 to 500 ids, as `webhook-id` said.
    #[must_use]
    pub fn ids(mut self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.ids = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    /// Recorded at or after this instant.
    #[must_use]
    pub fn recorded_from(mut self, recorded_from: DateTime<Utc>) -> Self {
        self.recorded_from = Some(recorded_from);
        self
    }

    /// Recorded before this instant; now unless given.
    #[must_use]
    pub fn recorded_to(mut self, recorded_to: DateTime<Utc>) -> Self {
        self.recorded_to = Some(recorded_to);
        self
    }

    /// Up to this `seq`; the ledger's last unless given.
    #[must_use]
    pub fn to(mut self, to: i64) -> Self {
        self.to = Some(to);
        self
    }
}
