//! Holds: what is promised and not yet done, and every way in which it ends.

use serde_json::{Value, json};
use tallybook_tests::{Api, run, until};
use uuid::Uuid;

use crate::{
    events::check_chain,
    support::{
        Findings, act, amounts, books, events_after, funded, hold, last_seq, leg, moved, names, path_of, post, rows,
        seq_of, simple, state_of, with, without,
    },
};

/// A hold's `status`, and what is held, captured and left of it.
async fn summary(api: &Api, ledger: &str, hold: &Value) -> Value {
    let state = state_of(api, ledger, hold).await;
    json!([state["status"], state["amount"], state["captured"], state["remaining"]])
}

fn later(hold: &Value, field: &str, micros: i64) -> String {
    moved(&hold[field], micros)
}

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

#[test]
fn a_hold_reserves_and_posts_nothing() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let body = with(simple("users:1", "users:2", "60"), json!({"pending": true, "timeout_seconds": 604_800}));
        let answer = post(api, &ledger, &body).await.expect(201);
        let held = answer.json();
        assert_eq!(answer.header("location"), Some(&*path_of(&ledger, &held)));
        assert_eq!((&held["kind"], &held["status"]), (&json!("hold"), &json!("pending")));
        assert_eq!(held["expires_at"], later(&held, "recorded_at", 7 * DAY));
        assert_eq!(held["postings"][0]["amount"], "60.00");
        assert_eq!(held["postings"][0]["balance"]["available"], "140.00");
        assert_eq!(held["postings"][0]["balance"]["posted"]["debits"], "0.00");
        assert_eq!(held["postings"][0]["balance"]["pending"]["debits"], "60.00");
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "140.00", "140.00"]);
        assert_eq!(amounts(api, &ledger, "users:2", "").await, ["0.00", "60.00", "0.00"]);

        let read = api.get(&path_of(&ledger, &held)).await.expect(200);
        assert_eq!(read.header("etag"), Some("\"1\""));
        let detail = read.json();
        assert_eq!(detail["revision"], 1);
        assert_eq!(without(without(detail.clone(), "hold"), "revision"), held);
        let one = |index: usize| {
            let posting = &held["postings"][index];
            json!({"account": posting["account"], "account_id": posting["account_id"], "asset": "USD",
                   "direction": posting["direction"], "amount": "60.00", "captured": "0.00", "remaining": "60.00"})
        };
        let expected = json!({
            "status": "open", "amount": "60.00", "captured": "0.00", "remaining": "60.00",
            "expires_at": held["expires_at"], "entries": [], "postings": [one(0), one(1)],
        });
        assert_eq!(detail["hold"], expected);
        let listed = api.get(&format!("{ledger}/holds")).await.expect(200).json();
        assert_eq!(rows(&listed), &vec![without(detail, "revision")]);

        // Without either it has no end; a date may be at any offset.
        let endless = hold(api, &ledger, "1", json!({})).await;
        assert!(endless.get("expires_at").is_none(), "{endless}");
        let dated = hold(api, &ledger, "1", json!({"expires_at": "2199-12-31T23:00:00-01:00"})).await;
        assert_eq!(dated["expires_at"], "2200-01-01T00:00:00.000000Z");
    });
}

#[test]
fn captures_post_in_parts_and_the_last_releases_the_rest() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "100", json!({})).await;
        let first = act(api, &ledger, &held, "capture", json!({"amount": "30"})).await.expect(201);
        let capture = first.json();
        assert_eq!(first.header("location"), Some(&*path_of(&ledger, &capture)));
        assert_eq!(
            (&capture["kind"], &capture["status"], &capture["hold_id"]),
            (&json!("capture"), &json!("posted"), &held["id"])
        );
        assert_ne!(capture["id"], held["id"]);
        assert_eq!(seq_of(&first), held["seq"].as_i64().expect("a seq") + 1);
        let posting = &capture["postings"][0];
        assert_eq!((&posting["amount"], &posting["released"]), (&json!("30.00"), &json!("30.00")));
        assert_eq!(summary(api, &ledger, &held).await, json!(["open", "100.00", "30.00", "70.00"]));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["170.00", "100.00", "100.00"]);
        assert_eq!(amounts(api, &ledger, "users:2", "").await, ["30.00", "100.00", "30.00"]);

        act(api, &ledger, &held, "capture", json!({"amount": "5.50", "final": false})).await.expect(201);
        let last = act(api, &ledger, &held, "capture", json!({"amount": "20", "final": true})).await.expect(201).json();
        let posting = &last["postings"][1];
        assert_eq!((&posting["amount"], &posting["released"]), (&json!("20.00"), &json!("64.50")));
        assert_eq!(summary(api, &ledger, &held).await, json!(["captured", "100.00", "55.50", "0.00"]));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["144.50", "144.50", "144.50"]);
        assert_eq!(amounts(api, &ledger, "users:2", "").await, ["55.50", "55.50", "55.50"]);
        let state = state_of(api, &ledger, &held).await;
        let entries = state["entries"].as_array().expect("entries");
        assert_eq!(entries.iter().map(|entry| &entry["kind"]).collect::<Vec<_>>(), ["capture", "capture", "capture"]);
        assert_eq!(entries[0]["id"], capture["id"]);
        assert_eq!(names(&entries[0]), ["id", "kind", "recorded_at", "seq"].map(str::to_owned).into());
        // What was answered once never changes: the hold's own entry is pending for ever.
        assert_eq!(api.get(&path_of(&ledger, &held)).await.expect(200).json()["status"], "pending");
        let read = api.get(&path_of(&ledger, &capture)).await.expect(200).json();
        assert_eq!(without(read, "revision"), capture);
    });
}

#[test]
fn captures_that_leave_nothing_close_the_hold() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        // All that remains, whether or not it says so.
        for body in [json!({}), json!({"final": false}), json!({"final": true})] {
            let held = hold(api, &ledger, "10", json!({})).await;
            act(api, &ledger, &held, "capture", json!({"amount": "4"})).await.expect(201);
            let rest = act(api, &ledger, &held, "capture", body).await.expect(201).json();
            assert_eq!(rest["postings"][0]["amount"], "6.00");
            assert_eq!(summary(api, &ledger, &held).await, json!(["captured", "10.00", "10.00", "0.00"]));
        }
        let held = hold(api, &ledger, "10", json!({})).await;
        act(api, &ledger, &held, "capture", json!({"amount": "4"})).await.expect(201);
        act(api, &ledger, &held, "capture", json!({"amount": "6"})).await.expect(201);
        assert_eq!(summary(api, &ledger, &held).await, json!(["captured", "10.00", "10.00", "0.00"]));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["160.00", "160.00", "160.00"]);
    });
}

#[test]
fn a_void_releases_all_that_remains() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "100", json!({})).await;
        act(api, &ledger, &held, "capture", json!({"amount": "30"})).await.expect(201);
        let void = act(api, &ledger, &held, "void", json!({"description": "cancelled"})).await.expect(201).json();
        assert_eq!(
            (&void["kind"], &void["status"], &void["hold_id"], &void["description"]),
            (&json!("void"), &json!("voided"), &held["id"], &json!("cancelled"))
        );
        assert_eq!(void["postings"][0]["amount"], "70.00");
        assert!(void["postings"][0].get("released").is_none(), "{void}");
        assert_eq!(summary(api, &ledger, &held).await, json!(["voided", "100.00", "30.00", "0.00"]));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["170.00", "170.00", "170.00"]);
        assert_eq!(amounts(api, &ledger, "users:2", "").await, ["30.00", "30.00", "30.00"]);
    });
}

#[test]
fn an_increment_holds_more_under_the_rules_of_a_hold() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "100", json!({})).await;
        let more = act(api, &ledger, &held, "increment", json!({"amount": "50"})).await.expect(201).json();
        assert_eq!(
            (&more["kind"], &more["status"], &more["hold_id"], &more["postings"][0]["amount"]),
            (&json!("increment"), &json!("pending"), &held["id"], &json!("50.00"))
        );
        assert_eq!(summary(api, &ledger, &held).await, json!(["open", "150.00", "0.00", "150.00"]));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "50.00", "50.00"]);
        let problem = act(api, &ledger, &held, "increment", json!({"amount": "50.01"})).await;
        let problem = problem.expect_problem(422, "insufficient_balance");
        assert_eq!((&problem["available"], &problem["required"]), (&json!("50.00"), &json!("50.01")));
        // What is captured is not held again.
        act(api, &ledger, &held, "capture", json!({"amount": "150"})).await.expect(201);
        let closed = act(api, &ledger, &held, "increment", json!({"amount": "1"})).await;
        assert_eq!(closed.expect_problem(409, "hold_not_open")["hold_status"], "captured");
    });
}

#[test]
fn an_extension_moves_the_end_to_later_sooner_or_never() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "10", json!({"timeout_seconds": 3600})).await;
        let before = amounts(api, &ledger, "users:1", "").await;
        for (body, expires_at) in [
            (json!({"expires_at": "2190-01-01T00:00:00Z"}), Some("2190-01-01T00:00:00.000000Z")),
            (json!({"expires_at": "2180-01-01T00:00:00Z"}), Some("2180-01-01T00:00:00.000000Z")),
            (json!({"expires_at": null}), None),
        ] {
            let extension = act(api, &ledger, &held, "extend", body).await.expect(201).json();
            assert_eq!(
                (&extension["kind"], &extension["status"], &extension["hold_id"], &extension["postings"]),
                (&json!("extension"), &json!("pending"), &held["id"], &json!([]))
            );
            assert_eq!(extension["expires_at"].as_str(), expires_at);
            assert_eq!(state_of(api, &ledger, &held).await["expires_at"].as_str(), expires_at);
        }
        let extension = act(api, &ledger, &held, "extend", json!({"timeout_seconds": 90})).await.expect(201).json();
        assert_eq!(extension["expires_at"], later(&extension, "recorded_at", 90 * SECOND));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, before);
        let past = act(api, &ledger, &held, "extend", json!({"expires_at": held["recorded_at"]})).await;
        past.expect_problem(422, "expires_too_early");
    });
}

#[test]
fn a_due_hold_ends_by_itself_on_an_idle_ledger() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "40", json!({"timeout_seconds": 1})).await;
        let seq = held["seq"].as_i64().expect("a seq");
        until("the ledger ends the hold", async || last_seq(api, &ledger).await > seq).await;
        let events = events_after(api, &ledger, seq).await;
        assert_eq!(events.len(), 1, "once: {events:?}");
        assert_eq!(events[0]["type"], "transfer.expired");
        let expiry = &events[0]["object"];
        assert_eq!(
            (&expiry["kind"], &expiry["status"], &expiry["hold_id"], &expiry["effective_at"]),
            (&json!("expiry"), &json!("expired"), &held["id"], &held["expires_at"])
        );
        assert!(expiry["recorded_at"].as_str() >= held["expires_at"].as_str());
        let soon = later(&held, "expires_at", 10 * SECOND);
        assert!(expiry["recorded_at"].as_str() < Some(&*soon), "about two seconds, on a machine at rest: {expiry}");
        assert_eq!(expiry["postings"][0]["amount"], "40.00");
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "200.00", "200.00"]);
        let read = api.get(&path_of(&ledger, expiry)).await.expect(200).json();
        assert_eq!(without(read, "revision"), without(expiry.clone(), "schema"));
        assert_eq!(summary(api, &ledger, &held).await, json!(["expired", "40.00", "0.00", "0.00"]));
        let state = state_of(api, &ledger, &held).await;
        assert_eq!((&state["expires_at"], &state["entries"][0]["kind"]), (&held["expires_at"], &json!("expiry")));
    });
}

#[test]
fn an_expired_hold_is_not_shown_as_open_and_takes_no_action() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "40", json!({"timeout_seconds": 1})).await;
        until("the hold is over", async || state_of(api, &ledger, &held).await["status"] == "expired").await;
        let listed = async |status: &str| {
            rows(&api.get(&format!("{ledger}/holds?status={status}&account=users:1")).await.expect(200).json()).len()
        };
        assert_eq!((listed("open").await, listed("expired").await), (0, 1));
        for (action, body) in [
            ("capture", json!({})),
            ("void", json!({})),
            ("increment", json!({"amount": "1"})),
            ("extend", json!({"timeout_seconds": 60})),
        ] {
            let problem = act(api, &ledger, &held, action, body).await.expect_problem(409, "hold_expired");
            assert_eq!(problem["expires_at"], held["expires_at"], "{action}");
        }
    });
}

#[test]
fn a_due_hold_is_ended_before_the_next_write_is_judged() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        // Two that end at different instants, and one that ends never.
        let second = hold(api, &ledger, "100", json!({"timeout_seconds": 2})).await;
        let first = hold(api, &ledger, "60", json!({"timeout_seconds": 1})).await;
        hold(api, &ledger, "1", json!({})).await;
        let after = last_seq(api, &ledger).await;
        // More than is available until both have ended; asked for without a pause, so that writes meet the ends.
        until("there is enough again", async || {
            let answer = api.transfer(&ledger, "users:1", "users:2", "199").await;
            assert!(answer.status == 201 || answer.code() == "insufficient_balance", "{answer:?}");
            answer.status == 201
        })
        .await;
        let events = events_after(api, &ledger, after).await;
        let types: Vec<_> = events.iter().map(|event| event["type"].as_str().expect("a type")).collect();
        assert_eq!(types, ["transfer.expired", "transfer.expired", "transfer.posted"]);
        assert_eq!(
            (&events[0]["object"]["hold_id"], &events[1]["object"]["hold_id"]),
            (&first["id"], &second["id"]),
            "in the order in which they end"
        );
    });
}

#[test]
fn nothing_is_recorded_on_a_ledger_between_a_holds_end_and_its_expiry() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "40", json!({"timeout_seconds": 1})).await;
        until("the hold is over", async || {
            api.transfer(&ledger, "assets:bank", "users:2", "0.01").await.expect(201);
            state_of(api, &ledger, &held).await["status"] == "expired"
        })
        .await;
        let events = events_after(api, &ledger, held["seq"].as_i64().expect("a seq")).await;
        let late = events.iter().find(|event| event["recorded_at"].as_str() >= held["expires_at"].as_str());
        assert_eq!(late.expect("the expiry at least")["type"], "transfer.expired");
    });
}

#[test]
fn an_action_on_a_due_hold_finds_it_expired_even_if_it_is_the_first_to_come() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "40", json!({"timeout_seconds": 1})).await;
        // Increments are accepted before the end and never after it.
        let mut last = held.clone();
        until("an increment is refused", async || {
            let answer = act(api, &ledger, &held, "increment", json!({"amount": "0.01"})).await;
            match answer.status {
                201 => last = answer.json(),
                _ => drop(answer.clone().expect_problem(409, "hold_expired")),
            }
            answer.status != 201
        })
        .await;
        assert!(last["recorded_at"].as_str() < held["expires_at"].as_str(), "{last}");
        assert_eq!(state_of(api, &ledger, &held).await["status"], "expired");
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "200.00", "200.00"]);
    });
}

#[test]
fn the_times_of_actions_fit_their_hold() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let past = json!({"effective_at": "2026-01-10T00:00:00Z"});
        let back_dated = hold(api, &ledger, "30", past.clone()).await;
        // By default now, which is later than the hold; or as asked, from the hold's own instant on.
        let now = act(api, &ledger, &back_dated, "capture", json!({"amount": "1"})).await.expect(201).json();
        assert_eq!(now["effective_at"], now["recorded_at"]);
        act(api, &ledger, &back_dated, "capture", with(past, json!({"amount": "1"}))).await.expect(201);
        for action in ["capture", "void", "increment"] {
            let early = json!({"effective_at": "2026-01-09T23:59:59.999999Z"});
            let early = if action == "increment" { with(early, json!({"amount": "1"})) } else { early };
            let problem = act(api, &ledger, &back_dated, action, early).await;
            let problem = problem.expect_problem(422, "effective_at_out_of_range");
            assert_eq!(problem["not_before"], "2026-01-10T00:00:00.000000Z", "{action}");
        }
        // An increment moves the earliest instant on.
        let body = json!({"amount": "1", "effective_at": "2026-01-12T00:00:00Z"});
        act(api, &ledger, &back_dated, "increment", body).await.expect(201);
        let between = json!({"amount": "1", "effective_at": "2026-01-11T00:00:00Z"});
        let problem = act(api, &ledger, &back_dated, "capture", between).await;
        problem.expect_problem(422, "effective_at_out_of_range");

        // Post-dated, an action without a time is effective with its hold, not before it.
        let future = json!({"effective_at": "2150-01-01T00:00:00Z", "expires_at": "2150-01-03T00:00:00Z"});
        let post_dated = hold(api, &ledger, "30", future).await;
        let capture = act(api, &ledger, &post_dated, "capture", json!({"amount": "1"})).await.expect(201).json();
        assert_eq!(capture["effective_at"], post_dated["effective_at"]);
        let late = json!({"amount": "1", "effective_at": "2150-01-03T00:00:00Z"});
        let problem = act(api, &ledger, &post_dated, "increment", late).await;
        assert_eq!(problem.expect_problem(422, "effective_at_out_of_range")["before"], "2150-01-03T00:00:00.000000Z");
        let just = json!({"amount": "1", "effective_at": "2150-01-02T23:59:59.999999Z"});
        act(api, &ledger, &post_dated, "increment", just).await.expect(201);

        // A hold does not end before it begins.
        let backwards =
            json!({"pending": true, "effective_at": "2150-01-01T00:00:00Z", "expires_at": "2150-01-01T00:00:00Z"});
        let answer = post(api, &ledger, &with(simple("users:1", "users:2", "1"), backwards)).await;
        assert_eq!(answer.expect_problem(422, "expires_too_early")["not_before"], "2150-01-01T00:00:00.000000Z");
        let over = json!({"pending": true, "expires_at": "2020-01-01T00:00:00Z"});
        let answer = post(api, &ledger, &with(simple("users:1", "users:2", "1"), over)).await;
        answer.expect_problem(422, "expires_too_early");
    });
}

#[test]
fn balances_as_of_any_time_count_what_was_held_then() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let dated = |at: &str| json!({"effective_at": format!("2026-01-{at}T00:00:00Z")});
        let funds = with(simple("assets:bank", "users:1", "200"), dated("01"));
        post(api, &ledger, &funds).await.expect(201);
        let held = hold(api, &ledger, "100", dated("10")).await;
        let increment = with(dated("11"), json!({"amount": "20"}));
        act(api, &ledger, &held, "increment", increment).await.expect(201);
        let capture = with(dated("12"), json!({"amount": "30"}));
        let capture = act(api, &ledger, &held, "capture", capture).await.expect(201).json();
        let void = act(api, &ledger, &held, "void", dated("14")).await.expect(201).json();
        let as_of = async |at: &str, more: &str| {
            amounts(api, &ledger, "users:1", &format!("?as_of=2026-01-{at}T00:00:00Z{more}")).await
        };
        for (at, expected) in [
            ("09", ["200.00", "200.00", "200.00"]),
            ("10", ["200.00", "100.00", "100.00"]),
            ("11", ["200.00", "80.00", "80.00"]),
            ("12", ["170.00", "80.00", "80.00"]),
            ("13", ["170.00", "80.00", "80.00"]),
            ("14", ["170.00", "170.00", "170.00"]),
        ] {
            assert_eq!(as_of(at, "").await, expected, "{at}");
        }
        // As it was known before the void, and before the capture.
        let known = |entry: &Value| format!("&known_at={}", later(entry, "recorded_at", -1));
        assert_eq!(as_of("14", &known(&void)).await, ["170.00", "80.00", "80.00"]);
        assert_eq!(as_of("14", &known(&capture)).await, ["200.00", "80.00", "80.00"]);
        let at_seq = format!("&at_seq={}", held["seq"]);
        assert_eq!(as_of("14", &at_seq).await, ["200.00", "100.00", "100.00"]);
    });
}

#[test]
fn an_expiry_counts_from_the_instant_at_which_the_hold_ended() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "40", json!({"timeout_seconds": 1})).await;
        until("the hold is over", async || state_of(api, &ledger, &held).await["status"] == "expired").await;
        let as_of = async |at: String| amounts(api, &ledger, "users:1", &format!("?as_of={at}")).await;
        assert_eq!(as_of(later(&held, "effective_at", -1)).await[1], "200.00");
        assert_eq!(as_of(later(&held, "effective_at", 0)).await[1], "160.00");
        assert_eq!(as_of(later(&held, "expires_at", -1)).await[1], "160.00");
        assert_eq!(as_of(later(&held, "expires_at", 0)).await[1], "200.00");
        // Before it was recorded, nothing was known of it.
        let expiry = state_of(api, &ledger, &held).await["entries"][0].clone();
        let known = format!("{}&known_at={}", later(&held, "expires_at", 0), later(&expiry, "recorded_at", -1));
        assert_eq!(as_of(known).await[1], "160.00");
    });
}

#[test]
fn a_voided_back_dated_hold_is_gone_from_every_answer_that_was_read_before() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let funds = with(simple("assets:bank", "users:1", "200"), json!({"effective_at": "2026-01-01T00:00:00Z"}));
        post(api, &ledger, &funds).await.expect(201);
        let second = app.second_service(tallybook_tests::ServiceOptions::default()).await;
        let other = api.at(&second.url);
        let query = "?as_of=2026-01-15T00:00:00Z";
        for round in 0..3 {
            let held = hold(api, &ledger, "100", json!({"effective_at": "2026-01-10T00:00:00Z"})).await;
            for reader in [api, &other, api] {
                let seen = amounts(reader, &ledger, "users:1", &format!("{query}&min_seq={}", held["seq"])).await;
                assert_eq!(seen, ["200.00", "100.00", "100.00"], "{round}");
            }
            let body = json!({"effective_at": "2026-01-10T00:00:00Z"});
            let void = act(&other, &ledger, &held, "void", body).await.expect(201).json();
            for reader in [&other, api, &other] {
                let seen = amounts(reader, &ledger, "users:1", &format!("{query}&min_seq={}", void["seq"])).await;
                assert_eq!(seen, ["200.00", "200.00", "200.00"], "{round}");
            }
        }
    });
}

#[test]
fn a_hold_of_many_postings_stands_and_falls_as_a_whole() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        api.account(&ledger, "income:fees", "income", "USD", json!({})).await;
        let body = json!({"pending": true, "postings": [
            leg("debit", "users:1", "100"), leg("credit", "users:2", "90"), leg("credit", "income:fees", "10"),
        ]});
        let held = post(api, &ledger, &body).await.expect(201).json();
        let by_amount = act(api, &ledger, &held, "capture", json!({"amount": "5"})).await;
        assert_eq!(by_amount.expect_problem(422, "postings_required")["postings"], 3);
        let by_amount = act(api, &ledger, &held, "increment", json!({"amount": "5"})).await;
        by_amount.expect_problem(422, "postings_required");
        let part = |legs: Value| json!({"postings": legs});
        let capture = async |legs: Value| act(api, &ledger, &held, "capture", part(legs)).await;
        let unbalanced = capture(json!([leg("debit", "users:1", "50"), leg("credit", "users:2", "40")])).await;
        let problem = unbalanced.expect_problem(422, "unbalanced");
        assert_eq!((&problem["debits"], &problem["credits"]), (&json!("50.00"), &json!("40.00")));
        let other_side = capture(json!([leg("credit", "users:1", "50"), leg("debit", "users:2", "50")])).await;
        let problem = other_side.expect_problem(422, "posting_not_found");
        assert_eq!((&problem["posting"], &problem["direction"]), (&json!(0), &json!("credit")));
        let stranger = capture(json!([leg("debit", "users:1", "50"), leg("credit", "assets:bank", "50")])).await;
        assert_eq!(stranger.expect_problem(422, "posting_not_found")["posting"], 1);
        let nobody = capture(json!([leg("debit", "users:1", "50"), leg("credit", "nobody", "50")])).await;
        nobody.expect_problem(422, "account_not_found");
        let too_much = capture(json!([leg("debit", "users:1", "20"), leg("credit", "income:fees", "20")])).await;
        let problem = too_much.expect_problem(422, "over_capture");
        assert_eq!((&problem["posting"], &problem["account"]), (&json!(2), &json!("income:fees")));

        // Without the fee.
        let legs = json!([leg("debit", "users:1", "45"), leg("credit", "users:2", "45")]);
        let captured = capture(legs).await.expect(201).json();
        assert_eq!(captured["postings"].as_array().map(Vec::len), Some(2));
        let state = state_of(api, &ledger, &held).await;
        let remaining: Vec<_> =
            state["postings"].as_array().expect("postings").iter().map(|posting| &posting["remaining"]).collect();
        assert_eq!(remaining, ["55.00", "45.00", "10.00"]);
        assert_eq!(
            (&state["amount"], &state["captured"], &state["remaining"]),
            (&json!("100.00"), &json!("45.00"), &json!("55.00"))
        );
        let more = json!([leg("debit", "users:1", "5"), leg("credit", "income:fees", "5")]);
        act(api, &ledger, &held, "increment", part(more)).await.expect(201);
        let rest = act(api, &ledger, &held, "capture", json!({})).await.expect(201).json();
        let posted: Vec<_> = rest["postings"].as_array().expect("postings").iter().map(|leg| &leg["amount"]).collect();
        assert_eq!(posted, ["60.00", "45.00", "15.00"]);
        assert_eq!(amounts(api, &ledger, "income:fees", "").await, ["15.00", "15.00", "15.00"]);
    });
}

#[test]
fn a_hold_in_two_assets_tells_its_amounts_per_posting_only() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        for path in ["eur:a", "eur:b"] {
            api.account(&ledger, path, "liability", "EUR", json!({})).await;
        }
        let body = json!({"pending": true, "postings": [
            leg("debit", "users:1", "10"), leg("credit", "users:2", "10"),
            leg("debit", "eur:a", "9"), leg("credit", "eur:b", "9"),
        ]});
        let held = post(api, &ledger, &body).await.expect(201).json();
        // One asset's half may be captured, as it balances.
        let half = json!({"postings": [leg("debit", "eur:a", "9"), leg("credit", "eur:b", "9")]});
        act(api, &ledger, &held, "capture", half).await.expect(201);
        let state = state_of(api, &ledger, &held).await;
        assert_eq!(state["status"], "open");
        for name in ["amount", "captured", "remaining"] {
            assert!(state.get(name).is_none(), "{name} would be of which asset? {state}");
        }
        assert_eq!(state["postings"][2]["captured"], "9.00");
        act(api, &ledger, &held, "void", json!({})).await.expect(201);
        assert_eq!(amounts(api, &ledger, "eur:a", "").await, ["-9.00", "-9.00", "-9.00"]);
    });
}

#[test]
fn more_than_was_held_is_captured_only_within_the_accounts_tolerance() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let strict = hold(api, &ledger, "100", json!({})).await;
        act(api, &ledger, &strict, "capture", json!({"amount": "60"})).await.expect(201);
        let problem = act(api, &ledger, &strict, "capture", json!({"amount": "40.01"})).await;
        let problem = problem.expect_problem(422, "over_capture");
        for (member, value) in [
            ("posting", json!(0)),
            ("account", json!("users:1")),
            ("held", json!("100.00")),
            ("captured", json!("60.00")),
            ("required", json!("40.01")),
            ("remaining", json!("40.00")),
        ] {
            assert_eq!(problem[member], value, "{member}");
        }
        act(api, &ledger, &strict, "void", json!({})).await.expect(201);

        let users = format!("{ledger}/accounts/users:1");
        api.patch(&users, &json!({"policy": {"over_capture_percent": "15"}})).await.expect(200);
        let tolerant = hold(api, &ledger, "50", json!({})).await;
        act(api, &ledger, &tolerant, "capture", json!({"amount": "20"})).await.expect(201);
        let problem = act(api, &ledger, &tolerant, "capture", json!({"amount": "37.51"})).await;
        problem.expect_problem(422, "over_capture");
        let over = act(api, &ledger, &tolerant, "capture", json!({"amount": "37.50"})).await.expect(201).json();
        let posting = &over["postings"][0];
        assert_eq!((&posting["amount"], &posting["released"]), (&json!("37.50"), &json!("30.00")));
        assert_eq!(summary(api, &ledger, &tolerant).await, json!(["captured", "50.00", "57.50", "0.00"]));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["82.50", "82.50", "82.50"]);

        // What is beyond the hold must be there.
        let all = hold(api, &ledger, "82.50", json!({})).await;
        let problem = act(api, &ledger, &all, "capture", json!({"amount": "82.51"})).await;
        problem.expect_problem(422, "insufficient_balance");
    });
}

#[test]
fn holds_count_in_every_limit() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        hold(api, &ledger, "150", json!({})).await;
        let problem = api.transfer(&ledger, "users:1", "users:2", "50.01").await;
        assert_eq!(problem.expect_problem(422, "insufficient_balance")["available"], "50.00");
        let again = with(simple("users:1", "users:2", "50.01"), json!({"pending": true}));
        post(api, &ledger, &again).await.expect_problem(422, "insufficient_balance");
        // What is promised to an account cannot be spent from it, and fills it.
        api.account(&ledger, "jar", "liability", "USD", json!({"policy": {"min_balance": "0", "max_balance": "30"}}))
            .await;
        let promise = with(simple("assets:bank", "jar", "20"), json!({"pending": true}));
        post(api, &ledger, &promise).await.expect(201);
        api.transfer(&ledger, "jar", "users:2", "0.01").await.expect_problem(422, "insufficient_balance");
        let problem = api.transfer(&ledger, "assets:bank", "jar", "10.01").await;
        assert_eq!(problem.expect_problem(422, "balance_limit_exceeded")["limit"], "30.00");
        api.transfer(&ledger, "assets:bank", "jar", "10").await.expect(201);
    });
}

#[test]
fn an_account_that_is_frozen_lets_go_and_takes_nothing_and_one_that_holds_is_not_closed() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let [kept, freed] = [hold(api, &ledger, "10", json!({})).await, hold(api, &ledger, "10", json!({})).await];
        let users = format!("{ledger}/accounts/users:1");
        api.patch(&users, &json!({"status": "frozen"})).await.expect(200);
        act(api, &ledger, &kept, "capture", json!({})).await.expect_problem(422, "account_frozen");
        act(api, &ledger, &kept, "increment", json!({"amount": "1"})).await.expect_problem(422, "account_frozen");
        act(api, &ledger, &freed, "void", json!({})).await.expect(201);
        act(api, &ledger, &kept, "extend", json!({"timeout_seconds": 3600})).await.expect(201);
        api.patch(&users, &json!({"status": "open"})).await.expect(200);
        api.transfer(&ledger, "users:1", "users:2", "190").await.expect(201);
        act(api, &ledger, &kept, "capture", json!({"amount": "1"})).await.expect(201);
        api.account(&ledger, "empty", "liability", "USD", json!({})).await;
        let held = with(simple("empty", "users:2", "5"), json!({"pending": true}));
        let held = post(api, &ledger, &held).await.expect(201).json();
        let empty = format!("{ledger}/accounts/empty");
        let problem = api.patch(&empty, &json!({"status": "closed"})).await.expect_problem(422, "account_not_empty");
        assert_eq!((&problem["posted"], &problem["held_debits"]), (&json!("0.00"), &json!("5.00")));
        act(api, &ledger, &held, "void", json!({})).await.expect(201);
        api.patch(&empty, &json!({"status": "closed"})).await.expect(200);
    });
}

#[test]
fn a_hold_that_is_over_takes_no_action_and_what_is_no_hold_takes_none_either() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let captured = hold(api, &ledger, "10", json!({})).await;
        let capture = act(api, &ledger, &captured, "capture", json!({})).await.expect(201).json();
        let voided = hold(api, &ledger, "10", json!({})).await;
        let void = act(api, &ledger, &voided, "void", json!({})).await.expect(201).json();
        let plain = api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201).json();
        let actions = [
            ("capture", json!({"amount": "1"})),
            ("void", json!({})),
            ("increment", json!({"amount": "1"})),
            ("extend", json!({"timeout_seconds": 60})),
        ];
        for (action, body) in actions {
            for (target, status) in [
                (&captured, json!("captured")),
                (&voided, json!("voided")),
                (&plain, json!(null)),
                (&capture, json!(null)),
                (&void, json!(null)),
            ] {
                let problem = act(api, &ledger, target, action, body.clone()).await;
                let problem = problem.expect_problem(409, "hold_not_open");
                assert_eq!((&problem["hold_status"], &problem["transfer_id"]), (&status, &target["id"]), "{action}");
            }
            // What is not there is told before the key is looked at.
            let elsewhere = books(api, &format!("elsewhere-{action}")).await;
            for path in [path_of(&elsewhere, &captured), format!("{ledger}/transfers/{}", Uuid::new_v4())] {
                let path = format!("{path}/{action}");
                api.post_keyed(&path, "k", &body).await.expect_problem(404, "not_found");
                let known = api.get(&format!("{ledger}/idempotency-keys/k")).await.expect(200).json();
                assert_eq!(known["status"], "unknown_key");
            }
            let no_id = format!("{ledger}/transfers/one/{action}");
            api.post_keyed(&no_id, "k", &body).await.expect_problem(404, "not_found");
        }
    });
}

#[test]
fn what_a_request_alone_shows_to_be_wrong_names_the_field() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "10", json!({})).await;
        let before = last_seq(api, &ledger).await;
        let mut findings = Findings::default();
        let fine = simple("users:1", "users:2", "1");
        let soon = "2190-01-01T00:00:00Z";
        let transfers = format!("{ledger}/transfers");
        for (more, field) in [
            (json!({"expires_at": soon}), "/expires_at"),
            (json!({"timeout_seconds": 60}), "/timeout_seconds"),
            (json!({"pending": false, "timeout_seconds": 60}), "/timeout_seconds"),
            (json!({"pending": true, "timeout_seconds": 60, "expires_at": soon}), "/timeout_seconds"),
            (json!({"pending": true, "timeout_seconds": 0}), "/timeout_seconds"),
            (json!({"pending": true, "timeout_seconds": 315_360_001}), "/timeout_seconds"),
            (json!({"pending": true, "timeout_seconds": "60"}), "/timeout_seconds"),
            (json!({"pending": true, "timeout_seconds": 1.5}), "/timeout_seconds"),
            (json!({"pending": true, "expires_at": "soon"}), "/expires_at"),
            (json!({"pending": "true"}), "/pending"),
        ] {
            let request = (reqwest::Method::POST, &*transfers);
            findings.refused(api, request, &with(fine.clone(), more), (400, "invalid_field", Some(field))).await;
        }
        let legs = |count: usize| json!({"postings": vec![leg("debit", "users:1", "0.01"); count]});
        let both = with(legs(1), json!({"amount": "1"}));
        for (action, body, code, field) in [
            ("capture", both.clone(), "invalid_field", "/amount"),
            ("capture", json!({"amount": 1}), "invalid_field", "/amount"),
            ("capture", json!({"amount": "0"}), "invalid_field", "/amount"),
            ("capture", json!({"amount": "-1"}), "invalid_field", "/amount"),
            ("capture", legs(0), "invalid_field", "/postings"),
            ("capture", legs(101), "invalid_field", "/postings"),
            ("capture", json!({"final": "yes"}), "invalid_field", "/final"),
            ("capture", json!({"last": true}), "unknown_field", "/last"),
            ("void", json!({"amount": "1"}), "unknown_field", "/amount"),
            ("void", json!({"final": true}), "unknown_field", "/final"),
            ("increment", json!({}), "invalid_field", "/amount"),
            ("increment", both, "invalid_field", "/amount"),
            ("increment", json!({"amount": "1", "final": true}), "unknown_field", "/final"),
            ("extend", json!({}), "invalid_field", "/expires_at"),
            ("extend", json!({"expires_at": null, "timeout_seconds": 5}), "invalid_field", "/timeout_seconds"),
            ("extend", json!({"timeout_seconds": 5, "effective_at": soon}), "unknown_field", "/effective_at"),
            ("void", json!({"id": "one"}), "invalid_field", "/id"),
            ("void", json!({"external_id": ""}), "invalid_field", "/external_id"),
            ("void", json!({"metadata": {"a": 1}}), "invalid_field", "/metadata/a"),
            ("capture", json!({"pending": true}), "unknown_field", "/pending"),
        ] {
            let path = format!("{}/{action}", path_of(&ledger, &held));
            findings.refused(api, (reqwest::Method::POST, &path), &body, (400, code, Some(field))).await;
        }
        for action in ["capture", "void", "increment", "extend", "reverse"] {
            let path = format!("{}/{action}", path_of(&ledger, &held));
            let bare = api.send(reqwest::Method::POST, &path, &[("idempotency-key", "bare")], None).await;
            let status = bare.expect("an answer").status;
            findings.check(matches!(status, 400 | 415), || format!("{action} without a body: {status}"));
            let body = match action {
                "increment" => json!({"amount": "1"}),
                "extend" => json!({"timeout_seconds": 5}),
                _ => json!({}),
            };
            let unkeyed = api.post(&path, &body).await;
            findings.problem(action, &unkeyed, 400, "idempotency_key_required", None);
        }
        findings.none();
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}

#[test]
fn a_flag_that_says_false_says_nothing() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let silent = simple("users:1", "users:2", "1");
        let explicit =
            with(silent.clone(), json!({"pending": false, "up_to": false, "manual": false, "expires_at": null}));
        let posted = api.post_keyed(&transfers, "one", &explicit).await.expect(201);
        assert_eq!(posted.json()["kind"], "transfer");
        // They are the same request, so that either may be repeated as the other.
        let again = api.post_keyed(&transfers, "one", &silent).await.expect(201);
        assert_eq!((&again.body, again.header("idempotent-replayed")), (&posted.body, Some("true")));
        api.post_keyed(&format!("{transfers}?dry_run=false"), "two", &silent).await.expect(201);
        let legs = json!({"postings": [
            with(leg("debit", "users:1", "1"), json!({"up_to": false})),
            with(leg("credit", "users:2", "0.5"), json!({"up_to": false})), leg("credit", "assets:bank", "0.5"),
        ]});
        post(api, &ledger, &legs).await.expect(201);
        let held = hold(api, &ledger, "10", json!({"up_to": false})).await;
        let path = format!("{}/capture", path_of(&ledger, &held));
        let first = api.post_keyed(&path, "three", &json!({"amount": "1", "final": false})).await.expect(201);
        let again = api.post_keyed(&path, "three", &json!({"amount": "1"})).await.expect(201);
        assert_eq!(again.body, first.body);
        assert_eq!(state_of(api, &ledger, &held).await["status"], "open");
        let batch = json!({"atomic": false, "transfers": [with(silent, json!({"pending": false, "action": "post"}))]});
        let batch = api.post_keyed(&format!("{transfers}/batch?dry_run=false"), "four", &batch).await.expect(200);
        assert_eq!(batch.json()["results"][0]["status"], "posted");
        let policy = json!({"policy": {"freeze_debits": false, "freeze_credits": false,
            "approval": {"manual": false, "back_dated": false, "reversals": false}}});
        let account = api.patch(&format!("{ledger}/accounts/users:2"), &policy).await.expect(200).json();
        assert_eq!(account["policy"], json!({}));
    });
}

#[test]
fn every_action_is_an_event_in_the_chain() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let mut answered = vec![hold(api, &ledger, "100", json!({"metadata": {"trip": "7"}})).await];
        let held = answered[0].clone();
        let plain = api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201).json();
        answered.push(plain.clone());
        for (target, action, body) in [
            (&held, "increment", json!({"amount": "5", "external_id": "more"})),
            (&held, "extend", json!({"timeout_seconds": 3600, "metadata": {"why": "late"}})),
            (&held, "capture", json!({"amount": "7", "description": "first"})),
            (&held, "capture", json!({"amount": "8"})),
            (&held, "void", json!({})),
            (&plain, "reverse", json!({})),
        ] {
            answered.push(act(api, &ledger, target, action, body).await.expect(201).json());
        }
        let expired = hold(api, &ledger, "3", json!({"timeout_seconds": 1})).await;
        until("the hold is over", async || state_of(api, &ledger, &expired).await["status"] == "expired").await;

        let events = events_after(api, &ledger, 0).await;
        check_chain(&events);
        let from = events.iter().position(|event| event["seq"] == held["seq"]).expect("the hold's event");
        let types: Vec<_> = events[from..].iter().map(|event| event["type"].as_str().expect("a type")).collect();
        assert_eq!(
            types,
            [
                "transfer.pending",
                "transfer.posted",
                "transfer.incremented",
                "transfer.extended",
                "transfer.captured",
                "transfer.captured",
                "transfer.voided",
                "transfer.reversed",
                "transfer.pending",
                "transfer.expired",
            ]
        );
        for (event, answer) in events[from..].iter().zip(&answered) {
            assert_eq!(without(event["object"].clone(), "schema"), *answer);
        }
    });
}

#[test]
fn every_action_replays_byte_for_byte_and_its_key_does_nothing_else() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let second = app.second_service(tallybook_tests::ServiceOptions::without_redis()).await;
        let other = api.at(&second.url);
        let transfers = format!("{ledger}/transfers");
        let body = with(simple("users:1", "users:2", "100"), json!({"pending": true, "timeout_seconds": 3600}));
        let first = api.post_keyed(&transfers, "hold", &body).await.expect(201);
        let held = first.json();
        let another = hold(api, &ledger, "50", json!({})).await;
        let plain = api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201).json();
        let path = |target: &Value, action: &str| format!("{}/{action}", path_of(&ledger, target));
        let mut kept = vec![(transfers.clone(), "hold".to_owned(), body, first)];
        for (target, action, body) in [
            (&held, "increment", json!({"amount": "5"})),
            (&held, "extend", json!({"expires_at": null, "description": "for good"})),
            (&held, "capture", json!({"amount": "7"})),
            (&held, "capture", json!({"amount": "700"})),
            (&held, "void", json!({"metadata": {"a": "b"}})),
            (&held, "void", json!({})),
            (&plain, "reverse", json!({"amount": "0.5"})),
            (&plain, "reverse", json!({"amount": "0.51"})),
        ] {
            let key = format!("{action}-{}", kept.len());
            let answer = api.post_keyed(&path(target, action), &key, &body).await;
            assert!(matches!(answer.status, 201 | 409 | 422), "{action}: {answer:?}");
            kept.push((path(target, action), key, body, answer));
        }
        let statuses: Vec<u16> = kept.iter().map(|(.., answer)| answer.status).collect();
        assert_eq!(statuses, [201, 201, 201, 201, 422, 201, 409, 201, 422]);
        let before = last_seq(api, &ledger).await;
        for api in [api, &other, api] {
            for (path, key, body, answer) in &kept {
                let again = api.post_keyed(path, key, body).await;
                assert_eq!((again.status, &again.body), (answer.status, &answer.body), "{path}");
                assert_eq!(again.header("idempotent-replayed"), Some("true"), "{path}");
                for name in ["location", "tallybook-seq"] {
                    assert_eq!(again.header(name), answer.header(name), "{path} {name}");
                }
                let known = api.get(&format!("{ledger}/idempotency-keys/{key}")).await.expect(200).json();
                assert_eq!((&known["status"], &known["response_status"]), (&json!("done"), &json!(answer.status)));
                if answer.status == 201 {
                    assert_eq!(known["transfer_id"], answer.json()["id"]);
                }
            }
        }
        // For another hold, for another action, for a transfer.
        let (_, key, body, _) = &kept[1];
        for path in [path(&another, "increment"), path(&held, "capture"), transfers] {
            let body = if path.ends_with("transfers") { simple("users:1", "users:2", "5") } else { body.clone() };
            api.post_keyed(&path, key, &body).await.expect_problem(422, "idempotency_key_reused");
        }
        let other_amount = api.post_keyed(&path(&held, "increment"), key, &json!({"amount": "5.01"})).await;
        assert_eq!(other_amount.expect_problem(422, "idempotency_key_reused")["field"], "/amount");
        let other_hold = api.post_keyed(&path(&another, "increment"), key, body).await;
        assert_eq!(other_hold.expect_problem(422, "idempotency_key_reused")["field"], "/transfer_id");
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}

#[test]
fn names_given_by_the_client_are_taken_by_actions_too() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let id = Uuid::new_v4().to_string();
        let held = hold(api, &ledger, "10", json!({"id": id, "external_id": "auth"})).await;
        assert_eq!(held["id"], id);
        let taken = act(api, &ledger, &held, "capture", json!({"id": id})).await;
        taken.expect_problem(409, "id_conflict");
        let taken = act(api, &ledger, &held, "void", json!({"external_id": "auth"})).await;
        assert_eq!(taken.expect_problem(409, "external_id_conflict")["transfer_id"], id);
        let own = Uuid::new_v4().to_string();
        let body = json!({"id": own, "external_id": "settled", "metadata": {"a": "b"}});
        let capture = act(api, &ledger, &held, "capture", body).await.expect(201).json();
        assert_eq!((&capture["id"], &capture["external_id"]), (&json!(own), &json!("settled")));
        let found = api.get(&format!("{ledger}/transfers?external_id=settled")).await.expect(200).json();
        assert_eq!(rows(&found).len(), 1);
    });
}

#[test]
fn an_accounts_postings_and_the_list_of_transfers_show_every_entry() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let held = hold(api, &ledger, "10", json!({})).await;
        act(api, &ledger, &held, "increment", json!({"amount": "2"})).await.expect(201);
        act(api, &ledger, &held, "capture", json!({"amount": "5"})).await.expect(201);
        act(api, &ledger, &held, "extend", json!({"timeout_seconds": 60})).await.expect(201);
        act(api, &ledger, &held, "void", json!({})).await.expect(201);
        let listed = api.get(&format!("{ledger}/transfers?order=asc")).await.expect(200).json();
        let kinds: Vec<_> = rows(&listed).iter().map(|row| row["kind"].as_str().expect("a kind")).collect();
        assert_eq!(kinds, ["transfer", "hold", "increment", "capture", "extension", "void"]);
        let postings = api.get(&format!("{ledger}/accounts/users:1/postings?order=asc")).await.expect(200).json();
        let available: Vec<_> =
            rows(&postings).iter().map(|row| row["balance"]["available"].as_str().expect("an amount")).collect();
        assert_eq!(available, ["200.00", "190.00", "188.00", "188.00", "195.00"]);
        let totals = api.get(&format!("{ledger}/balances")).await.expect(200).json();
        assert_eq!(totals["data"][0]["net"], "0.00");
    });
}

/// Holds end 500 at a time; whatever comes meanwhile is judged once all of them have.
#[test]
fn more_holds_than_are_ended_at_once_end_before_anything_is_judged() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let item = with(simple("users:1", "users:2", "0.20"), json!({"pending": true, "timeout_seconds": 3}));
        for key in ["first", "second"] {
            let body = json!({"atomic": true, "transfers": vec![item.clone(); 500]});
            api.post_keyed(&format!("{ledger}/transfers/batch"), key, &body).await.expect(200);
        }
        // All of it is held, and refused until it is not: by the first write after the last has ended.
        until("everything is there again", async || {
            let answer = post(api, &ledger, &simple("users:1", "users:2", "200")).await;
            answer.status == 201 || {
                let available = answer.expect_problem(422, "insufficient_balance")["available"].clone();
                // The two batches' holds end a moment apart, each batch's at once.
                assert!(["0.00", "100.00"].iter().any(|amount| available == *amount), "{available}");
                false
            }
        })
        .await;
        let open = api.get(&format!("{ledger}/holds?status=open&limit=1")).await.expect(200).json();
        assert_eq!(rows(&open).len(), 0);
    });
}
