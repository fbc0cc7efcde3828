//! Problem documents (RFC 9457): the one shape of everything that is not a success.

use std::borrow::Cow;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::Value;

use crate::{
    json::{Fault, FieldError},
    problem_codes::Code,
};

pub const MEDIA_TYPE: &str = "application/problem+json";

/// Seconds after which a request may be sent again: long for the service and short for a person.
pub const RETRY_AFTER: u64 = 1;

/// Something that went wrong, in words for a person and members for a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub code: Code,
    pub detail: Cow<'static, str>,
    /// Extension members, in the order in which they are printed.
    members: Vec<(&'static str, Value)>,
    /// Where what is in the way can be read.
    pub location: Option<String>,
    retry_after: Option<u64>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Problem {
        let retry_after = matches!(code.status(), 503 | 429) || code == Code::IdempotencyInProgress;
        Problem {
            code,
            detail: detail.into(),
            members: Vec::new(),
            location: None,
            retry_after: retry_after.then_some(RETRY_AFTER),
            headers: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Problem {
        self.members.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn at(mut self, location: String) -> Problem {
        self.location = Some(location);
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Problem {
        self.retry_after = Some(seconds);
        self
    }

    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Problem {
        self.headers.push((name, value));
        self
    }

    pub fn not_found(what: &'static str) -> Problem {
        Problem::new(Code::NotFound, what)
    }

    pub fn internal() -> Problem {
        Problem::new(
            Code::Internal,
            "The service failed on this request, through no fault of yours. Report it with the request_id.",
        )
    }

    /// `field` is a JSON pointer, or the name of a parameter or header; `message` says what it must be.
    pub fn invalid_field(field: &str, message: &str) -> Problem {
        let named = if field.is_empty() { "The body" } else { field };
        Problem::new(Code::InvalidField, format!("{named} {message}.")).with("field", field)
    }

    pub fn of_body(error: &FieldError) -> Problem {
        let pointer = error.pointer();
        match &error.fault {
            Fault::Invalid(message) => Problem::invalid_field(&pointer, message),
            Fault::Unknown => Problem::new(
                Code::UnknownField,
                format!("{pointer} is not a field of this request. Remove it, or check its spelling."),
            )
            .with("field", pointer),
        }
    }

    pub fn of_query(error: &FieldError) -> Problem {
        let name = error.name();
        match &error.fault {
            Fault::Invalid(message) => Problem::invalid_field(name, message),
            Fault::Unknown => Problem::new(
                Code::UnknownParameter,
                format!("{name} is not a query parameter of this request. Remove it, or check its spelling."),
            )
            .with("field", name),
        }
    }

    /// The document, which names the request it answers.
    pub fn document(&self, request_id: &str) -> Vec<u8> {
        serde_json::to_vec(&Document { problem: self, request_id })
            .expect("a problem holds only strings, numbers and string keys")
    }

    /// The whole response, once the request's id is known.
    pub fn render(&self, request_id: &str) -> Response {
        let mut response = (self.status(), self.document(request_id)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(location) = self.location.as_deref().and_then(|path| HeaderValue::from_str(path).ok()) {
            headers.insert(header::LOCATION, location);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers.extend(self.headers.iter().cloned());
        response
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).expect("the catalogue holds valid statuses")
    }
}

/// A bare status that carries the problem as an extension: only the outermost layer knows the
/// request's id, and renders it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

struct Document<'a> {
    problem: &'a Problem,
    request_id: &'a str,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Problem { code, detail, members, .. } = self.problem;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &format_args!("urn:tallybook:problem:{}", code.as_str()))?;
        map.serialize_entry("title", code.title())?;
        map.serialize_entry("status", &code.status())?;
        map.serialize_entry("code", code.as_str())?;
        map.serialize_entry("detail", detail)?;
        map.serialize_entry("request_id", self.request_id)?;
        for (name, value) in members {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
