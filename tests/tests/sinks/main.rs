//! The sinks, on real servers: everything arrives, in order, whatever breaks in between.

mod files;
mod kafka;
mod nats;
mod redis_streams;
