// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A later entry about a hold or a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HoldEntry {
    pub id: Uuid,
    pub kind: models::TransferKind,
    #[serde(with = "crate::wire")]
    pub recorded_at: DateTime<Utc>,
    pub seq: i64,
}
