// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on holds.
#[derive(Clone, Debug)]
pub struct Holds {
    pub(crate) ledger: LedgerClient,
}

impl Holds {
    /// List holds.
    ///
    /// The ledger's holds with what became of each, newest first. A page may be short or empty while `next_cursor` is set.  Needs the scope `transfers:read`.
    pub fn list(&self) -> Call<GetHolds> {
        self.ledger.call()
    }

    /// Capture a hold.
    ///
    /// Posts what was held: all of it or a part, at once or in several captures. What is captured is no longer held; `final` releases the rest. More than was held is refused, beyond what the account's `over_capture_percent` tolerates.  Needs the scope `transfers:write`.
    pub fn capture(&self, id: impl Parameter, body: &models::PostCaptureRequest) -> Call<PostCapture> {
        self.ledger.call().at(id).body(body)
    }

    /// Extend a hold.
    ///
    /// Changes when a hold expires, to later or to sooner, or to never. It moves nothing.  Needs the scope `transfers:write`.
    pub fn extend(&self, id: impl Parameter, body: &models::PostExtendRequest) -> Call<PostExtend> {
        self.ledger.call().at(id).body(body)
    }

    /// Increment a hold.
    ///
    /// Holds more, under the same rules as a new hold. When it expires does not change.  Needs the scope `transfers:write`.
    pub fn increment(&self, id: impl Parameter, body: &models::PostIncrementRequest) -> Call<PostIncrement> {
        self.ledger.call().at(id).body(body)
    }

    /// Void a hold.
    ///
    /// Releases all that a hold still holds, and closes it. What was captured stays posted.  Needs the scope `transfers:write`.
    pub fn void(&self, id: impl Parameter, body: &models::PostVoidRequest) -> Call<PostVoid> {
        self.ledger.call().at(id).body(body)
    }
}

/// List holds: `GET /v1/ledgers/{ledger}/holds`.
#[derive(Debug)]
pub enum GetHolds {}

impl Operation for GetHolds {
    type Answer = models::HoldList;
    const ID: &'static str = "get_holds";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/holds";
    const TAKES_KEY: bool = false;
}

impl Call<GetHolds> {
    /// Only holds that stand so.
    pub fn status(self, status: impl Parameter) -> Self {
        self.query("status", status)
    }

    /// Only holds with a posting on this account, by path or id.
    pub fn account(self, account: impl Parameter) -> Self {
        self.query("account", account)
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

/// Capture a hold: `POST /v1/ledgers/{ledger}/transfers/{id}/capture`.
#[derive(Debug)]
pub enum PostCapture {}

impl Operation for PostCapture {
    type Answer = models::Transfer;
    const ID: &'static str = "post_capture";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}/capture";
    const TAKES_KEY: bool = true;
}

impl Call<PostCapture> {
    /// `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
    pub fn dry_run(self, dry_run: bool) -> Self {
        self.query("dry_run", dry_run)
    }

    /// Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}

/// Extend a hold: `POST /v1/ledgers/{ledger}/transfers/{id}/extend`.
#[derive(Debug)]
pub enum PostExtend {}

impl Operation for PostExtend {
    type Answer = models::Transfer;
    const ID: &'static str = "post_extend";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}/extend";
    const TAKES_KEY: bool = true;
}

impl Call<PostExtend> {
    /// `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
    pub fn dry_run(self, dry_run: bool) -> Self {
        self.query("dry_run", dry_run)
    }

    /// Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}

/// Increment a hold: `POST /v1/ledgers/{ledger}/transfers/{id}/increment`.
#[derive(Debug)]
pub enum PostIncrement {}

impl Operation for PostIncrement {
    type Answer = models::Transfer;
    const ID: &'static str = "post_increment";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}/increment";
    const TAKES_KEY: bool = true;
}

impl Call<PostIncrement> {
    /// `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
    pub fn dry_run(self, dry_run: bool) -> Self {
        self.query("dry_run", dry_run)
    }

    /// Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}

/// Void a hold: `POST /v1/ledgers/{ledger}/transfers/{id}/void`.
#[derive(Debug)]
pub enum PostVoid {}

impl Operation for PostVoid {
    type Answer = models::Transfer;
    const ID: &'static str = "post_void";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}/void";
    const TAKES_KEY: bool = true;
}

impl Call<PostVoid> {
    /// `true` asks for the very answer that the call would get now: nothing happens, no idempotency key is used up, and none is needed.
    pub fn dry_run(self, dry_run: bool) -> Self {
        self.query("dry_run", dry_run)
    }

    /// Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}
