//! Instants as people write them, and as they read them: in the zone of their machine, always with its offset.

use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveDateTime, Utc, offset::LocalResult};
use tallybook_client::Parameter;

/// How a time without an offset may be written.
const LOCAL_FORMS: [&str; 4] = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"];

/// An instant, or a day, which the service understands in the ledger's own time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Day(NaiveDate),
    Instant(DateTime<FixedOffset>),
}

impl Parameter for Moment {
    fn into_parameter(self) -> String {
        match self {
            Moment::Day(day) => day.into_parameter(),
            Moment::Instant(instant) => instant.into_parameter(),
        }
    }
}

/// Reads an instant or a day.
pub fn moment(text: &str) -> Result<Moment, String> {
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) => Ok(Moment::Day(day)),
        Err(_) => instant(text).map(Moment::Instant),
    }
}

/// Reads an instant: RFC 3339, or a local time without an offset.
pub fn instant(text: &str) -> Result<DateTime<FixedOffset>, String> {
    instant_in(&Local, text)
}

fn instant_in<Z: chrono::TimeZone>(zone: &Z, text: &str) -> Result<DateTime<FixedOffset>, String> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant);
    }
    if NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() {
        return Err(format!("{text} is a whole day; say which instant of it: \"{text} 00:00\", or {text}T00:00:00Z"));
    }
    let local = LOCAL_FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .ok_or_else(|| format!("{text} is no time; one looks like \"2026-03-31 22:00\", or 2026-03-31T22:00:00Z"))?;
    match zone.from_local_datetime(&local) {
        LocalResult::Single(instant) => Ok(instant.fixed_offset()),
        LocalResult::Ambiguous(first, second) => Err(format!(
            "{text} came twice, as the clocks were set back; write {} or {}",
            first.to_rfc3339(),
            second.to_rfc3339()
        )),
        LocalResult::None => {
            Err(format!("{text} never came, as the clocks were set forward; write it with its offset"))
        }
    }
}

/// An instant for a person, with all its digits.
pub fn exactly<Z: chrono::TimeZone>(instant: &DateTime<Z>) -> String {
    instant.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S%.f %:z").to_string()
}

/// An instant for a person, to the second.
pub fn roughly<Z: chrono::TimeZone>(instant: &DateTime<Z>) -> String {
    instant.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// An instant as the API takes it.
pub fn utc(instant: DateTime<FixedOffset>) -> DateTime<Utc> {
    instant.with_timezone(&Utc)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Zurich;

    use super::*;

    #[test]
    fn a_time_without_an_offset_is_local() {
        let read = |text: &str| instant_in(&Zurich, text).map(|instant| instant.to_rfc3339());
        assert_eq!(read("2026-03-31 22:00"), Ok("2026-03-31T22:00:00+02:00".to_owned()));
        assert_eq!(read("2026-01-31T22:00:00.25"), Ok("2026-01-31T22:00:00.250+01:00".to_owned()));
        assert_eq!(read("2026-01-31T22:00:00Z"), Ok("2026-01-31T22:00:00+00:00".to_owned()));
    }

    #[test]
    fn an_hour_that_came_twice_or_never_is_refused() {
        let why = |text: &str| instant_in(&Zurich, text).expect_err("no instant");
        assert_eq!(
            why("2026-10-25 02:30"),
            "2026-10-25 02:30 came twice, as the clocks were set back; write 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00"
        );
        assert!(why("2026-03-29 02:30").starts_with("2026-03-29 02:30 never came"));
    }

    #[test]
    fn a_day_is_an_instant_only_where_the_service_says_which() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 31).expect("a day");
        assert_eq!(moment("2026-03-31"), Ok(Moment::Day(day)));
        assert!(instant("2026-03-31").expect_err("no instant").contains("a whole day"));
        assert!(instant("yesterday").expect_err("no instant").starts_with("yesterday is no time"));
    }
}
