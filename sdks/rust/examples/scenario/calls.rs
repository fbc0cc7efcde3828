//! A step's call, by the client's own method and types; what it answers, printed back as JSON.

use std::fmt;

use bigdecimal::BigDecimal;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tallybook_client::models::{self, Event};
use tallybook_client::{
    AccountVersions, Call, Error, EventFilter, HeaderMap, Operation, Page, Tallybook, WebhookError,
};

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Call(#[from] Error),
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// The scenario asks for what there is not.
    #[error("{0}")]
    Step(String),
}

impl Failure {
    /// The scenario's name for it.
    pub fn kind(&self) -> &'static str {
        match self {
            Failure::Call(Error::OutcomeUnknown { .. }) => "outcome_unknown",
            Failure::Call(Error::TransferProposed(_)) => "transfer_proposed",
            Failure::Call(Error::NotSent { .. }) => "not_sent",
            Failure::Call(Error::UnexpectedAnswer { .. }) => "unexpected_answer",
            Failure::Webhook(_) => "webhook_invalid",
            _ => "another",
        }
    }
}

fn step(problem: impl fmt::Display) -> Failure {
    Failure::Step(problem.to_string())
}

/// A step's parameters, each to be taken once.
struct Parameters<'s>(&'s Value);

impl Parameters<'_> {
    fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    fn amount(&self, name: &str) -> Option<BigDecimal> {
        self.text(name)?.parse().ok()
    }

    fn needed(&self, name: &str) -> Result<String, Failure> {
        self.text(name).ok_or_else(|| step(format!("{name} is missing")))
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let value = self.0.get(name).ok_or_else(|| step(format!("{name} is missing")))?;
        T::deserialize(value).map_err(step)
    }
}

/// Every operation: its method with its path, its body, and what else it may be told.
macro_rules! operations {
    ($operation:ident, $given:ident, $body:ident, $tallybook:ident, $ledger:ident, {$(
        $id:ident: $resource:ident.$method:ident($($path:ident),*) $(<$model:ident>)? $($pages:literal)?
            [$($setter:ident: $kind:ident),*];
    )*}) => {{
        let (operation, iterates) = match $operation.strip_prefix("iterate:") {
            Some(operation) => (operation, true),
            None => ($operation, false),
        };
        match operation {
            $(stringify!($id) => {
                let resource = operations!(@resource $resource, $tallybook, $ledger);
                let call = resource.$method(
                    $($given.needed(stringify!($path))?,)*
                    $(&models::$model::deserialize(&$body).map_err(step)?)?
                );
                $(let call = match $given.$kind(stringify!($setter).trim_start_matches("r#")) {
                    Some(value) => call.$setter(value),
                    None => call,
                };)*
                operations!(@finish call, iterates $(, $pages)?)
            })*
            unknown => Err(step(format!("there is no {unknown}"))),
        }
    }};
    (@resource ledgers, $tallybook:ident, $ledger:ident) => { $tallybook.ledgers() };
    (@resource $resource:ident, $tallybook:ident, $ledger:ident) => { $ledger.$resource() };
    (@finish $call:ident, $iterates:ident) => {
        if $iterates { Err(step("it has no pages")) } else { answer($call).await }
    };
    (@finish $call:ident, $iterates:ident, $pages:literal) => {
        if $iterates { all($call).await } else { answer($call).await }
    };
}

pub async fn call(
    tallybook: &Tallybook,
    operation: &str,
    params: &Value,
    body: Value,
    key: Option<String>,
) -> Result<Value, Failure> {
    let mut params = params.clone();
    if let Some(key) = key {
        params["idempotency_key"] = key.into();
    }
    let given = Parameters(&params);
    let ledger = tallybook.ledger(given.text("ledger").unwrap_or_default());
    match operation {
        "stream_events" => return take(&given, ledger.events().stream(filter(&given)?)).await,
        "consume_events" => return take(&given, ledger.events().consume(filter(&given)?)).await,
        "account_versions" => return account_versions(&given),
        "verify_webhook" => return verify_webhook(&given),
        "proxy" => return proxy(&params).await,
        _ => {}
    }
    operations!(operation, given, body, tallybook, ledger, {
        post_ledger: ledgers.create() <PostLedgerRequest> [idempotency_key: text];
        get_ledgers: ledgers.list() "pages" [limit: number, cursor: text, order: text];
        get_ledger: ledgers.get(ledger) [min_seq: number];
        post_asset: assets.create() <PostAssetRequest> [idempotency_key: text];
        get_assets: assets.list() "pages" [min_seq: number, limit: number, cursor: text, order: text];
        get_asset: assets.get(code) [min_seq: number];
        post_account: accounts.create() <PostAccountRequest> [idempotency_key: text];
        post_accounts_batch: accounts.create_batch() <PostAccountsBatchRequest> [idempotency_key: text];
        get_accounts: accounts.list() "pages"
            [path_prefix: text, r#type: text, asset: text, status: text, min_seq: number, limit: number, cursor: text, order: text];
        get_account: accounts.get(account) [min_seq: number];
        patch_account: accounts.update(account) <PatchAccountRequest> [if_match: text];
        get_account_balance: balances.get(account) [as_of: text, known_at: text, at_seq: number, min_seq: number];
        get_balances: balances.list() "pages"
            [path_prefix: text, as_of: text, known_at: text, by: text, min_seq: number, limit: number, cursor: text, order: text];
        post_transfer: transfers.create() <PostTransferRequest> [dry_run: flag, idempotency_key: text];
        post_transfers_batch: transfers.create_batch() <PostTransfersBatchRequest> [dry_run: flag, idempotency_key: text];
        post_simulate: transfers.simulate() <PostSimulateRequest> [];
        post_reverse: transfers.reverse(id) <PostReverseRequest> [dry_run: flag, idempotency_key: text];
        get_transfer: transfers.get(id) [min_seq: number];
        patch_transfer: transfers.update(id) <PatchTransferRequest> [if_match: text];
        get_transfers: transfers.list() "pages"
            [account: text, path_prefix: text, external_id: text, effective_from: text, effective_to: text, recorded_from: text,
             recorded_to: text, amount_min: amount, amount_max: amount, metadata_key: text, metadata_value: text,
             min_seq: number, limit: number, cursor: text, order: text];
        get_account_postings: transfers.list_postings(account) "pages"
            [min_seq: number, limit: number, cursor: text, order: text];
        get_idempotency_key: transfers.key_outcome(key) [min_seq: number];
        post_capture: holds.capture(id) <PostCaptureRequest> [dry_run: flag, idempotency_key: text];
        post_void: holds.void(id) <PostVoidRequest> [dry_run: flag, idempotency_key: text];
        post_increment: holds.increment(id) <PostIncrementRequest> [dry_run: flag, idempotency_key: text];
        post_extend: holds.extend(id) <PostExtendRequest> [dry_run: flag, idempotency_key: text];
        get_holds: holds.list() "pages"
            [status: text, account: text, min_seq: number, limit: number, cursor: text, order: text];
        get_proposals: approvals.list() "pages"
            [status: text, min_seq: number, limit: number, cursor: text, order: text];
        get_proposal: approvals.get(id) [min_seq: number];
        post_approve: approvals.approve(id) <DecisionRequest> [idempotency_key: text];
        post_reject: approvals.reject(id) <DecisionRequest> [idempotency_key: text];
        post_limit: limits.create() <PostLimitRequest> [idempotency_key: text];
        get_limits: limits.list() "pages" [min_seq: number];
        get_limit: limits.get(name) [min_seq: number];
        patch_limit: limits.update(name) <PatchLimitRequest> [];
        post_monitor: monitors.create() <PostMonitorRequest> [idempotency_key: text];
        get_monitors: monitors.list() "pages" [min_seq: number];
        get_monitor: monitors.get(name) [min_seq: number];
        patch_monitor: monitors.update(name) <PatchMonitorRequest> [];
        get_monitor_accounts: monitors.list_accounts(name) "pages"
            [alerting: flag, min_seq: number, limit: number, cursor: text];
        post_webhook_endpoint: webhooks.create() <PostWebhookEndpointRequest> [];
        get_webhook_endpoints: webhooks.list() "pages" [min_seq: number];
        get_webhook_endpoint: webhooks.get(endpoint) [min_seq: number];
        patch_webhook_endpoint: webhooks.update(endpoint) <PatchWebhookEndpointRequest> [if_match: text];
        delete_webhook_endpoint: webhooks.delete(endpoint) [];
        get_attempts: webhooks.list_attempts(endpoint) "pages"
            [seq: number, min_seq: number, limit: number, cursor: text, order: text];
        get_dead_letters: webhooks.list_dead_letters(endpoint) "pages"
            [min_seq: number, limit: number, cursor: text, order: text];
        post_redrive: webhooks.redrive(endpoint) <PostRedriveRequest> [];
        post_replay: webhooks.replay(endpoint) <PostReplayRequest> [];
        post_rotate_secret: webhooks.rotate_secret(endpoint) [];
        get_events: events.list() [after: number, types: text, account: text, wait: number, limit: number, min_seq: number];
    })
}

async fn answer<O: Operation>(call: Call<O>) -> Result<Value, Failure>
where
    O::Answer: Serialize,
{
    serde_json::to_value(call.await?).map_err(step)
}

async fn all<O: Operation>(call: Call<O>) -> Result<Value, Failure>
where
    O::Answer: Page<Item: Serialize>,
{
    let items: Vec<_> = call.items().try_collect().await?;
    serde_json::to_value(items).map(|data| json!({"data": data})).map_err(step)
}

fn filter(given: &Parameters<'_>) -> Result<EventFilter, Failure> {
    let mut filter = EventFilter::new().after(given.number("after").unwrap_or_default());
    if given.0.get("types").is_some() {
        filter = filter.types(given.read::<Vec<String>>("types")?);
    }
    if let Some(account) = given.text("account") {
        filter = filter.account(account);
    }
    Ok(filter)
}

async fn take(given: &Parameters<'_>, events: BoxStream<'static, Result<Event, Error>>) -> Result<Value, Failure> {
    let events: Vec<Event> = events.take(given.read("take")?).try_collect().await?;
    Ok(json!({"data": events}))
}

fn account_versions(given: &Parameters<'_>) -> Result<Value, Failure> {
    let mut versions = AccountVersions::default();
    let events: Vec<Event> = given.read("events")?;
    let news: Vec<bool> = events.iter().map(|event| versions.is_news(event)).collect();
    Ok(json!({"news": news}))
}

fn verify_webhook(given: &Parameters<'_>) -> Result<Value, Failure> {
    let headers: std::collections::HashMap<String, String> = given.read("headers")?;
    let headers = HeaderMap::try_from(&headers).map_err(step)?;
    let payload = given.needed("payload")?;
    let event = tallybook_client::verify_webhook(payload.as_bytes(), &headers, [given.needed("secret")?]);
    serde_json::to_value(event?).map_err(step)
}

async fn proxy(params: &Value) -> Result<Value, Failure> {
    let proxy = std::env::var("TALLYBOOK_PROXY").map_err(step)?;
    let answer = reqwest::Client::new().post(format!("{proxy}/control")).json(params).send().await.map_err(step)?;
    answer.error_for_status().map_err(step)?.json().await.map_err(step)
}
