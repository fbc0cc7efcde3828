// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on events.
#[derive(Clone, Debug)]
pub struct Events {
    pub(crate) ledger: LedgerClient,
}

impl Events {
    /// List events.
    ///
    /// One event for each accepted change, oldest first: go on with `after` set to the `next_after` of the page before. With a filter a page may be short or empty though there is more: the list's end is reached where `next_after` is `last_seq`.  Needs the scope `events:read`.
    pub fn list(&self) -> Call<GetEvents> {
        self.ledger.call()
    }
}

/// List events: `GET /v1/ledgers/{ledger}/events`.
#[derive(Debug)]
pub enum GetEvents {}

impl Operation for GetEvents {
    type Answer = models::EventList;
    const ID: &'static str = "get_events";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/events";
    const TAKES_KEY: bool = false;
}

impl Call<GetEvents> {
    /// Only events after this `seq`; 0 (from the beginning) unless given.
    pub fn after(self, after: i64) -> Self {
        self.query("after", after)
    }

    /// Only events of these types, separated by commas.
    pub fn types(self, types: impl Parameter) -> Self {
        self.query("types", types)
    }

    /// Only events about this account, by path or id: its own, its alerts, and those of transfers and proposals with a posting on it.
    pub fn account(self, account: impl Parameter) -> Self {
        self.query("account", account)
    }

    /// Where nothing matches yet, wait for it so many seconds, 0 to 60; but not for longer than a request may take.
    pub fn wait(self, wait: i64) -> Self {
        self.query("wait", wait)
    }

    /// Events on the page, 1 to 500 (50 unless given).
    pub fn limit(self, limit: i64) -> Self {
        self.query("limit", limit)
    }

    /// Wait until the ledger has reached this `seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}
