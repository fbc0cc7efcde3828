//! What handlers share, and what can be configured about HTTP.

use std::{fmt, sync::Arc, time::Duration};

use ledger_pg::Store;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;

use crate::{
    auth::Authenticator,
    event_streams::EventStreams,
    in_flight::InFlight,
    rate_limits::{RateLimit, RateLimits},
};

/// How long a request waits for its turn where too many are in work: longer than all connections take in
/// turn, as a rule, and shorter than a client's patience.
const PATIENCE: Duration = Duration::from_millis(500);

/// Limits of the HTTP surface. The defaults are what `docs/api.md` documents.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Bytes of a body.
    pub max_body: usize,
    /// Bytes of a batch's body.
    pub max_batch_body: usize,
    /// Items of a batch of transfers, or of a simulation.
    pub max_batch_items: usize,
    /// From the first byte of a request's head to its answer, the body's arrival included.
    pub request_timeout: Duration,
    /// For a request's head to arrive; enforced by whoever accepts connections.
    pub header_timeout: Duration,
    /// Requests in work at once; beyond, they wait for a moment and are turned away.
    pub max_in_flight: usize,
    /// Event streams open at once, which are no requests in work once they are answered.
    pub max_streams: usize,
    /// Rows on a page that asks for no number.
    pub default_page: u32,
    pub rate_limit: Option<RateLimit>,
    /// Judges where a webhook may lead; a refusal is the end of a sentence that begins with the field's name.
    /// Given by whoever sends them.
    pub check_webhook_url: fn(&str) -> Result<(), String>,
}

impl Default for HttpOptions {
    fn default() -> HttpOptions {
        HttpOptions {
            max_body: 256 * 1024,
            max_batch_body: 4 * 1024 * 1024,
            max_batch_items: 1000,
            request_timeout: Duration::from_secs(10),
            header_timeout: Duration::from_secs(5),
            max_in_flight: 2048,
            max_streams: 1000,
            default_page: 50,
            rate_limit: None,
            check_webhook_url: |_| Err("cannot be reached: webhooks are not sent here".to_owned()),
        }
    }
}

/// What every handler shares; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

pub struct Shared {
    pub store: Store,
    pub options: HttpOptions,
    pub metrics: PrometheusHandle,
    pub(crate) authenticator: Authenticator,
    pub(crate) rate_limits: Option<RateLimits>,
    pub(crate) in_flight: InFlight,
    pub(crate) event_streams: EventStreams,
    draining: watch::Sender<bool>,
}

impl AppState {
    pub fn new(store: Store, options: HttpOptions, metrics: PrometheusHandle) -> AppState {
        AppState(Arc::new(Shared {
            authenticator: Authenticator::new(store.clone()),
            rate_limits: options.rate_limit.map(RateLimits::new),
            in_flight: InFlight::new(options.max_in_flight, PATIENCE.min(options.request_timeout / 2)),
            event_streams: EventStreams::new(&store, options.max_streams),
            draining: watch::Sender::new(false),
            store,
            options,
            metrics,
        }))
    }

    /// From now on `/readyz` says no, so that load balancers send nothing new; what comes is served. Only
    /// streams, and waits for news, end.
    pub fn begin_draining(&self) {
        self.0.draining.send_replace(true);
    }

    pub(crate) fn is_draining(&self) -> bool {
        *self.0.draining.borrow()
    }

    /// Waits until the process is about to stop.
    pub async fn drained(&self) {
        let waited = self.0.draining.subscribe().wait_for(|draining| *draining).await.is_ok();
        assert!(waited, "the sender is this state's own");
    }
}

impl std::ops::Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("options", &self.options).finish_non_exhaustive()
    }
}
