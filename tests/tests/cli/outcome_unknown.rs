//! Answers that are lost: the command says so, names its own repetition, and that moves nothing twice.

use tallybook_tests::{Cut, Proxy, run};

use crate::reading::books;

#[test]
fn the_repetition_that_is_named_finds_out_and_moves_nothing_twice() {
    run(async |app| {
        let direct = books(app).await;
        let proxy = Proxy::start(&app.service.url).await;
        for _ in 0..100 {
            proxy.cut_at(b"POST /v1/ledgers/demo/transfers", Cut::After);
        }
        let shell = books_by(app, &proxy);
        let told = shell
            .run("tallybook transfer create --debit assets:bank --credit users:42 12.34 --description \"it's due\" --patience 1s")
            .await;
        assert_eq!((told.code, told.out.as_str()), (3, ""), "{told:?}");
        let key = told.err.lines().find_map(|line| line.strip_prefix("Idempotency key: ")).expect("it came first");
        assert!(told.err.starts_with("Idempotency key: "), "before anything was sent: {told:?}");
        assert!(told.err.contains("error: It is not known whether this was done.\n"), "{told:?}");
        let again = told.err.lines().find_map(|line| line.strip_prefix("Try: ")).expect("a command");
        assert_eq!(
            again,
            format!(
                "tallybook transfer create --debit assets:bank --credit users:42 12.34 --description \"it's due\" --patience 1s \
                 --idempotency-key {key}"
            )
        );
        let ran = direct.run(again).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.err.contains("This key was used before"), "{ran:?}");
        let balance = app.api.balance("/v1/ledgers/demo", "users:42", "").await;
        assert_eq!(balance["balance"]["available"], "12.34");
    });
}

#[test]
fn a_batch_whose_answer_is_lost_is_run_again_as_it_was() {
    run(async |app| {
        let direct = books(app).await;
        let proxy = Proxy::start(&app.service.url).await;
        for _ in 0..100 {
            proxy.cut_at(b"/transfers/batch", Cut::After);
        }
        let shell = books_by(app, &proxy);
        for shell in [&shell, &direct] {
            shell.write("rows.csv", "debit_account,credit_account,amount\nassets:bank,users:42,1.00\n");
        }
        let told = shell.run("tallybook transfer batch rows.csv --batch one --patience 1s").await;
        assert_eq!(told.code, 3, "{told:?}");
        let again = told.err.lines().find_map(|line| line.strip_prefix("Try: ")).expect("a command");
        assert_eq!(again, "tallybook transfer batch rows.csv --batch one --patience 1s");
        assert_eq!(direct.read(again).await.lines().next(), Some("0 posted, 1 had been posted before, 0 refused."));
    });
}

/// The same person by way of the proxy.
fn books_by(app: &tallybook_tests::App, proxy: &Proxy) -> crate::shell::Shell {
    crate::shell::Shell::of(app).with("TALLYBOOK_URL", &proxy.url(&app.service.url))
}
