// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An asset: a currency or token with a fixed scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Asset {
    /// Whether ISO 4217 defines it, so that it needs no registration.
    pub built_in: bool,
    pub code: String,
    /// When it was registered; absent for a built-in one that was not.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Decimals of its amounts, 0 to 28.
    pub scale: i32,
}
