use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::call::{Call, Operation};
use crate::error::{Cause, Error};
use crate::operations::{
    Accounts, Approvals, Assets, Balances, Events, Holds, Ledgers, Limits, Monitors, Transfers, Webhooks,
};
use crate::parameter::Parameter;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

type Hook = dyn Fn(String, &'static str) -> BoxFuture<'static, Result<(), Cause>> + Send + Sync;

/// A client of a Tallybook service. Clones share one pool of connections, and any number of tasks may use them.
#[derive(Clone)]
pub struct Tallybook {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) url: Url,
    pub(crate) http: reqwest::Client,
    pub(crate) timeout: Duration,
    pub(crate) max_tries: u32,
    pub(crate) patience: Duration,
    pub(crate) on_idempotency_key: Option<Arc<Hook>>,
}

impl Tallybook {
    /// A client with the usual options.
    ///
    /// # Errors
    /// [`Error::Configuration`] where `url` is no http(s) URL or `api_key` fits no header.
    pub fn new(url: impl AsRef<str>, api_key: impl AsRef<str>) -> Result<Tallybook, Error> {
        Tallybook::builder(url, api_key).build()
    }

    /// As [`Tallybook::new`], with the URL and key from `TALLYBOOK_URL` and `TALLYBOOK_API_KEY`.
    ///
    /// # Errors
    /// [`Error::Configuration`] where either is not set or not what it should be.
    pub fn from_env() -> Result<Tallybook, Error> {
        let variable = |name| std::env::var(name).map_err(|error| Error::Configuration(format!("{name}: {error}")));
        Tallybook::new(variable("TALLYBOOK_URL")?, variable("TALLYBOOK_API_KEY")?)
    }

    /// A client with options.
    pub fn builder(url: impl AsRef<str>, api_key: impl AsRef<str>) -> Builder {
        Builder {
            url: url.as_ref().to_owned(),
            api_key: api_key.as_ref().to_owned(),
            timeout: Duration::from_secs(10),
            max_tries: 8,
            patience: Duration::from_secs(60),
            on_idempotency_key: None,
        }
    }

    /// What is done with ledgers themselves.
    #[must_use]
    pub fn ledgers(&self) -> Ledgers {
        Ledgers { client: self.clone() }
    }

    /// One ledger, by its name or id. Nothing is sent: it need not exist yet.
    #[must_use]
    pub fn ledger(&self, name: impl Parameter) -> LedgerClient {
        LedgerClient { client: self.clone(), name: name.into_parameter().into() }
    }
}

impl fmt::Debug for Tallybook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tallybook").field("url", &self.inner.url.as_str()).finish_non_exhaustive()
    }
}

/// One ledger of a [`Tallybook`].
#[derive(Clone, Debug)]
pub struct LedgerClient {
    pub(crate) client: Tallybook,
    pub(crate) name: Arc<str>,
}

/// The ledger's resources, one method each.
macro_rules! resources {
    ($($(#[$about:meta])* $method:ident: $resource:ident,)*) => {
        impl LedgerClient {
            /// The name or id that was given.
            #[must_use]
            pub fn name(&self) -> &str {
                &self.name
            }

            pub(crate) fn call<O: Operation>(&self) -> Call<O> {
                Call::new(&self.client).at(&*self.name)
            }

            $(
                $(#[$about])*
                #[must_use]
                pub fn $method(&self) -> $resource {
                    $resource { ledger: self.clone() }
                }
            )*
        }
    };
}

resources! {
    /// The currencies and tokens that accounts hold.
    assets: Assets,
    /// What money is on.
    accounts: Accounts,
    /// What accounts hold, now and at any time.
    balances: Balances,
    /// What moves money.
    transfers: Transfers,
    /// Money that is promised, and what becomes of it.
    holds: Holds,
    /// Transfers that wait for a second key.
    approvals: Approvals,
    /// Bounds on what moves within a time.
    limits: Limits,
    /// Thresholds that raise alerts.
    monitors: Monitors,
    /// URLs that are told of events.
    webhooks: Webhooks,
    /// Every change, in order.
    events: Events,
}

/// The options of a [`Tallybook`].
pub struct Builder {
    url: String,
    api_key: String,
    timeout: Duration,
    max_tries: u32,
    patience: Duration,
    on_idempotency_key: Option<Arc<Hook>>,
}

impl Builder {
    /// How long a single try may take: 10 seconds unless given. A call that waits for events has its wait besides.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Builder {
        self.timeout = timeout;
        self
    }

    /// How often a call is tried at most: 8 times unless given.
    #[must_use]
    pub fn max_tries(mut self, max_tries: u32) -> Builder {
        self.max_tries = max_tries;
        self
    }

    /// How long a call may take with all its tries: 60 seconds unless given.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Builder {
        self.patience = patience;
        self
    }

    /// Is given every idempotency key with its operation (`post_transfer`), and awaited before anything is sent:
    /// the place to keep a key, so that the call can be repeated with it even if this process ends meanwhile. Where
    /// the hook fails, nothing is sent.
    #[must_use]
    pub fn on_idempotency_key<F, R, E>(mut self, hook: F) -> Builder
    where
        F: Fn(String, &'static str) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Cause>,
    {
        self.on_idempotency_key = Some(Arc::new(move |key, operation| {
            let kept = hook(key, operation);
            Box::pin(async move { kept.await.map_err(Into::into) })
        }));
        self
    }

    /// # Errors
    /// [`Error::Configuration`] where the URL is no http(s) URL, or the API key fits no header.
    pub fn build(self) -> Result<Tallybook, Error> {
        let url = Url::parse(&self.url).map_err(|error| Error::Configuration(format!("the URL: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.cannot_be_a_base() {
            return Err(Error::Configuration("the URL begins with http:// or https://".to_owned()));
        }
        let http = http_client(&url, &self.api_key)?;
        let Builder { timeout, max_tries, patience, on_idempotency_key, .. } = self;
        let max_tries = max_tries.max(1);
        Ok(Tallybook { inner: Arc::new(Inner { url, http, timeout, max_tries, patience, on_idempotency_key }) })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("url", &self.url).finish_non_exhaustive()
    }
}

fn http_client(url: &Url, api_key: &str) -> Result<reqwest::Client, Error> {
    // The key itself is left out of the message, which may be logged.
    let unfit =
        || Error::Configuration("the API key is empty or holds white space or characters beyond ASCII".to_owned());
    if api_key.is_empty() || !api_key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(unfit());
    }
    let mut authorization = HeaderValue::from_str(&format!("Bearer {api_key}")).map_err(|_| unfit())?;
    authorization.set_sensitive(true);
    let mut builder = reqwest::Client::builder()
        .default_headers(HeaderMap::from_iter([(AUTHORIZATION, authorization)]))
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(concat!("tallybook-rust/", env!("CARGO_PKG_VERSION")));
    let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring knows the protocol's versions");
    // A machine without any authority can still talk plainly.
    builder = builder.tls_backend_preconfigured(if url.scheme() == "https" {
        let unverifiable = |error| Error::Configuration(format!("the system's certificate authorities: {error}"));
        tls.with_platform_verifier().map_err(unverifiable)?.with_no_client_auth()
    } else {
        tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
    });
    builder.build().map_err(|error| Error::Configuration(format!("the HTTP client: {error}")))
}
