//! What crosses a monitor's threshold, and when that is told.

mod fixture;

use fixture::{Fixture, at, moving, no_overdraft, postings, ruled};
use ledger::{
    AccountNo, AccountType, Action, Alert, AlertWhen, AssetCode, BalanceKind, Change, Crossed, Expiry, Made, Minor,
    MonitorChange, MonitorNo, MonitorTerms, NewMonitor, Part, PathPrefix, Policy, PostedTransfer, Rejection, Rules,
    Side::{Credit, Debit},
    SignedDecimal,
};

fn decimal(text: &str) -> SignedDecimal {
    SignedDecimal::parse(text).unwrap()
}

fn monitor(name: &str, path_prefix: &str, balance: BalanceKind, when: AlertWhen, threshold: &str) -> NewMonitor {
    NewMonitor {
        name: name.into(),
        path_prefix: PathPrefix::parse(path_prefix).unwrap(),
        asset: AssetCode::parse("JPY").unwrap(),
        balance,
        when,
        terms: MonitorTerms { threshold: decimal(threshold), active: true },
    }
}

/// Two accounts below `users`, of which the first has 100, and one monitor of all.
fn watched(balance: BalanceKind, when: AlertWhen, threshold: &str) -> Fixture {
    let mut fixture = Fixture::new(&["users:1", "users:2", "bank"]);
    fixture.run(Action::Post(moving("bank", "users:1", "100"))).unwrap();
    fixture.book.set_monitor(&monitor("first", "users", balance, when, threshold)).unwrap();
    fixture
}

/// Moves an amount and answers what that raised: the account, and from what to what its balance went which way.
fn told(posted: &PostedTransfer) -> Vec<(i32, i128, i128, Crossed)> {
    let of = |alert: &Alert| (alert.account_no.0, alert.before.units(), alert.amount.units(), alert.crossed);
    posted.alerts.iter().map(of).collect()
}

fn pay(fixture: &mut Fixture, from: &str, to: &str, amount: &str) -> Vec<(i32, i128, i128, Crossed)> {
    told(&fixture.run(Action::Post(moving(from, to, amount))).unwrap().1)
}

#[test]
fn falling_below_is_told_once_until_the_balance_was_back() {
    let mut fixture = watched(BalanceKind::Posted, AlertWhen::Below, "50");
    assert_eq!(pay(&mut fixture, "users:1", "bank", "50"), []);
    assert_eq!(pay(&mut fixture, "users:1", "bank", "1"), [(1, 50, 49, Crossed::Down)]);
    assert_eq!(pay(&mut fixture, "users:1", "bank", "9"), []);
    assert_eq!(pay(&mut fixture, "bank", "users:1", "10"), []);
    assert_eq!(pay(&mut fixture, "users:1", "bank", "60"), [(1, 50, -10, Crossed::Down)]);
}

#[test]
fn rising_above_is_told_once_until_the_balance_was_back() {
    let mut fixture = watched(BalanceKind::Posted, AlertWhen::Above, "120");
    assert_eq!(pay(&mut fixture, "bank", "users:1", "20"), []);
    assert_eq!(pay(&mut fixture, "bank", "users:1", "1"), [(1, 120, 121, Crossed::Up)]);
    assert_eq!(pay(&mut fixture, "bank", "users:1", "1"), []);
    assert_eq!(pay(&mut fixture, "users:1", "bank", "2"), []);
    assert_eq!(pay(&mut fixture, "bank", "users:1", "1"), [(1, 120, 121, Crossed::Up)]);
}

#[test]
fn crossing_is_told_both_ways() {
    let mut fixture = watched(BalanceKind::Posted, AlertWhen::Crossing, "-10");
    assert_eq!(pay(&mut fixture, "users:1", "bank", "110"), []);
    assert_eq!(pay(&mut fixture, "users:1", "bank", "1"), [(1, -10, -11, Crossed::Down)]);
    assert_eq!(pay(&mut fixture, "bank", "users:1", "1"), [(1, -11, -10, Crossed::Up)]);
    assert_eq!(pay(&mut fixture, "bank", "users:1", "500"), []);
}

#[test]
fn a_transfer_is_judged_by_what_it_does_in_all() {
    let mut fixture = watched(BalanceKind::Posted, AlertWhen::Below, "50");
    // Down to 40 on the way, and back at 60.
    let there_and_back =
        postings(&[("users:1", Debit, "60"), ("bank", Credit, "60"), ("users:1", Credit, "20"), ("bank", Debit, "20")]);
    let (_, posted) = fixture.run(Action::Post(there_and_back)).unwrap();
    assert_eq!(posted.alerts, []);
    let twice = postings(&[("users:1", Debit, "5"), ("bank", Credit, "15"), ("users:1", Debit, "10")]);
    let (_, posted) = fixture.run(Action::Post(twice)).unwrap();
    let expected = Alert {
        seq: posted.seq + 1,
        monitor: MonitorNo(1),
        account_no: AccountNo(1),
        account_version: 5,
        crossed: Crossed::Down,
        before: minor(60),
        amount: minor(45),
    };
    assert_eq!(posted.alerts, [expected]);
    assert_eq!(fixture.state("users:1").version, 5);
}

fn minor(units: i128) -> Minor {
    Minor::new(units).unwrap()
}

#[test]
fn alerts_are_numbered_after_their_transfer_by_monitor_and_then_by_posting() {
    let mut fixture = watched(BalanceKind::Posted, AlertWhen::Crossing, "50");
    fixture.book.set_monitor(&monitor("second", "users:2", BalanceKind::Posted, AlertWhen::Above, "10")).unwrap();
    let before = fixture.book.last_seq();
    let both = postings(&[("users:2", Credit, "60"), ("users:1", Debit, "60")]);
    let (_, posted) = fixture.run(Action::Post(both)).unwrap();
    let order: Vec<_> = posted.alerts.iter().map(|alert| (alert.seq, alert.monitor.0, alert.account_no.0)).collect();
    assert_eq!(posted.seq, before + 1);
    assert_eq!(order, [(before + 2, 1, 2), (before + 3, 1, 1), (before + 4, 2, 2)]);
    assert_eq!(fixture.book.last_seq(), before + 4);
    let (_, next) = fixture.run(Action::Post(moving("bank", "users:1", "1"))).unwrap();
    assert_eq!(next.seq, before + 5);
}

#[test]
fn what_is_taken_back_or_refused_raises_none_and_leaves_no_gap() {
    let mut fixture = watched(BalanceKind::Posted, AlertWhen::Below, "50");
    let before = fixture.book.last_seq();
    let new = fixture.new_transfer(Action::Post(moving("users:1", "bank", "60")));
    let refused: Result<(), ()> = fixture.book.all_or_none(|book| {
        assert_eq!(book.post(&new).unwrap().alerts.len(), 1);
        Err(())
    });
    assert!(refused.is_err());
    assert_eq!(fixture.book.last_seq(), before);
    assert!(fixture.run(Action::Post(moving("users:1", "nobody", "60"))).is_err());
    assert_eq!(pay(&mut fixture, "users:1", "bank", "60"), [(1, 100, 40, Crossed::Down)]);
    assert_eq!(fixture.book.last_seq(), before + 2);
    // Whatever rule it is that refuses.
    fixture.open("users:bounded", AccountType::Liability, no_overdraft());
    fixture.open("users:frozen", AccountType::Liability, ruled(Rules { freeze_debits: true, ..Rules::default() }));
    for path in ["users:bounded", "users:frozen"] {
        pay(&mut fixture, "bank", path, "100");
        let before = fixture.book.last_seq();
        assert!(fixture.run(Action::Post(moving(path, "bank", "101"))).is_err(), "{path}");
        assert_eq!((fixture.book.last_seq(), fixture.available(path)), (before, 100));
    }
}

#[test]
fn what_is_held_counts_for_the_balance_that_a_monitor_names() {
    for (balance, held, captured) in [
        (BalanceKind::Available, vec![(1, 100, 40, Crossed::Down)], vec![]),
        (BalanceKind::Pending, vec![(1, 100, 40, Crossed::Down)], vec![]),
        (BalanceKind::Posted, vec![], vec![(1, 100, 40, Crossed::Down)]),
    ] {
        let mut fixture = watched(balance, AlertWhen::Crossing, "50");
        let hold = |fixture: &mut Fixture| {
            let action = Action::Hold { postings: moving("users:1", "bank", "60"), expiry: Expiry::At(at(60)) };
            fixture.run(action).unwrap()
        };
        let (id, posted) = hold(&mut fixture);
        assert_eq!(told(&posted), held, "{balance:?}");
        let (_, posted) = fixture.run(Action::Void { hold: id }).unwrap();
        let back: Vec<_> = held.iter().map(|(no, before, after, _)| (*no, *after, *before, Crossed::Up)).collect();
        assert_eq!(told(&posted), back, "{balance:?}");
        let (id, _) = hold(&mut fixture);
        let (_, posted) = fixture.run(Action::Capture { hold: id, part: Part::Rest, last: true }).unwrap();
        assert_eq!(told(&posted), captured, "{balance:?}");
    }
}

#[test]
fn only_what_a_monitor_covers_while_it_is_active_alerts() {
    let mut fixture = watched(BalanceKind::Posted, AlertWhen::Below, "50");
    fixture.open("users", AccountType::Liability, Policy::default());
    fixture.open("users2", AccountType::Liability, Policy::default());
    fixture.open("usd:users:1", AccountType::Liability, Policy::default());
    fixture.open("usd:bank", AccountType::Liability, Policy::default());
    for path in ["users", "users2"] {
        pay(&mut fixture, "bank", path, "100");
    }
    assert_eq!(pay(&mut fixture, "users2", "bank", "60"), []);
    assert_eq!(pay(&mut fixture, "users", "bank", "60").len(), 1);
    pay(&mut fixture, "usd:bank", "usd:users:1", "100");
    assert_eq!(pay(&mut fixture, "usd:users:1", "usd:bank", "60"), []);
    let off = MonitorChange { active: Some(false), ..MonitorChange::default() };
    fixture.book.change_monitor("first", &off).unwrap();
    assert_eq!(pay(&mut fixture, "users:1", "bank", "60"), []);
    let on = MonitorChange { active: Some(true), threshold: Some(decimal("30")) };
    fixture.book.change_monitor("first", &on).unwrap();
    assert_eq!(pay(&mut fixture, "users:1", "bank", "11"), [(1, 40, 29, Crossed::Down)]);
}

#[test]
fn a_monitor_is_set_once_and_changed_only_where_something_differs() {
    let mut fixture = Fixture::new(&["users:1"]);
    let new = monitor("low", "users", BalanceKind::Available, AlertWhen::Below, "50");
    let before = fixture.book.last_seq();
    assert_eq!(fixture.book.set_monitor(&new), Ok(Made::New { seq: before + 1, what: MonitorNo(1) }));
    assert_eq!(fixture.book.set_monitor(&new), Ok(Made::Existing(MonitorNo(1))));
    let other = NewMonitor { when: AlertWhen::Above, ..new.clone() };
    assert!(matches!(fixture.book.set_monitor(&other), Err(Rejection::MonitorExists { .. })));
    let foreign = NewMonitor { name: "other".into(), asset: AssetCode::parse("POINTS").unwrap(), ..new.clone() };
    assert!(matches!(fixture.book.set_monitor(&foreign), Err(Rejection::AssetNotFound { .. })));
    let terms = MonitorTerms { threshold: decimal("0.5"), active: true };
    let finer = NewMonitor { name: "other".into(), terms, ..new };
    assert!(matches!(fixture.book.set_monitor(&finer), Err(Rejection::ScaleMismatch { .. })));
    let change = |threshold: &str| MonitorChange { threshold: Some(decimal(threshold)), active: None };
    assert_eq!(fixture.book.change_monitor("low", &change("50")), Ok(Change::Unchanged));
    assert_eq!(fixture.book.change_monitor("low", &change("60")), Ok(Change::Changed { seq: before + 2 }));
    assert!(matches!(fixture.book.change_monitor("low", &change("0.5")), Err(Rejection::ScaleMismatch { .. })));
    assert!(matches!(fixture.book.change_monitor("none", &change("1")), Err(Rejection::MonitorNotFound { .. })));
    let monitor = fixture.book.monitor("low").unwrap();
    assert_eq!((monitor.revision, monitor.terms.threshold.units()), (2, 60));
    assert_eq!(fixture.book.last_seq(), before + 2);
}
