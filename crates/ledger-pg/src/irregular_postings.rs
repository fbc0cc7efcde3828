//! `irregular_postings` and `irregular_blocks`: what point-in-time reads need to know about postings
//! that are out of order in effective time.
//!
//! An account's irregular postings are counted 1, 2, 3 …. Every full 256 of them become a block at level 0, every full
//! 8,192 one at level 1, every full 131,072 one at level 2: sorted by effective time, with running sums. "The irregular
//! postings up to number n that are effective by an instant" is then one probe per full block and a scan of fewer than
//! 256 rows, whatever the order in which they came.
//!
//! Blocks of levels 0 and 1 are made in the transaction that completes them. Those of level 2, which would hold everybody
//! up for a second, only make reads cheaper: they are merged after it, in order, and a read uses those that are there.

use ledger::{AccountNo, Balance, Timestamp};
use sqlx::PgConnection;

use crate::{accounts, encoding::Instant, ledgers::LedgerNo};

/// Irregular postings a block holds, by level.
pub(crate) const BLOCK_SIZES: [i64; 3] = [256, 8_192, 131_072];

/// The level whose blocks are merged later.
pub(crate) const MERGED: usize = 2;

/// A block that has just been filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FullBlock {
    pub account: AccountNo,
    pub level: usize,
    block_no: i32,
}

impl FullBlock {
    /// The blocks to build that an account's posting number `count` completes.
    pub fn completed_by(account: AccountNo, count: i64) -> impl Iterator<Item = FullBlock> {
        BLOCK_SIZES[..MERGED].iter().enumerate().filter(move |(_, size)| count % **size == 0).map(
            move |(level, size)| FullBlock {
                account,
                level,
                block_no: i32::try_from(count / size - 1).expect("below 2^31 blocks of 256"),
            },
        )
    }
}

/// Merges what is full into blocks of the last level, one block a statement.
pub(crate) async fn merge(conn: &mut PgConnection, ledger: LedgerNo, account: AccountNo) -> sqlx::Result<()> {
    while let Some(block_no) = next_to_merge(conn, ledger, account).await? {
        build(conn, ledger, &[FullBlock { account, level: MERGED, block_no }]).await?;
    }
    Ok(())
}

/// The first block that is full and not merged.
async fn next_to_merge(conn: &mut PgConnection, ledger: LedgerNo, account: AccountNo) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar(
        "select next.block_no
         from (
           select coalesce((
             select block_no + 1 from irregular_blocks
             where ledger_no = $1 and account_no = $2 and level = $3
             order by block_no desc
             limit 1
           ), 0) as block_no
         ) next
         where exists (
           select from irregular_postings
           where ledger_no = $1 and account_no = $2 and irregular_count = (next.block_no + 1) * $4
         )",
    )
    .bind(ledger.0)
    .bind(account.0)
    .bind(number_of(MERGED))
    .bind(BLOCK_SIZES[MERGED])
    .fetch_optional(conn)
    .await
}

/// A level as it is stored.
pub(crate) fn number_of(level: usize) -> i16 {
    i16::try_from(level).expect("there are three levels")
}

/// Builds blocks from the postings they cover, by `irregular_postings_pkey`; what another process has built stays.
pub(crate) async fn build(conn: &mut PgConnection, ledger: LedgerNo, blocks: &[FullBlock]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into irregular_blocks (ledger_no, account_no, level, block_no, effective_at,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits)
         select $1, b.account_no, b.level, b.block_no, i.effective_at, i.pd, i.pc, i.hd, i.hc
         from unnest($2::int4[], $3::int2[], $4::int4[], $5::int8[]) b (account_no, level, block_no, size)
         cross join lateral (
           select effective_at,
             sum(sum(posted_debits)) over by_time as pd, sum(sum(posted_credits)) over by_time as pc,
             sum(sum(held_debits)) over by_time as hd, sum(sum(held_credits)) over by_time as hc
           from irregular_postings
           where ledger_no = $1 and account_no = b.account_no
             and irregular_count > b.block_no * b.size and irregular_count <= (b.block_no + 1) * b.size
           group by effective_at
           window by_time as (order by effective_at)
         ) i
         on conflict do nothing",
    )
    .bind(ledger.0)
    .bind(blocks.iter().map(|block| block.account.0).collect::<Vec<_>>())
    .bind(blocks.iter().map(|block| number_of(block.level)).collect::<Vec<_>>())
    .bind(blocks.iter().map(|block| block.block_no).collect::<Vec<_>>())
    .bind(blocks.iter().map(|block| BLOCK_SIZES[block.level]).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose irregular postings are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    pub account_no: i32,
    /// How many are known.
    pub known: i64,
    /// How many of the first the snapshot holds to which the sum is added.
    pub in_snapshot: i64,
}

const _: () = assert!(matches!(BLOCK_SIZES, [256, 8_192, 131_072]), "effective_sums says them in SQL");

/// Of each account, in the order asked for: irregular(known, effective by `as_of`) − irregular(in the snapshot).
pub(crate) async fn effective_sums(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    asked: &[Counted],
    as_of: Timestamp,
) -> sqlx::Result<Vec<Balance>> {
    let rows = sqlx::query(
        "select
           i.pd - coalesce(u.pd, 0) as posted_debits, i.pc - coalesce(u.pc, 0) as posted_credits,
           i.hd - coalesce(u.hd, 0) as held_debits, i.hc - coalesce(u.hc, 0) as held_credits
         from unnest($2::int4[], $3::int8[], $4::int8[]) with ordinality a (account_no, known, in_snapshot, n)
         left join lateral (
           select sum_posted_debits as pd, sum_posted_credits as pc, sum_held_debits as hd, sum_held_credits as hc
           from irregular_postings
           where ledger_no = $1 and account_no = a.account_no and irregular_count = a.in_snapshot
           -- So that it stays a probe: flattened into a join, a plan for an unanalysed table reads the ledger's.
           limit 1
         ) u on true
         -- How many of the largest blocks that are full are there.
         cross join lateral (
           select case when a.known < 131072 then 0 else least(a.known / 131072, coalesce((
             select block_no + 1 from irregular_blocks
             where ledger_no = $1 and account_no = a.account_no and level = 2
             order by block_no desc
             limit 1
           ), 0)) end as blocks
           offset 0
         ) merged
         -- The largest blocks, then what no block holds yet.
         cross join lateral (
           select coalesce(sum(part.pd), 0) as pd, coalesce(sum(part.pc), 0) as pc,
             coalesce(sum(part.hd), 0) as hd, coalesce(sum(part.hc), 0) as hc
           from (
             select b.* from (
               select 2::int2 as level, block_no from generate_series(0, merged.blocks - 1) block_no
               union all
               select 1::int2, block_no from generate_series(merged.blocks * 16, a.known / 8192 - 1) block_no
               union all
               select 0::int2, block_no from generate_series(a.known / 8192 * 32, a.known / 256 - 1) block_no
             ) full_blocks
             cross join lateral (
               select sum_posted_debits as pd, sum_posted_credits as pc, sum_held_debits as hd, sum_held_credits as hc
               from irregular_blocks
               where ledger_no = $1 and account_no = a.account_no and level = full_blocks.level
                 and block_no = full_blocks.block_no::int4 and effective_at <= $5
               order by effective_at desc
               limit 1
             ) b
             union all
             select posted_debits, posted_credits, held_debits, held_credits
             from irregular_postings
             where ledger_no = $1 and account_no = a.account_no and effective_at <= $5
               and irregular_count > a.known / 256 * 256 and irregular_count <= a.known
           ) part
         ) i
         order by a.n",
    )
    .bind(ledger.0)
    .bind(asked.iter().map(|counted| counted.account_no).collect::<Vec<_>>())
    .bind(asked.iter().map(|counted| counted.known).collect::<Vec<_>>())
    .bind(asked.iter().map(|counted| counted.in_snapshot).collect::<Vec<_>>())
    .bind(Instant(as_of))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| accounts::balance_of(row, "")).collect()
}
