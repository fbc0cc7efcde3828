use std::fmt;

use crate::models::{Problem, ProblemCode, Proposal};

/// What a source of an error is.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a call has no answer to give.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service refused, and said why.
    #[error("{0}")]
    Problem(Box<Problem>),

    /// The transfer waits for a second key: nothing has moved. `approvals()` goes on from here.
    #[error("nothing has moved: transfer {} is proposed, and another key must approve or reject it", .0.id)]
    TransferProposed(Box<Proposal>),

    /// The request may have been done or not. The same call with the same idempotency key finds out, and does it at
    /// most once; so does `transfers().key_outcome(key)`.
    #[error("it is not known whether {operation} was done{}: {source}", advice(.idempotency_key.as_deref()))]
    OutcomeUnknown {
        operation: &'static str,
        /// The key of every try. Absent where the items of a batch have keys of their own.
        idempotency_key: Option<String>,
        /// What the last try came to.
        source: Box<Error>,
    },

    /// Nothing was sent.
    #[error("the request was not sent: {source}")]
    NotSent { source: Cause },

    /// It was sent, or perhaps sent, and no answer came.
    #[error("no answer came: {source}")]
    NoAnswer { source: Cause },

    /// Something on the way answered that is not Tallybook.
    #[error("an answer of status {status} that is not the service's: {beginning}")]
    UnexpectedAnswer {
        status: u16,
        /// The answer's first characters.
        beginning: String,
    },

    /// The service did what was asked, and this client cannot read its answer.
    #[error("an answer of status {status} cannot be read (request {}): {source}", .request_id.as_deref().unwrap_or("unknown"))]
    UnreadableAnswer { status: u16, request_id: Option<String>, source: Cause },

    /// The client's URL, key or options are no such thing.
    #[error("{0}")]
    Configuration(String),
}

impl Error {
    /// The problem that the service answered, also where it left an outcome unknown.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            Self::OutcomeUnknown { source, .. } => source.problem(),
            _ => None,
        }
    }

    /// The code of a refusal. None where the outcome is unknown.
    #[must_use]
    pub fn code(&self) -> Option<&ProblemCode> {
        match self {
            Self::Problem(problem) => Some(&problem.code),
            _ => None,
        }
    }
}

fn advice(idempotency_key: Option<&str>) -> String {
    match idempotency_key {
        Some(key) => format!(", once or not at all (repeat the call with the idempotency key {key} to find out)"),
        None => ", once or not at all (repeat the same batch to find out)".to_owned(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (status {}, request {})", self.code, self.detail, self.status, self.request_id)
    }
}

impl std::error::Error for Problem {}
