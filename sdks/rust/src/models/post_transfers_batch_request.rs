// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Transfers to post, and actions to do, together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostTransfersBatchRequest {
    /// Whether all are refused if one is; if not, each is judged by itself, or with its group.
    pub atomic: bool,
    /// 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect.
    pub transfers: Vec<models::BatchTransferRequest>,
}

impl PostTransfersBatchRequest {
    /// With what it cannot go without.
    pub fn new(atomic: bool, transfers: impl IntoIterator<Item = impl Into<models::BatchTransferRequest>>) -> Self {
        Self { atomic, transfers: transfers.into_iter().map(Into::into).collect() }
    }
}
