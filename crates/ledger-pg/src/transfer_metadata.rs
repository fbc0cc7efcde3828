//! `transfer_metadata`: what replaced the metadata that transfers were posted with.

use std::collections::HashMap;

use ledger::{Described, Timestamp};
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::{
    accounts::{metadata_json, metadata_of},
    encoding::Instant,
    ledgers::LedgerNo,
    objects::{self, StringMap},
};

/// A row to write.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    pub described: Described,
    pub updated_at: Timestamp,
}

/// What is said about transfers now; by `transfers_id`, then primary keys.
pub(crate) async fn load(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    ids: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, Described)>> {
    let rows = sqlx::query(
        "select t.id, t.seq, coalesce(m.revision, 1) as revision, coalesce(m.metadata, t.metadata)::text as metadata
         from unnest($2::uuid[]) asked (id)
         cross join lateral (
           select id, seq, metadata from transfers where ledger_no = $1 and id = asked.id offset 0
         ) t
         left join lateral (
           select revision, metadata from transfer_metadata where ledger_no = $1 and seq = t.seq offset 0
         ) m on true",
    )
    .bind(ledger.0)
    .bind(ids)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let described = Described {
                seq: row.try_get("seq")?,
                revision: row.try_get("revision")?,
                metadata: metadata_of(row.try_get("metadata")?)?,
            };
            Ok((row.try_get("id")?, described))
        })
        .collect()
}

pub(crate) async fn write(conn: &mut PgConnection, ledger: LedgerNo, rows: &[&Changed]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into transfer_metadata (ledger_no, seq, revision, metadata, updated_at)
         select $1, u.seq, u.revision, u.metadata::jsonb, u.updated_at
         from unnest($2::int8[], $3::int8[], $4::text[], $5::timestamptz[]) u (seq, revision, metadata, updated_at)
         on conflict (ledger_no, seq) do update
         set revision = excluded.revision, metadata = excluded.metadata, updated_at = excluded.updated_at",
    )
    .bind(ledger.0)
    .bind(rows.iter().map(|row| row.described.seq).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.described.revision).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| metadata_json(&row.described.metadata)).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| Instant(row.updated_at)).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives transfers the metadata that they have now, and answers the revisions of those that changed.
pub(crate) async fn apply(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    transfers: &mut [objects::Transfer],
) -> sqlx::Result<HashMap<i64, i64>> {
    let rows = sqlx::query(
        "select m.seq, m.revision, m.metadata::text as metadata
         from unnest($2::int8[]) asked (seq)
         cross join lateral (select * from transfer_metadata where ledger_no = $1 and seq = asked.seq offset 0) m",
    )
    .bind(ledger.0)
    .bind(transfers.iter().map(|transfer| transfer.seq).collect::<Vec<_>>())
    .fetch_all(conn)
    .await?;
    let mut revisions = HashMap::with_capacity(rows.len());
    for row in &rows {
        let seq: i64 = row.try_get("seq")?;
        if let Some(transfer) = transfers.iter_mut().find(|transfer| transfer.seq == seq) {
            transfer.metadata = StringMap(metadata_of(row.try_get("metadata")?)?);
        }
        revisions.insert(seq, row.try_get("revision")?);
    }
    Ok(revisions)
}
