// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A change of a transfer's metadata.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PatchTransferRequest {
    /// Change only a transfer whose metadata has these values; a key's null: has no such key.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub if_metadata: Option<Option<BTreeMap<String, Option<String>>>>,
    /// Change only a transfer at this revision; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_revision: Option<i64>,
    /// Merged into what is there; a key's null removes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, Option<String>>>,
}

impl PatchTransferRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { if_metadata: None, if_revision: None, metadata: None }
    }

    /// Change only a transfer whose metadata has these values; a key's null: has no such key.
    #[must_use]
    pub fn if_metadata(mut self, if_metadata: impl IntoIterator<Item = (impl Into<String>, Option<String>)>) -> Self {
        self.if_metadata = Some(Some(if_metadata.into_iter().map(|(key, value)| (key.into(), value)).collect()));
        self
    }

    /// Sends `null` as `if_metadata`, which takes away what is there.
    #[must_use]
    pub fn clear_if_metadata(mut self) -> Self {
        self.if_metadata = Some(None);
        self
    }

    /// Change only a transfer at this revision; `If-Match` says the same.
    #[must_use]
    pub fn if_revision(mut self, if_revision: i64) -> Self {
        self.if_revision = Some(if_revision);
        self
    }

    /// Merged into what is there; a key's null removes it.
    #[must_use]
    pub fn metadata(mut self, metadata: impl IntoIterator<Item = (impl Into<String>, Option<String>)>) -> Self {
        self.metadata = Some(metadata.into_iter().map(|(key, value)| (key.into(), value)).collect());
        self
    }
}
