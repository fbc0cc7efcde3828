// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on webhooks.
#[derive(Clone, Debug)]
pub struct Webhooks {
    pub(crate) ledger: LedgerClient,
}

impl Webhooks {
    /// Remove a webhook endpoint.
    ///
    /// With everything that was kept about it: its place, what waits, its log. To stop it for a while, disable it.  Needs the scope `webhooks:write`.
    pub fn delete(&self, endpoint: impl Parameter) -> Call<DeleteWebhookEndpoint> {
        self.ledger.call().at(endpoint)
    }

    /// List an endpoint's attempts.
    ///
    /// What was sent and what came back, newest first; the last 10,000 are kept.  Needs the scope `webhooks:read`.
    pub fn list_attempts(&self, endpoint: impl Parameter) -> Call<GetAttempts> {
        self.ledger.call().at(endpoint)
    }

    /// List an endpoint's dead letters.
    ///
    /// Events that were given up after the last attempt, newest first.  Needs the scope `webhooks:read`.
    pub fn list_dead_letters(&self, endpoint: impl Parameter) -> Call<GetDeadLetters> {
        self.ledger.call().at(endpoint)
    }

    /// Get a webhook endpoint.
    ///
    /// With how far it has been told, and what went wrong last. Its secret is not shown again.  Needs the scope `webhooks:read`.
    pub fn get(&self, endpoint: impl Parameter) -> Call<GetWebhookEndpoint> {
        self.ledger.call().at(endpoint)
    }

    /// List webhook endpoints.
    ///
    /// All endpoints of the ledger, in the order in which they were added, each with how far it has been told.  Needs the scope `webhooks:read`.
    pub fn list(&self) -> Call<GetWebhookEndpoints> {
        self.ledger.call()
    }

    /// Change a webhook endpoint.
    ///
    /// In force within about a second, for all that is sent from then on.  Needs the scope `webhooks:write`.
    pub fn update(
        &self,
        endpoint: impl Parameter,
        body: &models::PatchWebhookEndpointRequest,
    ) -> Call<PatchWebhookEndpoint> {
        self.ledger.call().at(endpoint).body(body)
    }

    /// Send dead letters again.
    ///
    /// Takes events that were given up back among those that wait, as if they had never been tried.  Needs the scope `webhooks:write`.
    pub fn redrive(&self, endpoint: impl Parameter, body: &models::PostRedriveRequest) -> Call<PostRedrive> {
        self.ledger.call().at(endpoint).body(body)
    }

    /// Send events again.
    ///
    /// Sends an endpoint what it has been sent before, or what came before it was added, with the same ids. Its filters hold, except for events named by id.  Needs the scope `webhooks:write`.
    pub fn replay(&self, endpoint: impl Parameter, body: &models::PostReplayRequest) -> Call<PostReplay> {
        self.ledger.call().at(endpoint).body(body)
    }

    /// Give an endpoint a new secret.
    ///
    /// Shown once, in this answer. For 24 hours requests carry two signatures, by the new secret and by the one before it, so that the receiver can change over in between.  Needs the scope `webhooks:write`.
    pub fn rotate_secret(&self, endpoint: impl Parameter) -> Call<PostRotateSecret> {
        self.ledger.call().at(endpoint).body(&serde_json::json!({}))
    }

    /// Add a webhook endpoint.
    ///
    /// Events are sent to it by Standard Webhooks 1.0: signed with the `secret` of this answer, which is shown once, and sent again over three days until it answers 2xx. A ledger has 100 at most. Adding the same again answers 200 with what exists.  Needs the scope `webhooks:write`.
    pub fn create(&self, body: &models::PostWebhookEndpointRequest) -> Call<PostWebhookEndpoint> {
        self.ledger.call().body(body)
    }
}

/// Remove a webhook endpoint: `DELETE /v1/ledgers/{ledger}/webhook_endpoints/{endpoint}`.
#[derive(Debug)]
pub enum DeleteWebhookEndpoint {}

impl Operation for DeleteWebhookEndpoint {
    type Answer = ();
    const ID: &'static str = "delete_webhook_endpoint";
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}";
    const TAKES_KEY: bool = false;
}

impl Call<DeleteWebhookEndpoint> {}

/// List an endpoint's attempts: `GET /v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/attempts`.
#[derive(Debug)]
pub enum GetAttempts {}

impl Operation for GetAttempts {
    type Answer = models::AttemptList;
    const ID: &'static str = "get_attempts";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/attempts";
    const TAKES_KEY: bool = false;
}

impl Call<GetAttempts> {
    /// Only attempts at the event of this `seq`.
    pub fn seq(self, seq: i64) -> Self {
        self.query("seq", seq)
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

/// List an endpoint's dead letters: `GET /v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/dead_letters`.
#[derive(Debug)]
pub enum GetDeadLetters {}

impl Operation for GetDeadLetters {
    type Answer = models::DeadLetterList;
    const ID: &'static str = "get_dead_letters";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/dead_letters";
    const TAKES_KEY: bool = false;
}

impl Call<GetDeadLetters> {
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

/// Get a webhook endpoint: `GET /v1/ledgers/{ledger}/webhook_endpoints/{endpoint}`.
#[derive(Debug)]
pub enum GetWebhookEndpoint {}

impl Operation for GetWebhookEndpoint {
    type Answer = models::WebhookEndpoint;
    const ID: &'static str = "get_webhook_endpoint";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}";
    const TAKES_KEY: bool = false;
}

impl Call<GetWebhookEndpoint> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// List webhook endpoints: `GET /v1/ledgers/{ledger}/webhook_endpoints`.
#[derive(Debug)]
pub enum GetWebhookEndpoints {}

impl Operation for GetWebhookEndpoints {
    type Answer = models::WebhookEndpointList;
    const ID: &'static str = "get_webhook_endpoints";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints";
    const TAKES_KEY: bool = false;
}

impl Call<GetWebhookEndpoints> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// Change a webhook endpoint: `PATCH /v1/ledgers/{ledger}/webhook_endpoints/{endpoint}`.
#[derive(Debug)]
pub enum PatchWebhookEndpoint {}

impl Operation for PatchWebhookEndpoint {
    type Answer = models::WebhookEndpoint;
    const ID: &'static str = "patch_webhook_endpoint";
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}";
    const TAKES_KEY: bool = false;
}

impl Call<PatchWebhookEndpoint> {
    /// The `ETag` that was read: change only what is at this revision.
    pub fn if_match(self, if_match: impl Parameter) -> Self {
        self.header("If-Match", if_match)
    }
}

/// Send dead letters again: `POST /v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/redrive`.
#[derive(Debug)]
pub enum PostRedrive {}

impl Operation for PostRedrive {
    type Answer = models::Redrive;
    const ID: &'static str = "post_redrive";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/redrive";
    const TAKES_KEY: bool = false;
}

impl Call<PostRedrive> {}

/// Send events again: `POST /v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/replay`.
#[derive(Debug)]
pub enum PostReplay {}

impl Operation for PostReplay {
    type Answer = models::Replay;
    const ID: &'static str = "post_replay";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/replay";
    const TAKES_KEY: bool = false;
}

impl Call<PostReplay> {}

/// Give an endpoint a new secret: `POST /v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/rotate_secret`.
#[derive(Debug)]
pub enum PostRotateSecret {}

impl Operation for PostRotateSecret {
    type Answer = models::WebhookEndpoint;
    const ID: &'static str = "post_rotate_secret";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/rotate_secret";
    const TAKES_KEY: bool = false;
}

impl Call<PostRotateSecret> {}

/// Add a webhook endpoint: `POST /v1/ledgers/{ledger}/webhook_endpoints`.
#[derive(Debug)]
pub enum PostWebhookEndpoint {}

impl Operation for PostWebhookEndpoint {
    type Answer = models::WebhookEndpoint;
    const ID: &'static str = "post_webhook_endpoint";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/webhook_endpoints";
    const TAKES_KEY: bool = false;
}

impl Call<PostWebhookEndpoint> {}
