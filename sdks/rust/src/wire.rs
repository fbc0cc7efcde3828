//! How amounts and times are written: a decimal as a string with all its digits, never a number and never with an
//! exponent; a time in UTC with microseconds, which is as fine as a ledger's times are.

use std::borrow::Cow;

use bigdecimal::BigDecimal;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// What is written and read in its own way.
pub trait Wire: Sized {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

pub fn serialize<T: Wire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

pub fn time(time: &DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

impl Wire for BigDecimal {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_plain_string())
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom("a decimal is digits, a point and digits"))
    }
}

impl Wire for DateTime<Utc> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&time(self))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let time = DateTime::parse_from_rfc3339(&text).map_err(D::Error::custom)?;
        Ok(time.with_timezone(&Utc))
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(serializer),
            None => serializer.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Read<T>>::deserialize(deserializer)?.map(|read| read.0))
    }
}

/// Reads a value of an option.
struct Read<T>(T);

impl<'de, T: Wire> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Read)
    }
}

/// As [`crate::nullable`], for amounts and times.
pub mod nullable {
    use super::{Deserializer, Serializer, Wire};

    pub fn serialize<T: Wire, S: Serializer>(value: &Option<Option<T>>, serializer: S) -> Result<S::Ok, S::Error> {
        value.write(serializer)
    }

    pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
        Option::<T>::read(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::models::{PatchLimitRequest, PostMonitorRequest};

    #[test]
    fn amounts_keep_their_digits_and_are_never_numbers() {
        for text in ["12.30", "0.00", "-5", "0.000000000000000001", "12345678901234567890.123456789012345678"] {
            let request = json!({"asset": "USD", "balance": "posted", "name": "n", "path_prefix": "p", "threshold": text, "when": "below"});
            let read: PostMonitorRequest = serde_json::from_value(request.clone()).expect("a request");
            assert_eq!(request, serde_json::to_value(read).expect("JSON"));
        }
        let number = json!({"asset": "USD", "balance": "posted", "name": "n", "path_prefix": "p", "threshold": 1.5, "when": "below"});
        serde_json::from_value::<PostMonitorRequest>(number).expect_err("a number");
    }

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        let printed = |request: PatchLimitRequest| serde_json::to_value(request).expect("JSON");
        assert_eq!(json!({}), printed(PatchLimitRequest::new()));
        assert_eq!(json!({"max_sum": null}), printed(PatchLimitRequest::new().clear_max_sum()));
        assert_eq!(
            json!({"max_sum": "1.50"}),
            printed(PatchLimitRequest::new().max_sum("1.50".parse().expect("an amount")))
        );
        for body in [json!({}), json!({"max_sum": null}), json!({"max_sum": "1.50"})] {
            assert_eq!(body, printed(serde_json::from_value(body.clone()).expect("a request")));
        }
    }
}
