//! `monitors`: conditions on balances, and how each account that one covers stands to it.

use ledger::{
    Account, Alert, AlertWhen, Asset, AssetCode, AssetNo, BalanceKind, Monitor, MonitorNo, MonitorTerms, PathPrefix,
    PostedTransfer,
};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    accounts::{balance_of, prefix_range, side_of},
    encoding::{Instant, Numeric},
    ledgers::LedgerNo,
    objects::{self, Decimal},
    page::{Page, PageRequest, SCAN_LIMIT},
};

/// The public object of a monitor.
pub(crate) fn object(monitor: &Monitor) -> objects::Monitor {
    objects::Monitor {
        active: monitor.terms.active,
        asset: monitor.asset.code.to_string(),
        balance: monitor.balance.as_str(),
        created_at: monitor.created_at.to_string(),
        name: monitor.name.clone(),
        path_prefix: monitor.path_prefix.to_string(),
        revision: monitor.revision,
        schema: None,
        threshold: Decimal { minor: monitor.terms.threshold, scale: monitor.asset.scale },
        updated_at: monitor.updated_at.to_string(),
        when: monitor.when.as_str(),
    }
}

/// The public object of an alert that a transfer raised.
pub(crate) fn alert(
    monitor: &Monitor,
    account: &Account,
    transfer: Uuid,
    posted: &PostedTransfer,
    alert: &Alert,
) -> objects::BalanceAlert {
    let scale = account.asset.scale;
    objects::BalanceAlert {
        account: account.path.to_string(),
        account_id: account.id,
        account_version: alert.account_version,
        amount: Decimal { minor: alert.amount, scale },
        asset: account.asset.code.to_string(),
        balance: monitor.balance.as_str(),
        before: Decimal { minor: alert.before, scale },
        crossed: alert.crossed.as_str(),
        monitor: monitor.name.clone(),
        recorded_at: posted.recorded_at.to_string(),
        schema: Some(objects::SCHEMA),
        threshold: Decimal { minor: monitor.terms.threshold, scale },
        transfer_id: transfer,
        transfer_seq: posted.seq,
        when: monitor.when.as_str(),
    }
}

/// All monitors of a ledger, in the order in which they were set.
pub(crate) async fn load(conn: &mut PgConnection, ledger: LedgerNo) -> sqlx::Result<Vec<Monitor>> {
    let rows = sqlx::query("select * from monitors where ledger_no = $1 order by monitor_no")
        .bind(ledger.0)
        .fetch_all(conn)
        .await?;
    rows.iter().map(decode).collect()
}

fn decode(row: &PgRow) -> sqlx::Result<Monitor> {
    fn wrong<E: std::error::Error + Send + Sync + 'static>(error: E) -> sqlx::Error {
        sqlx::Error::Decode(error.into())
    }
    let balance: &str = row.try_get("balance")?;
    let when: &str = row.try_get("when")?;
    Ok(Monitor {
        no: MonitorNo(row.try_get("monitor_no")?),
        name: row.try_get("name")?,
        path_prefix: PathPrefix::parse(row.try_get("path_prefix")?).map_err(wrong)?,
        asset: Asset {
            no: AssetNo(row.try_get("asset_no")?),
            code: AssetCode::parse(row.try_get("asset")?).map_err(wrong)?,
            scale: u8::try_from(row.try_get::<i16, _>("scale")?).map_err(wrong)?,
        },
        balance: kind_named(balance)
            .ok_or_else(|| sqlx::Error::Decode(format!("no balance is called {balance}").into()))?,
        when: when_named(when).ok_or_else(|| sqlx::Error::Decode(format!("no alert is raised {when}").into()))?,
        terms: MonitorTerms { threshold: row.try_get::<Numeric, _>("threshold")?.0, active: row.try_get("active")? },
        revision: row.try_get("revision")?,
        created_at: row.try_get::<Instant, _>("created_at")?.0,
        updated_at: row.try_get::<Instant, _>("updated_at")?.0,
    })
}

pub(crate) fn kind_named(name: &str) -> Option<BalanceKind> {
    BalanceKind::ALL.into_iter().find(|kind| kind.as_str() == name)
}

pub(crate) fn when_named(name: &str) -> Option<AlertWhen> {
    AlertWhen::ALL.into_iter().find(|when| when.as_str() == name)
}

/// Writes monitors as a batch left them.
pub(crate) async fn write(conn: &mut PgConnection, ledger: LedgerNo, monitors: &[&Monitor]) -> sqlx::Result<()> {
    for monitor in monitors {
        sqlx::query(
            "insert into monitors (ledger_no, monitor_no, name, path_prefix, asset_no, asset, scale, balance, \"when\",
               threshold, active, revision, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             on conflict (ledger_no, monitor_no) do update
             set threshold = excluded.threshold, active = excluded.active, revision = excluded.revision,
               updated_at = excluded.updated_at",
        )
        .bind(ledger.0)
        .bind(monitor.no.0)
        .bind(&monitor.name)
        .bind(monitor.path_prefix.as_str())
        .bind(monitor.asset.no.0)
        .bind(monitor.asset.code.as_str())
        .bind(i16::from(monitor.asset.scale))
        .bind(monitor.balance.as_str())
        .bind(monitor.when.as_str())
        .bind(Numeric(monitor.terms.threshold))
        .bind(monitor.terms.active)
        .bind(monitor.revision)
        .bind(Instant(monitor.created_at))
        .bind(Instant(monitor.updated_at))
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// How an account stands to a monitor that covers it.
#[derive(Clone, Debug)]
pub struct WatchedAccount {
    pub account: String,
    pub account_id: Uuid,
    /// The balance that is watched.
    pub amount: Decimal,
    pub alerting: bool,
    pub account_version: i64,
}

/// The accounts in a monitor's asset that it covers, by path, and the `seq` that they are told at; by
/// `accounts_path` and each one's last posting by then. A page looks at [`SCAN_LIMIT`] accounts at most, in chunks
/// that grow, and goes on after an account's number, whose path never changes.
pub(crate) async fn accounts(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    monitor: &Monitor,
    alerting: Option<bool>,
    page: PageRequest,
) -> sqlx::Result<(Page<WatchedAccount>, i64)> {
    let (below, above) = prefix_range(Some(&monitor.path_prefix));
    let limit = usize::try_from(page.limit).expect("a page's limit fits");
    let (mut data, mut scanned, mut told_at) = (Vec::new(), 0, None);
    let mut after = page.after.and_then(|no| i32::try_from(no).ok());
    let mut chunk = page.one_more();
    loop {
        let rows = sqlx::query(
            "select coalesce($8, h.last_seq) as told_at, a.*, p.account_version, p.posted_debits, p.posted_credits,
               p.held_debits, p.held_credits
             from ledger_heads h
             left join lateral (
               select * from (
                 select account_no, path, id, normal_side, asset_no from accounts
                 where ledger_no = $1 and path = $2
                   and path > coalesce((select path from accounts where ledger_no = $1 and account_no = $5), '')
                 union all
                 (select account_no, path, id, normal_side, asset_no from accounts
                  where ledger_no = $1 and path >= $3 and path < $4
                    and path > coalesce((select path from accounts where ledger_no = $1 and account_no = $5), '')
                  order by path
                  limit $6)
               ) covered
               order by path
               limit $6
             ) a on true
             left join lateral (
               select account_version, posted_debits, posted_credits, held_debits, held_credits from postings
               where ledger_no = $1 and account_no = a.account_no and a.asset_no = $7
                 and seq <= coalesce($8, h.last_seq)
               order by seq desc, leg desc
               limit 1
             ) p on true
             where h.ledger_no = $1
             order by a.path",
        )
        .bind(ledger.0)
        .bind(monitor.path_prefix.as_str())
        .bind(&below)
        .bind(&above)
        .bind(after)
        .bind(chunk)
        .bind(monitor.asset.no.0)
        .bind(told_at)
        .fetch_all(&mut *conn)
        .await?;
        let seq = rows.first().ok_or(sqlx::Error::RowNotFound)?.try_get("told_at")?;
        told_at = Some(seq);
        let mut found = 0;
        for row in &rows {
            let Some(no) = row.try_get::<Option<i32>, _>("account_no")? else { break };
            if data.len() == limit {
                return Ok((Page { data, next: after.map(i64::from) }, seq));
            }
            (after, found) = (Some(no), found + 1);
            if row.try_get::<i32, _>("asset_no")? == monitor.asset.no.0 {
                let account = watched(monitor, row)?;
                data.extend(Some(account).filter(|account| alerting.is_none_or(|wanted| wanted == account.alerting)));
            }
        }
        scanned += found;
        if found < chunk {
            return Ok((Page { data, next: None }, seq));
        }
        if scanned >= SCAN_LIMIT {
            return Ok((Page { data, next: after.map(i64::from) }, seq));
        }
        chunk = (chunk * 4).min(SCAN_LIMIT - scanned);
    }
}

fn watched(monitor: &Monitor, row: &PgRow) -> sqlx::Result<WatchedAccount> {
    let amount = balance_of(row, "")?.of(monitor.balance, side_of(row.try_get("normal_side")?)?);
    Ok(WatchedAccount {
        account: row.try_get("path")?,
        account_id: row.try_get("id")?,
        amount: Decimal { minor: amount, scale: monitor.asset.scale },
        alerting: monitor.when.alerts_at(amount, monitor.terms.threshold),
        account_version: row.try_get::<Option<i64>, _>("account_version")?.unwrap_or(0),
    })
}
