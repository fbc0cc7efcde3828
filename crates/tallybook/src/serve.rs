//! `tallybook serve`: a process' life, from configuration to the last answer.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use axum::response::Response;
use hyper::{body::Incoming, header, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use ledger_http::{Api, AppState, HttpOptions, RateLimit};
use ledger_pg::{Store, StoreOptions};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{
    net::{TcpListener, TcpSocket},
    signal::unix,
    sync::Semaphore,
};
use tokio_io_timeout::TimeoutStream;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Database,
    relay::Telling,
    telemetry::{start_logging, start_metrics},
};

/// How often maintenance runs: whether an idempotency table's turn has ended.
const MAINTENANCE: Duration = Duration::from_secs(3600);

/// How long a stream's client may take to hear that it ends.
const STREAM_END: Duration = Duration::from_millis(500);

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    database: Database,
    /// Redis' URL: redis://:password@host:port. Without it, outcomes are kept in the process.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis_url: Option<String>,
    #[arg(long, env = "HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    #[arg(long, env = "PORT", default_value_t = 8080)]
    port: u16,
    /// Serve from a database or a role that is not fit for real books.
    #[arg(long, env = "TALLYBOOK_INSECURE_DEV")]
    insecure_dev: bool,
    /// Requests a second that one key may send; unlimited unless given.
    #[arg(long, env = "TALLYBOOK_RATE_LIMIT")]
    rate_limit: Option<NonZeroU32>,
    /// Seconds a request may take, from its head to its answer.
    #[arg(long, env = "TALLYBOOK_REQUEST_TIMEOUT", default_value_t = 10)]
    request_timeout: u64,
    /// Seconds a request's head may take to arrive.
    #[arg(long, env = "TALLYBOOK_HEADER_TIMEOUT", default_value_t = 5)]
    header_timeout: u64,
    /// Seconds an answer may wait for its reader to take more of it.
    #[arg(long, env = "TALLYBOOK_WRITE_TIMEOUT", default_value_t = 30)]
    write_timeout: u64,
    /// Bytes of a request's body; of a batch's.
    #[arg(long, env = "TALLYBOOK_MAX_BODY", default_value_t = 256 * 1024)]
    max_body: usize,
    #[arg(long, env = "TALLYBOOK_MAX_BATCH_BODY", default_value_t = 4 * 1024 * 1024)]
    max_batch_body: usize,
    /// Items of a batch of transfers, or of a simulation.
    #[arg(long, env = "TALLYBOOK_MAX_BATCH_ITEMS", default_value_t = 1000, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    max_batch_items: u16,
    /// Requests in work at once; beyond, they wait for half a second at most and are refused with 503.
    #[arg(long, env = "TALLYBOOK_MAX_IN_FLIGHT", default_value_t = 2048)]
    max_in_flight: usize,
    /// Event streams open at once; beyond, they are refused with 503.
    #[arg(long, env = "TALLYBOOK_MAX_STREAMS", default_value_t = 1000)]
    max_streams: usize,
    /// Connections open at once; beyond, they wait to be accepted.
    #[arg(long, env = "TALLYBOOK_MAX_CONNECTIONS", default_value_t = 8192)]
    max_connections: usize,
    /// Database connections for reads, and for writers.
    #[arg(long, env = "TALLYBOOK_READ_CONNECTIONS", default_value_t = 8)]
    read_connections: usize,
    #[arg(long, env = "TALLYBOOK_WRITE_CONNECTIONS", default_value_t = 8)]
    write_connections: usize,
    /// Accounts a ledger's writer keeps in memory.
    #[arg(long, env = "TALLYBOOK_ACCOUNT_CACHE", default_value_t = 65_536)]
    account_cache: usize,
    /// Days an idempotency key lives at least.
    #[arg(long, env = "TALLYBOOK_KEY_RETENTION_DAYS", default_value_t = 30)]
    key_retention_days: i32,
    /// Seconds between SIGTERM, when /readyz turns, and the last connection accepted.
    #[arg(long, env = "TALLYBOOK_DRAIN_DELAY", default_value_t = 1)]
    drain_delay: u64,
    /// Seconds that requests in work may take to finish after SIGTERM.
    #[arg(long, env = "TALLYBOOK_DRAIN_TIMEOUT", default_value_t = 20)]
    drain_timeout: u64,
    /// Leave telling events to other processes.
    #[arg(long, env = "TALLYBOOK_NO_RELAY")]
    no_relay: bool,
    #[command(flatten)]
    telling: Telling,
    /// Log lines as JSON.
    #[arg(long, env = "TALLYBOOK_LOG_JSON")]
    log_json: bool,
}

impl Serve {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        start_logging(self.log_json);
        let metrics = start_metrics()?;
        self.refuse_unfit_database().await?;

        let store = Store::open(self.store_options())?;
        let app = AppState::new(store.clone(), self.http_options(), metrics.clone());
        let address = SocketAddr::new(self.host, self.port);
        let listener =
            listen(address).with_context(|| format!("{address} cannot be listened on; --port chooses another"))?;
        tracing::info!(address = %listener.local_addr()?, "serving");

        let maintenance = TaskTracker::new();
        maintenance.spawn(maintain(store.clone(), metrics, self.key_retention_days));
        let (relays, stop_relay) = (TaskTracker::new(), CancellationToken::new());
        if !self.no_relay {
            relays.spawn(self.telling.relay(&store)?.run(stop_relay.clone()));
        }

        let served = self.accept(listener, Api::new(app.clone()), &app).await?;
        stop_relay.cancel();
        let deadline = Instant::now() + Duration::from_secs(self.drain_timeout);
        let answered = tokio::time::timeout_at(deadline.into(), served.shutdown()).await.is_ok();
        let written = store.drain(deadline).await;
        relays.close();
        relays.wait().await;
        tracing::info!(answered, written, "stopped");
        if !(answered && written) {
            bail!("requests were still in work {} seconds after the signal", self.drain_timeout);
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Accepts connections until a signal says to stop, and a little longer: load balancers must see
    /// `/readyz` turn before the door is shut.
    async fn accept(&self, listener: TcpListener, api: Api, app: &AppState) -> anyhow::Result<GracefulShutdown> {
        let api = Arc::new(api);
        // HTTP/1.1 only: its limits in time are clear, and whoever terminates TLS in front speaks it.
        let mut server = http1::Builder::new();
        server
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(self.header_timeout))
            .max_buf_size(64 * 1024);
        let connections = GracefulShutdown::new();
        let tasks = TaskTracker::new();
        let slots = Arc::new(Semaphore::new(self.max_connections));
        let mut terminate = unix::signal(unix::SignalKind::terminate())?;
        let mut interrupt = unix::signal(unix::SignalKind::interrupt())?;
        let mut until: Option<tokio::time::Instant> = None;
        loop {
            let next = async {
                let slot = slots.clone().acquire_owned().await.expect("the semaphore is never closed");
                (listener.accept().await, slot)
            };
            let accepted = tokio::select! {
                (accepted, slot) = next => accepted.map(|(stream, _)| (stream, slot)).map_err(Some),
                _ = terminate.recv() => Err(None),
                _ = interrupt.recv() => Err(None),
                () = reached(until) => break,
            };
            let (stream, slot) = match accepted {
                Ok(accepted) => accepted,
                Err(None) => {
                    app.begin_draining();
                    tracing::info!("stopping: not ready any more, requests in work are finished");
                    until = Some(tokio::time::Instant::now() + Duration::from_secs(self.drain_delay));
                    continue;
                }
                Err(Some(error)) => {
                    // Out of descriptors, mostly: accepting at once again would only spin.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY");
            }
            let streams = Arc::new(AtomicBool::new(false));
            let (api, streaming) = (api.clone(), streams.clone());
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                let (api, streaming) = (api.clone(), streaming.clone());
                async move {
                    streaming.store(false, Ordering::Relaxed);
                    let response = api.answer(request.map(axum::body::Body::new)).await;
                    streaming.store(is_stream(&response), Ordering::Relaxed);
                    Ok::<_, Infallible>(response)
                }
            });
            // Whoever does not take an answer loses it.
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(Duration::from_secs(self.write_timeout)));
            let connection = server.serve_connection(TokioIo::new(Box::pin(stream)), service);
            let watched = connections.watch(connection);
            let app = app.clone();
            tasks.spawn(async move {
                let _slot = slot;
                tokio::select! {
                    ended = watched => if let Err(error) = ended {
                        tracing::debug!(error = %error, "a connection ended early");
                    },
                    () = left_in_the_lurch(&app, &streams) => tracing::debug!("a stream that nobody took was cut off"),
                }
            });
        }
        Ok(connections)
    }

    async fn refuse_unfit_database(&self) -> anyhow::Result<()> {
        let unfit = ledger_pg::check_fit(&self.database.database_url).await?;
        for what in &unfit {
            if self.insecure_dev {
                tracing::warn!("{what}");
            } else {
                tracing::error!("{what}");
            }
        }
        if !unfit.is_empty() && !self.insecure_dev {
            bail!("this database is not fit for real books: {} (--insecure-dev serves all the same)", unfit.join("; "));
        }
        Ok(())
    }

    fn store_options(&self) -> StoreOptions {
        let mut options = StoreOptions::new(self.database.database_url.clone(), ledger_http::render_problem);
        options.redis_url = self.redis_url.clone().filter(|url| !url.is_empty());
        options.read_connections = self.read_connections;
        options.write_connections = self.write_connections;
        options.account_cache = self.account_cache;
        options
    }

    fn http_options(&self) -> HttpOptions {
        HttpOptions {
            max_body: self.max_body,
            max_batch_body: self.max_batch_body,
            max_batch_items: usize::from(self.max_batch_items),
            request_timeout: Duration::from_secs(self.request_timeout),
            header_timeout: Duration::from_secs(self.header_timeout),
            max_in_flight: self.max_in_flight,
            max_streams: self.max_streams,
            check_webhook_url: self.telling.check_webhook_url(),
            rate_limit: self.rate_limit.map(|limit| RateLimit { per_second: limit, burst: limit }),
            ..HttpOptions::default()
        }
    }
}

fn is_stream(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|media_type| media_type == "text/event-stream")
}

/// Waits until the process is about to stop and a stream has not ended a moment later: its client does not
/// take what it is told, not even the end, and a stop would wait for it.
async fn left_in_the_lurch(app: &AppState, streams: &AtomicBool) {
    app.drained().await;
    tokio::time::sleep(STREAM_END).await;
    if !streams.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}

/// Listens with room for a crowd that comes at once: where the queue of new connections is full the
/// kernel drops what they send, and they try again only after a second. The kernel may allow less.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    const WAITING: u32 = 8192;
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Ends at an instant; never where there is none.
async fn reached(instant: Option<tokio::time::Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

/// How often holds that are due are looked for; a write to their ledger ends them at once.
const EXPIRY: Duration = Duration::from_millis(500);
const EXPIRY_WITHIN: Duration = Duration::from_secs(5);

/// What must happen now and then, in whichever process comes first.
async fn maintain(store: Store, metrics: PrometheusHandle, key_retention_days: i32) {
    let mut rotation = tokio::time::interval(MAINTENANCE);
    let mut upkeep = tokio::time::interval(Duration::from_secs(5));
    let mut expiry = tokio::time::interval(EXPIRY);
    expiry.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = rotation.tick() => match store.rotate_idempotency_keys(key_retention_days).await {
                Ok(true) => tracing::info!("idempotency keys past retention are gone; the tables changed turns"),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "idempotency keys could not be rotated"),
            },
            _ = upkeep.tick() => metrics.run_upkeep(),
            // Every process looks; the head's lock sees to it that each hold ends once.
            _ = expiry.tick() => match store.expire_due(Instant::now() + EXPIRY_WITHIN).await {
                Ok(0) => {}
                Ok(ledgers) => tracing::debug!(ledgers, "holds that were due have ended"),
                // `/readyz` and every request say that the database is away; twice a second is too often.
                Err(error) => tracing::debug!(%error, "holds that are due could not be looked for"),
            },
        }
    }
}
