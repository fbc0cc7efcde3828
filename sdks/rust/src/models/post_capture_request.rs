// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A capture: `amount` or `postings`, or neither for all that remains.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PostCaptureRequest {
    /// So much of the hold, which has exactly two postings. A decimal string in major units, above zero.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub amount: Option<BigDecimal>,
    /// At most 1,024 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it counts for the books: not before the hold's.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub effective_at: Option<DateTime<Utc>>,
    /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Whether what is not captured by now is released, and the hold closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#final: Option<bool>,
    /// The new entry's id, unique for ever; made by the service unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// So much of these postings of the hold: 1 to 100, named by account and direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postings: Option<Vec<models::PartPostingRequest>>,
}

impl PostCaptureRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self {
            amount: None,
            description: None,
            effective_at: None,
            external_id: None,
            r#final: None,
            id: None,
            metadata: None,
            postings: None,
        }
    }

    /// So much of the hold, which has exactly two postings. A decimal string in major units, above zero.
    #[must_use]
    pub fn amount(mut self, amount: BigDecimal) -> Self {
        self.amount = Some(amount);
        self
    }

    /// At most 1,024 bytes.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// When it counts for the books: not before the hold's.
    #[must_use]
    pub fn effective_at(mut self, effective_at: DateTime<Utc>) -> Self {
        self.effective_at = Some(effective_at);
        self
    }

    /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Whether what is not captured by now is released, and the hold closed.
    #[must_use]
    pub fn r#final(mut self, r#final: bool) -> Self {
        self.r#final = Some(r#final);
        self
    }

    /// The new entry's id, unique for ever; made by the service unless given.
    #[must_use]
    pub fn id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[must_use]
    pub fn metadata(mut self, metadata: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        self.metadata = Some(metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
        self
    }

    /// So much of these postings of the hold: 1 to 100, named by account and direction.
    #[must_use]
    pub fn postings(mut self, postings: impl IntoIterator<Item = impl Into<models::PartPostingRequest>>) -> Self {
        self.postings = Some(postings.into_iter().map(Into::into).collect());
        self
    }
}
