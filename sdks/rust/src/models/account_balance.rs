// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An account's balance at an instant, as known at another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccountBalance {
    pub account: String,
    pub account_id: Uuid,
    /// Counts the account's postings up to `seq`.
    pub account_version: i64,
    /// The instant that was asked for; null where everything recorded counts.
    #[serde(with = "crate::wire")]
    pub as_of: Option<DateTime<Utc>>,
    pub asset: String,
    pub balance: models::Balance,
    /// Whether this answer can never change.
    pub r#final: bool,
    #[serde(with = "crate::wire")]
    pub known_at: DateTime<Utc>,
    /// The ledger's number that this was answered at.
    pub seq: i64,
}
