//! The relay: finds the lanes there are, takes those that nobody tells, and keeps its leases.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use ledger_pg::{Endpoint, Lane, Lease, LedgerNo, ReadError, Recent, Store};
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    lane::{LaneTask, Target},
    message::{Item, Message},
    sink::Sink,
    webhook_client::WebhookClient,
    webhook_lane::{Schedule, WebhookLane},
};

/// How long a relay that is gone keeps its lanes.
const LEASE: Duration = Duration::from_secs(15);
/// How often leases are renewed, and lanes looked for.
const RENEWAL: Duration = Duration::from_secs(4);
const LOOK: Duration = Duration::from_secs(1);
const GAUGES: Duration = Duration::from_secs(5);
const PRUNING: Duration = Duration::from_secs(60);
/// How long lanes may take to end what they are at when the process stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);
/// The label under which webhooks are counted together: there may be many.
const WEBHOOKS: &str = "webhooks";

/// A sink under the name that its cursors have.
#[derive(Clone)]
pub struct NamedSink {
    pub name: String,
    pub sink: Arc<dyn Sink>,
}

/// What a relay tells, and how.
#[derive(Clone)]
pub struct RelayOptions {
    /// Who holds its leases, for people: unique among processes.
    pub holder: String,
    pub sinks: Vec<NamedSink>,
    pub webhooks: Option<WebhookOptions>,
    /// Leads the links of events that are too large to be told whole.
    pub public_url: String,
}

/// How webhooks are told.
#[derive(Clone, Debug)]
pub struct WebhookOptions {
    pub client: WebhookClient,
    pub schedule: Schedule,
    /// An endpoint that acknowledges nothing for so long is disabled.
    pub disable_after: Duration,
}

/// See the module's documentation.
pub struct Relay {
    store: Store,
    options: RelayOptions,
    recent: Recent<Item>,
    running: HashMap<Lane, Running>,
    heads: HashMap<LedgerNo, watch::Sender<i64>>,
    /// Lanes whose cursor is known to be there.
    begun: HashSet<Lane>,
    tasks: TaskTracker,
}

/// A lane that this relay tells.
struct Running {
    epoch: i64,
    stop: CancellationToken,
    label: Arc<str>,
    endpoint: Option<watch::Sender<Endpoint>>,
    /// When the lease ends unless it is renewed, by this process' clock.
    until: Instant,
}

/// A lane that there should be.
enum Wanted {
    Broker(Arc<dyn Sink>, Arc<str>),
    Webhook(Box<Endpoint>),
}

impl Relay {
    pub fn new(store: Store, options: RelayOptions) -> Relay {
        let public_url: Arc<str> = options.public_url.as_str().into();
        let weigh = |item: &Item| 512 + item.as_ref().map_or(0, |message| message.body.len());
        let recent = Recent::new(store.clone(), weigh, move |ledger, event| {
            Message::new(ledger, &event, &public_url).map_err(|_| event.seq)
        });
        Relay {
            store,
            options,
            recent,
            running: HashMap::new(),
            heads: HashMap::new(),
            begun: HashSet::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// Tells until the token says to stop; then gives its lanes back, so that another goes on at once.
    pub async fn run(mut self, stop: CancellationToken) {
        let every = |period| {
            let mut interval = tokio::time::interval(period);
            interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            interval
        };
        let mut news = self.store.watch_all();
        let (mut look, mut renewal) = (every(LOOK), every(RENEWAL));
        let (mut gauges, mut pruning) = (every(GAUGES), every(PRUNING));
        loop {
            let done = tokio::select! {
                () = stop.cancelled() => break,
                _ = renewal.tick() => self.renew().await,
                moved = news.moved() => {
                    self.hear(&moved);
                    Ok(())
                }
                _ = look.tick() => self.look_for_lanes().await,
                _ = gauges.tick() => self.set_gauges().await,
                _ = pruning.tick() => self.prune().await,
            };
            if let Err(error) = done {
                // `/readyz` and every request say that the database is away.
                tracing::debug!(%error, "the relay could not ask the database");
                self.recent.forget();
            }
            self.drop_lapsed();
        }
        for running in self.running.values() {
            running.stop.cancel();
        }
        self.tasks.close();
        if tokio::time::timeout(STOP_WITHIN, self.tasks.wait()).await.is_err() {
            tracing::info!(
                "lanes were still telling; their leases end by themselves, and what is not recorded is told again"
            );
        }
    }

    /// Ledgers have moved, or are said to: their lanes look for themselves.
    fn hear(&mut self, moved: &[(LedgerNo, i64)]) {
        for &(ledger, last_seq) in moved {
            let known = self.heads.entry(ledger).or_insert_with(|| watch::Sender::new(0));
            if *known.borrow() > last_seq {
                // Another history, perhaps: what was read of the former counts no more.
                self.recent.forget();
            }
            known.send_if_modified(|known| std::mem::replace(known, last_seq) != last_seq);
        }
    }

    /// Which lanes there should be; takes those that nobody holds, and lets go of those that should not be.
    async fn look_for_lanes(&mut self) -> Result<(), ReadError> {
        let mut wanted: BTreeMap<Lane, Wanted> = BTreeMap::new();
        for named in &self.options.sinks {
            let label: Arc<str> = named.name.as_str().into();
            for ledger in self.heads.keys() {
                let lane = Lane { ledger: *ledger, sink: named.name.clone() };
                wanted.insert(lane, Wanted::Broker(named.sink.clone(), label.clone()));
            }
        }
        let new: Vec<Lane> = wanted.keys().filter(|lane| !self.begun.contains(lane)).cloned().collect();
        if !new.is_empty() {
            self.store.begin_lanes(&new, 0).await?;
            self.begun.extend(new);
        }
        if self.options.webhooks.is_some() {
            for endpoint in self.store.enabled_endpoints().await? {
                wanted.insert(endpoint.lane(), Wanted::Webhook(Box::new(endpoint)));
            }
        }

        self.running.retain(|lane, running| {
            match (wanted.get(lane), &running.endpoint) {
                (Some(Wanted::Webhook(endpoint)), Some(known)) => {
                    known.send_if_modified(|known| {
                        let changed = *known != **endpoint;
                        known.clone_from(endpoint);
                        changed
                    });
                }
                (Some(_), _) => {}
                (None, _) => running.stop.cancel(),
            }
            !running.stop.is_cancelled()
        });
        let free: Vec<Lane> = wanted.keys().filter(|lane| !self.running.contains_key(lane)).cloned().collect();
        if free.is_empty() {
            return Ok(());
        }
        let until = Instant::now() + LEASE;
        for lease in self.store.claim_lanes(&self.options.holder, &free, LEASE).await? {
            if let Some(wanted) = wanted.remove(&lease.lane) {
                self.start(lease, wanted, until).await?;
            }
        }
        Ok(())
    }

    async fn start(&mut self, lease: Lease, wanted: Wanted, until: Instant) -> Result<(), ReadError> {
        let Lease { lane, epoch, told_seq } = lease;
        let Some(ledger) = self.store.ledger_of_no(lane.ledger).await? else { return Ok(()) };
        if epoch > 1 {
            metrics::counter!("tallybook_relay_takeovers_total").increment(1);
        }
        let (target, label, endpoint) = match (wanted, &self.options.webhooks) {
            (Wanted::Broker(sink, label), _) => (Target::Broker(sink), label, None),
            (Wanted::Webhook(endpoint), Some(webhooks)) => {
                let (sender, endpoint) = watch::channel(*endpoint);
                let client = webhooks.client.clone();
                let lane = WebhookLane { endpoint, client, schedule: webhooks.schedule.clone() };
                (Target::Webhook(lane), WEBHOOKS.into(), Some(sender))
            }
            (Wanted::Webhook(_), None) => return Ok(()),
        };
        let stop = CancellationToken::new();
        let head = self.heads.entry(lane.ledger).or_insert_with(|| watch::Sender::new(0)).subscribe();
        let disable_after = self.options.webhooks.as_ref().map_or(Duration::MAX, |webhooks| webhooks.disable_after);
        let task = LaneTask {
            store: self.store.clone(),
            ledger,
            lane: lane.clone(),
            epoch,
            told_seq,
            target,
            head,
            recent: self.recent.clone(),
            lease: LEASE,
            label: label.clone(),
            stop: stop.clone(),
            disable_after,
        };
        let ended = stop.clone();
        self.tasks.spawn(async move {
            task.run().await;
            ended.cancel();
        });
        self.running.insert(lane, Running { epoch, stop, label, endpoint, until });
        Ok(())
    }

    /// Renews what is told; a lane whose lease another relay has taken stops.
    async fn renew(&mut self) -> Result<(), ReadError> {
        let leases: Vec<(Lane, i64)> =
            self.running.iter().map(|(lane, running)| (lane.clone(), running.epoch)).collect();
        if leases.is_empty() {
            return Ok(());
        }
        let until = Instant::now() + LEASE;
        let held: HashSet<Lane> = self.store.renew_leases(&leases, LEASE).await?.into_iter().collect();
        for (lane, running) in &mut self.running {
            if held.contains(lane) {
                running.until = until;
            } else {
                running.stop.cancel();
            }
        }
        Ok(())
    }

    /// Stops lanes whose lease may have ended: this process was paused, or the database was away.
    fn drop_lapsed(&mut self) {
        let now = Instant::now();
        self.running.retain(|_, running| {
            if running.until <= now {
                running.stop.cancel();
            }
            !running.stop.is_cancelled()
        });
    }

    /// How far the lanes of this relay are behind, by sink.
    async fn set_gauges(&mut self) -> Result<(), ReadError> {
        metrics::gauge!("tallybook_relay_lanes").set(self.running.len() as u32);
        #[derive(Default)]
        struct Behind {
            events: i64,
            micros: i64,
            waiting: i64,
            dead: i64,
        }
        let mut behind: HashMap<Arc<str>, Behind> = HashMap::new();
        if !self.running.is_empty() {
            for state in self.store.lane_states(None, None).await? {
                let Some(running) = self.running.get(&state.lane) else { continue };
                let sum = behind.entry(running.label.clone()).or_default();
                sum.events += state.last_seq - state.told_seq;
                sum.waiting += state.waiting;
                sum.dead += state.dead_letters;
                let age = state.oldest_untold.map_or(0, |oldest| state.read_at.micros() - oldest.micros());
                sum.micros = sum.micros.max(age);
            }
        }
        for (label, sum) in behind {
            let gauge = |name: &'static str| metrics::gauge!(name, "sink" => label.to_string());
            let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
            gauge("tallybook_relay_lag_events").set(whole(sum.events));
            gauge("tallybook_relay_lag_seconds").set(whole(sum.micros / 1_000_000));
            gauge("tallybook_relay_waiting").set(whole(sum.waiting));
            gauge("tallybook_relay_dead_letters").set(whole(sum.dead));
        }
        Ok(())
    }

    async fn prune(&mut self) -> Result<(), ReadError> {
        for (lane, running) in &self.running {
            if running.endpoint.is_some() {
                self.store.prune_attempts(lane).await?;
            }
        }
        Ok(())
    }
}

/// Says what the metrics of this crate count.
pub fn describe_metrics() {
    metrics::describe_gauge!("tallybook_relay_lanes", "Sinks of ledgers that this process tells.");
    metrics::describe_gauge!(
        "tallybook_relay_lag_events",
        "Events that a sink was not told yet, over the ledgers told here."
    );
    metrics::describe_gauge!("tallybook_relay_lag_seconds", "Age of the oldest event that a sink was not told yet.");
    metrics::describe_gauge!("tallybook_relay_waiting", "Events that failed and are told again.");
    metrics::describe_gauge!("tallybook_relay_dead_letters", "Events given up.");
    metrics::describe_counter!("tallybook_relay_told_total", "Events acknowledged by a sink.");
    metrics::describe_counter!("tallybook_relay_failed_total", "Attempts that were not acknowledged.");
    metrics::describe_counter!("tallybook_relay_dead_letters_total", "Events that became dead letters.");
    metrics::describe_counter!("tallybook_relay_takeovers_total", "Lanes taken that another relay told before.");
}
