//! Conditions on postings, and amounts of as much as there is.

use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, run};

use crate::support::{Findings, amounts, funded, last_seq, leg, post, simple, with};

/// Moves 50.00 out of `users:1`, if its posting's condition holds.
async fn if_so(api: &Api, ledger: &str, condition: Value, more: Value) -> Answered {
    let legs = json!({"postings": [
        with(leg("debit", "users:1", "50"), json!({"if": condition})), leg("credit", "users:2", "50"),
    ]});
    post(api, ledger, &with(legs, more)).await
}

#[test]
fn a_condition_compares_what_the_whole_transfer_leaves() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        // 200.00 there, 50.00 leave: after a transfer all balances are 150.00, after a hold what is posted stays.
        for (pending, posted) in [(false, 150), (true, 200)] {
            for (balance, left) in [("available", 150), ("pending", 150), ("posted", posted)] {
                for (comparison, other, holds) in [
                    ("gte", 0, true),
                    ("gte", 1, false),
                    ("gt", -1, true),
                    ("gt", 0, false),
                    ("lte", 0, true),
                    ("lte", -1, false),
                    ("lt", 1, true),
                    ("lt", 0, false),
                    ("eq", 0, true),
                    ("eq", 1, false),
                ] {
                    let bound = format!("{}.00", left + other);
                    let condition = json!({balance: {comparison: bound}});
                    let what = format!("{condition} {pending}");
                    let path = format!("{ledger}/transfers?dry_run=true");
                    let legs = json!({"pending": pending, "postings": [
                        with(leg("debit", "users:1", "50"), json!({"if": condition})), leg("credit", "users:2", "50"),
                    ]});
                    let answer = api.post(&path, &legs).await;
                    if holds {
                        assert_eq!(answer.status, 201, "{what}");
                        continue;
                    }
                    let problem = answer.expect_problem(422, "condition_failed");
                    for (member, value) in [
                        ("posting", json!(0)),
                        ("account", json!("users:1")),
                        ("rule", json!(format!("{balance}.{comparison}"))),
                        ("required", json!(bound)),
                        (if balance == "available" { "available" } else { "balance" }, json!(format!("{left}.00"))),
                    ] {
                        assert_eq!(problem[member], value, "{what}: {member}");
                    }
                }
            }
        }
    });
}

#[test]
fn conditions_refuse_all_of_a_transfer_or_none() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let before = last_seq(api, &ledger).await;
        let both = json!({"available": {"gte": "150", "lt": "150"}});
        let problem = if_so(api, &ledger, both, json!({})).await.expect_problem(422, "condition_failed");
        assert_eq!(problem["rule"], "available.lt");
        assert_eq!(last_seq(api, &ledger).await, before);
        let range = json!({"available": {"gte": "150", "lte": "150.00"}, "posted": {"eq": "150.0"}});
        if_so(api, &ledger, range, json!({})).await.expect(201);
        // Below zero, and on the other side.
        let legs = json!({"postings": [
            with(leg("credit", "assets:cash", "10"), json!({"if": {"available": {"gte": "-10"}}})),
            with(leg("debit", "users:2", "10"), json!({"if": {"posted": {"gt": "-0.01"}}})),
        ]});
        post(api, &ledger, &legs).await.expect(201);
        let problem = post(api, &ledger, &legs).await.expect_problem(422, "condition_failed");
        assert_eq!((&problem["posting"], &problem["available"]), (&json!(0), &json!("-20.00")));
        // A refusal by a condition is an answer that is kept.
        let legs = json!({"postings": [
            with(leg("debit", "users:1", "1"), json!({"if": {"posted": {"lt": "0"}}})), leg("credit", "users:2", "1"),
        ]});
        let path = format!("{ledger}/transfers");
        let first = api.post_keyed(&path, "kept", &legs).await;
        let again = api.post_keyed(&path, "kept", &legs).await;
        assert_eq!((&again.body, again.header("idempotent-replayed")), (&first.body, Some("true")));
        first.expect_problem(422, "condition_failed");
        // An account's own rule is the better answer.
        let condition = json!({"available": {"gte": "1000"}});
        let legs = json!({"postings": [
            with(leg("debit", "users:1", "500"), json!({"if": condition})), leg("credit", "users:2", "500"),
        ]});
        post(api, &ledger, &legs).await.expect_problem(422, "insufficient_balance");
    });
}

#[test]
fn an_account_version_is_the_one_that_the_client_saw() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let version = async || api.balance(&ledger, "users:1", "").await["account_version"].clone();
        let seen = version().await;
        assert_eq!(seen, 1);
        let posted = if_so(api, &ledger, json!({"account_version": seen}), json!({})).await.expect(201).json();
        assert_eq!(posted["postings"][0]["account_version"], 2);
        let problem = if_so(api, &ledger, json!({"account_version": seen}), json!({})).await;
        let problem = problem.expect_problem(422, "condition_failed");
        for (member, value) in [
            ("posting", json!(0)),
            ("account", json!("users:1")),
            ("rule", json!("account_version")),
            ("expected", json!(1)),
            ("actual", json!(2)),
        ] {
            assert_eq!(problem[member], value, "{member}");
        }
        // What is held counts as well as what is posted.
        let pending = json!({"pending": true});
        if_so(api, &ledger, json!({"account_version": 2}), pending.clone()).await.expect(201);
        if_so(api, &ledger, json!({"account_version": 2}), pending).await.expect_problem(422, "condition_failed");
        // Of an account without postings; one that stands twice has one version before the transfer.
        let legs = json!({"postings": [
            with(leg("debit", "assets:cash", "1"), json!({"if": {"account_version": 0}})),
            with(leg("debit", "assets:cash", "2"), json!({"if": {"account_version": 0, "posted": {"eq": "3"}}})),
            leg("credit", "users:2", "3"),
        ]});
        post(api, &ledger, &legs).await.expect(201);
    });
}

#[test]
fn two_that_saw_the_same_version_are_not_both_accepted() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let seen = json!({"account_version": 1});
        let attempts = (0..8).map(|_| if_so(api, &ledger, seen.clone(), json!({})));
        let answers = futures_util::future::join_all(attempts).await;
        let accepted = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(accepted, 1);
        for refused in answers.into_iter().filter(|answer| answer.status != 201) {
            refused.expect_problem(422, "condition_failed");
        }
        assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "150.00");
    });
}

#[test]
fn up_to_moves_as_much_as_there_is() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let sweep = async |debit: &str, credit: &str, amount: &str| {
            post(api, &ledger, &with(simple(debit, credit, amount), json!({"up_to": true}))).await
        };
        let moved = async |debit: &str, credit: &str, amount: &str| {
            let transfer = sweep(debit, credit, amount).await.expect(201).json();
            assert_eq!(transfer["postings"][0]["amount"], transfer["postings"][1]["amount"]);
            transfer["postings"][0]["amount"].as_str().expect("an amount").to_owned()
        };
        assert_eq!(moved("users:1", "users:2", "50").await, "50.00");
        assert_eq!(moved("users:1", "users:2", "1000").await, "150.00");
        let problem = sweep("users:1", "users:2", "1000").await.expect_problem(422, "insufficient_balance");
        assert_eq!((&problem["posting"], &problem["available"]), (&json!(0), &json!("0.00")));
        // Down to the minimum that the policy says, also one below zero; without a policy to zero.
        let users = format!("{ledger}/accounts/users:2");
        api.patch(&users, &json!({"policy": {"min_balance": "20"}})).await.expect(200);
        assert_eq!(moved("users:2", "users:1", "1000").await, "180.00");
        api.patch(&users, &json!({"policy": {"min_balance": "-5"}})).await.expect(200);
        assert_eq!(moved("users:2", "users:1", "1000").await, "25.00");
        api.patch(&users, &json!({"policy": null})).await.expect(200);
        sweep("users:2", "users:1", "1").await.expect_problem(422, "insufficient_balance");
        assert_eq!(moved("assets:bank", "users:2", "7").await, "7.00", "what raises an account needs nothing there");
        assert_eq!(moved("users:2", "users:1", "1000").await, "2.00");
        // Up to the maximum of the one that takes it, whichever is less.
        api.account(&ledger, "jar", "liability", "USD", json!({"policy": {"max_balance": "30"}})).await;
        assert_eq!(moved("users:1", "jar", "1000").await, "30.00");
        let problem = sweep("users:1", "jar", "1000").await.expect_problem(422, "balance_limit_exceeded");
        assert_eq!((&problem["posting"], &problem["limit"]), (&json!(1), &json!("30.00")));
        // What is held is not there.
        let held = with(simple("users:1", "users:2", "1000"), json!({"up_to": true, "pending": true}));
        let held = post(api, &ledger, &held).await.expect(201).json();
        assert_eq!((&held["kind"], &held["postings"][0]["amount"]), (&json!("hold"), &json!("177.00")));
        sweep("users:1", "users:2", "1").await.expect_problem(422, "insufficient_balance");
    });
}

#[test]
fn only_the_marked_posting_is_asked_how_much_there_is() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        api.account(&ledger, "jar", "liability", "USD", json!({"policy": {"max_balance": "30"}})).await;
        let marked = |first: bool, second: bool| {
            json!({"postings": [
                with(leg("debit", "users:1", "1000"), json!({"up_to": first})),
                with(leg("credit", "jar", "1000"), json!({"up_to": second})),
            ]})
        };
        // The other's rules refuse as ever.
        post(api, &ledger, &marked(true, false)).await.expect_problem(422, "balance_limit_exceeded");
        let both = post(api, &ledger, &marked(false, true)).await.expect(201).json();
        assert_eq!(both["postings"][0]["amount"], "30.00");
        let swept = with(
            marked(true, false),
            json!({"postings": [
                with(leg("debit", "users:1", "1000"), json!({"up_to": true, "if": {"available": {"eq": "0"}}})),
                leg("credit", "users:2", "1000"),
            ]}),
        );
        let swept = post(api, &ledger, &swept).await.expect(201).json();
        assert_eq!(swept["postings"][1]["amount"], "170.00");
    });
}

#[test]
fn what_is_asked_of_a_posting_is_checked() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let before = last_seq(api, &ledger).await;
        let transfers = format!("{ledger}/transfers");
        let mut findings = Findings::default();
        let legs = |more: Value| json!({"postings": [with(leg("debit", "users:1", "1"), more), leg("credit", "users:2", "1")]});
        for (more, code, field) in [
            (json!({"if": {}}), "invalid_field", "/postings/0/if"),
            (json!({"if": {"available": {}}}), "invalid_field", "/postings/0/if/available"),
            (json!({"if": {"balance": {"gte": "1"}}}), "unknown_field", "/postings/0/if/balance"),
            (json!({"if": {"posted": {"ne": "1"}}}), "unknown_field", "/postings/0/if/posted/ne"),
            (json!({"if": {"posted": {"gte": 1}}}), "invalid_field", "/postings/0/if/posted/gte"),
            (json!({"if": {"posted": {"gte": "1e3"}}}), "invalid_field", "/postings/0/if/posted/gte"),
            (json!({"if": {"account_version": -1}}), "invalid_field", "/postings/0/if/account_version"),
            (json!({"if": {"account_version": "1"}}), "invalid_field", "/postings/0/if/account_version"),
            (json!({"if": []}), "invalid_field", "/postings/0/if"),
            (json!({"up_to": "true"}), "invalid_field", "/postings/0/up_to"),
        ] {
            let request = (reqwest::Method::POST, &*transfers);
            findings.refused(api, request, &legs(more), (400, code, Some(field))).await;
        }
        let three = json!({"postings": [
            with(leg("debit", "users:1", "2"), json!({"up_to": true})), leg("credit", "users:2", "1"),
            leg("credit", "assets:bank", "1"),
        ]});
        let outside = with(legs(json!({})), json!({"up_to": true}));
        let simple_if = with(simple("users:1", "users:2", "1"), json!({"if": {"account_version": 1}}));
        for (body, code, field) in [
            (three, "invalid_field", "/postings/0/up_to"),
            (outside, "invalid_field", "/up_to"),
            (simple_if, "unknown_field", "/if"),
        ] {
            let request = (reqwest::Method::POST, &*transfers);
            findings.refused(api, request, &body, (400, code, Some(field))).await;
        }
        // Finer than the asset is known only from the account.
        let finer = legs(json!({"if": {"posted": {"gte": "0.001"}}}));
        let request = (reqwest::Method::POST, &*transfers);
        findings.refused(api, request, &finer, (422, "asset_mismatch", None)).await;
        findings.none();
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}
