// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A change of an endpoint. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PatchWebhookEndpointRequest {
    /// At most 1,024 bytes; null removes it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub description: Option<Option<String>>,
    /// Change only an endpoint at this revision; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_revision: Option<i64>,
    /// Replaces what was asked for; null: whatever the metadata.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub metadata: Option<Option<BTreeMap<String, String>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<bool>,
    /// Null: events about all accounts.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub path_prefix: Option<Option<String>>,
    /// `disabled` sends nothing until `enabled` again; then it goes on where it ended, and what waits is sent at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<models::EndpointStatus>,
    /// Null: events of every type.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    pub types: Option<Option<Vec<String>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl PatchWebhookEndpointRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self {
            description: None,
            if_revision: None,
            metadata: None,
            ordered: None,
            path_prefix: None,
            status: None,
            types: None,
            url: None,
        }
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

    /// Change only an endpoint at this revision; `If-Match` says the same.
    #[must_use]
    pub fn if_revision(mut self, if_revision: i64) -> Self {
        self.if_revision = Some(if_revision);
        self
    }

    /// Replaces what was asked for; null: whatever the metadata.
    #[must_use]
    pub fn metadata(mut self, metadata: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        self.metadata = Some(Some(metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect()));
        self
    }

    /// Sends `null` as `metadata`, which takes away what is there.
    #[must_use]
    pub fn clear_metadata(mut self) -> Self {
        self.metadata = Some(None);
        self
    }

    /// Sets `ordered`.
    #[must_use]
    pub fn ordered(mut self, ordered: bool) -> Self {
        self.ordered = Some(ordered);
        self
    }

    /// Null: events about all accounts.
    #[must_use]
    pub fn path_prefix(mut self, path_prefix: impl Into<String>) -> Self {
        self.path_prefix = Some(Some(path_prefix.into()));
        self
    }

    /// Sends `null` as `path_prefix`, which takes away what is there.
    #[must_use]
    pub fn clear_path_prefix(mut self) -> Self {
        self.path_prefix = Some(None);
        self
    }

    /// `disabled` sends nothing until `enabled` again; then it goes on where it ended, and what waits is sent at once.
    #[must_use]
    pub fn status(mut self, status: models::EndpointStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Null: events of every type.
    #[must_use]
    pub fn types(mut self, types: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.types = Some(Some(types.into_iter().map(Into::into).collect()));
        self
    }

    /// Sends `null` as `types`, which takes away what is there.
    #[must_use]
    pub fn clear_types(mut self) -> Self {
        self.types = Some(None);
        self
    }

    /// Sets `url`.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }
}
