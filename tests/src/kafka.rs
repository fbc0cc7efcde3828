//! What is in a topic, read by librdkafka's consumer.

use std::time::{Duration, Instant};

use rdkafka::{
    ClientConfig, Message as _, Offset, TopicPartitionList,
    consumer::{BaseConsumer, Consumer as _},
    message::Headers as _,
};

/// A record as a consumer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub partition: i32,
    pub key: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// All records of a topic, those of each partition in order.
pub fn read_topic(servers: &str, topic: &str) -> Vec<Record> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", servers)
        .set("group.id", "tests")
        .set("enable.auto.commit", "false")
        .create()
        .expect("a consumer");
    let limit = Duration::from_secs(30);
    let metadata = consumer.fetch_metadata(Some(topic), limit).expect("Kafka answers");
    let mut assignment = TopicPartitionList::new();
    let mut left: Vec<(i32, i64)> = Vec::new();
    for partition in metadata.topics()[0].partitions() {
        assignment.add_partition_offset(topic, partition.id(), Offset::Beginning).expect("a partition that there is");
        let (low, high) = consumer.fetch_watermarks(topic, partition.id(), limit).expect("Kafka answers");
        if high > low {
            left.push((partition.id(), high));
        }
    }
    consumer.assign(&assignment).expect("it can be assigned");
    let deadline = Instant::now() + limit;
    let mut records = Vec::new();
    while !left.is_empty() {
        assert!(Instant::now() < deadline, "read for 30 seconds in vain; left: {left:?}");
        let Some(message) = consumer.poll(Duration::from_millis(100)) else { continue };
        let message = message.expect("it can be read");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        records.push(Record {
            partition: message.partition(),
            key: text(message.key().expect("every record has a key")),
            headers: message.headers().map_or_else(Vec::new, |headers| {
                headers.iter().map(|header| (header.key.to_owned(), text(header.value.unwrap_or_default()))).collect()
            }),
            body: message.payload().expect("every record has a body").to_vec(),
        });
        left.retain(|(partition, high)| *partition != message.partition() || message.offset() + 1 < *high);
    }
    records
}
