// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Which transfers on an account a second key must approve.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApprovalPolicy {
    /// Above this amount on a side of the account.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub above: Option<BigDecimal>,
    /// Effective before they are recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_dated: Option<bool>,
    /// Said by their client to be made by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversals: Option<bool>,
}
