// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// A transfer that waits for a second person, or waited; once approved it is a transfer of the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Proposal {
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub decided_at: Option<DateTime<Utc>>,
    /// The public id of the API key that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was to be effective; absent: when it is approved.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub effective_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub id: Uuid,
    pub kind: models::TransferKind,
    pub ledger: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<bool>,
    /// String to string, in the key order of RFC 8785.
    pub metadata: BTreeMap<String, String>,
    pub postings: Vec<models::ProposedPosting>,
    #[serde(with = "crate::wire")]
    pub proposed_at: DateTime<Utc>,
    /// The public id of the API key that proposed it.
    pub proposed_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The SHA-256 of the request's body, which is what an approval posts.
    pub request_sha256: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses_id: Option<Uuid>,
    pub seq: i64,
    pub status: models::ProposalStatus,
    /// The rules that ask for a second person.
    pub wanted_by: Vec<models::ApprovalRule>,
}
