//! `tallybook verify`.

use std::{num::NonZeroUsize, process::ExitCode};

use crate::Database;

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
        let report = ledger_pg::verify(&self.database.database_url, self.ledger.as_deref(), self.jobs).await?;
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
