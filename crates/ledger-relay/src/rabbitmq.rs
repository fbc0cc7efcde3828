//! RabbitMQ: a durable topic exchange, publisher confirms.

use std::{collections::VecDeque, fmt, sync::Arc};

use futures_util::future::BoxFuture;
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, ErrorKind, ExchangeKind,
    PublisherConfirm,
    options::{BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions},
    protocol::{AMQPErrorKind, AMQPSoftError},
    types::{AMQPValue, FieldTable},
    uri::{AMQPAuthority, AMQPQueryString, AMQPScheme, AMQPUri, AMQPUserInfo},
};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout_at},
};

use crate::{
    message::Message,
    sink::{Sink, SinkError, TIME_LIMIT, Told},
    sink_url::{Host, InvalidSinkUrl, Login, Parts, invalid},
};

const HEARTBEAT_SECONDS: u16 = 10;
const CONNECT_MS: u64 = 10_000;
/// Kept on the broker's disk.
const PERSISTENT: u8 = 2;

/// `amqp://user:password@host:5672/VHOST?exchange=tallybook`, or `amqps://…`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RabbitMqUrl {
    host: Host,
    login: Login,
    tls: bool,
    vhost: String,
    exchange: String,
}

impl RabbitMqUrl {
    pub(crate) fn parse(mut parts: Parts, tls: bool) -> Result<RabbitMqUrl, InvalidSinkUrl> {
        let host = parts.one_host()?;
        let login = match parts.login {
            Some(login @ Login { password: Some(_), .. }) => login,
            _ => return invalid("user and password are missing: amqp://user:password@host:5672/VHOST"),
        };
        // As RabbitMQ's own tools have it: no path is the default, `/`.
        let vhost = parts.path.filter(|path| !path.is_empty()).unwrap_or_else(|| "/".to_owned());
        if vhost.trim_matches('/').contains('/') {
            return invalid("the virtual host has a slash in it; write it as %2F");
        }
        let exchange = parts.parameters.take("exchange").unwrap_or_else(|| "tallybook".to_owned());
        if exchange.is_empty() || exchange.len() > 127 {
            return invalid("exchange is a name of 1 to 127 bytes");
        }
        if exchange.starts_with("amq.") {
            return invalid("exchange must not begin with amq., which is RabbitMQ's own");
        }
        parts.parameters.end("exchange")?;
        Ok(RabbitMqUrl { host, login, tls, vhost, exchange })
    }

    fn uri(&self) -> AMQPUri {
        let password = self.login.password.clone().unwrap_or_default();
        AMQPUri {
            scheme: if self.tls { AMQPScheme::AMQPS } else { AMQPScheme::AMQP },
            authority: AMQPAuthority {
                userinfo: AMQPUserInfo { username: self.login.user.clone(), password },
                host: self.host.name.clone(),
                port: self.host.port,
            },
            vhost: self.vhost.clone(),
            // So that a connection which leads nowhere any more does not live on in the background.
            query: AMQPQueryString {
                heartbeat: Some(HEARTBEAT_SECONDS),
                connection_timeout: Some(CONNECT_MS),
                ..AMQPQueryString::default()
            },
        }
    }
}

impl fmt::Display for RabbitMqUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/{}", if self.tls { "amqps" } else { "amqp" }, self.host, self.exchange)
    }
}

/// Tells an exchange.
pub struct RabbitMq {
    url: RabbitMqUrl,
    link: Mutex<Option<Arc<Link>>>,
}

/// A connection with its one channel, until the first failure.
struct Link {
    channel: Channel,
    /// Closes when it is dropped.
    _connection: Connection,
}

impl RabbitMq {
    pub fn new(url: RabbitMqUrl) -> RabbitMq {
        RabbitMq { url, link: Mutex::default() }
    }

    async fn tell_by(&self, messages: &[Message], deadline: Instant) -> Told {
        let told = self.tell_together(messages, deadline).await;
        if !matches!(told.failed, Some(SinkError::Refused(_))) {
            return told;
        }
        // The channel was closed over some message, not necessarily the first without a confirmation. One
        // by one it shows which.
        for (index, message) in messages.iter().enumerate().skip(told.acknowledged) {
            if let Some(error) = self.tell_together(std::slice::from_ref(message), deadline).await.failed {
                return Told::up_to(index, error);
            }
        }
        Told::all(messages)
    }

    async fn tell_together(&self, messages: &[Message], deadline: Instant) -> Told {
        let late = || self.unavailable(&format!("no acknowledgement within {} s", TIME_LIMIT.as_secs()));
        let link = match timeout_at(deadline, self.link()).await {
            Ok(Ok(link)) => link,
            Ok(Err(error)) => return Told::up_to(0, error),
            Err(_) => return Told::up_to(0, late()),
        };
        let mut acknowledged = 0;
        let error = match timeout_at(deadline, self.send(&link.channel, messages, &mut acknowledged)).await {
            Ok(Ok(())) => return Told::all(messages),
            Ok(Err(error)) => error,
            Err(_) => late(),
        };
        self.leave(&link).await;
        Told::up_to(acknowledged, error)
    }

    async fn send(&self, channel: &Channel, messages: &[Message], acknowledged: &mut usize) -> Result<(), SinkError> {
        let mut confirms: VecDeque<PublisherConfirm> = VecDeque::with_capacity(messages.len());
        let mut failed = None;
        for message in messages {
            match self.publish(channel, message).await {
                Ok(confirm) => confirms.push_back(confirm),
                Err(error) => {
                    failed = Some(self.failed(&error));
                    break;
                }
            }
        }
        for confirm in confirms {
            match confirm.await {
                Ok(Confirmation::Ack(_)) => *acknowledged += 1,
                Ok(Confirmation::Nack(_)) => return Err(self.unavailable(&"a queue is full, or a disk failed")),
                Ok(Confirmation::NotRequested) => return Err(self.unavailable(&"it does not confirm")),
                Err(error) => return Err(self.failed(&error)),
            }
        }
        failed.map_or(Ok(()), Err)
    }

    async fn publish(&self, channel: &Channel, message: &Message) -> lapin::Result<PublisherConfirm> {
        let ledger = message.ledger.name.as_str();
        let mut headers = FieldTable::default();
        headers.insert("tallybook-ledger".into(), AMQPValue::LongString(ledger.into()));
        headers.insert("tallybook-seq".into(), AMQPValue::LongLongInt(message.seq));
        let properties = BasicProperties::default()
            .with_app_id("tallybook".into())
            .with_content_type("application/cloudevents+json".into())
            .with_delivery_mode(PERSISTENT)
            .with_headers(headers)
            .with_message_id(message.id.as_str().into())
            .with_type(message.event_type.into());
        let routing_key = format!("{ledger}.{}", message.event_type);
        let options = BasicPublishOptions::default();
        channel
            .basic_publish(
                self.url.exchange.as_str().into(),
                routing_key.as_str().into(),
                options,
                &message.body,
                properties,
            )
            .await
    }

    fn failed(&self, error: &lapin::Error) -> SinkError {
        match error.kind() {
            // The channel was closed over a message: it is larger than the broker takes.
            ErrorKind::ProtocolError(said)
                if *said.kind() == AMQPErrorKind::Soft(AMQPSoftError::PRECONDITIONFAILED) =>
            {
                SinkError::Refused(format!("{}: {}", self.url, said.get_message()))
            }
            _ => self.unavailable(error),
        }
    }

    fn unavailable(&self, why: &dyn fmt::Display) -> SinkError {
        SinkError::Unavailable(format!("{}: {why}", self.url))
    }

    async fn link(&self) -> Result<Arc<Link>, SinkError> {
        let mut link = self.link.lock().await;
        if let Some(link) = link.as_ref().filter(|link| link.channel.status().connected()) {
            return Ok(link.clone());
        }
        let fresh = self.connect().await.map_err(|error| self.unavailable(&error))?;
        Ok(link.insert(Arc::new(fresh)).clone())
    }

    async fn connect(&self) -> lapin::Result<Link> {
        let properties = ConnectionProperties::default().with_connection_name("tallybook".into());
        let connection = Connection::connect_uri(self.url.uri(), properties).await?;
        let channel = connection.create_channel().await?;
        let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        let exchange = self.url.exchange.as_str().into();
        channel.exchange_declare(exchange, ExchangeKind::Topic, durable, FieldTable::default()).await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        Ok(Link { channel, _connection: connection })
    }

    /// Connects anew next time.
    async fn leave(&self, left: &Arc<Link>) {
        let mut link = self.link.lock().await;
        if link.as_ref().is_some_and(|link| Arc::ptr_eq(link, left)) {
            *link = None;
        }
    }
}

impl Sink for RabbitMq {
    fn tell<'a>(&'a self, messages: &'a [Message]) -> BoxFuture<'a, Told> {
        Box::pin(self.tell_by(messages, Instant::now() + TIME_LIMIT))
    }
}
