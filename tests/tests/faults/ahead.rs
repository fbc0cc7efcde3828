//! Batches that are decided while the one before is under way: whatever becomes of that one, they come out as if
//! they had waited for it.

use std::time::Duration;

use futures_util::future::join_all;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;
use tallybook_tests::{Cut, ServiceOptions, Weather, run, run_with, until};

use crate::{commit_in_doubt::behind_a_proxy, gate::Gate, load};

/// The end of every statement that writes plain transfers: a list of ids without any, the format of what it returns, and
/// that it is to be run. (Cut off in its middle, a statement would only keep everybody waiting.)
const WRITES: &[u8] = b"\0\0\x0b\x86\0\0\0\0\0\0\0\x01\0\x01\0\x01E";

#[test]
fn what_was_decided_ahead_stands_or_falls_with_the_batch_before() {
    run(async |app| {
        let ledger = app.api.ledger("ahead").await;
        load::open_accounts(&app.api, &ledger).await;
        let behind = behind_a_proxy(app).await;
        // Long enough under way for the next batch to gather.
        behind.proxy.set_weather(Weather::Slow(Duration::from_millis(20)));
        let seed = load::seed();
        let mut random = StdRng::seed_from_u64(seed);
        let mut load = load::Load::start(&app.api, &ledger, 250, seed);
        load.send_to(&[&behind.api.url]);
        load.until_accepted(2_000).await;
        let ahead = async || behind.api.metric("tallybook_decided_ahead_total", "").await;
        let before = ahead().await;
        assert!(before >= 5.0, "{before} batches were decided ahead");

        for n in 1..=9 {
            let cut = [Cut::Before, Cut::After, Cut::Late][random.random_range(0..3)];
            behind.proxy.cut_at(WRITES, cut);
            if cut == Cut::Late {
                behind.proxy.release();
            }
            until("the next write is cut", async || behind.proxy.cuts_made() >= n).await;
            load.until_accepted(500).await;
        }
        // Now and then another process comes between.
        load.send_to(&[&[&*behind.api.url; 9][..], &[&*app.api.url]].concat());
        load.until_accepted(2_000).await;
        assert!(ahead().await > before, "none was decided ahead any more");
        let heard = load.stop().await;
        load::settle(&app.api, &ledger, &app.database, heard).await;
    });
}

#[test]
fn what_was_decided_ahead_and_not_sent_is_a_definite_no() {
    run_with(ServiceOptions::default().arg("--request-timeout=1"), async |app| {
        let api = &app.api;
        let ledger = api.ledger("withdrawn").await;
        for path in ["bank", "wallet"] {
            api.account(&ledger, path, "asset", "USD", json!({})).await;
        }
        // From the second on, the writer is alone and knows the accounts.
        for _ in 0..3 {
            api.transfer(&ledger, "bank", "wallet", "1.00").await.expect(201);
        }
        let before = api.metric("tallybook_decided_ahead_total", "").await;
        let transfers = format!("{ledger}/transfers");
        let body = |amount| json!({"debit_account": "bank", "credit_account": "wallet", "amount": amount});
        let (large, small) = (body("25.00"), body("7.00"));
        let mut gate = Gate::close(&app.database, 2500).await;
        let (first, others) = tokio::join!(api.post_keyed(&transfers, "first", &large), async {
            gate.until_reached().await;
            let keys = ["a", "b", "c"];
            join_all(keys.map(async |key| api.post_keyed(&transfers, key, &small).await)).await
        });
        first.expect_problem(503, "outcome_unknown");
        for other in others {
            other.expect_problem(503, "overloaded");
        }
        gate.open().await;
        api.post_keyed(&transfers, "first", &large).await.expect(201);
        let decided = api.metric("tallybook_decided_ahead_total", "").await;
        assert!(decided > before, "they were decided while the first was under way");
        for key in ["a", "b", "c"] {
            let known = api.get(&format!("{ledger}/idempotency-keys/{key}")).await.expect(200).json();
            assert_eq!(known["status"], "unknown_key");
        }
        api.post_keyed(&transfers, "a", &small).await.expect(201);
        let balance = api.balance(&ledger, "wallet", "").await;
        assert_eq!(
            (&balance["balance"]["posted"]["credits"], &balance["account_version"]),
            (&json!("35.00"), &json!(5))
        );
    });
}
