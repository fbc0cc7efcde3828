//! Speaks: routes, request and response types, problems, OpenAPI, auth.
//!
//! A request passes `frame` (its id, deadline, span), `admit` (key,
//! rate), then its handler: body, query and key are parsed, then the scope and the ledger are
//! looked at, then the ledger's writer or a read is asked. That order is the order of precedence of
//! problems, which the order of [`Code`]'s variants repeats.
//!
//! What is absent: no SQL, no rule of book-keeping, no retries. What a command is answered, frozen
//! under its key, comes from `ledger-pg`; this crate renders only the problems it is handed.

mod account_policy;
mod actions;
mod answers;
mod auth;
mod body;
mod call;
mod console;
mod cursor;
mod decisions;
mod delete_webhook_endpoint;
mod docs;
mod event_schemas;
mod event_streams;
mod facts;
mod fingerprints;
mod frame;
mod get_account;
mod get_account_balance;
mod get_account_postings;
mod get_accounts;
mod get_asset;
mod get_assets;
mod get_attempts;
mod get_balances;
mod get_dead_letters;
mod get_event_stream;
mod get_events;
mod get_holds;
mod get_idempotency_key;
mod get_ledger;
mod get_ledgers;
mod get_limit;
mod get_limits;
mod get_monitor;
mod get_monitor_accounts;
mod get_monitors;
mod get_proposal;
mod get_proposals;
mod get_transfer;
mod get_transfers;
mod get_webhook_endpoint;
mod get_webhook_endpoints;
mod health;
mod in_flight;
mod json;
mod limit_requests;
mod lists;
mod monitor_requests;
mod movement;
mod openapi;
mod openapi_3_0;
mod patch_account;
mod patch_limit;
mod patch_monitor;
mod patch_transfer;
mod patch_webhook_endpoint;
mod post_account;
mod post_accounts_batch;
mod post_approve;
mod post_asset;
mod post_capture;
mod post_extend;
mod post_increment;
mod post_ledger;
mod post_limit;
mod post_monitor;
mod post_redrive;
mod post_reject;
mod post_replay;
mod post_reverse;
mod post_rotate_secret;
mod post_simulate;
mod post_transfer;
mod post_transfers_batch;
mod post_void;
mod post_webhook_endpoint;
mod problem;
mod problem_codes;
mod problem_schema;
mod query;
mod rate_limits;
mod rejections;
mod router;
mod scopes;
mod seen;
mod state;
mod transfer_items;
mod webhook_endpoints;
mod when;
mod wire;

pub use auth::generate_key;
pub use docs::{api_md, problems_json};
pub use event_schemas::{asyncapi_json, event_schemas};
pub use event_streams::describe_metrics;
pub use openapi::{openapi_3_0_json, openapi_json};
pub use post_transfer::read_transfer;
pub use problem_codes::Code;
pub use rate_limits::RateLimit;
pub use rejections::render_problem;
pub use router::router;
pub use scopes::Scope;
pub use state::{AppState, HttpOptions, Shared};
