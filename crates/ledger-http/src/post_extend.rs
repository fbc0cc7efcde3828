use axum::response::Response;
use ledger::{Action, NewTransfer, Timestamp};
use ledger_pg::objects;
use uuid::Uuid;

use crate::{
    actions::{self, ActionRequest, Details, action_request},
    body::{Body, DryRun},
    call::Call,
    movement::Timeout,
    problem::Problem,
    wire::{Parsed, clearable},
};

action_request! {
    /// An extension: `expires_at` or `timeout_seconds`.
    #[schema(example = json!({"expires_at": "2026-04-16T22:00:00Z"}))]
    PostExtendRequest {
        /// When the hold ends by itself; null: never.
        #[serde(default, deserialize_with = "clearable")]
        #[schema(value_type = Option<String>, format = DateTime, example = "2026-04-16T22:00:00Z")]
        expires_at: Option<Option<Parsed<Timestamp>>>,
        /// The same in seconds from when the extension is recorded: ten years at most.
        #[schema(value_type = Option<i64>, minimum = 1, maximum = 315_360_000, example = 604_800)]
        timeout_seconds: Option<Timeout>,
    }
}

impl ActionRequest for PostExtendRequest {
    fn check(self, target: Uuid) -> Result<NewTransfer, Problem> {
        let details = Details::new(self.id, None, self.external_id, self.description, self.metadata);
        let expiry = actions::new_expiry("", self.expires_at, self.timeout_seconds)?;
        Ok(details.with(Action::Extend { hold: target, expiry }, false))
    }
}

/// Extend a hold
///
/// Changes when a hold expires, to later or to sooner, or to never. It moves nothing.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/{id}/extend", tag = "holds", params(DryRun), request_body = PostExtendRequest,
    responses((status = 201, description = "The extension.", body = objects::Transfer))
)]
pub async fn post_extend(call: Call, body: Body<PostExtendRequest>) -> Result<Response, Problem> {
    actions::act(call, body).await
}
