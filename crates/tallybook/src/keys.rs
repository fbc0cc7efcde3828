//! `tallybook keys`.

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use ledger::Timestamp;
use ledger_http::{Scope, generate_key};
use ledger_pg::{ApiKey, LedgerNo, Store, StoreOptions};
use serde_json::json;

use crate::Database;

#[derive(clap::Subcommand)]
pub enum Keys {
    /// Create a key and print it, once.
    Create {
        #[command(flatten)]
        database: Database,
        /// What the key is for, in words.
        #[arg(long)]
        name: String,
        /// A scope, such as transfers:write; several times for several, or `all`.
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
        /// A ledger (name or id) the key is bound to; several times for several.
        #[arg(long = "ledger", required_unless_present = "all_ledgers", conflicts_with = "all_ledgers")]
        ledgers: Vec<String>,
        /// The key is good for every ledger, those to come included.
        #[arg(long)]
        all_ledgers: bool,
        /// When it ends, RFC 3339; never unless given.
        #[arg(long)]
        expires_at: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// List keys, newest first; never their secrets.
    List {
        #[command(flatten)]
        database: Database,
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key; it stops working within 5 seconds.
    Revoke {
        #[command(flatten)]
        database: Database,
        /// The key's id, as `list` prints it.
        id: String,
        #[arg(long)]
        json: bool,
    },
}

impl Keys {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Keys::Create { database, name, scopes, ledgers, all_ledgers, expires_at, json } => {
                let store = open(&database)?;
                let scopes = scopes_of(&scopes)?;
                let ledgers = if all_ledgers { None } else { Some(numbers(&store, &ledgers).await?) };
                let expires_at = expires_at.as_deref().map(Timestamp::parse).transpose().context("--expires-at")?;
                let (token, key) = generate_key(name, &scopes, ledgers, expires_at);
                store.create_api_key(&key).await.context("the key could not be stored")?;
                if json {
                    println!("{}", json!({"id": key.public_id, "key": token, "name": key.name, "scopes": key.scopes}));
                } else {
                    println!("{token}");
                    eprintln!("Keep it: it is not shown again. Its id is {}.", key.public_id);
                }
            }
            Keys::List { database, json } => {
                let keys = open(&database)?.api_keys().await.context("the keys could not be read")?;
                if json {
                    println!("{}", serde_json::Value::from_iter(keys.iter().map(listed)));
                } else {
                    println!("{:<18} {:<8} {:<28} {:<24} scopes", "id", "status", "created", "name");
                    for key in keys {
                        println!(
                            "{:<18} {:<8} {:<28} {:<24} {}",
                            key.public_id,
                            status(&key),
                            key.created_at,
                            key.name,
                            key.scopes.join(" ")
                        );
                    }
                }
            }
            Keys::Revoke { database, id, json } => {
                let revoked = open(&database)?.revoke_api_key(&id).await.context("the key could not be revoked")?;
                if json {
                    println!("{}", json!({"id": id, "revoked": revoked}));
                } else if revoked {
                    println!("Key {id} is revoked; running services stop taking it within 5 seconds.");
                }
                if !revoked {
                    bail!("there is no live key with id {id}; `tallybook keys list` shows them");
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn open(database: &Database) -> anyhow::Result<Store> {
    let mut options = StoreOptions::new(database.database_url.clone(), ledger_http::render_problem);
    options.read_connections = 1;
    Ok(Store::open(options)?)
}

fn scopes_of(names: &[String]) -> anyhow::Result<Vec<Scope>> {
    if names.iter().any(|name| name == "all") {
        return Ok(Scope::ALL.to_vec());
    }
    names
        .iter()
        .map(|name| {
            Scope::parse(name).with_context(|| {
                let known: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
                format!("there is no scope {name}; there are: all {}", known.join(" "))
            })
        })
        .collect()
}

async fn numbers(store: &Store, names: &[String]) -> anyhow::Result<Vec<LedgerNo>> {
    let mut numbers = Vec::with_capacity(names.len());
    for name in names {
        let info = store.ledger_info(name).await?.with_context(|| format!("there is no ledger {name}"))?;
        numbers.push(info.no);
    }
    Ok(numbers)
}

fn status(key: &ApiKey) -> &'static str {
    match (key.revoked_at, key.expires_at) {
        (Some(_), _) => "revoked",
        (None, Some(_)) => "expiring",
        (None, None) => "live",
    }
}

fn listed(key: &ApiKey) -> serde_json::Value {
    let print = |time: Option<Timestamp>| time.map(|time| time.to_string());
    json!({
        "id": key.public_id,
        "name": key.name,
        "scopes": key.scopes,
        "all_ledgers": key.ledgers.is_none(),
        "created_at": key.created_at.to_string(),
        "expires_at": print(key.expires_at),
        "revoked_at": print(key.revoked_at),
    })
}
