//! A place that events are told to.

use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::message::Message;

/// What one call of [`Sink::tell`] takes at most, whatever the other side does.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Tells messages to one broker, file or endpoint.
///
/// Implementations keep no position of their own: whoever calls them remembers how far a sink has
/// acknowledged, and tells everything after that again.
pub trait Sink: Send + Sync + 'static {
    /// Sends messages of one ledger, in order, and waits until they are kept on the other side.
    ///
    /// Neither panics nor hangs: it ends within [`TIME_LIMIT`], whatever the other side does.
    fn tell<'a>(&'a self, messages: &'a [Message]) -> BoxFuture<'a, Told>;
}

/// How far telling came.
#[derive(Debug)]
pub struct Told {
    /// How many messages, from the front, the other side has acknowledged; those behind may have arrived too.
    pub acknowledged: usize,
    /// Why it was not all of them; then [`Told::acknowledged`] is the index of the message that failed.
    pub failed: Option<SinkError>,
}

impl Told {
    pub fn all(messages: &[Message]) -> Told {
        Told { acknowledged: messages.len(), failed: None }
    }

    pub fn up_to(acknowledged: usize, failed: SinkError) -> Told {
        Told { acknowledged, failed: Some(failed) }
    }
}

/// Why a message was not acknowledged.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SinkError {
    /// The other side is away, slow or busy: the same message may be taken later.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The other side will never take this message, others perhaps.
    #[error("refused: {0}")]
    Refused(String),
}
