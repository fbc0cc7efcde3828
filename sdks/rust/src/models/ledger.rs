// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A ledger: an isolated book with its own accounts, assets, order and keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ledger {
    #[serde(with = "crate::wire")]
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub id: Uuid,
    /// The number of the ledger's last change; absent in its event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seq: Option<i64>,
    /// String to string, in the key order of RFC 8785.
    pub metadata: BTreeMap<String, String>,
    pub name: String,
    /// An IANA time zone: the day boundaries of dates given without a time.
    pub time_zone: String,
}
