// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on approvals.
#[derive(Clone, Debug)]
pub struct Approvals {
    pub(crate) ledger: LedgerClient,
}

impl Approvals {
    /// Get a proposal.
    ///
    /// A transfer that waits for a second person, or waited. Approved, it is a transfer of the same id.  Needs the scope `transfers:read`.
    pub fn get(&self, id: impl Parameter) -> Call<GetProposal> {
        self.ledger.call().at(id)
    }

    /// List proposals.
    ///
    /// Transfers that wait for a second person, or waited, newest first.  Needs the scope `transfers:read`.
    pub fn list(&self) -> Call<GetProposals> {
        self.ledger.call()
    }

    /// Approve a proposal.
    ///
    /// Posts a transfer that was proposed, by another key than the one that proposed it. What has changed since may refuse it; then the proposal stays open.  Needs the scope `transfers:write`.
    pub fn approve(&self, id: impl Parameter, body: &models::DecisionRequest) -> Call<PostApprove> {
        self.ledger.call().at(id).body(body)
    }

    /// Reject a proposal.
    ///
    /// Ends a proposal without a transfer. The key that proposed it may take it back so.  Needs the scope `transfers:write`.
    pub fn reject(&self, id: impl Parameter, body: &models::DecisionRequest) -> Call<PostReject> {
        self.ledger.call().at(id).body(body)
    }
}

/// Get a proposal: `GET /v1/ledgers/{ledger}/proposals/{id}`.
#[derive(Debug)]
pub enum GetProposal {}

impl Operation for GetProposal {
    type Answer = models::Proposal;
    const ID: &'static str = "get_proposal";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/proposals/{id}";
    const TAKES_KEY: bool = false;
}

impl Call<GetProposal> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// List proposals: `GET /v1/ledgers/{ledger}/proposals`.
#[derive(Debug)]
pub enum GetProposals {}

impl Operation for GetProposals {
    type Answer = models::ProposalList;
    const ID: &'static str = "get_proposals";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/proposals";
    const TAKES_KEY: bool = false;
}

impl Call<GetProposals> {
    /// Only proposals that stand so.
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

/// Approve a proposal: `POST /v1/ledgers/{ledger}/transfers/{id}/approve`.
#[derive(Debug)]
pub enum PostApprove {}

impl Operation for PostApprove {
    type Answer = models::Transfer;
    const ID: &'static str = "post_approve";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}/approve";
    const TAKES_KEY: bool = true;
}

impl Call<PostApprove> {
    /// Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}

/// Reject a proposal: `POST /v1/ledgers/{ledger}/transfers/{id}/reject`.
#[derive(Debug)]
pub enum PostReject {}

impl Operation for PostReject {
    type Answer = models::Proposal;
    const ID: &'static str = "post_reject";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/transfers/{id}/reject";
    const TAKES_KEY: bool = true;
}

impl Call<PostReject> {
    /// Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}
