//! `make bench`: every published figure, on real servers, beside what it is compared with.
//!
//! What is absent: any shortcut into the service. It is measured as it is served: HTTP, JSON, key
//! check, Redis, events and hash chain included.

mod cold_keys;
mod connection;
mod event_latency;
mod growth;
mod load;
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

use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::{
    load::Pace,
    workload::{Shape, Spread, Target, Workload},
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
    /// Fill to 50 million postings and measure again, about an hour; the next suite publishes its figures.
    Growth(growth::Growth),
    /// What waiting for a synchronous standby costs, and that it has all that was acknowledged.
    Standby(standby::Standby),
    /// What it costs when the index of idempotency keys does not fit into memory; needs root and cgroup v1.
    ColdKeys(cold_keys::ColdKeys),
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
            Command::Load(load) => load.run().await,
            Command::Prepare { service } => {
                let api = tallybook_tests::Api::new(&service.url, &service.key);
                workload::prepare(&api, &service.ledger).await;
                Ok(())
            }
        }
    })
}

impl Load {
    async fn run(self) -> anyhow::Result<()> {
        let api = tallybook_tests::Api::new(&self.service.url, &self.service.key);
        let target = Target::new(&api, &format!("/v1/ledgers/{}", self.service.ledger));
        let shape = if self.transfers == 1 { Shape::Single } else { Shape::Bulk(self.transfers) };
        let counted = Duration::from_secs(self.seconds);
        let pace = Pace { rate: self.rate, ..Pace::closed(self.connections, counted) };
        let measured = load::run(Workload::new(&target, self.spread, shape), pace).await?;
        let report = serde_json::json!({
            "transfers_per_second": measured.transfers_per_second().round(),
            "statuses": measured.statuses,
            "milliseconds": load::Percentiles::of(&measured.writes),
        });
        println!("{}", serde_json::to_string_pretty(&report)?);
        Ok(())
    }
}
