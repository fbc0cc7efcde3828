use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    call::{self, Call},
    problem::Problem,
    seen::SeenAt,
};

/// What an idempotency key did.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct IdempotencyKeyOutcome {
    status: IdempotencyKeyStatus,
    /// The status its request was answered with; absent for an unknown key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 201)]
    response_status: Option<u16>,
    /// The transfer it posted, if it posted one.
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_id: Option<Uuid>,
    /// Absent for an unknown key.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_at: Option<String>,
}

/// Whether a key has done something.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdempotencyKeyStatus {
    Done,
    #[default]
    UnknownKey,
}

/// Look up an idempotency key
///
/// What a key did, for whoever lost the answer. A key whose request is still running, or that has
/// expired, is unknown.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/idempotency-keys/{key}", tag = "transfers", params(SeenAt),
    responses((status = 200, description = "What the key did.", body = IdempotencyKeyOutcome))
)]
pub async fn get_idempotency_key(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let key = call::parse_key(call.parameter("key"))?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let outcome = call.app.store.idempotency_key(ledger.no, &key).await?;
    Ok(call::ok(&match outcome {
        None => IdempotencyKeyOutcome::default(),
        Some(outcome) => IdempotencyKeyOutcome {
            status: IdempotencyKeyStatus::Done,
            response_status: Some(outcome.response_status),
            transfer_id: outcome.transfer_id,
            recorded_at: Some(outcome.recorded_at.to_string()),
        },
    }))
}
