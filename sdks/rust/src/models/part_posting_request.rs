// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// How much of one posting of a hold or a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PartPostingRequest {
    /// By path or id.
    pub account: String,
    /// A decimal string in major units, above zero.
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
    /// As in the hold or transfer that is acted on.
    pub direction: models::Side,
}

impl PartPostingRequest {
    /// With what it cannot go without.
    pub fn new(account: impl Into<String>, amount: BigDecimal, direction: models::Side) -> Self {
        Self { account: account.into(), amount, direction }
    }
}
