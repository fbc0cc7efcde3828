//! `irregular_postings` and `irregular_blocks`: what point-in-time reads need to know about postings
//! that are out of order in effective time.
//!
//! An account's irregular postings are counted 1, 2, 3 …. Every full 256 of them become a block at
//! level 0, every full 8,192 one at level 1: sorted by effective time, with running sums. "The
//! irregular postings up to number n that are effective by an instant" is then one probe per full
//! block and a scan of fewer than 256 rows, whatever the order in which they came. Blocks are made
//! in the transaction that completes them, so a read never waits for anything.

use ledger::AccountNo;
use sqlx::PgConnection;

use crate::ledgers::LedgerNo;

/// Irregular postings a block holds, by level.
pub(crate) const BLOCK_SIZES: [i64; 2] = [256, 8192];

/// A block that has just been filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FullBlock {
    pub account: AccountNo,
    pub level: i16,
    pub block_no: i32,
}

impl FullBlock {
    /// The blocks that an account's posting number `count` completes.
    pub fn completed_by(account: AccountNo, count: i64) -> impl Iterator<Item = FullBlock> {
        BLOCK_SIZES.iter().enumerate().filter(move |(_, size)| count % **size == 0).map(move |(level, size)| {
            FullBlock {
                account,
                level: i16::try_from(level).expect("there are two levels"),
                block_no: i32::try_from(count / size - 1).expect("below 2^31 blocks of 256"),
            }
        })
    }
}

/// Builds blocks from the postings they cover, by `irregular_postings_pkey`.
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
         ) i",
    )
    .bind(ledger.0)
    .bind(blocks.iter().map(|block| block.account.0).collect::<Vec<_>>())
    .bind(blocks.iter().map(|block| block.level).collect::<Vec<_>>())
    .bind(blocks.iter().map(|block| block.block_no).collect::<Vec<_>>())
    .bind(
        blocks
            .iter()
            .map(|block| BLOCK_SIZES[usize::try_from(block.level).expect("a level is small")])
            .collect::<Vec<_>>(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
