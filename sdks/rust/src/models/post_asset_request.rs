// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An asset to register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostAssetRequest {
    pub code: String,
    /// 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Decimals of its amounts, 0 to 28, for good. An ISO 4217 code has its own, which need not be given; every other code needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<i32>,
}

impl PostAssetRequest {
    /// With what it cannot go without.
    pub fn new(code: impl Into<String>) -> Self {
        Self { code: code.into(), name: None, scale: None }
    }

    /// 1 to 255 characters.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Decimals of its amounts, 0 to 28, for good. An ISO 4217 code has its own, which need not be given; every other code needs one.
    #[must_use]
    pub fn scale(mut self, scale: i32) -> Self {
        self.scale = Some(scale);
        self
    }
}
