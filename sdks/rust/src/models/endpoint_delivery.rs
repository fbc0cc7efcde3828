// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// How far an endpoint has been told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EndpointDelivery {
    /// Events that were given up.
    pub dead_letters: i64,
    /// Since when nothing was acknowledged; absent where all is well.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub failing_since: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// The ledger's last change.
    pub last_seq: i64,
    /// Every event up to here was acknowledged, filtered out, or is counted below.
    pub told_seq: i64,
    /// Events that failed and are sent again.
    pub waiting: i64,
}
