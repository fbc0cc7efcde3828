//! Events by the API: `tallybook events list` and `tail`, and how one is printed.

use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use serde::Serialize;
use serde_json::{Value, json};
use tallybook_client::{
    EventFilter, LedgerClient,
    models::{Event, EventList},
};

use super::{
    Noun,
    instant::roughly,
    options::{Seen, with},
    session::{Session, say},
    table::plain,
    target::{Connection, Environment},
};

/// Events read at once.
const PAGE: i64 = 500;
/// Accounts on a side that an event's line names.
const ACCOUNTS: usize = 4;

/// Which events.
#[derive(clap::Args, Clone, Debug)]
pub struct Which {
    /// Only those after this seq.
    #[arg(long, value_name = "SEQ")]
    pub after: Option<i64>,
    /// Only events of these types, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub types: Vec<String>,
}

#[derive(clap::Args)]
pub struct List {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    which: Which,
    /// Only events about this account, by path or id.
    #[arg(long)]
    account: Option<String>,
    /// Show so many at most.
    #[arg(long, value_name = "N", default_value_t = 50, conflicts_with = "all")]
    limit: usize,
    /// Show all, up to the ledger's end.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    seen: Seen,
}

#[derive(clap::Args)]
pub struct Tail {
    #[command(flatten)]
    pub connection: Connection,
    #[command(flatten)]
    pub which: Which,
    /// Only events about this account, by path or id.
    #[arg(long, conflicts_with = "database_url")]
    account: Option<String>,
    /// Stop at the ledger's end.
    #[arg(long)]
    pub no_follow: bool,
    /// Read the database itself instead of asking the service; DATABASE_URL does where no service is known.
    #[arg(long, value_name = "URL", conflicts_with_all = ["profile", "url"])]
    pub database_url: Option<String>,
}

impl Noun for List {
    const NAME: &'static str = "events";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let ledger = session.ledger()?;
        let wanted = if self.all { usize::MAX } else { self.limit };
        let mut after = self.which.after.unwrap_or(0);
        let mut events: Vec<Event> = Vec::new();
        let mut has_more = true;
        while has_more && events.len() < wanted {
            let page = page(&ledger, &self.which, self.account.as_deref(), after, self.seen.min_seq).await?;
            has_more = page.next_after < page.last_seq;
            after = page.next_after;
            events.extend(page.data);
        }
        if events.len() > wanted {
            events.truncate(wanted);
            has_more = true;
        }
        if let (true, Some(last)) = (has_more, events.last()) {
            after = last.seq;
        }
        session.show(&json!({"data": events, "next_after": after, "more": has_more}), || {
            let mut lines: Vec<String> =
                events.iter().map(|event| line(&event.r#type, event.seq, &event.recorded_at, &event.object)).collect();
            if lines.is_empty() {
                lines.push("There are no such events.".to_owned());
            } else if has_more {
                lines.push(format!("There may be more; --after {after} goes on, and --all shows them."));
            }
            lines.join("\n")
        })
    }
}

async fn page(
    ledger: &LedgerClient,
    which: &Which,
    account: Option<&str>,
    after: i64,
    min_seq: Option<i64>,
) -> Result<EventList, tallybook_client::Error> {
    let types = (!which.types.is_empty()).then_some(which.types.as_slice());
    with!(ledger.events().list().after(after).limit(PAGE), types: types, account: account, min_seq: min_seq).await
}

impl Tail {
    /// The database to read, if that is what is wanted: where it is named, or where nothing else is.
    pub fn database(&self) -> anyhow::Result<Option<String>> {
        if self.database_url.is_some() {
            return Ok(self.database_url.clone());
        }
        let (service, environment) = (&self.connection.service, Environment::read());
        if service.is_known(&environment, &service.profiles(&environment)?) {
            return Ok(None);
        }
        Ok(std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty()))
    }

    /// The ledger, where the database is read.
    pub fn ledger(&self) -> Option<String> {
        self.connection.ledger.clone().or(Environment::read().ledger)
    }
}

impl Noun for Tail {
    const NAME: &'static str = "events";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let ledger = session.ledger()?;
        let account = self.account.as_deref();
        let mut after = match self.which.after {
            Some(after) => after,
            None => ledger.events().list().limit(1).await?.last_seq,
        };
        if self.no_follow {
            loop {
                let page = page(&ledger, &self.which, account, after, None).await?;
                after = page.next_after;
                page.data.iter().for_each(|event| print(session.json, event));
                if after >= page.last_seq {
                    return Ok(());
                }
            }
        }
        let mut filter = EventFilter::new().after(after);
        if !self.which.types.is_empty() {
            filter = filter.types(self.which.types.as_slice());
        }
        if let Some(account) = account {
            filter = filter.account(account);
        }
        let mut events = ledger.events().stream(filter);
        while let Some(event) = events.next().await {
            print(session.json, &event?);
        }
        Ok(())
    }
}

fn print(json: bool, event: &Event) {
    if json {
        say(&json_line(&event.r#type, event.seq, &event.recorded_at, &event.object, &event.hash));
    } else {
        say(&line(&event.r#type, event.seq, &event.recorded_at, &event.object));
    }
}

/// An event as the API lists it, on one line.
pub fn json_line(
    event_type: &str,
    seq: i64,
    recorded_at: &DateTime<Utc>,
    object: &impl Serialize,
    hash: &str,
) -> String {
    #[derive(Serialize)]
    struct Line<'e, O> {
        seq: i64,
        #[serde(rename = "type")]
        event_type: &'e str,
        recorded_at: String,
        object: &'e O,
        hash: &'e str,
    }
    let recorded_at = recorded_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let line = Line { seq, event_type, recorded_at, object, hash };
    serde_json::to_string(&line).expect("what was read as JSON is written as JSON")
}

/// An event for a person: what happened, and to what.
pub fn line(event_type: &str, seq: i64, recorded_at: &DateTime<Utc>, object: &Value) -> String {
    plain(&format!("{seq:>8}  {}  {event_type:<20}  {}", roughly(recorded_at), what(object))).trim_end().to_owned()
}

/// What an event is about, in a few words.
fn what(object: &Value) -> String {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    if let Some(postings) = object.get("postings").and_then(Value::as_array) {
        let side = |direction: &str| {
            let on_side =
                postings.iter().filter(|posting| posting.get("direction").and_then(Value::as_str) == Some(direction));
            let mut accounts: Vec<String> = on_side
                .filter_map(|posting| {
                    let part = |name: &str| posting.get(name).and_then(Value::as_str);
                    Some(format!("{} {} {}", part("account")?, part("amount")?, part("asset")?))
                })
                .collect();
            if accounts.len() > ACCOUNTS {
                let more = accounts.len() - ACCOUNTS;
                accounts.truncate(ACCOUNTS);
                accounts.push(format!("{more} more"));
            }
            accounts.join(", ")
        };
        return format!("debit {}; credit {}", side("debit"), side("credit"));
    }
    match (text("monitor"), text("account"), text("amount")) {
        (Some(monitor), Some(account), Some(amount)) => format!("{monitor}: {account} has {amount}"),
        _ => ["path", "name", "code", "id"].into_iter().find_map(text).unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_told_in_a_line() {
        let posting = |account: &str, direction: &str| json!({"account": account, "direction": direction, "amount": "5.00", "asset": "USD"});
        let transfer = json!({"postings": [posting("assets:bank", "debit"), posting("users:42", "credit")]});
        assert_eq!(what(&transfer), "debit assets:bank 5.00 USD; credit users:42 5.00 USD");
        assert_eq!(what(&json!({"path": "users:42", "name": "x"})), "users:42");
        assert_eq!(what(&json!({"monitor": "low", "account": "users:42", "amount": "1.00"})), "low: users:42 has 1.00");
    }
}
