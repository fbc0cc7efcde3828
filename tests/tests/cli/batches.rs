//! Files of transfers: posted once, whatever ends a run and however often it is run.

use std::time::Duration;

use serde_json::Value;
use tallybook_tests::{Proxy, Weather, run, until};

use crate::{reading::books, shell::Shell};

const HEADER: &str = "debit_account,credit_account,amount,asset,external_id,metadata.run\n";

fn rows(numbers: impl Iterator<Item = u32>) -> String {
    let rows: String = numbers.map(|number| format!("assets:bank,users:42,1.00,USD,row-{number},nov\n")).collect();
    format!("{HEADER}{rows}")
}

#[test]
fn a_second_run_posts_nothing_twice_and_goes_on_where_the_first_was_cut() {
    run(async |app| {
        let shell = books(app).await;
        let run = "tallybook transfer batch rows.csv --batch nov";
        // The first run was cut after 600 of 1,100 rows.
        shell.write("rows.csv", &rows(1..601));
        assert_eq!(shell.read(run).await, "600 posted, 0 refused.\n");
        shell.write("rows.csv", &rows(1..1101));
        assert_eq!(shell.read(run).await, "500 posted, 600 had been posted before, 0 refused.\n");
        assert_eq!(
            shell.read(run).await,
            "0 posted, 1100 had been posted before, 0 refused.\n\
             Nothing has moved now. To post these rows once more, give the batch another name.\n"
        );
        let balance = app.api.balance("/v1/ledgers/demo", "users:42", "").await;
        assert_eq!(balance["balance"]["available"], "1100.00");
        // A row that changed is another transfer: its key says so.
        shell.write("rows.csv", &rows(1..3).replace("1.00", "2.00"));
        let ran = shell.run(run).await;
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.out.contains("idempotency_key_reused") && ran.out.ends_with("0 posted, 2 refused.\n"), "{ran:?}");
    });
}

#[test]
fn a_run_that_is_killed_is_gone_on_with_by_the_same_command() {
    run(async |app| {
        let shell = books(app).await;
        let proxy = Proxy::start(&app.service.url).await;
        proxy.set_weather(Weather::Slow(Duration::from_millis(100)));
        let slow = Shell::of(app).with("TALLYBOOK_URL", &proxy.url(&app.service.url));
        for shell in [&shell, &slow] {
            shell.write("rows.csv", &rows(1..5001));
        }
        let mut killed = slow.start("tallybook transfer batch rows.csv --batch nov");
        let posted = async || app.api.balance("/v1/ledgers/demo", "users:42", "").await["account_version"] != 0;
        until("some rows are posted", posted).await;
        killed.kill().await.expect("it can be killed");
        let told = shell.read("tallybook transfer batch rows.csv --batch nov").await;
        let numbers: Vec<u32> = told.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [fresh, before, refused] = numbers[..] else { panic!("{told}") };
        assert_eq!((fresh + before, refused), (5000, 0), "{told}");
        assert!(before >= 500 && fresh > 0, "it was killed between the first rows and the last: {told}");
        let balance = app.api.balance("/v1/ledgers/demo", "users:42", "").await;
        assert_eq!(balance["balance"]["available"], "5000.00");
    });
}

#[test]
fn rows_that_are_refused_are_listed_and_written_down() {
    run(async |app| {
        let shell = books(app).await;
        let text = format!(
            "{HEADER}assets:bank,users:42,5.00,USD,a,\nusers:42,assets:bank,\"1,000.00\",USD,b,\nassets:bank,nobody,1.00,USD,c,\n"
        );
        shell.write("rows.csv", &text);
        let ran = shell.run("tallybook transfer batch rows.csv --batch one --rejected refused.csv").await;
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{ran:?}");
        assert_eq!(
            ran.out,
            "\
LINE  CODE                  DETAIL
   3  insufficient_balance  Posting 0 would leave users:42 with -995.00 available; its min_balance is 0.00.
   4  account_not_found     Posting 1 names the account nobody, which does not exist in ledger demo.
1 posted, 2 refused.
"
        );
        let refused = std::fs::read_to_string(shell.home.join("refused.csv")).expect("it is written");
        assert_eq!(refused.lines().count(), 3, "{refused}");
        assert!(refused.starts_with(HEADER) && refused.contains("\"1,000.00\""), "{refused}");
        let json = shell.run("tallybook transfer batch rows.csv --batch one --json").await;
        let lines: Vec<Value> = json.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines.iter().map(|line| line["line"].as_u64()).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
        assert_eq!(lines[0]["status"], "posted");
        assert_eq!(lines[2]["problem"]["code"], "account_not_found");
    });
}

#[test]
fn a_slip_in_the_last_line_moves_nothing() {
    run(async |app| {
        let shell = books(app).await;
        shell.write("rows.csv", &rows(1..3).replace("1.00,USD,row-2", "\"1,50\",USD,row-2"));
        assert_eq!(
            shell.refused("tallybook transfer batch rows.csv --batch one", 1).await,
            "error: line 3: amount: 1,50 could be misread: write 1.50 if the comma was to divide decimals\n"
        );
        shell.write("rows.csv", &rows(1..3).replace("USD,row-2", "EUR,row-2"));
        assert_eq!(
            shell.refused("tallybook transfer batch rows.csv --batch one", 1).await,
            "error: assets:bank holds USD, not EUR; nothing was sent.\n"
        );
        shell.write("rows.csv", &rows(1..3));
        assert_eq!(
            shell.refused("tallybook transfer batch rows.csv", 2).await,
            "error: Rows want keys, so that a second run posts nothing twice: name the batch, by another name each time it is \
             to be posted anew, or give each row an idempotency_key.\n\
             Try: tallybook transfer batch rows.csv --batch rows\n"
        );
        shell.write(
            "rows.jsonl",
            "{\"debit_account\": \"assets:bank\", \"credit_account\": \"users:42\", \"amout\": \"1.00\"}\n",
        );
        assert_eq!(
            shell.refused("tallybook transfer batch rows.jsonl --batch one", 1).await,
            "error: line 1: nothing is known of a field amout\n"
        );
        let balance = app.api.balance("/v1/ledgers/demo", "users:42", "").await;
        assert_eq!(balance["account_version"], 0);
    });
}

#[test]
fn a_simulation_tells_every_rule_and_moves_nothing() {
    run(async |app| {
        let shell = books(app).await;
        let row = |amount: &str, credit: &str| {
            format!("{{\"debit_account\": \"users:42\", \"credit_account\": \"{credit}\", \"amount\": \"{amount}\"}}\n")
        };
        shell.write("rows.jsonl", &row("5.00", "assets:bank"));
        let ran = shell.run("tallybook transfer simulate rows.jsonl").await;
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.out.contains("rejected") && ran.out.contains("its min_balance is 0.00"), "{ran:?}");
        shell.write(
            "good.csv",
            "debit_account,credit_account,amount\nassets:bank,users:42,5.00\nusers:42,assets:bank,5.00\n",
        );
        let told = shell.read("tallybook transfer simulate good.csv").await;
        assert_eq!(
            told,
            "LINE  COMES TO  AMOUNT  ASSET  WHY\n   2  posted      5.00  USD\n   3  posted      5.00  USD\n"
        );
        let dry = shell.read("tallybook transfer batch good.csv --batch dry --dry-run").await;
        assert_eq!(dry, "2 would be posted, 0 refused.\n");
        let balance = app.api.balance("/v1/ledgers/demo", "users:42", "").await;
        assert_eq!(balance["account_version"], 0);
    });
}
