//! `tallybook relay`, and what `serve` has in common with it: whom to tell of events, and how.

use std::{
    net::{IpAddr, SocketAddr},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context as _, bail};
use axum::{Router, routing::get};
use ledger_pg::{Store, StoreOptions};
use ledger_relay::{Reach, RelayOptions, Schedule, WebhookClient, WebhookOptions};
use tokio::signal::unix;
use tokio_util::sync::CancellationToken;

use crate::{
    Database,
    telemetry::{start_logging, start_metrics},
};

/// Whom to tell of events.
#[derive(clap::Args)]
pub struct Telling {
    /// Send no webhooks from this process.
    #[arg(long, env = "TALLYBOOK_NO_WEBHOOKS")]
    no_webhooks: bool,
    /// Send webhooks without TLS and to private addresses too; for development.
    #[arg(long, env = "TALLYBOOK_WEBHOOKS_ANYWHERE")]
    webhooks_anywhere: bool,
    /// Seconds to wait after each attempt of a webhook but the last, separated by commas.
    #[arg(long, env = "TALLYBOOK_WEBHOOK_RETRIES", value_delimiter = ',')]
    webhook_retries: Option<Vec<u64>>,
    /// Hours after which an endpoint that acknowledged nothing is disabled.
    #[arg(long, env = "TALLYBOOK_WEBHOOK_DISABLE_AFTER", default_value_t = 120)]
    webhook_disable_after: u64,
    /// Where clients reach the API, such as https://ledger.example.com: leads the link of an event that is too
    /// large to be told whole.
    #[arg(long, env = "TALLYBOOK_PUBLIC_URL", default_value = "")]
    public_url: String,
}

impl Telling {
    /// # Errors
    /// What cannot be told as configured.
    pub fn relay(&self, store: &Store) -> anyhow::Result<ledger_relay::Relay> {
        let schedule = match &self.webhook_retries {
            Some(seconds) => Schedule::new(seconds.iter().copied().map(Duration::from_secs).collect()),
            None => Schedule::default(),
        };
        let webhooks = if self.no_webhooks {
            None
        } else {
            Some(WebhookOptions {
                client: WebhookClient::new(self.reach()).context("webhooks cannot be sent")?,
                schedule,
                disable_after: Duration::from_secs(self.webhook_disable_after.saturating_mul(3600)),
            })
        };
        let options = RelayOptions {
            holder: format!("{}-{}", std::process::id(), ledger_pg::new_id().simple()),
            sinks: Vec::new(),
            webhooks,
            public_url: self.public_url.trim_end_matches('/').to_owned(),
        };
        Ok(ledger_relay::Relay::new(store.clone(), options))
    }

    /// Where webhooks that are set up here may lead.
    pub fn check_webhook_url(&self) -> fn(&str) -> Result<(), String> {
        match self.reach() {
            Reach::Public => |text| ledger_relay::check_url(text, Reach::Public).map(|_| ()),
            Reach::Anywhere => |text| ledger_relay::check_url(text, Reach::Anywhere).map(|_| ()),
        }
    }

    fn reach(&self) -> Reach {
        if self.webhooks_anywhere { Reach::Anywhere } else { Reach::Public }
    }
}

#[derive(clap::Args)]
pub struct Relay {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    telling: Telling,
    /// Where /livez and /metrics are served.
    #[arg(long, env = "HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    #[arg(long, env = "RELAY_PORT", default_value_t = 9464)]
    port: u16,
    /// Tell from a database or as a role that is not fit for real books.
    #[arg(long, env = "TALLYBOOK_INSECURE_DEV")]
    insecure_dev: bool,
    /// Log lines as JSON.
    #[arg(long, env = "TALLYBOOK_LOG_JSON")]
    log_json: bool,
}

impl Relay {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        start_logging(self.log_json);
        let metrics = start_metrics()?;
        let unfit = ledger_pg::check_fit(&self.database.database_url).await?;
        if !unfit.is_empty() && !self.insecure_dev {
            bail!("this database is not fit for real books: {} (--insecure-dev tells all the same)", unfit.join("; "));
        }
        let store = Store::open(StoreOptions::new(self.database.database_url.clone(), ledger_http::render_problem))?;
        let relay = self.telling.relay(&store)?;
        let stop = CancellationToken::new();

        let address = SocketAddr::new(self.host, self.port);
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .with_context(|| format!("{address} cannot be listened on; --port chooses another"))?;
        tracing::info!(address = %listener.local_addr()?, "telling");
        let router =
            Router::new().route("/livez", get(async || "ok\n")).route("/metrics", get(async move || metrics.render()));
        let stopped = stop.clone();
        let serving = axum::serve(listener, router).with_graceful_shutdown(stopped.cancelled_owned());

        let mut terminate = unix::signal(unix::SignalKind::terminate())?;
        let mut interrupt = unix::signal(unix::SignalKind::interrupt())?;
        let signalled = async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            stop.cancel();
        };
        let (served, (), ()) = tokio::join!(async { serving.await }, relay.run(stop.clone()), signalled);
        served?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }
}
