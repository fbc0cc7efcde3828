// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// How much of a posting has been reversed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReversedPosting {
    pub account: String,
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
    pub direction: models::Side,
    #[serde(with = "crate::wire")]
    pub reversed: BigDecimal,
}
