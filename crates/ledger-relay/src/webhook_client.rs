//! One request to one endpoint, by Standard Webhooks 1.0.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ledger_pg::{Endpoint, NewAttempt};
use reqwest::{
    StatusCode,
    header::{self, HeaderMap},
    redirect,
};
use rustls::RootCertStore;
use standardwebhooks::Webhook;

use crate::{
    message::Message,
    public_addresses::PublicOnly,
    webhook_url::{Reach, check_url},
};

/// From the first try to connect to the answer's head.
const TIMEOUT: Duration = Duration::from_secs(15);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How much of an answer is read and kept, for whoever looks for the cause of a refusal.
const ANSWER_BYTES: usize = 512;
/// A receiver cannot ask for more patience than this.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// Sends signed requests; follows no redirect, takes no proxy from the environment.
#[derive(Clone, Debug)]
pub struct WebhookClient {
    client: reqwest::Client,
    reach: Reach,
}

/// What one request came to.
#[derive(Debug)]
pub struct Attempted {
    pub logged: NewAttempt,
    /// The receiver's own word on when to come again.
    pub retry_after: Option<Duration>,
    /// The receiver says that it will never take anything any more (410).
    pub is_gone: bool,
}

impl WebhookClient {
    /// # Errors
    /// Where no TLS can be set up, which only a defect explains.
    pub fn new(reach: Reach) -> reqwest::Result<WebhookClient> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = rustls::crypto::ring::default_provider().into();
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows the protocol's versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .pool_idle_timeout(Duration::from_secs(60))
            .user_agent(concat!("tallybook/", env!("CARGO_PKG_VERSION")));
        if reach == Reach::Public {
            builder = builder.dns_resolver(std::sync::Arc::new(PublicOnly));
        }
        Ok(WebhookClient { client: builder.build()?, reach })
    }

    /// Sends a message, for the `attempt`th time.
    pub async fn send(&self, endpoint: &Endpoint, message: &Message, attempt: i32) -> Attempted {
        let began = Instant::now();
        let mut attempted = Attempted {
            logged: NewAttempt { seq: message.seq, attempt, took_ms: 0, status: None, error: None, answer: None },
            retry_after: None,
            is_gone: false,
        };
        match self.request(endpoint, message).await {
            Ok(response) => read(response, &mut attempted).await,
            Err(error) => attempted.logged.error = Some(error),
        }
        attempted.logged.took_ms = i32::try_from(began.elapsed().as_millis()).unwrap_or(i32::MAX);
        attempted
    }

    async fn request(&self, endpoint: &Endpoint, message: &Message) -> Result<reqwest::Response, String> {
        // Checked again: what was stored may be older than a rule, or from a process with other settings.
        let url = check_url(&endpoint.settings.url, self.reach).map_err(|error| format!("the URL {error}"))?;
        let timestamp = unix_seconds();
        let mut signatures = Vec::with_capacity(endpoint.secrets.len());
        for secret in &endpoint.secrets {
            let signed = Webhook::new(secret).and_then(|key| key.sign(&message.id, timestamp, &message.body));
            signatures.push(signed.map_err(|_| "the endpoint's secret does not sign".to_owned())?);
        }
        let request = self
            .client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures.join(" "))
            .body(message.body.clone());
        request.send().await.map_err(|error| cause_of(&error))
    }
}

/// How long an answer asks to wait: so many seconds, or until a date by the clock of who answered.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let after = text(header::RETRY_AFTER)?;
    let date = |text| httpdate::parse_http_date(text).ok();
    match after.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => date(after)?.duration_since(date(text(header::DATE)?)?).ok(),
    }
}

/// What an answer says; only 2xx is a yes.
async fn read(mut response: reqwest::Response, attempted: &mut Attempted) {
    let status = response.status();
    attempted.logged.status = i16::try_from(status.as_u16()).ok();
    if status.is_success() {
        return;
    }
    attempted.is_gone = status == StatusCode::GONE;
    let redirected = if status.is_redirection() { "; redirects are not followed" } else { "" };
    attempted.logged.error = Some(format!("answered {}{redirected}", status.as_u16()));
    attempted.retry_after = retry_after(response.headers()).map(|wait| wait.min(LONGEST_WAIT));
    let mut answer = Vec::new();
    while answer.len() < ANSWER_BYTES {
        match response.chunk().await {
            Ok(Some(chunk)) => answer.extend_from_slice(&chunk[..chunk.len().min(ANSWER_BYTES - answer.len())]),
            Ok(None) | Err(_) => break,
        }
    }
    // Postgres takes no U+0000.
    let answer = String::from_utf8_lossy(&answer).replace('\0', "\u{fffd}");
    attempted.logged.answer = Some(answer).filter(|answer| !answer.is_empty());
}

/// The innermost cause, without the URL, which may hold a secret of the receiver's in its path.
fn cause_of(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", TIMEOUT.as_secs());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if std::ptr::eq(cause, std::ptr::from_ref(error)) { "the request failed".to_owned() } else { cause.to_string() }
}

/// Receivers compare it with their own clock; nothing here relies on it.
#[expect(clippy::disallowed_methods, reason = "the one home of the wall clock: Standard Webhooks asks for it")]
fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_to_wait_is_seconds_or_a_date() {
        let wait = |after: &'static str, date: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, after.parse().expect("a value"));
            headers.insert(header::DATE, date.parse().expect("a value"));
            retry_after(&headers)
        };
        let now = "Sat, 28 Nov 2026 12:00:00 GMT";
        assert_eq!(wait("120", now), Some(Duration::from_secs(120)));
        assert_eq!(wait("Sat, 28 Nov 2026 12:30:00 GMT", now), Some(Duration::from_secs(1800)));
        assert_eq!(wait("Sat, 28 Nov 2026 11:59:59 GMT", now), None, "it is over");
        for other in ["soon", "-1", "1.5", ""] {
            assert_eq!(wait(other, now), None, "{other}");
        }
        assert_eq!(wait("Sat, 28 Nov 2026 12:30:00 GMT", "today"), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
