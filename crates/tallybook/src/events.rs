//! `tallybook events`: reading events, how far sinks are, and telling again, straight from the database.

use std::{process::ExitCode, time::Duration};

use anyhow::{Context as _, bail};
use chrono::DateTime;
use clap::Subcommand;
use ledger_pg::{Event, Lane, LaneState, LedgerInfo, Store, StoreOptions};
use serde_json::{json, value::RawValue};

use crate::{Database, cli};

/// Events read at once.
const PAGE: u32 = 500;
/// How often a tail looks for more.
const LOOK: Duration = Duration::from_millis(250);

#[derive(Subcommand)]
pub enum Events {
    /// List a ledger's events, from the first on.
    List(cli::events::List),
    /// Print a ledger's events, and go on as they come; those to come unless --after says where to begin.
    Tail(cli::events::Tail),
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
            Events::List(list) => return Ok(cli::ask(list).await),
            Events::Tail(asked) => {
                return tokio::select! {
                    ended = tail(asked) => ended,
                    () = cli::nobody_reads() => Ok(ExitCode::SUCCESS),
                };
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

async fn tail(asked: cli::events::Tail) -> anyhow::Result<ExitCode> {
    let Some(database_url) = asked.database()? else { return Ok(cli::ask(asked).await) };
    let store = open(&Database { database_url })?;
    let ledger = asked.ledger().context("which ledger? Name it: --ledger NAME")?;
    let ledger = find(&store, &ledger).await?;
    let types = &asked.which.types;
    let mut after = match asked.which.after {
        Some(after) => after,
        None => store.last_seq(ledger.no).await?,
    };
    loop {
        let events = store.events_after(&ledger, after, PAGE).await?;
        for event in &events {
            after = event.seq;
            if types.is_empty() || types.iter().any(|name| name == event.event_type.name()) {
                cli::say(&line(event, asked.connection.service.json)?);
            }
        }
        if events.is_empty() {
            if asked.no_follow {
                return Ok(ExitCode::SUCCESS);
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// An event on one line, as by the API.
fn line(event: &Event, is_json: bool) -> anyhow::Result<String> {
    let recorded_at = DateTime::from_timestamp_micros(event.recorded_at.micros()).context("a time that is none")?;
    let name = event.event_type.name();
    if is_json {
        let object: &RawValue = serde_json::from_str(&event.object)?;
        let hash: String = event.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        return Ok(cli::events::json_line(name, event.seq, &recorded_at, &object, &hash));
    }
    Ok(cli::events::line(name, event.seq, &recorded_at, &serde_json::from_str(&event.object)?))
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
