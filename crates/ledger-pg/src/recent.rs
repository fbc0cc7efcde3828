//! Events as somebody tells them, read and rendered once for all who tell a ledger's.
//!
//! The order is cut into blocks. A whole block never changes, so readers that are near each other share it; the
//! last one of a ledger grows, one reader at a time, and only what is new of it is read.

use std::{fmt, sync::Arc, time::Duration};

use moka::future::Cache;
use tokio::sync::{Mutex, Semaphore};

use crate::{Event, LedgerInfo, LedgerNo, ReadError, Store, account_names::AccountNames};

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
type Render<T> = dyn Fn(&Arc<LedgerInfo>, Event) -> T + Send + Sync;

/// See the module's documentation. Cheap to clone.
pub struct Recent<T> {
    store: Store,
    render: Arc<Render<T>>,
    weigh: fn(&T) -> usize,
    /// Another one whenever everything was forgotten: what was under way then ends in the old one.
    memory: Arc<std::sync::Mutex<Arc<Memory<T>>>>,
    ahead: Arc<Semaphore>,
}

/// What is kept of one history.
struct Memory<T> {
    blocks: Cache<(LedgerNo, i64), Block<T>>,
    growing: Cache<LedgerNo, Growing<T>>,
    names: AccountNames,
}

impl<T: Clone + Send + Sync + 'static> Memory<T> {
    fn new(weigh: fn(&T) -> usize) -> Memory<T> {
        let weigher = move |_: &(LedgerNo, i64), block: &Block<T>| {
            u32::try_from(block.iter().map(weigh).sum::<usize>()).unwrap_or(u32::MAX)
        };
        Memory {
            blocks: Cache::builder().weigher(weigher).max_capacity(MOST_BYTES).time_to_idle(KEPT).build(),
            growing: Cache::builder().max_capacity(MOST_GROWING).time_to_idle(KEPT).build(),
            names: AccountNames::default(),
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Recent<T> {
    /// `weigh` says about how many bytes a rendered event takes.
    pub fn new(
        store: Store,
        weigh: fn(&T) -> usize,
        render: impl Fn(&Arc<LedgerInfo>, Event) -> T + Send + Sync + 'static,
    ) -> Recent<T> {
        Recent {
            store,
            render: Arc::new(render),
            weigh,
            memory: Arc::new(std::sync::Mutex::new(Arc::new(Memory::new(weigh)))),
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
            if !self.memory().blocks.contains_key(&(ledger.no, start)) {
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
        *self.memory.lock().expect("no holder panics") = Arc::new(Memory::new(self.weigh));
    }

    fn memory(&self) -> Arc<Memory<T>> {
        self.memory.lock().expect("no holder panics").clone()
    }

    async fn whole(&self, ledger: &Arc<LedgerInfo>, start: i64) -> Result<Block<T>, Arc<ReadError>> {
        let memory = self.memory();
        let key = (ledger.no, start);
        let block = memory.blocks.try_get_with(key, self.read_whole(&memory, ledger, start)).await?;
        if i64::try_from(block.len()) != Ok(BLOCK) {
            // The head was a hint, and wrong.
            memory.blocks.invalidate(&key).await;
        }
        Ok(block)
    }

    async fn read_whole(
        &self,
        memory: &Memory<T>,
        ledger: &Arc<LedgerInfo>,
        start: i64,
    ) -> Result<Block<T>, ReadError> {
        let growing = memory.growing.get(&ledger.no).await;
        let known = match &growing {
            Some(growing) => Some(growing.lock().await.clone()).filter(|(begins, _)| *begins == start),
            None => None,
        };
        let known = known.map(|(_, block)| block).unwrap_or_default();
        self.extended(memory, ledger, start, &known, start + BLOCK).await
    }

    async fn grown(&self, ledger: &Arc<LedgerInfo>, start: i64, head: i64) -> Result<Block<T>, ReadError> {
        let memory = self.memory();
        let growing = memory.growing.get_with(ledger.no, async { Growing::default() }).await;
        let mut last = growing.lock().await;
        let (begins, known) = &*last;
        let known = if *begins == start { known.clone() } else { Block::default() };
        let block = self.extended(&memory, ledger, start, &known, head).await?;
        // Who lags behind does not take away what others grow.
        if *begins <= start {
            *last = (start, block.clone());
        }
        Ok(block)
    }

    /// A block of which a part is known, up to `end`.
    async fn extended(
        &self,
        memory: &Memory<T>,
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
        let events = self.store.events_after_knowing(ledger, there, limit, &memory.names).await?;
        let rendered = events.into_iter().map(|event| (self.render)(ledger, event));
        Ok(Arc::new(known.iter().cloned().chain(rendered).collect()))
    }
}

impl<T> Clone for Recent<T> {
    fn clone(&self) -> Recent<T> {
        Recent {
            store: self.store.clone(),
            render: self.render.clone(),
            weigh: self.weigh,
            memory: self.memory.clone(),
            ahead: self.ahead.clone(),
        }
    }
}

impl<T> fmt::Debug for Recent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recent").finish_non_exhaustive()
    }
}
