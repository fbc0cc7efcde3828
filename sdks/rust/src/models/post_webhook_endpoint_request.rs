// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An endpoint to add.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostWebhookEndpointRequest {
    /// Tell it of events after this `seq`: 0 for all there are. The ledger's last unless given, so that it is told of what is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    /// At most 1,024 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Only events whose object has all of this metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// True: one event at a time, each after the one before it was acknowledged; one that fails holds up the others. False unless given: several at once, and one that fails is sent again later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<bool>,
    /// Only events about accounts at or below this path; whole segments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    /// Only events of these types; all unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<String>>,
    /// Where events are sent: `https`, at most 2,048 bytes, no user or fragment, no private address. One endpoint of a ledger per URL.
    pub url: String,
}

impl PostWebhookEndpointRequest {
    /// With what it cannot go without.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            after: None,
            description: None,
            metadata: None,
            ordered: None,
            path_prefix: None,
            types: None,
            url: url.into(),
        }
    }

    /// Tell it of events after this `seq`: 0 for all there are. The ledger's last unless given, so that it is told of what is new.
    #[must_use]
    pub fn after(mut self, after: i64) -> Self {
        self.after = Some(after);
        self
    }

    /// At most 1,024 bytes.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Only events whose object has all of this metadata.
    #[must_use]
    pub fn metadata(mut self, metadata: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        self.metadata = Some(metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
        self
    }

    /// True: one event at a time, each after the one before it was acknowledged; one that fails holds up the others. False unless given: several at once, and one that fails is sent again later.
    #[must_use]
    pub fn ordered(mut self, ordered: bool) -> Self {
        self.ordered = Some(ordered);
        self
    }

    /// Only events about accounts at or below this path; whole segments.
    #[must_use]
    pub fn path_prefix(mut self, path_prefix: impl Into<String>) -> Self {
        self.path_prefix = Some(path_prefix.into());
        self
    }

    /// Only events of these types; all unless given.
    #[must_use]
    pub fn types(mut self, types: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.types = Some(types.into_iter().map(Into::into).collect());
        self
    }
}
