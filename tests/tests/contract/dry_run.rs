//! Dry runs and simulations: the very answer, and nothing happens.

use reqwest::Method;
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, run};
use uuid::Uuid;

use crate::support::{act, amounts, books, funded, hold, last_seq, leg, path_of, post, simple, state_of, with};

/// An answer's body without what a second attempt has of its own: ids the service makes, and the time.
fn comparable(mut value: Value) -> Value {
    match &mut value {
        Value::Object(object) => {
            for own in ["id", "recorded_at", "effective_at", "expires_at", "request_id"] {
                object.remove(own);
            }
            object.values_mut().for_each(|member| *member = comparable(member.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = comparable(item.take())),
        _ => {}
    }
    value
}

async fn send(api: &Api, path: &str, key: Option<&str>, body: &Value) -> Answered {
    let headers: Vec<_> = key.map(|key| ("idempotency-key", key)).into_iter().collect();
    api.send(Method::POST, path, &headers, Some(body.to_string().into())).await.expect("an answer")
}

#[test]
fn a_dry_run_answers_what_the_call_would_and_changes_nothing() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "50", json!({})).await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "10").await.expect(201).json();
        let transfers = format!("{ledger}/transfers");
        let on = |target: &Value, action: &str| format!("{}/{action}", path_of(&ledger, target));
        let id = Uuid::new_v4();
        let calls = [
            (transfers.clone(), simple("users:1", "users:2", "5"), 201),
            (transfers.clone(), with(simple("users:1", "users:2", "500"), json!({"up_to": true, "id": id})), 201),
            (transfers.clone(), simple("users:1", "users:2", "500"), 422),
            (transfers.clone(), simple("users:1", "nobody", "1"), 422),
            (
                transfers.clone(),
                with(simple("users:2", "users:1", "1"), json!({"pending": true, "timeout_seconds": 60})),
                201,
            ),
            (on(&held, "increment"), json!({"amount": "0.5"}), 422),
            (on(&held, "extend"), json!({"timeout_seconds": 900}), 201),
            (on(&held, "capture"), json!({"amount": "20"}), 201),
            (on(&held, "capture"), json!({"amount": "31"}), 422),
            (on(&held, "void"), json!({"description": "no"}), 201),
            (on(&held, "void"), json!({}), 409),
            (on(&paid, "reverse"), json!({"amount": "4"}), 201),
            (on(&paid, "reverse"), json!({"amount": "6.01"}), 422),
            (on(&held, "reverse"), json!({}), 422),
            (
                format!("{transfers}/batch"),
                json!({"atomic": false, "transfers": [
                    simple("users:2", "users:1", "1"), simple("users:1", "users:2", "500"),
                    {"action": "reverse", "transfer_id": paid["id"], "group": "a"},
                    with(simple("users:1", "nobody", "1"), json!({"group": "a"})),
                ]}),
                200,
            ),
            (
                format!("{transfers}/batch"),
                json!({"atomic": true, "transfers": [simple("users:2", "users:1", "1")]}),
                200,
            ),
            (
                format!("{transfers}/batch"),
                json!({"atomic": true, "transfers": [simple("users:2", "nobody", "1")]}),
                422,
            ),
        ];
        for (index, (path, body, status)) in calls.iter().enumerate() {
            let what = format!("{path} {body}");
            let key = format!("key-{index}");
            let before = last_seq(api, &ledger).await;
            let balances =
                async || [amounts(api, &ledger, "users:1", "").await, amounts(api, &ledger, "users:2", "").await];
            let money = balances().await;
            let state = state_of(api, &ledger, &held).await;
            let dry_path = format!("{path}?dry_run=true");
            // Twice, without a key and with one.
            let dry = send(api, &dry_path, None, body).await;
            let keyed = send(api, &dry_path, Some(&key), body).await;
            for dry in [&dry, &keyed] {
                assert_eq!(dry.status, *status, "{what}: {}", String::from_utf8_lossy(&dry.body));
                assert_eq!(dry.header("tallybook-dry-run"), Some("true"), "{what}");
                assert_eq!((dry.header("location"), dry.header("idempotent-replayed")), (None, None), "{what}");
            }
            assert_eq!(last_seq(api, &ledger).await, before, "{what}");
            assert_eq!(balances().await, money, "{what}");
            assert_eq!(state_of(api, &ledger, &held).await, state, "{what}");
            let known = api.get(&format!("{ledger}/idempotency-keys/{key}")).await.expect(200).json();
            assert_eq!(known["status"], "unknown_key", "{what}");
            if dry.status == 201 {
                api.get(&path_of(&ledger, &dry.json())).await.expect(404);
            }

            let real = send(api, path, Some(&key), body).await;
            assert_eq!(real.status, *status, "{what}");
            assert_eq!(real.header("tallybook-dry-run"), None, "{what}");
            for dry in [dry, keyed] {
                assert_eq!(comparable(dry.json()), comparable(real.json()), "{what}");
            }
            // Once used, the key answers as it did, however it is asked.
            let replayed = send(api, &dry_path, Some(&key), body).await;
            assert_eq!((replayed.status, &replayed.body), (real.status, &real.body), "{what}");
        }
        // The client's id was free until the real one took it.
        let taken = with(simple("users:1", "users:2", "1"), json!({"id": id}));
        send(api, &format!("{transfers}?dry_run=true"), None, &taken).await.expect_problem(409, "id_conflict");
    });
}

#[test]
fn dry_runs_beside_real_writes_stay_out_of_their_way() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let path = format!("{ledger}/transfers");
        let all = simple("users:1", "users:2", "150");
        // Each would take nearly all there is: one real one can, and no dry run stands in its way.
        let dry_path = format!("{path}?dry_run=true");
        let dry = futures_util::future::join_all((0..40).map(|_| send(api, &dry_path, None, &all)));
        let real = futures_util::future::join_all((0..4).map(|_| post(api, &ledger, &all)));
        let (dry, real) = tokio::join!(dry, real);
        assert_eq!(real.iter().filter(|answer| answer.status == 201).count(), 1);
        assert!(dry.iter().all(|answer| matches!(answer.status, 201 | 422)));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["50.00", "50.00", "50.00"]);
        // The others' numbers have no gaps.
        let listed = api.get(&format!("{ledger}/events?after=0&limit=500")).await.expect(200).json();
        assert_eq!(listed["last_seq"], listed["data"].as_array().map(Vec::len).expect("data"));
    });
}

#[test]
fn a_dry_run_is_asked_for_with_true_and_only_where_money_moves() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let fine = simple("assets:bank", "users:1", "1");
        let path = format!("{ledger}/transfers");
        for value in ["1", "yes", "True", "", "null"] {
            let answer = send(api, &format!("{path}?dry_run={value}"), Some("k"), &fine).await;
            assert_eq!(answer.expect_problem(400, "invalid_field")["field"], "dry_run", "{value}");
        }
        send(api, &format!("{path}?dry_run=true&dry_run=true"), Some("k"), &fine).await.expect(400);
        send(api, &format!("{path}?dry-run=true"), Some("k"), &fine).await.expect_problem(400, "unknown_parameter");
        let account = json!({"path": "x", "type": "asset", "asset": "USD"});
        let other = send(api, &format!("{ledger}/accounts?dry_run=true"), None, &account).await;
        other.expect_problem(400, "unknown_parameter");
        // The key is still required where something would happen.
        send(api, &format!("{path}?dry_run=false"), None, &fine).await.expect_problem(400, "idempotency_key_required");
        send(api, &format!("{path}?dry_run=true"), Some(""), &fine)
            .await
            .expect_problem(400, "idempotency_key_invalid");
        let reader = api.with_key(&app.create_key(&["transfers:read"], &[]).await);
        send(&reader, &format!("{path}?dry_run=true"), None, &fine).await.expect_problem(403, "forbidden");
        let missing = format!("{path}/{}/void?dry_run=true", Uuid::new_v4());
        send(api, &missing, None, &json!({})).await.expect_problem(404, "not_found");
        assert_eq!(last_seq(api, &ledger).await, 5);
    });
}

#[test]
fn a_simulation_is_a_sequence_and_lists_every_rule_that_refuses() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let policy = json!({"policy": {"max_amount": "100", "required_metadata": ["order"], "freeze_credits": true,
            "allowed_counterparties": ["assets"], "max_balance": "10"}});
        api.patch(&format!("{ledger}/accounts/users:2"), &policy).await.expect(200);
        api.account(&ledger, "jar", "liability", "USD", json!({"policy": {"min_balance": "0"}})).await;
        let before = last_seq(api, &ledger).await;
        let id = Uuid::new_v4();
        let body = json!({"transfers": [
            {"postings": [
                with(leg("debit", "users:1", "500"), json!({"if": {"posted": {"gte": "0"}, "account_version": 7}})),
                leg("credit", "users:2", "500"),
            ]},
            simple("jar", "users:1", "5"),
            simple("assets:bank", "jar", "5"),
            with(simple("jar", "users:1", "5"), json!({"pending": true, "id": id})),
            simple("jar", "users:1", "0.01"),
            {"action": "capture", "transfer_id": id, "amount": "2"},
            {"action": "capture", "transfer_id": id, "amount": "3.01"},
            {"action": "void", "transfer_id": id},
            {"action": "void", "transfer_id": Uuid::new_v4()},
            simple("jar", "nobody", "1"),
        ]});
        let answer = api.post(&format!("{ledger}/transfers/simulate"), &body).await.expect(200);
        let results = answer.json()["results"].clone();
        let outcomes: Vec<Value> = results
            .as_array()
            .expect("results")
            .iter()
            .map(|result| match result["status"].as_str() {
                Some("posted") => result["transfer"]["kind"].clone(),
                _ => result["problems"]
                    .as_array()
                    .expect("problems")
                    .iter()
                    .map(|problem| match problem.get("rule") {
                        Some(rule) => json!(format!("{} {}", text(problem, "code"), rule.as_str().expect("a rule"))),
                        None => problem["code"].clone(),
                    })
                    .collect(),
            })
            .collect();
        assert_eq!(
            outcomes,
            [
                json!([
                    "account_frozen freeze_credits",
                    "counterparty_not_allowed allowed_counterparties",
                    "metadata_required required_metadata",
                    "limit_exceeded max_amount",
                    "insufficient_balance min_balance",
                    "balance_limit_exceeded max_balance",
                    "condition_failed account_version",
                    "condition_failed posted.gte",
                ]),
                json!(["insufficient_balance min_balance"]),
                json!("transfer"),
                json!("hold"),
                json!(["insufficient_balance min_balance"]),
                json!("capture"),
                json!(["over_capture"]),
                json!("void"),
                json!(["transfer_not_found"]),
                json!(["account_not_found"]),
            ]
        );
        assert_eq!(results[3]["transfer"]["id"], json!(id));
        assert_eq!(results[5]["transfer"]["postings"][0]["balance"]["available"], "0.00");
        assert_eq!(results[1]["problems"][0]["available"], "0.00");
        // Nothing of it happened, and a key that was sent is not used.
        assert_eq!(last_seq(api, &ledger).await, before);
        assert_eq!(amounts(api, &ledger, "jar", "").await, ["0.00", "0.00", "0.00"]);
        api.get(&format!("{ledger}/transfers/{id}")).await.expect_problem(404, "not_found");
        api.post_keyed(&format!("{ledger}/transfers/simulate"), "k", &body).await.expect(200);
        let known = api.get(&format!("{ledger}/idempotency-keys/k")).await.expect(200).json();
        assert_eq!(known["status"], "unknown_key");
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}

fn text<'a>(object: &'a Value, member: &str) -> &'a str {
    object[member].as_str().expect("text")
}

#[test]
fn a_simulation_says_what_a_batch_then_does() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "50", json!({})).await;
        let items = json!([
            simple("users:1", "users:2", "20"),
            {"action": "increment", "transfer_id": held["id"], "amount": "10"},
            {"action": "capture", "transfer_id": held["id"], "amount": "45", "final": true},
            simple("users:1", "users:2", "500"),
            with(simple("users:1", "users:2", "500"), json!({"up_to": true})),
        ]);
        let simulate = format!("{ledger}/transfers/simulate");
        let simulated = api.post(&simulate, &json!({"transfers": items})).await.expect(200).json();
        let body = json!({"atomic": false, "transfers": items});
        let done = api.post_keyed(&format!("{ledger}/transfers/batch"), "k", &body).await.expect(200).json();
        for index in 0..5 {
            let (said, done) = (&simulated["results"][index], &done["results"][index]);
            assert_eq!(said["status"], done["status"]);
            assert_eq!(comparable(said["transfer"].clone()), comparable(done["transfer"].clone()));
            if done["status"] == "rejected" {
                assert_eq!(comparable(said["problems"][0].clone()), comparable(done["problem"].clone()));
            }
        }
        act(api, &ledger, &held, "void", json!({})).await.expect_problem(409, "hold_not_open");
        for (body, code, field) in [
            (json!({"transfers": []}), "invalid_field", "/transfers"),
            (json!({}), "invalid_field", "/transfers"),
            (json!({"atomic": true, "transfers": items}), "unknown_field", "/atomic"),
            (
                json!({"transfers": [with(simple("users:1", "users:2", "1"), json!({"group": "a"}))]}),
                "unknown_field",
                "/transfers/0/group",
            ),
            (
                json!({"transfers": [with(simple("users:1", "users:2", "1"), json!({"idempotency_key": "a"}))]}),
                "unknown_field",
                "/transfers/0/idempotency_key",
            ),
        ] {
            let problem = api.post(&simulate, &body).await.expect_problem(400, code);
            assert_eq!(problem["field"], field);
        }
    });
}
