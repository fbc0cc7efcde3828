//! How amounts and instants travel to Postgres: `NUMERIC(38,0)` and `timestamptz`, in binary.
//!
//! `sqlx` decodes `NUMERIC` only into types that round beyond 28 digits or allocate, hence our own.

use ledger::{Minor, Timestamp, divide};
use sqlx::{
    Postgres,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef},
};

/// Microseconds from 1970 to 2000, where Postgres counts from.
const POSTGRES_EPOCH: i64 = 946_684_800_000_000;

/// A `NUMERIC` without decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numeric(pub Minor);

/// A `timestamptz`; [`Timestamp::BEFORE_ALL`] is `-infinity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant(pub Timestamp);

impl sqlx::Type<Postgres> for Numeric {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("NUMERIC")
    }
}

impl PgHasArrayType for Numeric {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_NUMERIC")
    }
}

impl sqlx::Encode<'_, Postgres> for Numeric {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let units = self.0.units();
        let mut groups = [0_u16; 10];
        let mut first = groups.len();
        let mut rest = units.unsigned_abs();
        while rest > 0 {
            first -= 1;
            (rest, groups[first]) = divide(rest, 10_000);
        }
        let weight = i16::try_from(groups.len() - first)? - 1;
        let end = groups.iter().rposition(|group| *group != 0).map_or(first, |last| last + 1);
        let digits = &groups[first..end.max(first)];
        buffer.extend_from_slice(&i16::try_from(digits.len())?.to_be_bytes());
        buffer.extend_from_slice(&weight.max(0).to_be_bytes());
        buffer.extend_from_slice(&(if units < 0 { 0x4000_u16 } else { 0 }).to_be_bytes());
        buffer.extend_from_slice(&0_i16.to_be_bytes());
        for digit in digits {
            buffer.extend_from_slice(&digit.to_be_bytes());
        }
        Ok(IsNull::No)
    }
}

impl sqlx::Decode<'_, Postgres> for Numeric {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let units = match value.format() {
            PgValueFormat::Binary => decode_numeric(value.as_bytes()?)?,
            PgValueFormat::Text => value.as_str()?.parse()?,
        };
        Minor::new(units).map(Numeric).ok_or_else(|| "a NUMERIC beyond 38 digits".into())
    }
}

fn decode_numeric(bytes: &[u8]) -> Result<i128, BoxDynError> {
    let mut words = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let mut word = || words.next().ok_or("a NUMERIC that ends early");
    let count = word()?;
    let weight = word()?.cast_signed();
    let sign = word()?;
    let _display_scale = word()?;
    if sign != 0 && sign != 0x4000 {
        return Err("a NUMERIC that is not a number".into());
    }
    // Accumulated negatively, so that every value of the type has a path.
    let mut units = 0_i128;
    for position in 0..count {
        let digit = i128::from(word()?);
        let power = i32::from(weight) - i32::from(position);
        let factor = u32::try_from(power)
            .ok()
            .and_then(|power| 10_000_i128.checked_pow(power))
            .ok_or("a NUMERIC with decimals, or beyond 38 digits")?;
        units =
            digit.checked_mul(factor).and_then(|part| units.checked_sub(part)).ok_or("a NUMERIC beyond 38 digits")?;
    }
    if sign == 0 { units.checked_neg().ok_or_else(|| "a NUMERIC beyond 38 digits".into()) } else { Ok(units) }
}

impl sqlx::Type<Postgres> for Instant {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("TIMESTAMPTZ")
    }
}

impl PgHasArrayType for Instant {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("_TIMESTAMPTZ")
    }
}

impl sqlx::Encode<'_, Postgres> for Instant {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let micros = self.0.micros();
        let counted = if self.0 == Timestamp::BEFORE_ALL { i64::MIN } else { micros - POSTGRES_EPOCH };
        buffer.extend_from_slice(&counted.to_be_bytes());
        Ok(IsNull::No)
    }
}

impl sqlx::Decode<'_, Postgres> for Instant {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let PgValueFormat::Binary = value.format() else {
            return Err("a timestamptz in text form".into());
        };
        let counted = i64::from_be_bytes(value.as_bytes()?.try_into()?);
        Ok(Instant(match counted {
            i64::MIN => Timestamp::BEFORE_ALL,
            micros => Timestamp::from_micros(micros.saturating_add(POSTGRES_EPOCH)),
        }))
    }
}
