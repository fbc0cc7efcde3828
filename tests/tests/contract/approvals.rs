//! Approvals: transfers that wait for a second person, and every way in which they end.

use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, App, ServiceOptions, run, until};
use uuid::Uuid;

use crate::{
    events::check_chain,
    support::{
        Findings, act, all_rows, amounts, events_after, funded, hold, last_seq, leg, moved, path_of, post, rows,
        seq_of, simple, state_of, with, without,
    },
};

/// A ledger as of [`funded`] in which `users:1` wants approvals for this.
async fn guarded(api: &Api, name: &str, approval: Value) -> String {
    let ledger = funded(api, name).await;
    guard(api, &ledger, approval).await;
    ledger
}

async fn guard(api: &Api, ledger: &str, approval: Value) {
    api.patch(&format!("{ledger}/accounts/users:1"), &json!({"policy": {"approval": approval}})).await.expect(200);
}

/// Another person: a key of every scope.
async fn second(app: &App) -> Api {
    app.api.with_key(&app.create_key(&["all"], &[]).await)
}

/// Puts so many times 100.00 into `users:1`, which takes that without asking anybody.
async fn top_up(api: &Api, ledger: &str, times: usize) {
    let items = vec![simple("assets:bank", "users:1", "100"); times];
    let body = json!({"atomic": true, "transfers": items});
    let path = format!("{ledger}/transfers/batch");
    api.post_keyed(&path, &Uuid::new_v4().to_string(), &body).await.expect(200);
}

/// The path of a proposal that was answered.
fn proposal_path(ledger: &str, proposal: &Value) -> String {
    format!("{ledger}/proposals/{}", proposal["id"].as_str().expect("an id"))
}

/// A proposal as it stands.
async fn standing(api: &Api, ledger: &str, proposal: &Value) -> Value {
    api.get(&proposal_path(ledger, proposal)).await.expect(200).json()
}

/// Whom an answer names where it means a key's holder.
fn person(api: &Api) -> Value {
    json!(api.key.split('_').nth(1).expect("tb_<id>_<secret>"))
}

/// More than `users:1` may pay alone, where that is 100.00.
fn large() -> Value {
    simple("users:1", "users:2", "150")
}

/// Asks for a transfer that then waits for a second person.
async fn proposed(api: &Api, ledger: &str, body: &Value) -> Value {
    post(api, ledger, body).await.expect(202).json()
}

/// The rules that a proposal is wanted by.
fn wanted_by(proposal: &Value) -> Vec<&str> {
    let wanted = proposal["wanted_by"].as_array().expect("wanted_by");
    wanted.iter().map(|rule| rule["rule"].as_str().expect("a rule")).collect()
}

#[test]
fn each_rule_asks_for_a_second_person() {
    run(async |app| {
        let api = &app.api;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "100").await.expect(201).json();
        api.transfer(&ledger, "assets:bank", "users:2", "1000").await.expect(201);
        let much = simple("users:1", "users:2", "100.01");
        top_up(api, &ledger, 1).await;
        assert_eq!(wanted_by(&proposed(api, &ledger, &much).await), ["above"]);
        // On either side, and what several postings of one side move together.
        let incoming = simple("assets:bank", "users:1", "100.01");
        let proposal = proposed(api, &ledger, &incoming).await;
        assert_eq!(proposal["wanted_by"], json!([{"account": "users:1", "posting": 1, "rule": "above"}]));
        let split = json!({"postings": [
            leg("debit", "users:1", "60"), leg("credit", "users:2", "100.01"), leg("debit", "users:1", "40.01"),
        ]});
        assert_eq!(wanted_by(&proposed(api, &ledger, &split).await), ["above"]);
        let small = |more: Value| with(simple("users:1", "users:2", "1"), more);
        let dated = small(json!({"effective_at": "2026-01-01T00:00:00Z"}));
        let by_hand = small(json!({"manual": true}));
        for body in [&dated, &by_hand, &small(json!({"effective_at": "2190-01-01T00:00:00Z"}))] {
            post(api, &ledger, body).await.expect(201);
        }
        act(api, &ledger, &paid, "reverse", json!({"amount": "1"})).await.expect(201);

        guard(api, &ledger, json!({"back_dated": true})).await;
        assert_eq!(wanted_by(&proposed(api, &ledger, &dated).await), ["back_dated"]);
        post(api, &ledger, &by_hand).await.expect(201);
        post(api, &ledger, &small(json!({"effective_at": "2190-01-01T00:00:00Z"}))).await.expect(201);
        post(api, &ledger, &small(json!({}))).await.expect(201);
        guard(api, &ledger, json!({"manual": true})).await;
        let proposal = proposed(api, &ledger, &by_hand).await;
        assert_eq!((wanted_by(&proposal), &proposal["manual"]), (vec!["manual"], &json!(true)));
        post(api, &ledger, &small(json!({"manual": false}))).await.expect(201);
        post(api, &ledger, &dated).await.expect(201);
        guard(api, &ledger, json!({"reversals": true})).await;
        let reversal = act(api, &ledger, &paid, "reverse", json!({"amount": "1"})).await.expect(202).json();
        assert_eq!(wanted_by(&reversal), ["reversals"]);
        post(api, &ledger, &with(dated, json!({"manual": true}))).await.expect(201);
        // Each account asks for itself.
        api.patch(&format!("{ledger}/accounts/users:2"), &json!({"policy": {"approval": {"manual": true}}}))
            .await
            .expect(200);
        guard(api, &ledger, json!({"above": "0"})).await;
        let expected = json!([
            {"account": "users:1", "posting": 0, "rule": "above"},
            {"account": "users:2", "posting": 1, "rule": "manual"},
        ]);
        assert_eq!(proposed(api, &ledger, &by_hand).await["wanted_by"], expected);
        // None any more.
        guard(api, &ledger, json!(null)).await;
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
    });
}

#[test]
fn a_proposal_says_what_waits_and_moves_nothing() {
    run(async |app| {
        let api = &app.api;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let before = last_seq(api, &ledger).await;
        let balances =
            async || [amounts(api, &ledger, "users:1", "").await, amounts(api, &ledger, "users:2", "").await];
        let money = balances().await;
        let body = with(
            large(),
            json!({"description": "Rent", "external_id": "rent-1", "metadata": {"flat": "7"},
                "effective_at": "2026-03-31T22:00:00Z"}),
        );
        let answer = post(api, &ledger, &body).await.expect(202);
        let proposal = answer.json();
        assert_eq!(answer.header("location"), Some(&*proposal_path(&ledger, &proposal)));
        assert_eq!(seq_of(&answer), before + 1);
        let sent = serde_json::to_vec(&body).expect("JSON");
        assert_eq!(proposal["request_sha256"], hex::encode(<sha2::Sha256 as sha2::Digest>::digest(sent)));
        let own = ["id", "proposed_at", "request_sha256"].into_iter().fold(proposal.clone(), without);
        let expected = json!({
            "ledger": "demo", "seq": before + 1, "kind": "transfer", "status": "proposed", "proposed_by": person(api),
            "wanted_by": [{"account": "users:1", "posting": 0, "rule": "above"}],
            "description": "Rent", "external_id": "rent-1", "metadata": {"flat": "7"},
            "effective_at": "2026-03-31T22:00:00.000000Z",
            "postings": [
                {"account": "users:1", "amount": "150.00", "asset": "USD", "direction": "debit"},
                {"account": "users:2", "amount": "150.00", "asset": "USD", "direction": "credit"},
            ],
        });
        assert_eq!(own, expected);
        assert_eq!(balances().await, money);
        assert_eq!(standing(api, &ledger, &proposal).await, proposal);
        let answer = api.get(&path_of(&ledger, &proposal)).await;
        assert_eq!(answer.header("location"), Some(&*proposal_path(&ledger, &proposal)));
        assert_eq!(answer.expect_problem(404, "not_found")["proposal_status"], "proposed");
        let events = events_after(api, &ledger, before).await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["type"], "transfer.proposed");
        assert_eq!(events[0]["object"], with(proposal.clone(), json!({"schema": 1})));
        assert_eq!(events[0]["recorded_at"], proposal["proposed_at"]);
        // It is no transfer yet.
        let listed = api.get(&format!("{ledger}/transfers?external_id=rent-1")).await.expect(200).json();
        assert_eq!(rows(&listed).len(), 0);
        for (action, body) in [("capture", json!({})), ("void", json!({})), ("reverse", json!({}))] {
            let answer = act(api, &ledger, &proposal, action, body).await;
            answer.expect_problem(404, "not_found");
        }
        check_chain(&events_after(api, &ledger, 0).await);
    });
}

#[test]
fn what_something_else_refuses_is_not_proposed() {
    run(async |app| {
        let api = &app.api;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let before = last_seq(api, &ledger).await;
        post(api, &ledger, &simple("users:1", "users:2", "200.01")).await.expect_problem(422, "insufficient_balance");
        post(api, &ledger, &simple("users:1", "nobody", "150")).await.expect_problem(422, "account_not_found");
        let conditional = json!({"postings": [
            with(leg("debit", "users:1", "150"), json!({"if": {"available": {"gte": "60"}}})),
            leg("credit", "users:2", "150"),
        ]});
        post(api, &ledger, &conditional).await.expect_problem(422, "condition_failed");
        api.post(&format!("{ledger}/transfers"), &large()).await.expect_problem(400, "idempotency_key_required");
        assert_eq!(last_seq(api, &ledger).await, before);
        assert_eq!(rows(&api.get(&format!("{ledger}/proposals")).await.expect(200).json()).len(), 0);
    });
}

#[test]
fn an_approval_by_another_key_posts_the_transfer() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let body = with(large(), json!({"external_id": "rent-1", "metadata": {"flat": "7"}}));
        let proposal = proposed(api, &ledger, &body).await;
        let own = act(api, &ledger, &proposal, "approve", json!({})).await;
        own.expect_problem(403, "forbidden");
        assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "200.00");
        let before = last_seq(api, &ledger).await;

        let path = format!("{}/approve", path_of(&ledger, &proposal));
        let reason = json!({"reason": "Checked against the lease"});
        let answer = other.post_keyed(&path, "yes", &reason).await.expect(201);
        let transfer = answer.json();
        assert_eq!(answer.header("location"), Some(&*path_of(&ledger, &proposal)));
        assert_eq!(seq_of(&answer), before + 1);
        let agreed = json!({
            "approved_by": person(&other), "proposed_by": person(api), "proposal_seq": proposal["seq"],
            "reason": "Checked against the lease",
        });
        assert_eq!((&transfer["approval"], &transfer["id"]), (&agreed, &proposal["id"]));
        assert_eq!((&transfer["kind"], &transfer["status"]), (&json!("transfer"), &json!("posted")));
        assert_eq!((&transfer["external_id"], &transfer["metadata"]), (&json!("rent-1"), &json!({"flat": "7"})));
        // It counts from now.
        assert_eq!(transfer["effective_at"], transfer["recorded_at"]);
        assert!(transfer["recorded_at"].as_str() > proposal["proposed_at"].as_str());
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["50.00", "50.00", "50.00"]);
        let read = api.get(&path_of(&ledger, &proposal)).await.expect(200).json();
        assert_eq!(without(read, "revision"), transfer);
        let decided = json!({"status": "approved", "decided_at": transfer["recorded_at"], "decided_by": person(&other),
            "reason": "Checked against the lease"});
        assert_eq!(standing(api, &ledger, &proposal).await, with(proposal.clone(), decided));
        let events = events_after(api, &ledger, before).await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["type"], "transfer.posted");
        assert_eq!(events[0]["object"], with(transfer.clone(), json!({"schema": 1})));
        let again = other.post_keyed(&path, "yes", &reason).await.expect(201);
        assert_eq!((&again.body, again.header("idempotent-replayed")), (&answer.body, Some("true")));
        other.post_keyed(&path, "yes", &json!({"reason": "Other"})).await.expect_problem(422, "idempotency_key_reused");
        // Without a reason there is none.
        top_up(api, &ledger, 1).await;
        let proposal = proposed(api, &ledger, &large()).await;
        let transfer = act(&other, &ledger, &proposal, "approve", json!({})).await.expect(201).json();
        assert!(transfer["approval"].get("reason").is_none(), "{transfer}");
        // An approved one is a transfer like any other.
        act(api, &ledger, &transfer, "reverse", json!({"amount": "10"})).await.expect(201);
    });
}

#[test]
fn the_key_of_a_proposal_answers_where_it_stands() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let path = format!("{ledger}/transfers");
        let ask = async |key: &str| api.post_keyed(&path, key, &large()).await;
        let known = async |key: &str| api.get(&format!("{ledger}/idempotency-keys/{key}")).await.expect(200).json();
        let first = ask("approved").await.expect(202);
        let proposal = first.json();
        let again = ask("approved").await.expect(202);
        assert_eq!(again.body, first.body);
        assert_eq!(again.header("location"), first.header("location"));
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(known("approved").await["response_status"], 202);
        // Whoever asks with it, and with another body nobody.
        assert_eq!(other.post_keyed(&path, "approved", &large()).await.expect(202).body, first.body);
        let reused = simple("users:1", "users:2", "151");
        api.post_keyed(&path, "approved", &reused).await.expect_problem(422, "idempotency_key_reused");

        let transfer = act(&other, &ledger, &proposal, "approve", json!({})).await.expect(201);
        let again = ask("approved").await.expect(201);
        assert_eq!(again.body, transfer.body);
        assert_eq!(again.header("location"), transfer.header("location"));
        assert_eq!(seq_of(&again), seq_of(&transfer));

        top_up(api, &ledger, 1).await;
        let proposal = ask("rejected").await.expect(202).json();
        act(&other, &ledger, &proposal, "reject", json!({"reason": "Twice"})).await.expect(200);
        let problem = ask("rejected").await.expect_problem(409, "proposal_rejected");
        assert_eq!((&problem["transfer_id"], &problem["reason"]), (&proposal["id"], &json!("Twice")));
        ask("rejected").await.expect_problem(409, "proposal_rejected");
        // The same transfer is asked for anew under another key.
        ask("anew").await.expect(202);
        // A dry run under the key says where it stands, too.
        let dry = format!("{path}?dry_run=true");
        api.post_keyed(&dry, "approved", &large()).await.expect(201);
        api.post_keyed(&dry, "anew", &large()).await.expect(202);
    });
}

#[test]
fn the_key_of_a_proposal_is_the_key_of_a_batchs_item() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let transfers = format!("{ledger}/transfers");
        let batch = format!("{transfers}/batch");
        let asked = async |key: &str| api.post_keyed(&transfers, key, &large()).await.expect(202).json();
        // Beside another item, which an atomic batch must not do without this one.
        let in_batch = async |atomic: bool, key: &str| {
            let beside = with(simple("assets:bank", "assets:cash", "1"), json!({"idempotency_key": Uuid::new_v4()}));
            let items = [with(large(), json!({"idempotency_key": key})), beside];
            api.post(&batch, &json!({"atomic": atomic, "transfers": items})).await
        };
        let mut findings = Findings::default();
        let refused = async |findings: &mut Findings, key: &str, status: u16, code: &str| {
            let first = in_batch(false, key).await.expect(200).json()["results"][0].clone();
            let as_expected = first["status"] == "rejected" && first["problem"]["code"] == code;
            findings.check(as_expected, || format!("{key}: {first}"));
            let before = amounts(api, &ledger, "assets:cash", "").await;
            let answer = in_batch(true, key).await;
            findings.problem(&format!("{key}, atomic"), &answer, status, code, None);
            let after = amounts(api, &ledger, "assets:cash", "").await;
            findings.check(before == after, || format!("{key}, atomic: the other item was posted"));
        };
        let approved = asked("approved").await;
        refused(&mut findings, "approved", 422, "approval_required").await;
        let rejected = asked("rejected").await;
        act(api, &ledger, &rejected, "reject", json!({})).await.expect(200);
        refused(&mut findings, "rejected", 409, "proposal_rejected").await;
        let transfer = act(&other, &ledger, &approved, "approve", json!({})).await.expect(201).json();
        let expected = json!({"status": "posted", "transfer": transfer});
        for atomic in [false, true] {
            let answer = in_batch(atomic, "approved").await.expect(200).json();
            let first = &answer["results"][0];
            findings.check(*first == expected, || format!("once approved, atomic {atomic}: {first}"));
        }
        findings.none();
    });
}

#[test]
fn a_rejection_ends_a_proposal_by_whoever_it_is() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        for (who, reason) in [(api, Some("A mistake")), (&other, None)] {
            let proposal = proposed(api, &ledger, &large()).await;
            let body = reason.map_or(json!({}), |reason| json!({"reason": reason}));
            let answer = act(who, &ledger, &proposal, "reject", body).await.expect(200);
            let rejected = answer.json();
            assert_eq!(
                (&rejected["status"], &rejected["decided_by"], rejected.get("reason")),
                (&json!("rejected"), &person(who), reason.map(|reason| json!(reason)).as_ref())
            );
            let own = ["decided_at", "decided_by", "reason"].into_iter().fold(rejected.clone(), without);
            assert_eq!(own, with(proposal.clone(), json!({"status": "rejected"})));
            assert_eq!(standing(api, &ledger, &proposal).await, rejected);
            let problem = api.get(&path_of(&ledger, &proposal)).await.expect_problem(404, "not_found");
            assert_eq!(problem["proposal_status"], "rejected");
            let seq = proposal["seq"].as_i64().expect("a seq");
            let events = events_after(api, &ledger, seq).await;
            assert_eq!((events.len(), &events[0]["type"]), (1, &json!("transfer.rejected")));
            assert_eq!(seq_of(&answer), seq + 1);
            assert_eq!(events[0]["object"], with(rejected.clone(), json!({"schema": 1})));
            assert_eq!(events[0]["recorded_at"], rejected["decided_at"]);
        }
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "200.00", "200.00"]);
        check_chain(&events_after(api, &ledger, 0).await);
    });
}

#[test]
fn a_proposal_is_decided_once() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        for (word, status, became) in [("reject", 200, "rejected"), ("approve", 201, "approved")] {
            let proposal = proposed(api, &ledger, &large()).await;
            act(&other, &ledger, &proposal, word, json!({})).await.expect(status);
            for again in ["approve", "reject"] {
                let answer = act(&other, &ledger, &proposal, again, json!({})).await;
                let problem = answer.expect_problem(409, "proposal_not_open");
                assert_eq!((&problem["transfer_id"], &problem["proposal_status"]), (&proposal["id"], &json!(became)));
            }
            act(api, &ledger, &proposal, "reject", json!({})).await.expect_problem(409, "proposal_not_open");
        }
        // By many at once, through two processes.
        let service = app.second_service(ServiceOptions::default()).await;
        let deciders = [other.clone(), other.at(&service.url)];
        top_up(api, &ledger, 20).await;
        let before = amounts(api, &ledger, "users:2", "").await[0].clone();
        let proposal = proposed(api, &ledger, &large()).await;
        let words = (0..24).map(|index| {
            let word = if index % 3 == 0 { "reject" } else { "approve" };
            act(&deciders[index % 2], &ledger, &proposal, word, json!({}))
        });
        let answers = futures_util::future::join_all(words).await;
        let decided: Vec<_> = answers.iter().filter(|answer| answer.status < 300).collect();
        assert_eq!(decided.len(), 1, "{answers:?}");
        for answer in answers.iter().filter(|answer| answer.status >= 300) {
            assert_eq!(answer.code(), "proposal_not_open", "{answer:?}");
        }
        let moved = amounts(api, &ledger, "users:2", "").await[0] != before;
        assert_eq!(moved, decided[0].status == 201);
        service.stop().await;
    });
}

#[test]
fn what_has_changed_since_refuses_and_leaves_a_proposal_open() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let first = proposed(api, &ledger, &large()).await;
        let path = format!("{}/approve", path_of(&ledger, &first));
        api.transfer(&ledger, "users:1", "users:2", "100").await.expect(201);
        let before = last_seq(api, &ledger).await;
        let answer = other.post_keyed(&path, "k", &json!({})).await;
        let problem = answer.clone().expect_problem(422, "insufficient_balance");
        assert_eq!((&problem["available"], &problem["required"]), (&json!("100.00"), &json!("150.00")));
        assert_eq!(last_seq(api, &ledger).await, before);
        assert_eq!(standing(api, &ledger, &first).await, first);
        // The refusal is kept under its key; another asks anew.
        top_up(api, &ledger, 1).await;
        assert_eq!(other.post_keyed(&path, "k", &json!({})).await.body, answer.body);
        assert_eq!(standing(api, &ledger, &first).await["status"], "proposed");
        act(&other, &ledger, &first, "approve", json!({})).await.expect(201);

        // A frozen account, a name that is taken, a condition that holds no longer, a limit that is used up.
        top_up(api, &ledger, 50).await;
        let policy = format!("{ledger}/accounts/users:1");
        let waiting = proposed(api, &ledger, &large()).await;
        api.patch(&policy, &json!({"status": "frozen"})).await.expect(200);
        act(&other, &ledger, &waiting, "approve", json!({})).await.expect_problem(422, "account_frozen");
        api.patch(&policy, &json!({"status": "open"})).await.expect(200);
        let named = proposed(api, &ledger, &with(large(), json!({"external_id": "rent"}))).await;
        post(api, &ledger, &with(simple("users:1", "users:2", "1"), json!({"external_id": "rent"}))).await.expect(201);
        act(&other, &ledger, &named, "approve", json!({})).await.expect_problem(409, "external_id_conflict");
        let version = api.get(&policy).await.expect(200).json()["account_version"].clone();
        let versioned = json!({"postings": [
            with(leg("debit", "users:1", "150"), json!({"if": {"account_version": version}})),
            leg("credit", "users:2", "150"),
        ]});
        let versioned = proposed(api, &ledger, &versioned).await;
        api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201);
        act(&other, &ledger, &versioned, "approve", json!({})).await.expect_problem(422, "condition_failed");
        act(api, &ledger, &versioned, "reject", json!({})).await.expect(200);
        act(api, &ledger, &named, "reject", json!({})).await.expect(200);
        act(&other, &ledger, &waiting, "approve", json!({})).await.expect(201);
    });
}

#[test]
fn a_proposal_counts_for_a_limit_when_it_is_approved() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        top_up(api, &ledger, 10).await;
        let limit = json!({"name": "much", "path_prefix": "users:1", "per": "account", "asset": "USD",
            "direction": "debit", "window": {"calendar": "year"}, "max_sum": "200"});
        api.post(&format!("{ledger}/limits"), &limit).await.expect(201);
        let first = proposed(api, &ledger, &large()).await;
        let second = proposed(api, &ledger, &large()).await;
        post(api, &ledger, &simple("users:1", "users:2", "200.01")).await.expect_problem(422, "limit_exceeded");
        act(&other, &ledger, &first, "approve", json!({})).await.expect(201);
        let problem = act(&other, &ledger, &second, "approve", json!({})).await;
        let problem = problem.expect_problem(422, "limit_exceeded");
        assert_eq!((&problem["used"], &problem["limit_name"]), (&json!("150.00"), &json!("much")));
        api.transfer(&ledger, "users:1", "users:2", "50").await.expect(201);
        api.transfer(&ledger, "users:1", "users:2", "0.01").await.expect_problem(422, "limit_exceeded");
    });
}

#[test]
fn a_holds_time_runs_from_its_approval() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let pending = |more: Value| with(with(large(), json!({"pending": true})), more);
        let proposal = proposed(api, &ledger, &pending(json!({"timeout_seconds": 3600}))).await;
        assert_eq!(proposal["kind"], "hold");
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "200.00", "200.00"]);
        assert_eq!(rows(&api.get(&format!("{ledger}/holds")).await.expect(200).json()).len(), 0);
        let held = act(&other, &ledger, &proposal, "approve", json!({})).await.expect(201).json();
        assert_eq!((&held["kind"], &held["status"]), (&json!("hold"), &json!("pending")));
        assert_eq!(held["expires_at"], moved(&held["recorded_at"], 3600 * 1_000_000));
        assert_eq!(held["approval"]["approved_by"], person(&other));
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["200.00", "50.00", "50.00"]);
        assert_eq!(state_of(api, &ledger, &held).await["status"], "open");
        // What settles a hold asks nobody.
        act(api, &ledger, &held, "capture", json!({"amount": "120"})).await.expect(201);
        act(api, &ledger, &held, "void", json!({})).await.expect(201);
        assert_eq!(amounts(api, &ledger, "users:1", "").await, ["80.00", "80.00", "80.00"]);

        // One whose end is an instant is approved before that or never.
        top_up(api, &ledger, 1).await;
        let now = api.transfer(&ledger, "assets:bank", "assets:cash", "1").await.expect(201).json();
        let soon = moved(&now["recorded_at"], 2_000_000);
        let brief = proposed(api, &ledger, &pending(json!({"expires_at": soon}))).await;
        until("the end is over", async || {
            let passed = api.transfer(&ledger, "assets:bank", "assets:cash", "1").await.expect(201).json();
            passed["recorded_at"].as_str() > Some(&*soon)
        })
        .await;
        act(&other, &ledger, &brief, "approve", json!({})).await.expect_problem(422, "expires_too_early");
        assert_eq!(standing(api, &ledger, &brief).await["status"], "proposed");
    });
}

#[test]
fn a_reversal_waits_as_well() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"reversals": true})).await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "60").await.expect(201).json();
        let path = format!("{}/reverse", path_of(&ledger, &paid));
        let body = json!({"amount": "40", "description": "Refund"});
        let answer = api.post_keyed(&path, "refund", &body).await.expect(202);
        let proposal = answer.json();
        assert_eq!(answer.header("location"), Some(&*proposal_path(&ledger, &proposal)));
        assert_eq!(
            (&proposal["kind"], &proposal["reverses_id"], &proposal["description"]),
            (&json!("reversal"), &paid["id"], &json!("Refund"))
        );
        assert_eq!(proposal["postings"][0]["amount"], "40.00");
        let unreversed = api.get(&path_of(&ledger, &paid)).await.expect(200).json();
        // The other one is for all that is left: when it is approved.
        let rest = act(api, &ledger, &paid, "reverse", json!({})).await.expect(202).json();
        assert_eq!(rest["postings"][0]["amount"], "60.00");
        let over = act(api, &ledger, &paid, "reverse", json!({"amount": "60.01"})).await;
        over.expect_problem(422, "over_reversal");
        act(api, &ledger, &proposal, "approve", json!({})).await.expect_problem(403, "forbidden");

        let reversal = act(&other, &ledger, &proposal, "approve", json!({"reason": "Fine"})).await.expect(201).json();
        assert_eq!((&reversal["kind"], &reversal["reverses_id"]), (&json!("reversal"), &paid["id"]));
        assert_eq!(reversal["approval"]["reason"], "Fine");
        assert_eq!(api.post_keyed(&path, "refund", &body).await.expect(201).json(), reversal);
        let reversed = api.get(&path_of(&ledger, &paid)).await.expect(200).json();
        assert_ne!(reversed, unreversed);
        let last = act(&other, &ledger, &rest, "approve", json!({})).await.expect(201).json();
        assert_eq!(last["postings"][0]["amount"], "20.00");
        assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "200.00");
        act(api, &ledger, &paid, "reverse", json!({})).await.expect_problem(422, "over_reversal");
        // Both refused by what the other took.
        let paid = api.transfer(&ledger, "users:1", "users:2", "60").await.expect(201).json();
        let [one, two] = [
            act(api, &ledger, &paid, "reverse", json!({"amount": "40"})).await.expect(202).json(),
            act(api, &ledger, &paid, "reverse", json!({"amount": "40"})).await.expect(202).json(),
        ];
        act(&other, &ledger, &one, "approve", json!({})).await.expect(201);
        act(&other, &ledger, &two, "approve", json!({})).await.expect_problem(422, "over_reversal");
    });
}

#[test]
fn what_is_asked_for_in_a_batch_is_refused() {
    run(async |app| {
        let api = &app.api;
        let ledger = guarded(api, "demo", json!({"above": "100", "reversals": true})).await;
        let paid = api.transfer(&ledger, "users:1", "users:2", "10").await.expect(201).json();
        let path = format!("{ledger}/transfers/batch");
        let batch = async |atomic: bool, items: Value| {
            let body = json!({"atomic": atomic, "transfers": items});
            api.post_keyed(&path, &Uuid::new_v4().to_string(), &body).await
        };
        let small = simple("users:1", "users:2", "1");
        let reverse = json!({"action": "reverse", "transfer_id": paid["id"]});
        let group = |item: &Value| with(item.clone(), json!({"group": "a"}));
        let before = last_seq(api, &ledger).await;
        let items =
            json!([small, large(), reverse, with(large(), json!({"pending": true})), group(&small), group(&large())]);
        let results = batch(false, items).await.expect(200).json()["results"].clone();
        let codes: Vec<_> =
            (0..6).map(|index| results[index]["problem"]["code"].as_str().unwrap_or("posted").to_owned()).collect();
        assert_eq!(
            codes,
            [
                "posted",
                "approval_required",
                "approval_required",
                "approval_required",
                "group_refused",
                "approval_required",
            ]
        );
        let problem = &results[1]["problem"];
        assert_eq!(
            (&problem["rule"], &problem["account"], &problem["posting"], &problem["index"], &problem["status"]),
            (&json!("above"), &json!("users:1"), &json!(0), &json!(1), &json!(422))
        );
        assert_eq!(results[2]["problem"]["rule"], "reversals");
        let problem = batch(true, json!([small, large()])).await.expect_problem(422, "approval_required");
        assert_eq!(problem["index"], 1);
        assert_eq!(last_seq(api, &ledger).await, before + 1);
        assert_eq!(rows(&api.get(&format!("{ledger}/proposals")).await.expect(200).json()).len(), 0);
        // A simulation names it among the rules that refuse, or alone.
        let body = json!({"transfers": [large(), simple("users:1", "users:2", "500")]});
        let results = api.post(&format!("{ledger}/transfers/simulate"), &body).await.expect(200).json();
        let codes = |index: usize| -> Vec<Value> {
            let problems = results["results"][index]["problems"].as_array().expect("problems");
            problems.iter().map(|problem| problem["code"].clone()).collect()
        };
        assert_eq!(codes(0), ["approval_required"]);
        assert_eq!(codes(1), ["insufficient_balance", "approval_required"]);
    });
}

#[test]
fn a_dry_run_tells_that_it_would_wait() {
    run(async |app| {
        let api = &app.api;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let before = last_seq(api, &ledger).await;
        let dry = format!("{ledger}/transfers?dry_run=true");
        let id = Uuid::new_v4();
        let body = with(large(), json!({"id": id}));
        for key in [None, Some("k")] {
            let answer = match key {
                None => api.post(&dry, &body).await,
                Some(key) => api.post_keyed(&dry, key, &body).await,
            };
            let answer = answer.expect(202);
            assert_eq!(answer.header("tallybook-dry-run"), Some("true"));
            assert_eq!((answer.header("location"), answer.header("tallybook-seq")), (None, None));
            let would_be = answer.json();
            assert_eq!((&would_be["status"], &would_be["id"]), (&json!("proposed"), &json!(id)));
            assert_eq!(wanted_by(&would_be), ["above"]);
        }
        assert_eq!(last_seq(api, &ledger).await, before);
        api.get(&format!("{ledger}/transfers/{id}")).await.expect_problem(404, "not_found");
        assert_eq!(rows(&api.get(&format!("{ledger}/proposals")).await.expect(200).json()).len(), 0);
        let known = api.get(&format!("{ledger}/idempotency-keys/k")).await.expect(200).json();
        assert_eq!(known["status"], "unknown_key");
        api.post_keyed(&format!("{ledger}/transfers"), "k", &body).await.expect(202);
    });
}

#[test]
fn an_id_is_one_transfers_whether_it_waits_or_not() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let named = |body: Value| with(body, json!({"id": Uuid::from_u128(7)}));
        let proposal = proposed(api, &ledger, &named(large())).await;
        assert_eq!(proposal["id"], json!(Uuid::from_u128(7)));
        let mut findings = Findings::default();
        // Another request for the same id, be it for a second person or not.
        let answer = post(api, &ledger, &named(large())).await;
        findings.problem("proposed again", &answer, 409, "id_conflict", None);
        let answer = post(api, &ledger, &named(simple("users:1", "users:2", "1"))).await;
        findings.problem("posted beside it", &answer, 409, "id_conflict", None);
        let answer = act(&other, &ledger, &proposal, "approve", json!({})).await;
        findings.check(answer.status == 201, || format!("approved: {answer:?}"));
        let answer = post(api, &ledger, &named(large())).await;
        findings.problem("proposed after it was posted", &answer, 409, "id_conflict", None);
        findings.none();
    });
}

#[test]
fn an_id_of_a_rejected_proposal_is_not_used_again() {
    run(async |app| {
        let api = &app.api;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let named = |body: Value| with(body, json!({"id": Uuid::from_u128(7)}));
        let proposal = proposed(api, &ledger, &named(large())).await;
        act(api, &ledger, &proposal, "reject", json!({})).await.expect(200);
        post(api, &ledger, &named(large())).await.expect_problem(409, "id_conflict");
        post(api, &ledger, &named(simple("users:1", "users:2", "1"))).await.expect_problem(409, "id_conflict");
        assert_eq!(standing(api, &ledger, &proposal).await["status"], "rejected");
    });
}

#[test]
fn proposals_are_listed_by_where_they_stand() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        top_up(api, &ledger, 50).await;
        let mut made = Vec::new();
        for index in 0..9 {
            let proposal = proposed(api, &ledger, &large()).await;
            let after = match index % 3 {
                0 => proposal,
                1 => act(api, &ledger, &proposal, "reject", json!({"reason": "no"})).await.expect(200).json(),
                _ => {
                    let reason = json!({"reason": "yes"});
                    let transfer = act(&other, &ledger, &proposal, "approve", reason).await.expect(201).json();
                    let decided = json!({"status": "approved", "decided_by": person(&other), "reason": "yes",
                        "decided_at": transfer["recorded_at"]});
                    with(proposal, decided)
                }
            };
            made.push(after);
        }
        let path = format!("{ledger}/proposals");
        let newest: Vec<Value> = made.iter().rev().cloned().collect();
        let listed = api.get(&path).await.expect(200).json();
        assert_eq!(listed, json!({"data": newest, "next_cursor": null}));
        assert_eq!(all_rows(api, &format!("{path}?order=asc&limit=2")).await, made);
        assert_eq!(all_rows(api, &format!("{path}?limit=4")).await, newest);
        for (index, status) in ["proposed", "rejected", "approved"].into_iter().enumerate() {
            let of_status: Vec<Value> =
                made.iter().skip(index).step_by(3).filter(|proposal| proposal["status"] == status).cloned().collect();
            assert_eq!(of_status.len(), 3, "{status}");
            let ascending = all_rows(api, &format!("{path}?status={status}&order=asc&limit=2")).await;
            assert_eq!(ascending, of_status, "{status}");
            let descending = all_rows(api, &format!("{path}?status={status}&limit=1")).await;
            assert_eq!(descending, of_status.into_iter().rev().collect::<Vec<_>>(), "{status}");
        }
        // A cursor belongs to its filters.
        let cursor = api.get(&format!("{path}?limit=1")).await.expect(200).json()["next_cursor"].clone();
        let cursor = cursor.as_str().expect("a cursor");
        let answer = api.get(&format!("{path}?limit=1&status=proposed&cursor={cursor}")).await;
        assert_eq!(answer.expect_problem(400, "invalid_field")["field"], "cursor");
        for (query, code, field) in [
            ("status=open", "invalid_field", "status"),
            ("status=", "invalid_field", "status"),
            ("limit=0", "invalid_field", "limit"),
            ("state=proposed", "unknown_parameter", "state"),
        ] {
            let answer = api.get(&format!("{path}?{query}")).await;
            assert_eq!(answer.expect_problem(400, code)["field"], field, "{query}");
        }
    });
}

#[test]
fn who_may_not_see_a_ledger_sees_none_of_its_proposals() {
    run(async |app| {
        let api = &app.api;
        let ledger = guarded(api, "here", json!({"above": "100"})).await;
        let there = guarded(api, "there", json!({"above": "100"})).await;
        let proposal = proposed(api, &ledger, &large()).await;
        let tenant = api.with_key(&app.create_key(&["all"], &["there"]).await);
        for own in [&ledger, &there] {
            for path in [path_of(own, &proposal), proposal_path(own, &proposal)] {
                let answer = tenant.get(&path).await;
                assert_eq!(answer.header("location"), None);
                answer.expect_problem(404, "not_found");
            }
            for word in ["approve", "reject"] {
                act(&tenant, own, &proposal, word, json!({})).await.expect_problem(404, "not_found");
            }
        }
        tenant.get(&format!("{ledger}/proposals")).await.expect_problem(404, "not_found");
        assert_eq!(rows(&tenant.get(&format!("{there}/proposals")).await.expect(200).json()).len(), 0);
        let reader = api.with_key(&app.create_key(&["transfers:read"], &["here"]).await);
        assert_eq!(rows(&reader.get(&format!("{ledger}/proposals")).await.expect(200).json()).len(), 1);
        reader.get(&proposal_path(&ledger, &proposal)).await.expect(200);
        for word in ["approve", "reject"] {
            act(&reader, &ledger, &proposal, word, json!({})).await.expect_problem(403, "forbidden");
        }
        let writer = api.with_key(&app.create_key(&["transfers:write"], &["here"]).await);
        writer.get(&format!("{ledger}/proposals")).await.expect_problem(403, "forbidden");
        writer.get(&proposal_path(&ledger, &proposal)).await.expect_problem(403, "forbidden");
        let transfer = act(&writer, &ledger, &proposal, "approve", json!({})).await.expect(201).json();
        assert_eq!(transfer["approval"]["approved_by"], person(&writer));
    });
}

#[test]
fn what_a_decision_says_is_checked() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let proposal = proposed(api, &ledger, &large()).await;
        let posted = api.transfer(&ledger, "users:1", "users:2", "1").await.expect(201).json();
        let mut findings = Findings::default();
        for word in ["approve", "reject"] {
            let path = format!("{}/{word}", path_of(&ledger, &proposal));
            for (body, code, field) in [
                (json!({"reason": 5}), "invalid_field", "/reason"),
                (json!({"reason": "x".repeat(1025)}), "invalid_field", "/reason"),
                (json!({"amount": "1"}), "unknown_field", "/amount"),
            ] {
                let request = (reqwest::Method::POST, &*path);
                findings.refused(&other, request, &body, (400, code, Some(field))).await;
            }
            let answer = other.post(&path, &json!({})).await;
            findings.problem(word, &answer, 400, "idempotency_key_required", None);
            for id in [&json!(Uuid::new_v4()), &posted["id"], &json!("nothing")] {
                let answer = api.get(&proposal_path(&ledger, &json!({"id": id}))).await;
                findings.problem(&format!("get {id}"), &answer, 404, "not_found", None);
            }
            let answer: Answered = other.post_keyed(&format!("{path}?dry_run=true"), "k", &json!({})).await;
            findings.check(answer.status == 400, || format!("{word} as a dry run: {answer:?}"));
            // No proposal: nothing, a transfer, no id at all.
            for id in [&json!(Uuid::new_v4()), &posted["id"], &json!("nothing")] {
                let target = json!({"id": id});
                let answer = act(&other, &ledger, &target, word, json!({})).await;
                findings.problem(&format!("{word} {id}"), &answer, 404, "not_found", None);
            }
        }
        findings.none();
        assert_eq!(standing(api, &ledger, &proposal).await["status"], "proposed");
        act(&other, &ledger, &proposal, "approve", json!({"reason": "x".repeat(1024)})).await.expect(201);
    });
}

#[test]
fn a_small_hold_is_not_incremented_beyond_what_needs_a_second_person() {
    run(async |app| {
        let api = &app.api;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let held = hold(api, &ledger, "100", json!({})).await;
        // A hold may end while somebody thinks about it, so an increment cannot wait.
        let problem = act(api, &ledger, &held, "increment", json!({"amount": "50"})).await;
        assert_eq!(problem.expect_problem(422, "approval_required")["rule"], "above");
        act(api, &ledger, &held, "capture", json!({})).await.expect(201);
        assert_eq!(amounts(api, &ledger, "users:1", "").await[0], "100.00");
    });
}

/// What is "up to" an amount is approved up to what the approver was shown.
#[test]
fn a_sweep_is_approved_up_to_what_was_shown() {
    run(async |app| {
        let api = &app.api;
        let other = second(app).await;
        let ledger = guarded(api, "demo", json!({"above": "100"})).await;
        let sweep = json!({"debit_account": "users:1", "credit_account": "users:2", "amount": "100000", "up_to": true});
        let proposal = post(api, &ledger, &sweep).await.expect(202).json();
        let shown = proposal["postings"][0]["amount"].clone();
        // More comes in while it waits.
        top_up(api, &ledger, 1).await;
        let posted = act(&other, &ledger, &proposal, "approve", json!({})).await.expect(201).json();
        assert_eq!(posted["postings"][0]["amount"], shown);
    });
}
