// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A limit to set: `max_sum`, `max_count`, or both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostLimitRequest {
    /// Whether it is in force; true unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Only postings in this asset count.
    pub asset: String,
    /// Only postings on this side count.
    pub direction: models::Side,
    /// The most transfers and holds in a window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_count: Option<i64>,
    /// The most that may be moved in a window, in major units.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub max_sum: Option<BigDecimal>,
    /// Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
    pub name: String,
    /// `reject` unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_exceed: Option<models::OnExceed>,
    /// The account of this path and all below it.
    pub path_prefix: String,
    pub per: models::LimitPer,
    pub window: models::WindowRequest,
}

impl PostLimitRequest {
    /// With what it cannot go without.
    pub fn new(
        asset: impl Into<String>,
        direction: models::Side,
        name: impl Into<String>,
        path_prefix: impl Into<String>,
        per: models::LimitPer,
        window: models::WindowRequest,
    ) -> Self {
        Self {
            active: None,
            asset: asset.into(),
            direction,
            max_count: None,
            max_sum: None,
            name: name.into(),
            on_exceed: None,
            path_prefix: path_prefix.into(),
            per,
            window,
        }
    }

    /// Whether it is in force; true unless given.
    #[must_use]
    pub fn active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
    }

    /// The most transfers and holds in a window.
    #[must_use]
    pub fn max_count(mut self, max_count: i64) -> Self {
        self.max_count = Some(max_count);
        self
    }

    /// The most that may be moved in a window, in major units.
    #[must_use]
    pub fn max_sum(mut self, max_sum: BigDecimal) -> Self {
        self.max_sum = Some(max_sum);
        self
    }

    /// `reject` unless given.
    #[must_use]
    pub fn on_exceed(mut self, on_exceed: models::OnExceed) -> Self {
        self.on_exceed = Some(on_exceed);
        self
    }
}
