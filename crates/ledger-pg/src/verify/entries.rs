//! What acts on what: the links between transfers, and the entries of each hold and reversed transfer.
//!
//! The rows of `holds` and `reversed_transfers` change with each entry. So a row is read together with
//! the number of its last entry, in one snapshot, and judged by the entries up to there: these never
//! change, and may be read in pages later.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use ledger::{AccountNo, Minor, Side, Timestamp, TransferKind};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Findings, Subject, holds, limits, monitors, order, reversals};
use crate::{
    encoding::{Instant, Numeric},
    transfers::{direction_and_amount, kind_number, kind_of},
};

/// Rows of holds or reversed transfers per page, and entries read at once.
pub(super) const TARGETS: i64 = 200;
const ENTRIES: usize = 2000;

pub(super) async fn check(conns: &mut [PgConnection], subject: &Subject, findings: &mut Findings) -> sqlx::Result<()> {
    let stretches = order::stretches(subject.last_seq, conns.len());
    let walked = try_join_all(conns.iter_mut().zip(stretches).map(async |(conn, (after, to))| {
        let mut findings = Findings::new();
        holds::check(conn, subject, after, to, &mut findings).await?;
        reversals::check(conn, subject, after, to, &mut findings).await?;
        limits::check_counted(conn, subject, after, to, &mut findings).await?;
        monitors::check_alerts(conn, subject, after, to, &mut findings).await?;
        Ok::<_, sqlx::Error>(findings)
    }))
    .await?;
    for found in walked {
        findings.merge(found);
    }
    holds::check_accounts(&mut conns[0], subject, findings).await
}

/// What a posting adds to the posted and to the held total of its side.
pub(super) fn on_side(kind: TransferKind, posted: Minor, held: Minor) -> (Side, Minor, Minor) {
    let opposite = |minor: Minor| Minor::ZERO.checked_sub(minor).expect("the range is symmetric");
    let (side, _) = direction_and_amount(kind, posted, held);
    match side {
        Side::Debit => (side, posted, held),
        Side::Credit => (side, opposite(posted), opposite(held)),
    }
}

/// A row that changes with its entries: the transfer that these act on, and the last of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub seq: i64,
    pub last: i64,
}

/// One leg of an entry: what it adds on its side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    pub account_no: AccountNo,
    pub side: Side,
    pub posted: Minor,
    pub held: Minor,
}

/// A transfer that acts on another, or is acted on.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub seq: i64,
    pub kind: TransferKind,
    pub effective_at: Timestamp,
    pub recorded_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub legs: Vec<Leg>,
}

/// Reads targets with all that acts on them: hands on each with its target's `seq`, in order for each
/// target, itself first. By primary keys and `transfers_target`.
pub(super) async fn read(
    conn: &mut PgConnection,
    subject: &Subject,
    targets: &[Target],
    mut take: impl FnMut(i64, Entry),
) -> sqlx::Result<()> {
    // With what of each was read before.
    let mut asked: Vec<(Target, i64)> = targets.iter().map(|target| (*target, 0)).collect();
    while !asked.is_empty() {
        let limit = i64::try_from((ENTRIES / asked.len()).max(1)).expect("a page's length fits");
        let rows = sqlx::query(
            "select asked.seq as target, t.*, r.account_no, p.posted, p.held
             from unnest($2::int8[], $3::int8[], $4::int8[]) asked (seq, last, after)
             cross join lateral (
               (select seq, kind, effective_at, recorded_at, expires_at, posting_accounts from transfers
                where ledger_no = $1 and seq = asked.seq and asked.seq > asked.after)
               union all
               (select seq, kind, effective_at, recorded_at, expires_at, posting_accounts from transfers
                where ledger_no = $1 and target_seq = asked.seq and target_seq is not null
                  and seq > asked.after and seq <= asked.last
                order by seq
                limit $5)
             ) t
             left join lateral unnest(t.posting_accounts) with ordinality r (account_no, leg) on true
             left join lateral (
               select posted, held from postings
               where ledger_no = $1 and account_no = r.account_no and seq = t.seq and leg = r.leg - 1
               offset 0
             ) p on true
             order by asked.seq, t.seq, r.leg",
        )
        .bind(subject.ledger.no.0)
        .bind(asked.iter().map(|(target, _)| target.seq).collect::<Vec<_>>())
        .bind(asked.iter().map(|(target, _)| target.last).collect::<Vec<_>>())
        .bind(asked.iter().map(|(_, after)| *after).collect::<Vec<_>>())
        .bind(limit)
        .fetch_all(&mut *conn)
        .await?;

        let mut reached: HashMap<i64, (i64, i64)> = HashMap::new();
        let same = |a: &PgRow, b: &PgRow| {
            let key = |row: &PgRow| (row.try_get::<i64, _>("target").ok(), row.try_get::<i64, _>("seq").ok());
            key(a) == key(b)
        };
        for rows in rows.chunk_by(same) {
            let (target, entry) = decode(rows)?;
            let (count, last) = reached.entry(target).or_insert((0, 0));
            *count += i64::from(entry.seq != target);
            *last = entry.seq;
            take(target, entry);
        }
        asked.retain_mut(|(target, after)| match reached.get(&target.seq) {
            Some((count, last)) if *count == limit => {
                *after = *last;
                true
            }
            Some(_) | None => false,
        });
    }
    Ok(())
}

/// An entry of its rows, one a leg.
fn decode(rows: &[PgRow]) -> sqlx::Result<(i64, Entry)> {
    let first = &rows[0];
    let kind = kind_of(first.try_get("kind")?)?;
    let mut legs = Vec::with_capacity(rows.len());
    for row in rows {
        // A posting that is missing is reported elsewhere.
        let Some(posted) = row.try_get::<Option<Numeric>, _>("posted")? else { continue };
        let (side, posted, held) = on_side(kind, posted.0, row.try_get::<Numeric, _>("held")?.0);
        legs.push(Leg { account_no: AccountNo(row.try_get("account_no")?), side, posted, held });
    }
    let entry = Entry {
        seq: first.try_get("seq")?,
        kind,
        effective_at: first.try_get::<Instant, _>("effective_at")?.0,
        recorded_at: first.try_get::<Instant, _>("recorded_at")?.0,
        expires_at: first.try_get::<Option<Instant>, _>("expires_at")?.map(|instant| instant.0),
        legs,
    };
    Ok((first.try_get("target")?, entry))
}

/// Each entry in a stretch of the order names an earlier transfer that it can act on, by number and by id
/// alike, and what becomes of that is kept in a row; a hold has its row; nothing else names a target.
pub(super) async fn check_links(
    conn: &mut PgConnection,
    subject: &Subject,
    first: i64,
    last: i64,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let rows = sqlx::query(
        "select t.seq, t.kind, t.target_seq, t.target_id, o.id as found_id, o.kind as found_kind,
           h.seq is not null as has_hold, v.seq is not null as has_reversed
         from transfers t
         left join lateral (
           select id, kind from transfers where ledger_no = $1 and seq = t.target_seq offset 0
         ) o on true
         left join lateral (
           select seq from holds where ledger_no = $1 and seq = coalesce(t.target_seq, t.seq) offset 0
         ) h on true
         left join lateral (
           select seq from reversed_transfers where ledger_no = $1 and seq = t.target_seq offset 0
         ) v on true
         where t.ledger_no = $1 and t.seq between $2 and $3
           and (t.kind <> $4 or t.target_seq is not null or t.target_id is not null)
         order by t.seq",
    )
    .bind(subject.ledger.no.0)
    .bind(first)
    .bind(last)
    .bind(kind_number(TransferKind::Transfer))
    .fetch_all(conn)
    .await?;
    for row in &rows {
        let link = Link::decode(row)?;
        let check = if link.kind == TransferKind::Reversal { "reversals" } else { "holds" };
        findings.compare(check, link.holds(), || {
            format!("{}: {} {} is about another transfer", subject.ledger.name, link.kind.as_str(), link.seq)
        });
    }
    Ok(())
}

/// A transfer and what it names.
struct Link {
    seq: i64,
    kind: TransferKind,
    target: (Option<i64>, Option<Uuid>),
    found: Option<(Uuid, TransferKind)>,
    has_hold: bool,
    has_reversed: bool,
}

impl Link {
    fn decode(row: &PgRow) -> sqlx::Result<Link> {
        let found = match row.try_get("found_id")? {
            Some(id) => Some((id, kind_of(row.try_get("found_kind")?)?)),
            None => None,
        };
        Ok(Link {
            seq: row.try_get("seq")?,
            kind: kind_of(row.try_get("kind")?)?,
            target: (row.try_get("target_seq")?, row.try_get("target_id")?),
            found,
            has_hold: row.try_get("has_hold")?,
            has_reversed: row.try_get("has_reversed")?,
        })
    }

    fn holds(&self) -> bool {
        let named = match (self.target, self.found) {
            ((Some(seq), Some(id)), Some((found, kind))) if seq < self.seq && id == found => Some(kind),
            _ => None,
        };
        match self.kind {
            TransferKind::Transfer => self.target == (None, None),
            TransferKind::Hold => self.target == (None, None) && self.has_hold,
            TransferKind::Capture
            | TransferKind::Void
            | TransferKind::Increment
            | TransferKind::Extension
            | TransferKind::Expiry => named == Some(TransferKind::Hold) && self.has_hold,
            TransferKind::Reversal => {
                matches!(named, Some(TransferKind::Transfer | TransferKind::Capture)) && self.has_reversed
            }
        }
    }
}
