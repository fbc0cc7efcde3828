//! Query strings: decoded, each parameter once, typed by the same machinery as bodies.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{Days, NaiveDate, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use ledger::Timestamp;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::{
    json::{self, FieldError, Node},
    problem::Problem,
    wire::FromText,
};

/// A decoded query string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(BTreeMap<String, String>);

impl Query {
    /// # Errors
    /// `invalid_field` where a parameter comes twice or is not UTF-8.
    pub fn parse(query: &str) -> Result<Query, Problem> {
        let mut parameters = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name, "the query string")?, decode(value, name)?);
            if parameters.contains_key(&name) {
                return Err(Problem::invalid_field(&name, "stands twice in the query string"));
            }
            parameters.insert(name, value);
        }
        Ok(Query(parameters))
    }

    /// # Errors
    /// `unknown_parameter`, then `invalid_field`.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let fields = self.0.iter().map(|(name, value)| (name.into(), Node::Text(value.into())));
        json::from_node(Node::Object(fields.collect())).map_err(|error: FieldError| Problem::of_query(&error))
    }

    /// What a list was filtered by: everything but how it is paged.
    pub fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !matches!(*name, "cursor" | "limit" | "min_seq" | "order"))
    }
}

fn decode(text: &str, field: &str) -> Result<String, Problem> {
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(text) if !text.contains('\0') => Ok(text.into_owned()),
        Ok(_) | Err(_) => Err(Problem::invalid_field(field, "must be UTF-8, percent-encoded, without U+0000")),
    }
}

/// An instant, or a date that becomes one in the ledger's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Instant(Timestamp),
    Date(NaiveDate),
}

impl FromText for When {
    fn from_text(text: &str) -> Result<When, Cow<'static, str>> {
        if text.len() == 10 {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d");
            let date = date.map_err(|_| "must be a date such as \"2026-03-31\" or an RFC 3339 time")?;
            // The range is that of instants; a day inside lets a zone's offset stay inside too.
            let noon = date.and_hms_opt(12, 0, 0).expect("every day has a noon").and_utc();
            Timestamp::in_range(noon.timestamp_micros()).map_err(|error| error.to_string())?;
            return Ok(When::Date(date));
        }
        // An offset's `+` that was not percent-encoded arrives as a space; no time has a space.
        Timestamp::parse(&text.replace(' ', "+")).map(When::Instant).map_err(|error| error.to_string().into())
    }
}

impl When {
    /// The instant itself, or the day's first.
    pub fn start(self, zone: Tz) -> Timestamp {
        match self {
            When::Instant(instant) => instant,
            When::Date(date) => start_of(date, zone),
        }
    }

    /// The instant itself, or the day's last microsecond.
    pub fn end(self, zone: Tz) -> Timestamp {
        match self {
            When::Instant(instant) => instant,
            When::Date(date) => start_of(date + Days::new(1), zone).plus_micros(-1),
        }
    }
}

/// The first instant of a day. Where clocks skip midnight, that is where they skip to; where a zone
/// skips a whole day, it is the next day's.
fn start_of(date: NaiveDate, zone: Tz) -> Timestamp {
    let midnight = date.and_hms_opt(0, 0, 0).expect("every day has a midnight on the clock");
    let first = (0..=2 * 24 * 4)
        .find_map(|quarters| zone.from_local_datetime(&(midnight + TimeDelta::minutes(15 * quarters))).earliest())
        .expect("no zone skips two days");
    Timestamp::from_micros(first.timestamp_micros())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::{
        problem_codes::Code,
        wire::{Parsed, Whole},
    };

    #[derive(Debug, Deserialize)]
    struct Sample {
        limit: Option<Parsed<Whole<1, 500>>>,
        as_of: Option<Parsed<When>>,
    }

    fn read(query: &str) -> Result<Sample, (Code, String)> {
        Query::parse(query)
            .and_then(|query| query.read())
            .map_err(|problem| (problem.code, problem.detail.into_owned()))
    }

    #[test]
    fn parameters_are_typed() {
        let sample = read("limit=7&as_of=2026-03-31T22%3A00:00+01:00").expect("valid");
        assert_eq!(sample.limit, Some(Parsed(Whole(7))));
        let instant = Timestamp::parse("2026-03-31T21:00:00Z").expect("an instant");
        assert_eq!(sample.as_of, Some(Parsed(When::Instant(instant))));
        assert!(read("").expect("nothing is required").limit.is_none());
    }

    #[test]
    fn duplicates_unknown_names_and_bad_values_are_told_apart() {
        let refused = |query: &str| read(query).expect_err("refused");
        assert_eq!(refused("limit=1&limit=1"), (Code::InvalidField, "limit stands twice in the query string.".into()));
        assert_eq!(refused("limit=0&bogus=1").0, Code::UnknownParameter);
        for limit in ["0", "501", "+5", "-1", "1.0", "", "999999999999999999999"] {
            let detail = "limit must be an integer from 1 to 500.".to_owned();
            assert_eq!(
                refused(&format!("limit={}", limit.replace('+', "%2B"))),
                (Code::InvalidField, detail),
                "{limit}"
            );
        }
        assert_eq!(refused("as_of=%FF").0, Code::InvalidField);
        assert_eq!(refused("as_of=2026-02-30").0, Code::InvalidField);
        assert_eq!(refused("as_of=2201-01-01").0, Code::InvalidField);
    }

    #[test]
    fn a_date_is_a_day_of_the_ledgers_zone() {
        let day = |text, zone: &str| {
            let when = When::from_text(text).expect("a date");
            let zone: Tz = zone.parse().expect("a zone");
            (when.start(zone).to_string(), when.end(zone).to_string())
        };
        let utc = |start: &str, end: &str| (start.to_owned(), end.to_owned());
        assert_eq!(day("2026-03-31", "UTC"), utc("2026-03-31T00:00:00.000000Z", "2026-03-31T23:59:59.999999Z"));
        // Clocks go forward on that day, so it has 23 hours.
        assert_eq!(
            day("2026-03-29", "Europe/Paris"),
            utc("2026-03-28T23:00:00.000000Z", "2026-03-29T21:59:59.999999Z")
        );
        // Midnight did not exist.
        assert_eq!(day("2018-11-04", "America/Sao_Paulo").0, "2018-11-04T03:00:00.000000Z");
        // The day did not exist.
        assert_eq!(day("2011-12-30", "Pacific/Apia").0, "2011-12-30T10:00:00.000000Z");
    }
}
