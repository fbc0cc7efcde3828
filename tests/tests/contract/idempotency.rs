//! Idempotency: each row of the table in docs/api.md, wherever the first answer is kept.

use reqwest::Method;
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, App, Service, ServiceOptions, run, run_with, until};

use crate::support::{Findings, HeldHead, books, last_seq, leg, raw, simple, stuck, with};

/// A request under a key, and its first answer.
struct Kept {
    path: String,
    key: String,
    body: Value,
    first: Answered,
}

/// One request of every kind that keeps its answer: posted, refused, created, found.
async fn kept(app: &App) -> Vec<Kept> {
    let api = &app.api;
    let ledger = books(api, "demo").await;
    let poor = json!({"policy": {"min_balance": "0", "max_balance": "100"}});
    api.account(&ledger, "poor", "liability", "USD", poor).await;
    api.account(&ledger, "eur", "asset", "EUR", json!({})).await;
    api.account(&ledger, "frozen", "asset", "USD", json!({})).await;
    api.patch(&format!("{ledger}/accounts/frozen"), &json!({"status": "frozen"})).await.expect(200);
    let id = "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d";
    let full = with(
        simple("assets:bank", "users:1", "12.34"),
        json!({"id": id, "external_id": "x", "effective_at": "2026-03-31T22:00:00Z", "description": "Grüße", "metadata": {"é": "🦓", "a": "b"}}),
    );
    let hold = "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4f";
    let [increment, extend, capture, void, refund] =
        ["increment", "extend", "capture", "void", "reverse"].map(|action| format!("transfers/{hold}/{action}"));
    let reverse = format!("transfers/{id}/reverse");
    let batch = |atomic: bool, transfers: Value| json!({"atomic": atomic, "transfers": transfers});
    let fine = simple("assets:bank", "users:1", "1");
    let account = json!({"path": "new", "type": "asset", "asset": "USD", "metadata": {"a": "b"}});
    let requests = [
        ("transfers", full.clone(), 201),
        (
            "transfers",
            json!({"postings": [leg("debit", "assets:bank", "3"), leg("credit", "users:1", "1"), leg("credit", "users:2", "2")]}),
            201,
        ),
        ("transfers", simple("poor", "users:1", "5"), 422),
        ("transfers", simple("users:1", "poor", "500"), 422),
        ("transfers", simple("assets:bank", "nobody", "1"), 422),
        ("transfers", simple("assets:bank", "eur", "1"), 422),
        ("transfers", simple("assets:bank", "frozen", "1"), 422),
        ("transfers", simple("assets:bank", "users:1", "0.001"), 422),
        ("transfers", with(fine.clone(), json!({"id": id})), 409),
        ("transfers", with(fine.clone(), json!({"external_id": "x"})), 409),
        ("transfers", with(fine.clone(), json!({"id": hold, "pending": true, "timeout_seconds": 3600})), 201),
        (&*increment, json!({"amount": "2"}), 201),
        (&*extend, json!({"expires_at": null}), 201),
        (&*capture, json!({"amount": "0.5", "metadata": {"a": "b"}}), 201),
        (&*capture, json!({"amount": "5"}), 422),
        (&*void, json!({}), 201),
        (&*void, json!({}), 409),
        (&*reverse, json!({"amount": "0.34", "external_id": "back"}), 201),
        (&*refund, json!({}), 422),
        (
            "transfers/batch",
            batch(
                false,
                json!([
                    {"action": "reverse", "transfer_id": id, "amount": "2"},
                    with(fine.clone(), json!({"group": "a"})),
                    with(simple("poor", "users:1", "5"), json!({"group": "a"})),
                ]),
            ),
            200,
        ),
        ("transfers/batch", batch(true, json!([fine, fine])), 200),
        ("transfers/batch", batch(true, json!([fine, simple("poor", "users:1", "5")])), 422),
        (
            "transfers/batch",
            batch(false, json!([fine, simple("poor", "users:1", "5"), simple("frozen", "users:1", "1"), fine])),
            200,
        ),
        ("transfers/batch", batch(false, json!([simple("poor", "users:1", "5")])), 200),
        ("accounts", account.clone(), 201),
        ("accounts", account.clone(), 200),
        ("accounts", with(account.clone(), json!({"type": "equity"})), 409),
        ("accounts", json!({"path": "btc", "type": "asset", "asset": "BTC"}), 422),
        ("accounts/batch", json!({"accounts": [account, {"path": "newer", "type": "asset", "asset": "USD"}]}), 201),
        ("assets", json!({"code": "PTS", "scale": 3, "name": "Points"}), 201),
        ("assets", json!({"code": "PTS", "scale": 3, "name": "Points"}), 200),
        ("assets", json!({"code": "PTS", "scale": 4}), 409),
    ];
    let mut all = Vec::new();
    for (index, (path, body, status)) in requests.into_iter().enumerate() {
        let (path, key) = (format!("{ledger}/{path}"), format!("kept-{index}"));
        let first = api.post_keyed(&path, &key, &body).await.expect(status);
        assert!(first.header("idempotent-replayed").is_none(), "{path} {key}");
        all.push(Kept { path, key, body, first });
    }
    for (name, status) in [("made", 201), ("made", 200), ("demo", 409)] {
        let body = json!({"name": name, "time_zone": "Europe/Paris"});
        let (path, key) = ("/v1/ledgers".to_owned(), format!("ledger-{}", all.len()));
        let first = api.post_keyed(&path, &key, &body).await.expect(status);
        all.push(Kept { path, key, body, first });
    }
    all
}

/// The world moves on: nothing that was refused would be refused now.
async fn move_on(api: &Api) {
    let ledger = "/v1/ledgers/demo";
    api.transfer(ledger, "assets:bank", "poor", "50").await.expect(201);
    api.patch(&format!("{ledger}/accounts/poor"), &json!({"policy": null})).await.expect(200);
    api.patch(&format!("{ledger}/accounts/frozen"), &json!({"status": "open"})).await.expect(200);
    api.patch(&format!("{ledger}/accounts/new"), &json!({"metadata": {"c": "d"}, "description": "changed"}))
        .await
        .expect(200);
    api.patch(&format!("{ledger}/accounts/assets:bank"), &json!({"status": "frozen"})).await.expect(200);
    api.account(ledger, "nobody", "liability", "USD", json!({})).await;
    api.post(&format!("{ledger}/assets"), &json!({"code": "BTC", "scale": 8})).await.expect(201);
}

/// Sends each request again: the same answer, byte for byte, and it says so.
async fn check_replays(api: &Api, kept: &[Kept], place: &str) {
    let mut findings = Findings::default();
    for Kept { path, key, body, first } in kept {
        let again = api.post_keyed(path, key, body).await;
        let what = format!("{place}: {path} {body}");
        findings.check(again.status == first.status && again.body == first.body, || {
            format!(
                "{what}: {} {} became {} {}",
                first.status,
                String::from_utf8_lossy(&first.body),
                again.status,
                String::from_utf8_lossy(&again.body)
            )
        });
        for header in ["location", "tallybook-seq", "content-type", "etag"] {
            findings.check(again.header(header) == first.header(header), || {
                format!("{what}: {header} {:?} became {:?}", first.header(header), again.header(header))
            });
        }
        findings
            .check(again.header("idempotent-replayed") == Some("true"), || format!("{what}: not marked as replayed"));
        findings
            .check(again.header("request-id") != first.header("request-id"), || format!("{what}: the same Request-Id"));
    }
    findings.none();
}

#[test]
fn a_retry_gets_the_first_answer_byte_for_byte_wherever_it_is_kept() {
    run(async |app| {
        let all = kept(app).await;
        let fresh = last_seq(&app.api, "/v1/ledgers/demo").await;
        // Straight on: from this process' Redis, once it has them.
        check_replays(&app.api, &all, "at once").await;
        until("Redis has the answers", async || {
            app.api.post_keyed(&all[0].path, &all[0].key, &all[0].body).await.expect(201);
            app.api.metric("tallybook_idempotency_total", "source=\"redis\"").await > 0.0
        })
        .await;
        check_replays(&app.api, &all, "from Redis").await;
        assert_eq!(last_seq(&app.api, "/v1/ledgers/demo").await, fresh, "a replay changes nothing");

        move_on(&app.api).await;
        check_replays(&app.api, &all, "after the world moved on").await;

        // A process that knows nothing, without Redis, decides from Postgres; then from its memory.
        let without = app.second_service(ServiceOptions::without_redis()).await;
        let other = app.api.at(&without.url);
        check_replays(&other, &all, "from Postgres").await;
        assert!(other.metric("tallybook_idempotency_total", "source=\"postgres\"").await > 0.0);
        check_replays(&other, &all, "from memory").await;
        assert!(other.metric("tallybook_idempotency_total", "source=\"memory\"").await > 0.0);
        drop(without);
        // A restarted one with Redis.
        let restarted = app.second_service(ServiceOptions::default()).await;
        check_replays(&app.api.at(&restarted.url), &all, "after a restart").await;
    });
}

#[test]
fn a_service_without_redis_replays_and_so_does_the_next_after_it_was_killed() {
    run_with(ServiceOptions::without_redis(), async |app| {
        let all = kept(app).await;
        check_replays(&app.api, &all, "without Redis").await;
        move_on(&app.api).await;
        let mut second = Service::start(&app.database.service_url, ServiceOptions::without_redis()).await;
        check_replays(&app.api.at(&second.url), &all, "on a second process").await;
        second.child.signal("KILL").await;
        second.child.wait().await;
        let third = Service::start(&app.database.service_url, ServiceOptions::without_redis()).await;
        check_replays(&app.api.at(&third.url), &all, "on a third").await;
    });
}

#[test]
fn a_key_is_one_header_of_printable_ascii_and_may_be_quoted() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let body = simple("assets:bank", "users:1", "1");
        let text = body.to_string();
        let mut findings = Findings::default();

        api.post(&transfers, &body).await.expect_problem(400, "idempotency_key_required");
        let long = "k".repeat(255);
        let longer = "k".repeat(256);
        let post = |keys: &[&str]| {
            let keys: String = keys.iter().map(|key| format!("\r\nIdempotency-Key: {key}")).collect();
            format!(
                "POST {transfers} HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {}{keys}",
                text.len()
            )
        };
        for keys in [&[""][..], &["\"\""], &[&longer], &["ä"], &["a\tb"], &["a", "b"], &["a", "a"], &["", ""]] {
            let answer = raw(api, &post(keys), text.as_bytes()).await;
            findings.problem(&format!("{keys:?}"), &answer, 400, "idempotency_key_invalid", None);
        }
        assert_eq!(last_seq(api, &ledger).await, 5);
        for (key, same) in
            [("abc", "\"abc\""), (&*long, &*format!("\"{long}\"")), ("a b,c;d=\"e\"", " a b,c;d=\"e\" "), ("~!", "~!")]
        {
            let first = raw(api, &post(&[key]), text.as_bytes()).await.expect(201);
            let again = raw(api, &post(&[same]), text.as_bytes()).await.expect(201);
            findings.check(first.json() == again.json() && again.header("idempotent-replayed") == Some("true"), || {
                format!("{key}: {again:?}")
            });
        }
        // Case counts.
        let other = raw(api, &post(&["ABC"]), text.as_bytes()).await.expect(201);
        findings.check(other.header("idempotent-replayed").is_none(), || "ABC is not abc".to_owned());
        // A key on other POSTs is judged by the same rule.
        for (path, body) in
            [("accounts", json!({"path": "a", "type": "asset", "asset": "USD"})), ("assets", json!({"code": "USD"}))]
        {
            let answer = api
                .send(
                    Method::POST,
                    &format!("{ledger}/{path}"),
                    &[("idempotency-key", "a"), ("idempotency-key", "b")],
                    Some(body.to_string().into()),
                )
                .await;
            findings.problem(path, &answer.expect("an answer"), 400, "idempotency_key_invalid", None);
        }
        findings.none();
    });
}

#[test]
fn what_means_the_same_is_the_same_request() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let send = async |text: &str| {
            let headers = [("idempotency-key", "k")];
            api.send(Method::POST, &transfers, &headers, Some(text.as_bytes().to_vec())).await.expect("an answer")
        };
        let first = send(r#"{"debit_account":"assets:bank","credit_account":"users:1","amount":"1.0","effective_at":"2026-03-31T22:00:00Z","metadata":{"a":"1","b":"2"}}"#).await.expect(201);
        let same = [
            r#"{"metadata":{"b":"2","a":"1"},"amount":"1.00","effective_at":"2026-04-01T00:00:00.000+02:00","credit_account":"users:1","debit_account":"assets:bank"}"#,
            "\t{ \"amount\" :\r\n\"1\", \"debit_account\": \"assets\\u003abank\", \"credit_account\": \"users:1\", \"effective_at\": \"2026-03-31T22:00:00.000000Z\", \"metadata\": {\"a\": \"\\u0031\", \"b\": \"2\"}} ",
            r#"{"postings":[{"account":"assets:bank","direction":"debit","amount":"1"},{"account":"users:1","direction":"credit","amount":"1.0"}],"effective_at":"2026-03-31T22:00:00Z","metadata":{"a":"1","b":"2"},"description":null,"id":null}"#,
        ];
        for same in same {
            let again = send(same).await.expect(201);
            assert_eq!((&again.body, again.header("idempotent-replayed")), (&first.body, Some("true")), "{same}");
        }
        // Two equal payments under two keys are two payments.
        let two = api.transfer(&ledger, "assets:bank", "users:1", "1").await.expect(201).json();
        let three = api.transfer(&ledger, "assets:bank", "users:1", "1").await.expect(201).json();
        assert_ne!(two["id"], three["id"]);
        // A key's scope is its ledger.
        let other = books(api, "other").await;
        let elsewhere = api
            .post_keyed(&format!("{other}/transfers"), "k", &simple("assets:bank", "users:2", "9"))
            .await
            .expect(201);
        assert!(elsewhere.header("idempotent-replayed").is_none());
        // Not the API key: after a rotation a retry still is one.
        let rotated = api.with_key(&app.create_key(&["all"], &[]).await);
        let body: Value = serde_json::from_str(same[0]).expect("JSON");
        assert_eq!(rotated.post_keyed(&transfers, "k", &body).await.expect(201).body, first.body);
    });
}

#[test]
fn a_reused_key_is_told_the_first_field_that_differs() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let body = with(
            simple("assets:bank", "users:1", "1"),
            json!({"id": "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d", "external_id": "x", "effective_at": "2026-03-31T22:00:00Z", "description": "d", "metadata": {"a": "b"}}),
        );
        api.post_keyed(&transfers, "k", &body).await.expect(201);
        let cases = [
            (json!({"debit_account": "assets:cash"}), "/debit_account"),
            (json!({"credit_account": "users:2"}), "/credit_account"),
            (json!({"amount": "1.01"}), "/amount"),
            (json!({"amount": "1.001"}), "/amount"),
            (json!({"id": null}), "/id"),
            (json!({"external_id": "X"}), "/external_id"),
            (json!({"effective_at": null}), "/effective_at"),
            (json!({"effective_at": "2026-03-31T22:00:00.000001Z"}), "/effective_at"),
            (json!({"description": null}), "/description"),
            (json!({"description": "d "}), "/description"),
            (json!({"metadata": {"a": "c"}}), "/metadata"),
            (json!({"metadata": {}}), "/metadata"),
            (json!({"amount": "2", "description": "e"}), "/amount"),
            (json!({"metadata": {}, "id": "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4e"}), "/id"),
        ];
        for (more, field) in cases {
            let problem = api
                .post_keyed(&transfers, "k", &with(body.clone(), more.clone()))
                .await
                .expect_problem(422, "idempotency_key_reused");
            assert_eq!(problem["field"], field, "{more}");
        }
        // Another route differs altogether.
        let account = json!({"path": "new", "type": "asset", "asset": "USD"});
        let problem = api
            .post_keyed(&format!("{ledger}/accounts"), "k", &account)
            .await
            .expect_problem(422, "idempotency_key_reused");
        assert!(problem.get("field").is_none(), "{problem}");
        let batch = json!({"atomic": true, "transfers": [body]});
        api.post_keyed(&format!("{ledger}/transfers/batch"), "k", &batch)
            .await
            .expect_problem(422, "idempotency_key_reused");
        // On the others as well.
        api.post_keyed(&format!("{ledger}/accounts"), "account", &account).await.expect(201);
        for (more, field) in [
            (json!({"path": "newer"}), "/path"),
            (json!({"policy": {"min_balance": "0"}}), "/policy"),
            (json!({"normal_side": "credit"}), "/normal_side"),
        ] {
            let problem = api
                .post_keyed(&format!("{ledger}/accounts"), "account", &with(account.clone(), more))
                .await
                .expect_problem(422, "idempotency_key_reused");
            assert_eq!(problem["field"], field);
        }
        api.post_keyed(
            &format!("{ledger}/transfers/batch"),
            "batch",
            &json!({"atomic": true, "transfers": [simple("assets:bank", "users:1", "1")]}),
        )
        .await
        .expect(200);
        for (other, field) in [
            (json!({"atomic": false, "transfers": [simple("assets:bank", "users:1", "1")]}), "/atomic"),
            (json!({"atomic": true, "transfers": [simple("assets:bank", "users:1", "2")]}), "/transfers"),
        ] {
            let problem = api
                .post_keyed(&format!("{ledger}/transfers/batch"), "batch", &other)
                .await
                .expect_problem(422, "idempotency_key_reused");
            assert_eq!(problem["field"], field);
        }
        // Of a hold, what a transfer has not; of an action, what it acts on.
        let held = with(simple("users:1", "users:2", "1"), json!({"pending": true, "timeout_seconds": 60}));
        let id = api.post_keyed(&transfers, "hold", &held).await.expect(201).json()["id"].clone();
        for (more, field) in [
            (json!({"timeout_seconds": 61}), "/timeout_seconds"),
            (json!({"timeout_seconds": null, "expires_at": "2190-01-01T00:00:00Z"}), "/expires_at"),
            (json!({"up_to": true}), "/up_to"),
            (json!({"manual": true}), "/manual"),
            (json!({"amount": "2"}), "/amount"),
        ] {
            let problem = api.post_keyed(&transfers, "hold", &with(held.clone(), more)).await;
            assert_eq!(problem.expect_problem(422, "idempotency_key_reused")["field"], field);
        }
        let capture = format!("{transfers}/{}/capture", id.as_str().expect("an id"));
        api.post_keyed(&capture, "capture", &json!({"amount": "0.5"})).await.expect(201);
        for (other, field) in [
            (json!({"amount": "0.6"}), "/amount"),
            (json!({"amount": "0.5", "final": true}), "/final"),
            (json!({"amount": "0.5", "description": "d"}), "/description"),
            (json!({"amount": "0.5", "effective_at": "2190-01-01T00:00:00Z"}), "/effective_at"),
        ] {
            let problem = api.post_keyed(&capture, "capture", &other).await;
            assert_eq!(problem.expect_problem(422, "idempotency_key_reused")["field"], field);
        }
        // The first answer is untouched by all that.
        assert_eq!(
            api.post_keyed(&transfers, "k", &body).await.expect(201).header("idempotent-replayed"),
            Some("true")
        );
    });
}

#[test]
fn what_the_request_alone_decides_uses_up_no_key() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let body = simple("assets:bank", "users:1", "1");
        let reader = api.with_key(&app.create_key(&["transfers:read"], &[]).await);
        api.post_keyed(&transfers, "k", &with(body.clone(), json!({"amount": "0"})))
            .await
            .expect_problem(400, "invalid_field");
        api.post_keyed(&transfers, "k", &with(body.clone(), json!({"held": true})))
            .await
            .expect_problem(400, "unknown_field");
        api.post_keyed(&format!("{transfers}?dry=1"), "k", &body).await.expect_problem(400, "unknown_parameter");
        api.post_keyed("/v1/ledgers/none/transfers", "k", &body).await.expect_problem(404, "not_found");
        api.with_key("tb_wrong").post_keyed(&transfers, "k", &body).await.expect_problem(401, "unauthenticated");
        reader.post_keyed(&transfers, "k", &body).await.expect_problem(403, "forbidden");
        let key = async |key: &str| api.get(&format!("{ledger}/idempotency-keys/{key}")).await.expect(200).json();
        assert_eq!(key("k").await, json!({"status": "unknown_key"}));
        let posted = api.post_keyed(&transfers, "k", &body).await.expect(201);
        assert!(posted.header("idempotent-replayed").is_none());

        // What a key did can be looked up, by its quoted form too.
        let transfer = posted.json();
        let done = json!({"status": "done", "response_status": 201, "transfer_id": transfer["id"], "recorded_at": transfer["recorded_at"]});
        assert_eq!((key("k").await, key("%22k%22").await), (done.clone(), done));
        api.post_keyed(&transfers, "odd key/ü?", &body).await;
        api.post_keyed(&transfers, "odd key/?#%", &body).await.expect(201);
        assert_eq!(key("odd%20key%2F%3F%23%25").await["status"], "done");
        api.post_keyed(&transfers, "refused", &simple("assets:bank", "nobody", "1")).await.expect(422);
        let refused = key("refused").await;
        assert_eq!(
            (&refused["status"], &refused["response_status"], refused.get("transfer_id")),
            (&json!("done"), &json!(422), None)
        );
        let batch = json!({"atomic": true, "transfers": [body.clone()]});
        api.post_keyed(&format!("{transfers}/batch"), "batch", &batch).await.expect(200);
        assert_eq!(key("batch").await["response_status"], 200);
        let items = json!({"atomic": false, "transfers": [with(body, json!({"idempotency_key": "item"}))]});
        let item = api.post(&format!("{transfers}/batch"), &items).await.expect(200).json();
        let done = key("item").await;
        assert_eq!(
            (&done["response_status"], &done["transfer_id"]),
            (&json!(201), &item["results"][0]["transfer"]["id"])
        );
        for odd in ["%C3%BC", &"k".repeat(256), "%00", "%22%22"] {
            api.get(&format!("{ledger}/idempotency-keys/{odd}")).await.expect_problem(400, "idempotency_key_invalid");
        }
        reader.get(&format!("{ledger}/idempotency-keys/k")).await.expect(200);
    });
}

#[test]
fn duplicates_at_once_are_one_transfer_and_one_answer() {
    run(async |app| {
        let second = app.second_service(ServiceOptions::default()).await;
        let ledger = books(&app.api, "demo").await;
        let body = simple("assets:bank", "users:1", "1");
        let apis = [app.api.clone(), app.api.at(&second.url)];
        let transfers = format!("{ledger}/transfers");
        let answers =
            futures_util::future::join_all((0..50).map(|n| apis[n % 2].post_keyed(&transfers, "k", &body))).await;
        let fresh = answers.iter().filter(|answer| answer.header("idempotent-replayed").is_none()).count();
        assert_eq!(fresh, 1, "one did the work");
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
            assert_eq!(answer.header("location"), answers[0].header("location"));
        }
        assert_eq!(app.api.balance(&ledger, "users:1", "").await["account_version"], 1);
    });
}

#[test]
fn while_the_first_is_running_its_duplicate_is_told_so() {
    run_with(ServiceOptions::default().arg("--request-timeout=1"), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let body = simple("assets:bank", "users:1", "1");
        let [first, duplicate, other] = stuck(app, &ledger, &body).await;
        for (answer, status, code) in [
            (&first, 503, "outcome_unknown"),
            (&duplicate, 409, "idempotency_in_progress"),
            (&other, 503, "overloaded"),
        ] {
            assert_eq!(answer.header("retry-after"), Some("1"));
            answer.clone().expect_problem(status, code);
        }
        // The same key finds out what became of it; what was not begun was not done.
        let transfers = format!("{ledger}/transfers");
        let known = api.post_keyed(&transfers, "stuck", &body).await.expect(201);
        let again = api.post_keyed(&transfers, "stuck", &body).await.expect(201);
        assert_eq!(known.body, again.body);
        let key = api.get(&format!("{ledger}/idempotency-keys/other")).await.expect(200).json();
        assert_eq!(key["status"], "unknown_key");
        assert_eq!(api.balance(&ledger, "users:1", "").await["account_version"], 1);
    });
}

#[test]
fn after_a_key_has_expired_the_external_id_still_refuses() {
    run_with(ServiceOptions::without_redis(), async |app| {
        let ledger = books(&app.api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let body = with(simple("assets:bank", "users:1", "1"), json!({"external_id": "order-42"}));
        let posted = app.api.post_keyed(&transfers, "k", &body).await.expect(201);
        // Two turns of the tables, as if two retention periods had passed.
        let mut conn = app.database.connect().await;
        for _ in 0..2 {
            crate::support::run_sql(&mut conn, "update idempotency_turn set since = since - interval '40 days'; select rotate_idempotency_keys('30 days')").await;
        }
        // Another process, for this one may keep the answer in memory for a while.
        let other = app.second_service(ServiceOptions::without_redis()).await;
        let api = app.api.at(&other.url);
        assert_eq!(api.get(&format!("{ledger}/idempotency-keys/k")).await.expect(200).json()["status"], "unknown_key");
        let refused = api.post_keyed(&transfers, "k", &body).await;
        assert_eq!(refused.header("location"), posted.header("location"));
        let problem = refused.expect_problem(409, "external_id_conflict");
        assert_eq!(problem["transfer_id"], posted.json()["id"]);
    });
}

#[test]
fn an_items_key_is_in_progress_too() {
    run_with(ServiceOptions::default().arg("--request-timeout=1"), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let body = simple("assets:bank", "users:1", "1");
        let items = json!({"atomic": false, "transfers": [with(body.clone(), json!({"idempotency_key": "item"}))]});
        let (transfers, batch) = (format!("{ledger}/transfers"), format!("{ledger}/transfers/batch"));
        let mut held = HeldHead::of(app, &ledger).await;
        let behind = async {
            until("the batch waits for the head", async || held.waiting().await == 1).await;
            tokio::join!(api.post_keyed(&transfers, "item", &body), api.post(&batch, &items))
        };
        let (first, (single, again)) = tokio::join!(api.post(&batch, &items), behind);
        held.release().await;
        first.expect_problem(503, "outcome_unknown");
        single.expect_problem(409, "idempotency_in_progress");
        again.expect_problem(409, "idempotency_in_progress");
        let results = api.post(&batch, &items).await.expect(200).json()["results"].clone();
        assert_eq!(api.post_keyed(&transfers, "item", &body).await.expect(201).json(), results[0]["transfer"]);
        assert_eq!(api.balance(&ledger, "users:1", "").await["account_version"], 1);
    });
}
