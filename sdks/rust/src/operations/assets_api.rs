// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a resource needs depends on its operations")]

use reqwest::Method;

use crate::{Call, LedgerClient, Operation, Parameter, Tallybook, models};

/// Calls the operations on assets.
#[derive(Clone, Debug)]
pub struct Assets {
    pub(crate) ledger: LedgerClient,
}

impl Assets {
    /// Get an asset.
    ///
    /// One asset, registered or built in.  Needs the scope `ledgers:read`.
    pub fn get(&self, code: impl Parameter) -> Call<GetAsset> {
        self.ledger.call().at(code)
    }

    /// List assets.
    ///
    /// The assets registered in the ledger, newest first. Built-in currencies that were not registered are not listed.  Needs the scope `ledgers:read`.
    pub fn list(&self) -> Call<GetAssets> {
        self.ledger.call()
    }

    /// Register an asset.
    ///
    /// A currency or token with a fixed scale. ISO 4217 currencies are usable without this; a first registration of one answers 201 and can give it a name. Registering the same asset again answers 200 with what exists.  Needs the scope `ledgers:write`.
    pub fn create(&self, body: &models::PostAssetRequest) -> Call<PostAsset> {
        self.ledger.call().body(body)
    }
}

/// Get an asset: `GET /v1/ledgers/{ledger}/assets/{code}`.
#[derive(Debug)]
pub enum GetAsset {}

impl Operation for GetAsset {
    type Answer = models::Asset;
    const ID: &'static str = "get_asset";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/assets/{code}";
    const TAKES_KEY: bool = false;
}

impl Call<GetAsset> {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    pub fn min_seq(self, min_seq: i64) -> Self {
        self.query("min_seq", min_seq)
    }
}

/// List assets: `GET /v1/ledgers/{ledger}/assets`.
#[derive(Debug)]
pub enum GetAssets {}

impl Operation for GetAssets {
    type Answer = models::AssetList;
    const ID: &'static str = "get_assets";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v1/ledgers/{ledger}/assets";
    const TAKES_KEY: bool = false;
}

impl Call<GetAssets> {
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

/// Register an asset: `POST /v1/ledgers/{ledger}/assets`.
#[derive(Debug)]
pub enum PostAsset {}

impl Operation for PostAsset {
    type Answer = models::Asset;
    const ID: &'static str = "post_asset";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v1/ledgers/{ledger}/assets";
    const TAKES_KEY: bool = true;
}

impl Call<PostAsset> {
    /// A retry with the same key gets the first answer again.
    pub fn idempotency_key(self, idempotency_key: impl Parameter) -> Self {
        self.header("Idempotency-Key", idempotency_key)
    }
}
