//! The OpenAPI document: what the routes say of themselves, and what is true of all of them.
//!
//! Summaries, schemas and query parameters come from the handlers. Path parameters, headers,
//! scopes and problem responses follow one rule each, so they are added here, in one place.

use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApiBuilder;
use utoipa_axum::router::OpenApiRouter;

use crate::{facts::Facts, openapi_3_0, problem_codes::Code, router::operations};

/// OpenAPI 3.1, as checked in at `openapi/tallybook.json` and served at `/openapi.json`.
pub fn openapi_json() -> String {
    print(&openapi())
}

/// The same in OpenAPI 3.0, for generators that read no newer one.
pub fn openapi_3_0_json() -> String {
    print(&openapi_3_0::derive(openapi()))
}

pub fn print(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a JSON value prints");
    text.push('\n');
    text
}

/// The whole document.
pub fn openapi() -> Value {
    let mut described = OpenApiRouter::with_openapi(OpenApiBuilder::new().build());
    let mut facts = Vec::new();
    for operation in operations() {
        facts.push(Facts::of(&operation));
        described = described.routes(operation.routes);
    }
    let mut document = serde_json::to_value(described.into_openapi()).expect("an OpenAPI document is JSON");
    document["info"] = info();
    document["servers"] = json!([{"url": "/", "description": "The service that serves this document."}]);
    document["security"] = json!([{"api_key": []}]);
    document["tags"] = tags();
    let components = &mut document["components"];
    components["securitySchemes"] = json!({"api_key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key, `Authorization: Bearer tb_…`. It is bound to named ledgers or to all, and carries scopes.",
    }});
    let schemas = components["schemas"].as_object_mut().expect("components hold schemas");
    // In a change null clears a field; elsewhere a field is absent rather than null.
    schemas
        .iter_mut()
        .filter(|(name, _)| !name.starts_with("Patch"))
        .for_each(|(name, schema)| absent_rather_than_null(name, schema));
    schemas.values_mut().for_each(format_money_and_times);
    let change = schemas.get_mut("PatchPolicyRequest").expect("it is described");
    let approval = "PatchApprovalRequest";
    change["type"] = json!(["object", "null"]);
    change["properties"]["approval"]["$ref"] = format!("#/components/schemas/{approval}").into();
    // A reference cannot be null; what it leads to can.
    let mut nullable = schemas["ApprovalRequest"].clone();
    nullable["type"] = json!(["object", "null"]);
    schemas.insert(approval.to_owned(), nullable);
    for facts in &facts {
        complete(&mut document["paths"][&facts.path][facts.method], facts);
    }
    document
}

fn info() -> Value {
    json!({
        "title": "Tallybook",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "A double-entry ledger service.",
        "description": "Tallybook keeps books: ledgers with accounts, balanced transfers, and balances as of any time, as known at any other. Money is a decimal string in major units, never a JSON number. Every answer carries `Request-Id`; every error is a problem document (RFC 9457) with a stable `code`.",
        "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        "contact": {"name": "Tallybook", "url": env!("CARGO_PKG_REPOSITORY")},
    })
}

fn tags() -> Value {
    json!([
        {"name": "accounts", "description": "What holds money: one asset each, under a unique path."},
        {"name": "approvals", "description": "Transfers that wait for a second person."},
        {"name": "assets", "description": "Currencies and tokens with a fixed scale."},
        {"name": "balances", "description": "Balances now, and as of any time as known at any other."},
        {"name": "events", "description": "The public record of every accepted change, in order."},
        {"name": "holds", "description": "Money that is promised: held, then captured, let go or expired."},
        {"name": "ledgers", "description": "Isolated books."},
        {"name": "limits", "description": "How much may move within a window of time."},
        {"name": "monitors", "description": "Conditions on balances, which raise alerts."},
        {"name": "transfers", "description": "Balanced movements of money, immutable."},
        {"name": "webhooks", "description": "Events told by HTTP: endpoints, what was sent to them, and sending it again."},
    ])
}

/// Adds to an operation what the rules of this module say.
fn complete(operation: &mut Value, facts: &Facts) {
    operation["x-required-scope"] = facts.scope.as_str().into();
    let description = operation["description"].as_str().unwrap_or_default();
    operation["description"] =
        format!("{description}\n\nNeeds the scope `{}`.", facts.scope.as_str()).trim_start().into();

    let mut parameters = path_parameters(&facts.path);
    if let Some(queried) = operation["parameters"].as_array_mut() {
        parameters.append(queried);
    }
    for parameter in &mut parameters {
        if parameter["name"].as_str().is_some_and(|name| name.starts_with("amount_")) {
            parameter["schema"]["format"] = "decimal".into();
        }
    }
    if facts.takes_key() {
        parameters.push(idempotency_key(facts));
    }
    if facts.id == "get_event_stream" {
        parameters.push(json!({
            "name": "Last-Event-ID", "in": "header", "required": false,
            "description": "The `id` that came last, which `EventSource` sends when it comes back: go on after it.",
            "schema": {"type": "integer", "format": "int64", "minimum": 0}, "example": 17,
        }));
    }
    if facts.method == "patch" && facts.has_revision() {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "The `ETag` that was read: change only what is at this revision.",
            "schema": {"type": "string"}, "example": "\"3\"",
        }));
    }
    operation["parameters"] = parameters.into();

    let responses = operation["responses"].as_object_mut().expect("an operation has responses");
    for response in responses.values_mut() {
        response["headers"] = success_headers(facts);
    }
    for code in Code::ALL.iter().filter(|code| facts.can_answer(**code)) {
        let response = responses.entry(code.status().to_string()).or_insert_with(|| problem_response(*code));
        let description = response["description"].as_str().unwrap_or_default();
        let separator = if description.is_empty() { "" } else { ", " };
        response["description"] = format!("{description}{separator}`{}`", code.as_str()).into();
    }
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    names
        .map(|name| {
            let (description, example) = match name {
                "ledger" => ("The ledger's name or id.", "demo"),
                "account" => ("The account's path or id.", "users:42"),
                "code" => ("The asset's code.", "USD"),
                "id" => ("The transfer's or proposal's id.", "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d"),
                "name" if path.contains("/monitors/") => ("The monitor's name.", "low-funds"),
                "name" => ("The limit's name.", "daily-withdrawals"),
                "endpoint" => ("The webhook endpoint's id.", "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d"),
                "key" => ("The idempotency key.", "order-42-payment"),
                _ => unreachable!("every path parameter is described"),
            };
            json!({
                "name": name, "in": "path", "required": true, "description": description,
                "schema": {"type": "string"}, "example": example,
            })
        })
        .collect()
}

fn idempotency_key(facts: &Facts) -> Value {
    let description = match facts.id.as_str() {
        "post_transfers_batch" => {
            "Covers the whole batch. Required, unless every item has its own `idempotency_key` and there is no header."
        }
        _ if facts.moves_money() => {
            "Required: a retry with the same key gets the first answer again and cannot pay twice. A dry run may go without."
        }
        _ => "A retry with the same key gets the first answer again.",
    };
    json!({
        "name": "Idempotency-Key", "in": "header",
        "required": facts.moves_money() && facts.id != "post_transfers_batch",
        "description": description, "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
        "example": "order-42-payment",
    })
}

fn header(description: &str, schema: &str) -> Value {
    json!({"description": description, "schema": {"type": schema}})
}

fn request_id() -> Value {
    header("Names this request; your own `Request-Id`, if it was sent.", "string")
}

fn success_headers(facts: &Facts) -> Value {
    let mut headers = Map::from_iter([("Request-Id".to_owned(), request_id())]);
    let mut add = |name: &str, value| headers.insert(name.to_owned(), value);
    if (facts.method != "get" && !facts.only_tries() && !facts.is_setting()) || facts.reads_balances() {
        add("Tallybook-Seq", header("The ledger's `seq` this answer is at; reads take it as `min_seq`.", "integer"));
    }
    if facts.moves_money() || facts.only_tries() {
        add(
            "Tallybook-Dry-Run",
            header("`true` where it was only asked what would be, and nothing was done.", "string"),
        );
    }
    if facts.takes_key() {
        add("Idempotent-Replayed", header("`true` where an earlier request with this key did the work.", "string"));
        if !matches!(facts.id.as_str(), "post_accounts_batch" | "post_transfers_batch" | "post_reject") {
            add("Location", header("Where what was made, or was there, can be read.", "string"));
        }
    }
    if facts.id == "post_webhook_endpoint" {
        add("Location", header("Where the endpoint can be read.", "string"));
    }
    if facts.has_revision() {
        add("ETag", header("The revision of what is answered, in quotes.", "string"));
    }
    headers.into()
}

/// Described by the codes it can have, which the caller adds.
fn problem_response(code: Code) -> Value {
    let mut headers = Map::from_iter([("Request-Id".to_owned(), request_id())]);
    if matches!(code.status(), 429 | 503) {
        headers.insert(
            "Retry-After".to_owned(),
            header("Seconds to wait before the same request is sent again.", "integer"),
        );
    }
    json!({
        "description": "",
        "headers": headers,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    })
}

/// The properties that are money, in major units of an asset.
const MONEY: [&str; 33] = [
    "above",
    "amount",
    "available",
    "balance",
    "captured",
    "credits",
    "debits",
    "eq",
    "gt",
    "gte",
    "held",
    "held_credits",
    "held_debits",
    "limit",
    "lt",
    "lte",
    "max_amount",
    "max_balance",
    "max_pending",
    "max_posted",
    "max_sum",
    "min_balance",
    "min_pending",
    "min_posted",
    "net",
    "over_capture_percent",
    "posted",
    "released",
    "remaining",
    "required",
    "reversed",
    "threshold",
    "used",
];

/// The properties that are times and whose names do not end in `_at`.
const TIMES: [&str; 5] = ["as_of", "known_at", "before", "not_before", "failing_since"];

/// Says of a string of which nothing is said that it is a decimal number or a time, so that clients can have it in a
/// type of their own.
pub fn format_money_and_times(schema: &mut Value) {
    if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
        parts.iter_mut().for_each(format_money_and_times);
    }
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, property) in properties {
        let is_string = property["type"] == "string" || property["type"] == json!(["string", "null"]);
        let format = match name.as_str() {
            _ if !is_string || property["format"].is_string() => continue,
            name if MONEY.contains(&name) => "decimal",
            name if name.ends_with("_at") || TIMES.contains(&name) => "date-time",
            _ => continue,
        };
        property["format"] = format.into();
    }
}

/// Where an extension says that a hold never expires.
const NULL_MEANS_NEVER: [(&str, &str); 3] = [
    ("PostExtendRequest", "expires_at"),
    ("BatchTransferRequest", "expires_at"),
    ("SimulatedTransferRequest", "expires_at"),
];

/// Takes `null` out of the optional properties of an object, or of the parts that it is made of.
fn absent_rather_than_null(of: &str, schema: &mut Value) {
    if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
        parts.iter_mut().for_each(|part| absent_rather_than_null(of, part));
    }
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| required.as_array().is_some_and(|names| names.iter().any(|other| other == name));
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    let optional = |name: &str| !is_required(name) && !NULL_MEANS_NEVER.contains(&(of, name));
    for (_, property) in properties.iter_mut().filter(|(name, _)| optional(name)) {
        without_null(property.as_object_mut().expect("a property's schema is an object"));
    }
}

fn without_null(property: &mut Map<String, Value>) {
    if property.get("default") == Some(&Value::Null) {
        property.remove("default");
    }
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            property.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = property.get_mut("oneOf") {
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(only)] = &choices[..] {
            let only = only.clone();
            property.remove("oneOf");
            property.extend(only);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn each_operation(mut check: impl FnMut(&str, &Value)) {
        let document = openapi();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("a path's item") {
                check(&format!("{method} {path}"), operation);
            }
        }
    }

    #[test]
    fn every_operation_has_an_id_a_tag_and_words() {
        let mut ids = HashSet::new();
        each_operation(|name, operation| {
            assert!(ids.insert(operation["operationId"].to_string()), "{name}");
            assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name}");
            for field in ["summary", "description"] {
                assert!(operation[field].as_str().is_some_and(|text| !text.is_empty()), "{name} {field}");
            }
        });
        assert!(ids.len() >= 20);
    }

    #[test]
    fn every_operation_has_one_named_success_schema() {
        // 202 is a proposal, whatever was asked for, or something that is done later. A stream is no document.
        each_operation(|name, operation| {
            let responses = operation["responses"].as_object().expect("responses");
            // What is removed is not shown.
            if operation["operationId"] == "get_event_stream" || responses.contains_key("204") {
                return;
            }
            let schemas: HashSet<&str> = responses
                .iter()
                .filter(|(status, _)| status.starts_with('2') && (*status != "202" || !responses.contains_key("201")))
                .map(|(_, response)| response["content"]["application/json"]["schema"]["$ref"].as_str().expect("named"))
                .collect();
            assert_eq!(schemas.len(), 1, "{name}");
        });
    }

    #[test]
    fn every_amount_and_every_time_has_its_format() {
        fn check(of: &str, schema: &Value, amounts: &mut usize) {
            schema["allOf"].as_array().into_iter().flatten().for_each(|part| check(of, part, amounts));
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                let text = |member: &str| property[member].as_str().unwrap_or_default();
                let is_amount = text("pattern").contains("(0|[1-9][0-9]*)")
                    || text("example").split_once('.').is_some_and(|(whole, decimals)| {
                        [whole, decimals].iter().all(|part| part.parse::<u64>().is_ok())
                    });
                *amounts += usize::from(is_amount);
                if is_amount {
                    assert_eq!(text("format"), "decimal", "{of}.{name}");
                } else if name.ends_with("_at") {
                    assert_eq!(text("format"), "date-time", "{of}.{name}");
                }
            }
        }
        let mut amounts = 0;
        for (of, schema) in openapi()["components"]["schemas"].as_object().expect("components hold schemas") {
            check(of, schema, &mut amounts);
        }
        assert!(amounts > 40, "{amounts}");
    }

    #[test]
    fn nothing_trips_generators() {
        let document = openapi();
        let text = document.to_string();
        for word in ["\"oneOf\"", "\"anyOf\"", "\"const\"", "deepObject"] {
            assert!(!text.contains(word), "{word}");
        }
        each_operation(|name, operation| {
            for parameter in operation["parameters"].as_array().expect("parameters") {
                assert!(parameter["schema"]["type"].is_string(), "{name} {parameter}");
                assert!(parameter["description"].is_string(), "{name} {parameter}");
            }
        });
        assert!(openapi_3_0_json().contains("\"openapi\": \"3.0.3\""));
        assert!(!openapi_3_0_json().contains("\"null\""));
    }
}
