// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A sequence to try.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostSimulateRequest {
    /// 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect.
    pub transfers: Vec<models::SimulatedTransferRequest>,
}

impl PostSimulateRequest {
    /// With what it cannot go without.
    pub fn new(transfers: impl IntoIterator<Item = impl Into<models::SimulatedTransferRequest>>) -> Self {
        Self { transfers: transfers.into_iter().map(Into::into).collect() }
    }
}
