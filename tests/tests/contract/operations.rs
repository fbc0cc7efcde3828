//! Every operation that `/openapi.json` documents is called here, and answers as documented.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, run};

use crate::support::{books, simple};

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
    pub transfer: String,
}

/// Books in which every sample succeeds.
pub async fn fixture(api: &Api, name: &str) -> Fixture {
    let ledger = books(api, name).await;
    api.post(&format!("{ledger}/assets"), &json!({"code": "USD", "name": "Dollar"})).await.expect(201);
    let body = simple("assets:bank", "users:1", "12.34");
    let posted = api.post_keyed(&format!("{ledger}/transfers"), "first", &body).await.expect(201).json();
    Fixture { ledger, transfer: posted["id"].as_str().expect("an id").to_owned() }
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
            "post_transfer" => Sample { keyed: true, statuses: &[201], ..post("/transfers", fine) },
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
            "get_balances" => get("/balances"),
            "get_events" => get("/events"),
            "get_idempotency_key" => get("/idempotency-keys/first"),
            _ => return None,
        })
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
        let fixture = fixture(api, "demo").await;
        let (document, operations) = documented(api).await;
        let mut found = Vec::new();
        let mut bodies = BTreeMap::new();
        for operation in &operations {
            let id = &operation.id;
            let Some(sample) = fixture.sample(id, "n") else {
                found.push(format!("{id}: no test calls it; add it to the samples"));
                continue;
            };
            let mut statuses = BTreeSet::new();
            for status in sample.statuses {
                let answer = sample.send(api, id).await;
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
                let schema = &response["content"]["application/json"]["schema"];
                differences(&document, schema, &answer.json(), &format!("{id} {status}"), &mut found);
                // Headers that only some answers of a status have.
                let now_and_then = |name: &str| {
                    name == "Idempotent-Replayed"
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
                bodies.insert(id.clone(), answer.json());
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
