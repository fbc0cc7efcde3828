use axum::response::Response;
use ledger::{AccountChange, AccountStatus, PolicyChange};
use ledger_pg::{Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    account_policy::{self, PatchPolicyRequest},
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
    /// Change only an account whose metadata has these values; a key's null: has no such key.
    #[schema(value_type = Option<std::collections::HashMap<String, Option<String>>>)]
    if_metadata: Option<MetadataChange>,
    /// `frozen` takes no postings until `open` again; `closed` needs a settled account and is final.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = objects::AccountStatusName)]
    status: Option<Parsed<AccountStatus>>,
    /// Null removes all of it.
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

impl RequestBody for PatchAccountRequest {}

impl From<PatchAccountRequest> for AccountChange {
    fn from(request: PatchAccountRequest) -> AccountChange {
        AccountChange {
            if_revision: request.if_revision.map(|revision| revision.0),
            if_metadata: request.if_metadata.unwrap_or_default().0,
            status: request.status.map(|status| status.0),
            policy: match request.policy {
                None => PolicyChange::default(),
                Some(None) => account_policy::no_policy(),
                Some(Some(policy)) => PolicyChange::from(policy),
            },
            description: request.description.map(|description| description.map(|description| description.0.0)),
            metadata: request.metadata.unwrap_or_default().0,
        }
    }
}

/// Change an account
///
/// Freezes, opens or closes it, or changes its limits, description or metadata. Guard it with
/// `if_revision`, `If-Match` or `if_metadata` so that nobody's change is overwritten unseen.
#[utoipa::path(
    patch, path = "/v1/ledgers/{ledger}/accounts/{account}", tag = "accounts", request_body = PatchAccountRequest,
    responses((status = 200, description = "The account, changed.", body = objects::Account))
)]
pub async fn patch_account(call: Call, body: Body<PatchAccountRequest>) -> Result<Response, Problem> {
    let mut change = AccountChange::from(body.value);
    change.if_revision = call.if_revision(change.if_revision)?;
    let ledger = call.ledger().await?;
    let work = Work::UpdateAccount { account: call.account()?, change: Box::new(change) };
    let answer = call.submit(&ledger, None, work, body.asked).await?;
    Ok(answers::revised_response(answer))
}
