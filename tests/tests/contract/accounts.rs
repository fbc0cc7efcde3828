//! Accounts: opening, reading, opening the same again, many at once.

use serde_json::{Value, json};
use tallybook_tests::run;
use uuid::Uuid;

use crate::support::{last_seq, names, seq_of, simple, with, without};

#[test]
fn an_account_is_opened_with_defaults_that_follow_its_type() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        let accounts = format!("{ledger}/accounts");
        let types = [
            ("asset", "debit"),
            ("expense", "debit"),
            ("liability", "credit"),
            ("equity", "credit"),
            ("income", "credit"),
        ];
        for (index, (account_type, side)) in types.into_iter().enumerate() {
            let path = format!("books:{account_type}");
            let opened =
                api.post(&accounts, &json!({"path": path, "type": account_type, "asset": "USD"})).await.expect(201);
            let location = format!("/v1/ledgers/demo/accounts/{path}");
            assert_eq!(opened.header("location"), Some(&*location));
            assert_eq!((seq_of(&opened), opened.header("etag")), (2 + index as i64, Some("\"1\"")));
            let account = opened.json();
            let id = account["id"].as_str().expect("an id").to_owned();
            let expected = json!({
                "path": path, "type": account_type, "asset": "USD", "normal_side": side, "policy": {}, "metadata": {},
                "id": id, "status": "open", "revision": 1, "account_version": 0,
                "created_at": account["created_at"], "updated_at": account["created_at"],
            });
            assert_eq!(account, expected);
            for name in [&path, &id] {
                let read = api.get(&format!("{accounts}/{name}")).await.expect(200);
                assert_eq!((read.json(), read.header("etag")), (account.clone(), Some("\"1\"")));
            }
        }
        // A contra account turns the side around, for balances too.
        let contra = api.account(&ledger, "contra", "asset", "USD", json!({"normal_side": "credit"})).await;
        assert_eq!(contra["normal_side"], "credit");
        api.transfer(&ledger, "books:expense", "contra", "3.00").await.expect(201);
        assert_eq!(api.balance(&ledger, "contra", "").await["balance"]["available"], "3.00");
        api.get(&format!("{accounts}/none")).await.expect_problem(404, "not_found");
        api.get(&format!("{accounts}/{}", Uuid::new_v4())).await.expect_problem(404, "not_found");
    });
}

#[test]
fn opening_the_same_account_again_answers_what_exists_and_another_is_refused() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        let accounts = format!("{ledger}/accounts");
        let body = json!({
            "path": "users:42", "type": "liability", "asset": "USD", "normal_side": "credit",
            "policy": {"min_balance": "-5.0", "max_balance": "10000"}, "description": "Ada", "metadata": {"tier": "gold"},
        });
        let opened = api.post(&accounts, &body).await.expect(201).json();
        assert_eq!(opened["policy"], json!({"min_balance": "-5.00", "max_balance": "10000.00"}));
        let before = last_seq(api, &ledger).await;

        let same = [
            body.clone(),
            without(body.clone(), "normal_side"),
            with(body.clone(), json!({"policy": {"min_balance": "-5", "max_balance": "10000.00"}})),
        ];
        for same in same {
            let again = api.post(&accounts, &same).await.expect(200);
            assert_eq!(again.json(), opened);
            assert_eq!(again.header("location"), Some("/v1/ledgers/demo/accounts/users:42"));
            assert_eq!(again.header("etag"), Some("\"1\""));
        }
        let others = [
            json!({"type": "equity"}),
            json!({"asset": "EUR"}),
            json!({"normal_side": "debit"}),
            json!({"policy": {"min_balance": "-5.00"}}),
            json!({"policy": null}),
            json!({"description": "Eve"}),
            json!({"metadata": {}}),
        ];
        for other in others {
            let refused = api.post(&accounts, &with(body.clone(), other.clone())).await;
            assert_eq!(refused.header("location"), Some("/v1/ledgers/demo/accounts/users:42"), "{other}");
            refused.expect_problem(409, "already_exists");
        }
        assert_eq!(last_seq(api, &ledger).await, before, "neither is a change");
    });
}

#[test]
fn paths_stand_in_urls_as_they_are() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        let deep = vec!["s"; 32].join(":");
        let paths =
            ["a", "batch", "Assets:Bank.1_x-y", "x:...y", "a:_b", "balance", "postings", "-", &deep, &"p".repeat(255)];
        for path in paths {
            let opened = api.account(&ledger, path, "asset", "USD", json!({})).await;
            assert_eq!(opened["path"], path);
            assert_eq!(api.get(&format!("{ledger}/accounts/{path}")).await.expect(200).json(), opened, "{path}");
            assert_eq!(api.balance(&ledger, path, "").await["account"], path);
            api.get(&format!("{ledger}/accounts/{path}/postings")).await.expect(200);
            let change = json!({"metadata": {"seen": "yes"}});
            assert_eq!(
                api.patch(&format!("{ledger}/accounts/{path}"), &change).await.expect(200).json()["revision"],
                2,
                "{path}"
            );
        }
        // Percent-encoding means the same.
        assert_eq!(
            api.get(&format!("{ledger}/accounts/Assets%3ABank%2E1_x-y")).await.expect(200).json()["path"],
            paths[2]
        );
    });
}

#[test]
fn a_batch_of_accounts_is_opened_whole_or_not_at_all() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        let batch = format!("{ledger}/accounts/batch");
        let account = |path: &str, more: Value| with(json!({"path": path, "type": "asset", "asset": "USD"}), more);
        api.post(&format!("{ledger}/accounts"), &account("old", json!({}))).await.expect(201);
        let before = last_seq(api, &ledger).await;

        let refusals = [
            (json!([account("new", json!({})), account("old", json!({"type": "equity"}))]), 409, "already_exists"),
            (json!([account("new", json!({})), account("btc", json!({"asset": "BTC"}))]), 422, "asset_not_found"),
            (json!([account("new", json!({})), account("new", json!({"asset": "EUR"}))]), 409, "already_exists"),
            (
                json!([account("new", json!({})), account("fine", json!({"policy": {"min_balance": "0.001"}}))]),
                422,
                "asset_mismatch",
            ),
        ];
        for (accounts, status, code) in refusals {
            let problem = api.post(&batch, &json!({"accounts": accounts})).await.expect_problem(status, code);
            assert_eq!(problem["index"], 1, "{code}");
            api.get(&format!("{ledger}/accounts/new")).await.expect_problem(404, "not_found");
        }
        assert_eq!(last_seq(api, &ledger).await, before);

        let many = json!({"accounts": [account("a", json!({})), account("old", json!({})), account("b", json!({"description": "B"})), account("a", json!({}))]});
        let opened = api.post(&batch, &many).await.expect(201);
        assert_eq!(seq_of(&opened), before + 2);
        let opened = opened.json();
        assert_eq!(names(&opened), ["accounts".to_owned()].into());
        let paths: Vec<_> =
            opened["accounts"].as_array().expect("accounts").iter().map(|account| account["path"].clone()).collect();
        assert_eq!(paths, ["a", "old", "b", "a"]);
        assert_eq!(opened["accounts"][0], opened["accounts"][3], "named twice, opened once");
        assert_eq!(api.get(&format!("{ledger}/accounts/b")).await.expect(200).json(), opened["accounts"][2]);
        assert_eq!(api.post(&batch, &many).await.expect(200).json(), opened);

        let thousand: Vec<Value> = (0..1000).map(|n| account(&format!("n:{n}"), json!({}))).collect();
        let opened = api.post(&batch, &json!({"accounts": thousand})).await.expect(201);
        assert_eq!(opened.json()["accounts"].as_array().map(Vec::len), Some(1000));
        assert_eq!(last_seq(api, &ledger).await, before + 1002);
    });
}

#[test]
fn account_version_counts_postings_and_revision_counts_changes() {
    run(async |app| {
        let api = &app.api;
        let ledger = crate::support::books(api, "demo").await;
        let bank = format!("{ledger}/accounts/assets:bank");
        api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        let twice = json!({"postings": [
            crate::support::leg("debit", "assets:bank", "2"), crate::support::leg("debit", "assets:bank", "3"),
            crate::support::leg("credit", "users:1", "5"),
        ]});
        api.post_keyed(&format!("{ledger}/transfers"), "k", &twice).await.expect(201);
        api.patch(&bank, &json!({"description": "Our bank"})).await.expect(200);
        let account = api.get(&bank).await.expect(200).json();
        assert_eq!((&account["account_version"], &account["revision"]), (&json!(3), &json!(2)));
        // A refused transfer counts nothing.
        api.post_keyed(&format!("{ledger}/transfers"), "k2", &simple("assets:bank", "nobody", "1")).await.expect(422);
        assert_eq!(api.get(&bank).await.expect(200).json(), account);
    });
}
