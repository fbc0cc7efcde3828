//! Many want the same hold at once, in two processes: one wins, and nothing is done twice.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, App, Service, ServiceOptions, run, until};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::load::money;

/// A ledger in which `users:1` has 1,000.00 and may not be overdrawn, served by two processes.
async fn books(app: &App, name: &str) -> (String, Service, [Api; 2]) {
    let api = &app.api;
    let ledger = api.ledger(name).await;
    api.account(&ledger, "assets:bank", "asset", "USD", json!({})).await;
    api.account(&ledger, "users:1", "liability", "USD", json!({"policy": {"min_balance": "0"}})).await;
    api.account(&ledger, "users:2", "liability", "USD", json!({})).await;
    api.transfer(&ledger, "assets:bank", "users:1", "1000.00").await.expect(201);
    let second = app.second_service(ServiceOptions::default()).await;
    let apis = [api.clone(), api.at(&second.url)];
    (ledger, second, apis)
}

async fn hold(api: &Api, ledger: &str, amount: &str, more: Value) -> Value {
    let mut body = json!({"debit_account": "users:1", "credit_account": "users:2", "amount": amount, "pending": true});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    api.post_keyed(&format!("{ledger}/transfers"), &Uuid::new_v4().to_string(), &body).await.expect(201).json()
}

async fn act(api: &Api, ledger: &str, hold: &Value, action: &str, body: Value) -> Answered {
    let path = format!("{}/{action}", path_of(ledger, hold));
    api.post_keyed(&path, &Uuid::new_v4().to_string(), &body).await
}

fn path_of(ledger: &str, hold: &Value) -> String {
    format!("{ledger}/transfers/{}", hold["id"].as_str().expect("an id"))
}

/// What became of a hold.
async fn state(api: &Api, ledger: &str, hold: &Value) -> Value {
    api.get(&path_of(ledger, hold)).await.expect(200).json()["hold"].clone()
}

/// What `users:1` has posted and available.
async fn left(api: &Api, ledger: &str) -> [Value; 2] {
    let balance = api.balance(ledger, "users:1", "").await["balance"].clone();
    [balance["posted"]["amount"].clone(), balance["available"].clone()]
}

fn accepted(answers: &[Answered]) -> Vec<&Answered> {
    answers.iter().filter(|answer| answer.status == 201).collect()
}

#[test]
fn of_fifty_that_want_to_end_a_hold_one_does() {
    run(async |app| {
        let (ledger, _second, apis) = books(app, "one").await;
        let mut posted = 100_000;
        for round in 0..8 {
            let held = hold(&apis[round % 2], &ledger, "10.00", json!({})).await;
            // All that there is to capture, a capture of nearly all that releases the rest, or none of it.
            let ends =
                [("capture", json!({})), ("void", json!({})), ("capture", json!({"amount": "9", "final": true}))];
            let attempts = (0..50).map(|n| {
                let (action, body) = ends[(n + round) % 3].clone();
                act(&apis[n % 2], &ledger, &held, action, body)
            });
            let answers = join_all(attempts).await;
            let winners = accepted(&answers);
            assert_eq!(winners.len(), 1, "{round}");
            let winner = winners[0].json();
            for loser in answers.iter().filter(|answer| answer.status != 201) {
                assert_eq!((loser.status, &*loser.code()), (409, "hold_not_open"));
            }
            let state = state(&app.api, &ledger, &held).await;
            let status = if winner["kind"] == "void" { "voided" } else { "captured" };
            assert_eq!((&state["status"], &state["remaining"]), (&json!(status), &json!("0.00")));
            assert_eq!(state["entries"].as_array().map(Vec::len), Some(1));
            posted -= match state["captured"].as_str().expect("an amount") {
                "10.00" => 1000,
                "9.00" => 900,
                none => {
                    assert_eq!(none, "0.00");
                    0
                }
            };
            let money = json!(money(posted));
            assert_eq!(left(&app.api, &ledger).await, [money.clone(), money]);
        }
    });
}

#[test]
fn parallel_captures_take_no_more_than_was_held() {
    run(async |app| {
        let (ledger, _second, apis) = books(app, "parts").await;
        let held = hold(&app.api, &ledger, "100.00", json!({})).await;
        let attempts = (0..50).map(|n| act(&apis[n % 2], &ledger, &held, "capture", json!({"amount": "7"})));
        let answers = join_all(attempts).await;
        assert_eq!(accepted(&answers).len(), 14, "fourteen times seven is 98");
        for loser in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!((loser.status, &*loser.code()), (422, "over_capture"));
        }
        let state = state(&app.api, &ledger, &held).await;
        assert_eq!(
            (&state["status"], &state["captured"], &state["remaining"]),
            (&json!("open"), &json!("98.00"), &json!("2.00"))
        );
        assert_eq!(left(&app.api, &ledger).await, ["902.00", "900.00"]);
    });
}

#[test]
fn parallel_increments_add_up_exactly() {
    run(async |app| {
        let (ledger, _second, apis) = books(app, "more").await;
        let held = hold(&app.api, &ledger, "0.01", json!({})).await;
        let attempts = (1..=50).map(|n| {
            let body = json!({"amount": money(n)});
            let api = &apis[usize::from(n % 2 == 0)];
            let (ledger, held) = (&ledger, &held);
            async move { act(api, ledger, held, "increment", body).await.expect(201) }
        });
        let answers = join_all(attempts).await;
        // 1 + 2 + … + 50, and the first cent.
        let state = state(&app.api, &ledger, &held).await;
        assert_eq!((&state["amount"], &state["remaining"]), (&json!("12.76"), &json!("12.76")));
        assert_eq!(left(&app.api, &ledger).await, ["1000.00", "987.24"]);
        let mut versions: Vec<i64> = answers
            .iter()
            .map(|answer| answer.json()["postings"][0]["account_version"].as_i64().expect("a number"))
            .collect();
        versions.sort_unstable();
        assert_eq!(versions, (3..53).collect::<Vec<_>>());
        // More than there is in all: as many as fit, and not one more.
        let attempts = (0..30).map(|n| act(&apis[n % 2], &ledger, &held, "increment", json!({"amount": "100"})));
        let answers = join_all(attempts).await;
        assert_eq!(accepted(&answers).len(), 9);
        assert_eq!(left(&app.api, &ledger).await, ["1000.00", "87.24"]);
    });
}

#[test]
fn parallel_reversals_give_back_no_more_than_was_paid() {
    run(async |app| {
        let (ledger, _second, apis) = books(app, "back").await;
        let paid = app.api.transfer(&ledger, "users:1", "users:2", "100.00").await.expect(201).json();
        let attempts = (0..40).map(|n| act(&apis[n % 2], &ledger, &paid, "reverse", json!({"amount": "6"})));
        let answers = join_all(attempts).await;
        assert_eq!(accepted(&answers).len(), 16);
        for loser in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!((loser.status, &*loser.code()), (422, "over_reversal"));
        }
        let detail = app.api.get(&path_of(&ledger, &paid)).await.expect(200).json();
        assert_eq!(detail["reversed"]["postings"][0]["reversed"], "96.00");
        assert_eq!(detail["reversed"]["reversal_ids"].as_array().map(Vec::len), Some(16));
        assert_eq!(left(&app.api, &ledger).await, ["996.00", "996.00"]);
    });
}

#[test]
fn holds_that_are_made_at_once_reserve_no_more_than_there_is() {
    run(async |app| {
        let (ledger, _second, apis) = books(app, "reserve").await;
        let body = json!({"debit_account": "users:1", "credit_account": "users:2", "amount": "90.00", "pending": true});
        let path = format!("{ledger}/transfers");
        let keys: Vec<String> = (0..40).map(|n| format!("hold-{n}")).collect();
        let attempts = keys.iter().enumerate().map(|(n, key)| apis[n % 2].post_keyed(&path, key, &body));
        let answers = join_all(attempts).await;
        assert_eq!(accepted(&answers).len(), 11);
        assert_eq!(left(&app.api, &ledger).await, ["1000.00", "10.00"]);
    });
}

#[test]
fn a_hold_that_is_made_many_times_at_once_under_one_key_is_made_once() {
    run(async |app| {
        let (ledger, _second, apis) = books(app, "duplicates").await;
        let path = format!("{ledger}/transfers");
        for round in 0..3 {
            let body = json!({"debit_account": "users:1", "credit_account": "users:2", "amount": "1.00",
                "pending": true, "external_id": format!("auth-{round}")});
            let key = format!("hold-{round}");
            let answers = join_all((0..24).map(|n| apis[n % 2].post_keyed(&path, &key, &body))).await;
            for answer in &answers {
                assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
            }
            let held = answers[0].json();
            let capture = format!("{}/capture", path_of(&ledger, &held));
            let key = format!("capture-{round}");
            let part = json!({"amount": "0.50"});
            let answers = join_all((0..24).map(|n| apis[n % 2].post_keyed(&capture, &key, &part))).await;
            for answer in &answers {
                assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
            }
            assert_eq!(state(&app.api, &ledger, &held).await["captured"], "0.50");
        }
        let listed = app.api.get(&format!("{ledger}/holds")).await.expect(200).json();
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(3));
    });
}

#[test]
fn a_hold_is_captured_or_expires_and_never_both() {
    run(async |app| {
        let (ledger, _second, apis) = books(app, "ends").await;
        let mut posted = 100_000;
        let (mut captured, mut expired) = (0, 0);
        // Twelve holds that end in a second, each with captures fired at it from both sides of that instant.
        let mut holds = Vec::new();
        for n in 0..12 {
            holds.push(hold(&apis[n % 2], &ledger, "10.00", json!({"timeout_seconds": 1})).await);
        }
        let fired = join_all(holds.iter().enumerate().map(|(n, held)| {
            let (apis, ledger) = (&apis, &ledger);
            async move {
                let mut answers = Vec::new();
                let ends_at = held["expires_at"].as_str().expect("a time").to_owned();
                until("the hold is over", async || {
                    // Near its end, some sooner and some later; the last too late for certain.
                    let now = apis[0].transfer(ledger, "assets:bank", "users:2", "0.01").await.expect(201).json();
                    let now = ledger::Timestamp::parse(now["recorded_at"].as_str().expect("a time")).expect("a time");
                    let near = now.plus_micros(60_000 * (n as i64 % 6) - 60_000).to_string();
                    if near < ends_at {
                        return false;
                    }
                    let attempts = (0..6).map(|n| act(&apis[n % 2], ledger, held, "capture", json!({})));
                    answers.extend(join_all(attempts).await);
                    true
                })
                .await;
                answers
            }
        }))
        .await;
        for (held, answers) in holds.iter().zip(fired) {
            until("the hold is over", async || state(&app.api, &ledger, held).await["status"] != "open").await;
            let state = state(&app.api, &ledger, held).await;
            assert_eq!(state["entries"].as_array().map(Vec::len), Some(1), "{state}");
            let winners = accepted(&answers).len();
            let codes: Vec<String> = answers.iter().map(Answered::code).collect();
            if state["status"] == "captured" {
                captured += 1;
                posted -= 1000;
                assert_eq!((winners, &state["captured"]), (1, &json!("10.00")));
                let capture = accepted(&answers)[0].json();
                assert!(capture["recorded_at"].as_str() < held["expires_at"].as_str(), "{capture}");
                assert!(codes.iter().all(|code| code.is_empty() || code == "hold_not_open"), "{codes:?}");
            } else {
                expired += 1;
                assert_eq!((&state["status"], winners), (&json!("expired"), 0));
                assert_eq!((&state["entries"][0]["kind"], &state["captured"]), (&json!("expiry"), &json!("0.00")));
                assert!(codes.iter().all(|code| code == "hold_expired"), "{codes:?}");
            }
        }
        println!("{captured} captured, {expired} expired");
        let money = json!(money(posted));
        assert_eq!(left(&app.api, &ledger).await, [money.clone(), money]);
    });
}

#[test]
fn holds_that_fall_due_expire_once_however_many_processes_look() {
    run(async |app| {
        let (ledger, _second, apis) = books(app, "due").await;
        let third = app.second_service(ServiceOptions::default()).await;
        let api = &app.api;
        let from = api.get(&ledger).await.expect(200).json()["last_seq"].as_i64().expect("a number");
        let items: Vec<Value> = (0..200)
            .map(|_| {
                json!({"debit_account": "users:1", "credit_account": "users:2", "amount": "1.00",
                "pending": true, "timeout_seconds": 1})
            })
            .collect();
        let body = json!({"atomic": true, "transfers": items});
        apis[1].post_keyed(&format!("{ledger}/transfers/batch"), "holds", &body).await.expect(200);
        until("all have expired", async || {
            let open = api.at(&third.url).get(&format!("{ledger}/holds?status=open&limit=1")).await.expect(200).json();
            open["data"] == json!([])
        })
        .await;
        assert_eq!(left(api, &ledger).await, ["1000.00", "1000.00"]);
        let events = api.get(&format!("{ledger}/events?after={}&limit=500", from + 200)).await.expect(200).json();
        let events = events["data"].as_array().expect("events");
        assert!(events.iter().all(|event| event["type"] == "transfer.expired"));
        let ended: std::collections::HashSet<String> =
            events.iter().map(|event| event["object"]["hold_id"].to_string()).collect();
        assert_eq!((events.len(), ended.len()), (200, 200));
    });
}

/// What a client wants captured, and what it was told.
struct Attempt {
    key: String,
    hold: usize,
    answer: Option<Answered>,
}

#[test]
fn a_process_killed_amid_captures_has_done_each_that_it_acknowledged_once() {
    run(async |app| {
        let (ledger, _second, _) = books(app, "killed").await;
        let api = &app.api;
        let mut holds = Vec::new();
        for _ in 0..20 {
            holds.push(hold(api, &ledger, "50.00", json!({})).await);
        }
        let paths: Arc<Vec<String>> =
            Arc::new(holds.iter().map(|held| format!("{}/capture", path_of(&ledger, held))).collect());
        let mut attempts: Vec<Attempt> = Vec::new();
        for round in 0..3 {
            let mut victim = app.second_service(ServiceOptions::default()).await;
            let stopped = Arc::new(AtomicBool::new(false));
            let acknowledged = Arc::new(std::sync::atomic::AtomicUsize::new(0));
            let mut clients = JoinSet::new();
            for client in 0..16 {
                // Half of them ask the process that survives.
                let to = if client % 2 == 0 { api.at(&victim.url) } else { api.clone() };
                let (paths, stopped, acknowledged) = (paths.clone(), stopped.clone(), acknowledged.clone());
                clients.spawn(async move {
                    let mut made = Vec::new();
                    for number in 0.. {
                        if stopped.load(Ordering::Acquire) {
                            break;
                        }
                        let hold = (client + number * 3) % paths.len();
                        let key = format!("capture-{round}-{client}-{number}");
                        let headers = [("idempotency-key", &*key)];
                        let body = Some(br#"{"amount": "0.01"}"#.to_vec());
                        let answer = to.send(reqwest::Method::POST, &paths[hold], &headers, body).await.ok();
                        let gone = answer.is_none();
                        acknowledged.fetch_add(usize::from(!gone), Ordering::AcqRel);
                        made.push(Attempt { key, hold, answer });
                        if gone {
                            break;
                        }
                    }
                    made
                });
            }
            until("captures are acknowledged", async || acknowledged.load(Ordering::Acquire) > 150).await;
            victim.child.signal("KILL").await;
            victim.child.wait().await;
            stopped.store(true, Ordering::Release);
            attempts.extend(clients.join_all().await.into_iter().flatten());
        }
        // Whoever got no answer asks again, of the process that is there; who got one gets the same.
        let mut sums = vec![0_u64; holds.len()];
        let mut unknown = 0;
        for attempt in &attempts {
            let body = json!({"amount": "0.01"});
            let again = api.post_keyed(&paths[attempt.hold], &attempt.key, &body).await;
            match &attempt.answer {
                Some(first) => assert_eq!((first.status, &first.body), (again.status, &again.body)),
                None => unknown += 1,
            }
            again.expect(201);
            sums[attempt.hold] += 1;
        }
        assert!(unknown > 0, "the kill was felt");
        for (held, sum) in holds.iter().zip(&sums) {
            let state = state(api, &ledger, held).await;
            assert_eq!((&state["captured"], &state["status"]), (&json!(money(*sum)), &json!("open")));
        }
        let all: u64 = sums.iter().sum();
        assert_eq!(left(api, &ledger).await, [money(100_000 - all), "0.00".to_owned()].map(Value::from));
    });
}
