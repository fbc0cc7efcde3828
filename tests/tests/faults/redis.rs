//! Redis may save work and is never believed over Postgres: whatever it does, every answer is right.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use redis::{AsyncCommands as _, aio::MultiplexedConnection};
use serde_json::{Value, json};
use tallybook_tests::{
    Answered, Api, App, Cut, PrivateRedis, Proxy, Service, ServiceOptions, Weather, run, run_with, until,
};

use crate::load;

/// A Redis of the test's own, reached by way of a proxy, and a service that uses it.
struct Cached {
    redis: PrivateRedis,
    proxy: Proxy,
    service: Service,
    api: Api,
    ledger: String,
    path: String,
}

async fn cached(app: &App) -> Cached {
    let redis = PrivateRedis::start(None).await;
    let proxy = Proxy::start(&redis.url).await;
    let options = ServiceOptions { redis_url: Some(proxy.url(&redis.url)), ..ServiceOptions::default() };
    let service = app.second_service(options).await;
    let api = app.api.at(&service.url);
    let ledger = app.api.ledger("cached").await;
    load::open_accounts(&app.api, &ledger).await;
    let path = format!("{ledger}/transfers");
    Cached { redis, proxy, service, api, ledger, path }
}

fn body(amount: &str) -> Value {
    json!({"debit_account": "assets:bank", "credit_account": "users:1", "amount": amount})
}

async fn connect(redis: &PrivateRedis) -> MultiplexedConnection {
    let client = redis::Client::open(redis.url.as_str()).expect("a URL");
    client.get_multiplexed_async_connection().await.expect("Redis answers")
}

/// How many entries Redis has.
async fn entries(redis: &mut MultiplexedConnection) -> usize {
    redis::cmd("DBSIZE").query_async(redis).await.expect("Redis answers")
}

impl Cached {
    async fn replays_from(&self, source: &str) -> u64 {
        self.api.metric("tallybook_idempotency_total", &format!("source=\"{source}\"")).await as u64
    }

    /// Posts under a key and waits until Redis has the outcome.
    async fn post(&self, key: &str, amount: &str) -> Answered {
        let answered = self.api.post_keyed(&self.path, key, &body(amount)).await.expect(201);
        self.until_hit(key, amount).await;
        answered
    }

    /// Repeats a request: the answer must be the first's, and come from `source`. On a starved machine
    /// Redis can be late at any time, and then Postgres, nothing else, decides for a second.
    async fn replay(&self, source: &str, key: &str, amount: &str, first: &Answered) {
        let counted = async || [self.replays_from("redis").await, self.replays_from("postgres").await];
        until(&format!("a replay comes from {source}"), async || {
            let before = counted().await;
            let again = self.api.post_keyed(&self.path, key, &body(amount)).await.expect(first.status);
            assert_eq!(again.header("idempotent-replayed"), Some("true"));
            assert_eq!(String::from_utf8_lossy(&again.body), String::from_utf8_lossy(&first.body));
            for header in ["location", "tallybook-seq", "content-type"] {
                assert_eq!(again.header(header), first.header(header), "{header}");
            }
            let after = counted().await;
            let from_redis = after == [before[0] + 1, before[1]];
            let from_postgres = after == [before[0], before[1] + 1];
            assert!(from_postgres || from_redis && source == "redis", "it came from {before:?} to {after:?}");
            if source == "redis" { from_redis } else { from_postgres }
        })
        .await;
    }

    /// A hit, once Redis has the outcome and is believed.
    async fn until_hit(&self, key: &str, amount: &str) {
        until("a replay comes from Redis", async || {
            let before = self.replays_from("redis").await;
            self.api.post_keyed(&self.path, key, &body(amount)).await.expect(201);
            self.replays_from("redis").await > before
        })
        .await;
    }

    async fn credits(&self) -> Value {
        self.api.balance(&self.ledger, "users:1", "").await["balance"]["posted"]["credits"].clone()
    }
}

#[test]
fn replays_come_from_redis_and_after_a_flush_from_postgres() {
    run(async |app| {
        let cached = cached(app).await;
        let first = cached.post("k", "1.00").await;
        cached.replay("redis", "k", "1.00", &first).await;
        let other = cached.api.post_keyed(&cached.path, "k", &body("2.00")).await;
        other.expect_problem(422, "idempotency_key_reused");

        // Refusals are kept as well, and an outcome of another process is found.
        let vain = json!({"debit_account": "users:poor", "credit_account": "users:1", "amount": "1.00"});
        let refused = cached.api.post_keyed(&cached.path, "vain", &vain).await;
        until("the refusal comes from Redis", async || {
            let before = cached.replays_from("redis").await;
            let again = cached.api.post_keyed(&cached.path, "vain", &vain).await;
            assert_eq!(again.body, refused.body);
            cached.replays_from("redis").await > before
        })
        .await;

        let mut redis = connect(&cached.redis).await;
        redis.flushall::<()>().await.expect("Redis answers");
        cached.replay("postgres", "k", "1.00", &first).await;
        cached.until_hit("k", "1.00").await;
        assert_eq!(cached.credits().await, "1.00");
    });
}

#[test]
fn an_outcome_is_shared_between_processes_only_up_to_the_head_they_know() {
    run(async |app| {
        let cached = cached(app).await;
        let options = ServiceOptions { redis_url: Some(cached.redis.url.clone()), ..ServiceOptions::default() };
        let service = app.second_service(options).await;
        let other = app.api.at(&service.url);
        let first = cached.post("k", "1.00").await;
        // It has not seen this ledger yet, so it cannot tell whether the entry is of this history.
        let again = other.post_keyed(&cached.path, "k", &body("1.00")).await.expect(201);
        assert_eq!(again.body, first.body);
        assert_eq!(other.metric("tallybook_idempotency_total", "redis").await as u64, 0);
        until("a replay comes from Redis", async || {
            let again = other.post_keyed(&cached.path, "k", &body("1.00")).await.expect(201);
            assert_eq!(again.body, first.body);
            other.metric("tallybook_idempotency_total", "redis").await as u64 == 1
        })
        .await;
    });
}

#[test]
fn a_redis_that_is_killed_and_comes_back_empty_changes_no_answer() {
    run(async |app| {
        let mut cached = cached(app).await;
        let first = cached.post("k", "1.00").await;
        cached.replay("redis", "k", "1.00", &first).await;
        let url = reqwest::Url::parse(&cached.redis.url).expect("a URL");
        let (port, password) = (url.port(), url.password().expect("it asks for one").to_owned());
        cached.redis.kill().await;
        cached.replay("postgres", "k", "1.00", &first).await;
        for n in 0..5 {
            cached.api.post_keyed(&cached.path, &format!("down-{n}"), &body("1.00")).await.expect(201);
        }
        cached.redis = PrivateRedis::start(port).await;
        let mut redis = connect(&cached.redis).await;
        redis::cmd("CONFIG")
            .arg("SET")
            .arg("requirepass")
            .arg(&password)
            .query_async::<()>(&mut redis)
            .await
            .expect("Redis takes its old password");
        cached.until_hit("k", "1.00").await;
        cached.until_hit("down-0", "1.00").await;
        assert_eq!(cached.credits().await, "6.00");
    });
}

#[test]
fn a_slow_or_silent_redis_costs_an_answer_hardly_any_time() {
    run(async |app| {
        let cached = cached(app).await;
        let first = cached.post("k", "1.00").await;
        for weather in [Weather::Slow(Duration::from_millis(200)), Weather::BlackHole] {
            cached.proxy.set_weather(weather);
            cached.replay("postgres", "k", "1.00", &first).await;
            let began = Instant::now();
            for n in 0..40 {
                cached.api.post_keyed(&cached.path, &format!("{weather:?}-{n}"), &body("1.00")).await.expect(201);
            }
            // 40 × 200 ms would be 8 s; a breaker waits for Redis about once a second.
            assert!(began.elapsed() < Duration::from_secs(4), "{weather:?}: {:?}", began.elapsed());
            cached.proxy.set_weather(Weather::Fair);
            cached.until_hit("k", "1.00").await;
        }
        assert_eq!(cached.credits().await, "81.00");
    });
}

#[test]
fn a_redis_connection_cut_in_the_middle_is_a_miss() {
    run(async |app| {
        let cached = cached(app).await;
        let first = cached.post("k", "1.00").await;
        for cut in [Cut::Before, Cut::After] {
            cached.proxy.cut_at(b"MGET", cut);
            cached.replay("postgres", "k", "1.00", &first).await;
            cached.until_hit("k", "1.00").await;
        }
        assert_eq!(cached.proxy.cuts_made(), 2);
    });
}

#[test]
fn a_redis_that_cannot_be_written_to_changes_no_answer() {
    run(async |app| {
        let cached = cached(app).await;
        let first = cached.post("k", "1.00").await;
        let mut redis = connect(&cached.redis).await;
        let configure = async |redis: &mut MultiplexedConnection, arguments: &[&str]| {
            redis::cmd(arguments[0]).arg(&arguments[1..]).query_async::<()>(redis).await.expect("Redis obeys");
        };
        configure(&mut redis, &["CONFIG", "SET", "maxmemory-policy", "noeviction"]).await;
        for (breaking, healing) in [
            // READONLY, as after a failover of Redis.
            (&["REPLICAOF", "127.0.0.1", "1"][..], &["REPLICAOF", "NO", "ONE"][..]),
            // OOM.
            (&["CONFIG", "SET", "maxmemory", "1"], &["CONFIG", "SET", "maxmemory", "0"]),
        ] {
            configure(&mut redis, breaking).await;
            let key = breaking[0];
            let posted = cached.api.post_keyed(&cached.path, key, &body("1.00")).await.expect(201);
            cached.replay("postgres", key, "1.00", &posted).await;
            let stored: usize = entries(&mut redis).await;
            assert_eq!(stored, 1, "{breaking:?} was meant to refuse writes");
            configure(&mut redis, healing).await;
            cached.until_hit("k", "1.00").await;
            cached.until_hit(key, "1.00").await;
            connect(&cached.redis).await.flushall::<()>().await.expect("Redis answers");
            cached.replay("postgres", "k", "1.00", &first).await;
            cached.until_hit("k", "1.00").await;
        }
        assert_eq!(cached.credits().await, "3.00");
    });
}

#[test]
fn an_entry_that_lies_is_a_miss() {
    run(async |app| {
        let cached = cached(app).await;
        let first = cached.post("k", "1.00").await;
        cached.replay("redis", "k", "1.00", &first).await;
        let mut redis = connect(&cached.redis).await;
        let keys: Vec<String> = redis.keys("idem:*").await.expect("Redis answers");
        let [key] = &keys[..] else { panic!("one key, one entry: {keys:?}") };
        let good: String = redis.get(key).await.expect("Redis answers");

        // A line of words (fingerprint, status, head, seq, location, length), then the body.
        let (line, answered) = good.split_once('\n').expect("a line and a body");
        let changed = |word: usize, to: &str| {
            let mut words: Vec<&str> = line.split(' ').collect();
            assert_eq!(words.len(), 6, "{line}");
            words[word] = to;
            format!("{}\n{answered}", words.join(" ")).into_bytes()
        };
        let lies = [
            ("ahead of the head", changed(2, "1000000")),
            ("without a head", changed(2, "")),
            ("of another request", changed(0, "00")),
            ("with a status that is none", changed(1, "-7")),
            ("with a status that HTTP does not know", changed(1, "65000")),
            ("with another length", changed(5, "7")),
            ("cut short", good.as_bytes()[..good.len() / 2].to_vec()),
            ("of nothing", Vec::new()),
            ("of bytes that are no text", vec![0xff, 0xfe, 0x00]),
            ("of other JSON", b"[1, 2, 3]".to_vec()),
            ("deep", "[".repeat(100_000).into_bytes()),
        ];
        for (what, lie) in &lies {
            println!("an entry {what}");
            redis.set::<_, _, ()>(key, lie).await.expect("Redis answers");
            // What Postgres answered is written after the answer; the next lie must come later. While
            // Redis is left alone after it was late, nothing is written.
            until("the truth is back", async || {
                let again = cached.api.post_keyed(&cached.path, "k", &body("1.00")).await.expect(201);
                assert_eq!(again.body, first.body, "{what}");
                assert_eq!(again.header("location"), first.header("location"), "{what}");
                redis.clone().get::<_, Vec<u8>>(key).await.is_ok_and(|entry| entry != *lie)
            })
            .await;
        }
        redis.del::<_, ()>(key).await.expect("Redis answers");
        redis.lpush::<_, _, ()>(key, "a list").await.expect("Redis answers");
        cached.replay("postgres", "k", "1.00", &first).await;
        assert_eq!(cached.credits().await, "1.00");
    });
}

#[test]
fn a_storm_of_retries_does_not_reach_postgres() {
    run(async |app| {
        let cached = cached(app).await;
        let database = Proxy::start(&app.database.service_url).await;
        let options = ServiceOptions { redis_url: Some(cached.redis.url.clone()), ..ServiceOptions::default() };
        let service = Service::start(&database.url(&app.database.service_url), options).await;
        let api = app.api.at(&service.url);
        let first = api.post_keyed(&cached.path, "storm", &body("1.00")).await.expect(201);
        let hits = async || api.metric("tallybook_idempotency_total", "source=\"redis\"").await as usize;
        until("a replay comes from Redis", async || {
            api.post_keyed(&cached.path, "storm", &body("1.00")).await.expect(201);
            hits().await > 0
        })
        .await;

        // A starved machine can make Redis late, and then Postgres decides for a second; so some rounds
        // may go there, but never in a healthy stretch.
        let wanted = body("1.00");
        let mut quiet = 0;
        until("ten rounds of retries reach Redis and nothing else", async || {
            let (before, sent) = (hits().await, database.bytes_sent());
            let batches = api.metric("tallybook_batch_size_count", "").await as u64;
            for again in join_all((0..50).map(|_| api.post_keyed(&cached.path, "storm", &wanted))).await {
                assert_eq!(again.expect(201).body, first.body);
            }
            if hits().await == before + 50 {
                quiet += 1;
                assert_eq!(api.metric("tallybook_batch_size_count", "").await as u64, batches);
                // The API key is looked up every few seconds; 50 requests are not.
                let sent = database.bytes_sent() - sent;
                assert!(sent < 2048, "{sent} bytes went to Postgres");
            }
            quiet >= 10
        })
        .await;
        drop(cached.service);
    });
}

#[test]
fn a_batch_costs_redis_at_most_one_round_trip_each_way() {
    run(async |app| {
        let cached = cached(app).await;
        let trips = async || cached.api.metric("tallybook_redis_round_trips_total", "").await as u64;
        cached.post("warm", "1.00").await;
        let before = trips().await;
        let path = format!("{}/batch", cached.path);
        for n in 0..10 {
            let items: Vec<Value> = (0..100).map(|_| body("0.01")).collect();
            let batch = json!({"atomic": n % 2 == 0, "transfers": items});
            cached.api.post_keyed(&path, &format!("batch-{n}"), &batch).await.expect(200);
        }
        let mut redis = connect(&cached.redis).await;
        // Answers this large are rendered from Postgres again; see MAX_BODY in outcome_cache.rs.
        let small = json!({"atomic": true, "transfers": [body("0.01"), body("0.01")]});
        let mut batches = 10;
        until("the small batch is there", async || {
            cached.api.post_keyed(&path, "small", &small).await.expect(200);
            batches += 1;
            entries(&mut redis).await >= 2
        })
        .await;
        let spent = trips().await - before;
        assert!(spent <= 2 * batches, "{spent} round trips for {batches} batches");

        // Singles that are asked for together travel together.
        let (before, batches) = (trips().await, cached.api.metric("tallybook_batch_size_count", "").await as u64);
        join_all((0..256).map(|n| {
            let (api, path) = (cached.api.clone(), cached.path.clone());
            async move { api.post_keyed(&path, &format!("single-{n}"), &body("0.01")).await.expect(201) }
        }))
        .await;
        let spent = trips().await - before;
        let batches = cached.api.metric("tallybook_batch_size_count", "").await as u64 - batches;
        println!("256 singles: {spent} round trips, {batches} batches");
        assert!(spent <= 2 * batches, "{spent} round trips for 256 singles in {batches} batches");
    });
}

#[test]
fn without_redis_replays_come_from_the_process_and_after_a_restart_from_postgres() {
    run_with(ServiceOptions::without_redis(), async |app| {
        let ledger = app.api.ledger("alone").await;
        load::open_accounts(&app.api, &ledger).await;
        let path = format!("{ledger}/transfers");
        let first = app.api.post_keyed(&path, "k", &body("1.00")).await.expect(201);
        let other = app.second_service(ServiceOptions::without_redis()).await;
        for (api, source) in [(app.api.clone(), "memory"), (app.api.at(&other.url), "postgres")] {
            let again = api.post_keyed(&path, "k", &body("1.00")).await.expect(201);
            assert_eq!(again.body, first.body);
            let replays = api.metric("tallybook_idempotency_total", &format!("source=\"{source}\"")).await;
            assert_eq!(replays as u64, 1, "{source}");
        }
        assert_eq!(app.api.metric("tallybook_redis_round_trips_total", "").await as u64, 0);
    });
}
