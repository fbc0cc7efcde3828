//! The command line for people: everything the API does.
//!
//! A noun is a file, and its verbs are those of the API. What is absent: no rule and no HTTP; a command reads what a
//! person wrote, asks the service by the client that others use too, and says what came of it.

mod account;
mod account_file;
mod amount;
mod asset;
mod balance;
mod batch;
mod bench;
mod command;
mod details;
mod documents;
pub mod events;
mod failure;
mod hold;
mod instant;
mod ledger;
mod limit;
mod monitor;
mod options;
mod policy;
mod posting;
mod profile;
mod profiles;
pub mod progress;
mod proposal;
mod rendering;
mod rows;
mod session;
mod table;
mod target;
mod transfer;
mod webhook;

use std::process::ExitCode;

use tallybook_client::{Error, models::ProblemCode};

pub use self::{
    documents::reference,
    session::{nobody_reads, say},
};
use self::{session::Session, target::Connection};

/// What people type.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Create and show ledgers.
    Ledger(ledger::Ledger),
    /// Register and show what accounts hold.
    Asset(asset::Asset),
    /// Open, show and change accounts, and list what was posted on them.
    Account(account::Account),
    /// Post, show and reverse transfers, one or a file of them.
    Transfer(transfer::Transfer),
    /// Hold amounts, and capture or release them.
    Hold(hold::Hold),
    /// Approve or reject transfers that want a second person.
    #[command(visible_alias = "approval")]
    Proposal(proposal::Proposal),
    Balance(Box<balance::Balance>),
    /// Limit what moves within a time.
    Limit(limit::Limit),
    /// Watch balances.
    Monitor(monitor::Monitor),
    /// Have URLs told of events.
    Webhook(webhook::Webhook),
    /// Keep services, keys and ledgers under names, and choose among them.
    Profile(profile::Profile),
    Bench(bench::Bench),
    /// Print completions for a shell.
    Completions(documents::Completions),
    /// Print the manual page, or write all of them.
    Man(documents::Man),
}

/// A command that asks a service.
pub trait Noun {
    /// Its first word.
    const NAME: &'static str;

    fn connection(&self) -> Connection;

    async fn run(self, session: &Session) -> anyhow::Result<()>;
}

impl Command {
    pub async fn run(self, grammar: clap::Command) -> ExitCode {
        match self {
            Command::Ledger(ledger) => ask(ledger).await,
            Command::Asset(asset) => ask(asset).await,
            Command::Account(account) => ask(account).await,
            Command::Transfer(transfer) => ask(transfer).await,
            Command::Hold(hold) => ask(hold).await,
            Command::Proposal(proposal) => ask(proposal).await,
            Command::Balance(balance) => ask(*balance).await,
            Command::Limit(limit) => ask(limit).await,
            Command::Monitor(monitor) => ask(monitor).await,
            Command::Webhook(webhook) => ask(webhook).await,
            Command::Bench(bench) => ask(bench).await,
            Command::Profile(profile) => end(&profile.run(), None),
            Command::Completions(completions) => end(&completions.run(grammar), None),
            Command::Man(man) => end(&man.run(grammar), None),
        }
    }
}

/// Runs a command that asks a service.
pub async fn ask<N: Noun>(noun: N) -> ExitCode {
    let session = match Session::open(N::NAME, &noun.connection()) {
        Ok(session) => session,
        Err(error) => return failure::tell(&error, None),
    };
    let ended = noun.run(&session).await;
    let error = ended.as_ref().err().and_then(|error| error.downcast_ref::<Error>());
    if error.and_then(Error::code) == Some(&ProblemCode::NotFound) {
        session.look_for_ledger().await;
    }
    end(&ended, Some(&session))
}

fn end(ended: &anyhow::Result<()>, session: Option<&Session>) -> ExitCode {
    match ended {
        Ok(()) if session.is_some_and(Session::has_refused) => ExitCode::FAILURE,
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::tell(error, session),
    }
}
