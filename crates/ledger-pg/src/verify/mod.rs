//! Verify: recomputes a ledger from its postings and events, and says where the rows disagree.
//!
//! Everything is judged at one `seq` per ledger, read in pages; history is immutable, so a page read
//! later tells the same. Nothing is written and no statement is long, so it can run on a live
//! database. What is compared is never a sum with a sum the writer made in the same way: chains are
//! walked posting by posting.

mod accounts;
mod entries;
mod holds;
mod limits;
mod monitors;
mod order;
mod points;
mod proposals;
mod reversals;
mod transfer_metadata;

use std::{collections::HashMap, num::NonZeroUsize, sync::Arc};

use futures_util::future::try_join_all;
use ledger::LedgerName;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::{
    connections, heads,
    ledgers::{self, LedgerInfo},
};

/// Failures a check lists; more are only counted.
const LISTED: usize = 20;

/// What was found.
#[derive(Debug, serde::Serialize)]
pub struct Report {
    pub ok: bool,
    pub checks: Vec<Check>,
}

/// One named check over all ledgers.
#[derive(Debug, serde::Serialize)]
pub struct Check {
    pub name: &'static str,
    pub ok: bool,
    /// How many things were compared.
    pub checked: u64,
    /// The first failures, in words; `failed` counts all.
    pub failures: Vec<String>,
    pub failed: u64,
}

/// Every check, in the order of the report, with what it says in a word or ten.
pub const CHECKS: &[(&str, &str)] = &[
    ("seq_dense", "events are numbered 1, 2, 3 … up to the head, and recorded_at never runs backwards"),
    ("hash_chain", "each event's hash follows from its content and the one before, up to the head's"),
    (
        "one_event_per_change",
        "each account and asset has its event, and each event its object, or the transfer that it is",
    ),
    ("zero_sum", "the postings of each transfer sum to zero in each asset, and so does the ledger"),
    (
        "postings_of_transfers",
        "each posting belongs to a transfer that names it, at its instant, in its account's asset",
    ),
    ("snapshot_chain", "each posting's running totals, version and order follow from the one before"),
    ("holds", "each hold's row follows from its entries, which came while it was open and no more than it held"),
    ("reversals", "what of each transfer is reversed follows from its reversals, and is no more than it posted"),
    ("bounds", "no transfer moved a bounded balance beyond its bound"),
    ("account_rows", "each account's row is what its last event says"),
    ("transfer_metadata", "the changed metadata of each transfer is what its last event says"),
    ("limits", "each limit is what its last event says, and what counted for it follows from its transfers"),
    (
        "balance_alerts",
        "each monitor is what its last event says, and each transfer is followed by the alerts that it raised, and no other",
    ),
    ("proposals", "each proposal is what its events say, and each transfer that was agreed to what was proposed"),
    ("irregular_postings", "postings out of order in effective time are listed, summed and blocked"),
    ("idempotency_keys", "each key has the outcome it names, and no transfer has two keys"),
    ("point_in_time", "balances at random instants of both axes equal a plain sum"),
];

/// How far a verification is, for whoever waits for it. What it compares besides takes little time.
#[derive(Clone, Copy, Debug)]
pub enum Reading<'a> {
    /// So many events of a ledger are read from now on.
    Events { ledger: &'a LedgerName, total: u64 },
    /// So many postings of it are.
    Postings { ledger: &'a LedgerName, total: u64 },
    /// So many of them were.
    Read(u64),
}

/// Whoever waits.
pub type Onlooker = Arc<dyn Fn(Reading<'_>) + Send + Sync>;

/// A report being made.
pub(crate) struct Findings(HashMap<&'static str, Check>);

impl Findings {
    fn new() -> Findings {
        let checks = CHECKS
            .iter()
            .map(|(name, _)| (*name, Check { name, ok: true, checked: 0, failures: Vec::new(), failed: 0 }));
        Findings(checks.collect())
    }

    /// Notes one comparison; `failure` puts it in words if it failed.
    fn compare(&mut self, name: &'static str, holds: bool, failure: impl FnOnce() -> String) {
        let check = self.0.get_mut(name).expect("every check is listed in CHECKS");
        check.checked += 1;
        if !holds {
            check.ok = false;
            check.failed += 1;
            if check.failures.len() < LISTED {
                check.failures.push(failure());
            }
        }
    }

    /// Takes over what another part of the work found.
    fn merge(&mut self, other: Findings) {
        for (name, part) in other.0 {
            let check = self.0.get_mut(name).expect("every check is listed in CHECKS");
            check.ok &= part.ok;
            check.checked += part.checked;
            check.failed += part.failed;
            let room = LISTED.saturating_sub(check.failures.len());
            check.failures.extend(part.failures.into_iter().take(room));
        }
    }

    fn report(mut self) -> Report {
        let checks: Vec<Check> = CHECKS.iter().filter_map(|(name, _)| self.0.remove(name)).collect();
        Report { ok: checks.iter().all(|check| check.ok), checks }
    }
}

/// A ledger at the point where it is judged.
pub(crate) struct Subject {
    pub ledger: LedgerInfo,
    pub last_seq: i64,
    /// Every bound an account has had: from which `seq` on, and the limits in minor units.
    pub bounds: HashMap<Uuid, Vec<order::Bounds>>,
    /// When which limit was in force.
    pub limits: Vec<limits::InForce>,
    /// The monitors, in the order in which they were set, and how many alerts there are.
    pub monitors: Vec<monitors::Watching>,
    pub alerts: u64,
    /// Legs that the transfers name.
    pub legs: u64,
    pub watch: Onlooker,
}

/// Checks every ledger of a database, or one, on so many connections at once, and tells `watch` how far it is.
///
/// # Errors
/// The database cannot be read; what is wrong *in* it is in the report.
pub async fn verify(
    database_url: &str,
    only: Option<&str>,
    jobs: NonZeroUsize,
    watch: Onlooker,
) -> Result<Report, sqlx::Error> {
    // Pages are read along their keys: a plan that sorts a ledger's rows for each page, as one for an
    // unanalysed table may, would make the whole quadratic.
    let options = connections::options(database_url)?.options([("enable_bitmapscan", "off"), ("enable_sort", "off")]);
    let mut conns = try_join_all((0..jobs.get()).map(|_| PgConnection::connect_with(&options))).await?;
    let mut findings = Findings::new();
    let ledgers = match only {
        None => ledgers::all(&mut conns[0]).await?,
        Some(name) => vec![ledgers::find(&mut conns[0], name).await?.ok_or(sqlx::Error::RowNotFound)?],
    };
    for ledger in ledgers {
        let (head, _) = heads::read(&mut conns[0], ledger.no).await?;
        let mut subject = Subject {
            ledger,
            last_seq: head.last_seq,
            bounds: HashMap::new(),
            limits: Vec::new(),
            monitors: Vec::new(),
            alerts: 0,
            legs: 0,
            watch: Arc::clone(&watch),
        };
        watch(Reading::Events { ledger: &subject.ledger.name, total: head.last_seq.cast_unsigned() });
        order::check(&mut conns, &mut subject, &head, &mut findings).await?;
        watch(Reading::Postings { ledger: &subject.ledger.name, total: subject.legs });
        accounts::check(&mut conns, &subject, &mut findings).await?;
        entries::check(&mut conns, &subject, &mut findings).await?;
        points::check_keys(&mut conns[0], &subject, &mut findings).await?;
        points::check_instants(&mut conns[0], &subject, &mut findings).await?;
    }
    for conn in conns {
        conn.close().await?;
    }
    Ok(findings.report())
}
