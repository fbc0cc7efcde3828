// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Events in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventList {
    pub data: Vec<models::Event>,
    /// The number of the ledger's last change.
    pub last_seq: i64,
    /// What to give as `after` to go on: the last number that was looked at, whether an event is shown of it or not.
    pub next_after: i64,
}
