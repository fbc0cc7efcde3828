//! Finished outcomes outside Postgres: Redis, or a bounded map in the process.
//!
//! It may save work; only Postgres may decide. A hit is an answer that was committed in this epoch
//! at or before the head this process knows. Everything else (absent, slow, broken, lying about
//! types, ahead of a restored database) is a miss, and the Postgres path decides.
//!
//! A batch costs at most one round trip each way: one `MGET` asks for all its keys before it is
//! applied, and one pipeline writes its outcomes after it has committed and was answered. The same
//! pipeline tells other processes that the ledger moved (`news.rs`).

use std::{
    io,
    num::NonZeroUsize,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use lru::LruCache;
use redis::{
    Cmd, Pipeline, RedisWrite as _,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use crate::{Answer, Keyed, connections::Epoch, ledgers::LedgerNo};

/// How long Redis may take before the Postgres path is taken.
const BUDGET: Duration = Duration::from_millis(25);
/// How long outcomes are kept.
const TTL_SECONDS: u64 = 600;
/// After a failure, Redis is left alone for this long.
const PAUSE: Duration = Duration::from_secs(1);
/// How long writing a batch's outcomes may take; nobody waits for it.
const WRITE_BUDGET: Duration = Duration::from_millis(500);
/// Answers larger than this are rendered from Postgres instead.
const MAX_BODY: usize = 64 * 1024;

/// An answer with what tells whether it may be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    fingerprint: Vec<u8>,
    /// The ledger's last `seq` when this was answered.
    head: i64,
    answer: Answer,
}

impl Entry {
    /// Writes an entry as it is kept in Redis: a line of words, then the body as it is. Most of an entry is its body,
    /// which is JSON already.
    fn write(out: &mut impl io::Write, fingerprint: &[u8], head: i64, answer: &Answer) -> io::Result<()> {
        let (seq, location) = (answer.seq.unwrap_or_default(), answer.location.as_deref().unwrap_or("-"));
        let (fingerprint, length) = (hex::encode(fingerprint), answer.body.len());
        writeln!(out, "{fingerprint} {} {head} {seq} {location} {length}", answer.status)?;
        out.write_all(&answer.body)
    }

    /// `None` for whatever is no entry.
    fn decode(mut bytes: Bytes) -> Option<Entry> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let line = bytes.split_to(end + 1);
        let mut words = std::str::from_utf8(&line).ok()?.trim_end().split(' ');
        let fingerprint = hex::decode(words.next()?).ok()?;
        let (status, head, seq) =
            (words.next()?.parse().ok()?, words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let location = Some(words.next()?).filter(|location| *location != "-").map(str::to_owned);
        let length: usize = words.next()?.parse().ok()?;
        (length == bytes.len() && words.next().is_none()).then_some(())?;
        let answer = Answer { location, ..Answer::new(status, Some(seq).filter(|seq| *seq > 0), bytes) };
        Some(Entry { fingerprint, head, answer })
    }
}

pub(crate) enum OutcomeCache {
    Redis(Box<Redis>),
    Memory(Mutex<LruCache<String, Entry>>),
}

impl OutcomeCache {
    /// Without Redis: the last `capacity` outcomes of this process.
    pub fn in_memory(capacity: usize) -> OutcomeCache {
        let capacity = NonZeroUsize::new(capacity).unwrap_or(NonZeroUsize::MIN);
        OutcomeCache::Memory(Mutex::new(LruCache::new(capacity)))
    }

    /// With Redis, which need not be there yet or always.
    ///
    /// # Errors
    /// A URL that is none.
    pub fn redis(url: &str) -> redis::RedisResult<OutcomeCache> {
        let client = redis::Client::open(url)?;
        Ok(OutcomeCache::Redis(Box::new(Redis {
            client,
            manager: tokio::sync::Mutex::new(None),
            paused_until: AtomicU64::new(0),
            started: Instant::now(),
        })))
    }

    /// The answers these requests have had, where they may be replayed without asking Postgres; one
    /// per request. One round trip.
    pub async fn get(
        &self,
        epoch: &Epoch,
        ledger: LedgerNo,
        requests: &[&Keyed],
        known_head: i64,
    ) -> Vec<Option<Answer>> {
        if requests.is_empty() {
            return Vec::new();
        }
        let keys: Vec<String> = requests.iter().map(|keyed| key(epoch, ledger, keyed)).collect();
        let (entries, source): (Vec<Option<Entry>>, _) = match self {
            OutcomeCache::Memory(map) => {
                let mut map = map.lock().expect("no holder panics");
                (keys.iter().map(|key| map.get(key).cloned()).collect(), "memory")
            }
            OutcomeCache::Redis(redis) => {
                let values = redis
                    .round_trip(BUDGET, async |mut connection| {
                        redis::cmd("MGET").arg(&keys).query_async::<Vec<Option<Vec<u8>>>>(&mut connection).await
                    })
                    .await
                    .unwrap_or_default();
                (values.into_iter().map(|value| Entry::decode(value?.into())).collect(), "redis")
            }
        };
        let mut entries = entries.into_iter();
        requests
            .iter()
            .map(|keyed| {
                let answer = entries.next().flatten()?.answer(keyed, known_head)?;
                metrics::counter!("tallybook_idempotency_total", "source" => source).increment(1);
                Some(answer)
            })
            .collect()
    }

    /// Keeps committed answers; `head` is the ledger's last `seq` they were given at. One round trip.
    pub async fn put(&self, epoch: &Epoch, ledger: LedgerNo, head: i64, answers: &[(Keyed, Answer)]) {
        let small = answers.iter().filter(|(_, answer)| answer.body.len() <= MAX_BODY);
        match self {
            OutcomeCache::Memory(map) => {
                let mut map = map.lock().expect("no holder panics");
                for (keyed, answer) in small {
                    let fingerprint = keyed.fingerprint.as_bytes().to_vec();
                    map.put(key(epoch, ledger, keyed), Entry { fingerprint, head, answer: answer.clone() });
                }
            }
            OutcomeCache::Redis(redis) => {
                let mut pipeline = Pipeline::with_capacity(1 + answers.len());
                pipeline.cmd("PUBLISH").arg(channel(epoch)).arg(format!("{} {head}", ledger.0));
                for (keyed, answer) in small {
                    let mut set = Cmd::with_capacity(5, answer.body.len() + 320);
                    set.arg("SET").arg(key(epoch, ledger, keyed));
                    Entry::write(&mut set.writer_for_next_arg(), keyed.fingerprint.as_bytes(), head, answer)
                        .expect("a command takes everything");
                    set.arg("EX").arg(TTL_SECONDS);
                    pipeline.add_command(set);
                }
                if pipeline.len() > 1 {
                    redis
                        .round_trip(WRITE_BUDGET, async |mut connection| {
                            pipeline.query_async::<()>(&mut connection).await
                        })
                        .await;
                }
            }
        }
    }

    /// What other processes say of where their ledgers are, for as long as Redis tells it, with `None` for
    /// whatever else is said there; without Redis, nothing.
    pub async fn hints(
        &self,
        epoch: &Epoch,
    ) -> redis::RedisResult<Option<impl Stream<Item = Option<(LedgerNo, i64)>> + use<>>> {
        let OutcomeCache::Redis(redis) = self else {
            return Ok(None);
        };
        let mut subscribed = redis.client.get_async_pubsub().await?;
        subscribed.subscribe(channel(epoch)).await?;
        Ok(Some(subscribed.into_on_message().map(|message| {
            let (ledger, seq) = std::str::from_utf8(message.get_payload_bytes()).ok()?.split_once(' ')?;
            Some((LedgerNo(ledger.parse().ok()?), seq.parse().ok()?))
        })))
    }
}

impl Entry {
    /// Another request under this key is judged against its committed row; an entry beyond the head
    /// this process knows may belong to a future that a restore undid. What is stored under a key is
    /// a success or a refusal, so any other status is not ours.
    fn answer(self, keyed: &Keyed, known_head: i64) -> Option<Answer> {
        let ours = self.fingerprint == keyed.fingerprint.as_bytes()
            && self.head <= known_head
            && (200..500).contains(&self.answer.status);
        ours.then_some(Answer { replayed: true, ..self.answer })
    }
}

fn key(Epoch(epoch): &Epoch, ledger: LedgerNo, keyed: &Keyed) -> String {
    format!("idem:{epoch}:{}:{}", ledger.0, hex::encode(keyed.hash.0))
}

/// Where hints of one history are told.
fn channel(Epoch(epoch): &Epoch) -> String {
    format!("news:{epoch}")
}

pub(crate) struct Redis {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_survives_redis_and_nothing_else_is_one() {
        let created = Answer::new(201, Some(17), Bytes::from_static(b"{\"description\":\"two\nlines\"}"));
        let answers = [created.at("/v1/ledgers/demo/transfers/0198".to_owned()), Answer::new(422, None, Bytes::new())];
        for answer in answers {
            let (fingerprint, head, mut bytes) = (vec![1, 0, 255], 20, Vec::new());
            Entry::write(&mut bytes, &fingerprint, head, &answer).expect("a Vec takes everything");
            assert_eq!(Entry::decode(bytes.into()), Some(Entry { fingerprint, head, answer }));
        }
        for other in [
            "",
            "\n",
            "01 201\n",
            "01 201 20 17 - 2",
            "zz 201 20 17 - 2\n{}",
            "01 x 20 17 - 2\n{}",
            "01 201 20 17 - 3\n{}",
            "{}",
        ] {
            assert_eq!(Entry::decode(Bytes::copy_from_slice(other.as_bytes())), None, "{other:?}");
        }
    }
}
