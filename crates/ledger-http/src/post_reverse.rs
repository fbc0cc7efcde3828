use axum::response::Response;
use ledger::{Action, NewTransfer, Part, Timestamp};
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
    /// A reversal: `amount` or `postings`, or neither for all that is not reversed yet.
    #[schema(example = json!({"amount": "5.00", "description": "Refund"}))]
    PostReverseRequest {
        /// So much of the transfer, which has exactly two postings. A decimal string in major units, above zero.
        #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "5.00")]
        amount: Option<Parsed<Amount>>,
        /// So much of these postings of the transfer: 1 to 100, named by account and direction as they are there.
        #[schema(min_items = 1, max_items = 100)]
        postings: Option<Vec<PartPostingRequest>>,
        /// When it counts for the books; `recorded_at` unless given.
        #[schema(value_type = Option<String>, format = DateTime, example = "2026-04-01T12:00:00Z")]
        effective_at: Option<Parsed<Timestamp>>,
    }
}

impl ActionRequest for PostReverseRequest {
    fn check(self, target: Uuid) -> Result<NewTransfer, Problem> {
        let details = Details::new(self.id, self.effective_at, self.external_id, self.description, self.metadata);
        let part = actions::part("", self.amount, self.postings)?.unwrap_or(Part::Rest);
        Ok(details.with(Action::Reverse { transfer: target, part }, false))
    }
}

/// Reverse a transfer
///
/// Moves back what a transfer or a capture moved: all of it or a part, several times until nothing is left,
/// and never more. The transfer itself stays as it is.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/{id}/reverse", tag = "transfers", params(DryRun), request_body = PostReverseRequest,
    responses((status = 201, description = "The reversal, posted.", body = objects::Transfer),
              (status = 202, description = "It waits for a second person.", body = objects::Proposal))
)]
pub async fn post_reverse(call: Call, body: Body<PostReverseRequest>) -> Result<Response, Problem> {
    actions::act(call, body).await
}
