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

use std::{
    collections::VecDeque,
    str::FromStr as _,
    sync::Mutex,
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
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
            ("enable_memoize", "off"),
            // What is read by its key is read sooner by one than by several.
            ("max_parallel_workers_per_gather", "0"),
            ("jit", "off"),
            ("timezone", "UTC"),
        ])
        .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_secs(2)))
}

/// A process that is paused in a transaction loses what it has locked: a ledger's head, a lane of a sink.
const PAUSED_HOLDER: (&str, &str) = ("idle_in_transaction_session_timeout", "2s");
/// How long a read waits for a connection.
const READER_WAIT: Duration = Duration::from_secs(3);
/// A connection that answered just now is believed to be alive; another is asked first.
pub(crate) const BELIEVED_ALIVE_FOR: Duration = Duration::from_secs(1);
/// Connections that nobody needs are closed after a while, and none grows old.
const READER_IDLE: Duration = Duration::from_secs(300);
const READER_LIFE: Duration = Duration::from_secs(1800);

/// The connections that reads use, each by one read at a time; dropped after an error, or when whoever
/// asked went away in the middle.
///
/// sqlx's own pool asks Postgres whether a connection is alive before it is used and after, so that a read
/// of one statement took three round trips.
#[derive(Debug)]
pub(crate) struct ReaderConnections {
    options: PgConnectOptions,
    /// The one that was used last is at the end.
    idle: Mutex<VecDeque<ReaderConnection>>,
    permits: Semaphore,
}

#[derive(Debug)]
struct ReaderConnection {
    conn: PgConnection,
    made: Instant,
    used: Instant,
}

/// A connection that a read has to itself.
pub(crate) struct Reader<'c> {
    all: &'c ReaderConnections,
    connection: ReaderConnection,
    /// So it may have died since.
    pub used_before: bool,
    _permit: SemaphorePermit<'c>,
}

impl ReaderConnections {
    pub fn new(options: PgConnectOptions, max: usize) -> ReaderConnections {
        let options = options.options([("statement_timeout", "8s"), PAUSED_HOLDER]);
        ReaderConnections { options, idle: Mutex::new(VecDeque::new()), permits: Semaphore::new(max) }
    }

    /// An idle connection, asked first whether it is alive unless it answered within `believed`, or a new
    /// one; waits for a turn, and for a server that is starting, for a while.
    ///
    /// # Errors
    /// [`sqlx::Error::PoolTimedOut`] where there is none in time, or why none can be made.
    pub async fn get(&self, believed: Duration) -> sqlx::Result<Reader<'_>> {
        let get = async {
            let permit = self.permits.acquire().await.expect("the semaphore is never closed");
            loop {
                let idle = self.idle.lock().expect("no holder panics").pop_back();
                let Some(mut connection) = idle else { break };
                let is_old = connection.made.elapsed() > READER_LIFE;
                let is_believed = connection.used.elapsed() < believed;
                if !is_old && (is_believed || connection.conn.ping().await.is_ok()) {
                    return Ok(Reader { all: self, connection, used_before: true, _permit: permit });
                }
            }
            let conn = loop {
                match PgConnection::connect_with(&self.options).await {
                    Err(error) if is_starting(&error) => tokio::time::sleep(Duration::from_millis(50)).await,
                    made => break made?,
                }
            };
            let now = Instant::now();
            let connection = ReaderConnection { conn, made: now, used: now };
            Ok(Reader { all: self, connection, used_before: false, _permit: permit })
        };
        tokio::time::timeout(READER_WAIT, get).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    /// Drops idle connections, which a failed one suggests are broken too.
    pub fn clear(&self) {
        self.idle.lock().expect("no holder panics").clear();
    }
}

impl Reader<'_> {
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.connection.conn
    }

    /// Gives the connection back: everything that was asked of it was answered.
    pub fn put_back(mut self) {
        self.connection.used = Instant::now();
        let mut idle = self.all.idle.lock().expect("no holder panics");
        idle.push_back(self.connection);
        while idle.front().is_some_and(|longest| longest.used.elapsed() > READER_IDLE) {
            idle.pop_front();
        }
    }
}

/// Whether an error means that the connection is gone, by the server's word or without one, or in a state that
/// nobody knows.
pub(crate) fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| matches!(&*code, "25P03" | "57P01" | "57P02" | "57P03"))
        }
        _ => false,
    }
}

/// Whether a server that is starting, or has no room at this moment, would say so.
fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| matches!(&*code, "57P03" | "53300")),
        _ => false,
    }
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
        // A batch never waits or runs for long.
        let options = options.options([("lock_timeout", "2s"), ("statement_timeout", "5s"), PAUSED_HOLDER]);
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
