//! Lists, the past, and the shapes of answers: tables for people, the API's JSON for programs.

use serde_json::json;
use tallybook_tests::{App, run};

use crate::shell::Shell;

/// A bank and a customer, in the ledger `demo`.
pub async fn books(app: &App) -> Shell {
    let ledger = app.api.ledger("demo").await;
    app.api.account(&ledger, "assets:bank", "asset", "USD", json!({})).await;
    let bounded = json!({"policy": {"min_balance": "0"}});
    app.api.account(&ledger, "users:42", "liability", "USD", bounded).await;
    Shell::of(app)
}

#[test]
fn transfers_and_postings_are_listed_with_amounts_below_each_other() {
    run(async |app| {
        let shell = books(app).await;
        let create = "tallybook transfer create --debit assets:bank --credit users:42";
        shell.read(&format!("{create} 1,000.00 --effective-at '2026-03-31 22:00'")).await;
        shell.read(&format!("{create} 2.50 --external-id order-43")).await;
        let split = r#"--posting "debit users:42 3.00" --posting "credit assets:bank 1.00" --posting "credit assets:bank 2.00""#;
        shell.read(&format!("tallybook transfer create {split}")).await;
        let listed = shell.read("tallybook transfer list").await;
        let rows: Vec<Vec<&str>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[1], ["6", "<id>", "transfer", "<time>", "users:42", "assets:bank", "3.00", "USD"], "{listed}");
        assert_eq!(rows[2][6..], ["2.50", "USD", "order-43"], "{listed}");
        assert_eq!(rows[3][6..], ["1000.00", "USD"], "{listed}");
        let amounts: Vec<usize> =
            listed.lines().map(|line| line.rfind(".00").or(line.rfind(".50")).unwrap_or(0)).collect();
        assert!(amounts[1] == amounts[2] && amounts[2] == amounts[3], "{listed}");

        let postings = shell.read("tallybook account postings users:42 --order asc").await;
        let rows: Vec<Vec<&str>> = postings.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[1], ["4", "<id>", "<time>", "<time>", "1000.00", "USD", "1000.00", "1000.00"], "{postings}");
        assert_eq!(rows[3], ["6", "<id>", "<time>", "<time>", "3.00", "USD", "999.50", "999.50"], "{postings}");
        // What left stands among the debits, what came among the credits.
        let ends: Vec<usize> =
            ["3.00 ", "2.50  USD"].map(|amount| postings.find(amount).expect("it is there")).to_vec();
        let column = |at: usize| at - postings[..at].rfind('\n').expect("below the header");
        assert!(column(ends[0]) < column(ends[1]), "{postings}");
        // A day is its end in the ledger's zone, which is UTC here.
        let then = shell.json("tallybook balance users:42 --as-of 2026-03-31").await;
        assert_eq!((then["balance"]["available"].as_str(), &then["final"]), (Some("1000.00"), &json!(false)));
        let known = shell.json("tallybook balance users:42 --at-seq 3").await;
        assert_eq!(known["balance"]["available"], "0.00");
        let zone = shell.with("TZ", "Asia/Tokyo");
        let there = zone.run("tallybook transfer list --external-id order-43").await;
        assert!(there.out.contains(" +09:00"), "times are shown with their offset: {}", there.out);
    });
}

#[test]
fn a_list_says_that_there_is_more_and_shows_all_on_request() {
    run(async |app| {
        let shell = books(app).await;
        for number in 0..5 {
            app.api.account("/v1/ledgers/demo", &format!("shops:{number}"), "income", "USD", json!({})).await;
        }
        let some = shell.read("tallybook account list --prefix shops --limit 3").await;
        assert_eq!(some.lines().count(), 5, "{some}");
        assert!(some.ends_with("There are more; --limit 30 or --all shows them.\n"), "{some}");
        let all = shell.json("tallybook account list --prefix shops --all").await;
        assert_eq!((all["data"].as_array().map(Vec::len), &all["more"]), (Some(5), &json!(false)));
        let exact = shell.json("tallybook account list --prefix shops --limit 5").await;
        assert_eq!(exact["more"], json!(false));
        assert_eq!(shell.read("tallybook hold list").await, "There are no such holds.\n");
    });
}

#[test]
fn json_is_what_the_api_answers() {
    run(async |app| {
        let shell = books(app).await;
        shell.read("tallybook transfer create --debit assets:bank --credit users:42 12.30 USD").await;
        for (line, path) in [
            ("account get users:42", "/accounts/users:42"),
            ("ledger get demo", ""),
            ("balance --by asset", "/balances"),
            ("balance users:42 --at-seq 4", "/accounts/users:42/balance?at_seq=4"),
        ] {
            let path = format!("/v1/ledgers/demo{path}");
            let (printed, answered) = (shell.json(&format!("tallybook {line}")).await, app.api.get(&path).await.json());
            // Reading twice, only the instant of reading may differ.
            let without = |mut value: serde_json::Value| {
                if let Some(object) = value.as_object_mut() {
                    object.remove("known_at");
                }
                value
            };
            assert_eq!(without(printed), without(answered), "{line}");
        }
    });
}

#[test]
fn colours_are_for_terminals_and_for_who_wants_them() {
    run(async |app| {
        let shell = books(app).await.with("TERM", "xterm");
        let line = "tallybook account get nobody";
        let piped = shell.run(line).await;
        assert!(piped.err.starts_with("error: "), "{piped:?}");
        let terminal = format!("script -qec '{line}' /dev/null");
        let seen = shell.run(&terminal).await;
        assert!(seen.out.contains("\u{1b}[1;31merror:"), "{seen:?}");
        let plain = shell.with("NO_COLOR", "1").run(&terminal).await;
        assert!(plain.out.contains("error: ") && !plain.out.contains('\u{1b}'), "{plain:?}");
    });
}

#[test]
fn what_others_wrote_does_not_steer_the_terminal() {
    run(async |app| {
        let shell = books(app).await;
        let body = json!({"path": "evil", "type": "income", "asset": "USD", "description": "a\u{1b}]0;pwned\u{7}b"});
        app.api.post("/v1/ledgers/demo/accounts", &body).await.expect(201);
        let shown = shell.read("tallybook account get evil").await;
        assert!(shown.contains("a\u{fffd}]0;pwned\u{fffd}b"), "{shown}");
    });
}
