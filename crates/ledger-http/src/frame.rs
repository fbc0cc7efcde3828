//! Around every request: its id, deadline, span, metrics, and the last word on what is answered.

use std::{
    cell::RefCell,
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use metrics::{Counter, Histogram};
use tower::Service as _;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::{
    auth::Caller,
    places::{Place, Places},
    problem::Problem,
    problem_codes::Code,
    router::router,
    scopes::Scope,
    state::AppState,
};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// By how much a request may pass its deadline before it is answered without waiting for its
/// handler. Handlers end by their deadline themselves, with the better answer.
const GRACE: Duration = Duration::from_millis(500);

/// The whole HTTP surface. What is around a request's handler is around the router, and no layer of it: a layer
/// is cloned and boxed with each request, with all that lies within.
pub struct Api {
    app: AppState,
    places: Places,
    routes: Router,
}

impl Api {
    pub fn new(app: AppState) -> Api {
        Api { places: Places::all(), routes: router(app.clone()), app }
    }

    /// Answers a request, whatever it is.
    pub async fn answer(&self, request: Request) -> Response {
        let began = Instant::now();
        let request_id = request_id(request.headers());
        let deadline = began + self.app.options.request_timeout;
        let method = request.method().clone();
        let place = self.places.at(request.uri().path());
        let sheddable = request.uri().path().starts_with("/v1/");
        let permit = if sheddable { self.app.in_flight.enter().await.map(Some) } else { Some(None) };
        let mut response = match permit {
            // A refusal must cost as little as can be, so it comes before anything else is done.
            None => Problem::new(Code::Overloaded, "The service has too many requests in work. Nothing was done.")
                .into_response(),
            Some(_permit) => {
                let route = &place.route;
                let span = tracing::info_span!("request", http.method = %method, http.route = %route, request.id = %request_id);
                let answered = async {
                    let handled = self.handle(request, place, request_id.clone(), deadline);
                    let response = in_time(handled, &method, deadline).await;
                    let (status, elapsed_us) = (response.status().as_u16(), began.elapsed().as_micros());
                    tracing::debug!(http.status = status, elapsed_us, "answered");
                    response
                };
                answered.instrument(span).await
            }
        };

        if let Some(problem) = response.extensions_mut().remove::<Problem>() {
            let rendered = problem.render(&request_id);
            let (mut parts, body) = rendered.into_parts();
            // What was set on the way out, such as `Allow` and `RateLimit-*`.
            for (name, value) in response.headers() {
                if name != header::CONTENT_LENGTH {
                    parts.headers.entry(name).or_insert_with(|| value.clone());
                }
            }
            response = Response::from_parts(parts, body);
        }
        if let Ok(value) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        count(&method, &place.route, response.status(), began.elapsed());
        response
    }

    /// Lets live keys within their rate in, before anything else of a request is looked at, and has it handled.
    async fn handle(
        &self,
        mut request: Request,
        place: &Place,
        request_id: Arc<str>,
        deadline: Instant,
    ) -> Result<Response, Problem> {
        let mut remaining = None;
        if let Some(scope) = place.scope(request.method()) {
            let caller = self.app.authenticator.authenticate(request.headers()).await?;
            remaining = self.app.rate_limits.as_ref().map(|limits| limits.check(caller.public_id())).transpose()?;
            let route = place.route.clone();
            request.extensions_mut().insert(Admitted { request_id, deadline, caller, scope, route });
        }
        let Ok(mut response) = self.routes.clone().call(request).await;
        if let Some(remaining) = remaining {
            remaining.write(response.headers_mut());
        }
        Ok(response)
    }
}

/// What is known of a request that was let in.
#[derive(Clone, Debug)]
pub struct Admitted {
    pub request_id: Arc<str>,
    pub deadline: Instant,
    pub caller: Caller,
    pub scope: Scope,
    /// The path's pattern.
    pub route: Arc<str>,
}

impl Admitted {
    /// What the frame told a handler below `/v1`.
    pub fn of(parts: &Parts) -> &Admitted {
        parts.extensions.get().expect("nobody comes to these handlers unadmitted")
    }
}

/// Counts and times an answer. Looking a metric up by its labels costs more than counting, so each
/// thread remembers those it has used: at most one per route, method and status.
fn count(method: &Method, route: &Arc<str>, status: StatusCode, elapsed: Duration) {
    type Metrics = HashMap<(&'static str, Arc<str>, u16), (Counter, Histogram)>;
    thread_local!(static METRICS: RefCell<Metrics> = RefCell::default());
    // Clients may invent methods; what is measured has few names.
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    METRICS.with_borrow_mut(|metrics| {
        let key = (method, route.clone(), status.as_u16());
        let (requests, seconds) = metrics.entry(key).or_insert_with(|| {
            let labels =
                [("method", method.to_owned()), ("route", route.to_string()), ("status", status.as_u16().to_string())];
            let requests = metrics::counter!("tallybook_http_requests_total", &labels);
            (requests, metrics::histogram!("tallybook_http_request_seconds", &labels[..2]))
        });
        requests.increment(1);
        seconds.record(elapsed);
    });
}

/// Runs the handler. Neither a panic nor a handler that never ends goes unanswered.
async fn in_time(
    handled: impl Future<Output = Result<Response, Problem>>,
    method: &Method,
    deadline: Instant,
) -> Response {
    let caught = AssertUnwindSafe(handled).catch_unwind();
    match tokio::time::timeout_at((deadline + GRACE).into(), caught).await {
        Ok(Ok(response)) => response.into_response(),
        Ok(Err(_)) => {
            tracing::error!("a handler panicked");
            Problem::internal().into_response()
        }
        Err(_) if method.is_safe() => {
            Problem::new(Code::Overloaded, "The answer took longer than a request may take. Ask again.").into_response()
        }
        Err(_) => Problem::new(
            Code::OutcomeUnknown,
            "The request took longer than it may. It may have been done: retry with the same key.",
        )
        .into_response(),
    }
}

/// A client's own id where it is sane, else a new one.
fn request_id(headers: &HeaderMap) -> Arc<str> {
    let sane = |id: &&str| {
        (1..=128).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
    };
    match headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(sane) {
        Some(id) => id.into(),
        None => ledger_pg::new_id().hyphenated().encode_lower(&mut Uuid::encode_buffer())[..].into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sane_request_id_is_taken_over() {
        let id = |value: &'static str| {
            let headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_static(value))]);
            request_id(&headers).to_string()
        };
        assert_eq!(id("abc-1.2_3"), "abc-1.2_3");
        for odd in ["", "a b", "a\"b", "<script>"] {
            assert!(Uuid::try_parse(&id(odd)).is_ok(), "{odd}");
        }
    }
}
