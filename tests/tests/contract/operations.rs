//! Every operation that `/openapi.json` documents is called here, and answers as documented.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};

use reqwest::Method;
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, App, run};

use crate::support::{act, books, hold, post, simple, with};

/// A valid call of an operation.
pub struct Sample {
    pub method: Method,
    pub path: String,
    pub body: Option<Value>,
    /// Whether an idempotency key goes with it.
    pub keyed: bool,
    /// What it is answered, the first time and again.
    pub statuses: &'static [u16],
}

/// What samples refer to.
pub struct Fixture {
    pub ledger: String,
    ledger_id: String,
    pub transfer: String,
    /// A hold that stays open.
    pub hold: String,
    /// Holds to void and proposals to decide, each once.
    voidable: Vec<String>,
    proposed: Vec<String>,
    /// A transfer whose reversal needs a second person.
    guarded: String,
    /// A webhook endpoint that stays, and some to remove.
    endpoint: String,
    removable: Vec<String>,
    used: AtomicUsize,
}

/// Books in which every sample succeeds.
pub async fn fixture(app: &App, name: &str) -> Fixture {
    let api = &app.api;
    let ledger = books(api, name).await;
    api.post(&format!("{ledger}/assets"), &json!({"code": "USD", "name": "Dollar"})).await.expect(201);
    let body = simple("assets:bank", "users:1", "12.34");
    let posted = api.post_keyed(&format!("{ledger}/transfers"), "first", &body).await.expect(201).json();
    let id = |transfer: &Value| transfer["id"].as_str().expect("an id").to_owned();
    let held = hold(api, &ledger, "10.00", json!({})).await;
    act(api, &ledger, &held, "extend", json!({"timeout_seconds": 3600})).await.expect(201);
    act(api, &ledger, &posted, "reverse", json!({"amount": "0.01"})).await.expect(201);
    let limit = limit("first");
    api.post(&format!("{ledger}/limits"), &limit).await.expect(201);
    api.post(&format!("{ledger}/monitors"), &monitor("first")).await.expect(201);
    let policy = json!({"policy": {"approval": {"manual": true, "reversals": true}}});
    api.account(&ledger, "careful", "liability", "USD", policy).await;
    let guarded = id(&api.transfer(&ledger, "assets:bank", "careful", "1.00").await.expect(201).json());
    // Whoever decides is somebody else.
    let proposer = api.with_key(&app.create_key(&["all"], &[]).await);
    let (mut voidable, mut proposed) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        voidable.push(id(&hold(api, &ledger, "0.01", json!({})).await));
        proposed.push(id(&post(&proposer, &ledger, &by_hand()).await.expect(202).json()));
    }
    let (endpoint, removable) = endpoints(app, &ledger).await;
    let (transfer, hold, used) = (id(&posted), id(&held), AtomicUsize::new(0));
    let ledger_id = id(&api.get(&ledger).await.expect(200).json());
    Fixture { ledger, ledger_id, transfer, hold, voidable, proposed, guarded, endpoint, removable, used }
}

/// Webhook endpoints of a name that leads nowhere: one with a log and a dead letter, and some to remove.
async fn endpoints(app: &App, ledger: &str) -> (String, Vec<String>) {
    let add = async |name: String| {
        let body = json!({"url": format!("https://{name}.invalid/hook"), "types": ["ledger.created"]});
        let added = app.api.post(&format!("{ledger}/webhook_endpoints"), &body).await.expect(201).json();
        added["id"].as_str().expect("an id").to_owned()
    };
    let endpoint = add("stays".to_owned()).await;
    let mut removable = Vec::new();
    for number in 0..40 {
        removable.push(add(format!("goes-{number}")).await);
    }
    let mut conn = app.database.connect().await;
    for sql in [
        "insert into webhook_attempts (ledger_no, sink, attempt_no, attempted_at, seq, attempt, took_ms, status, error, answer)
         select ledger_no, sink, 0, clock_timestamp(), 1, 1, 7, 500, 'answered 500', 'no' from sink_cursors where sink = $1",
        "insert into dead_letters (ledger_no, sink, seq, died_at, attempts, error)
         select ledger_no, sink, 1, clock_timestamp(), 10, 'answered 500' from sink_cursors where sink = $1",
    ] {
        sqlx::query(sql).bind(&endpoint).execute(&mut conn).await.expect("the owner may");
    }
    (endpoint, removable)
}

/// A transfer that needs a second person.
fn by_hand() -> Value {
    with(simple("assets:bank", "careful", "0.01"), json!({"manual": true}))
}

fn limit(name: &str) -> Value {
    json!({"name": name, "path_prefix": "users", "per": "account", "asset": "USD", "direction": "debit",
           "window": {"calendar": "day"}, "max_sum": "1000000"})
}

fn monitor(name: &str) -> Value {
    json!({"name": name, "path_prefix": "users", "asset": "USD", "balance": "available", "when": "crossing",
           "threshold": "5.00"})
}

impl Fixture {
    /// A valid call of the operation, for each `nonce` another; `None` for one this table lacks.
    pub fn sample(&self, operation: &str, nonce: &str) -> Option<Sample> {
        let ledger = &self.ledger;
        let get = |path: &str| Sample {
            method: Method::GET,
            path: format!("{ledger}{path}"),
            body: None,
            keyed: false,
            statuses: &[200],
        };
        let post = |path: &str, body: Value| Sample {
            method: Method::POST,
            path: format!("{ledger}{path}"),
            body: Some(body),
            keyed: false,
            statuses: &[201, 200],
        };
        let account = |path: &str| json!({"path": format!("{path}:{nonce}"), "type": "asset", "asset": "USD", "policy": {"min_balance": "0"}, "description": "d", "metadata": {"a": "b"}});
        let fine = simple("assets:bank", "users:1", "1");
        let act = |target: &str, action: &str, body: Value| Sample {
            keyed: true,
            statuses: &[201],
            ..post(&format!("/transfers/{target}/{action}"), body)
        };
        Some(match operation {
            "get_ledgers" => Sample { path: "/v1/ledgers".to_owned(), ..get("") },
            "post_ledger" => Sample {
                path: "/v1/ledgers".to_owned(),
                ..post("", json!({"name": format!("made-{nonce}"), "description": "d"}))
            },
            "get_ledger" => get(""),
            "post_asset" => {
                post("/assets", json!({"code": format!("X{}", nonce.to_uppercase()), "scale": 3, "name": "Points"}))
            }
            "get_assets" => get("/assets"),
            "get_asset" => get("/assets/USD"),
            "post_account" => post("/accounts", account("one")),
            "get_accounts" => get("/accounts"),
            "post_accounts_batch" => post("/accounts/batch", json!({"accounts": [account("many"), account("more")]})),
            "get_account" => get("/accounts/users:1"),
            "patch_account" => Sample {
                method: Method::PATCH,
                statuses: &[200],
                ..post("/accounts/users:2", json!({"metadata": {"nonce": nonce}, "policy": {"min_balance": "-5"}}))
            },
            "get_account_balance" => get("/accounts/users:1/balance?as_of=2026-03-31"),
            "get_account_postings" => get("/accounts/users:1/postings"),
            "post_transfer" => Sample {
                keyed: true,
                statuses: &[201],
                ..post("/transfers", with(fine, json!({"pending": true, "timeout_seconds": 3600})))
            },
            "get_transfers" => get("/transfers"),
            "post_transfers_batch" => Sample {
                keyed: true,
                statuses: &[200],
                ..post(
                    "/transfers/batch",
                    json!({"atomic": false, "transfers": [fine, simple("assets:bank", "nobody", "1")]}),
                )
            },
            "get_transfer" => get(&format!("/transfers/{}", self.transfer)),
            "patch_transfer" => Sample {
                method: Method::PATCH,
                statuses: &[200],
                ..post(&format!("/transfers/{}", self.transfer), json!({"metadata": {"nonce": nonce}}))
            },
            "post_capture" => act(&self.hold, "capture", json!({"amount": "0.01"})),
            "post_void" => act(self.next_of(&self.voidable), "void", json!({"description": nonce})),
            "post_increment" => act(&self.hold, "increment", json!({"amount": "0.01"})),
            "post_extend" => act(&self.hold, "extend", json!({"timeout_seconds": 7200})),
            "post_reverse" => act(&self.transfer, "reverse", json!({"amount": "0.01"})),
            "post_simulate" => Sample {
                statuses: &[200],
                ..post("/transfers/simulate", json!({"transfers": [fine, simple("assets:bank", "nobody", "1")]}))
            },
            "get_holds" => get("/holds"),
            "post_approve" => act(self.next_of(&self.proposed), "approve", json!({"reason": nonce})),
            "post_reject" => {
                Sample { statuses: &[200], ..act(self.next_of(&self.proposed), "reject", json!({"reason": nonce})) }
            }
            "get_proposals" => get("/proposals"),
            "get_proposal" => get(&format!("/proposals/{}", self.proposed.last().expect("there are some"))),
            "post_limit" => post("/limits", limit(&format!("made-{nonce}"))),
            "get_limits" => get("/limits"),
            "get_limit" => get("/limits/first"),
            "patch_limit" => Sample {
                method: Method::PATCH,
                statuses: &[200],
                ..post("/limits/first", json!({"max_count": 1_000_000, "on_exceed": "flag"}))
            },
            "post_monitor" => post("/monitors", monitor(&format!("made-{nonce}"))),
            "get_monitors" => get("/monitors"),
            "get_monitor" => get("/monitors/first"),
            "patch_monitor" => Sample {
                method: Method::PATCH,
                statuses: &[200],
                ..post("/monitors/first", json!({"threshold": "-5.00"}))
            },
            "get_monitor_accounts" => get("/monitors/first/accounts"),
            "get_balances" => get("/balances"),
            "get_events" => get("/events"),
            "get_event_stream" => get("/events/stream"),
            "get_idempotency_key" => get("/idempotency-keys/first"),
            "post_webhook_endpoint" => {
                post("/webhook_endpoints", json!({"url": format!("https://made-{nonce}.invalid/"), "ordered": true}))
            }
            "get_webhook_endpoints" => get("/webhook_endpoints"),
            "get_webhook_endpoint" => get(&format!("/webhook_endpoints/{}", self.endpoint)),
            "patch_webhook_endpoint" => Sample {
                method: Method::PATCH,
                statuses: &[200],
                ..post(&format!("/webhook_endpoints/{}", self.endpoint), json!({"description": nonce}))
            },
            "delete_webhook_endpoint" => Sample {
                method: Method::DELETE,
                statuses: &[204],
                ..get(&format!("/webhook_endpoints/{}", self.next_of(&self.removable)))
            },
            "get_attempts" => get(&format!("/webhook_endpoints/{}/attempts", self.endpoint)),
            "get_dead_letters" => get(&format!("/webhook_endpoints/{}/dead_letters", self.endpoint)),
            "post_replay" => self.ask("replay", json!({"after": 0, "to": 3}), &[202], &post),
            // What is driven again is no dead letter any more, and others ask for those.
            "post_redrive" => {
                let id = format!("{}:1", self.ledger_id);
                self.ask("redrive", json!({"ids": [id]}), &[202], &post)
            }
            "post_rotate_secret" => self.ask("rotate_secret", json!({}), &[200], &post),
            _ => return None,
        })
    }
}

impl Fixture {
    /// Something asked of the last of the removable endpoints, which nobody removes.
    fn ask(&self, what: &str, body: Value, statuses: &'static [u16], post: &dyn Fn(&str, Value) -> Sample) -> Sample {
        let endpoint = self.removable.last().expect("there are some");
        Sample { statuses, ..post(&format!("/webhook_endpoints/{endpoint}/{what}"), body) }
    }

    /// Of those that can be used once, one that was not yet.
    fn next_of<'f>(&self, once: &'f [String]) -> &'f str {
        &once[self.used.fetch_add(1, Ordering::Relaxed)]
    }

    /// Another valid call of the operation, which is answered otherwise.
    fn other_sample(&self, operation: &str, nonce: &str) -> Option<Sample> {
        let sample = self.sample(operation, nonce)?;
        match operation {
            "post_transfer" => Some(Sample { body: Some(by_hand()), statuses: &[202], ..sample }),
            "post_reverse" => {
                let path = format!("{}/transfers/{}/reverse", self.ledger, self.guarded);
                Some(Sample { path, statuses: &[202], ..sample })
            }
            _ => None,
        }
    }
}

impl Sample {
    pub async fn send(&self, api: &Api, key: &str) -> Answered {
        let headers = [("idempotency-key", key)];
        let headers = if self.keyed { &headers[..] } else { &[] };
        let body = self.body.as_ref().map(|body| body.to_string().into_bytes());
        api.send(self.method.clone(), &self.path, headers, body).await.expect("an answer")
    }
}

/// An operation as the served document describes it.
pub struct Operation {
    pub id: String,
    pub scope: String,
    /// Whether it is of one ledger.
    pub in_ledger: bool,
    responses: Value,
}

/// The served document, and its operations.
pub async fn documented(api: &Api) -> (Value, Vec<Operation>) {
    let document = api.get("/openapi.json").await.expect(200).json();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (_, operation) in item.as_object().expect("methods") {
            operations.push(Operation {
                id: operation["operationId"].as_str().expect("an id").to_owned(),
                scope: operation["x-required-scope"].as_str().expect("a scope").to_owned(),
                in_ledger: path.contains("{ledger}"),
                responses: operation["responses"].clone(),
            });
        }
    }
    (document, operations)
}

/// Everything in which a value differs from its schema: a missing required field, an undocumented
/// one, another type, a value outside its enumeration.
fn differences(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.strip_prefix('#').expect("a local reference")).expect("it exists");
        return differences(document, target, value, at, found);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return differences(document, &merged(document, parts), value, at, found);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let each = choices.iter().map(|choice| {
            let mut found = Vec::new();
            differences(document, choice, value, at, &mut found);
            found
        });
        return found.extend(each.min_by_key(Vec::len).unwrap_or_default());
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        other => return found.push(format!("{at}: the schema says nothing: {other}")),
    };
    let actual = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.contains(&actual) {
        found.push(format!("{at}: {actual}, documented as {types:?}"));
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        found.push(format!("{at}: {value} is none of {choices:?}"));
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                differences(document, &schema["items"], item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(object) => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            found.extend(
                required.filter(|name| !object.contains_key(*name)).map(|name| format!("{at}/{name}: is missing")),
            );
            for (name, member) in object {
                let at = format!("{at}/{name}");
                match (schema["properties"].get(name), &schema["additionalProperties"]) {
                    (Some(property), _) => differences(document, property, member, &at, found),
                    (None, Value::Object(_)) => {
                        differences(document, &schema["additionalProperties"], member, &at, found)
                    }
                    // An object of any shape: an event's.
                    (None, Value::Null) if schema["properties"].is_null() => {}
                    (None, _) => found.push(format!("{at}: is not documented")),
                }
            }
        }
        _ => {}
    }
}

/// The object that is described by several parts together.
fn merged(document: &Value, parts: &[Value]) -> Value {
    let (mut properties, mut required) = (json!({}), Vec::new());
    for part in parts {
        let part = match part["$ref"].as_str() {
            None => part,
            Some(reference) => document
                .pointer(reference.strip_prefix('#').expect("a local reference"))
                .expect("what is referred to exists"),
        };
        properties = with(properties, part["properties"].clone());
        required.extend(part["required"].as_array().into_iter().flatten().cloned());
    }
    json!({"type": "object", "properties": properties, "required": required})
}

fn problem_differences(document: &Value, answer: &Answered, what: &str) -> Vec<String> {
    let mut found = Vec::new();
    differences(document, &json!({"$ref": "#/components/schemas/Problem"}), &answer.json(), what, &mut found);
    found
}

/// What an answer's problem has that the document does not describe.
pub async fn undocumented_in_problem(api: &Api, answers: &[Answered]) -> Vec<String> {
    let document = api.get("/openapi.json").await.expect(200).json();
    answers.iter().flat_map(|answer| problem_differences(&document, answer, &answer.code())).collect()
}

#[test]
fn every_documented_operation_answers_as_documented() {
    run(async |app| {
        let api = &app.api;
        let fixture = fixture(app, "demo").await;
        let (document, operations) = documented(api).await;
        let mut found = Vec::new();
        let mut bodies = BTreeMap::new();
        for operation in &operations {
            let id = &operation.id;
            let Some(sample) = fixture.sample(id, "n") else {
                found.push(format!("{id}: no test calls it; add it to the samples"));
                continue;
            };
            let other = fixture.other_sample(id, "n");
            let calls = std::iter::once(&sample).chain(&other);
            let calls = calls.flat_map(|sample| sample.statuses.iter().map(move |status| (sample, status)));
            let mut statuses = BTreeSet::new();
            for (sample, status) in calls {
                let answer = sample.send(api, &format!("{id}-{}", sample.statuses[0])).await;
                if answer.status != *status {
                    found.push(format!(
                        "{id}: {} instead of {status}: {}",
                        answer.status,
                        String::from_utf8_lossy(&answer.body)
                    ));
                    continue;
                }
                statuses.insert(status.to_string());
                let response = &operation.responses[status.to_string()];
                let is_stream = id == "get_event_stream";
                let body = if is_stream || *status == 204 { Value::Null } else { answer.json() };
                match is_stream {
                    _ if *status == 204 => assert!(answer.body.is_empty() && response.get("content").is_none()),
                    true => {
                        let documented = response["content"].as_object().expect("content").keys();
                        assert!(documented.eq(["text/event-stream"]), "{response}");
                        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
                    }
                    false => {
                        let schema = &response["content"]["application/json"]["schema"];
                        differences(&document, schema, &body, &format!("{id} {status}"), &mut found);
                    }
                }
                // Headers that only some answers of a status have.
                let now_and_then = |name: &str| {
                    matches!(name, "Idempotent-Replayed" | "Tallybook-Dry-Run")
                        || (name == "Tallybook-Seq" && *status == 200 && sample.method != Method::GET)
                };
                for (name, _) in response["headers"].as_object().expect("headers are documented") {
                    if !now_and_then(name) && answer.header(name).is_none() {
                        found.push(format!("{id} {status}: the documented header {name} is missing"));
                    }
                }
                for name in ["location", "etag", "tallybook-seq", "idempotent-replayed"] {
                    let known = response["headers"]
                        .as_object()
                        .expect("headers")
                        .keys()
                        .any(|known| known.eq_ignore_ascii_case(name));
                    if answer.header(name).is_some() && !known {
                        found.push(format!("{id} {status}: the header {name} is not documented"));
                    }
                }
                bodies.insert(id.clone(), body);
            }
            let documented: BTreeSet<String> = operation
                .responses
                .as_object()
                .expect("responses")
                .keys()
                .filter(|status| status.starts_with('2'))
                .cloned()
                .collect();
            if statuses != documented {
                found.push(format!("{id}: answered {statuses:?}, documented {documented:?}"));
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert_eq!(operations.len(), bodies.len());
        // The samples are not empty shells: lists hold rows.
        for (id, body) in &bodies {
            if let Some(data) = body["data"].as_array() {
                assert!(!data.is_empty(), "{id}");
            }
        }
        // The document that is checked in is the one that is served.
        let checked_in = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/tallybook.json");
        let checked_in: Value = serde_json::from_slice(&std::fs::read(checked_in).expect("it is there")).expect("JSON");
        assert!(checked_in == document, "openapi/tallybook.json is not what is served: make openapi");
    });
}
