//! News: how whoever waits for a ledger hears that it moved, in whichever process that happened.
//!
//! Three ways, from the fastest to the surest:
//!
//! - a writer of this process says so as soon as its batch has committed;
//! - a writer of another process says so through Redis, in the round trip that keeps its outcomes;
//! - the heads are read a few times a second.
//!
//! There is no `NOTIFY`, which takes a lock of the whole cluster in every commit. Each way only says
//! where to look: what is told always comes from Postgres. So a hint that is late, lost, beyond the
//! truth or of another history costs a look or a moment, and nothing else. While nobody watches, no
//! head is read, Redis is not listened to, and a writer pays one look at a flag.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::StreamExt as _;
use tokio::{
    sync::{Notify, watch},
    time::MissedTickBehavior,
};

use crate::{LedgerNo, Store, heads};

/// How often the heads are read: where Redis is away, news of other processes takes so long at most.
const LOOK: Duration = Duration::from_millis(225);
/// How often it is asked which history hints must be of; a failover begins another.
const EPOCH_ASKED: Duration = Duration::from_secs(5);
/// How long a Redis that was lost is left alone.
const AFTER_LOSS: Duration = Duration::from_secs(1);

/// Who watches what, and how far they were told it is.
#[derive(Debug, Default)]
pub(crate) struct News {
    watched: AtomicBool,
    watchers: Mutex<Watchers>,
}

#[derive(Debug, Default)]
struct Watchers {
    ledgers: HashMap<LedgerNo, watch::Sender<i64>>,
    all: Vec<Weak<Moved>>,
    /// Whether [`listen`] is running.
    listening: bool,
}

/// What somebody who watches all ledgers has not taken yet.
#[derive(Debug, Default)]
struct Moved {
    state: Mutex<MovedState>,
    any: Notify,
}

#[derive(Debug, Default)]
struct MovedState {
    heads: HashMap<LedgerNo, i64>,
    fresh: HashSet<LedgerNo>,
}

/// What [`listen`] reads: all heads, or those of some ledgers; and what was thought of the latter before.
#[derive(Debug)]
struct Asked {
    all: bool,
    ledgers: Vec<(LedgerNo, i64)>,
}

/// One ledger, watched.
#[derive(Debug)]
pub struct Watch {
    head: watch::Receiver<i64>,
    /// What was last waited beyond.
    asked: i64,
}

/// All ledgers, watched.
#[derive(Debug)]
pub struct WatchAll(Arc<Moved>);

impl Watch {
    /// Waits until the ledger is said to be beyond `seq`; answers where it is said to be, or `None` at
    /// the deadline.
    ///
    /// Begin to watch, then read, then wait beyond what was read, and so on: no news is missed. Who was
    /// told so and found nothing waits for other news, however far ahead the false news was.
    pub async fn beyond(&mut self, seq: i64, deadline: Instant) -> Option<i64> {
        let progressed = std::mem::replace(&mut self.asked, seq) < seq;
        let said = *self.head.borrow();
        if progressed && said > seq {
            return Some(said);
        }
        let told = async {
            loop {
                // Who tells is there for as long as somebody watches.
                if self.head.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
                let said = *self.head.borrow_and_update();
                if said > seq {
                    return said;
                }
            }
        };
        tokio::time::timeout_at(deadline.into(), told).await.ok()
    }
}

impl WatchAll {
    /// The ledgers that are said to have moved since this was last asked, each with where it is said to
    /// be; at first, every ledger there is. Waits until there are any.
    pub async fn moved(&mut self) -> Vec<(LedgerNo, i64)> {
        loop {
            {
                let mut state = self.0.state.lock().expect("no holder panics");
                if !state.fresh.is_empty() {
                    let fresh = std::mem::take(&mut state.fresh);
                    return fresh.into_iter().map(|ledger| (ledger, state.heads[&ledger])).collect();
                }
            }
            self.0.any.notified().await;
        }
    }
}

impl Moved {
    fn tell(&self, ledger: LedgerNo, seq: i64, is_news: impl Fn(i64) -> bool) {
        let mut state = self.state.lock().expect("no holder panics");
        if state.heads.get(&ledger).is_none_or(|known| is_news(*known)) {
            state.heads.insert(ledger, seq);
            state.fresh.insert(ledger);
            self.any.notify_one();
        }
    }
}

impl News {
    /// Says that a ledger is at `seq`, or may be.
    pub fn hint(&self, ledger: LedgerNo, seq: i64) {
        if !self.watched.load(Ordering::Acquire) {
            return;
        }
        let watchers = self.watchers.lock().expect("no holder panics");
        if let Some(head) = watchers.ledgers.get(&ledger) {
            head.send_if_modified(|known| std::mem::replace(known, seq.max(*known)) < seq);
        }
        for moved in watchers.all.iter().filter_map(Weak::upgrade) {
            moved.tell(ledger, seq, |known| known < seq);
        }
    }

    /// Says where ledgers are, as Postgres told. A hint that was beyond it is taken back, unless it came
    /// while Postgres was asked.
    fn tell(&self, asked: &Asked, heads: &[(LedgerNo, i64)]) {
        let thought: HashMap<LedgerNo, i64> = asked.ledgers.iter().copied().collect();
        let watchers = self.watchers.lock().expect("no holder panics");
        for &(ledger, seq) in heads {
            if let Some(head) = watchers.ledgers.get(&ledger) {
                head.send_if_modified(|known| {
                    let is_news = seq > *known || (seq < *known && thought.get(&ledger) == Some(known));
                    *known = if is_news { seq } else { *known };
                    is_news
                });
            }
        }
        for moved in watchers.all.iter().filter_map(Weak::upgrade) {
            for &(ledger, seq) in heads {
                moved.tell(ledger, seq, |known| known != seq);
            }
        }
    }

    /// Begins to watch a ledger; true where [`listen`] must be started.
    fn watch(&self, ledger: LedgerNo) -> (Watch, bool) {
        let mut watchers = self.watchers.lock().expect("no holder panics");
        let head = watchers.ledgers.entry(ledger).or_insert_with(|| watch::Sender::new(0)).subscribe();
        (Watch { head, asked: i64::MIN }, self.begin(&mut watchers))
    }

    fn watch_all(&self) -> (WatchAll, bool) {
        let mut watchers = self.watchers.lock().expect("no holder panics");
        let moved = Arc::new(Moved::default());
        watchers.all.push(Arc::downgrade(&moved));
        (WatchAll(moved), self.begin(&mut watchers))
    }

    fn begin(&self, watchers: &mut Watchers) -> bool {
        self.watched.store(true, Ordering::Release);
        !std::mem::replace(&mut watchers.listening, true)
    }

    /// What is watched; `None`, and the end of listening, once nothing is.
    fn asked(&self) -> Option<Asked> {
        let mut watchers = self.watchers.lock().expect("no holder panics");
        watchers.ledgers.retain(|_, head| head.receiver_count() > 0);
        watchers.all.retain(|moved| moved.strong_count() > 0);
        let asked = Asked {
            all: !watchers.all.is_empty(),
            ledgers: watchers.ledgers.iter().map(|(ledger, head)| (*ledger, *head.borrow())).collect(),
        };
        let is_watched = asked.all || !asked.ledgers.is_empty();
        if !is_watched {
            watchers.listening = false;
            self.watched.store(false, Ordering::Release);
        }
        is_watched.then_some(asked)
    }
}

impl Store {
    /// Watches a ledger, for as long as the answer is kept.
    pub fn watch(&self, ledger: LedgerNo) -> Watch {
        let (watch, must_listen) = self.news().watch(ledger);
        self.listen_if(must_listen);
        watch
    }

    /// Watches all ledgers, those to come too, for as long as the answer is kept.
    pub fn watch_all(&self) -> WatchAll {
        let (watch, must_listen) = self.news().watch_all();
        self.listen_if(must_listen);
        watch
    }

    fn listen_if(&self, must_listen: bool) {
        if must_listen {
            self.tasks().spawn(listen(self.clone()));
        }
    }
}

/// Hears of what other processes do, until nobody watches any more.
async fn listen(store: Store) {
    tokio::select! {
        () = look(&store) => {}
        () = hear(&store) => {}
    }
}

/// Reads the heads until nobody watches any more.
async fn look(store: &Store) {
    let mut beat = tokio::time::interval(LOOK);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        let Some(asked) = store.news().asked() else { return };
        let heads = store.read(async |conn| {
            Ok(if asked.all {
                heads::all_last_seqs(conn).await?
            } else {
                let ledgers: Vec<LedgerNo> = asked.ledgers.iter().map(|(ledger, _)| *ledger).collect();
                heads::last_seqs(conn, &ledgers).await?
            })
        });
        match heads.await {
            Ok(heads) => store.news().tell(&asked, &heads),
            // `/readyz` and every request say that the database is away; this is too often.
            Err(error) => tracing::debug!(%error, "the heads could not be read"),
        }
    }
}

/// Hears the hints of other processes; never ends.
async fn hear(store: &Store) {
    loop {
        if let Err(error) = hear_one_history(store).await {
            tracing::debug!(%error, "hints do not come from Redis; the heads are read all the same");
        }
        tokio::time::sleep(AFTER_LOSS).await;
    }
}

/// Hears the hints of the present history until it ends or Redis is lost.
async fn hear_one_history(store: &Store) -> Result<(), HintsLost> {
    let epoch = store.epoch().await?;
    let Some(hints) = store.outcomes().hints(&epoch).await? else {
        return std::future::pending().await;
    };
    let mut hints = std::pin::pin!(hints);
    let mut epoch_asked = tokio::time::interval(EPOCH_ASKED);
    epoch_asked.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            hint = hints.next() => match hint {
                Some(Some((ledger, seq))) => store.news().hint(ledger, seq),
                Some(None) => {}
                None => return Ok(()),
            },
            _ = epoch_asked.tick() => {
                if store.epoch().await? != epoch {
                    return Ok(());
                }
            }
        }
    }
}

/// Why no hints come.
#[derive(Debug, thiserror::Error)]
enum HintsLost {
    #[error(transparent)]
    Database(#[from] crate::ReadError),
    #[error(transparent)]
    Redis(#[from] redis::RedisError),
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: LedgerNo = LedgerNo(7);

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(30)
    }

    /// What a look at Postgres finds, whatever came meanwhile.
    fn look(news: &News, seq: i64, meanwhile: impl FnOnce()) {
        let asked = news.asked().expect("somebody watches");
        meanwhile();
        news.tell(&asked, &[(LEDGER, seq)]);
    }

    #[tokio::test]
    async fn news_that_came_before_the_wait_is_not_missed() {
        let news = News::default();
        let (mut watch, must_listen) = news.watch(LEDGER);
        assert!(must_listen && !news.watch(LEDGER).1);
        news.hint(LEDGER, 5);
        assert_eq!(watch.beyond(4, soon()).await, Some(5));
        news.hint(LEDGER, 9);
        // A page was read as far as 7.
        assert_eq!(watch.beyond(7, soon()).await, Some(9));
        assert_eq!(watch.beyond(9, Instant::now()).await, None);
        news.hint(LEDGER, 8);
        assert_eq!(watch.beyond(9, Instant::now()).await, None, "what is known already is no news");
    }

    #[tokio::test]
    async fn false_news_is_told_once_and_does_not_hide_what_is_true() {
        let news = News::default();
        let (mut watch, _) = news.watch(LEDGER);
        news.hint(LEDGER, 1000);
        assert_eq!(watch.beyond(4, soon()).await, Some(1000));
        assert_eq!(watch.beyond(4, Instant::now()).await, Some(1000), "told once more, for it was not waited for");
        assert_eq!(watch.beyond(4, Instant::now()).await, None);
        look(&news, 4, || {});
        news.hint(LEDGER, 5);
        assert_eq!(watch.beyond(4, soon()).await, Some(5));
    }

    #[tokio::test]
    async fn a_look_that_a_commit_overtook_takes_nothing_back() {
        let news = News::default();
        let (mut watch, _) = news.watch(LEDGER);
        look(&news, 19, || news.hint(LEDGER, 20));
        assert_eq!(watch.beyond(19, soon()).await, Some(20));
    }

    #[tokio::test]
    async fn who_watches_all_is_told_of_each_ledger_that_moved() {
        let news = News::default();
        let (mut all, _) = news.watch_all();
        look(&news, 3, || {});
        assert_eq!(all.moved().await, [(LEDGER, 3)]);
        look(&news, 3, || {});
        news.hint(LedgerNo(8), 1);
        news.hint(LedgerNo(8), 2);
        assert_eq!(all.moved().await, [(LedgerNo(8), 2)]);
    }

    #[test]
    fn when_nobody_watches_any_more_listening_ends() {
        let news = News::default();
        let (one, _) = news.watch(LEDGER);
        let (all, _) = news.watch_all();
        drop(one);
        assert!(news.asked().is_some_and(|asked| asked.all && asked.ledgers.is_empty()));
        drop(all);
        assert!(news.asked().is_none());
        assert!(!news.watched.load(Ordering::Acquire));
        assert!(news.watch(LEDGER).1, "it must be started again");
    }
}
