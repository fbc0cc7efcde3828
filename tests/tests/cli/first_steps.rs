//! The first hour of somebody new: a key, a profile, a ledger, two accounts, a transfer, a balance.

use std::os::unix::fs::PermissionsExt as _;

use tallybook_tests::run;

use crate::shell::{Shell, redacted};

#[test]
fn a_new_person_gets_to_a_first_transfer_and_its_balance() {
    run(async |app| {
        let shell = Shell::new().with("DATABASE_URL", &app.database.service_url);
        assert_eq!(
            shell.refused("tallybook ledger list", 1).await,
            "error: There is no service to talk to yet: make a profile of its URL and a key, or set TALLYBOOK_URL and TALLYBOOK_API_KEY.\n\
             Try: tallybook profile add local --url http://127.0.0.1:8080 --ledger NAME\n"
        );
        let add = format!("tallybook profile add local --url {} --ledger books", app.service.url);
        let keyed = shell.run(&format!("tallybook keys create --name me --scope all --all-ledgers | {add}")).await;
        assert_eq!(keyed.code, 0, "{keyed:?}");
        let path = shell.home.join(".config/tallybook/profiles.toml");
        assert_eq!(keyed.out, format!("The profile local is kept in {}, and used from now on.\n", path.display()));
        assert_eq!(std::fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);

        assert_eq!(
            shell.read("tallybook ledger list").await,
            "There are no ledgers that this key may see.\nTry: tallybook ledger create NAME\n"
        );
        shell.read("tallybook ledger create books --time-zone Europe/Zurich --metadata entity=ch").await;
        shell.read("tallybook account create assets:bank --type asset --asset USD").await;
        shell.read("tallybook account create users:42 --type liability --asset USD --min-balance 0").await;
        assert_eq!(
            shell.read("tallybook account list --order asc").await,
            "\
PATH         TYPE       ASSET  NORMAL SIDE  STATUS  DESCRIPTION
assets:bank  asset      USD    debit        open
users:42     liability  USD    credit       open
"
        );
        let line =
            "tallybook transfer create --debit assets:bank --credit users:42 1,234.50 USD --external-id order-42";
        let ran = shell.run(&format!("{line} --metadata order=42 --description Deposit")).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(redacted(&ran.err), "Idempotency key: <id>\n");
        assert_eq!(
            redacted(&ran.out),
            "\
id           <id>
seq          4
kind         transfer
status       posted
effective    <time>
recorded     <time>
external id  order-42
description  Deposit
metadata     order=42

ACCOUNT      DIRECTION   AMOUNT  ASSET   POSTED  PENDING  AVAILABLE
assets:bank  debit      1234.50  USD    1234.50  1234.50    1234.50
users:42     credit     1234.50  USD    1234.50  1234.50    1234.50
"
        );
        assert_eq!(
            shell.read("tallybook balance users:42").await,
            "\
account   users:42
as of     all that is recorded
known at  <time> (seq 4)
final     no: more may be recorded

           DEBITS  CREDITS   AMOUNT  ASSET
posted       0.00  1234.50  1234.50  USD
pending      0.00  1234.50  1234.50  USD
available                   1234.50  USD
"
        );
        assert_eq!(
            shell.read("tallybook balance").await,
            "\
as of     all that is recorded
known at  <time> (seq 4)
final     no: more may be recorded

ASSET   DEBITS  CREDITS   NET
USD    1234.50  1234.50  0.00
"
        );
    });
}

#[test]
fn profiles_are_listed_used_and_forgotten_and_never_show_a_key() {
    run(async |app| {
        let shell = Shell::new();
        let add = async |name: &str, more: &str| {
            let line = format!("echo {} | tallybook profile add {name} --url {} {more}", app.key, app.service.url);
            let ran = shell.run(&line).await;
            assert_eq!(ran.code, 0, "{ran:?}");
            assert!(!ran.out.contains(&app.key) && !ran.err.contains(&app.key), "{ran:?}");
        };
        add("one", "--ledger demo").await;
        add("two", "").await;
        let listed = shell.read("tallybook profile list").await;
        assert!(listed.contains("*  one") && listed.contains("   two") && !listed.contains(&app.key), "{listed}");
        shell.read("tallybook profile use two").await;
        let shown = shell.json("tallybook profile show").await;
        assert_eq!((shown["name"].as_str(), shown["in_use"].as_bool()), (Some("two"), Some(true)));
        assert!(!shown.to_string().contains(&app.key));
        // A file of keys that others may read is refused, where it is needed.
        shell.run("chmod 640 .config/tallybook/profiles.toml").await;
        let told = shell.refused("tallybook ledger list", 1).await;
        assert!(told.contains("holds keys, and others than you may read it.\nTry: chmod 600 "), "{told}");
        let named = Shell::of(app).in_home(&shell.home);
        named.read("tallybook ledger list").await;
        shell.run("chmod 600 .config/tallybook/profiles.toml").await;
        let twice = format!("echo {} | tallybook profile add two --url {}", app.key, app.service.url);
        assert_eq!(
            shell.refused(&twice, 1).await,
            "error: There is a profile two already; --replace replaces it.\nTry: tallybook profile show two\n"
        );
        shell.read("tallybook profile remove two").await;
        let gone = shell.refused("tallybook ledger list --profile two", 1).await;
        assert_eq!(
            gone,
            "error: There is no profile two.\nTry: tallybook profile list, or tallybook profile add two\n"
        );
        let no_key = shell.refused("echo secret | tallybook profile add three --url http://127.0.0.1:1", 1).await;
        assert_eq!(no_key, "error: That is no API key: one begins with tb_ and has no blanks.\n");
    });
}
