//! Events as messages, read and rendered once for all lanes of a ledger.
//!
//! The order is cut into blocks. A whole block never changes, so lanes that are near each other share it; the
//! last one of a ledger grows, and only what is new of it is read.

use std::{sync::Arc, time::Duration};

use ledger_pg::{LedgerInfo, LedgerNo, ReadError, Store};
use moka::future::Cache;

use crate::message::Message;

/// Events of a block.
pub const BLOCK: i64 = 128;
/// What whole blocks may take in memory, about, and growing ones as much again.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
const KEPT: Duration = Duration::from_secs(60);

/// An event to tell, or the `seq` of one that is broken: `verify` says how.
pub type Item = Result<Message, i64>;
type Block = Arc<Vec<Item>>;

/// See the module's documentation. Cheap to clone.
#[derive(Clone)]
pub struct Recent {
    store: Store,
    public_url: Arc<str>,
    blocks: Cache<(LedgerNo, i64), Block>,
    /// The last block asked for of each ledger, by where it began: it may not be whole.
    growing: Cache<LedgerNo, (i64, Block)>,
}

fn weight(block: &Block) -> u32 {
    let bytes: usize = block.iter().flatten().map(|message| message.body.len() + 512).sum();
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

impl Recent {
    pub fn new(store: Store, public_url: &str) -> Recent {
        let blocks = Cache::builder().weigher(|_, block| weight(block)).max_capacity(MOST_BYTES);
        let growing = Cache::builder().weigher(|_, (_, block): &(i64, Block)| weight(block)).max_capacity(MOST_BYTES);
        Recent {
            store,
            public_url: public_url.into(),
            blocks: blocks.time_to_idle(KEPT).build(),
            growing: growing.time_to_idle(KEPT).build(),
        }
    }

    /// The events after a `seq` to the end of its block, or to `head`.
    ///
    /// # Errors
    /// As every read.
    pub async fn after(&self, ledger: &Arc<LedgerInfo>, after: i64, head: i64) -> Result<Vec<Item>, Arc<ReadError>> {
        let start = after - after.rem_euclid(BLOCK);
        let block = if head >= start + BLOCK {
            let block = self.blocks.try_get_with((ledger.no, start), self.read(ledger, start, start + BLOCK)).await?;
            if i64::try_from(block.len()) != Ok(BLOCK) {
                // The head was a hint, and wrong.
                self.blocks.invalidate(&(ledger.no, start)).await;
            }
            block
        } else {
            let block = self.read(ledger, start, head).await?;
            let known = self.growing.get(&ledger.no).await.map(|(begins, known)| (begins, known.len()));
            if known.is_none_or(|known| known < (start, block.len())) {
                self.growing.insert(ledger.no, (start, block.clone())).await;
            }
            block
        };
        let from = usize::try_from(after - start).expect("after is in the block").min(block.len());
        Ok(block[from..].to_vec())
    }

    /// The events after `start` up to `end`: what is known of them, and the rest read.
    async fn read(&self, ledger: &Arc<LedgerInfo>, start: i64, end: i64) -> Result<Block, ReadError> {
        let known = self.growing.get(&ledger.no).await;
        let known = known.filter(|(begins, _)| *begins == start).map(|(_, block)| block).unwrap_or_default();
        let there = i64::try_from(known.len()).expect("a block is small");
        if start + there >= end {
            return Ok(known);
        }
        let limit = u32::try_from(end - start - there).expect("a block is small");
        let events = self.store.events_after(ledger, start + there, limit).await?;
        let mut block = known.to_vec();
        block.extend(events.iter().map(|event| Message::new(ledger, event, &self.public_url).map_err(|_| event.seq)));
        Ok(block.into())
    }

    /// Forgets everything: after a failure the database may be another one, with another history.
    pub fn forget(&self) {
        self.blocks.invalidate_all();
        self.growing.invalidate_all();
    }

    /// Single events, as they are asked for again.
    ///
    /// # Errors
    /// As every read.
    pub async fn of(&self, ledger: &Arc<LedgerInfo>, seqs: &[i64]) -> Result<Vec<Item>, Arc<ReadError>> {
        let events = self.store.events_of(ledger, seqs).await?;
        Ok(events.iter().map(|event| Message::new(ledger, event, &self.public_url).map_err(|_| event.seq)).collect())
    }
}
