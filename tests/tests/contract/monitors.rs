//! Monitors: conditions on balances, and the alerts that transfers raise.

use reqwest::Method;
use serde_json::{Value, json};
use tallybook_tests::{Api, ServiceOptions, run, until};
use uuid::Uuid;

use crate::{
    events::check_chain,
    support::{
        Findings, act, all_rows, amounts, books, events_after, funded, hold, last_seq, leg, path_of, post, rows,
        seq_of, simple, with, without,
    },
};

/// The request for a monitor of what is available below `users`; `more` is merged into it.
fn low(name: &str, more: Value) -> Value {
    let base = json!({"name": name, "path_prefix": "users", "asset": "USD", "balance": "available", "when": "below",
        "threshold": "100"});
    with(base, more)
}

/// Sets a monitor.
async fn watched(api: &Api, ledger: &str, request: &Value) -> Value {
    api.post(&format!("{ledger}/monitors"), request).await.expect(201).json()
}

/// Changes a monitor.
async fn change(api: &Api, ledger: &str, name: &str, body: Value) -> Value {
    api.patch(&format!("{ledger}/monitors/{name}"), &body).await.expect(200).json()
}

/// What the events after a `seq` tell of: each alert by its monitor, its account and the balance before and after,
/// and everything else by its type.
async fn told(api: &Api, ledger: &str, after: i64) -> Vec<String> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let events = events_after(api, ledger, after).await;
    let tell = |event: &Value| match &event["type"] {
        kind if kind == "balance.alert" => {
            let [monitor, account, before, amount, crossed] =
                ["monitor", "account", "before", "amount", "crossed"].map(|field| text(&event["object"][field]));
            format!("{monitor}: {account} {crossed} from {before} to {amount}")
        }
        kind => text(kind),
    };
    events.iter().map(tell).collect()
}

/// How accounts stand to a monitor: the accounts, and which of them alert.
async fn standing(api: &Api, ledger: &str, name: &str, query: &str) -> Vec<(String, bool)> {
    let accounts = all_rows(api, &format!("{ledger}/monitors/{name}/accounts?{query}")).await;
    let row = |row: &Value| {
        (row["account"].as_str().expect("a path").to_owned(), row["alerting"].as_bool().expect("yes or no"))
    };
    accounts.iter().map(row).collect()
}

#[test]
fn a_monitor_is_set_once_and_every_change_of_it_is_an_event() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let before = last_seq(api, &ledger).await;
        let path = format!("{ledger}/monitors");
        let request = low("low", json!({"threshold": "-10.5"}));
        let answer = api.post(&path, &request).await.expect(201);
        assert_eq!(answer.header("location"), Some(&*format!("{path}/low")));
        assert_eq!(seq_of(&answer), before + 1);
        let made = answer.json();
        let expected = json!({"name": "low", "path_prefix": "users", "asset": "USD", "balance": "available",
            "when": "below", "threshold": "-10.50", "active": true});
        let own = ["revision", "created_at", "updated_at"].into_iter().fold(made.clone(), without);
        assert_eq!((own, &made["revision"], &made["created_at"]), (expected, &json!(1), &made["updated_at"]));

        // The same again is what exists, however its defaults and amounts are spelled.
        let spelled = with(request.clone(), json!({"threshold": "-10.50", "active": true}));
        for again in [&request, &spelled] {
            assert_eq!(api.post(&path, again).await.expect(200).json(), made);
        }
        for other in [
            json!({"threshold": "10.50"}),
            json!({"when": "above"}),
            json!({"when": "crossing"}),
            json!({"balance": "posted"}),
            json!({"active": false}),
            json!({"path_prefix": "users:1"}),
            json!({"asset": "EUR"}),
        ] {
            let conflict = api.post(&path, &with(request.clone(), other.clone())).await;
            assert_eq!(conflict.header("location"), Some(&*format!("{path}/low")), "{other}");
            conflict.expect_problem(409, "already_exists");
        }
        let second = watched(api, &ledger, &low("rich", json!({"when": "above", "balance": "pending"}))).await;

        let changed = change(api, &ledger, "low", json!({"threshold": "50.5", "active": false})).await;
        assert_eq!(
            (&changed["threshold"], &changed["active"], &changed["revision"], &changed["created_at"]),
            (&json!("50.50"), &json!(false), &json!(2), &made["created_at"])
        );
        // No change is none.
        assert_eq!(change(api, &ledger, "low", json!({"threshold": "50.50"})).await, changed);
        assert_eq!(change(api, &ledger, "low", json!({})).await, changed);
        assert_eq!(api.get(&format!("{path}/low")).await.expect(200).json(), changed);
        let list = api.get(&path).await.expect(200).json();
        assert_eq!(list, json!({"data": [changed, second], "next_cursor": null}));

        let events = events_after(api, &ledger, before).await;
        let types: Vec<_> = events.iter().map(|event| event["type"].clone()).collect();
        assert_eq!(types, ["monitor.created", "monitor.created", "monitor.updated"]);
        for (event, object) in events.iter().zip([&made, &second, &changed]) {
            assert_eq!(event["object"], with(object.clone(), json!({"schema": 1})));
        }
        check_chain(&events_after(api, &ledger, 0).await);
    });
}

#[test]
fn a_monitors_key_replays_what_it_was_answered() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/monitors");
        let request = low("low", json!({}));
        let first = api.post_keyed(&path, "k", &request).await.expect(201);
        change(api, &ledger, "low", json!({"threshold": "1"})).await;
        let again = api.post_keyed(&path, "k", &request).await.expect(201);
        assert_eq!((&again.body, again.header("idempotent-replayed")), (&first.body, Some("true")));
        for (other, field) in [
            (json!({"threshold": "2"}), "/threshold"),
            (json!({"when": "above"}), "/when"),
            (json!({"balance": "posted"}), "/balance"),
            (json!({"active": false}), "/active"),
        ] {
            let other = with(request.clone(), other);
            let reused = api.post_keyed(&path, "k", &other).await.expect_problem(422, "idempotency_key_reused");
            assert_eq!(reused["field"], field);
        }
    });
}

#[test]
fn an_alert_follows_its_transfer_as_a_change_of_its_own() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        watched(api, &ledger, &low("low", json!({}))).await;
        let before = last_seq(api, &ledger).await;
        let transfers = format!("{ledger}/transfers");
        let body = simple("users:1", "users:2", "150");
        let answer = api.post_keyed(&transfers, "k", &body).await.expect(201);
        let paid = answer.json();
        // Neither the transfer nor its number is another for it.
        assert_eq!((seq_of(&answer), &paid["seq"]), (before + 1, &json!(before + 1)));
        assert_eq!(last_seq(api, &ledger).await, before + 2);
        let account = api.get(&format!("{ledger}/accounts/users:1")).await.expect(200).json();
        let events = events_after(api, &ledger, before).await;
        assert_eq!(events[0]["object"], with(paid.clone(), json!({"schema": 1})));
        let expected = json!({
            "account": "users:1", "account_id": account["id"], "account_version": 2, "amount": "50.00",
            "asset": "USD", "balance": "available", "before": "200.00", "crossed": "down", "monitor": "low",
            "recorded_at": paid["recorded_at"], "schema": 1, "threshold": "100.00", "transfer_id": paid["id"],
            "transfer_seq": before + 1, "when": "below",
        });
        assert_eq!((&events[1]["type"], &events[1]["object"]), (&json!("balance.alert"), &expected));
        assert_eq!((&events[1]["seq"], &events[1]["recorded_at"]), (&json!(before + 2), &paid["recorded_at"]));

        // A replay is the same, and raises nothing more.
        let again = api.post_keyed(&transfers, "k", &body).await.expect(201);
        assert_eq!((&again.body, seq_of(&again)), (&answer.body, before + 1));
        assert_eq!(last_seq(api, &ledger).await, before + 2);
        // Further down there is nothing to tell; back and down again there is.
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
        api.transfer(&ledger, "users:2", "users:1", "51").await.expect(201);
        api.transfer(&ledger, "users:1", "assets:bank", "0.01").await.expect(201);
        let said = told(api, &ledger, before + 2).await;
        assert_eq!(
            said,
            ["transfer.posted", "transfer.posted", "transfer.posted", "low: users:1 down from 100.00 to 99.99"]
        );
        // What lies between transfers is no transfer, wherever these are looked for.
        let list = all_rows(api, &format!("{transfers}?limit=2")).await;
        let seqs: Vec<_> = list.iter().map(|transfer| transfer["seq"].as_i64().expect("a number")).collect();
        assert_eq!(seqs, [before + 5, before + 4, before + 3, before + 1, before - 1]);
        for (seq, amount) in [(before, "200.00"), (before + 1, "50.00"), (before + 2, "50.00"), (before + 3, "49.00")] {
            assert_eq!(amounts(api, &ledger, "users:1", &format!("?at_seq={seq}")).await[0], amount);
        }
        let min_seq = api.get(&format!("{ledger}/accounts/users:1/balance?min_seq={}", before + 6)).await.expect(200);
        assert_eq!(seq_of(&min_seq), before + 6);
        check_chain(&events_after(api, &ledger, 0).await);
    });
}

#[test]
fn several_alerts_come_by_monitor_and_then_by_posting() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        watched(api, &ledger, &low("all", json!({"when": "crossing", "threshold": "50"}))).await;
        watched(api, &ledger, &low("one", json!({"path_prefix": "users:2", "when": "above", "balance": "posted"})))
            .await;
        watched(api, &ledger, &low("off", json!({"active": false}))).await;
        watched(api, &ledger, &low("euro", json!({"asset": "EUR"}))).await;
        watched(api, &ledger, &low("user", json!({"path_prefix": "user"}))).await;
        let before = last_seq(api, &ledger).await;
        let both = json!({"postings": [
            leg("credit", "users:2", "50"), leg("debit", "users:1", "160"), leg("credit", "users:2", "110"),
        ]});
        post(api, &ledger, &both).await.expect(201);
        assert_eq!(
            told(api, &ledger, before).await,
            [
                "transfer.posted",
                "all: users:2 up from 0.00 to 160.00",
                "all: users:1 down from 200.00 to 40.00",
                "one: users:2 up from 0.00 to 160.00",
            ]
        );
        // By what a transfer comes to, not by what it passes.
        let there_and_back = json!({"postings": [
            leg("debit", "users:2", "150"), leg("credit", "users:1", "1"), leg("credit", "users:2", "149"),
        ]});
        let before = last_seq(api, &ledger).await;
        post(api, &ledger, &there_and_back).await.expect(201);
        assert_eq!(told(api, &ledger, before).await, ["transfer.posted"]);
    });
}

#[test]
fn every_kind_of_entry_can_raise_an_alert() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let one = json!({"path_prefix": "users:1", "when": "crossing"});
        watched(api, &ledger, &low("free", one.clone())).await;
        watched(api, &ledger, &low("booked", with(one, json!({"balance": "posted"})))).await;
        let mut seq = last_seq(api, &ledger).await;
        let mut next = async || {
            let said = told(api, &ledger, seq).await;
            seq += said.len() as i64;
            said
        };
        let held = hold(api, &ledger, "110", json!({})).await;
        assert_eq!(next().await, ["transfer.pending", "free: users:1 down from 200.00 to 90.00"]);
        act(api, &ledger, &held, "increment", json!({"amount": "10"})).await.expect(201);
        assert_eq!(next().await, ["transfer.incremented"]);
        act(api, &ledger, &held, "void", json!({})).await.expect(201);
        assert_eq!(next().await, ["transfer.voided", "free: users:1 up from 80.00 to 200.00"]);

        let held = hold(api, &ledger, "90", json!({})).await;
        assert_eq!(next().await, ["transfer.pending"]);
        act(api, &ledger, &held, "increment", json!({"amount": "20"})).await.expect(201);
        assert_eq!(next().await, ["transfer.incremented", "free: users:1 down from 110.00 to 90.00"]);
        act(api, &ledger, &held, "extend", json!({"timeout_seconds": 3600})).await.expect(201);
        assert_eq!(next().await, ["transfer.extended"]);
        let captured = act(api, &ledger, &held, "capture", json!({"amount": "101", "final": true})).await.expect(201);
        assert_eq!(next().await, ["transfer.captured", "booked: users:1 down from 200.00 to 99.00"]);
        act(api, &ledger, &captured.json(), "reverse", json!({})).await.expect(201);
        assert_eq!(
            next().await,
            ["transfer.reversed", "free: users:1 up from 99.00 to 200.00", "booked: users:1 up from 99.00 to 200.00",]
        );

        let brief = hold(api, &ledger, "150", json!({"timeout_seconds": 1})).await;
        until("the hold ends", async || {
            api.get(&path_of(&ledger, &brief)).await.expect(200).json()["hold"]["status"] == "expired"
        })
        .await;
        assert_eq!(
            next().await,
            [
                "transfer.pending",
                "free: users:1 down from 200.00 to 50.00",
                "transfer.expired",
                "free: users:1 up from 50.00 to 200.00",
            ]
        );
    });
}

#[test]
fn a_batch_raises_what_each_of_its_items_does_and_is_answered_as_ever() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        watched(api, &ledger, &low("low", json!({"path_prefix": "users:1", "when": "crossing"}))).await;
        let before = last_seq(api, &ledger).await;
        let path = format!("{ledger}/transfers/batch");
        let (down, up) = (simple("users:1", "users:2", "150"), simple("users:2", "users:1", "150"));
        let body = |atomic: bool, items: Value| json!({"atomic": atomic, "transfers": items});
        let request = body(false, json!([down, up, simple("users:1", "nobody", "150"), down]));
        let answer = api.post_keyed(&path, "items", &request).await.expect(200);
        let results = answer.json()["results"].clone();
        let seqs = [0, 1, 3].map(|index| results[index]["transfer"]["seq"].as_i64().expect("a number"));
        assert_eq!(seqs, [before + 1, before + 3, before + 5]);
        assert_eq!(seq_of(&answer), before + 5);
        let expected = [
            "transfer.posted",
            "low: users:1 down from 200.00 to 50.00",
            "transfer.posted",
            "low: users:1 up from 50.00 to 200.00",
            "transfer.posted",
            "low: users:1 down from 200.00 to 50.00",
        ];
        assert_eq!(told(api, &ledger, before).await, expected);
        let again = api.post_keyed(&path, "items", &request).await.expect(200);
        assert_eq!((&again.body, seq_of(&again)), (&answer.body, before + 5));

        // What is refused as a whole raises none, and leaves no gap.
        let before = last_seq(api, &ledger).await;
        let refused = body(true, json!([up, down, simple("users:1", "nobody", "1")]));
        api.post_keyed(&path, "refused", &refused).await.expect_problem(422, "account_not_found");
        let grouped = |item: &Value| with(item.clone(), json!({"group": "a"}));
        let groups = body(false, json!([grouped(&up), grouped(&simple("users:1", "nobody", "1")), up]));
        api.post_keyed(&path, "groups", &groups).await.expect(200);
        assert_eq!(told(api, &ledger, before).await, ["transfer.posted", "low: users:1 up from 50.00 to 200.00"]);
        let before = last_seq(api, &ledger).await;
        let answer = api.post_keyed(&path, "atomic", &body(true, json!([down, up]))).await.expect(200);
        assert_eq!(seq_of(&answer), before + 3);
        assert_eq!(told(api, &ledger, before).await.len(), 4);
        check_chain(&events_after(api, &ledger, 0).await);
    });
}

#[test]
fn what_is_only_asked_or_refused_raises_none() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        watched(api, &ledger, &low("low", json!({}))).await;
        let before = last_seq(api, &ledger).await;
        let down = simple("users:1", "users:2", "150");
        let dry = api.post(&format!("{ledger}/transfers?dry_run=true"), &down).await.expect(201).json();
        assert_eq!(dry["seq"], before + 1);
        let items = json!({"transfers": [down, simple("users:2", "users:1", "150")]});
        let tried = api.post(&format!("{ledger}/transfers/simulate"), &items).await.expect(200).json();
        // The numbers are those that they would have, with the alerts between them.
        let seqs = [0, 1].map(|index| tried["results"][index]["transfer"]["seq"].clone());
        assert_eq!(seqs, [json!(before + 1), json!(before + 3)]);
        post(api, &ledger, &simple("users:1", "users:2", "201")).await.expect_problem(422, "insufficient_balance");
        assert_eq!(last_seq(api, &ledger).await, before);
        post(api, &ledger, &down).await.expect(201);
        assert_eq!(last_seq(api, &ledger).await, before + 2);
    });
}

#[test]
fn a_change_counts_for_what_follows_and_raises_none_itself() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        // Already beyond it: no transfer took it there.
        watched(api, &ledger, &low("low", json!({"path_prefix": "users:1", "threshold": "500"}))).await;
        let before = last_seq(api, &ledger).await;
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
        change(api, &ledger, "low", json!({"threshold": "150"})).await;
        change(api, &ledger, "low", json!({"threshold": "199"})).await;
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
        change(api, &ledger, "low", json!({"active": false, "threshold": "100"})).await;
        api.transfer(&ledger, "users:1", "users:2", "100").await.expect(201);
        change(api, &ledger, "low", json!({"active": true})).await;
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
        assert_eq!(
            told(api, &ledger, before).await,
            [
                "transfer.posted",
                "monitor.updated",
                "monitor.updated",
                "transfer.posted",
                "low: users:1 down from 199.00 to 198.00",
                "monitor.updated",
                "transfer.posted",
                "monitor.updated",
                "transfer.posted",
            ]
        );
    });
}

#[test]
fn an_approved_transfer_raises_its_alert_when_it_is_posted() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let policy = json!({"policy": {"approval": {"above": "50.00"}}});
        api.patch(&format!("{ledger}/accounts/users:1"), &policy).await.expect(200);
        watched(api, &ledger, &low("low", json!({"path_prefix": "users:1"}))).await;
        let before = last_seq(api, &ledger).await;
        let proposed = post(api, &ledger, &simple("users:1", "users:2", "150")).await.expect(202).json();
        assert_eq!(told(api, &ledger, before).await, ["transfer.proposed"]);
        let second = api.with_key(&app.create_key(&["all"], &[]).await);
        let approved = act(&second, &ledger, &proposed, "approve", json!({})).await.expect(201);
        assert_eq!(seq_of(&approved), before + 2);
        assert_eq!(told(api, &ledger, before + 1).await, ["transfer.posted", "low: users:1 down from 200.00 to 50.00"]);
    });
}

#[test]
fn how_each_account_stands_can_be_read_by_path() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        for (path, asset) in
            [("users", "USD"), ("users:1:card", "USD"), ("users:10", "USD"), ("users:euro", "EUR"), ("users2", "USD")]
        {
            api.account(&ledger, path, "liability", asset, json!({})).await;
        }
        watched(api, &ledger, &low("low", json!({}))).await;
        let paid = api.transfer(&ledger, "assets:bank", "users:10", "100").await.expect(201);
        let all = [("users", true), ("users:1", false), ("users:10", false), ("users:1:card", true), ("users:2", true)];
        let all = all.map(|(path, alerting)| (path.to_owned(), alerting));
        let only = |wanted: bool| all.iter().filter(|(_, alerting)| *alerting == wanted).cloned().collect::<Vec<_>>();
        for limit in ["", "limit=1", "limit=2", "limit=5"] {
            assert_eq!(standing(api, &ledger, "low", limit).await, all, "{limit}");
            for wanted in [true, false] {
                let query = format!("{limit}&alerting={wanted}");
                assert_eq!(standing(api, &ledger, "low", &query).await, only(wanted), "{query}");
            }
        }
        let path = format!("{ledger}/monitors/low/accounts");
        let answer = api.get(&format!("{path}?min_seq={}", seq_of(&paid))).await.expect(200);
        assert_eq!(seq_of(&answer), last_seq(api, &ledger).await);
        let account = api.get(&format!("{ledger}/accounts/users:1")).await.expect(200).json();
        let expected = json!({"account": "users:1", "account_id": account["id"], "amount": "200.00",
            "alerting": false, "account_version": 1});
        assert_eq!(rows(&answer.json())[1], expected);

        // By the terms of now, whether it is active or not; and of the balance that it names.
        change(api, &ledger, "low", json!({"active": false, "threshold": "250"})).await;
        assert_eq!(standing(api, &ledger, "low", "alerting=false").await, []);
        hold(api, &ledger, "150", json!({})).await;
        watched(api, &ledger, &low("booked", json!({"balance": "posted", "when": "above"}))).await;
        watched(api, &ledger, &low("promised", json!({"balance": "pending", "when": "above"}))).await;
        assert_eq!(standing(api, &ledger, "booked", "alerting=true").await, [("users:1".to_owned(), true)]);
        assert_eq!(standing(api, &ledger, "promised", "alerting=true").await, [("users:2".to_owned(), true)]);

        // Cursors belong to their list.
        let page = api.get(&format!("{path}?limit=1")).await.expect(200).json();
        let cursor = page["next_cursor"].as_str().expect("there is more");
        for other in [
            format!("{ledger}/monitors/booked/accounts?cursor={cursor}"),
            format!("{path}?alerting=true&cursor={cursor}"),
        ] {
            let problem = api.get(&other).await.expect_problem(400, "invalid_field");
            assert_eq!(problem["field"], "cursor");
        }
        for (query, code, field) in [
            ("alerting=yes", "invalid_field", "alerting"),
            ("limit=0", "invalid_field", "limit"),
            ("order=desc", "unknown_parameter", "order"),
        ] {
            assert_eq!(api.get(&format!("{path}?{query}")).await.expect_problem(400, code)["field"], field);
        }
        api.get(&format!("{ledger}/monitors/nowhere/accounts")).await.expect_problem(404, "not_found");
        api.get(&format!("{path}?min_seq=1000000")).await.expect_problem(503, "not_yet_visible");
    });
}

#[test]
fn two_processes_share_a_monitor_exactly() {
    run(async |app| {
        let api = &app.api;
        let second = app.second_service(ServiceOptions::default()).await;
        let services = [api.clone(), api.at(&second.url)];
        let ledger = funded(api, "demo").await;
        // Both know the ledger, and that it has none.
        for service in &services {
            service.transfer(&ledger, "assets:bank", "assets:cash", "1").await.expect(201);
        }
        watched(api, &ledger, &low("low", json!({"path_prefix": "users:1", "when": "crossing", "threshold": "190"})))
            .await;
        let before = last_seq(api, &ledger).await;
        services[1].transfer(&ledger, "users:1", "users:2", "11").await.expect(201);
        assert_eq!(told(api, &ledger, before).await, ["transfer.posted", "low: users:1 down from 200.00 to 189.00"]);
        // A change through one counts in the other at once.
        change(&services[1], &ledger, "low", json!({"threshold": "150"})).await;
        let before = last_seq(api, &ledger).await;
        let posts = (0..64).map(|index| services[index % 2].transfer(&ledger, "users:1", "users:2", "1"));
        for answer in futures_util::future::join_all(posts).await {
            answer.expect(201);
        }
        let said = told(api, &ledger, before).await;
        let alerts: Vec<&str> = said.iter().map(String::as_str).filter(|said| *said != "transfer.posted").collect();
        assert_eq!((said.len(), alerts), (65, vec!["low: users:1 down from 150.00 to 149.00"]));
        second.stop().await;
    });
}

#[test]
fn an_alert_costs_no_statement_of_its_own() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        watched(api, &ledger, &low("low", json!({"path_prefix": "users:1", "when": "crossing"}))).await;
        let statements = async || api.metric("tallybook_batch_statements_sum", "").await as u64;
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
        let (seq, before) = (last_seq(api, &ledger).await, statements().await);
        // Alone on the ledger: one statement.
        api.transfer(&ledger, "users:1", "users:2", "150").await.expect(201);
        assert_eq!((statements().await, last_seq(api, &ledger).await), (before + 1, seq + 2));
        let (down, up) = (simple("users:1", "users:2", "150"), simple("users:2", "users:1", "150"));
        let items: Vec<Value> = (0..200).map(|index| if index % 2 == 0 { up.clone() } else { down.clone() }).collect();
        let body = json!({"atomic": false, "transfers": items});
        api.post_keyed(&format!("{ledger}/transfers/batch"), &Uuid::new_v4().to_string(), &body).await.expect(200);
        assert_eq!((statements().await, last_seq(api, &ledger).await), (before + 2, seq + 402));
    });
}

#[test]
fn monitors_of_one_ledger_are_no_other_ledgers() {
    run(async |app| {
        let api = &app.api;
        let here = funded(api, "here").await;
        let there = funded(api, "there").await;
        watched(api, &here, &low("low", json!({}))).await;
        let before = last_seq(api, &there).await;
        api.transfer(&there, "users:1", "users:2", "150").await.expect(201);
        assert_eq!(told(api, &there, before).await, ["transfer.posted"]);
        assert_eq!(rows(&api.get(&format!("{there}/monitors")).await.expect(200).json()).len(), 0);
        api.get(&format!("{there}/monitors/low")).await.expect_problem(404, "not_found");
        watched(api, &there, &low("low", json!({"threshold": "7"}))).await;
        let tenant = api.with_key(&app.create_key(&["all"], &["there"]).await);
        for path in ["monitors", "monitors/low", "monitors/low/accounts"] {
            tenant.get(&format!("{here}/{path}")).await.expect_problem(404, "not_found");
        }
        tenant.patch(&format!("{here}/monitors/low"), &json!({"active": false})).await.expect_problem(404, "not_found");
        let request = low("mine", json!({}));
        tenant.post(&format!("{here}/monitors"), &request).await.expect_problem(404, "not_found");
        // Who may open accounts may watch them.
        let reader = api.with_key(&app.create_key(&["accounts:read"], &["here"]).await);
        reader.get(&format!("{here}/monitors/low/accounts")).await.expect(200);
        reader.post(&format!("{here}/monitors"), &request).await.expect_problem(403, "forbidden");
        reader.patch(&format!("{here}/monitors/low"), &json!({})).await.expect_problem(403, "forbidden");
        let writer = api.with_key(&app.create_key(&["accounts:write"], &["here"]).await);
        writer.post(&format!("{here}/monitors"), &request).await.expect(201);
        writer.get(&format!("{here}/monitors/mine")).await.expect_problem(403, "forbidden");
    });
}

#[test]
fn what_a_monitor_says_is_checked() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let path = format!("{ledger}/monitors");
        let fine = low("fine", json!({}));
        let mut findings = Findings::default();
        for (more, field) in [
            (json!({"name": "Low"}), "/name"),
            (json!({"name": ""}), "/name"),
            (json!({"name": "-a"}), "/name"),
            (json!({"name": "a".repeat(64)}), "/name"),
            (json!({"name": 5}), "/name"),
            (json!({"path_prefix": "users:"}), "/path_prefix"),
            (json!({"path_prefix": "a::b"}), "/path_prefix"),
            (json!({"asset": "usd"}), "/asset"),
            (json!({"balance": "held"}), "/balance"),
            (json!({"balance": null}), "/balance"),
            (json!({"when": "equal"}), "/when"),
            (json!({"when": ["below"]}), "/when"),
            (json!({"threshold": 5}), "/threshold"),
            (json!({"threshold": "1e3"}), "/threshold"),
            (json!({"threshold": "+1"}), "/threshold"),
            (json!({"threshold": "--1"}), "/threshold"),
            (json!({"threshold": ""}), "/threshold"),
            (json!({"active": "yes"}), "/active"),
        ] {
            let request = with(fine.clone(), more);
            findings.refused(api, (Method::POST, &path), &request, (400, "invalid_field", Some(field))).await;
        }
        for field in ["name", "path_prefix", "asset", "balance", "when", "threshold"] {
            let request = without(fine.clone(), field);
            let pointer = format!("/{field}");
            findings.refused(api, (Method::POST, &path), &request, (400, "invalid_field", Some(&pointer))).await;
        }
        let unknown = with(fine.clone(), json!({"direction": "debit"}));
        findings.refused(api, (Method::POST, &path), &unknown, (400, "unknown_field", Some("/direction"))).await;
        // What the ledger's state decides.
        let finer = with(fine.clone(), json!({"threshold": "0.001"}));
        findings.refused(api, (Method::POST, &path), &finer, (422, "asset_mismatch", None)).await;
        let foreign = with(fine.clone(), json!({"asset": "POINTS"}));
        findings.refused(api, (Method::POST, &path), &foreign, (422, "asset_not_found", None)).await;
        let beyond = with(fine.clone(), json!({"threshold": format!("-{}", "9".repeat(37))}));
        findings.refused(api, (Method::POST, &path), &beyond, (422, "amount_overflow", None)).await;
        assert_eq!(rows(&api.get(&path).await.expect(200).json()).len(), 0);

        let widest = json!({"threshold": format!("-{}.99", "9".repeat(36)), "name": "a".repeat(63)});
        watched(api, &ledger, &with(fine.clone(), widest)).await;
        watched(api, &ledger, &fine).await;
        let one = format!("{path}/fine");
        for (body, code, field) in [
            (json!({"threshold": 1}), "invalid_field", "/threshold"),
            (json!({"threshold": null}), "invalid_field", "/threshold"),
            (json!({"active": 1}), "invalid_field", "/active"),
            (json!({"active": null}), "invalid_field", "/active"),
            (json!({"when": "above"}), "unknown_field", "/when"),
            (json!({"name": "other"}), "unknown_field", "/name"),
        ] {
            findings.refused(api, (Method::PATCH, &one), &body, (400, code, Some(field))).await;
        }
        let finer = json!({"threshold": "0.001"});
        findings.refused(api, (Method::PATCH, &one), &finer, (422, "asset_mismatch", None)).await;
        let nowhere = format!("{path}/nowhere");
        findings.refused(api, (Method::PATCH, &nowhere), &json!({"active": false}), (404, "not_found", None)).await;
        for name in ["nowhere", "FINE", "fine%00"] {
            let answer = api.get(&format!("{path}/{name}")).await;
            findings.problem(name, &answer, 404, "not_found", None);
        }
        findings.none();
        assert_eq!(api.get(&one).await.expect(200).json()["revision"], 1);
    });
}
