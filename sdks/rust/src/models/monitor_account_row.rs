// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// How an account stands to a monitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MonitorAccountRow {
    pub account: String,
    pub account_id: Uuid,
    pub account_version: i64,
    /// Whether it is beyond the threshold: below it, or, where the monitor says `above`, above it.
    pub alerting: bool,
    /// The balance that the monitor watches.
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
}
