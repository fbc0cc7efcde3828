//! Growth: the books filled to a size by the service itself, and what the same work costs then.
//!
//! A small ledger in a database of its own, on the same server, is the control: both are measured in
//! turns, because a machine's speed drifts more within an hour than a B-tree's depth costs.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::bail;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};
use sqlx::Connection as _;
use tallybook_tests::{Api, App, Database, ServiceOptions};

use crate::{
    load::{self, Pace},
    publish::Apart,
    results::{self, Results},
    suite::{BULK, BULK_CONNECTIONS, bytes, load_on, past, resident_peak_mib, say, transfers},
    workload::{self, Shape, Spread, Target, Workload},
};

const CONTROL_POSTINGS: i64 = 1_000_000;
/// What filling came to, ten seconds after ten seconds.
const FILLING: &str = "growth";
/// The account with a long back-dated history.
const LONG: &str = "long:history";

#[derive(clap::Args)]
pub struct Growth {
    /// How many postings to fill to; a transfer has two.
    #[arg(long, default_value_t = 50_000_000)]
    postings: i64,
    /// Postings back-dated at random onto one account.
    #[arg(long, default_value_t = 1_000_000)]
    back_dated: usize,
    /// Minutes that a snapshot stays open, as pg_dump's does.
    #[arg(long, default_value_t = 10)]
    snapshot_minutes: u64,
    /// Leave out `verify`, which takes about a minute per two million postings.
    #[arg(long)]
    no_verify: bool,
    /// Keep the databases, on a server that outlives this run; their names are printed, for --filled.
    #[arg(long)]
    keep: bool,
    /// Only fill, and keep the databases: filling bears company on the machine, measuring does not.
    #[arg(long, conflicts_with = "filled")]
    fill_only: bool,
    /// Measure on the large and the small database that an earlier run filled and kept.
    #[arg(long, num_args = 2, value_names = ["LARGE", "SMALL"])]
    filled: Option<Vec<String>>,
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
}

impl Growth {
    pub async fn run(self) -> anyhow::Result<()> {
        let started = Instant::now();
        let commit = results::commit();
        let keep =
            |results: &Results| Apart { commit: commit.clone(), results: results.figures() }.keep("growth", &self.out);
        let mut results = Results::default();
        if self.filled.is_some()
            && let Some(kept) = Apart::kept("growth", &self.out)?
        {
            results.take_over(&kept.results, FILLING, "transfers/s");
        }
        let [large, small] = match self.filled.as_deref() {
            Some([large, small]) => [large, small].map(|name| Database::existing(name.clone())),
            _ => [Database::create().await, Database::create().await],
        };
        eprintln!("databases: {} {}", large.name, small.name);
        let app = App::start(large, ServiceOptions::default()).await;
        let control = App::start(small, ServiceOptions::default()).await;
        let [target, control_target] = if self.filled.is_some() {
            [&app, &control].map(|app| Target::new(&app.api, "/v1/ledgers/bench"))
        } else {
            [workload::prepare(&app.api, "bench").await, workload::prepare(&control.api, "bench").await]
        };
        if self.filled.is_none() {
            say(started, "the small ledger");
            fill(&control, &control_target, CONTROL_POSTINGS / 2, |_, _| ()).await?;
            say(started, "the history on one account");
            back_date(&app.api, &target.ledger, self.back_dated).await;
            say(started, "the large ledger");
            let mut told = 0;
            fill(&app, &target, self.postings / 2, |filled, per_second| {
                results.add(FILLING, "transfers/s", per_second);
                if filled / 1_000_000 > told {
                    told = filled / 1_000_000;
                    say(started, &format!("{told} million transfers, {per_second:.0}/s"));
                }
            })
            .await?;
        }
        if self.fill_only {
            keep(&results)?;
            say(started, "filled");
            for app in [app, control] {
                app.service.stop().await;
            }
            return Ok(());
        }
        let (all, size) = (transfers(&app.database).await?, bytes(&app.database).await?);
        results.add("growth_postings", "postings", 2.0 * all as f64);
        results.add("growth_bytes_per_transfer", "bytes", size as f64 / all as f64);

        let turn = Duration::from_secs(6);
        say(started, "large against small");
        for _ in 0..5 {
            for (name, target) in [("growth_50m", &target), ("growth_1m", &control_target)] {
                let bulk =
                    load_on(target, Spread::Uniform, Shape::Bulk(BULK), Pace::closed(BULK_CONNECTIONS, turn)).await?;
                let single = load_on(target, Spread::Uniform, Shape::Single, Pace::closed(256, turn)).await?;
                results.add_writes(&format!("{name}_bulk"), &bulk);
                results.add_writes(name, &single);
            }
        }

        say(started, "reads of the past while writing");
        self.reads(&app, &target, &mut results).await?;

        say(started, "with a snapshot open");
        let mut dump = app.database.connect().await;
        let mut snapshot = dump.begin_with("begin isolation level repeatable read, read only").await?;
        let _: i64 = sqlx::query_scalar("select count(*) from ledgers").fetch_one(&mut *snapshot).await?;
        let until = Instant::now() + Duration::from_secs(60 * self.snapshot_minutes);
        while Instant::now() < until {
            let with = load_on(&target, Spread::Uniform, Shape::Single, Pace::closed(256, 4 * turn)).await?;
            let without = load_on(&control_target, Spread::Uniform, Shape::Single, Pace::closed(256, turn)).await?;
            results.add_writes("snapshot_open", &with);
            results.add_writes("snapshot_none", &without);
        }
        snapshot.rollback().await?;
        results.add("growth_rss", "MiB", resident_peak_mib(app.service.child.pid())?);
        keep(&results)?;

        if !self.no_verify {
            say(started, "verify");
            let verified = Instant::now();
            let report = app.verify().await;
            if !report.ok {
                bail!("verify: {:#?}", report.checks.iter().filter(|check| !check.ok).collect::<Vec<_>>());
            }
            let all = transfers(&app.database).await?;
            results.add("growth_verify", "transfers/s", all as f64 / verified.elapsed().as_secs_f64());
            keep(&results)?;
        }
        Apart { commit, results: results.figures() }.print();
        say(started, "done");
        for app in [app, control] {
            app.service.stop().await;
            if !self.keep && self.filled.is_none() {
                app.database.drop().await;
            }
        }
        Ok(())
    }

    /// Point-in-time reads of any account, and of the one with the long history, while a quarter of the
    /// maximum is written.
    async fn reads(&self, app: &App, target: &Target, results: &mut Results) -> anyhow::Result<()> {
        let past = past(&app.database).await?;
        let counted = Duration::from_secs(15);
        for (name, account) in [("growth_pit", None), ("growth_pit_back_dated", Some(LONG))] {
            let mut reads = Workload::new(target, Spread::Uniform, Shape::Read).reading(past);
            if let Some(account) = account {
                reads = reads.only(account);
            }
            let writing = load_on(target, Spread::Uniform, Shape::Single, Pace::open(64, 2_500.0, counted));
            let (written, read) = tokio::try_join!(writing, load::run(reads, Pace::open(8, 200.0, counted)))?;
            results.add_reads(name, &read);
            results.add_writes(&format!("{name}_writes"), &written);
        }
        Ok(())
    }
}

/// Posts in bulk until there are so many transfers; tells how many there are and how fast it went.
async fn fill(app: &App, target: &Target, wanted: i64, mut tell: impl FnMut(i64, f64)) -> anyhow::Result<()> {
    loop {
        let there = transfers(&app.database).await?;
        if there >= wanted {
            return Ok(());
        }
        let pace = Pace::closed(BULK_CONNECTIONS, Duration::from_secs(10));
        let measured = load_on(target, Spread::Uniform, Shape::Bulk(BULK), pace).await?;
        tell(there, measured.transfers_per_second());
    }
}

/// Posts transfers at random instants of ten past years onto one account.
async fn back_date(api: &Api, ledger: &str, entries: usize) {
    const START: i64 = 1_451_606_400_000_000;
    const TEN_YEARS: i64 = 10 * 365 * 86_400_000_000;
    api.account(ledger, LONG, "asset", "USD", json!({})).await;
    api.transfer(ledger, LONG, "world", "1").await.expect(201);
    let mut random = StdRng::seed_from_u64(11);
    for number in 0..entries.div_ceil(1000) {
        let transfers: Vec<Value> = (0..1000)
            .map(|_| {
                let instant = ledger::Timestamp::from_micros(START + random.random_range(0..TEN_YEARS));
                json!({"debit_account": LONG, "credit_account": "world", "amount": "0.01",
                       "effective_at": instant.to_string()})
            })
            .collect();
        let body = json!({"atomic": false, "transfers": transfers});
        api.post_keyed(&format!("{ledger}/transfers/batch"), &format!("history-{number}"), &body).await.expect(200);
    }
}
