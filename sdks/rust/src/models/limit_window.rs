// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A stretch of time that ends now: the present day, week, month or year in the ledger's time zone, or the last so many seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LimitWindow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<models::Calendar>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i32>,
}
