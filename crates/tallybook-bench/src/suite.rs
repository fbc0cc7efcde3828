//! The suite: what is measured, in which order. Rounds interleave everything that is compared, so
//! that a machine whose speed drifts slows both sides.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use sqlx::{Connection as _, PgConnection, Row as _};
use tallybook_tests::{App, Database, ServiceOptions};

use crate::{
    event_latency,
    load::{self, Measured, Pace},
    log_files, page_cache,
    peers::{self, Pgbench},
    publish, relay_rate,
    results::{self, Report, Results},
    workload::{self, Past, Shape, Spread, Target, Workload},
};

/// Connections of the bulk loads.
pub const BULK_CONNECTIONS: usize = 8;
pub const BULK: usize = 500;
/// Transfers a request of those that are offered beyond the maximum.
const OVERLOAD_BULK: usize = 100;
/// Files of the log that are there to be used again: about what a run writes, and a quick one.
const LOG_FILES: u32 = 600;
const LOG_FILES_QUICK: u32 = 75;
/// Rows that COPY copies, in transfers.
const COPIED: i64 = 100_000;

#[derive(clap::Args)]
pub struct Suite {
    /// One short round: under two minutes, figures that only show that it works.
    #[arg(long)]
    quick: bool,
    /// Only see what three times the maximum rate does.
    #[arg(long)]
    overload: bool,
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
}

/// What a measurement needs.
struct Bench {
    app: App,
    target: Target,
    pgbench: Pgbench,
    echo: Target,
    results: Results,
    out: PathBuf,
    /// How long one measurement counts.
    counted: Duration,
    /// How many files the log had had before anything was measured.
    log_began: i64,
}

impl Suite {
    pub async fn run(self) -> anyhow::Result<()> {
        let started = Instant::now();
        std::fs::create_dir_all(&self.out)?;
        let (rounds, counted, log_files) = if self.quick { (1, 1, LOG_FILES_QUICK) } else { (5, 3, LOG_FILES) };
        let mut bench = Bench::prepare(&self.out, Duration::from_secs(counted), log_files).await?;
        if self.overload {
            bench.overload(rounds).await?;
            for figure in bench.results.figures() {
                println!(
                    "{:<20} {:>10} {}  {:?}  {:?}",
                    figure.name, figure.value, figure.unit, figure.rounds, figure.percentiles
                );
            }
            return Ok(());
        }
        for round in 1..=rounds {
            say(started, &format!("round {round} of {rounds}"));
            bench.round().await?;
        }
        say(started, "batch sizes and callers");
        bench.sweep().await?;
        bench.results.add("rss", "MiB", resident_peak_mib(bench.app.service.child.pid())?);
        say(started, "three times the maximum rate");
        bench.overload(rounds).await?;
        bench.results.add("rss_overload", "MiB", resident_peak_mib(bench.app.service.child.pid())?);
        say(started, "without Redis; without the writer's account cache");
        bench.ablations().await?;
        say(started, "telling a sink from the first event on");
        let rate = relay_rate::from_the_first(&bench.app, &bench.out, bench.counted).await?;
        bench.results.add("relay_file_from_the_first", "events/s", rate);

        say(started, "verify");
        let verified = Instant::now();
        let report = bench.app.verify().await;
        if !report.ok {
            bail!("verify: {:#?}", report.checks.iter().filter(|check| !check.ok).collect::<Vec<_>>());
        }
        let transfers = transfers(&bench.app.database).await?;
        bench.results.add("verify", "transfers/s", transfers as f64 / verified.elapsed().as_secs_f64());

        let mut absent = BTreeMap::new();
        match peers::tigerbeetle().await? {
            Some(per_second) => bench.results.add("tigerbeetle_32", "transfers/s", per_second),
            None => {
                absent.insert("tigerbeetle_32".to_owned(), "no `tigerbeetle` on the PATH".to_owned());
            }
        }
        if bench.results.rounds("pgledger_32").is_empty() {
            absent.insert("pgledger_32".to_owned(), "PGLEDGER names no checkout of it".to_owned());
        }
        let report = Report {
            machine: results::machine(),
            commit: results::commit(),
            settings: bench.settings(rounds, log_files).await?,
            results: bench.results.figures(),
            ratios: Vec::new(),
            absent,
        };
        if self.quick {
            publish::results(report, &self.out)?;
        } else {
            publish::suite(&report, &self.out)?;
        }
        say(started, "done");
        bench.app.service.stop().await;
        bench.app.database.drop().await;
        Ok(())
    }
}

pub fn say(started: Instant, what: &str) {
    eprintln!("{:>4} s  {what}", started.elapsed().as_secs());
}

impl Bench {
    async fn prepare(out: &Path, counted: Duration, log_files: u32) -> anyhow::Result<Bench> {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        let target = workload::prepare(&app.api, "bench").await;
        let pgbench_database = Database::create().await;
        let mut conn = PgConnection::connect(&pgbench_database.owner_url).await?;
        sqlx::raw_sql("drop schema public cascade; create schema public").execute(&mut conn).await?;
        let pgbench = Pgbench::prepare(&pgbench_database.owner_url, out).await?;
        let echo = Target { address: peers::echo().await?, ..target.clone() };
        let log_began = log_files::use_once(&mut conn, log_files).await?;
        let (results, out) = (Results::default(), out.to_owned());
        Ok(Bench { app, target, pgbench, echo, results, out, counted, log_began })
    }

    async fn load(&self, spread: Spread, shape: Shape, pace: Pace) -> anyhow::Result<Measured> {
        page_cache::give_up().await?;
        load_on(&self.target, spread, shape, pace).await
    }

    fn closed(&self, connections: usize) -> Pace {
        Pace::closed(connections, self.counted)
    }

    async fn round(&mut self) -> anyhow::Result<()> {
        page_cache::give_up().await?;
        let one_call = self.pgbench.one_call(32, self.counted).await?;
        self.results.add("one_call_32", "transfers/s", one_call);
        if let Some(pgledger) = self.pgbench.pgledger(32, self.counted).await? {
            self.results.add("pgledger_32", "transfers/s", pgledger);
        }

        self.vacuum().await?;
        let before = (transfers(&self.app.database).await?, bytes(&self.app.database).await?);
        let single = self.load(Spread::Uniform, Shape::Single, self.closed(32)).await?;
        self.results.add_writes("single_32", &single);
        page_cache::give_up().await?;
        let tpcb = self.pgbench.tpcb(32, self.counted).await?;
        self.results.add("tpcb_32", "transactions/s", tpcb);
        for (name, connections, spread) in
            [("single_256", 256, Spread::Uniform), ("hot_256", 256, Spread::Hot), ("zipf_256", 256, Spread::Zipf)]
        {
            let measured = self.load(spread, Shape::Single, self.closed(connections)).await?;
            self.results.add_writes(name, &measured);
        }
        let after = (transfers(&self.app.database).await?, bytes(&self.app.database).await?);
        self.results.add("bytes_per_transfer", "bytes", (after.1 - before.1) as f64 / (after.0 - before.0) as f64);

        let told = transfers(&self.app.database).await?;
        let bulk = self.load(Spread::Uniform, Shape::Bulk(BULK), self.closed(BULK_CONNECTIONS)).await?;
        self.results.add_writes("bulk_500", &bulk);
        let to_file = relay_rate::to_file(&self.app, &self.out, told, self.counted).await?;
        self.results.add("relay_file", "events/s", to_file);
        let copied =
            peers::copy_same_rows(&self.app.database, COPIED.min(transfers(&self.app.database).await?)).await?;
        self.results.add("copy_same_rows", "transfers/s", copied);
        let to_redis = relay_rate::to_redis(&self.app, told, self.counted).await?;
        self.results.add("relay_redis", "events/s", to_redis);

        let short = self.counted / 2;
        let echo =
            load::run(Workload::new(&self.echo, Spread::Uniform, Shape::Single), Pace::closed(256, short)).await?;
        self.results.add("echo_256", "requests/s", echo.requests() as f64 / echo.seconds);
        let idle = self.load(Spread::Uniform, Shape::Single, Pace::closed(1, short)).await?;
        self.results.add_writes("idle", &idle);
        self.reads().await?;
        self.hearing().await
    }

    /// Does at once what autovacuum would do in the middle of one measurement and not of another.
    async fn vacuum(&self) -> anyhow::Result<()> {
        for url in [&self.app.database.owner_url, &self.pgbench.url] {
            let mut conn = PgConnection::connect(url).await?;
            sqlx::query("vacuum (analyze)").execute(&mut conn).await?;
        }
        Ok(())
    }

    /// Throughput against batch size and against callers, for the plots.
    async fn sweep(&mut self) -> anyhow::Result<()> {
        for size in [1, 10, 100, 500, 1000] {
            let shape = if size == 1 { Shape::Single } else { Shape::Bulk(size) };
            let measured = self.load(Spread::Uniform, shape, self.closed(BULK_CONNECTIONS)).await?;
            self.results.add_writes(&format!("batch_size_{size}"), &measured);
        }
        for callers in [1, 8, 32, 64, 256, 1024] {
            let measured = self.load(Spread::Uniform, Shape::Single, self.closed(callers)).await?;
            self.results.add_writes(&format!("callers_{callers}"), &measured);
        }
        Ok(())
    }

    /// Reads at random points of both axes: alone, while half the maximum is written, and from who writes as well.
    async fn reads(&mut self) -> anyhow::Result<()> {
        let past = past(&self.app.database).await?;
        let read = |pace| load::run(Workload::new(&self.target, Spread::Uniform, Shape::Read).reading(past), pace);
        let alone = read(Pace::closed(32, self.counted / 2)).await?;
        let writing = self.half_of_max().await?;
        let (written, reads) = tokio::try_join!(writing, read(Pace::open(8, 500.0, self.counted)))?;
        let mixed = load::run(
            Workload::new(&self.target, Spread::Uniform, Shape::Mixed).reading(past),
            Pace::closed(256, self.counted / 2),
        )
        .await?;
        self.results.add_reads("reads_32", &alone);
        self.results.add_writes("half_load", &written);
        self.results.add_reads("pit", &reads);
        self.results.add_writes("mixed_256", &mixed);
        self.results.add_reads("mixed_256_reads", &mixed);
        Ok(())
    }

    /// How long a subscriber waits for an event while half the maximum is written.
    async fn hearing(&mut self) -> anyhow::Result<()> {
        let writing = self.half_of_max().await?;
        let heard = event_latency::measure(&self.app.api, &self.target.ledger, self.counted);
        let (_, heard) = tokio::try_join!(writing, heard)?;
        self.results.add_latencies("event_latency", &heard);
        Ok(())
    }

    /// Sees what the maximum is at this moment, for the machine's speed drifts; half of it, to be written.
    async fn half_of_max(&self) -> anyhow::Result<impl Future<Output = anyhow::Result<Measured>>> {
        let maximum = self.load(Spread::Uniform, Shape::Single, Pace::closed(256, self.counted / 2)).await?;
        let half = Pace::open(256, maximum.transfers_per_second() / 2.0, self.counted);
        page_cache::give_up().await?;
        Ok(load_on(&self.target, Spread::Uniform, Shape::Single, half))
    }

    /// Offers three times what the service can do, from more connections than it lets in: single transfers, and
    /// batches of a hundred, of which a refusal is a small part.
    async fn overload(&mut self, rounds: u32) -> anyhow::Result<()> {
        let singles = ("overload", Shape::Single, 1024, 6_000);
        let bulk = ("overload_bulk", Shape::Bulk(OVERLOAD_BULK), 64, 3_000);
        for (name, shape, most, connections) in std::iter::repeat_n([singles, bulk], rounds as usize).flatten() {
            let maximum = self.load(Spread::Uniform, shape, self.closed(most)).await?;
            let requests = maximum.requests() as f64 / maximum.seconds;
            let pace = Pace::open(connections, 3.0 * requests, self.counted);
            let offered = self.load(Spread::Uniform, shape, pace).await?;
            if offered.refusals_without_retry_after > 0 {
                bail!("{name}: {} refusals came without Retry-After", offered.refusals_without_retry_after);
            }
            self.results.add_writes(&format!("{name}_max"), &maximum);
            self.results.add_writes(&format!("{name}_accepted"), &offered);
            self.results.add(&format!("{name}_lost"), "requests", offered.lost as f64);
            let refused = offered.statuses.get(&503).copied().unwrap_or_default();
            self.results.add(&format!("{name}_refused"), "requests/s", refused as f64 / offered.seconds);
            self.results.add(&format!("{name}_unsent"), "requests", offered.unsent as f64);
        }
        Ok(())
    }

    /// What parts of the way cost, each left out of a service of its own.
    async fn ablations(&mut self) -> anyhow::Result<()> {
        for (name, options) in [
            ("without_redis", ServiceOptions::without_redis()),
            ("without_account_cache", ServiceOptions::default().arg("--account-cache=0")),
        ] {
            let service = self.app.second_service(options).await;
            let target = Target::new(&self.app.api.at(&service.url), &self.target.ledger);
            let pace = self.closed(256);
            for (name, target) in [(format!("{name}_control"), &self.target), (name.to_owned(), &target)] {
                // What a service knew of the accounts is void once another has written.
                load_on(target, Spread::Uniform, Shape::Single, pace).await?;
                page_cache::give_up().await?;
                let measured = load_on(target, Spread::Uniform, Shape::Single, pace).await?;
                self.results.add_writes(&name, &measured);
            }
            service.stop().await;
        }
        Ok(())
    }

    async fn settings(&self, rounds: u32, log_files: u32) -> anyhow::Result<BTreeMap<String, String>> {
        let mut settings = postgres_settings(&self.app.database).await?;
        let page_cache = if page_cache::give_up().await? { "given up before each measurement" } else { "kept" };
        settings.insert("page cache".to_owned(), page_cache.to_owned());
        let written = log_files::written(&mut self.app.database.connect().await).await? - self.log_began;
        let log = format!("{log_files} there to be used again, {written} written");
        settings.insert("log files of 16 MiB".to_owned(), log);
        settings.insert("rounds".to_owned(), rounds.to_string());
        settings.insert("seconds per measurement".to_owned(), self.counted.as_secs().to_string());
        settings.insert("accounts".to_owned(), workload::ACCOUNTS.to_string());
        Ok(settings)
    }
}

pub async fn load_on(target: &Target, spread: Spread, shape: Shape, pace: Pace) -> anyhow::Result<Measured> {
    let measured = load::run(Workload::new(target, spread, shape), pace).await?;
    if measured.lost > 0 && pace.rate.is_none() {
        bail!("{spread:?} {shape:?}: {} requests without an answer", measured.lost);
    }
    if measured.requests() == 0 {
        bail!("{spread:?} {shape:?} {pace:?}: no request was answered in time");
    }
    let unexpected: Vec<_> =
        measured.statuses.iter().filter(|(status, _)| !matches!(status, 200 | 201 | 503)).collect();
    if !unexpected.is_empty() {
        bail!("{spread:?} {shape:?}: unexpected answers {unexpected:?}");
    }
    Ok(measured)
}

pub async fn transfers(database: &Database) -> anyhow::Result<i64> {
    let mut conn = database.connect().await;
    Ok(sqlx::query_scalar("select coalesce(max(seq), 0) from transfers").fetch_one(&mut conn).await?)
}

/// All tables with their indexes and whatever belongs to them.
pub async fn bytes(database: &Database) -> anyhow::Result<i64> {
    let mut conn = database.connect().await;
    let sql = "select sum(pg_total_relation_size(oid))::int8 from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";
    Ok(sqlx::query_scalar(sql).fetch_one(&mut conn).await?)
}

pub async fn past(database: &Database) -> anyhow::Result<Past> {
    let mut conn = database.connect().await;
    let sql = "select max(seq), (extract(epoch from min(effective_at)) * 1000000)::int8,
                 (extract(epoch from max(effective_at)) * 1000000)::int8
               from transfers";
    let row = sqlx::query(sql).fetch_one(&mut conn).await?;
    Ok(Past { last_seq: row.try_get(0)?, from_micros: row.try_get(1)?, to_micros: row.try_get(2)? })
}

async fn postgres_settings(database: &Database) -> anyhow::Result<BTreeMap<String, String>> {
    const TOLD: [&str; 9] = [
        "server_version",
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "shared_buffers",
        "max_wal_size",
        "checkpoint_timeout",
        "wal_compression",
        "wal_buffers",
    ];
    let mut conn = database.connect().await;
    let sql = "select name, current_setting(name) from unnest($1::text[]) name";
    let settings: Vec<(String, String)> = sqlx::query_as(sql).bind(&TOLD[..]).fetch_all(&mut conn).await?;
    Ok(settings.into_iter().collect())
}

/// The most memory a process has held at once.
pub fn resident_peak_mib(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kib: f64 = line.split_whitespace().next().context("no figure")?.parse()?;
    Ok(kib / 1024.0)
}
