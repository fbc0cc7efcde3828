//! Records what telling a lane came to: one transaction, which has no effect where the lease was lost.
//!
//! | | statement | |
//! |---|---|---|
//! | 1 | move the cursor, if the lease's number is the present one | always |
//! | 2 | acknowledged and dead deliveries go | where there are any |
//! | 3 | what was not acknowledged is told again later | where there is any |
//! | 4 | what was given up becomes a dead letter | where there is any |
//! | 5 | the replay goes on, or ends | where there is one |
//! | 6 | attempts are logged | of webhooks |

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};

use crate::{
    deliveries::{self, Delivery, Replay},
    sink_cursors::{Lane, seconds},
    webhook_attempts::{self, NewAttempt},
};

/// What telling came to.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Everything up to here is acknowledged, or is mentioned below.
    pub told_seq: i64,
    /// Deliveries that were acknowledged.
    pub acknowledged: Vec<i64>,
    /// Events to tell again, with the attempts made, when, and why.
    pub postponed: Vec<(Delivery, Duration, String)>,
    /// Events given up.
    pub dead: Vec<(Delivery, String)>,
    pub replay: Option<Replay>,
    pub attempts: Vec<NewAttempt>,
    /// The last thing that went wrong; `None` where something was acknowledged and nothing went wrong.
    pub error: Option<String>,
    /// Whether anything was acknowledged, which ends a time of failing.
    pub is_well: bool,
}

/// False where the lease was lost; then nothing was recorded.
pub(crate) async fn record_progress(
    conn: &mut PgConnection,
    lane: &Lane,
    epoch: i64,
    lease: Duration,
    progress: &Progress,
) -> sqlx::Result<bool> {
    let mut tx = conn.begin().await?;
    let first: Option<i64> = sqlx::query_scalar(
        "update sink_cursors
         set moved_at = case when told_seq = $4 then moved_at else clock_timestamp() end, told_seq = $4,
           leased_until = clock_timestamp() + make_interval(secs => $5), attempts = attempts + $6,
           failing_since = case when $7 then null when $8::text is null then failing_since
             else coalesce(failing_since, clock_timestamp()) end,
           last_error = case when $7 and $8::text is null then null else coalesce($8, last_error) end
         where ledger_no = $1 and sink = $2 and lease_epoch = $3
         returning attempts - $6",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(epoch)
    .bind(progress.told_seq)
    .bind(seconds(lease))
    .bind(i64::try_from(progress.attempts.len()).unwrap_or(i64::MAX))
    .bind(progress.is_well)
    .bind(progress.error.as_deref())
    .fetch_optional(&mut *tx)
    .await?;
    let Some(first) = first else {
        tx.rollback().await?;
        return Ok(false);
    };
    let dead = progress.dead.iter().map(|(delivery, _)| delivery.seq);
    let gone: Vec<i64> = progress.acknowledged.iter().copied().chain(dead).collect();
    if !gone.is_empty() {
        deliveries::forget(&mut tx, lane, &gone).await?;
    }
    if !progress.postponed.is_empty() {
        deliveries::postpone(&mut tx, lane, &progress.postponed).await?;
    }
    if !progress.dead.is_empty() {
        deliveries::bury(&mut tx, lane, &progress.dead).await?;
    }
    if let Some(replay) = &progress.replay {
        deliveries::go_on(&mut tx, lane, replay).await?;
    }
    if !progress.attempts.is_empty() {
        webhook_attempts::insert(&mut tx, lane, first, &progress.attempts).await?;
    }
    tx.commit().await?;
    Ok(true)
}
