//! The edges: idempotency keys against what they name, and balances at random instants.

use ledger::{Timestamp, TransferKind};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use sqlx::{PgConnection, Row as _};

use super::{Findings, Subject};
use crate::{
    accounts::balance_of, balances::states_at, encoding::Instant, heads, idempotency_keys::Shape,
    transfers::kind_number,
};

/// Keys per page.
const KEYS: i64 = 10_000;
/// Random points compared per ledger.
const POINTS: usize = 64;

pub(super) async fn check_keys(
    conn: &mut PgConnection,
    subject: &Subject,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    macro_rules! keys {
        ($keys:literal, $others:literal) => {
            concat!(
                "select k.key_hash, k.shape, k.status, k.body is not null as has_body, t.seq is not null as has_transfer,
                   exists (select from proposals where ledger_no = $1 and seq = k.seq) as has_proposal,
                   case when k.shape = $4 then k.body end as items,
                   exists (select from ", $others, " o where o.ledger_no = $1 and o.key_hash = k.key_hash) as twice
                 from ", $keys, " k
                 left join lateral (select seq from transfers where ledger_no = $1 and seq = k.seq offset 0) t on true
                 where k.ledger_no = $1 and k.key_hash > $2 order by k.key_hash limit $3"
            )
        };
    }
    let name = &subject.ledger.name;
    for sql in [keys!("idempotency_keys_a", "idempotency_keys_b"), keys!("idempotency_keys_b", "idempotency_keys_a")] {
        let mut after: Vec<u8> = Vec::new();
        loop {
            let rows = sqlx::query(sql)
                .bind(subject.ledger.no.0)
                .bind(&after)
                .bind(KEYS)
                .bind(Shape::Batch.number())
                .fetch_all(&mut *conn)
                .await?;
            for row in &rows {
                after = row.try_get("key_hash")?;
                let shape: i16 = row.try_get("shape")?;
                let holds = if shape == Shape::Transfer.number() {
                    row.try_get("has_transfer")? && row.try_get::<i16, _>("status")? == 201
                } else if shape == Shape::Batch.number() {
                    match row.try_get::<Option<&[u8]>, _>("items")?.map(transfers_of) {
                        Some(Some(seqs)) => are_transfers(conn, subject, &seqs).await?,
                        Some(None) | None => false,
                    }
                } else if shape == Shape::Proposal.number() {
                    row.try_get("has_proposal")?
                } else {
                    shape == Shape::Body.number() && row.try_get("has_body")?
                };
                findings.compare("idempotency_keys", holds, || {
                    format!("{name}: key {} names an outcome that is not there", hex::encode(&after))
                });
                findings.compare("idempotency_keys", !row.try_get::<bool, _>("twice")?, || {
                    format!("{name}: key {} is in both tables", hex::encode(&after))
                });
            }
            if (rows.len() as i64) < KEYS {
                break;
            }
        }
    }
    let doubled = sqlx::query(
        "select seq, count(*)
         from (select seq from idempotency_keys_a where ledger_no = $1 and shape = $2
               union all
               select seq from idempotency_keys_b where ledger_no = $1 and shape = $2) keys
         group by seq having count(*) > 1 limit 100",
    )
    .bind(subject.ledger.no.0)
    .bind(Shape::Transfer.number())
    .fetch_all(conn)
    .await?;
    for row in doubled {
        let (seq, keys): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        findings.compare("idempotency_keys", false, || format!("{name}: transfer {seq} has {keys} keys"));
    }
    Ok(())
}

/// The transfers among a batch's stored items; `None` where they are no list of such items.
fn transfers_of(items: &[u8]) -> Option<Vec<i64>> {
    let items: Vec<serde_json::Value> = serde_json::from_slice(items).ok()?;
    let posted = items.iter().filter(|item| !item.is_object());
    posted.map(serde_json::Value::as_i64).collect()
}

async fn are_transfers(conn: &mut PgConnection, subject: &Subject, seqs: &[i64]) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select count(t.seq) = cardinality($2::int8[])
         from unnest($2::int8[]) asked (seq)
         left join lateral (select seq from transfers where ledger_no = $1 and seq = asked.seq offset 0) t on true",
    )
    .bind(subject.ledger.no.0)
    .bind(seqs)
    .fetch_one(conn)
    .await
}

/// Compares point-in-time reads with a plain sum over the account's postings.
pub(super) async fn check_instants(
    conn: &mut PgConnection,
    subject: &Subject,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let ledger = subject.ledger.no;
    let (head, _) = heads::read(conn, ledger).await?;
    if head.last_account_no == 0 {
        return Ok(());
    }
    let mut random = StdRng::from_os_rng();
    for _ in 0..POINTS {
        let account: i32 = random.random_range(1..=head.last_account_no);
        let seq: i64 = random.random_range(1..=subject.last_seq);
        // An instant of one of the account's own postings, or the one just before or after it.
        let near: Option<Instant> = sqlx::query_scalar(
            "select effective_at from postings
             where ledger_no = $1 and account_no = $2 and seq <= $3
             order by seq desc, leg desc limit 1",
        )
        .bind(ledger.0)
        .bind(account)
        .bind(random.random_range(1..=subject.last_seq))
        .fetch_optional(&mut *conn)
        .await?;
        let as_of =
            near.map_or(Timestamp::from_micros(0), |instant| instant.0).plus_micros(random.random_range(-1..=1));
        let read = states_at(conn, ledger, &[account], seq, Some(as_of)).await?;
        let plain = sqlx::query(
            "select coalesce(sum(posted) filter (where posted > 0), 0) as posted_debits,
               coalesce(-sum(posted) filter (where posted < 0), 0) as posted_credits,
               coalesce(sum(held) filter (where is_debit), 0) as held_debits,
               coalesce(-sum(held) filter (where not is_debit), 0) as held_credits
             from (
               -- What is held is raised on its own side; what is released lowers the side it was held on.
               select p.posted, p.held,
                 case when p.posted <> 0 then p.posted > 0 else (p.held > 0) = (t.kind = any($5)) end as is_debit
               from postings p
               left join lateral (
                 select kind from transfers where ledger_no = $1 and seq = p.seq and p.held <> 0 offset 0
               ) t on true
               where p.ledger_no = $1 and p.account_no = $2 and p.seq <= $3 and p.effective_at <= $4
             ) sided",
        )
        .bind(ledger.0)
        .bind(account)
        .bind(seq)
        .bind(Instant(as_of))
        .bind([TransferKind::Hold, TransferKind::Increment].map(kind_number))
        .fetch_one(&mut *conn)
        .await?;
        let plain = balance_of(&plain, "")?;
        findings.compare("point_in_time", read.first().is_some_and(|state| state.balance == plain), || {
            format!(
                "{}: account {account} effective by {as_of} as known at seq {seq} reads other than its sum",
                subject.ledger.name
            )
        });
    }
    Ok(())
}
