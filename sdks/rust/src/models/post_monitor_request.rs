// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A monitor to set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostMonitorRequest {
    /// Whether it raises alerts; true unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Only accounts in this asset are watched.
    pub asset: String,
    /// Which of the balance's amounts is watched.
    pub balance: models::BalanceKind,
    /// Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
    pub name: String,
    /// The account of this path and all below it, each by itself.
    pub path_prefix: String,
    /// In major units; at the threshold itself nothing alerts.
    #[serde(with = "crate::wire")]
    pub threshold: BigDecimal,
    /// On which side of the threshold it alerts.
    pub when: models::AlertWhen,
}

impl PostMonitorRequest {
    /// With what it cannot go without.
    pub fn new(
        asset: impl Into<String>,
        balance: models::BalanceKind,
        name: impl Into<String>,
        path_prefix: impl Into<String>,
        threshold: BigDecimal,
        when: models::AlertWhen,
    ) -> Self {
        Self {
            active: None,
            asset: asset.into(),
            balance,
            name: name.into(),
            path_prefix: path_prefix.into(),
            threshold,
            when,
        }
    }

    /// Whether it raises alerts; true unless given.
    #[must_use]
    pub fn active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
    }
}
