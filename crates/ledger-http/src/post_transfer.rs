use axum::response::Response;
use ledger::{AccountPath, AccountRef, ExternalId, NewPosting, NewTransfer, Side, Timestamp};
use ledger_pg::{LedgerInfo, Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::Call,
    fingerprints, json,
    problem::Problem,
    wire::{Amount, Description, MetadataField, Parsed},
};

const POSTINGS: std::ops::RangeInclusive<usize> = 2..=100;

/// Declares a transfer as a client sends it, with the fields that a batch's item has besides.
macro_rules! transfer_request {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$doc])*
        pub struct $name {
            /// The transfer's id, unique for ever; made by the service unless given.
            #[schema(value_type = Option<Uuid>)]
            pub id: Option<Parsed<Uuid>>,
            /// The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`.
            #[schema(value_type = Option<String>, example = "assets:bank")]
            pub debit_account: Option<Parsed<AccountRef>>,
            /// The account to credit, by path or id.
            #[schema(value_type = Option<String>, example = "users:42")]
            pub credit_account: Option<Parsed<AccountRef>>,
            /// A decimal string in major units, above zero.
            #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "12.34")]
            pub amount: Option<Parsed<Amount>>,
            /// 2 to 100 legs, whose debits equal their credits in each asset; instead of the three fields
            /// above.
            #[schema(min_items = 2, max_items = 100)]
            pub postings: Option<Vec<PostingRequest>>,
            /// When it counts for the books; `recorded_at` unless given.
            #[schema(value_type = Option<String>, format = DateTime, example = "2026-03-31T22:00:00Z")]
            pub effective_at: Option<Parsed<Timestamp>>,
            /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
            #[schema(value_type = Option<String>, min_length = 1, max_length = 255, example = "order-42")]
            pub external_id: Option<Parsed<ExternalId>>,
            /// At most 1,024 bytes.
            #[schema(value_type = Option<String>, max_length = 1024, example = "Deposit")]
            pub description: Option<Parsed<Description>>,
            /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
            #[schema(value_type = Option<objects::StringMap>)]
            pub metadata: Option<MetadataField>,
            $($more)*
        }

        impl $name {
            /// Judges what concerns several fields. `at` is the JSON pointer of the transfer.
            ///
            /// # Errors
            /// `invalid_field`.
            pub fn check(self, at: &str) -> Result<(NewTransfer, Option<TwoNames>), Problem> {
                let movement = Movement {
                    debit_account: self.debit_account,
                    credit_account: self.credit_account,
                    amount: self.amount,
                    postings: self.postings,
                };
                let two_names = movement.two_names(at);
                let transfer = NewTransfer {
                    client_id: self.id.is_some(),
                    id: self.id.map_or_else(ledger_pg::new_id, |id| id.0),
                    postings: movement.check(at)?,
                    effective_at: self.effective_at.map(|time| time.0),
                    external_id: self.external_id.map(|id| id.0),
                    description: self.description.map(|description| description.0.0),
                    metadata: self.metadata.unwrap_or_default().0,
                };
                Ok((transfer, two_names))
            }
        }
    };
}
pub(crate) use transfer_request;

transfer_request! {
    /// A transfer to post: either `debit_account`, `credit_account` and `amount`, or `postings`.
    #[schema(example = json!({
        "debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34",
        "effective_at": "2026-03-31T22:00:00Z", "external_id": "order-42", "description": "Deposit",
        "metadata": {"order": "42"},
    }))]
    PostTransferRequest {}
}

/// One leg of a transfer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostingRequest {
    /// By path or id.
    #[schema(value_type = String, example = "users:42")]
    account: Parsed<AccountRef>,
    #[schema(value_type = objects::SideName)]
    direction: Parsed<Side>,
    /// A decimal string in major units, above zero.
    #[schema(value_type = String, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "12.34")]
    amount: Parsed<Amount>,
}

impl RequestBody for PostTransferRequest {}

/// The fields that say what moves, in either form.
pub struct Movement {
    pub debit_account: Option<Parsed<AccountRef>>,
    pub credit_account: Option<Parsed<AccountRef>>,
    pub amount: Option<Parsed<Amount>>,
    pub postings: Option<Vec<PostingRequest>>,
}

impl Movement {
    /// The postings in either form; the simple form's debit is posting 0, its credit 1.
    ///
    /// # Errors
    /// `invalid_field`.
    pub fn check(self, at: &str) -> Result<Vec<NewPosting>, Problem> {
        let invalid = |field: &str, message: &str| Problem::invalid_field(&format!("{at}/{field}"), message);
        let simple = [
            ("debit_account", self.debit_account.is_some()),
            ("credit_account", self.credit_account.is_some()),
            ("amount", self.amount.is_some()),
        ];
        if let Some(postings) = self.postings {
            if let Some((field, _)) = simple.into_iter().find(|(_, given)| *given) {
                return Err(invalid(field, "must be absent where postings are given: send one form or the other"));
            }
            if !POSTINGS.contains(&postings.len()) {
                return Err(invalid("postings", "must hold 2 to 100 postings"));
            }
            return Ok(postings
                .into_iter()
                .map(|posting| NewPosting {
                    account: posting.account.0,
                    direction: posting.direction.0,
                    amount: posting.amount.0.0,
                })
                .collect());
        }
        let (Some(debit), Some(credit), Some(amount)) = (self.debit_account, self.credit_account, self.amount) else {
            let missing = simple.into_iter().find(|(_, given)| !given).map_or("amount", |(field, _)| field);
            return Err(invalid(missing, "is required, unless postings are given"));
        };
        if debit == credit {
            return Err(one_account(at));
        }
        let posting = |account, direction| NewPosting { account, direction, amount: amount.0.0 };
        Ok(vec![posting(debit.0, Side::Debit), posting(credit.0, Side::Credit)])
    }

    /// The simple form's two accounts, where one is named by its path and the other by its id.
    pub fn two_names(&self, at: &str) -> Option<TwoNames> {
        let (path, id) = match (&self.debit_account.as_ref()?.0, &self.credit_account.as_ref()?.0) {
            (AccountRef::Path(path), AccountRef::Id(id)) | (AccountRef::Id(id), AccountRef::Path(path)) => (path, id),
            (AccountRef::Path(_), AccountRef::Path(_)) | (AccountRef::Id(_), AccountRef::Id(_)) => return None,
        };
        Some(TwoNames { at: at.to_owned(), path: path.clone(), id: *id })
    }
}

/// A path and an id that must not be one account's; only the ledger can tell. What it tells never
/// changes, because an account keeps both for ever.
pub struct TwoNames {
    at: String,
    path: AccountPath,
    id: Uuid,
}

impl TwoNames {
    /// # Errors
    /// `invalid_field` for the first pair that is one account.
    pub async fn refuse_one_account(call: &Call, ledger: &LedgerInfo, pairs: &[TwoNames]) -> Result<(), Problem> {
        if pairs.is_empty() {
            return Ok(());
        }
        let names: Vec<(&AccountPath, Uuid)> = pairs.iter().map(|pair| (&pair.path, pair.id)).collect();
        match call.app.store.first_of_one_account(ledger.no, &names).await? {
            Some(index) => Err(one_account(&pairs[index].at)),
            None => Ok(()),
        }
    }
}

fn one_account(at: &str) -> Problem {
    Problem::invalid_field(&format!("{at}/credit_account"), "must not be the debit_account: money would move nowhere")
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
/// Moves money: one balanced set of postings, accepted or rejected as a whole, and immutable. A
/// retry with the same `Idempotency-Key` gets the first answer again, byte for byte.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers", tag = "transfers", request_body = PostTransferRequest,
    responses((status = 201, description = "The transfer, posted.", body = objects::Transfer))
)]
pub async fn post_transfer(call: Call, body: Body<PostTransferRequest>) -> Result<Response, Problem> {
    let (transfer, two_names) = body.value.check("")?;
    let key = (call.required_key()?, fingerprints::transfer(&transfer));
    let ledger = call.ledger().await?;
    TwoNames::refuse_one_account(&call, &ledger, two_names.as_slice()).await?;
    let answer = call.submit(&ledger, Some(key), Work::Transfer(Box::new(transfer)), body.bytes).await?;
    Ok(answers::response(answer))
}
