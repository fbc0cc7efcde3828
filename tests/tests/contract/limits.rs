//! Limits: how much, and how often, may move within a window of time.

use reqwest::Method;
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, App, ServiceOptions, run, until};
use uuid::Uuid;

use crate::{
    events::check_chain,
    support::{
        Findings, HeldHead, act, amounts, books, events_after, funded, hold, last_seq, leg, moved, path_of, post, rows,
        run_sql, simple, with, without,
    },
};

/// The request for a limit on what leaves each account below `users` in a day; `more` is merged into it.
fn outgoing(name: &str, more: Value) -> Value {
    let base = json!({"name": name, "path_prefix": "users", "per": "account", "asset": "USD", "direction": "debit",
        "window": {"calendar": "year"}});
    with(base, more)
}

/// Sets a limit.
async fn limited(api: &Api, ledger: &str, request: &Value) -> Value {
    api.post(&format!("{ledger}/limits"), request).await.expect(201).json()
}

/// Changes a limit.
async fn change(api: &Api, ledger: &str, name: &str, body: Value) -> Value {
    api.patch(&format!("{ledger}/limits/{name}"), &body).await.expect(200).json()
}

/// Expects a limit's refusal: what it allows, what is used of that, and what was asked for.
fn refused(answer: Answered, name: &str, rule: &str, figures: [&str; 3]) -> Value {
    let problem = answer.expect_problem(422, "limit_exceeded");
    assert_eq!((&problem["limit_name"], &problem["rule"]), (&json!(name), &json!(rule)), "{problem}");
    assert_eq!([&problem["limit"], &problem["used"], &problem["required"]], figures, "{problem}");
    problem
}

/// Pays from `users:1` to `users:2`.
async fn pay(api: &Api, ledger: &str, amount: &str) -> Answered {
    api.transfer(ledger, "users:1", "users:2", amount).await
}

#[test]
fn a_limit_is_set_once_and_every_change_of_it_is_an_event() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let before = last_seq(api, &ledger).await;
        let path = format!("{ledger}/limits");
        let request = outgoing("daily", json!({"window": {"calendar": "day"}, "max_sum": "100"}));
        let answer = api.post(&path, &request).await.expect(201);
        assert_eq!(answer.header("location"), Some(&*format!("{path}/daily")));
        let made = answer.json();
        let expected = json!({
            "name": "daily", "path_prefix": "users", "per": "account", "asset": "USD", "direction": "debit",
            "window": {"calendar": "day"}, "max_sum": "100.00", "on_exceed": "reject", "active": true,
        });
        let own = ["revision", "created_at", "updated_at"].into_iter().fold(made.clone(), without);
        assert_eq!((own, &made["revision"], &made["created_at"]), (expected, &json!(1), &made["updated_at"]));

        // The same again is what exists, however its defaults and amounts are spelled.
        let spelled = with(request.clone(), json!({"max_sum": "100.00", "on_exceed": "reject", "active": true}));
        for again in [&request, &spelled] {
            assert_eq!(api.post(&path, again).await.expect(200).json(), made);
        }
        for other in [
            json!({"max_sum": "100.01"}),
            json!({"max_count": 5}),
            json!({"per": "prefix"}),
            json!({"direction": "credit"}),
            json!({"window": {"seconds": 86_400}}),
            json!({"on_exceed": "flag"}),
            json!({"active": false}),
            json!({"path_prefix": "users:1"}),
            json!({"asset": "EUR"}),
        ] {
            let conflict = api.post(&path, &with(request.clone(), other.clone())).await;
            assert_eq!(conflict.header("location"), Some(&*format!("{path}/daily")), "{other}");
            conflict.expect_problem(409, "already_exists");
        }
        let second =
            limited(api, &ledger, &outgoing("often", json!({"window": {"seconds": 60}, "max_count": 9}))).await;
        assert_eq!((&second["window"], &second["max_count"]), (&json!({"seconds": 60}), &json!(9)));
        assert!(second.get("max_sum").is_none(), "{second}");

        let changed = change(api, &ledger, "daily", json!({"max_sum": "50.5", "on_exceed": "flag"})).await;
        assert_eq!(
            (&changed["max_sum"], &changed["on_exceed"], &changed["revision"], &changed["created_at"]),
            (&json!("50.50"), &json!("flag"), &json!(2), &made["created_at"])
        );
        // No change is none.
        assert_eq!(change(api, &ledger, "daily", json!({"max_sum": "50.50"})).await, changed);
        assert_eq!(change(api, &ledger, "daily", json!({})).await, changed);
        assert_eq!(api.get(&format!("{path}/daily")).await.expect(200).json(), changed);
        let list = api.get(&path).await.expect(200).json();
        assert_eq!(list, json!({"data": [changed, second], "next_cursor": null}));

        let events = events_after(api, &ledger, before).await;
        let types: Vec<_> = events.iter().map(|event| event["type"].clone()).collect();
        assert_eq!(types, ["limit.created", "limit.created", "limit.updated"]);
        for (event, object) in events.iter().zip([&made, &second, &changed]) {
            assert_eq!(event["object"], with(object.clone(), json!({"schema": 1})));
        }
        check_chain(&events_after(api, &ledger, 0).await);
    });
}

#[test]
fn a_limits_key_replays_what_it_was_answered() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/limits");
        let request = outgoing("daily", json!({"max_sum": "100"}));
        let first = api.post_keyed(&path, "k", &request).await.expect(201);
        change(api, &ledger, "daily", json!({"max_sum": "1"})).await;
        let again = api.post_keyed(&path, "k", &request).await.expect(201);
        assert_eq!((&again.body, again.header("idempotent-replayed")), (&first.body, Some("true")));
        let other = with(request.clone(), json!({"max_sum": "2"}));
        let reused = api.post_keyed(&path, "k", &other).await.expect_problem(422, "idempotency_key_reused");
        assert_eq!(reused["field"], "/max_sum");
        // A refusal that the ledger's state decides is kept as well.
        let refused = api.post_keyed(&path, "late", &request).await;
        change(api, &ledger, "daily", json!({"max_sum": "100"})).await;
        let again = api.post_keyed(&path, "late", &request).await;
        assert_eq!(again.body, refused.body);
        again.expect_problem(409, "already_exists");
    });
}

#[test]
fn a_sum_and_a_count_bound_each_account_for_itself() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "100"}))).await;
        pay(api, &ledger, "60").await.expect(201);
        let problem = refused(pay(api, &ledger, "40.01").await, "much", "max_sum", ["100.00", "60.00", "40.01"]);
        assert_eq!((&problem["posting"], &problem["account"]), (&json!(0), &json!("users:1")));
        pay(api, &ledger, "40").await.expect(201);
        refused(pay(api, &ledger, "0.01").await, "much", "max_sum", ["100.00", "100.00", "0.01"]);
        // Another account has its own.
        api.transfer(&ledger, "users:2", "users:1", "100").await.expect(201);

        let ledger = funded(api, "often").await;
        limited(api, &ledger, &outgoing("often", json!({"max_count": 2}))).await;
        pay(api, &ledger, "1").await.expect(201);
        pay(api, &ledger, "1").await.expect(201);
        refused(pay(api, &ledger, "1").await, "often", "max_count", ["2", "2", "1"]);
        api.transfer(&ledger, "users:2", "users:1", "1").await.expect(201);

        // Both bounds of one limit, and nothing at all.
        let ledger = funded(api, "both").await;
        limited(api, &ledger, &outgoing("both", json!({"max_count": 2, "max_sum": "10"}))).await;
        refused(pay(api, &ledger, "10.01").await, "both", "max_sum", ["10.00", "0.00", "10.01"]);
        pay(api, &ledger, "1").await.expect(201);
        pay(api, &ledger, "1").await.expect(201);
        refused(pay(api, &ledger, "1").await, "both", "max_count", ["2", "2", "1"]);
        change(api, &ledger, "both", json!({"max_count": null, "max_sum": "0"})).await;
        refused(pay(api, &ledger, "0.01").await, "both", "max_sum", ["0.00", "2.00", "0.01"]);
        change(api, &ledger, "both", json!({"max_count": 0, "max_sum": null})).await;
        refused(pay(api, &ledger, "0.01").await, "both", "max_count", ["0", "2", "1"]);
    });
}

#[test]
fn a_refusal_is_kept_under_its_key_and_does_not_count() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "100", "max_count": 3}))).await;
        let transfers = format!("{ledger}/transfers");
        let body = simple("users:1", "users:2", "101");
        let first = api.post_keyed(&transfers, "k", &body).await;
        for _ in 0..5 {
            pay(api, &ledger, "101").await.expect_problem(422, "limit_exceeded");
        }
        pay(api, &ledger, "100").await.expect(201);
        change(api, &ledger, "much", json!({"max_sum": "1000"})).await;
        let again = api.post_keyed(&transfers, "k", &body).await;
        assert_eq!((&again.body, again.header("idempotent-replayed")), (&first.body, Some("true")));
        refused(again, "much", "max_sum", ["100.00", "0.00", "101.00"]);
        // What another rule refuses does not count, and a replay counts once.
        pay(api, &ledger, "500").await.expect_problem(422, "insufficient_balance");
        let paid = simple("users:1", "users:2", "1");
        for _ in 0..3 {
            api.post_keyed(&transfers, "paid", &paid).await.expect(201);
        }
        pay(api, &ledger, "1").await.expect(201);
        refused(pay(api, &ledger, "1").await, "much", "max_count", ["3", "3", "1"]);
    });
}

#[test]
fn accounts_below_a_prefix_count_together_where_a_limit_says_so() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("all", json!({"per": "prefix", "max_sum": "100", "max_count": 3}))).await;
        pay(api, &ledger, "60").await.expect(201);
        let answer = api.transfer(&ledger, "users:2", "assets:bank", "40.01").await;
        refused(answer, "all", "max_sum", ["100.00", "60.00", "40.01"]);
        api.transfer(&ledger, "users:2", "assets:bank", "30").await.expect(201);
        // One transfer counts once, however many of its postings do.
        let many = |second: &str| {
            json!({"postings": [
                leg("debit", "users:1", "4"), leg("debit", "users:2", second), leg("debit", "users:1", "1"),
                leg("credit", "assets:bank", "5"), leg("credit", "assets:cash", second),
            ]})
        };
        let problem = post(api, &ledger, &many("5.01")).await.expect_problem(422, "limit_exceeded");
        assert_eq!((&problem["limit"], &problem["used"]), (&json!("100.00"), &json!("90.00")));
        post(api, &ledger, &many("5")).await.expect(201);
        change(api, &ledger, "all", json!({"max_sum": null})).await;
        let answer = api.transfer(&ledger, "users:2", "assets:bank", "1").await;
        refused(answer, "all", "max_count", ["3", "3", "1"]);
    });
}

#[test]
fn several_postings_on_an_account_count_once_and_add_up() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("each", json!({"max_sum": "10", "max_count": 2}))).await;
        let split = |last: &str, total: &str| {
            json!({"postings": [
                leg("debit", "users:1", "4"), leg("credit", "users:2", total), leg("debit", "users:1", last),
            ]})
        };
        let problem = post(api, &ledger, &split("6.01", "10.01")).await.expect_problem(422, "limit_exceeded");
        assert_eq!((&problem["rule"], &problem["used"]), (&json!("max_sum"), &json!("0.00")));
        post(api, &ledger, &split("1", "5")).await.expect(201);
        post(api, &ledger, &split("1", "5")).await.expect(201);
        change(api, &ledger, "each", json!({"max_sum": null})).await;
        refused(pay(api, &ledger, "1").await, "each", "max_count", ["2", "2", "1"]);
    });
}

#[test]
fn only_the_side_the_asset_and_the_accounts_that_a_limit_names_count() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        for (path, asset) in
            [("users:1:card", "USD"), ("users:10", "USD"), ("users:1:euro", "EUR"), ("assets:euro", "EUR")]
        {
            api.account(&ledger, path, "liability", asset, json!({})).await;
        }
        limited(api, &ledger, &outgoing("one", json!({"path_prefix": "users:1", "per": "prefix", "max_count": 2})))
            .await;
        // A prefix covers whole segments, and the other side and another asset are free.
        for _ in 0..3 {
            api.transfer(&ledger, "users:10", "users:2", "1").await.expect(201);
            api.transfer(&ledger, "users:2", "users:1", "1").await.expect(201);
            api.transfer(&ledger, "users:1:euro", "assets:euro", "1").await.expect(201);
        }
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
        api.transfer(&ledger, "users:1:card", "users:2", "1").await.expect(201);
        for account in ["users:1", "users:1:card"] {
            let problem = api.transfer(&ledger, account, "users:2", "1").await.expect_problem(422, "limit_exceeded");
            assert_eq!((&problem["account"], &problem["used"]), (&json!(account), &json!("2")));
        }
        // What comes in can be bounded as well.
        let incoming = outgoing("in", json!({"direction": "credit", "path_prefix": "users:2", "max_sum": "5"}));
        limited(api, &ledger, &incoming).await;
        let answer = api.transfer(&ledger, "assets:bank", "users:2", "5.01").await;
        assert_eq!(refused(answer, "in", "max_sum", ["5.00", "0.00", "5.01"])["posting"], 1);
        api.transfer(&ledger, "users:2", "assets:bank", "50").await.expect(201);
        api.transfer(&ledger, "assets:bank", "users:2", "5").await.expect(201);
    });
}

#[test]
fn an_accounts_id_counts_as_its_path() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("often", json!({"max_count": 1}))).await;
        let account = api.get(&format!("{ledger}/accounts/users:1")).await.expect(200).json();
        let id = account["id"].as_str().expect("an id");
        api.transfer(&ledger, id, "users:2", "1").await.expect(201);
        refused(pay(api, &ledger, "1").await, "often", "max_count", ["1", "1", "1"]);
    });
}

#[test]
fn what_moved_before_a_limit_was_set_does_not_count() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        pay(api, &ledger, "100").await.expect(201);
        let held = hold(api, &ledger, "20", json!({})).await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "50", "max_count": 1}))).await;
        act(api, &ledger, &held, "capture", json!({})).await.expect(201);
        pay(api, &ledger, "50").await.expect(201);
        pay(api, &ledger, "1").await.expect_problem(422, "limit_exceeded");
    });
}

#[test]
fn a_sliding_window_frees_what_left_it() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("pace", json!({"window": {"seconds": 2}, "max_sum": "10"}))).await;
        let first = pay(api, &ledger, "6").await.expect(201).json();
        let second = pay(api, &ledger, "4").await.expect(201).json();
        pay(api, &ledger, "0.01").await.expect_problem(422, "limit_exceeded");
        let passing = async |amount: &str| {
            let mut passed = Value::Null;
            until("the window frees again", async || {
                let answer = pay(api, &ledger, amount).await;
                assert!(answer.status == 201 || answer.code() == "limit_exceeded", "{answer:?}");
                passed = answer.json();
                answer.status == 201
            })
            .await;
            passed
        };
        let recorded = |transfer: &Value| transfer["recorded_at"].as_str().expect("a time").to_owned();
        let third = passing("6").await;
        assert!(recorded(&third) > moved(&first["recorded_at"], 2_000_000), "{first} {third}");
        let fourth = passing("4").await;
        assert!(recorded(&fourth) > moved(&second["recorded_at"], 2_000_000), "{second} {fourth}");
    });
}

/// A zone whose day neither begins nor ends within minutes.
async fn quiet_zone(app: &App) -> String {
    let mut conn = app.database.connect().await;
    sqlx::query_scalar(
        "select zone from unnest(array['Pacific/Kiritimati', 'Pacific/Marquesas', 'Asia/Kathmandu']) zone
         where (now() at time zone zone)::time between '00:05' and '23:55'
         limit 1",
    )
    .fetch_one(&mut conn)
    .await
    .expect("one of them is quiet")
}

#[test]
fn a_calendar_window_begins_in_the_ledgers_time_zone() {
    run(async |app| {
        let api = &app.api;
        let zone = quiet_zone(app).await;
        for window in ["day", "week", "month", "year"] {
            let ledger = format!("/v1/ledgers/{window}");
            api.post("/v1/ledgers", &json!({"name": window, "time_zone": zone})).await.expect(201);
            for path in ["users:1", "users:2"] {
                api.account(&ledger, path, "liability", "USD", json!({})).await;
            }
            let request = outgoing("paced", json!({"window": {"calendar": window}, "max_sum": "10"}));
            limited(api, &ledger, &request).await;
            pay(api, &ledger, "6").await.expect(201);
            // As if the first had been made when the window began, and just before.
            let mut conn = app.database.connect().await;
            let begin = format!("date_trunc('{window}', now() at time zone '{zone}') at time zone '{zone}'");
            let made = async |conn: &mut sqlx::PgConnection, at: &str| {
                let update = format!(
                    "update limit_entries e set recorded_at = {at} from transfers t, ledgers l
                     where l.name = '{window}' and e.ledger_no = l.ledger_no
                       and t.ledger_no = e.ledger_no and t.seq = e.seq"
                );
                run_sql(conn, &update).await;
            };
            made(&mut conn, &begin).await;
            let answer = pay(api, &ledger, "4.01").await;
            refused(answer, "paced", "max_sum", ["10.00", "6.00", "4.01"]);
            made(&mut conn, &format!("{begin} - interval '1 microsecond'")).await;
            pay(api, &ledger, "10").await.expect(201);
            // What is stored is left as it was.
            made(&mut conn, "t.recorded_at").await;
        }
    });
}

#[test]
fn a_limit_that_flags_lets_pass_and_says_so() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let flagging = json!({"on_exceed": "flag"});
        limited(api, &ledger, &outgoing("watch", with(flagging.clone(), json!({"max_sum": "10"})))).await;
        limited(api, &ledger, &outgoing("notice", with(flagging.clone(), json!({"max_count": 2})))).await;
        limited(api, &ledger, &outgoing("stop", json!({"max_sum": "100"}))).await;
        let before = last_seq(api, &ledger).await;
        let mut flags = Vec::new();
        for amount in ["10", "1", "1"] {
            let paid = pay(api, &ledger, amount).await.expect(201).json();
            let read = api.get(&path_of(&ledger, &paid)).await.expect(200).json();
            assert_eq!(read["flags"], paid["flags"]);
            flags.push(paid["flags"].clone());
        }
        let expected = json!([null, ["watch"], ["watch", "notice"]]);
        assert_eq!(json!(flags), expected);
        let events = events_after(api, &ledger, before).await;
        let told: Vec<_> = events.iter().map(|event| event["object"]["flags"].clone()).collect();
        assert_eq!(json!(told), expected);
        // A hold and its increment as well; what only receives has no flag; and one that stops, stops.
        let held = hold(api, &ledger, "5", json!({})).await;
        assert_eq!(held["flags"], json!(["watch", "notice"]));
        let more = act(api, &ledger, &held, "increment", json!({"amount": "1"})).await.expect(201).json();
        assert_eq!(more["flags"], json!(["watch"]));
        let captured = act(api, &ledger, &held, "capture", json!({})).await.expect(201).json();
        assert!(captured.get("flags").is_none(), "{captured}");
        let incoming = api.transfer(&ledger, "assets:bank", "users:1", "50").await.expect(201).json();
        assert!(incoming.get("flags").is_none(), "{incoming}");
        refused(pay(api, &ledger, "82.01").await, "stop", "max_sum", ["100.00", "18.00", "82.01"]);
        // A flagged one replays with its flags.
        let transfers = format!("{ledger}/transfers");
        let body = simple("users:1", "users:2", "1");
        let first = api.post_keyed(&transfers, "k", &body).await.expect(201);
        assert_eq!(first.json()["flags"], json!(["watch", "notice"]));
        change(api, &ledger, "watch", json!({"active": false})).await;
        assert_eq!(api.post_keyed(&transfers, "k", &body).await.expect(201).body, first.body);
    });
}

#[test]
fn a_change_is_in_force_at_once() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "10"}))).await;
        pay(api, &ledger, "10").await.expect(201);
        refused(pay(api, &ledger, "1").await, "much", "max_sum", ["10.00", "10.00", "1.00"]);
        change(api, &ledger, "much", json!({"max_sum": "11"})).await;
        pay(api, &ledger, "1").await.expect(201);
        // Below what has been used already.
        change(api, &ledger, "much", json!({"max_sum": "5"})).await;
        refused(pay(api, &ledger, "0.01").await, "much", "max_sum", ["5.00", "11.00", "0.01"]);
        change(api, &ledger, "much", json!({"on_exceed": "flag"})).await;
        assert_eq!(pay(api, &ledger, "1").await.expect(201).json()["flags"], json!(["much"]));
        change(api, &ledger, "much", json!({"on_exceed": "reject"})).await;
        refused(pay(api, &ledger, "1").await, "much", "max_sum", ["5.00", "12.00", "1.00"]);
        // What passes while it is not in force does not count; what counted before still does.
        change(api, &ledger, "much", json!({"active": false})).await;
        assert!(pay(api, &ledger, "50").await.expect(201).json().get("flags").is_none());
        change(api, &ledger, "much", json!({"active": true, "max_sum": "20"})).await;
        refused(pay(api, &ledger, "8.01").await, "much", "max_sum", ["20.00", "12.00", "8.01"]);
        pay(api, &ledger, "8").await.expect(201);
        // A bound that is added later knows what was counted.
        change(api, &ledger, "much", json!({"max_sum": null, "max_count": 4})).await;
        refused(pay(api, &ledger, "1").await, "much", "max_count", ["4", "4", "1"]);
        change(api, &ledger, "much", json!({"max_count": 5})).await;
        pay(api, &ledger, "1").await.expect(201);
        change(api, &ledger, "much", json!({"active": false})).await;
        // One that is set inactive counts from when it is switched on.
        limited(api, &ledger, &outgoing("asleep", json!({"max_count": 1, "active": false}))).await;
        pay(api, &ledger, "1").await.expect(201);
        change(api, &ledger, "asleep", json!({"active": true})).await;
        pay(api, &ledger, "1").await.expect(201);
        refused(pay(api, &ledger, "1").await, "asleep", "max_count", ["1", "1", "1"]);
    });
}

/// What two requests are answered that a ledger's writer decides in one batch, in this order.
async fn decided_together<A, B>(
    app: &App,
    ledger: &str,
    first: impl Future<Output = A>,
    second: impl Future<Output = B>,
) -> (A, B) {
    // A read that is asked later and answered says that what was sent before has most likely arrived.
    let arrived = async || {
        for _ in 0..30 {
            app.api.get(ledger).await.expect(200);
        }
    };
    let mut held = HeldHead::of(app, ledger).await;
    let leader = app.api.transfer(ledger, "assets:bank", "assets:cash", "1");
    let rest = async {
        until("the leader waits for the head", async || held.waiting().await == 1).await;
        let second = async {
            arrived().await;
            let released = async {
                arrived().await;
                held.release().await;
            };
            tokio::join!(second, released).0
        };
        tokio::join!(first, second)
    };
    let (leader, both) = tokio::join!(leader, rest);
    leader.expect(201);
    both
}

#[test]
fn a_limit_that_is_switched_on_beside_transfers_knows_what_it_counted() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "100"}))).await;
        pay(api, &ledger, "60").await.expect(201);
        change(api, &ledger, "much", json!({"active": false})).await;
        let on = change(api, &ledger, "much", json!({"active": true}));
        let (_, paid) = decided_together(app, &ledger, on, pay(api, &ledger, "41")).await;
        refused(paid, "much", "max_sum", ["100.00", "60.00", "41.00"]);
        change(api, &ledger, "much", json!({"active": false})).await;
        let on = change(api, &ledger, "much", json!({"active": true}));
        let (_, paid) = decided_together(app, &ledger, on, pay(api, &ledger, "40")).await;
        paid.expect(201);
        refused(pay(api, &ledger, "1").await, "much", "max_sum", ["100.00", "100.00", "1.00"]);
    });
}

#[test]
fn a_limit_that_is_set_beside_transfers_counts_them() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let request = outgoing("much", json!({"max_sum": "100"}));
        let set = limited(api, &ledger, &request);
        let (_, paid) = decided_together(app, &ledger, set, pay(api, &ledger, "60")).await;
        paid.expect(201);
        refused(pay(api, &ledger, "41").await, "much", "max_sum", ["100.00", "60.00", "41.00"]);
    });
}

#[test]
fn an_account_opened_beside_transfers_joins_what_its_prefix_counted() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("all", json!({"per": "prefix", "max_sum": "100"}))).await;
        pay(api, &ledger, "60").await.expect(201);
        let opened = api.account(&ledger, "users:new", "liability", "USD", json!({}));
        let paying = api.transfer(&ledger, "users:new", "assets:cash", "41");
        let (_, paid) = decided_together(app, &ledger, opened, paying).await;
        refused(paid, "all", "max_sum", ["100.00", "60.00", "41.00"]);
        let opened = api.account(&ledger, "users:newer", "liability", "USD", json!({}));
        let paying = api.transfer(&ledger, "users:newer", "assets:cash", "40");
        let (_, paid) = decided_together(app, &ledger, opened, paying).await;
        paid.expect(201);
        refused(pay(api, &ledger, "1").await, "all", "max_sum", ["100.00", "100.00", "1.00"]);
    });
}

#[test]
fn holds_and_increments_count_and_what_settles_them_does_not() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "100", "max_count": 4}))).await;
        let held = hold(api, &ledger, "40", json!({})).await;
        act(api, &ledger, &held, "increment", json!({"amount": "20"})).await.expect(201);
        let answer = act(api, &ledger, &held, "increment", json!({"amount": "40.01"})).await;
        refused(answer, "much", "max_sum", ["100.00", "60.00", "40.01"]);
        // Nothing is given back by what ends a hold, nor counted again.
        act(api, &ledger, &held, "capture", json!({"amount": "10"})).await.expect(201);
        act(api, &ledger, &held, "extend", json!({"timeout_seconds": 60})).await.expect(201);
        act(api, &ledger, &held, "void", json!({})).await.expect(201);
        let brief = hold(api, &ledger, "5", json!({"timeout_seconds": 1})).await;
        until("the hold ends", async || {
            api.get(&path_of(&ledger, &brief)).await.expect(200).json()["hold"]["status"] == "expired"
        })
        .await;
        let paid = pay(api, &ledger, "5").await.expect(201).json();
        act(api, &ledger, &paid, "reverse", json!({})).await.expect(201);
        // Nor is a reversal that takes from the account, as this one does.
        let came = api.transfer(&ledger, "assets:bank", "users:1", "50").await.expect(201).json();
        act(api, &ledger, &came, "reverse", json!({})).await.expect(201);
        refused(pay(api, &ledger, "30.01").await, "much", "max_sum", ["100.00", "70.00", "30.01"]);
        pay(api, &ledger, "1").await.expect(201);
        refused(pay(api, &ledger, "1").await, "much", "max_count", ["4", "4", "1"]);
        // An increment is part of its hold: one more is no matter of the count.
        change(api, &ledger, "much", json!({"max_count": 5})).await;
        let last = hold(api, &ledger, "1", json!({})).await;
        act(api, &ledger, &last, "increment", json!({"amount": "1"})).await.expect(201);
        let answer = act(api, &ledger, &last, "increment", json!({"amount": "27.01"})).await;
        refused(answer, "much", "max_sum", ["100.00", "73.00", "27.01"]);
    });
}

#[test]
fn as_much_as_there_is_counts_for_what_it_came_to() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "250"}))).await;
        let sweep = with(simple("users:1", "users:2", "5000"), json!({"up_to": true}));
        post(api, &ledger, &sweep).await.expect(201);
        api.transfer(&ledger, "assets:bank", "users:1", "100").await.expect(201);
        refused(pay(api, &ledger, "50.01").await, "much", "max_sum", ["250.00", "200.00", "50.01"]);
        // A limit refuses what is too much; it is not swept up to.
        let problem = post(api, &ledger, &sweep).await;
        refused(problem, "much", "max_sum", ["250.00", "200.00", "100.00"]);
    });
}

#[test]
fn refused_batches_and_groups_give_back_what_they_counted() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "100", "max_count": 6}))).await;
        let path = format!("{ledger}/transfers/batch");
        let batch = async |atomic: bool, items: Value| {
            let body = json!({"atomic": atomic, "transfers": items});
            api.post_keyed(&path, &Uuid::new_v4().to_string(), &body).await
        };
        let item = |amount: &str| simple("users:1", "users:2", amount);
        let problem = batch(true, json!([item("60"), item("40.01")])).await;
        let problem = refused(problem, "much", "max_sum", ["100.00", "60.00", "40.01"]);
        assert_eq!(problem["index"], 1);
        let in_group = |amount: &str| with(item(amount), json!({"group": "a"}));
        let results = batch(
            false,
            json!([item("1"), in_group("50"), in_group("49.01"), in_group("1"), item("10"), item("200"), item("9")]),
        )
        .await
        .expect(200)
        .json()["results"]
            .clone();
        let codes: Vec<_> =
            (0..7).map(|index| results[index]["problem"]["code"].as_str().unwrap_or("posted").to_owned()).collect();
        assert_eq!(
            codes,
            ["posted", "group_refused", "limit_exceeded", "group_refused", "posted", "limit_exceeded", "posted"]
        );
        assert_eq!(
            (&results[2]["problem"]["used"], &results[5]["problem"]["used"]),
            (&json!("51.00"), &json!("11.00"))
        );
        refused(pay(api, &ledger, "80.01").await, "much", "max_sum", ["100.00", "20.00", "80.01"]);
        // 3 have counted: within a batch each next one sees the last.
        let results = batch(false, json!(vec![item("1"); 5])).await.expect(200).json()["results"].clone();
        let posted = results.as_array().expect("results").iter().filter(|result| result["status"] == "posted").count();
        assert_eq!(posted, 3);
        assert_eq!(results[3]["problem"]["rule"], "max_count");
        assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "177.00");
    });
}

#[test]
fn what_is_only_asked_does_not_count() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        limited(api, &ledger, &outgoing("much", json!({"max_sum": "100", "max_count": 2}))).await;
        let dry = format!("{ledger}/transfers?dry_run=true");
        for _ in 0..4 {
            api.post(&dry, &simple("users:1", "users:2", "60")).await.expect(201);
            refused(
                api.post(&dry, &simple("users:1", "users:2", "100.01")).await,
                "much",
                "max_sum",
                ["100.00", "0.00", "100.01"],
            );
        }
        // In a simulation the items see each other, and nobody else sees them.
        let item = |amount: &str| simple("users:1", "users:2", amount);
        let body = json!({"transfers": [item("60"), item("50"), item("40"), item("1")]});
        for _ in 0..2 {
            let answer = api.post(&format!("{ledger}/transfers/simulate"), &body).await.expect(200).json();
            let results = &answer["results"];
            assert_eq!((&results[0]["status"], &results[2]["status"]), (&json!("posted"), &json!("posted")));
            let problem = &results[1]["problems"][0];
            assert_eq!((&problem["rule"], &problem["used"]), (&json!("max_sum"), &json!("60.00")));
            assert_eq!(results[3]["problems"][0]["code"], "limit_exceeded");
        }
        pay(api, &ledger, "60").await.expect(201);
        pay(api, &ledger, "40").await.expect(201);
        api.post(&dry, &simple("users:1", "users:2", "0.01")).await.expect_problem(422, "limit_exceeded");
    });
}

#[test]
fn two_processes_share_a_limit_exactly() {
    run(async |app| {
        let api = &app.api;
        let second = app.second_service(ServiceOptions::default()).await;
        let services = [api.clone(), api.at(&second.url)];
        for (name, bound) in [("count", json!({"max_count": 10})), ("sum", json!({"max_sum": "10"}))] {
            for per in ["account", "prefix"] {
                let ledger = funded(api, &format!("{name}-{per}")).await;
                let request = outgoing("shared", with(bound.clone(), json!({"per": per, "window": {"seconds": 3600}})));
                limited(api, &ledger, &request).await;
                let posts = (0..64).map(|index| pay(&services[index % 2], &ledger, "1"));
                let answers = futures_util::future::join_all(posts).await;
                for answer in answers.iter().filter(|answer| answer.status != 201) {
                    assert_eq!((answer.status, answer.code().as_str()), (422, "limit_exceeded"), "{answer:?}");
                }
                assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 10, "{name} {per}");
                assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "190.00");
                // A change through one is in force in the other at once.
                change(&services[0], &ledger, "shared", json!({"active": false})).await;
                pay(&services[1], &ledger, "1").await.expect(201);
                change(&services[1], &ledger, "shared", json!({"active": true})).await;
                pay(&services[0], &ledger, "1").await.expect_problem(422, "limit_exceeded");
                pay(&services[1], &ledger, "1").await.expect_problem(422, "limit_exceeded");
            }
        }
        second.stop().await;
    });
}

#[test]
fn limits_of_one_ledger_are_no_other_ledgers() {
    run(async |app| {
        let api = &app.api;
        let here = funded(api, "here").await;
        let there = funded(api, "there").await;
        limited(api, &here, &outgoing("much", json!({"max_count": 0}))).await;
        pay(api, &here, "1").await.expect_problem(422, "limit_exceeded");
        pay(api, &there, "1").await.expect(201);
        assert_eq!(rows(&api.get(&format!("{there}/limits")).await.expect(200).json()).len(), 0);
        api.get(&format!("{there}/limits/much")).await.expect_problem(404, "not_found");
        limited(api, &there, &outgoing("much", json!({"max_count": 7}))).await;
        let tenant = api.with_key(&app.create_key(&["all"], &["there"]).await);
        tenant.get(&format!("{here}/limits")).await.expect_problem(404, "not_found");
        tenant.get(&format!("{here}/limits/much")).await.expect_problem(404, "not_found");
        tenant.patch(&format!("{here}/limits/much"), &json!({"active": false})).await.expect_problem(404, "not_found");
        let request = outgoing("mine", json!({"max_count": 0}));
        tenant.post(&format!("{here}/limits"), &request).await.expect_problem(404, "not_found");
        // Who may open accounts may bound them.
        let reader = api.with_key(&app.create_key(&["accounts:read"], &["here"]).await);
        reader.get(&format!("{here}/limits")).await.expect(200);
        reader.post(&format!("{here}/limits"), &request).await.expect_problem(403, "forbidden");
        reader.patch(&format!("{here}/limits/much"), &json!({})).await.expect_problem(403, "forbidden");
        let writer = api.with_key(&app.create_key(&["accounts:write"], &["here"]).await);
        writer.post(&format!("{here}/limits"), &request).await.expect(201);
        writer.get(&format!("{here}/limits/mine")).await.expect_problem(403, "forbidden");
    });
}

#[test]
fn what_a_limit_says_is_checked() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let path = format!("{ledger}/limits");
        let fine = outgoing("fine", json!({"max_sum": "1"}));
        let mut findings = Findings::default();
        for (more, field) in [
            (json!({"name": "Daily"}), "/name"),
            (json!({"name": ""}), "/name"),
            (json!({"name": "-a"}), "/name"),
            (json!({"name": "a".repeat(64)}), "/name"),
            (json!({"name": 5}), "/name"),
            (json!({"path_prefix": "users:"}), "/path_prefix"),
            (json!({"path_prefix": "a::b"}), "/path_prefix"),
            (json!({"per": "ledger"}), "/per"),
            (json!({"per": null}), "/per"),
            (json!({"asset": "usd"}), "/asset"),
            (json!({"direction": "both"}), "/direction"),
            (json!({"window": {}}), "/window"),
            (json!({"window": "day"}), "/window"),
            (json!({"window": {"calendar": "hour"}}), "/window/calendar"),
            (json!({"window": {"calendar": "day", "seconds": 60}}), "/window"),
            (json!({"window": {"seconds": 0}}), "/window/seconds"),
            (json!({"window": {"seconds": -1}}), "/window/seconds"),
            (json!({"window": {"seconds": 31_536_001}}), "/window/seconds"),
            (json!({"window": {"seconds": 1.5}}), "/window/seconds"),
            (json!({"window": {"seconds": "60"}}), "/window/seconds"),
            (json!({"max_sum": "-1"}), "/max_sum"),
            (json!({"max_sum": 5}), "/max_sum"),
            (json!({"max_sum": "1e3"}), "/max_sum"),
            (json!({"max_count": -1}), "/max_count"),
            (json!({"max_count": 2_147_483_648_i64}), "/max_count"),
            (json!({"max_count": "5"}), "/max_count"),
            (json!({"on_exceed": "warn"}), "/on_exceed"),
            (json!({"active": "yes"}), "/active"),
        ] {
            let request = with(fine.clone(), more);
            findings.refused(api, (Method::POST, &path), &request, (400, "invalid_field", Some(field))).await;
        }
        for field in ["name", "path_prefix", "per", "asset", "direction", "window"] {
            let request = without(fine.clone(), field);
            let pointer = format!("/{field}");
            findings.refused(api, (Method::POST, &path), &request, (400, "invalid_field", Some(&pointer))).await;
        }
        let unbounded = without(fine.clone(), "max_sum");
        findings.refused(api, (Method::POST, &path), &unbounded, (400, "invalid_field", Some("/max_sum"))).await;
        let unknown = with(fine.clone(), json!({"currency": "USD"}));
        findings.refused(api, (Method::POST, &path), &unknown, (400, "unknown_field", Some("/currency"))).await;
        let unknown = with(fine.clone(), json!({"window": {"calendar": "day", "zone": "UTC"}}));
        findings.refused(api, (Method::POST, &path), &unknown, (400, "unknown_field", Some("/window/zone"))).await;
        // What the ledger's state decides.
        let finer = with(fine.clone(), json!({"max_sum": "0.001"}));
        findings.refused(api, (Method::POST, &path), &finer, (422, "asset_mismatch", None)).await;
        let foreign = with(fine.clone(), json!({"asset": "POINTS"}));
        findings.refused(api, (Method::POST, &path), &foreign, (422, "asset_not_found", None)).await;
        let beyond = with(fine.clone(), json!({"max_sum": "1".repeat(39)}));
        let answer = api.post(&path, &beyond).await;
        findings.check((400..500).contains(&answer.status), || format!("beyond the range: {answer:?}"));
        assert_eq!(rows(&api.get(&path).await.expect(200).json()).len(), 0);

        // The widest that is possible.
        let widest = json!({"max_count": 2_147_483_647, "window": {"seconds": 31_536_000}, "name": "a".repeat(63)});
        limited(api, &ledger, &with(unbounded, widest)).await;
        limited(api, &ledger, &fine).await;
        let one = format!("{path}/fine");
        for (body, code, field) in [
            (json!({"max_sum": "-1"}), "invalid_field", "/max_sum"),
            (json!({"max_count": 1.5}), "invalid_field", "/max_count"),
            (json!({"on_exceed": "warn"}), "invalid_field", "/on_exceed"),
            (json!({"active": 1}), "invalid_field", "/active"),
            (json!({"window": {"calendar": "day"}}), "unknown_field", "/window"),
            (json!({"name": "other"}), "unknown_field", "/name"),
        ] {
            findings.refused(api, (Method::PATCH, &one), &body, (400, code, Some(field))).await;
        }
        let finer = json!({"max_sum": "0.001"});
        findings.refused(api, (Method::PATCH, &one), &finer, (422, "asset_mismatch", None)).await;
        let nowhere = format!("{path}/nowhere");
        findings.refused(api, (Method::PATCH, &nowhere), &json!({"active": false}), (404, "not_found", None)).await;
        for name in ["nowhere", "FINE", "fine%00"] {
            let answer = api.get(&format!("{path}/{name}")).await;
            findings.problem(name, &answer, 404, "not_found", None);
        }
        let answer = api.get(&format!("{path}?name=fine")).await;
        findings.problem("a parameter", &answer, 400, "unknown_parameter", Some("name"));
        findings.none();
        assert_eq!(api.get(&one).await.expect(200).json()["revision"], 1);
    });
}
