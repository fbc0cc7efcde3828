//! What consumers of events can rely on: a JSON Schema per type, and the AsyncAPI document that lists them.
//!
//! An event's object is the object that the API answers, so its schema is taken from the OpenAPI document. A
//! schema's version rises when a field goes or changes its meaning, never because one comes: consumers must
//! pass over fields that they do not know.

use std::collections::BTreeSet;

use ledger_pg::{EventType, objects};
use serde_json::{Map, Value, json};
use utoipa::PartialSchema as _;

use crate::openapi::{format_money_and_times, openapi, print};

/// The version of every schema so far; the type of an envelope ends with it.
const VERSION: u8 = 1;
/// The one object that is seen in events only.
const ALERT: &str = "BalanceAlert";
const REFERENCE: &str = "#/components/schemas/";

/// The schema of an event's object, by its name in the OpenAPI document.
const fn object_of(event_type: EventType) -> &'static str {
    match event_type {
        EventType::LedgerCreated => "Ledger",
        EventType::AssetCreated => "Asset",
        EventType::AccountCreated | EventType::AccountUpdated => "Account",
        EventType::TransferUpdated => "TransferMetadata",
        EventType::LimitCreated | EventType::LimitUpdated => "Limit",
        EventType::MonitorCreated | EventType::MonitorUpdated => "Monitor",
        EventType::BalanceAlert => ALERT,
        EventType::TransferProposed | EventType::TransferRejected => "Proposal",
        EventType::TransferPosted
        | EventType::TransferPending
        | EventType::TransferCaptured
        | EventType::TransferVoided
        | EventType::TransferIncremented
        | EventType::TransferExtended
        | EventType::TransferExpired
        | EventType::TransferReversed => "Transfer",
    }
}

/// Every type's JSON Schema (2020-12), by its file's name below `openapi/events/`: of the `data` of an envelope.
pub fn event_schemas() -> Vec<(String, String)> {
    let schemas = object_schemas();
    EventType::ALL
        .into_iter()
        .map(|event_type| {
            let mut defs = Map::new();
            collect(object_of(event_type), &schemas, &mut defs);
            let mut schema = data_of(event_type);
            schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
            schema["$id"] = id_of(event_type).into();
            schema["$defs"] = defs.into();
            relocate(&mut schema, "#/$defs/");
            (format!("{}.json", event_type.name()), print(&schema))
        })
        .collect()
}

/// The AsyncAPI 3.0 document: what sinks are told.
pub fn asyncapi_json() -> String {
    let all = object_schemas();
    let mut schemas = Map::new();
    let (mut messages, mut references) = (Map::new(), Map::new());
    for event_type in EventType::ALL {
        let name = event_type.name();
        collect(object_of(event_type), &all, &mut schemas);
        schemas.insert(format!("data-{name}"), data_of(event_type));
        let payload = json!({
            "allOf": [{"$ref": format!("{REFERENCE}Envelope")}, {"properties": {
                "type": {"const": envelope_type(event_type)},
                "dataschema": {"const": id_of(event_type)},
                "data": {"$ref": format!("{REFERENCE}data-{name}")},
            }}],
        });
        messages.insert(
            name.to_owned(),
            json!({"name": name, "title": name, "contentType": "application/cloudevents+json", "payload": payload}),
        );
        references.insert(name.to_owned(), json!({"$ref": format!("#/components/messages/{name}")}));
    }
    schemas.insert("Envelope".to_owned(), envelope());
    let mut document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tallybook events",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every accepted change of a ledger, once in its order, told at least once. The same envelope goes to webhooks, Kafka, NATS JetStream, Redis Streams, RabbitMQ and files.",
            "license": {"name": "Apache License 2.0"},
        },
        "channels": {"events": {
            "description": "Where a sink puts them: a topic, a subject, a stream, an exchange, a file or a URL, as it is configured.",
            "messages": references,
        }},
        "operations": {"tell": {
            "action": "send",
            "channel": {"$ref": "#/channels/events"},
            "summary": "Tell an event.",
            "security": [],
        }},
        "components": {"messages": messages, "schemas": schemas},
    });
    relocate(&mut document, REFERENCE);
    print(&document)
}

fn id_of(event_type: EventType) -> String {
    format!("urn:tallybook:schema:{}:{VERSION}", event_type.name())
}

fn envelope_type(event_type: EventType) -> String {
    format!("tallybook.{}.v{VERSION}", event_type.name())
}

/// The objects' schemas, each with the `schema` number that objects carry in events.
fn object_schemas() -> Map<String, Value> {
    let mut document = openapi();
    let mut schemas = match document["components"]["schemas"].take() {
        Value::Object(schemas) => schemas,
        _ => unreachable!("components hold schemas"),
    };
    let mut alert = serde_json::to_value(objects::BalanceAlert::schema()).expect("a schema is JSON");
    format_money_and_times(&mut alert);
    schemas.insert(ALERT.to_owned(), alert);
    let objects: BTreeSet<&str> = EventType::ALL.into_iter().map(object_of).collect();
    for name in objects {
        let schema = &mut schemas[name];
        schema["properties"]["schema"] = json!({"const": VERSION, "description": "The version of this schema."});
        if let Some(required) = schema["required"].as_array_mut() {
            required.push("schema".into());
        }
    }
    schemas
}

/// An event as it is told, and as `GET …/events` lists it.
fn data_of(event_type: EventType) -> Value {
    json!({
        "title": event_type.name(),
        "type": "object",
        "properties": {
            "ledger": {"type": "string", "description": "The ledger's name; absent where one ledger's events are listed."},
            "seq": {"type": "integer", "minimum": 1, "description": "The change's number: dense, from 1."},
            "type": {"const": event_type.name()},
            "recorded_at": {"type": "string", "format": "date-time"},
            "object": {"type": "object"},
            "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "truncated": {"const": true, "description": "The event is over 60 KiB: its object has no postings, and `link` leads to the whole."},
            "link": {"type": "string"},
        },
        "required": ["seq", "type", "recorded_at", "object", "hash"],
        "if": {"properties": {"truncated": {"const": true}}, "required": ["truncated"]},
        "then": {"properties": {"link": {"type": "string"}}, "required": ["link"]},
        "else": {"properties": {"object": {"$ref": format!("{REFERENCE}{}", object_of(event_type))}}},
    })
}

/// CloudEvents 1.0, as far as every envelope has it.
fn envelope() -> Value {
    json!({
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "description": "The ledger's id and the `seq`: the same however often and wherever it is told."},
            "source": {"type": "string", "pattern": "^urn:tallybook:ledger:"},
            "type": {"type": "string"},
            "subject": {"type": "string", "description": "The id, code or name of what it is about."},
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "dataschema": {"type": "string"},
            "sequence": {"type": "string", "pattern": "^[0-9]{20}$", "description": "The `seq` with leading zeros, so that it sorts as text."},
            "data": {"type": "object"},
        },
        "required": ["specversion", "id", "source", "type", "time", "data"],
    })
}

/// Takes a schema over, with those it refers to.
fn collect(name: &str, all: &Map<String, Value>, into: &mut Map<String, Value>) {
    if into.contains_key(name) {
        return;
    }
    let schema = all.get(name).unwrap_or_else(|| unreachable!("the OpenAPI document describes {name}"));
    into.insert(name.to_owned(), schema.clone());
    let mut referred = Vec::new();
    each_reference(schema, &mut |reference| referred.extend(reference.strip_prefix(REFERENCE).map(str::to_owned)));
    for name in referred {
        collect(&name, all, into);
    }
}

fn each_reference(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                found(reference);
            }
            fields.values().for_each(|value| each_reference(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| each_reference(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// References lead to another place; what only OpenAPI knows goes.
fn relocate(value: &mut Value, to: &str) {
    match value {
        Value::Object(fields) => {
            fields.remove("example");
            fields.remove("discriminator");
            if let Some(Value::String(reference)) = fields.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(REFERENCE)
            {
                *reference = format!("{to}{name}");
            }
            fields.values_mut().for_each(|value| relocate(value, to));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| relocate(value, to)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
