//! `limits`, and `limit_entries`: what has counted for each, with running totals, so that what moved within
//! any window is two probes of the primary key.

use ledger::{
    AssetCode, Book, Calendar, Limit, LimitNo, LimitTerms, Meter, Minor, OnExceed, PathPrefix, PostedTransfer,
    Timestamp, Usage, Window,
};
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use crate::{
    accounts::side_of,
    encoding::{Instant, Numeric},
    ledgers::{LedgerInfo, LedgerNo},
    objects,
};

pub(crate) const fn on_exceed(on_exceed: OnExceed) -> &'static str {
    match on_exceed {
        OnExceed::Reject => "reject",
        OnExceed::Flag => "flag",
    }
}

/// The public object of a limit.
pub(crate) fn object(limit: &Limit) -> objects::Limit {
    let (calendar, seconds) = window(limit.window);
    objects::Limit {
        active: limit.terms.active,
        asset: limit.asset.to_string(),
        created_at: limit.created_at.to_string(),
        direction: limit.direction.as_str(),
        max_count: limit.terms.max_count,
        max_sum: limit.terms.max_sum.map(|sum| sum.to_decimal(limit.scale)),
        name: limit.name.clone(),
        on_exceed: on_exceed(limit.terms.on_exceed),
        path_prefix: limit.path_prefix.to_string(),
        per: if limit.together { "prefix" } else { "account" },
        revision: limit.revision,
        schema: None,
        updated_at: limit.updated_at.to_string(),
        window: objects::LimitWindow { calendar, seconds },
    }
}

fn window(window: Window) -> (Option<&'static str>, Option<u32>) {
    match window {
        Window::Calendar(calendar) => (Some(calendar.as_str()), None),
        Window::Sliding(seconds) => (None, Some(seconds)),
    }
}

/// All limits of a ledger, in the order in which they were set.
pub(crate) async fn load(conn: &mut PgConnection, ledger: LedgerNo) -> sqlx::Result<Vec<Limit>> {
    let rows = sqlx::query("select * from limits where ledger_no = $1 order by limit_no")
        .bind(ledger.0)
        .fetch_all(conn)
        .await?;
    rows.iter().map(decode).collect()
}

fn decode(row: &PgRow) -> sqlx::Result<Limit> {
    fn wrong<E: std::error::Error + Send + Sync + 'static>(error: E) -> sqlx::Error {
        sqlx::Error::Decode(error.into())
    }
    let small = |number: i32| u32::try_from(number).map_err(wrong);
    let calendar: Option<&str> = row.try_get("calendar")?;
    let seconds: Option<i32> = row.try_get("seconds")?;
    let calendar = Calendar::ALL.into_iter().find(|candidate| Some(candidate.as_str()) == calendar);
    Ok(Limit {
        no: LimitNo(row.try_get("limit_no")?),
        name: row.try_get("name")?,
        path_prefix: PathPrefix::parse(row.try_get("path_prefix")?).map_err(wrong)?,
        together: row.try_get("together")?,
        asset: AssetCode::parse(row.try_get("asset")?).map_err(wrong)?,
        scale: u8::try_from(row.try_get::<i16, _>("scale")?).map_err(wrong)?,
        direction: side_of(row.try_get("direction")?)?,
        window: match calendar {
            Some(calendar) => Window::Calendar(calendar),
            None => Window::Sliding(small(seconds.unwrap_or_default())?),
        },
        terms: LimitTerms {
            max_sum: row.try_get::<Option<Numeric>, _>("max_sum")?.map(|sum| sum.0),
            max_count: row.try_get::<Option<i32>, _>("max_count")?.map(small).transpose()?,
            on_exceed: match row.try_get("on_exceed")? {
                "flag" => OnExceed::Flag,
                _ => OnExceed::Reject,
            },
            active: row.try_get("active")?,
        },
        revision: row.try_get("revision")?,
        created_at: row.try_get::<Instant, _>("created_at")?.0,
        updated_at: row.try_get::<Instant, _>("updated_at")?.0,
    })
}

/// Writes limits as a batch left them.
pub(crate) async fn write(conn: &mut PgConnection, ledger: LedgerNo, limits: &[&Limit]) -> sqlx::Result<()> {
    for limit in limits {
        let (calendar, seconds) = window(limit.window);
        let whole = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        sqlx::query(
            "insert into limits (ledger_no, limit_no, name, path_prefix, together, asset, scale, direction, calendar,
               seconds, max_sum, max_count, on_exceed, active, revision, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
             on conflict (ledger_no, limit_no) do update
             set max_sum = excluded.max_sum, max_count = excluded.max_count, on_exceed = excluded.on_exceed,
               active = excluded.active, revision = excluded.revision, updated_at = excluded.updated_at",
        )
        .bind(ledger.0)
        .bind(limit.no.0)
        .bind(&limit.name)
        .bind(limit.path_prefix.as_str())
        .bind(limit.together)
        .bind(limit.asset.as_str())
        .bind(i16::from(limit.scale))
        .bind(limit.direction.as_str())
        .bind(calendar)
        .bind(seconds.map(whole))
        .bind(limit.terms.max_sum.map(Numeric))
        .bind(limit.terms.max_count.map(whole))
        .bind(on_exceed(limit.terms.on_exceed))
        .bind(limit.terms.active)
        .bind(limit.revision)
        .bind(Instant(limit.created_at))
        .bind(Instant(limit.updated_at))
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// What has counted for these meters since ever and before their windows, which end at the book's present
/// instant. Two probes of `limit_entries_pkey` a meter.
pub(crate) async fn usage(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    book: &Book,
    meters: &[Meter],
) -> sqlx::Result<Vec<(Meter, Usage)>> {
    let limit = |meter: &Meter| book.limits().iter().find(|limit| limit.no == meter.limit);
    let windows: Vec<_> = meters.iter().map(|meter| limit(meter).map(|limit| window(limit.window))).collect();
    let rows = sqlx::query(
        "select m.index, last.sum, last.count, before.sum as sum_before, before.count as count_before
         from unnest($2::int4[], $3::int4[], $4::text[], $5::int4[]) with ordinality
           m (limit_no, account_no, calendar, seconds, index)
         cross join lateral (
           select case when m.calendar is null then $6 - make_interval(secs => m.seconds)
             else date_trunc(m.calendar, $6 at time zone $7) at time zone $7 end as begins
         ) w
         cross join lateral (
           select sum, count from limit_entries
           where ledger_no = $1 and limit_no = m.limit_no and account_no = m.account_no
           order by recorded_at desc, seq desc
           limit 1
         ) last
         left join lateral (
           select sum, count from limit_entries
           where ledger_no = $1 and limit_no = m.limit_no and account_no = m.account_no and recorded_at < w.begins
           order by recorded_at desc, seq desc
           limit 1
         ) before on true",
    )
    .bind(ledger.no.0)
    .bind(meters.iter().map(|meter| meter.limit.0).collect::<Vec<_>>())
    .bind(meters.iter().map(account_no).collect::<Vec<_>>())
    .bind(windows.iter().map(|window| window.and_then(|(calendar, _)| calendar)).collect::<Vec<_>>())
    .bind(windows.iter().map(|window| window.and_then(|(_, seconds)| i32::try_from(seconds?).ok())).collect::<Vec<_>>())
    .bind(Instant(book.recorded_at()))
    .bind(&ledger.time_zone)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let index = usize::try_from(row.try_get::<i64, _>("index")? - 1).expect("ordinality counts from 1");
            let minor = |column| {
                Ok::<_, sqlx::Error>(row.try_get::<Option<Numeric>, _>(column)?.map_or(Minor::ZERO, |sum| sum.0))
            };
            let usage = Usage {
                sum: minor("sum")?,
                count: row.try_get("count")?,
                sum_before: minor("sum_before")?,
                count_before: row.try_get::<Option<i64>, _>("count_before")?.unwrap_or(0),
            };
            Ok((meters[index], usage))
        })
        .collect()
}

/// A meter of all accounts has number 0.
fn account_no(meter: &Meter) -> i32 {
    meter.account.map_or(0, |account| account.0)
}

/// Writes what transfers count for limits.
pub(crate) async fn write_entries<'t>(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    recorded_at: Timestamp,
    transfers: impl Iterator<Item = &'t PostedTransfer>,
) -> sqlx::Result<()> {
    let entries: Vec<_> =
        transfers.flat_map(|transfer| transfer.metered.iter().map(|entry| (transfer.seq, entry))).collect();
    sqlx::query(
        "insert into limit_entries (ledger_no, recorded_at, limit_no, account_no, seq, amount, sum, count)
         select $1, $2, u.*
         from unnest($3::int4[], $4::int4[], $5::int8[], $6::numeric[], $7::numeric[], $8::int8[]) u",
    )
    .bind(ledger.0)
    .bind(Instant(recorded_at))
    .bind(entries.iter().map(|(_, entry)| entry.meter.limit.0).collect::<Vec<_>>())
    .bind(entries.iter().map(|(_, entry)| account_no(&entry.meter)).collect::<Vec<_>>())
    .bind(entries.iter().map(|(seq, _)| *seq).collect::<Vec<_>>())
    .bind(entries.iter().map(|(_, entry)| Numeric(entry.amount)).collect::<Vec<_>>())
    .bind(entries.iter().map(|(_, entry)| Numeric(entry.sum)).collect::<Vec<_>>())
    .bind(entries.iter().map(|(_, entry)| entry.count).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}
