//! What is said about a transfer may change, guarded against each other's changes; what it moved may not.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, run};
use uuid::Uuid;

use crate::support::{
    Findings, act, books, events_after, funded, hold, last_seq, names, path_of, post, rows, seq_of, simple, with,
    without,
};

async fn change(api: &Api, ledger: &str, transfer: &Value, body: Value) -> Answered {
    api.patch(&path_of(ledger, transfer), &body).await
}

#[test]
fn metadata_is_merged_and_every_change_is_an_event() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let body = with(simple("users:1", "users:2", "1"), json!({"metadata": {"status": "sent", "order": "7"}}));
        let answer = api.post_keyed(&format!("{ledger}/transfers"), "first", &body).await.expect(201);
        let paid = answer.json();
        let merged = json!({"metadata": {"status": "settled", "order": null, "by": "bank"}});
        let changed = change(api, &ledger, &paid, merged.clone()).await.expect(200);
        assert_eq!(
            (changed.header("etag"), seq_of(&changed)),
            (Some("\"2\""), paid["seq"].as_i64().expect("a seq") + 1)
        );
        let now = json!({"status": "settled", "by": "bank"});
        assert_eq!((&changed.json()["metadata"], &changed.json()["revision"]), (&now, &json!(2)));
        let read = api.get(&path_of(&ledger, &paid)).await.expect(200);
        assert_eq!(read.header("etag"), Some("\"2\""));
        assert_eq!((&read.json()["metadata"], &read.json()["revision"]), (&now, &json!(2)));
        // Nothing else is different, and the key still answers what was first answered.
        let bare = |value: Value| without(without(value, "metadata"), "revision");
        assert_eq!(bare(read.json()), without(paid.clone(), "metadata"));
        let replayed = api.post_keyed(&format!("{ledger}/transfers"), "first", &body).await.expect(201);
        assert_eq!(replayed.body, answer.body);
        // What changes nothing is no change.
        let before = last_seq(api, &ledger).await;
        for nothing in [merged, json!({}), json!({"metadata": {}}), json!({"metadata": {"gone": null}})] {
            let same = change(api, &ledger, &paid, nothing).await.expect(200);
            assert_eq!(same.header("etag"), Some("\"2\""));
        }
        assert_eq!(last_seq(api, &ledger).await, before);
        let events = events_after(api, &ledger, paid["seq"].as_i64().expect("a seq") - 1).await;
        let types: Vec<_> = events.iter().map(|event| event["type"].as_str().expect("a type")).collect();
        assert_eq!(types, ["transfer.posted", "transfer.updated"]);
        assert_eq!(events[0]["object"]["metadata"], paid["metadata"], "what was recorded stays");
        let object = &events[1]["object"];
        assert_eq!(
            (&object["id"], &object["metadata"], &object["revision"], &object["seq"]),
            (&paid["id"], &now, &json!(2), &paid["seq"])
        );
    });
}

#[test]
fn every_kind_of_entry_takes_metadata_and_shows_it_wherever_it_is_read() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "5", json!({})).await;
        let capture = act(api, &ledger, &held, "capture", json!({"amount": "2"})).await.expect(201).json();
        let reversal = act(api, &ledger, &capture, "reverse", json!({})).await.expect(201).json();
        for target in [&held, &capture, &reversal] {
            let changed = change(api, &ledger, target, json!({"metadata": {"a": "b"}})).await.expect(200).json();
            assert_eq!(names(&changed), ["id", "metadata", "revision", "seq", "updated_at"].map(str::to_owned).into());
            let read = api.get(&path_of(&ledger, target)).await.expect(200).json();
            for member in ["id", "metadata", "revision", "seq"] {
                assert_eq!(changed[member], read[member], "{member}");
            }
            let bare =
                |value: &Value| ["metadata", "revision", "hold", "reversed"].into_iter().fold(value.clone(), without);
            assert_eq!(bare(&read), bare(target));
        }
        for list in ["holds", "transfers"] {
            let listed = api.get(&format!("{ledger}/{list}?limit=1")).await.expect(200).json();
            assert_eq!(rows(&listed)[0]["metadata"], json!({"a": "b"}), "{list}");
        }
    });
}

#[test]
fn a_change_is_made_only_to_what_its_author_saw() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let body = with(simple("users:1", "users:2", "1"), json!({"metadata": {"status": "sent"}}));
        let paid = post(api, &ledger, &body).await.expect(201).json();
        let step = |from: Value, to: &str| json!({"if_metadata": {"status": from}, "metadata": {"status": to}});
        change(api, &ledger, &paid, step(json!("sent"), "settled")).await.expect(200);
        let problem = change(api, &ledger, &paid, step(json!("sent"), "failed")).await;
        assert_eq!(problem.expect_problem(409, "version_conflict")["key"], "status");
        change(api, &ledger, &paid, step(json!(null), "failed")).await.expect_problem(409, "version_conflict");
        // Null is a key that must not be there; all of them must hold, also where nothing changes.
        let absent = json!({"if_metadata": {"by": null, "status": "settled"}, "metadata": {"by": "me"}});
        change(api, &ledger, &paid, absent.clone()).await.expect(200);
        change(api, &ledger, &paid, absent).await.expect_problem(409, "version_conflict");
        let unmet = json!({"if_metadata": {"by": "you"}, "metadata": {}});
        change(api, &ledger, &paid, unmet).await.expect_problem(409, "version_conflict");
        // Revisions, by the body and by the header.
        let problem = change(api, &ledger, &paid, json!({"if_revision": 2, "metadata": {"x": "y"}})).await;
        let problem = problem.expect_problem(409, "version_conflict");
        assert_eq!((&problem["expected"], &problem["actual"]), (&json!(2), &json!(3)));
        change(api, &ledger, &paid, json!({"if_revision": 3, "metadata": {"x": "y"}})).await.expect(200);
        let guarded = async |etag: &str| {
            let body = json!({"metadata": {"x": etag}}).to_string().into();
            api.send(Method::PATCH, &path_of(&ledger, &paid), &[("if-match", etag)], Some(body))
                .await
                .expect("an answer")
        };
        guarded("\"3\"").await.expect_problem(409, "version_conflict");
        assert_eq!(guarded("\"4\"").await.expect(200).header("etag"), Some("\"5\""));
        let read = api.get(&path_of(&ledger, &paid)).await.expect(200).json();
        assert_eq!(read["metadata"], json!({"status": "settled", "by": "me", "x": "\"4\""}));
    });
}

#[test]
fn an_accounts_metadata_is_compared_and_set_too() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/accounts/users:1");
        let step = |from: Value, to: &str| json!({"if_metadata": {"kyc": from}, "metadata": {"kyc": to}});
        api.patch(&path, &step(json!("open"), "done")).await.expect_problem(409, "version_conflict");
        api.patch(&path, &step(json!(null), "open")).await.expect(200);
        let problem = api.patch(&path, &step(json!(null), "open")).await.expect_problem(409, "version_conflict");
        assert_eq!(problem["key"], "kyc");
        let changed = api.patch(&path, &step(json!("open"), "done")).await.expect(200).json();
        assert_eq!((&changed["metadata"], &changed["revision"]), (&json!({"kyc": "done"}), &json!(3)));
    });
}

#[test]
fn of_many_that_saw_the_same_one_changes_it() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201).json();
        let second = app.second_service(tallybook_tests::ServiceOptions::default()).await;
        let apis = [api.clone(), api.at(&second.url)];
        let account = format!("{ledger}/accounts/users:1");
        for path in [path_of(&ledger, &paid), account] {
            let bodies: Vec<Value> = (0..16)
                .map(|n| json!({"if_metadata": {"owner": null}, "metadata": {"owner": format!("{n}")}}))
                .collect();
            let answers = join_all(bodies.iter().enumerate().map(|(n, body)| apis[n % 2].patch(&path, body))).await;
            let winners: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
            assert_eq!(winners.len(), 1, "{path}");
            let now = api.get(&path).await.expect(200).json();
            assert_eq!(winners[0].json()["metadata"], now["metadata"]);
            for refused in answers.iter().filter(|answer| answer.status != 200) {
                assert_eq!((refused.status, &*refused.code()), (409, "version_conflict"));
            }
        }
    });
}

#[test]
fn transfers_are_found_by_their_present_metadata() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let body = with(simple("users:1", "users:2", "1"), json!({"metadata": {"status": "sent"}}));
        let paid = post(api, &ledger, &body).await.expect(201).json();
        post(api, &ledger, &body).await.expect(201);
        change(api, &ledger, &paid, json!({"metadata": {"status": "settled"}})).await.expect(200);
        let found = async |value: &str| {
            let path = format!("{ledger}/transfers?metadata_key=status&metadata_value={value}");
            rows(&api.get(&path).await.expect(200).json()).clone()
        };
        let settled = found("settled").await;
        assert_eq!(settled.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&paid["id"]]);
        assert_eq!(settled[0]["metadata"]["status"], "settled");
        let sent = found("sent").await;
        assert_eq!(sent.len(), 1);
        assert_ne!(sent[0]["id"], paid["id"]);
    });
}

#[test]
fn a_change_is_checked_and_stays_within_the_limits_of_metadata() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201).json();
        let path = path_of(&ledger, &paid);
        let large = |key: &str| json!({"metadata": {key: "x".repeat(5000)}});
        change(api, &ledger, &paid, large("a")).await.expect(200);
        let problem = change(api, &ledger, &paid, large("b")).await.expect_problem(422, "metadata_limit_exceeded");
        assert_eq!(problem["transfer_id"], paid["id"]);
        let before = last_seq(api, &ledger).await;
        let mut findings = Findings::default();
        for (body, code, field) in [
            (json!({"metadata": null}), "invalid_field", "/metadata"),
            (json!({"metadata": {"a": 1}}), "invalid_field", "/metadata/a"),
            (json!({"if_metadata": {"a": 1}}), "invalid_field", "/if_metadata/a"),
            (json!({"if_revision": 0}), "invalid_field", "/if_revision"),
            (json!({"description": "x"}), "unknown_field", "/description"),
            (json!({"amount": "1"}), "unknown_field", "/amount"),
        ] {
            findings.refused(api, (Method::PATCH, &path), &body, (400, code, Some(field))).await;
        }
        findings.none();
        let missing = format!("{ledger}/transfers/{}", Uuid::new_v4());
        api.patch(&missing, &json!({"metadata": {"a": "b"}})).await.expect_problem(404, "not_found");
        let other = books(api, "other").await;
        change(api, &other, &paid, json!({"metadata": {"a": "b"}})).await.expect_problem(404, "not_found");
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}
