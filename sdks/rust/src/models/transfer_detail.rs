// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A transfer as it is now: with its present metadata, what became of it, and what was made of it later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransferDetail {
    /// Who proposed it and who agreed, where a policy asked for a second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<models::Approval>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it counts for the books.
    #[serde(with = "crate::wire")]
    pub effective_at: DateTime<Utc>,
    /// Of a hold or an extension: when the hold ends by itself; absent if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub expires_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Limits that it went beyond and that only flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<Vec<String>>,
    /// The hold that it captures, voids, increments, extends or ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_id: Option<Uuid>,
    pub id: Uuid,
    pub kind: models::TransferKind,
    pub ledger: String,
    /// Present and true if its client said that it was made by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<bool>,
    /// String to string, in the key order of RFC 8785.
    pub metadata: BTreeMap<String, String>,
    pub postings: Vec<models::Posting>,
    /// When the ledger learned it; never runs backwards along `seq`.
    #[serde(with = "crate::wire")]
    pub recorded_at: DateTime<Utc>,
    /// The transfer that it reverses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses_id: Option<Uuid>,
    pub seq: i64,
    pub status: models::TransferStatus,
    /// Of a hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<models::Hold>,
    /// What of it has been reversed, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed: Option<models::Reversed>,
    /// Counts changes of its metadata, from 1; also its `ETag`.
    pub revision: i64,
}
