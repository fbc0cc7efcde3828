// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A balance. `posted` is final; `pending` counts posted and held together; `available` is what may still leave: the posted normal side − the other side posted and held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Balance {
    #[serde(with = "crate::wire")]
    pub available: BigDecimal,
    pub pending: models::BalanceSides,
    pub posted: models::BalanceSides,
}
