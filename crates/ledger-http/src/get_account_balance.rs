use axum::response::Response;
use ledger_pg::objects;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    call::{self, Call},
    lists::Seq,
    problem::Problem,
    query::When,
    when,
    wire::Parsed,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetAccountBalance {
    /// What had become effective by then, inclusive; a date is its end in the ledger's zone. Without
    /// it: everything recorded, post-dated too.
    #[param(value_type = String, required = false, example = "2026-03-31")]
    as_of: Option<Parsed<When>>,
    /// What the ledger knew by then, inclusive; a date is its start in the ledger's zone. Not in the
    /// future.
    #[param(value_type = String, required = false, example = "2026-04-02T09:15:00Z")]
    known_at: Option<Parsed<When>>,
    /// What the ledger knew at this `seq`; instead of `known_at`.
    #[param(value_type = i64, required = false, minimum = 0, example = 17)]
    at_seq: Option<Seq>,
    /// Wait until the ledger has reached this `seq`.
    #[param(value_type = i64, required = false, minimum = 0)]
    min_seq: Option<Seq>,
}

/// An account's balance at an instant, as known at another.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountBalance {
    #[schema(example = "users:42")]
    account: String,
    account_id: Uuid,
    #[schema(example = "USD")]
    asset: String,
    /// The instant that was asked for; null where everything recorded counts.
    #[schema(required, example = "2026-03-31T21:59:59.999999Z")]
    as_of: Option<String>,
    #[schema(example = "2026-04-02T09:15:00.123456Z")]
    known_at: String,
    /// The ledger's number that this was answered at.
    #[schema(example = 17)]
    seq: i64,
    /// Whether this answer can never change.
    r#final: bool,
    /// Counts the account's postings up to `seq`.
    account_version: i64,
    balance: objects::Balance,
}

/// Get an account's balance
///
/// The balance now; at an instant in the past (`as_of`); or as it was known at another (`known_at`,
/// `at_seq`). Where `final` is true, this answer can never change.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/accounts/{account}/balance", tag = "balances", params(GetAccountBalance),
    responses((status = 200, description = "The balance.", body = AccountBalance))
)]
pub async fn get_account_balance(call: Call) -> Result<Response, Problem> {
    let query: GetAccountBalance = call.query()?;
    if query.known_at.is_some() && query.at_seq.is_some() {
        return Err(Problem::invalid_field("at_seq", "must be absent where known_at is given"));
    }
    let ledger = call.ledger_at(query.min_seq).await?;
    let at = when::at(&ledger, query.as_of, query.known_at, query.at_seq)?;
    let found = call.app.store.balance(ledger.no, &call.account()?, at).await?;
    let (balance, answered) = found.ok_or_else(call::account_not_found)?;
    let (as_of, known_at) = when::print(&answered);
    let object = AccountBalance {
        account: balance.account,
        account_id: balance.account_id,
        asset: balance.asset,
        as_of,
        known_at,
        seq: answered.seq,
        r#final: answered.is_final,
        account_version: balance.account_version,
        balance: balance.balance,
    };
    Ok(call::ok_at(answered.seq, &object))
}
