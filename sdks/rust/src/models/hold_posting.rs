// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// One posting of a hold as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HoldPosting {
    pub account: String,
    pub account_id: Uuid,
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
    pub asset: String,
    #[serde(with = "crate::wire")]
    pub captured: BigDecimal,
    pub direction: models::Side,
    #[serde(with = "crate::wire")]
    pub remaining: BigDecimal,
}
