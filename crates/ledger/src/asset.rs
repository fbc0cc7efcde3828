//! Assets: a code and a fixed scale.

use iso_currency::{Currency, IntoEnumIterator as _};
use std::{collections::HashMap, sync::LazyLock};

use crate::AssetCode;

/// The finest scale an asset can have, the most decimals `rust_decimal` and most SDKs carry.
pub const MAX_SCALE: u8 = 28;

/// Numbers below are ISO 4217 numeric codes, so a built-in currency needs no row to be used.
pub const FIRST_CUSTOM_ASSET: i32 = 1000;

/// An asset's number inside its ledger: the ISO 4217 numeric code, or one counted up from
/// [`FIRST_CUSTOM_ASSET`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetNo(pub i32);

/// What posting needs to know of an asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub no: AssetNo,
    pub code: AssetCode,
    pub scale: u8,
}

/// A registration, already judged by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAsset {
    pub code: AssetCode,
    pub scale: u8,
    pub name: Option<String>,
}

static ISO: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    Currency::iter()
        .filter_map(|currency| {
            // Codes without a minor unit (gold, test codes) have no scale of their own.
            let scale = u8::try_from(currency.exponent()?).ok()?;
            let code = AssetCode::parse(currency.code()).ok()?;
            let no = AssetNo(i32::from(currency.numeric()));
            Some((currency.code(), Asset { no, code, scale }))
        })
        .collect()
});

static ISO_BY_NO: LazyLock<HashMap<AssetNo, &'static Asset>> =
    LazyLock::new(|| ISO.values().map(|asset| (asset.no, asset)).collect());

/// The built-in currency of this code, if ISO 4217 gives it a minor unit.
pub fn iso_4217(code: &str) -> Option<&'static Asset> {
    ISO.get(code)
}

/// Every built-in currency, in no order.
pub fn iso_4217_all() -> impl Iterator<Item = &'static Asset> {
    ISO.values()
}

/// The built-in currency of this number.
pub fn iso_4217_by_no(no: AssetNo) -> Option<&'static Asset> {
    ISO_BY_NO.get(&no).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_currencies_carry_their_minor_unit() {
        let scale = |code| iso_4217(code).map(|asset| asset.scale);
        assert_eq!(scale("USD"), Some(2));
        assert_eq!(scale("JPY"), Some(0));
        assert_eq!(scale("KWD"), Some(3));
        assert_eq!(scale("BTC"), None);
        assert_eq!(scale("XAU"), None);
        assert!(ISO.len() > 150, "{}", ISO.len());
    }

    #[test]
    fn numbers_are_unique_and_below_the_custom_ones() {
        assert_eq!(ISO.len(), ISO_BY_NO.len());
        assert!(ISO.values().all(|asset| asset.no.0 < FIRST_CUSTOM_ASSET));
    }
}
