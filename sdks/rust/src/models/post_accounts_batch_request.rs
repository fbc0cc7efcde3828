// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Accounts to open together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostAccountsBatchRequest {
    /// 1 to 1,000.
    pub accounts: Vec<models::PostAccountRequest>,
}

impl PostAccountsBatchRequest {
    /// With what it cannot go without.
    pub fn new(accounts: impl IntoIterator<Item = impl Into<models::PostAccountRequest>>) -> Self {
        Self { accounts: accounts.into_iter().map(Into::into).collect() }
    }
}
