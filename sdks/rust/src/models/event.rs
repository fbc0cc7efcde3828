// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// The public record of one accepted change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// SHA-256 over the previous event's hash and this event, in hexadecimal.
    pub hash: String,
    /// The ledger, asset, account or transfer as the change left it.
    pub object: serde_json::Value,
    #[serde(with = "crate::wire")]
    pub recorded_at: DateTime<Utc>,
    /// The change's number: dense, from 1.
    pub seq: i64,
    pub r#type: String,
}
