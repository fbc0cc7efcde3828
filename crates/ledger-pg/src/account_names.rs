//! What never changes about accounts, kept for whoever reads one transfer after another.
//!
//! A quarter of what Postgres does for a transfer is finding its accounts and their assets, which say the same each time.
//! What is kept here belongs to one history; who keeps it forgets it where the history may be another.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex},
};

use ledger::{AccountNo, Asset, Side};
use lru::LruCache;
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{LedgerNo, accounts::side_of, assets};

/// Accounts whose names are kept, of all ledgers together; some 200 bytes each.
const MOST: NonZeroUsize = NonZeroUsize::new(16_384).expect("not zero");

pub(crate) struct AccountName {
    pub path: Arc<str>,
    pub id: Uuid,
    pub normal_side: Side,
    pub asset: Asset,
}

/// What an [`AccountName`] is made of; `a` and `s` are the account and its asset.
macro_rules! account_columns {
    () => {
        "a.path, a.id as account_id, a.normal_side, a.asset_no, s.code as asset_code, s.scale as asset_scale"
    };
}
/// Joins the account's asset; there is none of a built-in one.
macro_rules! asset_of_account {
    () => {
        "left join lateral (
           select code, scale from assets where ledger_no = $1 and asset_no = a.asset_no offset 0
         ) s on true"
    };
}
pub(crate) use {account_columns, asset_of_account};

impl AccountName {
    /// Of a row with [`account_columns`].
    pub fn of_row(row: &PgRow) -> sqlx::Result<AccountName> {
        Ok(AccountName {
            path: row.try_get::<&str, _>("path")?.into(),
            id: row.try_get("account_id")?,
            normal_side: side_of(row.try_get("normal_side")?)?,
            asset: assets::resolve(row.try_get("asset_no")?, row.try_get("asset_code")?, row.try_get("asset_scale")?)?,
        })
    }
}

pub(crate) struct AccountNames(Mutex<LruCache<(LedgerNo, AccountNo), Arc<AccountName>>>);

impl Default for AccountNames {
    fn default() -> AccountNames {
        AccountNames(Mutex::new(LruCache::new(MOST)))
    }
}

impl AccountNames {
    /// The names of these accounts; those that are not known are read. One that does not exist is left out.
    pub async fn get(
        &self,
        conn: &mut PgConnection,
        ledger: LedgerNo,
        numbers: impl Iterator<Item = AccountNo>,
    ) -> sqlx::Result<HashMap<AccountNo, Arc<AccountName>>> {
        let mut found = HashMap::new();
        let mut missing: Vec<i32> = Vec::new();
        {
            let mut known = self.0.lock().expect("no holder panics");
            for number in numbers {
                match known.get(&(ledger, number)) {
                    Some(name) => {
                        found.insert(number, name.clone());
                    }
                    None => missing.push(number.0),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        missing.sort_unstable();
        missing.dedup();
        let rows = sqlx::query(concat!(
            "select a.account_no, ",
            account_columns!(),
            " from unnest($2::int4[]) asked (account_no)
              cross join lateral (
                select * from accounts where ledger_no = $1 and account_no = asked.account_no offset 0
              ) a ",
            asset_of_account!()
        ))
        .bind(ledger.0)
        .bind(missing)
        .fetch_all(conn)
        .await?;
        let mut known = self.0.lock().expect("no holder panics");
        for row in &rows {
            let number = AccountNo(row.try_get("account_no")?);
            let name = Arc::new(AccountName::of_row(row)?);
            known.put((ledger, number), name.clone());
            found.insert(number, name);
        }
        Ok(found)
    }
}
