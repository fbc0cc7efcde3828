use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_answer, list_query},
    problem::Problem,
    webhook_endpoints,
};

list_query! {
    GetDeadLetters {
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

/// An event that an endpoint did not take, and that is not sent any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetter {
    #[schema(example = "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d:17")]
    event_id: String,
    seq: i64,
    attempts: i32,
    /// What went wrong last.
    error: String,
    died_at: String,
}

list_answer! {
    /// A page of dead letters.
    DeadLetterList of DeadLetter
}

/// List an endpoint's dead letters
///
/// Events that were given up after the last attempt, newest first.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/dead_letters", tag = "webhooks",
    params(GetDeadLetters),
    responses((status = 200, description = "A page of dead letters.", body = DeadLetterList))
)]
pub async fn get_dead_letters(call: Call) -> Result<Response, Problem> {
    let query: GetDeadLetters = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    let (ledger, endpoint) = webhook_endpoints::named_at(&call, query.min_seq).await?;
    let page = call.app.store.dead_letters(&endpoint.lane(), list.page).await?;
    let next_cursor = list.next(&page, 0);
    let data = page.data.into_iter().map(|letter| DeadLetter {
        event_id: webhook_endpoints::event_id(&ledger, letter.seq),
        seq: letter.seq,
        attempts: letter.attempts,
        error: letter.error,
        died_at: letter.died_at.to_string(),
    });
    Ok(call::ok(&DeadLetterList { data: data.collect(), next_cursor }))
}
