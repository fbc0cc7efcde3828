//! What is measured beside the service in the same run, on the same Postgres.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tallybook_tests::Database;
use tokio::process::Command;

const PGBENCH_SCALE: u32 = 50;
/// Transfers a COPY transaction holds: as many as the service's largest batch.
const COPY_CHUNK: i64 = 2_000;
/// What pgledger is installed from, in this order.
const PGLEDGER: [&str; 3] =
    ["vendor/scoville-pgsql-ulid/ulid-to-uuid.sql", "vendor/scoville-pgsql-ulid/uuid-to-ulid.sql", "pgledger.sql"];

/// pgbench on a database of its own.
pub struct Pgbench {
    program: PathBuf,
    pub url: String,
    folder: PathBuf,
    has_pgledger: bool,
}

impl Pgbench {
    /// Fills TPC-B's tables at scale 50, and makes the tables and the function of
    /// `sql/one_call_per_transfer.sql`.
    pub async fn prepare(url: &str, folder: &Path) -> anyhow::Result<Pgbench> {
        let bin = std::env::var_os("TEST_POSTGRES_BIN").context("TEST_POSTGRES_BIN names the server's programs")?;
        let mut pgbench = Pgbench {
            program: Path::new(&bin).join("pgbench"),
            url: url.to_owned(),
            folder: folder.to_owned(),
            has_pgledger: false,
        };
        if !pgbench.program.exists() {
            bail!("{} is missing", pgbench.program.display());
        }
        pgbench.run(&["-i", "-q", "-s", &PGBENCH_SCALE.to_string()]).await?;
        let mut conn = PgConnection::connect(url).await?;
        // Its largest table and that one's key are in the buffers when it begins, as the service's tables are.
        let read = "set enable_seqscan = off; select sum(abalance) from pgbench_accounts where aid > 0";
        sqlx::raw_sql(read).execute(&mut conn).await?;
        sqlx::raw_sql(include_str!("../sql/one_call_per_transfer.sql")).execute(&mut conn).await?;
        if let Some(checkout) = std::env::var_os("PGLEDGER") {
            for file in PGLEDGER {
                let sql = std::fs::read_to_string(Path::new(&checkout).join(file)).with_context(|| file.to_owned())?;
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
            }
            sqlx::raw_sql(include_str!("../sql/pgledger_accounts.sql")).execute(&mut conn).await?;
            pgbench.has_pgledger = true;
        }
        Ok(pgbench)
    }

    /// The TPC-B-like transaction, prepared. Transactions a second, as below.
    pub async fn tpcb(&self, clients: usize, counted: Duration) -> anyhow::Result<f64> {
        self.timed(clients, counted, &[]).await
    }

    /// The same transfers by one PL/pgSQL call each.
    pub async fn one_call(&self, clients: usize, counted: Duration) -> anyhow::Result<f64> {
        let call = "select post_transfer(:debit, :credit, :amount, gen_random_uuid());";
        self.transfers("one_call_per_transfer", call, clients, counted).await
    }

    /// The same transfers by pgledger, where `PGLEDGER` names a checkout of it.
    pub async fn pgledger(&self, clients: usize, counted: Duration) -> anyhow::Result<Option<f64>> {
        if !self.has_pgledger {
            return Ok(None);
        }
        let call = "select pgledger_create_transfer(d.id, c.id, :amount)
                    from pgledger_numbered d, pgledger_numbered c where d.number = :debit and c.number = :credit;";
        Ok(Some(self.transfers("pgledger", call, clients, counted).await?))
    }

    /// One call each, between two of 10,000 accounts at random.
    async fn transfers(&self, name: &str, call: &str, clients: usize, counted: Duration) -> anyhow::Result<f64> {
        let script = self.folder.join(name).with_extension("pgbench");
        let call = call.replace('\n', " ");
        let lines = [
            "\\set debit random(1, 10000)",
            "\\set credit 1 + (:debit + random(0, 9998)) % 10000",
            "\\set amount random(1, 999)",
            &call,
        ];
        std::fs::write(&script, lines.join("\n") + "\n")?;
        self.timed(clients, counted, &["-f", &script.display().to_string()]).await
    }

    async fn timed(&self, clients: usize, counted: Duration, more: &[&str]) -> anyhow::Result<f64> {
        let (clients, seconds) = (clients.to_string(), counted.as_secs().max(1).to_string());
        let mut arguments = vec!["-n", "-M", "prepared", "-c", &clients, "-j", "2", "-T", &seconds];
        arguments.extend(more);
        let printed = self.run(&arguments).await?;
        let line = printed.lines().find_map(|line| line.strip_prefix("tps = ")).context("pgbench says otherwise")?;
        Ok(line.split(' ').next().unwrap_or_default().parse()?)
    }

    async fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = Command::new(&self.program).args(arguments).arg(&self.url).stderr(Stdio::piped()).output().await?;
        if !output.status.success() {
            bail!("pgbench {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// Copies the rows of the last `transfers` transfers into tables of the same columns, constraints and
/// indexes, on one connection: no logic, no HTTP. Returns transfers a second.
pub async fn copy_same_rows(database: &Database, transfers: i64) -> anyhow::Result<f64> {
    let mut from = database.connect().await;
    let mut to = database.connect().await;
    let last: i64 = sqlx::query_scalar("select max(seq) from transfers").fetch_one(&mut from).await?;
    let first = last - transfers + 1;
    const TABLES: [(&str, &str); 3] = [
        (
            "events",
            "seq, recorded_at, effective_at, ledger_no, type, hash, id, posting_accounts, external_id, description, metadata, object",
        ),
        (
            "postings",
            "seq, account_version, effective_at, effective_high, irregular_count, ledger_no, account_no, asset_no, leg, posted, held, posted_debits, posted_credits, held_debits, held_credits",
        ),
        ("idempotency_keys_a", "recorded_at, seq, ledger_no, status, shape, key_hash, fingerprint, location, body"),
    ];
    for (table, _) in TABLES {
        let sql =
            format!("drop table if exists copied_{table}; create table copied_{table} (like {table} including all)");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut to).await?;
    }
    // Read first: only the writing is timed.
    let mut chunks = Vec::new();
    for start in (first..=last).step_by(COPY_CHUNK as usize) {
        let end = (start + COPY_CHUNK).min(last + 1);
        let mut chunk = Vec::new();
        for (table, columns) in TABLES {
            let order = if table == "postings" { "account_no, seq, leg" } else { "seq" };
            let sql = format!(
                "copy (select {columns} from {table} where seq >= {start} and seq < {end} order by {order}) \
                 to stdout (format binary)"
            );
            let mut rows = Vec::new();
            let mut stream = from.copy_out_raw(&sql).await?;
            while let Some(part) = futures_util::StreamExt::next(&mut stream).await {
                rows.extend_from_slice(&part?);
            }
            chunk.push((table, columns, rows));
        }
        chunks.push(chunk);
    }
    let started = Instant::now();
    for chunk in chunks {
        let mut tx = to.begin().await?;
        for (table, columns, rows) in chunk {
            let sql = format!("copy copied_{table} ({columns}) from stdin (format binary)");
            let mut copy = tx.copy_in_raw(&sql).await?;
            copy.send(rows).await?;
            copy.finish().await?;
        }
        tx.commit().await?;
    }
    let elapsed = started.elapsed();
    for (table, _) in TABLES {
        sqlx::raw_sql(AssertSqlSafe(format!("drop table copied_{table}"))).execute(&mut to).await?;
    }
    Ok(transfers as f64 / elapsed.as_secs_f64())
}

/// `tigerbeetle benchmark`, where it is on the PATH: transfers a second, one at a time by 32 clients.
pub async fn tigerbeetle() -> anyhow::Result<Option<f64>> {
    let Ok(output) = Command::new("tigerbeetle")
        .args(["benchmark", "--transfer-batch-size=1", "--clients=32", "--transfer-count=100000"])
        .output()
        .await
    else {
        return Ok(None);
    };
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let line = printed.lines().find(|line| line.contains("tx/s")).context("tigerbeetle says otherwise")?;
    let figure = line.split(|c: char| !c.is_ascii_digit()).find(|word| !word.is_empty()).context("no figure")?;
    Ok(Some(figure.parse()?))
}

/// An HTTP handler that reads a transfer's JSON and answers it: what the same client, machine and HTTP
/// library do without a ledger.
pub async fn echo() -> anyhow::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let echo = async |axum::Json(body): axum::Json<serde_json::Value>| axum::Json(body);
    let router = axum::Router::new().fallback(echo);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}
