//! NATS JetStream, on a real server.

use std::time::{Duration, Instant};

use async_nats::{
    ConnectOptions,
    jetstream::{self, consumer, stream},
};
use futures_util::{StreamExt as _, future::join_all};
use ledger_relay::{SinkError, TIME_LIMIT};
use tallybook_tests::{
    Cut, PrivateBroker, Proxy, Weather, block_on,
    telling::{self, Arrived, tell_all},
};

/// What the server says, beside the sink.
struct Jet(jetstream::Context);

impl Jet {
    async fn connect(broker: &PrivateBroker) -> Jet {
        let url = reqwest::Url::parse(&broker.url).expect("a URL");
        let password = url.password().expect("it asks for one").to_owned();
        let options = ConnectOptions::with_user_and_password(url.username().to_owned(), password);
        let address = format!("nats://127.0.0.1:{}", url.port().expect("it has one"));
        Jet(jetstream::new(options.connect(address).await.expect("NATS answers")))
    }

    async fn stream(&self) -> stream::Stream {
        self.0.get_stream("EVENTS").await.expect("the stream is there")
    }

    /// Everything in the stream, by the second word of the subject, which is the ledger.
    async fn arrived(&self) -> Arrived {
        let mut stream = self.stream().await;
        let count = stream.info().await.expect("NATS answers").state.messages;
        let consumer =
            stream.create_consumer(consumer::pull::OrderedConfig::default()).await.expect("a consumer can be made");
        let mut messages = consumer.messages().await.expect("it can be read").take(count as usize);
        let mut arrived = Arrived::default();
        while let Some(message) = messages.next().await {
            let message = message.expect("it can be read");
            let ledger = message.subject.split('.').nth(1).expect("a subject of three parts").to_owned();
            arrived.push(&ledger, &message.payload);
        }
        arrived
    }
}

#[test]
fn events_arrive_in_order_with_their_ids_in_a_stream_that_is_made_for_them() {
    block_on(async {
        let broker = PrivateBroker::start("nats").await;
        let sink = telling::sink(&format!("{}/EVENTS", broker.url));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=1200);
        assert_eq!(tell_all(&*sink, &messages, async || {}).await, 0);
        let jet = Jet::connect(&broker).await;
        let arrived = jet.arrived().await;
        arrived.expect("shop", 1..=1200);
        assert_eq!(arrived.count(), 1200);

        let mut stream = jet.stream().await;
        let config = stream.info().await.expect("NATS answers").config.clone();
        assert_eq!(config.subjects, ["tallybook.>"]);
        assert_eq!(config.duplicate_window, Duration::from_secs(120));
        let second = stream.get_raw_message(2).await.expect("it is there");
        assert_eq!(second.subject.as_str(), "tallybook.shop.transfer.posted");
        assert_eq!(second.payload, messages[1].body);
        let header = |name: &str| second.headers.get(name).map(ToString::to_string);
        assert_eq!(header("Nats-Msg-Id"), Some(messages[1].id.clone()));
        assert_eq!(header("Content-Type").as_deref(), Some("application/cloudevents+json"));

        // Told once more, the server knows them.
        assert_eq!(tell_all(&*sink, &messages, async || {}).await, 0);
        assert_eq!(jet.arrived().await.count(), 1200);
    });
}

#[test]
fn a_stream_that_is_there_is_used_as_it_is() {
    block_on(async {
        let broker = PrivateBroker::start("nats").await;
        let jet = Jet::connect(&broker).await;
        let config = stream::Config {
            name: "EVENTS".to_owned(),
            subjects: vec!["books.>".to_owned(), "other".to_owned()],
            duplicate_window: Duration::from_secs(7),
            ..stream::Config::default()
        };
        jet.0.create_stream(config).await.expect("it can be made");
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=10);
        tell_all(&*telling::sink(&format!("{}/EVENTS?subject=books", broker.url)), &messages, async || {}).await;
        jet.arrived().await.expect("shop", 1..=10);
        let window = jet.stream().await.info().await.expect("NATS answers").config.duplicate_window;
        assert_eq!(window, Duration::from_secs(7));

        // It does not take this subject, and nothing else does.
        let told = telling::sink(&format!("{}/EVENTS?subject=elsewhere", broker.url)).tell(&messages).await;
        let Some(SinkError::Unavailable(said)) = told.failed else { panic!("{told:?}") };
        assert!(said.contains("no stream takes the subject elsewhere.>"), "{said}");
    });
}

#[test]
fn a_server_killed_in_the_middle_loses_and_reorders_nothing() {
    block_on(async {
        let mut broker = PrivateBroker::start("nats").await;
        let sink = telling::sink(&format!("{}/EVENTS", broker.url));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=20_000);
        tell_all(&*sink, &messages[..500], async || {}).await;
        let pid = broker.pid;
        let (failed, ()) = tokio::join!(tell_all(&*sink, &messages[500..], async || {}), async {
            let jet = Jet::connect(&broker).await;
            tallybook_tests::until("some have arrived", async || {
                jet.stream().await.info().await.is_ok_and(|info| info.state.messages > 3000)
            })
            .await;
            assert_eq!(broker.pid, pid);
            broker.kill().await;
            broker.restart().await;
        });
        assert!(failed > 0, "the server was meant to be away");
        Jet::connect(&broker).await.arrived().await.expect("shop", 1..=20_000);
    });
}

#[test]
fn cut_connections_lose_and_reorder_nothing_and_the_server_drops_what_it_has() {
    block_on(async {
        let broker = PrivateBroker::start("nats").await;
        let proxy = Proxy::start(&broker.url).await;
        let sink = telling::sink(&format!("{}/EVENTS", proxy.url(&broker.url)));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=2000);
        tell_all(&*sink, &messages[..10], async || {}).await;
        for (n, cut) in [Cut::Before, Cut::After, Cut::Before, Cut::After].into_iter().enumerate() {
            proxy.cut_at(format!("{:020}", 100 + 400 * n).as_bytes(), cut);
        }
        let failed = tell_all(&*sink, &messages[10..], async || {}).await;
        assert_eq!(proxy.cuts_made(), 4);
        // The client connects again once by itself, and may be cut off again at once.
        assert!((1..=4).contains(&failed), "{failed} failures of 4 cuts");
        let arrived = Jet::connect(&broker).await.arrived().await;
        arrived.expect("shop", 1..=2000);
        assert_eq!(arrived.count(), 2000, "repeats were kept");
    });
}

#[test]
fn several_senders_to_one_stream_keep_the_order_of_each_ledger() {
    block_on(async {
        let broker = PrivateBroker::start("nats").await;
        let url = format!("{}/EVENTS", broker.url);
        let names = ["a", "b", "c", "d"];
        let ledgers = names.map(telling::ledger);
        // Two share a sink, as in one process; the others have their own.
        let shared = telling::sink(&url);
        let sinks = [shared.clone(), shared, telling::sink(&url), telling::sink(&url)];
        join_all(ledgers.iter().zip(&sinks).map(async |(ledger, sink)| {
            assert_eq!(tell_all(&**sink, &telling::messages(ledger, 1..=2000), async || {}).await, 0);
        }))
        .await;
        let arrived = Jet::connect(&broker).await.arrived().await;
        for name in names {
            arrived.expect(name, 1..=2000);
        }
        assert_eq!(arrived.count(), 8000);
    });
}

#[test]
fn what_is_too_large_is_refused_and_nothing_behind_it_is_kept() {
    block_on(async {
        let broker = PrivateBroker::start("nats").await;
        let jet = Jet::connect(&broker).await;
        let config = stream::Config {
            name: "EVENTS".to_owned(),
            subjects: vec!["tallybook.>".to_owned()],
            max_message_size: 5000,
            ..stream::Config::default()
        };
        jet.0.create_stream(config).await.expect("it can be made");
        let sink = telling::sink(&format!("{}/EVENTS", broker.url));
        let ledger = telling::ledger("shop");
        let mut messages = telling::messages(&ledger, 1..=20);
        messages[10] = telling::heavy(&ledger, 11, 10_000);
        let told = sink.tell(&messages).await;
        assert_eq!(told.acknowledged, 10);
        assert!(matches!(told.failed, Some(SinkError::Refused(_))), "{told:?}");
        jet.arrived().await.expect("shop", 1..=10);
        assert_eq!(tell_all(&*sink, &messages[11..], async || {}).await, 0);
        jet.arrived().await.expect("shop", (1..=10).chain(12..=20));
    });
}

#[test]
fn a_server_that_is_away_or_silent_or_refuses_us_is_unavailable_in_time() {
    block_on(async {
        let mut broker = PrivateBroker::start("nats").await;
        let proxy = Proxy::start(&broker.url).await;
        let url = format!("{}/EVENTS", proxy.url(&broker.url));
        let sink = telling::sink(&url);
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=10);
        tell_all(&*sink, &messages[..5], async || {}).await;

        let unavailable = async |sink: &dyn ledger_relay::Sink| {
            let began = Instant::now();
            let told = sink.tell(&messages[5..]).await;
            let Some(SinkError::Unavailable(said)) = told.failed else { panic!("{told:?}") };
            assert_eq!(told.acknowledged, 0);
            assert!(began.elapsed() < TIME_LIMIT + Duration::from_secs(2), "{:?}", began.elapsed());
            said
        };
        proxy.set_weather(Weather::BlackHole);
        unavailable(&*sink).await;
        proxy.set_weather(Weather::Fair);
        let said = unavailable(&*telling::sink(&url.replace("tallybook:", "tallybook:canary-"))).await;
        assert!(!said.contains("canary"), "{said}");
        broker.kill().await;
        unavailable(&*sink).await;
        broker.restart().await;
        tell_all(&*sink, &messages[5..], async || {}).await;
        Jet::connect(&broker).await.arrived().await.expect("shop", 1..=10);
    });
}
