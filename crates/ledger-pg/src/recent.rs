//! Events as somebody tells them, read and rendered once for all who tell a ledger's.
//!
//! The order is cut into blocks. A whole block never changes, so readers that are near each other share it; the
//! last one of a ledger grows, one reader at a time, and only what is new of it is read.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::future::Cache;
use tokio::sync::{Mutex, Semaphore};

use crate::{Event, LedgerInfo, LedgerNo, ReadError, Store};

/// Events of a block.
pub const BLOCK: i64 = 128;
/// What whole blocks may take in memory, about.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Blocks that are read at once before somebody asks for them.
const AHEAD_AT_ONCE: usize = 4;
/// Ledgers whose last block is kept.
const MOST_GROWING: u64 = 256;
const KEPT: Duration = Duration::from_secs(60);

type Block<T> = Arc<Vec<T>>;
/// Where the last block of a ledger that was asked for begins, and what there is of it.
type Growing<T> = Arc<Mutex<(i64, Block<T>)>>;
/// When everything was forgotten last, whose block it is, and where it begins.
type BlockKey = (u64, LedgerNo, i64);
type Render<T> = dyn Fn(&Arc<LedgerInfo>, Event) -> T + Send + Sync;

/// See the module's documentation. Cheap to clone.
pub struct Recent<T> {
    store: Store,
    render: Arc<Render<T>>,
    blocks: Cache<BlockKey, Block<T>>,
    growing: Cache<LedgerNo, Growing<T>>,
    /// How often everything was forgotten: what was under way then is not found later.
    forgotten: Arc<AtomicU64>,
    ahead: Arc<Semaphore>,
}

impl<T: Clone + Send + Sync + 'static> Recent<T> {
    /// `weigh` says about how many bytes a rendered event takes.
    pub fn new(
        store: Store,
        weigh: fn(&T) -> usize,
        render: impl Fn(&Arc<LedgerInfo>, Event) -> T + Send + Sync + 'static,
    ) -> Recent<T> {
        let weigher = move |_: &BlockKey, block: &Block<T>| {
            u32::try_from(block.iter().map(weigh).sum::<usize>()).unwrap_or(u32::MAX)
        };
        Recent {
            store,
            render: Arc::new(render),
            blocks: Cache::builder().weigher(weigher).max_capacity(MOST_BYTES).time_to_idle(KEPT).build(),
            growing: Cache::builder().max_capacity(MOST_GROWING).time_to_idle(KEPT).build(),
            forgotten: Arc::default(),
            ahead: Arc::new(Semaphore::new(AHEAD_AT_ONCE)),
        }
    }

    /// The events after a `seq` to the end of its block, or to `head`, which may be a hint: fewer, and none, if
    /// the ledger is not there yet.
    ///
    /// # Errors
    /// As every read.
    pub async fn after(&self, ledger: &Arc<LedgerInfo>, after: i64, head: i64) -> Result<Vec<T>, Arc<ReadError>> {
        let start = after - after.rem_euclid(BLOCK);
        let block = if head >= start + BLOCK {
            self.whole(ledger, start).await?
        } else {
            self.grown(ledger, start, head).await?
        };
        let from = usize::try_from(after - start).expect("after is in the block").min(block.len());
        Ok(block[from..].to_vec())
    }

    /// Begins to read the whole ones of the next `count` blocks, each in a task of its own: whoever asks for them
    /// soon finds them, or waits less. Where one cannot be read, who asks hears why.
    pub fn ahead(&self, ledger: &Arc<LedgerInfo>, after: i64, count: usize, head: i64) {
        let first = after - after.rem_euclid(BLOCK);
        for start in (first..=head - BLOCK).step_by(BLOCK as usize).take(count) {
            if !self.blocks.contains_key(&self.key(ledger, start)) {
                let (recent, ledger) = (self.clone(), ledger.clone());
                self.store.tasks().spawn(async move {
                    let _turn = recent.ahead.acquire().await;
                    recent.whole(&ledger, start).await.is_ok()
                });
            }
        }
    }

    /// Single events, as they are asked for again.
    ///
    /// # Errors
    /// As every read.
    pub async fn of(&self, ledger: &Arc<LedgerInfo>, seqs: &[i64]) -> Result<Vec<T>, ReadError> {
        let events = self.store.events_of(ledger, seqs).await?;
        Ok(events.into_iter().map(|event| (self.render)(ledger, event)).collect())
    }

    /// Forgets everything: after a failure the database may be another one, with another history.
    pub fn forget(&self) {
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        self.blocks.invalidate_all();
        self.growing.invalidate_all();
    }

    fn key(&self, ledger: &LedgerInfo, start: i64) -> BlockKey {
        (self.forgotten.load(Ordering::Acquire), ledger.no, start)
    }

    async fn whole(&self, ledger: &Arc<LedgerInfo>, start: i64) -> Result<Block<T>, Arc<ReadError>> {
        let key = self.key(ledger, start);
        let block = self.blocks.try_get_with(key, self.read_whole(ledger, start)).await?;
        if i64::try_from(block.len()) != Ok(BLOCK) {
            // The head was a hint, and wrong.
            self.blocks.invalidate(&key).await;
        }
        Ok(block)
    }

    async fn read_whole(&self, ledger: &Arc<LedgerInfo>, start: i64) -> Result<Block<T>, ReadError> {
        let growing = self.growing.get(&ledger.no).await;
        let known = match &growing {
            Some(growing) => Some(growing.lock().await.clone()).filter(|(begins, _)| *begins == start),
            None => None,
        };
        let known = known.map(|(_, block)| block).unwrap_or_default();
        self.extended(ledger, start, &known, start + BLOCK).await
    }

    async fn grown(&self, ledger: &Arc<LedgerInfo>, start: i64, head: i64) -> Result<Block<T>, ReadError> {
        let growing = self.growing.get_with(ledger.no, async { Growing::default() }).await;
        let mut last = growing.lock().await;
        let (begins, known) = &*last;
        let known = if *begins == start { known.clone() } else { Block::default() };
        let block = self.extended(ledger, start, &known, head).await?;
        // Who lags behind does not take away what others grow.
        if *begins <= start {
            *last = (start, block.clone());
        }
        Ok(block)
    }

    /// A block of which a part is known, up to `end`.
    async fn extended(
        &self,
        ledger: &Arc<LedgerInfo>,
        start: i64,
        known: &Block<T>,
        end: i64,
    ) -> Result<Block<T>, ReadError> {
        let there = start + i64::try_from(known.len()).expect("a block is small");
        if there >= end {
            return Ok(known.clone());
        }
        let limit = u32::try_from(end - there).expect("a block is small");
        let events = self.store.events_after(ledger, there, limit).await?;
        let rendered = events.into_iter().map(|event| (self.render)(ledger, event));
        Ok(Arc::new(known.iter().cloned().chain(rendered).collect()))
    }
}

impl<T> Clone for Recent<T> {
    fn clone(&self) -> Recent<T> {
        Recent {
            store: self.store.clone(),
            render: self.render.clone(),
            blocks: self.blocks.clone(),
            growing: self.growing.clone(),
            forgotten: self.forgotten.clone(),
            ahead: self.ahead.clone(),
        }
    }
}

impl<T> fmt::Debug for Recent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recent").finish_non_exhaustive()
    }
}
