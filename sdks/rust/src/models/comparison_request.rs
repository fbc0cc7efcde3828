// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What a balance is compared with: at least one decimal in major units, which may be negative.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ComparisonRequest {
    /// Exactly.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub eq: Option<BigDecimal>,
    /// Above.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub gt: Option<BigDecimal>,
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub gte: Option<BigDecimal>,
    /// Below.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub lt: Option<BigDecimal>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub lte: Option<BigDecimal>,
}

impl ComparisonRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self { eq: None, gt: None, gte: None, lt: None, lte: None }
    }

    /// Exactly.
    #[must_use]
    pub fn eq(mut self, eq: BigDecimal) -> Self {
        self.eq = Some(eq);
        self
    }

    /// Above.
    #[must_use]
    pub fn gt(mut self, gt: BigDecimal) -> Self {
        self.gt = Some(gt);
        self
    }

    /// At least.
    #[must_use]
    pub fn gte(mut self, gte: BigDecimal) -> Self {
        self.gte = Some(gte);
        self
    }

    /// Below.
    #[must_use]
    pub fn lt(mut self, lt: BigDecimal) -> Self {
        self.lt = Some(lt);
        self
    }

    /// At most.
    #[must_use]
    pub fn lte(mut self, lte: BigDecimal) -> Self {
        self.lte = Some(lte);
        self
    }
}
