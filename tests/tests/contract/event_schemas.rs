//! Events against their published schemas: those of this version, and those that consumers were given first.

use std::{collections::BTreeSet, path::Path};

use jsonschema::Validator;
use serde_json::{Value, json};
use tallybook_tests::{Api, run};

use crate::{
    operations::fixture,
    support::{act, events_after, hold, simple, with},
};

/// One schema by its folder below the checkout and its event type.
fn schema(folder: &str, event_type: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder).join(format!("{event_type}.json"));
    Some(serde_json::from_slice(&std::fs::read(path).ok()?).expect("a schema is JSON"))
}

/// Makes what the fixture has not made.
async fn every_other_change(api: &Api, ledger: &str) {
    let captured = hold(api, ledger, "5.00", json!({})).await;
    act(api, ledger, &captured, "increment", json!({"amount": "1.00"})).await.expect(201);
    act(api, ledger, &captured, "capture", json!({"amount": "2.00"})).await.expect(201);
    act(api, ledger, &captured, "void", json!({})).await.expect(201);
    let body = with(
        simple("assets:bank", "users:1", "1"),
        json!({"external_id": "x", "description": "d", "metadata": {"a": "b"}}),
    );
    let posted = api.post_keyed(&format!("{ledger}/transfers"), "schemas", &body).await.expect(201).json();
    let path = format!("{ledger}/transfers/{}", posted["id"].as_str().expect("an id"));
    api.patch(&path, &json!({"metadata": {"a": "c"}})).await.expect(200);
    api.patch(&format!("{ledger}/accounts/users:2"), &json!({"policy": {"min_balance": "-5"}})).await.expect(200);
    api.patch(&format!("{ledger}/limits/first"), &json!({"max_count": 2_000_000})).await.expect(200);
    let monitor = json!({"name": "low", "path_prefix": "users", "asset": "USD", "balance": "available", "when": "below",
                         "threshold": "1000.00"});
    api.post(&format!("{ledger}/monitors"), &monitor).await.expect(201);
    api.transfer(ledger, "assets:bank", "users:2", "2000.00").await.expect(201);
    api.transfer(ledger, "users:2", "assets:bank", "1500.00").await.expect(201);
    api.patch(&format!("{ledger}/monitors/low"), &json!({"threshold": "10.00"})).await.expect(200);
    let proposals = api.get(&format!("{ledger}/proposals?status=proposed")).await.expect(200).json();
    let proposed = &proposals["data"][0];
    act(api, ledger, proposed, "reject", json!({"reason": "no"})).await.expect(200);
    let brief = hold(api, ledger, "1.00", json!({"timeout_seconds": 1})).await;
    tallybook_tests::until("a hold is over", async || {
        crate::support::state_of(api, ledger, &brief).await["status"] == "expired"
    })
    .await;
}

/// Every type of event, as consumers see it, obeys both.
#[test]
fn every_event_obeys_the_schema_of_its_type_and_the_first_that_was_published() {
    run(async |app| {
        let ledger = fixture(app, "demo").await.ledger;
        every_other_change(&app.api, &ledger).await;
        let events = events_after(&app.api, &ledger, 0).await;
        let mut types = BTreeSet::new();
        for event in &events {
            let event_type = event["type"].as_str().expect("a type");
            types.insert(event_type.to_owned());
            let told = with(event.clone(), json!({"ledger": "demo"}));
            for folder in ["openapi/events", "tests/event_schemas/v1"] {
                // A type that came later has no older schema.
                let Some(schema) = schema(folder, event_type) else {
                    assert_ne!(folder, "openapi/events", "{event_type} has no schema: make openapi");
                    continue;
                };
                let validator: Validator = jsonschema::validator_for(&schema).expect("a schema");
                let wrong: Vec<String> =
                    validator.iter_errors(&told).map(|error| format!("{}: {error}", error.instance_path())).collect();
                assert!(wrong.is_empty(), "{folder} {event_type}: {wrong:?}\n{told}");
            }
        }
        let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/events");
        let published: BTreeSet<String> = std::fs::read_dir(published)
            .expect("it is there")
            .map(|file| {
                file.expect("it can be listed").path().file_stem().expect("a name").to_string_lossy().into_owned()
            })
            .collect();
        assert_eq!(types, published, "every type that is published was seen");

        // What a schema is for: it finds what is wrong.
        let posted = events.iter().find(|event| event["type"] == "transfer.posted").expect("one was posted");
        let validator = jsonschema::validator_for(&schema("openapi/events", "transfer.posted").expect("it is there"));
        let validator = validator.expect("a schema");
        for (field, wrong) in [("seq", json!("17")), ("object", json!({"id": 1})), ("hash", json!("00"))] {
            assert!(!validator.is_valid(&with(posted.clone(), json!({field: wrong}))), "{field}");
        }
        let truncated = json!({"object": {"id": posted["object"]["id"]}, "truncated": true, "link": "/v1/…"});
        assert!(validator.is_valid(&with(posted.clone(), truncated)), "one that is too large has no postings");
    });
}
