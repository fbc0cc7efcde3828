use axum::response::Response;
use ledger::{Action, NewTransfer, Timestamp};
use ledger_pg::objects;
use uuid::Uuid;

use crate::{
    actions::{self, ActionRequest, Details, PartPostingRequest, action_request},
    body::{Body, DryRun},
    call::Call,
    problem::Problem,
    wire::{Amount, Parsed},
};

action_request! {
    /// An increment: `amount` or `postings`.
    #[schema(example = json!({"amount": "25.00"}))]
    PostIncrementRequest {
        /// So much more on both postings of the hold, which has exactly two. A decimal string in major units, above zero.
        #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "25.00")]
        amount: Option<Parsed<Amount>>,
        /// So much more on these postings of the hold: 1 to 100, named by account and direction.
        #[schema(min_items = 1, max_items = 100)]
        postings: Option<Vec<PartPostingRequest>>,
        /// When it counts for the books: not before the hold's, and before the hold expires.
        #[schema(value_type = Option<String>, format = DateTime, example = "2026-04-01T12:00:00Z")]
        effective_at: Option<Parsed<Timestamp>>,
    }
}

impl ActionRequest for PostIncrementRequest {
    fn check(self, target: Uuid) -> Result<NewTransfer, Problem> {
        let details = Details::new(self.id, self.effective_at, self.external_id, self.description, self.metadata);
        let part = actions::required_part("", actions::part("", self.amount, self.postings)?)?;
        Ok(details.with(Action::Increment { hold: target, part }, false))
    }
}

/// Increment a hold
///
/// Holds more, under the same rules as a new hold. When it expires does not change.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/{id}/increment", tag = "holds", params(DryRun), request_body = PostIncrementRequest,
    responses((status = 201, description = "The increment.", body = objects::Transfer))
)]
pub async fn post_increment(call: Call, body: Body<PostIncrementRequest>) -> Result<Response, Problem> {
    actions::act(call, body).await
}
