//! The index of idempotency keys larger than memory. It is the only one that is entered at random places,
//! so the only one whose pages a transfer may have to wait for.
//!
//! One server, held to a size of memory by a cgroup, its page cache included; two databases on it, one with
//! millions of keys, the other, the control, with none but its own. They are measured in turns.
//!
//! The keys are made by the database, in the order of their hashes' numbers and so at random places of the
//! index, as those of the service. They name no transfer: nothing but their places in the index is looked at.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use sqlx::{PgConnection, Row as _};
use tallybook_tests::{App, Database, PrivatePostgres, ServiceOptions};
use tokio::process::Command;

use crate::{
    load::Pace,
    memory_limit::MemoryLimit,
    publish::Apart,
    results::{self, Results},
    standby::SETTINGS,
    suite::{BULK, BULK_CONNECTIONS, load_on, say},
    workload::{self, Shape, Spread, Target},
};

/// While keys are made nothing is at stake: a crash only means to begin again.
const FILLING: [(&str, &str); 7] = [
    ("shared_buffers", "4GB"),
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("synchronous_commit", "off"),
    ("max_wal_size", "1GB"),
    ("maintenance_work_mem", "512MB"),
    ("autovacuum", "off"),
];
/// Keys per statement, and statements at once.
const CHUNK: i64 = 500_000;
const AT_ONCE: usize = 2;

#[derive(clap::Args)]
pub struct ColdKeys {
    /// How many keys are there before.
    #[arg(long, default_value_t = 50_000_000)]
    keys: i64,
    /// What the server may use, its page cache included.
    #[arg(long, default_value_t = 1024)]
    memory_mib: u64,
    /// Of that, its own buffers.
    #[arg(long, default_value_t = 256)]
    shared_buffers_mib: u64,
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of one measurement that are counted.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Where the server lies; a folder of this run's own, unless given.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Only make the keys, and keep the databases in --folder: that bears company on the machine, measuring does not.
    #[arg(long, requires = "folder", conflicts_with = "filled")]
    fill_only: bool,
    /// Measure on the large and the small database that an earlier run filled in --folder.
    #[arg(long, requires = "folder", num_args = 2, value_names = ["LARGE", "SMALL"])]
    filled: Option<Vec<String>>,
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
}

impl ColdKeys {
    pub async fn run(self) -> anyhow::Result<()> {
        let started = Instant::now();
        let commit = results::commit();
        let limit = MemoryLimit::new(self.memory_mib << 20)?;
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => PathBuf::from(std::env::var_os("TEST_DIR").context("TEST_DIR is a folder for servers")?),
        };
        let folder = folder.join("cold-keys");
        let buffers = format!("{}MB", self.shared_buffers_mib);
        let mut settings = SETTINGS.to_vec();
        settings.retain(|(name, _)| *name != "shared_buffers");
        settings.push(("shared_buffers", &buffers));

        let server = PrivatePostgres::start(&folder, &settings).await;
        let (server, names) = match self.filled.as_deref() {
            Some([large, small]) => (server, [large.clone(), small.clone()]),
            _ => {
                let names = prepare(&server.url).await;
                eprintln!("databases: {} {}", names[0], names[1]);
                let server = server.restart(&folder, &FILLING).await;
                say(started, "the keys");
                self.fill(started, &Database::existing_on(&server.url, names[0].clone())).await?;
                (server.restart(&folder, &settings).await, names)
            }
        };
        if self.fill_only {
            say(started, "filled");
            return Ok(());
        }
        // What the page cache has of the files was not charged to the server.
        forget_files(&folder.join("data/base")).await?;
        let server = server.restart(&folder, &settings).await;
        limit.take_in(server.pid)?;

        let mut results = Results::default();
        let [large, small] = names.map(|name| Database::existing_on(&server.url, name));
        let (rows, bytes) = key_index(&mut large.connect().await).await?;
        results.add("cold_keys_index", "MiB", bytes as f64 / f64::from(1 << 20));
        results.add("cold_keys_memory", "MiB", self.memory_mib as f64);
        results.add("cold_keys_rows", "keys", rows);
        let large = App::start(large, ServiceOptions::default()).await;
        let small = App::start(small, ServiceOptions::default()).await;
        for round in 1..=self.rounds {
            say(started, &format!("round {round} of {}", self.rounds));
            for (name, app) in [("cold_keys", &large), ("warm_keys", &small)] {
                self.measure(name, app, server.pid, &mut results).await?;
            }
        }
        for shape in ["256", "bulk_500", "idle"] {
            let [cold, warm] = ["cold", "warm"].map(|which| results.rounds(&format!("{which}_keys_{shape}")));
            for (cold, warm) in cold.iter().zip(&warm) {
                results.add(&format!("cold_vs_warm_keys_{shape}"), "ratio", cold / warm);
            }
        }
        let apart = Apart { commit, results: results.figures() };
        apart.keep("cold_keys", &self.out)?;
        apart.print();
        for app in [large, small] {
            app.service.stop().await;
        }
        say(started, "done");
        Ok(())
    }

    async fn fill(&self, started: Instant, database: &Database) -> anyhow::Result<()> {
        let chunks: Vec<(i64, i64)> =
            (1..=self.keys).step_by(CHUNK as usize).map(|first| (first, (first + CHUNK - 1).min(self.keys))).collect();
        let workers = (0..AT_ONCE).map(async |worker| {
            let mut conn = database.connect().await;
            for (number, (first, last)) in chunks.iter().enumerate().skip(worker).step_by(AT_ONCE) {
                // As of single transfers: 201, and the transfer at a `seq`, which is none here.
                sqlx::query(
                    "insert into idempotency_keys_a (recorded_at, seq, ledger_no, status, shape, key_hash, fingerprint)
                     select clock_timestamp(), 1000000000000 + n, ledger_no, 201, 1, decode(md5(n::text), 'hex'),
                       decode('01' || md5('a' || n) || repeat('e3b0', 9), 'hex')
                     from generate_series($1::int8, $2) n, (select ledger_no from ledgers) ledger",
                )
                .bind(first)
                .bind(last)
                .execute(&mut conn)
                .await?;
                if worker == 0 && number % 10 == 0 {
                    say(started, &format!("{:.1} million keys", *last as f64 / 1e6));
                }
            }
            Ok::<_, sqlx::Error>(())
        });
        futures_util::future::try_join_all(workers).await?;
        // So that reading them writes nothing later.
        let mut conn = database.connect().await;
        for sql in ["vacuum (freeze, analyze) idempotency_keys_a", "checkpoint"] {
            sqlx::raw_sql(sql).execute(&mut conn).await?;
        }
        Ok(())
    }

    async fn measure(&self, name: &str, app: &App, postmaster: u32, results: &mut Results) -> anyhow::Result<()> {
        let target = Target::new(&app.api, "/v1/ledgers/bench");
        let counted = Duration::from_secs(self.seconds);
        let mut conn = app.database.connect().await;
        for (load, shape, pace) in [
            ("256", Shape::Single, Pace::closed(256, counted)),
            ("bulk_500", Shape::Bulk(BULK), Pace::closed(BULK_CONNECTIONS, counted)),
            ("idle", Shape::Single, Pace::closed(1, counted / 2)),
        ] {
            let before = Read::until_now(&mut conn, postmaster).await?;
            let measured = load_on(&target, Spread::Uniform, shape, pace).await?;
            let read = Read::until_now(&mut conn, postmaster).await?;
            results.add_writes(&format!("{name}_{load}"), &measured);
            let transfers = (read.transfers - before.transfers).max(1) as f64;
            let (blocks, bytes) = (read.blocks - before.blocks, read.bytes - before.bytes);
            results.add(&format!("{name}_{load}_index_blocks_read"), "blocks/transfer", blocks as f64 / transfers);
            results.add(&format!("{name}_{load}_read_from_disk"), "bytes/transfer", bytes as f64 / transfers);
        }
        Ok(())
    }
}

/// Two databases with the accounts of the workload, their services stopped again.
async fn prepare(server_url: &str) -> [String; 2] {
    let mut names = [String::new(), String::new()];
    for name in &mut names {
        let app = App::start(Database::create_on(server_url).await, ServiceOptions::default()).await;
        workload::prepare(&app.api, "bench").await;
        app.service.stop().await;
        *name = app.database.name;
    }
    names
}

/// About how many keys there are, and the bytes of their index.
async fn key_index(conn: &mut PgConnection) -> sqlx::Result<(f64, i64)> {
    let sql = "select reltuples::float8, pg_relation_size('idempotency_keys_a_pkey')
               from pg_class where oid = 'idempotency_keys_a'::regclass";
    sqlx::query_as(sql).fetch_one(conn).await
}

/// What was read so far.
struct Read {
    transfers: i64,
    /// Blocks of the key index that were not in the server's buffers.
    blocks: i64,
    /// Bytes that the server's processes had to fetch from the disk: they were not in the page cache either.
    bytes: u64,
}

impl Read {
    async fn until_now(conn: &mut PgConnection, postmaster: u32) -> anyhow::Result<Read> {
        let sql = "select (select last_seq from ledger_heads),
                     (select idx_blks_read from pg_statio_user_indexes where indexrelname = 'idempotency_keys_a_pkey')";
        let row = sqlx::query(sql).fetch_one(conn).await?;
        let mut bytes = 0;
        for pid in MemoryLimit::family(postmaster)? {
            // One that has just ended has nothing to say.
            let Ok(io) = std::fs::read_to_string(format!("/proc/{pid}/io")) else { continue };
            let line = io.lines().find_map(|line| line.strip_prefix("read_bytes: "));
            bytes += line.context("no read_bytes")?.parse::<u64>()?;
        }
        Ok(Read { transfers: row.try_get(0)?, blocks: row.try_get(1)?, bytes })
    }
}

/// Takes files out of the page cache.
async fn forget_files(folder: &Path) -> anyhow::Result<()> {
    let forget = "find . -type f -size +1M -exec dd of={} oflag=nocache conv=notrunc,fdatasync count=0 status=none ';'";
    let done = Command::new("sh").args(["-c", forget]).current_dir(folder).status().await?;
    ensure!(done.success(), "the page cache keeps the files of {}", folder.display());
    Ok(())
}
