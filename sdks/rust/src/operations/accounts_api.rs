// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on accounts.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub(crate) ledger: LedgerClient,
}

impl Accounts {
    /// Get an account.
    ///
    /// One account, by path or id. Its `ETag` is what `If-Match` takes when it is changed.  Needs the scope `accounts:read`.
    pub fn get(&self, account: impl Parameter) -> Call<GetAccount> {
        self.ledger.call().at(account)
    }

    /// List accounts.
    ///
    /// The ledger's accounts, newest first.  Needs the scope `accounts:read`.
    pub fn list(&self) -> Call<GetAccounts> {
        self.ledger.call()
    }

    /// Change an account.
    ///
    /// Freezes, opens or closes it, or changes its limits, description or metadata. Guard it with `if_revision`, `If-Match` or `if_metadata` so that nobody's change is overwritten unseen.  Needs the scope `accounts:write`.
    pub fn update(&self, account: impl Parameter, body: &models::PatchAccountRequest) -> Call<PatchAccount> {
        self.ledger.call().at(account).body(body)
    }

    /// Open an account.
    ///
    /// An account holds one asset. Path, type, asset and side never change. Opening the same account again answers 200 with what exists.  Needs the scope `accounts:write`.
    pub fn create(&self, body: &models::PostAccountRequest) -> Call<PostAccount> {
        self.ledger.call().body(body)
    }

    /// Open many accounts.
    ///
    /// All or none: up to 1,000 accounts in one step. Accounts that exist just so are answered as they are.  Needs the scope `accounts:write`.
    pub fn create_batch(&self, body: &models::PostAccountsBatchRequest) -> Call<PostAccountsBatch> {
        self.ledger.call().body(body)
    }
}

/// Get an account: `GET /v1/ledgers/{ledger}/accounts/{account}`.
#[derive(Debug)]
pub enum GetAccount {}

impl Operation for GetAccount {
    type Answer = models::Account;
    const ID: &'static str = "get_account";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/accounts/{account}";
    const TAKES_KEY: bool = false;
}

impl Call<GetAccount> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// List accounts: `GET /v1/ledgers/{ledger}/accounts`.
#[derive(Debug)]
pub enum GetAccounts {}

impl Operation for GetAccounts {
    type Answer = models::AccountList;
    const ID: &'static str = "get_accounts";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/accounts";
    const TAKES_KEY: bool = false;
}

impl Call<GetAccounts> {
    /// Only accounts at or below this path; whole segments.
    pub fn path_prefix(self, path_prefix: impl Parameter) -> Self {
        self.query("path_prefix", path_prefix)
    }

    /// Only accounts of this type.
    pub fn r#type(self, r#type: impl Parameter) -> Self {
        self.query("type", r#type)
    }

    /// Only accounts in this asset.
    pub fn asset(self, asset: impl Parameter) -> Self {
        self.query("asset", asset)
    }

    /// Only accounts in this status.
    pub fn status(self, status: impl Parameter) -> Self {
        self.query("status", status)
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

/// Change an account: `PATCH /v1/ledgers/{ledger}/accounts/{account}`.
#[derive(Debug)]
pub enum PatchAccount {}

impl Operation for PatchAccount {
    type Answer = models::Account;
    const ID: &'static str = "patch_account";
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/v1/ledgers/{ledger}/accounts/{account}";
    const TAKES_KEY: bool = false;
}

impl Call<PatchAccount> {
    /// The `ETag` that was read: change only what is at this revision.
    pub fn if_match(self, if_match: impl Parameter) -> Self {
        self.header("If-Match", if_match)
    }
}

/// Open an account: `POST /v1/ledgers/{ledger}/accounts`.
#[derive(Debug)]
pub enum PostAccount {}

impl Operation for PostAccount {
    type Answer = models::Account;
    const ID: &'static str = "post_account";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/accounts";
    const TAKES_KEY: bool = true;
}

impl Call<PostAccount> {
    /// A retry with the same key gets the first answer again.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}

/// Open many accounts: `POST /v1/ledgers/{ledger}/accounts/batch`.
#[derive(Debug)]
pub enum PostAccountsBatch {}

impl Operation for PostAccountsBatch {
    type Answer = models::AccountBatch;
    const ID: &'static str = "post_accounts_batch";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/accounts/batch";
    const TAKES_KEY: bool = true;
}

impl Call<PostAccountsBatch> {
    /// A retry with the same key gets the first answer again.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}
