//! Apache Kafka, one node in KRaft mode.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use ledger_relay::{SinkError, TIME_LIMIT};
use rdkafka::{
    ClientConfig,
    admin::{AdminClient, AdminOptions, NewTopic, TopicReplication},
    client::DefaultClientContext,
};
use tallybook_tests::{
    Authority, Cut, PrivateBroker, Proxy, ServiceOptions, Weather, block_on,
    kafka::{Record, read_topic},
    run_with,
    telling::{self, Arrived, tell_all},
    until,
};

const TOPIC: &str = "events";

/// A broker that is reached by way of a proxy, also by those it tells its address.
struct Kafka {
    broker: PrivateBroker,
    proxy: Proxy,
    servers: String,
}

impl Kafka {
    async fn start() -> Kafka {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it is bound");
        let proxy = Proxy::start(&format!("kafka://{free}")).await;
        let url = reqwest::Url::parse(&proxy.url(&format!("kafka://{free}"))).expect("a URL");
        let port = url.port().expect("it has one");
        let more = ["--port", &free.port().to_string(), "--advertise", &port.to_string()].map(str::to_owned);
        let broker = PrivateBroker::start_with("kafka", &more).await;
        Kafka { broker, proxy, servers: format!("127.0.0.1:{port}") }
    }

    async fn create_topic(&self, largest: &str) {
        let admin: AdminClient<DefaultClientContext> =
            ClientConfig::new().set("bootstrap.servers", &self.servers).create().expect("a client");
        let topic = NewTopic::new(TOPIC, 3, TopicReplication::Fixed(1)).set("max.message.bytes", largest);
        let made = admin.create_topics([&topic], &AdminOptions::new()).await.expect("Kafka answers");
        made.into_iter().for_each(|made| drop(made.expect("the topic can be made")));
    }

    fn url(&self) -> String {
        format!("kafka://{}/{TOPIC}", self.servers)
    }

    fn records(&self) -> Vec<Record> {
        read_topic(&self.servers, TOPIC)
    }
}

fn arrived(records: &[Record]) -> Arrived {
    let mut arrived = Arrived::default();
    for record in records {
        arrived.push(&record.key, &record.body);
    }
    arrived
}

#[test]
#[ignore = "wants Kafka: make test-brokers"]
fn a_broker_over_tls_is_told_where_its_authority_is_trusted_by_a_user_it_knows() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        let authority = Authority::new();
        let broker = PrivateBroker::start_with("kafka", &["--tls".to_owned(), authority.directory()]).await;
        let mut url = reqwest::Url::parse(&format!("{}/{TOPIC}", broker.url)).expect("a URL");
        app.api.ledger("shop").await;

        let untrusting = app.second_service(ServiceOptions::default().arg(format!("--sink=plain={url}"))).await;
        until("it is not told", async || app.told("plain").await.1.contains("certificate")).await;
        untrusting.stop().await;

        let mut options = ServiceOptions::default().env("SSL_CERT_FILE", authority.certificate());
        options = options.arg(format!("--sink=plain={url}"));
        options = options.arg(format!("--sink=scram={url}?mechanism=SCRAM-SHA-512"));
        url.set_password(Some("another")).expect("a URL with a user");
        let _trusting = app.second_service(options.arg(format!("--sink=stranger={url}"))).await;
        for sink in ["plain", "scram"] {
            until("it is told", async || app.told(sink).await == (1, String::new())).await;
        }
        until("it is not told", async || app.told("stranger").await.1.contains("uthentication")).await;
        assert_eq!(app.told("stranger").await.0, 0);
    });
}

#[test]
#[ignore = "wants Kafka: make test-brokers"]
fn events_arrive_in_order_and_a_broker_killed_in_the_middle_loses_and_reorders_nothing() {
    block_on(async {
        let mut kafka = Kafka::start().await;
        kafka.create_topic("1048588").await;
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=30_000);
        let by_ledger = telling::sink(&kafka.url());
        tell_all(&*by_ledger, &messages[..10_000], async || {}).await;
        let sent = kafka.proxy.bytes_sent();
        let (failed, ()) = tokio::join!(tell_all(&*by_ledger, &messages[10_000..], async || {}), async {
            until("some have been sent", async || kafka.proxy.bytes_sent() > sent + 2_000_000).await;
            kafka.broker.kill().await;
            kafka.broker.restart().await;
        });
        println!("{failed} attempts failed while the broker was away");
        let records = kafka.records();
        println!("{} records of {} events", records.len(), messages.len());
        arrived(&records).expect(&ledger.id.to_string(), 1..=30_000);
    });
}

#[test]
#[ignore = "wants Kafka: make test-brokers"]
fn cut_connections_lose_and_reorder_nothing_for_any_account() {
    block_on(async {
        let kafka = Kafka::start().await;
        kafka.create_topic("1048588").await;
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=5000);
        let sink = telling::sink(&format!("{}?key=account", kafka.url()));
        for (n, cut) in [Cut::Before, Cut::After, Cut::Before, Cut::After].into_iter().enumerate() {
            kafka.proxy.cut_at(format!("{:020}", 500 + 1000 * n).as_bytes(), cut);
        }
        tell_all(&*sink, &messages, async || {}).await;
        assert_eq!(kafka.proxy.cuts_made(), 4);
        let arrived = arrived(&kafka.records());
        arrived.expect(&format!("{}/assets:bank", ledger.id), 2..=5000);
        for user in 0..8 {
            let wanted = (2..=5000).filter(|seq| seq % 8 == user);
            arrived.expect(&format!("{}/users:{user}", ledger.id), wanted);
        }
    });
}

#[test]
#[ignore = "wants Kafka: make test-brokers"]
fn a_broker_that_is_away_or_silent_is_unavailable_in_time() {
    block_on(async {
        let mut kafka = Kafka::start().await;
        kafka.create_topic("1048588").await;
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=300);
        let sink = telling::sink(&kafka.url());
        tell_all(&*sink, &messages[..100], async || {}).await;
        let unavailable = async || {
            let began = Instant::now();
            let told = sink.tell(&messages[100..]).await;
            assert!(matches!(told.failed, Some(SinkError::Unavailable(_))), "{told:?}");
            assert!(began.elapsed() < TIME_LIMIT + Duration::from_secs(2), "{:?}", began.elapsed());
        };
        kafka.proxy.set_weather(Weather::BlackHole);
        unavailable().await;
        // What was in the black hole arrives now, beside what is told again.
        kafka.proxy.set_weather(Weather::Fair);
        tell_all(&*sink, &messages[100..], async || {}).await;
        arrived(&kafka.records()).expect(&ledger.id.to_string(), 1..=300);
        kafka.broker.kill().await;
        unavailable().await;
        kafka.broker.restart().await;
        tell_all(&*sink, &messages[100..], async || {}).await;
        arrived(&kafka.records()).expect(&ledger.id.to_string(), 1..=300);
    });
}

#[test]
#[ignore = "wants Kafka: make test-brokers"]
fn what_a_topic_does_not_take_is_refused_and_its_neighbours_arrive() {
    block_on(async {
        let kafka = Kafka::start().await;
        // Less than a batch of several records.
        kafka.create_topic("5000").await;
        let ledger = telling::ledger("shop");
        let mut messages = telling::messages(&ledger, 1..=100);
        messages[50] = telling::heavy(&ledger, 51, 10_000);
        let sink = telling::sink(&kafka.url());
        let told = sink.tell(&messages).await;
        assert_eq!(told.acknowledged, 50, "{told:?}");
        assert!(matches!(told.failed, Some(SinkError::Refused(_))), "{told:?}");
        tell_all(&*sink, &messages[51..], async || {}).await;
        arrived(&kafka.records()).expect(&ledger.id.to_string(), (1..=50).chain(52..=100));
    });
}
