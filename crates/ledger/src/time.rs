//! Instants with microseconds, the precision Postgres keeps.

use std::fmt;

use chrono::{DateTime, SecondsFormat, TimeZone as _, Utc};

/// An instant in UTC, in microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text is not an instant. The text is written for the person who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimestampError {
    #[error("must be an RFC 3339 time with an offset, such as \"2026-03-31T22:00:00Z\"")]
    Malformed,
    #[error("has more than 6 decimals of a second")]
    TooFine,
    #[error("must lie in the years 1900 to 2200")]
    OutOfRange,
}

impl Timestamp {
    /// Before every instant a client can name: the `effective_high` of an account without regular
    /// postings.
    pub const BEFORE_ALL: Timestamp = Timestamp(i64::MIN);

    pub const fn from_micros(micros: i64) -> Timestamp {
        Timestamp(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    pub const fn plus_micros(self, micros: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(micros))
    }

    /// Parses RFC 3339 with any offset and at most six decimals.
    ///
    /// # Errors
    /// Other shapes (a leap second `:60` included), finer fractions, years outside 1900–2200.
    pub fn parse(text: &str) -> Result<Timestamp, TimestampError> {
        // RFC 3339 wants `T` and an offset in ASCII; chrono also takes a space, and U+2212 as a minus.
        if text.as_bytes().get(10).is_none_or(|byte| *byte != b'T') || !text.is_ascii() {
            return Err(TimestampError::Malformed);
        }
        let decimals = text.split_once('.').map_or(0, |(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count());
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| TimestampError::Malformed)?;
        if decimals > 6 {
            return Err(TimestampError::TooFine);
        }
        if time.timestamp_subsec_nanos() >= 1_000_000_000 {
            return Err(TimestampError::Malformed);
        }
        Timestamp::in_range(time.timestamp_micros())
    }

    /// # Errors
    /// [`TimestampError::OutOfRange`] outside the years 1900 to 2200.
    pub fn in_range(micros: i64) -> Result<Timestamp, TimestampError> {
        const YEAR_1900: i64 = -2_208_988_800_000_000;
        const YEAR_2201: i64 = 7_289_654_400_000_000;
        if (YEAR_1900..YEAR_2201).contains(&micros) { Ok(Timestamp(micros)) } else { Err(TimestampError::OutOfRange) }
    }
}

/// UTC with six decimals and `Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = Utc.timestamp_micros(self.0).single().unwrap_or_default();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_is_printed_in_utc_with_microseconds() {
        let print = |text| Timestamp::parse(text).map(|time| time.to_string());
        assert_eq!(print("2026-03-31T23:00:00+01:00"), Ok("2026-03-31T22:00:00.000000Z".into()));
        assert_eq!(print("1900-01-01T00:00:00.000001Z"), Ok("1900-01-01T00:00:00.000001Z".into()));
        assert_eq!(print("2200-12-31T23:59:59.999999Z"), Ok("2200-12-31T23:59:59.999999Z".into()));
    }

    #[test]
    fn refuses_what_it_cannot_keep() {
        assert_eq!(Timestamp::parse("2026-03-31T22:00:00.1234567Z"), Err(TimestampError::TooFine));
        assert_eq!(Timestamp::parse("1899-12-31T23:59:59Z"), Err(TimestampError::OutOfRange));
        assert_eq!(Timestamp::parse("2201-01-01T00:00:00Z"), Err(TimestampError::OutOfRange));
        for text in [
            "",
            "2026-03-31",
            "2026-03-31T22:00:00",
            "2026-03-31 22:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-03-31T23:59:60Z",
            "now",
        ] {
            assert_eq!(Timestamp::parse(text), Err(TimestampError::Malformed), "{text:?}");
        }
    }
}
