//! A server that answers by a script, one entry a connection, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use tallybook_client::{Builder, Tallybook};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Turn {
    Answer(u16, &'static [(&'static str, &'static str)], String),
    /// The connection ends without an answer.
    Lost,
    /// It ends in the middle of one.
    Cut,
    /// Nothing comes, and the connection stays.
    Silent,
    /// These bytes, and then the end.
    Raw(String),
}

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

pub struct Server {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// The last turn is taken again and again.
    pub async fn of(turns: Vec<Turn>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let server = Server { url, asked: asked.clone() };
        #[expect(clippy::disallowed_methods, reason = "it ends with its test's runtime")]
        tokio::spawn(async move {
            for n in 0.. {
                let Ok((mut connection, _)) = listener.accept().await else { return };
                let request = read(&mut connection).await;
                asked.lock().expect("nobody panicked").push(request);
                let turn = turns[n.min(turns.len() - 1)].clone();
                #[expect(clippy::disallowed_methods, reason = "it ends with its test's runtime")]
                tokio::spawn(answer(connection, turn));
            }
        });
        server
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("nobody panicked").clone()
    }

    pub fn builder(&self) -> Builder {
        Tallybook::builder(&self.url, "tb_secret")
    }

    pub fn client(&self) -> Tallybook {
        self.builder().build().expect("a client")
    }
}

async fn read(connection: &mut TcpStream) -> Asked {
    let mut bytes = Vec::new();
    loop {
        connection.read_buf(&mut bytes).await.expect("a request");
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Request::new(&mut headers);
        let Ok(httparse::Status::Complete(length)) = head.parse(&bytes) else { continue };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let asked = Asked {
            line: format!("{} {}", head.method.unwrap_or_default(), head.path.unwrap_or_default()),
            headers: head.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect(),
            body: text(&bytes[length..]),
        };
        let expected = asked.header("content-length").map_or(0, |length| length.parse().expect("a number"));
        if bytes.len() >= length + expected {
            return asked;
        }
    }
}

async fn answer(mut connection: TcpStream, turn: Turn) {
    let text = match turn {
        Turn::Lost => return,
        Turn::Silent => return std::future::pending().await,
        Turn::Cut => "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{".to_owned(),
        Turn::Raw(text) => text,
        Turn::Answer(status, headers, body) => {
            let media_type = if status < 400 { "application/json" } else { "application/problem+json" };
            let is_typed = headers.iter().any(|(name, _)| *name == "content-type");
            let media_type = if is_typed { String::new() } else { format!("content-type: {media_type}\r\n") };
            let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let length = body.len();
            format!(
                "HTTP/1.1 {status} X\r\nconnection: close\r\n{media_type}{headers}content-length: {length}\r\n\r\n{body}"
            )
        }
    };
    // A client that gave up has closed its end, which is its right.
    let _ = connection.write_all(text.as_bytes()).await;
    let _ = connection.shutdown().await;
}
