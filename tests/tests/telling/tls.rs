//! Redis and NATS over TLS.

use redis::AsyncCommands as _;
use tallybook_tests::{Api, Authority, PrivateBroker, PrivateRedis, ServiceOptions, run_with, until};

use crate::books::{books, post};

#[test]
fn a_server_over_tls_is_told_where_its_authority_is_trusted_and_by_the_name_that_it_vouches_for() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        let authority = Authority::new();
        let tls = ["--tls".to_owned(), authority.directory()];
        let (redis, nats) = tokio::join!(PrivateRedis::start(None), PrivateBroker::start_with("nats", &tls));
        let secured = authority.in_front_of(&redis.url).await;
        let redis_at = |host| secured.url(&redis.url, "rediss", host);
        let nats_url = nats.url.replace("nats://", "tls://").replace("127.0.0.1", "localhost");
        let relaying = || {
            ServiceOptions { redis_url: Some(redis_at("localhost")), ..ServiceOptions::default() }
                .arg(format!("--sink=redis={}", redis_at("localhost")))
                .arg(format!("--sink=misnamed={}?stream=misnamed", redis_at("127.0.0.1")))
                .arg(format!("--sink=nats={nats_url}/EVENTS"))
        };
        let ledger = books(&app.api, "shop").await;

        let stranger = app.second_service(relaying()).await;
        for sink in ["redis", "misnamed", "nats"] {
            until("it is not told", async || app.told(sink).await.1.contains("certificate")).await;
        }
        stranger.stop().await;

        let trusting = app.second_service(relaying().env("SSL_CERT_FILE", authority.certificate())).await;
        let api = Api::new(&trusting.url, &app.key);
        let last = post(&api, &ledger, 5).await;
        let client = redis::Client::open(redis.url.as_str()).expect("a URL");
        let mut plain = client.get_multiplexed_async_connection().await.expect("Redis answers");
        until("the stream has it all", async || {
            plain.xlen::<_, i64>("tallybook:shop").await.is_ok_and(|length| length == last)
        })
        .await;
        until("NATS has it all", async || app.told("nats").await == (last, String::new())).await;
        let outcomes: Vec<String> = plain.keys("idem:*").await.expect("Redis answers");
        assert_eq!(outcomes.len(), 5, "what was posted is remembered there");
        until("its name is wrong", async || app.told("misnamed").await.1.contains("not valid for name")).await;
        assert!(!plain.exists::<_, bool>("misnamed:shop").await.expect("Redis answers"));
        trusting.stop().await;
    });
}
