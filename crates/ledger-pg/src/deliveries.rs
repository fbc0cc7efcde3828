//! `deliveries`, `dead_letters`, `replays`: events that a sink is told apart from its cursor's way.

use std::time::Duration;

use ledger::Timestamp;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::{
    encoding::Instant,
    page::{Page, PageRequest},
    sink_cursors::{Lane, seconds},
};

/// An event that is to be told again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub seq: i64,
    /// How often it was tried.
    pub attempts: i32,
}

/// What a lane has to do besides going on.
#[derive(Clone, Debug, Default)]
pub struct Backlog {
    /// Whose time has come, the earliest first; of an ordered lane at most the first of all.
    pub due: Vec<Delivery>,
    /// Events still to be told, due or not; counted up to a bound.
    pub waiting: i64,
    /// How long until the next is due, where none is.
    pub next_in: Option<Duration>,
    pub replay: Option<Replay>,
}

/// A stretch of the order that is told once more.
#[derive(Clone, Debug)]
pub struct Replay {
    pub id: Uuid,
    pub next_seq: i64,
    pub last_seq: i64,
}

/// An event that was given up.
#[derive(Clone, Debug)]
pub struct DeadLetter {
    pub seq: i64,
    pub died_at: Timestamp,
    pub attempts: i32,
    pub error: String,
}

/// Deliveries are counted no further.
pub const MOST_WAITING: i64 = 1_000;

/// What there is to do, unless the lease was lost; `in_order`: an event is due only when it is the first that waits.
pub(crate) async fn backlog(
    conn: &mut PgConnection,
    lane: &Lane,
    epoch: i64,
    in_order: bool,
    limit: i64,
) -> sqlx::Result<Option<Backlog>> {
    let held = sqlx::query(
        "select r.id, r.next_seq, r.last_seq
         from sink_cursors c
         left join lateral (
           select id, next_seq, last_seq from replays where ledger_no = $1 and sink = $2 order by id limit 1
         ) r on true
         where c.ledger_no = $1 and c.sink = $2 and c.lease_epoch = $3",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(epoch)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(held) = held else { return Ok(None) };
    let replay = match held.try_get::<Option<Uuid>, _>(0)? {
        Some(id) => Some(Replay { id, next_seq: held.try_get(1)?, last_seq: held.try_get(2)? }),
        None => None,
    };
    let rows = sqlx::query(
        "select seq, attempts, due_at <= clock_timestamp(),
           (extract(epoch from due_at - clock_timestamp()) * 1000)::int8,
           (select count(*) from (
             select from deliveries where ledger_no = $1 and sink = $2 limit $5
           ) counted)
         from (
           (select * from deliveries where $3 and ledger_no = $1 and sink = $2 order by seq limit 1)
           union all
           (select * from deliveries where not $3 and ledger_no = $1 and sink = $2 order by due_at, seq limit $4)
         ) first",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(in_order)
    .bind(limit)
    .bind(MOST_WAITING)
    .fetch_all(&mut *conn)
    .await?;
    let mut backlog = Backlog { replay, ..Backlog::default() };
    for row in &rows {
        backlog.waiting = row.try_get(4)?;
        if row.try_get(2)? {
            backlog.due.push(Delivery { seq: row.try_get(0)?, attempts: row.try_get(1)? });
        } else if backlog.next_in.is_none() {
            let milliseconds: i64 = row.try_get(3)?;
            backlog.next_in = Some(Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default() + 1));
        }
    }
    Ok(Some(backlog))
}

/// Has events told at once, whatever came of them before.
pub(crate) async fn ask(conn: &mut PgConnection, lane: &Lane, seqs: &[i64]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into deliveries (ledger_no, sink, seq, due_at, attempts)
         select $1, $2, seq, clock_timestamp(), 0
         from unnest($3::int8[]) u (seq)
         on conflict (ledger_no, sink, seq) do update
         set due_at = excluded.due_at, attempts = 0",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(seqs)
    .execute(conn)
    .await?;
    Ok(())
}

/// Everything that waits is due now, as if it had not been tried.
pub(crate) async fn hurry(conn: &mut PgConnection, lane: &Lane) -> sqlx::Result<()> {
    sqlx::query("update deliveries set due_at = clock_timestamp(), attempts = 0 where ledger_no = $1 and sink = $2")
        .bind(lane.ledger.0)
        .bind(&lane.sink)
        .execute(conn)
        .await?;
    Ok(())
}

/// Has a stretch of the order told once more: after the first `seq`, up to the last.
pub(crate) async fn ask_stretch(
    conn: &mut PgConnection,
    lane: &Lane,
    id: Uuid,
    after: i64,
    last: i64,
) -> sqlx::Result<()> {
    sqlx::query("insert into replays (ledger_no, sink, id, next_seq, last_seq) values ($1, $2, $3, $4, $5)")
        .bind(lane.ledger.0)
        .bind(&lane.sink)
        .bind(id)
        .bind(after.saturating_add(1))
        .bind(last)
        .execute(conn)
        .await?;
    Ok(())
}

/// Moves dead letters, some or all, to what is told next; returns how many there were.
pub(crate) async fn redrive(conn: &mut PgConnection, lane: &Lane, seqs: Option<&[i64]>) -> sqlx::Result<u64> {
    let moved: i64 = sqlx::query_scalar(
        "with taken as (
           delete from dead_letters
           where ledger_no = $1 and sink = $2 and ($3::int8[] is null or seq = any ($3))
           returning seq
         ), asked as (
           insert into deliveries (ledger_no, sink, seq, due_at, attempts)
           select $1, $2, seq, clock_timestamp(), 0 from taken
           on conflict (ledger_no, sink, seq) do update
           set due_at = excluded.due_at, attempts = 0
         )
         select count(*) from taken",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(seqs)
    .fetch_one(conn)
    .await?;
    Ok(moved.unsigned_abs())
}

/// Dead letters by `seq`.
pub(crate) async fn dead_letters(
    conn: &mut PgConnection,
    lane: &Lane,
    page: PageRequest,
) -> sqlx::Result<Page<DeadLetter>> {
    let (above, below) = page.exclusive_range();
    let rows = sqlx::query(match page.order {
        crate::Order::Oldest => {
            "select seq, died_at, attempts, error from dead_letters
             where ledger_no = $1 and sink = $2 and seq > $3 and seq < $4
             order by seq
             limit $5"
        }
        crate::Order::Newest => {
            "select seq, died_at, attempts, error from dead_letters
             where ledger_no = $1 and sink = $2 and seq > $3 and seq < $4
             order by seq desc
             limit $5"
        }
    })
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(above)
    .bind(below)
    .bind(page.one_more())
    .fetch_all(conn)
    .await?;
    let letters = rows.iter().map(|row| {
        Ok(DeadLetter {
            seq: row.try_get(0)?,
            died_at: row.try_get::<Instant, _>(1)?.0,
            attempts: row.try_get(2)?,
            error: row.try_get(3)?,
        })
    });
    Ok(page.cut(letters.collect::<sqlx::Result<Vec<_>>>()?, |letter| letter.seq))
}

pub(crate) async fn forget(conn: &mut PgConnection, lane: &Lane, seqs: &[i64]) -> sqlx::Result<()> {
    sqlx::query("delete from deliveries where ledger_no = $1 and sink = $2 and seq = any ($3)")
        .bind(lane.ledger.0)
        .bind(&lane.sink)
        .bind(seqs)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes when events that were not acknowledged are told again.
pub(crate) async fn postpone(
    conn: &mut PgConnection,
    lane: &Lane,
    postponed: &[(Delivery, Duration, String)],
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into deliveries (ledger_no, sink, seq, attempts, due_at, last_error)
         select $1, $2, u.seq, u.attempts, clock_timestamp() + make_interval(secs => u.seconds), u.error
         from unnest($3::int8[], $4::int4[], $5::float8[], $6::text[]) u (seq, attempts, seconds, error)
         on conflict (ledger_no, sink, seq) do update
         set attempts = excluded.attempts, due_at = excluded.due_at, last_error = excluded.last_error",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(postponed.iter().map(|(delivery, _, _)| delivery.seq).collect::<Vec<_>>())
    .bind(postponed.iter().map(|(delivery, _, _)| delivery.attempts).collect::<Vec<_>>())
    .bind(postponed.iter().map(|(_, wait, _)| seconds(*wait)).collect::<Vec<_>>())
    .bind(postponed.iter().map(|(_, _, error)| error.as_str()).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives events up.
pub(crate) async fn bury(conn: &mut PgConnection, lane: &Lane, dead: &[(Delivery, String)]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into dead_letters (ledger_no, sink, seq, attempts, error, died_at)
         select $1, $2, u.seq, u.attempts, u.error, clock_timestamp()
         from unnest($3::int8[], $4::int4[], $5::text[]) u (seq, attempts, error)
         on conflict do nothing",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(dead.iter().map(|(delivery, _)| delivery.seq).collect::<Vec<_>>())
    .bind(dead.iter().map(|(delivery, _)| delivery.attempts).collect::<Vec<_>>())
    .bind(dead.iter().map(|(_, error)| error.as_str()).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves a replay on, or ends it.
pub(crate) async fn go_on(conn: &mut PgConnection, lane: &Lane, replay: &Replay) -> sqlx::Result<()> {
    let ended = replay.next_seq > replay.last_seq;
    let sql = if ended {
        "delete from replays where ledger_no = $1 and sink = $2 and id = $3 and $4 is not null"
    } else {
        "update replays set next_seq = $4 where ledger_no = $1 and sink = $2 and id = $3"
    };
    sqlx::query(sql).bind(lane.ledger.0).bind(&lane.sink).bind(replay.id).bind(replay.next_seq).execute(conn).await?;
    Ok(())
}
