//! A client as bare as can be: what it sends and gets is what a test reads.

use std::time::Duration;

use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use uuid::Uuid;

/// A key on one service.
#[derive(Clone, Debug)]
pub struct Api {
    pub url: String,
    pub key: String,
    pub client: reqwest::Client,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answered {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    /// # Panics
    /// Where the body is no JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The `code` of a problem, or "" where there is none.
    pub fn code(&self) -> String {
        serde_json::from_slice::<Value>(&self.body)
            .ok()
            .and_then(|body| Some(body.get("code")?.as_str()?.to_owned()))
            .unwrap_or_default()
    }

    /// Asserts the status; the body otherwise tells why.
    pub fn expect(self, status: u16) -> Answered {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// Asserts a problem: status, code and media type.
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        self.json()
    }
}

impl Api {
    pub fn new(url: &str, key: &str) -> Api {
        // A client is not built without one, even for plain HTTP; the second to come finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(256)
            .tcp_nodelay(true)
            .build()
            .expect("a client is built");
        Api { url: url.to_owned(), key: key.to_owned(), client }
    }

    /// The same key on another service, or another key on this one.
    pub fn at(&self, url: &str) -> Api {
        Api { url: url.to_owned(), ..self.clone() }
    }

    pub fn with_key(&self, key: &str) -> Api {
        Api { key: key.to_owned(), ..self.clone() }
    }

    /// Sends anything; an error only where there was no answer.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> reqwest::Result<Answered> {
        let mut request = self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.key);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                request = request.header("content-type", "application/json");
            }
            request = request.body(body);
        }
        let mut response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let is_stream = headers.get("content-type").is_some_and(|media_type| media_type == "text/event-stream");
        // A stream never ends: what comes first is read.
        let body = if is_stream { response.chunk().await?.unwrap_or_default() } else { response.bytes().await? };
        Ok(Answered { status: StatusCode::as_u16(&status), headers, body: body.to_vec() })
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.send(Method::GET, path, &[], None).await.expect("an answer")
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answered {
        self.send(Method::POST, path, &[], Some(body.to_string().into())).await.expect("an answer")
    }

    /// Posts with an idempotency key.
    pub async fn post_keyed(&self, path: &str, key: &str, body: &Value) -> Answered {
        let headers = [("idempotency-key", key)];
        self.send(Method::POST, path, &headers, Some(body.to_string().into())).await.expect("an answer")
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answered {
        self.send(Method::PATCH, path, &[], Some(body.to_string().into())).await.expect("an answer")
    }

    /// Creates a ledger; returns its path below the root.
    pub async fn ledger(&self, name: &str) -> String {
        self.post("/v1/ledgers", &json!({"name": name})).await.expect(201);
        format!("/v1/ledgers/{name}")
    }

    /// Opens an account; `more` is merged into the request.
    pub async fn account(&self, ledger: &str, path: &str, account_type: &str, asset: &str, more: Value) -> Value {
        let mut body = json!({"path": path, "type": account_type, "asset": asset});
        if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
            body.extend(more.clone());
        }
        self.post(&format!("{ledger}/accounts"), &body).await.expect(201).json()
    }

    /// Posts a simple transfer under a fresh key.
    pub async fn transfer(&self, ledger: &str, debit: &str, credit: &str, amount: &str) -> Answered {
        let body = json!({"debit_account": debit, "credit_account": credit, "amount": amount});
        self.post_keyed(&format!("{ledger}/transfers"), &Uuid::new_v4().to_string(), &body).await
    }

    /// An account's balance object now, or at `query`.
    pub async fn balance(&self, ledger: &str, account: &str, query: &str) -> Value {
        self.get(&format!("{ledger}/accounts/{account}/balance{query}")).await.expect(200).json()
    }

    /// One figure of `/metrics`: the sum over all labels that contain `labels`.
    pub async fn metric(&self, name: &str, labels: &str) -> f64 {
        let text = String::from_utf8(self.get("/metrics").await.expect(200).body).expect("text");
        text.lines()
            .filter(|line| {
                let (series, _) = line.rsplit_once(' ').unwrap_or_default();
                let bare = series.split('{').next().unwrap_or_default();
                bare == name && series.contains(labels)
            })
            .filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok())
            .sum()
    }
}
