// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on balances.
#[derive(Clone, Debug)]
pub struct Balances {
    pub(crate) ledger: LedgerClient,
}

impl Balances {
    /// Get an account's balance.
    ///
    /// The balance now; at an instant in the past (`as_of`); or as it was known at another (`known_at`, `at_seq`). Where `final` is true, this answer can never change.  Needs the scope `balances:read`.
    pub fn get(&self, account: impl Parameter) -> Call<GetAccountBalance> {
        self.ledger.call().at(account)
    }

    /// Get balances.
    ///
    /// Totals per asset below a path, now or in the past; or, by account, each account's balance. Over a whole ledger debits equal credits in every asset.  Needs the scope `balances:read`.
    pub fn list(&self) -> Call<GetBalances> {
        self.ledger.call()
    }
}

/// Get an account's balance: `GET /v1/ledgers/{ledger}/accounts/{account}/balance`.
#[derive(Debug)]
pub enum GetAccountBalance {}

impl Operation for GetAccountBalance {
    type Answer = models::AccountBalance;
    const ID: &'static str = "get_account_balance";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/accounts/{account}/balance";
    const TAKES_KEY: bool = false;
}

impl Call<GetAccountBalance> {
    /// What had become effective by then, inclusive; a date is its end in the ledger's zone. Without it: everything recorded, post-dated too.
    pub fn as_of(self, as_of: impl Parameter) -> Self {
        self.query("as_of", as_of)
    }

    /// What the ledger knew by then, inclusive; a date is its start in the ledger's zone. Not in the future.
    pub fn known_at(self, known_at: impl Parameter) -> Self {
        self.query("known_at", known_at)
    }

    /// What the ledger knew at this `seq`; instead of `known_at`.
    pub fn at_seq(self, at_seq: i64) -> Self {
        self.query("at_seq", at_seq)
    }

    /// Wait until the ledger has reached this `seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// Get balances: `GET /v1/ledgers/{ledger}/balances`.
#[derive(Debug)]
pub enum GetBalances {}

impl Operation for GetBalances {
    type Answer = models::BalanceList;
    const ID: &'static str = "get_balances";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/balances";
    const TAKES_KEY: bool = false;
}

impl Call<GetBalances> {
    /// Only accounts at or below this path; whole segments.
    pub fn path_prefix(self, path_prefix: impl Parameter) -> Self {
        self.query("path_prefix", path_prefix)
    }

    /// What had become effective by then, inclusive; a date is its end in the ledger's zone.
    pub fn as_of(self, as_of: impl Parameter) -> Self {
        self.query("as_of", as_of)
    }

    /// What the ledger knew by then, inclusive; a date is its start in the ledger's zone.
    pub fn known_at(self, known_at: impl Parameter) -> Self {
        self.query("known_at", known_at)
    }

    /// `asset` (unless given): a total per asset, on one page. `account`: paged rows per account.
    pub fn by(self, by: impl Parameter) -> Self {
        self.query("by", by)
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
