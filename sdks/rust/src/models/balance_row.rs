// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A total per asset (`debits`, `credits`, `net`), or one account's balance (`account` …).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BalanceRow {
    /// Only by account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_version: Option<i64>,
    pub asset: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<models::Balance>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub credits: Option<BigDecimal>,
    /// Of all the accounts' postings in the asset; only by asset.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub debits: Option<BigDecimal>,
    /// Debits − credits.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub net: Option<BigDecimal>,
}
