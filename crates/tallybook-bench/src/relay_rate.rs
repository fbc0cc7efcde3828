//! How many events a second a relay tells a sink while nobody writes.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use tallybook_tests::{App, ServiceOptions};

use crate::{page_cache, suite::transfers};

/// Tells a file, which is synced before the cursor moves, of all after a `seq`.
pub async fn to_file(app: &App, out: &Path, after: i64, at_most: Duration) -> anyhow::Result<f64> {
    let file = std::path::absolute(out.join("told.jsonl"))?;
    let rate = tell(app, &format!("file://{}", file.display()), after, at_most).await?;
    std::fs::remove_file(&file)?;
    Ok(rate)
}

/// Tells Redis Streams of all after a `seq`.
pub async fn to_redis(app: &App, after: i64, at_most: Duration) -> anyhow::Result<f64> {
    let redis = std::env::var("TEST_REDIS_URL").context("a Redis to tell")?;
    tell(app, &format!("{}?stream=told&maxlen=10000", redis.trim_end_matches('/')), after, at_most).await
}

/// Tells a file of the ledger from its first event on, which comes from the disk.
pub async fn from_the_first(app: &App, out: &Path, at_most: Duration) -> anyhow::Result<f64> {
    page_cache::give_up().await?;
    to_file(app, out, 0, at_most).await
}

/// Counts from the first event that was told until all are, or the time is over.
async fn tell(app: &App, sink: &str, after: i64, at_most: Duration) -> anyhow::Result<f64> {
    const NAME: &str = "measured";
    let mut conn = app.database.connect().await;
    sqlx::query(
        "insert into sink_cursors (ledger_no, sink, told_seq) select ledger_no, $1, $2 from ledgers
         on conflict (ledger_no, sink) do update set told_seq = excluded.told_seq",
    )
    .bind(NAME)
    .bind(after)
    .execute(&mut conn)
    .await?;
    let all = (transfers(&app.database).await? - after) as f64;
    let service = app.second_service(ServiceOptions::default().arg(format!("--sink={NAME}={sink}"))).await;
    let api = app.api.at(&service.url);
    let told = async || api.metric("tallybook_relay_told_total", NAME).await;
    let look = || tokio::time::sleep(Duration::from_millis(20));
    let asked = Instant::now();
    let mut before = told().await;
    while before < 1.0 {
        if asked.elapsed() > Duration::from_secs(20) {
            bail!("{sink} was told of nothing in 20 seconds");
        }
        look().await;
        before = told().await;
    }
    let (mut now, began) = (before, Instant::now());
    while now < all && began.elapsed() < at_most {
        look().await;
        now = told().await;
    }
    let rate = (now - before) / began.elapsed().as_secs_f64();
    service.stop().await;
    Ok(rate)
}
