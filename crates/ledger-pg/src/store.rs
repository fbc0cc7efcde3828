//! The store: one handle to everything a ledger remembers.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use ledger::{AccountNo, AccountPath, AccountRef, AssetCode, IdempotencyKey, LedgerName, PathPrefix, Timestamp};
use lru::LruCache;
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::{
    Answer, KeyHash, Keyed, ReadError, Refusal, Refused, RenderProblem, SubmitError, Unit, Work,
    accounts::{self, AccountFilter},
    api_keys::{self, ApiKey},
    assets,
    balances::{self, AccountBalance, AccountPosting, AnsweredAt, AssetTotal, At},
    connections::{self, BELIEVED_ALIVE_FOR, Epoch, ReaderConnections, WriterConnections},
    create_ledger::create_ledger,
    event_list::{self, EventFilter, EventPage},
    heads,
    holds::{self, HoldFilter},
    idempotency_keys, irregular_postings,
    ledgers::{self, LedgerInfo, LedgerNo, NewLedger},
    limits,
    monitors::{self, WatchedAccount},
    news::News,
    objects,
    outcome::{self, Done, Posted},
    outcome_cache::OutcomeCache,
    page::{Page, PageRequest},
    post_batch::Context,
    proposals::{self, Proposal, ProposalStatus},
    queue::QueueLimits,
    subjects, transfer_list,
    transfer_list::TransferFilter,
    transfers,
    writer::Writer,
};

/// How a store is set up.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    pub database_url: String,
    /// Without Redis, finished outcomes are kept in a bounded map of the process.
    pub redis_url: Option<String>,
    pub render_problem: RenderProblem,
    /// Connections for reads, and for writers (one batch each).
    pub read_connections: usize,
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
/// How often a stop looks whether the writers are done.
const DRAIN_STEP: Duration = Duration::from_millis(10);

/// How long one read may take, beyond the database's own limit.
const READ_TIME: Duration = Duration::from_secs(9);
/// How long merging one block may take, beside everything else.
const MERGE_TIMEOUT: &str = "60s";
/// How long creating a ledger may take.
const CREATE_TIME: Duration = Duration::from_secs(9);

/// Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    readers: ReaderConnections,
    writer_connections: WriterConnections,
    writers: Mutex<HashMap<LedgerNo, Arc<Writer>>>,
    outcomes: OutcomeCache,
    news: News,
    ledgers: Mutex<LruCache<String, Arc<LedgerInfo>>>,
    tasks: TaskTracker,
    /// How to connect for merging blocks, for one at a time.
    merging: tokio::sync::Mutex<PgConnectOptions>,
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
            readers: ReaderConnections::new(connect.clone(), options.read_connections),
            writer_connections: WriterConnections::new(connect.clone(), options.write_connections),
            merging: tokio::sync::Mutex::new(connect.options([("statement_timeout", MERGE_TIMEOUT)])),
            writers: Mutex::new(HashMap::new()),
            outcomes,
            news: News::default(),
            ledgers: Mutex::new(LruCache::new(NonZeroUsize::new(LEDGER_CACHE).expect("not zero"))),
            tasks,
            options,
        })))
    }

    /// Runs a read on a connection of its own; a second time where that turned out to have died since it was
    /// used last.
    pub(crate) async fn read<T>(
        &self,
        read: impl AsyncFnOnce(&mut PgConnection) -> Result<T, ReadError> + Clone,
    ) -> Result<T, ReadError> {
        // Boxed, because it is large, and most of those that could read find what they need in memory.
        Box::pin(async {
            match self.ask(BELIEVED_ALIVE_FOR, read.clone()).await {
                (Err(_), true) => self.ask(Duration::ZERO, read).await.0,
                (done, _) => done,
            }
        })
        .await
    }

    /// As [`Store::read`] for what changes something: never a second time, so on a connection that says first
    /// that it is alive.
    pub(crate) async fn change<T>(
        &self,
        change: impl AsyncFnOnce(&mut PgConnection) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        Box::pin(self.ask(Duration::ZERO, change)).await.0
    }

    /// Asks once; also, whether a connection that had been used before was lost by it. One that does not answer
    /// in time, or whose caller went away, is not used again: the server may be gone without a word.
    async fn ask<T>(
        &self,
        believed: Duration,
        ask: impl AsyncFnOnce(&mut PgConnection) -> Result<T, ReadError>,
    ) -> (Result<T, ReadError>, bool) {
        let readers = &self.0.readers;
        let mut reader = match readers.get(believed).await {
            Ok(reader) => reader,
            Err(error) => return (Err(error.into()), false),
        };
        let Ok(done) = tokio::time::timeout(READ_TIME, ask(reader.conn())).await else {
            return (Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()).into()), false);
        };
        match &done {
            Err(ReadError::Unavailable(error) | ReadError::Failed(error)) if connections::is_lost(error) => {
                readers.clear();
                (done, reader.used_before)
            }
            _ => {
                reader.put_back();
                (done, false)
            }
        }
    }

    /// A ledger by name or id; `None` where there is none.
    ///
    /// # Errors
    /// [`ReadError`], as every read.
    pub async fn ledger_info(&self, name_or_id: &str) -> Result<Option<Arc<LedgerInfo>>, ReadError> {
        if let Some(info) = self.0.ledgers.lock().expect("no holder panics").get(name_or_id) {
            return Ok(Some(info.clone()));
        }
        let Some(info) = self.read(async |conn| Ok(ledgers::find(conn, name_or_id).await?)).await? else {
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
        let taken = |name: &LedgerName| {
            let refusal = &Refusal::LedgerExists;
            (self.0.options.render_problem)(Refused { refusal, ledger: name, request_id, index: None })
        };
        let connections = &self.0.writer_connections;
        let mut begun = false;
        let create = async {
            let _permit = connections.permit().await;
            let mut connection = connections.get().await?;
            // An idle connection may have died with its server; nothing was asked of it yet.
            if connection.conn.ping().await.is_err() {
                connections.clear();
                connection = connections.connect().await?;
            }
            begun = true;
            let created = create_ledger(&mut connection.conn, new, key.as_ref(), taken).await?;
            connections.put_back(connection);
            Ok::<_, sqlx::Error>(created)
        };
        let failed = match tokio::time::timeout(CREATE_TIME, create).await {
            Ok(Ok(created)) => return created,
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()),
        };
        tracing::warn!(error = %failed, "creating a ledger failed");
        connections.clear();
        Err(if begun { SubmitError::OutcomeUnknown } else { SubmitError::DatabaseUnavailable })
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

    /// Another history may number other ledgers.
    pub(crate) fn forget_ledgers(&self) {
        self.0.ledgers.lock().expect("no holder panics").clear();
    }

    pub(crate) fn writer_connections(&self) -> &WriterConnections {
        &self.0.writer_connections
    }

    pub(crate) fn outcomes(&self) -> &OutcomeCache {
        &self.0.outcomes
    }

    pub(crate) fn news(&self) -> &News {
        &self.0.news
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// The outcome is committed; should rendering it fail, the same key will fetch it again.
    pub(crate) async fn render(&self, ledger: &LedgerInfo, done: Done) -> Result<Answer, SubmitError> {
        let rendered = async {
            let seqs = outcome::seqs_wanted(&done.outcome)?;
            let rows = match &seqs[..] {
                [] => Vec::new(),
                seqs => self
                    .read(async |conn| Ok(transfers::load(conn, ledger, seqs).await?))
                    .await?
                    .iter()
                    .map(Posted::from)
                    .collect(),
            };
            Ok::<_, ReadError>(outcome::render(ledger, &done, &rows)?)
        };
        rendered.await.map_err(|error| {
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
            tokio::time::sleep(DRAIN_STEP).await;
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
            store: self.clone(),
            ledger: ledger.clone(),
            render: self.0.options.render_problem,
            account_cache: self.0.options.account_cache,
        };
        let running = writer.clone();
        self.0.tasks.spawn(async move { running.run(context).await });
        writer
    }

    /// Merges blocks of an account's postings that are out of order, beside everything else: one account at a time, on a
    /// connection of its own, so that it takes none from reads.
    pub(crate) fn merge_blocks(&self, ledger: &Arc<LedgerInfo>, account: AccountNo) {
        let (store, ledger) = (self.clone(), ledger.clone());
        self.0.tasks.spawn(async move {
            let options = store.0.merging.lock().await;
            let merge = async || {
                let mut conn = PgConnection::connect_with(&options).await?;
                irregular_postings::merge(&mut conn, ledger.no, account).await
            };
            if let Err(error) = merge().await {
                // The account's next block of 8,192 has them merged too.
                tracing::warn!(%error, ledger = %ledger.name, account = account.0, "blocks were not merged");
            }
        });
    }

    /// # Errors
    /// [`ReadError`], as every read below.
    pub async fn ledger(&self, ledger: &LedgerInfo) -> Result<objects::Ledger, ReadError> {
        self.read(async |conn| Ok(ledgers::object(conn, ledger.no).await?)).await
    }

    /// `only`: the ledgers a key is bound to; `None`: all.
    pub async fn ledgers(
        &self,
        only: Option<&[LedgerNo]>,
        page: PageRequest,
    ) -> Result<Page<objects::Ledger>, ReadError> {
        self.read(async |conn| Ok(ledgers::list(conn, only, page).await?)).await
    }

    pub async fn asset(&self, ledger: LedgerNo, code: &AssetCode) -> Result<Option<objects::Asset>, ReadError> {
        self.read(async |conn| Ok(assets::find(conn, ledger, code).await?)).await
    }

    pub async fn assets(&self, ledger: LedgerNo, page: PageRequest) -> Result<Page<objects::Asset>, ReadError> {
        self.read(async |conn| Ok(assets::list(conn, ledger, page).await?)).await
    }

    pub async fn account(&self, ledger: LedgerNo, name: &AccountRef) -> Result<Option<objects::Account>, ReadError> {
        let found = self.read(async |conn| Ok(accounts::find(conn, ledger, name).await?)).await?;
        Ok(found.map(|(account, attributes)| accounts::object(&account, &attributes)))
    }

    /// The first pair whose path and id are one account's.
    pub async fn first_of_one_account(
        &self,
        ledger: LedgerNo,
        pairs: &[(&AccountPath, Uuid)],
    ) -> Result<Option<usize>, ReadError> {
        self.read(async |conn| Ok(accounts::first_of_one(conn, ledger, pairs).await?)).await
    }

    pub async fn accounts(
        &self,
        ledger: LedgerNo,
        filter: &AccountFilter,
        page: PageRequest,
    ) -> Result<Page<objects::Account>, ReadError> {
        let page = self.read(async |conn| Ok(accounts::list(conn, ledger, filter, page).await?)).await?;
        Ok(page.map(|(account, attributes)| accounts::object(&account, &attributes)))
    }

    /// A transfer with what became of it.
    pub async fn transfer(&self, ledger: &LedgerInfo, id: Uuid) -> Result<Option<objects::TransferDetail>, ReadError> {
        self.read(async |conn| Ok(holds::detail(conn, ledger, id).await?)).await
    }

    pub async fn transfer_exists(&self, ledger: LedgerNo, id: Uuid) -> Result<bool, ReadError> {
        self.read(async |conn| Ok(transfers::seq_of(conn, ledger, id).await?.is_some())).await
    }

    pub async fn limits(&self, ledger: LedgerNo) -> Result<Vec<objects::Limit>, ReadError> {
        let limits = self.read(async |conn| Ok(limits::load(conn, ledger).await?)).await?;
        Ok(limits.iter().map(limits::object).collect())
    }

    pub async fn monitors(&self, ledger: LedgerNo) -> Result<Vec<objects::Monitor>, ReadError> {
        let monitors = self.read(async |conn| Ok(monitors::load(conn, ledger).await?)).await?;
        Ok(monitors.iter().map(monitors::object).collect())
    }

    /// The accounts that a monitor covers as they stand, and the `seq` of that; `None` where there is no such
    /// monitor.
    pub async fn monitor_accounts(
        &self,
        ledger: LedgerNo,
        name: &str,
        alerting: Option<bool>,
        page: PageRequest,
    ) -> Result<Option<(Page<WatchedAccount>, i64)>, ReadError> {
        self.read(async |conn| {
            let monitors = monitors::load(conn, ledger).await?;
            let Some(monitor) = monitors.iter().find(|monitor| monitor.name == name) else { return Ok(None) };
            Ok(Some(monitors::accounts(conn, ledger, monitor, alerting, page).await?))
        })
        .await
    }

    pub async fn proposal(&self, ledger: LedgerNo, id: Uuid) -> Result<Option<Proposal>, ReadError> {
        self.read(async |conn| Ok(proposals::load(conn, ledger, &[id], &[]).await?.pop())).await
    }

    pub async fn proposals(
        &self,
        ledger: LedgerNo,
        status: Option<ProposalStatus>,
        page: PageRequest,
    ) -> Result<Page<objects::Proposal>, ReadError> {
        self.read(async |conn| Ok(proposals::list(conn, ledger, status, page).await?)).await
    }

    /// An unknown account in the filter matches nothing.
    pub async fn holds(
        &self,
        ledger: &LedgerInfo,
        filter: &HoldFilter,
        page: PageRequest,
    ) -> Result<Page<objects::HoldItem>, ReadError> {
        self.read(async |conn| Ok(holds::list(conn, ledger, filter, page).await?)).await
    }

    /// Ends the holds whose time is over, in every ledger; answers in how many ledgers there were any.
    /// What is due and not yet ended is ended by the next write too, so this is for ledgers at rest.
    pub async fn expire_due(&self, deadline: Instant) -> Result<usize, ReadError> {
        let ledgers = self.read(async |conn| Ok(subjects::ledgers_with_due(conn).await?)).await?;
        for name in &ledgers {
            let Some(ledger) = self.ledger_info(name).await? else { continue };
            let request_id = format!("expiry-{}", crate::new_id());
            let unit = Unit {
                request_id: request_id.into(),
                key: None,
                work: Work::ExpireDue,
                request: None,
                dry_run: false,
                deadline,
                bytes: 0,
            };
            if let Err(error) = self.submit(&ledger, unit).await {
                tracing::warn!(%error, ledger = %ledger.name, "holds that are due could not be ended yet");
            }
        }
        Ok(ledgers.len())
    }

    /// An unknown account in the filter matches nothing.
    pub async fn transfers(
        &self,
        ledger: &LedgerInfo,
        filter: &TransferFilter,
        page: PageRequest,
    ) -> Result<Page<objects::Transfer>, ReadError> {
        self.read(async |conn| Ok(transfer_list::list(conn, ledger, filter, page).await?)).await
    }

    /// `None` where there is no such account.
    pub async fn balance(
        &self,
        ledger: LedgerNo,
        name: &AccountRef,
        at: At,
    ) -> Result<Option<(AccountBalance, AnsweredAt)>, ReadError> {
        self.read(async |conn| balances::balance(conn, ledger, name, at).await).await
    }

    /// `None` where there is no such account.
    pub async fn postings(
        &self,
        ledger: LedgerNo,
        name: &AccountRef,
        page: PageRequest,
    ) -> Result<Option<Page<AccountPosting>>, ReadError> {
        self.read(async |conn| balances::postings(conn, ledger, name, page).await).await
    }

    pub async fn balances(
        &self,
        ledger: LedgerNo,
        prefix: Option<&PathPrefix>,
        at: At,
    ) -> Result<(Vec<AssetTotal>, AnsweredAt), ReadError> {
        self.read(async |conn| balances::totals(conn, ledger, prefix, at).await).await
    }

    pub async fn balances_by_account(
        &self,
        ledger: LedgerNo,
        prefix: Option<&PathPrefix>,
        at: At,
        page: PageRequest,
    ) -> Result<(Page<AccountBalance>, AnsweredAt), ReadError> {
        self.read(async |conn| balances::by_account(conn, ledger, prefix, at, page).await).await
    }

    /// Events after `after` that the filter lets through, ascending. An unknown account in the filter matches
    /// nothing, until there is one.
    pub async fn event_page(
        &self,
        ledger: &LedgerInfo,
        filter: &EventFilter,
        after: i64,
        limit: u32,
    ) -> Result<EventPage, ReadError> {
        self.read(async |conn| Ok(event_list::list(conn, ledger, filter, after, limit).await?)).await
    }

    /// What a key did: its stored answer's status, the transfer it made, and when.
    pub async fn idempotency_key(
        &self,
        ledger: LedgerNo,
        key: &IdempotencyKey,
    ) -> Result<Option<KeyOutcome>, ReadError> {
        let found = self.read(async |conn| Ok(idempotency_keys::find(conn, ledger, KeyHash::of(key)).await?)).await?;
        Ok(found.map(|(outcome, transfer_id)| KeyOutcome {
            response_status: outcome.status,
            transfer_id,
            recorded_at: outcome.recorded_at,
        }))
    }

    pub async fn last_seq(&self, ledger: LedgerNo) -> Result<i64, ReadError> {
        self.read(async |conn| Ok(heads::read(conn, ledger).await?.0.last_seq)).await
    }

    /// Waits until the ledger has reached `min_seq`; returns its last `seq`.
    ///
    /// # Errors
    /// [`ReadError::NotYetVisible`] at the deadline.
    pub async fn wait_for(&self, ledger: LedgerNo, min_seq: i64, deadline: Instant) -> Result<i64, ReadError> {
        let mut last_seq = self.last_seq(ledger).await?;
        if last_seq >= min_seq {
            return Ok(last_seq);
        }
        // Many may wait, and for long: they must not keep others from the connections.
        let mut watch = self.watch(ledger);
        while watch.beyond(min_seq - 1, deadline).await.is_some() {
            last_seq = self.last_seq(ledger).await?;
            if last_seq >= min_seq {
                return Ok(last_seq);
            }
        }
        Err(ReadError::NotYetVisible { wanted: min_seq, last_seq })
    }

    /// The present history.
    pub(crate) async fn epoch(&self) -> Result<Epoch, ReadError> {
        self.read(async |conn| Ok(connections::epoch(conn).await?)).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), ReadError> {
        self.read(async |conn| Ok(sqlx::query("select 1").execute(conn).await.map(|_| ())?)).await
    }

    pub async fn api_key(&self, public_id: &str) -> Result<Option<ApiKey>, ReadError> {
        self.read(async |conn| Ok(api_keys::find(conn, public_id).await?)).await
    }

    /// Stores a key; returns when it was created, by the database's clock.
    pub async fn create_api_key(&self, key: &ApiKey) -> Result<Timestamp, ReadError> {
        self.change(async |conn| Ok(api_keys::insert(conn, key).await?)).await
    }

    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, ReadError> {
        self.read(async |conn| Ok(api_keys::list(conn).await?)).await
    }

    /// False where there is no such live key.
    pub async fn revoke_api_key(&self, public_id: &str) -> Result<bool, ReadError> {
        self.change(async |conn| Ok(api_keys::revoke(conn, public_id).await?)).await
    }

    /// Gives the idempotency keys' turn to the other table once its keys are past retention.
    pub async fn rotate_idempotency_keys(&self, retention_days: i32) -> Result<bool, ReadError> {
        self.change(async |conn| Ok(idempotency_keys::rotate(conn, retention_days).await?)).await
    }
}

/// What `GET …/idempotency-keys/{key}` tells.
#[derive(Clone, Debug)]
pub struct KeyOutcome {
    pub response_status: u16,
    pub transfer_id: Option<Uuid>,
    pub recorded_at: Timestamp,
}
