//! Event streams while things go wrong: each event once and in order, whichever process it came from,
//! and nothing that a client does or omits to do costs the service more than its own connection.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tallybook_tests::{Api, App, PrivateRedis, ServiceOptions, run, run_with, until};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

use crate::load::{self, Load};

/// Posts on one process and listens on another; how long each event took.
async fn heard_elsewhere(writes: &Api, tells: &Api, ledger: &str, posts: usize) -> Vec<Duration> {
    let last = writes.get(ledger).await.expect(200).json()["last_seq"].as_i64().expect("a number");
    let mut stream = tells.stream(&format!("{ledger}/events/stream?after={last}"), None).await;
    let mut took = Vec::new();
    for n in 1..=posts {
        let posted = writes.transfer(ledger, "assets:bank", "users:1", "0.01").await.expect(201).json();
        let began = Instant::now();
        let event = stream.event().await.expect("the stream goes on");
        assert_eq!((&event["seq"], event["object"]["id"].clone()), (&json!(last + n as i64), posted["id"].clone()));
        took.push(began.elapsed());
    }
    took.sort();
    println!("median {:?}, longest {:?}", took[posts / 2], took[posts - 1]);
    took
}

#[test]
fn a_stream_hears_at_once_through_redis_what_another_process_wrote() {
    run(async |app| {
        let ledger = app.api.ledger("two").await;
        load::open_accounts(&app.api, &ledger).await;
        let redis = PrivateRedis::start(None).await;
        // A relay listens all the time.
        let options =
            || ServiceOptions { redis_url: Some(redis.url.clone()), ..ServiceOptions::default() }.arg("--no-relay");
        let services = [app.second_service(options()).await, app.second_service(options()).await];
        let [writes, tells] = services.each_ref().map(|service| app.api.at(&service.url));
        let client = redis::Client::open(redis.url.as_str()).expect("a URL");
        let mut conn = client.get_multiplexed_async_connection().await.expect("Redis answers");
        let mut heard = client.get_async_pubsub().await.expect("Redis answers");
        heard.psubscribe("news:*").await.expect("Redis takes it");

        let stream = tells.stream(&format!("{ledger}/events/stream"), None).await;
        writes.transfer(&ledger, "assets:bank", "users:1", "0.01").await.expect(201);
        let hint = heard.on_message().next().await.expect("a hint");
        let channel = hint.get_channel_name().to_owned();
        let mut listeners = async || {
            let counted: (String, i64) =
                redis::cmd("PUBSUB").arg("NUMSUB").arg(&channel).query_async(&mut conn).await.expect("Redis answers");
            counted.1
        };
        until("the process listens", async || listeners().await == 1).await;
        let took = heard_elsewhere(&writes, &tells, &ledger, 30).await;
        assert!(took[15] < Duration::from_millis(150) && took[29] < Duration::from_secs(2), "{took:?}");

        // Lies: another ledger's number, a number far beyond the truth, and what is no hint at all.
        let told = String::from_utf8(hint.get_payload_bytes().to_vec()).expect("text");
        let ledger_no = told.split(' ').next().expect("a number");
        let mut liar = client.get_multiplexed_async_connection().await.expect("Redis answers");
        for lie in [format!("{ledger_no} 999999"), "77 5".into(), "x".into(), format!("{ledger_no} -4"), String::new()]
        {
            redis::cmd("PUBLISH").arg(&channel).arg(lie).query_async::<i64>(&mut liar).await.expect("Redis answers");
        }
        assert!(heard_elsewhere(&writes, &tells, &ledger, 10).await[9] < Duration::from_secs(2));
        drop(stream);
        until("nobody listens where nobody watches", async || listeners().await == 0).await;
    });
}

#[test]
fn without_redis_or_when_it_dies_a_stream_hears_of_another_process_within_a_second() {
    run_with(ServiceOptions::without_redis(), async |app| {
        let ledger = app.api.ledger("two").await;
        load::open_accounts(&app.api, &ledger).await;
        let alone = app.second_service(ServiceOptions::without_redis()).await;
        let took = heard_elsewhere(&app.api, &app.api.at(&alone.url), &ledger, 10).await;
        assert!(took[9] < Duration::from_secs(1), "{took:?}");
        let mut redis = PrivateRedis::start(None).await;
        let options = ServiceOptions { redis_url: Some(redis.url.clone()), ..ServiceOptions::default() };
        let bereft = app.second_service(options).await;
        let tells = app.api.at(&bereft.url);
        heard_elsewhere(&app.api, &tells, &ledger, 2).await;
        redis.kill().await;
        let took = heard_elsewhere(&app.api, &tells, &ledger, 10).await;
        assert!(took[9] < Duration::from_secs(1), "{took:?}");
    });
}

#[test]
fn a_client_that_comes_back_after_kills_has_each_event_once_and_in_order() {
    run(async |app| {
        let ledger = app.api.ledger("killed").await;
        load::open_accounts(&app.api, &ledger).await;
        let load = Load::start(&app.api, &ledger, 8, load::seed());
        let (mut seen, mut last_id): (Vec<Value>, Option<i64>) = (Vec::new(), None);
        for _ in 0..4 {
            let mut victim = app.second_service(ServiceOptions::default()).await;
            load.send_to(&[&victim.url, &app.api.url]);
            let mut stream = app.api.at(&victim.url).stream(&format!("{ledger}/events/stream"), last_id).await;
            seen.extend(stream.events(150).await);
            victim.child.signal("KILL").await;
            // What was on its way still counts.
            while let Some(event) = stream.event().await {
                seen.push(event);
            }
            last_id = stream.last_event_id;
            victim.child.wait().await;
        }
        load.send_to(&[&app.api.url]);
        load::settle(&app.api, &ledger, &app.database, load.stop().await).await;
        let last = app.api.get(&ledger).await.expect(200).json()["last_seq"].as_i64().expect("a number");
        let mut stream = app.api.stream(&format!("{ledger}/events/stream"), last_id).await;
        seen.extend(stream.events(last as usize - seen.len()).await);
        let mut listed: Vec<Value> = Vec::new();
        while listed.len() < seen.len() {
            let page = app.api.get(&format!("{ledger}/events?after={}&limit=500", listed.len())).await.expect(200);
            listed.extend(page.json()["data"].as_array().expect("data").iter().cloned());
        }
        assert!(seen == listed, "{} streamed, {} listed", seen.len(), listed.len());
    });
}

/// Opens a stream and reads none of it beyond its head.
async fn who_does_not_read(app: &App, url: &str, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small window");
    let address = url.strip_prefix("http://").expect("plain HTTP").parse().expect("an address");
    let mut stream = socket.connect(address).await.expect("the service accepts");
    let request = format!("GET {path} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {}\r\n\r\n", app.key);
    stream.write_all(request.as_bytes()).await.expect("the request is taken");
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.expect("an answer");
    assert_eq!(&head, b"HTTP/1.1 200");
    stream
}

/// A ledger with twenty thousand events of about a kilobyte.
async fn long_ledger(app: &App) -> String {
    let ledger = app.api.ledger("long").await;
    load::open_accounts(&app.api, &ledger).await;
    let item = json!({"debit_account": "assets:bank", "credit_account": "users:1", "amount": "0.01"});
    let items = json!({"atomic": true, "transfers": vec![item; 1000]});
    for n in 0..20 {
        app.api.post_keyed(&format!("{ledger}/transfers/batch"), &format!("b{n}"), &items).await.expect(200);
    }
    ledger
}

fn resident_mib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a process has a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("with its memory");
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).expect("a figure") / 1024
}

#[test]
fn readers_that_stop_reading_cost_little_memory_and_lose_their_streams() {
    run(async |app| {
        let ledger = long_ledger(app).await;
        let slow = app.second_service(ServiceOptions::default().arg("--write-timeout=5")).await;
        let api = app.api.at(&slow.url);
        let path = format!("{ledger}/events/stream");
        // The service as warm as it gets.
        api.stream(&path, None).await.events(20_000).await;
        let before = resident_mib(slow.child.pid());
        let mut stuck = Vec::new();
        for _ in 0..50 {
            stuck.push(who_does_not_read(app, &slow.url, &path).await);
        }
        // Whoever reads is served all the same, all twenty megabytes.
        api.stream(&path, None).await.events(20_000).await;
        let grown = resident_mib(slow.child.pid()).saturating_sub(before);
        println!("50 streams that nobody reads: {grown} MiB");
        assert!(grown < 50, "{grown} MiB for 50 streams");
        until("the stuck are cut off", async || api.metric("tallybook_event_streams", "").await as usize == 0).await;
    });
}

#[test]
fn a_stop_ends_streams_at_once_and_waits_for_no_reader() {
    run(async |app| {
        let ledger = long_ledger(app).await;
        let mut stopped = app.second_service(ServiceOptions::default()).await;
        let path = format!("{ledger}/events/stream");
        let stuck = who_does_not_read(app, &stopped.url, &path).await;
        let mut stream = app.api.at(&stopped.url).stream(&path, Some(20_000)).await;
        let wait = app.api.at(&stopped.url);
        let wait = {
            let path = format!("{ledger}/events?after=100000&wait=60");
            async move { wait.get(&path).await.expect(200) }
        };
        let began = Instant::now();
        let stop = async {
            stream.block().await.expect("it begins");
            stopped.child.signal("TERM").await;
            while stream.block().await.is_some() {}
            let ended = began.elapsed();
            (ended, stopped.child.wait().await, began.elapsed())
        };
        let (page, (ended, code, exited)) = tokio::join!(wait, stop);
        println!("ended after {ended:?}, exit after {exited:?}");
        assert_eq!(page.json()["data"], json!([]));
        assert!(ended < Duration::from_secs(2), "{ended:?}");
        assert_eq!(code, Some(0), "{}", stopped.logged());
        assert!(exited < Duration::from_secs(5), "{exited:?}");
        drop(stuck);
        // The client comes back, here to another process, and misses nothing.
        let mut again = app.api.stream(&path, stream.last_event_id).await;
        app.api.transfer(&ledger, "assets:bank", "users:1", "0.01").await.expect(201);
        let next = again.event().await.expect("it goes on");
        assert_eq!(next["seq"].as_i64(), stream.last_event_id.map(|id| id + 1));
    });
}
