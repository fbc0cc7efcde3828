//! A command at work: whom it asks, and how it says what came of it.

use std::{
    cell::{Cell, OnceCell},
    convert::Infallible,
    io::Write as _,
    os::fd::AsFd as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use serde::Serialize;
use serde_json::json;
use tallybook_client::{LedgerClient, Tallybook, models::ProblemCode};
use tokio::{io::Interest, net::unix::pipe::Sender};

use super::{
    command::quoted,
    profiles::Profile,
    target::{Connection, Environment},
};

/// Operations that move money: their keys are told before anything is sent.
const MOVING: [&str; 8] = [
    "post_transfer",
    "post_transfers_batch",
    "post_capture",
    "post_void",
    "post_increment",
    "post_extend",
    "post_reverse",
    "post_approve",
];

/// How long a command tries where no answer comes.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Session {
    /// The command's first word.
    pub noun: &'static str,
    pub client: Tallybook,
    pub profile: Option<String>,
    pub json: bool,
    at: Profile,
    /// The options that say where to go, as they were typed: the next command wants them too.
    typed_service: String,
    typed_ledger: String,
    /// The idempotency key that was sent last.
    key: Arc<Mutex<Option<String>>>,
    /// What the command is about, such as an id.
    subject: OnceCell<String>,
    /// Whether nothing is to happen.
    is_trial: Arc<AtomicBool>,
    /// Whether the ledger itself is what is not there.
    lacks_ledger: Cell<bool>,
    /// Whether something was refused though the answer was a success, as items of a batch are.
    refused: Cell<bool>,
}

impl Session {
    pub fn open(noun: &'static str, connection: &Connection) -> anyhow::Result<Session> {
        let environment = Environment::read();
        let profiles = connection.service.profiles(&environment)?;
        let target = connection.service.target(&environment, &profiles)?;
        let json = connection.service.json;
        let is_trial = Arc::new(AtomicBool::new(false));
        let quiet = Arc::clone(&is_trial);
        let key = Arc::new(Mutex::new(None));
        let last = Arc::clone(&key);
        let patience =
            connection.service.patience.map_or(PATIENCE, |seconds| Duration::from_secs(seconds.unsigned_abs()));
        let client = Tallybook::builder(&target.at.url, &target.at.api_key)
            .patience(patience)
            .on_idempotency_key(move |key, operation| {
                *last.lock().expect("no holder panics") = Some(key.clone());
                if MOVING.contains(&operation) && !quiet.load(Ordering::Relaxed) {
                    announce(&key, json);
                }
                async { Ok::<_, Infallible>(()) }
            })
            .build()?;
        Ok(Session {
            noun,
            client,
            profile: target.profile,
            json,
            at: Profile { ledger: connection.ledger.clone().or(target.at.ledger.clone()), ..target.at },
            typed_service: typed(&[("--profile", &connection.service.profile), ("--url", &connection.service.url)]),
            typed_ledger: typed(&[("--ledger", &connection.ledger)]),
            key,
            subject: OnceCell::new(),
            is_trial,
            lacks_ledger: Cell::new(false),
            refused: Cell::new(false),
        })
    }

    pub fn url(&self) -> &str {
        &self.at.url
    }

    /// A client that tells what each try came to, and no keys.
    pub fn client_that_tries_once(&self) -> anyhow::Result<Tallybook> {
        Ok(Tallybook::builder(&self.at.url, &self.at.api_key).max_tries(1).build()?)
    }

    /// The ledger that the command is about.
    pub fn ledger(&self) -> anyhow::Result<LedgerClient> {
        let name = self.at.ledger.as_ref().with_context(|| {
            format!(
                "Which ledger? Name it: --ledger NAME, or set TALLYBOOK_LEDGER.\nTry: {}",
                self.plain_command("ledger list")
            )
        })?;
        Ok(self.client.ledger(name))
    }

    /// Finds out what was not found: a problem does not tell a ledger that is missing from what it would hold.
    pub async fn look_for_ledger(&self) {
        if let Some(name) = &self.at.ledger {
            let answer = self.client.ledgers().get(name).await;
            self.lacks_ledger.set(answer.is_err_and(|error| error.code() == Some(&ProblemCode::NotFound)));
        }
    }

    /// The ledger's name, if it is not there.
    pub fn missing_ledger(&self) -> Option<&str> {
        self.at.ledger.as_deref().filter(|_| self.lacks_ledger.get())
    }

    /// Notes what the command is about.
    pub fn about(&self, subject: impl ToString) {
        let _ = self.subject.set(subject.to_string());
    }

    pub fn subject(&self) -> Option<&str> {
        self.subject.get().map(String::as_str)
    }

    pub fn key(&self) -> Option<String> {
        self.key.lock().expect("no holder panics").clone()
    }

    /// Notes whether the command only tries: then there is no key to keep.
    pub fn tries(&self, is_trial: bool) {
        self.is_trial.store(is_trial, Ordering::Relaxed);
    }

    /// Says of an answer that it is a special one, where a person reads it.
    pub fn mark(&self, is_trial: bool, is_replayed: bool) {
        if self.json {
            return;
        }
        if is_trial {
            eprintln!("Nothing has happened: this is what would.");
        } else if is_replayed {
            eprintln!("This key was used before: nothing has happened now, and this is its first answer.");
        }
    }

    /// Notes that something was refused: the exit code says so.
    pub fn refuse(&self) {
        self.refused.set(true);
    }

    pub fn has_refused(&self) -> bool {
        self.refused.get()
    }

    /// Another command, as it would be typed now.
    pub fn command(&self, words: &str) -> String {
        format!("tallybook {words}{}{}", self.typed_service, self.typed_ledger)
    }

    /// Another command that is about no ledger, or names it.
    pub fn plain_command(&self, words: &str) -> String {
        format!("tallybook {words}{}", self.typed_service)
    }

    /// Prints an answer: as it is for programs, or as `people` reads it.
    pub fn show<T: Serialize>(&self, answer: &T, people: impl FnOnce() -> String) -> anyhow::Result<()> {
        if self.json {
            say(&serde_json::to_string_pretty(answer).context("the answer cannot be printed")?);
        } else {
            say(&people());
        }
        Ok(())
    }
}

/// Options as they were typed, each after a blank.
fn typed(options: &[(&str, &Option<String>)]) -> String {
    let given = options.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    given.map(|(name, value)| format!(" {name} {}", quoted(value))).collect()
}

/// Tells the key before anything is sent, so that whatever happens the command can be repeated with it.
fn announce(key: &str, json: bool) {
    if json {
        eprintln!("{}", json!({"idempotency_key": key}));
    } else {
        eprintln!("Idempotency key: {key}");
    }
}

/// Prints to standard output. Whoever reads it may have seen enough.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = writeln!(out, "{text}").and_then(|()| out.flush())
        && error.kind() == std::io::ErrorKind::BrokenPipe
    {
        std::process::exit(0);
    }
}

/// Returns when nobody reads standard output any more, which whoever waits for something to print would not notice.
/// Of a file that can never be said.
pub async fn nobody_reads() {
    // It stays blocking: nothing is written by this copy, and it shares its flags with what is written to.
    match std::io::stdout().as_fd().try_clone_to_owned().and_then(Sender::from_owned_fd_unchecked) {
        Ok(out) => drop(out.ready(Interest::ERROR).await),
        Err(_) => std::future::pending().await,
    }
}
