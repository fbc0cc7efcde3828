//! Leaves of requests: texts and numbers that are checked as they are read, so that a request type
//! that was deserialised holds only domain values.

use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

use ledger::{
    AccountPath, AccountRef, AccountStatus, AccountType, AssetCode, DecimalAmount, ExternalId, HoldStatus, LedgerName,
    Metadata, PathPrefix, Side, SignedDecimal, Timestamp,
};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};
use uuid::Uuid;

const METADATA_KEYS: usize = 50;
const METADATA_KEY_BYTES: usize = 64;
const METADATA_BYTES: usize = 8 * 1024;
const DESCRIPTION_BYTES: usize = 1024;
const GROUP_CHARACTERS: usize = 64;

/// A value that a request carries as a string.
pub trait FromText: Sized {
    /// What the field must be, where it is no string at all.
    const EXPECTED: &'static str = "a string";

    /// # Errors
    /// The end of a sentence that begins with the field's name.
    fn from_text(text: &str) -> Result<Self, Cow<'static, str>>;
}

/// A domain value in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parsed<T>(pub T);

impl<'de, T: FromText> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<T>(PhantomData<T>);

        impl<T: FromText> Visitor<'_> for Text<T> {
            type Value = Parsed<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Parsed<T>, E> {
                T::from_text(text).map(Parsed).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text(PhantomData))
    }
}

/// An amount above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub DecimalAmount);

/// A bound that is not below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpperBound(pub SignedDecimal);

/// A share in hundredths of a percent: 0 to 100 %, with at most 2 decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub u16);

/// At most 1,024 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(pub String);

/// What items of a batch that stand or fall together are called: 1 to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupName(pub String);

/// A key that metadata may have: 1 to 64 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataKey(pub String);

/// An asset's display name: 1 to 255 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(pub String);

const AMOUNT_EXPECTED: &str = "a decimal string such as \"12.34\" (amounts are never JSON numbers)";

impl FromText for Amount {
    const EXPECTED: &'static str = AMOUNT_EXPECTED;

    fn from_text(text: &str) -> Result<Amount, Cow<'static, str>> {
        let amount = DecimalAmount::from_text(text)?;
        if amount.is_zero() { Err("must be above zero".into()) } else { Ok(Amount(amount)) }
    }
}

impl FromText for DecimalAmount {
    const EXPECTED: &'static str = AMOUNT_EXPECTED;

    fn from_text(text: &str) -> Result<DecimalAmount, Cow<'static, str>> {
        DecimalAmount::parse(text).map_err(|error| error.to_string().into())
    }
}

impl FromText for SignedDecimal {
    const EXPECTED: &'static str = AMOUNT_EXPECTED;

    fn from_text(text: &str) -> Result<SignedDecimal, Cow<'static, str>> {
        SignedDecimal::parse(text).map_err(|error| error.to_string().into())
    }
}

impl FromText for UpperBound {
    const EXPECTED: &'static str = AMOUNT_EXPECTED;

    fn from_text(text: &str) -> Result<UpperBound, Cow<'static, str>> {
        DecimalAmount::from_text(text)?;
        SignedDecimal::from_text(text).map(UpperBound)
    }
}

impl FromText for Percent {
    const EXPECTED: &'static str = "a decimal string such as \"2.5\"";

    fn from_text(text: &str) -> Result<Percent, Cow<'static, str>> {
        let hundredths = DecimalAmount::parse(text).ok().and_then(|percent| percent.to_minor(2).ok());
        match hundredths.map(|hundredths| u16::try_from(hundredths.units())) {
            Some(Ok(hundredths @ 0..=10_000)) => Ok(Percent(hundredths)),
            Some(_) | None => Err("must be a decimal from 0 to 100 with at most 2 decimals".into()),
        }
    }
}

impl FromText for GroupName {
    fn from_text(text: &str) -> Result<GroupName, Cow<'static, str>> {
        if text.is_empty() || text.chars().count() > GROUP_CHARACTERS {
            return Err(format!("must be 1 to {GROUP_CHARACTERS} characters long").into());
        }
        Ok(GroupName(text.to_owned()))
    }
}

impl FromText for MetadataKey {
    fn from_text(text: &str) -> Result<MetadataKey, Cow<'static, str>> {
        if text.is_empty() || text.len() > METADATA_KEY_BYTES {
            return Err(format!("must be a metadata key of 1 to {METADATA_KEY_BYTES} bytes").into());
        }
        Ok(MetadataKey(text.to_owned()))
    }
}

impl FromText for Description {
    fn from_text(text: &str) -> Result<Description, Cow<'static, str>> {
        if text.len() > DESCRIPTION_BYTES {
            return Err(format!("must be at most {DESCRIPTION_BYTES} bytes long").into());
        }
        Ok(Description(text.to_owned()))
    }
}

impl FromText for DisplayName {
    fn from_text(text: &str) -> Result<DisplayName, Cow<'static, str>> {
        if text.is_empty() || text.chars().count() > 255 {
            return Err("must be 1 to 255 characters long".into());
        }
        Ok(DisplayName(text.to_owned()))
    }
}

macro_rules! from_name {
    ($($name:ident),*) => {
        $(impl FromText for $name {
            fn from_text(text: &str) -> Result<$name, Cow<'static, str>> {
                $name::parse(text).map_err(|error| error.0.into())
            }
        })*
    };
}

from_name!(AccountPath, AccountRef, AssetCode, ExternalId, LedgerName, PathPrefix);

impl FromText for Timestamp {
    const EXPECTED: &'static str = "an RFC 3339 time such as \"2026-03-31T22:00:00Z\"";

    fn from_text(text: &str) -> Result<Timestamp, Cow<'static, str>> {
        Timestamp::parse(text).map_err(|error| error.to_string().into())
    }
}

impl FromText for Uuid {
    const EXPECTED: &'static str = "a UUID";

    fn from_text(text: &str) -> Result<Uuid, Cow<'static, str>> {
        Uuid::try_parse(text).map_err(|_| "must be a UUID".into())
    }
}

impl FromText for chrono_tz::Tz {
    fn from_text(text: &str) -> Result<chrono_tz::Tz, Cow<'static, str>> {
        text.parse().map_err(|_| "must be an IANA time zone such as \"UTC\" or \"Europe/Paris\"".into())
    }
}

macro_rules! from_choice {
    ($name:ident, $($choice:expr => $text:literal),+) => {
        impl $crate::wire::FromText for $name {
            fn from_text(text: &str) -> Result<$name, std::borrow::Cow<'static, str>> {
                match text {
                    $($text => Ok($choice),)+
                    _ => Err(concat!("must be one of" $(, " ", $text)+).into()),
                }
            }
        }
    };
}
pub(crate) use from_choice;

from_choice!(Side, Side::Debit => "debit", Side::Credit => "credit");
from_choice!(
    AccountType,
    AccountType::Asset => "asset",
    AccountType::Liability => "liability",
    AccountType::Equity => "equity",
    AccountType::Income => "income",
    AccountType::Expense => "expense"
);
from_choice!(
    AccountStatus,
    AccountStatus::Open => "open",
    AccountStatus::Frozen => "frozen",
    AccountStatus::Closed => "closed"
);
from_choice!(
    HoldStatus,
    HoldStatus::Open => "open",
    HoldStatus::Captured => "captured",
    HoldStatus::Voided => "voided",
    HoldStatus::Expired => "expired"
);
from_choice!(bool, true => "true", false => "false");

/// An integer within bounds, written as a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<const MIN: i64, const MAX: i64>(pub i64);

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Whole<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Integer<const MIN: i64, const MAX: i64>;

        impl<const MIN: i64, const MAX: i64> Visitor<'_> for Integer<MIN, MAX> {
            type Value = Whole<MIN, MAX>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match MAX {
                    i64::MAX => write!(f, "an integer from {MIN}"),
                    _ => write!(f, "an integer from {MIN} to {MAX}"),
                }
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
                if (MIN..=MAX).contains(&value) {
                    return Ok(Whole(value));
                }
                Err(E::invalid_value(de::Unexpected::Signed(value), &self))
            }
        }

        deserializer.deserialize_i64(Integer)
    }
}

/// The same integer written as text: a query parameter.
impl<const MIN: i64, const MAX: i64> FromText for Whole<MIN, MAX> {
    fn from_text(text: &str) -> Result<Self, Cow<'static, str>> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<i64>() {
            Ok(value) if digits && (MIN..=MAX).contains(&value) => Ok(Whole(value)),
            _ if MAX == i64::MAX => Err(format!("must be an integer from {MIN}").into()),
            _ => Err(format!("must be an integer from {MIN} to {MAX}").into()),
        }
    }
}

/// Metadata within its limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataField(pub Metadata);

impl<'de> Deserialize<'de> for MetadataField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let metadata = Metadata::deserialize(deserializer)?;
        check_metadata(metadata.iter().map(|(key, value)| (key, Some(value)))).map_err(de::Error::custom)?;
        Ok(MetadataField(metadata))
    }
}

/// A change of metadata: `null` removes a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataChange(pub BTreeMap<String, Option<String>>);

impl<'de> Deserialize<'de> for MetadataChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let change = BTreeMap::<String, Option<String>>::deserialize(deserializer)?;
        check_metadata(change.iter().map(|(key, value)| (key, value.as_ref()))).map_err(de::Error::custom)?;
        Ok(MetadataChange(change))
    }
}

fn check_metadata<'a>(entries: impl Iterator<Item = (&'a String, Option<&'a String>)>) -> Result<(), String> {
    let (mut keys, mut bytes) = (0, 0);
    for (key, value) in entries {
        if key.is_empty() || key.len() > METADATA_KEY_BYTES {
            return Err(format!("must have keys of 1 to {METADATA_KEY_BYTES} bytes"));
        }
        keys += 1;
        bytes += key.len() + value.map_or(0, String::len);
    }
    if keys > METADATA_KEYS {
        return Err(format!("must have at most {METADATA_KEYS} keys"));
    }
    if bytes > METADATA_BYTES {
        return Err(format!("must take at most {METADATA_BYTES} bytes, keys and values together"));
    }
    Ok(())
}

/// Reads a field of a change in which `null` means "clear": outer `None` is an absent field.
///
/// # Errors
/// As the field's own type.
pub fn clearable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Reads a field of a change that may be absent but not `null`.
///
/// # Errors
/// As the field's own type.
pub fn not_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
