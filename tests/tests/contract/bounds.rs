//! `min_balance` and `max_balance`: judged after the whole transfer, and only in their direction.

use serde_json::{Value, json};
use tallybook_tests::{Api, run};

use crate::support::{leg, simple};

/// Moves money into (`true`) or out of an account's normal side, from an account without bounds.
async fn moves(
    api: &Api,
    ledger: &str,
    account: &str,
    side: &str,
    raise: bool,
    amount: &str,
) -> tallybook_tests::Answered {
    if (side == "debit") == raise {
        api.transfer(ledger, account, "open", amount).await
    } else {
        api.transfer(ledger, "open", account, amount).await
    }
}

#[test]
fn both_bounds_hold_on_both_sides_and_only_towards_them() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        api.account(&ledger, "open", "equity", "USD", json!({})).await;
        for (account_type, side) in [("asset", "debit"), ("liability", "credit")] {
            let account = format!("bound:{account_type}");
            let path = format!("{ledger}/accounts/{account}");
            api.account(
                &ledger,
                &account,
                account_type,
                "USD",
                json!({"policy": {"min_balance": "-1.00", "max_balance": "10.00"}}),
            )
            .await;
            let go = async |raise, amount| moves(api, &ledger, &account, side, raise, amount).await;
            let posting = |raise: bool| json!(if (side == "debit") == raise { 0 } else { 1 });

            // Up to the bound, exactly, and not a cent beyond.
            go(false, "1.00").await.expect(201);
            let below = go(false, "0.01").await.expect_problem(422, "insufficient_balance");
            assert_eq!(
                (&below["limit"], &below["available"], &below["posting"]),
                (&json!("-1.00"), &json!("-1.00"), &posting(false))
            );
            go(true, "11.00").await.expect(201);
            let above = go(true, "0.01").await.expect_problem(422, "balance_limit_exceeded");
            assert_eq!(
                (&above["limit"], &above["balance"], &above["posting"]),
                (&json!("10.00"), &json!("10.00"), &posting(true))
            );

            // Bounds may be set beyond the present balance: what moves away from them passes, however
            // far it still is; what moves towards them does not.
            api.patch(&path, &json!({"policy": {"min_balance": "50.00", "max_balance": "60.00"}})).await.expect(200);
            go(true, "3.00").await.expect(201);
            go(false, "0.01").await.expect_problem(422, "insufficient_balance");
            api.patch(&path, &json!({"policy": {"min_balance": "-60.00", "max_balance": "-50.00"}})).await.expect(200);
            go(false, "3.00").await.expect(201);
            go(true, "0.01").await.expect_problem(422, "balance_limit_exceeded");
            assert_eq!(api.balance(&ledger, &account, "").await["balance"]["available"], "10.00");

            // A cleared bound is none.
            api.patch(&path, &json!({"policy": {"max_balance": null}})).await.expect(200);
            go(true, "1000000").await.expect(201);
        }
    });
}

#[test]
fn bounds_are_judged_after_the_whole_transfer() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        api.account(&ledger, "open", "equity", "USD", json!({})).await;
        for path in ["a", "b"] {
            api.account(&ledger, path, "asset", "USD", json!({"policy": {"min_balance": "0", "max_balance": "10"}}))
                .await;
        }
        let post = async |key: &str, postings: Value| {
            api.post_keyed(&format!("{ledger}/transfers"), key, &json!({"postings": postings})).await
        };
        // On the way it is far beyond both bounds; in the end it is within.
        post("through", json!([leg("credit", "a", "99"), leg("debit", "a", "104"), leg("credit", "open", "5")]))
            .await
            .expect(201);
        assert_eq!(api.balance(&ledger, "a", "").await["balance"]["available"], "5.00");
        // Net zero moves nothing, even where the balance lies beyond a bound.
        api.patch(&format!("{ledger}/accounts/a"), &json!({"policy": {"min_balance": "7"}})).await.expect(200);
        post("zero", json!([leg("credit", "a", "99"), leg("debit", "a", "99")])).await.expect(201);
        // The culprit is the account's first posting towards the bound; the minimum comes first.
        let problem = post(
            "culprit",
            json!([
                leg("debit", "b", "11"),
                leg("debit", "a", "1"),
                leg("credit", "a", "2"),
                leg("credit", "open", "10")
            ]),
        )
        .await
        .expect_problem(422, "insufficient_balance");
        assert_eq!(
            (&problem["posting"], &problem["account"], &problem["required"]),
            (&json!(2), &json!("a"), &json!("1.00"))
        );
        let problem = post("max", json!([leg("credit", "open", "11"), leg("debit", "b", "4"), leg("debit", "b", "7")]))
            .await
            .expect_problem(422, "balance_limit_exceeded");
        assert_eq!(
            (&problem["posting"], &problem["required"], &problem["balance"]),
            (&json!(1), &json!("11.00"), &json!("0.00"))
        );
    });
}

#[test]
fn totals_reach_thirty_eight_digits_and_no_further() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        api.post(&format!("{ledger}/assets"), &json!({"code": "FINE", "scale": 28})).await.expect(201);
        api.post(&format!("{ledger}/assets"), &json!({"code": "WHOLE", "scale": 0})).await.expect(201);
        for asset in ["FINE", "WHOLE"] {
            for (path, account_type) in [("a", "asset"), ("b", "liability"), ("c", "asset"), ("d", "liability")] {
                api.account(&ledger, &format!("{asset}:{path}"), account_type, asset, json!({})).await;
            }
            let max = if asset == "FINE" { format!("{}.{}", "9".repeat(10), "9".repeat(28)) } else { "9".repeat(38) };
            let one = if asset == "FINE" { format!("0.{}1", "0".repeat(27)) } else { "1".to_owned() };
            let at = |path: &str| format!("{asset}:{path}");
            let posted = api.transfer(&ledger, &at("a"), &at("b"), &max).await.expect(201).json();
            assert_eq!(posted["postings"][0]["balance"]["posted"]["amount"], *max);
            assert_eq!(api.balance(&ledger, &at("b"), "").await["balance"]["available"], *max);
            // Either side of either account is full.
            for (debit, credit, posting) in [("a", "d", 0), ("c", "b", 1)] {
                let problem =
                    api.transfer(&ledger, &at(debit), &at(credit), &one).await.expect_problem(422, "amount_overflow");
                assert_eq!(problem["posting"], posting);
            }
            api.transfer(&ledger, &at("c"), &at("d"), &max).await.expect(201);
            // Beyond one account, totals still print.
            let totals = api.get(&format!("{ledger}/balances?path_prefix={asset}")).await.expect(200).json();
            let double = if asset == "FINE" {
                format!("1{}.{}8", "9".repeat(10), "9".repeat(27))
            } else {
                format!("1{}8", "9".repeat(37))
            };
            assert_eq!(totals["data"][0]["debits"], *double);
            assert_eq!(totals["data"][0]["credits"], *double);
        }
        // A bound that large is one, and a larger is refused.
        let bound = |digits: &str| json!({"path": "bounded", "type": "asset", "asset": "WHOLE", "policy": {"min_balance": format!("-{digits}")}});
        let problem = api
            .post(
                &format!("{ledger}/accounts"),
                &json!({"path": "x", "type": "asset", "asset": "USD", "policy": {"max_balance": "9".repeat(37)}}),
            )
            .await;
        problem.expect_problem(422, "amount_overflow");
        api.post(&format!("{ledger}/accounts"), &bound(&"9".repeat(38))).await.expect(201);
        api.post_keyed(&format!("{ledger}/transfers"), "k", &simple("bounded", "WHOLE:b", "1"))
            .await
            .expect_problem(422, "amount_overflow");
    });
}
