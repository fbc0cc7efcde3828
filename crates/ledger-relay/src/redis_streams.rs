//! Redis Streams: a stream a ledger, with ids `<seq>-0`.
//!
//! Messages are added in transactions, one after another, so what is there is a beginning of what was
//! told. Redis takes no id at or below the last; then the stream itself tells whether the event is
//! there already.

use std::fmt;

use futures_util::future::BoxFuture;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, IntoConnectionInfo as _, Pipeline, RedisConnectionInfo, RedisError,
    RedisResult, Value, aio::MultiplexedConnection, streams::StreamRangeReply,
};
use serde::Deserialize;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout_at},
};

use crate::{
    message::Message,
    sink::{Sink, SinkError, TIME_LIMIT, Told},
    sink_url::{Host, InvalidSinkUrl, Login, Parts, invalid},
};

/// About what a transaction weighs at most: Redis does nothing else in the meantime.
const TRANSACTION_BYTES: usize = 1024 * 1024;

/// `redis://[user][:password@]host:6379/DB?stream=tallybook&maxlen=…`, or `rediss://…` over TLS
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedisStreamsUrl {
    host: Host,
    login: Option<Login>,
    tls: bool,
    database: i64,
    stream: String,
    maxlen: Option<u64>,
}

impl RedisStreamsUrl {
    pub(crate) fn parse(mut parts: Parts, tls: bool) -> Result<RedisStreamsUrl, InvalidSinkUrl> {
        let host = parts.one_host()?;
        let database = match parts.path.as_deref() {
            None | Some("") => 0,
            Some(number) => match number.parse() {
                Ok(number @ 0..) => number,
                _ => return invalid("the path is the number of a database: redis://host:6379/0"),
            },
        };
        let stream = parts.parameters.take("stream").unwrap_or_else(|| "tallybook".to_owned());
        if stream.is_empty() || stream.len() > 255 {
            return invalid("stream is the beginning of the streams' names, 1 to 255 bytes");
        }
        let maxlen = match parts.parameters.take("maxlen").as_deref().map(str::parse) {
            None => None,
            Some(Ok(maxlen @ 1..)) => Some(maxlen),
            Some(_) => return invalid("maxlen is how many entries a stream keeps, at least 1"),
        };
        parts.parameters.end("stream and maxlen")?;
        Ok(RedisStreamsUrl { host, login: parts.login, tls, database, stream, maxlen })
    }

    fn client(&self) -> RedisResult<Client> {
        let mut settings = RedisConnectionInfo::default().set_db(self.database);
        if let Some(Login { user, password }) = &self.login {
            if !user.is_empty() {
                settings = settings.set_username(user);
            }
            if let Some(password) = password {
                settings = settings.set_password(password);
            }
        }
        let (host, port) = (self.host.name.clone(), self.host.port);
        let address = match self.tls {
            true => ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None },
            false => ConnectionAddr::Tcp(host, port),
        };
        Client::open(address.into_connection_info()?.set_redis_settings(settings))
    }
}

impl fmt::Display for RedisStreamsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/{} {}:*", if self.tls { "rediss" } else { "redis" }, self.host, self.database, self.stream)
    }
}

/// Tells a stream a ledger.
pub struct RedisStreams {
    url: RedisStreamsUrl,
    connection: Mutex<Option<MultiplexedConnection>>,
}

/// What an entry's body says of the event it is.
#[derive(Deserialize)]
struct Glance {
    data: GlancedData,
}

#[derive(Deserialize)]
struct GlancedData {
    /// The event's place in the chain of hashes, so the event itself and all before it.
    hash: String,
}

impl RedisStreams {
    pub fn new(url: RedisStreamsUrl) -> RedisStreams {
        RedisStreams { url, connection: Mutex::default() }
    }

    async fn tell_by(&self, messages: &[Message], deadline: Instant) -> Told {
        let late = || self.unavailable(&format!("no answer within {} s", TIME_LIMIT.as_secs()));
        let mut connection = match timeout_at(deadline, self.connection()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Told::up_to(0, self.failed(&error)),
            Err(_) => return Told::up_to(0, late()),
        };
        let mut acknowledged = 0;
        while acknowledged < messages.len() {
            let mut bytes = 0;
            let rest = &messages[acknowledged..];
            let fitting = rest.iter().take_while(|message| {
                bytes += message.body.len();
                bytes <= TRANSACTION_BYTES
            });
            let some = &rest[..fitting.count().max(1)];
            let told = match timeout_at(deadline, self.add(&mut connection, some)).await {
                Ok(Ok(told)) => told,
                Ok(Err(error)) => Told::up_to(0, self.failed(&error)),
                Err(_) => Told::up_to(0, late()),
            };
            acknowledged += told.acknowledged;
            if let Some(error) = told.failed {
                // Another connection next time: this one may be lost, or lead to what is no primary any more.
                *self.connection.lock().await = None;
                return Told::up_to(acknowledged, error);
            }
        }
        Told::all(messages)
    }

    /// Adds messages in one transaction.
    async fn add(&self, connection: &mut MultiplexedConnection, messages: &[Message]) -> RedisResult<Told> {
        let mut transaction = Pipeline::with_capacity(messages.len());
        transaction.atomic().ignore_errors();
        for message in messages {
            let add = transaction.cmd("XADD").arg(self.stream(message));
            if let Some(maxlen) = self.url.maxlen {
                add.arg("MAXLEN").arg("~").arg(maxlen);
            }
            add.arg(entry_id(message.seq));
            add.arg("seq").arg(message.seq).arg("type").arg(message.event_type);
            add.arg("id").arg(&message.id).arg("body").arg(&message.body[..]);
        }
        let results: Vec<RedisResult<Value>> = transaction.query_async(connection).await?;
        let Some(first) = results.iter().position(Result::is_err) else {
            return Ok(Told::all(messages));
        };
        let not_added: Vec<(usize, RedisError)> =
            results.into_iter().enumerate().filter_map(|(index, result)| Some((index, result.err()?))).collect();
        tracing::debug!(first, count = not_added.len(), "entries that were not added");
        self.account_for(connection, messages, not_added).await
    }

    /// Looks whether what was not added is there already.
    async fn account_for(
        &self,
        connection: &mut MultiplexedConnection,
        messages: &[Message],
        not_added: Vec<(usize, RedisError)>,
    ) -> RedisResult<Told> {
        let stream = self.stream(&messages[0]);
        let mut look = Pipeline::with_capacity(not_added.len() + 2);
        look.ignore_errors();
        look.cmd("XINFO").arg("STREAM").arg(&stream);
        look.cmd("XREVRANGE").arg(&stream).arg("+").arg("-").arg("COUNT").arg(1);
        for (index, _) in &not_added {
            let id = entry_id(messages[*index].seq);
            look.cmd("XRANGE").arg(&stream).arg(&id).arg(&id);
        }
        let seen: Vec<RedisResult<Value>> = look.query_async(connection).await?;
        let mut seen = seen.into_iter();
        let mut next = || seen.next().unwrap_or(Ok(Value::Nil)).unwrap_or(Value::Nil);
        let top = Top::new(&next(), next());
        for (index, error) in not_added {
            let there: StreamRangeReply = redis::from_redis_value(next()).unwrap_or_default();
            if let Err(error) = self.judge(&messages[index], &there, &top, &error) {
                return Ok(Told::up_to(index, error));
            }
        }
        Ok(Told::all(messages))
    }

    /// Whether a message that Redis did not take has been there.
    fn judge(
        &self,
        message: &Message,
        there: &StreamRangeReply,
        top: &Top,
        error: &RedisError,
    ) -> Result<(), SinkError> {
        let (seq, stream) = (message.seq, self.stream(message));
        if let Some(entry) = there.ids.first() {
            let hash = |body: &[u8]| serde_json::from_slice::<Glance>(body).ok().map(|glance| glance.data.hash);
            let body: Vec<u8> = entry.get("body").unwrap_or_default();
            return if hash(&body).is_some_and(|kept| hash(&message.body) == Some(kept)) {
                Ok(())
            } else {
                // As after a restore of Postgres to an earlier point, when the ledger took another course.
                Err(SinkError::Refused(format!("{stream} has another event with the number {seq}")))
            };
        }
        match top {
            // We write every number in turn, so this one was there before it was trimmed or deleted.
            Top::Entry { id, seq: last } if *last >= seq && id.starts_with(&format!("{}:", message.ledger.id)) => {
                Ok(())
            }
            Top::Entry { seq: last, .. } if *last >= seq => {
                Err(self.unavailable(&format!("the last entry of {stream} is not of this ledger")))
            }
            Top::Deleted { seq: last } if *last >= seq => Err(SinkError::Refused(format!(
                "{stream} is empty and had entries up to {last}: whether event {seq} was among them can't be told"
            ))),
            Top::Entry { .. } | Top::Deleted { .. } | Top::Unknown => Err(self.failed(error)),
        }
    }

    fn stream(&self, message: &Message) -> String {
        format!("{}:{}", self.url.stream, message.ledger.name.as_str())
    }

    /// What Redis says, once: an aborted transaction says it for each of its commands.
    fn failed(&self, error: &RedisError) -> SinkError {
        let said = error.clone().into_server_errors();
        match said.as_deref().and_then(<[_]>::first) {
            Some((_, said)) => {
                let details = said.details().unwrap_or_default();
                self.unavailable(&format!("{} {details}", said.code()))
            }
            None => self.unavailable(error),
        }
    }

    fn unavailable(&self, why: &dyn fmt::Display) -> SinkError {
        SinkError::Unavailable(format!("{}: {why}", self.url))
    }

    async fn connection(&self) -> RedisResult<MultiplexedConnection> {
        let mut connection = self.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TIME_LIMIT))
            .set_response_timeout(Some(TIME_LIMIT));
        let fresh = self.url.client()?.get_multiplexed_async_connection_with_config(&config).await?;
        Ok(connection.insert(fresh).clone())
    }
}

impl Sink for RedisStreams {
    fn tell<'a>(&'a self, messages: &'a [Message]) -> BoxFuture<'a, Told> {
        Box::pin(self.tell_by(messages, Instant::now() + TIME_LIMIT))
    }
}

fn entry_id(seq: i64) -> String {
    format!("{seq}-0")
}

/// The end of a stream.
enum Top {
    /// Its last entry: the id of the event in it, and its number.
    Entry {
        id: String,
        seq: i64,
    },
    /// All entries were deleted; the number of the last there was.
    Deleted {
        seq: i64,
    },
    Unknown,
}

impl Top {
    fn new(info: &Value, last: Value) -> Top {
        let number = |id: &str| id.split_once('-').and_then(|(number, _)| number.parse().ok());
        let last: StreamRangeReply = redis::from_redis_value(last).unwrap_or_default();
        if let Some(entry) = last.ids.first() {
            return match number(&entry.id) {
                Some(seq) => Top::Entry { id: entry.get("id").unwrap_or_default(), seq },
                None => Top::Unknown,
            };
        }
        let generated = redis::from_redis_value_ref::<std::collections::BTreeMap<String, Value>>(info)
            .ok()
            .and_then(|info| redis::from_redis_value_ref::<String>(info.get("last-generated-id")?).ok());
        match generated.as_deref().and_then(number) {
            Some(seq) => Top::Deleted { seq },
            None => Top::Unknown,
        }
    }
}
