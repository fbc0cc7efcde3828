//! What is asked for: which accounts, in which shape.

use std::{
    io::Write as _,
    sync::atomic::{AtomicU64, Ordering},
};

use clap::ValueEnum;
use rand::{Rng as _, rngs::StdRng};
use rand_distr::{Distribution as _, Zipf};
use serde_json::{Value, json};
use tallybook_tests::Api;

/// Accounts that hold a balance; nine of ten have a lower bound.
pub const ACCOUNTS: usize = 10_000;
const HOT: usize = 2;

/// How transfers choose their accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Spread {
    /// Any two of all accounts.
    Uniform,
    /// The debited account by Zipf's law (exponent 1), the credited one any.
    Zipf,
    /// Every transfer debits one of two accounts.
    Hot,
}

/// What one request holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One transfer.
    Single,
    /// A batch of so many transfers under one key, each judged by itself.
    Bulk(usize),
    /// A balance at a random past instant and `seq`.
    Read,
    /// One transfer, or in one of ten a read.
    Mixed,
}

/// What kind of request was made, for they are timed apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Write { transfers: usize },
    Read,
}

/// Where requests go.
#[derive(Clone, Debug)]
pub struct Target {
    /// `host:port`.
    pub address: String,
    pub key: String,
    /// The ledger's path below the root.
    pub ledger: String,
}

impl Target {
    pub fn new(api: &Api, ledger: &str) -> Target {
        let address = api.url.strip_prefix("http://").expect("plain HTTP on loopback").to_owned();
        Target { address, key: api.key.clone(), ledger: ledger.to_owned() }
    }
}

/// Makes requests; every key is used once.
#[derive(Debug)]
pub struct Workload {
    target: Target,
    spread: Spread,
    shape: Shape,
    zipf: Zipf<f64>,
    run: u64,
    made: AtomicU64,
    past: Past,
    only: Option<&'static str>,
}

/// What reads ask about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Past {
    pub from_micros: i64,
    pub to_micros: i64,
    pub last_seq: i64,
}

impl Workload {
    pub fn new(target: &Target, spread: Spread, shape: Shape) -> Workload {
        Workload {
            target: target.clone(),
            spread,
            shape,
            zipf: Zipf::new(ACCOUNTS as f64, 1.0).expect("valid parameters"),
            run: rand::random(),
            made: AtomicU64::new(0),
            past: Past::default(),
            only: None,
        }
    }

    pub fn reading(mut self, past: Past) -> Workload {
        self.past = past;
        self
    }

    /// Reads ask about this account alone.
    pub fn only(mut self, account: &'static str) -> Workload {
        self.only = Some(account);
        self
    }

    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Writes the next request to `out`.
    pub fn next(&self, random: &mut StdRng, out: &mut Vec<u8>) -> Kind {
        out.clear();
        match self.shape {
            Shape::Single => self.single(random, out),
            Shape::Bulk(transfers) => self.bulk(transfers, random, out),
            Shape::Read => self.read(random, out),
            Shape::Mixed if random.random_ratio(1, 10) => self.read(random, out),
            Shape::Mixed => self.single(random, out),
        }
    }

    fn single(&self, random: &mut StdRng, out: &mut Vec<u8>) -> Kind {
        let mut body = Vec::with_capacity(128);
        self.transfer(random, &mut body);
        self.post("transfers", &body, out);
        Kind::Write { transfers: 1 }
    }

    fn bulk(&self, transfers: usize, random: &mut StdRng, out: &mut Vec<u8>) -> Kind {
        let mut body = Vec::with_capacity(96 * transfers);
        body.extend_from_slice(br#"{"atomic":false,"transfers":["#);
        for index in 0..transfers {
            if index > 0 {
                body.push(b',');
            }
            self.transfer(random, &mut body);
        }
        body.extend_from_slice(b"]}");
        self.post("transfers/batch", &body, out);
        Kind::Write { transfers }
    }

    fn transfer(&self, random: &mut StdRng, body: &mut Vec<u8>) {
        let (cents, credit) = (random.random_range(1..1000), random.random_range(0..ACCOUNTS));
        let any = match self.spread {
            Spread::Hot => random.random_range(0..HOT),
            Spread::Uniform => random.random_range(0..ACCOUNTS - 1),
            // Samples are 1 to ACCOUNTS.
            Spread::Zipf => (self.zipf.sample(random) as usize - 1).min(ACCOUNTS - 2),
        };
        match self.spread {
            Spread::Hot => write!(body, r#"{{"debit_account":"hot:{any}","#),
            // Never the credited one.
            Spread::Uniform | Spread::Zipf => {
                write!(body, r#"{{"debit_account":"users:{}","#, any + usize::from(any >= credit))
            }
        }
        .and_then(|()| {
            write!(body, r#""credit_account":"users:{credit}","amount":"{}.{:02}"}}"#, cents / 100, cents % 100)
        })
        .expect("a Vec takes everything");
    }

    fn post(&self, path: &str, body: &[u8], out: &mut Vec<u8>) {
        let Target { address, key, ledger } = &self.target;
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        write!(
            out,
            "POST {ledger}/{path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\nidempotency-key: {:016x}-{number:016x}\r\n\
             content-length: {}\r\n\r\n",
            self.run,
            body.len()
        )
        .expect("a Vec takes everything");
        out.extend_from_slice(body);
    }

    fn read(&self, random: &mut StdRng, out: &mut Vec<u8>) -> Kind {
        let Target { address, key, ledger } = &self.target;
        let Past { from_micros, to_micros, last_seq } = self.past;
        let account = self.only.map_or_else(|| format!("users:{}", random.random_range(0..ACCOUNTS)), str::to_owned);
        let as_of = ledger::Timestamp::from_micros(random.random_range(from_micros..=to_micros));
        let seq = random.random_range(1..=last_seq);
        write!(
            out,
            "GET {ledger}/accounts/{account}/balance?as_of={as_of}&at_seq={seq} HTTP/1.1\r\n\
             host: {address}\r\nauthorization: Bearer {key}\r\n\r\n"
        )
        .expect("a Vec takes everything");
        Kind::Read
    }
}

/// Makes a ledger with its accounts, each with an opening balance.
pub async fn prepare(api: &Api, name: &str) -> Target {
    let ledger = api.ledger(name).await;
    let open = |path: String, account_type: &str, policy: Value| json!({"path": path, "type": account_type, "asset": "USD", "policy": policy});
    let mut accounts = vec![open("world".to_owned(), "equity", json!({}))];
    accounts.extend((0..HOT).map(|n| open(format!("hot:{n}"), "asset", json!({}))));
    accounts.extend((0..ACCOUNTS).map(|n| {
        let policy = if n % 10 == 0 { json!({}) } else { json!({"min_balance": "0"}) };
        open(format!("users:{n}"), "liability", policy)
    }));
    for accounts in accounts.chunks(1000) {
        api.post(&format!("{ledger}/accounts/batch"), &json!({"accounts": accounts})).await.expect(201);
    }
    let opening: Vec<Value> = (0..ACCOUNTS)
        .map(|n| json!({"debit_account": "world", "credit_account": format!("users:{n}"), "amount": "1000000000.00"}))
        .collect();
    for (index, transfers) in opening.chunks(1000).enumerate() {
        let body = json!({"atomic": true, "transfers": transfers});
        api.post_keyed(&format!("{ledger}/transfers/batch"), &format!("opening-{index}"), &body).await.expect(200);
    }
    Target::new(api, &ledger)
}
