//! Webhooks: whether a request is the service's, and the event that it brings.

#![allow(clippy::disallowed_types, reason = "what serde makes of `flatten` names floats; money is text")]

use std::ops::Deref;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use standardwebhooks::Webhook;

use crate::models::Event;

/// An event as a webhook brings it: an envelope by CloudEvents 1.0.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WebhookEvent {
    pub specversion: String,
    /// The same in every attempt: the ledger's id and the event's `seq`.
    pub id: String,
    pub source: String,
    /// Such as `tallybook.transfer.posted.v1`.
    pub r#type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(with = "crate::wire")]
    pub time: DateTime<Utc>,
    pub data: Announcement,
}

/// The event in its envelope; it stands for the [`Event`] itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Announcement {
    /// The ledger's name.
    pub ledger: String,
    #[serde(flatten)]
    pub event: Event,
    /// Whether the event was too large, so that its object has no postings: `link` leads to the whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Deref for Announcement {
    type Target = Event;

    fn deref(&self) -> &Event {
        &self.event
    }
}

/// Why a request is not to be believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// It is not signed by a secret that was given, or not within 5 minutes of now.
    #[error("the webhook is not the service's: {0}")]
    NotSigned(#[from] standardwebhooks::WebhookError),

    /// There was no secret to verify it with.
    #[error("no secret was given")]
    NoSecret,

    /// It is signed, and its body is no event.
    #[error("the webhook's body is no event: {0}")]
    NotAnEvent(#[from] serde_json::Error),
}

/// Believes a webhook's request only if one of the `secrets` signed it (Standard Webhooks 1.0), 5 minutes ago at most.
/// The `payload` is the body's bytes as they came: what was parsed and printed again has another signature. Give the
/// endpoint's new secret and the one before it while one takes the other's place.
///
/// # Errors
/// Where the signature is not right, or the body is no event.
pub fn verify_webhook<S: AsRef<str>>(
    payload: &[u8],
    headers: &HeaderMap,
    secrets: impl IntoIterator<Item = S>,
) -> Result<WebhookEvent, WebhookError> {
    let mut refusal = WebhookError::NoSecret;
    for secret in secrets {
        match Webhook::new(secret.as_ref()).and_then(|webhook| webhook.verify(payload, headers)) {
            Ok(()) => return Ok(serde_json::from_slice(payload)?),
            Err(error) => refusal = error.into(),
        }
    }
    Err(refusal)
}
