//! What is tried again, and when. A request is never tried again where that could do it twice.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::error::Error;
use crate::models::ProblemCode;

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// What a try that failed says about the request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// It was not done, and will be gladly another time.
    NotDone,
    /// It may have been done, or is being done by another request with its key.
    Unknown,
    /// It was not done, for want of what it needs.
    Lacking,
    /// It was refused, for reasons that say nothing about an earlier try: those are never stored with the key.
    Refused,
    /// It was decided, for good.
    Decided,
}

impl Effect {
    pub fn of(error: &Error) -> Effect {
        match error {
            Error::NotSent { .. } => Effect::NotDone,
            Error::NoAnswer { .. } => Effect::Unknown,
            Error::UnexpectedAnswer { status: 429, .. } => Effect::NotDone,
            Error::UnexpectedAnswer { status: 502..=504, .. } => Effect::Unknown,
            Error::UnexpectedAnswer { .. } => Effect::Refused,
            Error::Problem(problem) => match (problem.status, &problem.code) {
                (429, _) | (_, ProblemCode::Overloaded) => Effect::NotDone,
                (_, ProblemCode::IdempotencyInProgress) => Effect::Unknown,
                (503, ProblemCode::NotYetVisible | ProblemCode::DatabaseUnavailable) => Effect::Lacking,
                (502..=504, _) => Effect::Unknown,
                (401 | 403 | 404 | 500.., _) => Effect::Refused,
                _ => Effect::Decided,
            },
            Error::TransferProposed(_)
            | Error::UnreadableAnswer { .. }
            | Error::OutcomeUnknown { .. }
            | Error::Configuration(_) => Effect::Decided,
        }
    }

    /// Whether to try again; `is_safe` where doing a request twice is as good as once.
    pub fn is_transient(self, is_safe: bool) -> bool {
        match self {
            Effect::NotDone => true,
            Effect::Unknown | Effect::Lacking => is_safe,
            Effect::Refused | Effect::Decided => false,
        }
    }
}

/// Full jitter: anything from nothing to a bound that doubles with every try, but not before `retry_after`.
pub fn delay(tries: u32, retry_after: Option<Duration>) -> Duration {
    let bound = FIRST_DELAY.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(LONGEST_DELAY);
    let jittered = rand::random_range(Duration::ZERO..=bound);
    jittered.max(retry_after.unwrap_or_default())
}

/// Seconds, or a date, which is read by the clock of whoever wrote it.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    let now = chrono::DateTime::parse_from_rfc2822(headers.get(DATE)?.to_str().ok()?).ok()?;
    (then - now).to_std().ok()
}
