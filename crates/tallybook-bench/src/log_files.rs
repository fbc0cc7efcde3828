//! Files of the server's log, written once before anything is measured.
//!
//! A server that has run for a while writes its log into files it has used before. A new one makes each of them, 16 MiB
//! of zeros, when the one before is full, and whoever commits at that moment waits 12 to 20 ms for it
//! (docs/decisions/0007).

use sqlx::{PgConnection, Row as _};

/// Fills so many files, and keeps them to be used again; how many there have been then.
pub async fn use_once(conn: &mut PgConnection, files: u32) -> sqlx::Result<i64> {
    for _ in 0..files {
        // A file that holds nothing is not left for the next one.
        sqlx::query("select pg_logical_emit_message(false, '', '')").execute(&mut *conn).await?;
        sqlx::query("select pg_switch_wal()").execute(&mut *conn).await?;
    }
    sqlx::query("checkpoint").execute(&mut *conn).await?;
    written(conn).await
}

/// How many files the log has had.
pub async fn written(conn: &mut PgConnection) -> sqlx::Result<i64> {
    let sql = "select div(pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'), 16 * 1024 * 1024)::int8";
    sqlx::query(sql).fetch_one(conn).await?.try_get(0)
}
