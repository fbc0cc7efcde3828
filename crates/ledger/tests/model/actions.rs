//! Random actions on the holds and transfers that a sequence has made so far.

use ledger::{
    AccountNo, AccountRef, Hold, HoldLeg, HoldStatus, Minor, Original, OriginalLeg, Side, Subject, Timestamp,
    TransferKind,
};
use uuid::Uuid;

use crate::{
    commands::{Act, Leg, Money, Share, Transfer},
    naive::{Ledger, minor_units, units},
    scene::{Dice, Scene, View, effective_at, expiry, written},
};

/// A leg that an action may be about, and how much of it is left.
struct Room {
    account: AccountNo,
    direction: Side,
    left: u128,
}

impl View<'_> {
    /// Adds what a later item of the same group may act on, as if it were accepted.
    pub fn foresee(&mut self, new: &Transfer) {
        let (Act::Post(legs) | Act::Hold { legs, .. }) = &new.act else { return };
        let known = legs.iter().map(|leg| {
            let account = &self.ledger.accounts[self.ledger.index_of(&leg.account)?];
            let amount = Minor::new(i128::try_from(minor_units(&leg.amount, account.asset.scale).ok()?).unwrap())?;
            Some((AccountNo(account.no), leg.direction, amount))
        });
        let Some(known) = known.collect::<Option<Vec<_>>>() else { return };
        let at = Timestamp::from_micros(self.ledger.now);
        self.subjects.push(match &new.act {
            Act::Hold { .. } => Subject::Hold(Hold {
                seq: 0,
                id: new.id,
                status: HoldStatus::Open,
                expires_at: None,
                held_at: new.effective_at.unwrap_or(at),
                legs: known
                    .iter()
                    .map(|&(account_no, direction, held)| HoldLeg {
                        account_no,
                        direction,
                        held,
                        captured: Minor::ZERO,
                        remaining: held,
                    })
                    .collect(),
            }),
            _ => Subject::Original(Original {
                seq: 0,
                id: new.id,
                kind: TransferKind::Transfer,
                legs: known
                    .iter()
                    .map(|&(account_no, direction, amount)| OriginalLeg {
                        account_no,
                        direction,
                        amount,
                        reversed: Minor::ZERO,
                    })
                    .collect(),
            }),
        });
    }

    /// One of those that are fit, mostly; now and then any, or none that exists. The newest is as likely as
    /// all others, so that holds are acted on more than once and group items on each other.
    fn target(&self, fit: impl Fn(&Subject) -> bool, dice: &mut Dice) -> Option<(Uuid, Option<&Subject>)> {
        let any = dice.chance(8);
        let choices: Vec<&Subject> = self.subjects.iter().filter(|subject| any || fit(subject)).collect();
        if dice.chance(1) {
            return Some((Uuid::from_u128((7 << 76) + (1 << 70)), None));
        }
        if choices.is_empty() {
            return None;
        }
        let chosen = if dice.chance(50) { dice.index(choices.len()) } else { choices.len() - 1 };
        Some((choices[chosen].id(), Some(choices[chosen])))
    }
}

fn is_open(subject: &Subject) -> bool {
    matches!(subject, Subject::Hold(hold) if hold.status == HoldStatus::Open)
}

fn is_reversible(subject: &Subject) -> bool {
    let Subject::Original(original) = subject else { return false };
    matches!(original.kind, TransferKind::Transfer | TransferKind::Capture)
        && original.legs.iter().any(|leg| leg.reversed < leg.amount)
}

impl Scene {
    /// An action, and when it is effective; none where there is nothing to act on.
    pub fn action(&self, view: &View<'_>, dice: &mut Dice) -> Option<(Act, Option<Timestamp>)> {
        let now = view.ledger.now;
        Some(match dice.below(36) {
            0..15 => {
                let (hold, subject) = view.target(is_open, dice)?;
                let share = self.share(view.ledger, subject, true, dice);
                (Act::Capture { hold, share, last: dice.chance(25) }, around(now, subject, dice))
            }
            15..18 => {
                let (hold, subject) = view.target(is_open, dice)?;
                (Act::Void { hold }, around(now, subject, dice))
            }
            18..22 => {
                let (hold, subject) = view.target(is_open, dice)?;
                (
                    Act::Increment { hold, share: self.share(view.ledger, subject, false, dice) },
                    around(now, subject, dice),
                )
            }
            22..25 => (Act::Extend { hold: view.target(is_open, dice)?.0, expiry: expiry(now, dice) }, None),
            25 => {
                let now = Timestamp::from_micros(now);
                let is_due = |subject: &Subject| matches!(subject, Subject::Hold(hold) if hold.is_due(now));
                (Act::Expire { hold: view.target(is_due, dice)?.0 }, None)
            }
            _ => {
                let (transfer, subject) = view.target(is_reversible, dice)?;
                let share = self.share(view.ledger, subject, true, dice);
                (Act::Reverse { transfer, share }, dice.maybe(30, |dice| effective_at(now, dice)))
            }
        })
    }

    fn share(&self, ledger: &Ledger, subject: Option<&Subject>, may_be_rest: bool, dice: &mut Dice) -> Share {
        let rooms = rooms(subject);
        let extra = dice.maybe(25, |dice| tolerance(ledger, subject) + u128::from(dice.below(2))).unwrap_or(0);
        match dice.below(100) {
            0..30 if may_be_rest => Share::Rest,
            0..60 => {
                let account = rooms.first().and_then(|room| ledger.account(room.account));
                let scale = account.map_or(0, |account| u32::from(account.asset.scale));
                let left = rooms.first().map_or(1, |room| room.left);
                Share::Amount(match dice.chance(5) {
                    true => self.money(dice.below(4), dice),
                    false => written(portion(left, extra, dice), scale, dice),
                })
            }
            _ => Share::Postings(self.named(ledger, &rooms, extra, dice)),
        }
    }

    /// Postings that name all that is left, or pairs of it.
    fn named(&self, ledger: &Ledger, rooms: &[Room], extra: u128, dice: &mut Dice) -> Vec<Leg> {
        let mut parts: Vec<(&Room, u128)> = vec![];
        if dice.chance(50) {
            parts.extend(rooms.iter().filter(|room| room.left > 0).map(|room| (room, room.left)));
        }
        if parts.is_empty() || extra > 0 {
            for _ in 0..=dice.below(2) {
                parts.extend(pair(ledger, rooms, extra, dice).into_iter().flatten());
            }
        }
        let merged = dice.chance(40);
        let mut legs: Vec<(AccountNo, Side, u128)> = vec![];
        for (room, units) in parts {
            match legs.iter_mut().find(|leg| merged && (leg.0, leg.1) == (room.account, room.direction)) {
                Some(leg) => leg.2 = leg.2.saturating_add(units),
                None => legs.push((room.account, room.direction, units)),
            }
        }
        let mut legs: Vec<Leg> = legs
            .into_iter()
            .filter_map(|(account, direction, units)| {
                let account = ledger.account(account)?;
                let money = written(units.clamp(1, crate::naive::MAX), u32::from(account.asset.scale), dice);
                Some(Leg::new(AccountRef::Path(account.path.clone()), direction, money))
            })
            .collect();
        if legs.is_empty() {
            let money = Money { digits: 1, decimals: 0, negative: false };
            legs.push(Leg::new(AccountRef::Path(crate::scene::paths()[0].clone()), Side::Debit, money));
        }
        if dice.chance(6) {
            self.spoil(dice, &mut legs);
        }
        legs
    }
}

/// As much of a debit as of a credit in the same asset.
fn pair<'r>(ledger: &Ledger, rooms: &'r [Room], extra: u128, dice: &mut Dice) -> Option<[(&'r Room, u128); 2]> {
    let debits: Vec<&Room> = rooms.iter().filter(|room| room.direction == Side::Debit).collect();
    let debit = debits[dice.index((!debits.is_empty()).then_some(debits.len())?)];
    let asset = |room: &Room| ledger.account(room.account).map(|account| account.asset.no);
    let credits: Vec<&Room> =
        rooms.iter().filter(|room| room.direction == Side::Credit && asset(room) == asset(debit)).collect();
    let credit = credits[dice.index((!credits.is_empty()).then_some(credits.len())?)];
    let units = portion(debit.left.min(credit.left), extra, dice);
    Some([(debit, units), (credit, units)])
}

fn rooms(subject: Option<&Subject>) -> Vec<Room> {
    match subject {
        None => vec![],
        Some(Subject::Hold(hold)) => hold
            .legs
            .iter()
            .map(|leg| Room { account: leg.account_no, direction: leg.direction, left: units(leg.remaining) })
            .collect(),
        Some(Subject::Original(original)) => original
            .legs
            .iter()
            .map(|leg| {
                let left = units(leg.amount) - units(leg.reversed);
                Room { account: leg.account_no, direction: leg.direction, left }
            })
            .collect(),
    }
}

/// The most that some account of a hold lets be captured beyond it.
fn tolerance(ledger: &Ledger, subject: Option<&Subject>) -> u128 {
    let Some(Subject::Hold(hold)) = subject else { return 0 };
    let of_leg = |leg: &HoldLeg| ledger.account(leg.account_no).map_or(0, |account| account.tolerance(units(leg.held)));
    hold.legs.iter().map(of_leg).max().unwrap_or(0)
}

fn portion(left: u128, extra: u128, dice: &mut Dice) -> u128 {
    let units = match dice.below(6) {
        0..2 => left,
        2 => left / 2,
        3 => u128::from(dice.magnitude(3)),
        4 => left / 3,
        _ => left + u128::from(dice.below(2)),
    };
    units.saturating_add(extra).clamp(1, crate::naive::MAX)
}

/// Mostly the default; else near the instants that bound it.
fn around(now: i64, subject: Option<&Subject>, dice: &mut Dice) -> Option<Timestamp> {
    let Some(Subject::Hold(hold)) = subject.filter(|_| dice.chance(30)) else { return None };
    Some(match dice.below(4) {
        0 => hold.held_at,
        1 => hold.held_at.plus_micros(i64::from(dice.below(3)) - 1),
        2 => hold.expires_at.unwrap_or(hold.held_at).plus_micros(i64::from(dice.below(2)) - 1),
        _ => effective_at(now, dice),
    })
}
