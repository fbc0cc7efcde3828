//! Telling one endpoint: which events it wants, several at once or in order, and when to come again.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use ledger_pg::{Delivery, Endpoint, EndpointSettings};
use rand::Rng as _;
use tokio::sync::watch;

use crate::{
    lane::{Tried, Verdict},
    message::Message,
    webhook_client::{Attempted, WebhookClient},
};

/// Requests to one endpoint at once, where its events need not be in order.
const AT_ONCE: usize = 16;

/// When to come again.
#[derive(Clone, Debug)]
pub struct Schedule(Vec<Duration>);

impl Default for Schedule {
    /// Standard Webhooks': ten attempts over three days.
    fn default() -> Schedule {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        let waits = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
        Schedule(waits.map(Duration::from_secs).into())
    }
}

impl Schedule {
    /// How long to wait after each attempt but the last.
    pub fn new(waits: Vec<Duration>) -> Schedule {
        Schedule(waits)
    }

    /// How long to wait after so many attempts, somewhat spread so that what failed together does not come
    /// again together; `None` where it is given up.
    fn wait_after(&self, attempts: i32) -> Option<Duration> {
        let index = usize::try_from(attempts.max(1) - 1).ok()?;
        let wait = *self.0.get(index)?;
        let spread = u64::try_from(wait.as_millis() / 5).unwrap_or(u64::MAX);
        Some(wait + Duration::from_millis(rand::rng().random_range(0..=spread)))
    }
}

/// An endpoint as it is set up now, and how it is told.
#[derive(Clone, Debug)]
pub struct WebhookLane {
    pub endpoint: watch::Receiver<Endpoint>,
    pub client: WebhookClient,
    pub schedule: Schedule,
}

impl WebhookLane {
    pub fn is_ordered(&self) -> bool {
        self.endpoint.borrow().settings.ordered
    }

    /// Leaves the messages that the endpoint wants.
    pub fn keep_wanted(&self, messages: &mut Vec<Message>) {
        let endpoint = self.endpoint.borrow();
        messages.retain(|message| wants(&endpoint.settings, message));
    }

    /// Sends messages; `attempts` says how often each was tried before.
    pub async fn tell(&self, messages: &[(Message, i32)]) -> Tried {
        let endpoint = self.endpoint.borrow().clone();
        let at_once = if endpoint.settings.ordered { 1 } else { AT_ONCE };
        let mut requests = Vec::with_capacity(messages.len());
        for (message, before) in messages {
            requests.push(self.client.send(&endpoint, message, before + 1));
        }
        let mut sent = stream::iter(requests).buffered(at_once);
        let mut tried = Tried::default();
        while let Some(attempted) = sent.next().await {
            let (verdict, gone) = self.judge(&attempted);
            tried.gone |= gone;
            let failed = !matches!(verdict, Verdict::Acknowledged);
            tried.verdicts.push(verdict);
            tried.attempts.push(attempted.logged);
            // In order: what comes after waits until this was taken.
            if failed && endpoint.settings.ordered || tried.gone {
                break;
            }
        }
        tried
    }

    fn judge(&self, attempted: &Attempted) -> (Verdict, bool) {
        let logged = &attempted.logged;
        let Some(error) = &logged.error else {
            return (Verdict::Acknowledged, false);
        };
        let delivery = Delivery { seq: logged.seq, attempts: logged.attempt };
        // An endpoint that is gone is disabled; what it did not take waits, should it be enabled again.
        let wait = match self.schedule.wait_after(logged.attempt) {
            Some(wait) => wait.max(attempted.retry_after.unwrap_or_default()),
            None if attempted.is_gone => Duration::ZERO,
            None => return (Verdict::Dead(delivery, error.clone()), false),
        };
        (Verdict::Later(delivery, wait, error.clone()), attempted.is_gone)
    }
}

/// Whether an endpoint is told of an event.
fn wants(settings: &EndpointSettings, message: &Message) -> bool {
    let of_type = settings.types.as_ref().is_none_or(|types| types.iter().any(|name| name == message.event_type));
    let prefix = settings.path_prefix.as_ref();
    of_type
        && prefix.is_none_or(|prefix| message.accounts.iter().any(|path| prefix.covers(path)))
        && settings.metadata.iter().all(|(key, value)| message.metadata.get(key) == Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_attempts_are_made_over_three_days() {
        let schedule = Schedule::default();
        let waits: Vec<Duration> = (1..10).map(|attempt| schedule.wait_after(attempt).expect("not the last")).collect();
        assert!((Duration::from_secs(5)..=Duration::from_secs(6)).contains(&waits[0]), "{waits:?}");
        let all: Duration = waits.iter().sum();
        assert!(all >= Duration::from_secs(75 * 3600) && all <= Duration::from_secs(91 * 3600), "{all:?}");
        assert_eq!(schedule.wait_after(10), None);
    }
}
