//! Amounts as people write them: made an exact decimal, or refused where they could mean two things.
//!
//! The dot divides decimals and nothing else does; commas or underscores may group thousands. So
//! `1,234.56`, `1_234.56` and `1234.56` are one amount, and `1.234,56`, `1,23` and `1,234` are none: half of
//! the world reads them otherwise.

use std::str::FromStr;

use bigdecimal::BigDecimal;

/// Digits a ledger keeps of an amount.
const DIGITS: usize = 38;

/// An amount, with its asset where that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    pub value: BigDecimal,
    pub asset: Option<String>,
}

impl FromStr for Amount {
    type Err = String;

    /// Reads `12.34` or `12.34 USD`.
    fn from_str(text: &str) -> Result<Amount, String> {
        let mut words = text.split_whitespace();
        let number = words.next().ok_or("there is no amount")?;
        let asset = words.next().map(asset_code).transpose()?;
        if words.next().is_some() {
            return Err("an amount is a number, and its asset's code at most: 12.34 USD".to_owned());
        }
        Ok(Amount { value: unsigned(number)?, asset })
    }
}

/// The code of an asset, such as USD.
pub fn asset_code(text: &str) -> Result<String, String> {
    let begins = text.starts_with(|first: char| first.is_ascii_uppercase());
    if begins && text.chars().all(|char| char.is_ascii_uppercase() || char.is_ascii_digit() || "._-".contains(char)) {
        Ok(text.to_owned())
    } else if text.starts_with(|first: char| first.is_ascii_lowercase()) {
        Err(format!("assets are written in capitals: {}", text.to_ascii_uppercase()))
    } else {
        Err(format!("{text} is no asset's code; one looks like USD"))
    }
}

/// An amount that may be below zero, such as a bound or a threshold.
pub fn signed(text: &str) -> Result<BigDecimal, String> {
    match text.strip_prefix('-') {
        Some(rest) => unsigned(rest).map(|value| -value),
        None => unsigned(text),
    }
}

/// An amount without a sign.
pub fn unsigned(text: &str) -> Result<BigDecimal, String> {
    if let Some(odd) = text.chars().find(|char| !char.is_ascii_digit() && !".,_".contains(*char)) {
        return Err(unexpected(text, odd));
    }
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    if let Some(decimals) = decimals {
        if decimals.contains([',', '.']) {
            return Err(ambiguous(text));
        }
        if decimals.is_empty() || decimals.contains('_') {
            return Err(format!("{text} ends in no decimals: write 12 or 12.00"));
        }
    }
    let whole = ungrouped(text, whole, decimals.is_some())?;
    let plain = match decimals {
        Some(decimals) => format!("{}.{decimals}", if whole.is_empty() { "0" } else { &whole }),
        None => whole,
    };
    if plain.bytes().filter(u8::is_ascii_digit).count() > DIGITS + 1 {
        return Err(format!("an amount has {DIGITS} digits at most"));
    }
    BigDecimal::from_str(&plain).map_err(|_| format!("{text} is no amount; one looks like 1234.56"))
}

/// The whole part without what groups its thousands.
fn ungrouped(text: &str, whole: &str, has_decimals: bool) -> Result<String, String> {
    let Some(mark) = whole.chars().find(|char| !char.is_ascii_digit()) else {
        return Ok(whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(mark).collect();
    let regular = (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    let digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    if mark == ',' && groups.len() == 2 && !has_decimals {
        return Err(ambiguous(text));
    }
    if !regular || !digits || groups[0].starts_with('0') {
        return Err(format!("{text} is grouped oddly: thousands are divided in threes, as in 1,234,567.89"));
    }
    Ok(groups.concat())
}

/// Says how else to write what could mean two things.
fn ambiguous(text: &str) -> String {
    let last = text.rfind([',', '.']).unwrap_or(0);
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, decimals) = (digits(&text[..last]), digits(&text[last..]));
    let both = format!("write {whole}.{decimals} if the comma was to divide decimals");
    if decimals.len() == 3 && text[last..].starts_with(',') {
        format!("{text} could mean two amounts: {both}, or {whole}{decimals} if it was to group thousands")
    } else if text[last..].starts_with(',') {
        format!("{text} could be misread: {both}")
    } else {
        format!("{text} could mean two amounts: write {whole}{decimals}, or one dot only, before the decimals")
    }
}

/// Says what is wrong with a character.
fn unexpected(text: &str, odd: char) -> String {
    match odd {
        '-' => format!("{text} is below zero; what moves is always above: exchange debit and credit instead"),
        'e' | 'E' => format!("{text} has an exponent; write all its digits"),
        '$' | '€' | '£' | '¥' => format!("{text}: write the asset's code after the amount, as in 12.34 USD"),
        _ if odd.is_ascii_alphabetic() => format!("{text} is no amount; one looks like 1234.56, or 1234.56 USD"),
        _ => format!("{text} is no amount ({odd:?} is not part of one); one looks like 1234.56"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        unsigned(text).map_or_else(|why| why, |value| value.to_plain_string())
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, plain) in [
            ("12.34", "12.34"),
            ("12.30", "12.30"),
            ("1234", "1234"),
            ("1,234.56", "1234.56"),
            ("1_234.56", "1234.56"),
            ("1_234", "1234"),
            ("1,234,567", "1234567"),
            (".5", "0.5"),
            ("0.000000000000000001", "0.000000000000000001"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
        ] {
            assert_eq!(read(text), plain, "{text}");
        }
        assert_eq!(signed("-1,000.00").expect("a bound").to_plain_string(), "-1000.00");
    }

    #[test]
    fn what_could_mean_two_amounts_is_refused_and_says_how_to_write_it() {
        for (text, why) in [
            ("1.234,56", "1.234,56 could be misread: write 1234.56 if the comma was to divide decimals"),
            ("1,23", "1,23 could be misread: write 1.23 if the comma was to divide decimals"),
            (
                "1,234",
                "1,234 could mean two amounts: write 1.234 if the comma was to divide decimals, or 1234 if it was to group thousands",
            ),
            ("1.234.567", "1.234.567 could mean two amounts: write 1234567, or one dot only, before the decimals"),
        ] {
            assert_eq!(read(text), why);
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in
            ["", ".", "5.", "1e3", "$5", "-5", "12,34.56", "1,2345.00", "0,123.00", "1,234_567.00", "1.2_3", "٣"]
        {
            assert!(unsigned(text).is_err(), "{text} is no amount");
        }
        assert!(unsigned(&"9".repeat(40)).is_err(), "an amount has an end");
    }

    #[test]
    fn an_asset_may_follow() {
        let amount: Amount = "1,234.56 USD".parse().expect("an amount");
        assert_eq!((amount.value.to_plain_string(), amount.asset.as_deref()), ("1234.56".to_owned(), Some("USD")));
        assert_eq!("5 usd".parse::<Amount>(), Err("assets are written in capitals: USD".to_owned()));
        assert!("5 USD EUR".parse::<Amount>().is_err());
    }
}
