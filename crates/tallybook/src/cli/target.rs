//! Which service a command talks to, by which key, on which ledger.
//!
//! URL and key come from one place, so that no key is ever sent to a service it is not for: a profile that is named,
//! else the URL of `--url` or `TALLYBOOK_URL` with the key of `TALLYBOOK_API_KEY`, else the profile in use.

use anyhow::{Context as _, bail};

use super::{
    command::quoted,
    options::seconds,
    profiles::{Profile, Profiles},
};

/// Where `tallybook serve` listens unless told otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:8080";

#[derive(clap::Args, Clone, Debug)]
pub struct Service {
    /// Talk to the service of this profile, by its key.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Connection")]
    pub profile: Option<String>,
    /// Talk to the service at this URL, by the key in TALLYBOOK_API_KEY [env: TALLYBOOK_URL].
    #[arg(long, global = true, conflicts_with = "profile", help_heading = "Connection")]
    pub url: Option<String>,
    /// Try for this long where no answer comes, such as 30s; a minute unless given.
    #[arg(long, global = true, value_name = "SPAN", value_parser = seconds, help_heading = "Connection")]
    pub patience: Option<i64>,
    /// Print JSON, as the API answers it, for programs.
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
}

#[derive(clap::Args, Clone, Debug)]
pub struct Connection {
    #[command(flatten)]
    pub service: Service,
    /// The ledger, by its name or id; else that of TALLYBOOK_LEDGER, or of the profile.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Connection")]
    pub ledger: Option<String>,
}

/// What the environment says.
#[derive(Debug, Default)]
pub struct Environment {
    pub url: Option<String>,
    pub api_key: Option<String>,
    pub ledger: Option<String>,
    pub profile: Option<String>,
}

impl Environment {
    pub fn read() -> Environment {
        let read = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Environment {
            url: read("TALLYBOOK_URL"),
            api_key: read("TALLYBOOK_API_KEY"),
            ledger: read("TALLYBOOK_LEDGER"),
            profile: read("TALLYBOOK_PROFILE"),
        }
    }
}

/// Where a command goes.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The profile that says so, if one does.
    pub profile: Option<String>,
    pub at: Profile,
}

impl Service {
    /// Whether anything says which service is meant.
    pub fn is_known(&self, environment: &Environment, profiles: &Profiles) -> bool {
        let profile = self.profile.as_ref().or(environment.profile.as_ref()).or(profiles.in_use.as_ref());
        let url = self.url.as_ref().or(environment.url.as_ref());
        profile.is_some() || url.is_some() || environment.api_key.is_some()
    }

    /// The profiles, where they may be needed: what the environment says needs neither a file nor a home.
    pub fn profiles(&self, environment: &Environment) -> anyhow::Result<Profiles> {
        if self.profile.is_none() && (self.url.is_some() || environment.url.is_some()) {
            return Ok(Profiles::default());
        }
        Profiles::load(&Profiles::path()?)
    }

    /// Finds the service and the key.
    pub fn target(&self, environment: &Environment, profiles: &Profiles) -> anyhow::Result<Target> {
        if let Some(name) = &self.profile {
            return Ok(Target { profile: Some(name.clone()), at: profiles.named(name)?.clone() });
        }
        if let Some(url) = self.url.as_ref().or(environment.url.as_ref()) {
            let api_key = environment.api_key.clone().with_context(|| {
                let url = quoted(url);
                format!(
                    "There is a URL, but no API key for it: set TALLYBOOK_API_KEY, or keep both as a profile.\n\
                     Try: tallybook profile add local --url {url}"
                )
            })?;
            let at = Profile { url: url.clone(), api_key, ledger: environment.ledger.clone() };
            return Ok(Target { profile: None, at });
        }
        let in_use = environment.profile.as_ref().or(profiles.in_use.as_ref());
        match (in_use, &environment.api_key) {
            (Some(name), Some(_)) => bail!(
                "TALLYBOOK_API_KEY is set, but no TALLYBOOK_URL that it is for, and the profile {name} is in use.\n\
                 Set TALLYBOOK_URL too, or unset TALLYBOOK_API_KEY, or name the profile: --profile {}",
                quoted(name)
            ),
            (Some(name), None) => {
                let mut at = profiles.named(name)?.clone();
                at.ledger = environment.ledger.clone().or(at.ledger);
                Ok(Target { profile: Some(name.clone()), at })
            }
            (None, Some(api_key)) => {
                let ledger = environment.ledger.clone();
                Ok(Target {
                    profile: None,
                    at: Profile { url: DEFAULT_URL.to_owned(), api_key: api_key.clone(), ledger },
                })
            }
            (None, None) => bail!(
                "There is no service to talk to yet: make a profile of its URL and a key, or set TALLYBOOK_URL and TALLYBOOK_API_KEY.\n\
                 Try: tallybook profile add local --url {DEFAULT_URL} --ledger NAME"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn profile(url: &str) -> Profile {
        Profile { url: url.into(), api_key: format!("key of {url}"), ledger: Some("books".into()) }
    }

    fn two() -> Profiles {
        let profiles =
            BTreeMap::from([("one".to_owned(), profile("http://one")), ("two".into(), profile("http://two"))]);
        Profiles { in_use: Some("one".into()), profiles }
    }

    fn service(profile: Option<&str>, url: Option<&str>) -> Service {
        Service { profile: profile.map(str::to_owned), url: url.map(str::to_owned), patience: None, json: false }
    }

    fn environment(url: Option<&str>, api_key: Option<&str>) -> Environment {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Environment { url: own(url), api_key: own(api_key), ledger: None, profile: None }
    }

    #[test]
    fn url_and_key_come_from_one_place() {
        let found = |service: Service, environment: Environment| {
            let at = service.target(&environment, &two()).expect("a target").at;
            (at.url, at.api_key)
        };
        let pair = |url: &str, key: &str| (url.to_owned(), key.to_owned());
        let env = || environment(Some("http://env"), Some("env"));
        assert_eq!(found(service(None, None), environment(None, None)), pair("http://one", "key of http://one"));
        assert_eq!(found(service(None, None), env()), pair("http://env", "env"));
        assert_eq!(found(service(Some("two"), None), env()), pair("http://two", "key of http://two"));
        assert_eq!(found(service(None, Some("http://typed")), env()), pair("http://typed", "env"));
    }

    #[test]
    fn no_key_is_sent_to_a_service_it_may_not_be_for() {
        let refused = |service: Service, environment: Environment| {
            service.target(&environment, &two()).expect_err("refused").to_string()
        };
        assert!(refused(service(None, Some("http://typed")), environment(None, None)).contains("no API key for it"));
        assert!(refused(service(None, None), environment(Some("http://env"), None)).contains("no API key for it"));
        assert!(refused(service(None, None), environment(None, Some("env"))).contains("the profile one is in use"));
    }

    #[test]
    fn a_ledger_named_in_the_environment_wins_over_that_of_the_profile_in_use() {
        let mut said = environment(None, None);
        let ledger = |said: &Environment, named| service(named, None).target(said, &two()).expect("a target").at.ledger;
        assert_eq!(ledger(&said, None), Some("books".to_owned()));
        said.ledger = Some("demo".into());
        assert_eq!(ledger(&said, None), Some("demo".to_owned()));
        assert_eq!(ledger(&said, Some("two")), Some("books".to_owned()));
    }
}
