// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An account to open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostAccountRequest {
    pub asset: String,
    /// At most 1,024 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// The side that raises the account. Follows the type unless given (contra accounts).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normal_side: Option<models::Side>,
    /// Unique in its ledger, for good: 1 to 32 segments of `[A-Za-z0-9_.-]` joined by `:`, at most 255 bytes.
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<models::PolicyRequest>,
    pub r#type: models::AccountType,
}

impl PostAccountRequest {
    /// With what it cannot go without.
    pub fn new(asset: impl Into<String>, path: impl Into<String>, r#type: models::AccountType) -> Self {
        Self {
            asset: asset.into(),
            description: None,
            metadata: None,
            normal_side: None,
            path: path.into(),
            policy: None,
            r#type,
        }
    }

    /// At most 1,024 bytes.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[must_use]
    pub fn metadata(mut self, metadata: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        self.metadata = Some(metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
        self
    }

    /// The side that raises the account. Follows the type unless given (contra accounts).
    #[must_use]
    pub fn normal_side(mut self, normal_side: models::Side) -> Self {
        self.normal_side = Some(normal_side);
        self
    }

    /// Sets `policy`.
    #[must_use]
    pub fn policy(mut self, policy: models::PolicyRequest) -> Self {
        self.policy = Some(policy);
        self
    }
}
