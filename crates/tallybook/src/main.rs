//! Runs: the one binary, several roles.
//!
//! What is absent: no rule, no SQL, no route. A role reads its configuration, calls the crate that
//! does the work and says what came of it.

mod cli;
mod events;
mod health;
mod keys;
mod openapi;
mod relay;
mod serve;
mod telemetry;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What scripts may rely on.
const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 refused, or failed; 2 misuse, and nothing was sent; 3 not known whether it was done: the error names \
the command that finds out";

/// A double-entry ledger service, and the command line of the people who use it.
#[derive(Parser)]
#[command(name = "tallybook", version, about, propagate_version = true, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    role: Role,
}

#[derive(Subcommand)]
enum Role {
    #[command(flatten)]
    Person(Box<cli::Command>),
    /// Serve the HTTP API.
    Serve(serve::Serve),
    /// Tell events to brokers and webhooks, apart from the service; `serve` does it too unless told not to.
    Relay(relay::Relay),
    /// Read events, see how far sinks have been told, and have events told again.
    #[command(subcommand)]
    Events(events::Events),
    /// Bring the database's schema up to date; run it as the schema's owner.
    Migrate(Database),
    /// Recompute every ledger from its postings and events, and report what does not agree.
    Verify(verify::Verify),
    /// Create, list and revoke API keys.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Write the OpenAPI documents, the problem catalogue and the list of commands, or check that they are up to date.
    Openapi(openapi::Openapi),
    /// Ask a running service whether it is ready; for container health checks.
    Health(health::Health),
}

/// Where the books are.
#[derive(clap::Args)]
struct Database {
    /// Postgres' URL: postgres://user:password@host:port/database
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tallybook: the runtime could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(async {
        match cli.role {
            Role::Person(command) => Ok(command.run(Cli::command()).await),
            Role::Serve(serve) => serve.run().await,
            Role::Relay(relay) => relay.run().await,
            Role::Events(events) => events.run().await,
            Role::Migrate(database) => migrate(&database.database_url).await,
            Role::Verify(verify) => verify.run().await,
            Role::Keys(keys) => keys.run().await,
            Role::Openapi(openapi) => openapi.run(&Cli::command()),
            Role::Health(health) => health.run().await,
        }
    });
    match ended {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tallybook: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn migrate(database_url: &str) -> anyhow::Result<ExitCode> {
    let versions = ledger_pg::migrate(database_url).await?;
    println!("The schema is at {} ({} migrations).", versions.last().copied().unwrap_or_default(), versions.len());
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_contradict_nothing() {
        Cli::command().debug_assert();
    }
}
