use axum::response::Response;
use ledger::NewAccount;
use ledger_pg::{Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::Call,
    fingerprints,
    post_account::PostAccountRequest,
    problem::Problem,
    state::HttpOptions,
};

const ITEMS: std::ops::RangeInclusive<usize> = 1..=1000;

/// Accounts to open together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostAccountsBatchRequest {
    /// 1 to 1,000.
    #[schema(min_items = 1, max_items = 1000)]
    accounts: Vec<PostAccountRequest>,
}

impl RequestBody for PostAccountsBatchRequest {
    fn limit(options: &HttpOptions) -> usize {
        options.max_batch_body
    }
}

/// The accounts of a batch, in its order.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub struct AccountBatch {
    accounts: Vec<objects::Account>,
}

/// Open many accounts
///
/// All or none: up to 1,000 accounts in one step. Accounts that exist just so are answered as they
/// are.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/accounts/batch", tag = "accounts", request_body = PostAccountsBatchRequest,
    responses((status = 201, description = "The accounts, at least one of them new.", body = AccountBatch),
              (status = 200, description = "The accounts, which all existed just so.", body = AccountBatch))
)]
pub async fn post_accounts_batch(call: Call, body: Body<PostAccountsBatchRequest>) -> Result<Response, Problem> {
    if !ITEMS.contains(&body.value.accounts.len()) {
        return Err(Problem::invalid_field("/accounts", "must hold 1 to 1000 accounts"));
    }
    let new: Vec<NewAccount> = body.value.accounts.into_iter().map(NewAccount::from).collect();
    let key = call.key()?.map(|key| (key, fingerprints::accounts(&new)));
    let ledger = call.ledger().await?;
    let answer = call.submit(&ledger, key, Work::Accounts(new), body.asked).await?;
    Ok(answers::response(answer))
}
