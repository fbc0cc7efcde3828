//! How long after a transfer's request was sent a subscriber of the ledger's event stream has its event.
//!
//! One transfer at a time, the next one when the event of the one before was heard, beside whatever else
//! is posted to the ledger; the subscriber takes every event of it.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use hdrhistogram::Histogram;
use serde_json::json;
use tallybook_tests::Api;

/// Microseconds, for as long as is counted.
pub async fn measure(api: &Api, ledger: &str, counted: Duration) -> anyhow::Result<Histogram<u64>> {
    let mut heard = Histogram::new_with_bounds(1, 120_000_000, 3)?;
    let last = api.get(ledger).await.json()["last_seq"].as_i64().context("a ledger has a last_seq")?;
    let mut stream = api.stream(&format!("{ledger}/events/stream?after={last}"), None).await;
    let transfers = format!("{ledger}/transfers");
    let run: u64 = rand::random();
    let began = Instant::now();
    for number in 0.. {
        if began.elapsed() > counted {
            break;
        }
        let name = format!("heard-{run:016x}-{number}");
        let body = json!({"debit_account": "hot:0", "credit_account": "hot:1", "amount": "0.01", "external_id": name});
        let sent = Instant::now();
        let told = async {
            loop {
                let event = stream.event().await.context("the stream ended")?;
                if event["object"]["external_id"] == *name {
                    return anyhow::Ok(sent.elapsed());
                }
            }
        };
        let (answered, told) = tokio::join!(api.post_keyed(&transfers, &name, &body), told);
        answered.expect(201);
        heard.record(u64::try_from(told?.as_micros())?)?;
    }
    Ok(heard)
}
