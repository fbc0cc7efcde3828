//! The book against a naive model: the same random commands through both, every answer and every
//! state equal.
//!
//! `TALLYBOOK_MODEL_COMMANDS` sets how many commands, `TALLYBOOK_MODEL_SEED` where their seeds begin.

mod actions;
mod commands;
mod drafts;
mod history;
mod judge;
mod kinds;
mod monitors;
mod naive;
mod scene;

use std::{collections::BTreeMap, thread};

use commands::{Command, Transfer};
use kinds::{ALERTED, KINDS, kind};
use ledger::{AccountNo, AccountRef, Book, HoldStatus, NewTransfer, PostedTransfer, Rejection, Subject, Timestamp};
use naive::{Ledger, Outcome, Refusal};
use proptest::{collection::vec, prelude::*};
use rand::{SeedableRng as _, rngs::StdRng};
use scene::{Dice, Scene};

const START: i64 = 1_775_000_000_000_000;
const COMMANDS_PER_SEQUENCE: u64 = 250;

fn run_book(book: &mut Book, command: &Command) -> Result<Outcome, Refusal> {
    Ok(match command {
        Command::RegisterAsset(new) => Outcome::Asset(book.register_asset(&new.into())?),
        Command::CreateAccount(new) => Outcome::Account(book.create_account(&new.into(), new.id)?),
        Command::UpdateAccount(change) => Outcome::Change(book.update_account(&change.account, &change.into())?),
        Command::Post(new) => Outcome::Transfer(post(book, new)?),
        Command::Group { items, gives_up } => Outcome::Group(book.all_or_none(|book| {
            let mut outcomes = vec![];
            for (index, item) in items.iter().enumerate() {
                match run_book(book, item) {
                    Ok(outcome) => outcomes.push(outcome),
                    Err(Refusal::Rejected(rejection)) => {
                        return Err(Refusal::Item(index, rejection));
                    }
                    Err(refusal) => outcomes.push(Outcome::Nothing(Box::new(refusal))),
                }
            }
            if *gives_up { Err(Refusal::GaveUp) } else { Ok(outcomes) }
        })?),
    })
}

/// Posts, having asked for an explanation: it begins with what then refuses.
fn post(book: &mut Book, new: &Transfer) -> Result<PostedTransfer, Rejection> {
    let new = NewTransfer::from(new);
    let explained = book.explain(&new);
    let result = book.post(&new);
    assert_eq!(explained.first(), result.as_ref().err(), "an explanation begins with the refusal");
    result
}

struct Pair {
    book: Book,
    naive: Ledger,
    scene: Scene,
}

impl Pair {
    fn new(vast: bool) -> Pair {
        let naive = Ledger::new(START);
        let mut book = Book::new(naive.last_seq, 0, 0);
        book.begin_batch(Timestamp::from_micros(START));
        Pair { book, naive, scene: Scene::new(vast) }
    }

    /// Runs one command and answers what came of it, or ends the batch.
    fn step(&mut self, dice: &mut Dice) -> Option<Result<Outcome, Refusal>> {
        if dice.chance(4) {
            self.next_batch(dice);
            return None;
        }
        if dice.chance(5) {
            monitors::watch(&mut self.book, &mut self.naive, &self.scene, dice);
            return None;
        }
        let command = self.scene.command(&self.naive, self.naive.subjects(), dice);
        Some(self.run(&command))
    }

    fn run(&mut self, command: &Command) -> Result<Outcome, Refusal> {
        let expected = self.naive.run(command);
        let actual = run_book(&mut self.book, command);
        assert_eq!(actual, expected, "left: book, right: model, at {command:#?}");
        self.compare_states();
        let next = AccountNo(self.naive.last_account_no() + 1);
        assert_eq!((self.book.account_by_no(next), self.book.attributes(next)), (None, None));
        actual
    }

    fn next_batch(&mut self, dice: &mut Dice) {
        let Pair { book, naive, .. } = self;
        book.end_batch();
        if dice.chance(50) {
            let (known, limit) = (book.known_accounts(), dice.below(16) as usize);
            book.forget_beyond(limit);
            let left = book.known_accounts();
            let as_promised = if known > limit { left <= known / 2 } else { left == known };
            assert!(as_promised, "{left} left of {known} with a limit of {limit}");
        }
        if dice.chance(10) {
            let monitors = book.monitors().to_vec();
            *book = Book::new(naive.last_seq, naive.last_account_no(), naive.last_asset_no);
            book.load_monitors(monitors);
        }
        naive.now += i64::from(dice.magnitude(8)) + 1;
        book.begin_batch(Timestamp::from_micros(naive.now));
        for account in &naive.accounts {
            let expected = account.as_account();
            match book.account(&AccountRef::Path(account.path.clone())) {
                Some(kept) => assert_eq!(*kept, expected),
                None => book.load_account(expected.clone()),
            }
            book.load_attributes(expected.no, account.attributes.clone());
        }
        for (asset, name) in &naive.assets {
            book.load_asset(asset.clone(), name.clone());
        }
        for entry in &naive.entries {
            book.load_id(entry.id);
            if let Some(external_id) = &entry.external_id {
                book.load_external_id(external_id.clone(), entry.id);
            }
        }
        for subject in naive.subjects() {
            book.load_subject(subject);
        }
        self.expire_due_holds(dice);
    }

    /// What the ledger does before the commands of a batch. Now and then it does not, so that commands meet
    /// holds that are due.
    fn expire_due_holds(&mut self, dice: &mut Dice) {
        let now = Timestamp::from_micros(self.naive.now);
        for subject in self.naive.subjects() {
            let Subject::Hold(hold) = subject else { continue };
            let is_due = hold.status == HoldStatus::Open && hold.expires_at.is_some_and(|expires_at| expires_at <= now);
            assert_eq!(hold.is_due(now), is_due);
            if is_due && !dice.chance(30) {
                let expiry = self.scene.expiry_of(hold.id);
                let outcome = self.run(&Command::Post(expiry));
                assert!(self.scene.vast || outcome.is_ok(), "a hold that is due expires: {outcome:?}");
            }
        }
    }

    fn compare_states(&self) {
        let Pair { book, naive, .. } = self;
        for account in &naive.accounts {
            let state = book.account_by_no(AccountNo(account.no)).map(|account| account.state);
            assert_eq!(state, Some(account.state().0), "left: book, right: model, at {}", account.path);
        }
        for (entry, subject) in naive.entries.iter().zip(naive.subjects()) {
            let expected = naive.is_known(entry).then_some(&subject);
            assert_eq!(book.subject(&entry.id), expected, "left: book, right: model");
        }
    }

    fn compare(&self) {
        let Pair { book, naive, .. } = self;
        assert_eq!(book.last_seq(), naive.last_seq);
        assert_eq!(book.last_account_no(), naive.last_account_no());
        assert_eq!(book.last_asset_no(), naive.last_asset_no);
        assert_eq!(book.recorded_at().micros(), naive.now);
        assert_eq!(book.known_accounts(), naive.accounts.len());
        for account in &naive.accounts {
            let expected = account.as_account();
            assert_eq!(book.account_by_no(expected.no), Some(&expected));
            assert_eq!(book.account(&AccountRef::Path(account.path.clone())), Some(&expected));
            assert_eq!(book.account(&AccountRef::Id(account.id)), Some(&expected));
            assert_eq!(book.attributes(expected.no), Some(&account.attributes));
        }
        for path in scene::paths() {
            let known = naive.accounts.iter().any(|account| account.path == *path);
            assert_eq!(book.account(&AccountRef::Path(path.clone())).is_some(), known);
        }
        for (asset, _) in &naive.assets {
            assert_eq!(book.asset(&asset.code), Some(asset));
        }
    }
}

/// Names the seed of the sequence that failed.
struct Failing(u64);

impl Drop for Failing {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("rerun with TALLYBOOK_MODEL_SEED={} TALLYBOOK_MODEL_COMMANDS=1", self.0);
        }
    }
}

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

fn run_sequence(seed: u64, kinds: &mut BTreeMap<&'static str, u64>) {
    let _failing = Failing(seed);
    let mut dice = Dice::Random(Box::new(StdRng::seed_from_u64(seed)));
    let mut pair = Pair::new(seed.is_multiple_of(8));
    for _ in 0..COMMANDS_PER_SEQUENCE {
        if let Some(result) = pair.step(&mut dice) {
            *kinds.entry(kind(&result)).or_default() += 1;
            if let Ok(Outcome::Transfer(posted)) = &result
                && !posted.alerts.is_empty()
            {
                *kinds.entry(ALERTED).or_default() += 1;
            }
        }
    }
    pair.compare();
    pair.naive.check_history(&mut dice);
}

#[test]
fn the_book_agrees_with_the_model_over_hundreds_of_thousands_of_commands() {
    let first_seed = from_environment("TALLYBOOK_MODEL_SEED").unwrap_or(1);
    let commands = from_environment("TALLYBOOK_MODEL_COMMANDS").unwrap_or(400_000);
    let end = first_seed + commands.div_ceil(COMMANDS_PER_SEQUENCE);
    let kinds = thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|worker| {
                scope.spawn(move || {
                    let mut kinds = BTreeMap::new();
                    (first_seed + worker..end).step_by(2).for_each(|seed| run_sequence(seed, &mut kinds));
                    kinds
                })
            })
            .collect();
        let mut kinds = BTreeMap::<&str, u64>::new();
        for (kind, count) in workers.into_iter().flat_map(|worker| worker.join().unwrap()) {
            *kinds.entry(kind).or_default() += count;
        }
        kinds
    });
    println!("{kinds:#?}");
    if commands >= 100_000 {
        assert_eq!(kinds.len(), KINDS, "the commands reach every kind of answer");
        assert!(kinds["transfer posted"] > commands / 12, "enough transfers are posted");
        assert!(kinds[ALERTED] > commands / 1_000, "enough alerts are raised");
        assert!(kinds["captured"] > commands / 54, "enough of holds is captured");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_book_agrees_with_the_model(vast: bool, rolls in vec(vec(any::<u16>(), 0..80), 1..60)) {
        let mut pair = Pair::new(vast);
        for rolls in &rolls {
            pair.step(&mut Dice::Rolls(rolls.iter()));
        }
        pair.compare();
        pair.naive.check_history(&mut Dice::Rolls(rolls.concat().iter()));
    }
}
