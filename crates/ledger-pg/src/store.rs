//! The store: one handle to everything a ledger remembers.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use ledger::{AccountRef, AssetCode, IdempotencyKey, LedgerName, PathPrefix, Timestamp};
use lru::LruCache;
use sqlx::{PgPool, pool::PoolConnection};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::{
    Answer, KeyHash, Keyed, ReadError, Refusal, Refused, RenderProblem, SubmitError, Unit,
    accounts::{self, AccountFilter},
    api_keys::{self, ApiKey},
    assets,
    balances::{self, AccountBalance, AccountPosting, AnsweredAt, AssetTotal, At},
    connections::{self, WriterConnections},
    create_ledger::create_ledger,
    events::{self, Event},
    heads, idempotency_keys,
    ledgers::{self, LedgerInfo, LedgerNo, NewLedger},
    objects,
    outcome::{self, Done},
    outcome_cache::OutcomeCache,
    page::{Page, PageRequest},
    post_batch::Context,
    transfer_list,
    transfer_list::TransferFilter,
    transfers,
    writer::{QueueLimits, Writer},
};

/// How a store is set up.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    pub database_url: String,
    /// Without Redis, finished outcomes are kept in a bounded map of the process.
    pub redis_url: Option<String>,
    pub render_problem: RenderProblem,
    /// Connections for reads, and for writers (one batch each).
    pub read_connections: u32,
    pub write_connections: usize,
    /// Accounts a ledger's writer keeps in memory.
    pub account_cache: usize,
    /// Outcomes kept in memory where there is no Redis.
    pub outcome_cache: usize,
    pub queue: QueueLimits,
}

impl StoreOptions {
    pub fn new(database_url: String, render_problem: RenderProblem) -> StoreOptions {
        StoreOptions {
            database_url,
            redis_url: None,
            render_problem,
            read_connections: 8,
            write_connections: 8,
            account_cache: 65_536,
            outcome_cache: 8_192,
            queue: QueueLimits { commands: 20_000, bytes: 64 * 1024 * 1024 },
        }
    }
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database URL is not one")]
    DatabaseUrl(#[source] sqlx::Error),
    #[error("the Redis URL is not one")]
    RedisUrl(#[source] redis::RedisError),
}

/// Ledgers whose identity is kept in memory.
const LEDGER_CACHE: usize = 10_000;
/// How often a waiting read looks whether the ledger has got there.
const WAIT_STEP: Duration = Duration::from_millis(10);

/// Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    readers: PgPool,
    writer_connections: WriterConnections,
    writers: Mutex<HashMap<LedgerNo, Arc<Writer>>>,
    outcomes: OutcomeCache,
    ledgers: Mutex<LruCache<String, Arc<LedgerInfo>>>,
    tasks: TaskTracker,
    options: StoreOptions,
}

impl Store {
    /// Opens a store; connections are made when they are needed.
    ///
    /// # Errors
    /// URLs that are none.
    pub fn open(options: StoreOptions) -> Result<Store, OpenError> {
        let tasks = TaskTracker::new();
        let connect = connections::options(&options.database_url).map_err(OpenError::DatabaseUrl)?;
        let outcomes = match &options.redis_url {
            Some(url) => OutcomeCache::redis(url).map_err(OpenError::RedisUrl)?,
            None => OutcomeCache::in_memory(options.outcome_cache),
        };
        Ok(Store(Arc::new(Inner {
            readers: connections::readers(connect.clone(), options.read_connections),
            writer_connections: WriterConnections::new(connect, options.write_connections),
            writers: Mutex::new(HashMap::new()),
            outcomes,
            ledgers: Mutex::new(LruCache::new(NonZeroUsize::new(LEDGER_CACHE).expect("not zero"))),
            tasks,
            options,
        })))
    }

    async fn reader(&self) -> Result<PoolConnection<sqlx::Postgres>, ReadError> {
        Ok(self.0.readers.acquire().await?)
    }

    /// A ledger by name or id; `None` where there is none.
    ///
    /// # Errors
    /// [`ReadError`], as every read.
    pub async fn ledger_info(&self, name_or_id: &str) -> Result<Option<Arc<LedgerInfo>>, ReadError> {
        if let Some(info) = self.0.ledgers.lock().expect("no holder panics").get(name_or_id) {
            return Ok(Some(info.clone()));
        }
        let Some(info) = ledgers::find(&mut *self.reader().await?, name_or_id).await? else {
            return Ok(None);
        };
        let info = Arc::new(info);
        self.0.ledgers.lock().expect("no holder panics").put(name_or_id.to_owned(), info.clone());
        Ok(Some(info))
    }

    /// Creates a ledger: 201, 200 where the same exists, 409 where another has the name.
    ///
    /// # Errors
    /// [`SubmitError`].
    pub async fn create_ledger(
        &self,
        new: &NewLedger,
        key: Option<Keyed>,
        request_id: &str,
    ) -> Result<Answer, SubmitError> {
        let _permit = self.0.writer_connections.permit().await;
        let failed = |error: sqlx::Error| {
            tracing::warn!(%error, "creating a ledger failed");
            SubmitError::OutcomeUnknown
        };
        let taken = |name: &LedgerName| {
            let refusal = &Refusal::LedgerExists;
            (self.0.options.render_problem)(Refused { refusal, ledger: name, request_id, index: None })
        };
        let mut connection = self.0.writer_connections.get().await.map_err(|_| SubmitError::DatabaseUnavailable)?;
        let created = create_ledger(&mut connection.conn, new, key.as_ref(), taken).await.map_err(failed)?;
        self.0.writer_connections.put_back(connection);
        created
    }

    /// Hands a unit to its ledger's writer and waits for its answer, at most until its deadline.
    ///
    /// # Errors
    /// [`SubmitError`]; a definite no, unless it is [`SubmitError::OutcomeUnknown`].
    pub async fn submit(&self, ledger: &Arc<LedgerInfo>, mut unit: Unit) -> Result<Answer, SubmitError> {
        loop {
            let writer = self.writer(ledger);
            match writer.submit(unit).await {
                Ok(answer) => return answer,
                // It ended while idle; the next one has an empty cache and the same rules.
                Err(returned) => {
                    unit = returned;
                    self.forget_writer(ledger.no, &writer);
                }
            }
        }
    }

    pub(crate) fn writer_connections(&self) -> &WriterConnections {
        &self.0.writer_connections
    }

    pub(crate) fn outcomes(&self) -> &OutcomeCache {
        &self.0.outcomes
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// The outcome is committed; should rendering it fail, the same key will fetch it again.
    pub(crate) async fn render(&self, ledger: &LedgerInfo, done: Done) -> Result<Answer, SubmitError> {
        if !outcome::is_stored(&done.outcome) {
            return Ok(outcome::fresh(ledger, done));
        }
        let rendered: Result<Answer, ReadError> =
            async { Ok(outcome::from_rows(&mut *self.reader().await?, ledger, done).await?) }.await;
        rendered.map_err(|error| {
            tracing::warn!(%error, "a committed outcome could not be rendered");
            SubmitError::OutcomeUnknown
        })
    }

    fn forget_writer(&self, ledger: LedgerNo, ended: &Arc<Writer>) {
        let mut writers = self.0.writers.lock().expect("no holder panics");
        if writers.get(&ledger).is_some_and(|known| Arc::ptr_eq(known, ended)) {
            writers.remove(&ledger);
        }
    }

    /// Waits until every queued unit has been applied, at most until `deadline`; true if so. For a
    /// shutdown: whoever asked may be gone, the work is done all the same.
    pub async fn drain(&self, deadline: Instant) -> bool {
        loop {
            let busy = self.0.writers.lock().expect("no holder panics").values().any(|writer| writer.is_busy());
            if !busy {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
            tokio::time::sleep(WAIT_STEP).await;
        }
    }

    /// The ledger's writer in this process, started if there is none.
    fn writer(&self, ledger: &Arc<LedgerInfo>) -> Arc<Writer> {
        let mut writers = self.0.writers.lock().expect("no holder panics");
        if let Some(writer) = writers.get(&ledger.no) {
            return writer.clone();
        }
        let writer = Arc::new(Writer::new(self.0.options.queue));
        writers.insert(ledger.no, writer.clone());
        let context = Context {
            ledger: ledger.clone(),
            render: self.0.options.render_problem,
            account_cache: self.0.options.account_cache,
        };
        let (store, running) = (self.clone(), writer.clone());
        self.0.tasks.spawn(async move { running.run(store, context).await });
        writer
    }

    /// # Errors
    /// [`ReadError`], as every read below.
    pub async fn ledger(&self, ledger: &LedgerInfo) -> Result<objects::Ledger, ReadError> {
        Ok(ledgers::object(&mut *self.reader().await?, ledger.no).await?)
    }

    /// `only`: the ledgers a key is bound to; `None`: all.
    pub async fn ledgers(
        &self,
        only: Option<&[LedgerNo]>,
        page: PageRequest,
    ) -> Result<Page<objects::Ledger>, ReadError> {
        Ok(ledgers::list(&mut *self.reader().await?, only, page).await?)
    }

    pub async fn asset(&self, ledger: LedgerNo, code: &AssetCode) -> Result<Option<objects::Asset>, ReadError> {
        Ok(assets::find(&mut *self.reader().await?, ledger, code).await?)
    }

    pub async fn assets(&self, ledger: LedgerNo, page: PageRequest) -> Result<Page<objects::Asset>, ReadError> {
        Ok(assets::list(&mut *self.reader().await?, ledger, page).await?)
    }

    pub async fn account(&self, ledger: LedgerNo, name: &AccountRef) -> Result<Option<objects::Account>, ReadError> {
        let found = accounts::find(&mut *self.reader().await?, ledger, name).await?;
        Ok(found.map(|(account, attributes)| accounts::object(&account, &attributes)))
    }

    pub async fn accounts(
        &self,
        ledger: LedgerNo,
        filter: &AccountFilter,
        page: PageRequest,
    ) -> Result<Page<objects::Account>, ReadError> {
        let page = accounts::list(&mut *self.reader().await?, ledger, filter, page).await?;
        Ok(page.map(|(account, attributes)| accounts::object(&account, &attributes)))
    }

    pub async fn transfer(&self, ledger: &LedgerInfo, id: Uuid) -> Result<Option<objects::Transfer>, ReadError> {
        let mut conn = self.reader().await?;
        let Some(seq) = transfers::seq_of(&mut conn, ledger.no, id).await? else {
            return Ok(None);
        };
        Ok(transfers::load(&mut conn, ledger, &[seq]).await?.pop())
    }

    /// An unknown account in the filter matches nothing.
    pub async fn transfers(
        &self,
        ledger: &LedgerInfo,
        filter: &TransferFilter,
        page: PageRequest,
    ) -> Result<Page<objects::Transfer>, ReadError> {
        Ok(transfer_list::list(&mut *self.reader().await?, ledger, filter, page).await?)
    }

    /// `None` where there is no such account.
    pub async fn balance(
        &self,
        ledger: LedgerNo,
        name: &AccountRef,
        at: At,
    ) -> Result<Option<(AccountBalance, AnsweredAt)>, ReadError> {
        balances::balance(&mut *self.reader().await?, ledger, name, at).await
    }

    /// `None` where there is no such account.
    pub async fn postings(
        &self,
        ledger: LedgerNo,
        name: &AccountRef,
        page: PageRequest,
    ) -> Result<Option<Page<AccountPosting>>, ReadError> {
        balances::postings(&mut *self.reader().await?, ledger, name, page).await
    }

    pub async fn balances(
        &self,
        ledger: LedgerNo,
        prefix: Option<&PathPrefix>,
        at: At,
    ) -> Result<(Vec<AssetTotal>, AnsweredAt), ReadError> {
        balances::totals(&mut *self.reader().await?, ledger, prefix, at).await
    }

    pub async fn balances_by_account(
        &self,
        ledger: LedgerNo,
        prefix: Option<&PathPrefix>,
        at: At,
        page: PageRequest,
    ) -> Result<(Page<AccountBalance>, AnsweredAt), ReadError> {
        balances::by_account(&mut *self.reader().await?, ledger, prefix, at, page).await
    }

    /// Events after `after`, ascending and dense, and the ledger's last `seq`.
    pub async fn events(&self, ledger: &LedgerInfo, after: i64, limit: u32) -> Result<(Vec<Event>, i64), ReadError> {
        let mut conn = self.reader().await?;
        let events = events::list(&mut conn, ledger, after, limit).await?;
        let (head, _) = heads::read(&mut conn, ledger.no).await?;
        Ok((events, head.last_seq))
    }

    /// What a key did: its stored answer's status, the transfer it made, and when.
    pub async fn idempotency_key(
        &self,
        ledger: LedgerNo,
        key: &IdempotencyKey,
    ) -> Result<Option<KeyOutcome>, ReadError> {
        let found = idempotency_keys::find(&mut *self.reader().await?, ledger, KeyHash::of(key)).await?;
        Ok(found.map(|(outcome, transfer_id)| KeyOutcome {
            response_status: outcome.status,
            transfer_id,
            recorded_at: outcome.recorded_at,
        }))
    }

    pub async fn last_seq(&self, ledger: LedgerNo) -> Result<i64, ReadError> {
        Ok(heads::read(&mut *self.reader().await?, ledger).await?.0.last_seq)
    }

    /// Waits until the ledger has reached `min_seq`; returns its last `seq`.
    ///
    /// # Errors
    /// [`ReadError::NotYetVisible`] at the deadline.
    pub async fn wait_for(&self, ledger: LedgerNo, min_seq: i64, deadline: Instant) -> Result<i64, ReadError> {
        loop {
            let last_seq = self.last_seq(ledger).await?;
            if last_seq >= min_seq {
                return Ok(last_seq);
            }
            if Instant::now() + WAIT_STEP >= deadline {
                return Err(ReadError::NotYetVisible { wanted: min_seq, last_seq });
            }
            tokio::time::sleep(WAIT_STEP).await;
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), ReadError> {
        sqlx::query("select 1").execute(&mut *self.reader().await?).await?;
        Ok(())
    }

    pub async fn api_key(&self, public_id: &str) -> Result<Option<ApiKey>, ReadError> {
        Ok(api_keys::find(&mut *self.reader().await?, public_id).await?)
    }

    /// Stores a key; returns when it was created, by the database's clock.
    pub async fn create_api_key(&self, key: &ApiKey) -> Result<Timestamp, ReadError> {
        Ok(api_keys::insert(&mut *self.reader().await?, key).await?)
    }

    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, ReadError> {
        Ok(api_keys::list(&mut *self.reader().await?).await?)
    }

    /// False where there is no such live key.
    pub async fn revoke_api_key(&self, public_id: &str) -> Result<bool, ReadError> {
        Ok(api_keys::revoke(&mut *self.reader().await?, public_id).await?)
    }

    /// Gives the idempotency keys' turn to the other table once its keys are past retention.
    pub async fn rotate_idempotency_keys(&self, retention_days: i32) -> Result<bool, ReadError> {
        Ok(idempotency_keys::rotate(&mut *self.reader().await?, retention_days).await?)
    }
}

/// What `GET …/idempotency-keys/{key}` tells.
#[derive(Clone, Debug)]
pub struct KeyOutcome {
    pub response_status: u16,
    pub transfer_id: Option<Uuid>,
    pub recorded_at: Timestamp,
}
