//! What a ledger's writer answered, as a response.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use ledger_pg::Answer;
use serde::Deserialize;

use crate::{call::TALLYBOOK_SEQ, problem};

const IDEMPOTENT_REPLAYED: &str = "idempotent-replayed";
const TALLYBOOK_DRY_RUN: &str = "tallybook-dry-run";

/// A response whose status, headers and body repeat byte for byte when the answer is replayed.
pub fn response(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).expect("answers have valid statuses");
    let media_type = if answer.status >= 400 { problem::MEDIA_TYPE } else { "application/json" };
    let mut response = (status, [(header::CONTENT_TYPE, media_type)], answer.body).into_response();
    let headers = response.headers_mut();
    if let Some(location) = answer.location.as_deref().and_then(|path| HeaderValue::from_str(path).ok()) {
        headers.insert(header::LOCATION, location);
    }
    if let Some(seq) = answer.seq {
        headers.insert(TALLYBOOK_SEQ, HeaderValue::from(seq));
    }
    if answer.replayed {
        headers.insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    }
    if answer.dry_run {
        headers.insert(TALLYBOOK_DRY_RUN, HeaderValue::from_static("true"));
    }
    response
}

/// The response to a change of one thing that has revisions, with its `ETag`.
pub fn revised_response(answer: Answer) -> Response {
    #[derive(Deserialize)]
    struct Revision {
        revision: i64,
    }
    let revision = (answer.status < 400).then(|| serde_json::from_slice::<Revision>(&answer.body).ok()).flatten();
    let mut response = response(answer);
    if let Some(Revision { revision }) = revision {
        response.headers_mut().insert(header::ETAG, etag(revision));
    }
    response
}

pub fn etag(revision: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{revision}\"")).expect("digits in quotes are a header's value")
}
