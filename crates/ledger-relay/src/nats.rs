//! NATS JetStream.
//!
//! Messages are sent one behind the other without waiting for each answer. Every one names its
//! predecessor (`Nats-Expected-Last-Msg-Id`), and the server keeps it only behind that one. So what is
//! kept is a beginning of what was sent, whatever is lost in between, and a consumer reads every ledger
//! in order.

use std::{collections::VecDeque, fmt, sync::Arc};

use async_nats::{
    ConnectOptions, Event,
    jetstream::{
        self, Context,
        context::{ContextBuilder, GetStreamErrorKind, PublishAckFuture, PublishError, PublishErrorKind},
        message::PublishMessage,
        stream,
    },
};
use futures_util::future::BoxFuture;
use tokio::{
    sync::{Mutex, watch},
    time::{Duration, Instant, timeout_at},
};

use crate::{
    message::Message,
    sink::{Sink, SinkError, TIME_LIMIT, Told},
    sink_url::{Host, InvalidSinkUrl, Login, Parts, invalid},
};

/// How long a new stream remembers ids, so that what is told again is not kept twice.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);

/// `nats://[user:password@]host:4222/STREAM?subject=tallybook`, or `tls://…`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatsUrl {
    hosts: Vec<Host>,
    login: Option<Login>,
    tls: bool,
    stream: String,
    subject: String,
}

impl NatsUrl {
    pub(crate) fn parse(mut parts: Parts, tls: bool) -> Result<NatsUrl, InvalidSinkUrl> {
        let stream = parts.path.unwrap_or_default();
        let of_a_stream = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if stream.is_empty() {
            return invalid("the stream is missing: nats://host:4222/STREAM");
        }
        if stream.len() > 255 || !stream.bytes().all(of_a_stream) {
            return invalid("a stream's name is 1 to 255 characters of A-Z, a-z, 0-9, _ and -");
        }
        let subject = parts.parameters.take("subject").unwrap_or_else(|| "tallybook".to_owned());
        let of_a_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if !subject.split('.').all(|token| !token.is_empty() && token.bytes().all(of_a_token)) {
            return invalid("subject is words of A-Z, a-z, 0-9, _ and -, joined by dots");
        }
        parts.parameters.end("subject")?;
        Ok(NatsUrl { hosts: parts.hosts, login: parts.login, tls, stream, subject })
    }
}

impl fmt::Display for NatsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = self.hosts.iter().map(Host::to_string).collect::<Vec<_>>().join(",");
        write!(f, "{}://{hosts}/{}", if self.tls { "tls" } else { "nats" }, self.stream)
    }
}

/// Tells a stream.
pub struct Nats {
    url: NatsUrl,
    connection: Mutex<Option<Arc<Connection>>>,
}

/// A connection until it is lost once.
struct Connection {
    context: Context,
    lost: watch::Receiver<bool>,
}

/// An acknowledgement waited for, of the message with this index.
type Ack = (usize, PublishAckFuture);

impl Nats {
    pub fn new(url: NatsUrl) -> Nats {
        Nats { url, connection: Mutex::default() }
    }

    async fn tell_by(&self, messages: &[Message], deadline: Instant) -> Told {
        let late = || self.unavailable(&format!("no acknowledgement within {} s", TIME_LIMIT.as_secs()));
        let connection = match timeout_at(deadline, self.connection()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Told::up_to(0, error),
            Err(_) => return Told::up_to(0, late()),
        };
        let mut acknowledged = 0;
        while acknowledged < messages.len() {
            let told = self.send(&connection, messages, &mut acknowledged);
            let error = match timeout_at(deadline, told).await {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => error,
                Err(_) => late(),
            };
            self.leave(&connection).await;
            return Told::up_to(acknowledged, error);
        }
        Told::all(messages)
    }

    /// Sends the rest as one chain, until it ends or something of another sender comes in between; counts
    /// what is acknowledged.
    async fn send(
        &self,
        connection: &Connection,
        messages: &[Message],
        acknowledged: &mut usize,
    ) -> Result<(), SinkError> {
        let first = *acknowledged;
        let mut acks: VecDeque<Ack> = VecDeque::with_capacity(messages.len() - first);
        let mut refused = None;
        for (index, message) in messages.iter().enumerate().skip(first) {
            let mut publish = PublishMessage::build()
                .payload(message.body.clone())
                .message_id(&message.id)
                .expected_stream(&self.url.stream)
                .header("Content-Type", "application/cloudevents+json");
            // Behind the first; that one's predecessors are acknowledged already.
            if index > first {
                publish = publish.expected_last_message_id(&messages[index - 1].id);
            }
            let subject = format!("{}.{}.{}", self.url.subject, message.ledger.name.as_str(), message.event_type);
            match connection.context.send_publish(subject, publish).await {
                Ok(ack) => acks.push_back((index, ack)),
                Err(error) => {
                    refused = Some(self.failed(&error));
                    break;
                }
            }
        }
        let mut lost = connection.lost.clone();
        for (index, ack) in acks {
            let ack = tokio::select! {
                ack = ack.into_future() => ack,
                _ = lost.wait_for(|lost| *lost) => return Err(self.unavailable(&"the connection was lost")),
            };
            match ack {
                Ok(_) => *acknowledged = index + 1,
                // Another sender's message came in between, for all before it was acknowledged.
                Err(error) if error.kind() == PublishErrorKind::WrongLastMessageId && index > first => return Ok(()),
                Err(error) => return Err(self.failed(&error)),
            }
        }
        refused.map_or(Ok(()), Err)
    }

    fn failed(&self, error: &PublishError) -> SinkError {
        let said = std::error::Error::source(error).and_then(|said| said.downcast_ref::<jetstream::Error>());
        let too_large =
            said.is_some_and(|said| matches!(said.error_code(), jetstream::ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM));
        match (error.kind(), said) {
            (PublishErrorKind::MaxPayloadExceeded, _) => {
                SinkError::Refused(format!("{}: it is larger than the server takes", self.url))
            }
            (_, Some(said)) if too_large => SinkError::Refused(format!("{}: {said}", self.url)),
            (PublishErrorKind::StreamNotFound, _) => {
                let subject = &self.url.subject;
                self.unavailable(&format!("no stream takes the subject {subject}.>"))
            }
            (_, Some(said)) => self.unavailable(said),
            (_, None) => self.unavailable(error),
        }
    }

    fn unavailable(&self, why: &dyn fmt::Display) -> SinkError {
        SinkError::Unavailable(format!("{}: {why}", self.url))
    }

    async fn connection(&self) -> Result<Arc<Connection>, SinkError> {
        let mut connection = self.connection.lock().await;
        if let Some(connection) = connection.as_ref().filter(|connection| !*connection.lost.borrow()) {
            return Ok(connection.clone());
        }
        Ok(connection.insert(Arc::new(self.connect().await?)).clone())
    }

    async fn connect(&self) -> Result<Connection, SinkError> {
        let (losing, lost) = watch::channel(false);
        let mut options = ConnectOptions::new()
            .name("tallybook")
            .require_tls(self.url.tls)
            // It tries once to connect again, in vain or not: then this connection is lost to us.
            .max_reconnects(1)
            .event_callback(move |event| {
                if matches!(event, Event::Disconnected | Event::Closed) {
                    losing.send_replace(true);
                }
                std::future::ready(())
            });
        match &self.url.login {
            Some(Login { user, password: Some(password) }) => {
                options = options.user_and_password(user.clone(), password.clone());
            }
            Some(Login { user: token, password: None }) => options = options.token(token.clone()),
            None => {}
        }
        let hosts: Vec<String> = self.url.hosts.iter().map(|host| format!("nats://{host}")).collect();
        let client = options.connect(hosts).await.map_err(|error| self.unavailable(&error))?;
        let context = ContextBuilder::new().timeout(TIME_LIMIT).build(client);
        self.find_or_create_stream(&context).await?;
        Ok(Connection { context, lost })
    }

    async fn find_or_create_stream(&self, context: &Context) -> Result<(), SinkError> {
        match context.get_stream(&self.url.stream).await {
            Ok(_) => return Ok(()),
            Err(error) => match error.kind() {
                GetStreamErrorKind::JetStream(said) if said.error_code() == jetstream::ErrorCode::STREAM_NOT_FOUND => {}
                _ => return Err(self.unavailable(&error)),
            },
        }
        let config = stream::Config {
            name: self.url.stream.clone(),
            subjects: vec![format!("{}.>", self.url.subject)],
            duplicate_window: DUPLICATE_WINDOW,
            description: Some("Events of Tallybook's ledgers".to_owned()),
            ..stream::Config::default()
        };
        tracing::info!(stream = self.url.stream, "creating the stream of events");
        // Another process may be creating it as well.
        context.get_or_create_stream(config).await.map_err(|error| self.unavailable(&error))?;
        Ok(())
    }

    /// Connects anew next time.
    async fn leave(&self, left: &Arc<Connection>) {
        let mut connection = self.connection.lock().await;
        if connection.as_ref().is_some_and(|connection| Arc::ptr_eq(connection, left)) {
            *connection = None;
        }
    }
}

impl Sink for Nats {
    fn tell<'a>(&'a self, messages: &'a [Message]) -> BoxFuture<'a, Told> {
        Box::pin(self.tell_by(messages, Instant::now() + TIME_LIMIT))
    }
}
