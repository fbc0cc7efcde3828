//! Sinks that a relay is configured with: a lane per ledger, from the first event on, over relays that die.

use std::path::PathBuf;

use redis::AsyncCommands as _;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tallybook_tests::{App, PrivateBroker, Receiver, ServiceOptions, run_with, until};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::Command,
};
use uuid::Uuid;

use crate::books::{books, endpoint, options, post, until_each_came, until_told};

/// A file that no other test writes.
fn file() -> PathBuf {
    let folder = std::env::var("TEST_DIR").map_or_else(|_| std::env::temp_dir(), PathBuf::from);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder.file_name().unwrap_or_default());
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder.join(format!("{}.jsonl", Uuid::new_v4()))
}

/// The `seq` of each line about a ledger.
fn told(file: &PathBuf, ledger: &str) -> Vec<i64> {
    seqs_in(&std::fs::read_to_string(file).unwrap_or_default(), ledger)
}

fn seqs_in(lines: &str, ledger: &str) -> Vec<i64> {
    lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|event| event["data"]["ledger"] == ledger)
        .map(|event| event["data"]["seq"].as_i64().expect("a seq"))
        .collect()
}

/// Each once, in the order in which they first came.
fn first(seqs: &[i64]) -> Vec<i64> {
    let mut first = Vec::new();
    for seq in seqs {
        if !first.contains(seq) {
            first.push(*seq);
        }
    }
    first
}

#[test]
fn every_event_of_every_ledger_reaches_a_file_and_a_stream_in_order_over_relays_that_are_killed() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        let api = &app.api;
        let file = file();
        let redis_url = std::env::var("TEST_REDIS_URL").expect("make test starts a Redis");
        let prefix = format!("told-{}", Uuid::new_v4().simple());
        let relaying = || {
            ServiceOptions::default()
                .arg(format!("--sink=lines=file://{}", file.display()))
                .arg(format!("--sink=stream={}?stream={prefix}", redis_url.trim_end_matches('/')))
        };
        let (one, two) = (books(api, "one").await, books(api, "two").await);
        let mut last = [0, 0];
        for stop in ["KILL", "TERM", "KILL"] {
            let mut relay = app.second_service(relaying()).await;
            let before = told(&file, "one").len();
            last = [post(api, &one, 40).await, post(api, &two, 5).await];
            until("some of it was told", async || told(&file, "one").len() > before + 5).await;
            relay.child.signal(stop).await;
            relay.child.wait().await;
        }
        let _relay = app.second_service(relaying()).await;
        let client = redis::Client::open(redis_url).expect("a URL");
        let mut redis = client.get_multiplexed_async_connection().await.expect("Redis answers");
        for (name, last) in [("one", last[0]), ("two", last[1])] {
            let all: Vec<i64> = (1..=last).collect();
            until("the file has it all", async || first(&told(&file, name)).len() >= all.len()).await;
            assert_eq!(first(&told(&file, name)), all);
            let stream = format!("{prefix}:{name}");
            until("the stream has it all", async || {
                redis.xlen::<_, usize>(&stream).await.is_ok_and(|length| length >= all.len())
            })
            .await;
            let kept: redis::streams::StreamRangeReply = redis.xrange_all(&stream).await.expect("it can be read");
            let ids: Vec<String> = kept.ids.iter().map(|entry| entry.id.clone()).collect();
            assert_eq!(ids, all.iter().map(|seq| format!("{seq}-0")).collect::<Vec<_>>(), "each once");
            let _: () = redis.del(&stream).await.expect("it can be removed");
        }
    });
}

#[test]
fn a_relay_that_dies_at_any_step_loses_nothing_and_invents_nothing() {
    run_with(options().arg("--no-relay"), async |app| {
        let api = &app.api;
        let file = file();
        let relaying = || options().arg(format!("--sink=lines=file://{}", file.display()));
        let ledger = books(api, "steps").await;
        let (ordered, every) = (Receiver::start().await, Receiver::start().await);
        endpoint(api, &ledger, &ordered.url, json!({"ordered": true})).await;
        let added = endpoint(api, &ledger, &every.url, json!({})).await;
        let mut owner = app.database.connect().await;
        let mut last = 0;
        for point in ["before_send", "acknowledged", "recorded"] {
            for times in [0, 3] {
                let fails = relaying().env("FAILPOINTS", format!("relay.{point}={times}*off->return"));
                let mut relay = app.second_service(fails).await;
                last = post(api, &ledger, 15).await;
                assert_eq!(relay.child.wait().await, None, "it dies by itself, by a signal, at {point}");
                // What another relay would see 15 seconds later.
                sqlx::query("update sink_cursors set leased_until = clock_timestamp()")
                    .execute(&mut owner)
                    .await
                    .expect("the leases end");
            }
        }
        let _relay = app.second_service(relaying()).await;
        until_told(app, &ledger, &added).await;
        let all: Vec<i64> = (1..=last).collect();
        until("the file has it all", async || first(&told(&file, "steps")).len() >= all.len()).await;
        assert_eq!(first(&told(&file, "steps")), all);
        let order = until_each_came(&ordered, 5..=last).await;
        assert_eq!(order, (5..=last).collect::<Vec<i64>>(), "in order, but for what came again");
        let order = until_each_came(&every, 5..=last).await;
        assert_eq!(i64::try_from(order.len()).expect("few"), last - 4, "nothing that is not in the ledger");
        let heard = told(&file, "steps").len() + ordered.seqs().len() + every.seqs().len();
        assert!(heard > all.len() + 2 * (all.len() - 4), "what was acknowledged and not recorded came again");
    });
}

#[test]
fn a_broker_that_is_away_while_writes_go_on_is_told_everything_when_it_is_back() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        let api = &app.api;
        let mut broker = PrivateBroker::start("nats").await;
        let url = reqwest::Url::parse(&broker.url).expect("a URL");
        let relaying = ServiceOptions::default().arg(format!("--sink=nats={}/EVENTS", broker.url));
        let relay = app.second_service(relaying).await;
        let ledger = books(api, "away").await;
        let counted = async || {
            let password = url.password().expect("it asks for one").to_owned();
            let options = async_nats::ConnectOptions::with_user_and_password(url.username().to_owned(), password);
            let address = format!("nats://127.0.0.1:{}", url.port().expect("it has one"));
            let jet = async_nats::jetstream::new(options.connect(address).await.ok()?);
            Some(jet.get_stream("EVENTS").await.ok()?.get_info().await.ok()?.state.messages)
        };
        let first = post(api, &ledger, 20).await;
        until("it was told", async || counted().await == u64::try_from(first).ok()).await;
        broker.kill().await;
        let mut last = post(api, &ledger, 20).await;
        let state = async || {
            let lag = ["events", "lag", "--ledger", "away", "--json"];
            let output = tallybook_tests::tallybook(&app.database.service_url, &lag).await;
            let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            said["lanes"][0].clone()
        };
        // Seen, and nothing is passed over.
        until("it is seen that it is away", async || state().await["failing_since"].is_string()).await;
        last = last.max(post(api, &ledger, 20).await);
        let away = state().await;
        assert_eq!((&away["told_seq"], &away["dead_letters"]), (&first.into(), &0.into()), "{away}");
        assert!(away["last_error"].as_str().is_some_and(|error| !error.contains("password")), "{away}");
        broker.restart().await;
        until("it was told the rest", async || counted().await >= u64::try_from(last).ok()).await;
        assert_eq!(counted().await, u64::try_from(last).ok(), "each once");
        until("all is well", async || {
            let state = state().await;
            state["behind"] == 0 && state["failing_since"].is_null()
        })
        .await;
        relay.stop().await;
    });
}

/// A login of this test's own that may do what a relay may.
async fn relay_login(app: &App) -> (String, String) {
    let role = format!("relay_{}", Uuid::new_v4().simple());
    let mut owner = app.database.connect().await;
    let sql = format!("create role {role} login password 'test' in role tallybook_relay");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await.expect("the owner may");
    let mut url = reqwest::Url::parse(&app.database.owner_url).expect("a URL");
    url.set_username(&role).expect("a URL with a host");
    url.set_password(Some("test")).expect("a URL with a host");
    (role, url.to_string())
}

#[test]
fn a_relay_apart_needs_no_right_to_post_and_tells_anew_what_it_is_asked_to() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        let api = &app.api;
        let file = file();
        let ledger = books(api, "apart").await;
        let last = post(api, &ledger, 10).await;
        let (role, database_url) = relay_login(app).await;
        let mut relay = Command::new(tallybook_tests::binary())
            .args(["relay", "--port=0", &format!("--sink=lines=file://{}", file.display()), "--sink=out=stdout:"])
            .env("DATABASE_URL", &database_url)
            .env("NO_COLOR", "1")
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the binary runs");
        let mut printed = relay.stdout.take().expect("piped");
        let printed = tokio::spawn(async move {
            let mut lines = String::new();
            printed.read_to_string(&mut lines).await.map(|_| lines)
        });
        let mut log = BufReader::new(relay.stderr.take().expect("piped")).lines();
        let address = loop {
            let line = log.next_line().await.expect("it can be read").expect("it starts");
            if let Some((_, address)) = line.split_once("address=") {
                break address.trim().to_owned();
            }
        };
        let drained = tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });
        until("all was told", async || told(&file, "apart").len() as i64 == last).await;
        assert_eq!(told(&file, "apart"), (1..=last).collect::<Vec<i64>>());

        let replay = ["events", "replay", "--ledger", "apart", "--sink", "lines", "--after", "5"];
        let output = tallybook_tests::tallybook(&app.database.service_url, &replay).await;
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            format!("lines will be told of {} events of apart again.\n", last - 5)
        );
        let again: Vec<i64> = (1..=last).chain(6..=last).collect();
        until("it was told again", async || told(&file, "apart").len() >= again.len()).await;
        assert_eq!(told(&file, "apart"), again);
        until("stdout was told", async || app.told("out").await.0 == last).await;
        let metrics = reqwest::get(format!("http://{address}/metrics")).await.expect("an answer");
        let metrics = metrics.text().await.expect("text");
        assert!(metrics.contains("tallybook_relay_told_total{sink=\"lines\"}"), "{metrics}");

        let pid = relay.id().expect("it runs");
        tallybook_tests::signal(pid, "TERM").await;
        let ended = relay.wait().await.expect("it ends");
        assert!(ended.success(), "{ended}");
        drained.await.expect("its log ends");
        let printed = printed.await.expect("it ends").expect("it can be read");
        assert_eq!(seqs_in(&printed, "apart"), (1..=last).collect::<Vec<i64>>());
        let mut owner = app.database.connect().await;
        let sql = format!("drop role {role}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await.expect("the owner may");
    });
}

#[test]
fn a_sink_that_cannot_be_is_refused_at_the_start_by_name() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        for (argument, why) in [
            ("nowhere", "expected NAME=URL"),
            ("BAD=stdout:", "the name"),
            ("a=gopher://x", "gopher"),
            ("a=kafka://127.0.0.1:1", "kafka"),
        ] {
            let output = Command::new(tallybook_tests::binary())
                .args(["serve", "--port=0", "--sink", argument])
                .env("DATABASE_URL", &app.database.service_url)
                .output()
                .await
                .expect("the binary runs");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && said.contains(why), "{argument}: {said}");
        }
    });
}

#[test]
fn what_is_told_is_what_the_api_reads() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        let api = &app.api;
        let ledger = books(api, "same").await;
        // Some blocks, so that accounts that are known from one are met again in the next.
        post(api, &ledger, 150).await;
        let transfers = format!("{ledger}/transfers");
        let hold = json!({"debit_account": "users:1", "credit_account": "users:2", "amount": "0.80", "pending": true});
        let held = api.post_keyed(&transfers, "hold", &hold).await.expect(201).json();
        let capture = format!("{transfers}/{}/capture", held["id"].as_str().expect("an id"));
        api.post_keyed(&capture, "capture", &json!({"amount": "0.30"})).await.expect(201);
        api.account(&ledger, "users:3", "liability", "EUR", json!({})).await;
        api.account(&ledger, "assets:vault", "asset", "EUR", json!({})).await;
        api.transfer(&ledger, "assets:vault", "users:3", "7.00").await.expect(201);
        let last = usize::try_from(post(api, &ledger, 150).await).expect("a number");

        let file = file();
        let sink = format!("--sink=lines=file://{}", file.display());
        let _relay = app.second_service(ServiceOptions::default().arg(sink)).await;
        until("the file has it all", async || told(&file, "same").len() >= last).await;
        let text = std::fs::read_to_string(&file).expect("it is there");
        let mut read = Vec::new();
        while read.len() < last {
            let page = api.get(&format!("{ledger}/events?limit=100&after={}", read.len())).await.expect(200).json();
            read.extend(page["data"].as_array().expect("a list").clone());
        }
        for (line, read) in text.lines().zip(&read) {
            let told: Value = serde_json::from_str(line).expect("JSON");
            for field in ["seq", "type", "recorded_at", "hash", "object"] {
                assert_eq!(told["data"][field], read[field], "{field} of {read}");
            }
        }
    });
}
