//! The head's lock is the order: whoever waited for it sees all that was done before, a cache that
//! could be stale is not believed, and a holder that stops working loses it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use tallybook_tests::{Answered, Api, App, Cut, Proxy, ServiceOptions, run, until};
use tokio::task::JoinSet;

use crate::gate::{self, Gate};

/// A ledger with an overdraftable bank and two wallets.
async fn wallets(app: &App, name: &str) -> String {
    let ledger = app.api.ledger(name).await;
    app.api.account(&ledger, "bank", "asset", "USD", json!({})).await;
    for path in ["wallet", "other"] {
        let policy = json!({"policy": {"min_balance": "0"}});
        app.api.account(&ledger, path, "liability", "USD", policy).await;
    }
    ledger
}

/// Posts on a task of its own.
fn posting(tasks: &mut JoinSet<Answered>, api: &Api, ledger: &str, key: &str, sides: [&str; 2], amount: &str) {
    let (api, path, key) = (api.clone(), format!("{ledger}/transfers"), key.to_owned());
    let body = json!({"debit_account": sides[0], "credit_account": sides[1], "amount": amount});
    tasks.spawn(async move { api.post_keyed(&path, &key, &body).await });
}

fn available(answered: &Answered, posting: usize) -> Value {
    answered.json()["postings"][posting]["balance"]["available"].clone()
}

async fn misses(api: &Api) -> u64 {
    api.metric("tallybook_cache_total", r#"result="miss""#).await as u64
}

async fn hits(api: &Api) -> u64 {
    api.metric("tallybook_cache_total", r#"result="hit""#).await as u64
}

#[test]
fn what_a_lock_holder_commits_is_seen_by_all_who_queued_behind_it() {
    run(async |app| {
        let second = app.second_service(ServiceOptions::default()).await;
        let other = app.api.at(&second.url);
        let ledger = wallets(app, "queue").await;
        // Both processes know the accounts and believe to know their balances.
        app.api.transfer(&ledger, "bank", "wallet", "10.00").await.expect(201);
        other.transfer(&ledger, "bank", "wallet", "10.00").await.expect(201);
        app.api.transfer(&ledger, "bank", "wallet", "10.00").await.expect(201);

        let mut gate = Gate::close(&app.database, 2500).await;
        let mut tasks = JoinSet::new();
        posting(&mut tasks, &other, &ledger, "holder", ["wallet", "other"], "25.00");
        gate.until_reached().await;
        // 30.00 is there as long as the holder has not committed: a stale read would accept this.
        posting(&mut tasks, &app.api, &ledger, "queued", ["wallet", "other"], "6.00");
        gate.until_queued(1).await;
        gate.open().await;

        let mut answers: Vec<Answered> = tasks.join_all().await;
        answers.sort_by_key(|answer| answer.status);
        answers.remove(0).expect(201);
        let problem = answers.remove(0).expect_problem(422, "insufficient_balance");
        assert_eq!(problem["available"], "5.00", "judged by what the holder left");
        let next = app.api.transfer(&ledger, "wallet", "other", "5.00").await.expect(201);
        assert_eq!((available(&next, 0), available(&next, 1)), (json!("0.00"), json!("30.00")));
    });
}

#[test]
fn a_lock_held_by_anybody_else_delays_and_nothing_more() {
    run(async |app| {
        let ledger = wallets(app, "held").await;
        app.api.transfer(&ledger, "bank", "wallet", "10.00").await.expect(201);
        let mut holder = app.database.connect().await;
        let mut watcher = app.database.connect().await;
        let mut tx = holder.begin().await.expect("a transaction begins");
        sqlx::query("select from ledger_heads for no key update").execute(&mut *tx).await.expect("the head is locked");
        let mut tasks = JoinSet::new();
        for n in 0..10 {
            posting(&mut tasks, &app.api, &ledger, &format!("k{n}"), ["wallet", "other"], "0.50");
        }
        until("a batch waits for the head", async || gate::queued(&mut watcher).await > 0).await;
        tx.rollback().await.expect("the lock is given back");
        for answer in tasks.join_all().await {
            answer.expect(201);
        }
        let balance = app.api.balance(&ledger, "wallet", "").await;
        assert_eq!(balance["balance"]["available"], "5.00");
    });
}

#[test]
fn a_head_locked_for_too_long_is_a_definite_no() {
    run(async |app| {
        let ledger = wallets(app, "hog").await;
        app.api.transfer(&ledger, "bank", "wallet", "10.00").await.expect(201);
        let mut holder = app.database.connect().await;
        let mut tx = holder.begin().await.expect("a transaction begins");
        sqlx::query("select from ledger_heads for no key update").execute(&mut *tx).await.expect("the head is locked");
        let began = Instant::now();
        let path = format!("{ledger}/transfers");
        let body = json!({"debit_account": "wallet", "credit_account": "other", "amount": "1.00"});
        let refused = app.api.post_keyed(&path, "k", &body).await;
        refused.expect_problem(503, "database_unavailable");
        assert!(began.elapsed() < Duration::from_secs(9), "told before the client gives up: {:?}", began.elapsed());
        tx.rollback().await.expect("the lock is given back");
        let known = app.api.get(&format!("{ledger}/idempotency-keys/k")).await.expect(200).json();
        assert_eq!(known["status"], "unknown_key");
        app.api.post_keyed(&path, "k", &body).await.expect(201);
    });
}

#[test]
fn a_cache_is_believed_only_while_nobody_else_has_written() {
    run(async |app| {
        let second = app.second_service(ServiceOptions::default()).await;
        let other = app.api.at(&second.url);
        let ledger = wallets(app, "turns").await;
        app.api.transfer(&ledger, "bank", "wallet", "100.00").await.expect(201);

        let (missed, hit) = (misses(&app.api).await, hits(&app.api).await);
        app.api.transfer(&ledger, "wallet", "other", "1.00").await.expect(201);
        app.api.transfer(&ledger, "wallet", "other", "1.00").await.expect(201);
        assert_eq!(misses(&app.api).await, missed, "the process that made the accounts knows them");
        assert_eq!(hits(&app.api).await, hit + 4);

        let mut left = 9800;
        for turn in 0..6 {
            let (api, missed) =
                if turn % 2 == 0 { (&other, misses(&other).await) } else { (&app.api, misses(&app.api).await) };
            let posted = api.transfer(&ledger, "wallet", "other", "3.00").await.expect(201);
            left -= 300;
            assert_eq!(available(&posted, 0), crate::load::money(left));
            assert_eq!(posted.json()["postings"][0]["account_version"], 4 + turn);
            assert_eq!(misses(api).await, missed + 2, "the other process has written since");
        }
        // Changes that are no transfers count as well: the policy is part of what is cached.
        let account = format!("{ledger}/accounts/wallet");
        other.patch(&account, &json!({"policy": {"min_balance": "79.00"}})).await.expect(200);
        let refused = app.api.transfer(&ledger, "wallet", "other", "2.00").await;
        refused.expect_problem(422, "insufficient_balance");
        other.patch(&account, &json!({"status": "frozen"})).await.expect(200);
        app.api.transfer(&ledger, "wallet", "other", "1.00").await.expect_problem(422, "account_frozen");
    });
}

/// Undoes the ledger's last transfer, as a failover to a standby does that never received it.
async fn lose_the_last_transfer(conn: &mut PgConnection) {
    sqlx::raw_sql(
        "begin;
         create temporary table lost on commit drop as
           select ledger_no, max(seq) as seq from events group by ledger_no;
         delete from postings p using lost where p.ledger_no = lost.ledger_no and p.seq = lost.seq;
         delete from events e using lost where e.ledger_no = lost.ledger_no and e.seq = lost.seq;
         delete from idempotency_keys_a k using lost where k.ledger_no = lost.ledger_no and k.seq = lost.seq;
         update ledger_heads h
         set last_seq = e.seq, last_hash = e.hash, last_recorded_at = e.recorded_at
         from lost join events e on e.ledger_no = lost.ledger_no and e.seq = lost.seq - 1
         where h.ledger_no = lost.ledger_no;
         commit;",
    )
    .execute(conn)
    .await
    .expect("the transfer is lost");
}

#[test]
fn a_cache_of_the_same_seq_and_another_hash_is_emptied() {
    run(async |app| {
        let second = app.second_service(ServiceOptions::default()).await;
        let other = app.api.at(&second.url);
        let ledger = wallets(app, "failover").await;
        app.api.transfer(&ledger, "bank", "wallet", "50.00").await.expect(201);
        let lost = app.api.transfer(&ledger, "bank", "wallet", "7.00").await.expect(201);

        lose_the_last_transfer(&mut app.database.connect().await).await;
        let instead = other.transfer(&ledger, "wallet", "other", "20.00").await.expect(201);
        assert_eq!(instead.header("tallybook-seq"), lost.header("tallybook-seq"), "the same place in the order");

        let missed = misses(&app.api).await;
        let next = app.api.transfer(&ledger, "wallet", "other", "1.00").await.expect(201);
        assert_eq!(available(&next, 0), "29.00", "the first process believed its cache");
        assert_eq!(misses(&app.api).await, missed + 2);
        let refused = app.api.transfer(&ledger, "wallet", "other", "30.00").await;
        assert_eq!(refused.expect_problem(422, "insufficient_balance")["available"], "29.00");
    });
}

#[test]
fn a_batch_that_was_lost_after_it_was_decided_leaves_nothing_in_the_cache() {
    run(async |app| {
        let proxy = Proxy::start(&app.database.service_url).await;
        let service =
            tallybook_tests::Service::start(&proxy.url(&app.database.service_url), ServiceOptions::default()).await;
        let api = app.api.at(&service.url);
        let ledger = wallets(app, "phantom").await;
        api.transfer(&ledger, "bank", "wallet", "10.00").await.expect(201);
        // The commit never arrives, and while the service finds that out, another process spends it all.
        let mut gate = Gate::close(&app.database, 999).await;
        let mut tasks = JoinSet::new();
        posting(&mut tasks, &app.api, &ledger, "first", ["wallet", "other"], "9.99");
        gate.until_reached().await;
        posting(&mut tasks, &api, &ledger, "second", ["wallet", "other"], "4.00");
        gate.until_queued(1).await;
        proxy.cut_at(b"COMMIT\0", Cut::Before);
        gate.open().await;
        let mut codes: Vec<String> = tasks.join_all().await.iter().map(|answer| answer.code()).collect();
        codes.sort();
        assert_eq!(codes, ["", "insufficient_balance"]);
        assert_eq!(proxy.cuts_made(), 1, "the refusal's commit was cut, and stored all the same");
        let known = api.get(&format!("{ledger}/idempotency-keys/second")).await.expect(200).json();
        assert_eq!(known["response_status"], 422);
    });
}

#[test]
fn a_stopped_process_loses_the_head_and_its_late_commit_fails() {
    run(async |app| {
        let second = app.second_service(ServiceOptions::default()).await;
        let other = app.api.at(&second.url);
        let ledger = wallets(app, "stopped").await;
        app.api.transfer(&ledger, "bank", "wallet", "50.00").await.expect(201);

        for (round, sides) in [(0, ["wallet", "other"]), (1, ["other", "wallet"])] {
            let units = 1000 - round;
            let amount = crate::load::money(u64::try_from(units).expect("small"));
            // Having seen that it is not alone, the process locks the head first.
            other.transfer(&ledger, "bank", "wallet", "0.01").await.expect(201);
            let mut gate = Gate::close(&app.database, units).await;
            let mut tasks = JoinSet::new();
            let key = format!("stopped-{round}");
            posting(&mut tasks, &app.api, &ledger, &key, sides, &amount);
            gate.until_reached().await;
            app.service.child.signal("STOP").await;
            gate.open().await;

            let began = Instant::now();
            let key = format!("meanwhile-{round}");
            posting(&mut tasks, &other, &ledger, &key, ["bank", "wallet"], "1.00");
            let meanwhile = tasks.join_next().await.expect("there are two").expect("no panic").expect(201);
            assert_eq!(meanwhile.json()["postings"][0]["account"], "bank");
            assert!(began.elapsed() < Duration::from_secs(4), "the head was held for {:?}", began.elapsed());
            assert!(began.elapsed() > Duration::from_secs(1), "nobody held the head");

            let doubts = app.api.clone();
            app.service.child.signal("CONT").await;
            let late = tasks.join_next().await.expect("there are two").expect("no panic");
            let path = format!("{ledger}/transfers");
            let body = json!({"debit_account": sides[0], "credit_account": sides[1], "amount": amount});
            let settled = if late.code() == "outcome_unknown" {
                app.api.post_keyed(&path, &format!("stopped-{round}"), &body).await.expect(201)
            } else {
                late.expect(201)
            };
            let again = other.post_keyed(&path, &format!("stopped-{round}"), &body).await.expect(201);
            assert_eq!(settled.body, again.body);
            assert!(
                settled.json()["seq"].as_i64() > meanwhile.json()["seq"].as_i64(),
                "the late commit did not count; it was done again"
            );
            assert!(doubts.metric("tallybook_commit_in_doubt_total", "").await as u64 > round as u64);
        }
        let balance = app.api.balance(&ledger, "wallet", "").await;
        assert_eq!(balance["balance"]["available"], "52.01");
        let transfers: i64 = sqlx::query_scalar("select count(*) from transfers")
            .fetch_one(&mut app.database.connect().await)
            .await
            .expect("the transfers can be counted");
        assert_eq!(transfers, 7);
    });
}

#[test]
fn a_stopped_process_that_was_alone_has_written_and_holds_nothing() {
    run(async |app| {
        let second = app.second_service(ServiceOptions::default()).await;
        let other = app.api.at(&second.url);
        let ledger = wallets(app, "alone").await;
        for _ in 0..2 {
            app.api.transfer(&ledger, "bank", "wallet", "5.00").await.expect(201);
        }
        let mut gate = Gate::close(&app.database, 777).await;
        let mut tasks = JoinSet::new();
        posting(&mut tasks, &app.api, &ledger, "stopped", ["wallet", "other"], "7.77");
        gate.until_reached().await;
        app.service.child.signal("STOP").await;
        gate.open().await;

        let began = Instant::now();
        let refused = other.transfer(&ledger, "wallet", "other", "7.77").await;
        refused.expect_problem(422, "insufficient_balance");
        assert!(began.elapsed() < Duration::from_secs(1), "the head was held for {:?}", began.elapsed());
        app.service.child.signal("CONT").await;
        let late = tasks.join_next().await.expect("there is one").expect("no panic").expect(201);
        let again = other.post_keyed(&format!("{ledger}/transfers"), "stopped", &late_body()).await.expect(201);
        assert_eq!(late.body, again.body);
    });
}

fn late_body() -> Value {
    json!({"debit_account": "wallet", "credit_account": "other", "amount": "7.77"})
}
