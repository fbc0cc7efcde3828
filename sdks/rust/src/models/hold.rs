// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What became of a hold. The amounts are those of one side; where assets or postings differ, `postings` has them all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hold {
    /// Held in all, increments included; absent where the hold is in several assets.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub amount: Option<BigDecimal>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub captured: Option<BigDecimal>,
    /// The captures, voids, increments, extensions and the expiry that it had, in order; the first 100.
    pub entries: Vec<models::HoldEntry>,
    /// When it ends, or ended, by itself.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub expires_at: Option<DateTime<Utc>>,
    /// One for each posting of the hold, in its order.
    pub postings: Vec<models::HoldPosting>,
    /// Still held.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub remaining: Option<BigDecimal>,
    pub status: models::HoldStatus,
}
