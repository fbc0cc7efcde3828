//! Runs a workload and times it.
//!
//! Closed loop: each connection sends its next request when it has its answer; a latency is what
//! that connection waited. Open loop: requests are due at a fixed rate whatever the service does,
//! and a latency counts from the instant the request was due, so that a stall is felt by all who
//! would have come during it (no coordinated omission).

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use hdrhistogram::Histogram;
use rand::{SeedableRng as _, rngs::StdRng};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::{
    connection::Connection,
    workload::{Kind, Workload},
};

/// How requests are timed.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub connections: usize,
    /// Requests a second over all connections; `None` is a closed loop.
    pub rate: Option<f64>,
    /// Runs before counting begins.
    pub warm_up: Duration,
    pub counted: Duration,
}

impl Pace {
    pub fn closed(connections: usize, counted: Duration) -> Pace {
        Pace { connections, rate: None, warm_up: counted / 5, counted }
    }

    pub fn open(connections: usize, rate: f64, counted: Duration) -> Pace {
        Pace { rate: Some(rate), ..Pace::closed(connections, counted) }
    }
}

/// What came of a run, in the counted time.
#[derive(Debug)]
pub struct Measured {
    pub seconds: f64,
    /// Transfers in answers of 2xx.
    pub transfers: u64,
    /// By status.
    pub statuses: BTreeMap<u16, u64>,
    pub refusals_without_retry_after: u64,
    /// Requests without an answer: the service closes connections that were silent for too long.
    pub lost: u64,
    /// Of an open loop: requests that were due in the whole run, for which no connection was free.
    pub unsent: usize,
    /// Microseconds: of accepted writes, of reads, of everything else.
    pub writes: Histogram<u64>,
    pub reads: Histogram<u64>,
    pub refusals: Histogram<u64>,
}

/// Latencies in milliseconds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    #[serde(rename = "p99.9")]
    pub p999: f64,
    pub max: f64,
}

impl Percentiles {
    pub fn of(histogram: &Histogram<u64>) -> Percentiles {
        let at = |quantile| histogram.value_at_quantile(quantile) as f64 / 1000.0;
        Percentiles { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: histogram.max() as f64 / 1000.0 }
    }
}

fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 120_000_000, 3).expect("valid bounds")
}

impl Measured {
    fn new() -> Measured {
        Measured {
            seconds: 0.0,
            transfers: 0,
            statuses: BTreeMap::new(),
            refusals_without_retry_after: 0,
            lost: 0,
            unsent: 0,
            writes: histogram(),
            reads: histogram(),
            refusals: histogram(),
        }
    }

    pub fn transfers_per_second(&self) -> f64 {
        self.transfers as f64 / self.seconds
    }

    pub fn requests(&self) -> u64 {
        self.statuses.values().sum()
    }
}

/// Runs on a thread of its own with all connections, so that the generator costs what a client
/// costs and no hand-over between threads.
pub async fn run(workload: Workload, pace: Pace) -> anyhow::Result<Measured> {
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let tasks = tokio::task::LocalSet::new();
        runtime.block_on(tasks.run_until(drive(Arc::new(workload), pace)))
    })
    .await?
}

async fn drive(workload: Arc<Workload>, pace: Pace) -> anyhow::Result<Measured> {
    let mut connections = Vec::with_capacity(pace.connections);
    for opened in 0..pace.connections {
        if opened % 500 == 499 {
            // The service must take them from the kernel, whose queue is bounded.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        connections.push(Connection::open(&workload.target().address).await?);
    }
    let started = Instant::now();
    let counting = started + pace.warm_up;
    let end = counting + pace.counted;
    let stop = Arc::new(AtomicBool::new(false));
    let measured = Rc::new(RefCell::new(Measured::new()));
    let due = pace.rate.map(|rate| Due::from(started, rate, end));
    let clients: Vec<_> = connections
        .into_iter()
        .map(|connection| {
            let client = Client {
                connection,
                workload: workload.clone(),
                random: StdRng::from_os_rng(),
                measured: measured.clone(),
                counting,
                stop: stop.clone(),
            };
            tokio::task::spawn_local(client.run(due.clone(), end))
        })
        .collect();
    tokio::time::sleep_until(end.into()).await;
    stop.store(true, Ordering::Relaxed);
    let unsent = due.map_or(0, |due| due.end());
    for client in clients {
        client.await.context("a client panicked")??;
    }
    let mut all = Rc::into_inner(measured).context("a client still counts")?.into_inner();
    all.seconds = pace.counted.as_secs_f64();
    all.unsent = unsent;
    Ok(all)
}

/// The requests of an open loop, each for whichever connection is free first.
#[derive(Clone)]
struct Due {
    first: Instant,
    rate: f64,
    /// As many as are due and nobody has taken.
    untaken: Arc<Semaphore>,
    taken: Rc<Cell<u32>>,
}

impl Due {
    /// The instants come from a thread of their own: tokio's clock ticks once a millisecond, and a request
    /// that is sent so much later than it was due looks as if the service had been slow.
    fn from(first: Instant, rate: f64, end: Instant) -> Due {
        /// Between two looks at the clock; a longer while where many requests wait for a free connection.
        const GRAIN: Duration = Duration::from_micros(100);
        const COARSE: Duration = Duration::from_millis(10);
        const MANY: usize = 1_000;
        let due = Due { first, rate, untaken: Arc::new(Semaphore::new(0)), taken: Rc::default() };
        let untaken = due.untaken.clone();
        std::thread::spawn(move || {
            let mut released = 0;
            while !untaken.is_closed() {
                let reached = (first.elapsed().as_secs_f64() * rate) as usize + 1;
                untaken.add_permits(reached - released);
                released = reached;
                let next = first + Duration::from_secs_f64(released as f64 / rate);
                let grain = if untaken.available_permits() > MANY { COARSE } else { GRAIN };
                std::thread::sleep((next.min(end) - Instant::now()).max(grain));
            }
        });
        due
    }

    /// Lets no more go; returns how many were due and had found no free connection.
    fn end(&self) -> usize {
        self.untaken.close();
        self.untaken.available_permits()
    }

    /// Waits for a request; returns when it was due, `None` at the end.
    async fn next(&self) -> Option<Instant> {
        self.untaken.acquire().await.ok()?.forget();
        let number = self.taken.replace(self.taken.get() + 1);
        Some(self.first + Duration::from_secs_f64(f64::from(number) / self.rate))
    }
}

struct Client {
    connection: Connection,
    workload: Arc<Workload>,
    random: StdRng,
    measured: Rc<RefCell<Measured>>,
    counting: Instant,
    stop: Arc<AtomicBool>,
}

impl Client {
    async fn run(mut self, due: Option<Due>, end: Instant) -> anyhow::Result<()> {
        let mut request = Vec::new();
        while !self.stop.load(Ordering::Relaxed) {
            let asked = match &due {
                None => Instant::now(),
                Some(due) => match due.next().await {
                    Some(asked) => asked,
                    None => break,
                },
            };
            let kind = self.workload.next(&mut self.random, &mut request);
            let Ok(answered) = self.connection.call(&request).await else {
                self.measured.borrow_mut().lost += 1;
                self.connection = Connection::open(&self.workload.target().address).await?;
                continue;
            };
            let now = Instant::now();
            // Counted by when it was answered, so that what is under way at the beginning makes up
            // for what is at the end.
            if now < self.counting || now >= end {
                continue;
            }
            let micros = u64::try_from((now - asked).as_micros()).unwrap_or(u64::MAX);
            let measured = &mut *self.measured.borrow_mut();
            *measured.statuses.entry(answered.status).or_default() += 1;
            let into = match (kind, answered.status) {
                (Kind::Write { transfers }, 200 | 201) => {
                    measured.transfers += transfers as u64;
                    &mut measured.writes
                }
                (Kind::Read, 200) => &mut measured.reads,
                _ => {
                    measured.refusals_without_retry_after += u64::from(!answered.retry_after);
                    &mut measured.refusals
                }
            };
            into.saturating_record(micros.max(1));
        }
        Ok(())
    }
}
