//! What may change about an account, and what refuses to.

use reqwest::Method;
use serde_json::json;
use tallybook_tests::{Answered, Api, run};

use crate::support::{books, last_seq, seq_of};

async fn guarded(api: &Api, path: &str, etag: &str, body: serde_json::Value) -> Answered {
    api.send(Method::PATCH, path, &[("if-match", etag)], Some(body.to_string().into())).await.expect("an answer")
}

#[test]
fn a_change_is_merged_numbered_and_guarded_by_the_revision() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        let path = format!("{ledger}/accounts/users:1");
        let more = json!({"description": "Ada", "metadata": {"a": "1", "b": "2"}, "policy": {"min_balance": "0"}});
        let opened = api.account(&ledger, "users:1", "liability", "USD", more).await;

        let changed = api.patch(&path, &json!({"metadata": {"b": null, "c": "3", "d": null}})).await.expect(200);
        assert_eq!((seq_of(&changed), changed.header("etag")), (3, Some("\"2\"")));
        let account = changed.json();
        assert_eq!(account["metadata"], json!({"a": "1", "c": "3"}));
        assert_eq!((&account["revision"], &account["created_at"]), (&json!(2), &opened["created_at"]));
        assert!(account["updated_at"].as_str() > opened["updated_at"].as_str());
        assert_eq!(account["description"], "Ada", "what is absent stays");
        assert_eq!(api.get(&path).await.expect(200).json(), account);

        // A bound that is absent stays, null removes it; a null policy removes both.
        let policy =
            async |policy| api.patch(&path, &json!({"policy": policy})).await.expect(200).json()["policy"].clone();
        assert_eq!(policy(json!({"max_balance": "9.5"})).await, json!({"min_balance": "0.00", "max_balance": "9.50"}));
        assert_eq!(policy(json!({"min_balance": null})).await, json!({"max_balance": "9.50"}));
        assert_eq!(
            policy(json!({"min_balance": "-1.25"})).await,
            json!({"min_balance": "-1.25", "max_balance": "9.50"})
        );
        assert_eq!(policy(json!({})).await, json!({"min_balance": "-1.25", "max_balance": "9.50"}));
        assert_eq!(policy(json!(null)).await, json!({}));
        let cleared = api.patch(&path, &json!({"description": null})).await.expect(200).json();
        assert!(cleared.get("description").is_none() && cleared["revision"] == 7, "{cleared}");

        // What changes nothing is no change.
        let before = last_seq(api, &ledger).await;
        for nothing in [
            json!({}),
            json!({"status": "open"}),
            json!({"metadata": {"a": "1", "z": null}}),
            json!({"description": null}),
        ] {
            let answer = api.patch(&path, &nothing).await.expect(200);
            assert_eq!((answer.json(), answer.header("etag")), (cleared.clone(), Some("\"7\"")));
        }
        assert_eq!(last_seq(api, &ledger).await, before);

        // The guards, alone and together; an id names the account as well as its path.
        let by_id = format!("{ledger}/accounts/{}", opened["id"].as_str().expect("an id"));
        let change = |n: i64| json!({"description": format!("{n}")});
        guarded(api, &path, "\"7\"", change(1)).await.expect(200);
        api.patch(&by_id, &json!({"if_revision": 8, "description": "2"})).await.expect(200);
        guarded(api, &path, "*", change(3)).await.expect(200);
        guarded(api, &path, "\"10\"", json!({"if_revision": 10, "description": "4"})).await.expect(200);
        for stale in [
            guarded(api, &path, "\"10\"", change(5)).await,
            api.patch(&path, &json!({"if_revision": 12, "description": "5"})).await,
        ] {
            let problem = stale.expect_problem(409, "version_conflict");
            assert_eq!(problem["actual"], 11);
        }
        let disagree =
            guarded(api, &path, "\"11\"", json!({"if_revision": 10})).await.expect_problem(400, "invalid_field");
        assert_eq!(disagree["field"], "/if_revision");
        for odd in ["3", "W/\"11\"", "\"x\"", "\"11\", \"12\"", ""] {
            let problem = guarded(api, &path, odd, change(5)).await.expect_problem(400, "invalid_field");
            assert_eq!(problem["field"], "If-Match", "{odd}");
        }
        assert_eq!(api.get(&path).await.expect(200).json()["description"], "4");
        api.patch(&format!("{ledger}/accounts/none"), &change(1)).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_frozen_account_takes_no_postings_until_it_is_open_again() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/accounts/users:1");
        api.transfer(&ledger, "assets:bank", "users:1", "5.00").await.expect(201);
        let frozen = api.patch(&path, &json!({"status": "frozen"})).await.expect(200).json();
        assert_eq!((&frozen["status"], &frozen["account_version"]), (&json!("frozen"), &json!(1)));
        for (debit, credit, posting) in [("assets:bank", "users:1", 1), ("users:1", "assets:bank", 0)] {
            let problem = api.transfer(&ledger, debit, credit, "1.00").await.expect_problem(422, "account_frozen");
            assert_eq!((&problem["posting"], &problem["account"]), (&json!(posting), &json!("users:1")));
        }
        // What is said about it may change, and its limits.
        api.patch(&path, &json!({"description": "Under review", "policy": {"max_balance": "1"}})).await.expect(200);
        api.patch(&path, &json!({"status": "open"})).await.expect(200);
        api.transfer(&ledger, "users:1", "assets:bank", "1.00").await.expect(201);
    });
}

#[test]
fn closing_needs_a_settled_account_and_is_final() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/accounts/users:1");
        api.transfer(&ledger, "assets:bank", "users:1", "5.00").await.expect(201);
        let problem = api.patch(&path, &json!({"status": "closed"})).await.expect_problem(422, "account_not_empty");
        assert_eq!((&problem["posted"], &problem["account"]), (&json!("5.00"), &json!("users:1")));
        api.transfer(&ledger, "users:1", "assets:bank", "5.00").await.expect(201);
        api.patch(&path, &json!({"status": "frozen"})).await.expect(200);
        let closed = api.patch(&path, &json!({"status": "closed"})).await.expect(200).json();
        assert_eq!(closed["status"], "closed");

        let problem =
            api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect_problem(422, "account_closed");
        assert_eq!(problem["posting"], 1);
        for change in [json!({"status": "open"}), json!({"status": "frozen"}), json!({"policy": {"min_balance": "0"}})]
        {
            api.patch(&path, &change).await.expect_problem(422, "account_closed");
        }
        api.patch(&path, &json!({"status": "closed"})).await.expect(200);
        api.patch(&path, &json!({"metadata": {"archived": "yes"}})).await.expect(200);
        assert_eq!(api.balance(&ledger, "users:1", "").await["balance"]["posted"]["debits"], "5.00");
        // The path stays taken.
        let again = json!({"path": "users:1", "type": "asset", "asset": "USD"});
        api.post(&format!("{ledger}/accounts"), &again).await.expect_problem(409, "already_exists");
        // Closed comes before frozen, whichever posting it is.
        api.patch(&format!("{ledger}/accounts/users:2"), &json!({"status": "frozen"})).await.expect(200);
        let problem = api.transfer(&ledger, "users:2", "users:1", "1.00").await.expect_problem(422, "account_closed");
        assert_eq!(problem["posting"], 1);
    });
}

#[test]
fn merged_metadata_stays_within_its_limits() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/accounts/users:1");
        let keys = |from: usize, to: usize| -> serde_json::Map<String, serde_json::Value> {
            (from..to).map(|n| (format!("k{n}"), json!("v"))).collect()
        };
        api.patch(&path, &json!({"metadata": keys(0, 50)})).await.expect(200);
        api.patch(&path, &json!({"metadata": keys(50, 51)})).await.expect_problem(422, "metadata_limit_exceeded");
        api.patch(&path, &json!({"metadata": {"k0": null, "k50": "v"}})).await.expect(200);
        let long = json!({"metadata": {"k1": "x".repeat(8000)}});
        api.patch(&path, &long).await.expect(200);
        let longer = json!({"metadata": {"k2": "x".repeat(200)}});
        api.patch(&path, &longer).await.expect_problem(422, "metadata_limit_exceeded");
        let metadata = api.get(&path).await.expect(200).json()["metadata"].clone();
        assert_eq!(metadata.as_object().map(serde_json::Map::len), Some(50));
    });
}
