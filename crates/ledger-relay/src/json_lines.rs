//! One line of JSON an event, to a file or to standard output.
//!
//! The file is opened anew each time, so that it may be moved away (rotated) or removed at any
//! moment. A line that a crash tore is put right before anything follows it.

use std::{
    fmt,
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use futures_util::future::BoxFuture;
use tokio::{sync::Mutex, time::timeout};

use crate::{
    message::{MOST_BYTES, Message},
    sink::{Sink, SinkError, TIME_LIMIT, Told},
    sink_url::{InvalidSinkUrl, invalid},
};

/// Where the lines go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lines {
    Stdout,
    File(PathBuf),
}

impl Lines {
    pub(crate) fn parse(rest: &str) -> Result<Lines, InvalidSinkUrl> {
        if !rest.starts_with('/') {
            return invalid("a file's URL has an absolute path and no host: file:///var/lib/tallybook/events.jsonl");
        }
        if rest.contains(['?', '#']) {
            return invalid("file:// has no parameters; write ? as %3F and # as %23");
        }
        if rest.ends_with('/') {
            return invalid("file:// names a file, not a folder");
        }
        let Ok(path) = percent_encoding::percent_decode_str(rest).decode_utf8() else {
            return invalid("the path is not UTF-8 when decoded");
        };
        Ok(Lines::File(PathBuf::from(path.into_owned())))
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lines::Stdout => f.write_str("stdout:"),
            Lines::File(path) => write!(f, "file://{}", path.display()),
        }
    }
}

/// Writes what it is told as lines.
pub struct JsonLines {
    lines: Lines,
    /// What is written, held meanwhile, also by a write that nobody waits for any more.
    writing: Arc<Mutex<Vec<u8>>>,
}

impl JsonLines {
    pub fn new(lines: Lines) -> JsonLines {
        JsonLines { lines, writing: Arc::default() }
    }

    async fn write(&self, messages: &[Message]) -> Result<(), SinkError> {
        let mut bytes = self.writing.clone().lock_owned().await;
        bytes.clear();
        for message in messages {
            bytes.extend_from_slice(&message.body);
            bytes.push(b'\n');
        }
        let lines = self.lines.clone();
        let written = tokio::task::spawn_blocking(move || match &lines {
            Lines::Stdout => print(&bytes),
            Lines::File(path) => append(path, &bytes),
        });
        match written.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(SinkError::Unavailable(format!("{}: {error}", self.lines))),
            Err(_) => Err(SinkError::Unavailable(format!("{}: the process is stopping", self.lines))),
        }
    }
}

impl Sink for JsonLines {
    fn tell<'a>(&'a self, messages: &'a [Message]) -> BoxFuture<'a, Told> {
        Box::pin(async move {
            // All or none: after a failure it is unknown how many lines are whole, and some are written again.
            match timeout(TIME_LIMIT, self.write(messages)).await {
                Ok(Ok(())) => Told::all(messages),
                Ok(Err(error)) => Told::up_to(0, error),
                Err(_) => {
                    let late = format!("{}: not written within {} s", self.lines, TIME_LIMIT.as_secs());
                    Told::up_to(0, SinkError::Unavailable(late))
                }
            }
        })
    }
}

fn print(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Appends whole lines, and returns when they are on the disk.
fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let known = path.try_exists()?;
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(io::Error::other("another process is writing it")),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    mend(&mut file)?;
    file.write_all(bytes)?;
    file.sync_data()?;
    if !known {
        // The file's name is kept by its folder.
        File::open(path.parent().unwrap_or(Path::new("/")))?.sync_all()?;
    }
    Ok(())
}

/// Makes the last line a whole one: ends it if only its end is missing, else cuts it off. What is cut
/// was not acknowledged, and is written again.
fn mend(file: &mut File) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    // No line of ours is longer; what is longer is not ours to cut.
    let start = length.saturating_sub(MOST_BYTES as u64 + 1);
    file.seek(SeekFrom::Start(start))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    let line = end.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let torn = &end[line..];
    if torn.is_empty() {
        return Ok(());
    }
    if line == 0 && start > 0 {
        return Err(io::Error::other("its last line is longer than any of Tallybook's"));
    }
    if serde_json::from_slice::<serde::de::IgnoredAny>(torn).is_ok() {
        return file.write_all(b"\n");
    }
    let whole = length - torn.len() as u64;
    tracing::warn!(bytes = torn.len(), "the file of events ends in a torn line, which is cut off");
    file.set_len(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(found: &[u8]) -> io::Result<Vec<u8>> {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("tallybook-mend-{}-{number}", std::process::id()));
        std::fs::write(&path, found)?;
        let appended = append(&path, b"{\"next\":1}\n");
        let left = std::fs::read(&path)?;
        std::fs::remove_file(&path)?;
        appended.map(|()| left)
    }

    #[test]
    fn a_torn_last_line_is_cut_and_a_whole_one_is_ended() {
        let next = "{\"next\":1}\n";
        for (found, kept) in [
            ("", ""),
            ("{\"a\":1}\n", "{\"a\":1}\n"),
            ("{\"a\":1}\n{\"b\":\"to", "{\"a\":1}\n"),
            ("{\"a\":1}\n{\"b\":2}", "{\"a\":1}\n{\"b\":2}\n"),
            ("{\"b\":\"to", ""),
            ("{", ""),
            ("{\"a\":1}\n\0\0\0\0", "{\"a\":1}\n"),
        ] {
            let left = mended(found.as_bytes()).expect("it can be mended");
            assert_eq!(String::from_utf8_lossy(&left), format!("{kept}{next}"), "{found:?}");
        }
    }

    #[test]
    fn the_longest_line_is_mended_and_one_that_is_not_ours_is_left_alone() {
        let torn = format!("{{\"a\":1}}\n\"{}", "x".repeat(MOST_BYTES - 1));
        assert_eq!(mended(torn.as_bytes()).expect("it can be mended"), b"{\"a\":1}\n{\"next\":1}\n");
        let foreign = "x".repeat(MOST_BYTES + 2);
        assert!(mended(foreign.as_bytes()).is_err());
    }
}
