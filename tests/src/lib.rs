//! The harness: real Postgres, real Redis, real service processes.
//!
//! [`run`] gives a test a database of its own (cloned from a migrated template), a key and one
//! service process, and always ends with the audit: `verify` must find the books in order. So
//! every test tests the invariants, whatever else it is about.
//!
//! `make test` provides the servers (`dev/services.py with --private`).

mod api;
mod database;
pub mod kafka;
mod process;
mod proxy;
mod receiver;
mod stream;
pub mod telling;
mod tls;

pub use api::{Answered, Api};
pub use database::Database;
pub use process::{
    Child, PrivateBroker, PrivatePostgres, PrivateRedis, Service, ServiceOptions, binary, signal, tallybook,
};
pub use proxy::{Cut, Proxy, Weather};
pub use receiver::{Received, Receiver, Reply};
pub use stream::{Block, EventStream};
pub use tls::{Authority, TlsPort};

use std::{num::NonZeroUsize, time::Duration};

use ledger_pg::Report;

/// What a test works with.
pub struct App {
    pub database: Database,
    pub service: Service,
    /// A client with every scope on every ledger, talking to `service`.
    pub api: Api,
    pub key: String,
}

impl App {
    /// Starts a service on a database, and makes a key for it.
    pub async fn start(database: Database, options: ServiceOptions) -> App {
        let service = Service::start(&database.service_url, options).await;
        let mut app = App { api: Api::new(&service.url, ""), key: String::new(), service, database };
        app.key = app.create_key(&["all"], &[]).await;
        app.api = Api::new(&app.service.url, &app.key);
        app
    }

    /// Starts another process on the same database.
    pub async fn second_service(&self, options: ServiceOptions) -> Service {
        Service::start(&self.database.service_url, options).await
    }

    /// How far the one ledger of the books has been told to a sink, and why that fails now; empty while it does not.
    pub async fn told(&self, sink: &str) -> (i64, String) {
        let sql = "select told_seq, coalesce(last_error, '') from sink_cursors where sink = $1";
        let found = sqlx::query_as(sql).bind(sink).fetch_optional(&mut self.database.connect().await).await;
        found.expect("the owner may").unwrap_or_default()
    }

    /// Creates a key with these scopes, for these ledgers (none: all), as `tallybook keys` does.
    pub async fn create_key(&self, scopes: &[&str], ledgers: &[&str]) -> String {
        let mut arguments = vec!["keys", "create", "--name", "test", "--json"];
        for scope in scopes {
            arguments.extend(["--scope", scope]);
        }
        for ledger in ledgers {
            arguments.extend(["--ledger", ledger]);
        }
        if ledgers.is_empty() {
            arguments.push("--all-ledgers");
        }
        let output = process::tallybook(&self.database.service_url, &arguments).await;
        let created: serde_json::Value = serde_json::from_slice(&output.stdout).expect("keys create prints JSON");
        created["key"].as_str().expect("with the key").to_owned()
    }

    /// The report of `verify`, by the library.
    pub async fn verify(&self) -> Report {
        let two = NonZeroUsize::MIN.saturating_add(1);
        ledger_pg::verify(&self.database.owner_url, None, two, std::sync::Arc::new(|_| ()))
            .await
            .expect("the database can be read")
    }
}

/// Runs a test against a fresh database and service, then audits the books.
pub fn run(test: impl AsyncFnOnce(&App)) {
    run_with(ServiceOptions::default(), test);
}

/// As [`run`], with a service that is started differently.
pub fn run_with(options: ServiceOptions, test: impl AsyncFnOnce(&App)) {
    block_on(async {
        let app = App::start(Database::create().await, options.arg("--drain-delay=0")).await;
        test(&app).await;
        audit(&app).await;
        let App { service, database, .. } = app;
        // Told to stop, not killed, so that what its run covered is counted.
        service.stop().await;
        database.drop().await;
    });
}

/// A test that brings its own servers.
pub fn block_on<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts")
        .block_on(test)
}

/// The books must be in order.
pub async fn audit(app: &App) {
    let report = app.verify().await;
    let failed: Vec<_> = report.checks.iter().filter(|check| !check.ok).collect();
    assert!(report.ok, "the books are not in order: {failed:#?}");
}

/// Waits until `condition` holds; there are no sleeps of a guessed length in tests.
pub async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !condition().await {
        assert!(tokio::time::Instant::now() < deadline, "waited 30 seconds in vain until {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
