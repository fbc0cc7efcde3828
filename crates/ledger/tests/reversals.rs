//! Reversals: of what, and of how much.

mod fixture;

use fixture::{Fixture, account, at, moving, no_overdraft, postings, ruled};
use ledger::{
    AccountType, Action, Bound, DecimalAmount, Expiry, Part, Rejection, Rules,
    Side::{Credit, Debit},
    TransferKind,
};
use uuid::Uuid;

fn reverse(transfer: Uuid, part: Part) -> Action {
    Action::Reverse { transfer, part }
}

fn amount(amount: &str) -> Part {
    Part::Amount(DecimalAmount::parse(amount).unwrap())
}

#[test]
fn a_transfer_is_reversed_in_parts_until_nothing_is_left() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let (id, posted) = fixture.run(Action::Post(moving("buyer", "shop", "100"))).unwrap();
    for part in [amount("30"), amount("30"), Part::Rest] {
        let (_, reversal) = fixture.run(reverse(id, part)).unwrap();
        let target = reversal.target.unwrap();
        assert_eq!((reversal.kind, target.id, target.seq), (TransferKind::Reversal, id, posted.seq));
    }
    assert_eq!((fixture.available("buyer"), fixture.available("shop")), (0, 0));
    for part in [amount("1"), Part::Rest] {
        assert!(matches!(fixture.run(reverse(id, part)), Err(Rejection::OverReversal { .. })));
    }
}

#[test]
fn no_part_is_reversed_beyond_what_is_left_of_it() {
    let mut fixture = Fixture::new(&["buyer", "shop", "fees"]);
    let legs = postings(&[("buyer", Debit, "10"), ("shop", Credit, "7"), ("fees", Credit, "3")]);
    let (id, _) = fixture.run(Action::Post(legs)).unwrap();
    let part = |legs: &[_]| Part::Postings(postings(legs));
    let beyond = part(&[("buyer", Debit, "4"), ("fees", Credit, "4")]);
    assert!(matches!(fixture.run(reverse(id, beyond)), Err(Rejection::OverReversal { posting: 2, .. })));
    let required = fixture.run(reverse(id, amount("1")));
    assert_eq!(required.unwrap_err(), Rejection::PostingsRequired { transfer: id, postings: 3 });
    fixture.run(reverse(id, part(&[("buyer", Debit, "3"), ("fees", Credit, "3")]))).unwrap();
    fixture.run(reverse(id, Part::Rest)).unwrap();
    assert_eq!(fixture.available("shop"), 0);
}

#[test]
fn a_capture_is_reversed_and_its_hold_stays_captured() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let hold = Action::Hold { postings: moving("buyer", "shop", "100"), expiry: Expiry::Never };
    let (hold, _) = fixture.run(hold).unwrap();
    let (capture, _) = fixture.run(Action::Capture { hold, part: amount("40"), last: true }).unwrap();
    fixture.run(reverse(capture, Part::Rest)).unwrap();
    assert_eq!(fixture.available("buyer"), 0);
    assert!(matches!(fixture.run(Action::Void { hold }), Err(Rejection::HoldNotOpen { .. })));
}

#[test]
fn holds_voids_and_reversals_are_not_reversed() {
    let mut fixture = Fixture::new(&["buyer", "shop"]);
    let hold = Action::Hold { postings: moving("buyer", "shop", "100"), expiry: Expiry::Never };
    let (hold, _) = fixture.run(hold).unwrap();
    let (void, _) = fixture.run(Action::Void { hold }).unwrap();
    let (posted, _) = fixture.run(Action::Post(moving("buyer", "shop", "1"))).unwrap();
    let (reversal, _) = fixture.run(reverse(posted, Part::Rest)).unwrap();
    let kinds = [(hold, TransferKind::Hold), (void, TransferKind::Void), (reversal, TransferKind::Reversal)];
    for (transfer, kind) in kinds {
        let refused = fixture.run(reverse(transfer, Part::Rest)).unwrap_err();
        assert_eq!(refused, Rejection::NotReversible { transfer, kind });
    }
}

#[test]
fn a_reversal_is_effective_whenever_it_is_said_to_be_and_bounds_judge_it() {
    let mut fixture = Fixture::new(&["bank"]);
    fixture.open("shop", AccountType::Liability, no_overdraft());
    fixture.open("ruled", AccountType::Liability, ruled(Rules::default()));
    let (id, _) = fixture.run(Action::Post(moving("bank", "shop", "100"))).unwrap();
    let mut early = fixture.new_transfer(reverse(id, amount("10")));
    early.effective_at = Some(at(-100));
    assert_eq!(fixture.book.post(&early).unwrap().effective_at, at(-100));
    fixture.run(Action::Post(moving("shop", "ruled", "60"))).unwrap();
    let refused = fixture.run(reverse(id, Part::Rest));
    assert!(matches!(refused, Err(Rejection::OutOfBounds { bound: Bound::Min, .. })), "{refused:?}");
    assert_eq!(fixture.state("shop").version, 3);
    assert!(fixture.book.account(&account("shop")).is_some());
}
