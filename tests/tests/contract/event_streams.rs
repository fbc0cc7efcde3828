//! The event stream: from any number on, in order, each once, until somebody ends it.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;
use tallybook_tests::{Block, ServiceOptions, run, run_with, tallybook, until};

use crate::support::{books, events_after, last_seq};

#[test]
fn a_stream_shows_what_the_list_shows_and_goes_on_after_the_last_event_id() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/events/stream");
        let there = last_seq(api, &ledger).await as usize;
        let mut stream = api.stream(&path, None).await;
        let first = stream.block().await.expect("it begins");
        assert_eq!((first.id, first.data, first.event), (Some(0), None, None));
        assert!(first.retry.is_some_and(|millis| (1000..3000).contains(&millis)));
        let mut seen = stream.events(there).await;
        // Now it waits; what is posted comes at once.
        for _ in 0..3 {
            api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
            let began = Instant::now();
            seen.extend(stream.events(1).await);
            assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        }
        assert_eq!(seen, events_after(api, &ledger, 0).await);

        drop(stream);
        api.transfer(&ledger, "assets:bank", "users:1", "2.00").await.expect(201);
        let wins = api.stream(&format!("{path}?after=1"), Some(there as i64)).await.events(4).await;
        assert_eq!(wins, events_after(api, &ledger, there as i64).await);
        let after = api.stream(&format!("{path}?after={there}&min_seq={there}"), None).await.events(4).await;
        assert_eq!(after, wins);
        for id in ["", "x", "-1", "1.5", "9223372036854775808"] {
            let refused = api.send(Method::GET, &path, &[("last-event-id", id)], None).await.expect("an answer");
            assert_eq!(refused.expect_problem(400, "invalid_field")["field"], "Last-Event-ID", "{id:?}");
        }
        assert_eq!(api.metric("tallybook_events_streamed_total", "").await as usize, there + 3 + 4 + 4);
    });
}

#[test]
fn a_filtered_stream_shows_what_matches_and_a_heartbeat_moves_the_client_past_the_rest() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let filter = "account=users:2&types=transfer.posted";
        let mut stream = api.stream(&format!("{ledger}/events/stream?{filter}"), None).await;
        api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        let wanted = api.transfer(&ledger, "assets:bank", "users:2", "1.00").await.expect(201).json();
        let event = stream.events(1).await.remove(0);
        assert_eq!(event["object"]["id"], wanted["id"]);
        let opened = Instant::now();
        let skipped = api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201).json();
        let heartbeat = stream.block().await.expect("it goes on");
        assert_eq!(heartbeat, Block { id: skipped["seq"].as_i64(), comments: 1, ..Block::default() });
        let silent = opened.elapsed();
        assert!((14..18).contains(&silent.as_secs()), "{silent:?}");
        assert_eq!(stream.last_event_id, skipped["seq"].as_i64());
        api.transfer(&ledger, "assets:bank", "users:2", "1.00").await.expect(201);
        assert!(stream.event().await.is_some());
    });
}

#[test]
fn streams_are_no_requests_in_work_and_there_are_so_many_at_most() {
    let limits = ["--max-in-flight=2", "--request-timeout=1", "--max-streams=6"];
    let options = limits.into_iter().fold(ServiceOptions::default(), ServiceOptions::arg);
    run_with(options, async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let last = last_seq(api, &ledger).await;
        let path = format!("{ledger}/events/stream?after={last}");
        let mut streams = Vec::new();
        for _ in 0..6 {
            streams.push(api.stream(&path, None).await);
        }
        assert_eq!(api.metric("tallybook_event_streams", "").await as usize, 6);
        let refused = api.get(&path).await;
        assert_eq!(refused.header("retry-after"), Some("1"));
        refused.expect_problem(503, "overloaded");
        // Beyond the time that a request may take.
        let opened = Instant::now();
        until("two seconds are over", async || {
            api.get(&ledger).await.expect(200);
            opened.elapsed() > Duration::from_secs(2)
        })
        .await;
        api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        for stream in &mut streams {
            assert_eq!(stream.events(1).await[0]["seq"], last + 1);
        }
        // Who goes makes room.
        streams.truncate(5);
        until("there is room", async || api.get(&path).await.status == 200).await;
        drop(streams);
        until("all are gone", async || api.metric("tallybook_event_streams", "").await as usize == 0).await;
    });
}

#[test]
fn a_stream_ends_when_its_key_is_revoked_or_expires() {
    run(async |app| {
        let ledger = books(&app.api, "demo").await;
        let path = format!("{ledger}/events/stream");
        let revoked = app.create_key(&["events:read"], &["demo"]).await;
        let in_five_seconds = {
            let now: String = sqlx::query_scalar(
                "select to_char((now() + interval '5 s') at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
            )
            .fetch_one(&mut app.database.connect().await)
            .await
            .expect("the database has a clock");
            now
        };
        let arguments = ["keys", "create", "--name", "short", "--json", "--all-ledgers", "--scope", "events:read"];
        let created =
            tallybook(&app.database.service_url, &[&arguments[..], &["--expires-at", &in_five_seconds]].concat()).await;
        let expiring: Value = serde_json::from_slice(&created.stdout).expect("JSON");
        let expiring = expiring["key"].as_str().expect("the key").to_owned();

        let mut streams = Vec::new();
        for key in [&revoked, &expiring, &app.key] {
            let mut stream = app.api.with_key(key).stream(&path, None).await;
            stream.events(5).await;
            streams.push(stream);
        }
        let mut lives = streams.pop().expect("three were opened");
        let public_id = revoked.split('_').nth(1).expect("a public id");
        tallybook(&app.database.service_url, &["keys", "revoke", public_id]).await;
        let began = Instant::now();
        for mut stream in streams {
            assert_eq!(stream.event().await, None);
        }
        assert!(began.elapsed() < Duration::from_millis(6500), "{:?}", began.elapsed());
        app.api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        assert!(lives.event().await.is_some());
    });
}
