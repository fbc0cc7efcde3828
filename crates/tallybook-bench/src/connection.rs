//! One HTTP/1.1 connection, kept alive: the least a client can cost, because it shares the machine
//! with what it measures.

use anyhow::{Context as _, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// What a measurement needs of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    pub status: u16,
    pub retry_after: bool,
}

impl Connection {
    pub async fn open(address: &str) -> anyhow::Result<Connection> {
        let stream = TcpStream::connect(address).await.with_context(|| address.to_owned())?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, received: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn call(&mut self, request: &[u8]) -> anyhow::Result<Answered> {
        self.stream.write_all(request).await?;
        self.received.clear();
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 32];
            let mut response = httparse::Response::new(&mut headers);
            if let httparse::Status::Complete(head) = response.parse(&self.received)? {
                let header = |name: &str| response.headers.iter().find(|h| h.name.eq_ignore_ascii_case(name));
                let length = header("content-length").context("an answer without content-length")?.value;
                let length: usize = std::str::from_utf8(length)?.parse()?;
                let answered = Answered {
                    status: response.code.context("an answer without a status")?,
                    retry_after: header("retry-after").is_some(),
                };
                self.received.drain(..head);
                while self.received.len() < length {
                    self.more().await?;
                }
                return Ok(answered);
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.received).await? == 0 {
            bail!("the service closed a connection in the middle of an answer");
        }
        Ok(())
    }
}
