use std::sync::Arc;

use axum::response::Response;
use ledger_pg::{AccountPosting, objects};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_answer, list_query},
    problem::Problem,
};

list_query! {
    GetAccountPostings {
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

/// A posting of an account, with its transfer's id and times.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostingRow {
    transfer_id: Uuid,
    #[schema(example = 17)]
    seq: i64,
    /// The posting's index in its transfer, from 0.
    index: i16,
    effective_at: String,
    recorded_at: String,
    #[schema(value_type = String, example = "users:42")]
    account: Arc<str>,
    account_id: Uuid,
    #[schema(value_type = String, example = "USD")]
    asset: Arc<str>,
    #[schema(value_type = objects::SideName)]
    direction: &'static str,
    #[schema(value_type = String, example = "12.34")]
    amount: objects::Decimal,
    /// In a capture: how much less is held after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "20.00")]
    released: Option<objects::Decimal>,
    /// Dense per account, from 1.
    account_version: i64,
    /// The account's balance after this posting.
    balance: objects::Balance,
}

impl From<AccountPosting> for PostingRow {
    fn from(row: AccountPosting) -> PostingRow {
        let objects::Posting { account, account_id, account_version, amount, asset, balance, direction, released } =
            row.posting;
        PostingRow {
            transfer_id: row.transfer_id,
            seq: row.seq,
            index: row.index,
            effective_at: row.effective_at.to_string(),
            recorded_at: row.recorded_at.to_string(),
            account,
            account_id,
            asset,
            direction,
            amount,
            released,
            account_version,
            balance,
        }
    }
}

list_answer! {
    /// A page of an account's postings.
    PostingList of PostingRow
}

/// List an account's postings
///
/// What moved on one account, newest first, each with the balance after it.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/accounts/{account}/postings", tag = "transfers", params(GetAccountPostings),
    responses((status = 200, description = "A page of postings.", body = PostingList))
)]
pub async fn get_account_postings(call: Call) -> Result<Response, Problem> {
    let query: GetAccountPostings = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let found = call.app.store.postings(ledger.no, &call.account()?, list.page).await?;
    let page = found.ok_or_else(call::account_not_found)?;
    let next_cursor = list.next(&page, 0);
    Ok(call::ok(&PostingList { data: page.data.into_iter().map(PostingRow::from).collect(), next_cursor }))
}
