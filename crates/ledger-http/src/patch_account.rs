use axum::response::Response;
use ledger::{AccountChange, AccountStatus, SignedDecimal};
use ledger_pg::{Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::Call,
    problem::Problem,
    wire::{Description, MetadataChange, Parsed, Whole, clearable, not_null},
};

/// A change of an account. What is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchAccountRequest {
    /// Change only an account at this revision; `If-Match` says the same.
    #[schema(value_type = i64, required = false, minimum = 1, example = 3)]
    if_revision: Option<Whole<1, { i64::MAX }>>,
    /// `frozen` takes no postings until `open` again; `closed` needs a settled account and is final.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = objects::AccountStatusName)]
    status: Option<Parsed<AccountStatus>>,
    /// Null removes both bounds.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = PatchPolicyRequest)]
    policy: Option<Option<PatchPolicyRequest>>,
    /// At most 1,024 bytes; null removes it.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 1024)]
    description: Option<Option<Parsed<Description>>>,
    /// Merged into what is there; a key's null removes it.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = std::collections::HashMap<String, Option<String>>)]
    metadata: Option<MetadataChange>,
}

/// A change of an account's limits. A bound that is absent stays; null removes it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchPolicyRequest {
    /// Bounds `available` from below.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "0.00")]
    min_balance: Option<Option<Parsed<SignedDecimal>>>,
    /// Bounds (posted and held normal side) − posted other side from above.
    #[serde(default, deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "10000.00")]
    max_balance: Option<Option<Parsed<SignedDecimal>>>,
}

impl RequestBody for PatchAccountRequest {}

impl From<PatchAccountRequest> for AccountChange {
    fn from(request: PatchAccountRequest) -> AccountChange {
        let bound = |bound: Option<Option<Parsed<SignedDecimal>>>| bound.map(|bound| bound.map(|bound| bound.0));
        let (min_balance, max_balance) = match request.policy {
            None => (None, None),
            Some(None) => (Some(None), Some(None)),
            Some(Some(policy)) => (bound(policy.min_balance), bound(policy.max_balance)),
        };
        AccountChange {
            if_revision: request.if_revision.map(|revision| revision.0),
            status: request.status.map(|status| status.0),
            min_balance,
            max_balance,
            description: request.description.map(|description| description.map(|description| description.0.0)),
            metadata: request.metadata.unwrap_or_default().0,
        }
    }
}

/// Change an account
///
/// Freezes, opens or closes it, or changes its limits, description or metadata. Guard it with
/// `if_revision` or `If-Match` so that nobody's change is overwritten unseen.
#[utoipa::path(
    patch, path = "/v1/ledgers/{ledger}/accounts/{account}", tag = "accounts", request_body = PatchAccountRequest,
    responses((status = 200, description = "The account, changed.", body = objects::Account))
)]
pub async fn patch_account(call: Call, body: Body<PatchAccountRequest>) -> Result<Response, Problem> {
    let mut change = AccountChange::from(body.value);
    match (call.if_match()?, change.if_revision) {
        (Some(header), Some(field)) if header != field => {
            return Err(Problem::invalid_field("/if_revision", "must agree with the If-Match header, or be absent"));
        }
        (header, field) => change.if_revision = field.or(header),
    }
    let ledger = call.ledger().await?;
    let work = Work::UpdateAccount { account: call.account()?, change: Box::new(change) };
    let answer = call.submit(&ledger, None, work, body.bytes).await?;
    Ok(answers::account_response(answer))
}
