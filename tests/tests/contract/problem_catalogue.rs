//! Every code of the catalogue is obtained here from a real service, as documented.

use std::collections::BTreeMap;

use ledger_http::Code;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Connection as _;
use tallybook_tests::{Answered, Api, App, Database, ServiceOptions, run, run_with, until};

use crate::{
    operations::undocumented_in_problem,
    support::{act, books, funded, hold, leg, path_of, post, raw, run_sql, simple, state_of, stuck, with},
};

/// What was obtained: per code, an answer.
#[derive(Default)]
struct Obtained(BTreeMap<&'static str, Answered>);

impl Obtained {
    fn record(&mut self, code: Code, answer: Answered) {
        let problem = answer.clone().expect_problem(code.status(), code.as_str());
        assert_eq!(problem["type"], format!("urn:tallybook:problem:{}", code.as_str()));
        assert_eq!((&problem["title"], &problem["status"]), (&json!(code.title()), &json!(code.status())));
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{problem}");
        assert_eq!(problem["request_id"].as_str(), answer.header("request-id"));
        let wait = matches!(code.status(), 429 | 503) || code == Code::IdempotencyInProgress;
        assert_eq!(answer.header("retry-after").is_some(), wait, "{}", code.as_str());
        self.0.insert(code.as_str(), answer);
    }

    /// Records the answer to a request with a key, and checks whether it was kept as documented.
    async fn keyed(&mut self, code: Code, api: &Api, path: &str, body: &Value) {
        let key = uuid::Uuid::new_v4().to_string();
        let answer = api.post_keyed(path, &key, body).await;
        self.record(code, answer.clone());
        let ledger = match path.split('/').collect::<Vec<_>>()[..] {
            ["", "v1", "ledgers", ledger, ..] => format!("/v1/ledgers/{ledger}"),
            _ => format!("/v1/ledgers/{}", body["name"].as_str().expect("a ledger's name")),
        };
        let known = api.get(&format!("{ledger}/idempotency-keys/{key}")).await;
        if known.status == 200 {
            let status = if code.stored() { "done" } else { "unknown_key" };
            assert_eq!(known.json()["status"], status, "{}", code.as_str());
        }
        if code.stored() {
            let again = api.post_keyed(path, &key, body).await;
            assert_eq!(
                (&again.body, again.header("idempotent-replayed")),
                (&answer.body, Some("true")),
                "{}",
                code.as_str()
            );
        }
    }
}

#[test]
fn every_code_of_the_catalogue_is_obtained_as_documented() {
    run_with(ServiceOptions::default().arg("--request-timeout=1"), async |app| {
        let mut obtained = Obtained::default();
        decided_by_the_request(app, &mut obtained).await;
        decided_by_the_ledger(app, &mut obtained).await;
        decided_by_a_hold(app, &mut obtained).await;
        decided_by_a_policy(app, &mut obtained).await;
        decided_by_circumstance(app, &mut obtained).await;
        let missing: Vec<&str> =
            Code::ALL.iter().map(|code| code.as_str()).filter(|code| !obtained.0.contains_key(code)).collect();
        assert!(missing.is_empty(), "no test obtained {missing:?}");
        let answers: Vec<Answered> = obtained.0.into_values().collect();
        assert_eq!(undocumented_in_problem(&app.api, &answers).await, Vec::<String>::new());

        // The page says what the code says.
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/problems.json");
        let page = std::fs::read_to_string(page).expect("docs/problems.json is there");
        assert!(page == ledger_http::problems_json(), "docs/problems.json is not what the code says: make openapi");
    });
}

async fn decided_by_the_request(app: &App, obtained: &mut Obtained) {
    let api = &app.api;
    let ledger = books(api, "request").await;
    let transfers = format!("{ledger}/transfers");
    let fine = simple("assets:bank", "users:1", "1");
    obtained.record(Code::NotFound, api.get("/v1/ledgers/nowhere").await);
    obtained.record(Code::MethodNotAllowed, api.send(Method::DELETE, &transfers, &[], None).await.expect("an answer"));
    obtained.record(Code::Unauthenticated, api.with_key("tb_x").get(&ledger).await);
    let limited = app.second_service(ServiceOptions::default().arg("--rate-limit=1")).await;
    let limited = api.at(&limited.url);
    let first = limited.get(&ledger).await.expect(200);
    assert_eq!((first.header("ratelimit-limit"), first.header("ratelimit-remaining")), (Some("1"), Some("0")));
    let mut answer = first;
    until("the limit is reached", async || {
        answer = limited.get(&ledger).await;
        answer.status != 200
    })
    .await;
    assert_eq!((answer.header("ratelimit-limit"), answer.header("ratelimit-remaining")), (Some("1"), Some("0")));
    assert!(answer.header("ratelimit-reset").is_some());
    obtained.record(Code::RateLimited, answer);
    // Another key has a rate of its own.
    limited.with_key(&app.create_key(&["all"], &[]).await).get(&ledger).await.expect(200);

    let head = format!("POST {transfers} HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 999999");
    obtained.record(Code::BodyTooLarge, raw(api, &head, b"").await);
    let xml = [("content-type", "text/xml"), ("idempotency-key", "k")];
    obtained.record(
        Code::UnsupportedMediaType,
        api.send(Method::POST, &transfers, &xml, Some(b"{}".to_vec())).await.expect("an answer"),
    );
    obtained.record(
        Code::InvalidJson,
        api.send(Method::POST, &transfers, &xml[1..], Some(b"{".to_vec())).await.expect("an answer"),
    );
    obtained.keyed(Code::UnknownField, api, &transfers, &with(fine.clone(), json!({"x": 1}))).await;
    obtained.keyed(Code::UnknownParameter, api, &format!("{transfers}?x=1"), &fine).await;
    obtained.keyed(Code::InvalidField, api, &transfers, &simple("assets:bank", "users:1", "0")).await;
    obtained.record(Code::IdempotencyKeyRequired, api.post(&transfers, &fine).await);
    obtained.record(Code::IdempotencyKeyInvalid, api.post_keyed(&transfers, "", &fine).await);
    let reader = api.with_key(&app.create_key(&["transfers:read", "ledgers:read"], &[]).await);
    obtained.keyed(Code::Forbidden, &reader, &transfers, &fine).await;
}

async fn decided_by_the_ledger(app: &App, obtained: &mut Obtained) {
    let api = &app.api;
    let ledger = books(api, "state").await;
    let transfers = format!("{ledger}/transfers");
    let accounts = format!("{ledger}/accounts");
    let bounded = json!({"policy": {"min_balance": "0", "max_balance": "10"}});
    api.account(&ledger, "bounded", "liability", "USD", bounded).await;
    api.account(&ledger, "eur", "asset", "EUR", json!({})).await;
    for status in ["frozen", "closed"] {
        api.account(&ledger, status, "asset", "USD", json!({})).await;
        api.patch(&format!("{accounts}/{status}"), &json!({"status": status})).await.expect(200);
    }
    let id = "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d";
    let fine = simple("assets:bank", "users:1", "1");
    api.post_keyed(&transfers, "first", &with(fine.clone(), json!({"id": id, "external_id": "x"}))).await.expect(201);
    obtained.record(Code::IdempotencyKeyReused, api.post_keyed(&transfers, "first", &fine).await);

    let postings = |legs: Value| json!({"postings": legs});
    let refused = [
        (Code::IdConflict, with(fine.clone(), json!({"id": id}))),
        (Code::ExternalIdConflict, with(fine.clone(), json!({"external_id": "x"}))),
        (Code::AccountNotFound, simple("assets:bank", "nobody", "1")),
        (Code::AssetMismatch, simple("assets:bank", "eur", "1")),
        (Code::Unbalanced, postings(json!([leg("debit", "assets:bank", "2"), leg("credit", "users:1", "1")]))),
        (Code::AccountClosed, simple("closed", "users:1", "1")),
        (Code::AccountFrozen, simple("frozen", "users:1", "1")),
        (Code::InsufficientBalance, simple("bounded", "users:1", "1")),
        (Code::BalanceLimitExceeded, simple("users:1", "bounded", "11")),
        (Code::AmountOverflow, simple("assets:bank", "users:1", &"9".repeat(38))),
    ];
    for (code, body) in refused {
        obtained.keyed(code, api, &transfers, &body).await;
    }
    obtained.keyed(Code::AssetNotFound, api, &accounts, &json!({"path": "x", "type": "asset", "asset": "NONE"})).await;
    obtained
        .keyed(Code::AlreadyExists, api, &accounts, &json!({"path": "users:1", "type": "asset", "asset": "USD"}))
        .await;
    obtained
        .keyed(
            Code::AlreadyExists,
            api,
            &format!("{ledger}/accounts/batch"),
            &json!({"accounts": [{"path": "users:1", "type": "asset", "asset": "USD"}]}),
        )
        .await;
    obtained
        .keyed(Code::AlreadyExists, api, "/v1/ledgers", &json!({"name": "state", "time_zone": "Europe/Paris"}))
        .await;
    let users = format!("{accounts}/users:1");
    obtained.record(Code::AccountNotEmpty, api.patch(&users, &json!({"status": "closed"})).await);
    obtained.record(Code::VersionConflict, api.patch(&users, &json!({"if_revision": 9, "description": "x"})).await);
    let endpoints = format!("{ledger}/webhook_endpoints");
    for number in 0..100 {
        api.post(&endpoints, &json!({"url": format!("https://{number}.invalid/")})).await.expect(201);
    }
    let one_more = json!({"url": "https://more.invalid/"});
    obtained.record(Code::TooManyEndpoints, api.post(&endpoints, &one_more).await);
    let metadata = |key: &str| json!({"metadata": {key: "x".repeat(5000)}});
    api.patch(&users, &metadata("a")).await.expect(200);
    obtained.record(Code::MetadataLimitExceeded, api.patch(&users, &metadata("b")).await);
}

async fn decided_by_a_hold(app: &App, obtained: &mut Obtained) {
    let api = &app.api;
    let ledger = funded(api, "holds").await;
    let paid = api.transfer(&ledger, "users:1", "users:2", "10").await.expect(201).json();
    let voided = hold(api, &ledger, "1", json!({})).await;
    act(api, &ledger, &voided, "void", json!({})).await.expect(201);
    let expired = hold(api, &ledger, "1", json!({"timeout_seconds": 1})).await;
    let open = hold(api, &ledger, "1", json!({})).await;
    let [first, second] = [leg("debit", "users:1", "2"), leg("credit", "users:2", "1")];
    let three = json!({"pending": true, "postings": [first, second, second]});
    let three = post(api, &ledger, &three).await.expect(201).json();
    until("a hold is over", async || state_of(api, &ledger, &expired).await["status"] == "expired").await;
    let early = json!({"effective_at": "1999-01-01T00:00:00Z"});
    let stranger = json!({"postings": [leg("debit", "assets:bank", "1")]});
    let past = json!({"expires_at": "1999-01-01T00:00:00Z"});
    let refused = [
        (Code::HoldNotOpen, &voided, "capture", json!({})),
        (Code::HoldNotOpen, &paid, "void", json!({})),
        (Code::HoldExpired, &expired, "capture", json!({})),
        (Code::NotReversible, &open, "reverse", json!({})),
        (Code::PostingsRequired, &three, "capture", json!({"amount": "1"})),
        (Code::PostingNotFound, &open, "increment", stranger),
        (Code::EffectiveAtOutOfRange, &open, "void", early),
        (Code::ExpiresTooEarly, &open, "extend", past),
        (Code::OverCapture, &open, "capture", json!({"amount": "1.01"})),
        (Code::OverReversal, &paid, "reverse", json!({"amount": "10.01"})),
    ];
    for (code, target, action, body) in refused {
        obtained.keyed(code, api, &format!("{}/{action}", path_of(&ledger, target)), &body).await;
    }
    let seen = json!({"if": {"account_version": 0}});
    let seen = json!({"postings": [with(leg("debit", "users:1", "1"), seen), leg("credit", "users:2", "1")]});
    obtained.keyed(Code::ConditionFailed, api, &format!("{ledger}/transfers"), &seen).await;
}

async fn decided_by_a_policy(app: &App, obtained: &mut Obtained) {
    let api = &app.api;
    let ledger = funded(api, "policies").await;
    let transfers = format!("{ledger}/transfers");
    let strict = json!({"policy": {"required_metadata": ["order"]}});
    api.account(&ledger, "strict", "liability", "USD", strict).await;
    let few = json!({"policy": {"allowed_counterparties": ["assets"], "max_amount": "5"}});
    api.account(&ledger, "few", "liability", "USD", few).await;
    for (code, body) in [
        (Code::MetadataRequired, simple("users:1", "strict", "1")),
        (Code::CounterpartyNotAllowed, simple("users:1", "few", "1")),
        (Code::LimitExceeded, simple("assets:bank", "few", "6")),
    ] {
        obtained.keyed(code, api, &transfers, &body).await;
    }
    // As items of batches they stand in a list, and not alone.
    let batch = format!("{transfers}/batch");
    let nowhere = json!({"action": "void", "transfer_id": "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d"});
    obtained.keyed(Code::TransferNotFound, api, &batch, &json!({"atomic": true, "transfers": [nowhere]})).await;
    let four_eyes = json!({"policy": {"approval": {"manual": true}}});
    api.account(&ledger, "careful", "liability", "USD", four_eyes).await;
    let manual = with(simple("users:1", "careful", "1"), json!({"manual": true}));
    obtained.keyed(Code::ApprovalRequired, api, &batch, &json!({"atomic": true, "transfers": [manual.clone()]})).await;
    let proposed = api.post_keyed(&transfers, "by-hand", &manual).await.expect(202).json();
    let decision = |word: &str| format!("{}/{word}", path_of(&ledger, &proposed));
    api.post_keyed(&decision("reject"), "no", &json!({"reason": "unknown payee"})).await.expect(200);
    obtained.record(Code::ProposalRejected, api.post_keyed(&transfers, "by-hand", &manual).await);
    obtained.keyed(Code::ProposalNotOpen, api, &decision("reject"), &json!({})).await;
    let many = vec![simple("users:1", "users:2", "0.01"); 1001];
    obtained.keyed(Code::BatchTooLarge, api, &batch, &json!({"atomic": true, "transfers": many})).await;
    let group = [simple("users:1", "users:2", "1"), simple("users:1", "nobody", "1")];
    let group = group.map(|item| with(item, json!({"group": "a"})));
    let answer = api.post_keyed(&batch, "group", &json!({"atomic": false, "transfers": group})).await.expect(200);
    let problem = answer.json()["results"][0]["problem"].clone();
    let mut alone = Answered { status: 422, body: problem.to_string().into_bytes(), ..answer };
    alone.headers.insert("content-type", "application/problem+json".parse().expect("a value"));
    obtained.record(Code::GroupRefused, alone);
}

async fn decided_by_circumstance(app: &App, obtained: &mut Obtained) {
    let api = &app.api;
    let ledger = books(api, "circumstance").await;
    let transfers = format!("{ledger}/transfers");
    let fine = simple("assets:bank", "users:1", "1");
    let [first, duplicate, other] = stuck(app, &ledger, &fine).await;
    obtained.record(Code::OutcomeUnknown, first);
    obtained.record(Code::IdempotencyInProgress, duplicate);
    obtained.record(Code::Overloaded, other);
    api.post_keyed(&transfers, "stuck", &fine).await.expect(201);
    obtained.record(Code::NotYetVisible, api.get(&format!("{ledger}?min_seq=1000")).await);

    let mut conn = app.database.connect().await;
    run_sql(&mut conn, "alter table events add constraint poison check (description <> 'poison')").await;
    obtained.keyed(Code::Internal, api, &transfers, &with(fine.clone(), json!({"description": "poison"}))).await;

    // No new connections, and the old ones cut.
    conn.close().await.expect("it is there");
    let name = &app.database.name;
    let other = Database::create().await;
    let mut elsewhere = other.connect().await;
    run_sql(&mut elsewhere, &format!("alter database {name} allow_connections false")).await;
    run_sql(
        &mut elsewhere,
        &format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"),
    )
    .await;
    let read = api.get(&ledger).await;
    let probe = api.with_key("").get("/readyz").await;
    run_sql(&mut elsewhere, &format!("alter database {name} allow_connections true")).await;
    elsewhere.close().await.expect("it is there");
    other.drop().await;
    obtained.record(Code::DatabaseUnavailable, read);
    obtained.record(Code::DatabaseUnavailable, probe);
    until("the database is back", async || api.get(&ledger).await.status == 200).await;
    api.post_keyed(&transfers, "after", &fine).await.expect(201);
}

#[test]
fn of_several_faults_the_first_in_the_order_of_precedence_is_told() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "here").await;
        books(api, "there").await;
        let powerless = app.create_key(&["balances:read"], &["there"]).await;
        let stranger = app.create_key(&["all"], &["there"]).await;
        let fine = simple("assets:bank", "users:1", "1");
        let unknown_and_invalid = with(fine.clone(), json!({"zzz": 1, "amount": 5})).to_string();
        let invalid = with(fine.clone(), json!({"amount": 5})).to_string();
        let huge = " ".repeat(300_000);
        let json = "content-type: application/json";
        let text = "content-type: text/plain";
        let two = "content-type: application/json\r\nidempotency-key: a\r\nidempotency-key: b";
        let key = "content-type: application/json\r\nidempotency-key: a";
        let fine = fine.to_string();
        let transfers = format!("{ledger}/transfers");
        let queried = format!("{transfers}?x=1");
        // From the worst request on, each mends what the one before was refused for.
        let ladder = [
            ("POST", "/v1/ledger?x=1", "tb_wrong", text, &huge, 404, "not_found"),
            ("PUT", &queried, "tb_wrong", text, &huge, 405, "method_not_allowed"),
            ("POST", &queried, "tb_wrong", text, &huge, 401, "unauthenticated"),
            ("POST", &queried, &powerless, text, &huge, 413, "body_too_large"),
            ("POST", &queried, &powerless, text, &"{".to_owned(), 415, "unsupported_media_type"),
            ("POST", &queried, &powerless, json, &"{".to_owned(), 400, "invalid_json"),
            ("POST", &queried, &powerless, json, &unknown_and_invalid, 400, "unknown_field"),
            ("POST", &queried, &powerless, json, &invalid, 400, "unknown_parameter"),
            ("POST", &transfers, &powerless, json, &invalid, 400, "invalid_field"),
            ("POST", &transfers, &powerless, json, &fine, 400, "idempotency_key_required"),
            ("POST", &transfers, &powerless, two, &fine, 400, "idempotency_key_invalid"),
            ("POST", &transfers, &powerless, key, &fine, 403, "forbidden"),
            ("POST", &transfers, &stranger, key, &fine, 404, "not_found"),
            ("POST", &transfers, &app.key, key, &fine, 201, ""),
        ];
        for (method, path, token, headers, body, status, code) in ladder {
            let head = format!("{method} {path} HTTP/1.1\r\n{headers}\r\ncontent-length: {}", body.len());
            let answer = raw(&api.with_key(token), &head, body.as_bytes()).await;
            assert_eq!((answer.status, &*answer.code()), (status, code), "{}", String::from_utf8_lossy(&answer.body));
        }
        // The key's other request is told before any conflict of names.
        let other = json!({"debit_account": "a", "credit_account": "b", "amount": "1", "external_id": "x"});
        api.post_keyed(&transfers, "x", &other).await.expect_problem(422, "account_not_found");
        api.post_keyed(&transfers, "a", &other).await.expect_problem(422, "idempotency_key_reused");
        // Reads: the parameters, then the scope, then the ledger, then what is in it.
        let reads = [
            ("accounts/_none?x=1", &powerless, 400, "unknown_parameter"),
            ("accounts/_none", &powerless, 403, "forbidden"),
            ("accounts/_none", &stranger, 404, "not_found"),
            ("accounts/users:1/balance?known_at=2199-01-01", &stranger, 404, "not_found"),
            ("accounts/users:1/balance?known_at=2199-01-01", &app.key, 400, "invalid_field"),
        ];
        for (path, token, status, code) in reads {
            api.with_key(token).get(&format!("{ledger}/{path}")).await.expect_problem(status, code);
        }
    });
}
