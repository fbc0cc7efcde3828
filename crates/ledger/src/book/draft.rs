//! From a command to the postings it would make: accounts found, amounts in minor units, and, for an
//! action on a hold or a transfer, how that would stand afterwards.

use uuid::Uuid;

use super::Book;
use crate::{
    Account, AccountNo, Action, AmountError, AssetNo, Bound, DecimalAmount, Expiry, Hold, HoldLeg, HoldStatus, Minor,
    NewPosting, NewTransfer, Original, Part, Rejection, Side, Subject, Target, Timestamp, TransferKind,
};

/// A tolerance of 100 %, in the hundredths of a percent that policies are kept in.
const WHOLE: i128 = 10_000;

/// A posting with its account found.
#[derive(Clone, Copy)]
pub(super) struct Leg<'book> {
    /// Its place among the postings of the request, or of the hold or transfer that is acted on.
    pub index: usize,
    pub account: &'book Account,
    pub direction: Side,
    /// `None` beyond the range of amounts.
    pub amount: Option<Minor>,
    /// How much less is held after it.
    pub released: Minor,
}

impl Leg<'_> {
    /// What it adds to the posted and to the held total of its side.
    pub fn moves(&self, kind: TransferKind) -> Option<(Minor, Minor)> {
        let amount = self.amount?;
        let released = Minor::ZERO.checked_sub(self.released).expect("the range is symmetric");
        Some(match kind {
            TransferKind::Transfer | TransferKind::Reversal | TransferKind::Capture => (amount, released),
            TransferKind::Hold | TransferKind::Increment => (Minor::ZERO, amount),
            TransferKind::Void | TransferKind::Expiry | TransferKind::Extension => (Minor::ZERO, released),
        })
    }
}

/// What an action would do, not yet judged by its accounts' rules.
pub(super) struct Draft<'book> {
    pub kind: TransferKind,
    pub effective_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub target: Option<Target>,
    pub legs: Vec<Leg<'book>>,
    /// The hold or original as it stands afterwards; a new hold's `seq` is not known yet.
    pub subject: Option<Subject>,
}

impl Book {
    /// # Errors
    /// The first rejection that leaves nothing to judge any further.
    pub(super) fn draft(&self, new: &NewTransfer) -> Result<Draft<'_>, Rejection> {
        let effective_at = new.effective_at.unwrap_or(self.recorded_at);
        match &new.action {
            Action::Post(postings) => {
                let legs = self.resolve(postings)?;
                Ok(Draft { legs, ..Draft::empty(TransferKind::Transfer, effective_at) })
            }
            Action::Hold { postings, expiry } => {
                let legs = self.resolve(postings)?;
                let expires_at = self.expires_at(*expiry, effective_at)?;
                let hold = Hold {
                    seq: 0,
                    id: new.id,
                    status: HoldStatus::Open,
                    expires_at,
                    held_at: effective_at,
                    legs: legs
                        .iter()
                        .map(|leg| {
                            let held = leg.amount.unwrap_or_default();
                            HoldLeg {
                                account_no: leg.account.no,
                                direction: leg.direction,
                                held,
                                captured: Minor::ZERO,
                                remaining: held,
                            }
                        })
                        .collect(),
                };
                let subject = Some(Subject::Hold(hold));
                Ok(Draft { legs, expires_at, subject, ..Draft::empty(TransferKind::Hold, effective_at) })
            }
            Action::Capture { hold, part, last } => self.capture(new, *hold, part, *last),
            Action::Void { hold } => {
                let hold = self.open_hold(*hold)?;
                let effective_at = self.effective_within(new, hold.held_at, None)?;
                Ok(self.release(hold, TransferKind::Void, HoldStatus::Voided, effective_at))
            }
            Action::Expire { hold } => {
                let Some(Subject::Hold(hold)) = self.batch.subjects.get(hold) else {
                    return Err(Rejection::TransferNotFound { id: *hold });
                };
                let due = hold.expires_at.filter(|_| hold.is_due(self.recorded_at));
                let Some(effective_at) = due else {
                    return Err(Rejection::HoldNotOpen { hold: hold.id, status: Some(hold.status) });
                };
                Ok(self.release(hold, TransferKind::Expiry, HoldStatus::Expired, effective_at))
            }
            Action::Increment { hold, part } => self.increment(new, *hold, part),
            Action::Extend { hold, expiry } => {
                let mut hold = self.open_hold(*hold)?.clone();
                hold.expires_at = self.expires_at(*expiry, hold.held_at)?;
                Ok(Draft {
                    expires_at: hold.expires_at,
                    target: Some(Target { seq: hold.seq, id: hold.id }),
                    subject: Some(Subject::Hold(hold)),
                    ..Draft::empty(TransferKind::Extension, self.recorded_at)
                })
            }
            Action::Reverse { transfer, part } => self.reverse(*transfer, part, effective_at),
        }
    }

    fn open_hold(&self, id: Uuid) -> Result<&Hold, Rejection> {
        match self.batch.subjects.get(&id) {
            None => Err(Rejection::TransferNotFound { id }),
            Some(Subject::Original(_)) => Err(Rejection::HoldNotOpen { hold: id, status: None }),
            Some(Subject::Hold(hold)) => match (hold.status, hold.expires_at) {
                (HoldStatus::Open, _) if !hold.is_due(self.recorded_at) => Ok(hold),
                (HoldStatus::Open | HoldStatus::Expired, Some(expires_at)) => {
                    Err(Rejection::HoldExpired { hold: id, expires_at })
                }
                (status, _) => Err(Rejection::HoldNotOpen { hold: id, status: Some(status) }),
            },
        }
    }

    /// When a hold that is held from `held_at` on ends.
    fn expires_at(&self, expiry: Expiry, held_at: Timestamp) -> Result<Option<Timestamp>, Rejection> {
        let expires_at = match expiry {
            Expiry::Never => return Ok(None),
            Expiry::At(instant) => instant,
            Expiry::After(seconds) => self.recorded_at.plus_micros(i64::from(seconds) * 1_000_000),
        };
        let after = held_at.max(self.recorded_at);
        if expires_at > after { Ok(Some(expires_at)) } else { Err(Rejection::ExpiresTooEarly { expires_at, after }) }
    }

    /// The instant asked for, or the earliest possible from now on.
    fn effective_within(
        &self,
        new: &NewTransfer,
        from: Timestamp,
        before: Option<Timestamp>,
    ) -> Result<Timestamp, Rejection> {
        let effective_at = new.effective_at.unwrap_or(self.recorded_at.max(from));
        if effective_at < from || before.is_some_and(|before| effective_at >= before) {
            return Err(Rejection::EffectiveAtOutOfRange { effective_at, from, before });
        }
        Ok(effective_at)
    }

    fn capture(&self, new: &NewTransfer, id: Uuid, part: &Part, last: bool) -> Result<Draft<'_>, Rejection> {
        let hold = self.open_hold(id)?;
        let remaining: Vec<_> = hold.legs.iter().map(|leg| (leg.account_no, leg.direction, leg.remaining)).collect();
        let amounts = self.amounts(part, id, &remaining)?;
        let effective_at = self.effective_within(new, hold.held_at, None)?;

        let mut after = hold.clone();
        let mut legs = Vec::with_capacity(hold.legs.len());
        let mut exceeded = None;
        for (posting, (leg, amount)) in after.legs.iter_mut().zip(&amounts).enumerate() {
            let account = self.account_of(leg.account_no);
            let captured = leg.captured.checked_add(*amount);
            let excess = excess(leg, *amount);
            let over = || {
                let print = |minor: Minor| minor.to_decimal(account.asset.scale);
                Rejection::OverCapture {
                    posting,
                    account: account.path.clone(),
                    held: print(leg.held),
                    captured: print(leg.captured),
                    required: print(*amount),
                    remaining: print(leg.remaining),
                }
            };
            if excess > Minor::ZERO && !amount.is_zero() {
                if self.is_reserved(leg) && excess > tolerated(account, leg) || captured.is_none() {
                    return Err(over());
                }
                exceeded.get_or_insert_with(over);
            }
            let released = if last { leg.remaining } else { (*amount).min(leg.remaining) };
            leg.captured = captured.unwrap_or(leg.captured);
            leg.remaining = leg.remaining.checked_sub(released).expect("no more is released than remains");
            legs.push(Leg { index: posting, account, direction: leg.direction, amount: Some(*amount), released });
        }
        // What is captured beyond one leg and short of another would leave a hold that does not balance; and
        // what goes beyond where nothing is reserved must come from where it is.
        if let Some(over) = exceeded
            && (!releases_balance(&legs) || !self.excess_is_reserved(hold, &amounts))
        {
            return Err(over);
        }
        legs.retain(|leg| leg.amount != Some(Minor::ZERO) || !leg.released.is_zero());
        if after.legs.iter().all(|leg| leg.remaining.is_zero()) {
            after.status = HoldStatus::Captured;
        }
        Ok(Draft {
            target: Some(Target { seq: hold.seq, id }),
            legs,
            subject: Some(Subject::Hold(after)),
            ..Draft::empty(TransferKind::Capture, effective_at)
        })
    }

    /// Releases all that a hold still reserves.
    fn release<'b>(
        &'b self,
        hold: &Hold,
        kind: TransferKind,
        status: HoldStatus,
        effective_at: Timestamp,
    ) -> Draft<'b> {
        let remaining = hold.legs.iter().enumerate().filter(|(_, leg)| !leg.remaining.is_zero());
        let legs = remaining.map(|(index, leg)| Leg {
            index,
            account: self.account_of(leg.account_no),
            direction: leg.direction,
            amount: Some(leg.remaining),
            released: leg.remaining,
        });
        let legs = legs.collect();
        let mut after = hold.clone();
        after.status = status;
        for leg in &mut after.legs {
            leg.remaining = Minor::ZERO;
        }
        Draft {
            target: Some(Target { seq: hold.seq, id: hold.id }),
            legs,
            subject: Some(Subject::Hold(after)),
            ..Draft::empty(kind, effective_at)
        }
    }

    fn increment(&self, new: &NewTransfer, id: Uuid, part: &Part) -> Result<Draft<'_>, Rejection> {
        let hold = self.open_hold(id)?;
        // However much is held, an increment may be more: nothing of it is left over.
        let rooms: Vec<_> = hold.legs.iter().map(|leg| (leg.account_no, leg.direction, Minor::MAX)).collect();
        let amounts = self.amounts(part, id, &rooms)?;
        let effective_at = self.effective_within(new, hold.held_at, hold.expires_at)?;

        let mut after = hold.clone();
        after.held_at = effective_at;
        let mut legs = Vec::with_capacity(hold.legs.len());
        for (posting, (leg, amount)) in after.legs.iter_mut().zip(&amounts).enumerate() {
            let account = self.account_of(leg.account_no);
            let (Some(held), Some(remaining)) = (leg.held.checked_add(*amount), leg.remaining.checked_add(*amount))
            else {
                return Err(Rejection::AmountOverflow { posting: Some(posting), account: account.path.clone() });
            };
            (leg.held, leg.remaining) = (held, remaining);
            let released = Minor::ZERO;
            legs.push(Leg { index: posting, account, direction: leg.direction, amount: Some(*amount), released });
        }
        legs.retain(|leg| leg.amount != Some(Minor::ZERO));
        Ok(Draft {
            target: Some(Target { seq: hold.seq, id }),
            legs,
            subject: Some(Subject::Hold(after)),
            ..Draft::empty(TransferKind::Increment, effective_at)
        })
    }

    fn reverse(&self, id: Uuid, part: &Part, effective_at: Timestamp) -> Result<Draft<'_>, Rejection> {
        let original = match self.batch.subjects.get(&id) {
            None => return Err(Rejection::TransferNotFound { id }),
            Some(Subject::Hold(_)) => {
                return Err(Rejection::NotReversible { transfer: id, kind: TransferKind::Hold });
            }
            Some(Subject::Original(original)) => original,
        };
        if !matches!(original.kind, TransferKind::Transfer | TransferKind::Capture) {
            return Err(Rejection::NotReversible { transfer: id, kind: original.kind });
        }
        let rest = |amount: Minor, reversed| amount.checked_sub(reversed).expect("no more is reversed than posted");
        let left: Vec<_> =
            original.legs.iter().map(|leg| (leg.account_no, leg.direction, rest(leg.amount, leg.reversed))).collect();
        let amounts = self.amounts(part, id, &left)?;

        let mut after = original.clone();
        let mut legs = Vec::with_capacity(original.legs.len());
        let all_reversed = left.iter().all(|(.., rest)| rest.is_zero());
        for (posting, (leg, amount)) in after.legs.iter_mut().zip(&amounts).enumerate() {
            let account = self.account_of(leg.account_no);
            let reversed = leg.reversed.checked_add(*amount).filter(|reversed| *reversed <= leg.amount);
            let Some(reversed) = reversed.filter(|_| !all_reversed) else {
                let print = |minor: Minor| minor.to_decimal(account.asset.scale);
                return Err(Rejection::OverReversal {
                    posting,
                    account: account.path.clone(),
                    posted: print(leg.amount),
                    reversed: print(leg.reversed),
                    required: print(*amount),
                    remaining: print(rest(leg.amount, leg.reversed)),
                });
            };
            leg.reversed = reversed;
            let (direction, released) = (leg.direction.other(), Minor::ZERO);
            legs.push(Leg { index: posting, account, direction, amount: Some(*amount), released });
        }
        legs.retain(|leg| leg.amount != Some(Minor::ZERO));
        Ok(Draft {
            target: Some(Target { seq: original.seq, id }),
            legs,
            subject: Some(Subject::Original(after)),
            ..Draft::empty(TransferKind::Reversal, effective_at)
        })
    }

    /// How much of each leg a part is. What a named posting has beyond the rest of its leg stays with the
    /// last leg of that account and direction, for the caller to judge.
    fn amounts(&self, part: &Part, id: Uuid, legs: &[(AccountNo, Side, Minor)]) -> Result<Vec<Minor>, Rejection> {
        match part {
            Part::Rest => Ok(legs.iter().map(|(.., rest)| *rest).collect()),
            Part::Amount(amount) => match legs {
                [(debit, ..), (credit, ..)] => [debit, credit]
                    .into_iter()
                    .enumerate()
                    .map(|(posting, no)| in_minor(*amount, posting, self.account_of(*no)))
                    .collect(),
                legs => Err(Rejection::PostingsRequired { transfer: id, postings: legs.len() }),
            },
            Part::Postings(postings) => {
                let mut amounts = vec![Minor::ZERO; legs.len()];
                for (posting, named) in postings.iter().enumerate() {
                    let Some(account) = self.account(&named.account) else {
                        return Err(Rejection::AccountNotFound {
                            posting: Some(posting),
                            account: named.account.clone(),
                        });
                    };
                    let mut rest = in_minor(named.amount, posting, account)?;
                    let mut last = None;
                    for (leg, (no, direction, room)) in legs.iter().enumerate() {
                        if *no != account.no || *direction != named.direction {
                            continue;
                        }
                        last = Some(leg);
                        let room = room.checked_sub(amounts[leg]).unwrap_or_default().max(Minor::ZERO);
                        let here = rest.min(room);
                        amounts[leg] = amounts[leg].checked_add(here).expect("within the leg's room");
                        rest = rest.checked_sub(here).expect("no more than the rest");
                    }
                    let Some(last) = last else {
                        return Err(Rejection::NoSuchPosting {
                            posting,
                            account: named.account.clone(),
                            direction: named.direction,
                            transfer: id,
                        });
                    };
                    amounts[last] = amounts[last].checked_add(rest).ok_or_else(|| Rejection::AmountOverflow {
                        posting: Some(posting),
                        account: account.path.clone(),
                    })?;
                }
                Ok(amounts)
            }
        }
    }

    /// Whether a leg takes from what its account has available.
    fn is_reserved(&self, leg: &HoldLeg) -> bool {
        leg.direction != self.account_of(leg.account_no).normal_side
    }

    /// Whether, on each side of each asset, no more goes beyond legs that reserve nothing than goes beyond
    /// those that do, whose accounts tolerate it.
    fn excess_is_reserved(&self, hold: &Hold, amounts: &[Minor]) -> bool {
        let asset = |leg: &HoldLeg| self.account_of(leg.account_no).asset.no;
        let sum = |of: AssetNo, counts: &dyn Fn(&HoldLeg) -> bool| {
            let legs = hold.legs.iter().zip(amounts).filter(|(leg, _)| asset(leg) == of && counts(leg));
            legs.map(|(leg, amount)| excess(leg, *amount).max(Minor::ZERO)).try_fold(Minor::ZERO, Minor::checked_add)
        };
        hold.legs.iter().map(asset).all(|of| {
            let reserved = sum(of, &|leg| self.is_reserved(leg));
            [Side::Debit, Side::Credit].into_iter().all(|side| {
                let open = sum(of, &|leg| !self.is_reserved(leg) && leg.direction == side);
                matches!((open, reserved), (Some(open), Some(reserved)) if open <= reserved)
            })
        })
    }

    fn account_of(&self, no: AccountNo) -> &Account {
        self.account_by_no(no).expect("the accounts of what an action is about were loaded with it")
    }

    /// Finds the accounts, and the amounts at their scales.
    fn resolve(&self, postings: &[NewPosting]) -> Result<Vec<Leg<'_>>, Rejection> {
        let mut legs = Vec::with_capacity(postings.len());
        for (posting, leg) in postings.iter().enumerate() {
            let Some(account) = self.account(&leg.account) else {
                return Err(Rejection::AccountNotFound { posting: Some(posting), account: leg.account.clone() });
            };
            legs.push(Leg { index: posting, account, direction: leg.direction, amount: None, released: Minor::ZERO });
        }
        for (posting, leg) in legs.iter_mut().enumerate() {
            leg.amount = match in_minor(postings[posting].amount, posting, leg.account) {
                Ok(amount) => Some(amount),
                Err(Rejection::AmountOverflow { .. }) => None,
                Err(rejection) => return Err(rejection),
            };
        }
        if let [first, second] = &legs[..]
            && first.account.asset.no != second.account.asset.no
        {
            return Err(Rejection::AssetMismatch {
                posting: 1,
                account: second.account.path.clone(),
                asset: second.account.asset.code.clone(),
                other_asset: first.account.asset.code.clone(),
            });
        }
        Ok(legs)
    }
}

impl Draft<'_> {
    fn empty(kind: TransferKind, effective_at: Timestamp) -> Self {
        Draft { kind, effective_at, expires_at: None, target: None, legs: Vec::new(), subject: None }
    }

    /// Lowers both amounts of two postings, of which some are "up to", to what the accounts can give and take.
    ///
    /// # Errors
    /// [`Rejection::NothingLeft`].
    pub(super) fn lower(&mut self, new: &NewTransfer) -> Result<(), Rejection> {
        let (Action::Post(postings) | Action::Hold { postings, .. }) = &new.action else {
            return Ok(());
        };
        let [first, second] = &mut self.legs[..] else { return Ok(()) };
        // What does not balance has been refused, or is only being explained.
        let asked = first.amount;
        if asked != second.amount {
            return Ok(());
        }
        for (posting, _) in postings.iter().enumerate().filter(|(_, named)| named.up_to) {
            let leg = if posting == 0 { *first } else { *second };
            let (Some(amount), room) = (leg.amount, room(&leg)) else { continue };
            if room <= Minor::ZERO {
                return Err(nothing_left(&leg, asked.unwrap_or(amount)));
            }
            (first.amount, second.amount) = (Some(amount.min(room)), Some(amount.min(room)));
        }
        if let Some(Subject::Hold(hold)) = &mut self.subject {
            for (leg, made) in hold.legs.iter_mut().zip(&self.legs) {
                let held = made.amount.unwrap_or_default();
                (leg.held, leg.remaining) = (held, held);
            }
        }
        Ok(())
    }

    /// The transfer itself as a later action sees it, where it is no hold.
    pub(super) fn original(&self, id: Uuid, seq: i64) -> Original {
        let legs = self.legs.iter().map(|leg| crate::OriginalLeg {
            account_no: leg.account.no,
            direction: leg.direction,
            amount: leg.amount.unwrap_or_default(),
            reversed: Minor::ZERO,
        });
        Original { seq, id, kind: self.kind, legs: legs.collect() }
    }
}

fn in_minor(amount: DecimalAmount, posting: usize, account: &Account) -> Result<Minor, Rejection> {
    amount.to_minor(account.asset.scale).map_err(|error| match error {
        AmountError::OutOfRange | AmountError::TooManyDigits => {
            Rejection::AmountOverflow { posting: Some(posting), account: account.path.clone() }
        }
        AmountError::FinerThanScale | AmountError::TooFine | AmountError::Malformed => Rejection::ScaleMismatch {
            posting: Some(posting),
            account: account.path.clone(),
            asset: account.asset.code.clone(),
            scale: account.asset.scale,
        },
    })
}

/// How much a posting may move "up to": what is available above the minimum (zero unless the policy says
/// otherwise) where it leaves the account, the room below the maximum where it enters.
fn room(leg: &Leg<'_>) -> Minor {
    let Account { normal_side, policy, state, .. } = leg.account;
    let (most, taken) = if leg.direction == *normal_side {
        let Some(max) = policy.max_balance else { return Minor::MAX };
        (max, state.balance.potential(*normal_side))
    } else {
        (state.balance.available(*normal_side), policy.min_balance.unwrap_or_default())
    };
    let room = most.units().saturating_sub(taken.units());
    Minor::new(room.clamp(Minor::MIN.units(), Minor::MAX.units())).expect("clamped")
}

fn nothing_left(leg: &Leg<'_>, required: Minor) -> Rejection {
    let Account { normal_side, policy, state, asset, path, .. } = leg.account;
    let print = |minor: Minor| minor.to_decimal(asset.scale);
    let (bound, limit, before) = if leg.direction == *normal_side {
        (Bound::Max, policy.max_balance.unwrap_or_default(), state.balance.potential(*normal_side))
    } else {
        (Bound::Min, policy.min_balance.unwrap_or_default(), state.balance.available(*normal_side))
    };
    Rejection::NothingLeft {
        bound,
        posting: leg.index,
        account: path.clone(),
        limit: print(limit),
        required: print(required),
        before: print(before),
    }
}

/// How far captures of a leg would go beyond what was held; below zero where they do not.
fn excess(leg: &HoldLeg, amount: Minor) -> Minor {
    leg.captured.checked_add(amount).and_then(|captured| captured.checked_sub(leg.held)).unwrap_or(Minor::MAX)
}

/// How much more than was held on a leg its account lets captures take.
fn tolerated(account: &Account, leg: &HoldLeg) -> Minor {
    let (held, tolerance) = (leg.held.units(), i128::from(account.policy.over_capture()));
    let tolerated = held / WHOLE * tolerance + held % WHOLE * tolerance / WHOLE;
    Minor::new(tolerated).expect("a part of what is held")
}

/// Whether what legs release sums to zero in each asset.
fn releases_balance(legs: &[Leg<'_>]) -> bool {
    let net = |asset: AssetNo| {
        legs.iter().filter(|leg| leg.account.asset.no == asset).try_fold(Minor::ZERO, |sum, leg| match leg.direction {
            Side::Debit => sum.checked_add(leg.released),
            Side::Credit => sum.checked_sub(leg.released),
        })
    };
    legs.iter().all(|leg| net(leg.account.asset.no) == Some(Minor::ZERO))
}
