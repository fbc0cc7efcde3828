use axum::response::Response;
use ledger_pg::{Attempt, LedgerInfo};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_answer, list_query},
    problem::Problem,
    webhook_endpoints,
    wire::{Parsed, Whole},
};

list_query! {
    GetAttempts {
        /// Only attempts at the event of this `seq`.
        #[param(value_type = i64, required = false, minimum = 0, example = 17)]
        seq: Option<Seq>,
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

/// What one request to an endpoint came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookAttempt {
    /// The event's id, which the request carried as `webhook-id`.
    #[schema(example = "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d:17")]
    event_id: String,
    seq: i64,
    /// The how-manieth attempt at this event, from 1.
    attempt: i32,
    attempted_at: String,
    /// Until the answer's end, or until it was given up.
    took_milliseconds: i32,
    /// The answer's status; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i16>,
    /// Why it was not acknowledged; absent where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// The first 512 bytes of an answer that was no acknowledgement.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

impl WebhookAttempt {
    fn new(ledger: &LedgerInfo, attempt: Attempt) -> WebhookAttempt {
        let made = attempt.made;
        WebhookAttempt {
            event_id: webhook_endpoints::event_id(ledger, made.seq),
            seq: made.seq,
            attempt: made.attempt,
            attempted_at: attempt.attempted_at.to_string(),
            took_milliseconds: made.took_ms,
            status: made.status,
            error: made.error,
            answer: made.answer,
        }
    }
}

list_answer! {
    /// A page of attempts.
    AttemptList of WebhookAttempt
}

/// List an endpoint's attempts
///
/// What was sent and what came back, newest first; the last 10,000 are kept.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/attempts", tag = "webhooks", params(GetAttempts),
    responses((status = 200, description = "A page of attempts.", body = AttemptList))
)]
pub async fn get_attempts(call: Call) -> Result<Response, Problem> {
    let query: GetAttempts = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    let (ledger, endpoint) = webhook_endpoints::named_at(&call, query.min_seq).await?;
    let seq = query.seq.map(|Parsed(Whole(seq))| seq);
    let page = call.app.store.attempts(&endpoint.lane(), seq, list.page).await?;
    let next_cursor = list.next(&page, 0);
    let data = page.data.into_iter().map(|attempt| WebhookAttempt::new(&ledger, attempt)).collect();
    Ok(call::ok(&AttemptList { data, next_cursor }))
}
