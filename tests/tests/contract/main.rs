//! The API's contract, over HTTP: what it promises, refuses and explains.

mod account_changes;
mod accounts;
mod balances;
mod batches;
mod bounds;
mod connections;
mod events;
mod first_transfer;
mod hostile_bodies;
mod hostile_fields;
mod hostile_urls;
mod idempotency;
mod keys_and_scopes;
mod ledgers_and_assets;
mod lists;
mod operations;
mod poison;
mod problem_catalogue;
mod support;
mod transfers;
