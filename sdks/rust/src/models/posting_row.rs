// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A posting of an account, with its transfer's id and times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostingRow {
    pub account: String,
    pub account_id: Uuid,
    /// Dense per account, from 1.
    pub account_version: i64,
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
    pub asset: String,
    /// The account's balance after this posting.
    pub balance: models::Balance,
    pub direction: models::Side,
    #[serde(with = "crate::wire")]
    pub effective_at: DateTime<Utc>,
    /// The posting's index in its transfer, from 0.
    pub index: i32,
    #[serde(with = "crate::wire")]
    pub recorded_at: DateTime<Utc>,
    /// In a capture: how much less is held after it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub released: Option<BigDecimal>,
    pub seq: i64,
    pub transfer_id: Uuid,
}
