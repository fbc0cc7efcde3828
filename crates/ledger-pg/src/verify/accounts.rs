//! The accounts: every posting in order, every running total recomputed.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use ledger::{
    Account, AccountNo, AccountState, Balance, Bound, Minor, POST_DATED_AFTER_MICROS, Side, Sides, Timestamp,
    TransferKind,
};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use tokio::sync::Mutex;

use super::{Findings, Reading, Subject, entries::on_side, order::Bounds};
use crate::{
    accounts::{self, balance_of},
    encoding::{Instant, Numeric},
    irregular_postings::{BLOCK_SIZES, MERGED, number_of},
    transfers::kind_of,
};

/// Postings per page, and accounts whose postings are walked together.
const POSTINGS: i64 = 10_000;
const ACCOUNTS: i64 = 500;

pub(super) async fn check(conns: &mut [PgConnection], subject: &Subject, findings: &mut Findings) -> sqlx::Result<()> {
    // Whoever is free takes the next page, because accounts differ by a million postings.
    let after = Mutex::new(0);
    let walked = try_join_all(conns.iter_mut().map(async |conn| {
        let mut findings = Findings::new();
        let mut postings = 0;
        loop {
            let mut next = after.lock().await;
            let page = accounts::page_below(conn, subject.ledger.no, None, *next, ACCOUNTS).await?;
            let (Some((first, _)), Some((last, _))) = (page.first(), page.last()) else {
                return Ok::<_, sqlx::Error>((findings, postings));
            };
            let (from, to) = (first.no.0, last.no.0);
            *next = to;
            drop(next);
            let known: HashMap<AccountNo, &Account> = page.iter().map(|(account, _)| (account.no, account)).collect();
            postings += walk(conn, subject, from, to, &known, &mut findings).await?;
            check_surplus(conn, subject, from, to, &mut findings).await?;
            check_blocks(conn, subject, from, to, &mut findings).await?;
        }
    }))
    .await?;
    let mut postings = 0;
    for (found, walked) in walked {
        findings.merge(found);
        postings += walked;
    }
    findings.compare("postings_of_transfers", postings == subject.legs, || {
        format!("{}: {postings} postings, but the transfers name {}", subject.ledger.name, subject.legs)
    });
    Ok(())
}

/// An account on the way through its postings.
struct Walk<'a> {
    account: &'a Account,
    bounds: &'a [Bounds],
    state: AccountState,
    /// The transfer whose postings are being walked, its kind, and the state before it.
    transfer: (i64, TransferKind, AccountState),
}

async fn walk(
    conn: &mut PgConnection,
    subject: &Subject,
    from: i32,
    to: i32,
    known: &HashMap<AccountNo, &Account>,
    findings: &mut Findings,
) -> sqlx::Result<u64> {
    let mut at = (from - 1, i64::MAX, i16::MAX);
    let mut walking: Option<Walk<'_>> = None;
    let mut irregular = Vec::new();
    let mut count = 0;
    loop {
        let rows = sqlx::query(
            "select p.account_no, p.seq, p.leg, p.posted, p.held, p.posted_debits, p.posted_credits, p.held_debits,
               p.held_credits, p.account_version, p.effective_at, p.effective_high, p.irregular_count, t.recorded_at, t.kind
             from postings p
             left join lateral (
               select recorded_at, kind from transfers where ledger_no = $1 and seq = p.seq offset 0
             ) t on true
             where p.ledger_no = $1 and (p.account_no, p.seq, p.leg) > ($2, $3, $4) and p.account_no <= $5
               and p.seq <= $6
             order by p.account_no, p.seq, p.leg
             limit $7",
        )
        .bind(subject.ledger.no.0)
        .bind(at.0)
        .bind(at.1)
        .bind(at.2)
        .bind(to)
        .bind(subject.last_seq)
        .bind(POSTINGS)
        .fetch_all(&mut *conn)
        .await?;
        (subject.watch)(Reading::Read(rows.len() as u64));
        for row in &rows {
            at = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            count += 1;
            let no = AccountNo(at.0);
            if walking.as_ref().is_none_or(|walk| walk.account.no != no) {
                if let Some(finished) = walking.take() {
                    finish(conn, subject, finished, &mut irregular, findings).await?;
                }
                walking = known.get(&no).map(|account| Walk {
                    account,
                    bounds: subject.bounds.get(&account.id).map_or(&[], Vec::as_slice),
                    state: AccountState::NEW,
                    transfer: (0, TransferKind::Transfer, AccountState::NEW),
                });
            }
            let Some(walk) = &mut walking else {
                findings.compare("postings_of_transfers", false, || {
                    format!("{}: a posting of transfer {} has no account", subject.ledger.name, at.1)
                });
                continue;
            };
            if walk.transfer.0 != at.1 {
                check_bounds(subject, walk, findings);
                // A transfer that is missing is reported elsewhere.
                let kind = row.try_get::<Option<_>, _>("kind")?.map_or(Ok(TransferKind::Transfer), kind_of)?;
                walk.transfer = (at.1, kind, walk.state);
            }
            step(subject, walk, row, &mut irregular, findings)?;
        }
        if (rows.len() as i64) < POSTINGS {
            break;
        }
        if irregular.len() >= 20_000
            && let Some(walk) = &walking
        {
            check_irregular(conn, subject, walk.account, &mut irregular, findings).await?;
        }
    }
    if let Some(finished) = walking {
        finish(conn, subject, finished, &mut irregular, findings).await?;
    }
    Ok(count)
}

async fn finish(
    conn: &mut PgConnection,
    subject: &Subject,
    walk: Walk<'_>,
    irregular: &mut Vec<ExpectedIrregular>,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    check_bounds(subject, &walk, findings);
    check_irregular(conn, subject, walk.account, irregular, findings).await
}

/// One posting: what it should have left is recomputed and compared with what it says it left.
fn step(
    subject: &Subject,
    walk: &mut Walk<'_>,
    row: &PgRow,
    irregular: &mut Vec<ExpectedIrregular>,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let name = &subject.ledger.name;
    let ((seq, kind, _), path) = (walk.transfer, &walk.account.path);
    let posted = row.try_get::<Numeric, _>("posted")?.0;
    let held = row.try_get::<Numeric, _>("held")?.0;
    let effective_at = row.try_get::<Instant, _>("effective_at")?.0;
    let recorded_at = row.try_get::<Option<Instant>, _>("recorded_at")?.map_or(Timestamp::BEFORE_ALL, |at| at.0);

    if kind != TransferKind::Transfer || !held.is_zero() {
        findings.compare("holds", moves_as(kind, posted, held), || {
            format!("{name}: {} {seq} moves on {path} what it cannot", kind.as_str())
        });
    }
    let added = |balance| added(balance, on_side(kind, posted, held)).unwrap_or(balance);
    let state = &mut walk.state;
    state.version += 1;
    state.balance = added(state.balance);
    let out_of_order =
        effective_at > recorded_at.plus_micros(POST_DATED_AFTER_MICROS) || effective_at < state.effective_high;
    if out_of_order {
        state.irregular.count += 1;
        state.irregular.sum = added(state.irregular.sum);
        irregular.push(ExpectedIrregular {
            count: state.irregular.count,
            seq,
            effective_at,
            added: added(Balance::ZERO),
            sum: state.irregular.sum,
        });
    } else {
        state.effective_high = effective_at;
    }

    let stored = AccountState {
        version: row.try_get("account_version")?,
        balance: balance_of(row, "")?,
        effective_high: row.try_get::<Instant, _>("effective_high")?.0,
        irregular: ledger::Irregular { count: row.try_get("irregular_count")?, sum: state.irregular.sum },
    };
    findings.compare("snapshot_chain", stored == *state, || {
        let what = if stored.version != state.version {
            format!("has version {}, not {}", stored.version, state.version)
        } else if stored.balance != state.balance {
            "has running totals that do not follow from the one before".to_owned()
        } else {
            "has another place in effective time".to_owned()
        };
        format!("{name}: the posting of transfer {seq} on {path} {what}")
    });
    // Go on from what is stored, so that one changed row is one failure.
    walk.state = AccountState { irregular: walk.state.irregular, ..stored };
    walk.state.irregular.count = stored.irregular.count;
    Ok(())
}

/// A balance after so much was posted and held on a side of it; `None` beyond the range.
fn added(balance: Balance, (side, posted, held): (Side, Minor, Minor)) -> Option<Balance> {
    let on = |sides: Sides, minor| {
        Some(match side {
            Side::Debit => Sides { debits: sides.debits.checked_add(minor)?, ..sides },
            Side::Credit => Sides { credits: sides.credits.checked_add(minor)?, ..sides },
        })
    };
    Some(Balance { posted: on(balance.posted, posted)?, held: on(balance.held, held)? })
}

/// Whether a transfer of this kind may have a posting with these signed amounts.
fn moves_as(kind: TransferKind, posted: Minor, held: Minor) -> bool {
    match kind {
        TransferKind::Transfer | TransferKind::Reversal => held.is_zero() && !posted.is_zero(),
        TransferKind::Hold | TransferKind::Increment | TransferKind::Void | TransferKind::Expiry => {
            posted.is_zero() && !held.is_zero()
        }
        // What it posts on a side it releases there.
        TransferKind::Capture if posted.is_zero() => !held.is_zero(),
        TransferKind::Capture => held.is_zero() || posted.is_negative() != held.is_negative(),
        TransferKind::Extension => false,
    }
}

/// A bound refuses only a transfer that moves the bounded balance towards it, and none that only lets go
/// of what was held.
fn check_bounds(subject: &Subject, walk: &Walk<'_>, findings: &mut Findings) {
    let (seq, kind, before) = walk.transfer;
    let Some(bounds) = walk.bounds.iter().rev().find(|bounds| bounds.from_seq < seq) else {
        return;
    };
    let (before, after) = (&before.balance, &walk.state.balance);
    let lets_go = matches!(kind, TransferKind::Void | TransferKind::Expiry);
    // Totals beyond the range, which nothing has posted, have no balance.
    if lets_go || before.checked_pending().is_none() || after.checked_pending().is_none() {
        return;
    }
    let normal = walk.account.normal_side;
    let beyond = Bound::ALL.into_iter().zip(bounds.limits).find(|(bound, limit)| {
        let (before, after) = (bounded(before, *bound, normal), bounded(after, *bound, normal));
        limit.is_some_and(|limit| {
            if bound.is_min() { after < limit && after < before } else { after > limit && after > before }
        })
    });
    findings.compare("bounds", beyond.is_none(), || {
        let bound = beyond.map_or("bound", |(bound, _)| bound.as_str());
        format!("{}: transfer {seq} moved {} beyond its {bound}", subject.ledger.name, walk.account.path)
    });
}

/// What a bound bounds.
fn bounded(balance: &Balance, bound: Bound, normal: Side) -> Minor {
    match bound {
        Bound::Min => balance.available(normal),
        Bound::Max => balance.potential(normal),
        Bound::MinPosted | Bound::MaxPosted => balance.posted.amount(normal),
        Bound::MinPending | Bound::MaxPending => balance.pending().amount(normal),
    }
}

struct ExpectedIrregular {
    count: i64,
    seq: i64,
    effective_at: Timestamp,
    added: Balance,
    sum: Balance,
}

/// Compares what the walk found out of order with what is listed.
async fn check_irregular(
    conn: &mut PgConnection,
    subject: &Subject,
    account: &Account,
    expected: &mut Vec<ExpectedIrregular>,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let (Some(first), Some(last)) = (expected.first(), expected.last()) else {
        return Ok(());
    };
    let rows = sqlx::query(
        "select irregular_count, seq, effective_at, posted_debits, posted_credits, held_debits, held_credits,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_postings
         where ledger_no = $1 and account_no = $2 and irregular_count between $3 and $4
         order by irregular_count",
    )
    .bind(subject.ledger.no.0)
    .bind(account.no.0)
    .bind(first.count)
    .bind(last.count)
    .fetch_all(conn)
    .await?;
    let mut rows = rows.iter().peekable();
    for expected in expected.drain(..) {
        let row = rows.next_if(|row| row.try_get::<i64, _>(0).is_ok_and(|count| count == expected.count));
        let holds = match row {
            None => false,
            Some(row) => {
                row.try_get::<i64, _>(1)? == expected.seq
                    && row.try_get::<Instant, _>(2)?.0 == expected.effective_at
                    && balance_of(row, "")? == expected.added
                    && balance_of(row, "sum_")? == expected.sum
            }
        };
        findings.compare("irregular_postings", holds, || {
            format!(
                "{}: posting {} out of order on {} (transfer {}) is not listed as it is",
                subject.ledger.name, expected.count, account.path, expected.seq
            )
        });
    }
    Ok(())
}

/// Nothing is listed out of order beyond what the last posting counts, in one snapshot.
async fn check_surplus(
    conn: &mut PgConnection,
    subject: &Subject,
    from: i32,
    to: i32,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let rows = sqlx::query(
        "select a.path,
           not exists (
             select from irregular_postings
             where ledger_no = $1 and account_no = a.account_no
               and (irregular_count > coalesce(p.irregular_count, 0) or irregular_count < 1)
           )
           and not exists (
             select from unnest($4::int8[]) with ordinality s (size, n)
             cross join lateral (
               select from irregular_blocks
               where ledger_no = $1 and account_no = a.account_no and level = s.n - 1
                 and block_no >= coalesce(p.irregular_count, 0) / s.size
               limit 1
             ) surplus
           )
         from accounts a
         left join lateral (
           select irregular_count from postings
           where ledger_no = $1 and account_no = a.account_no
           order by seq desc, leg desc
           limit 1
         ) p on true
         where a.ledger_no = $1 and a.account_no between $2 and $3",
    )
    .bind(subject.ledger.no.0)
    .bind(from)
    .bind(to)
    .bind(&BLOCK_SIZES[..])
    .fetch_all(conn)
    .await?;
    for row in rows {
        let path: &str = row.try_get(0)?;
        findings.compare("irregular_postings", row.try_get(1)?, || {
            format!("{}: {path} has more listed out of order than its postings are", subject.ledger.name)
        });
    }
    Ok(())
}

/// Every full block is there and holds what its postings say; of those that are merged later, every one before the last
/// that is there.
async fn check_blocks(
    conn: &mut PgConnection,
    subject: &Subject,
    from: i32,
    to: i32,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    for (level, size) in BLOCK_SIZES.iter().enumerate() {
        let rows = sqlx::query(
            "select b.account_no, e.block_no, coalesce(bool_and(
                 (s.sum_posted_debits, s.sum_posted_credits, s.sum_held_debits, s.sum_held_credits)
                 is not distinct from (e.pd, e.pc, e.hd, e.hc)), false)
               and count(*) = (select count(*) from irregular_blocks x
                               where x.ledger_no = $1 and x.account_no = b.account_no and x.level = $4
                                 and x.block_no = e.block_no)
               or $4 = $6 and not exists (select from irregular_blocks x
                                         where x.ledger_no = $1 and x.account_no = b.account_no and x.level = $4
                                           and x.block_no >= e.block_no)
             from (
               select a.account_no, p.irregular_count
               from accounts a
               cross join lateral (
                 select irregular_count from postings
                 where ledger_no = $1 and account_no = a.account_no
                 order by seq desc, leg desc
                 limit 1
               ) p
               where a.ledger_no = $1 and a.account_no between $2 and $3
               offset 0
             ) b
             cross join lateral (
               select block_no, effective_at,
                 sum(sum(posted_debits)) over w as pd, sum(sum(posted_credits)) over w as pc,
                 sum(sum(held_debits)) over w as hd, sum(sum(held_credits)) over w as hc
               from (
                 select ((irregular_count - 1) / $5)::int4 as block_no, i.*
                 from irregular_postings i
                 where i.ledger_no = $1 and i.account_no = b.account_no
                   and i.irregular_count <= b.irregular_count / $5 * $5
               ) blocked
               group by block_no, effective_at
               window w as (partition by block_no order by effective_at)
             ) e
             left join lateral (
               select * from irregular_blocks
               where ledger_no = $1 and account_no = b.account_no and level = $4 and block_no = e.block_no
                 and effective_at = e.effective_at
               offset 0
             ) s on true
             where b.irregular_count >= $5
             group by b.account_no, e.block_no",
        )
        .bind(subject.ledger.no.0)
        .bind(from)
        .bind(to)
        .bind(number_of(level))
        .bind(size)
        .bind(number_of(MERGED))
        .fetch_all(&mut *conn)
        .await?;
        for row in rows {
            let (account, block): (i32, i32) = (row.try_get(0)?, row.try_get(1)?);
            findings.compare("irregular_postings", row.try_get(2)?, || {
                format!(
                    "{}: block {block} at level {level} of account {account} does not follow from its postings",
                    subject.ledger.name
                )
            });
        }
    }
    Ok(())
}
