//! Bugs that other ledgers shipped. Each test is named after what must not happen, and says where it did.
//!
//! These have their tests beside their subjects, in `tests/tests`:
//!
//! - Blnk #181, what is held does not count in limits: `contract/holds.rs` `holds_count_in_every_limit`,
//!   `faults/hold_races.rs` `holds_that_are_made_at_once_reserve_no_more_than_there_is`
//! - Blnk #239, a balance changes between being read and being updated: `faults/concurrency.rs`
//!   `a_bounded_account_never_crosses_its_bound_however_many_draw_on_it`, `contract/conditions.rs`
//!   `two_that_saw_the_same_version_are_not_both_accepted`
//! - Formance #364, one key is done twice under concurrent posts: `faults/concurrency.rs`
//!   `fifty_duplicates_at_once_have_one_effect_and_one_fresh_answer`
//! - Formance #1321, one ledger is created by many at once: `faults/concurrency.rs`
//!   `a_ledger_that_many_create_at_once_is_created_once`
//! - Midaz #1237, an asset's code is not checked: `contract/ledgers_and_assets.rs`
//!   `iso_currencies_need_no_registration_and_others_need_a_scale`
//! - Midaz F1, a flag that says false is refused: `contract/holds.rs` `a_flag_that_says_false_says_nothing`
//! - `TigerBeetle` #2118, a hold that has expired is still shown: `contract/holds.rs`
//!   `an_expired_hold_is_not_shown_as_open_and_takes_no_action`, `a_due_hold_ends_by_itself_on_an_idle_ledger`
//! - Medici #117, a cache outlives a back-dated entry that was voided: `contract/holds.rs`
//!   `a_voided_back_dated_hold_is_gone_from_every_answer_that_was_read_before`
//! - Midaz, another body is taken under the same key: `contract/idempotency.rs`
//!   `a_reused_key_is_told_the_first_field_that_differs`
//! - Formance, Blnk, Midaz, a crash after the commit loses the event: `faults/crash.rs`
//!   `a_service_killed_under_load_loses_nothing_that_it_acknowledged`, whose audit counts one event a change
//! - Blnk, a crash between the 201 and the write loses the write: the same, and `faults/crash.rs`
//!   `a_postgres_killed_or_stopped_at_once_under_load_loses_nothing_and_the_service_recovers_by_itself`
//! - Formance, a past balance of a hot account is slow: `faults/guards.rs`
//!   `every_hot_query_probes_its_index_and_reads_few_entries_of_a_long_history`
//! - Blnk, an "atomic" bulk is single commits and refunds: `contract/batches.rs`
//!   `an_atomic_batch_is_posted_whole_or_refused_by_its_culprit`

use std::time::Duration;

use futures_util::future::join_all;
use ledger::Timestamp;
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, App, Service, ServiceOptions, run, run_with, until};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::gate::Gate;

/// A ledger with a bank and four users in USD, of whom the first may not be overdrawn.
async fn books(api: &Api, name: &str) -> String {
    let ledger = api.ledger(name).await;
    api.account(&ledger, "assets:bank", "asset", "USD", json!({})).await;
    api.account(&ledger, "users:1", "liability", "USD", json!({"policy": {"min_balance": "0"}})).await;
    for path in ["users:2", "users:3", "users:4"] {
        api.account(&ledger, path, "liability", "USD", json!({})).await;
    }
    ledger
}

async fn two_services(app: &App) -> (Service, [Api; 2]) {
    let second = app.second_service(ServiceOptions::default()).await;
    let apis = [app.api.clone(), app.api.at(&second.url)];
    (second, apis)
}

fn simple(debit: &str, credit: &str, amount: &str) -> Value {
    json!({"debit_account": debit, "credit_account": credit, "amount": amount})
}

fn leg(direction: &str, account: &str, amount: &str) -> Value {
    json!({"account": account, "direction": direction, "amount": amount})
}

/// An object with more members, or other values of them.
fn with(mut object: Value, more: Value) -> Value {
    let (Some(members), Value::Object(more)) = (object.as_object_mut(), more) else { panic!("two objects") };
    members.extend(more);
    object
}

async fn post(api: &Api, ledger: &str, body: &Value) -> Answered {
    api.post_keyed(&format!("{ledger}/transfers"), &Uuid::new_v4().to_string(), body).await
}

async fn post_batch(api: &Api, ledger: &str, atomic: bool, transfers: Value) -> Answered {
    let body = json!({"atomic": atomic, "transfers": transfers});
    api.post_keyed(&format!("{ledger}/transfers/batch"), &Uuid::new_v4().to_string(), &body).await
}

async fn act(api: &Api, ledger: &str, target: &Value, action: &str, body: Value) -> Answered {
    let path = format!("{}/{action}", path_of(ledger, target));
    api.post_keyed(&path, &Uuid::new_v4().to_string(), &body).await
}

fn path_of(ledger: &str, transfer: &Value) -> String {
    format!("{ledger}/transfers/{}", transfer["id"].as_str().expect("an id"))
}

/// What an account has posted and available.
async fn left(api: &Api, ledger: &str, account: &str) -> [Value; 2] {
    let balance = api.balance(ledger, account, "").await["balance"].clone();
    [balance["posted"]["amount"].clone(), balance["available"].clone()]
}

async fn last_seq(api: &Api, ledger: &str) -> i64 {
    api.get(ledger).await.expect(200).json()["last_seq"].as_i64().expect("a number")
}

/// How many deadlocks Postgres has found in the test's database.
async fn deadlocks(app: &App) -> i64 {
    sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
        .fetch_one(&mut app.database.connect().await)
        .await
        .expect("the statistics can be read")
}

/// Blnk #354: a lock outlived the client that had asked for it, and the account was dead for five minutes.
#[test]
fn a_client_that_goes_away_leaves_no_lock_behind() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = books(&app.api, "gone").await;
        let path = format!("{ledger}/transfers");
        // One leaves while its rows are written and not committed: who comes next waits for the commit alone.
        let mut gate = Gate::close(&app.database, 5555).await;
        let body = simple("assets:bank", "users:1", "55.55");
        tokio::select! {
            answered = apis[0].post_keyed(&path, "in-the-middle", &body) => panic!("the gate was open: {answered:?}"),
            () = gate.until_reached() => {}
        }
        let next = async {
            gate.until_queued(1).await;
            gate.open().await;
        };
        let (next, ()) = tokio::join!(apis[1].transfer(&ledger, "assets:bank", "users:1", "1.00"), next);
        assert_eq!(next.expect(201).json()["postings"][1]["balance"]["available"], "56.55");

        // Many leave at any moment between the first byte and the answer.
        let body = simple("assets:bank", "users:1", "1.00");
        let keys: Vec<String> = (0..64).map(|n| format!("gone-{n}")).collect();
        let answered = join_all(keys.iter().enumerate().map(|(n, key)| {
            let patience = Duration::from_millis(n as u64);
            tokio::time::timeout(patience, apis[n % 2].post_keyed(&path, key, &body))
        }))
        .await;
        for api in &apis {
            api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        }
        let (mut gone, mut done) = (0, 0);
        for (n, (key, answered)) in keys.iter().zip(&answered).enumerate() {
            let again = apis[n % 2].post_keyed(&path, key, &body).await.expect(201);
            gone += usize::from(answered.is_err());
            done += usize::from(answered.is_err() && again.header("idempotent-replayed").is_some());
        }
        println!("{gone} of {} went away, {done} of them after their transfer was taken", keys.len());
        assert!(gone > 0, "nobody went away");
        assert_eq!(left(&app.api, &ledger, "users:1").await, ["122.55", "122.55"]);
        let mut conn = app.database.connect().await;
        until("no transaction is left open", async || {
            let open: i64 = sqlx::query_scalar(
                "select count(*) from pg_stat_activity
                 where datname = current_database() and state like 'idle in transaction%'",
            )
            .fetch_one(&mut conn)
            .await
            .expect("the activity can be read");
            open == 0
        })
        .await;
    });
}

/// Blnk #73: a split by percentages made or lost money where the parts were rounded.
#[test]
fn a_split_that_does_not_add_up_is_not_rounded_until_it_does() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "split").await;
        let split = |whole: &str, [first, second, third]: [&str; 3]| {
            json!([
                leg("debit", "assets:bank", whole),
                leg("credit", "users:2", first),
                leg("credit", "users:3", second),
                leg("credit", "users:4", third),
            ])
        };
        let before = last_seq(api, &ledger).await;
        for pending in [false, true] {
            let third = |last: &str| json!({"postings": split("10.00", ["3.33", "3.33", last]), "pending": pending});
            for (last, credits) in [("3.33", "9.99"), ("3.35", "10.01")] {
                let problem = post(api, &ledger, &third(last)).await.expect_problem(422, "unbalanced");
                assert_eq!(
                    (&problem["asset"], &problem["debits"], &problem["credits"]),
                    (&json!("USD"), &json!("10.00"), &json!(credits))
                );
            }
            // Parts that add up and that the asset cannot hold.
            let body = json!({"postings": split("10", ["3.333", "3.333", "3.334"]), "pending": pending});
            let problem = post(api, &ledger, &body).await.expect_problem(422, "asset_mismatch");
            assert_eq!((&problem["posting"], &problem["scale"]), (&json!(1), &json!(2)));
        }
        assert_eq!(last_seq(api, &ledger).await, before);

        // Whoever splits says who gets the odd cent; of a hold's parts, too.
        let body = json!({"postings": split("10.00", ["3.33", "3.33", "3.34"])});
        post(api, &ledger, &body).await.expect(201);
        let held = post(api, &ledger, &with(body, json!({"pending": true}))).await.expect(201).json();
        let part = |last: &str| json!({"postings": split("5.00", ["1.67", "1.67", last])});
        let problem = act(api, &ledger, &held, "capture", part("1.67")).await.expect_problem(422, "unbalanced");
        assert_eq!(problem["credits"], "5.01");
        act(api, &ledger, &held, "capture", part("1.66")).await.expect(201);
        act(api, &ledger, &held, "capture", json!({})).await.expect(201);
        for (account, posted) in
            [("assets:bank", "20.00"), ("users:2", "6.66"), ("users:3", "6.66"), ("users:4", "6.68")]
        {
            assert_eq!(left(api, &ledger, account).await, [posted, posted], "{account}");
        }
    });
}

/// Blnk #55: money held in one asset for money in another changed balances and recorded no transaction.
#[test]
fn a_hold_in_two_assets_changes_no_balance_without_a_record_and_not_one_asset_alone() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "two").await;
        api.account(&ledger, "eur:bank", "asset", "EUR", json!({})).await;
        api.account(&ledger, "eur:1", "liability", "EUR", json!({"policy": {"min_balance": "0"}})).await;
        api.account(&ledger, "eur:2", "liability", "EUR", json!({})).await;
        api.transfer(&ledger, "assets:bank", "users:1", "10.00").await.expect(201);
        let both = |usd: &str, eur: &str| {
            json!([
                leg("debit", "users:1", usd),
                leg("credit", "users:2", usd),
                leg("debit", "eur:1", eur),
                leg("credit", "eur:2", eur),
            ])
        };
        let four = async || {
            let accounts = ["users:1", "users:2", "eur:1", "eur:2"];
            json!(join_all(accounts.map(|account| left(api, &ledger, account))).await)
        };
        let hold = json!({"postings": both("10.00", "9.00"), "pending": true});

        // Neither asset is held where one of them is not there.
        let (seq, money) = (last_seq(api, &ledger).await, four().await);
        let problem = post(api, &ledger, &hold).await.expect_problem(422, "insufficient_balance");
        assert_eq!((&problem["posting"], &problem["account"]), (&json!(2), &json!("eur:1")));
        assert_eq!((last_seq(api, &ledger).await, four().await), (seq, money));
        let listed = async || api.get(&format!("{ledger}/holds")).await.expect(200).json()["data"].clone();
        assert_eq!(listed().await, json!([]));

        api.transfer(&ledger, "eur:bank", "eur:1", "9.50").await.expect(201);
        let held = post(api, &ledger, &hold).await.expect(201).json();
        let taken = json!([["10.00", "0.00"], ["0.00", "0.00"], ["9.50", "0.50"], ["0.00", "0.00"]]);
        assert_eq!(four().await, taken);
        let seq = last_seq(api, &ledger).await;
        let event = api.get(&format!("{ledger}/events?after={}", seq - 1)).await.expect(200).json()["data"][0].clone();
        assert_eq!((&event["type"], &event["object"]["id"]), (&json!("transfer.pending"), &held["id"]));
        assert_eq!(api.get(&path_of(&ledger, &held)).await.expect(200).json()["postings"], held["postings"]);
        assert_eq!(listed().await[0]["id"], held["id"]);

        // Nor is either captured where one of them cannot be.
        let too_much = json!({"postings": both("10.00", "9.01")});
        let problem = act(api, &ledger, &held, "capture", too_much).await.expect_problem(422, "over_capture");
        assert_eq!(problem["account"], "eur:1");
        assert_eq!((last_seq(api, &ledger).await, four().await), (seq, taken));
        let captured = act(api, &ledger, &held, "capture", json!({})).await.expect(201).json();
        assert_eq!((&captured["hold_id"], captured["postings"].as_array().map(Vec::len)), (&held["id"], Some(4)));
        let done = json!([["0.00", "0.00"], ["10.00", "10.00"], ["0.50", "0.50"], ["9.00", "9.00"]]);
        assert_eq!(four().await, done);
    });
}

/// Formance #364: duplicate ids, and a 200 without a body, under concurrent posts. Blnk: whoever uses a
/// reference again hears 409, and not whose it is.
#[test]
fn a_name_that_many_use_at_once_is_not_given_twice_and_nobody_gets_an_empty_answer() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = books(&app.api, "names").await;
        let path = format!("{ledger}/transfers");
        let id = Uuid::new_v4().to_string();
        for (name, value, code) in [("external_id", "order-42", "external_id_conflict"), ("id", &*id, "id_conflict")] {
            let body = with(simple("assets:bank", "users:2", "1.00"), json!({name: value}));
            let keys: Vec<String> = (0..48).map(|n| format!("{name}-{n}")).collect();
            let attempts = keys.iter().enumerate().map(|(n, key)| apis[n % 2].post_keyed(&path, key, &body));
            let answers = join_all(attempts).await;
            let winner = answers.iter().position(|answer| answer.status == 201).expect("one is posted");
            let posted = answers[winner].json();
            assert_eq!(posted[name], value);
            for (n, answer) in answers.iter().enumerate().filter(|(n, _)| *n != winner) {
                let problem = answer.clone().expect_problem(409, code);
                assert_eq!(problem[name], value);
                assert_eq!(answer.header("location"), Some(&*path_of(&ledger, &posted)));
                if name == "external_id" {
                    assert_eq!(problem["transfer_id"], posted["id"]);
                }
                let again = apis[(n + 1) % 2].post_keyed(&path, &keys[n], &body).await;
                assert_eq!((again.status, &again.body), (409, &answer.body));
            }
            let again = apis[(winner + 1) % 2].post_keyed(&path, &keys[winner], &body).await.expect(201);
            assert_eq!((&again.body, again.header("idempotent-replayed")), (&answers[winner].body, Some("true")));
        }
        assert_eq!(left(&app.api, &ledger, "users:2").await, ["2.00", "2.00"]);
    });
}

/// Formance #1321: ledgers that were created at the same time were left without what numbers their entries.
#[test]
fn ledgers_that_are_created_at_once_are_not_left_half_made() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let numbers = join_all((0..12).map(|n| {
            let (maker, user) = (&apis[n % 2], &apis[(n + 1) % 2]);
            async move {
                let ledger = books(maker, &format!("made-{n}")).await;
                let transfer = user.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201).json();
                transfer["seq"].clone()
            }
        }))
        .await;
        assert_eq!(numbers, vec![json!(7); 12], "after the ledger itself and five accounts");
    });
}

/// Formance #1896: an upgrade widened the scope of a key from its ledger to all of them.
#[test]
fn a_key_of_one_ledger_is_not_a_key_of_another() {
    run(async |app| {
        let (one, two) = (books(&app.api, "one").await, books(&app.api, "two").await);
        let body = simple("assets:bank", "users:2", "1.00");
        let other = simple("assets:bank", "users:3", "2.00");
        let mut first = Vec::new();
        for (ledger, key, body) in
            [(&one, "same", &body), (&two, "same", &body), (&one, "differs", &body), (&two, "differs", &other)]
        {
            let answered = app.api.post_keyed(&format!("{ledger}/transfers"), key, body).await.expect(201);
            assert_eq!(answered.header("idempotent-replayed"), None, "{ledger} {key}");
            first.push((ledger, key, body, answered));
        }
        // As a process finds them that knows nothing but the database.
        let later = app.second_service(ServiceOptions::without_redis()).await;
        for api in [app.api.clone(), app.api.at(&later.url)] {
            for (ledger, key, body, answered) in &first {
                let again = api.post_keyed(&format!("{ledger}/transfers"), key, body).await.expect(201);
                assert_eq!((&again.body, again.header("idempotent-replayed")), (&answered.body, Some("true")));
                let known = api.get(&format!("{ledger}/idempotency-keys/{key}")).await.expect(200).json();
                assert_eq!(known["transfer_id"], answered.json()["id"]);
            }
        }
        for ledger in [&one, &two] {
            assert_eq!(app.api.balance(ledger, "assets:bank", "").await["account_version"], 2);
        }
    });
}

/// Formance 2.4: eight atomic bulks at once deadlocked in Postgres, and seven of nine timed out.
#[test]
fn atomic_batches_over_the_same_accounts_in_opposite_orders_do_not_deadlock() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = books(&app.api, "bulks").await;
        let ring = ["assets:bank", "users:2", "users:3", "users:4"];
        let forward: Vec<Value> = (0..100).map(|n| simple(ring[n % 4], ring[(n + 1) % 4], "1.00")).collect();
        let backward: Vec<Value> = (0..100).rev().map(|n| simple(ring[(n + 1) % 4], ring[n % 4], "1.00")).collect();
        for round in 0..3 {
            let batches = (0..8).map(|n| {
                let transfers = if n % 4 < 2 { &forward } else { &backward };
                post_batch(&apis[n % 2], &ledger, true, json!(transfers))
            });
            for answer in join_all(batches).await {
                let results = answer.expect(200).json()["results"].clone();
                assert_eq!(results.as_array().map(Vec::len), Some(100), "{round}");
            }
        }
        for account in ring {
            assert_eq!(left(&app.api, &ledger, account).await, ["0.00", "0.00"], "{account}");
            // Each batch moves each account fifty times.
            assert_eq!(app.api.balance(&ledger, account, "").await["account_version"], 3 * 8 * 50);
        }
        assert_eq!(deadlocks(app).await, 0);
    });
}

/// Formance 2.4: 256 clients on two hot accounts stopped the service, as a request needed a second
/// connection of the pool while it held the first.
#[test]
fn many_clients_on_two_hot_accounts_do_not_stop_the_service() {
    // One connection each: whoever needed two would wait for ever.
    let fewest = ServiceOptions::default().arg("--write-connections=1").arg("--read-connections=1");
    run_with(fewest, async |app| {
        let ledger = books(&app.api, "hot").await;
        let mut clients = JoinSet::new();
        for client in 0..64 {
            let (api, ledger) = (app.api.clone(), ledger.clone());
            clients.spawn(async move {
                for turn in 0..6 {
                    let [debit, credit] =
                        if (client + turn) % 2 == 0 { ["users:2", "users:3"] } else { ["users:3", "users:2"] };
                    let posted = api.transfer(&ledger, debit, credit, "1.00").await.expect(201).json();
                    api.get(&path_of(&ledger, &posted)).await.expect(200);
                    api.balance(&ledger, credit, "").await;
                }
            });
        }
        let mut probed = 0;
        while let Some(ended) = clients.join_next().await {
            ended.expect("no client fails");
            app.api.get("/readyz").await.expect(200);
            probed += 1;
        }
        assert_eq!(probed, 64);
        for account in ["users:2", "users:3"] {
            assert_eq!(left(&app.api, &ledger, account).await, ["0.00", "0.00"]);
            assert_eq!(app.api.balance(&ledger, account, "").await["account_version"], 64 * 6);
        }
    });
}

/// Formance 2.4: amounts of zero were booked.
#[test]
fn an_amount_of_zero_is_not_booked() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "zero").await;
        let paid = api.transfer(&ledger, "assets:bank", "users:1", "5.00").await.expect(201).json();
        let hold = with(simple("users:1", "users:2", "1.00"), json!({"pending": true}));
        let held = post(api, &ledger, &hold).await.expect(201).json();
        let before = last_seq(api, &ledger).await;
        let refused = |answer: Answered, field: &str| {
            assert_eq!(answer.expect_problem(400, "invalid_field")["field"], field);
        };
        for zero in ["0", "0.00"] {
            let nothing = simple("assets:bank", "users:1", zero);
            let legs = json!([leg("debit", "assets:bank", zero), leg("credit", "users:1", zero)]);
            refused(post(api, &ledger, &nothing).await, "/amount");
            refused(post(api, &ledger, &with(nothing.clone(), json!({"pending": true}))).await, "/amount");
            refused(post(api, &ledger, &json!({"postings": legs})).await, "/postings/0/amount");
            for atomic in [true, false] {
                let items = json!([simple("assets:bank", "users:1", "1"), nothing]);
                refused(post_batch(api, &ledger, atomic, items).await, "/transfers/1/amount");
            }
            for (target, action) in [(&held, "capture"), (&held, "increment"), (&paid, "reverse")] {
                refused(act(api, &ledger, target, action, json!({"amount": zero})).await, "/amount");
            }
        }
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}

/// Formance 2.4: an answer that there is not enough named no amounts.
#[test]
fn a_refusal_for_want_of_money_does_not_keep_the_amounts_to_itself() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "short").await;
        api.transfer(&ledger, "assets:bank", "users:1", "15.00").await.expect(201);
        api.patch(&format!("{ledger}/accounts/users:1"), &json!({"policy": {"min_balance": "5.00"}})).await.expect(200);
        let body = simple("users:1", "users:2", "12.34");
        let hold = with(body.clone(), json!({"pending": true}));
        let item = post_batch(api, &ledger, false, json!([body])).await.expect(200).json();
        let refused = |answer: Answered| answer.expect_problem(422, "insufficient_balance");
        let problems = [
            refused(post(api, &ledger, &body).await),
            refused(post(api, &ledger, &hold).await),
            refused(post_batch(api, &ledger, true, json!([body])).await),
            item["results"][0]["problem"].clone(),
        ];
        for problem in problems {
            for (member, value) in [
                ("posting", json!(0)),
                ("account", json!("users:1")),
                ("rule", json!("min_balance")),
                ("limit", json!("5.00")),
                ("required", json!("12.34")),
                ("available", json!("15.00")),
            ] {
                assert_eq!(problem[member], value, "{member} of {problem}");
            }
            let detail = problem["detail"].as_str().expect("a sentence");
            assert!(detail.contains("2.66") && detail.contains("5.00"), "{detail}");
        }
    });
}

/// Blnk 0.15: a transfer in EUR between two balances in USD was accepted.
#[test]
fn money_of_one_asset_does_not_arrive_in_an_account_of_another() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "assets").await;
        api.account(&ledger, "eur", "liability", "EUR", json!({})).await;
        let before = last_seq(api, &ledger).await;
        // The asset is the accounts' own; nobody says another one in passing.
        let named = with(simple("assets:bank", "users:1", "1.00"), json!({"asset": "EUR"}));
        let problem = post(api, &ledger, &named).await.expect_problem(400, "unknown_field");
        assert_eq!(problem["field"], "/asset");
        for pending in [false, true] {
            let pending = json!({"pending": pending});
            // Two postings are the simple form at length.
            let legs = json!({"postings": [leg("debit", "assets:bank", "1.00"), leg("credit", "eur", "1.00")]});
            for across in [simple("assets:bank", "eur", "1.00"), legs] {
                let across = with(across, pending.clone());
                let problem = post(api, &ledger, &across).await.expect_problem(422, "asset_mismatch");
                assert_eq!(
                    (&problem["account"], &problem["asset"], &problem["other_asset"]),
                    (&json!("eur"), &json!("EUR"), &json!("USD"))
                );
            }
            // Of more, each asset must balance, whatever the sum of the figures.
            let three = json!({"postings": [
                leg("debit", "assets:bank", "1.00"), leg("credit", "users:2", "0.50"), leg("credit", "eur", "0.50"),
            ]});
            let problem = post(api, &ledger, &with(three, pending)).await.expect_problem(422, "unbalanced");
            assert!(problem["debits"] != problem["credits"], "{problem}");
        }
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}

/// Blnk 0.15: 1.5 of an asset without decimals was booked as 2.
#[test]
fn a_fraction_finer_than_its_asset_is_not_booked_as_something_else() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "scale").await;
        for path in ["jpy:bank", "jpy:1"] {
            api.account(&ledger, path, "liability", "JPY", json!({})).await;
        }
        let hold = with(simple("jpy:bank", "jpy:1", "5"), json!({"pending": true}));
        let held = post(api, &ledger, &hold).await.expect(201).json();
        let before = last_seq(api, &ledger).await;
        for (debit, credit, amount, asset, scale) in [
            ("jpy:bank", "jpy:1", "1.5", "JPY", 0),
            ("jpy:bank", "jpy:1", "0.4", "JPY", 0),
            ("assets:bank", "users:2", "0.005", "USD", 2),
            ("assets:bank", "users:2", "1.999", "USD", 2),
        ] {
            for pending in [false, true] {
                let body = with(simple(debit, credit, amount), json!({"pending": pending}));
                let problem = post(api, &ledger, &body).await.expect_problem(422, "asset_mismatch");
                assert_eq!((&problem["asset"], &problem["scale"]), (&json!(asset), &json!(scale)), "{amount}");
            }
        }
        for action in ["capture", "increment"] {
            let part = act(api, &ledger, &held, action, json!({"amount": "1.5"})).await;
            assert_eq!(part.expect_problem(422, "asset_mismatch")["scale"], 0, "{action}");
        }
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}

/// Blnk 0.15: after a snapshot and an entry dated before it, the balance as of a day was 811 for 1,800.
#[test]
fn back_dating_after_a_long_history_is_not_missed_by_what_was_summed_before() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = books(&app.api, "dated").await;
        let hour = |n: i64| Timestamp::from_micros(1_735_689_600_000_000 + n * 3_600_000_000).to_string();
        let dated =
            |n: i64, amount: &str| with(simple("assets:bank", "users:2", amount), json!({"effective_at": hour(n)}));
        let history: Vec<Value> = (0..1000).map(|n| dated(n, "1.00")).collect();
        post_batch(&apis[0], &ledger, true, json!(history)).await.expect(200);
        let known = last_seq(&app.api, &ledger).await;
        let posted = async |api: &Api, query: String| {
            api.balance(&ledger, "users:2", &query).await["balance"]["posted"]["amount"].clone()
        };
        // Whatever remembers a sum has been asked for it.
        for api in &apis {
            for (n, sum) in [(-1, "0.00"), (0, "1.00"), (499, "500.00"), (999, "1000.00")] {
                assert_eq!(posted(api, format!("?as_of={}", hour(n))).await, sum, "{n}");
            }
        }
        for (round, api) in apis.iter().enumerate() {
            let late: Vec<Value> = [10, 250, 498, 499].map(|n| dated(n, "100.00")).into();
            post_batch(api, &ledger, true, json!(late)).await.expect(200);
            let times = round + 1;
            for api in &apis {
                for (n, once, late) in [(9, 10, 0), (10, 11, 1), (498, 499, 3), (499, 500, 4), (999, 1000, 4)] {
                    let sum = format!("{}.00", once + late * 100 * times);
                    assert_eq!(posted(api, format!("?as_of={}", hour(n))).await, *sum, "{n}");
                    // What was known then is still what it was.
                    let then = format!("?as_of={}&at_seq={known}", hour(n));
                    assert_eq!(posted(api, then).await, format!("{once}.00"), "{n}");
                }
                assert_eq!(posted(api, String::new()).await, format!("{}.00", 1000 + 400 * times));
            }
        }
    });
}

/// Blnk 0.15: in queued mode, ninety times more was acknowledged than applied.
#[test]
fn an_acknowledged_transfer_is_not_still_waiting_to_be_applied() {
    run(async |app| {
        let (_second, apis) = two_services(app).await;
        let ledger = books(&app.api, "applied").await;
        let mut clients = JoinSet::new();
        for client in 0..16 {
            let (writer, reader) = (apis[client % 2].clone(), apis[(client + 1) % 2].clone());
            let ledger = ledger.clone();
            clients.spawn(async move {
                for _ in 0..8 {
                    let posted = writer.transfer(&ledger, "assets:bank", "users:2", "1.00").await.expect(201).json();
                    let read = reader.get(&path_of(&ledger, &posted)).await.expect(200).json();
                    assert_eq!(read["postings"], posted["postings"]);
                    let balance = reader.balance(&ledger, "users:2", "").await;
                    let version = |value: &Value| value["account_version"].as_i64().expect("a number");
                    assert!(version(&balance) >= version(&posted["postings"][1]), "{balance}");
                }
            });
        }
        clients.join_all().await;
        assert_eq!(left(&app.api, &ledger, "users:2").await, ["128.00", "128.00"]);
    });
}
