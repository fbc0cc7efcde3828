//! `transfers` and `postings`: immutable rows, rendered as the public object.

use ledger::{Account, ExternalId, Minor, NewTransfer, PostedPosting, PostedTransfer, Side, TransferKind};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    accounts::{balance_of, metadata_of, side_of},
    assets,
    encoding::{Instant, Numeric},
    ledgers::{LedgerInfo, LedgerNo},
    objects::{self, Decimal, StringMap},
};

pub(crate) const fn kind_number(kind: TransferKind) -> i16 {
    match kind {
        TransferKind::Transfer => 0,
    }
}

fn kind_of(number: i16) -> sqlx::Result<&'static str> {
    match number {
        0 => Ok("transfer"),
        _ => Err(sqlx::Error::Decode(format!("no kind of transfer has number {number}").into())),
    }
}

/// The object of a transfer just posted; `account` finds what its postings touched.
pub(crate) fn object<'a>(
    ledger: &LedgerInfo,
    new: &NewTransfer,
    posted: &PostedTransfer,
    account: impl Fn(&PostedPosting) -> &'a Account,
) -> objects::Transfer {
    objects::Transfer {
        description: new.description.clone(),
        effective_at: posted.effective_at.to_string(),
        external_id: new.external_id.as_ref().map(ToString::to_string),
        id: new.id,
        kind: match posted.kind {
            TransferKind::Transfer => "transfer",
        },
        ledger: ledger.name.to_string(),
        metadata: StringMap(new.metadata.clone()),
        postings: posted
            .postings
            .iter()
            .map(|posting| {
                let account = account(posting);
                objects::Posting {
                    account: account.path.to_string(),
                    account_id: account.id,
                    account_version: posting.after.version,
                    amount: Decimal { minor: posting.amount, scale: account.asset.scale },
                    asset: account.asset.code.to_string(),
                    balance: objects::Balance::new(&posting.after.balance, account.normal_side, account.asset.scale),
                    direction: posting.direction.as_str(),
                }
            })
            .collect(),
        recorded_at: posted.recorded_at.to_string(),
        schema: None,
        seq: posted.seq,
        status: "posted",
    }
}

/// What a posting's object is made of; `p`, `a` and `s` are its posting, account and asset.
macro_rules! posting_columns {
    () => {
        "p.account_version, p.posted, p.posted_debits, p.posted_credits, p.held_debits, p.held_credits,
         a.path, a.id as account_id, a.normal_side, a.asset_no, s.code as asset_code, s.scale as asset_scale"
    };
}
pub(crate) use posting_columns;

/// The object of a row with [`posting_columns`].
pub(crate) fn posting_object(row: &PgRow) -> sqlx::Result<objects::Posting> {
    let asset = assets::resolve(row.try_get("asset_no")?, row.try_get("asset_code")?, row.try_get("asset_scale")?)?;
    let posted = row.try_get::<Numeric, _>("posted")?.0;
    let minor = Minor::new(posted.units().abs()).expect("the range is symmetric");
    Ok(objects::Posting {
        account: row.try_get("path")?,
        account_id: row.try_get("account_id")?,
        account_version: row.try_get("account_version")?,
        amount: Decimal { minor, scale: asset.scale },
        asset: asset.code.to_string(),
        balance: objects::Balance::new(&balance_of(row, "")?, side_of(row.try_get("normal_side")?)?, asset.scale),
        direction: if posted.is_negative() { Side::Credit } else { Side::Debit }.as_str(),
    })
}

/// Renders transfers by `seq`, ascending; a `seq` that is no transfer's is left out.
///
/// One statement: the transfers' primary key, then each posting's by the account its transfer names.
pub(crate) async fn load(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    seqs: &[i64],
) -> sqlx::Result<Vec<objects::Transfer>> {
    if seqs.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(concat!(
        "select t.seq, t.id, t.kind, t.effective_at, t.recorded_at, t.external_id, t.description,
           t.metadata::text as metadata, r.leg, ",
        posting_columns!(),
        " from unnest($2::int8[]) asked (seq)
          cross join lateral (select * from transfers where ledger_no = $1 and seq = asked.seq offset 0) t
          cross join lateral unnest(t.posting_accounts) with ordinality r (account_no, leg)
          cross join lateral (
            select * from postings
            where ledger_no = $1 and account_no = r.account_no and seq = t.seq and leg = r.leg - 1
            offset 0
          ) p
          cross join lateral (
            select * from accounts where ledger_no = $1 and account_no = r.account_no offset 0
          ) a
          left join lateral (
            select code, scale from assets where ledger_no = $1 and asset_no = a.asset_no offset 0
          ) s on true
          order by t.seq, r.leg"
    ))
    .bind(ledger.no.0)
    .bind(seqs)
    .fetch_all(conn)
    .await?;

    let mut transfers: Vec<objects::Transfer> = Vec::with_capacity(seqs.len());
    for row in &rows {
        let seq: i64 = row.try_get("seq")?;
        if transfers.last().is_none_or(|last| last.seq != seq) {
            transfers.push(objects::Transfer {
                description: row.try_get("description")?,
                effective_at: row.try_get::<Instant, _>("effective_at")?.0.to_string(),
                external_id: row.try_get("external_id")?,
                id: row.try_get("id")?,
                kind: kind_of(row.try_get("kind")?)?,
                ledger: ledger.name.to_string(),
                metadata: StringMap(metadata_of(row.try_get("metadata")?)?),
                postings: Vec::new(),
                recorded_at: row.try_get::<Instant, _>("recorded_at")?.0.to_string(),
                schema: None,
                seq,
                status: "posted",
            });
        }
        let transfer = transfers.last_mut().expect("pushed above");
        transfer.postings.push(posting_object(row)?);
    }
    Ok(transfers)
}

/// The `seq` of a transfer, by `transfers_id`.
pub(crate) async fn seq_of(conn: &mut PgConnection, ledger: LedgerNo, id: Uuid) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("select seq from transfers where ledger_no = $1 and id = $2")
        .bind(ledger.0)
        .bind(id)
        .fetch_optional(conn)
        .await
}

/// Which of these ids and external ids are taken, and by which transfer.
pub(crate) async fn taken(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    ids: &[Uuid],
    external_ids: &[&str],
) -> sqlx::Result<Vec<(Uuid, Option<ExternalId>)>> {
    let rows = sqlx::query(
        "select t.id, t.external_id
         from unnest($2::uuid[]) asked (id)
         cross join lateral (
           select id, external_id from transfers where ledger_no = $1 and id = asked.id offset 0
         ) t
         union
         select t.id, t.external_id
         from unnest($3::text[]) asked (external_id)
         cross join lateral (
           select id, external_id from transfers
           where ledger_no = $1 and external_id = asked.external_id and external_id is not null
           offset 0
         ) t",
    )
    .bind(ledger.0)
    .bind(ids)
    .bind(external_ids)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let external_id = row
                .try_get::<Option<&str>, _>(1)?
                .map(ExternalId::parse)
                .transpose()
                .map_err(|error| sqlx::Error::Decode(error.into()))?;
            Ok((row.try_get(0)?, external_id))
        })
        .collect()
}
