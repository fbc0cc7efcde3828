//! A request's body: within its size, in time, declared as JSON, and of its type.

use axum::{
    body::{self, Bytes, HttpBody as _},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::IntoParams;

use crate::{
    frame::Admitted,
    json::{self, FieldError},
    problem::Problem,
    problem_codes::Code,
    query::Query,
    state::{AppState, HttpOptions},
    wire::Parsed,
};

/// A type that bodies are read as.
pub trait RequestBody: DeserializeOwned {
    /// Whether `?dry_run=true` may ask for no more than the answer. Operations with a body take no other
    /// query parameter.
    const DRY_RUN: bool = false;

    /// How many bytes it may take.
    fn limit(options: &HttpOptions) -> usize {
        options.max_body
    }
}

/// A body that was read.
pub struct Body<T> {
    pub value: T,
    pub asked: Asked,
    /// As it was sent.
    pub raw: Bytes,
}

/// How a write was asked for, besides what it says.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The body's size.
    pub bytes: usize,
    pub dry_run: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoParameters {}

/// The query of calls that move money.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DryRun {
    /// `true` asks for the very answer that the call would get now: nothing happens, no idempotency key
    /// is used up, and none is needed.
    #[param(value_type = bool, required = false, example = false)]
    dry_run: Option<Parsed<bool>>,
}

impl<T: RequestBody> FromRequest<AppState> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Body<T>, Problem> {
        let (parts, body) = request.into_parts();
        let limit = T::limit(&app.options);
        let deadline = Admitted::of(&parts).deadline;
        let too_large = || {
            Problem::new(Code::BodyTooLarge, format!("The body is larger than the {limit} bytes this path takes."))
                .with("max_bytes", limit)
        };
        if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
            return Err(too_large());
        }
        let bytes = match tokio::time::timeout_at(deadline.into(), body::to_bytes(body, limit)).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(error)) if is_length_limit(&error) => return Err(too_large()),
            Ok(Err(_)) => {
                return Err(Problem::new(Code::InvalidJson, "The body ended before it was complete."));
            }
            Err(_) => {
                return Err(Problem::new(
                    Code::Overloaded,
                    "The body did not arrive in time. Nothing was done; send it again.",
                ));
            }
        };
        check_declared_as_json(&parts.headers)?;
        let node = json::parse(&bytes)
            .map_err(|error| Problem::new(Code::InvalidJson, format!("The body is not acceptable JSON: {error}.")))?;
        let value = json::from_node(node).map_err(|error: FieldError| Problem::of_body(&error));
        let dry_run = Query::parse(parts.uri.query().unwrap_or_default()).and_then(|query| dry_run::<T>(&query));
        match (value, dry_run) {
            (Ok(value), Ok(dry_run)) => {
                let asked = Asked { bytes: bytes.len(), dry_run };
                Ok(Body { value, asked, raw: bytes })
            }
            (Err(body), Err(query)) => Err(if body.code < query.code { body } else { query }),
            (Err(problem), Ok(_)) | (Ok(_), Err(problem)) => Err(problem),
        }
    }
}

fn dry_run<T: RequestBody>(query: &Query) -> Result<bool, Problem> {
    if T::DRY_RUN {
        return Ok(query.read::<DryRun>()?.dry_run.is_some_and(|dry_run| dry_run.0));
    }
    query.read::<NoParameters>().map(|NoParameters {}| false)
}

fn is_length_limit(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>())
}

fn check_declared_as_json(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let refused = |detail| Err(Problem::new(Code::UnsupportedMediaType, detail));
    let json = text(header::CONTENT_TYPE).is_some_and(|value| {
        let mut parts = value.split(';').map(str::trim);
        let media_type = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json"));
        media_type && parts.all(|part| part.to_ascii_lowercase().replace('"', "") == "charset=utf-8")
    });
    if !json {
        return refused("Send the body as JSON in UTF-8, with \"Content-Type: application/json\".");
    }
    if text(header::CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return refused("Send the body uncompressed, without Content-Encoding.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_json_in_utf_8_is_taken() {
        let check = |value| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(value))]);
            check_declared_as_json(&headers).is_ok()
        };
        for good in ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""] {
            assert!(check(good), "{good}");
        }
        for bad in ["", "text/plain", "application/json; charset=latin1", "application/problem+json"] {
            assert!(!check(bad), "{bad}");
        }
        assert!(check_declared_as_json(&HeaderMap::new()).is_err());
    }
}
