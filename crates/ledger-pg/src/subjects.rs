//! What actions act on: `holds`, `hold_accounts` and `reversed_transfers`, the state that captures,
//! voids, expiries and reversals move. It follows from the transfers and their postings; `verify` recomputes it.

use ledger::{AccountNo, Hold, HoldLeg, HoldStatus, Minor, Original, OriginalLeg, Subject, Timestamp, TransferKind};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    encoding::{Instant, Numeric},
    ledgers::LedgerNo,
    transfers::{direction_and_amount, kind_of},
};

/// The most holds that one batch ends because they are due; the next goes on.
pub(crate) const DUE_AT_ONCE: usize = 500;

pub(crate) const fn status_number(status: HoldStatus) -> i16 {
    match status {
        HoldStatus::Open => 0,
        HoldStatus::Captured => 1,
        HoldStatus::Voided => 2,
        HoldStatus::Expired => 3,
    }
}

pub(crate) fn status_of(number: i16) -> sqlx::Result<HoldStatus> {
    HoldStatus::ALL
        .into_iter()
        .find(|status| status_number(*status) == number)
        .ok_or_else(|| sqlx::Error::Decode(format!("no status of a hold has number {number}").into()))
}

/// The holds and transfers of these ids, and the holds whose time is over at `due_at`, longest first.
///
/// Uses `transfers_id` and `holds_expiring`, then primary keys.
pub(crate) async fn load(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    ids: &[Uuid],
    due_at: Option<Timestamp>,
) -> sqlx::Result<Vec<Subject>> {
    let rows = sqlx::query(
        "select t.seq, t.id, t.kind, r.account_no, p.posted as leg_posted, p.held as leg_held,
           h.status, h.expires_at, h.held_at, h.held[r.leg] as held, h.captured[r.leg] as captured,
           h.remaining[r.leg] as remaining, v.reversed[r.leg] as reversed
         from (
           select found.seq
           from unnest($2::uuid[]) asked (id)
           cross join lateral (select seq from transfers where ledger_no = $1 and id = asked.id offset 0) found
           union
           (select seq from holds
            where ledger_no = $1 and status = 0 and expires_at is not null and expires_at <= $3
            order by expires_at
            limit $4)
         ) named
         cross join lateral (select * from transfers where ledger_no = $1 and seq = named.seq offset 0) t
         left join lateral unnest(t.posting_accounts) with ordinality r (account_no, leg) on true
         left join lateral (
           select posted, held from postings
           where ledger_no = $1 and account_no = r.account_no and seq = t.seq and leg = r.leg - 1
           offset 0
         ) p on true
         left join lateral (select * from holds where ledger_no = $1 and seq = t.seq offset 0) h on true
         left join lateral (
           select reversed from reversed_transfers where ledger_no = $1 and seq = t.seq offset 0
         ) v on true
         order by t.seq, r.leg",
    )
    .bind(ledger.0)
    .bind(ids)
    .bind(due_at.map(Instant))
    .bind(i64::try_from(DUE_AT_ONCE).expect("a small number"))
    .fetch_all(conn)
    .await?;

    let mut subjects: Vec<Subject> = Vec::new();
    for row in &rows {
        let seq: i64 = row.try_get("seq")?;
        let kind = kind_of(row.try_get("kind")?)?;
        if subjects.last().is_none_or(|last| last.seq() != seq) {
            subjects.push(empty(row, seq, kind)?);
        }
        let Some(account_no) = row.try_get::<Option<i32>, _>("account_no")?.map(AccountNo) else { continue };
        let minor =
            |column| Ok::<_, sqlx::Error>(row.try_get::<Option<Numeric>, _>(column)?.map_or(Minor::ZERO, |n| n.0));
        let (direction, amount) = direction_and_amount(kind, minor("leg_posted")?, minor("leg_held")?);
        match subjects.last_mut().expect("pushed above") {
            Subject::Hold(hold) => hold.legs.push(HoldLeg {
                account_no,
                direction,
                held: minor("held")?,
                captured: minor("captured")?,
                remaining: minor("remaining")?,
            }),
            Subject::Original(original) => {
                original.legs.push(OriginalLeg { account_no, direction, amount, reversed: minor("reversed")? });
            }
        }
    }
    Ok(subjects)
}

fn empty(row: &PgRow, seq: i64, kind: TransferKind) -> sqlx::Result<Subject> {
    let id = row.try_get("id")?;
    if kind != TransferKind::Hold {
        return Ok(Subject::Original(Original { seq, id, kind, legs: Vec::new() }));
    }
    Ok(Subject::Hold(Hold {
        seq,
        id,
        status: status_of(row.try_get("status")?)?,
        expires_at: row.try_get::<Option<Instant>, _>("expires_at")?.map(|instant| instant.0),
        held_at: row.try_get::<Instant, _>("held_at")?.0,
        legs: Vec::new(),
    }))
}

/// Arrays of different lengths as one, with where each begins and ends (from 1, included).
struct Slices<T> {
    all: Vec<T>,
    first: Vec<i32>,
    last: Vec<i32>,
}

impl<T> Slices<T> {
    fn of(arrays: impl Iterator<Item = Vec<T>>) -> Slices<T> {
        let index = |n: usize| i32::try_from(n).expect("a batch has fewer than 2^31 legs");
        let mut slices = Slices { all: Vec::new(), first: Vec::new(), last: Vec::new() };
        for array in arrays {
            slices.first.push(index(slices.all.len() + 1));
            slices.all.extend(array);
            slices.last.push(index(slices.all.len()));
        }
        slices
    }
}

/// Writes holds as a batch left them; those from `first_seq` on are its own.
pub(crate) async fn write_holds(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    holds: &[&Hold],
    first_seq: i64,
) -> sqlx::Result<()> {
    let column = |of: fn(&HoldLeg) -> Minor| {
        Slices::of(holds.iter().map(|hold| hold.legs.iter().map(|leg| Numeric(of(leg))).collect()))
    };
    let (held, captured, remaining) = (column(|leg| leg.held), column(|leg| leg.captured), column(|leg| leg.remaining));
    let accounts = |wanted: &dyn Fn(&Hold) -> bool| {
        let mut accounts: Vec<(i32, i64, bool)> = holds
            .iter()
            .filter(|hold| wanted(hold))
            .flat_map(|hold| hold.legs.iter().map(|leg| (leg.account_no.0, hold.seq, hold.status == HoldStatus::Open)))
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    };
    let new = accounts(&|hold| hold.seq >= first_seq);
    let closed = accounts(&|hold| hold.seq < first_seq && hold.status != HoldStatus::Open);
    sqlx::query(
        "with
         stated as (
           insert into holds (ledger_no, seq, held_at, expires_at, status, held, captured, remaining)
           select $1, u.seq, u.held_at, u.expires_at, u.status, ($8::numeric[])[u.first:u.last],
             ($9::numeric[])[u.first:u.last], ($10::numeric[])[u.first:u.last]
           from unnest($2::int8[], $3::timestamptz[], $4::timestamptz[], $5::int2[], $6::int4[], $7::int4[])
             u (seq, held_at, expires_at, status, first, last)
           on conflict (ledger_no, seq) do update
           set held_at = excluded.held_at, expires_at = excluded.expires_at, status = excluded.status,
             held = excluded.held, captured = excluded.captured, remaining = excluded.remaining
         ),
         opened as (
           insert into hold_accounts (ledger_no, account_no, seq, is_open)
           select $1, u.* from unnest($11::int4[], $12::int8[], $13::bool[]) u
         )
         update hold_accounts a
         set is_open = false
         from (select u.* from unnest($14::int4[], $15::int8[]) u (account_no, seq) offset 0) u
         where a.ledger_no = $1 and a.account_no = u.account_no and a.is_open and a.seq = u.seq",
    )
    .bind(ledger.0)
    .bind(holds.iter().map(|hold| hold.seq).collect::<Vec<_>>())
    .bind(holds.iter().map(|hold| Instant(hold.held_at)).collect::<Vec<_>>())
    .bind(holds.iter().map(|hold| hold.expires_at.map(Instant)).collect::<Vec<_>>())
    .bind(holds.iter().map(|hold| status_number(hold.status)).collect::<Vec<_>>())
    .bind(&held.first)
    .bind(&held.last)
    .bind(held.all)
    .bind(captured.all)
    .bind(remaining.all)
    .bind(new.iter().map(|(account, ..)| *account).collect::<Vec<_>>())
    .bind(new.iter().map(|(_, seq, _)| *seq).collect::<Vec<_>>())
    .bind(new.iter().map(|(.., open)| *open).collect::<Vec<_>>())
    .bind(closed.iter().map(|(account, ..)| *account).collect::<Vec<_>>())
    .bind(closed.iter().map(|(_, seq, _)| *seq).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes how much of transfers has been reversed.
pub(crate) async fn write_reversed(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    originals: &[&Original],
) -> sqlx::Result<()> {
    let reversed =
        Slices::of(originals.iter().map(|original| original.legs.iter().map(|leg| Numeric(leg.reversed)).collect()));
    sqlx::query(
        "insert into reversed_transfers (ledger_no, seq, reversed)
         select $1, u.seq, ($5::numeric[])[u.first:u.last]
         from unnest($2::int8[], $3::int4[], $4::int4[]) u (seq, first, last)
         on conflict (ledger_no, seq) do update set reversed = excluded.reversed",
    )
    .bind(ledger.0)
    .bind(originals.iter().map(|original| original.seq).collect::<Vec<_>>())
    .bind(&reversed.first)
    .bind(&reversed.last)
    .bind(reversed.all)
    .execute(conn)
    .await?;
    Ok(())
}

/// The ledgers that have holds whose time is over. One probe of `holds_expiring` a ledger.
pub(crate) async fn ledgers_with_due(conn: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "select l.name from ledgers l
         cross join lateral (
           select from holds
           where ledger_no = l.ledger_no and status = 0 and expires_at is not null and expires_at <= clock_timestamp()
           order by expires_at
           limit 1
         ) due",
    )
    .fetch_all(conn)
    .await
}
