//! RabbitMQ, one node.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use lapin::{
    Channel, Connection, ConnectionProperties, ExchangeKind,
    message::Delivery,
    options::{BasicConsumeOptions, ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable},
};
use ledger_relay::{SinkError, TIME_LIMIT};
use tallybook_tests::{
    Authority, Cut, PrivateBroker, Proxy, ServiceOptions, Weather, block_on, run_with,
    telling::{self, Arrived, tell_all},
    until,
};

/// A consumer's side: a durable queue that is bound to the exchange.
struct Consumer {
    _connection: Connection,
    channel: Channel,
}

impl Consumer {
    async fn connect(url: &str) -> Consumer {
        let connection = Connection::connect(url, ConnectionProperties::default()).await.expect("RabbitMQ answers");
        let channel = connection.create_channel().await.expect("a channel");
        Consumer { _connection: connection, channel }
    }

    /// Binds a queue before anything is told: an exchange without one drops what comes.
    async fn bind(&self) {
        let none = FieldTable::default;
        let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        self.channel
            .exchange_declare("tallybook".into(), ExchangeKind::Topic, durable, none())
            .await
            .expect("an exchange");
        self.channel.queue_declare("consumer".into(), QueueDeclareOptions::durable(), none()).await.expect("a queue");
        self.channel
            .queue_bind("consumer".into(), "tallybook".into(), "shop.#".into(), QueueBindOptions::default(), none())
            .await
            .expect("a binding");
    }

    /// Reads until there is nothing for a second.
    async fn deliveries(&self) -> Vec<Delivery> {
        let options = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let mut consumer = self
            .channel
            .basic_consume("consumer".into(), "test".into(), options, FieldTable::default())
            .await
            .expect("it can be read");
        let mut deliveries = Vec::new();
        while let Ok(Some(delivery)) = tokio::time::timeout(Duration::from_secs(1), consumer.next()).await {
            deliveries.push(delivery.expect("it can be read"));
        }
        deliveries
    }

    async fn arrived(&self) -> Arrived {
        let mut arrived = Arrived::default();
        for delivery in self.deliveries().await {
            arrived.push("shop", &delivery.data);
        }
        arrived
    }
}

#[test]
#[ignore = "wants RabbitMQ: make test-brokers"]
fn a_server_over_tls_is_told_where_its_authority_is_trusted() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        let broker = PrivateBroker::start("rabbitmq").await;
        let consumer = Consumer::connect(&broker.url).await;
        consumer.bind().await;
        let authority = Authority::new();
        let secured = authority.in_front_of(&broker.url).await;
        let url = secured.url(&broker.url, "amqps", "localhost");
        app.api.ledger("shop").await;
        let relaying = || ServiceOptions::default().arg(format!("--sink=rabbitmq={url}"));
        let stranger = app.second_service(relaying()).await;
        until("it is not told", async || app.told("rabbitmq").await.1.contains("certificate")).await;
        assert_eq!(consumer.arrived().await.count(), 0);
        stranger.stop().await;
        let _trusting = app.second_service(relaying().env("SSL_CERT_FILE", authority.certificate())).await;
        until("it is told", async || consumer.arrived().await.count() == 1).await;
    });
}

#[test]
#[ignore = "wants RabbitMQ: make test-brokers"]
fn events_arrive_in_order_and_say_what_they_are() {
    block_on(async {
        let broker = PrivateBroker::start("rabbitmq").await;
        let consumer = Consumer::connect(&broker.url).await;
        consumer.bind().await;
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=2000);
        assert_eq!(tell_all(&*telling::sink(&broker.url), &messages, async || {}).await, 0);
        let deliveries = consumer.deliveries().await;
        let mut arrived = Arrived::default();
        deliveries.iter().for_each(|delivery| arrived.push("shop", &delivery.data));
        arrived.expect("shop", 1..=2000);
        assert_eq!(arrived.count(), 2000);
        let second = &deliveries[1];
        assert_eq!(second.routing_key.as_str(), "shop.transfer.posted");
        let said = &second.properties;
        assert_eq!(said.message_id().as_ref().map(|id| id.as_str()), Some(&*messages[1].id));
        assert_eq!(said.content_type().as_ref().map(|kind| kind.as_str()), Some("application/cloudevents+json"));
        assert_eq!(*said.delivery_mode(), Some(2));
        let headers = said.headers().as_ref().expect("headers").inner();
        assert_eq!(headers.get("tallybook-ledger"), Some(&AMQPValue::LongString("shop".into())));
        assert_eq!(headers.get("tallybook-seq"), Some(&AMQPValue::LongLongInt(2)));
    });
}

#[test]
#[ignore = "wants RabbitMQ: make test-brokers"]
fn a_node_killed_in_the_middle_loses_and_reorders_nothing() {
    block_on(async {
        let mut broker = PrivateBroker::start("rabbitmq").await;
        let proxy = Proxy::start(&broker.url).await;
        Consumer::connect(&broker.url).await.bind().await;
        let sink = telling::sink(&proxy.url(&broker.url));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=20_000);
        tell_all(&*sink, &messages[..500], async || {}).await;
        let sent = proxy.bytes_sent();
        let (failed, ()) = tokio::join!(tell_all(&*sink, &messages[500..], async || {}), async {
            until("some have been sent", async || proxy.bytes_sent() > sent + 2_000_000).await;
            broker.kill().await;
            broker.restart().await;
        });
        assert!(failed > 0, "the node was meant to be away");
        Consumer::connect(&broker.url).await.arrived().await.expect("shop", 1..=20_000);
    });
}

#[test]
#[ignore = "wants RabbitMQ: make test-brokers"]
fn cut_connections_lose_and_reorder_nothing() {
    block_on(async {
        let broker = PrivateBroker::start("rabbitmq").await;
        let proxy = Proxy::start(&broker.url).await;
        let consumer = Consumer::connect(&broker.url).await;
        consumer.bind().await;
        let sink = telling::sink(&proxy.url(&broker.url));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=2000);
        for (n, cut) in [Cut::Before, Cut::After, Cut::Before, Cut::After].into_iter().enumerate() {
            proxy.cut_at(format!("{:020}", 100 + 400 * n).as_bytes(), cut);
        }
        let failed = tell_all(&*sink, &messages, async || {}).await;
        assert_eq!(proxy.cuts_made(), 4);
        assert!(failed >= 4, "{failed} failures of 4 cuts");
        consumer.arrived().await.expect("shop", 1..=2000);
    });
}

#[test]
#[ignore = "wants RabbitMQ: make test-brokers"]
fn what_is_too_large_is_refused_and_its_neighbours_arrive() {
    block_on(async {
        let broker = PrivateBroker::start("rabbitmq").await;
        let consumer = Consumer::connect(&broker.url).await;
        consumer.bind().await;
        let sink = telling::sink(&broker.url);
        let ledger = telling::ledger("shop");
        let mut messages = telling::messages(&ledger, 1..=100);
        messages[50] = telling::heavy(&ledger, 51, 200_000);
        let told = sink.tell(&messages).await;
        assert_eq!(told.acknowledged, 50, "{told:?}");
        assert!(matches!(told.failed, Some(SinkError::Refused(_))), "{told:?}");
        tell_all(&*sink, &messages[51..], async || {}).await;
        consumer.arrived().await.expect("shop", (1..=50).chain(52..=100));
    });
}

#[test]
#[ignore = "wants RabbitMQ: make test-brokers"]
fn a_node_that_is_away_or_silent_or_refuses_us_is_unavailable_in_time() {
    block_on(async {
        let mut broker = PrivateBroker::start("rabbitmq").await;
        let proxy = Proxy::start(&broker.url).await;
        Consumer::connect(&broker.url).await.bind().await;
        let url = proxy.url(&broker.url);
        let sink = telling::sink(&url);
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=10);
        tell_all(&*sink, &messages[..5], async || {}).await;
        let unavailable = async |sink: &dyn ledger_relay::Sink| {
            let began = Instant::now();
            let told = sink.tell(&messages[5..]).await;
            let Some(SinkError::Unavailable(said)) = told.failed else { panic!("{told:?}") };
            assert!(began.elapsed() < TIME_LIMIT + Duration::from_secs(2), "{:?}", began.elapsed());
            said
        };
        proxy.set_weather(Weather::BlackHole);
        unavailable(&*sink).await;
        proxy.set_weather(Weather::Fair);
        let said = unavailable(&*telling::sink(&url.replace("tallybook:", "tallybook:canary-"))).await;
        assert!(!said.contains("canary"), "{said}");
        // An exchange of that name that is of another kind.
        let other = ExchangeDeclareOptions::default();
        let consumer = Consumer::connect(&broker.url).await;
        consumer
            .channel
            .exchange_declare("other".into(), ExchangeKind::Fanout, other, FieldTable::default())
            .await
            .expect("an exchange");
        unavailable(&*telling::sink(&format!("{url}?exchange=other"))).await;
        broker.kill().await;
        unavailable(&*sink).await;
        broker.restart().await;
        tell_all(&*sink, &messages[5..], async || {}).await;
        Consumer::connect(&broker.url).await.arrived().await.expect("shop", 1..=10);
    });
}
