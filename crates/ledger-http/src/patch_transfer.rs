use axum::response::Response;
use ledger::TransferChange;
use ledger_pg::{Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::Call,
    problem::Problem,
    wire::{MetadataChange, Whole, not_null},
};

/// A change of a transfer's metadata.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"if_metadata": {"status": "sent"}, "metadata": {"status": "settled"}}))]
pub struct PatchTransferRequest {
    /// Change only a transfer at this revision; `If-Match` says the same.
    #[schema(value_type = i64, required = false, minimum = 1, example = 3)]
    if_revision: Option<Whole<1, { i64::MAX }>>,
    /// Change only a transfer whose metadata has these values; a key's null: has no such key.
    #[schema(value_type = Option<std::collections::HashMap<String, Option<String>>>)]
    if_metadata: Option<MetadataChange>,
    /// Merged into what is there; a key's null removes it.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = std::collections::HashMap<String, Option<String>>)]
    metadata: Option<MetadataChange>,
}

impl RequestBody for PatchTransferRequest {}

/// Change a transfer's metadata
///
/// What a transfer moved never changes; what is said about it may, and every change is an event. Guard it
/// with `if_metadata`, `if_revision` or `If-Match` so that nobody's change is overwritten unseen.
#[utoipa::path(
    patch, path = "/v1/ledgers/{ledger}/transfers/{id}", tag = "transfers", request_body = PatchTransferRequest,
    responses((status = 200, description = "What is said about the transfer now.", body = objects::TransferMetadata))
)]
pub async fn patch_transfer(call: Call, body: Body<PatchTransferRequest>) -> Result<Response, Problem> {
    let PatchTransferRequest { if_revision, if_metadata, metadata } = body.value;
    let change = TransferChange {
        if_revision: call.if_revision(if_revision.map(|revision| revision.0))?,
        if_metadata: if_metadata.unwrap_or_default().0,
        metadata: metadata.unwrap_or_default().0,
    };
    let ledger = call.ledger().await?;
    let id = call.transfer_in(&ledger).await?;
    let answer = call.submit(&ledger, None, Work::UpdateTransfer { id, change: Box::new(change) }, body.asked).await?;
    Ok(answers::revised_response(answer))
}
