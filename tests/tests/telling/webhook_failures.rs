//! Receivers that fail, in every way they do; and relays that die.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use sqlx::Connection as _;
use tallybook_tests::{Receiver, Reply, ServiceOptions, run_with, until};

use crate::books::{books, delivery, endpoint, options, path_of, post, until_each_came, until_told};

/// What was sent about one event, oldest first.
async fn attempts_at(api: &tallybook_tests::Api, ledger: &str, added: &Value, seq: i64) -> Vec<Value> {
    let path = format!("{}/attempts?seq={seq}&order=asc", path_of(ledger, added));
    api.get(&path).await.expect(200).json()["data"].as_array().expect("a list").clone()
}

#[test]
fn what_fails_is_sent_again_with_the_same_id_while_the_rest_goes_on() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let failures = AtomicUsize::new(2);
        receiver.answer(move |received| {
            let fails = received.seq() == 5
                && failures.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(1)).is_ok();
            if fails { Reply { body: "broken inside".into(), ..Reply::status(500) } } else { Reply::status(204) }
        });
        let added = endpoint(api, &ledger, &receiver.url, json!({})).await;
        post(api, &ledger, 3).await;
        until_told(app, &ledger, &added).await;
        let received = receiver.received();
        let of_first: Vec<_> = received.iter().filter(|received| received.seq() == 5).collect();
        assert_eq!(of_first.len(), 3);
        assert!(of_first.iter().all(|again| again.header("webhook-id") == of_first[0].header("webhook-id")));
        let passed = received.iter().position(|received| received.seq() == 7).expect("it came");
        let taken = received.iter().rposition(|received| received.seq() == 5).expect("it came");
        assert!(passed < taken, "one that fails holds up no other");

        let attempts = attempts_at(api, &ledger, &added, 5).await;
        let of = |attempt: &Value| (attempt["attempt"].clone(), attempt["status"].clone(), attempt["answer"].clone());
        assert_eq!(of(&attempts[0]), (json!(1), json!(500), json!("broken inside")));
        assert_eq!(attempts[0]["error"], "answered 500");
        assert_eq!(of(&attempts[2]), (json!(3), json!(204), Value::Null));
        let delivery = delivery(api, &ledger, &added).await;
        assert_eq!((delivery.get("failing_since"), delivery.get("last_error")), (None, None), "{delivery}");
    });
}

#[test]
fn after_the_last_attempt_an_event_is_a_dead_letter_until_it_is_driven_again() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        receiver.answer(|received| Reply::status(if received.seq() == 6 { 503 } else { 200 }));
        let added = endpoint(api, &ledger, &receiver.url, json!({})).await;
        post(api, &ledger, 3).await;
        until("it was given up", async || delivery(api, &ledger, &added).await["dead_letters"] == 1).await;
        assert_eq!(attempts_at(api, &ledger, &added, 6).await.len(), 4, "the first and three more");
        let letters = api.get(&format!("{}/dead_letters", path_of(&ledger, &added))).await.expect(200).json();
        let letter = &letters["data"][0];
        assert_eq!(
            (&letter["seq"], &letter["attempts"], &letter["error"]),
            (&json!(6), &json!(4), &json!("answered 503"))
        );

        receiver.answer(|_| Reply::status(200));
        let redrive = format!("{}/redrive", path_of(&ledger, &added));
        let ids = json!({"ids": [letter["event_id"]]});
        assert_eq!(api.post(&redrive, &ids).await.expect(202).json(), json!({"events": 1}));
        until_told(app, &ledger, &added).await;
        assert_eq!(receiver.seqs().last(), Some(&6));
        assert_eq!(delivery(api, &ledger, &added).await["dead_letters"], 0);
        assert_eq!(api.post(&redrive, &json!({})).await.expect(202).json(), json!({"events": 0}));
    });
}

#[test]
fn an_ordered_endpoint_that_fails_holds_up_its_own_events_and_nobody_else_s() {
    run_with(options(), async |app| {
        let api = &app.api;
        let (receiver, other) = (Receiver::start().await, Receiver::start().await);
        let ledger = books(api, "demo").await;
        receiver.answer(|_| Reply::status(500));
        let added = endpoint(api, &ledger, &receiver.url, json!({"ordered": true})).await;
        endpoint(api, &ledger, &other.url, json!({"ordered": true})).await;
        let last = post(api, &ledger, 20).await;
        assert_eq!(until_each_came(&other, 5..=last).await, (5..=last).collect::<Vec<i64>>());
        receiver.until_received(2).await;
        assert!(receiver.seqs().iter().all(|seq| *seq == 5), "{:?}", receiver.seqs());
        receiver.answer(|_| Reply::status(200));
        until_told(app, &ledger, &added).await;
        assert_eq!(until_each_came(&receiver, 5..=last).await, (5..=last).collect::<Vec<i64>>());
    });
}

#[test]
fn redirects_are_not_followed_and_whoever_is_gone_is_disabled() {
    run_with(options(), async |app| {
        let api = &app.api;
        let (receiver, elsewhere) = (Receiver::start().await, Receiver::start().await);
        let ledger = books(api, "demo").await;
        let url = elsewhere.url.clone();
        receiver.answer(move |_| Reply::status(307).header("location", url.clone()));
        let added = endpoint(api, &ledger, &receiver.url, json!({})).await;
        post(api, &ledger, 1).await;
        until("it is tried twice", async || receiver.received().len() >= 2).await;
        assert!(elsewhere.received().is_empty());
        let error = attempts_at(api, &ledger, &added, 5).await[0]["error"].clone();
        assert_eq!(error, "answered 307; redirects are not followed");

        receiver.answer(|_| Reply::status(410));
        let path = path_of(&ledger, &added);
        until("it is disabled", async || api.get(&path).await.json()["status"] == "disabled").await;
        assert_eq!(api.get(&path).await.json()["disabled_reason"], "answered 410: it is gone");
        let before = receiver.received().len();
        let last = post(api, &ledger, 3).await;
        // Enabled again it goes on where it ended, with all that it did not take.
        receiver.answer(|_| Reply::status(200));
        assert_eq!(receiver.received().len(), before);
        let enabled = api.patch(&path, &json!({"status": "enabled"})).await.expect(200).json();
        assert_eq!((&enabled["status"], enabled.get("disabled_reason")), (&json!("enabled"), None));
        until_told(app, &ledger, &added).await;
        let mut after: Vec<i64> = receiver.seqs().split_off(before);
        after.sort_unstable();
        assert_eq!(after, (5..=last).collect::<Vec<i64>>());
    });
}

#[test]
fn a_receiver_s_retry_after_is_honoured() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        receiver.answer(|_| Reply::status(429).header("retry-after", "3600"));
        let added = endpoint(api, &ledger, &receiver.url, json!({})).await;
        post(api, &ledger, 1).await;
        until("it waits", async || delivery(api, &ledger, &added).await["waiting"] == 1).await;
        let mut conn = app.database.connect().await;
        let minutes: i32 =
            sqlx::query_scalar("select extract(epoch from due_at - clock_timestamp())::int4 / 60 from deliveries")
                .fetch_one(&mut conn)
                .await
                .expect("one waits");
        assert!((58..=60).contains(&minutes), "{minutes}");
    });
}

#[test]
fn a_receiver_that_never_ends_its_answer_or_sends_no_http_costs_only_its_own_time() {
    run_with(options(), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        // Endless, without a word of HTTP, and nobody there.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let garbage = format!("http://{}/", listener.local_addr().expect("bound"));
        let talking = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"SSH-2.0-nothing\r\n\r\n").await;
            }
        });
        let huge = Receiver::start().await;
        huge.answer(|_| Reply { body: vec![b'x'; 8 << 20].into(), ..Reply::status(500) });
        let good = Receiver::start().await;
        let mut bad = Vec::new();
        for url in [garbage.as_str(), "http://127.0.0.1:1/", huge.url.as_str()] {
            bad.push(endpoint(api, &ledger, url, json!({})).await);
        }
        endpoint(api, &ledger, &good.url, json!({})).await;
        let last = post(api, &ledger, 5).await;
        until_each_came(&good, 5..=last).await;
        for added in &bad {
            until("it is tried", async || !attempts_at(api, &ledger, added, 5).await.is_empty()).await;
            let attempt = attempts_at(api, &ledger, added, 5).await.remove(0);
            assert!(attempt["error"].is_string(), "{attempt}");
            let answer = attempt["answer"].as_str().unwrap_or_default();
            assert!(answer.len() <= 512, "an answer is read only so far");
        }
        talking.abort();
    });
}

#[test]
fn one_slow_endpoint_among_fifty_delays_nobody() {
    run_with(options(), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let slow = Receiver::start().await;
        slow.answer(|_| Reply::status(200).after(Duration::from_secs(10)));
        endpoint(api, &ledger, &slow.url, json!({})).await;
        let mut fast = Vec::new();
        for _ in 0..49 {
            let receiver = Receiver::start().await;
            endpoint(api, &ledger, &receiver.url, json!({})).await;
            fast.push(receiver);
        }
        let began = std::time::Instant::now();
        let last = post(api, &ledger, 40).await;
        for receiver in &fast {
            until_each_came(receiver, 5..=last).await;
        }
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "{:?}: before the slow one has taken anything",
            began.elapsed()
        );
        assert!(!slow.received().is_empty());
    });
}

#[test]
fn a_relay_that_is_killed_is_followed_by_another_and_nothing_is_lost() {
    // The first process serves and relays too; it is told to leave that to the others.
    run_with(options().arg("--no-relay"), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let (ordered, every) = (Receiver::start().await, &receiver);
        endpoint(api, &ledger, &ordered.url, json!({"ordered": true})).await;
        let added = endpoint(api, &ledger, &every.url, json!({})).await;
        let mut last = 4;
        for stop in ["KILL", "TERM", "KILL"] {
            let mut relay = app.second_service(options()).await;
            let seen = receiver.received().len();
            last = post(api, &ledger, 30).await;
            receiver.until_received(seen + 10).await;
            relay.child.signal(stop).await;
            relay.child.wait().await;
        }
        let _relay = app.second_service(options()).await;
        last = last.max(post(api, &ledger, 5).await);
        // A lease outlives who held it by 15 seconds at most.
        for receiver in [&receiver, &ordered] {
            let order = until_each_came(receiver, 5..=last).await;
            assert_eq!(i64::try_from(order.len()).expect("few"), last - 4, "nothing that is not in the ledger");
        }
        let order = until_each_came(&ordered, 5..=last).await;
        assert_eq!(order, (5..=last).collect::<Vec<i64>>(), "in order, but for what came again");
        until_told(app, &ledger, &added).await;
    });
}

#[test]
fn a_relay_that_was_paused_moves_nothing_when_it_wakes() {
    run_with(options().arg("--no-relay"), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({"ordered": true})).await;
        let paused = app.second_service(options()).await;
        post(api, &ledger, 1).await;
        receiver.until_received(1).await;
        paused.child.signal("STOP").await;
        post(api, &ledger, 5).await;
        let next = app.second_service(options()).await;
        let last = post(api, &ledger, 5).await;
        until_each_came(&receiver, 5..=last).await;
        until_told(app, &ledger, &added).await;
        paused.child.signal("CONT").await;
        let after = post(api, &ledger, 5).await;
        until_each_came(&receiver, 5..=after).await;
        until_told(app, &ledger, &added).await;
        assert!(next.logged().contains("serving"));
        let mut conn = app.database.connect().await;
        let epoch: i64 =
            sqlx::query_scalar("select lease_epoch from sink_cursors").fetch_one(&mut conn).await.expect("one lane");
        assert_eq!(epoch, 2, "taken once, and not taken back");
    });
}

#[test]
fn a_relay_that_is_paused_while_it_records_is_taken_over_from() {
    run_with(options().arg("--no-relay"), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({"ordered": true})).await;
        let paused = app.second_service(options()).await;
        // Its transaction holds the lane's row and waits for this table.
        let (mut owner, mut watcher) = (app.database.connect().await, app.database.connect().await);
        let mut lock = owner.begin().await.expect("a transaction begins");
        sqlx::query("lock table webhook_attempts in exclusive mode").execute(&mut *lock).await.expect("the owner may");
        post(api, &ledger, 1).await;
        until("the relay records what it has told", async || {
            let waiting = "select exists (select from pg_stat_activity where datname = current_database()
                             and wait_event_type = 'Lock' and query like '%insert into webhook_attempts%')";
            sqlx::query_scalar(waiting).fetch_one(&mut watcher).await.expect("the activity can be read")
        })
        .await;
        paused.child.signal("STOP").await;
        lock.rollback().await.expect("the lock is given back");
        let _next = app.second_service(options()).await;
        let last = post(api, &ledger, 2).await;
        until_each_came(&receiver, 5..=last).await;
        until_told(app, &ledger, &added).await;
        paused.child.signal("CONT").await;
    });
}

#[test]
fn a_webhook_that_leads_to_this_machine_is_neither_set_up_nor_followed_without_being_allowed_to() {
    run_with(ServiceOptions::default(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/webhook_endpoints");
        for (url, why) in [
            (receiver.url.as_str(), "/url must begin with https://"),
            ("https://127.0.0.1/", "/url must not lead to a private or reserved address."),
            ("https://[::1]/", "/url must not lead to a private or reserved address."),
            ("https://169.254.169.254/latest", "/url must not lead to a private or reserved address."),
        ] {
            let problem = api.post(&path, &json!({"url": url})).await.expect_problem(400, "invalid_field");
            assert!(problem["detail"].as_str().expect("text").starts_with(why), "{problem}");
        }
        // A name is judged when it is connected to: it may lead elsewhere by then.
        let added = endpoint(api, &ledger, "https://localhost:8443/hook", json!({})).await;
        post(api, &ledger, 1).await;
        until("it is tried", async || !attempts_at(api, &ledger, &added, 5).await.is_empty()).await;
        assert_eq!(attempts_at(api, &ledger, &added, 5).await[0]["error"], "the host has no public address");
        // Nor is what another process, or an older rule, let in.
        let mut conn = app.database.connect().await;
        let sql = "update webhook_endpoints set url = $1";
        sqlx::query(sql).bind(&receiver.url).execute(&mut conn).await.expect("the owner may");
        post(api, &ledger, 1).await;
        until("it is tried", async || !attempts_at(api, &ledger, &added, 6).await.is_empty()).await;
        assert!(receiver.received().is_empty());
    });
}
