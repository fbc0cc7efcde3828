// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An event that an endpoint did not take, and that is not sent any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeadLetter {
    pub attempts: i32,
    #[serde(with = "crate::wire")]
    pub died_at: DateTime<Utc>,
    /// What went wrong last.
    pub error: String,
    pub event_id: String,
    pub seq: i64,
}
