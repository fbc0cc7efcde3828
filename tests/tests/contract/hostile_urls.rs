//! URLs, methods and query strings that nobody should send.

use reqwest::Method;
use tallybook_tests::run;
use uuid::Uuid;

use crate::support::{Findings, books, raw};

#[test]
fn what_is_not_there_is_not_found_however_it_is_spelt() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let long = "a".repeat(20_000);
        let id = Uuid::new_v4();
        let mut findings = Findings::default();
        let paths = [
            "/",
            "//",
            "/v1",
            "/v1/",
            "/v2/ledgers",
            "/V1/ledgers",
            "/v1/ledgers/",
            "/v1//ledgers",
            "/v1/ledgers//accounts",
            "/v1/ledgers/demo/",
            "/v1/ledgers/demo/accounts/",
            "/v1/ledgers/demo/transfers/",
            "/v1/ledgers/demo/nothing",
            "/v1/ledgers/DEMO",
            "/v1/ledgers/demo%00",
            "/v1/ledgers/%00",
            "/v1/ledgers/%FF",
            "/v1/ledgers/%C3%28",
            "/v1/ledgers/..",
            "/v1/ledgers/../ledgers",
            "/v1/ledgers/%2e%2e",
            "/v1/ledgers/demo%2Faccounts",
            "/v1/ledgers/%",
            "/v1/ledgers/%zz",
            "/v1/ledgers/demo;x=1",
            "/v1/ledgers/_demo",
            "/v1/ledgers/'--",
            "/v1/ledgers/demo%20",
            "/v1/ledgers/d%C3%A9mo",
            "/v1/ledgers/demo%00/accounts",
            "/v1/ledgers/%FF/transfers",
            "/v1/ledgers/%00/accounts/a/balance",
            "/v1/ledgers/demo/accounts/%00",
            "/v1/ledgers/demo/accounts/a%00",
            "/v1/ledgers/demo/accounts/%FF",
            "/v1/ledgers/demo/accounts/a%2Fb",
            "/v1/ledgers/demo/accounts/..",
            "/v1/ledgers/demo/accounts/users:1:",
            "/v1/ledgers/demo/accounts/:",
            "/v1/ledgers/demo/accounts/_x",
            "/v1/ledgers/demo/accounts/users:1/",
            "/v1/ledgers/demo/accounts/users:1/nothing",
            "/v1/ledgers/demo/accounts/users:1/balance/",
            "/v1/ledgers/demo/accounts/%00/balance",
            "/v1/ledgers/demo/accounts/%FF/postings",
            "/v1/ledgers/demo/assets/%00",
            "/v1/ledgers/demo/assets/usd",
            "/v1/ledgers/demo/assets/%FF",
            "/v1/ledgers/demo/transfers/%00",
            "/v1/ledgers/demo/transfers/x",
            "/v1/ledgers/demo/transfers/%FF",
            "/v1/ledgers/demo/idempotency-keys",
            "/v1/ledgers/demo/idempotency-keys/",
            "/v1/ledgers/demo/idempotency-keys/a/b",
            "/.env",
            "/metrics/",
            "/livez/x",
            "/docs/nothing/here",
        ];
        for path in paths {
            let answer = raw(api, &format!("GET {path} HTTP/1.1"), b"").await;
            findings.problem(path, &answer, 404, "not_found", None);
        }
        for path in [
            format!("/v1/ledgers/{long}"),
            format!("/v1/ledgers/demo/accounts/{long}"),
            format!("/v1/ledgers/{id}"),
            format!("/v1/ledgers/demo/accounts/{id}"),
            format!("/v1/ledgers/demo/transfers/{id}"),
            format!("/v1/ledgers/demo/assets/{long}"),
            format!("/v1/ledgers/demo/accounts/{id}/postings"),
        ] {
            let answer = raw(api, &format!("GET {path} HTTP/1.1"), b"").await;
            findings.problem(&path[..60.min(path.len())], &answer, 404, "not_found", None);
        }
        // Longer than a head may be: refused before there is a request to answer, and not by a failure.
        let answer = raw(api, &format!("GET /v1/ledgers/{} HTTP/1.1", "a".repeat(70_000)), b"").await;
        findings.check(matches!(answer.status, 400 | 404 | 414 | 431), || format!("a very long URL: {answer:?}"));
        let answer = raw(api, &format!("GET /v1/ledgers HTTP/1.1\r\nx-long: {}", "a".repeat(300_000)), b"").await;
        findings.check(matches!(answer.status, 400 | 431), || format!("a very long header: {answer:?}"));
        for head in [
            "GET /v1/ledgers/demo#x HTTP/1.1",
            "GET  /v1/ledgers HTTP/1.1",
            "GET /v1/ledgers HTTP/9.9",
            "get /v1/ledgers HTTP/1.1",
            "GET /v1/ledgers\u{0} HTTP/1.1",
            "GET /v1/l\u{e9}dgers HTTP/1.1",
            "GET /v1/ledgers HTTP/1.1\r\nbad header: x",
            "GET /v1/ledgers HTTP/1.1\r\ncontent-length: -1",
        ] {
            let answer = raw(api, head, b"").await;
            findings.check((200..500).contains(&answer.status) || answer.status == 0, || format!("{head}: {answer:?}"));
        }
        // The same account, spelt otherwise.
        for path in ["users:1", "users%3A1", "users%3a1", "%75sers:1"] {
            let answer = raw(api, &format!("GET {ledger}/accounts/{path} HTTP/1.1"), b"").await;
            findings.check(answer.status == 200, || format!("{path}: {answer:?}"));
        }
        findings.none();
    });
}

#[test]
fn a_path_takes_its_methods_and_says_which() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let mut findings = Findings::default();
        let paths = [
            ("/v1/ledgers".to_owned(), vec!["GET", "POST"]),
            (ledger.clone(), vec!["GET"]),
            (format!("{ledger}/assets"), vec!["GET", "POST"]),
            (format!("{ledger}/assets/USD"), vec!["GET"]),
            (format!("{ledger}/accounts"), vec!["GET", "POST"]),
            (format!("{ledger}/accounts/batch"), vec!["GET", "PATCH", "POST"]),
            (format!("{ledger}/accounts/users:1"), vec!["GET", "PATCH"]),
            (format!("{ledger}/accounts/users:1/balance"), vec!["GET"]),
            (format!("{ledger}/accounts/users:1/postings"), vec!["GET"]),
            (format!("{ledger}/transfers"), vec!["GET", "POST"]),
            (format!("{ledger}/transfers/batch"), vec!["POST"]),
            (format!("{ledger}/transfers/simulate"), vec!["POST"]),
            (format!("{ledger}/transfers/{}", Uuid::nil()), vec!["GET", "PATCH"]),
            (format!("{ledger}/transfers/{}/capture", Uuid::nil()), vec!["POST"]),
            (format!("{ledger}/transfers/{}/void", Uuid::nil()), vec!["POST"]),
            (format!("{ledger}/transfers/{}/increment", Uuid::nil()), vec!["POST"]),
            (format!("{ledger}/transfers/{}/extend", Uuid::nil()), vec!["POST"]),
            (format!("{ledger}/transfers/{}/reverse", Uuid::nil()), vec!["POST"]),
            (format!("{ledger}/holds"), vec!["GET"]),
            (format!("{ledger}/balances"), vec!["GET"]),
            (format!("{ledger}/events"), vec!["GET"]),
            (format!("{ledger}/idempotency-keys/k"), vec!["GET"]),
            ("/livez".into(), vec!["GET"]),
            ("/readyz".into(), vec!["GET"]),
            ("/metrics".into(), vec!["GET"]),
        ];
        for (path, taken) in paths {
            for method in ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                if taken.contains(&method.as_str()) {
                    continue;
                }
                let what = format!("{method} {path}");
                // Even without a key: a route is looked at first.
                let answer = api.with_key("none").send(method, &path, &[], None).await.expect("an answer");
                findings.problem(&what, &answer, 405, "method_not_allowed", None);
                let mut allowed: Vec<&str> = answer
                    .header("allow")
                    .unwrap_or_default()
                    .split(',')
                    .map(str::trim)
                    .filter(|method| *method != "HEAD")
                    .collect();
                allowed.sort_unstable();
                findings.check(allowed == taken, || format!("{what}: Allow {:?}", answer.header("allow")));
            }
            if taken.contains(&"GET")
                && path != format!("{ledger}/accounts/batch")
                && !path.contains(&Uuid::nil().to_string())
            {
                let head = api.send(Method::HEAD, &path, &[], None).await.expect("an answer");
                let get = api.get(&path).await;
                findings.check(head.status == 200 && get.status == 200 && head.body.is_empty(), || {
                    format!("HEAD {path}: {head:?}")
                });
                findings.check(head.header("content-type") == get.header("content-type"), || {
                    format!("HEAD {path}: {head:?}")
                });
            }
        }
        let answer = api.send(Method::POST, "/v1/nothing", &[], None).await.expect("an answer");
        findings.problem("POST /v1/nothing", &answer, 404, "not_found", None);
        findings.none();
    });
}

#[test]
fn every_query_parameter_has_its_rule() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let mut findings = Findings::default();
        let watched = "monitors/low/accounts";
        let lists =
            ["accounts", "assets", "transfers", "accounts/users:1/postings", "balances?by=account&", "events", watched];
        let mut cases: Vec<(String, &str, String)> = Vec::new();
        let invalid = "invalid_field";
        for list in lists {
            let at =
                |query: &str| if list.contains('?') { format!("{list}{query}") } else { format!("{list}?{query}") };
            for limit in
                ["0", "501", "-1", "abc", "", "1.0", "%2B5", "0x10", "99999999999999999999", "1e2", "%20", "5%00", "٥"]
            {
                cases.push((at(&format!("limit={limit}")), invalid, "limit".into()));
            }
            for seq in ["-1", "x", "", "1.5", "9223372036854775808"] {
                cases.push((at(&format!("min_seq={seq}")), invalid, "min_seq".into()));
            }
            cases.push((at("limit=5&limit=5"), invalid, "limit".into()));
            cases.push((at("limit"), invalid, "limit".into()));
            cases.push((at("foo=1"), "unknown_parameter", "foo".into()));
            cases.push((at("Limit=1"), "unknown_parameter", "Limit".into()));
            cases.push((at("limit=0&zzz=1"), "unknown_parameter", "zzz".into()));
            if list == watched {
                cases.push((at("alerting=yes"), invalid, "alerting".into()));
                cases.push((at("alerting="), invalid, "alerting".into()));
                cases.push((at("order=asc"), "unknown_parameter", "order".into()));
                cases.push((at("cursor=x"), invalid, "cursor".into()));
            } else if list != "events" {
                cases.push((at("order=up"), invalid, "order".into()));
                cases.push((at("order="), invalid, "order".into()));
                cases.push((at("cursor=x"), invalid, "cursor".into()));
            } else {
                for wait in ["-1", "61", "x", "", "1.5"] {
                    cases.push((at(&format!("wait={wait}")), invalid, "wait".into()));
                }
                cases.push((at("after=-1"), invalid, "after".into()));
                cases.push((at("after=x"), invalid, "after".into()));
                cases.push((at("cursor=x"), "unknown_parameter", "cursor".into()));
            }
        }
        let times = [
            "",
            "x",
            "2026-02-30",
            "2026-13-01",
            "2026-03-31T22:00:00",
            "2026-03-31T22:00:00.1234567Z",
            "2026-03-31T23:59:60Z",
            "1899-12-31",
            "2201-01-01",
            "1899-12-31T23:59:59Z",
            "2201-01-01T00:00:00Z",
            "%FF",
            "2026-03-31%00",
            "20260331",
            "2026-3-1",
            "-026-01-01",
        ];
        for (path, names) in [
            ("transfers", &["effective_from", "effective_to", "recorded_from", "recorded_to"][..]),
            ("accounts/users:1/balance", &["as_of", "known_at"]),
            ("balances", &["as_of", "known_at"]),
        ] {
            for name in names {
                cases.extend(times.map(|time| (format!("{path}?{name}={time}"), invalid, (*name).to_owned())));
            }
        }
        for name in ["amount_min", "amount_max"] {
            cases.extend(
                ["", "x", "-1", "1e3", "01", "NaN", ".5", "1.", &"9".repeat(39)]
                    .map(|amount| (format!("transfers?{name}={amount}"), invalid, name.to_owned())),
            );
        }
        for path in ["transfers", "accounts", "balances"] {
            cases.extend(
                ["", "a:", ":a", "a::b", "a/b", "..", "%C3%A4", "a%00"]
                    .map(|prefix| (format!("{path}?path_prefix={prefix}"), invalid, "path_prefix".to_owned())),
            );
        }
        cases.extend(
            ["", "a:", "_x", "a%20b", "%00"]
                .map(|account| (format!("transfers?account={account}"), invalid, "account".to_owned())),
        );
        for path in ["events", "events/stream"] {
            cases.extend(
                ["", "a:", "_x", "a%20b", "%00"]
                    .map(|account| (format!("{path}?account={account}"), invalid, "account".to_owned())),
            );
            cases.extend(
                ["", ",", "transfer", "transfer.posted,", "transfer.posted,%20transfer.voided", "Transfer.posted"]
                    .map(|types| (format!("{path}?types={types}"), invalid, "types".to_owned())),
            );
        }
        for name in ["limit", "wait", "cursor"] {
            cases.push((format!("events/stream?{name}=1"), "unknown_parameter", name.to_owned()));
        }
        cases.extend(
            [String::new(), "x".repeat(256), "%00".into()]
                .map(|id| (format!("transfers?external_id={id}"), invalid, "external_id".to_owned())),
        );
        cases.extend(["", "Asset", "x"].map(|name| (format!("accounts?type={name}"), invalid, "type".to_owned())));
        cases.extend(["", "gone"].map(|name| (format!("accounts?status={name}"), invalid, "status".to_owned())));
        cases.extend(["", "usd", "%00"].map(|name| (format!("accounts?asset={name}"), invalid, "asset".to_owned())));
        cases.extend(
            ["-1", "x", "9223372036854775808"]
                .map(|seq| (format!("accounts/users:1/balance?at_seq={seq}"), invalid, "at_seq".to_owned())),
        );
        cases.push(("balances?at_seq=1".into(), "unknown_parameter", "at_seq".into()));
        cases.push(("balances?by=both".into(), invalid, "by".into()));
        cases.push(("transfers?metadata_key=%00".into(), invalid, "metadata_key".into()));
        for path in ["", "/assets/USD", "/accounts/users:1", "/idempotency-keys/k"] {
            cases.push((format!("..{path}?foo=1"), "unknown_parameter", "foo".into()));
            cases.push((format!("..{path}?min_seq=x"), invalid, "min_seq".into()));
        }
        for (path, code, field) in cases {
            let path =
                path.strip_prefix("..").map_or_else(|| format!("{ledger}/{path}"), |rest| format!("{ledger}{rest}"));
            let answer = raw(api, &format!("GET {path} HTTP/1.1"), b"").await;
            findings.problem(&path, &answer, 400, code, Some(&field));
        }
        let answer = api.get("/v1/ledgers?min_seq=1").await;
        findings.problem("/v1/ledgers?min_seq=1", &answer, 400, "unknown_parameter", Some("min_seq"));
        // Writes take no parameters, GETs no more than they document; odd separators are harmless.
        for path in ["/v1/ledgers?dry_run=true".to_owned(), format!("{ledger}/transfers?min_seq=1")] {
            let answer = api.post_keyed(&path, "k", &serde_json::json!({"name": "x"})).await;
            findings.check(answer.status == 400, || format!("{path}: {answer:?}"));
        }
        for query in ["?", "?&", "?&&limit=5&", "?limit=5&order=desc"] {
            let answer = raw(api, &format!("GET {ledger}/transfers{query} HTTP/1.1"), b"").await;
            findings.check(answer.status == 200, || format!("{query}: {answer:?}"));
        }
        findings.none();
    });
}
