//! A TCP proxy between a service and one of its servers, which can hurt what passes through it.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
};

/// How the proxy treats everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    Fair,
    /// What the service sends arrives this much later.
    Slow(Duration),
    /// What the service sends does not arrive, as long as this lasts.
    BlackHole,
}

/// Where a connection is cut, once, relative to bytes that the service sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// They never arrive.
    Before,
    /// They arrive and are answered; the answer does not come back.
    After,
    /// The service is cut off at once; the bytes arrive when [`Proxy::release`] lets them.
    Late,
}

/// Listens on a port of its own; everything ends when it is dropped.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    _accepting: JoinSet<()>,
}

struct Shared {
    upstream: String,
    weather: watch::Sender<Weather>,
    cuts: Mutex<VecDeque<(Vec<u8>, Cut)>>,
    cuts_made: AtomicU64,
    bytes_sent: AtomicU64,
    released: Semaphore,
}

impl Proxy {
    /// A proxy in front of the server that `url` names.
    pub async fn start(url: &str) -> Proxy {
        let url = reqwest::Url::parse(url).expect("a URL");
        let upstream =
            format!("{}:{}", url.host_str().expect("a URL with a host"), url.port().expect("a URL with a port"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let shared = Arc::new(Shared {
            upstream,
            weather: watch::Sender::new(Weather::Fair),
            cuts: Mutex::default(),
            cuts_made: AtomicU64::new(0),
            bytes_sent: AtomicU64::new(0),
            released: Semaphore::new(0),
        });
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, shared.clone()));
        Proxy { port, shared, _accepting: accepting }
    }

    /// The same URL, by way of the proxy.
    pub fn url(&self, url: &str) -> String {
        at(url, "127.0.0.1", self.port).to_string()
    }

    pub fn set_weather(&self, weather: Weather) {
        self.shared.weather.send_replace(weather);
    }

    /// Cuts the connection on which these bytes are seen next; several cuts are made one after another.
    pub fn cut_at(&self, bytes: &[u8], cut: Cut) {
        self.shared.cuts.lock().expect("no holder panics").push_back((bytes.to_vec(), cut));
    }

    /// Lets the bytes of one [`Cut::Late`] arrive.
    pub fn release(&self) {
        self.shared.released.add_permits(1);
    }

    /// How many cuts were made.
    pub fn cuts_made(&self) -> u64 {
        self.shared.cuts_made.load(Ordering::Acquire)
    }

    /// How many bytes the service has sent.
    pub fn bytes_sent(&self) -> u64 {
        self.shared.bytes_sent.load(Ordering::Acquire)
    }
}

/// The same URL, elsewhere.
pub(crate) fn at(url: &str, host: &str, port: u16) -> reqwest::Url {
    let mut url = reqwest::Url::parse(url).expect("a URL");
    url.set_host(Some(host)).expect("a URL with a host");
    url.set_port(Some(port)).expect("a URL with a host");
    url
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(pass(client, shared.clone()));
        while connections.try_join_next().is_some() {}
    }
}

/// One connection; its end on either side is its end.
async fn pass(mut client: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    let mut server = TcpStream::connect(&shared.upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let mut weather = shared.weather.subscribe();
    let (mut up, mut down) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    // The end of what was sent before, for bytes that arrive in two parts.
    let mut tail = Vec::new();
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let sent = &up[..read?];
                if sent.is_empty() {
                    return Ok(());
                }
                shared.bytes_sent.fetch_add(sent.len() as u64, Ordering::AcqRel);
                let now = *weather.borrow_and_update();
                if let Weather::Slow(by) = now {
                    tokio::time::sleep(by).await;
                }
                if weather.wait_for(|now| *now != Weather::BlackHole).await.is_err() {
                    return Ok(());
                }
                match shared.next_cut(&tail, sent) {
                    None => server.write_all(sent).await?,
                    Some(Cut::Before) => return Ok(()),
                    Some(Cut::After) => {
                        server.write_all(sent).await?;
                        let _ = server.read(&mut down).await?;
                        return Ok(());
                    }
                    Some(Cut::Late) => {
                        drop(client);
                        let permit = shared.released.acquire().await.expect("it is never closed");
                        permit.forget();
                        server.write_all(sent).await?;
                        let _ = server.read(&mut down).await?;
                        return Ok(());
                    }
                }
                tail.extend_from_slice(sent);
                tail.drain(..tail.len().saturating_sub(64));
            }
            read = server.read(&mut down) => {
                let answered = &down[..read?];
                if answered.is_empty() {
                    return Ok(());
                }
                client.write_all(answered).await?;
            }
        }
    }
}

impl Shared {
    /// The cut to make now that `sent` follows `tail`; what lies wholly in `tail` has passed.
    fn next_cut(&self, tail: &[u8], sent: &[u8]) -> Option<Cut> {
        let mut cuts = self.cuts.lock().expect("no holder panics");
        let (bytes, cut) = cuts.front()?;
        let seen = [&tail[tail.len().saturating_sub(bytes.len() - 1)..], sent].concat();
        let cut = seen.windows(bytes.len()).any(|window| window == bytes).then_some(*cut)?;
        cuts.pop_front();
        self.cuts_made.fetch_add(1, Ordering::AcqRel);
        Some(cut)
    }
}
