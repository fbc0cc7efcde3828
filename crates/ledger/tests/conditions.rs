//! Conditions of postings, and amounts "up to" what there is.

mod fixture;

use fixture::{Fixture, account, at, moving, no_overdraft, postings, ruled};
use ledger::{
    AccountChange, AccountStatus, AccountType, Action, BalanceKind, Bound, Comparison, Condition, Expiry, NewPosting,
    Policy, Rejection, Rules,
    Side::{Credit, Debit},
    SignedDecimal,
};

fn wanting(mut postings: Vec<NewPosting>, condition: Condition) -> Action {
    postings[0].condition = Some(Box::new(condition));
    Action::Post(postings)
}

fn balance(kind: BalanceKind, comparison: Comparison, amount: &str) -> Condition {
    let balances = vec![(kind, comparison, SignedDecimal::parse(amount).unwrap())];
    Condition { balances, account_version: None }
}

fn sweep(from: &str, to: &str, amount: &str) -> Action {
    let mut postings = moving(from, to, amount);
    postings[0].up_to = true;
    Action::Post(postings)
}

#[test]
fn balances_are_compared_after_the_whole_transfer() {
    let mut fixture = Fixture::new(&["a", "b"]);
    fixture.run(Action::Post(moving("b", "a", "10"))).unwrap();
    let hold = Action::Hold { postings: moving("a", "b", "3"), expiry: Expiry::Never };
    fixture.run(hold).unwrap();
    // The first debit alone would leave 5 available: the credit after it counts too.
    let legs = || postings(&[("a", Debit, "2"), ("b", Credit, "1"), ("a", Credit, "1")]);
    for (kind, left) in [(BalanceKind::Available, "6"), (BalanceKind::Posted, "9"), (BalanceKind::Pending, "6")] {
        let wrong = fixture.run(wanting(legs(), balance(kind, Comparison::Gt, left)));
        let Err(Rejection::ConditionFailed { posting: 0, required, actual, .. }) = wrong else {
            panic!("{wrong:?}");
        };
        assert_eq!((required.as_str(), actual.as_str()), (left, left));
    }
    fixture.run(wanting(legs(), balance(BalanceKind::Available, Comparison::Eq, "6"))).unwrap();
}

#[test]
fn the_version_is_the_one_before_the_transfer() {
    let mut fixture = Fixture::new(&["a", "b"]);
    fixture.run(Action::Post(moving("b", "a", "10"))).unwrap();
    let seen = |version| Condition { balances: vec![], account_version: Some(version) };
    let stale = fixture.run(wanting(moving("a", "b", "1"), seen(2)));
    assert!(matches!(stale, Err(Rejection::AccountVersionFailed { posting: 0, required: 2, actual: 1, .. })));
    fixture.run(wanting(moving("a", "b", "1"), seen(1))).unwrap();
    assert!(fixture.run(wanting(moving("a", "b", "1"), seen(1))).is_err());
    assert_eq!(fixture.state("a").version, 2);
}

#[test]
fn a_sweep_takes_what_there_is_down_to_the_minimum_and_never_more() {
    let mut fixture = Fixture::new(&["bank"]);
    fixture.open("wallet", AccountType::Liability, no_overdraft());
    fixture.open("ruled", AccountType::Liability, ruled(Rules::default()));
    fixture.run(Action::Post(moving("bank", "wallet", "10"))).unwrap();
    fixture.run(Action::Hold { postings: moving("wallet", "bank", "4"), expiry: Expiry::At(at(60)) }).unwrap();
    let (_, swept) = fixture.run(sweep("wallet", "bank", "100")).unwrap();
    assert_eq!(swept.postings.iter().map(|posting| posting.amount.units()).collect::<Vec<_>>(), [6, 6]);
    assert_eq!(fixture.available("wallet"), 0);
    for wallet in ["wallet", "ruled"] {
        let refused = fixture.run(sweep(wallet, "bank", "100"));
        assert!(matches!(refused, Err(Rejection::NothingLeft { bound: Bound::Min, posting: 0, .. })), "{refused:?}");
    }
    assert!(fixture.book.account(&account("wallet")).is_some());
}

#[test]
fn a_condition_beyond_the_range_names_its_posting() {
    let mut fixture = Fixture::new(&["usd:a", "usd:b"]);
    let condition = balance(BalanceKind::Posted, Comparison::Lt, "99999999999999999999999999999999999999");
    let refused = fixture.run(wanting(moving("usd:a", "usd:b", "1"), condition));
    assert!(matches!(refused, Err(Rejection::AmountOverflow { posting: Some(0), .. })), "{refused:?}");
}

#[test]
fn what_a_sweep_lacks_is_said_at_the_accounts_scale() {
    let mut fixture = Fixture::new(&["usd:a", "usd:b"]);
    let Err(Rejection::NothingLeft { required, before, .. }) = fixture.run(sweep("usd:a", "usd:b", "5")) else {
        panic!("there is nothing");
    };
    assert_eq!((required.as_str(), before.as_str()), ("5.00", "0.00"));
}

#[test]
fn what_does_not_balance_or_has_no_open_account_is_refused_before_it_is_lowered() {
    let mut fixture = Fixture::new(&["bank"]);
    fixture.open("wallet", AccountType::Liability, no_overdraft());
    let unequal = |amount| {
        let mut postings = postings(&[("wallet", Debit, "5"), ("bank", Credit, amount)]);
        postings[0].up_to = true;
        Action::Post(postings)
    };
    assert!(matches!(fixture.run(unequal("4")), Err(Rejection::Unbalanced { .. })));
    assert!(matches!(fixture.run(unequal("5")), Err(Rejection::NothingLeft { .. })));
    for (status, closed) in [(AccountStatus::Frozen, false), (AccountStatus::Closed, true)] {
        let change = AccountChange { status: Some(status), ..AccountChange::default() };
        fixture.book.update_account(&account("bank"), &change).unwrap();
        let refused = fixture.run(unequal("5")).unwrap_err();
        assert_eq!(matches!(refused, Rejection::AccountClosed { .. }), closed);
        assert_eq!(matches!(refused, Rejection::AccountFrozen { .. }), !closed);
    }
}

#[test]
fn a_sweep_into_an_account_far_above_its_maximum_finds_nothing_left() {
    let mut fixture = Fixture::new(&["bank", "other"]);
    let max_balance = Some(SignedDecimal::parse("-99999999999999999999999999999999999999").unwrap());
    fixture.open("full", AccountType::Liability, Policy::default());
    fixture.run(Action::Post(moving("bank", "full", "5"))).unwrap();
    let mut change = AccountChange::default();
    change.policy.max_balance = Some(max_balance);
    fixture.book.update_account(&account("full"), &change).unwrap();
    let mut postings = moving("other", "full", "1");
    postings[1].up_to = true;
    let refused = fixture.run(Action::Post(postings));
    assert!(matches!(refused, Err(Rejection::NothingLeft { bound: Bound::Max, posting: 1, .. })), "{refused:?}");
}
