//! Events: one for each accepted change, dense, in a chain that anybody can recompute.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tallybook_tests::{Api, run};

use crate::support::{books, last_seq, names, rows, seq_of, simple, with, without};

/// Every event of a ledger, read in pages.
async fn events(api: &Api, ledger: &str, limit: usize) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let page = api.get(&format!("{ledger}/events?after={}&limit={limit}", all.len())).await.expect(200).json();
        all.extend(rows(&page).iter().cloned());
        if all.len() as i64 == page["last_seq"].as_i64().expect("a number") {
            return all;
        }
        assert_eq!(rows(&page).len(), limit);
    }
}

fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize().to_vec()
}

/// `leaf = SHA-256(0x00 ‖ canonical JSON)`, `hash = SHA-256(0x01 ‖ previous ‖ leaf)`, by other code
/// than the service's: from the JSON as served.
pub fn check_chain(events: &[Value]) {
    let mut hash = vec![0; 32];
    for event in events {
        let hashed = without(event.clone(), "hash");
        let canonical = serde_json_canonicalizer::to_vec(&hashed).expect("JSON has a canonical form");
        let leaf = sha256(&[&[0], &canonical]);
        hash = sha256(&[&[1], &hash, &leaf]);
        assert_eq!(event["hash"], hex::encode(&hash), "{event}");
    }
}

#[test]
fn every_accepted_change_is_an_event_in_a_chain_that_others_can_recompute() {
    run(async |app| {
        let api = &app.api;
        // Keys and texts that a careless canonicaliser gets wrong.
        let odd = json!({"\u{10000}": "beyond the basic plane", "\u{e000}": "sorts after it in UTF-16", "\u{2028}": "\u{7f}\u{1}\t\"\\/", "é": "é", "a": ""});
        let created = api
            .post("/v1/ledgers", &json!({"name": "demo", "metadata": odd, "description": "\u{1f993}"}))
            .await
            .expect(201)
            .json();
        let ledger = "/v1/ledgers/demo";
        let asset = api
            .post(&format!("{ledger}/assets"), &json!({"code": "BTC", "scale": 8, "name": "Bitcoin"}))
            .await
            .expect(201)
            .json();
        let a =
            api.account(ledger, "a", "asset", "BTC", json!({"metadata": odd, "policy": {"max_balance": "1"}})).await;
        let b = api.account(ledger, "b", "liability", "BTC", json!({"normal_side": "debit"})).await;
        let body =
            with(simple("a", "b", "0.5"), json!({"metadata": odd, "external_id": "é🦓", "description": "\u{2029}"}));
        let transfer = api.post_keyed(&format!("{ledger}/transfers"), "k", &body).await.expect(201).json();
        // Neither refusals, nor replays, nor reads, nor what changes nothing are changes.
        api.post_keyed(&format!("{ledger}/transfers"), "k", &body).await.expect(201);
        api.transfer(ledger, "a", "b", "0.6").await.expect_problem(422, "balance_limit_exceeded");
        api.post("/v1/ledgers", &json!({"name": "demo", "metadata": odd, "description": "\u{1f993}"}))
            .await
            .expect(200);
        api.patch(&format!("{ledger}/accounts/a"), &json!({})).await.expect(200);
        let changed = api
            .patch(&format!("{ledger}/accounts/a"), &json!({"status": "frozen", "metadata": {"é": null}}))
            .await
            .expect(200)
            .json();

        let events = events(api, ledger, 2).await;
        let types: Vec<_> = events.iter().map(|event| event["type"].clone()).collect();
        assert_eq!(
            types,
            [
                "ledger.created",
                "asset.created",
                "account.created",
                "account.created",
                "transfer.posted",
                "account.updated"
            ]
        );
        let objects = [without(created.clone(), "last_seq"), asset, a, b, transfer, changed];
        for (index, (event, object)) in events.iter().zip(objects).enumerate() {
            assert_eq!(event["seq"], index + 1, "dense from 1");
            assert_eq!(names(event), ["seq", "type", "recorded_at", "object", "hash"].map(str::to_owned).into());
            assert_eq!(
                event["object"],
                with(object, json!({"schema": 1})),
                "the object as it was answered, and its schema"
            );
        }
        assert_eq!(events[0]["recorded_at"], created["created_at"]);
        assert_eq!(events[4]["recorded_at"], events[4]["object"]["recorded_at"]);
        check_chain(&events);
    });
}

#[test]
fn events_are_paged_from_any_number() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let items: Vec<Value> = (0..90).map(|_| simple("assets:bank", "users:1", "0.01")).collect();
        api.post_keyed(&format!("{ledger}/transfers/batch"), "k", &json!({"atomic": false, "transfers": items}))
            .await
            .expect(200);
        let all = events(api, &ledger, 500).await;
        assert_eq!(all.len(), 95);
        check_chain(&all);
        assert_eq!(events(api, &ledger, 7).await.len(), 95);
        for event in all.iter().skip(5) {
            let object = &event["object"];
            let id = object["id"].as_str().expect("an id");
            let read = api.get(&format!("{ledger}/transfers/{id}")).await.expect(200).json();
            assert_eq!(*object, with(without(read, "revision"), json!({"schema": 1})));
        }
        let last = last_seq(api, &ledger).await;
        let page = api.get(&format!("{ledger}/events?after=93&limit=1")).await.expect(200);
        assert_eq!(seq_of(&page), last);
        assert_eq!(page.json(), json!({"data": [all[93]], "next_after": 94, "last_seq": last}));
        for beyond in [last, last + 1, i64::MAX] {
            let page = api.get(&format!("{ledger}/events?after={beyond}")).await.expect(200).json();
            assert_eq!(page, json!({"data": [], "next_after": beyond, "last_seq": last}), "{beyond}");
        }
        // What changed an account later does not change what was recorded earlier.
        api.patch(&format!("{ledger}/accounts/users:1"), &json!({"description": "new"})).await.expect(200);
        assert_eq!(events(api, &ledger, 500).await[..95], all);
    });
}
