//! Clients that connect and do not speak, or speak slowly: each costs its own connection, for a while.

use std::time::{Duration, Instant};

use serde_json::json;
use tallybook_tests::{ServiceOptions, run_with, until};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::support::{HeldHead, books};

/// Connects, sends this, and tells how long it took until the service closed, and what it said.
async fn until_closed(url: &str, sent: &[u8]) -> (Duration, String) {
    let address = url.strip_prefix("http://").expect("a URL of the harness");
    let mut stream = TcpStream::connect(address).await.expect("the service accepts");
    stream.write_all(sent).await.expect("the service reads");
    let began = Instant::now();
    let mut said = Vec::new();
    let closed = timeout(Duration::from_secs(20), stream.read_to_end(&mut said)).await;
    assert!(closed.is_ok(), "still open after 20 seconds: {:?}", String::from_utf8_lossy(sent));
    (began.elapsed(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn whoever_does_not_finish_a_request_loses_the_connection() {
    let options = ServiceOptions::default().arg("--header-timeout=1").arg("--request-timeout=2");
    run_with(options, async |app| {
        let key = &app.key;
        let head = format!("POST /v1/ledgers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n");
        let body = format!("{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"name\"");
        let url = &app.service.url;
        let (silent, preface, line, slow_head, slow_body) = tokio::join!(
            until_closed(url, b""),
            until_closed(url, b"PRI * HT"),
            until_closed(url, b"GET /livez HT"),
            until_closed(url, head.as_bytes()),
            until_closed(url, body.as_bytes()),
        );
        for (took, _) in [silent, preface, line, slow_head] {
            assert!(took < Duration::from_secs(5), "{took:?}");
        }
        assert!(slow_body.0 < Duration::from_secs(8), "{:?}", slow_body.0);
        assert!(slow_body.1.contains("\"code\":\"overloaded\""), "{}", slow_body.1);
    });
}

#[test]
fn a_flood_of_silent_connections_keeps_nobody_out() {
    run_with(ServiceOptions::default().arg("--header-timeout=2"), async |app| {
        let address = app.service.url.strip_prefix("http://").expect("a URL of the harness");
        let mut silent = Vec::new();
        for _ in 0..300 {
            silent.push(TcpStream::connect(address).await.expect("the service accepts"));
        }
        let ledger = app.api.ledger("demo").await;
        app.api.account(&ledger, "a", "asset", "USD", json!({})).await;
        assert_eq!(app.api.get(&ledger).await.status, 200);
    });
}

#[test]
fn a_kept_connection_that_was_idle_for_long_serves_the_next_request() {
    run_with(ServiceOptions::default().arg("--header-timeout=1"), async |app| {
        app.api.ledger("one").await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        app.api.ledger("two").await;
    });
}

#[test]
fn whoever_does_not_read_the_answers_loses_the_connection() {
    run_with(ServiceOptions::default().arg("--write-timeout=1"), async |app| {
        let address = app.service.url.strip_prefix("http://").expect("a URL of the harness").parse();
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a small window");
        let mut stream = socket.connect(address.expect("an address")).await.expect("the service accepts");
        // More than the buffers on the way can hold.
        let requests = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200);
        stream.write_all(requests.as_bytes()).await.expect("the requests are taken");
        let whole = 200 * app.api.get("/openapi.json").await.expect(200).body.len();
        tokio::time::sleep(Duration::from_secs(3)).await;
        let mut said = Vec::new();
        // Ends with an end or an error, and long before the last answer.
        let _ =
            timeout(Duration::from_secs(10), stream.read_to_end(&mut said)).await.expect("the connection is closed");
        assert!(said.len() < whole, "all {whole} bytes came");
    });
}

#[test]
fn requests_beyond_those_in_work_wait_for_a_moment_and_are_turned_away() {
    run_with(ServiceOptions::default().arg("--max-in-flight=1"), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let mut held = HeldHead::of(app, &ledger).await;
        let beyond = async {
            until("the first waits for the head", async || held.waiting().await == 1).await;
            let asked = Instant::now();
            let refused = api.get("/v1/ledgers").await;
            assert!(asked.elapsed() >= Duration::from_millis(500), "{:?}", asked.elapsed());
            assert_eq!(refused.header("retry-after"), Some("1"));
            refused.expect_problem(503, "overloaded");
            api.get("/livez").await.expect(200);
            let (served, ()) = tokio::join!(api.get("/v1/ledgers"), held.release());
            served.expect(200);
        };
        let (first, ()) = tokio::join!(api.transfer(&ledger, "assets:bank", "users:1", "1"), beyond);
        first.expect(201);
        api.get("/v1/ledgers").await.expect(200);
    });
}
