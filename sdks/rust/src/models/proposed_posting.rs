// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A posting that was proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProposedPosting {
    pub account: String,
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
    pub asset: String,
    pub direction: models::Side,
}
