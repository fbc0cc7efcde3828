//! The monitors: each row against its last event, and each alert against what the transfer before it did to the
//! balance that was watched, by the snapshots of its postings.

use std::collections::{BTreeMap, HashMap, hash_map::Entry as Place};

use ledger::{AlertWhen, Asset, BalanceKind, Minor, MonitorNo, PathPrefix, SignedDecimal, Timestamp, iso_4217};
use serde::Deserialize;
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{
    Findings, Subject,
    order::{self, Revised},
};
use crate::{
    accounts::{balance_of, side_of},
    assets,
    encoding::Instant,
    events::{Event, EventType},
    monitors,
    objects::{self, Decimal},
};

const CHECK: &str = "balance_alerts";
/// Numbers of the order that are judged at once.
const NUMBERS: i64 = 2000;

const REVISED: Revised =
    Revised { what: "monitor", check: CHECK, types: &[EventType::MonitorCreated, EventType::MonitorUpdated] };

/// What an event says of a monitor.
#[derive(Deserialize)]
struct Says {
    active: bool,
    asset: String,
    balance: String,
    name: String,
    path_prefix: String,
    revision: i64,
    threshold: String,
    when: String,
}

impl Says {
    /// What no change of a monitor changes.
    fn identity(&self) -> [&str; 5] {
        [&self.name, &self.path_prefix, &self.asset, &self.balance, &self.when]
    }
}

/// What the events say of a monitor, up to the last.
struct History {
    no: MonitorNo,
    last: Says,
    object: String,
    /// From after which `seq` on it has had which threshold, and whether it raised alerts.
    terms: Vec<(i64, String, bool)>,
}

/// The monitors that were set, by name.
#[derive(Default)]
pub(super) struct Histories(HashMap<String, History>);

impl Histories {
    pub fn note(&mut self, subject: &Subject, event: Event, findings: &mut Findings) {
        let seq = event.seq;
        let follows = self.follow(event);
        findings
            .compare(CHECK, follows, || format!("{}: event {seq} is not a monitor's next change", subject.ledger.name));
    }

    fn follow(&mut self, event: Event) -> bool {
        let Ok(says) = serde_json::from_str::<Says>(&event.object) else { return false };
        let created = event.event_type == EventType::MonitorCreated;
        let terms = (event.seq, says.threshold.clone(), says.active);
        let no = MonitorNo(i32::try_from(self.0.len() + 1).expect("monitors are numbered in 32 bits"));
        match self.0.entry(says.name.clone()) {
            Place::Vacant(place) => {
                let follows = created && says.revision == 1;
                place.insert(History { no, last: says, object: event.object, terms: vec![terms] });
                follows
            }
            Place::Occupied(place) => {
                let history = place.into_mut();
                let next = says.revision == history.last.revision + 1;
                let follows = !created && next && says.identity() == history.last.identity();
                history.terms.push(terms);
                (history.last, history.object) = (says, event.object);
                follows
            }
        }
    }
}

/// A monitor as the events tell of it, up to the point of judgement.
#[derive(Clone, Debug)]
pub(crate) struct Watching {
    no: MonitorNo,
    name: String,
    path_prefix: PathPrefix,
    asset: Asset,
    balance: BalanceKind,
    when: AlertWhen,
    /// From after which `seq` on it has had which threshold, and whether it raised alerts.
    terms: Vec<(i64, Minor, bool)>,
}

impl Watching {
    /// `None` of a history that makes no sense, which is reported elsewhere.
    fn of(history: &History, registered: &HashMap<String, Asset>) -> Option<Watching> {
        let says = &history.last;
        let asset = registered.get(&says.asset).or_else(|| iso_4217(&says.asset))?.clone();
        let minor = |text: &str| SignedDecimal::parse(text).ok()?.to_minor(asset.scale).ok();
        let terms = history.terms.iter().map(|(after, threshold, active)| Some((*after, minor(threshold)?, *active)));
        Some(Watching {
            no: history.no,
            name: says.name.clone(),
            path_prefix: PathPrefix::parse(&says.path_prefix).ok()?,
            balance: monitors::kind_named(&says.balance)?,
            when: monitors::when_named(&says.when)?,
            terms: terms.collect::<Option<_>>()?,
            asset,
        })
    }

    /// The threshold that it judged a transfer of this `seq` by, if it did.
    fn threshold_at(&self, seq: i64) -> Option<Minor> {
        let (_, threshold, active) = self.terms.iter().rev().find(|(after, ..)| *after < seq)?;
        active.then_some(*threshold)
    }

    /// The alert that a transfer must have raised by what it did to an account.
    fn expects(&self, moved: &Moved) -> Option<objects::BalanceAlert> {
        if moved.asset_no != self.asset.no.0 || !self.path_prefix.covers(&moved.account) {
            return None;
        }
        let threshold = self.threshold_at(moved.seq)?;
        let [before, amount] = moved.balances[match self.balance {
            BalanceKind::Available => 0,
            BalanceKind::Posted => 1,
            BalanceKind::Pending => 2,
        }];
        let crossed = match self.when {
            AlertWhen::Below if before >= threshold && amount < threshold => "down",
            AlertWhen::Above if before <= threshold && amount > threshold => "up",
            AlertWhen::Crossing if before >= threshold && amount < threshold => "down",
            AlertWhen::Crossing if before < threshold && amount >= threshold => "up",
            AlertWhen::Below | AlertWhen::Above | AlertWhen::Crossing => return None,
        };
        let decimal = |minor| Decimal { minor, scale: self.asset.scale };
        Some(objects::BalanceAlert {
            account: moved.account.clone(),
            account_id: moved.account_id,
            account_version: moved.account_version,
            amount: decimal(amount),
            asset: self.asset.code.to_string(),
            balance: self.balance.as_str(),
            before: decimal(before),
            crossed,
            monitor: self.name.clone(),
            recorded_at: moved.recorded_at.to_string(),
            schema: Some(objects::SCHEMA),
            threshold: decimal(threshold),
            transfer_id: moved.transfer_id,
            transfer_seq: moved.seq,
            when: self.when.as_str(),
        })
    }
}

/// Each monitor's row is what its last event says, and each monitor that was set has one.
pub(super) async fn check(
    conn: &mut PgConnection,
    subject: &mut Subject,
    Histories(mut histories): Histories,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let registered = assets::up_to(conn, subject.ledger.no, subject.last_seq).await?;
    let registered = registered.into_iter().map(|row| (row.asset.code.to_string(), row.asset)).collect();
    subject.monitors = histories.values().filter_map(|history| Watching::of(history, &registered)).collect();
    subject.monitors.sort_unstable_by_key(|watching| watching.no);
    let name = &subject.ledger.name;
    let mut newer = HashMap::new();
    for monitor in monitors::load(conn, subject.ledger.no).await? {
        let object = objects::Monitor { schema: Some(objects::SCHEMA), ..monitors::object(&monitor) };
        let object = objects::to_string(&object);
        match histories.remove(&monitor.name) {
            Some(history) if history.last.revision >= monitor.revision => {
                let watching = subject.monitors.iter().find(|watching| watching.no == monitor.no);
                let same_asset = watching.is_some_and(|watching| watching.asset == monitor.asset);
                let same = history.object == object && history.no == monitor.no && same_asset;
                findings
                    .compare(CHECK, same, || format!("{name}: monitor {} is not what its events say", monitor.name));
            }
            _ => {
                newer.insert((monitor.name, monitor.revision), (serde_json::from_str(&object).ok(), true));
            }
        }
    }
    for monitor in histories.keys() {
        findings.compare(CHECK, false, || format!("{name}: monitor {monitor} has an event and no row"));
    }
    order::check_newer_rows(conn, subject, &REVISED, newer, findings).await
}

/// What a transfer did to an account that is watched, by the account's last posting in it and the one before.
struct Moved {
    seq: i64,
    transfer_id: Uuid,
    recorded_at: Timestamp,
    account: String,
    account_id: Uuid,
    account_version: i64,
    asset_no: i32,
    /// Before and after it: available, posted, pending.
    balances: [[Minor; 2]; 3],
}

impl Moved {
    fn decode(row: &PgRow) -> sqlx::Result<Moved> {
        let normal = side_of(row.try_get("normal_side")?)?;
        let (before, after) = (balance_of(row, "before_")?, balance_of(row, "")?);
        Ok(Moved {
            seq: row.try_get("seq")?,
            transfer_id: row.try_get("id")?,
            recorded_at: row.try_get::<Instant, _>("recorded_at")?.0,
            account: row.try_get("path")?,
            account_id: row.try_get("account_id")?,
            account_version: row.try_get("account_version")?,
            asset_no: row.try_get("asset_no")?,
            balances: BalanceKind::ALL.map(|kind| [before.of(kind, normal), after.of(kind, normal)]),
        })
    }
}

/// Each alert in a stretch of the order is what the transfer before it must have raised, in its place, and none of
/// these is missing.
pub(super) async fn check_alerts(
    conn: &mut PgConnection,
    subject: &Subject,
    mut after: i64,
    to: i64,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let name = &subject.ledger.name;
    while after < to && (subject.alerts > 0 || !subject.monitors.is_empty()) {
        let last = to.min(after + NUMBERS);
        let mut expected = expected(conn, subject, after, last).await?;
        let raised = sqlx::query(
            "select seq, recorded_at, object from events
             where ledger_no = $1 and seq > $2 and seq <= $3 and type = $4
             order by seq",
        )
        .bind(subject.ledger.no.0)
        .bind(after)
        .bind(last)
        .bind(EventType::BalanceAlert.number())
        .fetch_all(&mut *conn)
        .await?;
        for row in &raised {
            let seq: i64 = row.try_get("seq")?;
            let recorded_at = row.try_get::<Instant, _>("recorded_at")?.0.to_string();
            match expected.remove(&seq) {
                Some(alert) => {
                    let object = objects::to_string(&alert);
                    let same = row.try_get::<Option<&str>, _>("object")? == Some(&object);
                    findings.compare(CHECK, same && recorded_at == alert.recorded_at, || {
                        let objects::BalanceAlert { monitor, account, transfer_seq, .. } = &alert;
                        format!(
                            "{name}: alert {seq} is not what {monitor} says of {account} after transfer {transfer_seq}"
                        )
                    });
                }
                None => findings.compare(CHECK, false, || format!("{name}: alert {seq} was raised by nothing")),
            }
        }
        for (seq, objects::BalanceAlert { monitor, account, transfer_seq, .. }) in &expected {
            findings.compare(CHECK, false, || {
                format!(
                    "{name}: event {seq} is not the alert of {monitor} that transfer {transfer_seq} raised on {account}"
                )
            });
        }
        after = last;
    }
    Ok(())
}

/// The alerts that must stand after one `seq` and up to another: those of the transfers there, and of the one
/// before. What the last transfer of all raised cannot stand beyond, so it is wanted here.
async fn expected(
    conn: &mut PgConnection,
    subject: &Subject,
    after: i64,
    last: i64,
) -> sqlx::Result<BTreeMap<i64, objects::BalanceAlert>> {
    if subject.monitors.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = sqlx::query(
        "select t.seq, t.id, t.recorded_at, a.path, a.id as account_id, a.normal_side, a.asset_no, p.account_version,
           p.posted_debits, p.posted_credits, p.held_debits, p.held_credits, b.posted_debits as before_posted_debits,
           b.posted_credits as before_posted_credits, b.held_debits as before_held_debits,
           b.held_credits as before_held_credits
         from transfers t
         cross join lateral (
           select account_no, min(leg) as first_leg, max(leg) as last_leg
           from unnest(t.posting_accounts) with ordinality r (account_no, leg)
           group by account_no
         ) r
         cross join lateral (
           select path, id, normal_side, asset_no from accounts
           where ledger_no = $1 and account_no = r.account_no
           offset 0
         ) a
         cross join lateral (
           select * from postings
           where ledger_no = $1 and account_no = r.account_no and seq = t.seq and leg = r.last_leg - 1
           offset 0
         ) p
         left join lateral (
           select posted_debits, posted_credits, held_debits, held_credits from postings
           where ledger_no = $1 and account_no = r.account_no and seq < t.seq
           order by seq desc, leg desc
           limit 1
         ) b on true
         where t.ledger_no = $1 and t.seq <= $3
           and t.seq >= coalesce((select max(seq) from events where ledger_no = $1 and seq <= $2 and type <> $6), $2)
           and exists (
             select from unnest($4::text[], $5::int4[]) m (path_prefix, asset_no)
             where m.asset_no = a.asset_no
               and (a.path = m.path_prefix or starts_with(a.path, m.path_prefix || ':'))
           )
         order by t.seq, r.first_leg",
    )
    .bind(subject.ledger.no.0)
    .bind(after)
    .bind(last)
    .bind(subject.monitors.iter().map(|watching| watching.path_prefix.as_str()).collect::<Vec<_>>())
    .bind(subject.monitors.iter().map(|watching| watching.asset.no.0).collect::<Vec<_>>())
    .bind(EventType::BalanceAlert.number())
    .fetch_all(conn)
    .await?;
    let moved = rows.iter().map(Moved::decode).collect::<sqlx::Result<Vec<_>>>()?;
    let mut alerts = BTreeMap::new();
    for transfer in moved.chunk_by(|one, other| one.seq == other.seq) {
        let in_order = subject.monitors.iter().flat_map(|watching| transfer.iter().map(move |moved| (watching, moved)));
        let raised = in_order.filter_map(|(watching, moved)| watching.expects(moved));
        alerts.extend((transfer[0].seq + 1..).zip(raised));
    }
    alerts.retain(|seq, _| *seq > after && (*seq <= last || last == subject.last_seq));
    Ok(alerts)
}
