//! Reading holds and reversals: transfers with what became of them.

use std::collections::HashMap;

use ledger::{AccountRef, HoldStatus, Minor, Side};
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::{
    accounts,
    encoding::{Instant, Numeric},
    ledgers::{LedgerInfo, LedgerNo},
    objects::{self, Decimal},
    page::{Order, Page, PageRequest},
    subjects::{status_number, status_of},
    transfer_metadata, transfers,
};

/// Entries about a hold or a transfer that its object lists.
const ENTRIES: i64 = 100;

/// Which holds a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoldFilter {
    pub status: Option<HoldStatus>,
    pub account: Option<AccountRef>,
}

/// A transfer with what became of it.
pub(crate) async fn detail(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    id: Uuid,
) -> sqlx::Result<Option<objects::TransferDetail>> {
    let row = sqlx::query(
        "select t.seq, v.reversed
         from transfers t
         left join reversed_transfers v on v.ledger_no = $1 and v.seq = t.seq
         where t.ledger_no = $1 and t.id = $2",
    )
    .bind(ledger.no.0)
    .bind(id)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let seq: i64 = row.try_get("seq")?;
    let mut found = transfers::load(conn, ledger, &[seq]).await?;
    let revisions = transfer_metadata::apply(conn, ledger.no, &mut found).await?;
    let Some(transfer) = found.pop() else { return Ok(None) };
    let reversed: Option<Vec<Numeric>> = row.try_get("reversed")?;
    let hold = match transfer.kind {
        "hold" => states(conn, ledger.no, std::slice::from_ref(&transfer)).await?.remove(&seq),
        _ => None,
    };
    let reversed = match reversed {
        Some(amounts) => {
            let reversals = entries(conn, ledger.no, &[seq]).await?.remove(&seq).unwrap_or_default();
            Some(reversed_object(&transfer, &amounts, &reversals))
        }
        None => None,
    };
    let revision = revisions.get(&seq).copied().unwrap_or(1);
    Ok(Some(objects::TransferDetail { transfer, hold, revision, reversed }))
}

fn reversed_object(
    transfer: &objects::Transfer,
    amounts: &[Numeric],
    reversals: &[objects::HoldEntry],
) -> objects::Reversed {
    let postings = transfer.postings.iter().zip(amounts);
    objects::Reversed {
        fully: postings.clone().all(|(posting, reversed)| posting.amount.minor == reversed.0),
        postings: postings
            .map(|(posting, reversed)| objects::ReversedPosting {
                account: posting.account.clone(),
                amount: posting.amount,
                direction: posting.direction,
                reversed: Decimal { minor: reversed.0, scale: posting.amount.scale },
            })
            .collect(),
        reversal_ids: reversals.iter().map(|entry| entry.id).collect(),
    }
}

/// Pages holds by `seq`: by `hold_accounts_pkey` where an account is asked for, else by `holds_by_status` or
/// the primary key.
pub(crate) async fn list(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    filter: &HoldFilter,
    page: PageRequest,
) -> sqlx::Result<Page<objects::HoldItem>> {
    let account_no = match &filter.account {
        None => None,
        Some(name) => match accounts::find(conn, ledger.no, name).await? {
            Some((account, _)) => Some(account.no.0),
            None => return Ok(Page { data: Vec::new(), next: None }),
        },
    };
    macro_rules! sql {
        ($order:literal) => {
            concat!(
                "(select h.seq
                  from (
                    select seq from hold_accounts
                    where $4::int4 is not null and ledger_no = $1 and account_no = $4 and is_open
                      and coalesce($5::int2, 0) = 0 and seq > $2 and seq < $3
                    union all
                    select seq from hold_accounts
                    where $4::int4 is not null and ledger_no = $1 and account_no = $4 and not is_open
                      and coalesce($5::int2, 1) > 0 and seq > $2 and seq < $3
                  ) a
                  cross join lateral (select seq, status from holds where ledger_no = $1 and seq = a.seq offset 0) h
                  where $5::int2 is null or h.status = $5
                  order by h.seq ", $order, " limit $6)
                 union all
                 (select seq from holds
                  where $4::int4 is null and $5::int2 is not null and ledger_no = $1 and status = $5
                    and seq > $2 and seq < $3
                  order by seq ", $order, " limit $6)
                 union all
                 (select seq from holds
                  where $4::int4 is null and $5::int2 is null and ledger_no = $1 and seq > $2 and seq < $3
                  order by seq ", $order, " limit $6)"
            )
        };
    }
    let (from, to) = page.exclusive_range();
    let mut seqs: Vec<i64> = sqlx::query_scalar(match page.order {
        Order::Newest => sql!("desc"),
        Order::Oldest => sql!(""),
    })
    .bind(ledger.no.0)
    .bind(from)
    .bind(to)
    .bind(account_no)
    .bind(filter.status.map(status_number))
    .bind(page.one_more())
    .fetch_all(&mut *conn)
    .await?;
    let limit = usize::try_from(page.limit).expect("a page's limit fits");
    let next = (seqs.len() > limit).then(|| seqs[limit - 1]);
    seqs.truncate(limit);

    let mut found = transfers::load(conn, ledger, &seqs).await?;
    transfer_metadata::apply(conn, ledger.no, &mut found).await?;
    let mut states = states(conn, ledger.no, &found).await?;
    let mut data: Vec<objects::HoldItem> = found
        .into_iter()
        .filter_map(|transfer| Some(objects::HoldItem { hold: states.remove(&transfer.seq)?, transfer }))
        .collect();
    if page.order == Order::Newest {
        data.reverse();
    }
    Ok(Page { data, next })
}

/// How holds stand, by `seq`.
async fn states(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    holds: &[objects::Transfer],
) -> sqlx::Result<HashMap<i64, objects::Hold>> {
    let seqs: Vec<i64> = holds.iter().map(|hold| hold.seq).collect();
    let rows = sqlx::query(
        "select h.*
         from unnest($2::int8[]) asked (seq)
         cross join lateral (select * from holds where ledger_no = $1 and seq = asked.seq offset 0) h",
    )
    .bind(ledger.0)
    .bind(&seqs)
    .fetch_all(&mut *conn)
    .await?;
    let mut entries = entries(conn, ledger, &seqs).await?;
    let mut states = HashMap::with_capacity(rows.len());
    for row in &rows {
        let seq: i64 = row.try_get("seq")?;
        let Some(transfer) = holds.iter().find(|hold| hold.seq == seq) else { continue };
        let column = |name| row.try_get::<Vec<Numeric>, _>(name);
        let (held, captured, remaining) = (column("held")?, column("captured")?, column("remaining")?);
        let legs = transfer.postings.iter().zip(held.iter().zip(&captured).zip(&remaining));
        let postings: Vec<objects::HoldPosting> = legs
            .map(|(posting, ((held, captured), remaining))| {
                let decimal = |minor: Minor| Decimal { minor, scale: posting.amount.scale };
                objects::HoldPosting {
                    account: posting.account.clone(),
                    account_id: posting.account_id,
                    amount: decimal(held.0),
                    asset: posting.asset.clone(),
                    captured: decimal(captured.0),
                    direction: posting.direction,
                    remaining: decimal(remaining.0),
                }
            })
            .collect();
        let hold = objects::Hold {
            amount: of_one_side(&postings, |posting| posting.amount),
            captured: of_one_side(&postings, |posting| posting.captured),
            entries: entries.remove(&seq).unwrap_or_default(),
            expires_at: row.try_get::<Option<Instant>, _>("expires_at")?.map(|instant| instant.0.to_string()),
            remaining: of_one_side(&postings, |posting| posting.remaining),
            postings,
            status: status_of(row.try_get("status")?)?.as_str(),
        };
        states.insert(seq, hold);
    }
    Ok(states)
}

/// What the debits of a hold come to, where it is in one asset.
fn of_one_side(postings: &[objects::HoldPosting], of: fn(&objects::HoldPosting) -> Decimal) -> Option<Decimal> {
    let first = postings.first()?;
    if postings.iter().any(|posting| posting.asset != first.asset) {
        return None;
    }
    let debits = postings.iter().filter(|posting| posting.direction == Side::Debit.as_str());
    let minor = debits.map(|posting| of(posting).minor).try_fold(Minor::ZERO, Minor::checked_add)?;
    Some(Decimal { minor, scale: first.amount.scale })
}

/// The first entries about these transfers, by `transfers_target`.
async fn entries(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    seqs: &[i64],
) -> sqlx::Result<HashMap<i64, Vec<objects::HoldEntry>>> {
    let rows = sqlx::query(
        "select asked.seq as target, e.seq, e.id, e.kind, e.recorded_at
         from unnest($2::int8[]) asked (seq)
         cross join lateral (
           select seq, id, kind, recorded_at from transfers
           where ledger_no = $1 and target_seq = asked.seq and target_seq is not null
           order by seq
           limit $3
         ) e
         order by e.seq",
    )
    .bind(ledger.0)
    .bind(seqs)
    .bind(ENTRIES)
    .fetch_all(conn)
    .await?;
    let mut entries: HashMap<i64, Vec<objects::HoldEntry>> = HashMap::new();
    for row in &rows {
        entries.entry(row.try_get("target")?).or_default().push(objects::HoldEntry {
            id: row.try_get("id")?,
            kind: transfers::kind_of(row.try_get("kind")?)?.as_str(),
            recorded_at: row.try_get::<Instant, _>("recorded_at")?.0.to_string(),
            seq: row.try_get("seq")?,
        });
    }
    Ok(entries)
}
