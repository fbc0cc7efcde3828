// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A condition on a balance of the account of a path and of all below it, each by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Monitor {
    /// Whether it raises alerts.
    pub active: bool,
    pub asset: String,
    pub balance: models::BalanceKind,
    #[serde(with = "crate::wire")]
    pub created_at: DateTime<Utc>,
    pub name: String,
    pub path_prefix: String,
    /// Counts changes, from 1.
    pub revision: i64,
    #[serde(with = "crate::wire")]
    pub threshold: BigDecimal,
    #[serde(with = "crate::wire")]
    pub updated_at: DateTime<Utc>,
    pub when: models::AlertWhen,
}
