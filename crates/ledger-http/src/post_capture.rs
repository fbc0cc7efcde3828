use axum::response::Response;
use ledger::{NewTransfer, Timestamp};
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
    /// A capture: `amount` or `postings`, or neither for all that remains.
    #[schema(example = json!({"amount": "60.00", "final": true}))]
    PostCaptureRequest {
        /// So much of the hold, which has exactly two postings. A decimal string in major units, above zero.
        #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "60.00")]
        amount: Option<Parsed<Amount>>,
        /// So much of these postings of the hold: 1 to 100, named by account and direction.
        #[schema(min_items = 1, max_items = 100)]
        postings: Option<Vec<PartPostingRequest>>,
        /// Whether what is not captured by now is released, and the hold closed.
        #[serde(rename = "final")]
        last: Option<bool>,
        /// When it counts for the books: not before the hold's.
        #[schema(value_type = Option<String>, format = DateTime, example = "2026-04-01T12:00:00Z")]
        effective_at: Option<Parsed<Timestamp>>,
    }
}

impl ActionRequest for PostCaptureRequest {
    fn check(self, target: Uuid) -> Result<NewTransfer, Problem> {
        let details = Details::new(self.id, self.effective_at, self.external_id, self.description, self.metadata);
        let part = actions::part("", self.amount, self.postings)?;
        Ok(details.with(actions::capture(target, part, self.last), false))
    }
}

/// Capture a hold
///
/// Posts what was held: all of it or a part, at once or in several captures. What is captured is no longer
/// held; `final` releases the rest. More than was held is refused, beyond what the account's
/// `over_capture_percent` tolerates.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/{id}/capture", tag = "holds", params(DryRun), request_body = PostCaptureRequest,
    responses((status = 201, description = "The capture, posted.", body = objects::Transfer))
)]
pub async fn post_capture(call: Call, body: Body<PostCaptureRequest>) -> Result<Response, Problem> {
    actions::act(call, body).await
}
