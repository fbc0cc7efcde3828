use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::ops::Deref;
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Tallybook;
use crate::error::Error;
use crate::parameter::Parameter;
use crate::transport::Request;

/// An operation of the API: what the document says of it.
pub trait Operation: 'static {
    /// What it answers.
    type Answer: DeserializeOwned + Send + 'static;
    /// Its id in the document.
    const ID: &'static str;
    const METHOD: Method;
    /// Below the service's URL, with parameters in braces.
    const PATH: &'static str;
    /// Whether it takes an idempotency key.
    const TAKES_KEY: bool;
    /// Whether it may be answered 202 with a proposal, in place of what it answers.
    const MAY_PROPOSE: bool = false;
}

/// A call that is not made yet: tell it more, then await it for what it answers, or [`Call::send`] it for the answer
/// with its headers.
#[must_use = "a call is made when it is awaited"]
pub struct Call<O> {
    pub(crate) client: Tallybook,
    pub(crate) request: Request,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Call<O> {
    pub(crate) fn new(client: &Tallybook) -> Self {
        Call { client: client.clone(), request: Request::of::<O>(), operation: PhantomData }
    }

    pub(crate) fn at(mut self, segment: impl Parameter) -> Self {
        self.request.path_parameters.push(segment.into_parameter());
        self
    }

    pub(crate) fn body(mut self, body: &impl Serialize) -> Self {
        self.request.set_body(body);
        self
    }

    pub(crate) fn query(mut self, name: &'static str, value: impl Parameter) -> Self {
        self.request.set_query(name, value.into_parameter());
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Parameter) -> Self {
        self.request.set_header(name, value.into_parameter());
        self
    }

    /// How long each try of this call may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.timeout = Some(timeout);
        self
    }

    /// Makes the call, and gives its headers too.
    ///
    /// # Errors
    /// Where there is no answer to give; see [`Error`].
    pub async fn send(self) -> Result<Answer<O::Answer>, Error> {
        self.client.exchange(self.request).await?.read()
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Answer, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { Ok(self.send().await?.body) })
    }
}

impl<O> Clone for Call<O> {
    fn clone(&self) -> Self {
        Call { client: self.client.clone(), request: self.request.clone(), operation: PhantomData }
    }
}

impl<O: Operation> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &O::ID).field("client", &self.client).finish_non_exhaustive()
    }
}

/// What was answered, with its headers. It stands for its body wherever that is read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer<T> {
    pub body: T,
    pub status: u16,
    /// The ledger's `seq` that holds this write: as `min_seq` it makes a read see it.
    pub seq: Option<i64>,
    /// Whether an earlier request with the same idempotency key was answered so, and this one did nothing.
    pub replayed: bool,
    /// Whether nothing happened, because the call was only tried.
    pub dry_run: bool,
    /// The key that this write went by.
    pub idempotency_key: Option<String>,
    /// What `If-Match` takes.
    pub etag: Option<String>,
    pub request_id: Option<String>,
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
