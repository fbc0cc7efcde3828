//! Every operation that the document describes is reached by a command, and answered with success.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tallybook_tests::{Receiver, ServiceOptions, run_with};

use crate::shell::Shell;

/// The operations that this service has answered with success, as `METHOD route`.
async fn answered(app: &tallybook_tests::App) -> BTreeSet<String> {
    let text = String::from_utf8(app.api.get("/metrics").await.expect(200).body).expect("text");
    let counted = text.lines().filter(|line| line.starts_with("tallybook_http_requests_total{"));
    counted
        .filter_map(|line| {
            let label = |name: &str| line.split_once(&format!("{name}=\""))?.1.split('"').next();
            label("status")?.starts_with('2').then_some(())?;
            Some(format!("{} {}", label("method")?, label("route")?))
        })
        .collect()
}

/// The operations of the document that is checked in, but for those that no key is for.
fn documented() -> BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/tallybook.json");
    let document: Value = serde_json::from_slice(&std::fs::read(path).expect("it is there")).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().filter(|(path, _)| path.starts_with("/v1/")).flat_map(|(path, methods)| {
        methods.as_object().expect("methods").keys().map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

#[test]
fn every_operation_is_reached_by_a_command() {
    // A stream ends with the service's drain, so that its command does too.
    run_with(ServiceOptions::default().arg("--webhooks-anywhere"), async |app| {
        let shell = Shell::of(app);
        let receiver = Receiver::start().await;
        let other = app.create_key(&["all"], &[]).await;
        let second = Shell::of(app).with("TALLYBOOK_API_KEY", &other);
        shell.read("tallybook ledger create demo").await;
        shell.read("tallybook ledger get demo").await;
        shell.read("tallybook ledger list").await;
        shell.read("tallybook asset create BTC --scale 8 --name Bitcoin").await;
        shell.read("tallybook asset get BTC").await;
        shell.read("tallybook asset list").await;
        shell.read("tallybook account create assets:bank --type asset --asset USD").await;
        shell.write(
            "accounts.csv",
            "path,type,asset,metadata.tier\nusers:1,liability,USD,gold\nusers:2,liability,USD,\n",
        );
        assert_eq!(shell.read("tallybook account batch accounts.csv").await, "2 accounts are open.\n");
        shell.read("tallybook account get users:1").await;
        shell.read("tallybook account list").await;
        let manual = "--approval-manual --description 'A careful one'";
        shell.read(&format!("tallybook account update users:2 {manual} --metadata tier=silver --if-revision 1")).await;
        let changed = shell.json("tallybook account update users:1 --max-amount 1_000 --approval-above 500").await;
        let policy = json!({"max_amount": "1000.00", "approval": {"above": "500.00"}});
        assert_eq!(changed["policy"], policy);
        let changed =
            shell.json("tallybook account update users:1 --max-amount none --min-balance -5 --no-approval").await;
        assert_eq!(changed["policy"], json!({"min_balance": "-5.00"}));
        let changed = shell.json("tallybook account update users:1 --no-policy").await;
        assert_eq!(changed["policy"], json!({}));

        let between = "--debit assets:bank --credit users:1";
        let transfer = shell.id(&format!("tallybook transfer create {between} 100.00 --idempotency-key first")).await;
        let outcome = shell.read("tallybook transfer outcome first").await;
        assert!(outcome.starts_with("answered  201\n"), "{outcome}");
        shell.read(&format!("tallybook transfer get {transfer}")).await;
        shell.read("tallybook transfer list").await;
        shell.read(&format!("tallybook transfer update {transfer} --metadata state=sent")).await;
        shell.read(&format!("tallybook transfer reverse {transfer} 0.50 USD")).await;
        shell.write("rows.csv", "debit_account,credit_account,amount\nassets:bank,users:1,1.00\n");
        shell.read("tallybook transfer simulate rows.csv").await;
        shell.read("tallybook transfer batch rows.csv --batch one").await;
        shell.read("tallybook account postings users:1").await;
        shell.read("tallybook balance users:1").await;
        shell.read("tallybook balance --by account --prefix users").await;

        let held = "--debit users:1 --credit assets:bank";
        let hold = shell.id(&format!("tallybook hold create {held} 10.00 --timeout 7d")).await;
        shell.read(&format!("tallybook hold increment {hold} 5.00")).await;
        shell.read(&format!("tallybook hold extend {hold} --never")).await;
        shell.read(&format!("tallybook hold capture {hold} 4.00 --final")).await;
        let hold = shell.id(&format!("tallybook hold create {held} 10.00")).await;
        shell.read(&format!("tallybook hold void {hold}")).await;
        shell.read("tallybook hold list --status voided").await;

        let by_hand = "tallybook transfer create --debit assets:bank --credit users:2 --manual";
        let mut proposed = Vec::new();
        for amount in ["1.00", "2.00"] {
            let told = shell.run(&format!("{by_hand} {amount} --json")).await;
            assert_eq!(told.code, 1, "{told:?}");
            let proposal = told.err.lines().last().expect("a proposal");
            let proposal: Value = serde_json::from_str(proposal).expect("JSON");
            proposed.push(proposal["id"].as_str().expect("an id").to_owned());
        }
        shell.read("tallybook proposal list").await;
        shell.read(&format!("tallybook proposal get {}", proposed[0])).await;
        second.read(&format!("tallybook proposal approve {} --reason 'Seen'", proposed[0])).await;
        second.read(&format!("tallybook proposal reject {}", proposed[1])).await;

        let limit = "--prefix users --asset USD --direction debit --window day --max-sum 1,000.00";
        shell.read(&format!("tallybook limit create daily {limit}")).await;
        shell.read("tallybook limit get daily").await;
        shell.read("tallybook limit list").await;
        shell.read("tallybook limit update daily --max-sum none --max-count 10").await;
        let monitor = "--prefix users --asset USD --when below --threshold -5.00";
        shell.read(&format!("tallybook monitor create low {monitor}")).await;
        shell.read("tallybook monitor get low").await;
        shell.read("tallybook monitor list").await;
        shell.read("tallybook monitor update low --threshold 5.00").await;
        shell.read("tallybook monitor accounts low").await;

        let endpoint = shell.id(&format!("tallybook webhook create {} --types ledger.created", receiver.url)).await;
        shell.read(&format!("tallybook webhook get {endpoint}")).await;
        shell.read("tallybook webhook list").await;
        shell.read(&format!("tallybook webhook update {endpoint} --description Test")).await;
        shell.read(&format!("tallybook webhook attempts {endpoint}")).await;
        shell.read(&format!("tallybook webhook dead-letters {endpoint}")).await;
        shell.read(&format!("tallybook webhook redrive {endpoint}")).await;
        shell.read(&format!("tallybook webhook replay {endpoint} --after 0")).await;
        shell.read(&format!("tallybook webhook rotate-secret {endpoint}")).await;
        shell.read(&format!("tallybook webhook delete {endpoint}")).await;

        shell.read("tallybook events list --limit 3").await;
        // It would go on for ever; what it prints first is enough.
        let tailed = shell.run("tallybook events tail --after 0 | head -n 1").await;
        assert!(tailed.out.contains("ledger.created"), "{tailed:?}");

        assert!(documented().contains("GET /v1/ledgers/{ledger}/events/stream"));
        let missing: Vec<String> = documented().difference(&answered(app).await).cloned().collect();
        assert!(missing.is_empty(), "no command reaches {missing:#?}");
    });
}
