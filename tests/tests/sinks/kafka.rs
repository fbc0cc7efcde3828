//! Kafka's protocol, as librdkafka's own cluster of mock brokers speaks it; `tests/brokers` has a real one.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use ledger_relay::{SinkError, TIME_LIMIT};
use rdkafka::{
    mocking::MockCluster,
    producer::DefaultProducerContext,
    types::{RDKafkaApiKey, RDKafkaRespErr},
};
use tallybook_tests::{
    block_on,
    kafka::{Record, read_topic},
    telling::{self, Arrived, tell_all},
};

/// One broker with a topic of three partitions.
fn cluster() -> MockCluster<'static, DefaultProducerContext> {
    let cluster = MockCluster::new(1).expect("a cluster can be made");
    cluster.create_topic("events", 3, 1).expect("a topic can be made");
    cluster
}

fn arrived(records: &[Record]) -> Arrived {
    let mut arrived = Arrived::default();
    for record in records {
        arrived.push(&record.key, &record.body);
    }
    arrived
}

#[test]
fn events_arrive_in_order_under_their_ledger_with_their_headers() {
    block_on(async {
        let cluster = cluster();
        let sink = telling::sink(&format!("kafka://{}/events", cluster.bootstrap_servers()));
        let ledgers = ["shop", "bank"].map(telling::ledger);
        for ledger in &ledgers {
            assert_eq!(tell_all(&*sink, &telling::messages(ledger, 1..=1200), async || {}).await, 0);
        }
        let records = read_topic(&cluster.bootstrap_servers(), "events");
        assert_eq!(records.len(), 2400);
        for ledger in &ledgers {
            arrived(&records).expect(&ledger.id.to_string(), 1..=1200);
        }
        let first = records.iter().find(|record| record.key == ledgers[0].id.to_string()).expect("it is there");
        let headers: Vec<(&str, &str)> = first.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(
            headers,
            [
                ("content-type", "application/cloudevents+json"),
                ("tallybook-ledger", "shop"),
                ("tallybook-seq", "1"),
                ("tallybook-type", "ledger.created"),
            ]
        );
    });
}

#[test]
fn keyed_by_account_each_account_has_its_events_in_order_on_one_partition() {
    block_on(async {
        let cluster = cluster();
        let sink = telling::sink(&format!("kafka://{}/events?key=account", cluster.bootstrap_servers()));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=1000);
        assert_eq!(tell_all(&*sink, &messages, async || {}).await, 0);
        let records = read_topic(&cluster.bootstrap_servers(), "events");
        let mut partitions = BTreeMap::new();
        for record in &records {
            assert_eq!(*partitions.entry(&record.key).or_insert(record.partition), record.partition);
        }
        let arrived = arrived(&records);
        // The bank, eight users, and the ledger for its own creation.
        assert_eq!(arrived.keys().len(), 10);
        arrived.expect(&ledger.id.to_string(), [1]);
        arrived.expect(&format!("{}/assets:bank", ledger.id), 2..=1000);
        for user in 0..8 {
            let wanted = (2..=1000).filter(|seq| seq % 8 == user);
            arrived.expect(&format!("{}/users:{user}", ledger.id), wanted);
        }
    });
}

#[test]
fn what_a_broker_answers_in_passing_is_overcome() {
    block_on(async {
        let cluster = cluster();
        let sink = telling::sink(&format!("kafka://{}/events", cluster.bootstrap_servers()));
        let ledger = telling::ledger("shop");
        cluster.request_errors(
            RDKafkaApiKey::Produce,
            &[
                RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                RDKafkaRespErr::RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            ],
        );
        tell_all(&*sink, &telling::messages(&ledger, 1..=1000), async || {}).await;
        arrived(&read_topic(&cluster.bootstrap_servers(), "events")).expect(&ledger.id.to_string(), 1..=1000);
    });
}

#[test]
fn a_refused_batch_is_told_one_by_one_and_only_what_is_refused_alone_counts_as_refused() {
    block_on(async {
        let cluster = cluster();
        let sink = telling::sink(&format!("kafka://{}/events", cluster.bootstrap_servers()));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=200);
        tell_all(&*sink, &messages[..100], async || {}).await;
        let too_large = RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
        // The batch is, each of its records is not.
        cluster.request_errors(RDKafkaApiKey::Produce, &[too_large]);
        assert_eq!(tell_all(&*sink, &messages[100..110], async || {}).await, 0);
        // The first record is as well.
        cluster.request_errors(RDKafkaApiKey::Produce, &[too_large, too_large]);
        let told = sink.tell(&messages[110..120]).await;
        assert_eq!(told.acknowledged, 0, "{told:?}");
        assert!(matches!(told.failed, Some(SinkError::Refused(_))), "{told:?}");
        tell_all(&*sink, &messages[111..], async || {}).await;
        let wanted = (1..=110).chain(112..=200);
        arrived(&read_topic(&cluster.bootstrap_servers(), "events")).expect(&ledger.id.to_string(), wanted);
    });
}

#[test]
fn brokers_that_are_away_are_unavailable_in_time_and_nothing_is_lost_or_reordered() {
    block_on(async {
        let cluster = cluster();
        let sink = telling::sink(&format!("kafka://{}/events", cluster.bootstrap_servers()));
        let ledger = telling::ledger("shop");
        let messages = telling::messages(&ledger, 1..=1000);
        tell_all(&*sink, &messages[..500], async || {}).await;
        cluster.broker_down(1).expect("it is there");
        let began = Instant::now();
        let told = sink.tell(&messages[500..]).await;
        assert!(matches!(told.failed, Some(SinkError::Unavailable(_))), "{told:?}");
        assert!(began.elapsed() < TIME_LIMIT + Duration::from_secs(2), "{:?}", began.elapsed());
        cluster.broker_up(1).expect("it is there");
        tell_all(&*sink, &messages[500 + told.acknowledged..], async || {}).await;
        arrived(&read_topic(&cluster.bootstrap_servers(), "events")).expect(&ledger.id.to_string(), 1..=1000);
    });
}
