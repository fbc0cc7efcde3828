//! `tallybook verify` tells how far it is, and `tallybook bench` leaves books in order.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex},
};

use ledger_pg::Reading;
use tallybook_tests::run;

use crate::{reading::books, shell::Shell};

#[test]
fn verify_reads_as_much_as_it_said_it_would() {
    run(async |app| {
        let shell = books(app).await;
        for _ in 0..3 {
            shell.read("tallybook transfer create --debit assets:bank --credit users:42 1").await;
        }
        let told: Arc<Mutex<Vec<(String, u64, u64)>>> = Arc::default();
        let heard = Arc::clone(&told);
        let onlooker = Arc::new(move |reading: Reading<'_>| {
            let mut heard = heard.lock().expect("no holder panics");
            match reading {
                Reading::Events { ledger, total } => heard.push((format!("events of {ledger}"), total, 0)),
                Reading::Postings { ledger, total } => heard.push((format!("postings of {ledger}"), total, 0)),
                Reading::Read(read) => heard.last_mut().expect("it said of what").2 += read,
            }
        });
        let report = ledger_pg::verify(&app.database.owner_url, None, NonZeroUsize::MIN, onlooker).await;
        assert!(report.expect("the database can be read").ok);
        let expected = [("events of demo".to_owned(), 6, 6), ("postings of demo".to_owned(), 6, 6)];
        assert_eq!(*told.lock().expect("no holder panics"), expected);
        // Where nobody watches there is no bar.
        let ran = Shell::new().with("DATABASE_URL", &app.database.owner_url).run("tallybook verify").await;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
        assert!(ran.out.ends_with("The books are in order.\n"), "{ran:?}");
    });
}

#[test]
fn a_bench_posts_into_a_ledger_of_its_own_and_says_what_its_figures_are() {
    run(async |app| {
        let shell = books(app).await;
        let told = shell.json("tallybook bench --seconds 1 --clients 2 --accounts 2").await;
        assert_eq!((told["load"].as_str(), told["failures"].to_string()), (Some("closed loop"), "{}".to_owned()));
        let posted = told["posted"].as_i64().expect("a number");
        assert!(
            posted > 0 && told["latency_microseconds"]["p50"].as_u64() <= told["latency_microseconds"]["max"].as_u64()
        );
        let ledger = told["ledger"].as_str().expect("a name");
        // Its first event, its accounts, and a transfer each.
        let last_seq = shell.json(&format!("tallybook ledger get {ledger}")).await["last_seq"].as_i64();
        assert_eq!(last_seq, Some(3 + posted), "{told}");
        assert_eq!(shell.json("tallybook ledger get demo").await["last_seq"], 3);
    });
}
