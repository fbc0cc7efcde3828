//! `ledgers`: identities and settings. Immutable, so what every request needs is cached.

use ledger::{LedgerName, Metadata};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    accounts::{metadata_json, metadata_of},
    encoding::Instant,
    objects::{self, StringMap},
    page::{Order, Page, PageRequest},
};

/// A ledger's number inside the database; the outside knows names and ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerNo(pub i32);

/// What every request to a ledger needs.
#[derive(Debug)]
pub struct LedgerInfo {
    pub no: LedgerNo,
    pub id: Uuid,
    pub name: LedgerName,
    /// An IANA name.
    pub time_zone: String,
}

/// A ledger to create, already judged by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLedger {
    pub name: LedgerName,
    pub time_zone: String,
    pub description: Option<String>,
    pub metadata: Metadata,
}

pub(crate) async fn find(conn: &mut PgConnection, name_or_id: &str) -> sqlx::Result<Option<LedgerInfo>> {
    let row = match Uuid::try_parse(name_or_id) {
        Ok(id) => sqlx::query("select ledger_no, id, name, time_zone from ledgers where id = $1").bind(id),
        Err(_) => sqlx::query("select ledger_no, id, name, time_zone from ledgers where name = $1").bind(name_or_id),
    }
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(info).transpose()
}

/// The id of the ledger of a number.
pub(crate) async fn id_of(conn: &mut PgConnection, no: LedgerNo) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar("select id from ledgers where ledger_no = $1").bind(no.0).fetch_optional(conn).await
}

fn info(row: &PgRow) -> sqlx::Result<LedgerInfo> {
    Ok(LedgerInfo {
        no: LedgerNo(row.try_get("ledger_no")?),
        id: row.try_get("id")?,
        name: LedgerName::parse(row.try_get("name")?).map_err(|error| sqlx::Error::Decode(error.into()))?,
        time_zone: row.try_get("time_zone")?,
    })
}

/// Inserts a ledger unless its name is taken; `None` where it is.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    new: &NewLedger,
    id: Uuid,
    created_at: ledger::Timestamp,
) -> sqlx::Result<Option<LedgerInfo>> {
    let row = sqlx::query(
        "insert into ledgers (id, name, time_zone, description, metadata, created_at)
         values ($1, $2, $3, $4, $5::jsonb, $6)
         on conflict on constraint ledgers_name do nothing
         returning ledger_no, id, name, time_zone",
    )
    .bind(id)
    .bind(new.name.as_str())
    .bind(&new.time_zone)
    .bind(new.description.as_deref())
    .bind(metadata_json(&new.metadata))
    .bind(Instant(created_at))
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(info).transpose()
}

pub(crate) async fn object(conn: &mut PgConnection, ledger: LedgerNo) -> sqlx::Result<objects::Ledger> {
    let row = sqlx::query(
        "select l.ledger_no, l.id, l.name, l.time_zone, l.description, l.metadata::text as metadata, l.created_at,
           h.last_seq
         from ledgers l join ledger_heads h using (ledger_no)
         where l.ledger_no = $1",
    )
    .bind(ledger.0)
    .fetch_one(conn)
    .await?;
    decode(&row)
}

/// Pages by creation; `only` are the ledgers a key may see.
pub(crate) async fn list(
    conn: &mut PgConnection,
    only: Option<&[LedgerNo]>,
    page: PageRequest,
) -> sqlx::Result<Page<objects::Ledger>> {
    macro_rules! sql {
        ($order:literal) => {
            concat!(
                "select l.ledger_no, l.id, l.name, l.time_zone, l.description, l.metadata::text as metadata,
                   l.created_at, h.last_seq
                 from ledgers l join ledger_heads h using (ledger_no)
                 where l.ledger_no > $1 and l.ledger_no < $2 and ($3::int4[] is null or l.ledger_no = any($3))
                 order by l.ledger_no ",
                $order,
                " limit $4"
            )
        };
    }
    let sql = match page.order {
        Order::Newest => sql!("desc"),
        Order::Oldest => sql!(""),
    };
    let (from, to) = page.exclusive_range();
    let clamp = |position: i64| i32::try_from(position.clamp(0, i64::from(i32::MAX))).expect("clamped");
    let rows = sqlx::query(sql)
        .bind(clamp(from))
        .bind(clamp(to))
        .bind(only.map(|only| only.iter().map(|ledger| ledger.0).collect::<Vec<_>>()))
        .bind(page.one_more())
        .fetch_all(conn)
        .await?;
    let rows = rows
        .iter()
        .map(|row| Ok((row.try_get::<i32, _>("ledger_no")?, decode(row)?)))
        .collect::<sqlx::Result<Vec<_>>>()?;
    Ok(page.cut(rows, |(no, _)| i64::from(*no)).map(|(_, ledger)| ledger))
}

/// Every ledger, for maintenance and verification.
pub(crate) async fn all(conn: &mut PgConnection) -> sqlx::Result<Vec<LedgerInfo>> {
    let rows =
        sqlx::query("select ledger_no, id, name, time_zone from ledgers order by ledger_no").fetch_all(conn).await?;
    rows.iter().map(info).collect()
}

fn decode(row: &PgRow) -> sqlx::Result<objects::Ledger> {
    Ok(objects::Ledger {
        created_at: row.try_get::<Instant, _>("created_at")?.0.to_string(),
        description: row.try_get("description")?,
        id: row.try_get("id")?,
        last_seq: Some(row.try_get("last_seq")?),
        metadata: StringMap(metadata_of(row.try_get("metadata")?)?),
        name: row.try_get("name")?,
        schema: None,
        time_zone: row.try_get("time_zone")?,
    })
}
