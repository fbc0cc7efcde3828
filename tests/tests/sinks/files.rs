//! Files of JSON lines: every line is whole, whatever was there before.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ledger_relay::SinkError;
use tallybook_tests::{
    block_on,
    telling::{self, Arrived, tell_all},
};
use uuid::Uuid;

/// A folder of the test's own.
fn folder() -> PathBuf {
    let directory = std::env::var("TEST_DIR").expect("TEST_DIR is a folder for tests; `make test` makes one");
    let folder = Path::new(&directory).join(format!("lines-{}", Uuid::new_v4().simple()));
    fs::create_dir(&folder).expect("a folder can be made");
    folder
}

fn arrived(file: &Path) -> Arrived {
    let mut arrived = Arrived::default();
    let text = fs::read_to_string(file).expect("a file of text");
    assert!(text.ends_with('\n'), "the last line is not ended");
    for line in text.lines() {
        arrived.push("all", line.as_bytes());
    }
    arrived
}

#[test]
fn events_are_appended_line_by_line() {
    block_on(async {
        let file = folder().join("events.jsonl");
        let (ledger, url) = (telling::ledger("lines"), format!("file://{}", file.display()));
        assert_eq!(tell_all(&*telling::sink(&url), &telling::messages(&ledger, 1..=1200), async || {}).await, 0);
        // Another process goes on.
        assert_eq!(tell_all(&*telling::sink(&url), &telling::messages(&ledger, 1201..=1300), async || {}).await, 0);
        let arrived = arrived(&file);
        arrived.expect("all", 1..=1300);
        assert_eq!(arrived.count(), 1300);
    });
}

#[test]
fn a_line_that_a_crash_tore_is_told_again_whole() {
    block_on(async {
        let file = folder().join("events.jsonl");
        let ledger = telling::ledger("torn");
        let sink = telling::sink(&format!("file://{}", file.display()));
        let messages = telling::messages(&ledger, 1..=100);
        tell_all(&*sink, &messages, async || {}).await;
        let whole = fs::read(&file).expect("it is there");
        for torn in [1, 2, 100, messages[99].body.len(), messages[99].body.len() + 1] {
            fs::write(&file, &whole[..whole.len() - torn]).expect("it can be written");
            // Acknowledged is only what stood before.
            tell_all(&*sink, &messages[99..], async || {}).await;
            arrived(&file).expect("all", 1..=100);
        }
    });
}

#[test]
fn a_file_that_is_moved_away_or_removed_is_made_anew() {
    block_on(async {
        let file = folder().join("events.jsonl");
        let ledger = telling::ledger("rotated");
        let sink = telling::sink(&format!("file://{}", file.display()));
        tell_all(&*sink, &telling::messages(&ledger, 1..=10), async || {}).await;
        let moved = file.with_extension("1");
        fs::rename(&file, &moved).expect("it can be moved");
        tell_all(&*sink, &telling::messages(&ledger, 11..=20), async || {}).await;
        arrived(&moved).expect("all", 1..=10);
        arrived(&file).expect("all", 11..=20);
    });
}

#[test]
fn what_cannot_be_written_is_unavailable_and_says_why() {
    block_on(async {
        let folder = folder();
        let messages = telling::messages(&telling::ledger("nowhere"), 1..=3);
        let missing = folder.join("missing").join("events.jsonl");
        for (path, why) in [
            (missing.as_path(), "No such file or directory"),
            (folder.as_path(), "directory"),
            (Path::new("/dev/full"), "no regular file"),
        ] {
            let told = telling::sink(&format!("file://{}", path.display())).tell(&messages).await;
            assert_eq!(told.acknowledged, 0);
            let Some(SinkError::Unavailable(said)) = told.failed else { panic!("{told:?}") };
            assert!(said.contains(why), "{said}");
        }
    });
}

#[test]
fn two_processes_do_not_write_one_file_at_once() {
    block_on(async {
        let file = folder().join("events.jsonl");
        let ledger = telling::ledger("shared");
        let sink = telling::sink(&format!("file://{}", file.display()));
        let other = fs::File::create(&file).expect("it can be made");
        other.lock().expect("it can be locked");
        let messages = telling::messages(&ledger, 1..=3);
        let told = sink.tell(&messages).await;
        assert!(matches!(told.failed, Some(SinkError::Unavailable(_))), "{told:?}");
        drop(other);
        tell_all(&*sink, &messages, async || {}).await;
        arrived(&file).expect("all", 1..=3);
    });
}
