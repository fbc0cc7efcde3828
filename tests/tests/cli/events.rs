//! Events as people and programs read them, by the service and from the database.

use serde_json::Value;
use tallybook_tests::run;

use crate::{reading::books, shell::Shell};

#[test]
fn events_are_told_in_lines_and_the_same_by_the_service_and_from_the_database() {
    run(async |app| {
        let shell = books(app).await;
        shell.read("tallybook transfer create --debit assets:bank --credit users:42 5.00").await;
        assert_eq!(
            shell.read("tallybook events tail --after 0 --no-follow").await,
            "       1  <time>  ledger.created        demo\n       \
             2  <time>  account.created       assets:bank\n       \
             3  <time>  account.created       users:42\n       \
             4  <time>  transfer.posted       debit assets:bank 5.00 USD; credit users:42 5.00 USD\n"
        );
        let database = Shell::new().with("DATABASE_URL", &app.database.service_url);
        // There is no fifth that could not be written.
        for shell in [&shell, &database] {
            let tailed = shell.run("tallybook events tail --after 0 --ledger demo | head -n 4").await;
            assert_eq!(tailed.out.lines().count(), 4, "{tailed:?}");
        }
        let tail = "tallybook events tail --after 0 --no-follow --json --ledger demo";
        let by_service = shell.run(tail).await;
        let from_database = database.run(tail).await;
        assert_eq!(by_service.code, 0, "{by_service:?}");
        let read =
            |text: &str| -> Vec<Value> { text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect() };
        assert_eq!(read(&by_service.out), read(&from_database.out));
        assert_eq!(read(&by_service.out).len(), 4);
        let some = shell.json("tallybook events list --types transfer.posted --account users:42").await;
        assert_eq!(some["data"][0]["seq"], 4);
        assert_eq!(some["more"], false);
        let first = shell.json("tallybook events list --limit 2").await;
        assert_eq!((&first["next_after"], &first["more"]), (&Value::from(2), &Value::from(true)));
    });
}
