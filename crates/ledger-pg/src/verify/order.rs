//! The order: events, their chain, and the transfers behind them.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use ledger::{Bound, Minor, Timestamp};
use serde::Deserialize;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::{
    Findings, Reading, Subject, entries,
    limits::{self, Histories},
    monitors,
    proposals::{self, Word, Words},
    transfer_metadata::{self, Update, Updates},
};
use crate::{
    accounts, assets,
    encoding::Numeric,
    events::{self, Event, EventType},
    heads::Head,
    ledgers, objects,
};

/// Events per page.
const PAGE: u32 = 2000;

/// An account's bounds from a `seq` on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub from_seq: i64,
    /// In the order of [`Bound::ALL`].
    pub limits: [Option<Minor>; Bound::ALL.len()],
}

/// What an account's event says of it.
#[derive(Deserialize)]
struct AccountObject {
    id: Uuid,
    asset: String,
    policy: objects::Policy,
    revision: i64,
}

/// The limit that a policy sets to a balance.
const fn limit(policy: &objects::Policy, bound: Bound) -> Option<&String> {
    let limit = match bound {
        Bound::Min => &policy.min_balance,
        Bound::Max => &policy.max_balance,
        Bound::MinPosted => &policy.min_posted,
        Bound::MaxPosted => &policy.max_posted,
        Bound::MinPending => &policy.min_pending,
        Bound::MaxPending => &policy.max_pending,
    };
    limit.as_ref()
}

#[derive(Deserialize)]
struct AssetObject {
    code: String,
    scale: u8,
}

pub(super) async fn check(
    conns: &mut [PgConnection],
    subject: &mut Subject,
    head: &Head,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let stretches = stretches(head.last_seq, conns.len());
    let walks = conns.iter_mut().zip(stretches).map(|(conn, (after, to))| walk(conn, subject, after, to));
    let walked = try_join_all(walks).await?;

    let mut registered = Registered::default();
    let mut updates = Updates::default();
    let mut histories = Histories::default();
    let mut watching = monitors::Histories::default();
    let mut words = Words::default();
    let mut last_hash = events::NO_HASH;
    for stretch in walked {
        findings.merge(stretch.findings);
        subject.legs += stretch.legs;
        subject.alerts += stretch.alerts;
        last_hash = stretch.last_hash;
        for event in stretch.registrations {
            registered.note(subject, event, findings);
        }
        for update in stretch.updates {
            updates.note(subject, update, findings);
        }
        for event in stretch.limits {
            histories.note(subject, event, findings);
        }
        for event in stretch.monitors {
            watching.note(subject, event, findings);
        }
        for word in stretch.words {
            words.note(subject, word, findings);
        }
    }

    let conn = &mut conns[0];
    let name = subject.ledger.name.clone();
    check_nothing_beyond(conn, subject, findings).await?;
    findings.compare("hash_chain", last_hash == head.last_hash, || {
        format!("{name}: the head's hash is not the last event's")
    });
    check_ledger_sum(conn, subject, findings).await?;
    check_asset_rows(conn, subject, &registered.assets, findings).await?;
    check_account_rows(conn, subject, registered.accounts, findings).await?;
    transfer_metadata::check(conn, subject, updates, findings).await?;
    limits::check(conn, subject, histories, findings).await?;
    monitors::check(conn, subject, watching, findings).await?;
    proposals::check(conn, subject, words, findings).await
}

/// The order in so many stretches of whole pages: each is after one `seq` and up to another.
pub(super) fn stretches(last_seq: i64, wanted: usize) -> Vec<(i64, i64)> {
    let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
    let length = (last_seq / i64::from(PAGE) / wanted + 1) * i64::from(PAGE);
    let mut stretches = Vec::new();
    let mut after = 0;
    while after < last_seq {
        let to = last_seq.min(after + length);
        stretches.push((after, to));
        after = to;
    }
    stretches
}

/// What walking a stretch of the order found.
struct Walked {
    findings: Findings,
    last_hash: [u8; 32],
    legs: u64,
    /// Events of assets and accounts.
    registrations: Vec<Event>,
    /// Changes of transfers' metadata.
    updates: Vec<Update>,
    /// Events of limits.
    limits: Vec<Event>,
    /// Events of monitors.
    monitors: Vec<Event>,
    alerts: u64,
    /// What was proposed and rejected.
    words: Vec<Word>,
}

/// Walks a stretch of the order from what is stored at its beginning.
async fn walk(conn: &mut PgConnection, subject: &Subject, after: i64, to: i64) -> sqlx::Result<Walked> {
    let name = &subject.ledger.name;
    let mut findings = Findings::new();
    let (mut seq, mut recorded_at, mut hash) = (after, Timestamp::BEFORE_ALL, events::NO_HASH);
    if after > 0 {
        // Where it is missing, the stretch before says so.
        for event in events::list(conn, &subject.ledger, after - 1, 1, None).await? {
            (recorded_at, hash) = (event.recorded_at, event.hash);
        }
    }
    let (mut registrations, mut updates) = (Vec::new(), Vec::new());
    let (mut limits, mut monitors, mut words) = (Vec::new(), Vec::new(), Vec::new());
    let (mut alerts, mut legs) = (0, 0);
    let mut walked = after;
    while walked < to {
        let page = events::list(conn, &subject.ledger, walked, PAGE, None).await?;
        let first = walked + 1;
        // Events may be missing, the last ones too.
        walked = page.last().map_or(to, |event| event.seq.min(to));
        for event in page.into_iter().take_while(|event| event.seq <= to) {
            findings.compare("seq_dense", event.seq == seq + 1 && event.recorded_at >= recorded_at, || {
                format!("{name}: event {} at {} follows {seq} at {recorded_at}", event.seq, event.recorded_at)
            });
            (seq, recorded_at) = (event.seq, event.recorded_at);
            findings.compare("one_event_per_change", !event.object.is_empty(), || {
                format!("{name}: event {seq} ({}) has no object", event.event_type.name())
            });
            hash = events::chain(&hash, seq, event.event_type, recorded_at, &event.object);
            findings.compare("hash_chain", hash == event.hash, || {
                format!("{name}: event {seq} ({}) hashes to another value", event.event_type.name())
            });
            // Go on from what is stored, so that one changed row is one failure.
            hash = event.hash;
            match event.event_type {
                EventType::AccountCreated | EventType::AccountUpdated | EventType::AssetCreated => {
                    registrations.push(event);
                }
                EventType::LedgerCreated => check_ledger_row(conn, subject, &event, &mut findings).await?,
                EventType::TransferUpdated => updates.push(Update::of(&event)),
                EventType::LimitCreated | EventType::LimitUpdated => limits.push(event),
                EventType::MonitorCreated | EventType::MonitorUpdated => monitors.push(event),
                EventType::BalanceAlert => alerts += 1,
                EventType::TransferProposed | EventType::TransferRejected => words.push(Word::of(&event)),
                EventType::TransferPosted
                | EventType::TransferPending
                | EventType::TransferCaptured
                | EventType::TransferVoided
                | EventType::TransferIncremented
                | EventType::TransferExtended
                | EventType::TransferExpired
                | EventType::TransferReversed => {
                    // Rendered from its rows, or the hash would prove nothing about them.
                    findings.compare("one_event_per_change", event.rendered, || {
                        format!("{name}: event {seq} ({}) carries an object of its own", event.event_type.name())
                    });
                }
            }
        }
        check_nothing_more(conn, subject, first, walked, &mut findings).await?;
        legs += check_sums(conn, subject, first, walked, &mut findings).await?;
        entries::check_links(conn, subject, first, walked, &mut findings).await?;
        proposals::check_agreed(conn, subject, first, walked, &mut findings).await?;
        (subject.watch)(Reading::Read((walked + 1 - first).cast_unsigned()));
    }
    findings.compare("seq_dense", seq == to, || format!("{name}: event {to} is missing, and all since {seq}"));
    Ok(Walked { findings, last_hash: hash, legs, registrations, updates, limits, monitors, alerts, words })
}

/// What is no transfer has nothing of one, which no hash would tell.
async fn check_nothing_more(
    conn: &mut PgConnection,
    subject: &Subject,
    first: i64,
    last: i64,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let seqs: Vec<i64> = sqlx::query_scalar(
        "select seq from events
         where ledger_no = $1 and seq between $2 and $3 and type not between 10 and 99
           and num_nonnulls(id, effective_at, posting_accounts, external_id, description, metadata, target_seq, target_id,
             expires_at, manual, flags, proposal_seq, proposed_by, approved_by, approval_reason) > 0",
    )
    .bind(subject.ledger.no.0)
    .bind(first)
    .bind(last)
    .fetch_all(conn)
    .await?;
    for seq in seqs {
        findings.compare("one_event_per_change", false, || {
            format!("{}: event {seq} is no transfer and has something of one", subject.ledger.name)
        });
    }
    Ok(())
}

/// The ledger's row renders to its event: neither ever changes.
async fn check_ledger_row(
    conn: &mut PgConnection,
    subject: &Subject,
    event: &Event,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let mut object = ledgers::object(conn, subject.ledger.no).await?;
    object.schema = Some(objects::SCHEMA);
    object.last_seq = None;
    findings.compare("one_event_per_change", objects::to_string(&object) == event.object, || {
        format!("{}: the ledger's row is not what its event says", subject.ledger.name)
    });
    Ok(())
}

/// Nothing is numbered beyond the head, which is read in the same snapshot.
async fn check_nothing_beyond(conn: &mut PgConnection, subject: &Subject, findings: &mut Findings) -> sqlx::Result<()> {
    let beyond: [Option<i64>; 4] = sqlx::query_as::<_, (_, _, _, _)>(
        "select (select max(seq) from events where ledger_no = $1 and seq > h.last_seq),
           (select max(seq) from holds where ledger_no = $1 and seq > h.last_seq),
           (select max(seq) from reversed_transfers where ledger_no = $1 and seq > h.last_seq),
           (select max(seq) from proposals where ledger_no = $1 and seq > h.last_seq)
         from ledger_heads h where h.ledger_no = $1",
    )
    .bind(subject.ledger.no.0)
    .fetch_one(conn)
    .await?
    .into();
    for (what, beyond) in ["event", "hold", "reversed transfer", "proposal"].into_iter().zip(beyond) {
        findings.compare("seq_dense", beyond.is_none(), || {
            format!("{}: {what} {} lies beyond the head", subject.ledger.name, beyond.unwrap_or_default())
        });
    }
    Ok(())
}

/// Each registered asset's row renders to its event, and each event has a row.
async fn check_asset_rows(
    conn: &mut PgConnection,
    subject: &Subject,
    events: &HashMap<String, String>,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let name = &subject.ledger.name;
    let rows = assets::up_to(conn, subject.ledger.no, subject.last_seq).await?;
    for row in &rows {
        let mut object = row.object();
        object.schema = Some(objects::SCHEMA);
        let same = events.get(row.asset.code.as_str()) == Some(&objects::to_string(&object));
        findings.compare("one_event_per_change", same, || {
            format!("{name}: asset {} is not what its event says", row.asset.code)
        });
    }
    findings.compare("one_event_per_change", rows.len() == events.len(), || {
        format!("{name}: {} assets, {} events of assets", rows.len(), events.len())
    });
    Ok(())
}

/// What the events say of assets and accounts.
#[derive(Default)]
struct Registered {
    scales: HashMap<String, u8>,
    assets: HashMap<String, String>,
    /// Each account's last revision, with its object.
    accounts: HashMap<Uuid, (i64, String)>,
}

impl Registered {
    fn note(&mut self, subject: &mut Subject, event: Event, findings: &mut Findings) {
        if event.event_type == EventType::AssetCreated {
            if let Ok(asset) = serde_json::from_str::<AssetObject>(&event.object) {
                self.scales.insert(asset.code.clone(), asset.scale);
                self.assets.insert(asset.code, event.object);
            }
            return;
        }
        let name = &subject.ledger.name;
        let parsed = serde_json::from_str::<AccountObject>(&event.object);
        findings.compare("account_rows", parsed.is_ok(), || format!("{name}: event {} is not an account", event.seq));
        let Ok(account) = parsed else { return };
        let iso = || ledger::iso_4217(&account.asset).map(|iso| iso.scale);
        let scale = self.scales.get(&account.asset).copied().or_else(iso);
        let minor = |bound| {
            let decimal = ledger::SignedDecimal::parse(limit(&account.policy, bound)?).ok()?;
            decimal.to_minor(scale?).ok()
        };
        let bounds = Bounds { from_seq: event.seq, limits: Bound::ALL.map(minor) };
        if bounds.limits.iter().any(Option::is_some) || subject.bounds.contains_key(&account.id) {
            subject.bounds.entry(account.id).or_default().push(bounds);
        }
        self.accounts.insert(account.id, (account.revision, event.object));
    }
}

/// Each transfer's postings sum to zero per asset and are where its row says. Returns how many there are.
async fn check_sums(
    conn: &mut PgConnection,
    subject: &Subject,
    first: i64,
    last: i64,
    findings: &mut Findings,
) -> sqlx::Result<u64> {
    let rows = sqlx::query(
        "select t.seq, p.asset_no, sum(p.posted) as posted, sum(p.held) as held, count(p.seq) as legs,
           cardinality(t.posting_accounts) as named,
           bool_and(p.effective_at = t.effective_at and p.asset_no = a.asset_no) as matching
         from transfers t
         cross join lateral unnest(t.posting_accounts) with ordinality r (account_no, leg)
         left join lateral (
           select * from postings
           where ledger_no = $1 and account_no = r.account_no and seq = t.seq and leg = r.leg - 1
           offset 0
         ) p on true
         left join lateral (
           select asset_no from accounts where ledger_no = $1 and account_no = r.account_no offset 0
         ) a on true
         where t.ledger_no = $1 and t.seq between $2 and $3
         group by t.seq, t.posting_accounts, p.asset_no
         order by t.seq",
    )
    .bind(subject.ledger.no.0)
    .bind(first)
    .bind(last)
    .fetch_all(conn)
    .await?;
    let name = &subject.ledger.name;
    let mut all_legs = 0;
    let mut legs_of: HashMap<i64, (i64, i64)> = HashMap::new();
    for row in &rows {
        let seq: i64 = row.try_get("seq")?;
        let zero =
            |column| Ok::<_, sqlx::Error>(row.try_get::<Option<Numeric>, _>(column)?.is_none_or(|sum| sum.0.is_zero()));
        let balanced = zero("posted")? && zero("held")?;
        findings.compare("zero_sum", balanced, || format!("{name}: the postings of transfer {seq} do not sum to zero"));
        let legs: i64 = row.try_get("legs")?;
        all_legs += legs.cast_unsigned();
        let named: i32 = row.try_get("named")?;
        legs_of.entry(seq).or_insert((0, i64::from(named))).0 += legs;
        let matching = row.try_get::<Option<bool>, _>("matching")?.unwrap_or(false);
        findings.compare("postings_of_transfers", matching, || {
            format!("{name}: a posting of transfer {seq} is missing, at another instant or in another asset")
        });
    }
    for (seq, (legs, named)) in legs_of {
        findings.compare("postings_of_transfers", legs == named, || {
            format!("{name}: transfer {seq} names {named} postings and has {legs}")
        });
    }
    Ok(all_legs)
}

/// The present balances of all accounts sum to zero per asset, in one snapshot.
async fn check_ledger_sum(conn: &mut PgConnection, subject: &Subject, findings: &mut Findings) -> sqlx::Result<()> {
    let rows = sqlx::query(
        "select a.asset_no, sum(p.posted_debits) = sum(p.posted_credits)
             and sum(p.held_debits) = sum(p.held_credits) as zero
         from accounts a
         cross join lateral (
           select * from postings
           where ledger_no = $1 and account_no = a.account_no
           order by seq desc, leg desc
           limit 1
         ) p
         where a.ledger_no = $1
         group by a.asset_no",
    )
    .bind(subject.ledger.no.0)
    .fetch_all(conn)
    .await?;
    for row in rows {
        let asset: i32 = row.try_get(0)?;
        findings.compare("zero_sum", row.try_get(1)?, || {
            format!("{}: the balances of asset {asset} do not sum to zero", subject.ledger.name)
        });
    }
    Ok(())
}

/// Each account's row renders to what its last event recorded.
async fn check_account_rows(
    conn: &mut PgConnection,
    subject: &Subject,
    mut last: HashMap<Uuid, (i64, String)>,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let name = &subject.ledger.name;
    let mut newer = HashMap::new();
    let mut after = 0;
    loop {
        let page = accounts::page_below(conn, subject.ledger.no, None, after, 1000).await?;
        let Some((end, _)) = page.last() else { break };
        after = end.no.0;
        for (account, attributes) in &page {
            let mut object = accounts::object(account, attributes);
            object.schema = Some(objects::SCHEMA);
            object.account_version = 0;
            let row = without_version(&objects::to_string(&object));
            match last.remove(&account.id) {
                Some((revision, event)) if revision >= account.revision => {
                    findings.compare("account_rows", without_version(&event) == row, || {
                        format!("{name}: account {} is not what its last event says", account.path)
                    });
                }
                earlier => {
                    newer.insert((account.id.to_string(), account.revision), (row, earlier.is_some()));
                }
            }
        }
    }
    for (id, _) in last {
        findings.compare("account_rows", false, || format!("{name}: account {id} has an event and no row"));
    }
    check_newer_rows(conn, subject, &ACCOUNTS, newer, findings).await
}

/// Rows that change, each change with an event that carries the row's `id`, or its `name` where it has no
/// `id`, and its `revision`, if it can change more than once.
pub(super) struct Revised {
    /// What a row is about, in words.
    pub what: &'static str,
    pub check: &'static str,
    pub types: &'static [EventType],
}

const ACCOUNTS: Revised =
    Revised { what: "account", check: "account_rows", types: &[EventType::AccountCreated, EventType::AccountUpdated] };

#[derive(Deserialize)]
struct Revision {
    #[serde(alias = "name")]
    id: String,
    #[serde(default)]
    revision: i64,
}

/// Rows that are newer than the point of judgement, by id and revision: each must be what an event
/// says that came since. (The flag tells whether there was an event of it before.)
pub(super) async fn check_newer_rows(
    conn: &mut PgConnection,
    subject: &Subject,
    revised: &Revised,
    mut newer: HashMap<(String, i64), (Option<serde_json::Value>, bool)>,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let name = &subject.ledger.name;
    let Revised { what, check, types } = revised;
    let mut seq = subject.last_seq;
    while !newer.is_empty() {
        let page = events::list(conn, &subject.ledger, seq, PAGE, None).await?;
        let Some(last) = page.last() else { break };
        seq = last.seq;
        for event in page.iter().filter(|event| types.contains(&event.event_type)) {
            let Ok(Revision { id, revision }) = serde_json::from_str(&event.object) else { continue };
            if let Some(((id, _), (row, _))) = newer.remove_entry(&(id, revision)) {
                findings.compare(check, without_version(&event.object) == row, || {
                    format!("{name}: {what} {id} is not what event {} says", event.seq)
                });
            }
        }
    }
    for ((id, revision), (_, known)) in newer {
        let check = if known { check } else { "one_event_per_change" };
        findings.compare(check, false, || format!("{name}: {what} {id} has a revision {revision} and no event of it"));
    }
    Ok(())
}

/// An object without the count of an account's postings, which moves on without an event.
fn without_version(object: &str) -> Option<serde_json::Value> {
    let mut value: serde_json::Value = serde_json::from_str(object).ok()?;
    value.as_object_mut()?.remove("account_version");
    Some(value)
}
