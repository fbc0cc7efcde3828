// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What is said about a transfer, after a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransferMetadata {
    pub id: Uuid,
    /// String to string, in the key order of RFC 8785.
    pub metadata: BTreeMap<String, String>,
    pub revision: i64,
    /// The transfer's own `seq`.
    pub seq: i64,
    #[serde(with = "crate::wire")]
    pub updated_at: DateTime<Utc>,
}
