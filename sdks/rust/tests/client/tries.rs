//! What is tried again, by which key, and what comes of it in the end.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use tallybook_client::models::{
    BatchTransferRequest, PatchAccountRequest, PostTransferRequest, PostTransfersBatchRequest, ProblemCode,
};
use tallybook_client::{Error, LedgerClient, Tallybook};

use crate::server::{Server, Turn};

fn problem(status: u16, code: &str) -> Turn {
    let body = json!({"type": format!("urn:tallybook:problem:{code}"), "title": "A title.", "status": status, "code": code,
                      "detail": "What happened.", "request_id": "r-1", "required": "12.30", "available": "0.00"});
    Turn::Answer(status, &[], body.to_string())
}

fn transfer() -> Turn {
    let body = json!({"id": "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d", "ledger": "demo", "seq": 17, "kind": "transfer",
                      "status": "posted", "metadata": {}, "postings": [], "a_new_field": 1,
                      "effective_at": "2026-04-02T09:15:00.123456Z", "recorded_at": "2026-04-02T09:15:00.123456Z"});
    Turn::Answer(201, &[("tallybook-seq", "17"), ("request-id", "r-2")], body.to_string())
}

fn account() -> Turn {
    let body = json!({"id": "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d", "path": "users:42", "type": "a_new_type", "asset": "USD",
                      "normal_side": "credit", "status": "open", "policy": {}, "metadata": {}, "account_version": 1,
                      "revision": 1, "created_at": "2026-04-02T09:15:00Z", "updated_at": "2026-04-02T09:15:00Z"});
    Turn::Answer(200, &[], body.to_string())
}

fn deposit() -> PostTransferRequest {
    let amount = "12.30".parse().expect("an amount");
    PostTransferRequest::new().debit_account("assets:bank").credit_account("users:42").amount(amount)
}

fn demo(client: &Tallybook) -> LedgerClient {
    client.ledger("demo")
}

fn keys(server: &Server) -> Vec<Option<String>> {
    server.asked().iter().map(|asked| asked.header("idempotency-key").map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_transfer_is_tried_with_one_key_until_it_is_answered() {
    let turns = vec![
        Turn::Lost,
        Turn::Cut,
        problem(429, "rate_limited"),
        problem(503, "outcome_unknown"),
        problem(503, "overloaded"),
        problem(409, "idempotency_in_progress"),
        Turn::Answer(502, &[("content-type", "text/html")], "<html>Bad gateway</html>".to_owned()),
        transfer(),
    ];
    let server = Server::of(turns).await;
    let answer = demo(&server.client()).transfers().create(&deposit()).send().await.expect("the transfer");

    assert_eq!((Some(17), 17, Some("r-2")), (answer.seq, answer.body.seq, answer.request_id.as_deref()));
    let keys = keys(&server);
    assert_eq!(8, keys.len());
    assert_eq!(vec![answer.idempotency_key.clone(); 8], keys);
    let asked = &server.asked()[0];
    assert_eq!("POST /v1/ledgers/demo/transfers", asked.line);
    assert_eq!(Some("Bearer tb_secret"), asked.header("authorization"));
    assert_eq!(Some(concat!("tallybook-rust/", env!("CARGO_PKG_VERSION"))), asked.header("user-agent"));
    assert_eq!(json!("12.30"), serde_json::from_str::<serde_json::Value>(&asked.body).expect("JSON")["amount"]);
}

#[tokio::test]
async fn what_was_refused_is_explained_and_not_tried_again() {
    for (status, code) in
        [(422, "insufficient_balance"), (401, "unauthenticated"), (500, "internal"), (422, "one_of_tomorrow")]
    {
        let server = Server::of(vec![problem(status, code)]).await;
        let error = demo(&server.client()).transfers().create(&deposit()).await.expect_err("a refusal");
        let Error::Problem(problem) = &error else { panic!("{error:?}") };
        assert_eq!(
            (ProblemCode::from(code), "12.30"),
            (problem.code.clone(), &*problem.required.clone().expect("one").to_plain_string())
        );
        assert_eq!("0.00", problem.available.clone().expect("one").to_plain_string());
        assert_eq!(format!("{code}: What happened. (status {status}, request r-1)"), error.to_string());
        assert_eq!(1, server.asked().len());
    }
}

#[tokio::test]
async fn an_outcome_that_stays_unknown_names_its_key() {
    let lost = |last| vec![Turn::Lost, last];
    for turns in [
        lost(Turn::Lost),
        lost(problem(401, "unauthenticated")),
        lost(problem(500, "internal")),
        lost(problem(429, "rate_limited")),
    ] {
        let server = Server::of(turns).await;
        let client = server.builder().max_tries(3).build().expect("a client");
        let error =
            demo(&client).transfers().create(&deposit()).idempotency_key("order-42").await.expect_err("no answer");
        let Error::OutcomeUnknown { operation, idempotency_key, .. } = &error else { panic!("{error:?}") };
        assert_eq!(("post_transfer", Some("order-42")), (*operation, idempotency_key.as_deref()));
        assert!(error.to_string().contains("order-42") && !error.to_string().contains("tb_secret"), "{error}");
        assert_eq!(None, error.code());
    }
}

#[tokio::test]
async fn a_refusal_that_is_stored_with_the_key_settles_it() {
    let server = Server::of(vec![Turn::Lost, problem(422, "insufficient_balance")]).await;
    let error = demo(&server.client()).transfers().create(&deposit()).await.expect_err("a refusal");
    assert_eq!(Some(&ProblemCode::InsufficientBalance), error.code());
}

#[tokio::test]
async fn silence_is_an_unknown_outcome() {
    let server = Server::of(vec![Turn::Silent]).await;
    let client = server.builder().timeout(Duration::from_millis(50)).max_tries(2).build().expect("a client");
    let error = demo(&client).transfers().create(&deposit()).await.expect_err("no answer");
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    assert_eq!(2, server.asked().len());
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let client = Tallybook::builder("http://127.0.0.1:1", "tb_secret").max_tries(2).build().expect("a client");
    let error = demo(&client).transfers().create(&deposit()).await.expect_err("no connection");
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
}

#[tokio::test]
async fn a_change_without_a_key_is_tried_again_only_where_it_was_not_done() {
    let change = PatchAccountRequest::new().description("frozen").metadata([("tier", None)]);

    let server = Server::of(vec![problem(503, "overloaded"), problem(429, "rate_limited"), account()]).await;
    let changed = demo(&server.client()).accounts().update("users:42", &change).await.expect("the account");
    assert_eq!("a_new_type", changed.r#type.as_str());
    assert_eq!(vec![None; 3], keys(&server));
    let body: serde_json::Value = serde_json::from_str(&server.asked()[0].body).expect("JSON");
    assert_eq!(json!({"description": "frozen", "metadata": {"tier": null}}), body);

    for turn in [Turn::Lost, problem(503, "database_unavailable"), problem(502, "internal")] {
        let server = Server::of(vec![turn]).await;
        demo(&server.client()).accounts().update("users:42", &change).await.expect_err("no answer");
        assert_eq!(1, server.asked().len());
    }
}

#[tokio::test]
async fn reads_are_tried_again() {
    let server = Server::of(vec![Turn::Lost, problem(503, "not_yet_visible"), account()]).await;
    demo(&server.client()).accounts().get("users:42").min_seq(17).await.expect("the account");
    assert_eq!("GET /v1/ledgers/demo/accounts/users:42?min_seq=17", server.asked()[2].line);
}

#[tokio::test]
async fn what_a_lost_try_removed_is_removed() {
    let server = Server::of(vec![Turn::Lost, problem(404, "not_found"), problem(404, "not_found")]).await;
    let client = server.client();
    let id = "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d";
    demo(&client).webhooks().delete(id).send().await.expect("it is gone");
    let refused = demo(&client).webhooks().delete(id).send().await.expect_err("it was never there");
    assert_eq!(refused.code(), Some(&ProblemCode::NotFound));
}

#[tokio::test]
async fn retry_after_is_the_least_that_is_waited_for() {
    let later = Turn::Answer(429, &[("retry-after", "1")], String::new());
    let server = Server::of(vec![later, account()]).await;
    let begin = Instant::now();
    demo(&server.client()).accounts().get("users:42").await.expect("the account");
    assert!(begin.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_wait_beyond_all_patience_is_not_begun() {
    let much_later = Turn::Answer(503, &[("retry-after", "3600")], String::new());
    let server = Server::of(vec![much_later]).await;
    let error = demo(&server.client()).accounts().get("users:42").await.expect_err("no answer");
    assert!(matches!(error, Error::UnexpectedAnswer { status: 503, .. }), "{error:?}");
    assert_eq!(1, server.asked().len());
}

#[tokio::test]
async fn the_hook_has_the_key_before_anything_is_sent() {
    let server = Arc::new(Server::of(vec![transfer()]).await);
    let kept = Arc::new(Mutex::new(Vec::new()));
    let (seen, into) = (server.clone(), kept.clone());
    let keep = move |key: String, operation| {
        let (seen, into) = (seen.clone(), into.clone());
        async move {
            tokio::task::yield_now().await;
            into.lock().expect("nobody panicked").push((key, operation, seen.asked().len()));
            Ok::<_, std::io::Error>(())
        }
    };
    let client = server.builder().on_idempotency_key(keep).build().expect("a client");
    demo(&client).transfers().create(&deposit()).await.expect("the transfer");
    demo(&client).transfers().create(&deposit()).dry_run(true).await.expect("the transfer");
    let key = keys(&server)[0].clone().expect("a key");
    assert_eq!(vec![(key, "post_transfer", 0)], *kept.lock().expect("nobody panicked"));
    assert_eq!(None, keys(&server)[1]);
}

#[tokio::test]
async fn a_key_that_cannot_be_kept_is_not_used() {
    let server = Server::of(vec![transfer()]).await;
    let fail = |_, _| async { Err(std::io::Error::other("the disk is full")) };
    let client = server.builder().on_idempotency_key(fail).build().expect("a client");
    let error = demo(&client).transfers().create(&deposit()).await.expect_err("no key");
    assert!(matches!(error, Error::NotSent { .. }) && error.to_string().contains("the disk is full"), "{error:?}");
    assert_eq!(0, server.asked().len());
}

#[tokio::test]
async fn a_proposal_is_no_transfer() {
    let body = json!({"id": "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d", "ledger": "demo", "seq": 18, "kind": "transfer",
                      "status": "proposed", "metadata": {}, "postings": [], "wanted_by": [], "proposed_by": "k",
                      "proposed_at": "2026-04-02T09:15:00Z", "request_sha256": "00"});
    let server = Server::of(vec![Turn::Answer(202, &[], body.to_string())]).await;
    let error = demo(&server.client()).transfers().create(&deposit()).await.expect_err("a proposal");
    let Error::TransferProposed(proposal) = error else { panic!("{error:?}") };
    assert_eq!(18, proposal.seq);
}

#[tokio::test]
async fn items_with_keys_of_their_own_take_no_other_and_are_tried_again() {
    let item = BatchTransferRequest::new().debit_account("a").credit_account("b").idempotency_key("item-1");
    let server = Server::of(vec![Turn::Lost, Turn::Answer(200, &[], json!({"results": []}).to_string())]).await;
    let batch = PostTransfersBatchRequest::new(false, [item]);
    demo(&server.client()).transfers().create_batch(&batch).await.expect("the batch");
    assert_eq!(vec![None, None], keys(&server));
}

#[tokio::test]
async fn what_is_not_the_services_says_how_it_begins() {
    let pages = [(200, "<html>Please log in"), (404, "<html>No such page"), (301, "Moved")];
    for (status, page) in pages {
        let headers = &[("content-type", "text/html"), ("location", "http://127.0.0.1:1/")];
        let server = Server::of(vec![Turn::Answer(status, headers, page.to_owned())]).await;
        let error = demo(&server.client()).accounts().get("users:42").await.expect_err("a page");
        assert!(error.to_string().contains(page) && error.to_string().contains(&status.to_string()), "{error}");
        assert_eq!(1, server.asked().len());
    }
}

#[tokio::test]
async fn what_would_be_another_request_is_not_sent() {
    let server = Server::of(vec![account()]).await;
    let ledger = demo(&server.client());
    for path in ["", ".", ".."] {
        let error = ledger.accounts().get(path).await.expect_err("no account");
        assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    }
    ledger.transfers().create(&deposit()).idempotency_key("two\nlines").await.expect_err("no key");
    assert_eq!(0, server.asked().len());
    ledger.accounts().get("a/b?c").await.expect("the account");
    assert_eq!("GET /v1/ledgers/demo/accounts/a%2Fb%3Fc", server.asked()[0].line);
}

#[tokio::test]
async fn the_api_key_is_shown_nowhere() {
    let client = Tallybook::new("http://localhost", "tb_secret").expect("a client");
    let shown = format!("{client:?} {:?} {:?}", client.ledger("demo"), client.ledger("demo").accounts().get("a"));
    assert!(!shown.contains("tb_secret"), "{shown}");
    let error = Tallybook::new("http://localhost", "tb_secret\n").expect_err("no key");
    assert!(!error.to_string().contains("tb_secret"), "{error}");
    Tallybook::new("localhost:8080", "tb_secret").expect_err("no URL");
}
