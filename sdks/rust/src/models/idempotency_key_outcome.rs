// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What an idempotency key did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IdempotencyKeyOutcome {
    /// Absent for an unknown key.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub recorded_at: Option<DateTime<Utc>>,
    /// The status its request was answered with; absent for an unknown key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_status: Option<i32>,
    pub status: models::IdempotencyKeyStatus,
    /// The transfer it posted, if it posted one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_id: Option<Uuid>,
}
