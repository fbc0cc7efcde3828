//! Idempotency as a value: the key's hash and what request it was first used for.

use ledger::IdempotencyKey;
use sha2::{Digest as _, Sha256};

/// The version of the fingerprint's encoding.
const VERSION: u8 = 1;

/// How the SHA-256 of no bytes begins.
const OF_NOTHING: [u8; 2] = [0xe3, 0xb0];

/// The first half of the SHA-256 of the key's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHash(pub [u8; 16]);

impl KeyHash {
    pub fn of(key: &IdempotencyKey) -> KeyHash {
        KeyHash(half(Sha256::digest(key.as_str())))
    }
}

/// A key with the request it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed {
    pub hash: KeyHash,
    pub fingerprint: Fingerprint,
}

/// What a request asked for: a digest of method, route and parsed body, and a short digest per
/// top-level field, so that a reuse can name the field that differs.
///
/// Fields are digested from their parsed, canonical form: JSON order, white space and trailing
/// zeros of amounts don't matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    names: &'static [&'static str],
    /// The version, 16 bytes over everything, then 2 per field.
    bytes: Vec<u8>,
}

impl Fingerprint {
    /// `fields` stand in a fixed order per route, each with its canonical bytes (empty: absent).
    pub fn new(route: &str, names: &'static [&'static str], fields: &[Vec<u8>]) -> Fingerprint {
        assert_eq!(names.len(), fields.len(), "every field has a name");
        let mut whole = Sha256::new();
        whole.update([VERSION]);
        let mut add = |part: &[u8]| {
            whole.update(u64::try_from(part.len()).expect("a length fits").to_be_bytes());
            whole.update(part);
        };
        add(route.as_bytes());
        fields.iter().for_each(|field| add(field));
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&half(whole.finalize()));
        for field in fields {
            // Most fields of most requests are absent.
            let digest =
                if field.is_empty() { OF_NOTHING } else { Sha256::digest(field)[..2].try_into().expect("two") };
            bytes.extend_from_slice(&digest);
        }
        Fingerprint { names, bytes }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Compares with the stored bytes of the key's first request.
    ///
    /// # Errors
    /// Another request; with the first field that differs, unless the route itself does.
    pub fn matches(&self, stored: &[u8]) -> Result<(), Option<&'static str>> {
        if self.bytes.get(..17) == stored.get(..17) {
            return Ok(());
        }
        if self.bytes.len() != stored.len() {
            return Err(None);
        }
        let field = |index: usize| 17 + 2 * index..19 + 2 * index;
        let differing = (0..self.names.len()).find(|&index| self.bytes[field(index)] != stored[field(index)]);
        Err(differing.map(|index| self.names[index]))
    }
}

fn half(digest: impl AsRef<[u8]>) -> [u8; 16] {
    digest.as_ref()[..16].try_into().expect("a SHA-256 has 32 bytes")
}
