//! `known_at` and `at_seq` alone: what the ledger knew, whatever it was about.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;
use tallybook_tests::run;

use crate::oracle::{Oracle, Shape, decimal, post};

#[test]
fn every_seq_has_its_balance_and_version() {
    run(async |app| {
        let mut random = StdRng::seed_from_u64(11);
        let mut oracle = Oracle::default();
        let ledger = app.api.ledger("h").await;
        for account in ["x", "y", "z"] {
            app.api.account(&ledger, account, "asset", "USD", json!({})).await;
        }
        post(app, &ledger, &["x", "y", "z"], Shape::Mixed, 300, &mut random, &mut oracle).await;
        let last = app.api.get(&ledger).await.json()["last_seq"].as_i64().expect("a number");
        for _ in 0..150 {
            let seq = random.random_range(1..=last);
            let answer = app.api.balance(&ledger, "x", &format!("?at_seq={seq}")).await;
            let (debits, credits) = oracle.sides("x", seq, None);
            let version = oracle.entries.iter().filter(|entry| entry.account == "x" && entry.seq <= seq).count();
            assert_eq!(answer["balance"]["posted"]["amount"], decimal(debits - credits), "at {seq}");
            assert_eq!((&answer["account_version"], &answer["seq"]), (&json!(version), &json!(seq)));
            assert_eq!(answer["final"], true);
        }
    });
}

#[test]
fn a_seq_that_is_not_there_yet_is_not_guessed() {
    run(async |app| {
        let ledger = app.api.ledger("h").await;
        app.api.account(&ledger, "x", "asset", "USD", json!({})).await;
        let path = format!("{ledger}/accounts/x/balance?at_seq=1000");
        let answer = app.api.get(&path).await;
        assert_eq!((answer.status, answer.code().as_str()), (503, "not_yet_visible"));
    });
}
