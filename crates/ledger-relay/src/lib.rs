//! Tells: every event to every consumer, in order, at least once.

mod message;
mod sink;

pub use message::{MOST_BYTES, Message};
pub use sink::{Sink, SinkError, Told};
