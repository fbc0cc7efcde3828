//! A synchronous standby: what waiting for it costs, and that it has everything that was acknowledged.
//!
//! The control is the same primary with the same standby, which it does not wait for: both are measured
//! in turns, so what the standby itself takes of the machine is in both.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use sqlx::{AssertSqlSafe, PgConnection};
use tallybook_tests::{App, Database, PrivatePostgres, ServiceOptions, until};

use crate::{
    load::Pace,
    publish::Apart,
    results::{self, Results},
    suite::{BULK, BULK_CONNECTIONS, load_on, say, transfers},
    workload::{self, Shape, Spread, Target},
};

/// Room for the working set, and no checkpoint in the middle of a measurement, as the suite's server has.
pub const SETTINGS: [(&str, &str); 4] =
    [("shared_buffers", "2GB"), ("max_wal_size", "16GB"), ("checkpoint_timeout", "30min"), ("max_connections", "100")];

#[derive(clap::Args)]
pub struct Standby {
    /// Turns with and without waiting.
    #[arg(long, default_value_t = 4)]
    rounds: usize,
    /// Seconds of one measurement that are counted.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
}

impl Standby {
    pub async fn run(self) -> anyhow::Result<()> {
        let started = Instant::now();
        let commit = results::commit();
        let folder = PathBuf::from(std::env::var_os("TEST_DIR").context("TEST_DIR is a folder for servers")?);
        let [here, there] = ["primary", "standby"].map(|name| folder.join(name));
        let primary = PrivatePostgres::start(&here, &SETTINGS).await;
        let standby = PrivatePostgres::start_standby(&there, &here, &SETTINGS).await;
        let app = App::start(Database::create_on(&primary.url).await, ServiceOptions::default()).await;
        let copy = Database::existing_on(&standby.url, app.database.name.clone());
        let target = workload::prepare(&app.api, "bench").await;
        let mut results = Results::default();

        for round in 1..=self.rounds {
            say(started, &format!("round {round} of {}", self.rounds));
            for (name, waiting) in [("sync", true), ("async", false)] {
                wait_for_standby(&app.database, waiting).await?;
                self.measure(&format!("standby_{name}"), &target, &mut results).await?;
            }
        }
        for shape in ["256", "bulk_500", "idle"] {
            let [sync, control] = ["sync", "async"].map(|which| results.rounds(&format!("standby_{which}_{shape}")));
            for (sync, control) in sync.iter().zip(&control) {
                results.add(&format!("standby_sync_vs_async_{shape}"), "ratio", sync / control);
            }
        }

        say(started, "the standby's books against the primary's");
        wait_for_standby(&app.database, true).await?;
        let at_rest = head(&mut app.database.connect().await).await?;
        until("the standby has replayed all", async || {
            head(&mut copy.connect().await).await.is_ok_and(|copied| copied.0 >= at_rest.0)
        })
        .await;
        ensure!(head(&mut copy.connect().await).await? == at_rest, "the standby's head is not the primary's");

        say(started, "the primary is killed under load, the standby promoted");
        let acknowledged = crash_under_load(primary, &target).await?;
        let mut conn = copy.connect().await;
        let promoted: bool = sqlx::query_scalar("select pg_promote()").fetch_one(&mut conn).await?;
        ensure!(promoted, "the standby was not promoted");
        let kept = transfers(&copy).await? - at_rest.0;
        ensure!(kept >= acknowledged, "{acknowledged} transfers were acknowledged, the standby has {kept} of them");
        results.add("standby_acknowledged", "transfers", acknowledged as f64);
        results.add("standby_kept", "transfers", kept as f64);
        app.service.stop().await;

        say(started, "a service on the standby; verify");
        let app = App::start(copy, ServiceOptions::default()).await;
        app.api.transfer(&target.ledger, "users:1", "users:2", "1.00").await.expect(201);
        let report = app.verify().await;
        ensure!(report.ok, "verify: {:#?}", report.checks.iter().filter(|check| !check.ok).collect::<Vec<_>>());
        app.service.stop().await;

        let apart = Apart { commit, results: results.figures() };
        apart.keep("standby", &self.out)?;
        apart.print();
        say(started, "done");
        drop(standby);
        Ok(())
    }

    async fn measure(&self, name: &str, target: &Target, results: &mut Results) -> anyhow::Result<()> {
        let counted = Duration::from_secs(self.seconds);
        for (load, shape, pace) in [
            ("256", Shape::Single, Pace::closed(256, counted)),
            ("bulk_500", Shape::Bulk(BULK), Pace::closed(BULK_CONNECTIONS, counted)),
            ("idle", Shape::Single, Pace::closed(1, counted)),
        ] {
            results.add_writes(&format!("{name}_{load}"), &load_on(target, Spread::Uniform, shape, pace).await?);
        }
        Ok(())
    }
}

/// Says whether the primary waits, and waits until it does so.
async fn wait_for_standby(database: &Database, waiting: bool) -> anyhow::Result<()> {
    let mut conn = database.connect().await;
    let names = if waiting { "standby" } else { "" };
    let alter = format!("alter system set synchronous_standby_names = '{names}'");
    sqlx::raw_sql(AssertSqlSafe(alter)).execute(&mut conn).await?;
    sqlx::query("select pg_reload_conf()").execute(&mut conn).await?;
    let wanted = if waiting { "sync" } else { "async" };
    until("the standby is as wanted", async || {
        let state: Result<Option<String>, _> =
            sqlx::query_scalar("select sync_state from pg_stat_replication where application_name = 'standby'")
                .fetch_optional(&mut conn)
                .await;
        state.is_ok_and(|state| state.as_deref() == Some(wanted))
    })
    .await;
    Ok(())
}

async fn head(conn: &mut PgConnection) -> sqlx::Result<(i64, Vec<u8>)> {
    sqlx::query_as("select last_seq, last_hash from ledger_heads").fetch_one(conn).await
}

/// Posts until well after the primary was killed; how many transfers were acknowledged.
async fn crash_under_load(mut primary: PrivatePostgres, target: &Target) -> anyhow::Result<i64> {
    let counted = Duration::from_secs(4);
    let pace = Pace { warm_up: Duration::ZERO, ..Pace::closed(64, counted) };
    let killed = async {
        tokio::time::sleep(counted / 2).await;
        primary.kill().await;
        Ok(())
    };
    let (measured, ()) = tokio::try_join!(load_on(target, Spread::Uniform, Shape::Single, pace), killed)?;
    Ok(measured.transfers.try_into()?)
}
