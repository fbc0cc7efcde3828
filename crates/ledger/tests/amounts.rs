//! What is read from and written to the wire: amounts, times and names, against the grammar the API
//! pins, spelled out here a second time.

use ledger::{
    AMOUNT_DIGITS, AccountPath, AccountRef, AmountError, AssetCode, DecimalAmount, ExternalId, IdempotencyKey,
    LedgerName, MAX_SCALE, Minor, PathPrefix, SignedDecimal, Timestamp, TimestampError,
};
use proptest::prelude::*;
use uuid::Uuid;

const LARGEST: i128 = 10_i128.pow(AMOUNT_DIGITS) - 1;
const YEAR_1900: i64 = -2_208_988_800_000_000;
const YEAR_2201: i64 = 7_289_654_400_000_000;

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_ascii_digit())
}

/// `^(0|[1-9][0-9]*)(\.[0-9]+)?$`, as the whole digits and the decimals.
fn as_decimal(text: &str) -> Option<(&str, &str)> {
    let (whole, decimals) = match text.find('.') {
        Some(point) if all_digits(&text[point + 1..]) => (&text[..point], &text[point + 1..]),
        Some(_) => return None,
        None => (text, ""),
    };
    let canonical = all_digits(whole) && (whole == "0" || !whole.starts_with('0'));
    canonical.then_some((whole, decimals))
}

/// The minor units by moving the point in the text; `None` where the text is no amount at this scale.
fn in_minor_units(text: &str, scale: u8) -> Option<i128> {
    let (whole, decimals) = as_decimal(text)?;
    let missing = usize::from(scale).checked_sub(decimals.len())?;
    let digits = format!("{whole}{decimals}{}", "0".repeat(missing));
    let significant = digits.trim_start_matches('0');
    (significant.len() <= AMOUNT_DIGITS as usize).then(|| format!("0{significant}").parse().unwrap())
}

fn parsed(text: &str, scale: u8) -> Result<i128, AmountError> {
    DecimalAmount::parse(text)?.to_minor(scale).map(Minor::units)
}

fn scales() -> impl Strategy<Value = u8> {
    0..=MAX_SCALE
}

/// Every magnitude as likely as the others, and the ends of the range.
fn units() -> impl Strategy<Value = i128> {
    prop_oneof![
        9 => (0..=AMOUNT_DIGITS, 0..=LARGEST).prop_map(|(digits, units)| units % 10_i128.pow(digits)),
        1 => (0..3_i128).prop_map(|below| LARGEST - below),
    ]
}

fn decimal_texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(0|[1-9][0-9]{0,39})(\\.[0-9]{1,30})?",
        2 => "(0|[1-9][0-9]{0,10})(\\.[0-9]{1,4}0{0,26})?",
        1 => "[1-9]0{30,39}(\\.0{1,28})?",
        1 => "9{36,39}(\\.[09]{1,3})?",
    ]
}

fn nearly_decimal_texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[0-9.+eE ,_-]{0,8}",
        1 => "[0-9]{0,4}[.,]?[0-9]{0,4}",
        1 => "\\PC{0,6}",
        2 => (decimal_texts(), any::<prop::sample::Index>(), "[+. eE٣０,'-]|\n|\u{0}")
            .prop_map(|(mut text, at, stray)| {
                text.insert_str(at.index(text.len() + 1), &stray);
                text
            }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_what_was_printed_gives_the_same_amount(units in units(), scale in scales()) {
        let text = Minor::new(units).unwrap().to_decimal(scale);
        prop_assert_eq!(parsed(&text, scale), Ok(units));
        let (_, decimals) = as_decimal(&text).unwrap();
        prop_assert_eq!(decimals.len(), usize::from(scale));
        let negative = Minor::new(-units).unwrap().to_decimal(scale);
        prop_assert_eq!(&negative, &if units == 0 { text.clone() } else { format!("-{text}") });
        let signed = SignedDecimal::parse(&negative).unwrap();
        prop_assert_eq!(signed.to_minor(scale).map(Minor::units), Ok(-units));
    }

    #[test]
    fn printing_what_was_read_gives_the_same_text(text in decimal_texts()) {
        let Some((_, decimals)) = as_decimal(&text) else { panic!("{text} is a decimal") };
        let scale = u8::try_from(decimals.len()).unwrap();
        if let Ok(amount) = DecimalAmount::parse(&text)
            && let Ok(minor) = amount.to_minor(scale)
        {
            prop_assert_eq!(minor.to_decimal(scale), &text[..]);
            let shortest = match text.contains('.') {
                true => text.trim_end_matches('0').trim_end_matches('.'),
                false => &text,
            };
            prop_assert_eq!(amount.to_string(), shortest);
            prop_assert_eq!(DecimalAmount::parse(shortest), Ok(amount));
        }
    }

    #[test]
    fn an_amount_is_taken_exactly_where_it_fits_and_never_rounded(text in decimal_texts(), scale in scales()) {
        prop_assert_eq!(parsed(&text, scale).ok(), in_minor_units(&text, scale));
    }

    #[test]
    fn an_amount_no_asset_can_hold_is_refused_before_its_scale_is_known(text in decimal_texts()) {
        let (whole, decimals) = as_decimal(&text).unwrap();
        let digits = format!("{whole}{}", decimals.trim_end_matches('0'));
        let expected = match digits.trim_start_matches('0').len() {
            _ if decimals.len() > usize::from(MAX_SCALE) => Some(AmountError::TooFine),
            39.. => Some(AmountError::TooManyDigits),
            _ => None,
        };
        prop_assert_eq!(DecimalAmount::parse(&text).err(), expected);
    }

    #[test]
    fn every_other_text_is_refused(text in nearly_decimal_texts(), scale in scales()) {
        prop_assert_eq!(parsed(&text, scale).ok(), in_minor_units(&text, scale));
        if as_decimal(&text).is_none() {
            prop_assert_eq!(DecimalAmount::parse(&text), Err(AmountError::Malformed));
        }
        let unsigned = text.strip_prefix('-').unwrap_or(&text);
        let signed = SignedDecimal::parse(&text).is_ok();
        let negative_zero = text.starts_with('-') && !unsigned.contains(|char: char| ('1'..='9').contains(&char));
        prop_assert_eq!(signed, DecimalAmount::parse(unsigned).is_ok() && !negative_zero);
    }

    #[test]
    fn amounts_are_equal_where_they_mean_the_same_money(units in units(), zeros in 0..29_usize, other in units()) {
        let text = Minor::new(units).unwrap().to_decimal(9);
        let longer = format!("{text}{}", "0".repeat(zeros.min(19)));
        prop_assert_eq!(DecimalAmount::parse(&text), DecimalAmount::parse(&longer));
        let other_text = Minor::new(other).unwrap().to_decimal(9);
        prop_assert_eq!(DecimalAmount::parse(&text) == DecimalAmount::parse(&other_text), units == other);
    }

    #[test]
    fn sums_are_exact_or_refused(a in units(), b in units(), signs: [bool; 2]) {
        let [a, b] = [(a, signs[0]), (b, signs[1])].map(|(units, negative)| if negative { -units } else { units });
        let in_range = |units: Option<i128>| units.filter(|units| (-LARGEST..=LARGEST).contains(units));
        let [left, right] = [a, b].map(|units| Minor::new(units).unwrap());
        prop_assert_eq!(left.checked_add(right).map(Minor::units), in_range(a.checked_add(b)));
        prop_assert_eq!(left.checked_sub(right).map(Minor::units), in_range(a.checked_sub(b)));
    }
}

/// RFC 3339's `date-time` with at most six decimals: fields in place and in their ranges, leap
/// seconds left out. Whether the day exists in its month is left to the caller.
fn as_time(text: &str) -> Option<(i64, u32)> {
    let number = |from: usize, to: usize| {
        text.get(from..to).filter(|part| all_digits(part)).and_then(|part| part.parse::<i64>().ok())
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let separators = [4, 7, 10, 13, 16].map(|at| text.as_bytes()[at]);
    let rest = text.get(19..)?;
    let (decimals, offset) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|char: char| !char.is_ascii_digit())?),
        None => ("", rest),
    };
    let offset_minutes = match (offset, offset.as_bytes()) {
        ("Z" | "z", _) => 0,
        (_, [sign @ (b'+' | b'-'), _, _, b':', _, _]) => {
            let part = |range| offset.get(range).filter(|part| all_digits(part)).and_then(|part| part.parse().ok());
            let (hours, minutes): (i64, i64) = (part(1..3)?, part(4..6)?);
            let minutes = (hours <= 23 && minutes <= 59).then_some(hours * 60 + minutes)?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day) && hour <= 23 && minute <= 59 && second <= 59;
    let decimals_fit = rest.starts_with('.') != decimals.is_empty() && decimals.len() <= 6;
    if separators != *b"--T::" || !fits || !decimals_fit || day > days_in(year, month) {
        return None;
    }
    let days = days_before(year) + (1..month).map(|month| days_in(year, month)).sum::<i64>() + day - 1;
    let seconds = days * 86_400 + hour * 3600 + (minute - offset_minutes) * 60 + second;
    Some((seconds, format!("{decimals:0<6}").parse().unwrap()))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(is_leap(year)),
        _ => 31,
    }
}

/// Days from 1970 to the start of the year.
fn days_before(year: i64) -> i64 {
    let length = |year| 365 + i64::from(is_leap(year));
    if year >= 1970 { (1970..year).map(length).sum() } else { -(year..1970).map(length).sum::<i64>() }
}

fn time_texts() -> impl Strategy<Value = String> {
    prop_oneof![
            4 => "(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-([012][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,7})?(Z|z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])",
            1 => "(1899|1900|2200|2201)-(01|12)-(01|31)T(00|23):(00|59):(00|59)(\\.999999)?(Z|[+-](00|14):(00|30))",
    2 => "202[0-9]-[01][0-9]-[012][0-9][Tt ][012][0-9]:[0-6][0-9]:[0-6][0-9](\\.|\\.[0-9]{1,6}|,5)?[+−-]?[0-2][0-9]:?[0-6][0-9]?",
            1 => "202[0-9]-0[1-9]-[12][0-9]T1[0-9]:[0-5][0-9](:[0-5][0-9])?(Z|[+−-][0-2][0-9]:?[0-5][0-9]|UTC|)",
        ]
}

fn nearly_time_texts() -> impl Strategy<Value = String> {
    (time_texts(), any::<prop::sample::Index>(), prop_oneof!["[0-9:.TZ+ −-]", Just(String::new())]).prop_map(
        |(text, at, stray)| {
            let at = at.index(text.chars().count());
            text.chars()
                .enumerate()
                .map(|(index, char)| if index == at { stray.clone() } else { char.into() })
                .collect()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_a_printed_time_gives_the_same_instant(micros in YEAR_1900..YEAR_2201) {
        let time = Timestamp::in_range(micros).unwrap();
        let text = time.to_string();
        prop_assert_eq!((text.len(), &text[26..]), (27, "Z"));
        prop_assert_eq!(Timestamp::parse(&text), Ok(time));
    }

    #[test]
    fn a_time_is_taken_exactly_where_it_is_rfc_3339_in_range(text in prop_oneof![time_texts(), nearly_time_texts()]) {
        let expected = as_time(&text).map(|(seconds, micros)| seconds * 1_000_000 + i64::from(micros));
        let in_range = expected.filter(|micros| (YEAR_1900..YEAR_2201).contains(micros));
        prop_assert_eq!(Timestamp::parse(&text).ok().map(Timestamp::micros), in_range, "{}", text);
        if expected.is_some() && in_range.is_none() {
            prop_assert_eq!(Timestamp::parse(&text), Err(TimestampError::OutOfRange));
        }
    }
}

fn of(text: &str, alphabet: &str) -> bool {
    text.chars().all(|char| alphabet.contains(char))
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";

fn is_ledger_name(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && of(text, &format!("{LOWER}{DIGITS}_-"))
        && of(&text[..1], &format!("{LOWER}{DIGITS}"))
        && Uuid::try_parse(text).is_err()
}

fn is_path_prefix(text: &str) -> bool {
    let alphabet = format!("{LOWER}{UPPER}{DIGITS}_.-");
    let segments: Vec<&str> = text.split(':').collect();
    text.len() <= 255
        && segments.len() <= 32
        && segments.iter().all(|segment| of(segment, &alphabet) && !segment.trim_matches('.').is_empty())
}

fn is_account_path(text: &str) -> bool {
    is_path_prefix(text) && !text.starts_with('_') && Uuid::try_parse(text).is_err()
}

fn is_asset_code(text: &str) -> bool {
    (1..=24).contains(&text.len()) && of(text, &format!("{UPPER}{DIGITS}._-")) && of(&text[..1], UPPER)
}

fn name_texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-z0-9_.-]{1,6}(:[A-Za-z0-9_.-]{1,6}){0,3}",
        2 => "[a-zA-Z0-9:_. /ä-]{0,12}",
        1 => "(\\.{1,2}|[a-z]{0,2})(:(\\.{1,2}|[a-z]{0,2})){0,3}",
        1 => "[a-z0-9_-]{60,66}",
        1 => "[A-Z][A-Z0-9._-]{20,26}",
        1 => "[a-z](:[a-z]){28,34}",
        1 => "[a-z:]{250,258}",
        1 => any::<u128>().prop_map(|id| Uuid::from_u128(id).to_string()),
        1 => any::<u128>().prop_map(|id| Uuid::from_u128(id).simple().to_string()),
        1 => any::<u128>().prop_map(|id| Uuid::from_u128(id).urn().to_string()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_name_is_taken_exactly_where_it_is_in_its_grammar(text in name_texts()) {
        let text = &text[..];
        prop_assert_eq!(LedgerName::parse(text).is_ok(), is_ledger_name(text));
        prop_assert_eq!(PathPrefix::parse(text).is_ok(), is_path_prefix(text));
        prop_assert_eq!(AccountPath::parse(text).is_ok(), is_account_path(text));
        prop_assert_eq!(AssetCode::parse(text).is_ok(), is_asset_code(text));
        if let Ok(path) = AccountPath::parse(text) {
            prop_assert_eq!(path.as_str(), text);
            prop_assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn an_account_is_named_by_its_id_or_by_its_path_and_never_by_both(text in name_texts()) {
        match (AccountRef::parse(&text), Uuid::try_parse(&text)) {
            (Ok(AccountRef::Id(id)), Ok(uuid)) => prop_assert_eq!(id, uuid),
            (Ok(AccountRef::Path(path)), Err(_)) => prop_assert_eq!(path.as_str(), text),
            (Err(_), Err(_)) => prop_assert!(!is_account_path(&text)),
            (answer, _) => panic!("{text} became {answer:?}"),
        }
    }

    #[test]
    fn a_prefix_covers_itself_and_what_lies_below(prefix in "[a-z]{1,3}(:[a-z]{1,3}){0,2}", path in "[a-z]{1,3}(:[a-z]{1,3}){0,3}") {
        let covers = |path: &str| PathPrefix::parse(&prefix).unwrap().covers(path);
        let (wanted, segments): (Vec<_>, Vec<_>) = (prefix.split(':').collect(), path.split(':').collect());
        prop_assert_eq!(covers(&path), segments.starts_with(&wanted));
        prop_assert!(covers(&prefix));
        let below = format!("{prefix}:{path}");
        prop_assert!(covers(&below));
        let beside = format!("{prefix}{path}");
        prop_assert!(!covers(&beside));
    }

    #[test]
    fn references_and_keys_are_counted_in_their_characters(text in prop_oneof!["[ -~]{0,20}", "\\PC{0,20}", "[ -~]{250,258}", "ä{250,258}"]) {
        prop_assert_eq!(ExternalId::parse(&text).is_ok(), (1..=255).contains(&text.chars().count()));
        let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&text);
        let printable = bare.chars().all(|char| char == ' ' || char.is_ascii_graphic());
        let key = IdempotencyKey::parse(&text);
        prop_assert_eq!(key.is_ok(), printable && (1..=255).contains(&bare.len()));
        let quoted = format!("\"{bare}\"");
        prop_assert_eq!(key, IdempotencyKey::parse(&quoted));
    }
}
