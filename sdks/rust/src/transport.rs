//! From a request to its reply: the idempotency key, the tries, and what an answer means.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::call::{Answer, Operation};
use crate::client::Tallybook;
use crate::error::Error;
use crate::models::{Problem, Proposal};
use crate::retry::{self, Effect};

const KEY_HEADER: &str = "Idempotency-Key";
/// As much of a foreign answer as an error shows.
const BEGINNING: usize = 200;

#[derive(Clone, Debug)]
pub struct Request {
    pub operation: &'static str,
    pub method: Method,
    path: &'static str,
    pub path_parameters: Vec<String>,
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    body: Option<Bytes>,
    takes_key: bool,
    may_propose: bool,
    is_dry_run: bool,
    items_have_keys: bool,
    key: Option<String>,
    pub timeout: Option<Duration>,
    /// How long the service may wait before it answers.
    wait: Duration,
    /// Why it cannot be sent.
    defect: Option<String>,
}

impl Request {
    pub fn of<O: Operation>() -> Request {
        Request { takes_key: O::TAKES_KEY, may_propose: O::MAY_PROPOSE, ..Request::reading(O::ID, O::METHOD, O::PATH) }
    }

    /// Of an operation that takes no key.
    pub fn reading(operation: &'static str, method: Method, path: &'static str) -> Request {
        Request {
            operation,
            method,
            path,
            path_parameters: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            takes_key: false,
            may_propose: false,
            is_dry_run: false,
            items_have_keys: false,
            key: None,
            timeout: None,
            wait: Duration::ZERO,
            defect: None,
        }
    }

    pub fn set_body(&mut self, body: &impl Serialize) {
        match serde_json::to_value(body) {
            Ok(body) => {
                let has_key = |item: &serde_json::Value| item.get("idempotency_key").is_some();
                let items = body.get("transfers").and_then(serde_json::Value::as_array);
                self.items_have_keys = self.takes_key && items.is_some_and(|items| items.iter().any(has_key));
                self.body = Some(Bytes::from(body.to_string()));
            }
            Err(error) => self.defect = Some(format!("the body: {error}")),
        }
    }

    /// A parameter that is given again replaces what was given before: the service takes each once.
    pub fn set_query(&mut self, name: &'static str, value: String) {
        match name {
            "wait" => self.wait = Duration::from_secs(value.parse().unwrap_or_default()),
            "dry_run" => self.is_dry_run = value == "true",
            _ => {}
        }
        self.query.retain(|(given, _)| *given != name);
        self.query.push((name, value));
    }

    pub fn set_header(&mut self, name: &'static str, value: String) {
        if name == KEY_HEADER {
            let is_key = (1..=255).contains(&value.len()) && value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
            if !is_key {
                self.defect = Some("an idempotency key is 1 to 255 printable ASCII characters".to_owned());
            }
            self.key = Some(value);
        } else {
            self.headers.retain(|(given, _)| *given != name);
            self.headers.push((name, value));
        }
    }

    /// Whether doing it twice is as good as once.
    fn is_safe(&self) -> bool {
        matches!(self.method, Method::GET | Method::DELETE) || self.is_dry_run || self.is_keyed()
    }

    fn is_keyed(&self) -> bool {
        self.key.is_some() || self.items_have_keys
    }

    /// What a dry run did is known: nothing.
    fn leaves_doubt(&self) -> bool {
        self.is_keyed() && !self.is_dry_run
    }

    fn url(&self, base: &Url) -> Result<Url, String> {
        let mut url = base.clone();
        let mut parameters = self.path_parameters.iter();
        let mut segments = url.path_segments_mut().map_err(|()| "the client's URL takes no path")?;
        segments.pop_if_empty();
        for part in self.path.split('/').skip(1) {
            if part.starts_with('{') {
                let parameter = parameters.next().map(String::as_str).unwrap_or_default();
                // A URL means other things by these, so the request would be another one.
                if matches!(parameter, "" | "." | "..") {
                    return Err(format!("{part} of {} cannot be {parameter:?}", self.path));
                }
                segments.push(parameter);
            } else {
                segments.push(part);
            }
        }
        drop(segments);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }
}

#[derive(Debug)]
pub struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    idempotency_key: Option<String>,
}

impl Reply {
    pub fn read<T: DeserializeOwned>(self) -> Result<Answer<T>, Error> {
        let header = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        let request_id = header("request-id").map(str::to_owned);
        let body = if self.body.is_empty() { &b"null"[..] } else { &self.body };
        match serde_json::from_slice(body) {
            Ok(body) => Ok(Answer {
                body,
                status: self.status,
                seq: header("tallybook-seq").and_then(|seq| seq.parse().ok()),
                replayed: header("idempotent-replayed") == Some("true"),
                dry_run: header("tallybook-dry-run") == Some("true"),
                idempotency_key: self.idempotency_key,
                etag: header("etag").map(str::to_owned),
                request_id,
            }),
            Err(error) => Err(Error::UnreadableAnswer { status: self.status, request_id, source: error.into() }),
        }
    }
}

/// Why a try failed, and how long the service wants to be left alone.
pub struct Failed {
    pub error: Error,
    pub retry_after: Option<Duration>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed { error, retry_after: None }
    }
}

impl Tallybook {
    /// Sends a request, as often as it takes and may be.
    pub(crate) async fn exchange(&self, mut request: Request) -> Result<Reply, Error> {
        if request.takes_key && !request.is_keyed() && !request.is_dry_run {
            request.key = Some(uuid::Uuid::new_v4().to_string());
        }
        let request = &request;
        // Before the hook: a key that is kept for nothing would be a riddle.
        drop(self.prepare(request)?);
        if let (Some(hook), Some(key), false) = (&self.inner.on_idempotency_key, &request.key, request.is_dry_run) {
            hook(key.clone(), request.operation).await.map_err(|source| Error::NotSent { source })?;
        }
        let was_lost = AtomicBool::new(false);
        let was_lost = &was_lost;
        let once = |remaining| async move {
            match self.once(request, remaining).await {
                // The try whose answer was lost has removed it.
                Err(Failed { error: Error::Problem(problem), .. })
                    if request.method == Method::DELETE && problem.status == 404 && was_lost.load(Relaxed) =>
                {
                    Ok(Reply { status: 204, headers: HeaderMap::new(), body: Bytes::new(), idempotency_key: None })
                }
                Err(failed) => {
                    was_lost.fetch_or(Effect::of(&failed.error) == Effect::Unknown, Relaxed);
                    Err(failed)
                }
                answered => answered,
            }
        };
        self.retry(request, once).await
    }

    /// Tries until something is decided, or the tries or the patience are used up.
    pub(crate) async fn retry<T, F: Future<Output = Result<T, Failed>>>(
        &self,
        request: &Request,
        once: impl Fn(Duration) -> F,
    ) -> Result<T, Error> {
        let deadline = Instant::now() + self.inner.patience + request.wait;
        let mut may_be_done = false;
        let mut tries = 0;
        loop {
            let Failed { error, retry_after } = match once(deadline - Instant::now()).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            tries += 1;
            let effect = Effect::of(&error);
            may_be_done |= effect == Effect::Unknown;
            let delay = retry::delay(tries, retry_after);
            let goes_on = effect.is_transient(request.is_safe())
                && tries < self.inner.max_tries
                && Instant::now() + delay < deadline;
            if goes_on {
                tokio::time::sleep(delay).await;
            } else if request.leaves_doubt() && may_be_done && effect != Effect::Decided {
                return Err(Error::OutcomeUnknown {
                    operation: request.operation,
                    idempotency_key: request.key.clone(),
                    source: Box::new(error),
                });
            } else {
                return Err(error);
            }
        }
    }

    async fn once(&self, request: &Request, remaining: Duration) -> Result<Reply, Failed> {
        let timeout = request.timeout.unwrap_or(self.inner.timeout + request.wait).min(remaining);
        let response = self.prepare(request)?.timeout(timeout).send().await.map_err(unsent_or_lost)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.bytes().await.map_err(no_answer)?;
        if !(200..300).contains(&status) {
            return Err(refusal(status, &headers, &body));
        }
        if !body.is_empty() && !is(&headers, "application/json") {
            return Err(unexpected(status, &body).into());
        }
        if status == 202 && request.may_propose {
            return Err(proposed(&body).into());
        }
        Ok(Reply { status, headers, body, idempotency_key: request.key.clone() })
    }

    pub(crate) fn prepare(&self, request: &Request) -> Result<reqwest::RequestBuilder, Error> {
        if let Some(defect) = &request.defect {
            return Err(Error::NotSent { source: defect.clone().into() });
        }
        let url = request.url(&self.inner.url).map_err(|defect| Error::NotSent { source: defect.into() })?;
        let mut builder = self.inner.http.request(request.method.clone(), url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(key) = &request.key {
            builder = builder.header(KEY_HEADER, key);
        }
        if let Some(body) = &request.body {
            builder = builder.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        Ok(builder)
    }
}

/// A connection that was never there took nothing along.
pub fn unsent_or_lost(error: reqwest::Error) -> Failed {
    if error.is_connect() || error.is_builder() {
        Error::NotSent { source: error.without_url().into() }.into()
    } else {
        no_answer(error)
    }
}

pub fn no_answer(error: reqwest::Error) -> Failed {
    Error::NoAnswer { source: error.without_url().into() }.into()
}

/// What an answer means that is no success.
pub fn refusal(status: u16, headers: &HeaderMap, body: &[u8]) -> Failed {
    let problem =
        if is(headers, "application/problem+json") { serde_json::from_slice::<Problem>(body).ok() } else { None };
    let error = match problem {
        Some(problem) => Error::Problem(Box::new(problem)),
        None => unexpected(status, body),
    };
    Failed { error, retry_after: retry::retry_after(headers) }
}

fn proposed(body: &[u8]) -> Error {
    match serde_json::from_slice::<Proposal>(body) {
        Ok(proposal) => Error::TransferProposed(Box::new(proposal)),
        Err(error) => Error::UnreadableAnswer { status: 202, request_id: None, source: error.into() },
    }
}

pub fn unexpected(status: u16, body: &[u8]) -> Error {
    let beginning = String::from_utf8_lossy(body).chars().take(BEGINNING).collect();
    Error::UnexpectedAnswer { status, beginning }
}

pub fn is(headers: &HeaderMap, media_type: &str) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().is_some_and(|given| given.trim().eq_ignore_ascii_case(media_type))
}
