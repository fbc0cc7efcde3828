//! Tells: every event to every consumer, in order, at least once.
//!
//! A [`Relay`] reads the order and tells it to sinks: brokers, which it is configured with, and webhook
//! endpoints, which are kept with the ledgers. One sink on one ledger is a *lane*. Any number of relays may
//! run: a lane has a cursor and a lease in Postgres (`ledger-pg`, `sink_cursors.rs`), so one at a time tells it
//! and another goes on where it ended.
//!
//! What is absent: SQL; any position in a sink or in memory that counts; events that did not commit.

mod fail_points;
mod json_lines;
mod kafka;
mod lane;
mod message;
mod nats;
mod public_addresses;
mod rabbitmq;
mod redis_streams;
mod relay;
mod sink;
mod sink_url;
mod webhook_client;
mod webhook_lane;
mod webhook_url;

pub use message::{MOST_BYTES, Message};
pub use public_addresses::{PublicOnly, is_public};
pub use relay::{NamedSink, Relay, RelayOptions, WebhookOptions, describe_metrics};
pub use sink::{Sink, SinkError, TIME_LIMIT, Told};
pub use sink_url::{InvalidSinkUrl, SinkUrl};
pub use webhook_client::WebhookClient;
pub use webhook_lane::Schedule;
pub use webhook_url::{Reach, check_url};
