// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// One leg of a transfer or a hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostingRequest {
    /// By path or id.
    pub account: String,
    /// A decimal string in major units, above zero.
    #[serde(with = "crate::wire")]
    pub amount: BigDecimal,
    pub direction: models::Side,
    /// What must be true of the account for the whole transfer to be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#if: Option<models::ConditionRequest>,
    /// Whether `amount` is the most, and what the account can give or take will do; where there are exactly two postings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<bool>,
}

impl PostingRequest {
    /// With what it cannot go without.
    pub fn new(account: impl Into<String>, amount: BigDecimal, direction: models::Side) -> Self {
        Self { account: account.into(), amount, direction, r#if: None, up_to: None }
    }

    /// What must be true of the account for the whole transfer to be accepted.
    #[must_use]
    pub fn r#if(mut self, r#if: models::ConditionRequest) -> Self {
        self.r#if = Some(r#if);
        self
    }

    /// Whether `amount` is the most, and what the account can give or take will do; where there are exactly two postings.
    #[must_use]
    pub fn up_to(mut self, up_to: bool) -> Self {
        self.up_to = Some(up_to);
        self
    }
}
