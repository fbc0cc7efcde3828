//! Cursors: where a list goes on, opaque to clients and bound to what was listed.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

const VERSION: u8 = 1;
const DIGEST_BYTES: usize = 8;
const BYTES: usize = 1 + 8 + 8 + DIGEST_BYTES;

/// A place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The last row already given.
    pub position: i64,
    /// The `seq` that all pages are answered at, where the rows themselves change.
    pub seq: i64,
}

/// What a cursor is bound to: the list, its filters and its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding([u8; DIGEST_BYTES]);

impl Binding {
    /// `parts`: the route, its parameters, the filters and the order, in a fixed sequence.
    pub fn new<'a>(parts: impl IntoIterator<Item = &'a str>) -> Binding {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update(u64::try_from(part.len()).expect("a length fits").to_be_bytes());
            digest.update(part);
        }
        let digest = digest.finalize();
        Binding(digest[..DIGEST_BYTES].try_into().expect("a SHA-256 has 32 bytes"))
    }
}

impl Cursor {
    pub fn encode(self, binding: Binding) -> String {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.push(VERSION);
        bytes.extend(self.position.to_be_bytes());
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(binding.0);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// `None` where the text is no cursor, or one of another list.
    pub fn decode(text: &str, binding: Binding) -> Option<Cursor> {
        let bytes: [u8; BYTES] = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let number = |at: usize| bytes[at..at + 8].try_into().map(i64::from_be_bytes).ok();
        let bound = bytes[0] == VERSION && bytes[17..] == binding.0;
        bound.then_some(Cursor { position: number(1)?, seq: number(9)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let cursor = Cursor { position: 42, seq: 17 };
        let here = Binding::new(["transfers", "demo", "asc"]);
        let text = cursor.encode(here);
        assert_eq!(Cursor::decode(&text, here), Some(cursor));
        assert_eq!(Cursor::decode(&text, Binding::new(["transfers", "demo", "desc"])), None);
        assert_eq!(Cursor::decode(&text, Binding::new(["transfersdemo", "asc"])), None);
        for garbage in ["", "AAAA", "é", &text[1..], &format!("{text}A")] {
            assert_eq!(Cursor::decode(garbage, here), None, "{garbage}");
        }
    }
}
