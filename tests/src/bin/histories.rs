//! What a point-in-time read costs, for every kind of history the design promises a bound for.
//!
//! `histories [ENTRIES] [READS]`: for each kind, posts ENTRIES transfers to one account over HTTP,
//! then times READS balance reads at random points of both axes, one at a time, and compares some of
//! them with a plain sum in SQL. Prints a table and writes `target/bench/histories.json`; exits
//! non-zero on any difference. `make bench-histories` runs it.

use std::{process::ExitCode, time::Instant};

use futures_util::{StreamExt as _, stream};
use ledger::Timestamp;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use serde_json::{Value, json};
use sqlx::{PgConnection, Row as _};
use tallybook_tests::{Api, App, run};

/// Transfers per request, and requests under way.
const BATCH: usize = 500;
const CONCURRENCY: usize = 4;
/// 2016-01-01, and ten years.
const START: i64 = 1_451_606_400_000_000;
const TEN_YEARS: i64 = 10 * 365 * 86_400_000_000;
const COMPARED: usize = 200;

#[derive(Clone, Copy)]
enum History {
    Chronological,
    Shuffled,
    OneInstant,
    BackDated,
    Jittered,
}

impl History {
    const ALL: [(History, &'static str); 5] = [
        (History::Chronological, "chronological import over ten years"),
        (History::Shuffled, "the same import shuffled"),
        (History::OneInstant, "all at one instant, onto a live account"),
        (History::BackDated, "back-dated at random onto a live account"),
        (History::Jittered, "live traffic with event times off by up to 50 ms"),
    ];

    /// The instants to post at; `None` stands for the moment of posting, give or take.
    fn instants(self, entries: usize, random: &mut StdRng) -> Vec<Option<i64>> {
        let step = TEN_YEARS / entries as i64;
        let mut instants: Vec<Option<i64>> = match self {
            History::Chronological | History::Shuffled => (0..entries as i64).map(|i| Some(START + i * step)).collect(),
            History::OneInstant => vec![Some(START); entries],
            History::BackDated => (0..entries).map(|_| Some(START + random.random_range(0..TEN_YEARS))).collect(),
            History::Jittered => vec![None; entries],
        };
        if let History::Shuffled = self {
            instants.shuffle(random);
        }
        instants
    }

    fn begins_live(self) -> bool {
        matches!(self, History::OneInstant | History::BackDated)
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|word| word.parse::<usize>().expect("a number"));
    let entries = arguments.next().unwrap_or(1_000_000);
    let reads = arguments.next().unwrap_or(5_000);
    let mut results = Vec::new();
    println!("{entries} entries on one account, {reads} reads over HTTP on one connection");
    run(async |app| {
        for (index, (history, name)) in History::ALL.into_iter().enumerate() {
            let result = measure(app, history, index, entries, reads).await;
            println!(
                "{name:<50} {:>7}/s posted, read p50 {:>5} us, p99 {:>5} us, max {:>6} us, {} compared, {} differ",
                result["posted_per_second"],
                result["p50_us"],
                result["p99_us"],
                result["max_us"],
                result["compared"],
                result["differences"]
            );
            results.push(json!({"history": name, "entries": entries, "figures": result}));
        }
    });
    let differ = results.iter().any(|result| result["figures"]["differences"] != json!(0));
    std::fs::create_dir_all("target/bench").expect("a folder can be made");
    let text = serde_json::to_string_pretty(&results).expect("JSON");
    std::fs::write("target/bench/histories.json", text).expect("the report can be written");
    if differ { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn measure(app: &App, history: History, index: usize, entries: usize, reads: usize) -> Value {
    let mut random = StdRng::seed_from_u64(7 + index as u64);
    let api = &app.api;
    let ledger = api.ledger(&format!("history-{index}")).await;
    api.account(&ledger, "entries", "asset", "USD", json!({})).await;
    api.account(&ledger, "other", "equity", "USD", json!({})).await;
    if history.begins_live() {
        api.transfer(&ledger, "entries", "other", "1").await.expect(201);
    }

    let started = Instant::now();
    let instants = history.instants(entries, &mut random);
    let jitter: Vec<i64> = (0..entries).map(|_| random.random_range(-50_000..50_000)).collect();
    let bodies = instants.chunks(BATCH).zip(jitter.chunks(BATCH)).enumerate();
    stream::iter(bodies)
        .for_each_concurrent(CONCURRENCY, |(number, (instants, jitter))| post(api, &ledger, number, instants, jitter))
        .await;
    let posted = started.elapsed();

    let mut conn = app.database.connect().await;
    sqlx::raw_sql("analyze").execute(&mut conn).await.expect("statistics");
    let seqs = api.get(&ledger).await.json()["last_seq"].as_i64().expect("a number");
    let (low, high) = range(&mut conn, index).await;
    let mut times = Vec::with_capacity(reads);
    let (mut compared, mut differences) = (0, 0);
    for read in 0..reads {
        let as_of = Timestamp::from_micros(random.random_range(low - 1..=high + 1));
        let seq = random.random_range(4..=seqs);
        let path = format!("{ledger}/accounts/entries/balance?as_of={as_of}&at_seq={seq}");
        let asked = Instant::now();
        let answer = api.get(&path).await.expect(200);
        times.push(asked.elapsed().as_micros());
        if read < COMPARED {
            compared += 1;
            let amount = answer.json()["balance"]["posted"]["amount"].clone();
            differences += usize::from(amount != json!(plain_sum(&mut conn, index, as_of, seq).await));
        }
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 1000).min(times.len() - 1)] as u64;
    json!({
        "posted_per_second": (entries as u128 * 1000 / posted.as_millis().max(1)) as u64,
        "p50_us": at(500), "p99_us": at(990), "max_us": at(1000),
        "compared": compared, "differences": differences,
    })
}

async fn post(api: &Api, ledger: &str, number: usize, instants: &[Option<i64>], jitter: &[i64]) {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_micros() as i64;
    let transfers: Vec<Value> = instants
        .iter()
        .zip(jitter)
        .map(|(instant, jitter)| {
            let instant = Timestamp::from_micros(instant.unwrap_or(now + jitter));
            json!({
                "debit_account": "entries", "credit_account": "other", "amount": "0.01",
                "effective_at": instant.to_string(),
            })
        })
        .collect();
    let body = json!({"atomic": true, "transfers": transfers});
    api.post_keyed(&format!("{ledger}/transfers/batch"), &format!("b{number}"), &body).await.expect(200);
}

async fn range(conn: &mut PgConnection, index: usize) -> (i64, i64) {
    let row = sqlx::query(
        "select (extract(epoch from min(p.effective_at)) * 1000000)::int8,
           (extract(epoch from max(p.effective_at)) * 1000000)::int8
         from postings p join ledgers l using (ledger_no) where l.name = $1",
    )
    .bind(format!("history-{index}"))
    .fetch_one(conn)
    .await
    .expect("postings");
    (row.get(0), row.get(1))
}

async fn plain_sum(conn: &mut PgConnection, index: usize, as_of: Timestamp, seq: i64) -> String {
    let sum: String = sqlx::query_scalar(
        "select (coalesce(sum(p.posted), 0) / 100)::numeric(38, 2)::text
         from postings p
         join ledgers l using (ledger_no)
         join accounts a on a.ledger_no = p.ledger_no and a.account_no = p.account_no
         where l.name = $1 and a.path = 'entries' and p.seq <= $2 and p.effective_at <= $3::text::timestamptz",
    )
    .bind(format!("history-{index}"))
    .bind(seq)
    .bind(as_of.to_string())
    .fetch_one(conn)
    .await
    .expect("a sum");
    sum
}
