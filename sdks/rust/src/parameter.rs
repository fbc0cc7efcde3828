use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use uuid::Uuid;

use crate::wire;

/// What a path or a query takes: texts, ids, amounts, numbers, times and dates, the models' enums, and lists of texts,
/// which are joined by commas.
///
/// ```
/// use tallybook_client::Parameter;
///
/// let date = chrono::NaiveDate::from_ymd_opt(2026, 3, 31).expect("a date");
/// assert_eq!("2026-03-31", date.into_parameter());
/// assert_eq!("transfer.posted,transfer.captured", ["transfer.posted", "transfer.captured"].into_parameter());
/// ```
pub trait Parameter {
    /// As it is on the wire, before it is encoded for a URL.
    fn into_parameter(self) -> String;
}

/// What is written as it displays.
macro_rules! displayed {
    ($($type:ty),*) => {$(
        impl Parameter for $type {
            fn into_parameter(self) -> String {
                self.to_string()
            }
        }
    )*};
}

displayed!(&str, String, &String, Uuid, &Uuid, bool, i32, i64, u32, u64, NaiveDate);

impl Parameter for BigDecimal {
    fn into_parameter(self) -> String {
        self.to_plain_string()
    }
}

impl Parameter for &BigDecimal {
    fn into_parameter(self) -> String {
        self.to_plain_string()
    }
}

impl<Z: TimeZone> Parameter for DateTime<Z> {
    fn into_parameter(self) -> String {
        wire::time(&self.with_timezone(&Utc))
    }
}

impl<T: AsRef<str>, const N: usize> Parameter for [T; N] {
    fn into_parameter(self) -> String {
        self.as_slice().into_parameter()
    }
}

impl<T: AsRef<str>> Parameter for Vec<T> {
    fn into_parameter(self) -> String {
        self.as_slice().into_parameter()
    }
}

impl<T: AsRef<str>> Parameter for &[T] {
    fn into_parameter(self) -> String {
        self.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(",")
    }
}
