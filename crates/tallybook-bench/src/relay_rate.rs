//! How many events a second a relay tells a sink, told from the ledger's first event on, while nobody writes.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tallybook_tests::{App, ServiceOptions};

use crate::page_cache;

/// To a file, which is synced before the cursor moves, and to Redis Streams, for as long as is counted.
pub async fn measure(app: &App, out: &Path, counted: Duration) -> anyhow::Result<Vec<(&'static str, f64)>> {
    let file = std::path::absolute(out.join("told.jsonl"))?;
    let redis = std::env::var("TEST_REDIS_URL").context("a Redis to tell")?;
    let sinks = [
        ("relay_file", format!("--sink=relay_file=file://{}", file.display())),
        ("relay_redis", format!("--sink=relay_redis={}?stream=told&maxlen=10000", redis.trim_end_matches('/'))),
    ];
    let mut rates = Vec::new();
    for (name, sink) in sinks {
        page_cache::give_up().await?;
        let service = app.second_service(ServiceOptions::default().arg(sink)).await;
        let api = app.api.at(&service.url);
        let told = async || api.metric("tallybook_relay_told_total", name).await;
        while told().await < 1.0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (before, began) = (told().await, Instant::now());
        tokio::time::sleep(counted).await;
        rates.push((name, (told().await - before) / began.elapsed().as_secs_f64()));
        service.stop().await;
    }
    std::fs::remove_file(&file)?;
    Ok(rates)
}
