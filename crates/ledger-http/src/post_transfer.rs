use axum::response::Response;
use ledger::{AccountRef, Action, Expiry, ExternalId, NewTransfer, Timestamp};
use ledger_pg::objects;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    actions::Details,
    answers,
    body::{Body, DryRun, RequestBody},
    call::Call,
    fingerprints, json,
    movement::{self, Movement, PostingRequest, Timeout, TwoNames},
    problem::Problem,
    wire::{Amount, Description, MetadataField, Parsed, clearable},
};

/// Declares a transfer as a client sends it, with the fields that a batch's item has besides.
macro_rules! transfer_request {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$doc])*
        pub struct $name {
            $($more)*
            /// The transfer's id, unique for ever; made by the service unless given.
            #[schema(value_type = Option<Uuid>)]
            id: Option<Parsed<Uuid>>,
            /// The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`.
            #[schema(value_type = Option<String>, example = "assets:bank")]
            debit_account: Option<Parsed<AccountRef>>,
            /// The account to credit, by path or id.
            #[schema(value_type = Option<String>, example = "users:42")]
            credit_account: Option<Parsed<AccountRef>>,
            /// A decimal string in major units, above zero.
            #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "12.34")]
            amount: Option<Parsed<Amount>>,
            /// Whether `amount` is the most, and what the two accounts can give and take will do.
            up_to: Option<bool>,
            /// 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above.
            #[schema(min_items = 2, max_items = 100)]
            postings: Option<Vec<PostingRequest>>,
            /// Whether it only holds the amounts, for later captures: a hold.
            pending: Option<bool>,
            /// When a hold ends by itself; never, unless this or `timeout_seconds` is given.
            #[serde(default, deserialize_with = "clearable")]
            #[schema(value_type = Option<String>, format = DateTime, example = "2026-04-09T22:00:00Z")]
            expires_at: Option<Option<Parsed<Timestamp>>>,
            /// The same in seconds from when the hold is recorded: ten years at most.
            #[schema(value_type = Option<i64>, minimum = 1, maximum = 315_360_000, example = 604_800)]
            timeout_seconds: Option<Timeout>,
            /// When it counts for the books; `recorded_at` unless given.
            #[schema(value_type = Option<String>, format = DateTime, example = "2026-03-31T22:00:00Z")]
            effective_at: Option<Parsed<Timestamp>>,
            /// Whether a person made it by hand, as accounts' `approval` may want to know.
            manual: Option<bool>,
            /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
            #[schema(value_type = Option<String>, min_length = 1, max_length = 255, example = "order-42")]
            external_id: Option<Parsed<ExternalId>>,
            /// At most 1,024 bytes.
            #[schema(value_type = Option<String>, max_length = 1024, example = "Deposit")]
            description: Option<Parsed<Description>>,
            /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
            #[schema(value_type = Option<objects::StringMap>)]
            metadata: Option<MetadataField>,
        }

        impl $name {
            /// The fields of the transfer itself.
            fn transfer(self) -> TransferFields {
                TransferFields {
                    movement: Movement {
                        debit_account: self.debit_account,
                        credit_account: self.credit_account,
                        amount: self.amount,
                        up_to: self.up_to,
                        postings: self.postings,
                    },
                    pending: self.pending,
                    expires_at: self.expires_at,
                    timeout_seconds: self.timeout_seconds,
                    manual: self.manual,
                    details: Details::new(
                        self.id,
                        self.effective_at,
                        self.external_id,
                        self.description,
                        self.metadata,
                    ),
                }
            }
        }
    };
}
pub(crate) use transfer_request;

transfer_request! {
    /// A transfer to post: either `debit_account`, `credit_account` and `amount`, or `postings`. With
    /// `pending` it is a hold.
    #[schema(example = json!({
        "debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34",
        "effective_at": "2026-03-31T22:00:00Z", "external_id": "order-42", "description": "Deposit",
        "metadata": {"order": "42"},
    }))]
    PostTransferRequest {}
}

impl RequestBody for PostTransferRequest {
    const DRY_RUN: bool = true;
}

impl PostTransferRequest {
    /// As [`TransferFields::check`].
    ///
    /// # Errors
    /// `invalid_field`.
    pub fn check(self, at: &str) -> Result<(NewTransfer, Option<TwoNames>), Problem> {
        self.transfer().check(at)
    }
}

/// What a client says of a transfer, not yet judged as a whole.
#[derive(Debug)]
pub struct TransferFields {
    pub movement: Movement,
    pub pending: Option<bool>,
    /// Inner `None`: said to be null.
    pub expires_at: Option<Option<Parsed<Timestamp>>>,
    pub timeout_seconds: Option<Timeout>,
    pub manual: Option<bool>,
    pub details: Details,
}

impl TransferFields {
    /// Judges what concerns several fields. `at` is the JSON pointer of the transfer.
    ///
    /// # Errors
    /// `invalid_field`.
    pub fn check(self, at: &str) -> Result<(NewTransfer, Option<TwoNames>), Problem> {
        let two_names = self.movement.two_names(at);
        let postings = self.movement.check(at)?;
        let expires_at = self.expires_at.flatten();
        let said = if expires_at.is_some() { "expires_at" } else { "timeout_seconds" };
        let expiry = movement::expiry(at, expires_at, self.timeout_seconds)?;
        let action = match (self.pending.unwrap_or_default(), expiry) {
            (true, expiry) => Action::Hold { postings, expiry: expiry.unwrap_or(Expiry::Never) },
            (false, None) => Action::Post(postings),
            (false, Some(_)) => {
                let message = "needs \"pending\": true beside it, for only a hold expires";
                return Err(Problem::invalid_field(&format!("{at}/{said}"), message));
            }
        };
        Ok((self.details.with(action, self.manual.unwrap_or_default()), two_names))
    }
}

/// Reads a body as the endpoint does, as far as that is possible without the ledger.
///
/// # Errors
/// The detail of the problem that the endpoint would answer.
pub fn read_transfer(body: &[u8]) -> Result<NewTransfer, String> {
    let request: PostTransferRequest =
        json::from_node(json::parse(body)?).map_err(|error| Problem::of_body(&error).detail.into_owned())?;
    let (transfer, _) = request.check("").map_err(|problem| problem.detail.into_owned())?;
    Ok(transfer)
}

/// Post a transfer
///
/// Moves money: one balanced set of postings, accepted or rejected as a whole, and immutable. With
/// `pending` it only holds the amounts, until captures post them, or a void or its expiry lets them go.
/// A retry with the same `Idempotency-Key` gets the first answer again, byte for byte.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers", tag = "transfers", params(DryRun), request_body = PostTransferRequest,
    responses((status = 201, description = "The transfer, posted, or the hold.", body = objects::Transfer),
              (status = 202, description = "It waits for a second person.", body = objects::Proposal))
)]
pub async fn post_transfer(call: Call, body: Body<PostTransferRequest>) -> Result<Response, Problem> {
    let (transfer, two_names) = body.value.check("")?;
    let key = call.money_key(body.asked)?.map(|key| (key, fingerprints::transfer(&transfer)));
    let ledger = call.ledger().await?;
    TwoNames::refuse_one_account(&call, &ledger, two_names.as_slice()).await?;
    let answer = call.submit_transfer(&ledger, key, transfer, body.asked, body.raw).await?;
    Ok(answers::response(answer))
}
