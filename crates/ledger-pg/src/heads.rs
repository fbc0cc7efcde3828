//! `ledger_heads`: where each ledger's order stands. Its row lock orders all writers of a ledger.

use ledger::{Book, Timestamp};
use sqlx::{PgConnection, Row as _};

use crate::{encoding::Instant, ledgers::LedgerNo};

/// A ledger's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub last_seq: i64,
    pub last_hash: [u8; 32],
    pub last_recorded_at: Timestamp,
    pub last_account_no: i32,
    pub last_asset_no: i32,
    /// Counts batches that wrote anything.
    pub writes: i64,
}

impl Head {
    /// The head after a batch that wrote something and left the book as it is.
    pub fn after(&self, book: &Book, last_hash: [u8; 32]) -> Head {
        let changed = book.last_seq() > self.last_seq;
        Head {
            last_seq: book.last_seq(),
            last_hash,
            last_recorded_at: if changed { book.recorded_at() } else { self.last_recorded_at },
            last_account_no: book.last_account_no(),
            last_asset_no: book.last_asset_no(),
            writes: self.writes + 1,
        }
    }

    /// The last event that `next` has and this head has not.
    pub fn new_event(&self, next: &Head) -> Option<(i64, [u8; 32])> {
        (next.last_seq > self.last_seq).then_some((next.last_seq, next.last_hash))
    }
}

/// Takes the head's lock for this transaction and reads it.
///
/// A statement of its own: one that locked and read other rows together would read them from a
/// snapshot older than its wait for the lock.
pub(crate) async fn lock(conn: &mut PgConnection, ledger: LedgerNo) -> sqlx::Result<Head> {
    let row = sqlx::query(
        "select last_seq, last_hash, last_recorded_at, last_account_no, last_asset_no, writes
         from ledger_heads
         where ledger_no = $1
         for no key update",
    )
    .bind(ledger.0)
    .fetch_one(conn)
    .await?;
    decode(&row)
}

/// Reads the head and the database's clock in one snapshot.
pub(crate) async fn read(conn: &mut PgConnection, ledger: LedgerNo) -> sqlx::Result<(Head, Timestamp)> {
    let (head, now, _) = read_with_event(conn, ledger, None).await?;
    Ok((head, now))
}

/// As [`read`], with when the event of a `seq` was recorded, if there is one.
pub(crate) async fn read_with_event(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    seq: Option<i64>,
) -> sqlx::Result<(Head, Timestamp, Option<Timestamp>)> {
    let row = sqlx::query(
        "select last_seq, last_hash, last_recorded_at, last_account_no, last_asset_no, writes, clock_timestamp(),
           (select recorded_at from events where ledger_no = $1 and seq = $2)
         from ledger_heads
         where ledger_no = $1",
    )
    .bind(ledger.0)
    .bind(seq)
    .fetch_one(conn)
    .await?;
    let recorded_at = row.try_get::<Option<Instant>, _>(7)?.map(|instant| instant.0);
    Ok((decode(&row)?, row.try_get::<Instant, _>(6)?.0, recorded_at))
}

/// Where these ledgers are, by their primary key.
pub(crate) async fn last_seqs(conn: &mut PgConnection, ledgers: &[LedgerNo]) -> sqlx::Result<Vec<(LedgerNo, i64)>> {
    let numbers: Vec<i32> = ledgers.iter().map(|ledger| ledger.0).collect();
    let rows: Vec<(i32, i64)> = sqlx::query_as(
        "select h.ledger_no, h.last_seq
         from unnest($1::int4[]) asked (no)
         cross join lateral (select * from ledger_heads where ledger_no = asked.no offset 0) h",
    )
    .bind(numbers)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(ledger, last_seq)| (LedgerNo(ledger), last_seq)).collect())
}

/// Where every ledger is: the one read of all heads, for who watches them all.
pub(crate) async fn all_last_seqs(conn: &mut PgConnection) -> sqlx::Result<Vec<(LedgerNo, i64)>> {
    let rows: Vec<(i32, i64)> = sqlx::query_as("select ledger_no, last_seq from ledger_heads").fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(ledger, last_seq)| (LedgerNo(ledger), last_seq)).collect())
}

/// Counts a write, so that a statement that relies on this head (`post_alone.rs`) can have no effect
/// any more.
pub(crate) async fn outdate(conn: &mut PgConnection, ledger: LedgerNo) -> sqlx::Result<()> {
    sqlx::query("update ledger_heads set writes = writes + 1 where ledger_no = $1")
        .bind(ledger.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether no transaction holds the head at this moment; whatever comes later is recorded later.
pub(crate) async fn is_free(conn: &mut PgConnection, ledger: LedgerNo) -> sqlx::Result<bool> {
    let row = sqlx::query("select from ledger_heads where ledger_no = $1 for share skip locked")
        .bind(ledger.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

pub(crate) async fn insert(conn: &mut PgConnection, ledger: LedgerNo, head: &Head) -> sqlx::Result<()> {
    sqlx::query(
        "insert into ledger_heads
           (ledger_no, last_seq, last_hash, last_recorded_at, last_account_no, last_asset_no)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(ledger.0)
    .bind(head.last_seq)
    .bind(&head.last_hash[..])
    .bind(Instant(head.last_recorded_at))
    .bind(head.last_account_no)
    .bind(head.last_asset_no)
    .execute(conn)
    .await?;
    Ok(())
}

fn decode(row: &sqlx::postgres::PgRow) -> sqlx::Result<Head> {
    Ok(Head {
        last_seq: row.try_get(0)?,
        last_hash: hash(row.try_get(1)?)?,
        last_recorded_at: row.try_get::<Instant, _>(2)?.0,
        last_account_no: row.try_get(3)?,
        last_asset_no: row.try_get(4)?,
        writes: row.try_get(5)?,
    })
}

/// A SHA-256 as the database keeps it.
pub(crate) fn hash(bytes: &[u8]) -> sqlx::Result<[u8; 32]> {
    bytes.try_into().map_err(|_| sqlx::Error::Decode("a hash that is not 32 bytes long".into()))
}
