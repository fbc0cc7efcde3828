//! Kafka.
//!
//! What a producer has written to a partition when it fails is a beginning of what it was given: it is
//! idempotent, ends for good at the first record that is refused, and is thrown away with all it still
//! holds at the first failure of any kind. So whatever is told again begins at or before the first
//! record that is missing, and a consumer that drops what it has seen reads every ledger (or account)
//! in order, even if a broker keeps a dead producer's records only later.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, RwLock},
};

use futures_util::future::BoxFuture;
use rdkafka::{
    ClientConfig, ClientContext,
    config::RDKafkaLogLevel,
    error::{KafkaError, KafkaResult, RDKafkaErrorCode},
    message::{Header, OwnedHeaders},
    producer::{DeliveryFuture, FutureProducer, FutureRecord, Producer as _, PurgeConfig},
};
use tokio::time::{Instant, timeout_at};

use crate::{
    message::Message,
    sink::{Sink, SinkError, TIME_LIMIT, Told},
    sink_url::{Host, InvalidSinkUrl, Login, Parts, invalid},
};

/// A batch of several records is no larger than our largest record, so that a topic takes either or
/// neither.
const BATCH_BYTES: &str = "65536";
/// How long a record may wait within librdkafka. Longer than a call: records must not give up one by
/// one, for then those behind the first to do so could still be written.
const RECORD_TIMEOUT_MS: &str = "60000";
/// How long a topic may take to appear; less than a call, so that a failure says that there is none.
const NEW_TOPIC_MS: &str = "5000";
/// What is on its way at once; the rest waits its turn.
const WINDOW_BYTES: usize = 32 * 1024 * 1024;
const COMPRESSIONS: [&str; 4] = ["none", "gzip", "lz4", "snappy"];
const PLAIN: &str = "PLAIN";
const MECHANISMS: [&str; 3] = [PLAIN, "SCRAM-SHA-256", "SCRAM-SHA-512"];

/// `kafka://[user:password@]host:9092,host2:9092/TOPIC?key=ledger|account&compression=…&mechanism=…`, or
/// `kafkas://…` over TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KafkaUrl {
    hosts: Vec<Host>,
    tls: bool,
    sasl: Option<Sasl>,
    topic: String,
    key: Key,
    compression: String,
}

/// How who connects proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sasl {
    mechanism: String,
    login: Login,
}

/// What a record is keyed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Ledger,
    Account,
}

impl KafkaUrl {
    pub(crate) fn parse(mut parts: Parts, tls: bool) -> Result<KafkaUrl, InvalidSinkUrl> {
        let sasl = Sasl::of(parts.login, parts.parameters.take("mechanism"), tls)?;
        if (tls || sasl.is_some()) && !cfg!(feature = "kafka-tls") {
            return invalid(
                "this build speaks to Kafka without TLS and SASL. The image has both, and so has what is built with \
                 --features kafka-tls",
            );
        }
        let topic = parts.path.unwrap_or_default();
        let of_a_topic = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if topic.is_empty() {
            return invalid("the topic is missing: kafka://host:9092/TOPIC");
        }
        if topic.len() > 249 || !topic.bytes().all(of_a_topic) {
            return invalid("a topic's name is 1 to 249 characters of A-Z, a-z, 0-9, ., _ and -");
        }
        let key = match parts.parameters.take("key").as_deref() {
            None | Some("ledger") => Key::Ledger,
            Some("account") => Key::Account,
            Some(_) => return invalid("key is ledger or account"),
        };
        let compression = parts.parameters.take("compression").unwrap_or_else(|| "none".to_owned());
        if !COMPRESSIONS.contains(&compression.as_str()) {
            return invalid(format!("compression is one of {}", COMPRESSIONS.join(", ")));
        }
        parts.parameters.end("key, compression and mechanism")?;
        Ok(KafkaUrl { hosts: parts.hosts, tls, sasl, topic, key, compression })
    }

    fn servers(&self) -> String {
        self.hosts.iter().map(Host::to_string).collect::<Vec<_>>().join(",")
    }

    fn secure(&self, config: &mut ClientConfig) {
        let protocol = match (self.tls, &self.sasl) {
            (false, None) => "plaintext",
            (false, Some(_)) => "sasl_plaintext",
            (true, None) => "ssl",
            (true, Some(_)) => "sasl_ssl",
        };
        config.set("security.protocol", protocol);
        if self.tls {
            // What rustls goes by towards the other brokers; else wherever systems keep their authorities.
            config.set("ssl.ca.location", std::env::var("SSL_CERT_FILE").as_deref().unwrap_or("probe"));
        }
        if let Some(Sasl { mechanism, login: Login { user, password } }) = &self.sasl {
            config.set("sasl.mechanism", mechanism).set("sasl.username", user);
            config.set("sasl.password", password.as_deref().unwrap_or_default());
        }
    }
}

impl Sasl {
    fn of(login: Option<Login>, mechanism: Option<String>, tls: bool) -> Result<Option<Sasl>, InvalidSinkUrl> {
        let Some(login) = login else {
            return match mechanism {
                None => Ok(None),
                Some(_) => invalid("mechanism is how a user proves itself: it wants user and password"),
            };
        };
        if login.password.is_none() {
            return invalid("the password is missing: kafkas://user:password@host:9092/TOPIC");
        }
        let mechanism = mechanism.unwrap_or_else(|| if tls { PLAIN } else { "SCRAM-SHA-512" }.to_owned());
        if !MECHANISMS.contains(&mechanism.as_str()) {
            return invalid(format!("mechanism is one of {}", MECHANISMS.join(", ")));
        }
        if mechanism == PLAIN && !tls {
            return invalid("PLAIN would send the password in the clear: use kafkas://, or a mechanism of SCRAM");
        }
        Ok(Some(Sasl { mechanism, login }))
    }
}

impl fmt::Display for KafkaUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/{}", if self.tls { "kafkas" } else { "kafka" }, self.servers(), self.topic)
    }
}

/// Tells a topic.
pub struct Kafka {
    url: KafkaUrl,
    session: Mutex<Option<Arc<Session>>>,
}

impl Kafka {
    pub fn new(url: KafkaUrl) -> Kafka {
        Kafka { url, session: Mutex::new(None) }
    }

    async fn tell_by(&self, messages: &[Message], deadline: Instant) -> Told {
        let (told, ended_for_good) = self.send(messages, WINDOW_BYTES, deadline).await;
        if !ended_for_good {
            return told;
        }
        // A record was refused, and with it its whole batch and all that the producer held. One by one it
        // shows which record it is.
        let rest = &messages[told.acknowledged..];
        let (alone, _) = self.send(rest, 0, deadline).await;
        Told { acknowledged: told.acknowledged + alone.acknowledged, failed: alone.failed }
    }

    /// Sends with `window` bytes on their way, at least one record. Says also whether the producer ended
    /// for good, by a refusal and not by a deadline.
    async fn send(&self, messages: &[Message], window: usize, deadline: Instant) -> (Told, bool) {
        let session = match self.session() {
            Ok(session) => session,
            Err(error) => return (Told::up_to(0, unavailable(&self.url, &error)), false),
        };
        // Also if this future is dropped in the middle.
        let ended = EndOnDrop(&session);
        let mut on_their_way: VecDeque<(usize, usize, DeliveryFuture)> = VecDeque::new();
        let mut bytes = 0;
        for (index, message) in messages.iter().enumerate() {
            for key in self.keys(message) {
                while let Some((oldest, weight, delivery)) =
                    on_their_way.pop_front_if(|_| bytes > 0 && bytes + message.body.len() > window)
                {
                    bytes -= weight;
                    if let Err(error) = self.delivered(&session, delivery, deadline).await {
                        return (Told::up_to(oldest, error), session.ended_for_good());
                    }
                }
                match session.enqueue(&self.url.topic, &key, message) {
                    Ok(delivery) => on_their_way.push_back((index, message.body.len(), delivery)),
                    Err(error) => {
                        let failed = on_their_way.front().map_or(index, |(oldest, ..)| *oldest);
                        return (Told::up_to(failed, self.failed(&error)), session.ended_for_good());
                    }
                }
                bytes += message.body.len();
            }
        }
        for (index, _, delivery) in on_their_way {
            if let Err(error) = self.delivered(&session, delivery, deadline).await {
                return (Told::up_to(index, error), session.ended_for_good());
            }
        }
        std::mem::forget(ended);
        (Told::all(messages), false)
    }

    async fn delivered(&self, session: &Session, delivery: DeliveryFuture, deadline: Instant) -> Result<(), SinkError> {
        match timeout_at(deadline, delivery).await {
            Ok(Ok(Ok(_))) => Ok(()),
            Ok(Ok(Err((error, _)))) => Err(self.failed(&error)),
            Ok(Err(_)) => Err(unavailable(&self.url, &"the producer is gone")),
            Err(_) => {
                let late = format!("no acknowledgement within {} s", TIME_LIMIT.as_secs());
                let reason = session.logs.0.lock().expect("no holder panics").take();
                Err(unavailable(&self.url, &reason.map_or_else(|| late.clone(), |reason| format!("{late}: {reason}"))))
            }
        }
    }

    fn failed(&self, error: &KafkaError) -> SinkError {
        match error.rdkafka_error_code() {
            Some(
                RDKafkaErrorCode::MessageSizeTooLarge
                | RDKafkaErrorCode::MessageBatchTooLarge
                | RDKafkaErrorCode::InvalidRecord,
            ) => SinkError::Refused(format!("{}: {error}", self.url)),
            _ => unavailable(&self.url, error),
        }
    }

    /// The records of an event, by their keys.
    fn keys(&self, message: &Message) -> Vec<String> {
        let ledger = message.ledger.id;
        match self.url.key {
            Key::Account if !message.accounts.is_empty() => {
                message.accounts.iter().map(|path| format!("{ledger}/{path}")).collect()
            }
            Key::Ledger | Key::Account => vec![ledger.to_string()],
        }
    }

    fn session(&self) -> KafkaResult<Arc<Session>> {
        let mut session = self.session.lock().expect("no holder panics");
        match session.as_ref().filter(|session| !session.has_ended()) {
            Some(session) => Ok(session.clone()),
            None => Ok(session.insert(Arc::new(Session::new(&self.url)?)).clone()),
        }
    }
}

impl Sink for Kafka {
    fn tell<'a>(&'a self, messages: &'a [Message]) -> BoxFuture<'a, Told> {
        Box::pin(self.tell_by(messages, Instant::now() + TIME_LIMIT))
    }
}

fn unavailable(url: &KafkaUrl, why: &dyn fmt::Display) -> SinkError {
    SinkError::Unavailable(format!("{url}: {why}"))
}

/// One producer, from its first record to its first failure.
struct Session {
    /// `None` only while it is dropped.
    producer: Option<FutureProducer<Logs>>,
    logs: Logs,
    /// Whether it takes nothing any more; what ends it waits for who is enqueueing.
    ended: RwLock<bool>,
}

impl Session {
    fn new(url: &KafkaUrl) -> KafkaResult<Session> {
        let logs = Logs::default();
        let mut config = ClientConfig::new();
        url.secure(&mut config);
        let producer = config
            .set("bootstrap.servers", url.servers())
            .set("client.id", "tallybook")
            .set("enable.idempotence", "true")
            .set("enable.gapless.guarantee", "true")
            .set("acks", "all")
            .set("message.timeout.ms", RECORD_TIMEOUT_MS)
            .set("batch.size", BATCH_BYTES)
            .set("linger.ms", "1")
            .set("compression.type", &url.compression)
            // The same partition for a key as Java's producers choose.
            .set("partitioner", "murmur2_random")
            .set("reconnect.backoff.max.ms", "1000")
            .set("topic.metadata.propagation.max.ms", NEW_TOPIC_MS)
            .create_with_context(logs.clone())?;
        Ok(Session { producer: Some(producer), logs, ended: RwLock::new(false) })
    }

    fn producer(&self) -> &FutureProducer<Logs> {
        self.producer.as_ref().expect("it is there until it is dropped")
    }

    fn enqueue(&self, topic: &str, key: &str, message: &Message) -> KafkaResult<DeliveryFuture> {
        let ended = self.ended.read().expect("no holder panics");
        if *ended {
            return Err(KafkaError::MessageProduction(RDKafkaErrorCode::PurgeQueue));
        }
        let seq = message.seq.to_string();
        let headers = [
            ("content-type", "application/cloudevents+json"),
            ("tallybook-ledger", message.ledger.name.as_str()),
            ("tallybook-seq", &seq),
            ("tallybook-type", message.event_type),
        ];
        let headers = headers.into_iter().fold(OwnedHeaders::new_with_capacity(4), |headers, (key, value)| {
            headers.insert(Header { key, value: Some(value) })
        });
        let record = FutureRecord::to(topic).key(key).payload(&message.body[..]).headers(headers);
        self.producer().send_result(record).map_err(|(error, _)| error)
    }

    fn has_ended(&self) -> bool {
        *self.ended.read().expect("no holder panics") || self.ended_for_good()
    }

    fn ended_for_good(&self) -> bool {
        self.producer().client().fatal_error().is_some()
    }

    /// Drops all that is not acknowledged; what is on its way may arrive all the same.
    fn end(&self) {
        *self.ended.write().expect("no holder panics") = true;
        self.producer().purge(PurgeConfig::default().queue().inflight());
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let producer = self.producer.take();
        // It joins threads, which may take a while.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(move || drop(producer))),
            Err(_) => drop(producer),
        }
    }
}

/// Ends a session unless it is forgotten.
struct EndOnDrop<'s>(&'s Session);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// What librdkafka says about itself, often; who tells a sink hears of it by the failure.
#[derive(Clone, Default)]
struct Logs(Arc<Mutex<Option<String>>>);

impl ClientContext for Logs {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        tracing::debug!(?level, facility, "Kafka: {text}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!("Kafka: {error}: {reason}");
        // The last word is that all brokers are down; why one is says more.
        if error.rdkafka_error_code() != Some(RDKafkaErrorCode::AllBrokersDown) {
            *self.0.lock().expect("no holder panics") = Some(reason.to_owned());
        }
    }
}
