//! What several subjects need: books to work on, requests as raw bytes, and findings in bulk.

use std::collections::BTreeSet;

use reqwest::{Method, header::HeaderMap};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use tallybook_tests::{Answered, Api, App, until};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use uuid::Uuid;

/// A ledger with four unbounded accounts in USD; returns its path below the root.
pub async fn books(api: &Api, name: &str) -> String {
    let ledger = api.ledger(name).await;
    let accounts = json!({"accounts": [
        {"path": "assets:bank", "type": "asset", "asset": "USD"},
        {"path": "assets:cash", "type": "asset", "asset": "USD"},
        {"path": "users:1", "type": "liability", "asset": "USD"},
        {"path": "users:2", "type": "liability", "asset": "USD"},
    ]});
    api.post(&format!("{ledger}/accounts/batch"), &accounts).await.expect(201);
    ledger
}

/// The body of a simple transfer.
pub fn simple(debit: &str, credit: &str, amount: &str) -> Value {
    json!({"debit_account": debit, "credit_account": credit, "amount": amount})
}

/// One leg.
pub fn leg(direction: &str, account: &str, amount: &str) -> Value {
    json!({"account": account, "direction": direction, "amount": amount})
}

/// As [`books`], with 200.00 in `users:1`, which may not be overdrawn.
pub async fn funded(api: &Api, name: &str) -> String {
    let ledger = books(api, name).await;
    api.patch(&format!("{ledger}/accounts/users:1"), &json!({"policy": {"min_balance": "0"}})).await.expect(200);
    api.transfer(&ledger, "assets:bank", "users:1", "200.00").await.expect(201);
    ledger
}

/// Posts a transfer's request under a fresh key.
pub async fn post(api: &Api, ledger: &str, body: &Value) -> Answered {
    api.post_keyed(&format!("{ledger}/transfers"), &Uuid::new_v4().to_string(), body).await
}

/// Makes a hold of an amount from `users:1` for `users:2`; `more` is merged into the request.
pub async fn hold(api: &Api, ledger: &str, amount: &str, more: Value) -> Value {
    let body = with(with(simple("users:1", "users:2", amount), json!({"pending": true})), more);
    post(api, ledger, &body).await.expect(201).json()
}

/// The path of a transfer that was answered.
pub fn path_of(ledger: &str, transfer: &Value) -> String {
    format!("{ledger}/transfers/{}", transfer["id"].as_str().expect("an id"))
}

/// Acts on a hold or a transfer, under a fresh key.
pub async fn act(api: &Api, ledger: &str, target: &Value, action: &str, body: Value) -> Answered {
    let path = format!("{}/{action}", path_of(ledger, target));
    api.post_keyed(&path, &Uuid::new_v4().to_string(), &body).await
}

/// What became of a hold, as its transfer tells it.
pub async fn state_of(api: &Api, ledger: &str, hold: &Value) -> Value {
    api.get(&path_of(ledger, hold)).await.expect(200).json()["hold"].clone()
}

/// What an account has posted, pending and available.
pub async fn amounts(api: &Api, ledger: &str, account: &str, query: &str) -> [String; 3] {
    let balance = api.balance(ledger, account, query).await["balance"].clone();
    let text = |value: &Value| value.as_str().expect("an amount").to_owned();
    [text(&balance["posted"]["amount"]), text(&balance["pending"]["amount"]), text(&balance["available"])]
}

/// The bytes that are read of an entry of which nothing has become since: those of its answer, and its revision.
pub fn as_read(answered: &[u8]) -> Vec<u8> {
    let fields = answered.strip_suffix(b"}").expect("an object");
    [fields, br#","revision":1}"#].concat()
}

/// The events after a `seq`, of a ledger that has few.
pub async fn events_after(api: &Api, ledger: &str, seq: i64) -> Vec<Value> {
    rows(&api.get(&format!("{ledger}/events?after={seq}&limit=500")).await.expect(200).json()).clone()
}

/// An object with the fields of another on top.
pub fn with(mut object: Value, more: Value) -> Value {
    let fields = object.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    object
}

/// An object without a field.
pub fn without(mut object: Value, field: &str) -> Value {
    object.as_object_mut().expect("an object").remove(field);
    object
}

/// The names of an object's fields.
pub fn names(object: &Value) -> BTreeSet<String> {
    object.as_object().expect("an object").keys().cloned().collect()
}

/// The rows of a list's page.
pub fn rows(page: &Value) -> &Vec<Value> {
    page["data"].as_array().expect("a list has data")
}

/// The number of the change that an answer tells of.
pub fn seq_of(answer: &Answered) -> i64 {
    answer.header("tallybook-seq").expect("a Tallybook-Seq").parse().expect("a number")
}

/// The ledger's last number.
pub async fn last_seq(api: &Api, ledger: &str) -> i64 {
    api.get(ledger).await.expect(200).json()["last_seq"].as_i64().expect("a number")
}

/// All rows of a list, page by page. `path` has a query already.
pub async fn all_rows(api: &Api, path: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.get(&format!("{path}{cursor}")).await.expect(200).json();
        all.extend(rows(&page).iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// A decimal string in units of `10^-scale`, by the school's method.
pub fn units(text: &str, scale: usize) -> i128 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(fraction.len() <= scale, "{text} is finer than {scale} decimals");
    let all = format!("{whole}{fraction}{}", "0".repeat(scale - fraction.len()));
    sign * all.parse::<i128>().expect("digits")
}

/// The decimal string of units of `10^-scale`.
pub fn decimal(units: i128, scale: usize) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A time moved by so many microseconds.
pub fn moved(time: &Value, micros: i64) -> String {
    let time = ledger::Timestamp::parse(time.as_str().expect("a time")).expect("a time");
    time.plus_micros(micros).to_string()
}

/// A connection of the database's owner that holds the lock on a ledger's head: writers wait.
pub struct HeldHead(PgConnection);

impl HeldHead {
    pub async fn of(app: &App, ledger: &str) -> HeldHead {
        let name = ledger.strip_prefix("/v1/ledgers/").expect("a ledger's path");
        let mut conn = app.database.connect().await;
        run_sql(&mut conn, "begin").await;
        let sql = format!(
            "select 1 from ledger_heads where ledger_no = (select ledger_no from ledgers where name = '{name}') for update"
        );
        run_sql(&mut conn, &sql).await;
        HeldHead(conn)
    }

    /// How many transactions wait for the head.
    pub async fn waiting(&mut self) -> i64 {
        // Within a transaction the activity is read once, unless one asks for it anew.
        run_sql(&mut self.0, "select pg_stat_clear_snapshot()").await;
        sqlx::query_scalar(
            "select count(*) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock' and query like '%ledger_heads%'",
        )
        .fetch_one(&mut self.0)
        .await
        .expect("the server's activity can be read")
    }

    pub async fn release(self) {
        self.0.close().await.expect("the connection is there");
    }
}

/// Runs SQL as the test's own doing.
pub async fn run_sql(conn: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(conn)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Sends bytes as they are and reads until the service closes.
pub async fn raw(api: &Api, head: &str, body: &[u8]) -> Answered {
    let address = api.url.strip_prefix("http://").expect("an http URL");
    let mut stream = TcpStream::connect(address).await.expect("the service listens");
    let head = format!("{head}\r\nhost: {address}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n", api.key);
    stream.write_all(head.as_bytes()).await.expect("the head is taken");
    // A service that has answered may close before it has read everything.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    parse(&answer)
}

fn parse(answer: &[u8]) -> Answered {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name = reqwest::header::HeaderName::from_bytes(name.as_bytes()).expect("a header");
        headers.append(name, value.parse().expect("a value"));
    }
    let body = answer.get(end + 4..).unwrap_or_default().to_vec();
    Answered { status, headers, body }
}

/// What is wrong with many answers, told together at the end.
#[derive(Debug, Default)]
pub struct Findings(Vec<String>);

impl Findings {
    pub fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }

    /// Expects a problem document of this code, with this `field` where one is given.
    pub fn problem(&mut self, what: &str, answer: &Answered, status: u16, code: &str, field: Option<&str>) {
        let found = (answer.status, answer.code());
        let text = String::from_utf8_lossy(&answer.body);
        self.check(found == (status, code.to_owned()), || {
            format!("{what}: expected {status} {code}, got {} {text}", answer.status)
        });
        if found.0 != status || answer.status < 400 {
            return;
        }
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if let Some(field) = field {
            self.check(body["field"] == field, || format!("{what}: expected the field {field:?}, got {text}"));
        }
        let shaped = body["type"] == format!("urn:tallybook:problem:{code}")
            && body["status"] == status
            && body["title"].is_string()
            && body["detail"].as_str().is_some_and(|detail| !detail.is_empty())
            && body["request_id"].as_str() == answer.header("request-id")
            && answer.header("content-type") == Some("application/problem+json");
        self.check(shaped, || format!("{what}: no problem document: {text} {:?}", answer.headers));
    }

    /// Sends a body and expects it to be refused so.
    pub async fn refused(
        &mut self,
        api: &Api,
        request: (Method, &str),
        body: &Value,
        (status, code, field): (u16, &str, Option<&str>),
    ) {
        let key = Uuid::new_v4().to_string();
        let answer = api
            .send(request.0, request.1, &[("idempotency-key", &key)], Some(body.to_string().into()))
            .await
            .expect("an answer");
        let mut what = body.to_string();
        what.truncate(what.floor_char_boundary(200));
        self.problem(&what, &answer, status, code, field);
    }

    pub fn none(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// What three requests are answered while another transaction holds the ledger's head for longer
/// than a request may take: the first under key `stuck`, its duplicate, and another request.
///
/// The service must have been started with a request timeout of a second.
pub async fn stuck(app: &App, ledger: &str, body: &Value) -> [Answered; 3] {
    let transfers = format!("{ledger}/transfers");
    let mut held = HeldHead::of(app, ledger).await;
    let first = app.api.post_keyed(&transfers, "stuck", body);
    let behind = async {
        until("the first waits for the head", async || held.waiting().await == 1).await;
        tokio::join!(app.api.post_keyed(&transfers, "stuck", body), app.api.post_keyed(&transfers, "other", body))
    };
    let (first, (duplicate, other)) = tokio::join!(first, behind);
    held.release().await;
    [first, duplicate, other]
}
