//! Tells: every event to every consumer, in order, at least once.

mod json_lines;
mod kafka;
mod message;
mod nats;
mod rabbitmq;
mod redis_streams;
mod sink;
mod sink_url;

pub use message::{MOST_BYTES, Message};
pub use sink::{Sink, SinkError, TIME_LIMIT, Told};
pub use sink_url::{InvalidSinkUrl, SinkUrl};
