//! `webhook_attempts`: what each request to an endpoint came to, numbered per endpoint.

use ledger::Timestamp;
use sqlx::{PgConnection, Row as _};

use crate::{
    encoding::Instant,
    page::{Order, Page, PageRequest},
    sink_cursors::Lane,
};

/// Attempts of an endpoint that are kept.
const KEPT: i64 = 10_000;
/// How many are removed at once.
const REMOVED: i64 = 5_000;

/// An attempt to log.
#[derive(Clone, Debug)]
pub struct NewAttempt {
    pub seq: i64,
    /// The how-manieth of this event, from 1.
    pub attempt: i32,
    pub took_ms: i32,
    /// The answer's status; `None` where there was no answer.
    pub status: Option<i16>,
    /// Why it does not count as acknowledged.
    pub error: Option<String>,
    /// The beginning of the answer's body, where it is text.
    pub answer: Option<String>,
}

/// An attempt as logged.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub attempt_no: i64,
    pub attempted_at: Timestamp,
    pub made: NewAttempt,
}

/// Logs attempts, which are numbered after `first`.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    lane: &Lane,
    first: i64,
    attempts: &[NewAttempt],
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into webhook_attempts
           (ledger_no, sink, attempt_no, attempted_at, seq, attempt, took_ms, status, error, answer)
         select $1, $2, $3 + u.number, clock_timestamp(), u.seq, u.attempt, u.took_ms,
           u.status, u.error, u.answer
         from unnest($4::int8[], $5::int4[], $6::int4[], $7::int2[], $8::text[], $9::text[]) with ordinality
           u (seq, attempt, took_ms, status, error, answer, number)",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(first)
    .bind(attempts.iter().map(|attempt| attempt.seq).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.attempt).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.took_ms).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.status).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.error.as_deref()).collect::<Vec<_>>())
    .bind(attempts.iter().map(|attempt| attempt.answer.as_deref()).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// An endpoint's attempts, all or those about one event, by number.
pub(crate) async fn list(
    conn: &mut PgConnection,
    lane: &Lane,
    seq: Option<i64>,
    page: PageRequest,
) -> sqlx::Result<Page<Attempt>> {
    let (above, below) = page.exclusive_range();
    let rows = sqlx::query(match page.order {
        Order::Oldest => {
            "select attempt_no, attempted_at, seq, attempt, took_ms, status, error, answer from webhook_attempts
             where ledger_no = $1 and sink = $2 and attempt_no > $3 and attempt_no < $4 and ($5::int8 is null or seq = $5)
             order by attempt_no
             limit $6"
        }
        Order::Newest => {
            "select attempt_no, attempted_at, seq, attempt, took_ms, status, error, answer from webhook_attempts
             where ledger_no = $1 and sink = $2 and attempt_no > $3 and attempt_no < $4 and ($5::int8 is null or seq = $5)
             order by attempt_no desc
             limit $6"
        }
    })
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(above)
    .bind(below)
    .bind(seq)
    .bind(page.one_more())
    .fetch_all(conn)
    .await?;
    let attempts = rows.iter().map(|row| {
        Ok(Attempt {
            attempt_no: row.try_get(0)?,
            attempted_at: row.try_get::<Instant, _>(1)?.0,
            made: NewAttempt {
                seq: row.try_get(2)?,
                attempt: row.try_get(3)?,
                took_ms: row.try_get(4)?,
                status: row.try_get(5)?,
                error: row.try_get(6)?,
                answer: row.try_get(7)?,
            },
        })
    });
    Ok(page.cut(attempts.collect::<sqlx::Result<Vec<_>>>()?, |attempt| attempt.attempt_no))
}

/// Removes the oldest attempts of a lane beyond those that are kept.
pub(crate) async fn prune(conn: &mut PgConnection, lane: &Lane) -> sqlx::Result<()> {
    sqlx::query(
        "delete from webhook_attempts
         where ledger_no = $1 and sink = $2 and attempt_no <= least(
           (select attempts from sink_cursors where ledger_no = $1 and sink = $2) - $3,
           (select min(attempt_no) from webhook_attempts where ledger_no = $1 and sink = $2) + $4)",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(KEPT)
    .bind(REMOVED)
    .execute(conn)
    .await?;
    Ok(())
}
