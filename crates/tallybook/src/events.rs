//! `tallybook events`: reading events, how far sinks are, and telling again, straight from the database.

use std::{process::ExitCode, time::Duration};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use ledger_pg::{Event, Lane, LaneState, LedgerInfo, Store, StoreOptions};
use serde_json::{json, value::RawValue};

use crate::Database;

/// Events read at once.
const PAGE: u32 = 500;
/// How often a tail looks for more.
const LOOK: Duration = Duration::from_millis(250);

#[derive(Subcommand)]
pub enum Events {
    /// Print a ledger's events as JSON lines, and go on as they come.
    Tail {
        #[command(flatten)]
        database: Database,
        /// The ledger's name or id.
        #[arg(long)]
        ledger: String,
        /// Begin after this seq; at the ledger's end unless given.
        #[arg(long)]
        after: Option<i64>,
        /// Only events of these types, separated by commas.
        #[arg(long, value_delimiter = ',')]
        types: Vec<String>,
        /// Stop at the ledger's end.
        #[arg(long)]
        no_follow: bool,
    },
    /// How far each sink has been told of each ledger, and what went wrong.
    Lag {
        #[command(flatten)]
        database: Database,
        /// Only of this ledger.
        #[arg(long)]
        ledger: Option<String>,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Have a sink told anew of everything after a seq, with the same ids.
    Replay {
        #[command(flatten)]
        database: Database,
        #[arg(long)]
        ledger: String,
        /// A broker's name, or a webhook endpoint's id.
        #[arg(long)]
        sink: String,
        #[arg(long)]
        after: i64,
    },
    /// Have a sink's dead letters told again.
    Redrive {
        #[command(flatten)]
        database: Database,
        #[arg(long)]
        ledger: String,
        /// A broker's name, or a webhook endpoint's id.
        #[arg(long)]
        sink: String,
    },
}

impl Events {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Events::Tail { database, ledger, after, types, no_follow } => {
                let store = open(&database)?;
                let ledger = find(&store, &ledger).await?;
                tail(&store, &ledger, after, &types, !no_follow).await?;
            }
            Events::Lag { database, ledger, json } => {
                let store = open(&database)?;
                let only = match &ledger {
                    Some(name) => Some(find(&store, name).await?.no),
                    None => None,
                };
                let states = store.lane_states(only, None).await?;
                if json { print_json(&states)? } else { print_table(&states) }
            }
            Events::Replay { database, ledger, sink, after } => {
                let store = open(&database)?;
                let ledger = find(&store, &ledger).await?;
                let last_seq = store.last_seq(ledger.no).await?;
                if !(0..=last_seq).contains(&after) {
                    bail!("--after must be from 0 to {last_seq}, the last seq of {}", ledger.name);
                }
                if !store.set_lane(&Lane { ledger: ledger.no, sink: sink.clone() }, after).await? {
                    bail!("no sink {sink} has been told of {}; `tallybook events lag` lists them", ledger.name);
                }
                println!("{sink} will be told of {} events of {} again.", last_seq - after, ledger.name);
            }
            Events::Redrive { database, ledger, sink } => {
                let store = open(&database)?;
                let ledger = find(&store, &ledger).await?;
                let events = store.redrive(&Lane { ledger: ledger.no, sink: sink.clone() }, None).await?;
                println!("{sink} will be told of {events} dead letters of {} again.", ledger.name);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn open(database: &Database) -> anyhow::Result<Store> {
    let options = StoreOptions::new(database.database_url.clone(), ledger_http::render_problem);
    Ok(Store::open(options)?)
}

async fn find(store: &Store, name: &str) -> anyhow::Result<std::sync::Arc<LedgerInfo>> {
    store.ledger_info(name).await?.with_context(|| format!("there is no ledger {name}"))
}

async fn tail(
    store: &Store,
    ledger: &LedgerInfo,
    after: Option<i64>,
    types: &[String],
    follow: bool,
) -> anyhow::Result<()> {
    let mut after = match after {
        Some(after) => after,
        None => store.last_seq(ledger.no).await?,
    };
    loop {
        let events = store.events_after(ledger, after, PAGE).await?;
        for event in &events {
            after = event.seq;
            if types.is_empty() || types.iter().any(|name| name == event.event_type.name()) {
                println!("{}", line(event)?);
            }
        }
        if events.is_empty() {
            if !follow {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// An event as the API lists it, on one line.
fn line(event: &Event) -> anyhow::Result<String> {
    #[derive(serde::Serialize)]
    struct Line<'e> {
        seq: i64,
        #[serde(rename = "type")]
        event_type: &'static str,
        recorded_at: String,
        object: &'e RawValue,
        hash: String,
    }
    let line = Line {
        seq: event.seq,
        event_type: event.event_type.name(),
        recorded_at: event.recorded_at.to_string(),
        object: serde_json::from_str(&event.object)?,
        hash: event.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    Ok(serde_json::to_string(&line)?)
}

/// How old the oldest event is that was not told, in whole seconds.
fn seconds_behind(state: &LaneState) -> i64 {
    state.oldest_untold.map_or(0, |oldest| (state.read_at.micros() - oldest.micros()) / 1_000_000)
}

fn print_table(states: &[LaneState]) {
    println!(
        "{:<24} {:<38} {:>12} {:>10} {:>9} {:>8} {:>6}  last error",
        "ledger", "sink", "told", "behind", "seconds", "waiting", "dead"
    );
    for state in states {
        println!(
            "{:<24} {:<38} {:>12} {:>10} {:>9} {:>8} {:>6}  {}",
            state.ledger_name,
            state.lane.sink,
            state.told_seq,
            state.last_seq - state.told_seq,
            seconds_behind(state),
            state.waiting,
            state.dead_letters,
            state.last_error.as_deref().unwrap_or("")
        );
    }
}

fn print_json(states: &[LaneState]) -> anyhow::Result<()> {
    let lanes: Vec<_> = states
        .iter()
        .map(|state| {
            json!({
                "ledger": state.ledger_name,
                "sink": state.lane.sink,
                "told_seq": state.told_seq,
                "last_seq": state.last_seq,
                "behind": state.last_seq - state.told_seq,
                "seconds_behind": seconds_behind(state),
                "waiting": state.waiting,
                "dead_letters": state.dead_letters,
                "failing_since": state.failing_since.map(|at| at.to_string()),
                "last_error": state.last_error,
                "leased_by": state.leased_by,
            })
        })
        .collect();
    println!("{}", serde_json::to_string_pretty(&json!({ "lanes": lanes }))?);
    Ok(())
}
