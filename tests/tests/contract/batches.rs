//! Batches of transfers: whole or each by itself, under one key or one per item.

use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, run, until};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::support::{HeldHead, books, last_seq, seq_of, simple, with, without};

async fn post(api: &Api, ledger: &str, key: &str, atomic: bool, transfers: Value) -> Answered {
    api.post_keyed(&format!("{ledger}/transfers/batch"), key, &json!({"atomic": atomic, "transfers": transfers})).await
}

async fn post_unkeyed(api: &Api, ledger: &str, atomic: bool, transfers: Value) -> Answered {
    api.post(&format!("{ledger}/transfers/batch"), &json!({"atomic": atomic, "transfers": transfers})).await
}

fn keyed(key: &str, transfer: Value) -> Value {
    with(transfer, json!({"idempotency_key": key}))
}

fn statuses(answer: &Answered) -> Vec<String> {
    let body = answer.json();
    let results = body["results"].as_array().expect("results");
    results.iter().map(|result| result["status"].as_str().expect("a status").to_owned()).collect()
}

#[test]
fn an_atomic_batch_is_posted_whole_or_refused_by_its_culprit() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        api.account(&ledger, "wallet", "liability", "USD", json!({"policy": {"min_balance": "0"}})).await;
        let before = last_seq(api, &ledger).await;
        let refused = json!([
            simple("assets:bank", "wallet", "5"),
            simple("wallet", "users:1", "5.01"),
            simple("assets:bank", "nobody", "1")
        ]);
        let first = post(api, &ledger, "refused", true, refused.clone()).await;
        assert!(first.header("tallybook-seq").is_none());
        let body = first.body.clone();
        let problem = first.expect_problem(422, "insufficient_balance");
        assert_eq!(
            (&problem["index"], &problem["posting"], &problem["available"]),
            (&json!(1), &json!(0), &json!("5.00"))
        );
        assert_eq!(last_seq(api, &ledger).await, before);
        assert_eq!(api.balance(&ledger, "wallet", "").await["account_version"], 0);
        // The refusal is kept: a top-up in between does not let the duplicate through.
        api.transfer(&ledger, "assets:bank", "wallet", "100").await.expect(201);
        let again = post(api, &ledger, "refused", true, refused).await;
        assert_eq!((again.status, &again.body, again.header("idempotent-replayed").is_some()), (422, &body, true));

        // A later one sees an earlier one's effect, and reads back as its own transfer.
        let external = with(simple("wallet", "users:1", "101"), json!({"external_id": "e"}));
        let posted = post(api, &ledger, "posted", true, json!([simple("assets:bank", "wallet", "1"), external]))
            .await
            .expect(200);
        assert_eq!(seq_of(&posted), before + 3);
        assert_eq!(statuses(&posted), ["posted", "posted"]);
        let results = posted.json()["results"].clone();
        assert_eq!(results[1]["transfer"]["postings"][0]["balance"]["available"], "0.00");
        for result in results.as_array().expect("results") {
            let id = result["transfer"]["id"].as_str().expect("an id");
            let read = api.get(&format!("{ledger}/transfers/{id}")).await.expect(200).json();
            assert_eq!(without(read, "revision"), result["transfer"]);
        }
        let problem = post(
            api,
            &ledger,
            "twice",
            true,
            json!([
                with(simple("assets:bank", "users:1", "1"), json!({"external_id": "f"})),
                with(simple("assets:bank", "users:1", "2"), json!({"external_id": "f"}))
            ]),
        )
        .await
        .expect_problem(409, "external_id_conflict");
        assert_eq!(problem["index"], 1);
        assert!(problem.get("transfer_id").is_none(), "nobody is sent to a transfer that is not there: {problem}");
        post(
            api,
            &ledger,
            "single",
            true,
            json!([with(simple("assets:bank", "users:1", "1"), json!({"external_id": "f"}))]),
        )
        .await
        .expect(200);
    });
}

#[test]
fn a_batch_per_item_judges_each_by_itself_in_order() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        api.account(&ledger, "wallet", "liability", "USD", json!({"policy": {"min_balance": "0"}})).await;
        let id = Uuid::new_v4().to_string();
        let items = json!([
            simple("wallet", "users:1", "1"),
            with(simple("assets:bank", "wallet", "2"), json!({"id": id})),
            simple("wallet", "users:1", "1"),
            with(simple("assets:bank", "wallet", "2"), json!({"id": id})),
            simple("nobody", "users:1", "1"),
            simple("wallet", "users:1", "1"),
        ]);
        let posted = post(api, &ledger, "k", false, items.clone()).await.expect(200);
        assert_eq!(statuses(&posted), ["rejected", "posted", "posted", "rejected", "rejected", "posted"]);
        let body = posted.json();
        let codes: Vec<_> = body["results"]
            .as_array()
            .expect("results")
            .iter()
            .map(|result| result["problem"]["code"].as_str())
            .collect();
        assert_eq!(
            codes,
            [Some("insufficient_balance"), None, None, Some("id_conflict"), Some("account_not_found"), None]
        );
        let seqs: Vec<_> =
            [1, 2, 5].map(|index| body["results"][index]["transfer"]["seq"].as_i64().expect("a seq")).into();
        assert_eq!(seqs, [seqs[0], seqs[0] + 1, seqs[0] + 2]);
        assert_eq!(seq_of(&posted), seqs[2]);
        assert_eq!(body["results"][4]["problem"]["index"], 4);
        let again = post(api, &ledger, "k", false, items).await.expect(200);
        assert_eq!((&again.body, again.header("idempotent-replayed")), (&posted.body, Some("true")));

        // All refused is an answer too, and without a number.
        let none = post(api, &ledger, "none", false, json!([simple("nobody", "users:1", "1")])).await.expect(200);
        assert_eq!(statuses(&none), ["rejected"]);
        // The most that fits.
        let thousand: Vec<Value> = (0..1000).map(|_| simple("assets:bank", "users:2", "0.01")).collect();
        let posted = post(api, &ledger, "thousand", false, json!(thousand)).await.expect(200);
        assert_eq!(statuses(&posted).len(), 1000);
        assert_eq!(api.balance(&ledger, "users:2", "").await["balance"]["available"], "10.00");
    });
}

#[test]
fn an_atomic_batch_that_trips_over_itself_uses_no_key_up() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let item = |key: &str| keyed(key, with(simple("assets:bank", "users:1", "1"), json!({"external_id": "g"})));
        let refused = post_unkeyed(api, &ledger, true, json!([item("first"), item("second")])).await;
        assert_eq!(refused.header("location"), None);
        refused.expect_problem(409, "external_id_conflict");
        let body = with(simple("assets:bank", "users:1", "1"), json!({"external_id": "g"}));
        api.post_keyed(&format!("{ledger}/transfers"), "second", &body).await.expect(201);
    });
}

#[test]
fn a_batch_of_keys_that_were_all_used_says_that_it_is_a_replay() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let item = |key: &str| keyed(key, simple("assets:bank", "users:1", "1"));
        for atomic in [true, false] {
            let items = json!([item(&format!("{atomic}-1")), item(&format!("{atomic}-2"))]);
            let first = post_unkeyed(api, &ledger, atomic, items.clone()).await.expect(200);
            let again = post_unkeyed(api, &ledger, atomic, items).await.expect(200);
            assert_eq!(
                (first.header("idempotent-replayed"), again.header("idempotent-replayed")),
                (None, Some("true"))
            );
            assert_eq!(first.body, again.body);
        }
    });
}

#[test]
fn an_items_key_is_the_key_of_a_single_post() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let a = simple("assets:bank", "users:1", "1");
        let b = simple("assets:bank", "nobody", "2");
        let c = simple("assets:bank", "users:2", "3");
        // First singly, then in a batch.
        let single_a = api.post_keyed(&transfers, "a", &a).await.expect(201);
        let single_b = api.post_keyed(&transfers, "b", &b).await.expect(422);
        let items = json!([keyed("c", c.clone()), keyed("b", b.clone()), keyed("a", a.clone()), keyed("c", c.clone())]);
        let batch = post_unkeyed(api, &ledger, false, items.clone()).await.expect(200);
        let results = batch.json()["results"].clone();
        assert_eq!(results[2]["transfer"], single_a.json());
        assert_eq!(results[1]["problem"], single_b.json());
        assert_eq!(results[0], results[3], "the same key twice in a batch is one transfer");
        // First in a batch, then singly.
        let single_c = api.post_keyed(&transfers, "c", &c).await.expect(201);
        assert_eq!(single_c.header("idempotent-replayed"), Some("true"));
        assert_eq!(single_c.json(), results[0]["transfer"]);
        assert_eq!(post_unkeyed(api, &ledger, false, items).await.expect(200).body, batch.body);
        // Another request under an item's key.
        let reused = post_unkeyed(
            api,
            &ledger,
            false,
            json!([keyed("a", c.clone()), keyed("d", a.clone()), keyed("d", b.clone())]),
        )
        .await
        .expect(200);
        assert_eq!(statuses(&reused), ["rejected", "posted", "rejected"]);
        let problems = reused.json()["results"].clone();
        assert_eq!(problems[0]["problem"]["code"], "idempotency_key_reused");
        assert_eq!(problems[2]["problem"]["code"], "idempotency_key_reused");
        let count = api.balance(&ledger, "assets:bank", "").await["account_version"].clone();
        assert_eq!(count, 3, "a, c and d were posted once each");
    });
}

#[test]
fn an_atomic_batch_with_item_keys_replays_what_its_keys_did() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let fine = simple("assets:bank", "users:1", "1");
        let bad = simple("assets:bank", "nobody", "2");

        let posted = post_unkeyed(
            api,
            &ledger,
            true,
            json!([keyed("a", fine.clone()), keyed("b", fine.clone()), keyed("a", fine.clone())]),
        )
        .await
        .expect(200);
        let results = posted.json()["results"].clone();
        assert_eq!(results[0], results[2]);
        assert_eq!(api.post_keyed(&transfers, "b", &fine).await.expect(201).json(), results[1]["transfer"]);
        assert_eq!(
            post_unkeyed(api, &ledger, true, json!([keyed("a", fine.clone()), keyed("c", fine.clone())]))
                .await
                .expect(200)
                .json()["results"][0],
            results[0]
        );

        // The culprit's refusal is kept under its own key; the others' keys are as good as new.
        let refused = json!([keyed("e", fine.clone()), keyed("f", bad.clone())]);
        let first = post_unkeyed(api, &ledger, true, refused.clone()).await.expect_problem(422, "account_not_found");
        assert_eq!(first["index"], 1);
        api.account(&ledger, "nobody", "liability", "USD", json!({})).await;
        let single = api.post_keyed(&transfers, "f", &bad).await;
        assert_eq!(single.header("idempotent-replayed"), Some("true"));
        let single = single.expect_problem(422, "account_not_found");
        assert_eq!(single, without(first.clone(), "index"), "alone it has no index");
        // Again: the stored refusal, and still the culprit's index.
        let again = post_unkeyed(api, &ledger, true, refused).await.expect_problem(422, "account_not_found");
        assert_eq!(again, first);
        api.post_keyed(&transfers, "e", &fine).await.expect(201);

        let reused = post_unkeyed(api, &ledger, true, json!([keyed("g", fine.clone()), keyed("a", bad.clone())]))
            .await
            .expect_problem(422, "idempotency_key_reused");
        assert_eq!(reused["index"], 1);
        let reused = post_unkeyed(api, &ledger, true, json!([keyed("g", fine.clone()), keyed("g", bad.clone())]))
            .await
            .expect_problem(422, "idempotency_key_reused");
        assert_eq!(reused["index"], 1);
        let unknown = api.get(&format!("{ledger}/idempotency-keys/g")).await.expect(200).json();
        assert_eq!(unknown, json!({"status": "unknown_key"}));
    });
}

#[test]
fn a_refusal_just_decided_refuses_an_atomic_batch_that_names_its_key() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let bad = simple("assets:bank", "nobody", "2");
        let fine = simple("assets:bank", "users:1", "1");
        // The two that matter queue up behind one that waits for the head, so they are decided in one
        // transaction: the second finds what the first was answered, which no row tells yet.
        for attempt in 0.. {
            assert!(attempt < 20, "the two were never decided together");
            let before = api.metric("tallybook_idempotency_total", "source=\"batch\"").await;
            let mut held = HeldHead::of(app, &ledger).await;
            let begun = Semaphore::new(0);
            let behind = async |request: Value, key: Option<String>, path: &str| {
                begun.acquire().await.expect("it is never closed").forget();
                match key {
                    Some(key) => api.post_keyed(&format!("{ledger}/{path}"), &key, &request).await,
                    None => api.post(&format!("{ledger}/{path}"), &request).await,
                }
            };
            let (one, other) = (format!("{attempt}-one"), format!("{attempt}-other"));
            let items = json!({"atomic": true, "transfers": [keyed(&other, fine.clone()), keyed(&one, bad.clone())]});
            let release = async {
                until("the first request waits for the head", async || held.waiting().await == 1).await;
                begun.add_permits(2);
                for _ in 0..30 {
                    api.get("/livez").await.expect(200);
                }
                held.release().await;
            };
            let plug = format!("{attempt}-plug");
            let transfers = format!("{ledger}/transfers");
            let (plug, single, batch, ()) = tokio::join!(
                api.post_keyed(&transfers, &plug, &fine),
                behind(bad.clone(), Some(one.clone()), "transfers"),
                behind(items, None, "transfers/batch"),
                release,
            );
            plug.expect(201);
            single.expect_problem(422, "account_not_found");
            let problem = batch.expect_problem(422, "account_not_found");
            assert_eq!(problem["index"], 1);
            if api.metric("tallybook_idempotency_total", "source=\"batch\"").await > before {
                break;
            }
        }
    });
}

#[test]
fn a_batch_has_one_key_or_one_per_item() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let fine = simple("assets:bank", "users:1", "1");
        let required = |index: usize| format!("/transfers/{index}/idempotency_key");
        let problem = post_unkeyed(api, &ledger, true, json!([fine.clone()]))
            .await
            .expect_problem(400, "idempotency_key_required");
        assert_eq!(problem["field"], *required(0));
        let problem = post_unkeyed(api, &ledger, true, json!([keyed("a", fine.clone()), fine.clone()]))
            .await
            .expect_problem(400, "idempotency_key_required");
        assert_eq!(problem["field"], *required(1));
        let problem = post(api, &ledger, "k", true, json!([fine.clone(), keyed("a", fine.clone())]))
            .await
            .expect_problem(400, "invalid_field");
        assert_eq!(problem["field"], *required(1));
        let long = "k".repeat(256);
        for odd in ["", "ä", &long, "a\nb"] {
            let problem =
                post_unkeyed(api, &ledger, false, json!([keyed("a", fine.clone()), keyed(odd, fine.clone())]))
                    .await
                    .expect_problem(400, "idempotency_key_invalid");
            assert_eq!(problem["field"], *required(1));
        }
        let problem = post(api, &ledger, "k", true, json!([fine.clone(), with(fine.clone(), json!({"amount": "0"}))]))
            .await
            .expect_problem(400, "invalid_field");
        assert_eq!(problem["field"], "/transfers/1/amount");
        let missing = api
            .post_keyed(&format!("{ledger}/transfers/batch"), "k", &json!({"transfers": [fine]}))
            .await
            .expect_problem(400, "invalid_field");
        assert_eq!(missing["field"], "/atomic");
        assert_eq!(api.balance(&ledger, "assets:bank", "").await["account_version"], 0);
    });
}
