//! Holds: what captures, voids, increments and expiry make of them.

mod fixture;

use fixture::{Fixture, account, at, moving, no_overdraft, postings, ruled};
use ledger::{
    AccountChange, AccountStatus, AccountType, Action, Bound, DecimalAmount, Expiry, Hold, HoldStatus, Part, Rejection,
    Rules,
    Side::{Credit, Debit},
    Subject, TransferKind,
};
use uuid::Uuid;

fn hold(fixture: &mut Fixture, amount: &str, expiry: Expiry) -> Uuid {
    fixture.run(Action::Hold { postings: moving("buyer", "shop", amount), expiry }).unwrap().0
}

fn amount(amount: &str) -> Part {
    Part::Amount(DecimalAmount::parse(amount).unwrap())
}

fn capture(hold: Uuid, part: Part, last: bool) -> Action {
    Action::Capture { hold, part, last }
}

fn held(fixture: &Fixture, id: Uuid) -> &Hold {
    match fixture.book.subject(&id) {
        Some(Subject::Hold(hold)) => hold,
        other => panic!("{id} is no hold: {other:?}"),
    }
}

/// The next batch, with a hold of the last one loaded again.
fn next_batch(fixture: &mut Fixture, seconds: i64, id: Uuid) {
    let kept = fixture.book.subject(&id).unwrap().clone();
    fixture.book.end_batch();
    fixture.book.begin_batch(at(seconds));
    fixture.book.load_subject(kept);
}

#[test]
fn of_a_capture_and_a_void_the_first_wins() {
    for capture_first in [true, false] {
        let mut fixture = Fixture::new(&["buyer", "shop"]);
        let id = hold(&mut fixture, "100", Expiry::Never);
        let (first, second) = (capture(id, Part::Rest, false), Action::Void { hold: id });
        let (first, second) = if capture_first { (first, second) } else { (second, first) };
        fixture.run(first).unwrap();
        let status = if capture_first { HoldStatus::Captured } else { HoldStatus::Voided };
        let refused = fixture.run(second).unwrap_err();
        assert_eq!(refused, Rejection::HoldNotOpen { hold: id, status: Some(status) });
        assert_eq!(fixture.available("buyer"), if capture_first { -100 } else { 0 });
    }
}

#[test]
fn a_hold_that_is_due_can_only_expire_and_does_so_at_its_instant() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let id = hold(&mut fixture, "100", Expiry::After(60));
    assert!(matches!(fixture.run(Action::Expire { hold: id }), Err(Rejection::HoldNotOpen { .. })));
    next_batch(&mut fixture, 90, id);
    let expired = Rejection::HoldExpired { hold: id, expires_at: at(60) };
    for action in
        [capture(id, Part::Rest, true), Action::Void { hold: id }, Action::Extend { hold: id, expiry: Expiry::Never }]
    {
        assert_eq!(fixture.run(action).unwrap_err(), expired);
    }
    let (_, expiry) = fixture.run(Action::Expire { hold: id }).unwrap();
    assert_eq!((expiry.kind, expiry.effective_at), (TransferKind::Expiry, at(60)));
    assert_eq!(fixture.run(Action::Void { hold: id }).unwrap_err(), expired);
    assert!(fixture.run(Action::Expire { hold: id }).is_err(), "once only");
    assert_eq!(fixture.available("buyer"), 0);
}

#[test]
fn a_final_capture_releases_the_rest() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let id = hold(&mut fixture, "100", Expiry::Never);
    let (_, made) = fixture.run(capture(id, amount("30"), true)).unwrap();
    assert_eq!((made.postings[0].posted.units(), made.postings[0].held.units()), (30, -100));
    assert_eq!((held(&fixture, id).status, fixture.available("buyer")), (HoldStatus::Captured, -30));
}

#[test]
fn partial_captures_exhaust_a_hold() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let id = hold(&mut fixture, "100", Expiry::Never);
    for (part, status) in [("30", HoldStatus::Open), ("30", HoldStatus::Open), ("40", HoldStatus::Captured)] {
        fixture.run(capture(id, amount(part), false)).unwrap();
        assert_eq!(held(&fixture, id).status, status);
    }
    assert!(matches!(fixture.run(capture(id, amount("1"), false)), Err(Rejection::HoldNotOpen { .. })));
}

#[test]
fn more_than_was_held_is_captured_up_to_the_tolerance_and_no_unit_beyond() {
    for (tolerance, most) in [(0, 1000), (1500, 1150), (250, 1025), (10_000, 2000)] {
        let mut fixture = Fixture::new(&["shop"]);
        fixture.open("buyer", AccountType::Liability, ruled(Rules { over_capture: tolerance, ..Rules::default() }));
        let id = hold(&mut fixture, "1000", Expiry::Never);
        let beyond = fixture.run(capture(id, amount(&(most + 1).to_string()), false));
        assert!(matches!(beyond, Err(Rejection::OverCapture { posting: 0, .. })), "{beyond:?}");
        fixture.run(capture(id, amount(&most.to_string()), false)).unwrap();
        assert_eq!((held(&fixture, id).status, fixture.available("buyer")), (HoldStatus::Captured, -most));
    }
}

#[test]
fn the_tolerance_is_exact_for_the_largest_holds() {
    let mut fixture = Fixture::new(&["shop"]);
    fixture.open("buyer", AccountType::Liability, ruled(Rules { over_capture: 10_000, ..Rules::default() }));
    let id = hold(&mut fixture, "40000000000000000000000000000000009999", Expiry::Never);
    fixture.run(capture(id, amount("80000000000000000000000000000000019998"), false)).unwrap();
}

/// A hold in which an asset account is debited beside the buyer, so that it takes nothing from it.
fn mixed_hold(tolerance: u16) -> (Fixture, Uuid) {
    let mut fixture = Fixture::new(&["shop"]);
    fixture.open("buyer", AccountType::Liability, ruled(Rules { over_capture: tolerance, ..Rules::default() }));
    fixture.open("till", AccountType::Asset, ruled(Rules::default()));
    let legs = postings(&[("buyer", Debit, "10"), ("till", Debit, "10"), ("shop", Credit, "20")]);
    let id = fixture.run(Action::Hold { postings: legs, expiry: Expiry::Never }).unwrap().0;
    (fixture, id)
}

#[test]
fn an_account_that_gives_nothing_is_not_captured_beyond_the_hold_where_nobody_tolerates_it() {
    let (mut fixture, id) = mixed_hold(0);
    let part = Part::Postings(postings(&[("till", Debit, "100"), ("shop", Credit, "100")]));
    let captured = fixture.run(capture(id, part, true));
    assert!(matches!(captured, Err(Rejection::OverCapture { .. })), "{captured:?}");
}

#[test]
fn more_on_one_leg_of_many_alone_is_refused() {
    let mut fixture = Fixture::new(&["shop", "fees"]);
    fixture.open("buyer", AccountType::Liability, ruled(Rules { over_capture: 10_000, ..Rules::default() }));
    let legs = postings(&[("buyer", Debit, "10"), ("shop", Credit, "6"), ("fees", Credit, "4")]);
    let id = fixture.run(Action::Hold { postings: legs, expiry: Expiry::Never }).unwrap().0;
    let part = Part::Postings(postings(&[("buyer", Debit, "9"), ("shop", Credit, "7"), ("fees", Credit, "2")]));
    let captured = fixture.run(capture(id, part, false));
    assert!(matches!(captured, Err(Rejection::OverCapture { posting: 1, .. })), "{captured:?}");
}

#[test]
fn what_was_captured_beyond_a_leg_does_not_block_the_others_once_the_tolerance_is_gone() {
    let mut fixture = Fixture::new(&["other", "shop", "fixed"]);
    fixture.open("buyer", AccountType::Liability, ruled(Rules { over_capture: 10_000, ..Rules::default() }));
    let legs =
        postings(&[("buyer", Debit, "10"), ("shop", Credit, "10"), ("other", Debit, "5"), ("fixed", Credit, "5")]);
    let id = fixture.run(Action::Hold { postings: legs, expiry: Expiry::Never }).unwrap().0;
    let part = Part::Postings(moving("buyer", "shop", "12"));
    fixture.run(capture(id, part, false)).unwrap();
    let mut strict = AccountChange::default();
    strict.policy.over_capture = Some(0);
    fixture.book.update_account(&account("buyer"), &strict).unwrap();
    fixture.run(capture(id, Part::Rest, true)).unwrap();
    assert_eq!(held(&fixture, id).status, HoldStatus::Captured);
}

#[test]
fn a_hold_is_captured_later_in_its_group_and_undone_with_it() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let before = (fixture.state("buyer"), fixture.book.last_seq());
    let mut made = vec![];
    let refused = hold_capture_and_void(&mut fixture, &mut made);
    assert!(matches!(refused, Err(Rejection::HoldNotOpen { .. })));
    assert_eq!((fixture.state("buyer"), fixture.book.last_seq()), before);
    assert!(made.iter().all(|id| fixture.book.subject(id).is_none()));
}

/// A hold, its capture, and then a void that comes too late.
fn hold_capture_and_void(fixture: &mut Fixture, made: &mut Vec<Uuid>) -> Result<(), Rejection> {
    let hold = fixture.new_transfer(Action::Hold { postings: moving("buyer", "shop", "5"), expiry: Expiry::Never });
    let capture = fixture.new_transfer(capture(hold.id, Part::Rest, false));
    let void = fixture.new_transfer(Action::Void { hold: hold.id });
    made.extend([hold.id, capture.id]);
    fixture.book.all_or_none(|book| {
        book.post(&hold)?;
        book.post(&capture)?;
        assert!(matches!(book.subject(&hold.id), Some(Subject::Hold(hold)) if hold.status == HoldStatus::Captured));
        book.post(&void).map(|_| ())
    })
}

#[test]
fn what_is_held_counts_in_the_minimum() {
    let mut fixture = Fixture::new(&["bank", "shop"]);
    fixture.open("buyer", AccountType::Liability, no_overdraft());
    fixture.run(Action::Post(moving("bank", "buyer", "100"))).unwrap();
    let id = hold(&mut fixture, "80", Expiry::Never);
    let second = fixture.run(Action::Hold { postings: moving("buyer", "shop", "21"), expiry: Expiry::Never });
    assert!(matches!(second, Err(Rejection::OutOfBounds { bound: Bound::Min, .. })), "{second:?}");
    let spent = fixture.run(Action::Post(moving("buyer", "shop", "21")));
    assert!(matches!(spent, Err(Rejection::OutOfBounds { bound: Bound::Min, .. })), "{spent:?}");
    fixture.run(Action::Post(moving("buyer", "shop", "20"))).unwrap();
    fixture.run(capture(id, Part::Rest, false)).unwrap();
    assert_eq!(fixture.available("buyer"), 0);
}

#[test]
fn a_hold_on_a_frozen_account_is_voided_and_not_captured() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let id = hold(&mut fixture, "100", Expiry::Never);
    let frozen = AccountChange { status: Some(AccountStatus::Frozen), ..Default::default() };
    fixture.book.update_account(&account("buyer"), &frozen).unwrap();
    let captured = fixture.run(capture(id, Part::Rest, false));
    assert!(matches!(captured, Err(Rejection::AccountFrozen { posting: 0, .. })), "{captured:?}");
    fixture.run(Action::Void { hold: id }).unwrap();
    assert_eq!(fixture.available("buyer"), 0);
}

#[test]
fn nothing_is_effective_before_the_hold_and_no_increment_when_it_ends() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let id = hold(&mut fixture, "100", Expiry::After(60));
    let actions = [
        (capture(id, Part::Rest, false), -1),
        (Action::Void { hold: id }, -1),
        (Action::Increment { hold: id, part: amount("1") }, -1),
        (Action::Increment { hold: id, part: amount("1") }, 60),
        (Action::Increment { hold: id, part: amount("1") }, 61),
    ];
    for (action, seconds) in actions {
        let mut new = fixture.new_transfer(action);
        new.effective_at = Some(at(seconds));
        let refused = fixture.book.post(&new);
        assert!(matches!(refused, Err(Rejection::EffectiveAtOutOfRange { .. })), "{refused:?}");
    }
    let mut increment = fixture.new_transfer(Action::Increment { hold: id, part: amount("1") });
    increment.effective_at = Some(at(59));
    fixture.book.post(&increment).unwrap();
    let (_, captured) = fixture.run(capture(id, Part::Rest, false)).unwrap();
    assert_eq!(captured.effective_at, at(59), "not before the increment");
}

#[test]
fn postings_must_be_named_where_there_are_more_than_two_and_must_be_the_holds() {
    let (mut fixture, id) = mixed_hold(0);
    let refused = fixture.run(capture(id, amount("1"), false));
    assert_eq!(refused.unwrap_err(), Rejection::PostingsRequired { transfer: id, postings: 3 });
    let turned = Part::Postings(postings(&[("buyer", Credit, "1"), ("shop", Debit, "1")]));
    assert!(matches!(fixture.run(capture(id, turned, false)), Err(Rejection::NoSuchPosting { posting: 0, .. })));
}

/// Each void is effective before what was posted since its hold, so that it counts as irregular, and the
/// running sum of these is of what they let go: it leaves the range where that is too much in all.
#[test]
fn what_is_let_go_late_in_all_is_within_the_range_of_amounts() {
    const LARGE: &str = "99999999999999999999999999999999999900";
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let mut let_go_late = |seconds| {
        fixture.book.end_batch();
        fixture.book.begin_batch(at(seconds));
        let id = hold(&mut fixture, LARGE, Expiry::Never);
        let mut ahead = fixture.new_transfer(Action::Post(moving("buyer", "shop", "1")));
        ahead.effective_at = Some(at(seconds + 1));
        fixture.book.post(&ahead).unwrap();
        let before =
            (fixture.state("buyer"), fixture.state("shop"), fixture.book.last_seq(), held(&fixture, id).clone());
        let voided = fixture.run(Action::Void { hold: id });
        let after =
            (fixture.state("buyer"), fixture.state("shop"), fixture.book.last_seq(), held(&fixture, id).clone());
        (voided, before == after)
    };
    let (first, untouched) = let_go_late(10);
    assert!(first.is_ok() && !untouched, "{first:?}");
    let (second, untouched) = let_go_late(20);
    assert!(matches!(second, Err(Rejection::AmountOverflow { posting: Some(0), .. })), "{second:?}");
    assert!(untouched, "a refusal leaves no trace");
}

#[test]
fn an_account_that_gives_nothing_takes_as_much_beyond_the_hold_as_another_gives_and_no_more() {
    let captured = |buyer: &str, till: &str, shop: &str| {
        let (mut fixture, id) = mixed_hold(5_000);
        let legs = postings(&[("buyer", Debit, buyer), ("till", Debit, till), ("shop", Credit, shop)]);
        fixture.run(capture(id, Part::Postings(legs), false))
    };
    captured("15", "10", "25").unwrap();
    captured("15", "15", "30").unwrap_err();
    let (mut fixture, id) = mixed_hold(5_000);
    fixture.run(capture(id, Part::Postings(postings(&[("till", Debit, "5"), ("shop", Credit, "5")])), false)).unwrap();
    let legs = postings(&[("buyer", Debit, "15"), ("till", Debit, "5"), ("shop", Credit, "20")]);
    fixture.run(capture(id, Part::Postings(legs), false)).unwrap();
}

#[test]
fn a_posting_is_named_by_its_place_in_the_hold_even_where_only_some_are_captured() {
    let mut fixture = Fixture::new(&["buyer", "shop", "fees"]);
    let legs = postings(&[("buyer", Debit, "10"), ("shop", Credit, "6"), ("fees", Credit, "4")]);
    let id = fixture.run(Action::Hold { postings: legs, expiry: Expiry::Never }).unwrap().0;
    let frozen = AccountChange { status: Some(AccountStatus::Frozen), ..Default::default() };
    fixture.book.update_account(&account("fees"), &frozen).unwrap();
    let part = Part::Postings(postings(&[("buyer", Debit, "4"), ("fees", Credit, "4")]));
    let captured = fixture.run(capture(id, part, false));
    assert!(matches!(captured, Err(Rejection::AccountFrozen { posting: 2, .. })), "{captured:?}");
}
