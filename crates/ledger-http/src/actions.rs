//! Actions on a hold or a transfer: what the requests for them have in common, and how all are done.
//!
//! An action is an entry of its own, with its own id, number, event and idempotency key; it names what it
//! acts on by the URL or, in a batch, by `transfer_id`.

use axum::response::Response;
use ledger::{AccountRef, Action, Expiry, ExternalId, Metadata, NewPosting, NewTransfer, Part, Side, Timestamp};
use ledger_pg::objects;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::Call,
    fingerprints,
    movement::{self, Timeout},
    problem::Problem,
    wire::{Amount, Description, MetadataField, Parsed},
};

const POSTINGS: std::ops::RangeInclusive<usize> = 1..=100;

/// What is said about an entry besides what it does.
#[derive(Debug, Default)]
pub struct Details {
    pub id: Option<Uuid>,
    pub effective_at: Option<Timestamp>,
    pub external_id: Option<ExternalId>,
    pub description: Option<String>,
    pub metadata: Metadata,
}

impl Details {
    pub fn new(
        id: Option<Parsed<Uuid>>,
        effective_at: Option<Parsed<Timestamp>>,
        external_id: Option<Parsed<ExternalId>>,
        description: Option<Parsed<Description>>,
        metadata: Option<MetadataField>,
    ) -> Details {
        Details {
            id: id.map(|id| id.0),
            effective_at: effective_at.map(|time| time.0),
            external_id: external_id.map(|id| id.0),
            description: description.map(|description| description.0.0),
            metadata: metadata.unwrap_or_default().0,
        }
    }

    /// The entry that does this.
    pub fn with(self, action: Action, manual: bool) -> NewTransfer {
        NewTransfer {
            client_id: self.id.is_some(),
            id: self.id.unwrap_or_else(ledger_pg::new_id),
            action,
            effective_at: self.effective_at,
            external_id: self.external_id,
            description: self.description,
            metadata: self.metadata,
            manual,
            approval: None,
        }
    }
}

/// Declares the body of an action, with the fields that every action's has.
macro_rules! action_request {
    ($(#[$doc:meta])* $name:ident { $($fields:tt)* }) => {
        #[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$doc])*
        pub struct $name {
            $($fields)*
            /// The new entry's id, unique for ever; made by the service unless given.
            #[schema(value_type = Option<uuid::Uuid>)]
            id: Option<$crate::wire::Parsed<uuid::Uuid>>,
            /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
            #[schema(value_type = Option<String>, min_length = 1, max_length = 255)]
            external_id: Option<$crate::wire::Parsed<ledger::ExternalId>>,
            /// At most 1,024 bytes.
            #[schema(value_type = Option<String>, max_length = 1024)]
            description: Option<$crate::wire::Parsed<$crate::wire::Description>>,
            /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
            #[schema(value_type = Option<ledger_pg::objects::StringMap>)]
            metadata: Option<$crate::wire::MetadataField>,
        }

        impl $crate::body::RequestBody for $name {
            const DRY_RUN: bool = true;
        }
    };
}
pub(crate) use action_request;

/// How much of one posting of a hold or a transfer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartPostingRequest {
    /// By path or id.
    #[schema(value_type = String, example = "users:42")]
    pub account: Parsed<AccountRef>,
    /// As in the hold or transfer that is acted on.
    #[schema(value_type = objects::SideName)]
    pub direction: Parsed<Side>,
    /// A decimal string in major units, above zero.
    #[schema(value_type = String, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "12.34")]
    pub amount: Parsed<Amount>,
}

/// How much an action is about; `None` where nothing says.
///
/// # Errors
/// `invalid_field`.
pub fn part(
    at: &str,
    amount: Option<Parsed<Amount>>,
    postings: Option<Vec<PartPostingRequest>>,
) -> Result<Option<Part>, Problem> {
    let invalid = |field: &str, message: &str| Err(Problem::invalid_field(&format!("{at}/{field}"), message));
    match (amount, postings) {
        (None, None) => Ok(None),
        (Some(amount), None) => Ok(Some(Part::Amount(amount.0.0))),
        (Some(_), Some(_)) => invalid("amount", "must be absent where postings are given: send one or the other"),
        (None, Some(postings)) if !POSTINGS.contains(&postings.len()) => {
            invalid("postings", "must hold 1 to 100 postings")
        }
        (None, Some(postings)) => Ok(Some(Part::Postings(
            postings
                .into_iter()
                .map(|posting| NewPosting::new(posting.account.0, posting.direction.0, posting.amount.0.0))
                .collect(),
        ))),
    }
}

/// The part of what must be said, not left to be all that there is.
///
/// # Errors
/// `invalid_field` where nothing says.
pub fn required_part(at: &str, part: Option<Part>) -> Result<Part, Problem> {
    part.ok_or_else(|| Problem::invalid_field(&format!("{at}/amount"), "is required, unless postings are given"))
}

/// When a hold is to end by itself from now on; null means never.
///
/// # Errors
/// `invalid_field` where that is said twice, or not at all.
pub fn new_expiry(
    at: &str,
    expires_at: Option<Option<Parsed<Timestamp>>>,
    timeout: Option<Timeout>,
) -> Result<Expiry, Problem> {
    match (expires_at, timeout) {
        (None, None) => {
            Err(Problem::invalid_field(&format!("{at}/expires_at"), "is required, unless timeout_seconds is given"))
        }
        (Some(None), None) => Ok(Expiry::Never),
        (Some(None), Some(_)) => Err(movement::two_expiries(at)),
        (expires_at, timeout) => Ok(movement::expiry(at, expires_at.flatten(), timeout)?.unwrap_or(Expiry::Never)),
    }
}

/// A capture of all that remains closes the hold, whatever is said.
pub fn capture(hold: Uuid, part: Option<Part>, last: Option<bool>) -> Action {
    let last = part.is_none() || last.unwrap_or_default();
    Action::Capture { hold, part: part.unwrap_or(Part::Rest), last }
}

/// The body of an action.
pub trait ActionRequest: RequestBody {
    /// Judges what concerns several fields.
    ///
    /// # Errors
    /// `invalid_field`.
    fn check(self, target: Uuid) -> Result<NewTransfer, Problem>;
}

/// Does what a request asks for to the hold or transfer that the path names.
///
/// # Errors
/// Every problem of the request, and what its ledger's writer could not answer.
pub async fn act<T: ActionRequest>(call: Call, body: Body<T>) -> Result<Response, Problem> {
    // What is wrong with the request comes before what its path names.
    let new = body.value.check(call.transfer_id().unwrap_or_default())?;
    let key = call.money_key(body.asked)?.map(|key| (key, fingerprints::transfer(&new)));
    let ledger = call.ledger().await?;
    call.transfer_in(&ledger).await?;
    let answer = call.submit_transfer(&ledger, key, new, body.asked, body.raw).await?;
    Ok(answers::response(answer))
}
