//! Rules of the book that random commands meet too seldom, or that deserve a name.

use ledger::{
    Account, AccountChange, AccountPath, AccountRef, AccountStatus, AccountType, Action, AssetCode, Attributes, Book,
    Bound, DecimalAmount, ExternalId, Made, Metadata, NewAccount, NewAsset, NewPosting, NewTransfer, Policy, Rejection,
    Side::{self, Credit, Debit},
    SignedDecimal, Timestamp,
};
use uuid::Uuid;

const LARGEST: &str = "99999999999999999999999999999999999999";

fn book(accounts: &[&str]) -> Book {
    let mut book = Book::new(0, 0, 0);
    book.begin_batch(Timestamp::from_micros(1_000_000));
    for path in accounts {
        open(&mut book, path, None);
    }
    book
}

/// Opens an income account in yen, which has no decimals: credits raise it.
fn open(book: &mut Book, path: &str, min_balance: Option<&str>) {
    let new = NewAccount {
        path: AccountPath::parse(path).unwrap(),
        account_type: AccountType::Income,
        asset: AssetCode::parse("JPY").unwrap(),
        normal_side: None,
        policy: Policy {
            min_balance: min_balance.map(|text| SignedDecimal::parse(text).unwrap()),
            ..Policy::default()
        },
        attributes: Attributes::default(),
    };
    let id = Uuid::from_u128(book.known_accounts() as u128 + 1);
    book.create_account(&new, id).unwrap();
}

fn transfer(postings: &[(&str, Side, &str)]) -> NewTransfer {
    let posting = |&(path, direction, amount): &(&str, Side, &str)| {
        NewPosting::new(account(path), direction, DecimalAmount::parse(amount).unwrap())
    };
    NewTransfer {
        id: Uuid::nil(),
        client_id: false,
        action: Action::Post(postings.iter().map(posting).collect()),
        effective_at: None,
        external_id: None,
        description: None,
        metadata: Metadata::new(),
        manual: false,
        approval: None,
    }
}

fn account(path: &str) -> AccountRef {
    AccountRef::Path(AccountPath::parse(path).unwrap())
}

fn known<'book>(book: &'book Book, path: &str) -> Option<&'book Account> {
    book.account(&account(path))
}

fn overflow(posting: usize, path: &str) -> Rejection {
    Rejection::AmountOverflow { posting: Some(posting), account: AccountPath::parse(path).unwrap() }
}

#[test]
fn amounts_beyond_the_range_together_do_not_hide_that_a_transfer_is_unbalanced() {
    let mut book = book(&["a", "b", "c"]);
    let unbalanced = transfer(&[("a", Debit, LARGEST), ("b", Debit, LARGEST), ("c", Credit, "1")]);
    assert_eq!(book.post(&unbalanced), Err(overflow(1, "b")));
    let other_asset_first = transfer(&[("a", Debit, "1"), ("b", Credit, "2")]);
    assert!(matches!(book.post(&other_asset_first), Err(Rejection::Unbalanced { .. })));
    assert_eq!(book.last_seq(), 3);
}

#[test]
fn an_overflow_is_named_after_every_other_refusal() {
    let mut book = book(&["full", "other"]);
    open(&mut book, "guarded", Some("0"));
    book.post(&transfer(&[("full", Credit, LARGEST), ("other", Debit, LARGEST)])).unwrap();
    let both = transfer(&[("full", Credit, "5"), ("guarded", Debit, "5")]);
    assert!(matches!(book.post(&both), Err(Rejection::OutOfBounds { bound: Bound::Min, posting: 1, .. })));
    let overflow_alone = transfer(&[("guarded", Credit, "5"), ("full", Credit, "5"), ("other", Debit, "10")]);
    assert_eq!(book.post(&overflow_alone), Err(overflow(1, "full")));
}

#[test]
fn the_first_posting_that_breaks_a_bound_is_named() {
    let mut book = book(&["free"]);
    open(&mut book, "first", Some("0"));
    open(&mut book, "second", Some("0"));
    let postings = [("first", Credit, "1"), ("second", Debit, "5"), ("first", Debit, "4"), ("free", Credit, "8")];
    let Err(Rejection::OutOfBounds { posting, account, required, before, after, .. }) = book.post(&transfer(&postings))
    else {
        panic!("both guarded accounts would fall below zero");
    };
    assert_eq!((posting, account.as_str()), (1, "second"));
    assert_eq!([required, before, after], ["5", "0", "-5"]);
}

#[test]
fn a_refused_group_leaves_no_asset_behind() {
    let mut book = book(&[]);
    let new = NewAsset { code: AssetCode::parse("GEM").unwrap(), scale: 3, name: None };
    let refused: Result<(), ()> = book.all_or_none(|book| {
        book.register_asset(&new).unwrap();
        Err(())
    });
    assert_eq!(refused, Err(()));
    assert_eq!((book.asset(&new.code), book.last_asset_no(), book.last_seq()), (None, 0, 0));
    assert!(matches!(book.register_asset(&new), Ok(Made::New { seq: 1, .. })));
}

#[test]
fn a_stale_revision_is_named_after_every_other_refusal() {
    let mut book = book(&["a", "b"]);
    book.post(&transfer(&[("a", Debit, "1"), ("b", Credit, "1")])).unwrap();
    let mut change = AccountChange { if_revision: Some(7), status: Some(AccountStatus::Closed), ..Default::default() };
    assert!(matches!(book.update_account(&account("a"), &change), Err(Rejection::AccountNotEmpty { .. })));
    change.status = None;
    let conflict = book.update_account(&account("a"), &change);
    assert!(matches!(conflict, Err(Rejection::VersionConflict { expected: 7, actual: 1, .. })));
}

#[test]
fn the_accounts_unused_for_longest_are_forgotten_first() {
    let mut book = book(&["old", "older", "oldest", "used", "used:too"]);
    book.end_batch();
    book.begin_batch(Timestamp::from_micros(2_000_000));
    book.post(&transfer(&[("used", Debit, "1"), ("used:too", Credit, "1")])).unwrap();
    book.end_batch();
    book.forget_beyond(5);
    assert_eq!(book.known_accounts(), 5);
    let forgotten = known(&book, "old").unwrap().clone();
    book.forget_beyond(4);
    assert_eq!(book.known_accounts(), 2);
    assert!(known(&book, "used").is_some() && known(&book, "used:too").is_some());

    let to_forgotten = transfer(&[("used", Debit, "1"), ("old", Credit, "1")]);
    let not_found = |posting, account| Rejection::AccountNotFound { posting, account };
    assert_eq!(book.post(&to_forgotten), Err(not_found(Some(1), account("old"))));
    book.load_attributes(forgotten.no, Attributes::default());
    let by_id = AccountRef::Id(forgotten.id);
    assert_eq!(book.update_account(&by_id, &AccountChange::default()), Err(not_found(None, by_id)));
}

#[test]
fn a_batch_begins_with_the_accounts_of_the_last_one_and_no_other_names() {
    let mut book = book(&["a", "b"]);
    let asset = NewAsset { code: AssetCode::parse("GEM").unwrap(), scale: 3, name: None };
    let registered = book.register_asset(&asset);
    let mut named = transfer(&[("a", Debit, "1"), ("b", Credit, "1")]);
    named.client_id = true;
    named.external_id = Some(ExternalId::parse("order-42").unwrap());
    book.post(&named).unwrap();
    assert_eq!(book.post(&named), Err(Rejection::IdConflict { id: named.id }));

    book.end_batch();
    book.begin_batch(Timestamp::from_micros(2_000_000));
    let no = known(&book, "a").map(|account| account.no).unwrap();
    assert_eq!((book.attributes(no), book.asset(&asset.code)), (None, None));
    assert!(book.post(&named).is_ok());
    assert!(matches!(registered, Ok(Made::New { seq: 3, what }) if what.0 == book.last_asset_no()));
}
