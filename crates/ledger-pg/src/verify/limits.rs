//! The limits: each row against its last event, and what counted for each against the transfers that did.
//!
//! What counted is written with its transfer and never changes, so whatever one statement sees of it fits
//! together, however new it is. That nothing is missing is judged up to the subject's `seq`.

use std::collections::{HashMap, hash_map::Entry as Place};

use ledger::{Asset, LimitNo, Minor, Side, Timestamp, TransferKind, iso_4217};
use serde::Deserialize;
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use super::{
    Findings, Subject,
    order::{self, Revised},
};
use crate::{
    assets,
    encoding::{Instant, Numeric},
    events::{Event, EventType},
    limits, objects,
    transfers::{kind_number, kind_of},
};

/// Entries per page, and transfers whose entries are looked for at once.
const ENTRIES: i64 = 1000;
const TRANSFERS: i64 = 2000;

const REVISED: Revised =
    Revised { what: "limit", check: "limits", types: &[EventType::LimitCreated, EventType::LimitUpdated] };

/// The kinds of transfers that count when they are made.
const COUNTING: [TransferKind; 3] = [TransferKind::Transfer, TransferKind::Hold, TransferKind::Increment];

/// What an event says of a limit.
#[derive(Deserialize)]
struct Says {
    active: bool,
    asset: String,
    direction: String,
    name: String,
    path_prefix: String,
    per: String,
    revision: i64,
}

/// What the events say of a limit, up to the last.
struct History {
    no: LimitNo,
    last: Says,
    object: String,
    /// Since which `seq` it is in force, or is not.
    switched: Vec<(i64, bool)>,
}

impl History {
    fn asset(&self, registered: &HashMap<String, Asset>) -> Option<Asset> {
        registered.get(&self.last.asset).or_else(|| iso_4217(&self.last.asset)).cloned()
    }

    /// The stretches of the order in which the limit was in force.
    fn in_force<'h>(&'h self, asset: &'h Asset, last_seq: i64) -> impl Iterator<Item = InForce> + 'h {
        let ends = self.switched.iter().skip(1).map(|(seq, _)| *seq).chain([last_seq]);
        self.switched.iter().zip(ends).filter(|((_, active), _)| *active).map(|((after, _), to)| InForce {
            limit: self.no,
            path_prefix: self.last.path_prefix.clone(),
            together: self.last.per == "prefix",
            is_debit: self.last.direction == Side::Debit.as_str(),
            asset_no: asset.no.0,
            after: *after,
            to,
        })
    }
}

/// A stretch of the order in which what a limit covers counted for it: after one `seq` and up to another.
#[derive(Clone, Debug)]
pub(crate) struct InForce {
    limit: LimitNo,
    path_prefix: String,
    together: bool,
    is_debit: bool,
    asset_no: i32,
    after: i64,
    to: i64,
}

/// The limits that were set, by name.
#[derive(Default)]
pub(super) struct Histories(HashMap<String, History>);

impl Histories {
    pub fn note(&mut self, subject: &Subject, event: Event, findings: &mut Findings) {
        let seq = event.seq;
        let follows = self.follow(event);
        findings.compare("limits", follows, || {
            format!("{}: event {seq} is not a limit's next change", subject.ledger.name)
        });
    }

    fn follow(&mut self, event: Event) -> bool {
        let Ok(says) = serde_json::from_str::<Says>(&event.object) else { return false };
        let (created, active) = (event.event_type == EventType::LimitCreated, says.active);
        let no = LimitNo(i32::try_from(self.0.len() + 1).expect("limits are numbered in 32 bits"));
        match self.0.entry(says.name.clone()) {
            Place::Vacant(place) => {
                let follows = created && says.revision == 1;
                place.insert(History { no, last: says, object: event.object, switched: vec![(event.seq, active)] });
                follows
            }
            Place::Occupied(place) => {
                let history = place.into_mut();
                let follows = !created && says.revision == history.last.revision + 1;
                if history.last.active != active {
                    history.switched.push((event.seq, active));
                }
                (history.last, history.object) = (says, event.object);
                follows
            }
        }
    }
}

/// Each limit's row is what its last event says, and each limit that was set has one; then what counted.
pub(super) async fn check(
    conn: &mut PgConnection,
    subject: &mut Subject,
    Histories(mut histories): Histories,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let registered = assets::up_to(conn, subject.ledger.no, subject.last_seq).await?;
    let registered = registered.into_iter().map(|row| (row.asset.code.to_string(), row.asset)).collect();
    for history in histories.values() {
        let asset = history.asset(&registered);
        subject.limits.extend(asset.iter().flat_map(|asset| history.in_force(asset, subject.last_seq)));
    }
    let name = &subject.ledger.name;
    let mut newer = HashMap::new();
    for limit in limits::load(conn, subject.ledger.no).await? {
        let object = objects::Limit { schema: Some(objects::SCHEMA), ..limits::object(&limit) };
        let object = objects::to_string(&object);
        match histories.remove(&limit.name) {
            Some(history) if history.last.revision >= limit.revision => {
                let scale = history.asset(&registered).map(|asset| asset.scale);
                let same = history.object == object && history.no == limit.no && scale == Some(limit.scale);
                findings.compare("limits", same, || format!("{name}: limit {} is not what its events say", limit.name));
            }
            _ => {
                newer.insert((limit.name, limit.revision), (serde_json::from_str(&object).ok(), true));
            }
        }
    }
    for limit in histories.keys() {
        findings.compare("limits", false, || format!("{name}: limit {limit} has an event and no row"));
    }
    order::check_newer_rows(conn, subject, &REVISED, newer, findings).await?;
    check_entries(conn, subject, findings).await
}

/// The running totals of a meter.
#[derive(Clone, Copy, Debug)]
struct Totals {
    /// The limit, and the account or 0.
    meter: (i32, i32),
    sum: Minor,
    count: i64,
}

/// What counted, in the order of its key: each entry is what its transfer moved on what the limit covers,
/// and the totals follow from the entry before.
async fn check_entries(conn: &mut PgConnection, subject: &Subject, findings: &mut Findings) -> sqlx::Result<()> {
    let name = &subject.ledger.name;
    let mut at = (i32::MIN, i32::MIN, Instant(Timestamp::BEFORE_ALL), i64::MIN);
    let mut before: Option<Totals> = None;
    loop {
        let rows = sqlx::query(
            "select e.*, l.name, l.together, l.asset, t.kind, t.recorded_at as transfer_recorded_at, m.asset_no, m.moved,
               s.code as asset_code, s.scale as asset_scale
             from (
               select limit_no, account_no, recorded_at, seq, amount, sum, count from limit_entries
               where ledger_no = $1 and (limit_no, account_no, recorded_at, seq) > ($2, $3, $4, $5)
               order by limit_no, account_no, recorded_at, seq
               limit $6
             ) e
             left join lateral (
               select name, path_prefix, together, asset, direction from limits
               where ledger_no = $1 and limit_no = e.limit_no
               offset 0
             ) l on true
             left join lateral (
               select kind, recorded_at, posting_accounts from transfers where ledger_no = $1 and seq = e.seq offset 0
             ) t on true
             left join lateral (
               select a.asset_no, sum(abs(p.moved)) as moved
               from unnest(t.posting_accounts) with ordinality r (account_no, leg)
               cross join lateral (
                 select posted + held as moved from postings
                 where ledger_no = $1 and account_no = r.account_no and seq = e.seq and leg = r.leg - 1
                 offset 0
               ) p
               cross join lateral (
                 select asset_no, path from accounts where ledger_no = $1 and account_no = r.account_no offset 0
               ) a
               where (l.together or r.account_no = e.account_no)
                 and (a.path = l.path_prefix or starts_with(a.path, l.path_prefix || ':'))
                 and (p.moved > 0) = (l.direction = $7)
               group by a.asset_no
             ) m on true
             left join lateral (
               select code, scale from assets where ledger_no = $1 and asset_no = m.asset_no offset 0
             ) s on true
             order by e.limit_no, e.account_no, e.recorded_at, e.seq",
        )
        .bind(subject.ledger.no.0)
        .bind(at.0)
        .bind(at.1)
        .bind(at.2)
        .bind(at.3)
        .bind(ENTRIES)
        .bind(Side::Debit.as_str())
        .fetch_all(&mut *conn)
        .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut first = 0;
        while first < rows.len() {
            at = key(&rows[first])?;
            let mut end = first + 1;
            while end < rows.len() && key(&rows[end])? == at {
                end += 1;
            }
            let entry = Entry::decode(&rows[first..end])?;
            let meter = entry.totals.meter;
            let start = Totals { meter, sum: Minor::ZERO, count: 0 };
            let fault = entry.fault(subject, before.filter(|before| before.meter == meter).unwrap_or(start));
            findings.compare("limits", fault.is_none(), || {
                let (limit, account) = meter;
                let fault = fault.unwrap_or_default();
                format!("{name}: what transfer {} counts for limit {limit} of account {account} {fault}", entry.seq)
            });
            // Go on from what is stored, so that one changed row is one failure.
            before = Some(entry.totals);
            first = end;
        }
    }
}

/// The key of an entry.
fn key(row: &PgRow) -> sqlx::Result<(i32, i32, Instant, i64)> {
    Ok((row.try_get("limit_no")?, row.try_get("account_no")?, row.try_get("recorded_at")?, row.try_get("seq")?))
}

/// A row of `limit_entries`, its limit and its transfer.
struct Entry {
    seq: i64,
    recorded_at: Timestamp,
    amount: Minor,
    totals: Totals,
    /// Whether the limit counts all accounts together.
    together: Option<bool>,
    transfer: Option<(TransferKind, Timestamp)>,
    /// What the transfer moves in the limit's asset on what the limit covers.
    moved: Option<Minor>,
}

impl Entry {
    /// An entry of its rows, one for each asset that its transfer moves there.
    fn decode(rows: &[PgRow]) -> sqlx::Result<Entry> {
        let row = &rows[0];
        let (limit_no, account_no, Instant(recorded_at), seq) = key(row)?;
        let transfer = match row.try_get("kind")? {
            Some(kind) => Some((kind_of(kind)?, row.try_get::<Instant, _>("transfer_recorded_at")?.0)),
            None => None,
        };
        let mut moved = None;
        for row in rows {
            let Some(asset_no) = row.try_get("asset_no")? else { continue };
            let asset = assets::resolve(asset_no, row.try_get("asset_code")?, row.try_get("asset_scale")?)?;
            if asset.code.as_str() == row.try_get::<&str, _>("asset")? {
                moved = Some(row.try_get::<Numeric, _>("moved")?.0);
            }
        }
        Ok(Entry {
            seq,
            recorded_at,
            amount: row.try_get::<Numeric, _>("amount")?.0,
            totals: Totals {
                meter: (limit_no, account_no),
                sum: row.try_get::<Numeric, _>("sum")?.0,
                count: row.try_get("count")?,
            },
            together: row.try_get("together")?,
            transfer,
            moved,
        })
    }

    /// What cannot be, in words.
    fn fault(&self, subject: &Subject, before: Totals) -> Option<&'static str> {
        let (limit, account) = self.totals.meter;
        let Some(together) = self.together else { return Some("is of no limit") };
        let Some((kind, recorded_at)) = self.transfer else { return Some("is of no transfer") };
        let in_force =
            |stretch: &InForce| stretch.limit.0 == limit && stretch.after < self.seq && self.seq <= stretch.to;
        let counted = self.totals.count.checked_sub(before.count);
        if !COUNTING.contains(&kind) {
            Some("is of a kind that does not count")
        } else if recorded_at != self.recorded_at {
            Some("is at another instant")
        } else if together != (account == 0) {
            Some("is counted for another account")
        } else if self.seq <= subject.last_seq && !subject.limits.iter().any(in_force) {
            Some("came while the limit was not in force")
        } else if self.moved != Some(self.amount) {
            Some("is not what it moves")
        } else if before.sum.checked_add(self.amount) != Some(self.totals.sum) {
            Some("has a running sum that does not follow from the one before")
        } else if counted != Some(i64::from(kind != TransferKind::Increment)) {
            Some("has a running count that does not follow from the one before")
        } else {
            None
        }
    }
}

/// Each transfer in a stretch of the order that a limit in force covers has counted for it.
pub(super) async fn check_counted(
    conn: &mut PgConnection,
    subject: &Subject,
    mut after: i64,
    to: i64,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let limits = &subject.limits;
    while after < to && !limits.is_empty() {
        let last = to.min(after + TRANSFERS);
        let missing = sqlx::query(
            "select t.seq, i.limit_no, r.account_no
             from transfers t
             cross join lateral unnest(t.posting_accounts) with ordinality r (account_no, leg)
             cross join lateral (
               select posted + held as moved from postings
               where ledger_no = $1 and account_no = r.account_no and seq = t.seq and leg = r.leg - 1
               offset 0
             ) p
             cross join lateral (
               select asset_no, path from accounts where ledger_no = $1 and account_no = r.account_no offset 0
             ) a
             join unnest($5::int4[], $6::text[], $7::bool[], $8::bool[], $9::int4[], $10::int8[], $11::int8[])
               i (limit_no, path_prefix, together, is_debit, asset_no, after, up_to)
               on i.asset_no = a.asset_no and i.after < t.seq and t.seq <= i.up_to
               and (a.path = i.path_prefix or starts_with(a.path, i.path_prefix || ':'))
               and (p.moved > 0) = i.is_debit
             where t.ledger_no = $1 and t.seq > $2 and t.seq <= $3 and t.kind = any($4)
               and not exists (
                 select from limit_entries
                 where ledger_no = $1 and limit_no = i.limit_no
                   and account_no = case when i.together then 0 else r.account_no end
                   and recorded_at = t.recorded_at and seq = t.seq
                 offset 0
               )",
        )
        .bind(subject.ledger.no.0)
        .bind(after)
        .bind(last)
        .bind(COUNTING.map(kind_number))
        .bind(limits.iter().map(|stretch| stretch.limit.0).collect::<Vec<_>>())
        .bind(limits.iter().map(|stretch| stretch.path_prefix.as_str()).collect::<Vec<_>>())
        .bind(limits.iter().map(|stretch| stretch.together).collect::<Vec<_>>())
        .bind(limits.iter().map(|stretch| stretch.is_debit).collect::<Vec<_>>())
        .bind(limits.iter().map(|stretch| stretch.asset_no).collect::<Vec<_>>())
        .bind(limits.iter().map(|stretch| stretch.after).collect::<Vec<_>>())
        .bind(limits.iter().map(|stretch| stretch.to).collect::<Vec<_>>())
        .fetch_all(&mut *conn)
        .await?;
        for row in missing {
            let (seq, limit, account): (i64, i32, i32) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            findings.compare("limits", false, || {
                format!(
                    "{}: transfer {seq} has not counted for limit {limit} on account {account}",
                    subject.ledger.name
                )
            });
        }
        after = last;
    }
    Ok(())
}
