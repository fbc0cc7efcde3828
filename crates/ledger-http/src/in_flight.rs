//! How many requests are in work at once.
//!
//! Those beyond wait for their turn, in the order of their arrival and before anything else is done, and are
//! refused only when it does not come in time. Refusing at once is dearer than it looks: a crowd that asks
//! again at once has the service do little but refuse. One request of a connection waits at a time, so
//! there are never more than connections. A client that goes away while it waits loses its turn if its
//! request has no body; otherwise that is noticed only when the body is read.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

#[derive(Debug)]
pub struct InFlight {
    room: Semaphore,
    patience: Duration,
}

impl InFlight {
    pub fn new(at_most: usize, patience: Duration) -> InFlight {
        InFlight { room: Semaphore::new(at_most), patience }
    }

    /// Lets a request in, until the permit is dropped; `None` refuses it.
    pub async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(permit) = self.room.try_acquire() {
            return Some(permit);
        }
        // Boxed, because most requests do not wait: their futures stay small.
        let turn = Box::pin(tokio::time::timeout(self.patience, self.room.acquire())).await;
        turn.ok().map(|permit| permit.expect("the semaphore is never closed"))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, poll};
    use tokio::time::Instant;

    use super::*;

    const PATIENCE: Duration = Duration::from_millis(500);

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_for_too_long_is_refused() {
        let in_flight = InFlight::new(1, PATIENCE);
        let first = in_flight.enter().await;
        let asked = Instant::now();
        assert!(in_flight.enter().await.is_none());
        assert_eq!(asked.elapsed(), PATIENCE);
        drop(first);
        assert!(in_flight.enter().now_or_never().flatten().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn turns_come_in_the_order_of_arrival() {
        let in_flight = InFlight::new(1, PATIENCE);
        let first = in_flight.enter().await;
        let (mut second, mut third) = (Box::pin(in_flight.enter()), Box::pin(in_flight.enter()));
        assert!(poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
        drop(first);
        // Nobody who comes now is before those who wait.
        let mut fourth = Box::pin(in_flight.enter());
        assert!(poll!(&mut fourth).is_pending() && poll!(&mut third).is_pending());
        drop(second.await.expect("its turn"));
        drop(third.await.expect("its turn"));
        assert!(fourth.await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_goes_away_leaves_the_turn_to_the_next() {
        let in_flight = InFlight::new(1, PATIENCE);
        let first = in_flight.enter().await;
        let (mut second, mut third) = (Box::pin(in_flight.enter()), Box::pin(in_flight.enter()));
        assert!(poll!(&mut second).is_pending() && poll!(&mut third).is_pending());
        drop(first);
        drop(second);
        assert!(third.await.is_some());
    }
}
