// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What became of one item of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransferResult {
    /// Present if `rejected`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<models::Problem>,
    pub status: models::TransferResultStatus,
    /// Present if `posted`: the transfer, the hold, or the action's own entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<models::Transfer>,
}
