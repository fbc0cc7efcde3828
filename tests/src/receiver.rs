//! An HTTP server that keeps what it is sent, and answers as a test tells it.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinSet};

use crate::until;

/// A request that came.
#[derive(Clone, Debug)]
pub struct Received {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// The number of the event it tells of.
    pub fn seq(&self) -> i64 {
        self.json()["data"]["seq"].as_i64().expect("a seq")
    }
}

/// How a request is answered.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
    pub after: Duration,
}

impl Reply {
    pub fn status(status: u16) -> Reply {
        Reply { status, headers: Vec::new(), body: Bytes::new(), after: Duration::ZERO }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }

    pub fn after(self, after: Duration) -> Reply {
        Reply { after, ..self }
    }
}

type Answer = Box<dyn Fn(&Received) -> Reply + Send>;

/// Listens on a port of its own; everything ends when it is dropped.
pub struct Receiver {
    pub url: String,
    shared: Arc<Shared>,
    _accepting: JoinSet<()>,
}

struct Shared {
    received: Mutex<Vec<Received>>,
    answer: Mutex<Answer>,
}

impl Receiver {
    /// One that says 200 to everything.
    pub async fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let shared =
            Arc::new(Shared { received: Mutex::default(), answer: Mutex::new(Box::new(|_| Reply::status(200))) });
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, shared.clone()));
        Receiver { url: format!("http://127.0.0.1:{port}/hook"), shared, _accepting: accepting }
    }

    /// From now on requests are answered so; they are kept either way.
    pub fn answer(&self, answer: impl Fn(&Received) -> Reply + Send + 'static) {
        *self.shared.answer.lock().expect("no holder panics") = Box::new(answer);
    }

    /// What came so far, in order.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().expect("no holder panics").clone()
    }

    /// The numbers of the events told of so far, in the order in which they came.
    pub fn seqs(&self) -> Vec<i64> {
        self.received().iter().map(Received::seq).collect()
    }

    /// Waits until so many requests came; answers all there are then.
    pub async fn until_received(&self, count: usize) -> Vec<Received> {
        until(&format!("{count} requests came"), async || self.received().len() >= count).await;
        self.received()
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        connections.spawn(async move {
            let service = service_fn(|request| reply(&shared, request));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn reply(shared: &Shared, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let headers = headers.collect();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let received = Received { path: parts.uri.path().to_owned(), headers, body };
    let reply = (shared.answer.lock().expect("no holder panics"))(&received);
    shared.received.lock().expect("no holder panics").push(received);
    tokio::time::sleep(reply.after).await;
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::new(reply.body)).expect("a reply is valid"))
}
