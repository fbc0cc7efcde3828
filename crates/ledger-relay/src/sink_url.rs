//! Where events are told to, and how: one URL.
//!
//! Errors, `Debug` and `Display` show neither user nor password, nor the text as it was given.

use std::{collections::BTreeMap, fmt, str::FromStr, sync::Arc};

use percent_encoding::percent_decode_str;

use crate::{
    json_lines::{JsonLines, Lines},
    kafka::{Kafka, KafkaUrl},
    nats::{Nats, NatsUrl},
    rabbitmq::{RabbitMq, RabbitMqUrl},
    redis_streams::{RedisStreams, RedisStreamsUrl},
    sink::Sink,
};

const SCHEMES: &str =
    "kafka://, kafkas://, nats://, tls://, redis://, rediss://, amqp://, amqps://, file:// and stdout:";

/// One of the places that events can be told to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SinkUrl {
    Kafka(KafkaUrl),
    Nats(NatsUrl),
    RedisStreams(RedisStreamsUrl),
    RabbitMq(RabbitMqUrl),
    JsonLines(Lines),
}

/// Why a text is no URL of a sink.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidSinkUrl(pub String);

impl SinkUrl {
    /// The sink, which connects when it is told something for the first time.
    pub fn sink(&self) -> Arc<dyn Sink> {
        match self {
            SinkUrl::Kafka(url) => Arc::new(Kafka::new(url.clone())),
            SinkUrl::Nats(url) => Arc::new(Nats::new(url.clone())),
            SinkUrl::RedisStreams(url) => Arc::new(RedisStreams::new(url.clone())),
            SinkUrl::RabbitMq(url) => Arc::new(RabbitMq::new(url.clone())),
            SinkUrl::JsonLines(lines) => Arc::new(JsonLines::new(lines.clone())),
        }
    }
}

impl FromStr for SinkUrl {
    type Err = InvalidSinkUrl;

    fn from_str(text: &str) -> Result<SinkUrl, InvalidSinkUrl> {
        let Some((scheme, behind)) = text.split_once(':') else {
            return invalid(format!("a sink is a URL: one of {SCHEMES}"));
        };
        match (scheme, behind.strip_prefix("//")) {
            ("stdout", _) => match behind {
                "" | "//" => Ok(SinkUrl::JsonLines(Lines::Stdout)),
                _ => invalid("stdout: takes nothing behind it"),
            },
            ("file", Some(rest)) => Ok(SinkUrl::JsonLines(Lines::parse(rest)?)),
            ("kafka", Some(rest)) => Ok(SinkUrl::Kafka(KafkaUrl::parse(Parts::parse(rest, 9092)?, false)?)),
            ("kafkas", Some(rest)) => Ok(SinkUrl::Kafka(KafkaUrl::parse(Parts::parse(rest, 9092)?, true)?)),
            ("nats", Some(rest)) => Ok(SinkUrl::Nats(NatsUrl::parse(Parts::parse(rest, 4222)?, false)?)),
            ("tls", Some(rest)) => Ok(SinkUrl::Nats(NatsUrl::parse(Parts::parse(rest, 4222)?, true)?)),
            ("redis", Some(rest)) => {
                Ok(SinkUrl::RedisStreams(RedisStreamsUrl::parse(Parts::parse(rest, 6379)?, false)?))
            }
            ("rediss", Some(rest)) => {
                Ok(SinkUrl::RedisStreams(RedisStreamsUrl::parse(Parts::parse(rest, 6379)?, true)?))
            }
            ("amqp", Some(rest)) => Ok(SinkUrl::RabbitMq(RabbitMqUrl::parse(Parts::parse(rest, 5672)?, false)?)),
            ("amqps", Some(rest)) => Ok(SinkUrl::RabbitMq(RabbitMqUrl::parse(Parts::parse(rest, 5671)?, true)?)),
            ("file" | "kafka" | "kafkas" | "nats" | "tls" | "redis" | "rediss" | "amqp" | "amqps", None) => {
                invalid(format!("{scheme}: wants // behind it"))
            }
            _ => invalid(format!("a sink's URL begins with one of {SCHEMES}")),
        }
    }
}

/// Without user, password and parameters.
impl fmt::Display for SinkUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SinkUrl::Kafka(url) => url.fmt(f),
            SinkUrl::Nats(url) => url.fmt(f),
            SinkUrl::RedisStreams(url) => url.fmt(f),
            SinkUrl::RabbitMq(url) => url.fmt(f),
            SinkUrl::JsonLines(lines) => lines.fmt(f),
        }
    }
}

pub(crate) fn invalid<T>(why: impl Into<String>) -> Result<T, InvalidSinkUrl> {
    Err(InvalidSinkUrl(why.into()))
}

/// A URL taken apart, `user:password@host:port,host2:port/path?name=value`.
#[derive(Debug)]
pub(crate) struct Parts {
    pub login: Option<Login>,
    /// At least one.
    pub hosts: Vec<Host>,
    /// Behind the first slash, decoded; `None` without a slash.
    pub path: Option<String>,
    pub parameters: Parameters,
}

impl Parts {
    fn parse(rest: &str, default_port: u16) -> Result<Parts, InvalidSinkUrl> {
        if rest.contains('#') {
            return invalid("a sink's URL has no fragment; write # as %23");
        }
        let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) =
            before.split_once('/').map_or((before, None), |(authority, path)| (authority, Some(path)));
        let (login, hosts) =
            authority.rsplit_once('@').map_or((None, authority), |(login, hosts)| (Some(login), hosts));
        Ok(Parts {
            login: login.map(Login::parse).transpose()?,
            hosts: hosts.split(',').map(|host| Host::parse(host, default_port)).collect::<Result<_, _>>()?,
            path: path.map(|path| decoded(path, "the path")).transpose()?,
            parameters: Parameters::parse(query)?,
        })
    }

    /// The one host of a sink that takes no more.
    pub fn one_host(&mut self) -> Result<Host, InvalidSinkUrl> {
        match (self.hosts.pop(), self.hosts.is_empty()) {
            (Some(host), true) => Ok(host),
            _ => invalid("one host is wanted, not several"),
        }
    }
}

/// Who connects. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Login {
    pub user: String,
    pub password: Option<String>,
}

impl Login {
    fn parse(text: &str) -> Result<Login, InvalidSinkUrl> {
        let (user, password) = text.split_once(':').map_or((text, None), |(user, password)| (user, Some(password)));
        Ok(Login {
            user: decoded(user, "the user's name")?,
            password: password.map(|password| decoded(password, "the password")).transpose()?,
        })
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    /// A name or an address, an IPv6 one without brackets.
    pub name: String,
    pub port: u16,
}

impl Host {
    fn parse(text: &str, default_port: u16) -> Result<Host, InvalidSinkUrl> {
        let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((name, "")) => (name, None),
            Some((name, rest)) => (name, Some(rest.strip_prefix(':').unwrap_or("?"))),
            None => text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port))),
        };
        if name.is_empty() {
            return invalid("a host's name is missing (is a / in the password? Write it as %2F)");
        }
        let of_a_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':');
        if !name.bytes().all(of_a_host) {
            return invalid("a host's name has characters that no host's name has");
        }
        let port = match port.map(str::parse) {
            None => default_port,
            Some(Ok(port)) if port > 0 => port,
            Some(_) => return invalid("a port is no number from 1 to 65535 (is a / in the password? Write it as %2F)"),
        };
        Ok(Host { name: name.to_owned(), port })
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.contains(':') {
            true => write!(f, "[{}]:{}", self.name, self.port),
            false => write!(f, "{}:{}", self.name, self.port),
        }
    }
}

/// What stands behind the question mark; every name must be known to the sink.
#[derive(Debug)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub fn parse(query: &str) -> Result<Parameters, InvalidSinkUrl> {
        let mut parameters = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if parameters.insert(name.to_string(), value.into_owned()).is_some() {
                return invalid(format!("the parameter {} is given twice", shown(&name)));
            }
        }
        Ok(Parameters(parameters))
    }

    /// A parameter's value, which is then known.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// # Errors
    /// A parameter that was not taken; `known` names those there are.
    pub fn end(self, known: &str) -> Result<(), InvalidSinkUrl> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(unknown) => invalid(format!("there is no parameter {}; there is {known}", shown(&unknown))),
        }
    }
}

/// A parameter's name, unless it may be a piece of a password that should have been encoded.
fn shown(name: &str) -> &str {
    if name.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_')) { name } else { "of that name" }
}

fn decoded(text: &str, what: &str) -> Result<String, InvalidSinkUrl> {
    match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => invalid(format!("{what} is not UTF-8 when decoded")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        text.parse::<SinkUrl>().map_or_else(|error| error.to_string(), |url| url.to_string())
    }

    #[test]
    fn urls_of_every_kind_are_read() {
        for (text, wanted) in [
            ("kafka://a:9092,b:9093/events", "kafka://a:9092,b:9093/events"),
            ("kafka://a,[::1]/events?key=account&compression=lz4", "kafka://a:9092,[::1]:9092/events"),
            ("nats://localhost/EVENTS", "nats://localhost:4222/EVENTS"),
            ("nats://me:secret@a:1,b:2/EVENTS?subject=acme.books", "nats://a:1,b:2/EVENTS"),
            ("tls://token@nats.example:4443/EVENTS", "tls://nats.example:4443/EVENTS"),
            ("redis://localhost", "redis://localhost:6379/0 tallybook:*"),
            ("redis://:s%40cret@localhost:1/3?stream=books&maxlen=1000", "redis://localhost:1/3 books:*"),
            ("rediss://:secret@redis.example/1", "rediss://redis.example:6379/1 tallybook:*"),
            ("amqp://me:secret@mq", "amqp://mq:5672/tallybook"),
            ("amqps://me:secret@mq/%2F?exchange=books", "amqps://mq:5671/books"),
            ("file:///var/lib/tallybook/events.jsonl", "file:///var/lib/tallybook/events.jsonl"),
            ("file:///tmp/a%20b.jsonl", "file:///tmp/a b.jsonl"),
            ("stdout:", "stdout:"),
            ("stdout://", "stdout:"),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn kafka_over_tls_and_with_a_user_is_read_where_it_is_built_in() {
        for (text, wanted) in [
            ("kafkas://a/events", "kafkas://a:9092/events"),
            ("kafkas://me:hunter2@a,b/events", "kafkas://a:9092,b:9092/events"),
            ("kafka://me:hunter2@a/events?mechanism=SCRAM-SHA-256", "kafka://a:9092/events"),
        ] {
            let said = read(text);
            match cfg!(feature = "kafka-tls") {
                true => assert_eq!(said, wanted, "{text}"),
                false => assert!(said.contains("--features kafka-tls"), "{text}: {said}"),
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said() {
        for (text, wanted) in [
            ("", "a sink is a URL"),
            ("events.jsonl", "a sink is a URL"),
            ("ftp://a/b", "begins with one of kafka://"),
            ("kafka:a/b", "kafka: wants // behind it"),
            ("stdout:x", "takes nothing behind it"),
            ("stdout:/", "takes nothing behind it"),
            ("kafka://me@a/b", "the password is missing"),
            ("kafka://me:hunter2@a/b?mechanism=PLAIN", "in the clear"),
            ("kafkas://me:hunter2@a/b?mechanism=GSSAPI", "mechanism is one of PLAIN"),
            ("kafkas://a/b?mechanism=PLAIN", "it wants user and password"),
            ("kafka://a", "the topic is missing"),
            ("kafka:///b", "a host's name is missing"),
            ("kafka://a:x/b", "a port is no number from 1 to 65535"),
            ("kafka://a:0/b", "a port is no number from 1 to 65535"),
            ("kafka://[::1]9092/b", "a port is no number"),
            ("kafka://a/b/c", "a topic's name is"),
            ("kafka://a/b?key=both", "key is ledger or account"),
            ("kafka://a/b?compression=zip", "compression is one of none"),
            ("kafka://a/b?acks=1", "there is no parameter acks; there is key, compression and mechanism"),
            ("kafka://a/b?key=ledger&key=account", "the parameter key is given twice"),
            ("nats://a", "the stream is missing"),
            ("nats://a/E.V", "a stream's name is"),
            ("nats://a/E?subject=a..b", "subject is words"),
            ("nats://a/E?subject=>", "subject is words"),
            ("rediss:a/0", "rediss: wants // behind it"),
            ("redis://a/zero", "the path is the number of a database"),
            ("redis://a/-1", "the path is the number of a database"),
            ("redis://a,b/0", "one host is wanted"),
            ("redis://a/0?maxlen=0", "maxlen is how many"),
            ("redis://:hun/ter2@a/0", "write it as %2F"),
            ("redis://me:hun/ter2@a/0", "write it as %2F"),
            ("redis://me:12?hunter2@a/0", "there is no parameter of that name"),
            ("redis://:hunter2#@a/0", "write # as %23"),
            ("amqp://a/b", "user and password are missing"),
            ("amqp://me:hunter2@a/b/c", "write it as %2F"),
            ("amqp://me:hunter2@a/?exchange=amq.topic", "RabbitMQ's own"),
            ("amqp://me:%ff@a/", "the password is not UTF-8"),
            ("file://events.jsonl", "a file's URL has an absolute path"),
            ("file:///tmp/", "names a file, not a folder"),
            ("file:///tmp/a?b=c", "has no parameters"),
        ] {
            let said = read(text);
            assert!(said.to_lowercase().contains(&wanted.to_lowercase()), "{text}: {said}");
            assert!(!said.contains("hun"), "{text}: {said}");
        }
    }

    #[test]
    fn neither_errors_nor_debug_show_who_connects() {
        for text in [
            "nats://canary-user:canary-password@a/EVENTS",
            "redis://canary-user:canary-password@a/0",
            "amqp://canary-user:canary-password@a/",
        ] {
            let url: SinkUrl = text.parse().expect("a URL");
            assert!(!format!("{url:?} {url:#?} {url}").contains("canary"), "{url:?}");
        }
    }
}
