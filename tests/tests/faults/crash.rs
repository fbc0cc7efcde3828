//! Processes die: what was acknowledged stays, what was refused stays away, and the rest is settled
//! by a retry.

use std::path::PathBuf;

use serde_json::json;
use tallybook_tests::{App, Database, PrivatePostgres, ServiceOptions, audit, block_on, run, signal, until};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};
use uuid::Uuid;

use crate::{
    gate::Gate,
    load::{self, Load},
};

#[test]
fn a_service_killed_under_load_loses_nothing_that_it_acknowledged() {
    run(async |app| {
        let ledger = app.api.ledger("killed").await;
        load::open_accounts(&app.api, &ledger).await;
        let mut load = Load::start(&app.api, &ledger, 24, load::seed());
        let mut victim = app.second_service(ServiceOptions::default()).await;
        for _ in 0..4 {
            // The other process writes to the same ledger all the while.
            load.send_to(&[&victim.url, &victim.url, &victim.url, &app.api.url]);
            load.until_accepted(120).await;
            victim.child.signal("KILL").await;
            victim.child.wait().await;
            victim = app.second_service(ServiceOptions::default()).await;
        }
        load.until_accepted(50).await;
        let settled = load::settle(&app.api, &ledger, &app.database, load.stop().await).await;
        assert!(settled.unknown > 0 && settled.refused > 0, "{settled:?}");
    });
}

/// A test with a Postgres of its own, which it may kill.
fn run_on_its_own_postgres(test: impl AsyncFnOnce(&App, PrivatePostgres, PathBuf) -> PrivatePostgres) {
    block_on(async {
        let directory = std::env::var("TEST_DIR").expect("TEST_DIR is a folder for tests; `make test` makes one");
        let directory = PathBuf::from(directory).join(format!("faults-{}", Uuid::new_v4().simple()));
        let postgres = PrivatePostgres::start(&directory, &[]).await;
        let app = App::start(Database::create_on(&postgres.url).await, ServiceOptions::default()).await;
        let _running = test(&app, postgres, directory).await;
        audit(&app).await;
    });
}

#[test]
fn a_postgres_killed_or_stopped_at_once_under_load_loses_nothing_and_the_service_recovers_by_itself() {
    run_on_its_own_postgres(async |app, mut postgres, directory| {
        let ledger = app.api.ledger("crashed").await;
        load::open_accounts(&app.api, &ledger).await;
        let other = app.second_service(ServiceOptions::default()).await;
        let mut load = Load::start(&app.api, &ledger, 16, load::seed());
        load.send_to(&[&app.api.url, &other.url]);
        for stop in ["KILL", "QUIT", "KILL"] {
            load.until_accepted(120).await;
            signal(postgres.pid, stop).await;
            // Down, and noticed.
            until("the service says that it is not ready", async || app.api.get("/readyz").await.status == 503).await;
            postgres = postgres.restart(&directory, &[]).await;
            load.until_accepted(60).await;
            until("the service says that it is ready", async || app.api.get("/readyz").await.status == 200).await;
        }
        let settled = load::settle(&app.api, &ledger, &app.database, load.stop().await).await;
        assert!(settled.refused > 0, "{settled:?}");
        // A server that is back within seconds is waited for, so that no client need notice.
        let felt = app.service.logged().contains("a batch failed") || other.logged().contains("a batch failed");
        assert!(felt, "{settled:?}");
        postgres
    });
}

#[test]
fn a_commit_that_no_standby_has_confirmed_is_never_acknowledged() {
    run_on_its_own_postgres(async |app, postgres, _| {
        let ledger = app.api.ledger("synchronous").await;
        load::open_accounts(&app.api, &ledger).await;
        let patient = app.second_service(ServiceOptions::default().arg("--request-timeout=7")).await;
        let api = app.api.at(&patient.url);
        api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        let mut owner = app.database.connect().await;
        let mut standby = async |name: &str| {
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!("alter system set synchronous_standby_names = '{name}'")))
                .execute(&mut owner)
                .await
                .expect("the setting is taken");
            sqlx::query("select pg_reload_conf()").execute(&mut owner).await.expect("it is read");
            until("the setting is in force", async || {
                let now: String = sqlx::query_scalar("show synchronous_standby_names")
                    .fetch_one(&mut owner)
                    .await
                    .expect("it can be shown");
                now == name
            })
            .await;
        };
        // Whatever ended the wait for the standby would do so with no more than a warning.
        standby("away").await;
        // Those who commit hear of it by the checkpointer, which reads its settings when it comes to it.
        let (mut committing, mut watching) = tokio::join!(app.database.connect(), app.database.connect());
        let commits = tokio::spawn(async move {
            while sqlx::query("select pg_logical_emit_message(true, 'test', '')").execute(&mut committing).await.is_ok()
            {
            }
        });
        until("commits wait", async || {
            sqlx::query_scalar("select exists (select from pg_stat_activity where wait_event = 'SyncRep')")
                .fetch_one(&mut watching)
                .await
                .expect("it can be seen")
        })
        .await;
        let path = format!("{ledger}/transfers");
        let answered = api.post_keyed(&path, "k", &transfer_of("2.00")).await;
        answered.expect_problem(503, "outcome_unknown");
        standby("").await;
        commits.abort();
        let settled = api.post_keyed(&path, "k", &transfer_of("2.00")).await.expect(201);
        assert_eq!(settled.json()["postings"][1]["account_version"], 2);
        let balance = app.api.balance(&ledger, "users:1", "").await;
        assert_eq!(balance["balance"]["posted"]["credits"], "3.00");
        postgres
    });
}

#[test]
fn terminating_every_backend_again_and_again_under_load_loses_nothing() {
    run(async |app| {
        let ledger = app.api.ledger("backends").await;
        load::open_accounts(&app.api, &ledger).await;
        let other = app.second_service(ServiceOptions::default()).await;
        let mut load = Load::start(&app.api, &ledger, 16, load::seed());
        load.send_to(&[&app.api.url, &other.url]);
        let mut conn = app.database.connect().await;
        let mut terminated = 0;
        for _ in 0..20 {
            load.until_accepted(15).await;
            let backends: i64 = sqlx::query_scalar(
                "select count(*) filter (where pg_terminate_backend(pid))
                 from pg_stat_activity
                 where datname = current_database() and application_name = 'tallybook'",
            )
            .fetch_one(&mut conn)
            .await
            .expect("backends can be terminated");
            terminated += backends;
        }
        load.until_accepted(15).await;
        assert!(terminated >= 20, "{terminated}");
        load::settle(&app.api, &ledger, &app.database, load.stop().await).await;
    });
}

#[test]
fn a_service_told_to_stop_under_load_drains_and_exits_with_0() {
    run(async |app| {
        let ledger = app.api.ledger("drained").await;
        load::open_accounts(&app.api, &ledger).await;
        let mut load = Load::start(&app.api, &ledger, 24, load::seed());
        let mut stopped = app.second_service(ServiceOptions::default()).await;
        for _ in 0..3 {
            load.send_to(&[&stopped.url, &app.api.url]);
            load.until_accepted(100).await;
            stopped.child.signal("TERM").await;
            assert_eq!(stopped.child.wait().await, Some(0), "{}", stopped.logged());
            stopped = app.second_service(ServiceOptions::default()).await;
        }
        load.until_accepted(50).await;
        load::settle(&app.api, &ledger, &app.database, load.stop().await).await;
    });
}

#[test]
fn while_draining_the_request_in_work_is_finished_and_readyz_says_503() {
    run(async |app| {
        let ledger = app.api.ledger("graceful").await;
        load::open_accounts(&app.api, &ledger).await;
        let mut stopped = app.second_service(ServiceOptions::default()).await;
        let api = app.api.at(&stopped.url);
        let mut gate = Gate::close(&app.database, 4242).await;
        let body = transfer_of("42.42");
        let mut tasks = JoinSet::new();
        let (path, what) = (format!("{ledger}/transfers"), body.clone());
        let to = path.clone();
        tasks.spawn(async move { api.post_keyed(&to, "in-work", &what).await });
        gate.until_reached().await;

        // Open before the signal, as a load balancer's is; its request comes after it.
        let address = stopped.url.strip_prefix("http://").expect("plain HTTP").to_owned();
        let mut probe = TcpStream::connect(&address).await.expect("the service accepts");
        probe.write_all(b"GET /readyz HTTP/1.1\r\n").await.expect("the connection is open");
        stopped.child.signal("TERM").await;
        until("the service says that it stops", async || stopped.logged().contains("stopping")).await;
        probe.write_all(b"Host: test\r\nConnection: close\r\n\r\n").await.expect("the connection is open");
        let mut answer = String::new();
        probe.read_to_string(&mut answer).await.expect("there is an answer");
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
        assert!(answer.contains("\"overloaded\""), "{answer}");

        gate.open().await;
        let finished = tasks.join_next().await.expect("one task").expect("no panic").expect(201);
        assert_eq!(stopped.child.wait().await, Some(0), "{}", stopped.logged());
        let again = app.api.post_keyed(&path, "in-work", &body).await.expect(201);
        assert_eq!(again.body, finished.body);
    });
}

/// Sends a request and goes away without waiting for the answer.
async fn send_and_leave(url: &str, request: &str, leave: impl AsyncFnOnce()) {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").expect("plain HTTP")).await.expect("it accepts");
    stream.write_all(request.as_bytes()).await.expect("the connection is open");
    leave().await;
    drop(stream);
}

#[test]
fn a_write_outlives_the_client_that_asked_for_it() {
    run(async |app| {
        let ledger = app.api.ledger("gone").await;
        load::open_accounts(&app.api, &ledger).await;
        let (path, body) = (format!("{ledger}/transfers"), transfer_of("55.55"));
        let request = raw_transfer(app, &path, "gone", "55.55");
        let mut gate = Gate::close(&app.database, 5555).await;
        send_and_leave(&app.api.url, &request, async || gate.until_reached().await).await;
        gate.open().await;
        let known = format!("{ledger}/idempotency-keys/gone");
        until("the write is done", async || app.api.get(&known).await.expect(200).json()["status"] == "done").await;
        let replay = app.api.post_keyed(&path, "gone", &body).await.expect(201);
        assert_eq!(replay.header("idempotent-replayed"), Some("true"));

        // One that leaves in the middle of its body has asked for nothing.
        let whole = raw_transfer(app, &path, "half", "55.55");
        send_and_leave(&app.api.url, &whole[..whole.len() - 9], async || ()).await;
        app.api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        let known = app.api.get(&format!("{ledger}/idempotency-keys/half")).await.expect(200).json();
        assert_eq!(known["status"], "unknown_key");
    });
}

#[test]
fn a_write_whose_client_has_gone_is_finished_before_the_service_stops() {
    run(async |app| {
        let ledger = app.api.ledger("leaving").await;
        load::open_accounts(&app.api, &ledger).await;
        let mut stopped = app.second_service(ServiceOptions::default()).await;
        let mut gate = Gate::close(&app.database, 777).await;
        let request = raw_transfer(app, &format!("{ledger}/transfers"), "leaving", "7.77");
        send_and_leave(&stopped.url, &request, async || gate.until_reached().await).await;
        stopped.child.signal("TERM").await;
        until("the service says that it stops", async || stopped.logged().contains("stopping")).await;
        gate.open().await;
        assert_eq!(stopped.child.wait().await, Some(0), "{}", stopped.logged());
        let known = app.api.get(&format!("{ledger}/idempotency-keys/leaving")).await.expect(200).json();
        assert_eq!((&known["status"], &known["response_status"]), (&json!("done"), &json!(201)));
    });
}

/// A transfer's request, byte by byte.
fn raw_transfer(app: &App, path: &str, key: &str, amount: &str) -> String {
    let body = transfer_of(amount).to_string();
    format!(
        "POST {path} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        app.key,
        body.len()
    )
}

fn transfer_of(amount: &str) -> serde_json::Value {
    json!({"debit_account": "assets:bank", "credit_account": "users:1", "amount": amount})
}
