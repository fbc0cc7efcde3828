// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// One leg of a transfer, with the account's balance after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Posting {
    pub account: String,
    pub account_id: Uuid,
    /// Dense per account, from 1.
    pub account_version: i64,
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
    pub asset: String,
    pub balance: models::Balance,
    pub direction: models::Side,
    /// In a capture: how much less is held after it; what is not captured is released by the last one.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub released: Option<BigDecimal>,
}
