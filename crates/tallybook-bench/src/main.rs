//! `make bench`: every published figure, on real servers, beside what it is compared with.
//!
//! What is absent: any shortcut into the service. It is measured as it is served: HTTP, JSON, key
//! check, Redis, events and hash chain included.

mod cold_keys;
mod connection;
mod event_latency;
mod growth;
mod load;
mod log_files;
mod memory_limit;
mod page_cache;
mod peers;
mod plots;
mod publish;
mod relay_rate;
mod results;
mod standby;
mod suite;
mod workload;

use std::{
    path::PathBuf,
    time::{Duration, UNIX_EPOCH},
};

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::{
    load::Pace,
    workload::{Past, Shape, Spread, Target, Workload},
};

#[derive(Parser)]
#[command(name = "tallybook-bench", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure everything; writes target/bench/results.json. `make bench` runs it.
    Suite(suite::Suite),
    /// Fill to 50 million postings and measure again, about an hour.
    Growth(growth::Growth),
    /// What waiting for a synchronous standby costs, and that it has all that was acknowledged.
    Standby(standby::Standby),
    /// What it costs when the index of idempotency keys does not fit into memory; needs root and cgroup v1.
    ColdKeys(cold_keys::ColdKeys),
    /// Write docs/benchmarks.md anew: the last whole suite, with what the three commands above measured since.
    Publish {
        #[arg(long, default_value = "target/bench")]
        out: PathBuf,
    },
    /// Load a service that runs already, with the accounts that `prepare` makes.
    Load(Load),
    /// Make a ledger with the accounts that `load` uses.
    Prepare {
        #[command(flatten)]
        service: Service,
    },
}

#[derive(clap::Args)]
struct Service {
    #[arg(long, env = "TALLYBOOK_URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    #[arg(long, env = "TALLYBOOK_API_KEY", hide_env_values = true)]
    key: String,
    /// The ledger's name.
    #[arg(long, default_value = "bench")]
    ledger: String,
}

#[derive(clap::Args)]
struct Load {
    #[command(flatten)]
    service: Service,
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Seconds that are counted, after a fifth more that is not.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Transfers a request; 1 posts single transfers.
    #[arg(long, default_value_t = 1)]
    transfers: usize,
    #[arg(long, value_enum, default_value_t = Spread::Uniform)]
    spread: Spread,
    /// Requests a second over all connections; without it, each sends when it has its answer.
    #[arg(long, value_parser = above_zero)]
    rate: Option<f64>,
    /// Read balances at random instants and `seq`s of the ledger's past instead of posting.
    #[arg(long)]
    reads: bool,
}

fn above_zero(rate: &str) -> Result<f64, String> {
    let rate: f64 = rate.parse().map_err(|error: std::num::ParseFloatError| error.to_string())?;
    if rate > 0.0 && rate.is_finite() { Ok(rate) } else { Err("must be above 0".to_owned()) }
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        match Cli::parse().command {
            Command::Suite(suite) => suite.run().await,
            Command::Growth(growth) => growth.run().await,
            Command::Standby(standby) => standby.run().await,
            Command::ColdKeys(cold_keys) => cold_keys.run().await,
            Command::Publish { out } => publish::again(&out),
            Command::Load(load) => load.run().await,
            Command::Prepare { service } => {
                let api = tallybook_tests::Api::new(&service.url, &service.key);
                workload::prepare(&api, &service.ledger).await;
                Ok(())
            }
        }
    })
}

async fn past(api: &tallybook_tests::Api, ledger: &str) -> anyhow::Result<Past> {
    let ledger = api.get(ledger).await.expect(200).json();
    let created_at = ledger["created_at"].as_str().context("a ledger has a created_at")?;
    Ok(Past {
        from_micros: ledger::Timestamp::parse(created_at)?.micros(),
        to_micros: i64::try_from(UNIX_EPOCH.elapsed()?.as_micros())?,
        last_seq: ledger["last_seq"].as_i64().context("a ledger has a last_seq")?,
    })
}

impl Load {
    async fn run(self) -> anyhow::Result<()> {
        let api = tallybook_tests::Api::new(&self.service.url, &self.service.key);
        let target = Target::new(&api, &format!("/v1/ledgers/{}", self.service.ledger));
        let counted = Duration::from_secs(self.seconds);
        let pace = Pace { rate: self.rate, ..Pace::closed(self.connections, counted) };
        let shape = match self.transfers {
            _ if self.reads => Shape::Read,
            1 => Shape::Single,
            many => Shape::Bulk(many),
        };
        let workload = Workload::new(&target, self.spread, shape);
        let workload = if self.reads { workload.reading(past(&api, &target.ledger).await?) } else { workload };
        let measured = load::run(workload, pace).await?;
        let latencies = if self.reads { &measured.reads } else { &measured.writes };
        let report = serde_json::json!({
            "requests_per_second": (measured.requests() as f64 / measured.seconds).round(),
            "transfers_per_second": measured.transfers_per_second().round(),
            "statuses": measured.statuses,
            "milliseconds": load::Percentiles::of(latencies),
        });
        println!("{}", serde_json::to_string_pretty(&report)?);
        Ok(())
    }
}
