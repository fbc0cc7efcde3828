//! Names that cannot be wrong: each type has one fallible constructor and no setters.

use std::{fmt, sync::Arc};

use uuid::Uuid;

/// Why a name is refused. The text is written for the person who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidName(pub &'static str);

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same text, not copied.
            pub fn shared(&self) -> Arc<str> {
                self.0.clone()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// A ledger's name: `[a-z0-9][a-z0-9_-]{0,62}`, not shaped like a UUID.
    LedgerName
}

name! {
    /// An account's path: 1–32 segments of `[A-Za-z0-9_.-]` joined by `:`, at most 255 bytes.
    AccountPath
}

name! {
    /// The first segments of account paths; matches whole segments.
    PathPrefix
}

name! {
    /// An asset's code: `[A-Z][A-Z0-9._-]{0,23}`.
    AssetCode
}

name! {
    /// A caller's own reference of a transfer, unique per ledger for ever: 1–255 characters.
    ExternalId
}

name! {
    /// What a client sends so that a retry is not a second payment: 1–255 printable ASCII characters.
    IdempotencyKey
}

impl LedgerName {
    /// # Errors
    /// Says which rule is broken.
    pub fn parse(text: &str) -> Result<LedgerName, InvalidName> {
        let mut bytes = text.bytes();
        let first = bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let rest = bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
        if !first || !rest || text.len() > 63 {
            return Err(InvalidName(
                "must be 1 to 63 characters of a-z, 0-9, _ and -, beginning with a letter or digit",
            ));
        }
        if Uuid::try_parse(text).is_ok() {
            return Err(InvalidName("must not be shaped like a UUID, which would be taken for an id"));
        }
        Ok(LedgerName(text.into()))
    }
}

impl AccountPath {
    /// # Errors
    /// Says which rule is broken.
    pub fn parse(text: &str) -> Result<AccountPath, InvalidName> {
        path_segments(text)?;
        if Uuid::try_parse(text).is_ok() {
            return Err(InvalidName("must not be shaped like a UUID, which would be taken for an id"));
        }
        if text.starts_with('_') {
            return Err(InvalidName("must not begin with _, which is reserved"));
        }
        Ok(AccountPath(text.into()))
    }

    /// What a refusal about all accounts below a prefix names.
    pub(crate) fn of_prefix(prefix: &PathPrefix) -> AccountPath {
        AccountPath(prefix.0.clone())
    }
}

impl PathPrefix {
    /// # Errors
    /// Says which rule of a path is broken.
    pub fn parse(text: &str) -> Result<PathPrefix, InvalidName> {
        path_segments(text)?;
        Ok(PathPrefix(text.into()))
    }

    /// Whether the path is this prefix or lies below it.
    pub fn covers(&self, path: &str) -> bool {
        path.strip_prefix(self.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }
}

fn path_segments(text: &str) -> Result<(), InvalidName> {
    if text.is_empty() || text.len() > 255 {
        return Err(InvalidName("must be 1 to 255 bytes long"));
    }
    if text.split(':').count() > 32 {
        return Err(InvalidName("must have at most 32 segments"));
    }
    for segment in text.split(':') {
        if segment.is_empty() {
            return Err(InvalidName("must not have an empty segment"));
        }
        if !segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')) {
            return Err(InvalidName("must be segments of A-Z, a-z, 0-9, _, . and - joined by :"));
        }
        if segment.bytes().all(|b| b == b'.') {
            return Err(InvalidName("must not have a segment of only dots"));
        }
    }
    Ok(())
}

impl AssetCode {
    /// # Errors
    /// Says which rule is broken.
    pub fn parse(text: &str) -> Result<AssetCode, InvalidName> {
        let mut bytes = text.bytes();
        let first = bytes.next().is_some_and(|b| b.is_ascii_uppercase());
        let rest = bytes.all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'));
        if !first || !rest || text.len() > 24 {
            return Err(InvalidName("must be 1 to 24 characters of A-Z, 0-9, ., _ and -, beginning with a letter"));
        }
        Ok(AssetCode(text.into()))
    }
}

impl ExternalId {
    /// # Errors
    /// Says which rule is broken.
    pub fn parse(text: &str) -> Result<ExternalId, InvalidName> {
        // Four bytes a character at most, so the unique index can hold every one.
        if text.is_empty() || text.chars().count() > 255 {
            return Err(InvalidName("must be 1 to 255 characters long"));
        }
        Ok(ExternalId(text.into()))
    }
}

impl IdempotencyKey {
    /// Takes a key bare or in double quotes (a structured-field string); both are the same key.
    ///
    /// # Errors
    /// Empty, over 255 characters, or not printable ASCII.
    pub fn parse(text: &str) -> Result<IdempotencyKey, InvalidName> {
        let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        let printable = bare.bytes().all(|b| (b' '..=b'~').contains(&b));
        if bare.is_empty() || bare.len() > 255 || !printable {
            return Err(InvalidName("must be 1 to 255 printable ASCII characters"));
        }
        Ok(IdempotencyKey(bare.into()))
    }
}

/// How a client names an account: by its path or by its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountRef {
    Path(AccountPath),
    Id(Uuid),
}

impl AccountRef {
    /// A text that is a UUID is an id; every other must be a path.
    ///
    /// # Errors
    /// As [`AccountPath::parse`].
    pub fn parse(text: &str) -> Result<AccountRef, InvalidName> {
        match Uuid::try_parse(text) {
            Ok(id) => Ok(AccountRef::Id(id)),
            Err(_) => AccountPath::parse(text).map(AccountRef::Path),
        }
    }
}

impl fmt::Display for AccountRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AccountRef::Path(path) => path.fmt(f),
            AccountRef::Id(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_segments_joined_by_colons() {
        for good in ["a", "assets:bank:chase", "users:42:wallet", "A.b-c_d", "x:...y"] {
            assert!(AccountPath::parse(good).is_ok(), "{good}");
        }
        let long = "a".repeat(256);
        let deep = vec!["a"; 33].join(":");
        for bad in [
            "",
            ":",
            "a:",
            ":a",
            "a::b",
            "a b",
            "a/b",
            "ä",
            "..",
            "a:..",
            "_system",
            &long,
            &deep,
            "0197f0e5-0000-7000-8000-000000000000",
        ] {
            assert!(AccountPath::parse(bad).is_err(), "{bad}");
        }
        assert!(AccountPath::parse(&vec!["a"; 32].join(":")).is_ok());
        assert!(AccountPath::parse(&"a".repeat(255)).is_ok());
    }

    #[test]
    fn a_prefix_matches_whole_segments() {
        let users = PathPrefix::parse("users:4").expect("a prefix");
        assert!(users.covers("users:4"));
        assert!(users.covers("users:4:wallet"));
        assert!(!users.covers("users:42"));
        assert!(!users.covers("users"));
    }

    #[test]
    fn a_quoted_key_is_the_bare_key() {
        assert_eq!(IdempotencyKey::parse("\"abc\""), IdempotencyKey::parse("abc"));
        assert!(IdempotencyKey::parse("\"\"").is_err());
        assert!(IdempotencyKey::parse("ä").is_err());
        assert!(IdempotencyKey::parse(&"k".repeat(256)).is_err());
        assert!(IdempotencyKey::parse(&"k".repeat(255)).is_ok());
    }

    #[test]
    fn ledger_names_and_asset_codes_have_their_alphabets() {
        assert!(LedgerName::parse("demo-1_x").is_ok());
        for bad in ["", "-a", "_a", "Demo", "a.b", &"a".repeat(64), "0197f0e5-0000-7000-8000-000000000000"] {
            assert!(LedgerName::parse(bad).is_err(), "{bad}");
        }
        assert!(AssetCode::parse("USD").is_ok());
        assert!(AssetCode::parse("X.Y_Z-9").is_ok());
        for bad in ["", "usd", "9A", ".A", &"A".repeat(25)] {
            assert!(AssetCode::parse(bad).is_err(), "{bad}");
        }
    }
}
