//! `accounts`, each with where its postings have brought it: the snapshot of the last one.

use std::borrow::Cow;

use ledger::{
    Account, AccountNo, AccountPath, AccountRef, AccountState, AccountStatus, AccountType, AssetCode, Attributes,
    Balance, Irregular, Minor, PathPrefix, Policy, Side, Sides, iso_4217,
};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    account_names::asset_of_account,
    encoding::{Instant, Numeric},
    ledgers::LedgerNo,
    objects::{self, StringMap},
    page::{Order, Page, PageRequest, SCAN_LIMIT},
    policies,
};

/// What `load` and the lists select, in the order `decode` expects by name.
macro_rules! columns {
    () => {
        "a.account_no, a.id, a.path, a.type, a.asset_no, s.code as asset_code, s.scale as asset_scale,
         a.normal_side, a.status, a.min_balance, a.max_balance, a.rules::text as rules, a.description, a.metadata::text as metadata,
         a.revision, a.created_at, a.updated_at,
         p.account_version, p.effective_high, p.posted_debits, p.posted_credits, p.held_debits, p.held_credits,
         p.irregular_count, i.sum_posted_debits as irregular_posted_debits,
         i.sum_posted_credits as irregular_posted_credits, i.sum_held_debits as irregular_held_debits,
         i.sum_held_credits as irregular_held_credits"
    };
}

macro_rules! joined {
    () => {
        concat!(
            " left join lateral (
               select * from postings
               where ledger_no = $1 and account_no = a.account_no
               order by seq desc, leg desc
               limit 1
             ) p on true
             left join lateral (
               select * from irregular_postings
               where ledger_no = $1 and account_no = a.account_no and irregular_count = p.irregular_count
               offset 0
             ) i on true ",
            asset_of_account!()
        )
    };
}

/// The public object of an account.
pub(crate) fn object(account: &Account, attributes: &Attributes) -> objects::Account {
    objects::Account {
        account_version: account.state.version,
        asset: account.asset.code.to_string(),
        created_at: account.created_at.to_string(),
        description: attributes.description.clone(),
        id: account.id,
        metadata: StringMap(attributes.metadata.clone()),
        normal_side: account.normal_side.as_str(),
        path: account.path.to_string(),
        policy: policies::object(&account.policy, account.asset.scale),
        revision: account.revision,
        schema: None,
        status: account.status.as_str(),
        account_type: account.account_type.as_str(),
        updated_at: account.updated_at.to_string(),
    }
}

/// Loads accounts by path and by id, with their attributes.
///
/// Uses `accounts_path` and `accounts_id`, then the primary keys.
pub(crate) async fn load(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    names: &[&AccountRef],
) -> sqlx::Result<Vec<(Account, Attributes)>> {
    load_all(conn, ledger, names, &[]).await
}

/// As [`load`], and by number.
pub(crate) async fn load_all(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    names: &[&AccountRef],
    numbers: &[AccountNo],
) -> sqlx::Result<Vec<(Account, Attributes)>> {
    let mut paths = Vec::new();
    let mut ids = Vec::new();
    for name in names {
        match name {
            AccountRef::Path(path) => paths.push(path.as_str()),
            AccountRef::Id(id) => ids.push(*id),
        }
    }
    let rows = sqlx::query(concat!(
        "select ",
        columns!(),
        " from (
            select found.account_no
            from unnest($2::text[]) asked (path)
            cross join lateral (
              select account_no from accounts where ledger_no = $1 and path = asked.path offset 0
            ) found
            union
            select found.account_no
            from unnest($3::uuid[]) asked (id)
            cross join lateral (
              select account_no from accounts where ledger_no = $1 and id = asked.id offset 0
            ) found
            union
            select account_no from unnest($4::int4[]) asked (account_no)
          ) named
          cross join lateral (
            -- In this form only the primary key will do. With `=`, planned while the table is empty, every index
            -- that begins with the ledger costs the same.
            select * from accounts
            where ledger_no = $1 and account_no between named.account_no and named.account_no
            order by account_no
            limit 1
          ) a",
        joined!()
    ))
    .bind(ledger.0)
    .bind(paths)
    .bind(ids)
    .bind(numbers.iter().map(|no| no.0).collect::<Vec<_>>())
    .fetch_all(conn)
    .await?;
    rows.iter().map(decode).collect()
}

/// The first pair whose path and id are one account's. Uses `accounts_path`.
pub(crate) async fn first_of_one(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    pairs: &[(&AccountPath, Uuid)],
) -> sqlx::Result<Option<usize>> {
    let first: Option<i64> = sqlx::query_scalar(
        "select min(asked.index)
         from unnest($2::text[], $3::uuid[]) with ordinality asked (path, id, index)
         cross join lateral (
           select id from accounts where ledger_no = $1 and path = asked.path offset 0
         ) found
         where found.id = asked.id",
    )
    .bind(ledger.0)
    .bind(pairs.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>())
    .bind(pairs.iter().map(|(_, id)| *id).collect::<Vec<_>>())
    .fetch_one(conn)
    .await?;
    Ok(first.map(|index| usize::try_from(index - 1).expect("ordinality counts from 1")))
}

/// Inserts new accounts.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    rows: &[(Account, Attributes)],
) -> sqlx::Result<()> {
    let each = |f: fn(&Account) -> &str| rows.iter().map(|(account, _)| f(account)).collect::<Vec<_>>();
    sqlx::query(
        "insert into accounts (ledger_no, account_no, id, path, type, asset_no, normal_side, status, revision,
           min_balance, max_balance, rules, description, metadata, created_at, updated_at)
         select $1, u.no, u.id, u.path, u.type, u.asset_no, u.normal_side, 'open', 1,
           u.min_balance, u.max_balance, u.rules::jsonb, u.description, u.metadata::jsonb, u.created_at, u.created_at
         from unnest($2::int4[], $3::uuid[], $4::text[], $5::text[], $6::int4[], $7::text[], $8::numeric[],
           $9::numeric[], $10::text[], $11::text[], $12::timestamptz[], $13::text[])
           u (no, id, path, type, asset_no, normal_side, min_balance, max_balance, description, metadata, created_at,
              rules)",
    )
    .bind(ledger.0)
    .bind(rows.iter().map(|(account, _)| account.no.0).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| account.id).collect::<Vec<_>>())
    .bind(each(|account| account.path.as_str()))
    .bind(each(|account| account.account_type.as_str()))
    .bind(rows.iter().map(|(account, _)| account.asset.no.0).collect::<Vec<_>>())
    .bind(each(|account| account.normal_side.as_str()))
    .bind(rows.iter().map(|(account, _)| account.policy.min_balance.map(Numeric)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| account.policy.max_balance.map(Numeric)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, attributes)| attributes.description.as_deref()).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, attributes)| metadata_json(&attributes.metadata)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| Instant(account.created_at)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| policies::rules_json(account)).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what a change of an account may change.
pub(crate) async fn update(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    rows: &[(Account, Attributes)],
) -> sqlx::Result<()> {
    let done = sqlx::query(
        "update accounts a
         set status = u.status, min_balance = u.min_balance, max_balance = u.max_balance,
           rules = u.rules::jsonb, revision = u.revision, description = u.description, metadata = u.metadata::jsonb, updated_at = u.updated_at
         from (
           select $1::int4 as ledger_no, u.*
           from unnest($2::int4[], $3::text[], $4::numeric[], $5::numeric[], $6::int8[], $7::text[], $8::text[],
               $9::timestamptz[], $10::text[])
             u (no, status, min_balance, max_balance, revision, description, metadata, updated_at, rules)
           offset 0
         ) u
         where a.ledger_no = any(array[u.ledger_no]) and a.account_no = u.no and a.revision < u.revision",
    )
    .bind(ledger.0)
    .bind(rows.iter().map(|(account, _)| account.no.0).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| account.status.as_str()).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| account.policy.min_balance.map(Numeric)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| account.policy.max_balance.map(Numeric)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| account.revision).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, attributes)| attributes.description.as_deref()).collect::<Vec<_>>())
    .bind(rows.iter().map(|(_, attributes)| metadata_json(&attributes.metadata)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| Instant(account.updated_at)).collect::<Vec<_>>())
    .bind(rows.iter().map(|(account, _)| policies::rules_json(account)).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    if done.rows_affected() == rows.len() as u64 {
        Ok(())
    } else {
        Err(sqlx::Error::Protocol("an account changed behind the head lock".into()))
    }
}

pub(crate) async fn find(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    name: &AccountRef,
) -> sqlx::Result<Option<(Account, Attributes)>> {
    Ok(load(conn, ledger, &[name]).await?.pop())
}

/// Which accounts a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    pub path_prefix: Option<PathPrefix>,
    pub account_type: Option<AccountType>,
    pub asset: Option<AssetCode>,
    pub status: Option<AccountStatus>,
}

/// Pages by creation. A prefix of up to [`SCAN_LIMIT`] accounts is read by `accounts_path`; a wider
/// one, or none, by the primary key, at most that many rows a page.
pub(crate) async fn list(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    filter: &AccountFilter,
    page: PageRequest,
) -> sqlx::Result<Page<(Account, Attributes)>> {
    let asset_no = match &filter.asset {
        None => None,
        Some(code) => match asset_no(conn, ledger, code).await? {
            Some(no) => Some(no),
            None => {
                return Ok(Page { data: Vec::new(), next: None });
            }
        },
    };
    let (from, to) = page.exclusive_range();
    let clamp = |position: i64| i32::try_from(position.clamp(0, i64::from(i32::MAX))).expect("clamped");
    let (below, above) = prefix_range(filter.path_prefix.as_ref());

    // The candidates, by whichever key is narrower, and then what the filter keeps of them.
    macro_rules! by_path {
        ($order:literal) => {
            concat!(
                "select ",
                columns!(),
                " from (
                    select * from (
                      select * from accounts where ledger_no = $1 and path = $4
                      union all
                      select * from accounts where ledger_no = $1 and path >= $5 and path < $6
                      offset 0
                    ) covered
                    where account_no > $2 and account_no < $3
                      and ($7::text is null or type = $7) and ($8::text is null or status = $8)
                      and ($9::int4 is null or asset_no = $9)
                    order by account_no ",
                $order,
                " limit $10
                  ) a",
                joined!(),
                " order by a.account_no ",
                $order
            )
        };
    }
    macro_rules! by_number {
        ($order:literal) => {
            concat!(
                "select ",
                columns!(),
                ", a.keep from (
                    select *, ($4::text is null or path = $4 or (path >= $5 and path < $6))
                      and ($7::text is null or type = $7) and ($8::text is null or status = $8)
                      and ($9::int4 is null or asset_no = $9) as keep
                    from accounts
                    where ledger_no = $1 and account_no > $2 and account_no < $3
                    order by account_no ",
                $order,
                " limit $10
                  ) a",
                joined!(),
                " order by a.account_no ",
                $order
            )
        };
    }
    let narrow = match &filter.path_prefix {
        None => false,
        Some(prefix) => covered(conn, ledger, prefix).await? <= SCAN_LIMIT,
    };
    let sql = match (narrow, page.order) {
        (true, Order::Newest) => by_path!("desc"),
        (true, Order::Oldest) => by_path!(""),
        (false, Order::Newest) => by_number!("desc"),
        (false, Order::Oldest) => by_number!(""),
    };
    let filtered = filter != &AccountFilter::default();
    let limit = if narrow || !filtered { page.one_more() } else { SCAN_LIMIT };
    let rows = sqlx::query(sql)
        .bind(ledger.0)
        .bind(clamp(from))
        .bind(clamp(to))
        .bind(filter.path_prefix.as_ref().map(PathPrefix::as_str))
        .bind(below)
        .bind(above)
        .bind(filter.account_type.map(AccountType::as_str))
        .bind(filter.status.map(AccountStatus::as_str))
        .bind(asset_no)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    let position = |row: &(Account, Attributes)| i64::from(row.0.no.0);
    if narrow || !filtered {
        let rows = rows.iter().map(decode).collect::<sqlx::Result<Vec<_>>>()?;
        return Ok(page.cut(rows, position));
    }
    let stopped = rows.len() as i64 == SCAN_LIMIT;
    let last = rows.last().map(|row| row.try_get::<i32, _>("account_no")).transpose()?.map(i64::from);
    let mut kept = Vec::new();
    for row in &rows {
        if row.try_get("keep")? {
            kept.push(decode(row)?);
        }
    }
    let page = page.cut(kept, position);
    let next = page.next.or(if stopped { last } else { None });
    Ok(Page { next, ..page })
}

/// The paths below a prefix, as a half-open range in byte order: `;` follows `:`.
pub(crate) fn prefix_range(prefix: Option<&PathPrefix>) -> (Option<String>, Option<String>) {
    (prefix.map(|prefix| format!("{prefix}:")), prefix.map(|prefix| format!("{prefix};")))
}

/// How many accounts a prefix covers, counted no further than one beyond [`SCAN_LIMIT`].
async fn covered(conn: &mut PgConnection, ledger: LedgerNo, prefix: &PathPrefix) -> sqlx::Result<i64> {
    let (below, above) = prefix_range(Some(prefix));
    sqlx::query_scalar(
        "select count(*) from (
           select from accounts where ledger_no = $1 and path = $2
           union all
           select from accounts where ledger_no = $1 and path >= $3 and path < $4
           limit $5
         ) counted",
    )
    .bind(ledger.0)
    .bind(prefix.as_str())
    .bind(below)
    .bind(above)
    .bind(SCAN_LIMIT + 1)
    .fetch_one(conn)
    .await
}

/// The next accounts below a prefix by number, for reports that page over all of them.
pub(crate) async fn page_below(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    prefix: Option<&PathPrefix>,
    after: i32,
    limit: i64,
) -> sqlx::Result<Vec<(Account, Attributes)>> {
    let (below, above) = prefix_range(prefix);
    let rows = sqlx::query(concat!(
        "select ",
        columns!(),
        " from (
            select * from accounts
            where ledger_no = $1 and account_no > $2
              and ($3::text is null or path = $3 or (path >= $4 and path < $5))
            order by account_no limit $6
          ) a",
        joined!(),
        " order by a.account_no"
    ))
    .bind(ledger.0)
    .bind(after)
    .bind(prefix.map(PathPrefix::as_str))
    .bind(below)
    .bind(above)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(decode).collect()
}

async fn asset_no(conn: &mut PgConnection, ledger: LedgerNo, code: &AssetCode) -> sqlx::Result<Option<i32>> {
    if let Some(built_in) = iso_4217(code.as_str()) {
        return Ok(Some(built_in.no.0));
    }
    sqlx::query_scalar("select asset_no from assets where ledger_no = $1 and code = $2")
        .bind(ledger.0)
        .bind(code.as_str())
        .fetch_optional(conn)
        .await
}

pub(crate) fn metadata_json(metadata: &ledger::Metadata) -> String {
    serde_json::to_string(metadata).expect("strings serialise")
}

pub(crate) fn metadata_of(text: Option<&str>) -> sqlx::Result<ledger::Metadata> {
    text.map_or_else(
        || Ok(ledger::Metadata::new()),
        |text| serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into())),
    )
}

/// The four totals of a row, by a prefix of their column names.
pub(crate) fn balance_of(row: &PgRow, prefix: &str) -> sqlx::Result<Balance> {
    let get = |name: &str| -> sqlx::Result<Minor> {
        let column = if prefix.is_empty() { Cow::from(name) } else { Cow::from(format!("{prefix}{name}")) };
        Ok(row.try_get::<Option<Numeric>, _>(&*column)?.map_or(Minor::ZERO, |n| n.0))
    };
    Ok(Balance {
        posted: Sides { debits: get("posted_debits")?, credits: get("posted_credits")? },
        held: Sides { debits: get("held_debits")?, credits: get("held_credits")? },
    })
}

pub(crate) fn side_of(text: &str) -> sqlx::Result<Side> {
    [Side::Debit, Side::Credit]
        .into_iter()
        .find(|side| side.as_str() == text)
        .ok_or_else(|| sqlx::Error::Decode(format!("no side is called {text}").into()))
}

fn decode(row: &PgRow) -> sqlx::Result<(Account, Attributes)> {
    let unknown = |what: &str, text: &str| sqlx::Error::Decode(format!("no {what} is called {text}").into());
    let account_type: &str = row.try_get("type")?;
    let status: &str = row.try_get("status")?;
    let asset =
        crate::assets::resolve(row.try_get("asset_no")?, row.try_get("asset_code")?, row.try_get("asset_scale")?)?;
    let rules = policies::rules_of(row.try_get("rules")?, asset.scale)?;
    let account = Account {
        no: AccountNo(row.try_get("account_no")?),
        id: row.try_get::<Uuid, _>("id")?,
        path: AccountPath::parse(row.try_get("path")?).map_err(|error| sqlx::Error::Decode(error.into()))?,
        account_type: AccountType::ALL
            .into_iter()
            .find(|candidate| candidate.as_str() == account_type)
            .ok_or_else(|| unknown("account type", account_type))?,
        asset,
        normal_side: side_of(row.try_get("normal_side")?)?,
        status: AccountStatus::ALL
            .into_iter()
            .find(|candidate| candidate.as_str() == status)
            .ok_or_else(|| unknown("status", status))?,
        policy: Policy {
            min_balance: row.try_get::<Option<Numeric>, _>("min_balance")?.map(|n| n.0),
            max_balance: row.try_get::<Option<Numeric>, _>("max_balance")?.map(|n| n.0),
            rules,
        },
        revision: row.try_get("revision")?,
        created_at: row.try_get::<Instant, _>("created_at")?.0,
        updated_at: row.try_get::<Instant, _>("updated_at")?.0,
        state: match row.try_get::<Option<i64>, _>("account_version")? {
            None => AccountState::NEW,
            Some(version) => AccountState {
                version,
                balance: balance_of(row, "")?,
                effective_high: row.try_get::<Instant, _>("effective_high")?.0,
                irregular: Irregular { count: row.try_get("irregular_count")?, sum: balance_of(row, "irregular_")? },
            },
        },
    };
    let attributes =
        Attributes { description: row.try_get("description")?, metadata: metadata_of(row.try_get("metadata")?)? };
    Ok((account, attributes))
}
