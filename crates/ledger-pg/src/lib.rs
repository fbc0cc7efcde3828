//! Remembers: every SQL statement, every transaction, the writer, point-in-time reads, verify.
//!
//! Nouns are tables (`accounts.rs`, `transfers.rs`, …): plain functions over a connection, which
//! never begin or commit. Verbs are flows (`post_batch.rs`, `create_ledger.rs`): they own their
//! transaction on one screen. [`Store`] is the one handle to all of it.

mod accounts;
mod answer;
mod api_keys;
mod assets;
mod balances;
mod connections;
mod create_ledger;
mod decide_batch;
mod encoding;
mod event_list;
mod events;
mod heads;
mod holds;
mod idempotency;
mod idempotency_keys;
mod ids;
mod irregular_postings;
mod ledgers;
mod limits;
pub mod locations;
mod migrate;
mod monitors;
mod news;
pub mod objects;
mod outcome;
mod outcome_cache;
mod page;
mod policies;
mod post_alone;
mod post_batch;
mod proposals;
mod store;
mod subjects;
mod telemetry;
mod transfer_list;
mod transfer_metadata;
mod transfers;
mod unit;
mod verify;
mod write_batch;
mod writer;

pub use accounts::AccountFilter;
pub use answer::{Answer, ReadError, Refusal, Refused, RenderProblem, SubmitError};
pub use api_keys::ApiKey;
pub use balances::{AccountBalance, AccountPosting, AnsweredAt, AssetTotal, At, Known};
pub use event_list::{EventFilter, EventPage};
pub use events::{Event, EventType, chain};
pub use holds::HoldFilter;
pub use idempotency::{Fingerprint, KeyHash, Keyed};
pub use ids::new_id;
pub use ledgers::{LedgerInfo, LedgerNo, NewLedger};
pub use migrate::{SchemaError, check_fit, migrate, migrations};
pub use monitors::WatchedAccount;
pub use news::{Watch, WatchAll};
pub use page::{Order, Page, PageRequest};
pub use proposals::{Proposal, ProposalStatus};
pub use store::{KeyOutcome, OpenError, Store, StoreOptions};
pub use telemetry::describe_metrics;
pub use transfer_list::TransferFilter;
pub use unit::{Decision, Request, TransferItem, Unit, Work};
pub use verify::{CHECKS, Check, Report, verify};
pub use writer::QueueLimits;
