//! `tallybook relay`, and what `serve` has in common with it: whom to tell of events, and how.

use std::{
    net::{IpAddr, SocketAddr},
    process::ExitCode,
    str::FromStr,
    time::Duration,
};

use anyhow::{Context as _, bail};
use axum::{Router, routing::get};
use ledger::LedgerName;
use ledger_pg::{Store, StoreOptions};
use ledger_relay::{NamedSink, Reach, RelayOptions, Schedule, SinkUrl, WebhookClient, WebhookOptions};
use tokio::signal::unix;
use tokio_util::sync::CancellationToken;

use crate::{
    Database,
    telemetry::{start_logging, start_metrics},
};

/// Whom to tell of events.
#[derive(clap::Args)]
pub struct Telling {
    /// A broker or file to tell every ledger's events, as NAME=URL; may be given several times, or in the variable
    /// separated by blanks. The name keeps its place in the order: kafka://host:9092/topic?key=account,
    /// nats://host:4222/STREAM, redis://host:6379/0, amqp://user:password@host:5672/vhost, file:///path/events.jsonl,
    /// stdout: (docs/events.md has them all).
    #[arg(
        long = "sink",
        env = "TALLYBOOK_SINKS",
        hide_env_values = true,
        value_delimiter = ' ',
        value_name = "NAME=URL"
    )]
    sinks: Vec<SinkArgument>,
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
    /// Where clients reach the API, `https://ledger.example.com` for one: leads the link of an event that is too
    /// large to be told whole.
    #[arg(long, env = "TALLYBOOK_PUBLIC_URL", default_value = "")]
    public_url: String,
}

/// A broker under the name that its place is kept by.
#[derive(Clone)]
struct SinkArgument {
    name: String,
    url: SinkUrl,
}

impl FromStr for SinkArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<SinkArgument, String> {
        let (name, url) =
            text.split_once('=').ok_or("expected NAME=URL, such as kafka=kafka://127.0.0.1:9092/events")?;
        // As a ledger's name, so that it cannot be taken for a webhook endpoint's id.
        let name = LedgerName::parse(name).map_err(|error| format!("the name {}", error.0))?;
        let url = url.parse::<SinkUrl>().map_err(|error| error.to_string())?;
        Ok(SinkArgument { name: name.as_str().to_owned(), url })
    }
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
            sinks: self.named_sinks()?,
            webhooks,
            public_url: self.public_url.trim_end_matches('/').to_owned(),
        };
        Ok(ledger_relay::Relay::new(store.clone(), options))
    }

    fn named_sinks(&self) -> anyhow::Result<Vec<NamedSink>> {
        let mut sinks: Vec<NamedSink> = Vec::new();
        for SinkArgument { name, url } in &self.sinks {
            if sinks.iter().any(|other| other.name == *name) {
                bail!("two sinks are called {name}; each keeps its place by its own name");
            }
            sinks.push(NamedSink { name: name.clone(), sink: url.sink() });
        }
        Ok(sinks)
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
    /// Redis' URL: for hints that a ledger moved. Without it heads are read a few times a second.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis_url: Option<String>,
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
        let mut options = StoreOptions::new(self.database.database_url.clone(), ledger_http::render_problem);
        options.redis_url = self.redis_url.clone().filter(|url| !url.is_empty());
        let store = Store::open(options)?;
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
