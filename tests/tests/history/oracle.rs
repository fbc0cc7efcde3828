//! A list of postings, and a plain sum over it.

use ledger::Timestamp;
use rand::{Rng as _, rngs::StdRng};
use serde_json::{Value, json};
use tallybook_tests::App;

/// One posting, as the service answered it; amounts in cents, debits positive.
#[derive(Clone, Debug)]
pub struct Entry {
    pub account: String,
    pub seq: i64,
    pub recorded_at: Timestamp,
    pub effective_at: Timestamp,
    pub cents: i64,
}

/// Everything posted so far.
#[derive(Default)]
pub struct Oracle {
    pub entries: Vec<Entry>,
}

impl Oracle {
    /// Reads a transfer as it was answered.
    pub fn learn(&mut self, transfer: &Value) {
        let time = |name: &str| Timestamp::parse(transfer[name].as_str().expect("a time")).expect("RFC 3339");
        for posting in transfer["postings"].as_array().expect("postings") {
            let amount = cents(posting["amount"].as_str().expect("an amount"));
            self.entries.push(Entry {
                account: posting["account"].as_str().expect("a path").to_owned(),
                seq: transfer["seq"].as_i64().expect("a number"),
                recorded_at: time("recorded_at"),
                effective_at: time("effective_at"),
                cents: if posting["direction"] == "debit" { amount } else { -amount },
            });
        }
    }

    /// Debits and credits of an account at or before a `seq`, effective by an instant.
    pub fn sides(&self, account: &str, seq: i64, as_of: Option<Timestamp>) -> (i64, i64) {
        let counted = self.entries.iter().filter(|entry| {
            entry.account == account && entry.seq <= seq && as_of.is_none_or(|as_of| entry.effective_at <= as_of)
        });
        counted.fold((0, 0), |(debits, credits), entry| match entry.cents {
            cents if cents > 0 => (debits + cents, credits),
            cents => (debits, credits - cents),
        })
    }

    /// The last `seq` known at an instant.
    pub fn seq_at(&self, known_at: Timestamp) -> i64 {
        self.entries.iter().filter(|entry| entry.recorded_at <= known_at).map(|entry| entry.seq).max().unwrap_or(0)
    }

    /// An instant at, just before or just after one that matters.
    pub fn instant(&self, random: &mut StdRng, of: impl Fn(&Entry) -> Timestamp) -> Timestamp {
        let entry = &self.entries[random.random_range(0..self.entries.len())];
        of(entry).plus_micros(random.random_range(-1..=1))
    }
}

/// "12.34" as 1234.
pub fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().expect("two decimals")
}

/// Prints cents as the service does.
pub fn decimal(cents: i64) -> String {
    ledger::Minor::new(cents.into()).expect("in range").to_decimal(2)
}

/// How effective times lie.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Chronological,
    Shuffled,
    OneInstant,
    Live,
    /// A little of everything, post-dated too.
    Mixed,
}

const START: i64 = 1_700_000_000_000_000;

impl Shape {
    fn instant(self, number: i64, random: &mut StdRng) -> Option<Timestamp> {
        let shape = match self {
            Shape::Mixed => {
                [Shape::Chronological, Shape::Shuffled, Shape::OneInstant, Shape::Live][random.random_range(0..4)]
            }
            shape => shape,
        };
        let micros = match shape {
            Shape::Chronological => START + number * 60_000_000,
            Shape::Shuffled => START + random.random_range(0..5_000) * 60_000_000,
            Shape::OneInstant => START,
            // Off by up to 50 ms in both directions, or simply now.
            Shape::Live | Shape::Mixed => {
                if random.random_bool(0.3) {
                    return None;
                }
                let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_micros() as i64;
                let post_dated = if random.random_bool(0.05) { 86_400_000_000 } else { 0 };
                now + random.random_range(-50_000..50_000) + post_dated
            }
        };
        Some(Timestamp::from_micros(micros))
    }
}

/// Posts transfers between random accounts in batches, and learns what was answered.
pub async fn post(
    app: &App,
    ledger: &str,
    accounts: &[&str],
    shape: Shape,
    count: i64,
    random: &mut StdRng,
    oracle: &mut Oracle,
) {
    let numbers: Vec<i64> = (0..count).collect();
    for chunk in numbers.chunks(500) {
        let transfers: Vec<Value> = chunk
            .iter()
            .map(|number| {
                let debit = random.random_range(0..accounts.len());
                let credit = (debit + random.random_range(1..accounts.len())) % accounts.len();
                let mut transfer = json!({
                    "debit_account": accounts[debit], "credit_account": accounts[credit],
                    "amount": decimal(random.random_range(1..100_000)),
                });
                if let Some(instant) = shape.instant(*number, random) {
                    transfer["effective_at"] = json!(instant.to_string());
                }
                transfer
            })
            .collect();
        let key = uuid::Uuid::new_v4().to_string();
        let body = json!({"atomic": false, "transfers": transfers});
        let answer = app.api.post_keyed(&format!("{ledger}/transfers/batch"), &key, &body).await.expect(200).json();
        for result in answer["results"].as_array().expect("results") {
            assert_eq!(result["status"], "posted", "{result}");
            oracle.learn(&result["transfer"]);
        }
    }
}
