//! Real books: five years of a household as beancount's `bean-example` writes them, posted over HTTP by the
//! program behind `make demo`, must show the balances that beancount itself finds.

use std::path::Path;

use serde_json::{Value, json};
use tallybook_tests::run;
use tokio::process::Command;

/// beancount comes from the Python package index at the first run; without it this fails.
#[test]
fn a_household_s_books_show_what_beancount_finds_at_every_month_end() {
    run(async |app| {
        let report = Path::new(env!("CARGO_TARGET_TMPDIR")).join("books/report.json");
        let status = Command::new("python3")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../dev/demo.py"))
            .args(["--url", &app.api.url])
            .arg("--report")
            .arg(&report)
            .env("TALLYBOOK_API_KEY", &app.key)
            .kill_on_drop(true)
            .status()
            .await
            .expect("python3 runs");

        let text = std::fs::read_to_string(&report)
            .unwrap_or_else(|error| panic!("no report ({error}); {status}, its output is above"));
        let report: Value = serde_json::from_str(&text).expect("the report is JSON");
        assert_eq!(report["differences"], json!([]));
        assert!(status.success(), "{status}");
        for (figure, least) in [("accounts", 80), ("transactions", 1_500), ("month_ends", 60), ("compared", 15_000)] {
            assert!(report[figure].as_u64() >= Some(least), "{figure}: {}", report[figure]);
        }
    });
}
