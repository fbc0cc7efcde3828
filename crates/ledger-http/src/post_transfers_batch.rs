use axum::response::Response;
use ledger::{AccountRef, ExternalId, IdempotencyKey, NewTransfer, Timestamp};
use ledger_pg::{Keyed, TransferItem, Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::{self, Call},
    fingerprints,
    post_transfer::{Movement, PostingRequest, TwoNames, transfer_request},
    problem::Problem,
    problem_codes::Code,
    problem_schema,
    state::HttpOptions,
    wire::{Amount, Description, MetadataField, Parsed},
};

const ITEMS: std::ops::RangeInclusive<usize> = 1..=1000;

/// Transfers to post together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"atomic": true, "transfers": [
    {"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34"},
    {"debit_account": "users:42", "credit_account": "users:43", "amount": "5.00"},
]}))]
pub struct PostTransfersBatchRequest {
    /// Whether all are refused if one is; if not, each is judged by itself.
    atomic: bool,
    /// 1 to 1,000, in order: a later one sees an earlier one's effect.
    #[schema(min_items = 1, max_items = 1000)]
    transfers: Vec<BatchTransferRequest>,
}

transfer_request! {
    /// A transfer in a batch: either `debit_account`, `credit_account` and `amount`, or `postings`.
    #[schema(example = json!({"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34"}))]
    BatchTransferRequest {
        /// This item's own key, the same as that of a single POST; in all items, or in none and the
        /// header covers the batch.
        #[schema(min_length = 1, max_length = 255)]
        pub idempotency_key: Option<String>,
    }
}

impl RequestBody for PostTransfersBatchRequest {
    fn limit(options: &HttpOptions) -> usize {
        options.max_batch_body
    }
}

/// What became of the transfers of a batch, in its order.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub struct TransferBatch {
    results: Vec<TransferResult>,
}

/// What became of one transfer of a batch.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub struct TransferResult {
    status: TransferResultStatus,
    /// Present if `posted`.
    transfer: Option<objects::Transfer>,
    /// Present if `rejected`.
    problem: Option<problem_schema::Problem>,
}

/// Whether a transfer of a batch was posted.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub enum TransferResultStatus {
    Posted,
    Rejected,
}

/// Post many transfers
///
/// Up to 1,000 transfers, all or none (`atomic`) or each by itself. One `Idempotency-Key` header
/// covers the batch, or every item has its own key and there is no header. If atomic and refused,
/// the answer is the culprit's problem with its `index`.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/batch", tag = "transfers", request_body = PostTransfersBatchRequest,
    responses((status = 200, description = "A result for each transfer, in order.", body = TransferBatch))
)]
pub async fn post_transfers_batch(call: Call, body: Body<PostTransfersBatchRequest>) -> Result<Response, Problem> {
    let PostTransfersBatchRequest { atomic, transfers } = body.value;
    if !ITEMS.contains(&transfers.len()) {
        return Err(Problem::invalid_field("/transfers", "must hold 1 to 1000 transfers"));
    }
    let item_keys: Vec<Option<String>> = transfers.iter().map(|item| item.idempotency_key.clone()).collect();
    let mut checked = Vec::with_capacity(transfers.len());
    let mut two_names = Vec::new();
    for (index, item) in transfers.into_iter().enumerate() {
        let (transfer, names) = item.check(&format!("/transfers/{index}"))?;
        checked.push(transfer);
        two_names.extend(names);
    }
    let header = call.key();
    let keys = item_keys_or_header(item_keys, matches!(header, Ok(None)))?;
    let key = header?.map(|key| (key, fingerprints::transfers(atomic, checked.iter())));
    let items = checked
        .into_iter()
        .zip(keys)
        .map(|(transfer, key)| TransferItem { key: key.map(|key| item_key(key, &transfer)), transfer })
        .collect();

    let ledger = call.ledger().await?;
    TwoNames::refuse_one_account(&call, &ledger, &two_names).await?;
    let answer = call.submit(&ledger, key, Work::Transfers { atomic, items }, body.bytes).await?;
    Ok(answers::response(answer))
}

fn item_key(key: IdempotencyKey, transfer: &NewTransfer) -> Keyed {
    call::keyed((key, fingerprints::transfer(transfer)))
}

/// The items' keys: all of them where there is no header, else none.
fn item_keys_or_header(keys: Vec<Option<String>>, no_header: bool) -> Result<Vec<Option<IdempotencyKey>>, Problem> {
    let pointer = |index| format!("/transfers/{index}/idempotency_key");
    if !no_header {
        return match keys.iter().position(Option::is_some) {
            None => Ok(vec![None; keys.len()]),
            Some(index) => Err(Problem::invalid_field(
                &pointer(index),
                "must be absent where an Idempotency-Key header covers the batch: send one or the other",
            )),
        };
    }
    if let Some(index) = keys.iter().position(Option::is_none) {
        let detail = "Send one Idempotency-Key header for the batch, or an idempotency_key in every transfer; it is missing here.";
        return Err(Problem::new(Code::IdempotencyKeyRequired, detail).with("field", pointer(index)));
    }
    keys.into_iter()
        .enumerate()
        .map(|(index, key)| {
            call::parse_key(&key.unwrap_or_default()).map(Some).map_err(|problem| problem.with("field", pointer(index)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_one_key_or_one_per_item() {
        let keys = |keys: &[Option<&str>], no_header| {
            let keys = keys.iter().map(|key| key.map(str::to_owned)).collect();
            item_keys_or_header(keys, no_header).map_err(|problem| problem.code)
        };
        assert!(keys(&[Some("a"), Some("a")], true).is_ok());
        assert!(keys(&[None, None], false).is_ok());
        assert_eq!(keys(&[None, None], true), Err(Code::IdempotencyKeyRequired));
        assert_eq!(keys(&[Some("a"), None], true), Err(Code::IdempotencyKeyRequired));
        assert_eq!(keys(&[Some("a"), Some("b")], false), Err(Code::InvalidField));
        assert_eq!(keys(&[Some("a"), Some("ä")], true), Err(Code::IdempotencyKeyInvalid));
    }
}
