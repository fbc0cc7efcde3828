//! Every rule of every field: what breaks one is refused, and the problem points at it.

use reqwest::Method;
use serde_json::{Value, json};
use tallybook_tests::{Api, run};

use crate::support::{Findings, books, last_seq, leg, simple, with, without};

const INVALID: &str = "invalid_field";
const UNKNOWN: &str = "unknown_field";

/// Values of a wrong type for a field that takes a string.
fn not_strings() -> Vec<Value> {
    vec![json!(5), json!(-1.5), json!(true), json!([]), json!(["a"]), json!({}), json!({"a": "b"})]
}

/// Sets one field of a body to each of the values and expects each to be refused at `pointer`.
async fn each_refused(
    findings: &mut Findings,
    api: &Api,
    request: (Method, &str),
    base: &Value,
    field: &str,
    pointer: &str,
    values: Vec<Value>,
) {
    for value in values {
        let body = with(base.clone(), json!({ field: value }));
        findings.refused(api, (request.0.clone(), request.1), &body, (400, INVALID, Some(pointer))).await;
    }
}

fn metadata_breaking_the_rules() -> Vec<Value> {
    let many: serde_json::Map<_, _> = (0..51).map(|n| (format!("k{n}"), json!(""))).collect();
    vec![
        json!([]),
        json!("a"),
        json!(5),
        json!(many),
        json!({"k".repeat(65): "v"}),
        json!({"é".repeat(33): "v"}),
        json!({"": "v"}),
        json!({"k": "v".repeat(8192)}),
        json!({"a": "v".repeat(4096), "b": "v".repeat(4095)}),
    ]
}

const BAD_PATHS: [&str; 19] = [
    "",
    ":",
    "a:",
    ":a",
    "a::b",
    "a b",
    "a/b",
    "ä",
    ".",
    "..",
    "...",
    "a:.",
    "a:..:b",
    "_",
    "_system",
    "_a:b",
    "a\n",
    "a%3Ab",
    "0197f0e5-0000-7000-8000-000000000000",
];

fn long_paths() -> [String; 4] {
    [
        "a".repeat(256),
        vec!["s"; 33].join(":"),
        "0197f0e5000070008000000000000000".into(),
        "0197F0E5-0000-7000-8000-000000000000".into(),
    ]
}

fn bad_amounts() -> Vec<Value> {
    let mut all: Vec<Value> = [
        "",
        " ",
        "0",
        "0.00",
        "-1",
        "-0",
        "+1",
        "1e3",
        "1E3",
        "NaN",
        "Infinity",
        "inf",
        ".5",
        "1.",
        "01",
        "00.1",
        "1,00",
        "1_000",
        "0x10",
        "1 ",
        " 1",
        "１",
        "١",
        "1.0.0",
        "1.-5",
        "--1",
        "$1",
        "1\u{0301}",
        "1/2",
    ]
    .map(|text| json!(text))
    .into();
    all.extend([
        json!("9".repeat(39)),
        json!(format!("1{}", "0".repeat(38))),
        json!(format!("0.{}", "1".repeat(29))),
        json!("9".repeat(5000)),
    ]);
    all.extend([
        json!(12),
        json!(12.5),
        json!(0),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(true),
        json!([]),
        json!(["1"]),
        json!({}),
    ]);
    all
}

#[test]
fn every_field_of_a_transfer_has_its_rule() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let path = format!("{ledger}/transfers");
        let post = || (Method::POST, &*path);
        let base = simple("assets:bank", "users:1", "1.00");
        let before = last_seq(api, &ledger).await;
        let mut findings = Findings::default();
        let f = &mut findings;

        each_refused(f, api, post(), &base, "amount", "/amount", bad_amounts()).await;
        for field in ["debit_account", "credit_account"] {
            let mut values = not_strings();
            values.extend(BAD_PATHS[..18].iter().map(|path| json!(path)));
            values.extend(long_paths()[..2].iter().map(|path| json!(path)));
            each_refused(f, api, post(), &base, field, &format!("/{field}"), values).await;
            f.refused(api, post(), &without(base.clone(), field), (400, INVALID, Some(&format!("/{field}")))).await;
            f.refused(
                api,
                post(),
                &with(base.clone(), json!({ field: null })),
                (400, INVALID, Some(&format!("/{field}"))),
            )
            .await;
        }
        f.refused(api, post(), &without(base.clone(), "amount"), (400, INVALID, Some("/amount"))).await;
        f.refused(api, post(), &json!({}), (400, INVALID, Some("/debit_account"))).await;
        f.refused(api, post(), &simple("users:1", "users:1", "1"), (400, INVALID, Some("/credit_account"))).await;

        let mut times = not_strings();
        times.extend(
            [
                "",
                "now",
                "2026-03-31",
                "2026-03-31T22:00",
                "2026-03-31T22:00:00",
                "2026-03-31 22:00:00Z",
                "2026-03-31T23:59:60Z",
                "2026-03-31T24:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-03-31T22:00:00.1234567Z",
                "2026-03-31T22:00:00.0000000Z",
                "2026-03-31T22:00:00,5Z",
                "1899-12-31T23:59:59.999999Z",
                "1900-01-01T00:00:00+00:01",
                "2201-01-01T00:00:00Z",
                "2200-12-31T23:59:59-00:01",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "+12026-03-31T22:00:00Z",
                "2026-03-31T22:00:00+25:00",
                "2026-03-31T22:00:00 Z",
                "2026-03-31T22:00:00Z ",
                "1774994400",
                "2026-03-31T22:00:00\u{2212}01:00",
                "２026-03-31T22:00:00Z",
                "2026-W14-2T22:00:00Z",
            ]
            .map(|time| json!(time)),
        );
        each_refused(f, api, post(), &base, "effective_at", "/effective_at", times).await;

        let mut ids = not_strings();
        ids.extend(
            ["", "x", "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4", "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4g"]
                .map(|id| json!(id)),
        );
        each_refused(f, api, post(), &base, "id", "/id", ids).await;
        let mut external_ids = not_strings();
        external_ids.extend([json!(""), json!("x".repeat(256)), json!("🦓".repeat(256))]);
        each_refused(f, api, post(), &base, "external_id", "/external_id", external_ids).await;
        let mut descriptions = not_strings();
        descriptions.extend([json!("x".repeat(1025)), json!("é".repeat(513))]);
        each_refused(f, api, post(), &base, "description", "/description", descriptions).await;
        each_refused(f, api, post(), &base, "metadata", "/metadata", metadata_breaking_the_rules()).await;
        for value in [json!(5), json!(null), json!({}), json!([]), json!(true)] {
            f.refused(
                api,
                post(),
                &with(base.clone(), json!({"metadata": {"a/b~c": value}})),
                (400, INVALID, Some("/metadata/a~1b~0c")),
            )
            .await;
        }
        for field in [
            "foo",
            "Amount",
            "idempotency_key",
            "hold",
            "final",
            "transfer_id",
            "seq",
            "recorded_at",
            "ledger",
            "kind",
            "",
            "a/b",
        ] {
            let pointer = format!("/{}", field.replace('/', "~1"));
            f.refused(api, post(), &with(base.clone(), json!({ field: null })), (400, UNKNOWN, Some(&pointer))).await;
        }
        // An unknown field is told before an invalid one.
        f.refused(api, post(), &with(base.clone(), json!({"amount": 5, "zzz": 1})), (400, UNKNOWN, Some("/zzz"))).await;
        // A number is refused by a problem that says so.
        let number = api
            .post_keyed(&path, "number", &with(base.clone(), json!({"amount": 12.34})))
            .await
            .expect_problem(400, INVALID);
        let detail = number["detail"].as_str().expect("a detail");
        assert!(detail.contains("decimal string") && detail.contains("never JSON numbers"), "{detail}");

        let pair = json!([leg("debit", "assets:bank", "1"), leg("credit", "users:1", "1")]);
        for value in [
            json!(5),
            json!("x"),
            json!({}),
            json!(true),
            json!([]),
            json!([leg("debit", "assets:bank", "1")]),
            json!(vec![leg("debit", "assets:bank", "1"); 101]),
        ] {
            f.refused(api, post(), &json!({"postings": value}), (400, INVALID, Some("/postings"))).await;
        }
        for field in ["debit_account", "credit_account", "amount"] {
            let one = if field == "amount" { json!("1") } else { json!("users:2") };
            f.refused(api, post(), &json!({"postings": pair, field: one}), (400, INVALID, Some(&format!("/{field}"))))
                .await;
        }
        let second = |more: Value| json!({"postings": [pair[0], with(pair[1].clone(), more)]});
        for amount in bad_amounts() {
            f.refused(api, post(), &second(json!({"amount": amount})), (400, INVALID, Some("/postings/1/amount")))
                .await;
        }
        for (field, value) in [
            ("account", json!("a b")),
            ("account", json!(5)),
            ("account", json!("_x")),
            ("direction", json!("up")),
            ("direction", json!("DEBIT")),
            ("direction", json!("")),
            ("direction", json!(1)),
        ] {
            f.refused(
                api,
                post(),
                &second(json!({ field: value })),
                (400, INVALID, Some(&format!("/postings/1/{field}"))),
            )
            .await;
        }
        for field in ["account", "direction", "amount"] {
            f.refused(
                api,
                post(),
                &json!({"postings": [without(pair[0].clone(), field), pair[1]]}),
                (400, INVALID, Some(&format!("/postings/0/{field}"))),
            )
            .await;
            f.refused(
                api,
                post(),
                &second(json!({ field: null })),
                (400, INVALID, Some(&format!("/postings/1/{field}"))),
            )
            .await;
        }
        f.refused(api, post(), &second(json!({"asset": "USD"})), (400, UNKNOWN, Some("/postings/1/asset"))).await;
        f.refused(api, post(), &second(json!({"if": {}})), (400, INVALID, Some("/postings/1/if"))).await;
        f.refused(api, post(), &second(json!({"unless": {}})), (400, UNKNOWN, Some("/postings/1/unless"))).await;
        for value in [json!(5), json!("x"), json!(null), json!([]), json!(["users:1", "credit", "1"])] {
            f.refused(api, post(), &json!({"postings": [pair[0], value]}), (400, INVALID, Some("/postings/1"))).await;
        }
        for body in [json!(null), json!(5), json!("x"), json!([]), json!([base.clone()]), json!(true)] {
            f.refused(api, post(), &body, (400, INVALID, Some(""))).await;
        }
        // Decided from the ledger.
        f.refused(api, post(), &simple("assets:bank", "users:1", "1.001"), (422, "asset_mismatch", None)).await;
        f.refused(api, post(), &simple("assets:bank", "users:1", "1.000"), (422, "asset_mismatch", None)).await;
        f.refused(api, post(), &simple("assets:bank", "users:1", &"9".repeat(38)), (422, "amount_overflow", None))
            .await;

        // In a batch the pointer begins with the item.
        let batch = format!("{ledger}/transfers/batch");
        let in_batch = |more: Value| json!({"atomic": false, "transfers": [base, with(base.clone(), more)]});
        let items = [
            (json!({"amount": 5}), INVALID, "/transfers/1/amount"),
            (json!({"foo": 1}), UNKNOWN, "/transfers/1/foo"),
            (json!({"debit_account": null}), INVALID, "/transfers/1/debit_account"),
            (json!({"credit_account": "assets:bank"}), INVALID, "/transfers/1/credit_account"),
            (json!({"postings": pair}), INVALID, "/transfers/1/debit_account"),
            (json!({"idempotency_key": 5}), INVALID, "/transfers/1/idempotency_key"),
            (json!({"metadata": {"a": 1}}), INVALID, "/transfers/1/metadata/a"),
        ];
        for (more, code, pointer) in items {
            f.refused(api, (Method::POST, &batch), &in_batch(more), (400, code, Some(pointer))).await;
        }
        for (body, code, pointer) in [
            (json!({"atomic": true, "transfers": []}), INVALID, "/transfers"),
            (json!({"atomic": true}), INVALID, "/transfers"),
            (json!({"atomic": "yes", "transfers": [base]}), INVALID, "/atomic"),
            (json!({"atomic": null, "transfers": [base]}), INVALID, "/atomic"),
            (json!({"atomic": true, "transfers": {}}), INVALID, "/transfers"),
            (json!({"atomic": true, "transfers": [5]}), INVALID, "/transfers/0"),
            (json!({"atomic": true, "transfers": [base], "more": 1}), UNKNOWN, "/more"),
        ] {
            f.refused(api, (Method::POST, &batch), &body, (400, code, Some(pointer))).await;
        }
        findings.none();
        assert_eq!(last_seq(api, &ledger).await, before, "none of it was done");

        // And what just fits is taken.
        let full: serde_json::Map<_, _> = (0..50).map(|n| (format!("{n:0>64}"), json!("v".repeat(99)))).collect();
        let edge = with(
            base,
            json!({"description": "é".repeat(512), "external_id": "🦓".repeat(255), "metadata": full, "id": "00000000-0000-0000-0000-000000000000"}),
        );
        api.post_keyed(&path, "edge", &edge).await.expect(201);
    });
}

#[test]
fn every_field_of_an_account_has_its_rule() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        let path = format!("{ledger}/accounts");
        let post = || (Method::POST, &*path);
        let base = json!({"path": "users:1", "type": "asset", "asset": "USD"});
        let mut findings = Findings::default();
        let f = &mut findings;

        let mut paths = not_strings();
        paths.extend(BAD_PATHS.iter().map(|path| json!(path)));
        paths.extend(long_paths().iter().map(|path| json!(path)));
        each_refused(f, api, post(), &base, "path", "/path", paths).await;
        let mut types = not_strings();
        types.extend(["", "Asset", "revenue", "assets"].map(|name| json!(name)));
        each_refused(f, api, post(), &base, "type", "/type", types).await;
        let mut codes = not_strings();
        codes.extend(["", "usd", "U$D", "9A", ".A", "-A", "_A", "É", "A B"].map(|code| json!(code)));
        codes.push(json!("A".repeat(25)));
        each_refused(f, api, post(), &base, "asset", "/asset", codes.clone()).await;
        for field in ["path", "type", "asset"] {
            f.refused(api, post(), &without(base.clone(), field), (400, INVALID, Some(&format!("/{field}")))).await;
            f.refused(
                api,
                post(),
                &with(base.clone(), json!({ field: null })),
                (400, INVALID, Some(&format!("/{field}"))),
            )
            .await;
        }
        let mut sides = not_strings();
        sides.extend(["", "left", "Debit"].map(|side| json!(side)));
        each_refused(f, api, post(), &base, "normal_side", "/normal_side", sides).await;
        each_refused(f, api, post(), &base, "policy", "/policy", vec![json!(5), json!("x"), json!([]), json!(true)])
            .await;
        let bounds = || {
            let mut all: Vec<Value> = bad_amounts()
                .into_iter()
                .filter(|value| !["0", "0.00", "-1"].map(|zero| json!(zero)).contains(value))
                .collect();
            all.extend(["-0.00", "- 1", "-.5", "-01", "−1"].map(|text| json!(text)));
            all
        };
        for bound in ["min_balance", "max_balance"] {
            for value in bounds() {
                let body = with(base.clone(), json!({"policy": { bound: value }}));
                f.refused(api, post(), &body, (400, INVALID, Some(&format!("/policy/{bound}")))).await;
            }
            f.refused(
                api,
                post(),
                &with(base.clone(), json!({"policy": { bound: "0.001" }})),
                (422, "asset_mismatch", None),
            )
            .await;
            f.refused(
                api,
                post(),
                &with(base.clone(), json!({"policy": { bound: "9".repeat(38) }})),
                (422, "amount_overflow", None),
            )
            .await;
        }
        f.refused(
            api,
            post(),
            &with(base.clone(), json!({"policy": {"overdraft": "1"}})),
            (400, UNKNOWN, Some("/policy/overdraft")),
        )
        .await;
        let mut descriptions = not_strings();
        descriptions.push(json!("x".repeat(1025)));
        each_refused(f, api, post(), &base, "description", "/description", descriptions.clone()).await;
        each_refused(f, api, post(), &base, "metadata", "/metadata", metadata_breaking_the_rules()).await;
        for field in ["id", "status", "revision", "currency"] {
            f.refused(
                api,
                post(),
                &with(base.clone(), json!({ field: "x" })),
                (400, UNKNOWN, Some(&format!("/{field}"))),
            )
            .await;
        }

        let batch = format!("{path}/batch");
        let in_batch = |more: Value| json!({"accounts": [base, with(base.clone(), more)]});
        for (body, code, pointer) in [
            (in_batch(json!({"path": "_x"})), INVALID, "/accounts/1/path"),
            (in_batch(json!({"x": 1})), UNKNOWN, "/accounts/1/x"),
            (in_batch(json!({"policy": {"min_balance": 1}})), INVALID, "/accounts/1/policy/min_balance"),
            (json!({"accounts": []}), INVALID, "/accounts"),
            (json!({"accounts": vec![base.clone(); 1001]}), INVALID, "/accounts"),
            (json!({}), INVALID, "/accounts"),
            (json!({"accounts": [[]]}), INVALID, "/accounts/0"),
        ] {
            f.refused(api, (Method::POST, &batch), &body, (400, code, Some(pointer))).await;
        }
        assert_eq!(last_seq(api, &ledger).await, 1, "none of it was done");

        // Changes have rules of their own.
        api.post(&path, &base).await.expect(201);
        let one = format!("{path}/users:1");
        let patch = || (Method::PATCH, &*one);
        for field in ["path", "type", "asset", "normal_side", "id", "revision"] {
            f.refused(api, patch(), &json!({ field: base["path"] }), (400, UNKNOWN, Some(&format!("/{field}")))).await;
        }
        let empty = json!({});
        each_refused(
            f,
            api,
            patch(),
            &empty,
            "status",
            "/status",
            vec![json!(null), json!(""), json!("gone"), json!("Open"), json!(1)],
        )
        .await;
        each_refused(
            f,
            api,
            patch(),
            &empty,
            "if_revision",
            "/if_revision",
            vec![json!(0), json!(-1), json!("1"), json!(1.0), json!(1.5), json!(true), json!(u64::MAX), json!([])],
        )
        .await;
        each_refused(
            f,
            api,
            patch(),
            &empty,
            "metadata",
            "/metadata",
            metadata_breaking_the_rules().into_iter().chain([json!(null)]).collect(),
        )
        .await;
        each_refused(f, api, patch(), &empty, "description", "/description", descriptions).await;
        for bound in ["min_balance", "max_balance"] {
            for value in bounds() {
                f.refused(
                    api,
                    patch(),
                    &json!({"policy": { bound: value }}),
                    (400, INVALID, Some(&format!("/policy/{bound}"))),
                )
                .await;
            }
            f.refused(api, patch(), &json!({"policy": { bound: "0.001" }}), (422, "asset_mismatch", None)).await;
        }
        for value in [json!(5), json!({}), json!([])] {
            f.refused(api, patch(), &json!({"metadata": {"a": value}}), (400, INVALID, Some("/metadata/a"))).await;
        }
        f.refused(api, patch(), &json!([]), (400, INVALID, Some(""))).await;
        assert_eq!(last_seq(api, &ledger).await, 2);
        findings.none();
    });
}

#[test]
fn every_field_of_a_ledger_and_an_asset_has_its_rule() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        let mut findings = Findings::default();
        let f = &mut findings;
        let post = || (Method::POST, "/v1/ledgers");
        let base = json!({"name": "x"});
        let mut names = not_strings();
        names.extend(
            [
                "",
                "X",
                "-a",
                "_a",
                "a.b",
                "a b",
                "a/b",
                "ä",
                "a\n",
                "0197f0e5-0000-7000-8000-000000000000",
                "0197f0e5000070008000000000000000",
            ]
            .map(|name| json!(name)),
        );
        names.push(json!("a".repeat(64)));
        each_refused(f, api, post(), &base, "name", "/name", names).await;
        f.refused(api, post(), &json!({}), (400, INVALID, Some("/name"))).await;
        let mut zones = not_strings();
        zones.extend(["", "Mars/Olympus", "europe/paris ", "+01:00", "../etc/passwd"].map(|zone| json!(zone)));
        each_refused(f, api, post(), &base, "time_zone", "/time_zone", zones).await;
        let mut descriptions = not_strings();
        descriptions.push(json!("x".repeat(1025)));
        each_refused(f, api, post(), &base, "description", "/description", descriptions).await;
        each_refused(f, api, post(), &base, "metadata", "/metadata", metadata_breaking_the_rules()).await;
        f.refused(api, post(), &with(base.clone(), json!({"id": "x"})), (400, UNKNOWN, Some("/id"))).await;

        let assets = format!("{ledger}/assets");
        let post = || (Method::POST, &*assets);
        let base = json!({"code": "BTC", "scale": 8});
        let mut codes = not_strings();
        codes.extend(["", "btc", "9A", ".A", "A B", "É", "A\n"].map(|code| json!(code)));
        codes.push(json!("A".repeat(25)));
        each_refused(f, api, post(), &base, "code", "/code", codes).await;
        each_refused(
            f,
            api,
            post(),
            &base,
            "scale",
            "/scale",
            vec![
                json!(-1),
                json!(29),
                json!(2.0),
                json!(2.5),
                json!("2"),
                json!(true),
                json!([]),
                json!(null),
                json!(1e40),
            ],
        )
        .await;
        each_refused(f, api, post(), &json!({"code": "USD"}), "scale", "/scale", vec![json!(0), json!(3)]).await;
        let mut display = not_strings();
        display.extend([json!(""), json!("é".repeat(256))]);
        each_refused(f, api, post(), &base, "name", "/name", display).await;
        f.refused(api, post(), &json!({"scale": 2}), (400, INVALID, Some("/code"))).await;
        f.refused(api, post(), &with(base, json!({"symbol": "x"})), (400, UNKNOWN, Some("/symbol"))).await;
        findings.none();
        assert_eq!(last_seq(api, &ledger).await, 1);
        api.post(&assets, &json!({"code": "A".repeat(24), "scale": 28, "name": "é".repeat(255)})).await.expect(201);
        api.post("/v1/ledgers", &json!({"name": "a".repeat(63)})).await.expect(201);
    });
}
