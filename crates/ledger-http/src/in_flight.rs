//! How many requests are in work at once, and what becomes of those beyond.
//!
//! They are refused, at once, before anything else is done. But refusing costs as well: a crowd that asks
//! again at once, whatever `Retry-After` says, would have the service do little else. So whoever was refused
//! and comes back on the same connection waits for its turn, no longer than it was told to stay away, and
//! is refused only then. Turns come in the order of arrival.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::problem::RETRY_AFTER;

/// Whether a connection was refused since it was last let in at once; kept by whoever accepts connections,
/// as an extension of each request.
#[derive(Clone, Debug, Default)]
pub struct Refused(Arc<AtomicBool>);

#[derive(Debug)]
pub struct InFlight(Semaphore);

impl InFlight {
    pub fn at_most(requests: usize) -> InFlight {
        InFlight(Semaphore::new(requests))
    }

    /// Lets a request in, until the permit is dropped; `None` refuses it.
    pub async fn enter(&self, refused: Option<&Refused>) -> Option<SemaphorePermit<'_>> {
        if let Ok(permit) = self.0.try_acquire() {
            if let Some(Refused(refused)) = refused {
                refused.store(false, Ordering::Relaxed);
            }
            return Some(permit);
        }
        if refused.is_none_or(|Refused(refused)| !refused.swap(true, Ordering::Relaxed)) {
            return None;
        }
        let turn = tokio::time::timeout(Duration::from_secs(RETRY_AFTER), self.0.acquire());
        Box::pin(turn).await.ok()?.ok()
    }
}
