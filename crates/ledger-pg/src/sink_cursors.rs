//! `sink_cursors`: how far each sink has been told of each ledger's events, and which relay tells it.
//!
//! A relay holds a lease that it renews. Each lease has the next number of its cursor, and nothing moves a
//! cursor without the number of the present one: a relay that was paused finds that it has lost.

use std::time::Duration;

use ledger::Timestamp;
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use crate::{encoding::Instant, ledgers::LedgerNo};

/// One sink's way through one ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane {
    pub ledger: LedgerNo,
    /// A broker's name, or a webhook endpoint's id.
    pub sink: String,
}

/// A lane that may be told, until the lease ends or another relay has taken it.
#[derive(Clone, Debug)]
pub struct Lease {
    pub lane: Lane,
    pub epoch: i64,
    pub told_seq: i64,
}

/// Where a lane stands.
#[derive(Clone, Debug)]
pub struct LaneState {
    pub lane: Lane,
    pub ledger_name: String,
    pub told_seq: i64,
    pub last_seq: i64,
    /// When the first event that was not told was recorded; `None` where all are told.
    pub oldest_untold: Option<Timestamp>,
    /// Events behind the cursor that are still to be told.
    pub waiting: i64,
    pub dead_letters: i64,
    pub failing_since: Option<Timestamp>,
    pub last_error: Option<String>,
    /// Who tells it now.
    pub leased_by: Option<String>,
    /// Postgres' clock when this was read.
    pub read_at: Timestamp,
}

/// Begins cursors at a `seq` for lanes that have none.
pub(crate) async fn begin(conn: &mut PgConnection, lanes: &[Lane], told_seq: i64) -> sqlx::Result<()> {
    sqlx::query(
        "insert into sink_cursors (ledger_no, sink, told_seq)
         select u.ledger_no, u.sink, $3
         from unnest($1::int4[], $2::text[]) u (ledger_no, sink)
         on conflict do nothing",
    )
    .bind(numbers(lanes))
    .bind(sinks(lanes))
    .bind(told_seq)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes those of the lanes that nobody holds.
pub(crate) async fn claim(
    conn: &mut PgConnection,
    holder: &str,
    lanes: &[Lane],
    lease: Duration,
) -> sqlx::Result<Vec<Lease>> {
    let rows = sqlx::query(
        "update sink_cursors c
         set lease_epoch = lease_epoch + 1, leased_by = $3, leased_until = clock_timestamp() + make_interval(secs => $4)
         from (
           select u.ledger_no, u.sink
           from unnest($1::int4[], $2::text[]) u (ledger_no, sink)
           cross join lateral (
             select from sink_cursors
             where ledger_no = u.ledger_no and sink = u.sink and leased_until < clock_timestamp()
             for update skip locked
             offset 0
           ) free
         ) wanted
         where c.ledger_no = wanted.ledger_no and c.sink = wanted.sink
         returning c.ledger_no, c.sink, c.lease_epoch, c.told_seq",
    )
    .bind(numbers(lanes))
    .bind(sinks(lanes))
    .bind(holder)
    .bind(seconds(lease))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let lane = Lane { ledger: LedgerNo(row.try_get(0)?), sink: row.try_get(1)? };
            Ok(Lease { lane, epoch: row.try_get(2)?, told_seq: row.try_get(3)? })
        })
        .collect()
}

/// Makes leases last longer; returns those that still hold.
pub(crate) async fn renew(conn: &mut PgConnection, leases: &[(Lane, i64)], lease: Duration) -> sqlx::Result<Vec<Lane>> {
    let rows = sqlx::query(
        "update sink_cursors c
         set leased_until = clock_timestamp() + make_interval(secs => $4)
         from unnest($1::int4[], $2::text[], $3::int8[]) u (ledger_no, sink, epoch)
         where c.ledger_no = u.ledger_no and c.sink = u.sink and c.lease_epoch = u.epoch
         returning c.ledger_no, c.sink",
    )
    .bind(leases.iter().map(|(lane, _)| lane.ledger.0).collect::<Vec<_>>())
    .bind(leases.iter().map(|(lane, _)| lane.sink.as_str()).collect::<Vec<_>>())
    .bind(leases.iter().map(|(_, epoch)| *epoch).collect::<Vec<_>>())
    .bind(seconds(lease))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(Lane { ledger: LedgerNo(row.try_get(0)?), sink: row.try_get(1)? })).collect()
}

/// Ends a lease, so that others need not wait until it is over.
pub(crate) async fn release(conn: &mut PgConnection, lane: &Lane, epoch: i64) -> sqlx::Result<()> {
    sqlx::query(
        "update sink_cursors
         set leased_by = null, leased_until = '-infinity'
         where ledger_no = $1 and sink = $2 and lease_epoch = $3",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(epoch)
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets a cursor back, or forward, and ends whatever lease there is. False where there is no such cursor.
pub(crate) async fn set(conn: &mut PgConnection, lane: &Lane, told_seq: i64) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update sink_cursors
         set told_seq = $3, lease_epoch = lease_epoch + 1, leased_by = null, leased_until = '-infinity'
         where ledger_no = $1 and sink = $2",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(told_seq)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Where lanes stand: all of them, those of one ledger, or one.
pub(crate) async fn states(
    conn: &mut PgConnection,
    ledger: Option<LedgerNo>,
    sink: Option<&str>,
) -> sqlx::Result<Vec<LaneState>> {
    let rows = sqlx::query(
        "select c.ledger_no, c.sink, l.name, c.told_seq, h.last_seq, e.recorded_at, w.waiting, d.dead,
           c.failing_since, c.last_error, case when c.leased_until > clock_timestamp() then c.leased_by end,
           clock_timestamp()
         from sink_cursors c
         cross join lateral (select name from ledgers where ledger_no = c.ledger_no offset 0) l
         cross join lateral (select last_seq from ledger_heads where ledger_no = c.ledger_no offset 0) h
         left join lateral (
           select recorded_at from events where ledger_no = c.ledger_no and seq = c.told_seq + 1 offset 0
         ) e on true
         cross join lateral (
           select count(*) waiting from deliveries where ledger_no = c.ledger_no and sink = c.sink
         ) w
         cross join lateral (
           select count(*) dead from dead_letters where ledger_no = c.ledger_no and sink = c.sink
         ) d
         where ($1::int4 is null or c.ledger_no = $1) and ($2::text is null or c.sink = $2)
         order by c.ledger_no, c.sink",
    )
    .bind(ledger.map(|ledger| ledger.0))
    .bind(sink)
    .fetch_all(conn)
    .await?;
    rows.iter().map(state).collect()
}

fn state(row: &PgRow) -> sqlx::Result<LaneState> {
    let instant = |index: usize| Ok::<_, sqlx::Error>(row.try_get::<Option<Instant>, _>(index)?.map(|at| at.0));
    Ok(LaneState {
        lane: Lane { ledger: LedgerNo(row.try_get(0)?), sink: row.try_get(1)? },
        ledger_name: row.try_get(2)?,
        told_seq: row.try_get(3)?,
        last_seq: row.try_get(4)?,
        oldest_untold: instant(5)?,
        waiting: row.try_get(6)?,
        dead_letters: row.try_get(7)?,
        failing_since: instant(8)?,
        last_error: row.try_get(9)?,
        leased_by: row.try_get(10)?,
        read_at: row.try_get::<Instant, _>(11)?.0,
    })
}

fn numbers(lanes: &[Lane]) -> Vec<i32> {
    lanes.iter().map(|lane| lane.ledger.0).collect()
}

fn sinks(lanes: &[Lane]) -> Vec<&str> {
    lanes.iter().map(|lane| lane.sink.as_str()).collect()
}

/// `make_interval` takes seconds as a `double precision`, which sqlx sends from an `f64` only.
#[expect(clippy::disallowed_types, reason = "seconds of a lease, not money")]
pub(crate) fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}
