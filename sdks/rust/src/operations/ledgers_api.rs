// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on ledgers.
#[derive(Clone, Debug)]
pub struct Ledgers {
    pub(crate) client: Tallybook,
}

impl Ledgers {
    /// Get a ledger.
    ///
    /// One ledger, with the number of its last change.  Needs the scope `ledgers:read`.
    pub fn get(&self, ledger: impl Parameter) -> Call<GetLedger> {
        Call::new(&self.client).at(ledger)
    }

    /// List ledgers.
    ///
    /// The ledgers that the key may see, newest first.  Needs the scope `ledgers:read`.
    pub fn list(&self) -> Call<GetLedgers> {
        Call::new(&self.client)
    }

    /// Create a ledger.
    ///
    /// Opens an isolated book with its own accounts, assets, order and keys. Creating the same ledger again answers 200 with what exists. Needs a key for all ledgers.  Needs the scope `ledgers:write`.
    pub fn create(&self, body: &models::PostLedgerRequest) -> Call<PostLedger> {
        Call::new(&self.client).body(body)
    }
}

/// Get a ledger: `GET /v1/ledgers/{ledger}`.
#[derive(Debug)]
pub enum GetLedger {}

impl Operation for GetLedger {
    type Answer = models::Ledger;
    const ID: &'static str = "get_ledger";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}";
    const TAKES_KEY: bool = false;
}

impl Call<GetLedger> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// List ledgers: `GET /v1/ledgers`.
#[derive(Debug)]
pub enum GetLedgers {}

impl Operation for GetLedgers {
    type Answer = models::LedgerList;
    const ID: &'static str = "get_ledgers";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers";
    const TAKES_KEY: bool = false;
}

impl Call<GetLedgers> {
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

/// Create a ledger: `POST /v1/ledgers`.
#[derive(Debug)]
pub enum PostLedger {}

impl Operation for PostLedger {
    type Answer = models::Ledger;
    const ID: &'static str = "post_ledger";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers";
    const TAKES_KEY: bool = true;
}

impl Call<PostLedger> {
    /// A retry with the same key gets the first answer again.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}
