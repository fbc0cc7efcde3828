//! `tallybook health`.

use std::process::ExitCode;

use anyhow::Context as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Duration, timeout},
};

#[derive(clap::Args)]
pub struct Health {
    /// The service's URL.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
}

impl Health {
    /// Exit code 0 if `/readyz` answers 200.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let authority = self.url.strip_prefix("http://").context("the URL must begin with http://")?;
        let authority = authority.trim_end_matches('/');
        let status = timeout(Duration::from_secs(5), async {
            let mut stream = TcpStream::connect(authority).await?;
            let request = format!("GET /readyz HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await?;
            Ok::<_, std::io::Error>(answer.lines().next().unwrap_or_default().to_owned())
        })
        .await
        .context("no answer within 5 seconds")?
        .with_context(|| format!("{authority} cannot be reached"))?;
        println!("{status}");
        Ok(if status.contains(" 200 ") { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
