// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A change of an account. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PatchAccountRequest {
    /// At most 1,024 bytes; null removes it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub description: Option<Option<String>>,
    /// Change only an account whose metadata has these values; a key's null: has no such key.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub if_metadata: Option<Option<BTreeMap<String, Option<String>>>>,
    /// Change only an account at this revision; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_revision: Option<i64>,
    /// Merged into what is there; a key's null removes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, Option<String>>>,
    /// Null removes all of it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub policy: Option<Option<models::PatchPolicyRequest>>,
    /// `frozen` takes no postings until `open` again; `closed` needs a settled account and is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<models::AccountStatus>,
}

impl PatchAccountRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { description: None, if_metadata: None, if_revision: None, metadata: None, policy: None, status: None }
    }

    /// At most 1,024 bytes; null removes it.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(Some(description.into()));
        self
    }

    /// Sends `null` as `description`, which takes away what is there.
    #[must_use]
    pub fn clear_description(mut self) -> Self {
        self.description = Some(None);
        self
    }

    /// Change only an account whose metadata has these values; a key's null: has no such key.
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

    /// Change only an account at this revision; `If-Match` says the same.
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

    /// Null removes all of it.
    #[must_use]
    pub fn policy(mut self, policy: models::PatchPolicyRequest) -> Self {
        self.policy = Some(Some(policy));
        self
    }

    /// Sends `null` as `policy`, which takes away what is there.
    #[must_use]
    pub fn clear_policy(mut self) -> Self {
        self.policy = Some(None);
        self
    }

    /// `frozen` takes no postings until `open` again; `closed` needs a settled account and is final.
    #[must_use]
    pub fn status(mut self, status: models::AccountStatus) -> Self {
        self.status = Some(status);
        self
    }
}
