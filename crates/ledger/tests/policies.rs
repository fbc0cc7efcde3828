//! What an account's policy refuses.

mod fixture;

use fixture::{Fixture, account, at, moving, no_overdraft, postings, ruled};
use ledger::{
    AccountChange, AccountType, Action, Approval, Bound, DecimalAmount, Expiry, Part, PathPrefix, Rejection, Rules,
    Side::{Credit, Debit},
    SignedDecimal,
};

fn with(rules: Rules<SignedDecimal>) -> Fixture {
    let mut fixture = Fixture::new(&["shop:1", "shop:2", "shopping"]);
    fixture.open("a", AccountType::Liability, ruled(rules));
    fixture
}

fn decimal(text: &str) -> Option<SignedDecimal> {
    Some(SignedDecimal::parse(text).unwrap())
}

#[test]
fn a_frozen_side_takes_no_posting_of_its_direction() {
    let mut fixture = with(Rules { freeze_debits: true, ..Rules::default() });
    fixture.run(Action::Post(moving("shop:1", "a", "5"))).unwrap();
    let refused = fixture.run(Action::Post(moving("a", "shop:1", "5")));
    assert!(matches!(refused, Err(Rejection::SideFrozen { posting: 0, side: Debit, .. })), "{refused:?}");
    let mut thawed = AccountChange::default();
    (thawed.policy.freeze_debits, thawed.policy.freeze_credits) = (Some(false), Some(true));
    fixture.book.update_account(&account("a"), &thawed).unwrap();
    fixture.run(Action::Post(moving("a", "shop:1", "5"))).unwrap();
    let refused = fixture.run(Action::Post(moving("shop:1", "a", "5")));
    assert!(matches!(refused, Err(Rejection::SideFrozen { posting: 1, side: Credit, .. })), "{refused:?}");
}

#[test]
fn only_accounts_below_a_prefix_may_stand_opposite() {
    let counterparties = vec![PathPrefix::parse("shop").unwrap()];
    let mut fixture = with(Rules { counterparties, ..Rules::default() });
    fixture.run(Action::Post(moving("a", "shop:1", "5"))).unwrap();
    let refused = fixture.run(Action::Post(moving("a", "shopping", "5")));
    assert!(matches!(refused, Err(Rejection::CounterpartyNotAllowed { posting: 0, .. })), "{refused:?}");
    let beside = postings(&[("a", Debit, "5"), ("shopping", Debit, "1"), ("shop:2", Credit, "6")]);
    fixture.run(Action::Post(beside)).unwrap();
}

#[test]
fn required_metadata_is_asked_of_transfers_and_holds_but_not_of_captures() {
    let mut fixture = with(Rules { required_metadata: vec!["order".into()], ..Rules::default() });
    let action = Action::Hold { postings: moving("a", "shop:1", "5"), expiry: Expiry::At(at(60)) };
    let mut hold = fixture.new_transfer(action);
    assert!(matches!(fixture.book.post(&hold), Err(Rejection::MetadataRequired { posting: 0, .. })));
    hold.metadata.insert("order".into(), "42".into());
    fixture.book.post(&hold).unwrap();
    fixture.run(Action::Capture { hold: hold.id, part: Part::Rest, last: false }).unwrap();
}

#[test]
fn one_transfer_moves_no_more_than_the_most_in_all_its_postings() {
    let mut fixture = with(Rules { max_amount: decimal("10"), ..Rules::default() });
    fixture.run(Action::Post(moving("a", "shop:1", "10"))).unwrap();
    let split = postings(&[("a", Debit, "6"), ("a", Debit, "5"), ("shop:1", Credit, "11")]);
    let refused = fixture.run(Action::Post(split));
    let Err(Rejection::AmountLimitExceeded { posting: 0, limit, required, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((limit.as_str(), required.as_str()), ("10", "11"));
}

#[test]
fn an_increment_makes_no_hold_of_more_than_the_most() {
    let mut fixture = with(Rules { max_amount: decimal("10"), ..Rules::default() });
    let hold = Action::Hold { postings: moving("a", "shop:1", "6"), expiry: Expiry::Never };
    let (hold, _) = fixture.run(hold).unwrap();
    let mut increment = |amount| {
        let part = Part::Amount(DecimalAmount::parse(amount).unwrap());
        fixture.run(Action::Increment { hold, part })
    };
    increment("3").unwrap();
    let refused = increment("2");
    let Err(Rejection::AmountLimitExceeded { posting: 0, required, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(required, "11");
    increment("1").unwrap();
}

#[test]
fn posted_and_pending_have_bounds_of_their_own() {
    let mut fixture = with(Rules { min_posted: decimal("-10"), min_pending: decimal("-20"), ..Rules::default() });
    let hold = |amount| Action::Hold { postings: moving("a", "shop:1", amount), expiry: Expiry::Never };
    let (id, _) = fixture.run(hold("20")).unwrap();
    let beyond = fixture.run(hold("1"));
    assert!(matches!(beyond, Err(Rejection::OutOfBounds { bound: Bound::MinPending, .. })), "{beyond:?}");
    let captured = fixture.run(Action::Capture { hold: id, part: Part::Rest, last: false });
    assert!(matches!(captured, Err(Rejection::OutOfBounds { bound: Bound::MinPosted, .. })), "{captured:?}");
}

#[test]
fn a_second_person_is_asked_only_where_nothing_else_refuses() {
    let approval = Approval { above: decimal("10"), manual: true, ..Approval::default() };
    let mut fixture = with(Rules { approval, ..Rules::default() });
    fixture.open("empty", AccountType::Liability, no_overdraft());
    fixture.run(Action::Post(moving("a", "shop:1", "10"))).unwrap();
    let above = fixture.run(Action::Post(moving("a", "shop:1", "11")));
    assert!(matches!(above, Err(Rejection::ApprovalRequired { rule: "above", .. })), "{above:?}");
    let mut by_hand = fixture.new_transfer(Action::Post(moving("a", "shop:1", "1")));
    by_hand.manual = true;
    assert!(matches!(fixture.book.post(&by_hand), Err(Rejection::ApprovalRequired { rule: "manual", .. })));
    let both = fixture.run(Action::Post(moving("empty", "a", "11")));
    assert!(matches!(both, Err(Rejection::OutOfBounds { .. })), "{both:?}");
    assert_eq!((fixture.available("a"), fixture.state("a").version), (-10, 1));
}
