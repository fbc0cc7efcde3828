//! Books to tell of, and endpoints to tell.

use serde_json::{Value, json};
use tallybook_tests::{Api, App, Receiver, ServiceOptions, until};

/// A service that sends webhooks to this machine, and again after a second, three times.
pub fn options() -> ServiceOptions {
    ServiceOptions::default().arg("--webhooks-anywhere").arg("--webhook-retries=1,1,1")
}

/// A ledger with a bank and two users, whose last `seq` is 4; returns its path below the root.
pub async fn books(api: &Api, name: &str) -> String {
    let ledger = api.ledger(name).await;
    api.account(&ledger, "assets:bank", "asset", "USD", json!({})).await;
    for user in ["users:1", "users:2"] {
        api.account(&ledger, user, "liability", "USD", json!({})).await;
    }
    ledger
}

/// Adds an endpoint; `more` is merged into the request.
pub async fn endpoint(api: &Api, ledger: &str, url: &str, more: Value) -> Value {
    let mut body = json!({ "url": url });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    api.post(&format!("{ledger}/webhook_endpoints"), &body).await.expect(201).json()
}

/// Where an endpoint is found.
pub fn path_of(ledger: &str, endpoint: &Value) -> String {
    format!("{ledger}/webhook_endpoints/{}", endpoint["id"].as_str().expect("an id"))
}

/// How an endpoint stands.
pub async fn delivery(api: &Api, ledger: &str, endpoint: &Value) -> Value {
    api.get(&path_of(ledger, endpoint)).await.expect(200).json()["delivery"].clone()
}

/// Waits until an endpoint has been told of everything, and nothing waits.
pub async fn until_told(app: &App, ledger: &str, endpoint: &Value) {
    until("everything was told", async || {
        let delivery = delivery(&app.api, ledger, endpoint).await;
        delivery["told_seq"] == delivery["last_seq"] && delivery["waiting"] == 0
    })
    .await;
}

/// Posts so many transfers of a cent to `users:1`; answers the last `seq`.
pub async fn post(api: &Api, ledger: &str, count: usize) -> i64 {
    let mut last = 0;
    for _ in 0..count {
        last = api.transfer(ledger, "assets:bank", "users:1", "0.01").await.expect(201).json()["seq"]
            .as_i64()
            .expect("a number");
    }
    last
}

/// Waits until a receiver was told of each of these events, and answers in which order they first came.
pub async fn until_each_came(receiver: &Receiver, wanted: std::ops::RangeInclusive<i64>) -> Vec<i64> {
    let wanted: Vec<i64> = wanted.collect();
    until(&format!("each of {} events came", wanted.len()), async || {
        let seqs = receiver.seqs();
        wanted.iter().all(|seq| seqs.contains(seq))
    })
    .await;
    let mut first: Vec<i64> = Vec::new();
    for seq in receiver.seqs() {
        if !first.contains(&seq) {
            first.push(seq);
        }
    }
    first
}
