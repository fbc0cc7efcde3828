// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An account: holds one asset and has a unique path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Account {
    /// Counts the account's postings.
    pub account_version: i64,
    pub asset: String,
    #[serde(with = "crate::wire")]
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub id: Uuid,
    /// String to string, in the key order of RFC 8785.
    pub metadata: BTreeMap<String, String>,
    /// `debit` or `credit`: the side that raises the account.
    pub normal_side: models::Side,
    pub path: String,
    pub policy: models::Policy,
    /// Counts changes of the account's attributes, from 1; also its `ETag`.
    pub revision: i64,
    pub status: models::AccountStatus,
    pub r#type: models::AccountType,
    #[serde(with = "crate::wire")]
    pub updated_at: DateTime<Utc>,
}
