//! `tallybook profile`.

use std::io::{IsTerminal as _, Read as _};

use anyhow::{Context as _, bail};
use serde_json::json;

use super::{
    command::quoted,
    profiles::{Profile as Entry, Profiles},
    table::{Sheet, Table},
};

/// How keys begin; the id between the two lines is no secret.
const KEY_PREFIX: &str = "tb_";

#[derive(clap::Args)]
pub struct Profile {
    /// Print JSON, for programs.
    #[arg(long, global = true, help_heading = "Output")]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Keep a service's URL and a key under a name; the key is asked for, or read from standard input
    ///
    /// The first profile is used at once. Profiles are kept in ~/.config/tallybook/profiles.toml, which its owner
    /// alone may read. On the machine of the service, one line makes a key and a profile:
    ///
    ///   tallybook keys create --name me --scope all --all-ledgers | tallybook profile add local --url http://127.0.0.1:8080
    #[command(verbatim_doc_comment)]
    Add {
        /// What to call it.
        name: String,
        /// The service's URL.
        #[arg(long)]
        url: String,
        /// The ledger that its commands are about where none is named.
        #[arg(long)]
        ledger: Option<String>,
        /// Use it from now on.
        #[arg(long = "use")]
        in_use: bool,
        /// Replace the profile of this name.
        #[arg(long)]
        replace: bool,
    },
    /// List the profiles; the one in use has a star.
    List,
    /// Use this profile where none is named.
    Use { name: String },
    /// Show a profile, the one in use unless named; never its key.
    Show { name: Option<String> },
    /// Forget a profile and its key, which lives on at the service until it is revoked.
    Remove { name: String },
}

impl Profile {
    pub fn run(self) -> anyhow::Result<()> {
        let path = Profiles::path()?;
        let mut kept = Profiles::load(&path)?;
        match self.verb {
            Verb::Add { name, url, ledger, in_use, replace } => {
                if kept.profiles.contains_key(&name) && !replace {
                    bail!(
                        "There is a profile {name} already; --replace replaces it.\nTry: tallybook profile show {}",
                        quoted(&name)
                    );
                }
                let url = service_url(&url)?;
                let api_key = read_key()?;
                if in_use || kept.in_use.is_none() {
                    kept.in_use = Some(name.clone());
                }
                let used = kept.in_use.as_deref() == Some(&name);
                kept.profiles.insert(name.clone(), Entry { url, api_key, ledger });
                kept.save(&path)?;
                if self.json {
                    println!("{}", listed(&name, &kept));
                } else if used {
                    println!("The profile {name} is kept in {}, and used from now on.", path.display());
                } else {
                    println!("The profile {name} is kept in {}; --profile {} uses it.", path.display(), quoted(&name));
                }
            }
            Verb::List if self.json => {
                let all: Vec<_> = kept.profiles.keys().map(|name| listed(name, &kept)).collect();
                println!("{}", serde_json::Value::from(all));
            }
            Verb::List => {
                let mut table = Table::of(["", "name", "url", "ledger", "key"]);
                for (name, profile) in &kept.profiles {
                    let star = if kept.in_use.as_ref() == Some(name) { "*" } else { "" };
                    let ledger = profile.ledger.clone().unwrap_or_default();
                    table.row([star.into(), name.clone(), profile.url.clone(), ledger, key_id(&profile.api_key)]);
                }
                if table.is_empty() {
                    println!(
                        "There are no profiles yet.\nTry: tallybook profile add local --url http://127.0.0.1:8080"
                    );
                } else {
                    println!("{table}");
                }
            }
            Verb::Use { name } => {
                kept.named(&name)?;
                kept.in_use = Some(name.clone());
                kept.save(&path)?;
                if self.json {
                    println!("{}", listed(&name, &kept));
                } else {
                    println!("The profile {name} is used from now on.");
                }
            }
            Verb::Show { name } => {
                let name = name.or_else(|| kept.in_use.clone());
                let name = name.context("No profile is in use.\nTry: tallybook profile list")?;
                let profile = kept.named(&name)?;
                if self.json {
                    println!("{}", listed(&name, &kept));
                } else {
                    let mut sheet = Sheet::new();
                    sheet.line("name", name.clone());
                    sheet.line("url", profile.url.clone());
                    sheet.line("ledger", profile.ledger.clone());
                    sheet.line("key", key_id(&profile.api_key));
                    sheet.line("in use", if kept.in_use.as_ref() == Some(&name) { "yes" } else { "no" }.to_owned());
                    println!("{sheet}");
                }
            }
            Verb::Remove { name } => {
                kept.named(&name)?;
                kept.profiles.remove(&name);
                if kept.in_use.as_ref() == Some(&name) {
                    kept.in_use = None;
                }
                kept.save(&path)?;
                if self.json {
                    println!("{}", json!({"name": name, "removed": true}));
                } else {
                    println!("The profile {name} is forgotten.");
                }
            }
        }
        Ok(())
    }
}

fn listed(name: &str, kept: &Profiles) -> serde_json::Value {
    let profile = kept.profiles.get(name);
    json!({
        "name": name,
        "url": profile.map(|profile| &profile.url),
        "ledger": profile.and_then(|profile| profile.ledger.as_ref()),
        "key_id": profile.map(|profile| key_id(&profile.api_key)),
        "in_use": kept.in_use.as_deref() == Some(name),
    })
}

/// The part of a key that is no secret, which `tallybook keys list` shows.
fn key_id(key: &str) -> String {
    key.strip_prefix(KEY_PREFIX).and_then(|rest| rest.split_once('_')).map_or_else(String::new, |(id, _)| id.to_owned())
}

fn service_url(url: &str) -> anyhow::Result<String> {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        bail!("{url} is no service's URL; one looks like http://127.0.0.1:8080");
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// Asks for a key where somebody sits there, and reads it where something is piped in.
fn read_key() -> anyhow::Result<String> {
    let mut text = String::new();
    if std::io::stdin().is_terminal() {
        text = rpassword::prompt_password("API key (it is not shown): ").context("the key cannot be read")?;
    } else {
        std::io::stdin().take(4096).read_to_string(&mut text).context("the key cannot be read")?;
    }
    let key = text.trim();
    if key.is_empty() {
        bail!(
            "No key was given: type it when asked, or pipe it in.\n\
             Try, on the machine of the service: tallybook keys create --name me --scope all --all-ledgers"
        );
    }
    if !key.starts_with(KEY_PREFIX) || key.contains(char::is_whitespace) {
        bail!("That is no API key: one begins with {KEY_PREFIX} and has no blanks.");
    }
    Ok(key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_key_is_all_of_it_that_is_shown() {
        assert_eq!(key_id("tb_0123456789abcdef_s3cr3t"), "0123456789abcdef");
        assert_eq!(key_id("other"), "");
    }
}
