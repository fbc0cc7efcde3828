// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Running totals: debits, credits, and the amount on the account's normal side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BalanceSides {
    /// Normal side − other side; negative where the other side is larger.
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
    #[serde(with = "crate::wire")]
    pub credits: BigDecimal,
    #[serde(with = "crate::wire")]
    pub debits: BigDecimal,
}
