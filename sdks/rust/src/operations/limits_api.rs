// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on limits.
#[derive(Clone, Debug)]
pub struct Limits {
    pub(crate) ledger: LedgerClient,
}

impl Limits {
    /// Get a limit.
    ///
    /// One limit by its name.  Needs the scope `accounts:read`.
    pub fn get(&self, name: impl Parameter) -> Call<GetLimit> {
        self.ledger.call().at(name)
    }

    /// List limits.
    ///
    /// All limits of the ledger, in the order in which they were set.  Needs the scope `accounts:read`.
    pub fn list(&self) -> Call<GetLimits> {
        self.ledger.call()
    }

    /// Change a limit.
    ///
    /// At once, for all that follows; what has counted stays counted. Every change is an event.  Needs the scope `accounts:write`.
    pub fn update(&self, name: impl Parameter, body: &models::PatchLimitRequest) -> Call<PatchLimit> {
        self.ledger.call().at(name).body(body)
    }

    /// Set a limit.
    ///
    /// Bounds what transfers and holds may move on one side of the accounts below a path within a window of time. Counted from when it is set; captures, voids, expiries and reversals do not count, and nothing is given back. Setting the same limit again answers 200 with what exists.  Needs the scope `accounts:write`.
    pub fn create(&self, body: &models::PostLimitRequest) -> Call<PostLimit> {
        self.ledger.call().body(body)
    }
}

/// Get a limit: `GET /v1/ledgers/{ledger}/limits/{name}`.
#[derive(Debug)]
pub enum GetLimit {}

impl Operation for GetLimit {
    type Answer = models::Limit;
    const ID: &'static str = "get_limit";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/limits/{name}";
    const TAKES_KEY: bool = false;
}

impl Call<GetLimit> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// List limits: `GET /v1/ledgers/{ledger}/limits`.
#[derive(Debug)]
pub enum GetLimits {}

impl Operation for GetLimits {
    type Answer = models::LimitList;
    const ID: &'static str = "get_limits";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/limits";
    const TAKES_KEY: bool = false;
}

impl Call<GetLimits> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// Change a limit: `PATCH /v1/ledgers/{ledger}/limits/{name}`.
#[derive(Debug)]
pub enum PatchLimit {}

impl Operation for PatchLimit {
    type Answer = models::Limit;
    const ID: &'static str = "patch_limit";
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/v1/ledgers/{ledger}/limits/{name}";
    const TAKES_KEY: bool = false;
}

impl Call<PatchLimit> {}

/// Set a limit: `POST /v1/ledgers/{ledger}/limits`.
#[derive(Debug)]
pub enum PostLimit {}

impl Operation for PostLimit {
    type Answer = models::Limit;
    const ID: &'static str = "post_limit";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/limits";
    const TAKES_KEY: bool = true;
}

impl Call<PostLimit> {
    /// A retry with the same key gets the first answer again.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}
