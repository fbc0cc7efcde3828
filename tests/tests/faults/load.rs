//! Clients that keep posting, what they were told, and what must be true of it afterwards.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json, value::RawValue};
use tallybook_tests::{Answered, Api, Database, until};
use tokio::task::JoinSet;

/// The accounts of a load: any may be overdrawn but the last, which is never given anything.
pub const ACCOUNTS: [&str; 5] = ["assets:bank", "users:1", "users:2", "users:3", "users:poor"];
const POOR: usize = 4;

pub async fn open_accounts(api: &Api, ledger: &str) {
    api.account(ledger, ACCOUNTS[0], "asset", "USD", json!({})).await;
    for path in &ACCOUNTS[1..POOR] {
        api.account(ledger, path, "liability", "USD", json!({})).await;
    }
    let bounded = json!({"policy": {"min_balance": "0"}});
    api.account(ledger, ACCOUNTS[POOR], "liability", "USD", bounded).await;
}

/// A seed for everything random in a test; a failing test prints it, `FAULTS_SEED` repeats it.
pub fn seed() -> u64 {
    let seed = std::env::var("FAULTS_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(rand::random);
    println!("FAULTS_SEED={seed}");
    seed
}

/// One transfer that somebody wants, under its own key.
#[derive(Clone, Debug)]
pub struct Wish {
    pub key: String,
    pub debit: usize,
    pub credit: usize,
    pub cents: u64,
}

impl Wish {
    pub fn random(random: &mut StdRng, key: String) -> Wish {
        let debit = random.random_range(0..ACCOUNTS.len());
        let credit = (debit + random.random_range(1..POOR)) % POOR;
        // The poor account is never credited.
        let credit = if credit == debit { (credit + 1) % POOR } else { credit };
        Wish { key, debit, credit, cents: random.random_range(1..100_000) }
    }

    pub fn body(&self) -> Value {
        json!({
            "debit_account": ACCOUNTS[self.debit], "credit_account": ACCOUNTS[self.credit], "amount": money(self.cents),
            "metadata": {"wish": self.key},
        })
    }

    /// Whether the ledger must refuse it.
    fn is_vain(&self) -> bool {
        self.debit == POOR
    }
}

pub fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// What a client was told of one wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The transfer, as it was answered.
    Accepted(Vec<u8>),
    /// The problem, decided by the ledger and stored under the key.
    Refused(Vec<u8>),
    /// Definitely not done, by this request.
    NotDone,
    Unknown,
}

/// Sends wishes as one request: one alone as itself, several as a batch.
pub async fn send(api: &Api, ledger: &str, wishes: &[Wish]) -> Vec<Heard> {
    if let [wish] = wishes {
        let headers = [("idempotency-key", wish.key.as_str())];
        let body = wish.body().to_string().into();
        let sent = api.send(reqwest::Method::POST, &format!("{ledger}/transfers"), &headers, Some(body)).await;
        return vec![match without_answer(&sent) {
            Some(heard) => heard,
            None => {
                let answered = sent.expect("there is an answer");
                match answered.status {
                    201 => Heard::Accepted(answered.body),
                    409 | 422 => Heard::Refused(answered.body),
                    _ => panic!("{answered:?} {}", String::from_utf8_lossy(&answered.body)),
                }
            }
        }];
    }
    let items: Vec<Value> = wishes
        .iter()
        .map(|wish| {
            let mut item = wish.body();
            item["idempotency_key"] = wish.key.clone().into();
            item
        })
        .collect();
    let body = json!({"atomic": false, "transfers": items}).to_string().into();
    let sent = api.send(reqwest::Method::POST, &format!("{ledger}/transfers/batch"), &[], Some(body)).await;
    if let Some(heard) = without_answer(&sent) {
        return vec![heard; wishes.len()];
    }
    let answered = sent.expect("there is an answer").expect(200);
    let heard = results(&answered);
    assert_eq!(heard.len(), wishes.len());
    heard
}

/// A batch's results, each as it would stand alone.
fn results(answered: &Answered) -> Vec<Heard> {
    type Fields = HashMap<String, Box<RawValue>>;
    let fields: Fields = serde_json::from_slice(&answered.body).expect("a batch's answer");
    let items: Vec<Fields> = serde_json::from_str(fields["results"].get()).expect("a batch's results");
    let bytes = |raw: &RawValue| raw.get().as_bytes().to_vec();
    items
        .iter()
        .map(|item| match item.get("transfer") {
            Some(transfer) => Heard::Accepted(bytes(transfer)),
            None => Heard::Refused(bytes(&item["problem"])),
        })
        .collect()
}

/// What is heard where the request was not decided; `None` where it was.
fn without_answer(sent: &reqwest::Result<Answered>) -> Option<Heard> {
    match sent {
        Err(error) if error.is_connect() => Some(Heard::NotDone),
        Err(_) => Some(Heard::Unknown),
        Ok(answered) => match (answered.status, answered.code().as_str()) {
            (503, "overloaded" | "database_unavailable") => Some(Heard::NotDone),
            (503, "outcome_unknown") | (409, "idempotency_in_progress") => Some(Heard::Unknown),
            _ => None,
        },
    }
}

/// Clients at work until they are told to stop.
pub struct Load {
    shared: Arc<Shared>,
    clients: JoinSet<()>,
}

struct Shared {
    api: Api,
    /// The services to choose from.
    urls: Mutex<Vec<String>>,
    ledger: String,
    stopped: AtomicBool,
    wishes: AtomicU64,
    heard: Mutex<Vec<(Wish, Heard)>>,
}

impl Load {
    /// Every client sends one request after another: singles mostly, some batches.
    pub fn start(api: &Api, ledger: &str, clients: u64, seed: u64) -> Load {
        let shared = Arc::new(Shared {
            api: api.clone(),
            urls: Mutex::new(vec![api.url.clone()]),
            ledger: ledger.to_owned(),
            stopped: AtomicBool::new(false),
            wishes: AtomicU64::new(0),
            heard: Mutex::default(),
        });
        let mut tasks = JoinSet::new();
        for client in 0..clients {
            tasks.spawn(shared.clone().work(StdRng::seed_from_u64(seed.wrapping_add(client))));
        }
        Load { shared, clients: tasks }
    }

    /// Where clients send their requests from now on.
    pub fn send_to(&self, urls: &[&str]) {
        *self.shared.urls.lock().expect("no holder panics") = urls.iter().map(|url| (*url).to_owned()).collect();
    }

    pub fn accepted(&self) -> usize {
        let heard = self.shared.heard.lock().expect("no holder panics");
        heard.iter().filter(|(_, heard)| matches!(heard, Heard::Accepted(_))).count()
    }

    /// Waits until this many more transfers were accepted.
    pub async fn until_accepted(&mut self, more: usize) {
        let wanted = self.accepted() + more;
        until(&format!("{more} more transfers are accepted"), async || {
            if let Some(ended) = self.clients.try_join_next() {
                ended.expect("no client fails");
            }
            self.accepted() >= wanted
        })
        .await;
    }

    pub async fn stop(self) -> Vec<(Wish, Heard)> {
        self.shared.stopped.store(true, Ordering::Release);
        self.clients.join_all().await;
        std::mem::take(&mut *self.shared.heard.lock().expect("no holder panics"))
    }
}

impl Shared {
    async fn work(self: Arc<Self>, mut random: StdRng) {
        while !self.stopped.load(Ordering::Acquire) {
            let several = if random.random_bool(0.2) { random.random_range(2..8) } else { 1 };
            let wishes: Vec<Wish> = (0..several)
                .map(|_| {
                    let number = self.wishes.fetch_add(1, Ordering::AcqRel);
                    Wish::random(&mut random, format!("wish-{number}"))
                })
                .collect();
            let url = {
                let urls = self.urls.lock().expect("no holder panics");
                urls[random.random_range(0..urls.len())].clone()
            };
            let heard = send(&self.api.at(&url), &self.ledger, &wishes).await;
            let nothing = heard.iter().all(|heard| *heard == Heard::NotDone);
            self.heard.lock().expect("no holder panics").extend(wishes.into_iter().zip(heard));
            if nothing {
                // As a client does that was told so.
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

/// How a load ended.
#[derive(Debug, Default)]
pub struct Settled {
    pub accepted: usize,
    pub refused: usize,
    pub not_done: usize,
    /// Wishes of unknown outcome that turned out to have been done, or were done by the retry.
    pub unknown: usize,
}

/// After healing: retries every unknown outcome with its key until it is definite, and holds the
/// ledger against all that was ever said about it.
pub async fn settle(api: &Api, ledger: &str, database: &Database, heard: Vec<(Wish, Heard)>) -> Settled {
    let mut settled = Settled::default();
    let mut accepted: Vec<(Wish, Vec<u8>)> = Vec::new();
    for (wish, mut heard) in heard {
        settled.unknown += usize::from(heard == Heard::Unknown);
        while heard == Heard::Unknown {
            heard = match send(api, ledger, std::slice::from_ref(&wish)).await.remove(0) {
                Heard::NotDone => Heard::Unknown,
                other => other,
            };
        }
        let known = api.get(&format!("{ledger}/idempotency-keys/{}", wish.key)).await.expect(200).json();
        match heard {
            Heard::Accepted(transfer) => {
                assert!(!wish.is_vain(), "{wish:?} cannot have been accepted");
                let said: Value = serde_json::from_slice(&transfer).expect("a transfer");
                assert_eq!(known["transfer_id"], said["id"], "{wish:?}");
                accepted.push((wish, transfer));
            }
            Heard::Refused(problem) => {
                assert!(wish.is_vain(), "{wish:?}: {}", String::from_utf8_lossy(&problem));
                assert_eq!((&known["response_status"], &known["transfer_id"]), (&json!(422), &Value::Null));
                settled.refused += 1;
            }
            Heard::NotDone => {
                assert_eq!(known["status"], "unknown_key", "{wish:?} was said not to be done");
                settled.not_done += 1;
            }
            Heard::Unknown => unreachable!("settled above"),
        }
    }
    settled.accepted = accepted.len();
    check(api, ledger, database, &accepted).await;
    println!("{settled:?}");
    settled
}

/// The ledger holds these transfers, as they were answered, and no other.
pub async fn check(api: &Api, ledger: &str, database: &Database, accepted: &[(Wish, Vec<u8>)]) {
    let (mut debits, mut credits) = ([0_u64; ACCOUNTS.len()], [0_u64; ACCOUNTS.len()]);
    for (wish, transfer) in accepted {
        debits[wish.debit] += wish.cents;
        credits[wish.credit] += wish.cents;
        let said: Value = serde_json::from_slice(transfer).expect("a transfer");
        assert_eq!(said["metadata"]["wish"], json!(wish.key));
        assert_eq!(said["postings"][0]["account"], ACCOUNTS[wish.debit]);
        assert_eq!(said["postings"][1]["account"], ACCOUNTS[wish.credit]);
        assert_eq!(said["postings"][0]["amount"], money(wish.cents));
        let id = said["id"].as_str().expect("an id");
        let found = api.get(&format!("{ledger}/transfers/{id}")).await.expect(200);
        let fields = transfer.strip_suffix(b"}").expect("an object");
        let expected = [fields, br#","revision":1}"#].concat();
        assert_eq!(String::from_utf8_lossy(&found.body), String::from_utf8_lossy(&expected));
    }
    let stored: i64 = sqlx::query_scalar("select count(*) from transfers")
        .fetch_one(&mut database.connect().await)
        .await
        .expect("the transfers can be counted");
    assert_eq!(stored as usize, accepted.len(), "transfers beside those that were answered");
    for (index, path) in ACCOUNTS.iter().enumerate() {
        let balance = api.balance(ledger, path, "").await;
        assert_eq!(balance["balance"]["posted"]["debits"], money(debits[index]), "{path}");
        assert_eq!(balance["balance"]["posted"]["credits"], money(credits[index]), "{path}");
    }
}
