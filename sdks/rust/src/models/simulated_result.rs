// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What would become of one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimulatedResult {
    /// Present if `rejected`: every rule that refuses, in order of precedence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problems: Option<Vec<models::Problem>>,
    pub status: models::TransferResultStatus,
    /// Present if `posted`: the entry as it would be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<models::Transfer>,
}
