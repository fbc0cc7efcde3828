//! One authenticated request: what every handler below `/v1` begins with.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use chrono_tz::Tz;
use ledger::{AccountRef, IdempotencyKey, LedgerName, NewTransfer};
use ledger_pg::{Answer, Fingerprint, KeyHash, Keyed, LedgerInfo, SubmitError, Unit, Work};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    auth::Caller,
    body::Asked,
    frame::Admitted,
    lists::Seq,
    problem::Problem,
    problem_codes::Code,
    query::Query,
    scopes::Scope,
    state::AppState,
    wire::{FromText as _, Whole},
};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const LAST_EVENT_ID: &str = "last-event-id";
pub const TALLYBOOK_SEQ: &str = "tallybook-seq";

/// See the module's documentation. Taking it proves that the caller was authenticated, and its
/// methods go on in the order of precedence: parse, then scope, then ledger.
pub struct Call {
    pub app: AppState,
    pub caller: Caller,
    pub request_id: Arc<str>,
    pub deadline: Instant,
    scope: Scope,
    /// The route's pattern.
    route: Arc<str>,
    parameters: RawPathParams,
    query: Result<Query, Problem>,
    idempotency_keys: Vec<HeaderValue>,
    if_match: Option<HeaderValue>,
    last_event_ids: Vec<HeaderValue>,
}

impl FromRequestParts<AppState> for Call {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Call, Problem> {
        let parameters = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Problem::not_found("The path is not percent-encoded UTF-8, so nothing is there."))?;
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let Admitted { request_id, deadline, caller, scope, route } = Admitted::of(parts).clone();
        Ok(Call {
            app: app.clone(),
            caller,
            request_id,
            deadline,
            scope,
            route,
            parameters,
            query,
            idempotency_keys: parts.headers.get_all(IDEMPOTENCY_KEY).iter().cloned().collect(),
            if_match: parts.headers.get(header::IF_MATCH).cloned(),
            last_event_ids: parts.headers.get_all(LAST_EVENT_ID).iter().cloned().collect(),
        })
    }
}

impl Call {
    /// The typed query string.
    ///
    /// # Errors
    /// `unknown_parameter`, `invalid_field`.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        self.query.as_ref().map_err(Problem::clone)?.read()
    }

    /// The parameters that a list is filtered by.
    pub fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().flat_map(Query::filters)
    }

    /// Which list this is: the route and its path's parameters.
    pub fn place(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.route).chain(self.parameters.iter().map(|(_, value)| value))
    }

    /// A parameter of the path; empty where the route has none of that name.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }

    /// The account that the path names.
    ///
    /// # Errors
    /// `not_found` where no account can have that name.
    pub fn account(&self) -> Result<AccountRef, Problem> {
        let name = match self.parameter("account") {
            // `/accounts/batch` is a route of its own, and an account may have that path.
            "" => "batch",
            name => name,
        };
        AccountRef::parse(name).map_err(|_| account_not_found())
    }

    /// The revision that a change is for, said by `If-Match`, by the body's `if_revision`, or by both alike.
    ///
    /// # Errors
    /// `invalid_field`.
    pub fn if_revision(&self, field: Option<i64>) -> Result<Option<i64>, Problem> {
        match (self.if_match()?, field) {
            (Some(header), Some(field)) if header != field => {
                Err(Problem::invalid_field("/if_revision", "must agree with the If-Match header, or be absent"))
            }
            (header, field) => Ok(field.or(header)),
        }
    }

    /// The header that names the revision something was seen at; `None` without one, or for `*`.
    ///
    /// # Errors
    /// `invalid_field` where it is no `ETag`.
    fn if_match(&self) -> Result<Option<i64>, Problem> {
        let Some(value) = &self.if_match else {
            return Ok(None);
        };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(None);
        }
        let revision =
            text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).and_then(|text| text.parse().ok());
        match revision {
            Some(revision) => Ok(Some(revision)),
            None => {
                Err(Problem::invalid_field("If-Match", "must be one ETag of what is changed, such as \"3\" in quotes"))
            }
        }
    }

    /// The `seq` of the last event that a client of a stream has seen.
    ///
    /// # Errors
    /// `invalid_field` where it is no `seq`.
    pub fn last_event_id(&self) -> Result<Option<i64>, Problem> {
        let id = match &self.last_event_ids[..] {
            [] => return Ok(None),
            [value] => value.to_str().unwrap_or_default(),
            [_, ..] => "",
        };
        match Whole::<0, { i64::MAX }>::from_text(id) {
            Ok(Whole(seq)) => Ok(Some(seq)),
            Err(expected) => Err(Problem::invalid_field("Last-Event-ID", &expected)),
        }
    }

    /// # Errors
    /// `idempotency_key_invalid`.
    pub fn key(&self) -> Result<Option<IdempotencyKey>, Problem> {
        match &self.idempotency_keys[..] {
            [] => Ok(None),
            [value] => parse_key(value.to_str().unwrap_or_default()).map(Some),
            [_, ..] => Err(Problem::new(Code::IdempotencyKeyInvalid, "Send one Idempotency-Key header, not several.")),
        }
    }

    /// # Errors
    /// `idempotency_key_required`, `idempotency_key_invalid`.
    pub fn required_key(&self) -> Result<IdempotencyKey, Problem> {
        self.key()?.ok_or_else(|| {
            Problem::new(
                Code::IdempotencyKeyRequired,
                "Send an Idempotency-Key header that is unique to this payment, so that a retry cannot pay twice.",
            )
        })
    }

    /// The key of what moves money: required, unless it is only asked what the answer would be.
    ///
    /// # Errors
    /// As [`Call::required_key`].
    pub fn money_key(&self, asked: Asked) -> Result<Option<IdempotencyKey>, Problem> {
        if asked.dry_run { self.key() } else { self.required_key().map(Some) }
    }

    /// # Errors
    /// `forbidden`.
    pub fn require_scope(&self) -> Result<(), Problem> {
        self.caller.require(self.scope)
    }

    /// The transfer that the path names, in a ledger that was found.
    ///
    /// # Errors
    /// `not_found` where there is none.
    pub async fn transfer_in(&self, ledger: &LedgerInfo) -> Result<Uuid, Problem> {
        let id = self.transfer_id()?;
        if self.app.store.transfer_exists(ledger.no, id).await? { Ok(id) } else { Err(transfer_not_found()) }
    }

    /// # Errors
    /// `not_found` where no transfer can have that id.
    pub fn transfer_id(&self) -> Result<Uuid, Problem> {
        Uuid::try_parse(self.parameter("id")).map_err(|_| transfer_not_found())
    }

    /// The ledger that the path names, where the key may see it and has the route's scope.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn ledger(&self) -> Result<Arc<LedgerInfo>, Problem> {
        self.require_scope()?;
        let name = self.parameter("ledger");
        let not_found = || Problem::not_found("There is no ledger of that name or id, or none that this key may see.");
        // What no ledger can be called is not looked up: the database takes no U+0000, for one.
        if LedgerName::parse(name).is_err() && Uuid::try_parse(name).is_err() {
            return Err(not_found());
        }
        match self.app.store.ledger_info(name).await? {
            Some(ledger) if self.caller.may_see(ledger.no) => Ok(ledger),
            Some(_) | None => Err(not_found()),
        }
    }

    /// The ledger, once it has reached `min_seq`.
    ///
    /// # Errors
    /// As [`Call::ledger`], and `not_yet_visible`.
    pub async fn ledger_at(&self, min_seq: Option<Seq>) -> Result<Arc<LedgerInfo>, Problem> {
        let ledger = self.ledger().await?;
        if let Some(crate::wire::Parsed(Whole(min_seq))) = min_seq {
            self.app.store.wait_for(ledger.no, min_seq, self.deadline).await?;
        }
        Ok(ledger)
    }

    /// Hands work to the ledger's writer. Once queued it is done, even if the client goes away and this
    /// is dropped.
    ///
    /// # Errors
    /// What the writer could not answer.
    pub async fn submit(
        &self,
        ledger: &Arc<LedgerInfo>,
        key: Option<(IdempotencyKey, Fingerprint)>,
        work: Work,
        asked: Asked,
    ) -> Result<Answer, Problem> {
        self.submit_unit(ledger, key, work, None, asked).await
    }

    /// As [`Call::submit`], of what is kept with its body where it needs a second person.
    ///
    /// # Errors
    /// As [`Call::submit`].
    pub async fn submit_transfer(
        &self,
        ledger: &Arc<LedgerInfo>,
        key: Option<(IdempotencyKey, Fingerprint)>,
        transfer: NewTransfer,
        asked: Asked,
        raw: axum::body::Bytes,
    ) -> Result<Answer, Problem> {
        let request = Some(ledger_pg::Request { by: self.caller.public_id().into(), body: raw });
        self.submit_unit(ledger, key, Work::Transfer(Box::new(transfer)), request, asked).await
    }

    async fn submit_unit(
        &self,
        ledger: &Arc<LedgerInfo>,
        key: Option<(IdempotencyKey, Fingerprint)>,
        work: Work,
        request: Option<ledger_pg::Request>,
        asked: Asked,
    ) -> Result<Answer, Problem> {
        let unit = Unit {
            request_id: self.request_id.clone(),
            key: key.map(keyed),
            work,
            request,
            dry_run: asked.dry_run,
            deadline: self.deadline,
            bytes: asked.bytes,
        };
        Ok(self.app.store.submit(ledger, unit).await?)
    }
}

pub fn keyed((key, fingerprint): (IdempotencyKey, Fingerprint)) -> Keyed {
    Keyed { hash: KeyHash::of(&key), fingerprint }
}

/// # Errors
/// `idempotency_key_invalid`.
pub fn parse_key(text: &str) -> Result<IdempotencyKey, Problem> {
    IdempotencyKey::parse(text)
        .map_err(|error| Problem::new(Code::IdempotencyKeyInvalid, format!("An idempotency key {error}.")))
}

/// Runs a write to its end even if the client goes away: axum drops a handler with its connection.
///
/// # Errors
/// As the write; a write that panics is a defect.
#[expect(clippy::disallowed_methods, reason = "this is the one home of tokio::spawn")]
pub async fn outlive_the_client(
    write: impl Future<Output = Result<Answer, SubmitError>> + Send + 'static,
) -> Result<Answer, Problem> {
    match tokio::spawn(tracing::Instrument::in_current_span(write)).await {
        Ok(result) => result.map_err(Problem::from),
        Err(error) => {
            tracing::error!(%error, "a write panicked");
            Err(SubmitError::OutcomeUnknown.into())
        }
    }
}

pub fn transfer_not_found() -> Problem {
    Problem::not_found("There is no transfer of that id in this ledger.")
}

pub fn account_not_found() -> Problem {
    Problem::not_found("There is no account of that path or id in this ledger.")
}

/// An object as an answer.
pub fn ok(object: &impl Serialize) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], ledger_pg::objects::to_json(object)).into_response()
}

/// An object that is true at a `seq`.
pub fn ok_at(seq: i64, object: &impl Serialize) -> Response {
    let mut response = ok(object);
    response.headers_mut().insert(TALLYBOOK_SEQ, HeaderValue::from(seq));
    response
}

/// The zone that a ledger's days are in.
///
/// # Errors
/// Only a defect: the zone was checked when the ledger was created.
pub fn zone(ledger: &LedgerInfo) -> Result<Tz, Problem> {
    ledger.time_zone.parse().map_err(|_| {
        tracing::error!(ledger.id = %ledger.id, "a ledger's time zone is unknown");
        Problem::internal()
    })
}
