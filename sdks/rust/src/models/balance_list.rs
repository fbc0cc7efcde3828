// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Balances of many accounts at an instant, as known at another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BalanceList {
    /// The instant that was asked for; null where everything recorded counts.
    #[serde(with = "crate::wire")]
    pub as_of: Option<DateTime<Utc>>,
    pub data: Vec<models::BalanceRow>,
    /// Whether this answer can never change.
    pub r#final: bool,
    #[serde(with = "crate::wire")]
    pub known_at: DateTime<Utc>,
    /// Leads to the next page, which is answered at the same `seq`; null at the list's end.
    pub next_cursor: Option<String>,
    /// The ledger's number that this was answered at.
    pub seq: i64,
}
