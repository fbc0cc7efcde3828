//! Real processes: the service, and servers that a test may kill.

use std::{
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

/// The binary built beside the tests, unless `TALLYBOOK_BIN` names another; never an installed one.
pub fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("TALLYBOOK_BIN") {
        return named.into();
    }
    let own = std::env::current_exe().expect("a program knows its own path");
    // Tests live in target/<profile>/deps, programs of this crate in target/<profile>.
    let folder = own.parent().expect("a program lies in a folder");
    let folder = if folder.ends_with("deps") { folder.parent().expect("deps lies in a profile") } else { folder };
    let binary = folder.join("tallybook");
    assert!(binary.exists(), "{} is missing: cargo build --bin tallybook", binary.display());
    binary
}

/// Runs a command of the binary to its end.
pub async fn tallybook(database_url: &str, arguments: &[&str]) -> Output {
    let output = Command::new(binary())
        .args(arguments)
        .env("DATABASE_URL", database_url)
        .output()
        .await
        .expect("the binary runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// How a service is started.
#[derive(Clone, Debug)]
pub struct ServiceOptions {
    /// `None`: without Redis. The default is the server of `TEST_REDIS_URL`.
    pub redis_url: Option<String>,
    /// More arguments of `tallybook serve`.
    pub arguments: Vec<String>,
    /// More variables of its environment.
    pub environment: Vec<(&'static str, String)>,
}

impl Default for ServiceOptions {
    fn default() -> ServiceOptions {
        ServiceOptions {
            redis_url: std::env::var("TEST_REDIS_URL").ok(),
            arguments: Vec::new(),
            environment: Vec::new(),
        }
    }
}

impl ServiceOptions {
    pub fn without_redis() -> ServiceOptions {
        ServiceOptions { redis_url: None, ..ServiceOptions::default() }
    }

    pub fn arg(mut self, argument: impl Into<String>) -> ServiceOptions {
        self.arguments.push(argument.into());
        self
    }

    pub fn env(mut self, name: &'static str, value: impl Into<String>) -> ServiceOptions {
        self.environment.push((name, value.into()));
        self
    }
}

/// A running `tallybook serve`; killed when dropped.
pub struct Service {
    pub url: String,
    pub child: Child,
    /// Its log, complete once it has ended.
    pub log: std::sync::Arc<std::sync::Mutex<String>>,
}

impl Service {
    /// Starts a service on a free port and waits until it is ready.
    pub async fn start(database_url: &str, options: ServiceOptions) -> Service {
        let mut command = Command::new(binary());
        command
            .args(["serve", "--port", "0"])
            .args(&options.arguments)
            .env("DATABASE_URL", database_url)
            .env_remove("REDIS_URL")
            .env("NO_COLOR", "1")
            // As the image and `make run`.
            .env("MIMALLOC_PURGE_DELAY", "500")
            .envs(options.environment.iter().map(|(name, value)| (*name, value)))
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if let Some(redis_url) = &options.redis_url {
            command.env("REDIS_URL", redis_url);
        }
        let mut process = command.spawn().expect("the binary runs");
        let mut lines = BufReader::new(process.stderr.take().expect("piped")).lines();
        let log = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
        let mut address = None;
        while let Ok(Some(line)) = lines.next_line().await {
            let found = line.split_once("address=").map(|(_, rest)| rest.trim().to_owned());
            push(&log, &line);
            if found.is_some() {
                address = found;
                break;
            }
        }
        let address =
            address.unwrap_or_else(|| panic!("the service did not start: {}", log.lock().expect("no holder panics")));
        let rest = log.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                push(&rest, &line);
            }
        });
        Service { url: format!("http://{address}"), child: Child(process), log }
    }

    /// Tells the service to stop and waits a little for it; a test may have stopped it already.
    pub async fn stop(mut self) {
        if let Some(pid) = self.child.0.id() {
            let _ = Command::new("kill").args(["-TERM", &pid.to_string()]).status().await;
            let _ = tokio::time::timeout(Duration::from_secs(5), self.child.0.wait()).await;
        }
    }

    /// What the service has logged so far.
    pub fn logged(&self) -> String {
        self.log.lock().expect("no holder panics").clone()
    }
}

fn push(log: &std::sync::Mutex<String>, line: &str) {
    let mut log = log.lock().expect("no holder panics");
    log.push_str(line);
    log.push('\n');
}

/// A process that a test may signal.
pub struct Child(tokio::process::Child);

impl Child {
    pub fn pid(&self) -> u32 {
        self.0.id().expect("the process has not been waited for")
    }

    /// Sends a signal by its name: `KILL`, `TERM`, `STOP`, `CONT`.
    pub async fn signal(&self, name: &str) {
        signal(self.pid(), name).await;
    }

    /// Waits for the end; the exit code, if it was not a signal.
    pub async fn wait(&mut self) -> Option<i32> {
        let waited = tokio::time::timeout(Duration::from_secs(60), self.0.wait()).await;
        waited.expect("the process ends within a minute").expect("it can be waited for").code()
    }
}

/// Sends a signal to any process.
pub async fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), pid.to_string()]).status().await;
    assert!(sent.expect("kill runs").success(), "kill -{name} {pid}");
}

/// A Postgres of the test's own, which it may kill and start again.
pub struct PrivatePostgres {
    server: PrivateServer,
    /// As its superuser.
    pub url: String,
    /// The postmaster.
    pub pid: u32,
}

impl PrivatePostgres {
    /// Starts a server in `directory`, or the one that is there already, again.
    pub async fn start(directory: &Path, settings: &[(&str, &str)]) -> PrivatePostgres {
        PrivatePostgres::start_on(directory, &[], settings).await
    }

    /// Starts a server in `directory` as the standby of the one that runs in `primary`, which knows it
    /// by the name `standby`.
    pub async fn start_standby(directory: &Path, primary: &Path, settings: &[(&str, &str)]) -> PrivatePostgres {
        PrivatePostgres::start_on(directory, &["--standby-of".into(), primary.display().to_string()], settings).await
    }

    /// Starts the server again on the port it had.
    pub async fn restart(self, directory: &Path, settings: &[(&str, &str)]) -> PrivatePostgres {
        let port = reqwest::Url::parse(&self.url).expect("a URL").port().expect("a URL with a port");
        drop(self);
        PrivatePostgres::start_on(directory, &["--port".into(), port.to_string()], settings).await
    }

    async fn start_on(directory: &Path, how: &[String], settings: &[(&str, &str)]) -> PrivatePostgres {
        let mut arguments = vec!["postgres".to_owned(), "--dir".into(), directory.display().to_string()];
        arguments.extend_from_slice(how);
        for (name, value) in settings {
            arguments.extend(["--setting".into(), format!("{name}={value}")]);
        }
        let (server, url, pid) = PrivateServer::start(&arguments).await;
        PrivatePostgres { server, url, pid }
    }

    /// `kill -9` of the postmaster, and of the helper that started it.
    pub async fn kill(&mut self) {
        signal(self.pid, "KILL").await;
        let _ = self.server.0.wait().await;
    }
}

/// A Redis of the test's own.
pub struct PrivateRedis {
    server: PrivateServer,
    pub url: String,
    pub pid: u32,
}

impl PrivateRedis {
    pub async fn start(port: Option<u16>) -> PrivateRedis {
        let mut arguments = vec!["redis".to_owned()];
        if let Some(port) = port {
            arguments.extend(["--port".into(), port.to_string()]);
        }
        let (server, url, pid) = PrivateServer::start(&arguments).await;
        PrivateRedis { server, url, pid }
    }

    pub async fn kill(&mut self) {
        signal(self.pid, "KILL").await;
        let _ = self.server.0.wait().await;
    }
}

/// A broker of the test's own, `nats`, `kafka` or `rabbitmq`: it keeps what it acknowledged in a folder.
pub struct PrivateBroker {
    server: PrivateServer,
    arguments: Vec<String>,
    pub url: String,
    pub pid: u32,
}

impl PrivateBroker {
    pub async fn start(kind: &str) -> PrivateBroker {
        PrivateBroker::start_with(kind, &[]).await
    }

    /// Starts it with more arguments of `dev/services.py`.
    pub async fn start_with(kind: &str, more: &[String]) -> PrivateBroker {
        let directory = std::env::var("TEST_DIR").expect("TEST_DIR is a folder for tests; `make test` makes one");
        let directory = Path::new(&directory).join(format!("{kind}-{}", uuid::Uuid::new_v4().simple()));
        let mut arguments = vec![kind.to_owned(), "--dir".into(), directory.display().to_string()];
        arguments.extend_from_slice(more);
        let (server, url, pid) = PrivateServer::start(&arguments).await;
        if !more.iter().any(|argument| argument == "--port") {
            let port = reqwest::Url::parse(&url).expect("a URL").port().expect("with a port");
            arguments.extend(["--port".into(), port.to_string()]);
        }
        PrivateBroker { server, arguments, url, pid }
    }

    /// `kill -9` of the broker, and of the helper that started it.
    pub async fn kill(&mut self) {
        signal(self.pid, "KILL").await;
        let _ = self.server.0.wait().await;
    }

    /// Starts it again where it was, once it was killed.
    pub async fn restart(&mut self) {
        (self.server, self.url, self.pid) = PrivateServer::start(&self.arguments).await;
    }
}

/// A server behind `dev/services.py`, which stops when its caller is gone.
struct PrivateServer(tokio::process::Child);

impl PrivateServer {
    async fn start(arguments: &[String]) -> (PrivateServer, String, u32) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dev/services.py");
        let mut process = Command::new("python3")
            .arg(script)
            .args(arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("python3 runs");
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines();
        let ready = lines.next_line().await.expect("its output can be read").expect("the server starts");
        let mut words = ready.split_whitespace();
        assert_eq!(words.next(), Some("ready"), "{ready}");
        let url = words.next().expect("ready URL PID").to_owned();
        let pid = words.next().and_then(|pid| pid.parse().ok()).expect("ready URL PID");
        (PrivateServer(process), url, pid)
    }
}
