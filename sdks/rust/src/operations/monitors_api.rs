// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on monitors.
#[derive(Clone, Debug)]
pub struct Monitors {
    pub(crate) ledger: LedgerClient,
}

impl Monitors {
    /// Get a monitor.
    ///
    /// One monitor by its name.  Needs the scope `accounts:read`.
    pub fn get(&self, name: impl Parameter) -> Call<GetMonitor> {
        self.ledger.call().at(name)
    }

    /// List a monitor's accounts.
    ///
    /// How each account that a monitor covers stands to it now, by path; whether the monitor is active or not. Each page is told as of its own `Tallybook-Seq`.  Needs the scope `accounts:read`.
    pub fn list_accounts(&self, name: impl Parameter) -> Call<GetMonitorAccounts> {
        self.ledger.call().at(name)
    }

    /// List monitors.
    ///
    /// All monitors of the ledger, in the order in which they were set.  Needs the scope `accounts:read`.
    pub fn list(&self) -> Call<GetMonitors> {
        self.ledger.call()
    }

    /// Change a monitor.
    ///
    /// At once, for the transfers that follow; the change itself raises no alert. Every change is an event.  Needs the scope `accounts:write`.
    pub fn update(&self, name: impl Parameter, body: &models::PatchMonitorRequest) -> Call<PatchMonitor> {
        self.ledger.call().at(name).body(body)
    }

    /// Set a monitor.
    ///
    /// Watches a balance of the accounts below a path: whenever a transfer, hold or action on one takes it across the threshold, an event `balance.alert` with a `seq` of its own follows. What is beyond the threshold already raises none. Setting the same monitor again answers 200 with what exists.  Needs the scope `accounts:write`.
    pub fn create(&self, body: &models::PostMonitorRequest) -> Call<PostMonitor> {
        self.ledger.call().body(body)
    }
}

/// Get a monitor: `GET /v1/ledgers/{ledger}/monitors/{name}`.
#[derive(Debug)]
pub enum GetMonitor {}

impl Operation for GetMonitor {
    type Answer = models::Monitor;
    const ID: &'static str = "get_monitor";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/monitors/{name}";
    const TAKES_KEY: bool = false;
}

impl Call<GetMonitor> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// List a monitor's accounts: `GET /v1/ledgers/{ledger}/monitors/{name}/accounts`.
#[derive(Debug)]
pub enum GetMonitorAccounts {}

impl Operation for GetMonitorAccounts {
    type Answer = models::MonitorAccountList;
    const ID: &'static str = "get_monitor_accounts";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/monitors/{name}/accounts";
    const TAKES_KEY: bool = false;
}

impl Call<GetMonitorAccounts> {
    /// Only the accounts that alert, or only those that do not.
    pub fn alerting(self, alerting: bool) -> Self {
        self.query("alerting", alerting)
    }

    /// Wait until the ledger has reached this `seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }

    /// Rows on the page, 1 to 500 (50 unless given).
    pub fn limit(self, limit: i64) -> Self {
        self.query("limit", limit)
    }

    /// Where to go on: the `next_cursor` of the page before, with the same filters.
    pub fn cursor(self, cursor: impl Parameter) -> Self {
        self.query("cursor", cursor)
    }
}

/// List monitors: `GET /v1/ledgers/{ledger}/monitors`.
#[derive(Debug)]
pub enum GetMonitors {}

impl Operation for GetMonitors {
    type Answer = models::MonitorList;
    const ID: &'static str = "get_monitors";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/monitors";
    const TAKES_KEY: bool = false;
}

impl Call<GetMonitors> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// Change a monitor: `PATCH /v1/ledgers/{ledger}/monitors/{name}`.
#[derive(Debug)]
pub enum PatchMonitor {}

impl Operation for PatchMonitor {
    type Answer = models::Monitor;
    const ID: &'static str = "patch_monitor";
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/v1/ledgers/{ledger}/monitors/{name}";
    const TAKES_KEY: bool = false;
}

impl Call<PatchMonitor> {}

/// Set a monitor: `POST /v1/ledgers/{ledger}/monitors`.
#[derive(Debug)]
pub enum PostMonitor {}

impl Operation for PostMonitor {
    type Answer = models::Monitor;
    const ID: &'static str = "post_monitor";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/monitors";
    const TAKES_KEY: bool = true;
}

impl Call<PostMonitor> {
    /// A retry with the same key gets the first answer again.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}
