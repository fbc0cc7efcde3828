//! Balances now and at any instant, on both axes, exact at a bounded cost.
//!
//! Let `S` be a `seq` and `as_of` an effective instant. A posting is *irregular* if it is post-dated
//! or earlier than its account's `effective_high`; regular ones rise along both axes together. With
//! `V` the account's last posting at or below `S` whose `effective_high` is at or before `as_of`:
//!
//! `balance = snapshot(V) − irregular(up to V) + irregular(up to S, effective by as_of)`
//!
//! `V` is found by probes of the primary key alone, from where the events' clock says on; the sums, where
//! an account has irregular postings, by `irregular_postings.rs`.

use ledger::{
    Account, AccountRef, Asset, Attributes, Balance, Minor, POST_DATED_AFTER_MICROS, PathPrefix, Sides, Timestamp,
};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    ReadError, accounts, assets,
    encoding::Instant,
    events, heads,
    irregular_postings::{self, Counted},
    ledgers::LedgerNo,
    objects,
    page::{Order, Page, PageRequest},
};

/// The system axis of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Now,
    At(Timestamp),
    AtSeq(i64),
}

/// Both axes of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Inclusive; `None`: everything recorded, post-dated too.
    pub as_of: Option<Timestamp>,
    pub known: Known,
}

/// What a read answered at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnsweredAt {
    pub as_of: Option<Timestamp>,
    pub known_at: Timestamp,
    pub seq: i64,
    /// Whether the answer can never change.
    pub is_final: bool,
}

/// One account's balance.
#[derive(Clone, Debug)]
pub struct AccountBalance {
    pub account: String,
    pub account_id: Uuid,
    pub asset: String,
    pub account_version: i64,
    pub balance: objects::Balance,
}

/// Totals of many accounts; beyond what one account can hold, hence strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetTotal {
    pub asset: String,
    pub debits: String,
    pub credits: String,
    /// Debits − credits.
    pub net: String,
}

/// No batch lives longer, so nothing older can still be recorded.
const LONGEST_BATCH_MICROS: i64 = 60_000_000;

/// Accounts per statement of a read over many.
const CHUNK: i64 = 500;

/// An account's state at a point of both axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StateAt {
    pub version: i64,
    pub balance: Balance,
}

/// Finds the `seq` that a point on the system axis stands for.
pub(crate) async fn resolve(conn: &mut PgConnection, ledger: LedgerNo, at: At) -> Result<AnsweredAt, ReadError> {
    match at.known {
        Known::Now => {
            let (head, now, _) = heads::read_with_event(conn, ledger, None).await?;
            Ok(answered_now(at.as_of, head.last_seq, head.last_recorded_at, now))
        }
        Known::AtSeq(seq) => {
            let (head, _, recorded_at) = heads::read_with_event(conn, ledger, Some(event_of(seq))).await?;
            answered_at_seq(at.as_of, seq, head.last_seq, recorded_at)
        }
        Known::At(known_at) => resolve_instant(conn, ledger, at.as_of, known_at).await,
    }
}

async fn resolve_instant(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    as_of: Option<Timestamp>,
    known_at: Timestamp,
) -> Result<AnsweredAt, ReadError> {
    let (mut head, mut now) = heads::read(conn, ledger).await?;
    let mut idle = false;
    if known_at > head.last_recorded_at && known_at < now.plus_micros(-LONGEST_BATCH_MICROS) {
        // Older than any batch may be. But a COMMIT can wait for a standby or a disk without end, so
        // it must also be seen that nobody holds the head; what has committed by then is read anew.
        idle = heads::is_free(conn, ledger).await?;
        (head, now) = heads::read(conn, ledger).await?;
    }
    if known_at > now.max(head.last_recorded_at) {
        return Err(ReadError::KnownAtInFuture);
    }
    let seq = if known_at >= head.last_recorded_at {
        head.last_seq
    } else {
        events::seq_at(conn, ledger, known_at, head.last_seq).await?
    };
    Ok(AnsweredAt { as_of, known_at, seq, is_final: known_at <= head.last_recorded_at || idle })
}

/// A clock behind the head (after a failover, say) is no reason to know less than the head.
fn answered_now(as_of: Option<Timestamp>, last_seq: i64, last_recorded_at: Timestamp, now: Timestamp) -> AnsweredAt {
    AnsweredAt { as_of, known_at: now.max(last_recorded_at), seq: last_seq, is_final: now <= last_recorded_at }
}

/// `recorded_at` is that of [`event_of`] the `seq`.
fn answered_at_seq(
    as_of: Option<Timestamp>,
    seq: i64,
    last_seq: i64,
    recorded_at: Option<Timestamp>,
) -> Result<AnsweredAt, ReadError> {
    if seq > last_seq {
        return Err(ReadError::NotYetVisible { wanted: seq, last_seq });
    }
    let recorded_at = recorded_at.ok_or(sqlx::Error::RowNotFound)?;
    let known_at = if seq < 1 { recorded_at.plus_micros(-1) } else { recorded_at };
    Ok(AnsweredAt { as_of, known_at, seq, is_final: true })
}

/// The event that says when a `seq` was; 0 is what was known until the ledger was there.
fn event_of(seq: i64) -> i64 {
    seq.max(1)
}

macro_rules! states_by_seq {
    ($columns:literal, $accounts:expr) => {
        concat!(
            "select ",
            $columns,
            "p.account_version, p.posted_debits, p.posted_credits, p.held_debits, p.held_credits
    from ",
            $accounts,
            " a (account_no, n)
    left join lateral (
      select * from postings
      where ledger_no = $1 and account_no = a.account_no and seq <= $3
      order by seq desc, leg desc
      limit 1
    ) p on true
    order by a.n"
        )
    };
}

const _: () = assert!(POST_DATED_AFTER_MICROS == 1_000_000, "states_by_both says it in SQL");

macro_rules! states_by_both {
    ($columns:literal, $accounts:expr) => {
        concat!(
            "select ",
            $columns,
            "a.account_no, l.account_version, l.irregular_count, v.irregular_count as irregular_in_v,
      v.posted_debits, v.posted_credits, v.held_debits, v.held_credits
    from ",
            $accounts,
            " a (account_no, n)
    -- The last posting known.
    left join lateral (
      select seq, account_version, effective_high, irregular_count
      from postings
      where ledger_no = $1 and account_no = a.account_no and seq <= $3
      order by seq desc, leg desc
      limit 1
    ) l on true
    -- The first posting that raises effective_high beyond as_of, if l or one before it does: V is the last before that.
    -- What was recorded a second before as_of is effective by it, unless it is post-dated and so irregular: up to there
    -- the events' clock says how far. Most often it is one of the next few; if not, it is searched for.
    left join lateral (
      select coalesce((
        select seq
        from (
          select seq, effective_high from postings
          where ledger_no = $1 and account_no = a.account_no and seq > clock.seq and seq <= l.seq
          order by seq, leg
          limit 16
        ) next
        where effective_high > $4
        limit 1
      ), (
        with recursive search (low, high, step) as (
          select clock.seq, l.seq, 1024::int8
          union all
          select case when p.effective_high > $4 then s.low else s.middle end,
            case when p.effective_high > $4 then p.seq else s.high end,
            least(s.step * 2, s.high - s.middle)
          from (
            select low, high, step, least(low + step, (low + high) / 2) as middle from search where low + 1 < high
          ) s
          left join lateral (
            select seq, effective_high
            from postings
            where ledger_no = $1 and account_no = a.account_no and seq > s.low and seq <= s.middle
            order by seq desc, leg desc
            limit 1
          ) p on true
        )
        select min(high) from search
      )) as seq
      from (
        select coalesce((
          select least(seq, l.seq)
          from events
          where ledger_no = $1 and seq % 1024 = 0 and recorded_at <= $4 - interval '1 second'
          order by recorded_at desc, seq desc
          limit 1
        ), 0) as seq
        where l.effective_high > $4
        offset 0
      ) clock
    ) beyond on true
    -- V.
    left join lateral (
      select irregular_count, posted_debits, posted_credits, held_debits, held_credits
      from postings
      where ledger_no = $1 and account_no = a.account_no and seq <= coalesce(beyond.seq - 1, l.seq)
      order by seq desc, leg desc
      limit 1
    ) v on true
    order by a.n"
        )
    };
}

/// The states of accounts at `seq`, effective by `as_of`; in the order asked for.
pub(crate) async fn states_at(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    account_nos: &[i32],
    seq: i64,
    as_of: Option<Timestamp>,
) -> sqlx::Result<Vec<StateAt>> {
    const BY_SEQ: &str = states_by_seq!("", "unnest($2::int4[]) with ordinality");
    const BY_BOTH: &str = states_by_both!("", "unnest($2::int4[]) with ordinality");
    let Some(as_of) = as_of else {
        let rows = sqlx::query(BY_SEQ).bind(ledger.0).bind(account_nos).bind(seq).fetch_all(conn).await?;
        return rows.iter().map(state).collect();
    };
    let query = sqlx::query(BY_BOTH).bind(ledger.0).bind(account_nos).bind(seq).bind(Instant(as_of));
    let rows = query.fetch_all(&mut *conn).await?;
    effective_states(conn, ledger, &rows, as_of).await
}

fn state(row: &PgRow) -> sqlx::Result<StateAt> {
    Ok(StateAt {
        version: row.try_get::<Option<i64>, _>("account_version")?.unwrap_or_default(),
        balance: accounts::balance_of(row, "")?,
    })
}

/// The states that rows of `states_by_both` stand for. Only accounts with irregular postings, of which plain traffic has
/// none, need a second statement; what it reads never changes, so its snapshot may be a later one.
async fn effective_states(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    rows: &[PgRow],
    as_of: Timestamp,
) -> sqlx::Result<Vec<StateAt>> {
    let mut states = rows.iter().map(state).collect::<sqlx::Result<Vec<_>>>()?;
    let mut asked = Vec::new();
    for (row, state) in rows.iter().zip(&mut states) {
        let known: Option<i64> = row.try_get("irregular_count")?;
        if let Some(known) = known.filter(|known| *known > 0) {
            let in_snapshot = row.try_get::<Option<i64>, _>("irregular_in_v")?.unwrap_or_default();
            asked.push((Counted { account_no: row.try_get("account_no")?, known, in_snapshot }, &mut state.balance));
        }
    }
    if !asked.is_empty() {
        let counted: Vec<Counted> = asked.iter().map(|(counted, _)| *counted).collect();
        let sums = irregular_postings::effective_sums(conn, ledger, &counted, as_of).await?;
        for ((_, balance), sum) in asked.into_iter().zip(sums) {
            *balance = balance.checked_add(sum).ok_or_else(|| sqlx::Error::Decode("a balance out of range".into()))?;
        }
    }
    Ok(states)
}

/// The state of the one account that `$is` finds, with what never changes of it, and the head.
macro_rules! named {
    ($states:ident, $is:literal) => {
        $states!(
            "a.path, a.id, a.normal_side, a.asset_no, a.code as asset_code, a.scale as asset_scale,
             head.last_seq, head.last_recorded_at, clock_timestamp() as now,
             (select recorded_at from events where ledger_no = $1 and seq = greatest($3, 1)) as recorded_at, ",
            concat!(
                "(select last_seq, last_recorded_at from ledger_heads where ledger_no = $1 offset 0) head
                 cross join (
                  select named.account_no, 1, named.path, named.id, named.normal_side, named.asset_no, s.code, s.scale
                  from (select * from accounts where ledger_no = $1 and ",
                $is,
                " offset 0) named
                  left join lateral (
                    select code, scale from assets where ledger_no = $1 and asset_no = named.asset_no offset 0
                  ) s on true
                  offset 0
                )"
            )
        )
    };
}

/// One account's balance; `None` where there is no such account.
///
/// The head comes with the state, in one statement and so in one snapshot; only an instant on the
/// system axis must be resolved first.
pub(crate) async fn balance(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    name: &AccountRef,
    at: At,
) -> Result<Option<(AccountBalance, AnsweredAt)>, ReadError> {
    let (up_to, resolved) = match at.known {
        Known::Now => (i64::MAX, None),
        Known::AtSeq(seq) => (seq, None),
        Known::At(known_at) => {
            let answered = resolve_instant(conn, ledger, at.as_of, known_at).await?;
            (answered.seq, Some(answered))
        }
    };
    let query = match (at.as_of, name) {
        (None, AccountRef::Path(path)) => {
            sqlx::query(named!(states_by_seq, "path = $2::text")).bind(ledger.0).bind(path.as_str())
        }
        (None, AccountRef::Id(id)) => sqlx::query(named!(states_by_seq, "id = $2::uuid")).bind(ledger.0).bind(*id),
        (Some(_), AccountRef::Path(path)) => {
            sqlx::query(named!(states_by_both, "path = $2::text")).bind(ledger.0).bind(path.as_str())
        }
        (Some(_), AccountRef::Id(id)) => sqlx::query(named!(states_by_both, "id = $2::uuid")).bind(ledger.0).bind(*id),
    };
    let query = query.bind(up_to);
    let query = match at.as_of {
        None => query,
        Some(as_of) => query.bind(Instant(as_of)),
    };
    let Some(found) = query.fetch_optional(&mut *conn).await? else {
        // A `seq` that is not there yet is told before an account that is not.
        resolve(conn, ledger, at).await?;
        return Ok(None);
    };
    let answered = match (at.known, resolved) {
        (_, Some(answered)) => answered,
        (Known::AtSeq(seq), None) => {
            let recorded_at = found.try_get::<Option<Instant>, _>("recorded_at")?.map(|at| at.0);
            answered_at_seq(at.as_of, seq, found.try_get("last_seq")?, recorded_at)?
        }
        (_, None) => {
            let Instant(at_head) = found.try_get("last_recorded_at")?;
            answered_now(at.as_of, found.try_get("last_seq")?, at_head, found.try_get::<Instant, _>("now")?.0)
        }
    };
    let asset =
        assets::resolve(found.try_get("asset_no")?, found.try_get("asset_code")?, found.try_get("asset_scale")?)?;
    let StateAt { version, balance } = match at.as_of {
        None => state(&found)?,
        Some(as_of) => effective_states(conn, ledger, std::slice::from_ref(&found), as_of).await?[0],
    };
    let normal_side = accounts::side_of(found.try_get("normal_side")?)?;
    let balance = AccountBalance {
        account: found.try_get("path")?,
        account_id: found.try_get("id")?,
        asset: asset.code.to_string(),
        account_version: version,
        balance: objects::Balance::new(&balance, normal_side, asset.scale),
    };
    Ok(Some((balance, answered)))
}

fn row(account: &Account, state: &StateAt) -> AccountBalance {
    AccountBalance {
        account: account.path.to_string(),
        account_id: account.id,
        asset: account.asset.code.to_string(),
        account_version: state.version,
        balance: objects::Balance::new(&state.balance, account.normal_side, account.asset.scale),
    }
}

/// Every account below a prefix, one row each, paged by creation.
pub(crate) async fn by_account(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    prefix: Option<&PathPrefix>,
    at: At,
    page: PageRequest,
) -> Result<(Page<AccountBalance>, AnsweredAt), ReadError> {
    let answered = resolve(conn, ledger, at).await?;
    let filter = accounts::AccountFilter { path_prefix: prefix.cloned(), ..Default::default() };
    let accounts = accounts::list(conn, ledger, &filter, page).await?;
    let rows = states(conn, ledger, &accounts.data, answered).await?;
    let data = accounts.data.iter().zip(&rows).map(|((account, _), state)| row(account, state)).collect();
    Ok((Page { data, next: accounts.next }, answered))
}

async fn states(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    accounts: &[(Account, Attributes)],
    answered: AnsweredAt,
) -> sqlx::Result<Vec<StateAt>> {
    let numbers: Vec<i32> = accounts.iter().map(|(account, _)| account.no.0).collect();
    states_at(conn, ledger, &numbers, answered.seq, answered.as_of).await
}

/// Totals per asset below a prefix, at one `seq`: history is immutable, so adding up chunk by chunk
/// is exact and no statement is long.
pub(crate) async fn totals(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    prefix: Option<&PathPrefix>,
    at: At,
) -> Result<(Vec<AssetTotal>, AnsweredAt), ReadError> {
    let answered = resolve(conn, ledger, at).await?;
    let mut totals: Vec<(Asset, Wide, Wide)> = Vec::new();
    let mut after = 0;
    loop {
        let accounts = accounts::page_below(conn, ledger, prefix, after, CHUNK).await?;
        let Some((last, _)) = accounts.last() else {
            break;
        };
        after = last.no.0;
        for ((account, _), state) in accounts.iter().zip(states(conn, ledger, &accounts, answered).await?) {
            let index = totals.iter().position(|(asset, ..)| asset.no == account.asset.no).unwrap_or_else(|| {
                totals.push((account.asset.clone(), Wide::ZERO, Wide::ZERO));
                totals.len() - 1
            });
            let Sides { debits, credits } = state.balance.posted;
            totals[index].1.add(debits);
            totals[index].2.add(credits);
        }
        if (accounts.len() as i64) < CHUNK {
            break;
        }
    }
    totals.sort_by(|(a, ..), (b, ..)| a.code.cmp(&b.code));
    let totals = totals
        .into_iter()
        .map(|(asset, debits, credits)| AssetTotal {
            asset: asset.code.to_string(),
            debits: debits.to_decimal(asset.scale),
            credits: credits.to_decimal(asset.scale),
            net: debits.minus(credits).to_decimal(asset.scale),
        })
        .collect();
    Ok((totals, answered))
}

/// A total of many accounts, each within ±(10^38 − 1): `high × 10^38 + low`, `low` in `0..10^38`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wide {
    high: i64,
    low: i128,
}

const WIDE_BASE: i128 = 10_i128.pow(ledger::AMOUNT_DIGITS);

impl Wide {
    const ZERO: Wide = Wide { high: 0, low: 0 };

    fn add(&mut self, amount: Minor) {
        // `low` is below 10^38 and the amount at most that, so compare before adding: the sum of
        // both can exceed `i128`.
        let amount = amount.units();
        if amount >= 0 && self.low >= WIDE_BASE - amount {
            self.high += 1;
            self.low -= WIDE_BASE - amount;
        } else {
            self.low += amount;
            if self.low < 0 {
                self.high -= 1;
                self.low += WIDE_BASE;
            }
        }
    }

    fn minus(self, other: Wide) -> Wide {
        let (high, low) = (self.high - other.high, self.low - other.low);
        if low < 0 { Wide { high: high - 1, low: low + WIDE_BASE } } else { Wide { high, low } }
    }

    fn to_decimal(self, scale: u8) -> String {
        let (sign, Wide { high, low }) = if self.high < 0 { ("-", Wide::ZERO.minus(self)) } else { ("", self) };
        let digits = if high == 0 { low.to_string() } else { format!("{high}{low:038}") };
        let scale = usize::from(scale);
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

/// A posting with its transfer's id and times.
#[derive(Clone, Debug)]
pub struct AccountPosting {
    pub transfer_id: Uuid,
    pub seq: i64,
    pub effective_at: Timestamp,
    pub recorded_at: Timestamp,
    /// Its index in its transfer.
    pub index: i16,
    pub posting: objects::Posting,
}

/// An account's postings by `postings_pkey`; `None` where there is no such account.
pub(crate) async fn postings(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    name: &AccountRef,
    page: PageRequest,
) -> Result<Option<Page<AccountPosting>>, ReadError> {
    let Some((account, _)) = accounts::find(conn, ledger, name).await? else {
        return Ok(None);
    };
    macro_rules! sql {
        ($order:literal) => {
            concat!(
                "select t.id as transfer_id, t.kind, p.seq, p.effective_at, t.recorded_at, p.leg, ",
                crate::transfers::posting_columns!(),
                " from (
                    select * from postings
                    where ledger_no = $1 and account_no = $2 and (seq, leg) > ($3, $4) and (seq, leg) < ($5, $6)
                    order by seq ",
                $order,
                ", leg ",
                $order,
                "
                    limit $7
                  ) p
                  cross join lateral (select * from transfers where ledger_no = $1 and seq = p.seq offset 0) t
                  cross join lateral (select * from accounts where ledger_no = $1 and account_no = $2 offset 0) a ",
                crate::account_names::asset_of_account!(),
                " order by p.seq ",
                $order,
                ", p.leg ",
                $order
            )
        };
    }
    let sql = match page.order {
        Order::Newest => sql!("desc"),
        Order::Oldest => sql!(""),
    };
    // A position is `seq × 128 + leg`.
    let split = |position: i64| (position >> 7, i16::try_from(position & 127).expect("seven bits"));
    let (from, to) = page.exclusive_range();
    let (from, to) = (split(from.max(-1)), split(to.min((i64::MAX >> 7 << 7) - 1)));
    let rows = sqlx::query(sql)
        .bind(ledger.0)
        .bind(account.no.0)
        .bind(from.0)
        .bind(from.1)
        .bind(to.0)
        .bind(to.1)
        .bind(page.one_more())
        .fetch_all(conn)
        .await?;
    let rows = rows
        .iter()
        .map(|row| {
            Ok(AccountPosting {
                transfer_id: row.try_get("transfer_id")?,
                seq: row.try_get("seq")?,
                effective_at: row.try_get::<Instant, _>("effective_at")?.0,
                recorded_at: row.try_get::<Instant, _>("recorded_at")?.0,
                index: row.try_get("leg")?,
                posting: crate::transfers::posting_object(row, crate::transfers::kind_of(row.try_get("kind")?)?)?,
            })
        })
        .collect::<sqlx::Result<Vec<_>>>()?;
    Ok(Some(page.cut(rows, |row| row.seq << 7 | i64::from(row.index))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_many_accounts_exceed_what_one_can_hold() {
        let mut total = Wide::ZERO;
        for _ in 0..12 {
            total.add(Minor::MAX);
        }
        assert_eq!(total.to_decimal(0), format!("11{}88", "9".repeat(36)));
        let mut other = Wide::ZERO;
        other.add(Minor::MAX);
        assert_eq!(other.minus(total).to_decimal(2), format!("-10{}.89", "9".repeat(36)));
        assert_eq!(Wide::ZERO.to_decimal(3), "0.000");
        let mut cents = Wide::ZERO;
        cents.add(Minor::new(-5).expect("in range"));
        assert_eq!(cents.to_decimal(2), "-0.05");
    }
}
