//! Webhooks when all is well: what is sent, to whom, and how it is signed.

use std::path::Path;

use serde_json::{Value, json};
use tallybook_tests::{Received, Receiver, run_with, until};
use tokio::{io::AsyncWriteExt as _, process::Command};

use crate::books::{books, delivery, endpoint, options, path_of, post, until_each_came, until_told};

/// What the reference implementation of Standard Webhooks says of requests.
async fn genuine(requests: &[(&str, &Received)]) -> Vec<bool> {
    let asked: Vec<Value> = requests
        .iter()
        .map(|(secret, received)| {
            let headers: serde_json::Map<String, Value> =
                received.headers.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
            json!({"secret": secret, "headers": headers, "body": String::from_utf8_lossy(&received.body)})
        })
        .collect();
    let mut child = Command::new("python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../dev/verify_webhooks.py"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("python3 runs");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(Value::from(asked).to_string().as_bytes()).await.expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().await.expect("it ends");
    serde_json::from_slice(&output.stdout).expect("it answers a list")
}

#[test]
fn an_endpoint_is_told_of_every_event_signed_so_that_others_can_verify_it() {
    run_with(options().arg("--public-url=https://ledger.example/"), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({"after": 0})).await;
        let secret = added["secret"].as_str().expect("shown once");
        post(api, &ledger, 3).await;
        let order = until_each_came(&receiver, 1..=7).await;
        assert_eq!(order.len(), 7, "nothing that is not in the ledger: {order:?}");

        let listed = api.get(&format!("{ledger}/events")).await.expect(200).json();
        for received in receiver.received() {
            let envelope = received.json();
            let seq = received.seq();
            let event = &listed["data"][usize::try_from(seq - 1).expect("a number")];
            let kind = event["type"].as_str().expect("a type");
            let ledger_id = listed["data"][0]["object"]["id"].as_str().expect("an id");
            // CloudEvents 1.0's required attributes, and ours.
            assert_eq!(envelope["specversion"], "1.0");
            assert_eq!(envelope["id"], format!("{ledger_id}:{seq}"));
            assert_eq!(envelope["source"], format!("urn:tallybook:ledger:{ledger_id}"));
            assert_eq!(envelope["type"], format!("tallybook.{kind}.v1"));
            assert_eq!(envelope["time"], event["recorded_at"]);
            assert_eq!(envelope["sequence"], format!("{seq:020}"));
            let data = &envelope["data"];
            for field in ["seq", "type", "recorded_at", "object", "hash"] {
                assert_eq!(data[field], event[field], "{field}");
            }
            assert_eq!(data["ledger"], "demo");
            assert_eq!(received.header("webhook-id"), envelope["id"]);
            assert_eq!(received.header("content-type"), "application/json");
            assert!(received.header("user-agent").starts_with("tallybook/"));
        }
        let all = receiver.received();
        let mut asked: Vec<(&str, &Received)> = all.iter().map(|received| (secret, received)).collect();
        let forged = Received { body: all[0].body.slice(1..), ..all[0].clone() };
        asked.push((secret, &forged));
        asked.push(("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &all[0]));
        let (said, expected) = (genuine(&asked).await, [vec![true; 7], vec![false; 2]].concat());
        assert_eq!(said, expected);

        until_told(app, &ledger, &added).await;
        let attempts = api.get(&format!("{}/attempts", path_of(&ledger, &added))).await.expect(200).json();
        let attempts = attempts["data"].as_array().expect("a list");
        assert_eq!(attempts.len(), 7);
        for attempt in attempts {
            assert_eq!((&attempt["attempt"], &attempt["status"]), (&json!(1), &json!(200)));
            assert_eq!(attempt.get("error"), None, "{attempt}");
        }
    });
}

#[test]
fn an_endpoint_is_told_only_of_what_it_asked_for() {
    run_with(options(), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let [posted, of_two, tagged, news] = [
            json!({"types": ["transfer.posted"], "after": 0}),
            json!({"path_prefix": "users:2", "after": 0}),
            json!({"metadata": {"kind": "fee"}, "after": 0}),
            json!({}),
        ];
        let mut receivers = Vec::new();
        for filter in [posted, of_two, tagged, news] {
            let receiver = Receiver::start().await;
            let added = endpoint(api, &ledger, &receiver.url, filter).await;
            receivers.push((receiver, added));
        }
        // 5, 6, 7; and 8.
        post(api, &ledger, 1).await;
        api.transfer(&ledger, "assets:bank", "users:2", "0.01").await.expect(201);
        let body = json!({"debit_account": "users:1", "credit_account": "assets:bank", "amount": "0.01",
                          "metadata": {"kind": "fee", "more": "x"}});
        api.post_keyed(&format!("{ledger}/transfers"), "fee", &body).await.expect(201);
        api.patch(&format!("{ledger}/accounts/users:2"), &json!({"description": "two"})).await.expect(200);
        let wanted: [&[i64]; 4] = [&[5, 6, 7], &[4, 6, 8], &[7], &[5, 6, 7, 8]];
        for ((receiver, added), wanted) in receivers.iter().zip(wanted) {
            until_told(app, &ledger, added).await;
            let mut seqs = receiver.seqs();
            seqs.sort_unstable();
            assert_eq!(seqs, wanted);
        }

        // A filter that changes holds for what comes.
        let (receiver, added) = &receivers[2];
        let path = path_of(&ledger, added);
        api.patch(&path, &json!({"metadata": null, "types": ["account.updated"]})).await.expect(200);
        let mut changes = 0;
        until("the relay knows", async || {
            changes += 1;
            let change = json!({"description": changes.to_string()});
            api.patch(&format!("{ledger}/accounts/users:1"), &change).await.expect(200);
            receiver.received().len() > 1
        })
        .await;
        assert!(receiver.received()[1..].iter().all(|received| received.json()["data"]["type"] == "account.updated"));
    });
}

#[test]
fn a_secret_that_was_rotated_signs_for_a_day_beside_the_new_one() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({})).await;
        let rotated = api.post(&format!("{}/rotate_secret", path_of(&ledger, &added)), &json!({})).await.expect(200);
        let rotated = rotated.json();
        assert_ne!(rotated["secret"], added["secret"]);
        let shown = api.get(&path_of(&ledger, &added)).await.expect(200).json();
        assert_eq!(shown.get("secret"), None);
        until("two signatures come", async || {
            post(api, &ledger, 1).await;
            receiver.received().last().is_some_and(|last| last.header("webhook-signature").split(' ').count() == 2)
        })
        .await;
        let received = receiver.received();
        let last = received.last().expect("one came");
        let secret = |of: &Value| of["secret"].as_str().expect("a secret").to_owned();
        let (old, new) = (secret(&added), secret(&rotated));
        assert_eq!(genuine(&[(&old, last), (&new, last)]).await, [true, true]);
    });
}

#[test]
fn an_event_that_is_too_large_comes_without_its_postings_and_with_a_link() {
    run_with(options().arg("--public-url=https://ledger.example/"), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let long = |index: usize| format!("users:{index}:{}", "x".repeat(240));
        let accounts: Vec<Value> =
            (0..99).map(|index| json!({"path": long(index), "type": "liability", "asset": "USD"})).collect();
        api.post(&format!("{ledger}/accounts/batch"), &json!({"accounts": accounts})).await.expect(201);
        endpoint(api, &ledger, &receiver.url, json!({})).await;
        let mut postings = vec![json!({"account": "assets:bank", "direction": "debit", "amount": "0.99"})];
        postings.extend((0..99).map(|index| json!({"account": long(index), "direction": "credit", "amount": "0.01"})));
        let body = json!({"postings": postings, "metadata": {"kind": "large", "more": "m".repeat(8_000)}});
        let posted = api.post_keyed(&format!("{ledger}/transfers"), "k", &body).await.expect(201).json();
        let received = receiver.until_received(1).await.remove(0);
        assert!(received.body.len() < 60 * 1024, "{}", received.body.len());
        let data = &received.json()["data"];
        assert_eq!(data["truncated"], true);
        assert_eq!((&data["object"]["id"], &data["seq"]), (&posted["id"], &posted["seq"]));
        assert_eq!(data["object"]["metadata"]["kind"], "large");
        assert_eq!(data["object"].get("postings"), None);
        let link =
            data["link"].as_str().expect("a link").strip_prefix("https://ledger.example").expect("the public URL");
        let whole = api.get(link).await.expect(200).json();
        assert_eq!(whole["data"][0]["object"]["postings"], posted["postings"]);
    });
}

#[test]
fn an_ordered_endpoint_is_told_one_by_one_in_order() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({"ordered": true, "after": 0})).await;
        let last = post(api, &ledger, 60).await;
        until_told(app, &ledger, &added).await;
        assert_eq!(receiver.seqs(), (1..=last).collect::<Vec<i64>>());
        assert_eq!(delivery(api, &ledger, &added).await["dead_letters"], 0);
    });
}
