// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// How much of a transfer has been reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reversed {
    /// Whether nothing is left to reverse.
    pub fully: bool,
    /// One for each posting of the transfer, in its order.
    pub postings: Vec<models::ReversedPosting>,
    /// The reversals, in order; the first 100.
    pub reversal_ids: Vec<uuid::Uuid>,
}
