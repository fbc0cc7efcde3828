//! Many clients, two processes, few accounts: one order, one effect a key, exact balances.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::future::join_all;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, App, ServiceOptions, run};
use tokio::task::JoinSet;

use crate::load::{self, Heard, Wish};

/// The sum of a metric over services.
async fn metric(apis: &[&Api], name: &str, labels: &str) -> u64 {
    let mut sum = 0;
    for api in apis {
        sum += api.metric(name, labels).await as u64;
    }
    sum
}

async fn two_services(app: &App) -> (tallybook_tests::Service, [Api; 2]) {
    let second = app.second_service(ServiceOptions::default()).await;
    let apis = [app.api.clone(), app.api.at(&second.url)];
    (second, apis)
}

#[test]
fn every_key_has_one_effect_and_one_answer_whichever_process_is_asked_and_how_often() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = app.api.ledger("shared").await;
        load::open_accounts(&app.api, &ledger).await;

        let mut random = StdRng::seed_from_u64(load::seed());
        let wishes: Vec<Wish> = (0..800).map(|n| Wish::random(&mut random, format!("key-{n}"))).collect();
        let mut copies: Vec<Wish> = Vec::new();
        for wish in &wishes {
            copies.extend(std::iter::repeat_n(wish.clone(), random.random_range(1..=3)));
        }
        // Duplicates are sent at about the same time, so that they meet each other on the way.
        for window in copies.chunks_mut(96) {
            window.shuffle(&mut random);
        }
        let mut requests: Vec<(usize, Vec<Wish>)> = Vec::new();
        while !copies.is_empty() {
            let size = if random.random_bool(0.7) { 1 } else { random.random_range(2..=8) };
            let rest = copies.split_off(size.min(copies.len()));
            requests.push((random.random_range(0..2), std::mem::replace(&mut copies, rest)));
        }

        let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
        let mut clients = JoinSet::new();
        for _ in 0..64 {
            let (requests, next, apis, ledger) = (requests.clone(), next.clone(), apis.clone(), ledger.clone());
            clients.spawn(async move {
                let mut heard = Vec::new();
                while let Some((service, wishes)) = requests.get(next.fetch_add(1, Ordering::AcqRel)) {
                    let answers = load::send(&apis[*service], &ledger, wishes).await;
                    heard.extend(wishes.iter().cloned().zip(answers));
                }
                heard
            });
        }

        let mut answers: BTreeMap<String, (Wish, Heard)> = BTreeMap::new();
        let mut duplicates = 0;
        for (wish, heard) in clients.join_all().await.into_iter().flatten() {
            let (_, first) = answers.entry(wish.key.clone()).or_insert((wish, heard.clone()));
            duplicates += usize::from(*first == heard);
            assert_eq!(*first, heard);
        }
        assert_eq!(answers.len(), wishes.len());
        let (mut accepted, mut refused) = (Vec::new(), 0);
        for (wish, heard) in answers.into_values() {
            match heard {
                Heard::Accepted(transfer) => accepted.push((wish, transfer)),
                Heard::Refused(_) => refused += 1,
                Heard::NotDone | Heard::Unknown => panic!("{wish:?} was not decided"),
            }
        }
        assert!(refused > 0 && duplicates > 400, "{refused} refused, {duplicates} duplicates");
        load::check(&app.api, &ledger, &app.database, &accepted).await;

        let apis = [&apis[0], &apis[1]];
        let fresh = metric(&apis, "tallybook_idempotency_total", "fresh").await;
        assert_eq!(fresh, 800, "each key was decided once");
        for source in ["postgres", "batch"] {
            let replays = metric(&apis, "tallybook_idempotency_total", source).await;
            assert!(replays > 0, "no duplicate was answered from {source}");
        }
        for api in apis {
            assert!(metric(&[api], "tallybook_cache_total", "miss").await > 5, "the processes took turns");
        }
    });
}

#[test]
fn transfers_in_opposite_directions_never_deadlock() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = app.api.ledger("ring").await;
        for path in ["a", "b", "c"] {
            app.api.account(&ledger, path, "liability", "USD", json!({})).await;
        }
        let ring = [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("c", "a"), ("a", "c")];
        let mut clients = JoinSet::new();
        for client in 0..24_usize {
            let (api, ledger) = (apis[client % 2].clone(), ledger.clone());
            clients.spawn(async move {
                for turn in 0..12 {
                    let (debit, credit) = ring[(client + turn) % ring.len()];
                    api.transfer(&ledger, debit, credit, "1.00").await.expect(201);
                }
            });
        }
        clients.join_all().await;
        let mut total = 0;
        for path in ["a", "b", "c"] {
            let balance = app.api.balance(&ledger, path, "").await;
            assert_eq!(balance["balance"]["posted"]["amount"], "0.00", "{path}");
            total += balance["account_version"].as_i64().expect("a number");
        }
        assert_eq!(total, 2 * 24 * 12);
        let deadlocks: i64 =
            sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
                .fetch_one(&mut app.database.connect().await)
                .await
                .expect("the statistics can be read");
        assert_eq!(deadlocks, 0);
    });
}

#[test]
fn fifty_duplicates_at_once_have_one_effect_and_one_fresh_answer() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = app.api.ledger("storm").await;
        load::open_accounts(&app.api, &ledger).await;
        let path = format!("{ledger}/transfers");
        for (round, debit, status) in [(0, "assets:bank", 201), (1, "users:poor", 422), (2, "users:1", 201)] {
            let body = json!({"debit_account": debit, "credit_account": "users:2", "amount": "7.77"});
            let key = format!("storm-{round}");
            let answers: Vec<Answered> = join_all((0..50).map(|n| apis[n % 2].post_keyed(&path, &key, &body))).await;
            let fresh: Vec<_> =
                answers.iter().filter(|answer| answer.header("idempotent-replayed").is_none()).collect();
            assert_eq!(fresh.len(), 1, "exactly one did the work");
            for answer in &answers {
                assert_eq!(answer.status, status);
                assert_eq!(answer.body, answers[0].body);
                for header in ["location", "tallybook-seq", "content-type"] {
                    assert_eq!(answer.header(header), answers[0].header(header), "{header}");
                }
            }
            let ids: HashSet<_> = answers.iter().filter_map(|answer| answer.header("request-id")).collect();
            assert_eq!(ids.len(), 50, "every answer has a request id of its own");
        }
        let balance = app.api.balance(&ledger, "users:2", "").await;
        assert_eq!(balance["account_version"], 2);
        assert_eq!(balance["balance"]["posted"]["credits"], "15.54");
    });
}

#[test]
fn a_bounded_account_never_crosses_its_bound_however_many_draw_on_it() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = app.api.ledger("bounds").await;
        app.api.account(&ledger, "bank", "asset", "USD", json!({})).await;
        app.api.account(&ledger, "shop", "liability", "USD", json!({})).await;
        let policy = json!({"policy": {"min_balance": "5.00", "max_balance": "400.00"}});
        app.api.account(&ledger, "wallet", "liability", "USD", policy).await;
        app.api.transfer(&ledger, "bank", "wallet", "300.00").await.expect(201);

        let mut random = StdRng::seed_from_u64(load::seed());
        let mut clients = JoinSet::new();
        for client in 0..32 {
            let (api, ledger) = (apis[client % 2].clone(), ledger.clone());
            let mut random = StdRng::seed_from_u64(random.random());
            clients.spawn(async move {
                let (mut net, mut refused) = (0_i64, [0, 0]);
                for _ in 0..12 {
                    let cents = random.random_range(100..4000_u64);
                    let (debit, credit) = if random.random_bool(0.4) { ("bank", "wallet") } else { ("wallet", "shop") };
                    let answer = api.transfer(&ledger, debit, credit, &load::money(cents)).await;
                    let signed = i64::try_from(cents).expect("small") * if credit == "wallet" { 1 } else { -1 };
                    match (answer.status, answer.code().as_str()) {
                        (201, _) => net += signed,
                        (422, "insufficient_balance") => refused[0] += 1,
                        (422, "balance_limit_exceeded") => refused[1] += 1,
                        _ => panic!("{}", String::from_utf8_lossy(&answer.body)),
                    }
                }
                (net, refused)
            });
        }
        let (mut net, mut short) = (30_000, 0);
        for (moved, [insufficient, _]) in clients.join_all().await {
            net += moved;
            short += insufficient;
        }
        assert!(short > 0, "nobody was refused, so nothing was proved");
        let balance = app.api.balance(&ledger, "wallet", "").await;
        let net = u64::try_from(net).expect("never below its bound");
        assert_eq!(balance["balance"]["available"], load::money(net));

        let mut cursor = String::new();
        let mut seen = 0;
        loop {
            let page = app.api.get(&format!("{ledger}/accounts/wallet/postings?limit=500{cursor}")).await.expect(200);
            let page = page.json();
            for posting in page["data"].as_array().expect("a list") {
                assert!((500..=40_000).contains(&available_cents(posting)), "{posting}");
                seen += 1;
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(balance["account_version"], seen);
    });
}

fn available_cents(posting: &Value) -> i64 {
    let available = posting["balance"]["available"].as_str().expect("a posting has the balance after it");
    available.replace('.', "").parse().expect("a decimal with two places")
}

#[test]
fn an_account_that_many_create_at_once_is_created_once() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = app.api.ledger("race").await;
        let path = format!("{ledger}/accounts");
        for round in 0..3 {
            let body = json!({"path": format!("users:{round}"), "type": "liability", "asset": "EUR"});
            let other = json!({"path": format!("users:{round}"), "type": "asset", "asset": "EUR"});
            let (same, different) = tokio::join!(
                join_all((0..16).map(|n| apis[n % 2].post(&path, &body))),
                join_all((0..4).map(|n| apis[n % 2].post(&path, &other))),
            );
            let made = |answers: &[Answered]| answers.iter().filter(|answer| answer.status == 201).count();
            assert_eq!(made(&same) + made(&different), 1);
            let account = app.api.get(&format!("{path}/users:{round}")).await.expect(200).json();
            for answer in same.iter().chain(&different) {
                if answer.status < 300 {
                    assert_eq!(answer.json()["id"], account["id"]);
                } else {
                    assert_eq!((answer.status, answer.code().as_str()), (409, "already_exists"));
                }
            }
        }
        let last_seq = app.api.get(&ledger).await.expect(200).json()["last_seq"].clone();
        assert_eq!(last_seq, 4, "three accounts after the ledger itself");
    });
}

#[test]
fn a_ledger_that_many_create_at_once_is_created_once() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let body = json!({"name": "only-one"});
        let answers: Vec<Answered> = join_all((0..16).map(|n| apis[n % 2].post("/v1/ledgers", &body))).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 201)), "{statuses:?}");
        assert!(answers.iter().all(|answer| answer.json()["id"] == answers[0].json()["id"]));
    });
}
