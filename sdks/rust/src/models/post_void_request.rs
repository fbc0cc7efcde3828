// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A void: nothing need be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostVoidRequest {
    /// At most 1,024 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it counts for the books: not before the hold's.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub effective_at: Option<DateTime<Utc>>,
    /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The new entry's id, unique for ever; made by the service unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
}

impl PostVoidRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { description: None, effective_at: None, external_id: None, id: None, metadata: None }
    }

    /// At most 1,024 bytes.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// When it counts for the books: not before the hold's.
    #[must_use]
    pub fn effective_at(mut self, effective_at: DateTime<Utc>) -> Self {
        self.effective_at = Some(effective_at);
        self
    }

    /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// The new entry's id, unique for ever; made by the service unless given.
    #[must_use]
    pub fn id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[must_use]
    pub fn metadata(mut self, metadata: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        self.metadata = Some(metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
        self
    }
}
