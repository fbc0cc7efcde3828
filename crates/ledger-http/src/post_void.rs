use axum::response::Response;
use ledger::{Action, NewTransfer, Timestamp};
use ledger_pg::objects;
use uuid::Uuid;

use crate::{
    actions::{self, ActionRequest, Details, action_request},
    body::{Body, DryRun},
    call::Call,
    problem::Problem,
    wire::Parsed,
};

action_request! {
    /// A void: nothing need be said.
    #[schema(example = json!({"description": "Cancelled"}))]
    PostVoidRequest {
        /// When it counts for the books: not before the hold's.
        #[schema(value_type = Option<String>, format = DateTime, example = "2026-04-01T12:00:00Z")]
        effective_at: Option<Parsed<Timestamp>>,
    }
}

impl ActionRequest for PostVoidRequest {
    fn check(self, target: Uuid) -> Result<NewTransfer, Problem> {
        let details = Details::new(self.id, self.effective_at, self.external_id, self.description, self.metadata);
        Ok(details.with(Action::Void { hold: target }, false))
    }
}

/// Void a hold
///
/// Releases all that a hold still holds, and closes it. What was captured stays posted.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/{id}/void", tag = "holds", params(DryRun), request_body = PostVoidRequest,
    responses((status = 201, description = "The void.", body = objects::Transfer))
)]
pub async fn post_void(call: Call, body: Body<PostVoidRequest>) -> Result<Response, Problem> {
    actions::act(call, body).await
}
