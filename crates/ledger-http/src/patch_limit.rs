use axum::response::Response;
use ledger::{LimitChange, OnExceed, SignedDecimal};
use ledger_pg::{Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::Call,
    get_limit::limit_not_found,
    limit_requests::{Count, count, not_negative},
    problem::Problem,
    wire::{Parsed, clearable, not_null},
};

/// A change of a limit; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"max_sum": "2500.00"}))]
pub struct PatchLimitRequest {
    /// Null: no sum is bounded.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "2500.00")]
    max_sum: Option<Option<Parsed<SignedDecimal>>>,
    /// Null: no count is bounded.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 2_147_483_647, example = 10)]
    max_count: Option<Option<Count>>,
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = objects::OnExceedName, required = false)]
    on_exceed: Option<Parsed<OnExceed>>,
    /// What passes while it is not in force does not count.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = bool, required = false)]
    active: Option<bool>,
}

impl RequestBody for PatchLimitRequest {}

/// Change a limit
///
/// At once, for all that follows; what has counted stays counted. Every change is an event.
#[utoipa::path(
    patch, path = "/v1/ledgers/{ledger}/limits/{name}", tag = "limits", request_body = PatchLimitRequest,
    responses((status = 200, description = "The limit, changed.", body = objects::Limit))
)]
pub async fn patch_limit(call: Call, body: Body<PatchLimitRequest>) -> Result<Response, Problem> {
    let PatchLimitRequest { max_sum, max_count, on_exceed, active } = body.value;
    let max_sum = match max_sum {
        Some(Some(sum)) => Some(Some(not_negative(sum.0)?)),
        Some(None) => Some(None),
        None => None,
    };
    let change = LimitChange {
        max_sum,
        max_count: max_count.map(|max| max.map(count)),
        on_exceed: on_exceed.map(|on_exceed| on_exceed.0),
        active,
    };
    let ledger = call.ledger().await?;
    let name = call.parameter("name").to_owned();
    if !call.app.store.limits(ledger.no).await?.iter().any(|limit| limit.name == name) {
        return Err(limit_not_found());
    }
    let answer = call.submit(&ledger, None, Work::ChangeLimit { name, change }, body.asked).await?;
    Ok(answers::response(answer))
}
