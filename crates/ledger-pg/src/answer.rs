//! An answer as idempotency freezes it, and what can go wrong instead.

use bytes::Bytes;
use ledger::{LedgerName, Rejection};
use uuid::Uuid;

/// What a command was answered: the part of an HTTP response that a replay must repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Below the API's root: `/v1/ledgers/demo/transfers/0198…`.
    pub location: Option<String>,
    /// The number of the (last) change the command made.
    pub seq: Option<i64>,
    /// A problem document where `status` is 400 or more, else the object.
    pub body: Bytes,
    /// Whether an earlier request with the same key did the work.
    pub replayed: bool,
    /// Whether it says only what would be.
    pub dry_run: bool,
}

impl Answer {
    /// Of what was done just now.
    pub fn new(status: u16, seq: Option<i64>, body: impl Into<Bytes>) -> Answer {
        Answer { status, location: None, seq, body: body.into(), replayed: false, dry_run: false }
    }

    #[must_use]
    pub fn at(self, location: String) -> Answer {
        Answer { location: Some(location), ..self }
    }
}

/// Why a command, or one item of a batch, has no object for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Decided from the ledger's state; stored under the key.
    Rejection(Rejection),
    /// A conflict with an earlier item of the same group, which is not there any more: a group that is
    /// refused leaves nothing. Stored under the group's key only.
    Sibling(Rejection),
    /// The item stands in a group with one that was refused.
    GroupRefused { culprit: usize },
    /// The item's transfer was proposed with this key, and waits for a second person.
    ProposalPending { id: Uuid },
    /// The transfer was proposed with this key, and a second person rejected it.
    ProposalRejected { id: Uuid, reason: Option<String> },
    /// The key belongs to another request, whose first differing field is named where known.
    KeyReused { field: Option<&'static str> },
    /// The name belongs to a ledger that differs; the ledger is [`Refused::ledger`].
    LedgerExists,
    /// A defect: the item could not be written, its neighbours were.
    Internal,
}

/// A refusal with where it happened.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    pub refusal: &'a Refusal,
    pub ledger: &'a LedgerName,
    pub request_id: &'a str,
    /// The item of a batch.
    pub index: Option<usize>,
}

/// Renders a refusal as a problem document. Given by whoever speaks HTTP, so that what is stored
/// under a key is what is answered, and no status is known here.
pub type RenderProblem = fn(Refused<'_>) -> Answer;

/// Why a command has no answer to freeze. None of these is stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    #[error("the key belongs to another request")]
    KeyReused { field: Option<&'static str> },
    #[error("the first request with this key is still running")]
    InProgress,
    #[error("withdrawn before it was begun")]
    Overloaded,
    #[error("begun, and not known to have ended")]
    OutcomeUnknown,
    #[error("the database cannot be reached; nothing was done")]
    DatabaseUnavailable,
    #[error("a defect; nothing was done")]
    Internal,
}

/// Why a read has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The ledger has not reached the `min_seq` or `at_seq` that was asked for.
    #[error("the ledger has not reached seq {wanted}; it is at {last_seq}")]
    NotYetVisible { wanted: i64, last_seq: i64 },
    #[error("known_at lies in the future")]
    KnownAtInFuture,
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    #[error("the database failed")]
    Failed(#[source] sqlx::Error),
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> ReadError {
        let code = error.as_database_error().and_then(|error| error.code());
        match code.as_deref().map(|code| &code[..2]) {
            // Connections lost or refused or idle in a transaction, resources exhausted, timeouts, shutdown.
            Some("08" | "25" | "53" | "55" | "57") => ReadError::Unavailable(error),
            Some(_) => ReadError::Failed(error),
            None => match error {
                sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                    ReadError::Unavailable(error)
                }
                _ => ReadError::Failed(error),
            },
        }
    }
}
