//! What goes wrong, as a person reads it: what it was, why, and the command that leads on.

use serde_json::{Value, json};
use tallybook_tests::run;

use crate::{reading::books, shell::Shell};

#[test]
fn a_refusal_says_why_and_which_command_comes_next() {
    run(async |app| {
        let shell = books(app).await;
        let key = "Idempotency key: <id>\n";
        let create = "tallybook transfer create";
        for (line, told) in [
            (
                format!("{create} --debit users:42 --credit assets:bank 12.34"),
                format!(
                    "{key}error: The account's balance would fall below its minimum.\n\
                     Posting 0 would leave users:42 with -12.34 available; its min_balance is 0.00.\n\
                     (insufficient_balance, request <id>)\n\
                     Try: tallybook balance users:42\n"
                ),
            ),
            (
                format!("{create} --debit assets:bank --credit nobody 1 USD"),
                format!(
                    "{key}error: There is no such account in this ledger.\n\
                     Posting 1 names the account nobody, which does not exist in ledger demo.\n\
                     (account_not_found, request <id>)\n\
                     Try: tallybook account create nobody --type liability --asset USD\n"
                ),
            ),
            (
                format!("{create} --debit assets:bank --credit users:42 5 EUR"),
                "error: assets:bank holds USD, not EUR; nothing was sent.\n".to_owned(),
            ),
            (
                "tallybook account get users:43 --ledger demo".to_owned(),
                "error: There is nothing here.\n\
                 There is no account of that path or id in this ledger.\n\
                 (not_found, request <id>)\n\
                 Try: tallybook account list --ledger demo\n"
                    .to_owned(),
            ),
        ] {
            assert_eq!(shell.refused(&line, 1).await, told, "{line}");
        }
        assert_eq!(
            shell.refused("tallybook balance users:42 --ledger other", 1).await,
            "error: There is nothing here.\n\
             There is no ledger of that name or id, or none that this key may see.\n\
             (not_found, request <id>)\n\
             Try: tallybook ledger list\n\
             or: tallybook ledger create other\n"
        );
        let told = shell.run(&format!("{create} --debit users:42 --credit assets:bank 12.34 --json")).await;
        let lines: Vec<Value> = told.err.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!((told.code, told.out.as_str()), (1, ""));
        assert!(lines[0]["idempotency_key"].is_string());
        assert_eq!(lines[1]["code"], "insufficient_balance");
        assert_eq!(lines[1]["required"], "12.34");
    });
}

#[test]
fn the_command_that_a_failure_names_helps() {
    run(async |app| {
        let shell = books(app).await;
        let create = "tallybook transfer create --debit assets:bank --credit users:43 1";
        let told = shell.refused(create, 1).await;
        let next = told.lines().find_map(|line| line.strip_prefix("Try: ")).expect("a command");
        shell.read(next).await;
        shell.read(create).await;
        shell.read("tallybook account update users:43 --status frozen").await;
        let told = shell.refused(create, 1).await;
        let next = told.lines().find_map(|line| line.strip_prefix("Try: ")).expect("a command");
        shell.read(next).await;
        shell.read(create).await;
    });
}

#[test]
fn amounts_and_options_that_could_be_misread_are_misuse() {
    run(async |app| {
        let shell = books(app).await;
        let create = "tallybook transfer create --debit assets:bank --credit users:42";
        for (words, why) in [
            ("1,23", "1,23 could be misread: write 1.23 if the comma was to divide decimals"),
            ("1.234,56", "1.234,56 could be misread: write 1234.56 if the comma was to divide decimals"),
            ("1,234", "write 1.234 if the comma was to divide decimals, or 1234 if it was to group thousands"),
            ("'5 usd'", "assets are written in capitals: USD"),
            ("'5 USD' EUR", "The amount is in USD, and then in EUR."),
            ("5 --effective-at 2026-03-31", "2026-03-31 is a whole day; say which instant of it"),
            ("5 --metadata order", "order is no pair; one looks like order=42"),
        ] {
            let told = shell.refused(&format!("{create} {words}"), 2).await;
            assert!(told.contains(why), "{words}: {told}");
        }
        let told = shell.refused("tallybook transfer create --from users:42 --to assets:bank 5", 2).await;
        assert!(told.contains("--debit ACCOUNT --credit ACCOUNT"), "{told}");
        let told = shell.refused("tallybook transfer create", 2).await;
        assert!(
            ["--debit <ACCOUNT>", "--credit <ACCOUNT>", "<AMOUNT>"].iter().all(|word| told.contains(word)),
            "{told}"
        );
        let told = shell.refused("tallybook transfer get 0198", 2).await;
        assert!(told.contains("an id is a UUID, as lists show them"), "{told}");
        let told = shell.refused("tallybook account update users:42", 2).await;
        assert_eq!(told, "error: There is nothing to change: say what.\n");
        let balance = app.api.balance("/v1/ledgers/demo", "users:42", "").await;
        assert_eq!(balance["account_version"], 0);
    });
}

#[test]
fn keys_that_are_wrong_or_too_weak_are_told_from_a_service_that_is_away() {
    run(async |app| {
        let shell = books(app).await;
        let weak = Shell::of(app).with("TALLYBOOK_API_KEY", &app.create_key(&["balances:read"], &[]).await);
        assert_eq!(
            weak.refused("tallybook account list", 1).await,
            "error: This key may not do that.\n\
             This key lacks the scope accounts:read. Use a key that has it.\n\
             (forbidden, request <id>)\n\
             Try: tallybook keys create --name me --scope accounts:read --all-ledgers (on the machine of the service)\n"
        );
        let wrong = Shell::of(app).with("TALLYBOOK_API_KEY", "tb_wrong");
        let told = wrong.refused("tallybook account list", 1).await;
        assert!(
            told.contains("(unauthenticated, ") && told.contains("Try: tallybook profile add local --url "),
            "{told}"
        );
        assert!(!told.contains("tb_wrong"), "{told}");
        let away = shell.with("TALLYBOOK_URL", "http://127.0.0.1:1");
        let told = away.refused("tallybook account list --patience 1s", 1).await;
        assert!(told.starts_with("error: Nobody answers at http://127.0.0.1:1; nothing was sent."), "{told}");
        assert!(told.contains("Try: tallybook health --url http://127.0.0.1:1\n"), "{told}");
        let ledgerless = away.with("TALLYBOOK_LEDGER", "");
        assert_eq!(
            ledgerless.refused("tallybook account list", 1).await,
            "error: Which ledger? Name it: --ledger NAME, or set TALLYBOOK_LEDGER.\nTry: tallybook ledger list\n"
        );
    });
}

#[test]
fn a_transfer_that_wants_a_second_person_says_that_nothing_has_moved() {
    run(async |app| {
        let shell = books(app).await;
        let policy = json!({"policy": {"approval": {"above": "100.00"}}});
        app.api.account("/v1/ledgers/demo", "careful", "liability", "USD", policy).await;
        let told = shell.refused("tallybook transfer create --debit assets:bank --credit careful 1,000.00", 1).await;
        assert_eq!(
            told,
            "Idempotency key: <id>\n\
             error: Nothing has moved: the transfer is proposed as <id>, and another key has to approve or reject it.\n\
             Try: tallybook proposal get <id>\n"
        );
    });
}

#[test]
fn a_dry_run_and_a_replay_say_that_they_are_one() {
    run(async |app| {
        let shell = books(app).await;
        let create = "tallybook transfer create --debit assets:bank --credit users:42 5.00";
        let dry = shell.run(&format!("{create} --dry-run")).await;
        assert_eq!((dry.code, dry.err.as_str()), (0, "Nothing has happened: this is what would.\n"));
        let keyed = format!("{create} --idempotency-key mine");
        let (first, again) = (shell.run(&keyed).await, shell.run(&keyed).await);
        assert_eq!(first.out, again.out);
        assert_eq!(
            again.err,
            "Idempotency key: mine\nThis key was used before: nothing has happened now, and this is its first answer.\n"
        );
        let other = shell.refused(&format!("{create} --idempotency-key mine --description other"), 1).await;
        assert!(other.contains("(idempotency_key_reused, "), "{other}");
        assert!(other.ends_with("Try: tallybook transfer outcome mine\n"), "{other}");
    });
}
