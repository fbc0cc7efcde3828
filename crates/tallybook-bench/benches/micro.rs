//! What a transfer costs in memory alone: reading its request, deciding it, and its link of the chain.
//!
//! `cargo bench -p tallybook-bench` times the cases. With the name of one as its only argument it is
//! run once, for `dev/instructions.py`, which counts instructions instead of seconds.

use std::hint::black_box;

use divan::Bencher;
use ledger::{
    AccountPath, AccountRef, AccountType, Action, AlertWhen, AssetCode, Attributes, BalanceKind, Book, DecimalAmount,
    Metadata, MonitorTerms, NewAccount, NewMonitor, NewPosting, NewTransfer, PathPrefix, Policy, Side, SignedDecimal,
    Timestamp,
};
use ledger_pg::EventType;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use uuid::Uuid;

const ACCOUNTS: usize = 10_000;
/// Transfers a batch.
const BATCH: usize = 500;

const REQUEST: &str = r#"{"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34",
    "effective_at": "2026-03-31T22:00:00Z", "external_id": "order-42", "description": "Deposit",
    "metadata": {"order": "42", "channel": "web"}}"#;

/// A transfer's object of two postings.
const EVENT: &str = r#"{"description":null,"effective_at":"2026-03-31T22:00:00.123456Z","external_id":null,"id":"0195f1c2-7d1e-7c3a-9f5e-2b6d8a4c1e70","kind":"transfer","metadata":{},"postings":[{"account":"users:4711","account_id":"0195f1c2-7d1e-7c3a-9f5e-2b6d8a4c1e71","amount":"123.45","asset":"USD","direction":"debit"},{"account":"users:4712","account_id":"0195f1c2-7d1e-7c3a-9f5e-2b6d8a4c1e72","amount":"123.45","asset":"USD","direction":"credit"}],"recorded_at":"2026-03-31T22:00:00.123456Z","schema":1,"seq":123456}"#;

/// The cases: the function whose instructions are counted, on what it needs.
const CASES: &[(&str, fn())] = &[
    ("read_request", || read_request(REQUEST.as_bytes())),
    ("hash_event", || hash_event(EVENT)),
    ("decide_random", || decide(&mut book(), &transfers(ACCOUNTS))),
    ("decide_hot", || decide(&mut book(), &transfers(2))),
    ("decide_watched", || decide(&mut watched_book(), &transfers(ACCOUNTS))),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match CASES.iter().find(|(name, _)| arguments == [*name]) {
        Some((_, run)) => run(),
        None => divan::main(),
    }
}

#[inline(never)]
fn read_request(body: &[u8]) {
    black_box(ledger_http::read_transfer(black_box(body)).expect("a good request"));
}

#[inline(never)]
fn hash_event(object: &str) {
    let at = Timestamp::from_micros(1_774_994_400_123_456);
    black_box(ledger_pg::chain(&[7; 32], 123_456, EventType::TransferPosted, at, black_box(object)));
}

#[inline(never)]
fn decide(book: &mut Book, transfers: &[NewTransfer]) {
    book.begin_batch(book.recorded_at().plus_micros(1));
    for transfer in transfers {
        black_box(book.post(transfer).expect("the books have enough"));
    }
    book.end_batch();
}

#[divan::bench(name = "read_request")]
fn time_read_request(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| read_request(REQUEST.as_bytes()));
}

#[divan::bench(name = "hash_event")]
fn time_hash_event(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| hash_event(EVENT));
}

#[divan::bench(name = "decide_random")]
fn time_decide_random(bencher: Bencher<'_, '_>) {
    let (mut book, transfers) = (book(), transfers(ACCOUNTS));
    bencher.counter(divan::counter::ItemsCount::new(BATCH)).bench_local(|| decide(&mut book, &transfers));
}

#[divan::bench(name = "decide_hot")]
fn time_decide_hot(bencher: Bencher<'_, '_>) {
    let (mut book, transfers) = (book(), transfers(2));
    bencher.counter(divan::counter::ItemsCount::new(BATCH)).bench_local(|| decide(&mut book, &transfers));
}

#[divan::bench(name = "decide_watched")]
fn time_decide_watched(bencher: Bencher<'_, '_>) {
    let (mut book, transfers) = (watched_book(), transfers(ACCOUNTS));
    bencher.counter(divan::counter::ItemsCount::new(BATCH)).bench_local(|| decide(&mut book, &transfers));
}

/// The book with a monitor on each account, whose threshold is far away.
fn watched_book() -> Book {
    let mut book = book();
    book.begin_batch(book.recorded_at().plus_micros(1));
    for number in 0..ACCOUNTS {
        let monitor = NewMonitor {
            name: format!("low {number}"),
            path_prefix: PathPrefix::parse(path(number).as_str()).expect("a path"),
            asset: AssetCode::parse("USD").expect("an asset"),
            balance: BalanceKind::Posted,
            when: AlertWhen::Below,
            terms: MonitorTerms {
                threshold: SignedDecimal::parse("-1000000000000").expect("a threshold"),
                active: true,
            },
        };
        book.set_monitor(&monitor).expect("a new monitor");
    }
    book.end_batch();
    book
}

/// A book of accounts of which every other may not fall below a bound that is far away.
fn book() -> Book {
    let mut book = Book::new(0, 0, 0);
    book.begin_batch(Timestamp::from_micros(1_000_000));
    for number in 0..ACCOUNTS {
        let min_balance = (number % 2 == 0).then(|| SignedDecimal::parse("-1000000000000").expect("a bound"));
        let account = NewAccount {
            path: path(number),
            account_type: AccountType::Liability,
            asset: AssetCode::parse("USD").expect("an asset"),
            normal_side: None,
            policy: Policy { min_balance, ..Policy::default() },
            attributes: Attributes::default(),
        };
        book.create_account(&account, Uuid::from_u128(number as u128 + 1)).expect("a new account");
    }
    book.end_batch();
    book
}

fn path(number: usize) -> AccountPath {
    AccountPath::parse(&format!("users:{number}")).expect("a path")
}

/// Transfers from the first so many accounts to any.
fn transfers(debited: usize) -> Vec<NewTransfer> {
    let mut random = StdRng::seed_from_u64(7);
    let transfer = |_| {
        let debit = random.random_range(0..debited);
        let credit = (debit + random.random_range(1..ACCOUNTS)) % ACCOUNTS;
        let amount =
            DecimalAmount::parse(&format!("{}.{:02}", random.random_range(1..1000), random.random_range(0..100)))
                .expect("an amount");
        let posting = |number, direction| NewPosting::new(AccountRef::Path(path(number)), direction, amount);
        NewTransfer {
            id: Uuid::from_u128(random.random()),
            client_id: false,
            action: Action::Post(vec![posting(debit, Side::Debit), posting(credit, Side::Credit)]),
            effective_at: None,
            external_id: None,
            description: None,
            metadata: Metadata::new(),
            manual: false,
            approval: None,
        }
    };
    (0..BATCH).map(transfer).collect()
}
