//! Somebody at a terminal: the environment of their commands, and what these print.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tallybook_tests::{App, binary};
use tokio::process::Command;
use uuid::Uuid;

/// A folder of its own, and what `.bashrc` would say.
pub struct Shell {
    pub home: PathBuf,
    environment: Vec<(String, String)>,
}

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Shell {
    /// Somebody who knows nothing yet.
    pub fn new() -> Shell {
        let directory = std::env::var("TEST_DIR").expect("TEST_DIR is a folder for tests; `make test` makes one");
        let home = Path::new(&directory).join(format!("home-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&home).expect("a folder can be made");
        Shell { home, environment: Vec::new() }
    }

    /// Somebody whose environment names the service, a key with every scope, and the ledger `demo`.
    pub fn of(app: &App) -> Shell {
        Shell::new()
            .with("TALLYBOOK_URL", &app.service.url)
            .with("TALLYBOOK_API_KEY", &app.key)
            .with("TALLYBOOK_LEDGER", "demo")
    }

    /// The same with another variable.
    pub fn with(mut self, name: &str, value: &str) -> Shell {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same in the home of another.
    pub fn in_home(mut self, home: &Path) -> Shell {
        home.clone_into(&mut self.home);
        self
    }

    /// A command line as it is typed, `tallybook …`, for a real shell.
    fn command(&self, line: &str) -> Command {
        let folder = binary().parent().expect("the binary lies in a folder").display().to_string();
        let mut command = Command::new("sh");
        command
            .args(["-c", line])
            .current_dir(&self.home)
            .env_clear()
            .env("PATH", format!("{folder}:/usr/bin:/bin"))
            .env("HOME", &self.home)
            .env("TZ", "UTC")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .kill_on_drop(true);
        command
    }

    /// Runs a command line to its end.
    pub async fn run(&self, line: &str) -> Ran {
        let output = self.command(line).output().await.expect("the shell runs");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        Ran {
            code: output.status.code().expect("it ends by itself"),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// Starts a command, which is killed when this is dropped.
    pub fn start(&self, line: &str) -> tokio::process::Child {
        self.command(&format!("exec {line}")).stdout(std::process::Stdio::null()).spawn().expect("the shell runs")
    }

    /// A command that succeeds: what it prints, without ids and times, which no two runs share.
    pub async fn read(&self, line: &str) -> String {
        let ran = self.run(line).await;
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
        redacted(&ran.out)
    }

    /// A command that succeeds, with `--json`: what it answers.
    pub async fn json(&self, line: &str) -> Value {
        let ran = self.run(&format!("{line} --json")).await;
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{line}: {error}: {}", ran.out))
    }

    /// A command that fails with this code: what it says, without ids and times.
    pub async fn refused(&self, line: &str, code: i32) -> String {
        let ran = self.run(line).await;
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{line}: {ran:?}");
        redacted(&ran.err)
    }

    /// The id that a command's JSON answer has.
    pub async fn id(&self, line: &str) -> String {
        self.json(line).await["id"].as_str().expect("an id").to_owned()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.home.join(name), text).expect("it can be written");
    }
}

/// Puts `<id>` for UUIDs and `<time>` for times, and takes the blanks away that they leave at the ends of lines.
pub fn redacted(text: &str) -> String {
    let mut redacted = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(length) = uuid_length(rest) {
            redacted.push_str("<id>");
            rest = &rest[length..];
        } else if let Some(length) = time_length(rest) {
            redacted.push_str("<time>");
            rest = &rest[length..];
        } else {
            let first = rest.chars().next().expect("it is not empty");
            redacted.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    redacted
}

fn uuid_length(text: &str) -> Option<usize> {
    const LENGTH: usize = 36;
    let word = text.get(..LENGTH)?;
    word.parse::<Uuid>().is_ok().then_some(LENGTH)
}

/// Of `2026-11-28 20:15:00.123456 +00:00`.
fn time_length(text: &str) -> Option<usize> {
    let shape = "dddd-dd-dd dd:dd:dd";
    let head = text.get(..shape.len())?;
    let fits = |(char, shape): (char, char)| if shape == 'd' { char.is_ascii_digit() } else { char == shape };
    if !head.chars().zip(shape.chars()).all(fits) {
        return None;
    }
    let rest = &text[shape.len()..];
    let decimals = rest.find(|char: char| char != '.' && !char.is_ascii_digit())?;
    rest[decimals..].starts_with(" +00:00").then_some(shape.len() + decimals + " +00:00".len())
}
