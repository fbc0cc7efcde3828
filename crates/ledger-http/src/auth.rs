//! API keys: who is calling.
//!
//! A token is `tb_<public id>_<secret><checksum>`, all in lower-case hexadecimal: 16 digits that
//! name the key, 64 that are secret (256 bits), and 8 of a checksum, so that a mistyped token is
//! told apart without a look-up and leaked ones can be found by scanners. Stored is the SHA-256 of
//! the secret.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::http::{HeaderMap, HeaderValue, header};
use ledger::Timestamp;
use ledger_pg::{ApiKey, LedgerNo, Store};
use moka::future::Cache;
use rand::{TryRngCore as _, rngs::OsRng};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{problem::Problem, problem_codes::Code, scopes::Scope};

const PREFIX: &str = "tb_";
const PUBLIC_BYTES: usize = 8;
const SECRET_BYTES: usize = 32;
const CHECKSUM_BYTES: usize = 4;

/// How long a key is believed without asking the database: with the query itself, a revocation
/// takes effect within 5 seconds.
const BELIEVED_FOR: Duration = Duration::from_secs(3);
const KEYS_CACHED: u64 = 10_000;

/// Makes a new key. The token is shown once; the [`ApiKey`] is what to store.
pub fn generate_key(
    name: impl Into<String>,
    scopes: &[Scope],
    ledgers: Option<Vec<LedgerNo>>,
    expires_at: Option<Timestamp>,
) -> (String, ApiKey) {
    let public_id = random_hex::<PUBLIC_BYTES>();
    let secret = random_hex::<SECRET_BYTES>();
    let body = format!("{PREFIX}{public_id}_{secret}");
    let token = format!("{body}{}", checksum(&body));
    let key = ApiKey {
        public_id,
        name: name.into(),
        secret_sha256: Sha256::digest(secret).into(),
        ledgers,
        scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        created_at: now(),
        expires_at,
        revoked_at: None,
    };
    (token, key)
}

fn random_hex<const N: usize>() -> String {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).expect("the operating system has random bytes");
    hex::encode(bytes)
}

fn checksum(body: &str) -> String {
    hex::encode(&Sha256::digest(body)[..CHECKSUM_BYTES])
}

/// The service's clock, which the expiry of keys is judged by, and nothing in a ledger.
#[expect(clippy::disallowed_methods, reason = "this is the one home of the service's clock")]
fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
}

/// A well-formed token's parts.
#[derive(Debug, PartialEq, Eq)]
struct Token<'a> {
    public_id: &'a str,
    secret: &'a str,
}

impl<'a> Token<'a> {
    /// `None` where the token cannot be one of ours: another shape or a wrong checksum.
    fn parse(text: &'a str) -> Option<Token<'a>> {
        let (public_id, rest) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let hex = |part: &str, bytes: usize| {
            part.len() == 2 * bytes && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        if !hex(public_id, PUBLIC_BYTES) || !hex(rest, SECRET_BYTES + CHECKSUM_BYTES) {
            return None;
        }
        let (body, sum) = text.split_at(text.len() - 2 * CHECKSUM_BYTES);
        (checksum(body) == sum).then(|| Token { public_id, secret: &rest[..2 * SECRET_BYTES] })
    }
}

/// An authenticated key.
#[derive(Clone, Debug)]
pub struct Caller(Arc<ApiKey>);

impl Caller {
    pub fn public_id(&self) -> &str {
        &self.0.public_id
    }

    /// The ledgers the key is bound to; `None`: all.
    pub fn ledgers(&self) -> Option<&[LedgerNo]> {
        self.0.ledgers.as_deref()
    }

    pub fn may_see(&self, ledger: LedgerNo) -> bool {
        self.ledgers().is_none_or(|ledgers| ledgers.contains(&ledger))
    }

    /// # Errors
    /// `forbidden`, naming the scope.
    pub fn require(&self, scope: Scope) -> Result<(), Problem> {
        let scope = scope.as_str();
        if self.0.scopes.iter().any(|held| held == scope) {
            return Ok(());
        }
        Err(Problem::new(Code::Forbidden, format!("This key lacks the scope {scope}. Use a key that has it."))
            .with("scope", scope))
    }
}

/// Knows the keys used lately.
pub struct Authenticator {
    store: Store,
    keys: Cache<String, Option<Arc<ApiKey>>>,
}

impl Authenticator {
    pub fn new(store: Store) -> Authenticator {
        Authenticator { store, keys: Cache::builder().max_capacity(KEYS_CACHED).time_to_live(BELIEVED_FOR).build() }
    }

    /// # Errors
    /// `unauthenticated`, in the same words whether the key is unknown, revoked or expired; and what
    /// looking the key up fails with.
    pub async fn authenticate(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err(unauthenticated("Send one Authorization header: \"Authorization: Bearer tb_…\"."));
        };
        let token = value.to_str().ok().and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let Some(token) = token.and_then(Token::parse) else {
            return Err(unauthenticated("The API key is mistyped or cut off: its checksum does not agree."));
        };
        let known = self.keys.get(token.public_id).await;
        let key = match known {
            Some(key) => key,
            None => Box::pin(self.look_up(token.public_id)).await?,
        };
        match key {
            Some(key) if is_live(&key, token.secret, now()) => Ok(Caller(key)),
            _ => Err(unauthenticated("The API key is unknown, expired or revoked. Use a live one.")),
        }
    }

    /// Whether the key of a caller who was let in earlier is neither revoked nor expired since.
    ///
    /// # Errors
    /// What looking the key up fails with.
    pub async fn is_still_live(&self, caller: &Caller) -> Result<bool, Problem> {
        let key = self.look_up(caller.public_id()).await?;
        Ok(key.is_some_and(|key| is_in_force(&key, now())))
    }

    /// Asks the database once, however many ask for the same key.
    async fn look_up(&self, public_id: &str) -> Result<Option<Arc<ApiKey>>, Problem> {
        let asked = self.keys.try_get_with_by_ref(public_id, async {
            Ok::<_, Problem>(self.store.api_key(public_id).await?.map(Arc::new))
        });
        asked.await.map_err(|problem| (*problem).clone())
    }
}

fn is_live(key: &ApiKey, secret: &str, now: Timestamp) -> bool {
    let digest: [u8; 32] = Sha256::digest(secret).into();
    let same_secret: bool = digest.ct_eq(&key.secret_sha256).into();
    same_secret && is_in_force(key, now)
}

fn is_in_force(key: &ApiKey, now: Timestamp) -> bool {
    key.revoked_at.is_none() && key.expires_at.is_none_or(|expires_at| now < expires_at)
}

fn unauthenticated(detail: &'static str) -> Problem {
    Problem::new(Code::Unauthenticated, detail).header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back() {
        let (token, key) = generate_key("test", &[Scope::BalancesRead], Some(vec![LedgerNo(1)]), None);
        assert_eq!(token.len(), 3 + 16 + 1 + 64 + 8);
        let parsed = Token::parse(&token).expect("our own token");
        assert_eq!(parsed.public_id, key.public_id);
        assert!(is_live(&key, parsed.secret, now()));
        assert_eq!(key.scopes, ["balances:read"]);
        assert!(!token.contains(&hex::encode(key.secret_sha256)));
    }

    #[test]
    fn a_typo_is_told_apart_offline() {
        let (token, _) = generate_key("test", &[], None, None);
        for position in 0..token.len() {
            let mut typo = token.clone().into_bytes();
            typo[position] = if typo[position] == b'0' { b'1' } else { b'0' };
            let typo = String::from_utf8(typo).expect("ASCII");
            assert_eq!(Token::parse(&typo), None, "position {position}");
        }
        for garbage in ["", "tb_", "tb__", &token[1..], &token[..token.len() - 1], &token.to_uppercase()] {
            assert_eq!(Token::parse(garbage), None, "{garbage}");
        }
    }

    #[test]
    fn revoked_expired_and_wrong_secrets_are_dead() {
        let (token, key) = generate_key("test", &[], None, None);
        let secret = Token::parse(&token).expect("our own token").secret;
        let at = Timestamp::from_micros;
        assert!(is_live(&key, secret, at(10)));
        assert!(!is_live(&key, &secret.replace('a', "b").replace('0', "1"), at(10)));
        assert!(!is_live(&ApiKey { revoked_at: Some(at(1)), ..key.clone() }, secret, at(10)));
        assert!(!is_live(&ApiKey { expires_at: Some(at(10)), ..key.clone() }, secret, at(10)));
        assert!(is_live(&ApiKey { expires_at: Some(at(11)), ..key }, secret, at(10)));
    }
}
