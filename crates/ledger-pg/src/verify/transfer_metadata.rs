//! The metadata that replaced what transfers were posted with: each row against its last event.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::{
    Findings, Subject,
    order::{self, Revised},
};
use crate::{
    accounts::metadata_of,
    encoding::Instant,
    events::{Event, EventType},
    objects::{self, StringMap},
};

/// Rows per page.
const ROWS: i64 = 1000;

const REVISED: Revised =
    Revised { what: "the metadata of transfer", check: "transfer_metadata", types: &[EventType::TransferUpdated] };

/// What the event of a change says of it; `None` of another object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Update {
    event: i64,
    says: Option<Says>,
}

/// A transfer's `seq`, and how often its metadata has changed.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Says {
    seq: i64,
    revision: i64,
}

impl Update {
    pub fn of(event: &Event) -> Update {
        Update { event: event.seq, says: serde_json::from_str(&event.object).ok() }
    }
}

/// Each changed transfer's last revision, and the event that says so.
#[derive(Default)]
pub(super) struct Updates(HashMap<i64, (i64, i64)>);

impl Updates {
    pub fn note(&mut self, subject: &Subject, update: Update, findings: &mut Findings) {
        let follows = update.says.is_some_and(|Says { seq, revision }| {
            let before = self.0.insert(seq, (revision, update.event));
            revision == before.map_or(1, |(revision, _)| revision) + 1
        });
        findings.compare("transfer_metadata", follows, || {
            format!("{}: event {} is not a transfer's next change", subject.ledger.name, update.event)
        });
    }
}

/// Each row is what its transfer's last event says, and each changed transfer has one.
pub(super) async fn check(
    conn: &mut PgConnection,
    subject: &Subject,
    Updates(mut updates): Updates,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let name = &subject.ledger.name;
    let mut newer = HashMap::new();
    let mut after = 0;
    loop {
        let page = page(conn, subject, after).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        let mut known = Vec::with_capacity(page.len());
        for row in page {
            let earlier = updates.remove(&row.seq);
            match (row.id, earlier) {
                (Some(_), Some((revision, event))) if revision >= row.revision => known.push((row, event)),
                (Some(id), _) => {
                    newer.insert((id.to_string(), row.revision), (serde_json::from_str(&row.object).ok(), true));
                }
                (None, _) => findings.compare("transfer_metadata", false, || {
                    format!("{name}: transfer {} has changed metadata and no row", row.seq)
                }),
            }
        }
        let events = objects_of(conn, subject, known.iter().map(|(_, event)| *event).collect()).await?;
        for (row, event) in known {
            findings.compare("transfer_metadata", events.get(&event) == Some(&row.object), || {
                format!("{name}: the metadata of transfer {} is not what event {event} says", row.seq)
            });
        }
    }
    for (seq, (_, event)) in updates {
        findings.compare("transfer_metadata", false, || {
            format!("{name}: the metadata of transfer {seq} changed by event {event} and has no row")
        });
    }
    order::check_newer_rows(conn, subject, &REVISED, newer, findings).await
}

/// A row, rendered as its event is.
struct Rendered {
    seq: i64,
    /// The transfer's, where there is one.
    id: Option<Uuid>,
    revision: i64,
    object: String,
}

async fn page(conn: &mut PgConnection, subject: &Subject, after: i64) -> sqlx::Result<Vec<Rendered>> {
    let rows = sqlx::query(
        "select m.seq, t.id, m.revision, m.updated_at, m.metadata
         from (
           select seq, revision, updated_at, metadata::text from transfer_metadata
           where ledger_no = $1 and seq > $2
           order by seq
           limit $3
         ) m
         left join lateral (select id from transfers where ledger_no = $1 and seq = m.seq offset 0) t on true
         order by m.seq",
    )
    .bind(subject.ledger.no.0)
    .bind(after)
    .bind(ROWS)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let (seq, revision) = (row.try_get("seq")?, row.try_get("revision")?);
            let id: Option<Uuid> = row.try_get("id")?;
            let object = objects::TransferMetadata {
                id: id.unwrap_or_default(),
                metadata: StringMap(metadata_of(row.try_get("metadata")?)?),
                revision,
                schema: Some(objects::SCHEMA),
                seq,
                updated_at: row.try_get::<Instant, _>("updated_at")?.0.to_string(),
            };
            Ok(Rendered { seq, id, revision, object: objects::to_string(&object) })
        })
        .collect()
}

/// The objects that events carry, by `seq`; by the primary key.
pub(super) async fn objects_of(
    conn: &mut PgConnection,
    subject: &Subject,
    events: Vec<i64>,
) -> sqlx::Result<HashMap<i64, String>> {
    let rows: Vec<(i64, Option<String>)> = sqlx::query_as(
        "select e.seq, e.object
         from unnest($2::int8[]) asked (seq)
         cross join lateral (select seq, object from events where ledger_no = $1 and seq = asked.seq offset 0) e",
    )
    .bind(subject.ledger.no.0)
    .bind(events)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(seq, object)| (seq, object.unwrap_or_default())).collect())
}
