//! `tallybook verify`.

use std::{
    num::NonZeroUsize,
    process::ExitCode,
    sync::{Arc, Mutex},
};

use indicatif::ProgressBar;
use ledger_pg::{Onlooker, Reading};

use crate::{Database, cli::progress};

#[derive(clap::Args)]
pub struct Verify {
    #[command(flatten)]
    database: Database,
    /// Only this ledger (name or id).
    #[arg(long)]
    ledger: Option<String>,
    /// Connections to read on at once; each keeps about one processor of the database busy.
    #[arg(long, default_value = "2")]
    jobs: NonZeroUsize,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Exit code 0 only if everything agrees.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let (bar, watch) = watched();
        let report = ledger_pg::verify(&self.database.database_url, self.ledger.as_deref(), self.jobs, watch).await;
        replace(&bar, None);
        let report = report?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            for check in &report.checks {
                let what = ledger_pg::CHECKS.iter().find(|(name, _)| *name == check.name).map_or("", |(_, what)| *what);
                let verdict = if check.ok { "ok    " } else { "FAILED" };
                println!("{verdict} {:<24} {:>12} compared  {what}", check.name, check.checked);
                for failure in &check.failures {
                    println!("         {failure}");
                }
                let more = check.failed.saturating_sub(check.failures.len() as u64);
                if more > 0 {
                    println!("         … and {more} more");
                }
            }
            println!("{}", if report.ok { "The books are in order." } else { "The books are NOT in order." });
        }
        Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

type Shown = Arc<Mutex<Option<ProgressBar>>>;

/// A bar for each ledger's events, and then for its postings.
fn watched() -> (Shown, Onlooker) {
    let shown = Shown::default();
    let bar = Arc::clone(&shown);
    let watch: Onlooker = Arc::new(move |reading| match reading {
        Reading::Events { ledger, total } => replace(&bar, Some(progress::bar(total, &format!("{ledger}: events")))),
        Reading::Postings { ledger, total } => {
            replace(&bar, Some(progress::bar(total, &format!("{ledger}: postings"))))
        }
        Reading::Read(read) => bar.lock().expect("no holder panics").iter().for_each(|bar| bar.inc(read)),
    });
    (shown, watch)
}

fn replace(shown: &Shown, next: Option<ProgressBar>) {
    let before = std::mem::replace(&mut *shown.lock().expect("no holder panics"), next);
    if let Some(bar) = before {
        bar.finish_and_clear();
    }
}
