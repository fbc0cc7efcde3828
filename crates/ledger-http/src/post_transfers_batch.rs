use axum::response::Response;
use ledger::{AccountRef, ExternalId, IdempotencyKey, NewTransfer, Timestamp};
use ledger_pg::{Keyed, TransferItem, Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    actions::Details,
    answers,
    body::{Body, DryRun, RequestBody},
    call::{self, Call},
    fingerprints,
    movement::{Movement, PostingRequest, Timeout, TwoNames},
    post_transfer::{TransferFields, transfer_request},
    problem::Problem,
    problem_codes::Code,
    problem_schema,
    state::HttpOptions,
    transfer_items::{self, ItemAction, ItemFields, item_request},
    wire::{Amount, Description, GroupName, MetadataField, Parsed, clearable},
};

/// Transfers to post, and actions to do, together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"atomic": true, "transfers": [
    {"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34"},
    {"debit_account": "users:42", "credit_account": "users:43", "amount": "5.00"},
]}))]
pub struct PostTransfersBatchRequest {
    /// Whether all are refused if one is; if not, each is judged by itself, or with its group.
    atomic: bool,
    /// 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect.
    #[schema(min_items = 1, max_items = 10_000)]
    transfers: Vec<BatchTransferRequest>,
}

item_request! {
    /// An item of a batch: a transfer, with either `debit_account`, `credit_account` and `amount`, or
    /// `postings`; a hold, with `pending` besides; or an `action` on the one that `transfer_id` names, with
    /// the fields of that action.
    #[schema(example = json!({"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34"}))]
    BatchTransferRequest {
        /// This item's own key, the same as that of a single POST; in all items, or in none and the
        /// header covers the batch.
        #[schema(min_length = 1, max_length = 255)]
        idempotency_key: Option<String>,
        /// Items in a row with the same group stand or fall together; not where all do (`atomic`).
        #[schema(value_type = Option<String>, min_length = 1, max_length = 64, example = "order-42")]
        group: Option<Parsed<GroupName>>,
    }
}

impl RequestBody for PostTransfersBatchRequest {
    const DRY_RUN: bool = true;

    fn limit(options: &HttpOptions) -> usize {
        options.max_batch_body
    }
}

/// What became of the items of a batch, in its order.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub struct TransferBatch {
    results: Vec<TransferResult>,
}

/// What became of one item of a batch.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub struct TransferResult {
    status: TransferResultStatus,
    /// Present if `posted`: the transfer, the hold, or the action's own entry.
    transfer: Option<objects::Transfer>,
    /// Present if `rejected`.
    problem: Option<problem_schema::Problem>,
}

/// Whether an item of a batch was done.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[allow(dead_code, reason = "it only describes what the store renders")]
pub enum TransferResultStatus {
    Posted,
    Rejected,
}

/// Post many transfers
///
/// Transfers, holds and actions on them, all or none (`atomic`), each by itself, or in groups of which all
/// or none are done. One `Idempotency-Key` header covers the batch, or every item has its own key and there
/// is no header. If atomic and refused, the answer is the culprit's problem with its `index`; if an item of
/// a group is refused, the others' problem is `group_refused` and names the `culprit`.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/transfers/batch", tag = "transfers", params(DryRun),
    request_body = PostTransfersBatchRequest,
    responses((status = 200, description = "A result for each item, in order.", body = TransferBatch))
)]
pub async fn post_transfers_batch(call: Call, body: Body<PostTransfersBatchRequest>) -> Result<Response, Problem> {
    let PostTransfersBatchRequest { atomic, mut transfers } = body.value;
    let item_keys: Vec<Option<String>> = transfers.iter_mut().map(|item| item.idempotency_key.take()).collect();
    let groups = groups(&mut transfers, atomic)?;
    let items = transfers.into_iter().map(BatchTransferRequest::item).collect();
    let checked = transfer_items::check_items(items, &call.app.options)?;
    let header = call.key();
    let keys = if body.asked.dry_run && item_keys.iter().all(Option::is_none) {
        vec![None; item_keys.len()]
    } else {
        item_keys_or_header(item_keys, matches!(header, Ok(None)))?
    };
    let key = header?.map(|key| (key, fingerprints::transfers(atomic, checked.transfers.iter(), &groups)));
    let items = checked
        .transfers
        .into_iter()
        .zip(keys)
        .zip(groups)
        .map(|((transfer, key), group)| TransferItem { key: key.map(|key| item_key(key, &transfer)), group, transfer })
        .collect();

    let ledger = call.ledger().await?;
    TwoNames::refuse_one_account(&call, &ledger, &checked.two_names).await?;
    let answer = call.submit(&ledger, key, Work::Transfers { atomic, items }, body.asked).await?;
    Ok(answers::response(answer))
}

/// The items' groups, which an atomic batch has none of: it is one.
fn groups(transfers: &mut [BatchTransferRequest], atomic: bool) -> Result<Vec<Option<String>>, Problem> {
    let groups: Vec<Option<String>> =
        transfers.iter_mut().map(|item| item.group.take().map(|group| group.0.0)).collect();
    match groups.iter().position(Option::is_some) {
        Some(index) if atomic => Err(Problem::invalid_field(
            &format!("/transfers/{index}/group"),
            "must be absent where the batch is atomic: all of it stands or falls together",
        )),
        Some(_) | None => Ok(groups),
    }
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
        let detail =
            "Send one Idempotency-Key header for the batch, or an idempotency_key in every item; it is missing here.";
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
