// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// Who is told of a ledger's events by HTTP.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebhookEndpoint {
    #[serde(with = "crate::wire")]
    pub created_at: DateTime<Utc>,
    pub delivery: models::EndpointDelivery,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why the service disabled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<String>,
    pub id: Uuid,
    /// Only events whose object has all of this metadata.
    pub metadata: BTreeMap<String, String>,
    /// Whether an event waits until the one before it was acknowledged.
    pub ordered: bool,
    /// Only events about accounts at or below this path; absent: about all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    pub revision: i64,
    /// What its requests are signed with; shown only when it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    pub status: models::EndpointStatus,
    /// Only events of these types; absent: of every type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<String>>,
    #[serde(with = "crate::wire")]
    pub updated_at: DateTime<Utc>,
    pub url: String,
}
