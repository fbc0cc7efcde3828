//! Bodies that are no acceptable JSON, too large, or not declared as what they are.

use reqwest::Method;
use serde_json::json;
use tallybook_tests::{ServiceOptions, run, run_with};

use crate::support::{Findings, books, last_seq, raw, simple, with};

#[test]
fn what_parsers_disagree_on_is_refused() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let before = last_seq(api, &ledger).await;
        let base = r#""debit_account":"assets:bank","credit_account":"users:1","amount":"1""#;
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let mut bodies: Vec<(String, Vec<u8>)> = [
            "",
            " ",
            "{",
            "}",
            "{}}",
            "{} {}",
            "nul",
            "NaN",
            "Infinity",
            "-",
            "'x'",
            "{'a':1}",
            "{\"a\":1,}",
            "[1,]",
            "// comment\n{}",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\t\"",
            "01",
            "1.",
            "+1",
            "0x1",
            r#""\ud800""#,
            r#""\udc00""#,
            r#""\ud800\ud800""#,
            r#"{"\ud800":1}"#,
            "\u{feff}{}",
            "1e999",
            "-1e999",
        ]
        .map(|text| (text.to_owned(), text.as_bytes().to_vec()))
        .into();
        for more in [
            r#","amount":"1""#,
            r#","amount":"2""#,
            r#","\u0061mount":"1""#,
            r#","metadata":{"a":"1","a":"1"}"#,
            r#","metadata":{"a":"1","\u0061":"2"}"#,
            r#","description":"a\u0000b""#,
            r#","metadata":{"\u0000":"b"}"#,
            r#","metadata":{"a":"\u0000"}"#,
            r#","external_id":"\u0000""#,
            r#","description":"\ud83e""#,
            r#","description":"\udd93""#,
            r#","effective_at":1e999"#,
        ] {
            bodies.push((more.to_owned(), format!("{{{base}{more}}}").into_bytes()));
        }
        for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"] {
            bodies.push((format!("{bytes:x?}"), [b"{\"description\":\"", bytes, b"\"}"].concat()));
        }
        bodies.push(("NUL byte".into(), b"{\"description\":\"\0\"}".to_vec()));
        bodies.push(("UTF-16".into(), "{}".encode_utf16().flat_map(u16::to_le_bytes).collect()));
        bodies.push(("depth 33".into(), nested(33).into_bytes()));
        bodies.push(("depth 33 inside".into(), format!("{{{base},\"metadata\":{}}}", nested(32)).into_bytes()));
        bodies.push(("objects".into(), format!("{}1{}", "{\"a\":".repeat(33), "}".repeat(33)).into_bytes()));
        bodies.push(("a deep beginning".into(), "[".repeat(200_000).into_bytes()));
        let mut findings = Findings::default();
        for (what, body) in bodies {
            for path in [&*transfers, "/v1/ledgers"] {
                let answer = api
                    .send(Method::POST, path, &[("idempotency-key", "k")], Some(body.clone()))
                    .await
                    .expect("an answer");
                findings.problem(&what, &answer, 400, "invalid_json", None);
            }
        }
        // As deep as allowed it is JSON, if not a transfer.
        let deep = api
            .send(Method::POST, &transfers, &[("idempotency-key", "k")], Some(nested(32).into_bytes()))
            .await
            .expect("an answer");
        findings.problem("depth 32", &deep, 400, "invalid_field", Some(""));
        findings.none();
        assert_eq!(last_seq(api, &ledger).await, before);
    });
}

#[test]
fn a_body_is_json_in_utf_8_and_uncompressed() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let body = simple("assets:bank", "users:1", "1").to_string();
        let mut findings = Findings::default();
        let head = |headers: &str| {
            format!("POST {transfers} HTTP/1.1\r\nidempotency-key: k\r\ncontent-length: {}{headers}", body.len())
        };
        for headers in [
            "",
            "\r\ncontent-type: text/plain",
            "\r\ncontent-type: ",
            "\r\ncontent-type: application/x-www-form-urlencoded",
            "\r\ncontent-type: application/problem+json",
            "\r\ncontent-type: application/json; charset=latin1",
            "\r\ncontent-type: application/json; foo=bar",
            "\r\ncontent-type: application/jsonx",
            "\r\ncontent-type: multipart/form-data",
            "\r\ncontent-type: application/json\r\ncontent-encoding: gzip",
            "\r\ncontent-type: application/json\r\ncontent-encoding: br",
        ] {
            let answer = raw(api, &head(headers), body.as_bytes()).await;
            findings.problem(headers, &answer, 415, "unsupported_media_type", None);
        }
        // Even where the body is empty, or no JSON.
        let answer = api.send(Method::POST, &transfers, &[("idempotency-key", "k")], None).await.expect("an answer");
        findings.problem("nothing", &answer, 415, "unsupported_media_type", None);
        let answer = api
            .send(
                Method::PATCH,
                &format!("{ledger}/accounts/users:1"),
                &[("content-type", "text/xml")],
                Some(b"<x/>".to_vec()),
            )
            .await
            .expect("an answer");
        findings.problem("XML", &answer, 415, "unsupported_media_type", None);
        for headers in [
            "application/json",
            "Application/JSON;charset=UTF-8",
            "application/json; charset=\"utf-8\"",
            "application/json\r\ncontent-encoding: identity",
        ] {
            let answer = raw(api, &head(&format!("\r\ncontent-type: {headers}")), body.as_bytes()).await;
            findings.check(answer.status == 201, || format!("{headers}: {answer:?}"));
        }
        findings.none();
    });
}

#[test]
fn a_body_beyond_its_limit_is_refused_declared_or_not() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let single = format!("{ledger}/transfers");
        let batch = format!("{ledger}/transfers/batch");
        let accounts = format!("{ledger}/accounts/batch");
        let mut findings = Findings::default();
        const KIB: usize = 1024;
        for (path, limit) in
            [(&*single, 256 * KIB), ("/v1/ledgers", 256 * KIB), (&*batch, 4096 * KIB), (&*accounts, 4096 * KIB)]
        {
            let head = format!("POST {path} HTTP/1.1\r\nidempotency-key: k\r\ncontent-type: application/json");
            let body = vec![b' '; limit + 1];
            let declared = raw(api, &format!("{head}\r\ncontent-length: {}", body.len()), &body).await;
            findings.problem(&format!("{path}, declared"), &declared, 413, "body_too_large", None);
            findings.check(declared.json()["max_bytes"] == limit, || format!("{path}: {declared:?}"));
            let boasted = raw(api, &format!("{head}\r\ncontent-length: 99999999999"), b"{").await;
            findings.problem(&format!("{path}, boasted"), &boasted, 413, "body_too_large", None);
            let mut chunked = Vec::new();
            for chunk in body.chunks(64 * KIB) {
                chunked.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                chunked.extend(chunk);
                chunked.extend(b"\r\n");
            }
            chunked.extend(b"0\r\n\r\n");
            let undeclared = raw(api, &format!("{head}\r\ntransfer-encoding: chunked"), &chunked).await;
            findings.problem(&format!("{path}, chunked"), &undeclared, 413, "body_too_large", None);
            // Too large comes before not JSON, and as large as allowed is only not JSON.
            let odd = raw(
                api,
                &format!("POST {path} HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: {}", body.len()),
                &body,
            )
            .await;
            findings.problem(&format!("{path}, no JSON"), &odd, 413, "body_too_large", None);
            let exact = raw(api, &format!("{head}\r\ncontent-length: {limit}"), &body[1..]).await;
            findings.problem(&format!("{path}, exact"), &exact, 400, "invalid_json", None);
        }
        // Who may not call at all is told so first.
        let stranger = api.with_key("tb_nobody");
        let head = format!("POST {single} HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 99999999999");
        findings.problem("a stranger", &raw(&stranger, &head, b"").await, 401, "unauthenticated", None);
        let nowhere = raw(&stranger, "POST /v1/nowhere HTTP/1.1\r\ncontent-length: 99999999999", b"").await;
        findings.problem("nowhere", &nowhere, 404, "not_found", None);
        findings.none();
        // A batch of single size fits; so does a body of exactly the limit.
        let padding = " ".repeat(256 * KIB - simple("assets:bank", "users:1", "1").to_string().len());
        let body = format!("{}{padding}", simple("assets:bank", "users:1", "1"));
        let posted = api
            .send(Method::POST, &single, &[("idempotency-key", "fits")], Some(body.into_bytes()))
            .await
            .expect("an answer");
        posted.expect(201);
    });
}

#[test]
fn a_body_that_never_arrives_is_given_up() {
    run_with(ServiceOptions::default().arg("--request-timeout=1"), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let head = format!(
            "POST {ledger}/transfers HTTP/1.1\r\nidempotency-key: k\r\ncontent-type: application/json\r\ncontent-length: 100"
        );
        let answer = raw(api, &head, b"{\"amount\":").await;
        answer.expect_problem(503, "overloaded");
        let key = api.get(&format!("{ledger}/idempotency-keys/k")).await.expect(200).json();
        assert_eq!(key["status"], "unknown_key");
    });
}

#[test]
fn the_limits_are_settings() {
    let options = ServiceOptions::default().arg("--max-body=300").arg("--max-batch-body=600");
    run_with(options, async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let wordy = with(simple("assets:bank", "users:1", "1"), json!({"description": "x".repeat(300)}));
        let problem =
            api.post_keyed(&format!("{ledger}/transfers"), "k", &wordy).await.expect_problem(413, "body_too_large");
        assert_eq!(problem["max_bytes"], 300);
        let one = json!({"atomic": true, "transfers": [wordy]});
        api.post_keyed(&format!("{ledger}/transfers/batch"), "k", &one).await.expect(200);
        let two = json!({"atomic": true, "transfers": [wordy, wordy]});
        api.post_keyed(&format!("{ledger}/transfers/batch"), "l", &two).await.expect_problem(413, "body_too_large");
    });
}
