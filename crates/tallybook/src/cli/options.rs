//! Options that several commands share, and how their values are read.

use std::collections::BTreeMap;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use futures_util::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use serde_json::json;
use tallybook_client::Error;
use uuid::Uuid;

use super::{
    failure::Misuse,
    session::{Session, say},
};

/// A page's rows, at most.
const PAGE: usize = 500;

/// Tells a call what was given, and nothing else.
macro_rules! with {
    ($call:expr $(, $parameter:ident: $value:expr)* $(,)?) => {{
        #[allow(unused_mut, reason = "there may be nothing to tell")]
        let mut call = $call;
        $(if let Some(value) = $value {
            call = call.$parameter(value);
        })*
        call
    }};
}
pub(crate) use with;

/// How much of a list.
#[derive(clap::Args, Clone, Debug)]
pub struct Paging {
    /// Show so many at most.
    #[arg(long, value_name = "N", default_value_t = 50, conflicts_with = "all", help_heading = "List")]
    limit: usize,
    /// Show all, however many.
    #[arg(long, help_heading = "List")]
    all: bool,
}

impl Paging {
    /// Rows to ask for at once.
    pub fn page(&self) -> i64 {
        let page = if self.all { PAGE } else { self.limit.saturating_add(1).min(PAGE) };
        i64::try_from(page).unwrap_or(i64::MAX)
    }

    /// Takes what is wanted of a list and prints it.
    pub async fn show<T: serde::Serialize>(
        &self,
        session: &Session,
        items: BoxStream<'static, Result<T, Error>>,
        people: impl FnOnce(&[T]) -> String,
    ) -> anyhow::Result<()> {
        let wanted = if self.all { usize::MAX } else { self.limit.saturating_add(1) };
        let mut items: Vec<T> = items.take(wanted).try_collect().await?;
        let has_more = !self.all && items.len() > self.limit;
        if has_more {
            items.truncate(self.limit);
        }
        session.show(&json!({"data": items, "more": has_more}), || people(&items))?;
        if has_more && !session.json {
            say(&format!("There are more; --limit {} or --all shows them.", self.limit.saturating_mul(10)));
        }
        Ok(())
    }
}

/// In which order a list comes.
#[derive(clap::Args, Clone, Debug)]
pub struct Order {
    /// Newest first (desc), or oldest first (asc).
    #[arg(long, value_parser = ["asc", "desc"], help_heading = "List")]
    pub order: Option<String>,
}

/// Which writes a read must have seen.
#[derive(clap::Args, Clone, Debug)]
pub struct Seen {
    /// Wait until the ledger has reached this seq.
    #[arg(long, value_name = "SEQ", help_heading = "List")]
    pub min_seq: Option<i64>,
}

/// Refuses a change that says nothing.
pub fn changes<T: Default + PartialEq>(body: T) -> Result<T, Misuse> {
    if body == T::default() { Err(Misuse("There is nothing to change: say what.".to_owned())) } else { Ok(body) }
}

/// The id of a transfer, a hold or whatever else has one.
pub fn id(text: &str) -> Result<Uuid, String> {
    text.parse().map_err(|_| "an id is a UUID, as lists show them".to_owned())
}

/// One of the words that the API knows.
pub fn one_of<T>(known: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: for<'a> From<&'a str> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(known).map(|word| T::from(word.as_str()))
}

/// `KEY=VALUE` of metadata.
pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(format!("{text} is no pair; one looks like order=42")),
    }
}

/// `KEY=VALUE`, or `KEY=` for no value.
pub fn change(text: &str) -> Result<(String, Option<String>), String> {
    pair(text).map(|(key, value)| (key, if value.is_empty() { None } else { Some(value) }))
}

/// The metadata that was given, if any was.
pub fn metadata(pairs: Vec<(String, String)>) -> Option<BTreeMap<String, String>> {
    if pairs.is_empty() { None } else { Some(pairs.into_iter().collect()) }
}

/// A span of time such as `7d`, `36h` or `90s`, in seconds.
pub fn seconds(text: &str) -> Result<i64, String> {
    let unreadable = || format!("{text} is no span of time; one looks like 7d, 36h, 15m or 90s");
    let (digits, unit) = text.split_at(text.find(|char: char| !char.is_ascii_digit()).ok_or_else(unreadable)?);
    let one: i64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return Err(unreadable()),
    };
    digits.parse::<i64>().ok().and_then(|count| count.checked_mul(one)).ok_or_else(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_are_read_with_their_unit() {
        assert_eq!(seconds("7d"), Ok(604_800));
        assert_eq!(seconds("90s"), Ok(90));
        for text in ["", "7", "d", "1.5h", "7 days", "99999999999999999999s"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn metadata_is_pairs_and_a_pair_without_a_value_removes() {
        assert_eq!(pair("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert!(pair("a").is_err() && pair("=b").is_err());
        assert_eq!(change("a="), Ok(("a".into(), None)));
    }
}
