//! `assets`: what a ledger registered. Built-in currencies need no row.

use ledger::{Asset, AssetCode, AssetNo, iso_4217, iso_4217_by_no};
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use crate::{
    encoding::Instant,
    ledgers::LedgerNo,
    objects,
    page::{Order, Page, PageRequest},
};

/// A registration, as written.
#[derive(Clone, Debug)]
pub(crate) struct AssetRow {
    pub asset: Asset,
    pub name: Option<String>,
    pub seq: i64,
    pub created_at: ledger::Timestamp,
}

impl AssetRow {
    pub fn object(&self) -> objects::Asset {
        objects::Asset {
            built_in: iso_4217_by_no(self.asset.no).is_some(),
            code: self.asset.code.to_string(),
            created_at: Some(self.created_at.to_string()),
            name: self.name.clone(),
            scale: self.asset.scale,
            schema: None,
        }
    }
}

/// A built-in currency that was not registered.
fn built_in(asset: &Asset) -> objects::Asset {
    objects::Asset {
        built_in: true,
        code: asset.code.to_string(),
        created_at: None,
        name: None,
        scale: asset.scale,
        schema: None,
    }
}

pub(crate) async fn load(conn: &mut PgConnection, ledger: LedgerNo, codes: &[&str]) -> sqlx::Result<Vec<AssetRow>> {
    let rows = sqlx::query(
        "select asset_no, code, scale, name, seq, created_at
         from assets
         where ledger_no = $1 and code = any($2)",
    )
    .bind(ledger.0)
    .bind(codes)
    .fetch_all(conn)
    .await?;
    rows.iter().map(decode).collect()
}

pub(crate) async fn insert(conn: &mut PgConnection, ledger: LedgerNo, rows: &[AssetRow]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into assets (ledger_no, asset_no, code, scale, name, seq, created_at)
         select $1, u.* from unnest($2::int4[], $3::text[], $4::int2[], $5::text[], $6::int8[], $7::timestamptz[]) u",
    )
    .bind(ledger.0)
    .bind(rows.iter().map(|row| row.asset.no.0).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.asset.code.as_str()).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| i16::from(row.asset.scale)).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.name.as_deref()).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.seq).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| Instant(row.created_at)).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn find(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    code: &AssetCode,
) -> sqlx::Result<Option<objects::Asset>> {
    let registered = load(conn, ledger, &[code.as_str()]).await?;
    Ok(registered.first().map(AssetRow::object).or_else(|| iso_4217(code.as_str()).map(built_in)))
}

/// Pages by `seq` of the registration; a ledger registers few assets, so sorting them is cheap.
pub(crate) async fn list(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    page: PageRequest,
) -> sqlx::Result<Page<objects::Asset>> {
    let (from, to) = page.exclusive_range();
    let sql = match page.order {
        Order::Newest => {
            "select asset_no, code, scale, name, seq, created_at from assets
             where ledger_no = $1 and seq > $2 and seq < $3 order by seq desc limit $4"
        }
        Order::Oldest => {
            "select asset_no, code, scale, name, seq, created_at from assets
             where ledger_no = $1 and seq > $2 and seq < $3 order by seq limit $4"
        }
    };
    let rows = sqlx::query(sql).bind(ledger.0).bind(from).bind(to).bind(page.one_more()).fetch_all(conn).await?;
    let rows = rows.iter().map(decode).collect::<sqlx::Result<Vec<_>>>()?;
    Ok(page.cut(rows, |row| row.seq).map(|row| row.object()))
}

/// Every registration up to a `seq`; a ledger registers few.
pub(crate) async fn up_to(conn: &mut PgConnection, ledger: LedgerNo, seq: i64) -> sqlx::Result<Vec<AssetRow>> {
    let rows = sqlx::query(
        "select asset_no, code, scale, name, seq, created_at from assets where ledger_no = $1 and seq <= $2",
    )
    .bind(ledger.0)
    .bind(seq)
    .fetch_all(conn)
    .await?;
    rows.iter().map(decode).collect()
}

/// The asset of a row that carries a number and, where registered, a code and a scale.
pub(crate) fn resolve(no: i32, code: Option<&str>, scale: Option<i16>) -> sqlx::Result<Asset> {
    let no = AssetNo(no);
    match (code, scale) {
        (Some(code), Some(scale)) => Ok(Asset {
            no,
            code: AssetCode::parse(code).map_err(|error| sqlx::Error::Decode(error.into()))?,
            scale: u8::try_from(scale).map_err(|error| sqlx::Error::Decode(error.into()))?,
        }),
        (None, _) | (_, None) => iso_4217_by_no(no)
            .cloned()
            .ok_or_else(|| sqlx::Error::Decode(format!("asset {} is neither registered nor built in", no.0).into())),
    }
}

fn decode(row: &PgRow) -> sqlx::Result<AssetRow> {
    Ok(AssetRow {
        asset: resolve(row.try_get("asset_no")?, row.try_get("code")?, row.try_get("scale")?)?,
        name: row.try_get("name")?,
        seq: row.try_get("seq")?,
        created_at: row.try_get::<Instant, _>("created_at")?.0,
    })
}
