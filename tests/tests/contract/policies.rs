//! What accounts' policies demand of what is done on them, and how policies change.

use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, run};

use crate::support::{Findings, act, amounts, events_after, funded, hold, last_seq, leg, post, simple, with};

async fn set(api: &Api, ledger: &str, account: &str, policy: Value) -> Value {
    let path = format!("{ledger}/accounts/{account}");
    api.patch(&path, &json!({"policy": policy})).await.expect(200).json()["policy"].clone()
}

async fn held(api: &Api, ledger: &str, debit: &str, credit: &str, amount: &str) -> Answered {
    post(api, ledger, &with(simple(debit, credit, amount), json!({"pending": true}))).await
}

#[test]
fn a_policy_is_changed_field_by_field_and_every_change_is_an_event() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let before = last_seq(api, &ledger).await;
        let all = json!({
            "min_balance": "-1", "max_balance": "1000", "min_posted": "-2", "max_posted": "2000", "min_pending": "-3",
            "max_pending": "3000", "max_amount": "400", "freeze_debits": true, "freeze_credits": true,
            "allowed_counterparties": ["assets", "users:1"], "required_metadata": ["order", "why"],
            "over_capture_percent": "2.5",
        });
        let shown = json!({
            "min_balance": "-1.00", "max_balance": "1000.00", "min_posted": "-2.00", "max_posted": "2000.00",
            "min_pending": "-3.00", "max_pending": "3000.00", "max_amount": "400.00", "freeze_debits": true,
            "freeze_credits": true, "allowed_counterparties": ["assets", "users:1"],
            "required_metadata": ["order", "why"], "over_capture_percent": "2.50",
        });
        assert_eq!(set(api, &ledger, "users:2", all.clone()).await, shown);
        let read = api.get(&format!("{ledger}/accounts/users:2")).await.expect(200).json();
        assert_eq!((&read["policy"], &read["revision"]), (&shown, &json!(2)));
        // The same again is no change; each field goes by itself, and what is not named stays.
        set(api, &ledger, "users:2", all.clone()).await;
        assert_eq!(last_seq(api, &ledger).await, before + 1);
        let mut left = shown.clone();
        for field in all.as_object().expect("an object").keys() {
            left.as_object_mut().expect("an object").remove(field);
            assert_eq!(set(api, &ledger, "users:2", json!({field: null})).await, left, "{field}");
        }
        assert_eq!(left, json!({}));
        set(api, &ledger, "users:2", all.clone()).await;
        assert_eq!(set(api, &ledger, "users:2", json!(null)).await, json!({}));
        // When an account is opened, too.
        let opened = api.account(&ledger, "new", "liability", "USD", json!({"policy": all})).await;
        assert_eq!(opened["policy"], shown);
        let events = events_after(api, &ledger, before).await;
        assert_eq!(events.len(), 1 + shown.as_object().map_or(0, serde_json::Map::len) + 2 + 1);
        assert_eq!((&events[0]["type"], &events[0]["object"]["policy"]), (&json!("account.updated"), &shown));
    });
}

#[test]
fn what_a_policy_says_is_checked() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let path = format!("{ledger}/accounts/users:1");
        let mut findings = Findings::default();
        for (policy, code, field) in [
            (json!({"over_capture_percent": "100.01"}), "invalid_field", "/policy/over_capture_percent"),
            (json!({"over_capture_percent": "1.005"}), "invalid_field", "/policy/over_capture_percent"),
            (json!({"over_capture_percent": "-1"}), "invalid_field", "/policy/over_capture_percent"),
            (json!({"over_capture_percent": 5}), "invalid_field", "/policy/over_capture_percent"),
            (json!({"max_amount": "-1"}), "invalid_field", "/policy/max_amount"),
            (json!({"min_posted": 1}), "invalid_field", "/policy/min_posted"),
            (json!({"freeze_debits": "yes"}), "invalid_field", "/policy/freeze_debits"),
            (json!({"allowed_counterparties": "assets"}), "invalid_field", "/policy/allowed_counterparties"),
            (json!({"allowed_counterparties": ["a::b"]}), "invalid_field", "/policy/allowed_counterparties/0"),
            (json!({"allowed_counterparties": vec!["a"; 101]}), "invalid_field", "/policy/allowed_counterparties"),
            (json!({"required_metadata": ["x".repeat(65)]}), "invalid_field", "/policy/required_metadata/0"),
            (json!({"required_metadata": vec!["a"; 51]}), "invalid_field", "/policy/required_metadata"),
            (json!({"approval": {"always": true}}), "unknown_field", "/policy/approval/always"),
            (json!({"max_amounts": "1"}), "unknown_field", "/policy/max_amounts"),
        ] {
            let body = json!({"policy": policy});
            findings.refused(api, (reqwest::Method::PATCH, &path), &body, (400, code, Some(field))).await;
        }
        let finer = json!({"policy": {"max_amount": "0.001"}});
        findings.refused(api, (reqwest::Method::PATCH, &path), &finer, (422, "asset_mismatch", None)).await;
        findings.none();
    });
}

#[test]
fn each_balance_has_its_own_bounds() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        set(api, &ledger, "users:1", json!({"min_balance": null})).await;
        let refused = |answer: Answered, code: &str, rule: &str| {
            let problem = answer.expect_problem(422, code);
            assert_eq!(problem["rule"], rule, "{problem}");
            problem
        };
        // Posted: a hold is free to go, its capture is not.
        set(api, &ledger, "users:1", json!({"min_posted": "150"})).await;
        let free = held(api, &ledger, "users:1", "users:2", "60").await.expect(201).json();
        let answer = act(api, &ledger, &free, "capture", json!({})).await;
        let problem = refused(answer, "insufficient_balance", "min_posted");
        assert_eq!((&problem["limit"], &problem["required"]), (&json!("150.00"), &json!("60.00")));
        act(api, &ledger, &free, "capture", json!({"amount": "50", "final": true})).await.expect(201);
        let answer = api.transfer(&ledger, "users:1", "users:2", "0.01").await;
        refused(answer, "insufficient_balance", "min_posted");
        set(api, &ledger, "users:1", json!({"min_posted": null, "max_posted": "160"})).await;
        let answer = api.transfer(&ledger, "assets:bank", "users:1", "10.01").await;
        refused(answer, "balance_limit_exceeded", "max_posted");
        // Pending: what is held counts.
        set(api, &ledger, "users:1", json!({"max_posted": null, "min_pending": "100", "max_pending": "200"})).await;
        let answer = held(api, &ledger, "users:1", "users:2", "50.01").await;
        refused(answer, "insufficient_balance", "min_pending");
        let answer = held(api, &ledger, "assets:bank", "users:1", "50.01").await;
        refused(answer, "balance_limit_exceeded", "max_pending");
        held(api, &ledger, "users:1", "users:2", "50").await.expect(201);
        // Both at once: what is held to come makes up for what is held to go.
        held(api, &ledger, "assets:bank", "users:1", "100").await.expect(201);
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["150.00", "200.00", "100.00"]);
    });
}

#[test]
fn a_bound_never_keeps_a_hold_from_being_let_go() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let promised = held(api, &ledger, "assets:bank", "users:2", "50").await.expect(201).json();
        let reserved = hold(api, &ledger, "50", json!({})).await;
        set(api, &ledger, "users:2", json!({"min_pending": "100", "freeze_credits": true})).await;
        set(api, &ledger, "users:1", json!({"max_pending": "150", "freeze_debits": true})).await;
        act(api, &ledger, &promised, "void", json!({})).await.expect(201);
        act(api, &ledger, &reserved, "void", json!({})).await.expect(201);
    });
}

#[test]
fn a_frozen_side_refuses_and_the_other_takes() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let reserved = hold(api, &ledger, "50", json!({})).await;
        set(api, &ledger, "users:1", json!({"freeze_debits": true})).await;
        for answer in [
            api.transfer(&ledger, "users:1", "users:2", "1").await,
            held(api, &ledger, "users:1", "users:2", "1").await,
            act(api, &ledger, &reserved, "capture", json!({})).await,
            act(api, &ledger, &reserved, "increment", json!({"amount": "1"})).await,
        ] {
            let problem = answer.expect_problem(422, "account_frozen");
            assert_eq!((&problem["rule"], &problem["posting"]), (&json!("freeze_debits"), &json!(0)));
        }
        let paid = api.transfer(&ledger, "assets:bank", "users:1", "1").await.expect(201).json();
        act(api, &ledger, &paid, "reverse", json!({})).await.expect_problem(422, "account_frozen");
        set(api, &ledger, "users:1", json!({"freeze_debits": null, "freeze_credits": true})).await;
        let problem = api.transfer(&ledger, "assets:bank", "users:1", "1").await.expect_problem(422, "account_frozen");
        assert_eq!((&problem["rule"], &problem["posting"]), (&json!("freeze_credits"), &json!(1)));
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
    });
}

#[test]
fn only_allowed_counterparties_stand_opposite() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        api.account(&ledger, "assetsx", "asset", "USD", json!({})).await;
        set(api, &ledger, "users:1", json!({"allowed_counterparties": ["assets", "users:2"]})).await;
        for other in ["assets:bank", "assets:cash", "users:2"] {
            api.transfer(&ledger, "users:1", other, "1").await.expect(201);
        }
        // Whole segments, not letters.
        for answer in [
            api.transfer(&ledger, "users:1", "assetsx", "1").await,
            held(api, &ledger, "users:1", "assetsx", "1").await,
        ] {
            let problem = answer.expect_problem(422, "counterparty_not_allowed");
            for (member, value) in [
                ("posting", json!(0)),
                ("account", json!("users:1")),
                ("counterparty", json!("assetsx")),
                ("rule", json!("allowed_counterparties")),
            ] {
                assert_eq!(problem[member], value, "{member}");
            }
        }
        let problem = api.transfer(&ledger, "assetsx", "users:1", "1").await;
        assert_eq!(problem.expect_problem(422, "counterparty_not_allowed")["posting"], 1);
        // Who stands on the same side is nobody's counterparty.
        let legs =
            |third: Value| json!({"postings": [leg("debit", "users:1", "1"), leg("credit", "users:2", "2"), third]});
        post(api, &ledger, &legs(leg("debit", "assetsx", "1"))).await.expect(201);
        let legs = json!({"postings": [
            leg("debit", "users:1", "2"), leg("credit", "users:2", "1"), leg("credit", "assetsx", "1"),
        ]});
        post(api, &ledger, &legs).await.expect_problem(422, "counterparty_not_allowed");
    });
}

#[test]
fn what_is_agreed_already_is_settled_under_a_new_policy() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let reserved = hold(api, &ledger, "50", json!({})).await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "10").await.expect(201).json();
        let strict = json!({"allowed_counterparties": ["assets"], "required_metadata": ["order"], "max_amount": "1"});
        set(api, &ledger, "users:1", strict).await;
        act(api, &ledger, &reserved, "capture", json!({"amount": "20"})).await.expect(201);
        act(api, &ledger, &paid, "reverse", json!({})).await.expect(201);
        // An increment asks for something new.
        let problem = act(api, &ledger, &reserved, "increment", json!({"amount": "2"})).await;
        problem.expect_problem(422, "counterparty_not_allowed");
        set(api, &ledger, "users:1", json!({"allowed_counterparties": null})).await;
        let problem = act(api, &ledger, &reserved, "increment", json!({"amount": "2"})).await;
        assert_eq!(problem.expect_problem(422, "limit_exceeded")["rule"], "max_amount");
        // An increment is part of its hold, whose 50.00 count with it.
        set(api, &ledger, "users:1", json!({"max_amount": "51"})).await;
        let problem = act(api, &ledger, &reserved, "increment", json!({"amount": "1.01"})).await;
        assert_eq!(problem.expect_problem(422, "limit_exceeded")["required"], "51.01");
        act(api, &ledger, &reserved, "increment", json!({"amount": "1"})).await.expect(201);
        act(api, &ledger, &reserved, "void", json!({})).await.expect(201);
    });
}

#[test]
fn an_account_asks_for_metadata() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        set(api, &ledger, "users:2", json!({"required_metadata": ["order", "why"]})).await;
        for pending in [false, true] {
            let body = |metadata: Value| {
                with(simple("users:1", "users:2", "1"), json!({"pending": pending, "metadata": metadata}))
            };
            for (metadata, key) in [(json!({}), "order"), (json!({"order": ""}), "why")] {
                let problem = post(api, &ledger, &body(metadata)).await.expect_problem(422, "metadata_required");
                assert_eq!((&problem["key"], &problem["posting"]), (&json!(key), &json!(1)));
                assert_eq!((&problem["rule"], &problem["account"]), (&json!("required_metadata"), &json!("users:2")));
            }
            post(api, &ledger, &body(json!({"order": "", "why": "x", "more": "y"}))).await.expect(201);
        }
    });
}

#[test]
fn one_transfer_moves_at_most_the_maximum_amount() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        set(api, &ledger, "users:1", json!({"max_amount": "40"})).await;
        api.transfer(&ledger, "users:1", "users:2", "40").await.expect(201);
        for answer in [
            api.transfer(&ledger, "users:1", "users:2", "40.01").await,
            held(api, &ledger, "users:1", "users:2", "40.01").await,
        ] {
            let problem = answer.expect_problem(422, "limit_exceeded");
            for (member, value) in [
                ("rule", json!("max_amount")),
                ("posting", json!(0)),
                ("account", json!("users:1")),
                ("limit", json!("40.00")),
                ("required", json!("40.01")),
            ] {
                assert_eq!(problem[member], value, "{member}");
            }
        }
        // In several postings it is as much.
        let legs = json!({"postings": [
            leg("debit", "users:1", "30"), leg("credit", "users:2", "41"), leg("debit", "users:1", "11"),
        ]});
        let problem = post(api, &ledger, &legs).await.expect_problem(422, "limit_exceeded");
        assert_eq!((&problem["posting"], &problem["required"]), (&json!(0), &json!("41.00")));
        set(api, &ledger, "users:1", json!({"max_amount": "0"})).await;
        api.transfer(&ledger, "users:1", "users:2", "0.01").await.expect_problem(422, "limit_exceeded");
    });
}

#[test]
fn a_policy_that_is_changed_in_between_judges_the_next() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let second = app.second_service(tallybook_tests::ServiceOptions::default()).await;
        let other = api.at(&second.url);
        // Each process has seen the account; a change by the one binds the other at once.
        for api in [api, &other] {
            api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
        }
        set(api, &ledger, "users:1", json!({"freeze_debits": true})).await;
        other.transfer(&ledger, "users:1", "users:2", "1").await.expect_problem(422, "account_frozen");
        set(&other, &ledger, "users:1", json!({"freeze_debits": null, "max_amount": "5"})).await;
        api.transfer(&ledger, "users:1", "users:2", "6").await.expect_problem(422, "limit_exceeded");
        api.transfer(&ledger, "users:1", "users:2", "5").await.expect(201);
    });
}
