use axum::{http::header, response::Response};
use ledger_pg::objects;

use crate::{
    answers,
    call::{self, Call},
    problem::Problem,
    seen::SeenAt,
};

/// Get an account
///
/// One account, by path or id. Its `ETag` is what `If-Match` takes when it is changed.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/accounts/{account}", tag = "accounts", params(SeenAt),
    responses((status = 200, description = "The account.", body = objects::Account))
)]
pub async fn get_account(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let account = call.app.store.account(ledger.no, &call.account()?).await?.ok_or_else(call::account_not_found)?;
    let mut response = call::ok(&account);
    response.headers_mut().insert(header::ETAG, answers::etag(account.revision));
    Ok(response)
}
