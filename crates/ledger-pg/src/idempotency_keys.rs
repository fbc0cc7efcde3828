//! `idempotency_keys_a` and `_b`: what each key did. Two tables used in turn; look-ups probe both.

use std::time::Duration;

use ledger::Timestamp;
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{Answer, KeyHash, Keyed, encoding::Instant, ledgers::LedgerNo};

/// The table that takes new keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    A,
    B,
}

impl Turn {
    /// By its name in `idempotency_turn`.
    pub fn named(name: &str) -> Turn {
        if name == "a" { Turn::A } else { Turn::B }
    }
}

/// Postgres' clock as it was last read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    pub read: Timestamp,
    at: std::time::Instant,
}

impl Clock {
    /// Just read.
    pub fn read(read: Timestamp) -> Clock {
        Clock { read, at: std::time::Instant::now() }
    }

    pub fn age(&self) -> Duration {
        self.at.elapsed()
    }

    /// What it shows now: a little less, by what the answer took to arrive.
    pub fn now(&self) -> Timestamp {
        self.read.plus_micros(i64::try_from(self.age().as_micros()).unwrap_or(i64::MAX))
    }
}

/// What a batch learns beside: whose turn it is, the time, and when the next hold is due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub turn: Turn,
    pub clock: Clock,
    /// No open hold ends before this.
    pub next_expiry: Option<Timestamp>,
}

/// How an outcome is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Rendered from the rows of the transfer at `seq`.
    Transfer,
    /// The answer's bytes.
    Body,
    /// A list of seqs and problems, one per item of a batch.
    Batch,
    /// As the proposal at `seq` stands when it is asked.
    Proposal,
}

impl Shape {
    pub const fn number(self) -> i16 {
        match self {
            Shape::Transfer => 1,
            Shape::Body => 2,
            Shape::Batch => 3,
            Shape::Proposal => 4,
        }
    }

    fn of_number(number: i16) -> sqlx::Result<Shape> {
        [Shape::Transfer, Shape::Body, Shape::Batch, Shape::Proposal]
            .into_iter()
            .find(|shape| shape.number() == number)
            .ok_or_else(|| sqlx::Error::Decode(format!("no outcome has shape {number}").into()))
    }
}

/// What a key did, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredOutcome {
    pub fingerprint: Vec<u8>,
    pub status: u16,
    pub shape: Shape,
    pub seq: Option<i64>,
    pub location: Option<String>,
    pub body: Option<Vec<u8>>,
    pub recorded_at: Timestamp,
}

impl StoredOutcome {
    /// An answer to be repeated as it is.
    pub fn of_answer(key: &Keyed, answer: &Answer, recorded_at: Timestamp) -> StoredOutcome {
        StoredOutcome {
            fingerprint: key.fingerprint.as_bytes().to_vec(),
            status: answer.status,
            shape: Shape::Body,
            seq: answer.seq,
            location: answer.location.clone(),
            body: Some(answer.body.to_vec()),
            recorded_at,
        }
    }

    /// The answer that [`StoredOutcome::of_answer`] stored.
    pub fn answer(&self) -> Answer {
        Answer {
            status: self.status,
            location: self.location.clone(),
            seq: self.seq,
            body: self.body.clone().unwrap_or_default().into(),
            replayed: false,
            dry_run: false,
        }
    }
}

/// A row to write.
#[derive(Clone, Debug)]
pub(crate) struct NewKey {
    pub hash: KeyHash,
    pub outcome: StoredOutcome,
}

/// What a batch must know first: the database's time (read after the head's lock), whose turn it
/// is, and what the batch's keys did before.
pub(crate) struct Lookup {
    pub seen: Seen,
    pub found: Vec<(KeyHash, StoredOutcome)>,
    /// Whether the ledger has any limits, and any monitors.
    pub has_limits: bool,
    pub has_monitors: bool,
}

impl Lookup {
    /// The proposals, by `seq`, that keys lead to.
    pub fn proposals(&self) -> impl Iterator<Item = i64> {
        let proposed = self.found.iter().filter(|(_, stored)| stored.shape == Shape::Proposal);
        proposed.filter_map(|(_, stored)| stored.seq)
    }
}

/// Probes `idempotency_keys_a_pkey` and `_b_pkey`, the end of `holds_expiring`,
/// `limits_pkey` and `monitors_pkey`.
pub(crate) async fn look_up(conn: &mut PgConnection, ledger: LedgerNo, keys: &[KeyHash]) -> sqlx::Result<Lookup> {
    let rows = sqlx::query(
        "select clock_timestamp() as now, turn.current, k.*,
           (select min(expires_at) from holds where ledger_no = $1 and status = 0 and expires_at is not null)
             as next_expiry,
           exists (select from limits where ledger_no = $1) as has_limits,
           exists (select from monitors where ledger_no = $1) as has_monitors
         from idempotency_turn turn
         left join lateral (
           select done.*
           from unnest($2::bytea[]) asked (key_hash)
           cross join lateral (
             select key_hash, fingerprint, status, shape, seq, location, body, recorded_at
             from idempotency_keys_a where ledger_no = $1 and key_hash = asked.key_hash
             union all
             select key_hash, fingerprint, status, shape, seq, location, body, recorded_at
             from idempotency_keys_b where ledger_no = $1 and key_hash = asked.key_hash
             offset 0
           ) done
         ) k on true",
    )
    .bind(ledger.0)
    .bind(keys.iter().map(|key| &key.0[..]).collect::<Vec<_>>())
    .fetch_all(conn)
    .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let turn = Turn::named(first.try_get("current")?);
    let mut found = Vec::new();
    for row in &rows {
        if let Some(hash) = row.try_get::<Option<&[u8]>, _>("key_hash")? {
            let hash = hash.try_into().map_err(|_| sqlx::Error::Decode("a key hash that is not 16 bytes".into()))?;
            found.push((KeyHash(hash), decode(row)?));
        }
    }
    let clock = Clock::read(first.try_get::<Instant, _>("now")?.0);
    let next_expiry = first.try_get::<Option<Instant>, _>("next_expiry")?.map(|instant| instant.0);
    Ok(Lookup {
        seen: Seen { turn, clock, next_expiry },
        found,
        has_limits: first.try_get("has_limits")?,
        has_monitors: first.try_get("has_monitors")?,
    })
}

/// Writes the one key that no batch writes: that of a ledger's creation.
pub(crate) async fn insert(conn: &mut PgConnection, ledger: LedgerNo, turn: Turn, key: &NewKey) -> sqlx::Result<()> {
    macro_rules! sql {
        ($table:literal) => {
            concat!(
                "insert into ",
                $table,
                " (ledger_no, recorded_at, key_hash, fingerprint, status, shape, seq, location, body)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            )
        };
    }
    let outcome = &key.outcome;
    sqlx::query(match turn {
        Turn::A => sql!("idempotency_keys_a"),
        Turn::B => sql!("idempotency_keys_b"),
    })
    .bind(ledger.0)
    .bind(Instant(outcome.recorded_at))
    .bind(&key.hash.0[..])
    .bind(&outcome.fingerprint)
    .bind(outcome.status.cast_signed())
    .bind(outcome.shape.number())
    .bind(outcome.seq)
    .bind(outcome.location.as_deref())
    .bind(outcome.body.as_deref())
    .execute(conn)
    .await?;
    Ok(())
}

/// What one key did, and the transfer it made.
pub(crate) async fn find(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    key: KeyHash,
) -> sqlx::Result<Option<(StoredOutcome, Option<Uuid>)>> {
    let Some((_, outcome)) = look_up(&mut *conn, ledger, &[key]).await?.found.into_iter().next() else {
        return Ok(None);
    };
    let transfer = match (outcome.shape, outcome.seq) {
        (Shape::Transfer, Some(seq)) => {
            sqlx::query_scalar("select id from transfers where ledger_no = $1 and seq = $2")
                .bind(ledger.0)
                .bind(seq)
                .fetch_optional(conn)
                .await?
        }
        (Shape::Transfer | Shape::Body | Shape::Batch | Shape::Proposal, _) => None,
    };
    Ok(Some((outcome, transfer)))
}

/// Gives the turn to the other table once its keys are past retention; true if it did.
pub(crate) async fn rotate(conn: &mut PgConnection, retention_days: i32) -> sqlx::Result<bool> {
    sqlx::query_scalar("select rotate_idempotency_keys(make_interval(days => $1))")
        .bind(retention_days)
        .fetch_one(conn)
        .await
}

fn decode(row: &PgRow) -> sqlx::Result<StoredOutcome> {
    Ok(StoredOutcome {
        fingerprint: row.try_get("fingerprint")?,
        status: u16::try_from(row.try_get::<i16, _>("status")?).map_err(|error| sqlx::Error::Decode(error.into()))?,
        shape: Shape::of_number(row.try_get("shape")?)?,
        seq: row.try_get("seq")?,
        location: row.try_get("location")?,
        body: row.try_get("body")?,
        recorded_at: row.try_get::<Instant, _>("recorded_at")?.0,
    })
}
