//! Redis Streams, on a real server.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use ledger_relay::{SinkError, TIME_LIMIT, Told};
use redis::{AsyncCommands as _, aio::MultiplexedConnection, streams::StreamRangeReply};
use tallybook_tests::{
    Cut, PrivateRedis, Proxy, Weather, block_on,
    telling::{self, Arrived, tell_all},
};

const STREAM: &str = "tallybook:shop";

async fn connect(redis: &PrivateRedis) -> MultiplexedConnection {
    let client = redis::Client::open(redis.url.as_str()).expect("a URL");
    client.get_multiplexed_async_connection().await.expect("Redis answers")
}

async fn command(redis: &mut MultiplexedConnection, words: &[&str]) {
    redis::cmd(words[0]).arg(&words[1..]).query_async::<()>(redis).await.expect("Redis obeys");
}

async fn entries(redis: &mut MultiplexedConnection) -> Vec<(String, BTreeMap<String, String>)> {
    let range: StreamRangeReply = redis.xrange_all(STREAM).await.expect("a stream");
    let fields = |entry: redis::streams::StreamId| {
        let text = |value| redis::from_redis_value::<String>(value).expect("text");
        (entry.id, entry.map.into_iter().map(|(name, value)| (name, text(value))).collect())
    };
    range.ids.into_iter().map(fields).collect()
}

async fn arrived(redis: &mut MultiplexedConnection) -> Arrived {
    let mut arrived = Arrived::default();
    for (_, fields) in entries(redis).await {
        arrived.push(STREAM, fields["body"].as_bytes());
    }
    arrived
}

fn unavailable(told: &Told) -> &str {
    match &told.failed {
        Some(SinkError::Unavailable(said)) => said,
        _ => panic!("{told:?}"),
    }
}

#[test]
fn events_arrive_in_order_as_entries_of_their_number_and_once() {
    block_on(async {
        let server = PrivateRedis::start(None).await;
        let sink = telling::sink(&server.url);
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=1200);
        assert_eq!(tell_all(&*sink, &messages, async || {}).await, 0);
        // All again, as after a crash between the acknowledgement and its record.
        assert_eq!(tell_all(&*sink, &messages, async || {}).await, 0);
        let mut redis = connect(&server).await;
        let arrived = arrived(&mut redis).await;
        arrived.expect(STREAM, 1..=1200);
        assert_eq!(arrived.count(), 1200);
        let (id, fields) = entries(&mut redis).await.swap_remove(1);
        assert_eq!(id, "2-0");
        let wanted = [
            ("body", String::from_utf8_lossy(&messages[1].body).into_owned()),
            ("id", messages[1].id.clone()),
            ("seq", "2".to_owned()),
            ("type", "transfer.posted".to_owned()),
        ];
        assert_eq!(fields.into_iter().collect::<Vec<_>>(), wanted.map(|(name, value)| (name.to_owned(), value)));
    });
}

#[test]
fn a_server_killed_in_the_middle_is_told_on_from_what_it_acknowledged() {
    block_on(async {
        let mut server = PrivateRedis::start(None).await;
        let url = reqwest::Url::parse(&server.url).expect("a URL");
        let (port, password) = (url.port(), url.password().expect("it asks for one").to_owned());
        let sink = telling::sink(&server.url);
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=1000);
        tell_all(&*sink, &messages[..500], async || {}).await;
        server.kill().await;
        let began = Instant::now();
        unavailable(&sink.tell(&messages[500..]).await);
        assert!(began.elapsed() < TIME_LIMIT + Duration::from_secs(2));
        // It comes back empty: this one keeps nothing on disk. What it had acknowledged is its loss.
        server = PrivateRedis::start(port).await;
        command(&mut connect(&server).await, &["CONFIG", "SET", "requirepass", &password]).await;
        tell_all(&*sink, &messages[500..], async || {}).await;
        let client = redis::Client::open(url.as_str()).expect("a URL");
        let mut redis = client.get_multiplexed_async_connection().await.expect("Redis answers");
        arrived(&mut redis).await.expect(STREAM, 501..=1000);
    });
}

#[test]
fn cut_connections_lose_double_and_reorder_nothing() {
    block_on(async {
        let server = PrivateRedis::start(None).await;
        let proxy = Proxy::start(&server.url).await;
        let sink = telling::sink(&proxy.url(&server.url));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=2000);
        for (n, cut) in [Cut::Before, Cut::After, Cut::Before, Cut::After].into_iter().enumerate() {
            proxy.cut_at(format!("{:020}", 100 + 400 * n).as_bytes(), cut);
        }
        let failed = tell_all(&*sink, &messages, async || {}).await;
        assert_eq!((proxy.cuts_made(), failed), (4, 4));
        let arrived = arrived(&mut connect(&server).await).await;
        arrived.expect(STREAM, 1..=2000);
        assert_eq!(arrived.count(), 2000);
    });
}

#[test]
fn a_server_that_takes_no_writes_is_unavailable_and_loses_nothing() {
    block_on(async {
        let server = PrivateRedis::start(None).await;
        let mut redis = connect(&server).await;
        let sink = telling::sink(&server.url);
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=30);
        command(&mut redis, &["CONFIG", "SET", "maxmemory-policy", "noeviction"]).await;
        let states = [
            ("OOM", vec!["CONFIG", "SET", "maxmemory", "1"], vec!["CONFIG", "SET", "maxmemory", "0"]),
            ("READONLY", vec!["REPLICAOF", "127.0.0.1", "1"], vec!["REPLICAOF", "NO", "ONE"]),
        ];
        for (n, (said, breaking, healing)) in states.iter().enumerate() {
            command(&mut redis, breaking).await;
            let told = sink.tell(&messages[10 * n..10 * n + 10]).await;
            assert_eq!(told.acknowledged, 0);
            assert!(unavailable(&told).contains(said), "{told:?}");
            command(&mut redis, healing).await;
            tell_all(&*sink, &messages[10 * n..10 * n + 10], async || {}).await;
        }
        // Something else under the stream's name.
        command(&mut redis, &["RENAME", STREAM, "kept"]).await;
        command(&mut redis, &["SET", STREAM, "a text"]).await;
        assert!(unavailable(&sink.tell(&messages[20..]).await).contains("WRONGTYPE"));
        command(&mut redis, &["RENAME", "kept", STREAM]).await;
        tell_all(&*sink, &messages[20..], async || {}).await;
        arrived(&mut redis).await.expect(STREAM, 1..=30);
    });
}

#[test]
fn a_server_that_is_silent_or_knows_us_not_is_unavailable_in_time() {
    block_on(async {
        let server = PrivateRedis::start(None).await;
        let proxy = Proxy::start(&server.url).await;
        let url = proxy.url(&server.url);
        let sink = telling::sink(&url);
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=10);
        tell_all(&*sink, &messages[..5], async || {}).await;
        proxy.set_weather(Weather::BlackHole);
        let began = Instant::now();
        unavailable(&sink.tell(&messages[5..]).await);
        assert!(began.elapsed() < TIME_LIMIT + Duration::from_secs(2));
        proxy.set_weather(Weather::Fair);
        tell_all(&*sink, &messages[5..], async || {}).await;
        let stranger = telling::sink(&url.replace("redis://:", "redis://canary:canary-"));
        let told = stranger.tell(&messages[5..]).await;
        assert!(!unavailable(&told).contains("canary"), "{told:?}");
        let arrived = arrived(&mut connect(&server).await).await;
        arrived.expect(STREAM, 1..=10);
    });
}

#[test]
fn after_a_restore_another_event_of_the_same_number_is_refused_and_later_ones_arrive() {
    block_on(async {
        let server = PrivateRedis::start(None).await;
        let sink = telling::sink(&server.url);
        let ledger = telling::ledger("shop");
        tell_all(&*sink, &telling::messages(&ledger, 1..=20), async || {}).await;
        // Postgres was restored to 17, and the ledger took another course from there.
        let other: Vec<_> =
            (15..=25).map(|seq| telling::message(&ledger, seq, if seq > 17 { "b" } else { "" })).collect();
        let told = sink.tell(&other).await;
        assert_eq!(told.acknowledged, 3, "{told:?}");
        assert!(matches!(told.failed, Some(SinkError::Refused(_))), "{told:?}");
        for refused in 3..=5 {
            assert!(matches!(sink.tell(&other[refused..]).await.failed, Some(SinkError::Refused(_))));
        }
        tell_all(&*sink, &other[6..], async || {}).await;
        arrived(&mut connect(&server).await).await.expect(STREAM, 1..=25);
    });
}

#[test]
fn a_stream_that_another_writes_to_is_unavailable_and_nothing_is_taken_for_ours() {
    block_on(async {
        let server = PrivateRedis::start(None).await;
        let mut redis = connect(&server).await;
        let sink = telling::sink(&server.url);
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=10);
        command(&mut redis, &["XADD", STREAM, "*", "some", "thing"]).await;
        let told = sink.tell(&messages).await;
        assert_eq!(told.acknowledged, 0);
        assert!(unavailable(&told).contains("not of this ledger"), "{told:?}");
        command(&mut redis, &["DEL", STREAM]).await;
        // Another ledger of the same name, of another installation.
        tell_all(&*sink, &telling::messages(&telling::ledger("shop"), 1..=30), async || {}).await;
        assert_eq!(sink.tell(&messages).await.acknowledged, 0);
        command(&mut redis, &["XTRIM", STREAM, "MAXLEN", "1"]).await;
        unavailable(&sink.tell(&messages).await);
        command(&mut redis, &["DEL", STREAM]).await;
        tell_all(&*sink, &messages, async || {}).await;
        arrived(&mut redis).await.expect(STREAM, 1..=10);
    });
}

#[test]
fn what_was_trimmed_counts_as_told_and_what_was_deleted_to_the_last_does_not() {
    block_on(async {
        let server = PrivateRedis::start(None).await;
        let mut redis = connect(&server).await;
        let sink = telling::sink(&format!("{}?maxlen=100", server.url));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=1000);
        tell_all(&*sink, &messages, async || {}).await;
        let left: usize = redis.xlen(STREAM).await.expect("a stream");
        assert!((100..400).contains(&left), "about 100 entries were to be left, not {left}");
        assert_eq!(tell_all(&*sink, &messages[..500], async || {}).await, 0);
        assert_eq!(tell_all(&*sink, &messages[500..], async || {}).await, 0);

        command(&mut redis, &["XTRIM", STREAM, "MAXLEN", "0"]).await;
        let told = sink.tell(&messages[990..]).await;
        assert!(matches!(told.failed, Some(SinkError::Refused(_))), "{told:?}");
        tell_all(&*sink, &telling::messages(&ledger, 1001..=1010), async || {}).await;
        arrived(&mut redis).await.expect(STREAM, 1001..=1010);
    });
}
