//! Endpoints as settings: adding, changing and removing them, and what is refused.

use serde_json::{Value, json};
use tallybook_tests::{Receiver, run_with, until};

use crate::books::{books, endpoint, options, path_of, post, until_told};

#[test]
fn adding_the_same_again_answers_what_exists_and_another_under_its_url_is_refused() {
    run_with(options(), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/webhook_endpoints");
        let body =
            json!({"url": "http://127.0.0.1:1/a", "types": ["transfer.posted", "account.created"], "description": "d"});
        let added = api.post(&path, &body).await.expect(201);
        let location = added.header("location").expect("a location").to_owned();
        assert_eq!(location, path_of(&ledger, &added.json()));
        assert_eq!(added.header("etag"), Some("\"1\""));
        let again = api.post(&path, &body).await.expect(200);
        assert_eq!(again.header("location"), Some(&*location));
        assert_eq!(again.json()["id"], added.json()["id"]);
        assert_eq!(again.json().get("secret"), None, "it is shown once");
        assert_eq!(added.json()["types"], json!(["account.created", "transfer.posted"]));
        let mut other = body.clone();
        other["ordered"] = true.into();
        let refused = api.post(&path, &other).await;
        assert_eq!(refused.header("location"), Some(&*location));
        refused.expect_problem(409, "already_exists");

        let second = endpoint(api, &ledger, "http://127.0.0.1:1/b", json!({})).await;
        let refused = api.patch(&path_of(&ledger, &second), &json!({"url": body["url"]})).await;
        assert_eq!(refused.header("location"), Some(&*location));
        refused.expect_problem(409, "already_exists");
        let listed = api.get(&path).await.expect(200).json();
        let urls: Vec<_> = listed["data"].as_array().expect("a list").iter().map(|row| row["url"].clone()).collect();
        assert_eq!(urls, ["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"]);
    });
}

#[test]
fn a_change_is_guarded_by_the_revision_it_was_made_from() {
    run_with(options(), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let more =
            json!({"types": ["transfer.posted"], "path_prefix": "users", "metadata": {"a": "b"}, "description": "d"});
        let added = endpoint(api, &ledger, "http://127.0.0.1:1/a", more).await;
        let path = path_of(&ledger, &added);
        let changed = api.patch(&path, &json!({"if_revision": 1, "ordered": true})).await.expect(200);
        assert_eq!((changed.header("etag"), &changed.json()["ordered"]), (Some("\"2\""), &json!(true)));
        let problem = api.patch(&path, &json!({"if_revision": 1, "ordered": false})).await;
        let problem = problem.expect_problem(409, "version_conflict");
        assert_eq!((&problem["expected"], &problem["actual"]), (&json!(1), &json!(2)));
        let cleared = json!({"types": null, "path_prefix": null, "metadata": null, "description": null});
        let cleared = api.patch(&path, &cleared).await.expect(200).json();
        for field in ["types", "path_prefix", "description"] {
            assert_eq!(cleared.get(field), None, "{field}");
        }
        assert_eq!(cleared["metadata"], json!({}));
    });
}

#[test]
fn what_is_removed_is_told_no_more_and_leaves_nothing_behind() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({})).await;
        post(api, &ledger, 2).await;
        until_told(app, &ledger, &added).await;
        let path = path_of(&ledger, &added);
        let gone = api.send(reqwest::Method::DELETE, &path, &[], None).await.expect("an answer").expect(204);
        assert!(gone.body.is_empty());
        for (method, path) in [
            (reqwest::Method::DELETE, path.clone()),
            (reqwest::Method::GET, path.clone()),
            (reqwest::Method::GET, format!("{path}/attempts")),
            (reqwest::Method::GET, format!("{path}/dead_letters")),
        ] {
            api.send(method, &path, &[], None).await.expect("an answer").expect_problem(404, "not_found");
        }
        let mut conn = app.database.connect().await;
        let left: i64 = sqlx::query_scalar(
            "select (select count(*) from sink_cursors) + (select count(*) from webhook_attempts)
               + (select count(*) from webhook_endpoints)",
        )
        .fetch_one(&mut conn)
        .await
        .expect("it can be counted");
        assert_eq!(left, 0);
        // The same URL is a new endpoint, with a secret of its own.
        let anew = endpoint(api, &ledger, &receiver.url, json!({})).await;
        assert_ne!(anew["secret"], added["secret"]);
        let before = receiver.received().len();
        post(api, &ledger, 1).await;
        until_told(app, &ledger, &anew).await;
        assert_eq!(receiver.received().len(), before + 1);
    });
}

#[test]
fn a_ledger_has_a_hundred_endpoints_at_most() {
    run_with(options().arg("--no-relay"), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        for number in 0..100 {
            endpoint(api, &ledger, &format!("http://127.0.0.1:1/{number}"), json!({})).await;
        }
        let one_more = json!({"url": "http://127.0.0.1:1/100"});
        let problem = api.post(&format!("{ledger}/webhook_endpoints"), &one_more).await;
        assert_eq!(problem.expect_problem(422, "too_many_endpoints")["max_items"], 100);
        let listed = api.get(&format!("{ledger}/webhook_endpoints")).await.expect(200).json();
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(100));
    });
}

#[test]
fn what_an_endpoint_cannot_be_is_refused_by_name() {
    run_with(options().arg("--no-relay"), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/webhook_endpoints");
        for (body, field) in [
            (json!({}), "/url"),
            (json!({"url": 1}), "/url"),
            (json!({"url": "nowhere"}), "/url"),
            (json!({"url": "gopher://example.com"}), "/url"),
            (json!({"url": "https://user:pw@example.com"}), "/url"),
            (json!({"url": "https://example.com", "types": []}), "/types"),
            (json!({"url": "https://example.com", "types": ["transfer.posted", "transfer.lost"]}), "/types/1"),
            (json!({"url": "https://example.com", "path_prefix": "users:"}), "/path_prefix"),
            (json!({"url": "https://example.com", "metadata": {"a": 1}}), "/metadata/a"),
            (json!({"url": "https://example.com", "after": -1}), "/after"),
            (json!({"url": "https://example.com", "ordered": "yes"}), "/ordered"),
        ] {
            let problem = api.post(&path, &body).await.expect_problem(400, "invalid_field");
            assert_eq!(problem["field"], field, "{problem}");
        }
        let problem: Value = api
            .post(&path, &json!({"url": "https://example.com", "secret": "x"}))
            .await
            .expect_problem(400, "unknown_field");
        assert_eq!(problem["field"], "/secret");
    });
}

#[test]
fn how_far_sinks_are_is_shown_by_metrics_and_on_the_command_line() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({"after": 0})).await;
        post(api, &ledger, 5).await;
        until_told(app, &ledger, &added).await;
        until("it is counted", async || api.metric("tallybook_relay_told_total", "webhooks").await >= 9.0).await;
        until("it is gauged", async || {
            api.metric("tallybook_relay_lanes", "").await >= 1.0
                && api.metric("tallybook_relay_lag_events", "webhooks").await == 0.0
        })
        .await;
        let lag = async |more: &[&str]| {
            let output = tokio::process::Command::new(tallybook_tests::binary())
                .args(["events", "lag", "--ledger", "demo"])
                .args(more)
                .env("DATABASE_URL", &app.database.service_url)
                .output()
                .await
                .expect("the binary runs");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).expect("text")
        };
        let said: Value = serde_json::from_str(&lag(&["--json"]).await).expect("JSON");
        let lane = &said["lanes"][0];
        assert_eq!((&lane["sink"], &lane["told_seq"], &lane["behind"]), (&added["id"], &json!(9), &json!(0)));
        assert!(lag(&[]).await.contains(added["id"].as_str().expect("an id")));
    });
}
