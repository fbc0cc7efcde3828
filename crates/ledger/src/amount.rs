//! Money: minor units inside, decimal strings at the edge.

use std::fmt;

/// Digits a minor-unit amount or running total may have: ±(10^38 − 1), the range of
/// `NUMERIC(38,0)`.
pub const AMOUNT_DIGITS: u32 = 38;

/// What an amount takes as a decimal at most: a sign, its digits and a point.
pub const DECIMAL_BYTES: usize = AMOUNT_DIGITS as usize + 2;

const MAX_MINOR: i128 = 10_i128.pow(AMOUNT_DIGITS) - 1;

/// Decimals no asset can exceed, so a decimal that is finer is wrong whatever its asset.
const MAX_DECIMALS: usize = crate::MAX_SCALE as usize;

/// An amount in an asset's minor units, within ±(10^38 − 1). Arithmetic is checked, never wrapping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(i128);

impl Minor {
    pub const ZERO: Minor = Minor(0);
    pub const MAX: Minor = Minor(MAX_MINOR);
    pub const MIN: Minor = Minor(-MAX_MINOR);

    /// `None` beyond ±(10^38 − 1).
    pub const fn new(units: i128) -> Option<Minor> {
        if units >= -MAX_MINOR && units <= MAX_MINOR { Some(Minor(units)) } else { None }
    }

    pub const fn units(self) -> i128 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// `None` where the sum leaves the range. Two in-range values cannot overflow `i128`'s own
    /// addition by more than it can hold: 2 × (10^38 − 1) exceeds `i128::MAX`, hence `checked_add`.
    pub const fn checked_add(self, other: Minor) -> Option<Minor> {
        match self.0.checked_add(other.0) {
            Some(sum) => Minor::new(sum),
            None => None,
        }
    }

    pub const fn checked_sub(self, other: Minor) -> Option<Minor> {
        self.checked_add(Minor(-other.0))
    }

    /// Prints exactly `scale` decimals, with `-` where negative: `-1234` at scale 2 is `-12.34`.
    pub fn to_decimal(self, scale: u8) -> String {
        self.write_decimal(scale, &mut [0; DECIMAL_BYTES]).to_owned()
    }

    /// What [`Minor::to_decimal`] returns, without an allocation.
    pub fn write_decimal(self, scale: u8, buffer: &mut [u8; DECIMAL_BYTES]) -> &str {
        let scale = usize::from(scale);
        let mut first = buffer.len();
        let mut push = |byte| {
            first -= 1;
            buffer[first] = byte;
        };
        let mut rest = self.0.unsigned_abs();
        let mut digits = 0;
        // At least one digit before the point, so at least `scale + 1` digits.
        while rest > 0 || digits <= scale {
            if digits == scale && scale > 0 {
                push(b'.');
            }
            let digit;
            (rest, digit) = divide(rest, 10);
            push(b'0' + u8::try_from(digit).expect("a digit is below ten"));
            digits += 1;
        }
        if self.0 < 0 {
            push(b'-');
        }
        std::str::from_utf8(&buffer[first..]).expect("digits are ASCII")
    }
}

/// Quotient and remainder by a small number: many times faster where 64 bits hold the dividend, as
/// they mostly do.
pub fn divide(units: u128, by: u16) -> (u128, u16) {
    let (quotient, remainder) = match u64::try_from(units) {
        Ok(small) => (u128::from(small / u64::from(by)), u128::from(small % u64::from(by))),
        Err(_) => (units / u128::from(by), units % u128::from(by)),
    };
    (quotient, u16::try_from(remainder).expect("a remainder is below its divisor"))
}

/// Why a decimal string is not an amount. The text is written for the person who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error(
        "must be digits with an optional decimal point, such as \"12.34\": no sign, exponent, spaces or leading zeros"
    )]
    Malformed,
    #[error("has more than 28 decimals, the finest scale an asset can have")]
    TooFine,
    #[error("has more than 38 digits")]
    TooManyDigits,
    #[error("has more decimals than the asset's scale")]
    FinerThanScale,
    #[error("is beyond 10^38 - 1 minor units")]
    OutOfRange,
}

/// A non-negative decimal as a client wrote it, before its asset's scale is known.
///
/// Equality ignores trailing zeros (`1.0` equals `1.00`), because the two mean the same money.
#[derive(Clone, Copy, Debug)]
pub struct DecimalAmount {
    /// Without trailing fractional zeros: the value is `mantissa / 10^decimals`.
    mantissa: i128,
    decimals: u8,
    /// Decimals as written, trailing zeros included; this is what a scale is compared with.
    written_decimals: u8,
}

impl PartialEq for DecimalAmount {
    fn eq(&self, other: &Self) -> bool {
        self.mantissa == other.mantissa && self.decimals == other.decimals
    }
}

impl Eq for DecimalAmount {}

impl DecimalAmount {
    /// Parses `^(0|[1-9][0-9]*)(\.[0-9]+)?$`.
    ///
    /// # Errors
    /// Other shapes, over 28 decimals, over 38 significant digits.
    pub fn parse(text: &str) -> Result<DecimalAmount, AmountError> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return Err(AmountError::Malformed),
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || leading_zero || !digits(whole) || !digits(fraction) {
            return Err(AmountError::Malformed);
        }
        if fraction.len() > MAX_DECIMALS {
            return Err(AmountError::TooFine);
        }
        let kept = fraction.trim_end_matches('0');
        let mut mantissa = 0_i128;
        for digit in whole.bytes().chain(kept.bytes()) {
            mantissa = mantissa
                .checked_mul(10)
                .and_then(|tens| tens.checked_add(i128::from(digit - b'0')))
                .filter(|value| *value <= MAX_MINOR)
                .ok_or(AmountError::TooManyDigits)?;
        }
        let length = |part: &str| u8::try_from(part.len()).expect("at most 28 decimals");
        Ok(DecimalAmount { mantissa, decimals: length(kept), written_decimals: length(fraction) })
    }

    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The amount in minor units of an asset with this scale. Never rounds.
    ///
    /// # Errors
    /// [`AmountError::FinerThanScale`] and [`AmountError::OutOfRange`].
    pub fn to_minor(self, scale: u8) -> Result<Minor, AmountError> {
        if self.written_decimals > scale {
            return Err(AmountError::FinerThanScale);
        }
        let factor = 10_i128.pow(u32::from(scale - self.decimals));
        self.mantissa.checked_mul(factor).and_then(Minor::new).ok_or(AmountError::OutOfRange)
    }
}

/// The shortest form of the value: what two equal amounts have in common.
impl fmt::Display for DecimalAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Minor(self.mantissa).to_decimal(self.decimals))
    }
}

/// A decimal that may carry a leading `-`: the bounds of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedDecimal {
    negative: bool,
    magnitude: DecimalAmount,
}

impl SignedDecimal {
    /// Parses an optional `-` followed by what [`DecimalAmount::parse`] takes.
    ///
    /// # Errors
    /// As [`DecimalAmount::parse`].
    pub fn parse(text: &str) -> Result<SignedDecimal, AmountError> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let magnitude = DecimalAmount::parse(rest)?;
        if negative && magnitude.is_zero() {
            return Err(AmountError::Malformed);
        }
        Ok(SignedDecimal { negative, magnitude })
    }

    /// # Errors
    /// As [`DecimalAmount::to_minor`].
    pub fn to_minor(self, scale: u8) -> Result<Minor, AmountError> {
        let Minor(units) = self.magnitude.to_minor(scale)?;
        Ok(Minor(if self.negative { -units } else { units }))
    }
}

impl fmt::Display for SignedDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        self.magnitude.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_exactly_the_scale() {
        let print = |units, scale| Minor::new(units).expect("in range").to_decimal(scale);
        assert_eq!(print(1234, 2), "12.34");
        assert_eq!(print(-4, 2), "-0.04");
        assert_eq!(print(0, 0), "0");
        assert_eq!(print(0, 3), "0.000");
        assert_eq!(print(MAX_MINOR, 28), format!("{}.{}", "9".repeat(10), "9".repeat(28)));
        assert_eq!(print(-MAX_MINOR, 0), format!("-{}", "9".repeat(38)));
    }

    #[test]
    fn refuses_what_is_not_a_plain_decimal() {
        for text in
            ["", ".", "1.", ".5", "01", "00", "+1", "-1", "-0", "1e3", "NaN", "1,0", " 1", "1 ", "١", "0x1", "1.0.0"]
        {
            assert_eq!(DecimalAmount::parse(text).err(), Some(AmountError::Malformed), "{text:?}");
        }
        assert_eq!(DecimalAmount::parse(&format!("0.{}1", "0".repeat(28))).err(), Some(AmountError::TooFine));
        assert_eq!(DecimalAmount::parse(&"9".repeat(39)).err(), Some(AmountError::TooManyDigits));
        assert_eq!(SignedDecimal::parse("-0.00").err(), Some(AmountError::Malformed));
    }

    #[test]
    fn scale_is_judged_by_what_was_written() {
        let minor = |text: &str, scale| DecimalAmount::parse(text).expect("well-formed").to_minor(scale);
        assert_eq!(minor("12.34", 2), Ok(Minor(1234)));
        assert_eq!(minor("1.0", 2), minor("1.00", 2));
        assert_eq!(minor("1.000", 2), Err(AmountError::FinerThanScale));
        assert_eq!(minor(&"9".repeat(38), 0), Ok(Minor::MAX));
        assert_eq!(minor(&"9".repeat(38), 1), Err(AmountError::OutOfRange));
        assert_eq!(minor("10000000000", 28), Err(AmountError::OutOfRange));
    }

    #[test]
    fn addition_is_refused_beyond_the_range() {
        assert_eq!(Minor::MAX.checked_add(Minor(1)), None);
        assert_eq!(Minor::MAX.checked_add(Minor::MAX), None);
        assert_eq!(Minor::MIN.checked_sub(Minor(1)), None);
        assert_eq!(Minor::MAX.checked_sub(Minor::MAX), Some(Minor::ZERO));
    }
}
