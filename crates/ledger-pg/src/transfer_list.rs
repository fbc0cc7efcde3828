//! Lists of transfers: a scan by `seq`, newest first, that stops after some 10,000 rows.
//!
//! The narrowest key serves: an external id by its index, one account by its postings, everything
//! else by the events' primary key. What no key serves, and what is no transfer, is filtered on the
//! way, so a page may be short or empty while `next` is set; only its absence ends the list.

use ledger::{AccountRef, DecimalAmount, ExternalId, PathPrefix, Timestamp};
use sqlx::{PgConnection, Row as _};

use crate::{
    accounts::{self, prefix_range},
    encoding::Instant,
    events, heads,
    ledgers::LedgerInfo,
    objects,
    page::{Order, Page, PageRequest, SCAN_LIMIT},
    transfer_metadata, transfers,
};

/// Which transfers a list shows. Ranges are half-open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransferFilter {
    pub account: Option<AccountRef>,
    pub path_prefix: Option<PathPrefix>,
    pub external_id: Option<ExternalId>,
    pub effective_from: Option<Timestamp>,
    pub effective_to: Option<Timestamp>,
    pub recorded_from: Option<Timestamp>,
    pub recorded_to: Option<Timestamp>,
    /// In major units: a transfer has a posting between the two.
    pub amount_min: Option<DecimalAmount>,
    pub amount_max: Option<DecimalAmount>,
    pub metadata_key: Option<String>,
    pub metadata_value: Option<String>,
}

pub(crate) async fn list(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    filter: &TransferFilter,
    page: PageRequest,
) -> sqlx::Result<Page<objects::Transfer>> {
    let empty = Page { data: Vec::new(), next: None };
    let account_no = match &filter.account {
        None => None,
        Some(name) => match accounts::find(conn, ledger.no, name).await? {
            Some((account, _)) => Some(account.no.0),
            None => return Ok(empty),
        },
    };
    let (mut from, mut to) = page.exclusive_range();
    from = from.max(0);
    // `recorded_at` rises along `seq`, so its range is a range of seqs.
    if filter.recorded_from.is_some() || filter.recorded_to.is_some() {
        let (head, _) = heads::read(conn, ledger.no).await?;
        if let Some(instant) = filter.recorded_from {
            from = from.max(events::seq_at(conn, ledger.no, instant.plus_micros(-1), head.last_seq).await?);
        }
        if let Some(instant) = filter.recorded_to {
            to = to.min(events::seq_at(conn, ledger.no, instant.plus_micros(-1), head.last_seq).await? + 1);
        }
    }

    macro_rules! scan {
        ($order:literal) => {
            concat!(
                "with scanned as materialized (
                   -- One of these three is asked for.
                   (select seq from transfers
                    where $4::text is not null and ledger_no = $1 and external_id = $4 and external_id is not null
                      and seq > $2 and seq < $3)
                   union all
                   (select seq from postings
                    where $4::text is null and $5::int4 is not null
                      and ledger_no = $1 and account_no = $5 and seq > $2 and seq < $3
                    order by seq ", $order, ", leg ", $order, " limit $6)
                   union all
                   (select seq from events
                    where $4::text is null and $5::int4 is null and ledger_no = $1 and seq > $2 and seq < $3
                    order by seq ", $order, " limit $6)
                 )
                 select scanned.seq,
                   t.seq is not null
                   and ($5::int4 is null or $5 = any(t.posting_accounts))
                   and ($7::timestamptz is null or t.effective_at >= $7)
                   and ($8::timestamptz is null or t.effective_at < $8)
                   and ($9::text is null or said.metadata ? $9)
                   and ($10::text is null or
                     case when $9::text is null
                       then exists (select from jsonb_each_text(said.metadata) m where m.value = $10)
                       else said.metadata ->> $9 = $10 end)
                   and ($11::text is null or exists (
                     select from unnest(t.posting_accounts) pa (no)
                     join accounts a on a.ledger_no = $1 and a.account_no = pa.no
                     where a.path = $11 or (a.path >= $12 and a.path < $13)))
                   and (($14::text is null and $15::text is null) or exists (
                     select from unnest(t.posting_accounts) with ordinality pa (no, leg)
                     join postings p on p.ledger_no = $1 and p.account_no = pa.no and p.seq = t.seq
                       and p.leg = pa.leg - 1
                     left join assets s on s.ledger_no = $1 and s.asset_no = p.asset_no
                     cross join lateral (select power(10::numeric, coalesce(
                       s.scale, ($16::int4[])[array_position($17::int4[], p.asset_no)])) as units) one
                     where ($14::text is null or abs(case when p.posted = 0 then p.held else p.posted end) >= $14::text::numeric * one.units)
                       and ($15::text is null or abs(case when p.posted = 0 then p.held else p.posted end) <= $15::text::numeric * one.units)))
                   as keep
                 from scanned
                 left join lateral (
                   select * from transfers where ledger_no = $1 and seq = scanned.seq offset 0
                 ) t on true
                 -- What is said about a transfer may have been changed since.
                 left join lateral (
                   select metadata from transfer_metadata
                   where ($9::text is not null or $10::text is not null) and ledger_no = $1 and seq = t.seq
                   offset 0
                 ) later on true
                 cross join lateral (select coalesce(later.metadata, t.metadata) as metadata) said
                 order by scanned.seq ", $order
            )
        };
    }
    let sql = match page.order {
        Order::Newest => scan!("desc"),
        Order::Oldest => scan!(""),
    };
    let (below, above) = prefix_range(filter.path_prefix.as_ref());
    let (built_in_nos, built_in_scales) = built_in_scales();
    let decimal = |amount: Option<DecimalAmount>| amount.map(|amount| amount.to_string());
    let limit = usize::try_from(page.limit).expect("a page's limit fits");

    let mut kept: Vec<i64> = Vec::new();
    let mut scanned = 0;
    let mut chunk = page.one_more();
    let next = loop {
        let rows = sqlx::query(sql)
            .bind(ledger.no.0)
            .bind(from)
            .bind(to)
            .bind(filter.external_id.as_ref().map(ExternalId::as_str))
            .bind(account_no)
            .bind(chunk)
            .bind(filter.effective_from.map(Instant))
            .bind(filter.effective_to.map(Instant))
            .bind(filter.metadata_key.as_deref())
            .bind(filter.metadata_value.as_deref())
            .bind(filter.path_prefix.as_ref().map(PathPrefix::as_str))
            .bind(below.as_deref())
            .bind(above.as_deref())
            .bind(decimal(filter.amount_min))
            .bind(decimal(filter.amount_max))
            .bind(&built_in_scales)
            .bind(&built_in_nos)
            .fetch_all(&mut *conn)
            .await?;
        for row in &rows {
            let seq: i64 = row.try_get(0)?;
            match page.order {
                Order::Newest => to = seq,
                Order::Oldest => from = seq,
            }
            // An account can stand in a transfer more than once.
            if row.try_get::<Option<bool>, _>(1)?.unwrap_or(false) && kept.last() != Some(&seq) {
                kept.push(seq);
            }
        }
        scanned += rows.len() as i64;
        if kept.len() > limit {
            kept.truncate(limit);
            break kept.last().copied();
        }
        if (rows.len() as i64) < chunk {
            break None;
        }
        if scanned >= SCAN_LIMIT {
            break Some(if page.order == Order::Newest { to } else { from });
        }
        chunk = (chunk * 4).min(SCAN_LIMIT - scanned);
    };
    let mut data = transfers::load(conn, ledger, &kept).await?;
    transfer_metadata::apply(conn, ledger.no, &mut data).await?;
    if page.order == Order::Newest {
        data.reverse();
    }
    Ok(Page { data, next })
}

/// Numbers and scales of the currencies that need no row.
fn built_in_scales() -> (Vec<i32>, Vec<i32>) {
    ledger::iso_4217_all().map(|asset| (asset.no.0, i32::from(asset.scale))).unzip()
}
