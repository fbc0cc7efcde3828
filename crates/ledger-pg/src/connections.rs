//! Connections: one kind for reading, one for the writers.
//!
//! Both turn off plans that read whole tables: every query here names its index, and a generic plan
//! made while a table was small must not outlive that.
//!
//! That alone is not enough. Until a table has been analysed, and for a ledger far larger than most,
//! the planner expects `ledger_no = $1` to leave a row or two, so it reads the ledger's whole part of
//! an index and filters, or joins from the wrong end. So queries that look many things up leave it
//! no choice: one row of `unnest(…)` each, then `lateral (… offset 0)` per table, which nothing can
//! reorder, with a plain `=` on every column of the key. A test counts the index entries they read.

use std::{str::FromStr as _, sync::Mutex, time::Duration};

use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// What identifies a history: Postgres' system, its timeline and the database. A failover or a
/// restore is another epoch, in which nothing remembered outside the database counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Epoch(pub String);

pub(crate) fn options(url: &str) -> sqlx::Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?
        .application_name("tallybook")
        .statement_cache_capacity(256)
        .options([
            ("plan_cache_mode", "force_generic_plan"),
            ("enable_seqscan", "off"),
            ("enable_hashjoin", "off"),
            ("enable_mergejoin", "off"),
            ("jit", "off"),
            ("timezone", "UTC"),
        ])
        .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_secs(2)))
}

/// The pool that reads use.
pub(crate) fn readers(options: PgConnectOptions, max: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(max)
        .acquire_timeout(Duration::from_secs(3))
        .idle_timeout(Duration::from_secs(300))
        .connect_lazy_with(options.options([("statement_timeout", "8s")]))
}

/// The writers' connections: few, each used by one batch at a time, dropped after any error.
#[derive(Debug)]
pub(crate) struct WriterConnections {
    options: PgConnectOptions,
    idle: Mutex<Vec<WriterConnection>>,
    permits: Semaphore,
}

#[derive(Debug)]
pub(crate) struct WriterConnection {
    pub conn: PgConnection,
    pub epoch: Epoch,
}

impl WriterConnections {
    pub fn new(options: PgConnectOptions, max: usize) -> WriterConnections {
        // A paused holder of a head loses it, and a batch never waits or runs for long.
        let options = options.options([
            ("lock_timeout", "2s"),
            ("statement_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "2s"),
        ]);
        WriterConnections { options, idle: Mutex::new(Vec::new()), permits: Semaphore::new(max) }
    }

    /// Waits for a turn; writers beyond the number of connections take turns.
    pub async fn permit(&self) -> SemaphorePermit<'_> {
        self.permits.acquire().await.expect("the semaphore is never closed")
    }

    /// An idle connection, or a new one.
    pub async fn get(&self) -> sqlx::Result<WriterConnection> {
        let idle = self.idle.lock().expect("no holder panics").pop();
        match idle {
            Some(connection) => Ok(connection),
            None => self.connect().await,
        }
    }

    /// Gives back a connection on which everything succeeded.
    pub fn put_back(&self, connection: WriterConnection) {
        self.idle.lock().expect("no holder panics").push(connection);
    }

    /// Drops idle connections, which a failed one suggests are broken too.
    pub fn clear(&self) {
        self.idle.lock().expect("no holder panics").clear();
    }

    pub async fn connect(&self) -> sqlx::Result<WriterConnection> {
        let mut conn = PgConnection::connect_with(&self.options).await?;
        // Not every platform knows these; without them a dead client is noticed later, not never.
        for setting in ["set client_connection_check_interval = '500ms'", "set tcp_user_timeout = '5s'"] {
            if let Err(error) = sqlx::raw_sql(setting).execute(&mut conn).await {
                tracing::debug!(%error, setting, "the server does not take this setting");
            }
        }
        let epoch = epoch(&mut conn).await?;
        Ok(WriterConnection { conn, epoch })
    }
}

/// The history that a connection reads.
pub(crate) async fn epoch(conn: &mut PgConnection) -> sqlx::Result<Epoch> {
    // The control file can lag behind a promotion; the name of the WAL file does not.
    let epoch = sqlx::query_scalar(
        "select system_identifier::text || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '.' ||
           (select oid from pg_database where datname = current_database())::text
         from pg_control_system()",
    );
    Ok(Epoch(epoch.fetch_one(conn).await?))
}
