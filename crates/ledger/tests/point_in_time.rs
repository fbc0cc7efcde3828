//! Any past balance from one snapshot and the irregular postings, for every history.
//!
//! With V the account's last posting with `seq ≤ S` and `effective_high ≤ as_of`:
//! `balance(as_of, S) = snapshot(V) − irregular(seq ≤ V) + irregular(seq ≤ S, effective ≤ as_of)`.

use ledger::{
    AccountPath, AccountRef, AccountType, Action, AssetCode, Attributes, Book, DecimalAmount, Metadata, NewAccount,
    NewPosting, NewTransfer, Policy, PostedPosting, Side, Sides, Timestamp,
};
use proptest::{collection::vec, prelude::*, sample::Index};
use uuid::Uuid;

const DAY: i64 = 86_400_000_000;
const SECOND: i64 = 1_000_000;
const START: i64 = 20_000 * DAY;

/// One posting of the account under test, and when it counts.
#[derive(Debug)]
struct Entry {
    seq: i64,
    effective_at: Timestamp,
    posting: PostedPosting,
}

/// A transfer to come: the time since the one before, the effective time, and signed amounts on the
/// account under test (debits positive).
#[derive(Clone, Debug)]
struct Planned {
    pause: i64,
    effective: Effective,
    amounts: Vec<i64>,
}

#[derive(Clone, Copy, Debug)]
enum Effective {
    Absent,
    At(i64),
    FromRecorded(i64),
}

fn open(book: &mut Book, path: &str, id: u128) -> AccountRef {
    let path = AccountPath::parse(path).unwrap();
    let new = NewAccount {
        path: path.clone(),
        account_type: AccountType::Liability,
        asset: AssetCode::parse("JPY").unwrap(),
        normal_side: None,
        policy: Policy::default(),
        attributes: Attributes::default(),
    };
    book.create_account(&new, Uuid::from_u128(id)).unwrap();
    AccountRef::Path(path)
}

fn post_all(history: &[Planned]) -> Vec<Entry> {
    let mut now = START;
    let mut book = Book::new(0, 0, 0);
    book.begin_batch(Timestamp::from_micros(now));
    let subject = open(&mut book, "subject", 1);
    let counterpart = open(&mut book, "counterpart", 2);
    let subject_no = book.account(&subject).unwrap().no;

    let mut entries = vec![];
    for planned in history {
        if planned.pause > 0 {
            now += planned.pause;
            book.end_batch();
            book.begin_batch(Timestamp::from_micros(now));
        }
        let mut postings = vec![];
        for amount in &planned.amounts {
            let direction = if *amount > 0 { Side::Debit } else { Side::Credit };
            let amount = DecimalAmount::parse(&amount.unsigned_abs().to_string()).unwrap();
            postings.push(NewPosting::new(subject.clone(), direction, amount));
            postings.push(NewPosting::new(counterpart.clone(), direction.other(), amount));
        }
        let posted = book
            .post(&NewTransfer {
                id: Uuid::nil(),
                client_id: false,
                action: Action::Post(postings),
                effective_at: match planned.effective {
                    Effective::Absent => None,
                    Effective::At(micros) => Some(Timestamp::from_micros(micros)),
                    Effective::FromRecorded(micros) => Some(Timestamp::from_micros(now + micros)),
                },
                external_id: None,
                description: None,
                metadata: Metadata::new(),
                manual: false,
                approval: None,
            })
            .unwrap();
        let of_subject = posted.postings.into_iter().filter(|posting| posting.account_no == subject_no);
        entries.extend(of_subject.map(|posting| Entry { seq: posted.seq, effective_at: posted.effective_at, posting }));
    }
    entries
}

/// Debits and credits in plain integers.
type Totals = (i128, i128);

fn totals(sides: Sides) -> Totals {
    (sides.debits.units(), sides.credits.units())
}

fn sum<'entries>(entries: impl IntoIterator<Item = &'entries Entry>) -> Totals {
    entries.into_iter().fold((0, 0), |(debits, credits), Entry { posting, .. }| match posting.direction {
        Side::Debit => (debits + posting.amount.units(), credits),
        Side::Credit => (debits, credits + posting.amount.units()),
    })
}

fn by_snapshot(entries: &[Entry], as_of: Timestamp, seq: i64) -> Totals {
    let recorded = &entries[..entries.partition_point(|entry| entry.seq <= seq)];
    let below = recorded.partition_point(|entry| entry.posting.after.effective_high <= as_of);
    let (snapshot, irregular_before) = match below.checked_sub(1).map(|last| recorded[last].posting.after) {
        Some(state) => (totals(state.balance.posted), totals(state.irregular.sum.posted)),
        None => ((0, 0), (0, 0)),
    };
    let irregular = sum(recorded.iter().filter(|entry| entry.posting.irregular && entry.effective_at <= as_of));
    (snapshot.0 - irregular_before.0 + irregular.0, snapshot.1 - irregular_before.1 + irregular.1)
}

fn by_sum(entries: &[Entry], as_of: Timestamp, seq: i64) -> Totals {
    sum(entries.iter().filter(|entry| entry.seq <= seq && entry.effective_at <= as_of))
}

fn assert_exact(entries: &[Entry], as_of: Timestamp, seq: i64) {
    assert_eq!(by_snapshot(entries, as_of, seq), by_sum(entries, as_of, seq), "as of {} at seq {seq}", as_of.micros());
}

fn amounts() -> impl Strategy<Value = Vec<i64>> {
    let amount = prop_oneof![1..1000_i64, -1000..=-1_i64];
    prop_oneof![4 => vec(amount.clone(), 1), 1 => vec(amount, 1..5)]
}

fn history(
    pause: impl Strategy<Value = i64>,
    effective: impl Strategy<Value = Effective>,
) -> impl Strategy<Value = Vec<Planned>> {
    let planned = (pause, effective, amounts());
    vec(planned.prop_map(|(pause, effective, amounts)| Planned { pause, effective, amounts }), 1..60)
}

fn imported(times: impl Strategy<Value = i64>) -> impl Strategy<Value = Vec<Planned>> {
    history(0..2 * SECOND, times.prop_map(Effective::At))
}

fn chronological() -> impl Strategy<Value = Vec<Planned>> {
    imported(START - 400 * DAY..START).prop_map(|mut history| {
        history.sort_by_key(|planned| match planned.effective {
            Effective::At(micros) => micros,
            Effective::Absent | Effective::FromRecorded(_) => {
                unreachable!("an import names its times")
            }
        });
        history
    })
}

fn shuffled() -> impl Strategy<Value = Vec<Planned>> {
    imported(START - 400 * DAY..START)
}

fn all_at_one_instant() -> impl Strategy<Value = Vec<Planned>> {
    imported(Just(START - 90 * DAY))
}

fn jittered() -> impl Strategy<Value = Vec<Planned>> {
    history(0..20_000_i64, (-20_000..20_000_i64).prop_map(Effective::FromRecorded))
}

fn live() -> impl Strategy<Value = Vec<Planned>> {
    history(0..DAY, Just(Effective::Absent))
}

fn live_with_back_dates_and_post_dates() -> impl Strategy<Value = Vec<Planned>> {
    let effective = prop_oneof![
        6 => Just(Effective::Absent),
        2 => (-30 * DAY..0).prop_map(Effective::FromRecorded),
        2 => (0..30 * DAY).prop_map(Effective::FromRecorded),
        1 => (SECOND - 1..=SECOND + 1).prop_map(Effective::FromRecorded),
        1 => Just(Effective::At(START)),
    ];
    history(prop_oneof![0..10 * SECOND, 0..2 * DAY], effective)
}

fn any_history() -> impl Strategy<Value = Vec<Planned>> {
    prop_oneof![
        chronological(),
        shuffled(),
        all_at_one_instant(),
        jittered(),
        live(),
        live_with_back_dates_and_post_dates(),
        live_with_back_dates_and_post_dates(),
    ]
}

/// An instant at, just before or just after an entry's, or anywhere.
fn instants() -> impl Strategy<Value = Vec<(Index, i64)>> {
    vec((any::<Index>(), prop_oneof![4 => Just(0_i64), 1 => Just(-1), 1 => Just(1), 1 => -50 * DAY..50 * DAY]), 40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_snapshot_and_the_irregular_postings_give_the_balance_at_any_time_as_known_at_any_seq(
        history in any_history(),
        instants in instants(),
        seqs in vec(any::<Index>(), 40),
    ) {
        let entries = post_all(&history);
        let first = entries[0].seq;
        for ((near, offset), seq) in instants.iter().zip(&seqs) {
            let as_of = near.get(&entries).effective_at.plus_micros(*offset);
            assert_exact(&entries, as_of, seq.get(&entries).seq);
        }
        let last = entries[entries.len() - 1].seq;
        for as_of in [Timestamp::BEFORE_ALL, Timestamp::from_micros(i64::MAX)] {
            assert_exact(&entries, as_of, last);
            assert_exact(&entries, as_of, first - 1);
        }
    }

    #[test]
    fn snapshots_and_irregular_sums_run_along_with_the_postings(history in any_history()) {
        let entries = post_all(&history);
        let mut high = Timestamp::BEFORE_ALL;
        for (index, entry) in entries.iter().enumerate() {
            let (so_far, after) = (&entries[..=index], &entry.posting.after);
            prop_assert_eq!(after.version, i64::try_from(so_far.len()).unwrap());
            prop_assert_eq!(totals(after.balance.posted), sum(so_far));
            prop_assert_eq!(after.balance.held, Sides::default());
            let irregular = || so_far.iter().filter(|entry| entry.posting.irregular);
            prop_assert_eq!(totals(after.irregular.sum.posted), sum(irregular()));
            prop_assert_eq!(after.irregular.sum.held, Sides::default());
            prop_assert_eq!(after.irregular.count, i64::try_from(irregular().count()).unwrap());
            if !entry.posting.irregular {
                prop_assert!(entry.effective_at >= high, "regular postings rise along both axes");
                high = entry.effective_at;
            }
            prop_assert_eq!(after.effective_high, high);
        }
    }

    #[test]
    fn traffic_in_order_has_no_irregular_postings(history in prop_oneof![chronological(), all_at_one_instant(), live()]) {
        prop_assert!(post_all(&history).iter().all(|entry| !entry.posting.irregular));
    }

    #[test]
    fn a_posting_is_post_dated_beyond_one_second(ahead in prop_oneof![-1..=1_i64, -SECOND..DAY]) {
        let planned = Planned { pause: 1, effective: Effective::FromRecorded(SECOND + ahead), amounts: vec![1] };
        prop_assert_eq!(post_all(&[planned])[0].posting.irregular, ahead > 0);
    }
}
