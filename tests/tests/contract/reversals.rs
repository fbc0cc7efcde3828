//! Reversals: what a transfer or a capture moved goes back, in parts or in whole, and never more.

use serde_json::{Value, json};
use tallybook_tests::{Api, run};

use crate::support::{
    Findings, act, amounts, books, funded, hold, last_seq, leg, path_of, post, simple, with, without,
};

async fn reversed(api: &Api, ledger: &str, transfer: &Value) -> Value {
    api.get(&path_of(ledger, transfer)).await.expect(200).json()["reversed"].clone()
}

#[test]
fn a_reversal_turns_a_transfer_round_and_both_lead_to_each_other() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "80").await.expect(201).json();
        assert_eq!(reversed(api, &ledger, &paid).await, json!(null));
        let answer = act(api, &ledger, &paid, "reverse", json!({"description": "refund"})).await.expect(201);
        let reversal = answer.json();
        assert_eq!(answer.header("location"), Some(&*path_of(&ledger, &reversal)));
        assert_eq!(
            (&reversal["kind"], &reversal["status"], &reversal["reverses_id"], &reversal["description"]),
            (&json!("reversal"), &json!("posted"), &paid["id"], &json!("refund"))
        );
        assert_eq!(reversal["effective_at"], reversal["recorded_at"]);
        let sides: Vec<_> = reversal["postings"]
            .as_array()
            .expect("postings")
            .iter()
            .map(|posting| json!([posting["account"], posting["direction"], posting["amount"]]))
            .collect();
        assert_eq!(sides, [json!(["users:1", "credit", "80.00"]), json!(["users:2", "debit", "80.00"])]);
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "200.00", "200.00"]);
        let expected = json!({
            "fully": true, "reversal_ids": [reversal["id"]],
            "postings": [
                {"account": "users:1", "direction": "debit", "amount": "80.00", "reversed": "80.00"},
                {"account": "users:2", "direction": "credit", "amount": "80.00", "reversed": "80.00"},
            ],
        });
        let original = api.get(&path_of(&ledger, &paid)).await.expect(200).json();
        assert_eq!(original["reversed"], expected);
        assert_eq!(without(without(original, "reversed"), "revision"), paid, "the original stays as it is");
    });
}

#[test]
fn parts_are_reversed_until_nothing_is_left_and_never_more() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "100").await.expect(201).json();
        // There is more than enough to take back; only the original's amount bounds it.
        api.transfer(&ledger, "assets:bank", "users:2", "500").await.expect(201);
        let mut ids = Vec::new();
        for part in ["30", "30", "39.99"] {
            let body = json!({"amount": part});
            ids.push(act(api, &ledger, &paid, "reverse", body).await.expect(201).json()["id"].clone());
        }
        let over = act(api, &ledger, &paid, "reverse", json!({"amount": "0.02"})).await;
        let problem = over.expect_problem(422, "over_reversal");
        for (member, value) in [
            ("posting", json!(0)),
            ("account", json!("users:1")),
            ("posted", json!("100.00")),
            ("reversed", json!("99.99")),
            ("required", json!("0.02")),
            ("remaining", json!("0.01")),
        ] {
            assert_eq!(problem[member], value, "{member}");
        }
        let state = reversed(api, &ledger, &paid).await;
        assert_eq!((&state["fully"], &state["reversal_ids"]), (&json!(false), &json!(ids)));
        let rest = act(api, &ledger, &paid, "reverse", json!({})).await.expect(201).json();
        assert_eq!(rest["postings"][0]["amount"], "0.01");
        assert_eq!(reversed(api, &ledger, &paid).await["fully"], true);
        for body in [json!({}), json!({"amount": "0.01"})] {
            act(api, &ledger, &paid, "reverse", body).await.expect_problem(422, "over_reversal");
        }
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "200.00", "200.00"]);
    });
}

#[test]
fn a_capture_is_reversed_and_its_hold_stays_closed() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "100", json!({})).await;
        let capture =
            act(api, &ledger, &held, "capture", json!({"amount": "60", "final": true})).await.expect(201).json();
        let refund = act(api, &ledger, &capture, "reverse", json!({"amount": "25"})).await.expect(201).json();
        assert_eq!(refund["reverses_id"], capture["id"]);
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["165.00", "165.00", "165.00"]);
        let state = api.get(&path_of(&ledger, &held)).await.expect(200).json()["hold"].clone();
        assert_eq!((&state["status"], &state["captured"]), (&json!("captured"), &json!("60.00")));
        let over = act(api, &ledger, &capture, "reverse", json!({"amount": "35.01"})).await;
        over.expect_problem(422, "over_reversal");
        act(api, &ledger, &capture, "reverse", json!({})).await.expect(201);
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "200.00", "200.00"]);
    });
}

#[test]
fn only_transfers_and_captures_are_reversed() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "10", json!({})).await;
        let increment = act(api, &ledger, &held, "increment", json!({"amount": "1"})).await.expect(201).json();
        let extension = act(api, &ledger, &held, "extend", json!({"timeout_seconds": 60})).await.expect(201).json();
        let void = act(api, &ledger, &held, "void", json!({})).await.expect(201).json();
        let paid = api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201).json();
        let reversal = act(api, &ledger, &paid, "reverse", json!({})).await.expect(201).json();
        for (target, kind) in [
            (&held, "hold"),
            (&increment, "increment"),
            (&extension, "extension"),
            (&void, "void"),
            (&reversal, "reversal"),
        ] {
            let problem = act(api, &ledger, target, "reverse", json!({})).await;
            let problem = problem.expect_problem(422, "not_reversible");
            assert_eq!((&problem["kind"], &problem["transfer_id"]), (&json!(kind), &target["id"]));
        }
        let other = books(api, "other").await;
        act(api, &other, &paid, "reverse", json!({})).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_reversal_of_many_postings_names_them_as_they_are_in_the_original() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        api.account(&ledger, "income:fees", "income", "USD", json!({})).await;
        let body = json!({"postings": [
            leg("debit", "users:1", "100"), leg("credit", "users:2", "97"), leg("credit", "income:fees", "3"),
        ]});
        let paid = post(api, &ledger, &body).await.expect(201).json();
        let reverse = async |body: Value| act(api, &ledger, &paid, "reverse", body).await;
        let problem = reverse(json!({"amount": "1"})).await.expect_problem(422, "postings_required");
        assert_eq!((&problem["postings"], &problem["transfer_id"]), (&json!(3), &paid["id"]));
        let turned = json!({"postings": [leg("credit", "users:1", "1"), leg("debit", "users:2", "1")]});
        reverse(turned).await.expect_problem(422, "posting_not_found");
        let uneven = json!({"postings": [leg("debit", "users:1", "2"), leg("credit", "users:2", "1")]});
        reverse(uneven).await.expect_problem(422, "unbalanced");
        let fee = json!({"postings": [leg("debit", "users:1", "4"), leg("credit", "income:fees", "4")]});
        assert_eq!(reverse(fee).await.expect_problem(422, "over_reversal")["posting"], 2);
        // The sale is taken back, the fee is kept; then all that is left.
        let sale = json!({"postings": [leg("debit", "users:1", "97"), leg("credit", "users:2", "97")]});
        reverse(sale).await.expect(201);
        assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "197.00");
        let rest = reverse(json!({})).await.expect(201).json();
        assert_eq!(rest["postings"].as_array().map(Vec::len), Some(2), "what is reversed already is not named: {rest}");
        assert_eq!(amounts(api, &ledger, "income:fees", "").await[0], "0.00");
        assert_eq!(reversed(api, &ledger, &paid).await["fully"], true);
    });
}

#[test]
fn a_reversal_counts_when_it_says_and_is_judged_like_a_transfer() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let dated = with(simple("users:1", "users:2", "50"), json!({"effective_at": "2026-01-10T00:00:00Z"}));
        let paid = post(api, &ledger, &dated).await.expect(201).json();
        for at in ["2026-01-09T00:00:00Z", "2026-01-11T00:00:00Z", "2150-01-01T00:00:00Z"] {
            let body = json!({"amount": "1", "effective_at": at});
            let reversal = act(api, &ledger, &paid, "reverse", body).await.expect(201).json();
            assert_eq!(reversal["effective_at"], at.replace('Z', ".000000Z"));
        }
        let as_of = async |at: &str| amounts(api, &ledger, "users:2", &format!("?as_of={at}")).await[0].clone();
        assert_eq!(as_of("2026-01-09T00:00:00Z").await, "-1.00");
        assert_eq!(as_of("2026-01-11T00:00:00Z").await, "48.00");
        assert_eq!(as_of("2150-01-01T00:00:00Z").await, "47.00");
        // What was spent meanwhile cannot be taken back from an account that must not be overdrawn.
        let users = format!("{ledger}/accounts/users:2");
        api.patch(&users, &json!({"policy": {"min_balance": "0"}})).await.expect(200);
        api.transfer(&ledger, "users:2", "assets:bank", "40").await.expect(201);
        let problem = act(api, &ledger, &paid, "reverse", json!({})).await;
        let problem = problem.expect_problem(422, "insufficient_balance");
        assert_eq!((&problem["account"], &problem["available"]), (&json!("users:2"), &json!("7.00")));
        act(api, &ledger, &paid, "reverse", json!({"amount": "7"})).await.expect(201);
        api.patch(&users, &json!({"status": "frozen"})).await.expect(200);
        act(api, &ledger, &paid, "reverse", json!({"amount": "1"})).await.expect_problem(422, "account_frozen");
    });
}

#[test]
fn what_a_reversal_says_is_checked() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "10").await.expect(201).json();
        let before = last_seq(api, &ledger).await;
        let path = format!("{}/reverse", path_of(&ledger, &paid));
        let mut findings = Findings::default();
        for (body, code, field) in [
            (json!({"amount": "1", "postings": [leg("debit", "users:1", "1")]}), "invalid_field", "/amount"),
            (json!({"postings": []}), "invalid_field", "/postings"),
            (json!({"amount": "0"}), "invalid_field", "/amount"),
            (json!({"final": true}), "unknown_field", "/final"),
            (json!({"effective_at": "yesterday"}), "invalid_field", "/effective_at"),
            (
                json!({"postings": [with(leg("debit", "users:1", "1"), json!({"up_to": true}))]}),
                "unknown_field",
                "/postings/0/up_to",
            ),
        ] {
            findings.refused(api, (reqwest::Method::POST, &path), &body, (400, code, Some(field))).await;
        }
        let fine = json!({"amount": "0.001"});
        findings.refused(api, (reqwest::Method::POST, &path), &fine, (422, "asset_mismatch", None)).await;
        findings.none();
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}
