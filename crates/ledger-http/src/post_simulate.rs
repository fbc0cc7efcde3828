use axum::response::Response;
use ledger::{AccountRef, ExternalId, Timestamp};
use ledger_pg::{Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    actions::Details,
    answers,
    body::{Body, RequestBody},
    call::Call,
    movement::{Movement, PostingRequest, Timeout, TwoNames},
    post_transfer::{TransferFields, transfer_request},
    post_transfers_batch::TransferResultStatus,
    problem::Problem,
    problem_schema,
    state::HttpOptions,
    transfer_items::{self, ItemAction, ItemFields, item_request},
    wire::{Amount, Description, MetadataField, Parsed, clearable},
};

/// A sequence to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"transfers": [
    {"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34"},
    {"debit_account": "users:42", "credit_account": "users:43", "amount": "500.00"},
]}))]
pub struct PostSimulateRequest {
    /// 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect.
    #[schema(min_items = 1, max_items = 10_000)]
    transfers: Vec<SimulatedTransferRequest>,
}

item_request! {
    /// An item of a simulation, as in a batch.
    #[schema(example = json!({"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34"}))]
    SimulatedTransferRequest {}
}

impl RequestBody for PostSimulateRequest {
    fn limit(options: &HttpOptions) -> usize {
        options.max_batch_body
    }
}

/// What would become of the items of a sequence, in its order.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub struct Simulation {
    results: Vec<SimulatedResult>,
}

/// What would become of one item.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub struct SimulatedResult {
    status: TransferResultStatus,
    /// Present if `posted`: the entry as it would be made.
    transfer: Option<objects::Transfer>,
    /// Present if `rejected`: every rule that refuses, in order of precedence.
    problems: Option<Vec<problem_schema::Problem>>,
}

/// Simulate transfers
///
/// What a sequence of transfers, holds and actions would come to, without doing any of it: each item's
/// entry, or every rule that would refuse it. It takes no idempotency key.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/simulate", tag = "transfers", request_body = PostSimulateRequest,
    responses((status = 200, description = "A result for each item, in order.", body = Simulation))
)]
pub async fn post_simulate(call: Call, body: Body<PostSimulateRequest>) -> Result<Response, Problem> {
    let items = body.value.transfers.into_iter().map(SimulatedTransferRequest::item).collect();
    let checked = transfer_items::check_items(items, &call.app.options)?;
    let ledger = call.ledger().await?;
    TwoNames::refuse_one_account(&call, &ledger, &checked.two_names).await?;
    let answer = call.submit(&ledger, None, Work::Simulate(checked.transfers), body.asked).await?;
    Ok(answers::response(answer))
}
