//! Lists over their pages, and events over connections that are lost.

use futures_util::TryStreamExt;
use futures_util::stream::StreamExt;
use serde_json::json;
use tallybook_client::models::Event;
use tallybook_client::{AccountVersions, Error, EventFilter};

use crate::server::{Server, Turn};

fn event(seq: i64) -> serde_json::Value {
    json!({"seq": seq, "type": "transfer.posted", "recorded_at": "2026-04-02T09:15:00.123456Z", "hash": "00",
           "object": {"text": "a\u{2028}b"}})
}

fn frames(text: &str) -> Turn {
    Turn::Raw(format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n{text}"))
}

fn seqs(events: Result<Vec<Event>, Error>) -> Vec<i64> {
    events.expect("events").iter().map(|event| event.seq).collect()
}

#[tokio::test]
async fn a_stream_comes_back_and_tells_everything_once() {
    let told = |seq| format!("id: {seq}\nevent: transfer.posted\ndata: {}\n\n", event(seq));
    let first = format!("retry: 1\nid: 16\n\n{}{}:\nid: 19\n\nid: 20\ndata: {{\"seq\"", told(17), told(18));
    let second = format!(":\n\n{}{}{}", told(18), told(20).replace('\n', "\r\n"), told(21));
    let server = Server::of(vec![frames(&first), Turn::Lost, frames(&second)]).await;
    let filter = EventFilter::new().after(16).types(["transfer.posted"]).account("users:42");
    let events = server.client().ledger("demo").events().stream(filter);

    assert_eq!(vec![17, 18, 20, 21], seqs(events.take(4).try_collect().await));
    let asked = server.asked();
    assert_eq!("GET /v1/ledgers/demo/events/stream?after=16&types=transfer.posted&account=users%3A42", asked[0].line);
    assert_eq!((None, Some("19")), (asked[0].header("last-event-id"), asked[2].header("last-event-id")));
}

#[tokio::test]
async fn a_stream_ends_where_the_service_says_no() {
    let body =
        json!({"type": "t", "title": "t", "status": 401, "code": "unauthenticated", "detail": "d", "request_id": "r"});
    let refused = Turn::Answer(401, &[], body.to_string());
    let server = Server::of(vec![frames("retry: 1\n\n"), refused]).await;
    let events = server.client().ledger("demo").events().stream(EventFilter::new());
    let error = events.try_collect::<Vec<_>>().await.expect_err("a refusal");
    assert_eq!("unauthenticated", error.code().expect("a code").as_str());

    let page = Turn::Answer(200, &[("content-type", "text/html")], "<html>".to_owned());
    let server = Server::of(vec![page]).await;
    let events = server.client().ledger("demo").events().stream(EventFilter::new());
    let error = events.try_collect::<Vec<_>>().await.expect_err("a page");
    assert!(matches!(error, Error::UnexpectedAnswer { status: 200, .. }), "{error:?}");
}

#[tokio::test]
async fn a_consumer_goes_on_where_the_page_before_ended() {
    let page = |data: serde_json::Value, next_after| {
        Turn::Answer(200, &[], json!({"data": data, "next_after": next_after, "last_seq": 40}).to_string())
    };
    let turns =
        vec![page(json!([event(17)]), 17), Turn::Lost, page(json!([]), 30), page(json!([event(31), event(32)]), 32)];
    let server = Server::of(turns).await;
    let events = server.client().ledger("demo").events().consume(EventFilter::new().after(16));
    assert_eq!(vec![17, 31, 32], seqs(events.take(3).try_collect().await));
    assert_eq!("GET /v1/ledgers/demo/events?after=30&wait=20", server.asked()[3].line);
}

#[tokio::test]
async fn an_empty_page_does_not_end_a_list() {
    let asset = json!({"code": "USD", "scale": 2, "built_in": true});
    let page = |data: serde_json::Value, next: Option<&str>| {
        Turn::Answer(200, &[], json!({"data": data, "next_cursor": next}).to_string())
    };
    let turns = vec![page(json!([asset]), Some("a=")), page(json!([]), Some("b")), page(json!([asset, asset]), None)];
    let server = Server::of(turns).await;
    let items: Vec<_> =
        server.client().ledger("demo").assets().list().limit(1).items().try_collect().await.expect("assets");
    assert_eq!(3, items.len());
    let lines: Vec<_> = server.asked().into_iter().map(|asked| asked.line).collect();
    let path = "GET /v1/ledgers/demo/assets?limit=1";
    assert_eq!(vec![path.to_owned(), format!("{path}&cursor=a%3D"), format!("{path}&cursor=b")], lines);
}

#[test]
fn what_comes_again_by_its_accounts_is_no_news() {
    let (one, other) = ("0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d", "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4e");
    let moved = |postings: &[(&str, i64)]| {
        let posting = |(id, version): &(&str, i64)| json!({"account_id": id, "account_version": version});
        let mut event = event(17);
        event["object"] = json!({"postings": postings.iter().map(posting).collect::<Vec<_>>()});
        serde_json::from_value::<Event>(event).expect("an event")
    };
    let mut versions = AccountVersions::default();
    assert!(versions.is_news(&moved(&[(one, 3), (one, 4), (other, 1)])));
    assert!(!versions.is_news(&moved(&[(one, 3), (one, 4), (other, 1)])));
    assert!(!versions.is_news(&moved(&[(one, 2)])));
    assert!(versions.is_news(&moved(&[(one, 4), (other, 2)])));
    assert!(versions.is_news(&moved(&[])) && versions.is_news(&moved(&[])));

    let kept = serde_json::to_string(&versions).expect("JSON");
    let mut versions: AccountVersions = serde_json::from_str(&kept).expect("versions");
    assert!(!versions.is_news(&moved(&[(one, 4)])));
    assert_eq!(Some(4), versions.seen(&one.parse().expect("an id")));
}
