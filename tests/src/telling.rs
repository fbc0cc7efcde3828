//! What the tests of sinks share: events to tell, and what must hold of what arrived.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    sync::Arc,
};

use ledger::{LedgerName, Timestamp};
use ledger_pg::{Event, EventType, LedgerInfo, LedgerNo};
use ledger_relay::{Message, Sink, SinkError, SinkUrl};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A sink by its URL.
pub fn sink(url: &str) -> Arc<dyn Sink> {
    url.parse::<SinkUrl>().unwrap_or_else(|error| panic!("{error}")).sink()
}

/// A ledger that is only told about.
pub fn ledger(name: &str) -> Arc<LedgerInfo> {
    Arc::new(LedgerInfo {
        no: LedgerNo(1),
        id: Uuid::new_v4(),
        name: LedgerName::parse(name).expect("a name"),
        time_zone: "UTC".to_owned(),
    })
}

/// Transfers from `assets:bank` to one of eight users; the first event is the ledger's creation.
pub fn messages(ledger: &Arc<LedgerInfo>, seqs: RangeInclusive<i64>) -> Vec<Message> {
    seqs.map(|seq| message(ledger, seq, "")).collect()
}

/// An event; with another `course`, the one that the ledger would have had after a restore.
pub fn message(ledger: &Arc<LedgerInfo>, seq: i64, course: &str) -> Message {
    let (event_type, object) = if seq == 1 {
        (EventType::LedgerCreated, json!({"id": ledger.id, "name": ledger.name.as_str()}))
    } else {
        let postings = json!([
            {"account": "assets:bank", "direction": "debit", "amount": "1.00"},
            {"account": format!("users:{}", seq % 8), "direction": "credit", "amount": "1.00"},
        ]);
        (EventType::TransferPosted, json!({"id": Uuid::new_v4(), "seq": seq, "postings": postings}))
    };
    let hash = Sha256::digest(format!("{} {seq} {course}", ledger.id)).into();
    let recorded_at = Timestamp::from_micros(1_700_000_000_000_000 + seq);
    let event = Event { seq, event_type, recorded_at, object: object.to_string(), hash, rendered: false };
    Message::new(ledger, &event, "http://localhost").expect("the object is JSON")
}

/// A message whose body is of about this size.
pub fn heavy(ledger: &Arc<LedgerInfo>, seq: i64, bytes: usize) -> Message {
    let mut message = message(ledger, seq, "");
    let mut body: Value = serde_json::from_slice(&message.body).expect("JSON");
    body["data"]["object"]["description"] = "x".repeat(bytes).into();
    message.body = body.to_string().into();
    message
}

/// Tells everything, again from where it is not acknowledged, as a relay does; whatever `each` does is
/// done before every attempt. Returns how many attempts failed.
pub async fn tell_all(sink: &dyn Sink, messages: &[Message], mut each: impl AsyncFnMut()) -> usize {
    let (mut acknowledged, mut failed) = (0, 0);
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(120);
    while acknowledged < messages.len() {
        each().await;
        let batch = &messages[acknowledged..messages.len().min(acknowledged + 500)];
        let told = sink.tell(batch).await;
        acknowledged += told.acknowledged;
        match told.failed {
            None => assert_eq!(told.acknowledged, batch.len()),
            Some(SinkError::Unavailable(_)) => failed += 1,
            Some(refused @ SinkError::Refused(_)) => panic!("{refused}"),
        }
        assert!(tokio::time::Instant::now() < deadline, "told for two minutes in vain: {acknowledged} acknowledged");
    }
    failed
}

/// What arrived, in the order in which it did, under the keys by which a consumer orders it.
#[derive(Debug, Default)]
pub struct Arrived(BTreeMap<String, Vec<i64>>);

impl Arrived {
    pub fn push(&mut self, key: &str, body: &[u8]) {
        let body: Value = serde_json::from_slice(body).unwrap_or_else(|error| panic!("no JSON arrived: {error}"));
        let seq = body["data"]["seq"].as_i64().expect("an event has a seq");
        self.0.entry(key.to_owned()).or_default().push(seq);
    }

    /// All that arrived, repeats counted.
    pub fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// The keys there were.
    pub fn keys(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// A consumer that drops what it has seen sees exactly these, in this order.
    pub fn expect(&self, key: &str, wanted: impl IntoIterator<Item = i64>) {
        let mut seen = BTreeSet::new();
        let arrived = self.0.get(key).map_or(&[][..], Vec::as_slice);
        let first: Vec<i64> = arrived.iter().copied().filter(|seq| seen.insert(*seq)).collect();
        let wanted: Vec<i64> = wanted.into_iter().collect();
        let difference = first.iter().zip(&wanted).position(|(a, b)| a != b);
        assert!(
            first == wanted,
            "{key}: {} arrived, {} were told, the first difference is at {difference:?}: {:?}",
            first.len(),
            wanted.len(),
            difference.map(|at| &first[at..first.len().min(at + 5)]),
        );
    }
}
