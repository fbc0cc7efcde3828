//! Finished outcomes outside Postgres: Redis, or a bounded map in the process.
//!
//! It may save work; only Postgres may decide. A hit is an answer that was committed in this epoch
//! at or before the head this process knows. Everything else (absent, slow, broken, lying about
//! types, ahead of a restored database) is a miss, and the Postgres path decides.
//!
//! Look-ups that wait together travel together: one `MGET` asks for all of them, and a batch's
//! outcomes are written with one pipeline.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use lru::LruCache;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::TaskTracker;

use crate::{Answer, Keyed, connections::Epoch, ledgers::LedgerNo};

/// How long Redis may take before the Postgres path is taken.
const BUDGET: Duration = Duration::from_millis(25);
/// How long outcomes are kept.
const TTL_SECONDS: u64 = 600;
/// After a failure, Redis is left alone for this long.
const PAUSE: Duration = Duration::from_secs(1);
/// Look-ups and outcomes that may wait; beyond, look-ups miss and outcomes are not kept.
const QUEUE: usize = 4096;
/// Look-ups per round trip.
const GROUP: usize = 1000;
/// Answers larger than this are rendered from Postgres instead.
const MAX_BODY: usize = 64 * 1024;

/// An answer with what tells whether it may be replayed.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    fingerprint: String,
    status: u16,
    location: Option<String>,
    seq: Option<i64>,
    /// The ledger's last `seq` when this was answered.
    head: i64,
    body: String,
}

#[derive(Clone)]
pub(crate) struct OutcomeCache(Backend);

#[derive(Clone)]
enum Backend {
    Redis { gets: mpsc::Sender<Get>, puts: mpsc::Sender<Vec<(String, String)>> },
    Memory(Arc<Mutex<LruCache<String, Arc<Entry>>>>),
}

struct Get {
    key: String,
    reply: oneshot::Sender<Option<String>>,
}

impl OutcomeCache {
    /// Without Redis: the last `capacity` outcomes of this process.
    pub fn in_memory(capacity: usize) -> OutcomeCache {
        let capacity = NonZeroUsize::new(capacity).unwrap_or(NonZeroUsize::MIN);
        OutcomeCache(Backend::Memory(Arc::new(Mutex::new(LruCache::new(capacity)))))
    }

    /// With Redis, which need not be there yet or always.
    ///
    /// # Errors
    /// A URL that is none.
    pub fn redis(url: &str, tasks: &TaskTracker) -> redis::RedisResult<OutcomeCache> {
        let client = redis::Client::open(url)?;
        let (gets, get_queue) = mpsc::channel(QUEUE);
        let (puts, put_queue) = mpsc::channel(QUEUE);
        let shared = Arc::new(Redis {
            client,
            manager: tokio::sync::Mutex::new(None),
            paused_until: AtomicU64::new(0),
            started: Instant::now(),
        });
        tasks.spawn(answer_gets(shared.clone(), get_queue));
        tasks.spawn(write_puts(shared, put_queue));
        Ok(OutcomeCache(Backend::Redis { gets, puts }))
    }

    /// The answer this request has had, if it may be replayed without asking Postgres.
    pub async fn get(&self, epoch: &Epoch, ledger: LedgerNo, keyed: &Keyed, known_head: i64) -> Option<Answer> {
        let key = key(epoch, ledger, keyed);
        let (entry, source) = match &self.0 {
            Backend::Memory(map) => {
                let entry = map.lock().expect("no holder panics").get(&key).cloned()?;
                ((*entry).clone(), "memory")
            }
            Backend::Redis { gets, .. } => {
                let (reply, answer) = oneshot::channel();
                gets.try_send(Get { key, reply }).ok()?;
                (serde_json::from_str(&answer.await.ok()??).ok()?, "redis")
            }
        };
        // Another request under this key is judged against its committed row; an entry beyond the
        // head this process knows may belong to a future that a restore undid. What is stored under a
        // key is a success or a refusal, so any other status is not ours.
        if entry.fingerprint != hex::encode(keyed.fingerprint.as_bytes())
            || entry.head > known_head
            || !(200..500).contains(&entry.status)
        {
            return None;
        }
        metrics::counter!("tallybook_idempotency_total", "source" => source).increment(1);
        Some(Answer {
            status: entry.status,
            location: entry.location,
            seq: entry.seq,
            body: entry.body.into(),
            replayed: true,
        })
    }

    /// Keeps committed answers; nobody waits for it.
    pub fn put(&self, epoch: &Epoch, ledger: LedgerNo, head: i64, answers: &[(Keyed, Answer)]) {
        let entries = answers.iter().filter(|(_, answer)| answer.body.len() <= MAX_BODY).map(|(keyed, answer)| {
            let entry = Entry {
                fingerprint: hex::encode(keyed.fingerprint.as_bytes()),
                status: answer.status,
                location: answer.location.clone(),
                seq: answer.seq,
                head,
                body: String::from_utf8_lossy(&answer.body).into_owned(),
            };
            (key(epoch, ledger, keyed), entry)
        });
        match &self.0 {
            Backend::Memory(map) => {
                let mut map = map.lock().expect("no holder panics");
                for (key, entry) in entries {
                    map.put(key, Arc::new(entry));
                }
            }
            Backend::Redis { puts, .. } => {
                let rows: Vec<(String, String)> = entries
                    .map(|(key, entry)| (key, serde_json::to_string(&entry).expect("an entry serialises")))
                    .collect();
                if !rows.is_empty() {
                    // A full queue means Redis is slow; not keeping an outcome is always allowed.
                    let _ = puts.try_send(rows);
                }
            }
        }
    }
}

fn key(Epoch(epoch): &Epoch, ledger: LedgerNo, keyed: &Keyed) -> String {
    format!("idem:{epoch}:{}:{}", ledger.0, hex::encode(keyed.hash.0))
}

struct Redis {
    client: redis::Client,
    manager: tokio::sync::Mutex<Option<ConnectionManager>>,
    /// Milliseconds after `started`; a failure sets it, so that a broken Redis costs no time.
    paused_until: AtomicU64,
    started: Instant,
}

impl Redis {
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn is_paused(&self) -> bool {
        self.now() < self.paused_until.load(Ordering::Relaxed)
    }

    fn pause(&self, error: &dyn std::fmt::Display) {
        tracing::warn!(%error, "Redis failed; idempotency goes to Postgres for a second");
        self.paused_until.store(self.now() + PAUSE.as_millis() as u64, Ordering::Relaxed);
    }

    async fn connection(&self) -> redis::RedisResult<ConnectionManager> {
        let mut manager = self.manager.lock().await;
        if let Some(manager) = &*manager {
            return Ok(manager.clone());
        }
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(Duration::from_millis(500)))
            .set_response_timeout(Some(Duration::from_millis(500)));
        let fresh = self.client.get_connection_manager_with_config(config).await?;
        *manager = Some(fresh.clone());
        Ok(fresh)
    }

    /// Runs one round trip within `budget`; a failure pauses Redis.
    async fn round_trip<T>(
        &self,
        budget: Duration,
        call: impl AsyncFnOnce(ConnectionManager) -> redis::RedisResult<T>,
    ) -> Option<T> {
        if self.is_paused() {
            return None;
        }
        metrics::counter!("tallybook_redis_round_trips_total").increment(1);
        let done = tokio::time::timeout(budget, async { call(self.connection().await?).await }).await;
        match done {
            Ok(Ok(value)) => Some(value),
            Ok(Err(error)) => {
                self.pause(&error);
                None
            }
            Err(elapsed) => {
                self.pause(&elapsed);
                None
            }
        }
    }
}

async fn answer_gets(redis: Arc<Redis>, mut queue: mpsc::Receiver<Get>) {
    let mut group = Vec::new();
    while queue.recv_many(&mut group, GROUP).await > 0 {
        let keys: Vec<&str> = group.iter().map(|get: &Get| get.key.as_str()).collect();
        let values = redis
            .round_trip(BUDGET, async |mut connection| {
                redis::cmd("MGET").arg(&keys).query_async::<Vec<Option<Vec<u8>>>>(&mut connection).await
            })
            .await
            .unwrap_or_default();
        let mut values = values.into_iter();
        for get in group.drain(..) {
            let value = values.next().flatten().and_then(|bytes| String::from_utf8(bytes).ok());
            // The asker may have gone; then nobody misses the answer.
            let _ = get.reply.send(value);
        }
    }
}

async fn write_puts(redis: Arc<Redis>, mut queue: mpsc::Receiver<Vec<(String, String)>>) {
    let mut group = Vec::new();
    while queue.recv_many(&mut group, 8).await > 0 {
        let mut pipeline = redis::pipe();
        for (key, value) in group.drain(..).flatten() {
            pipeline.cmd("SET").arg(key).arg(value).arg("EX").arg(TTL_SECONDS).ignore();
        }
        redis
            .round_trip(Duration::from_millis(500), async |mut connection| {
                pipeline.query_async::<()>(&mut connection).await
            })
            .await;
    }
}
