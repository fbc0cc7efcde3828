// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A limit on what moves within a window of time on one side of accounts below a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Limit {
    /// Whether it is in force; it counts only while it is.
    pub active: bool,
    pub asset: String,
    #[serde(with = "crate::wire")]
    pub created_at: DateTime<Utc>,
    pub direction: models::Side,
    /// The most transfers in a window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_count: Option<i32>,
    /// The most that they may move in a window, in all.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub max_sum: Option<BigDecimal>,
    pub name: String,
    /// `reject`, or `flag`: the transfer is accepted and carries the limit's name in `flags`.
    pub on_exceed: models::OnExceed,
    pub path_prefix: String,
    /// `account`: each account below the prefix counts for itself; `prefix`: all count together.
    pub per: models::LimitPer,
    /// Counts changes, from 1.
    pub revision: i64,
    #[serde(with = "crate::wire")]
    pub updated_at: DateTime<Utc>,
    pub window: models::LimitWindow,
}
