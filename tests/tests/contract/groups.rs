//! Batches with actions among their items, and with groups that stand or fall together.

use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, ServiceOptions, run, run_with};
use uuid::Uuid;

use crate::support::{
    Findings, act, amounts, books, funded, hold, last_seq, leg, path_of, rows, simple, state_of, with,
};

async fn batch(api: &Api, ledger: &str, key: &str, items: Value) -> Answered {
    let body = json!({"atomic": false, "transfers": items});
    api.post_keyed(&format!("{ledger}/transfers/batch"), key, &body).await
}

/// Each result's kind, or its problem's code.
fn outcomes(answer: &Answered) -> Vec<String> {
    let body = answer.json();
    let results = body["results"].as_array().expect("results");
    let outcome = |result: &Value| match result["status"].as_str() {
        Some("posted") => result["transfer"]["kind"].as_str().expect("a kind").to_owned(),
        Some("rejected") => result["problem"]["code"].as_str().expect("a code").to_owned(),
        other => panic!("{other:?}"),
    };
    results.iter().map(outcome).collect()
}

fn in_group(group: &str, item: Value) -> Value {
    with(item, json!({"group": group}))
}

/// An item that acts on a hold or a transfer.
fn acting(action: &str, target: &Value, more: Value) -> Value {
    with(json!({"action": action, "transfer_id": target["id"]}), more)
}

/// More than `users:1` may give.
fn too_much() -> Value {
    simple("users:1", "users:2", "1000")
}

#[test]
fn every_action_is_an_item_beside_transfers_and_holds() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "10").await.expect(201).json();
        let first = hold(api, &ledger, "50", json!({})).await;
        let second = hold(api, &ledger, "20", json!({})).await;
        let items = json!([
            with(simple("users:1", "users:2", "5"), json!({"pending": true, "timeout_seconds": 60})),
            acting("increment", &first, json!({"amount": "5"})),
            acting("extend", &first, json!({"expires_at": null})),
            acting("capture", &first, json!({"amount": "10", "final": true, "external_id": "settled"})),
            acting("capture", &first, json!({})),
            acting("void", &second, json!({})),
            acting("reverse", &paid, json!({"amount": "4"})),
            with(simple("users:1", "users:2", "1"), json!({"action": "post"})),
            acting("void", &json!({"id": Uuid::new_v4()}), json!({})),
            acting("void", &paid, json!({})),
        ]);
        let answer = batch(api, &ledger, "all", items.clone()).await.expect(200);
        assert_eq!(
            outcomes(&answer),
            [
                "hold",
                "increment",
                "extension",
                "capture",
                "hold_not_open",
                "void",
                "reversal",
                "transfer",
                "transfer_not_found",
                "hold_not_open",
            ]
        );
        let results = answer.json()["results"].clone();
        assert_eq!(results[8]["problem"]["index"], 8);
        assert_eq!(results[3]["transfer"]["hold_id"], first["id"]);
        assert_eq!(results[3]["transfer"]["postings"][0]["released"], "55.00");
        for result in results.as_array().expect("results").iter().filter(|result| result["status"] == "posted") {
            let read = api.get(&path_of(&ledger, &result["transfer"])).await.expect(200).json();
            assert_eq!(read["postings"], result["transfer"]["postings"]);
        }
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["183.00", "178.00", "178.00"]);
        let again = batch(api, &ledger, "all", items).await.expect(200);
        assert_eq!((&again.body, again.header("idempotent-replayed")), (&answer.body, Some("true")));
    });
}

#[test]
fn many_holds_are_captured_or_voided_in_one_request() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let ids: Vec<Value> = (0..100).map(|_| json!({"id": Uuid::new_v4()})).collect();
        let held = simple("users:1", "users:2", "1");
        let holds: Vec<Value> =
            ids.iter().map(|id| with(with(held.clone(), json!({"pending": true})), id.clone())).collect();
        batch(api, &ledger, "holds", json!(holds)).await.expect(200);
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "100.00", "100.00"]);
        let (captured, voided) = ids.split_at(60);
        let items = captured.iter().map(|id| acting("capture", id, json!({})));
        let items = items.chain(voided.iter().map(|id| acting("void", id, json!({}))));
        let answer = batch(api, &ledger, "ends", items.collect()).await.expect(200);
        assert_eq!(outcomes(&answer), [vec!["capture"; 60], vec!["void"; 40]].concat());
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["140.00", "140.00", "140.00"]);
        let open = api.get(&format!("{ledger}/holds?status=open")).await.expect(200).json();
        assert_eq!(rows(&open).len(), 0);
    });
}

#[test]
fn an_item_acts_on_what_an_earlier_one_made() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let [held, paid, taken] = [0; 3].map(|_| json!({"id": Uuid::new_v4()}));
        let items = json!([
            with(with(simple("users:1", "users:2", "50"), json!({"pending": true})), held.clone()),
            with(acting("capture", &held, json!({"amount": "20"})), taken.clone()),
            acting("reverse", &taken, json!({"amount": "5"})),
            acting("capture", &held, json!({"amount": "30.01"})),
            acting("void", &held, json!({})),
            with(simple("users:1", "users:2", "7"), paid.clone()),
            acting("reverse", &paid, json!({})),
            acting("reverse", &paid, json!({})),
        ]);
        let answer = batch(api, &ledger, "k", items).await.expect(200);
        assert_eq!(
            outcomes(&answer),
            ["hold", "capture", "reversal", "over_capture", "void", "transfer", "reversal", "over_reversal"]
        );
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["185.00", "185.00", "185.00"]);
        assert_eq!(state_of(api, &ledger, &held).await["captured"], "20.00");
    });
}

#[test]
fn a_group_stands_or_falls_and_the_rest_is_unaffected() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let before = last_seq(api, &ledger).await;
        let fine = simple("users:1", "users:2", "1");
        let items = json!([
            fine,
            in_group("a", fine.clone()),
            in_group("a", too_much()),
            in_group("a", fine.clone()),
            in_group("b", fine.clone()),
            in_group("b", fine.clone()),
            fine.clone(),
            // The same name again is another group: only items in a row belong together.
            in_group("a", fine.clone()),
            too_much(),
            in_group("c", too_much()),
        ]);
        let answer = batch(api, &ledger, "k", items).await.expect(200);
        assert_eq!(
            outcomes(&answer),
            [
                "transfer",
                "group_refused",
                "insufficient_balance",
                "group_refused",
                "transfer",
                "transfer",
                "transfer",
                "transfer",
                "insufficient_balance",
                "insufficient_balance",
            ]
        );
        let results = answer.json()["results"].clone();
        for index in [1, 3] {
            let problem = &results[index]["problem"];
            assert_eq!((&problem["index"], &problem["culprit"]), (&json!(index), &json!(2)));
            assert_eq!((&problem["status"], &results[index]["status"]), (&json!(422), &json!("rejected")));
        }
        assert_eq!(results[2]["problem"]["index"], 2);
        assert_eq!(last_seq(api, &ledger).await, before + 5, "nothing of a refused group is numbered");
        let seqs: Vec<_> = [0, 4, 5, 6, 7].map(|index| results[index]["transfer"]["seq"].clone()).into();
        assert_eq!(seqs, (before + 1..=before + 5).map(Value::from).collect::<Vec<_>>());
        assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "195.00");
    });
}

#[test]
fn a_refused_group_undoes_its_holds_captures_and_names() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "50", json!({})).await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "10").await.expect(201).json();
        let made = json!({"id": Uuid::new_v4(), "external_id": "named"});
        let state = state_of(api, &ledger, &held).await;
        let new_hold = with(with(simple("users:1", "users:2", "5"), json!({"pending": true})), made.clone());
        let items = json!([
            in_group("a", new_hold.clone()),
            in_group("a", acting("capture", &made, json!({}))),
            in_group("a", acting("increment", &held, json!({"amount": "1"}))),
            in_group("a", acting("capture", &held, json!({"amount": "20"}))),
            in_group("a", acting("void", &held, json!({}))),
            in_group("a", acting("reverse", &paid, json!({}))),
            in_group("a", too_much()),
            // On what the group made, and with its names: as if it had never been.
            acting("void", &made, json!({})),
            new_hold,
            acting("capture", &held, json!({"amount": "50"})),
            acting("reverse", &paid, json!({"amount": "10"})),
        ]);
        let answer = batch(api, &ledger, "k", items).await.expect(200);
        let expected = [
            vec!["group_refused"; 6],
            vec!["insufficient_balance", "transfer_not_found", "hold", "capture", "reversal"],
        ];
        assert_eq!(outcomes(&answer), expected.concat());
        let after = state_of(api, &ledger, &held).await;
        assert_eq!((&state["amount"], &after["captured"]), (&json!("50.00"), &json!("50.00")));
        assert_eq!(after["entries"].as_array().map(Vec::len), Some(1));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["150.00", "145.00", "145.00"]);
    });
}

#[test]
fn keys_of_a_group_are_used_up_by_the_culprit_alone() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let keyed = |key: &str, item: Value| in_group("a", with(item, json!({"idempotency_key": key})));
        let path = format!("{ledger}/transfers/batch");
        let body = json!({"atomic": false, "transfers": [
            keyed("first", simple("users:1", "users:2", "1")),
            keyed("culprit", too_much()),
            keyed("last", simple("users:1", "users:2", "2")),
        ]});
        let refused = api.post(&path, &body).await.expect(200);
        assert_eq!(outcomes(&refused), ["group_refused", "insufficient_balance", "group_refused"]);
        for (key, status) in [("first", "unknown_key"), ("culprit", "done"), ("last", "unknown_key")] {
            let known = api.get(&format!("{ledger}/idempotency-keys/{key}")).await.expect(200).json();
            assert_eq!(known["status"], status, "{key}");
        }
        // The culprit's refusal is kept, and refuses the group again although there is enough now.
        api.transfer(&ledger, "assets:bank", "users:1", "5000").await.expect(201);
        let again = api.post(&path, &body).await.expect(200);
        assert_eq!(outcomes(&again), ["group_refused", "insufficient_balance", "group_refused"]);
        // Its own, posted alone or in another group, are free.
        let transfers = format!("{ledger}/transfers");
        let alone = api.post_keyed(&transfers, "first", &simple("users:1", "users:2", "1")).await.expect(201);
        let body = json!({"atomic": false, "transfers": [
            keyed("first", simple("users:1", "users:2", "1")), keyed("last", simple("users:1", "users:2", "2")),
        ]});
        let both = api.post(&path, &body).await.expect(200);
        assert_eq!(outcomes(&both), ["transfer", "transfer"]);
        assert_eq!(both.json()["results"][0]["transfer"], alone.json());
    });
}

#[test]
fn an_items_key_is_the_key_of_a_single_action() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "50", json!({})).await;
        let item =
            |key: &str, action: &str, more: Value| with(acting(action, &held, more), json!({"idempotency_key": key}));
        let batch = format!("{ledger}/transfers/batch");
        let single = |action: &str| format!("{}/{action}", path_of(&ledger, &held));
        let body = json!({"atomic": false, "transfers": [
            item("capture", "capture", json!({"amount": "5"})), item("much", "capture", json!({"amount": "500"})),
        ]});
        let results = api.post(&batch, &body).await.expect(200).json()["results"].clone();
        let again = api.post_keyed(&single("capture"), "capture", &json!({"amount": "5.00"})).await.expect(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.json(), results[0]["transfer"]);
        let again = api.post_keyed(&single("capture"), "much", &json!({"amount": "500"})).await;
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.expect_problem(422, "over_capture"), results[1]["problem"]);
        // And the other way round; another action's it is not.
        let void = api.post_keyed(&single("void"), "void", &json!({})).await.expect(201).json();
        let body = json!({"atomic": false, "transfers": [
            item("void", "void", json!({})), item("capture", "void", json!({})),
        ]});
        let results = api.post(&batch, &body).await.expect(200).json()["results"].clone();
        assert_eq!(results[0]["transfer"], void);
        assert_eq!(results[1]["problem"]["code"], "idempotency_key_reused");
    });
}

#[test]
fn an_atomic_batch_of_actions_is_one_group() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "50", json!({})).await;
        let path = format!("{ledger}/transfers/batch");
        let settle = |fee: &str| {
            json!({"atomic": true, "transfers": [
                acting("capture", &held, json!({"amount": "20", "final": true})),
                simple("users:2", "assets:cash", fee),
            ]})
        };
        api.patch(&format!("{ledger}/accounts/users:2"), &json!({"policy": {"min_balance": "0"}})).await.expect(200);
        let problem = api.post_keyed(&path, "much", &settle("20.01")).await;
        assert_eq!(problem.expect_problem(422, "insufficient_balance")["index"], 1);
        assert_eq!(state_of(api, &ledger, &held).await["status"], "open");
        api.post_keyed(&path, "fine", &settle("1.50")).await.expect(200);
        assert_eq!(amounts(api, &ledger, "users:2", "").await[0], "18.50");
        let grouped = json!({"atomic": true, "transfers": [simple("users:1", "users:2", "1"),
            in_group("a", simple("users:1", "users:2", "1"))]});
        let problem = api.post_keyed(&path, "grouped", &grouped).await.expect_problem(400, "invalid_field");
        assert_eq!(problem["field"], "/transfers/1/group");
    });
}

#[test]
fn an_item_takes_its_own_actions_fields_only() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "50", json!({})).await;
        let path = format!("{ledger}/transfers/batch");
        let fine = simple("users:1", "users:2", "1");
        let mut findings = Findings::default();
        for (item, code, field) in [
            (with(fine.clone(), json!({"action": "pay"})), "invalid_field", "action"),
            (with(fine.clone(), json!({"transfer_id": held["id"]})), "invalid_field", "transfer_id"),
            (with(fine.clone(), json!({"final": true})), "invalid_field", "final"),
            (with(fine.clone(), json!({"expires_at": "2190-01-01T00:00:00Z"})), "invalid_field", "expires_at"),
            (with(fine.clone(), json!({"group": ""})), "invalid_field", "group"),
            (with(fine.clone(), json!({"group": "g".repeat(65)})), "invalid_field", "group"),
            (json!({"action": "void"}), "invalid_field", "transfer_id"),
            (acting("void", &json!({"id": "one"}), json!({})), "invalid_field", "transfer_id"),
            (acting("void", &held, json!({"amount": "1"})), "invalid_field", "amount"),
            (acting("capture", &held, json!({"pending": true})), "invalid_field", "pending"),
            (acting("capture", &held, json!({"debit_account": "users:1"})), "invalid_field", "debit_account"),
            (acting("capture", &held, json!({"timeout_seconds": 5})), "invalid_field", "timeout_seconds"),
            (acting("capture", &held, json!({"up_to": true})), "invalid_field", "up_to"),
            (acting("increment", &held, json!({"final": true, "amount": "1"})), "invalid_field", "final"),
            (acting("increment", &held, json!({})), "invalid_field", "amount"),
            (acting("extend", &held, json!({"amount": "1", "timeout_seconds": 5})), "invalid_field", "amount"),
            (acting("extend", &held, json!({})), "invalid_field", "expires_at"),
            (acting("reverse", &held, json!({"final": false})), "invalid_field", "final"),
            (acting("reverse", &held, json!({"nothing": 1})), "unknown_field", "nothing"),
            (
                acting(
                    "capture",
                    &held,
                    json!({"postings": [with(leg("debit", "users:1", "1"), json!({"up_to": true}))]}),
                ),
                "invalid_field",
                "postings/0/up_to",
            ),
        ] {
            let body = json!({"atomic": false, "transfers": [fine, item]});
            let field = format!("/transfers/1/{field}");
            findings.refused(api, (reqwest::Method::POST, &path), &body, (400, code, Some(&field))).await;
        }
        findings.none();
    });
}

#[test]
fn a_batch_holds_as_many_items_as_configured() {
    run_with(ServiceOptions::default().arg("--max-batch-items=3"), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let items = |count: usize| vec![simple("assets:bank", "users:1", "1"); count];
        let batch_of = |count: usize| json!({"atomic": false, "transfers": items(count)});
        let path = format!("{ledger}/transfers/batch");
        api.post_keyed(&path, "three", &batch_of(3)).await.expect(200);
        let problem = api.post_keyed(&path, "four", &batch_of(4)).await.expect_problem(422, "batch_too_large");
        assert_eq!((&problem["items"], &problem["max_items"]), (&json!(4), &json!(3)));
        // The request alone decided it: the key is free.
        let known = api.get(&format!("{ledger}/idempotency-keys/four")).await.expect(200).json();
        assert_eq!(known["status"], "unknown_key");
        let simulated = json!({"transfers": items(4)});
        let problem = api.post(&format!("{ledger}/transfers/simulate"), &simulated).await;
        problem.expect_problem(422, "batch_too_large");

        let large = app.second_service(ServiceOptions::default().arg("--max-batch-items=10000")).await;
        let large = api.at(&large.url);
        let answer = large.post_keyed(&path, "many", &batch_of(2500)).await.expect(200);
        assert_eq!(outcomes(&answer).len(), 2500);
        let many: Vec<Value> =
            (0..2500).map(|index| in_group(&format!("{}", index / 500), items(1)[0].clone())).collect();
        let answer = batch(&large, &ledger, "grouped", json!(many)).await.expect(200);
        assert_eq!(outcomes(&answer).len(), 2500);
        assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "5003.00");
    });
}

#[test]
fn without_configuration_a_batch_holds_a_thousand() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let items = vec![simple("assets:bank", "users:1", "0.01"); 1001];
        let problem = batch(api, &ledger, "k", json!(items)).await.expect_problem(422, "batch_too_large");
        assert_eq!(problem["max_items"], 1000);
        let held = hold(api, &ledger, "1", json!({})).await;
        act(api, &ledger, &held, "void", json!({})).await.expect(201);
    });
}

/// An item that was done before costs nothing again, so its neighbour is judged on what is really there, also by a
/// service that is alone on the ledger and asks nothing before it writes.
#[test]
fn an_item_that_was_done_before_is_not_done_again_to_judge_its_group() {
    // Without a cache of outcomes nobody knows of the key but Postgres.
    run_with(ServiceOptions::without_redis(), async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        for atomic in [true, false] {
            let keyed = |key: &str, amount: &str| {
                let item =
                    with(simple("users:1", "users:2", amount), json!({"idempotency_key": format!("{key}-{atomic}")}));
                if atomic { item } else { in_group("both", item) }
            };
            let items = |items: Value| json!({"atomic": atomic, "transfers": items});
            let path = format!("{ledger}/transfers/batch");
            // 60 of what is there; then the same again beside what only just fits.
            api.post(&path, &items(json!([keyed("first", "60")]))).await.expect(200);
            let left: f64 = api.balance(&ledger, "users:1", "").await["balance"]["available"]
                .as_str()
                .and_then(|amount| amount.parse().ok())
                .expect("a decimal");
            let rest = format!("{:.2}", left - 10.0);
            let answer = api.post(&path, &items(json!([keyed("first", "60"), keyed("second", &rest)]))).await;
            assert_eq!(outcomes(&answer), ["transfer", "transfer"], "{}", answer.json());
            api.transfer(&ledger, "assets:bank", "users:1", "190.00").await.expect(201);
        }
    });
}
