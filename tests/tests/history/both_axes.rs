//! `as_of` together with `known_at` or `at_seq`.

use ledger::Timestamp;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};
use tallybook_tests::{App, run, until};

use crate::oracle::{Oracle, Shape, decimal, post};

const ACCOUNTS: [&str; 4] = ["a:one", "a:two", "b:three", "b:four"];

async fn open(app: &App, name: &str) -> String {
    let ledger = app.api.ledger(name).await;
    for account in ACCOUNTS {
        app.api.account(&ledger, account, "asset", "USD", json!({})).await;
    }
    ledger
}

/// Asks at random points of both axes and compares with the plain sum.
async fn compare(app: &App, ledger: &str, oracle: &Oracle, random: &mut StdRng, questions: usize) {
    for _ in 0..questions {
        let account = ACCOUNTS[random.random_range(0..ACCOUNTS.len())];
        let as_of = random.random_bool(0.9).then(|| oracle.instant(random, |entry| entry.effective_at));
        let (known, seq) = if random.random_bool(0.5) {
            let known_at = oracle.instant(random, |entry| entry.recorded_at);
            (format!("known_at={known_at}"), oracle.seq_at(known_at))
        } else {
            let seq = oracle.entries[random.random_range(0..oracle.entries.len())].seq;
            (format!("at_seq={seq}"), seq)
        };
        let as_of_query = as_of.map(|as_of| format!("&as_of={as_of}")).unwrap_or_default();
        let answer = app.api.balance(ledger, account, &format!("?{known}{as_of_query}")).await;
        let (debits, credits) = oracle.sides(account, seq, as_of);
        let posted = &answer["balance"]["posted"];
        assert_eq!(
            (&posted["debits"], &posted["credits"], &posted["amount"]),
            (&json!(decimal(debits)), &json!(decimal(credits)), &json!(decimal(debits - credits))),
            "{account} {known}{as_of_query}"
        );
    }
}

fn every_point_is_exact(shape: Shape, count: i64, seed: u64) {
    run(async |app| {
        let mut random = StdRng::seed_from_u64(seed);
        let mut oracle = Oracle::default();
        let ledger = open(app, "h").await;
        post(app, &ledger, &ACCOUNTS, shape, count, &mut random, &mut oracle).await;
        compare(app, &ledger, &oracle, &mut random, 300).await;
    });
}

#[test]
fn a_chronological_history_is_exact_at_every_point() {
    every_point_is_exact(Shape::Chronological, 2_000, 1);
}

#[test]
fn a_shuffled_history_is_exact_at_every_point() {
    every_point_is_exact(Shape::Shuffled, 3_000, 2);
}

#[test]
fn entries_at_one_instant_are_exact_at_every_point() {
    every_point_is_exact(Shape::OneInstant, 2_000, 3);
}

#[test]
fn jittered_live_traffic_is_exact_at_every_point() {
    every_point_is_exact(Shape::Live, 3_000, 4);
}

#[test]
fn a_mixed_history_is_exact_at_every_point() {
    every_point_is_exact(Shape::Mixed, 4_000, 5);
}

/// Merging comes after a batch, and may not come at all before the process ends; then a later one does it.
#[test]
fn back_dating_that_fills_blocks_of_every_size_is_exact_at_every_point() {
    run(async |app| {
        let mut random = StdRng::seed_from_u64(6);
        let mut oracle = Oracle::default();
        let ledger = open(app, "h").await;
        let mut owner = app.database.connect().await;
        let refuse = "create function refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
                      create trigger refuse before insert on irregular_blocks for each row when (new.level = 2)
                        execute function refuse();";
        sqlx::raw_sql(refuse).execute(&mut owner).await.expect("the owner may");
        post(app, &ledger, &ACCOUNTS[..2], Shape::Live, 10, &mut random, &mut oracle).await;
        post(app, &ledger, &ACCOUNTS[..2], Shape::Shuffled, 9_500, &mut random, &mut oracle).await;
        assert_eq!((blocks(app, 0).await, blocks(app, 1).await), (74, 2));
        compare(app, &ledger, &oracle, &mut random, 300).await;

        post(app, &ledger, &ACCOUNTS[..2], Shape::Shuffled, 122_500, &mut random, &mut oracle).await;
        assert_eq!((blocks(app, 1).await, blocks(app, 2).await), (32, 0));
        compare(app, &ledger, &oracle, &mut random, 300).await;
        assert!(app.verify().await.ok, "what is not merged is no fault");

        sqlx::raw_sql("drop trigger refuse on irregular_blocks").execute(&mut owner).await.expect("the owner may");
        post(app, &ledger, &ACCOUNTS[..2], Shape::Shuffled, 8_500, &mut random, &mut oracle).await;
        until("both accounts' blocks are merged", async || blocks(app, 2).await == 2).await;
        compare(app, &ledger, &oracle, &mut random, 300).await;

        for (wrong, undo) in [
            (
                "update irregular_blocks set sum_posted_debits = sum_posted_debits + 1 where level = 2",
                "update irregular_blocks set sum_posted_debits = sum_posted_debits - 1 where level = 2",
            ),
            (
                "insert into irregular_blocks
                 select effective_at, ledger_no, account_no, 1, 2, 0, 0, 0, 0 from irregular_blocks limit 1",
                "delete from irregular_blocks where level = 2 and block_no = 1",
            ),
            (
                "create temp table gone as select * from irregular_blocks where level = 1 and block_no = 3;
                 delete from irregular_blocks where level = 1 and block_no = 3",
                "insert into irregular_blocks select * from gone",
            ),
        ] {
            sqlx::raw_sql(wrong).execute(&mut owner).await.expect("the owner may");
            let report = app.verify().await;
            let found: Vec<&str> = report.checks.iter().filter(|check| !check.ok).map(|check| check.name).collect();
            assert!(found.contains(&"irregular_postings"), "{wrong}: {found:?}");
            sqlx::raw_sql(undo).execute(&mut owner).await.expect("the owner may");
        }
    });
}

/// How many blocks of a level there are.
async fn blocks(app: &App, level: i16) -> i64 {
    let mut conn = app.database.connect().await;
    sqlx::query_scalar("select count(distinct (account_no, block_no)) from irregular_blocks where level = $1")
        .bind(level)
        .fetch_one(&mut conn)
        .await
        .expect("the blocks can be read")
}

#[test]
fn a_final_answer_never_changes() {
    run(async |app| {
        let mut random = StdRng::seed_from_u64(7);
        let mut oracle = Oracle::default();
        let ledger = open(app, "h").await;
        post(app, &ledger, &ACCOUNTS, Shape::Mixed, 500, &mut random, &mut oracle).await;
        let mut asked: Vec<(String, Value)> = Vec::new();
        for _ in 0..50 {
            let known_at = oracle.instant(&mut random, |entry| entry.recorded_at);
            let as_of = oracle.instant(&mut random, |entry| entry.effective_at);
            let path = format!("{ledger}/accounts/{}/balance?as_of={as_of}&known_at={known_at}", ACCOUNTS[0]);
            let answer = app.api.get(&path).await.expect(200).json();
            if answer["final"] == json!(true) {
                asked.push((path, answer));
            }
        }
        assert!(asked.len() > 20, "only {} answers were final", asked.len());
        post(app, &ledger, &ACCOUNTS, Shape::Mixed, 500, &mut random, &mut oracle).await;
        for (path, first) in asked {
            assert_eq!(app.api.get(&path).await.expect(200).json(), first, "{path}");
        }
    });
}

#[test]
fn totals_and_rows_by_account_agree_with_the_same_sums() {
    run(async |app| {
        let mut random = StdRng::seed_from_u64(8);
        let mut oracle = Oracle::default();
        let ledger = open(app, "h").await;
        post(app, &ledger, &ACCOUNTS, Shape::Mixed, 1_000, &mut random, &mut oracle).await;
        for _ in 0..20 {
            let as_of = oracle.instant(&mut random, |entry| entry.effective_at);
            let known_at = oracle.instant(&mut random, |entry| entry.recorded_at);
            let seq = oracle.seq_at(known_at);
            let query = format!("path_prefix=a&as_of={as_of}&known_at={known_at}");
            let total = app.api.get(&format!("{ledger}/balances?{query}")).await.expect(200).json();
            let sides = |account| oracle.sides(account, seq, Some(as_of));
            let (one, two) = (sides("a:one"), sides("a:two"));
            assert_eq!(
                total["data"],
                json!([{
                    "asset": "USD", "debits": decimal(one.0 + two.0), "credits": decimal(one.1 + two.1),
                    "net": decimal(one.0 + two.0 - one.1 - two.1),
                }]),
                "{query}"
            );
            let rows = app.api.get(&format!("{ledger}/balances?by=account&order=asc&{query}")).await.expect(200).json();
            let rows: Vec<_> =
                rows["data"].as_array().expect("rows").iter().map(|row| &row["balance"]["posted"]["amount"]).collect();
            assert_eq!(rows, [&json!(decimal(one.0 - one.1)), &json!(decimal(two.0 - two.1))], "{query}");
        }
    });
}

#[test]
fn a_balance_as_of_an_instant_before_everything_is_zero() {
    run(async |app| {
        let mut random = StdRng::seed_from_u64(9);
        let mut oracle = Oracle::default();
        let ledger = open(app, "h").await;
        let empty = app.api.balance(&ledger, ACCOUNTS[0], "?as_of=2020-01-01T00:00:00Z").await;
        assert_eq!(empty["balance"]["posted"]["amount"], "0.00");
        post(app, &ledger, &ACCOUNTS, Shape::Mixed, 200, &mut random, &mut oracle).await;
        let before = Timestamp::parse("1900-01-01T00:00:00Z").expect("RFC 3339");
        let answer = app.api.balance(&ledger, ACCOUNTS[0], &format!("?as_of={before}")).await;
        assert_eq!(answer["balance"]["posted"]["debits"], "0.00");
    });
}
