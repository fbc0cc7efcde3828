// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on transfers.
#[derive(Clone, Debug)]
pub struct Transfers {
    pub(crate) ledger: LedgerClient,
}

impl Transfers {
    /// List an account's postings.
    ///
    /// What moved on one account, newest first, each with the balance after it.  Needs the scope `transfers:read`.
    pub fn list_postings(&self, account: impl Parameter) -> Call<GetAccountPostings> {
        self.ledger.call().at(account)
    }

    /// Look up an idempotency key.
    ///
    /// What a key did, for whoever lost the answer. A key whose request is still running, or that has expired, is unknown.  Needs the scope `transfers:read`.
    pub fn key_outcome(&self, key: impl Parameter) -> Call<GetIdempotencyKey> {
        self.ledger.call().at(key)
    }

    /// Get a transfer.
    ///
    /// One transfer with its postings, and each account's balance after them; of a hold, what became of it; what of it was reversed; and its metadata as it is now. Its `ETag` is what `If-Match` takes when that is changed.  Needs the scope `transfers:read`.
    pub fn get(&self, id: impl Parameter) -> Call<GetTransfer> {
        self.ledger.call().at(id)
    }

    /// List transfers.
    ///
    /// The ledger's transfers, newest first. A page may be short or empty while `next_cursor` is set.  Needs the scope `transfers:read`.
    pub fn list(&self) -> Call<GetTransfers> {
        self.ledger.call()
    }

    /// Change a transfer's metadata.
    ///
    /// What a transfer moved never changes; what is said about it may, and every change is an event. Guard it with `if_metadata`, `if_revision` or `If-Match` so that nobody's change is overwritten unseen.  Needs the scope `transfers:write`.
    pub fn update(&self, id: impl Parameter, body: &models::PatchTransferRequest) -> Call<PatchTransfer> {
        self.ledger.call().at(id).body(body)
    }

    /// Reverse a transfer.
    ///
    /// Moves back what a transfer or a capture moved: all of it or a part, several times until nothing is left, and never more. The transfer itself stays as it is.  Needs the scope `transfers:write`.
    pub fn reverse(&self, id: impl Parameter, body: &models::PostReverseRequest) -> Call<PostReverse> {
        self.ledger.call().at(id).body(body)
    }

    /// Simulate transfers.
    ///
    /// What a sequence of transfers, holds and actions would come to, without doing any of it: each item's entry, or every rule that would refuse it. It takes no idempotency key.  Needs the scope `transfers:write`.
    pub fn simulate(&self, body: &models::PostSimulateRequest) -> Call<PostSimulate> {
        self.ledger.call().body(body)
    }

    /// Post a transfer.
    ///
    /// Moves money: one balanced set of postings, accepted or rejected as a whole, and immutable. With `pending` it only holds the amounts, until captures post them, or a void or its expiry lets them go. A retry with the same `Idempotency-Key` gets the first answer again, byte for byte.  Needs the scope `transfers:write`.
    pub fn create(&self, body: &models::PostTransferRequest) -> Call<PostTransfer> {
        self.ledger.call().body(body)
    }

    /// Post many transfers.
    ///
    /// Transfers, holds and actions on them, all or none (`atomic`), each by itself, or in groups of which all or none are done. One `Idempotency-Key` header covers the batch, or every item has its own key and there is no header. If atomic and refused, the answer is the culprit's problem with its `index`; if an item of a group is refused, the others' problem is `group_refused` and names the `culprit`.  Needs the scope `transfers:write`.
    pub fn create_batch(&self, body: &models::PostTransfersBatchRequest) -> Call<PostTransfersBatch> {
        self.ledger.call().body(body)
    }
}

/// List an account's postings: `GET /v1/ledgers/{ledger}/accounts/{account}/postings`.
#[derive(Debug)]
pub enum GetAccountPostings {}

impl Operation for GetAccountPostings {
    type Answer = models::PostingList;
    const ID: &'static str = "get_account_postings";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/accounts/{account}/postings";
    const TAKES_KEY: bool = false;
}

impl Call<GetAccountPostings> {
    /// Wait until the ledger has reached this `seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }

    /// Rows on the page, 1 to 500 (50 unless given).
    pub fn limit(self, limit: i64) -> Self {
        self.query("limit", limit)
    }

    /// Where to go on: the `next_cursor` of the page before, with the same filters and order.
    pub fn cursor(self, cursor: impl Parameter) -> Self {
        self.query("cursor", cursor)
    }

    /// `desc` (newest first, unless given) or `asc`.
    pub fn order(self, order: impl Parameter) -> Self {
        self.query("order", order)
    }
}

/// Look up an idempotency key: `GET /v1/ledgers/{ledger}/idempotency-keys/{key}`.
#[derive(Debug)]
pub enum GetIdempotencyKey {}

impl Operation for GetIdempotencyKey {
    type Answer = models::IdempotencyKeyOutcome;
    const ID: &'static str = "get_idempotency_key";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/idempotency-keys/{key}";
    const TAKES_KEY: bool = false;
}

impl Call<GetIdempotencyKey> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// Get a transfer: `GET /v1/ledgers/{ledger}/transfers/{id}`.
#[derive(Debug)]
pub enum GetTransfer {}

impl Operation for GetTransfer {
    type Answer = models::TransferDetail;
    const ID: &'static str = "get_transfer";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}";
    const TAKES_KEY: bool = false;
}

impl Call<GetTransfer> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// List transfers: `GET /v1/ledgers/{ledger}/transfers`.
#[derive(Debug)]
pub enum GetTransfers {}

impl Operation for GetTransfers {
    type Answer = models::TransferList;
    const ID: &'static str = "get_transfers";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers";
    const TAKES_KEY: bool = false;
}

impl Call<GetTransfers> {
    /// Only transfers with a posting on this account, by path or id.
    pub fn account(self, account: impl Parameter) -> Self {
        self.query("account", account)
    }

    /// Only transfers with a posting at or below this path; whole segments.
    pub fn path_prefix(self, path_prefix: impl Parameter) -> Self {
        self.query("path_prefix", path_prefix)
    }

    /// Only the transfer with this external id.
    pub fn external_id(self, external_id: impl Parameter) -> Self {
        self.query("external_id", external_id)
    }

    /// Only transfers effective at or after this time; a date is its start in the ledger's zone.
    pub fn effective_from(self, effective_from: impl Parameter) -> Self {
        self.query("effective_from", effective_from)
    }

    /// Only transfers effective before this time.
    pub fn effective_to(self, effective_to: impl Parameter) -> Self {
        self.query("effective_to", effective_to)
    }

    /// Only transfers recorded at or after this time.
    pub fn recorded_from(self, recorded_from: impl Parameter) -> Self {
        self.query("recorded_from", recorded_from)
    }

    /// Only transfers recorded before this time.
    pub fn recorded_to(self, recorded_to: impl Parameter) -> Self {
        self.query("recorded_to", recorded_to)
    }

    /// Only transfers with a posting of at least this amount, in major units.
    pub fn amount_min(self, amount_min: impl Parameter) -> Self {
        self.query("amount_min", amount_min)
    }

    /// Only transfers with a posting of at most this amount, in major units.
    pub fn amount_max(self, amount_max: impl Parameter) -> Self {
        self.query("amount_max", amount_max)
    }

    /// Only transfers whose metadata has this key.
    pub fn metadata_key(self, metadata_key: impl Parameter) -> Self {
        self.query("metadata_key", metadata_key)
    }

    /// Only transfers whose metadata has this value at `metadata_key`.
    pub fn metadata_value(self, metadata_value: impl Parameter) -> Self {
        self.query("metadata_value", metadata_value)
    }

    /// Wait until the ledger has reached this `seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }

    /// Rows on the page, 1 to 500 (50 unless given).
    pub fn limit(self, limit: i64) -> Self {
        self.query("limit", limit)
    }

    /// Where to go on: the `next_cursor` of the page before, with the same filters and order.
    pub fn cursor(self, cursor: impl Parameter) -> Self {
        self.query("cursor", cursor)
    }

    /// `desc` (newest first, unless given) or `asc`.
    pub fn order(self, order: impl Parameter) -> Self {
        self.query("order", order)
    }
}

/// Change a transfer's metadata: `PATCH /v1/ledgers/{ledger}/transfers/{id}`.
#[derive(Debug)]
pub enum PatchTransfer {}

impl Operation for PatchTransfer {
    type Answer = models::TransferMetadata;
    const ID: &'static str = "patch_transfer";
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}";
    const TAKES_KEY: bool = false;
}

impl Call<PatchTransfer> {
    /// The `ETag` that was read: change only what is at this revision.
    pub fn if_match(self, if_match: impl Parameter) -> Self {
        self.header("If-Match", if_match)
    }
}

/// Reverse a transfer: `POST /v1/ledgers/{ledger}/transfers/{id}/reverse`.
#[derive(Debug)]
pub enum PostReverse {}

impl Operation for PostReverse {
    type Answer = models::Transfer;
    const ID: &'static str = "post_reverse";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}/reverse";
    const TAKES_KEY: bool = true;
    const MAY_PROPOSE: bool = true;
}

impl Call<PostReverse> {
    /// `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
    pub fn dry_run(self, dry_run: bool) -> Self {
        self.query("dry_run", dry_run)
    }

    /// Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}

/// Simulate transfers: `POST /v1/ledgers/{ledger}/transfers/simulate`.
#[derive(Debug)]
pub enum PostSimulate {}

impl Operation for PostSimulate {
    type Answer = models::Simulation;
    const ID: &'static str = "post_simulate";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/simulate";
    const TAKES_KEY: bool = false;
}

impl Call<PostSimulate> {}

/// Post a transfer: `POST /v1/ledgers/{ledger}/transfers`.
#[derive(Debug)]
pub enum PostTransfer {}

impl Operation for PostTransfer {
    type Answer = models::Transfer;
    const ID: &'static str = "post_transfer";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers";
    const TAKES_KEY: bool = true;
    const MAY_PROPOSE: bool = true;
}

impl Call<PostTransfer> {
    /// `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
    pub fn dry_run(self, dry_run: bool) -> Self {
        self.query("dry_run", dry_run)
    }

    /// Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}

/// Post many transfers: `POST /v1/ledgers/{ledger}/transfers/batch`.
#[derive(Debug)]
pub enum PostTransfersBatch {}

impl Operation for PostTransfersBatch {
    type Answer = models::TransferBatch;
    const ID: &'static str = "post_transfers_batch";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/batch";
    const TAKES_KEY: bool = true;
}

impl Call<PostTransfersBatch> {
    /// `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
    pub fn dry_run(self, dry_run: bool) -> Self {
        self.query("dry_run", dry_run)
    }

    /// Covers the whole batch. Required, unless every item has its own `idempotency_key` and there is no header.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}
