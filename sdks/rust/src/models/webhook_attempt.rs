// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What one request to an endpoint came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebhookAttempt {
    /// The first 512 bytes of an answer that was no acknowledgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The how-manieth attempt at this event, from 1.
    pub attempt: i32,
    #[serde(with = "crate::wire")]
    pub attempted_at: DateTime<Utc>,
    /// Why it was not acknowledged; absent where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The event's id, which the request carried as `webhook-id`.
    pub event_id: String,
    pub seq: i64,
    /// The answer's status; absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<i32>,
    /// Until the answer's end, or until it was given up.
    pub took_milliseconds: i32,
}
