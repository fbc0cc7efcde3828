//! What an action would write down, by the model.

use ledger::{
    AccountPath, Asset, Bound, Expiry, Hold, HoldLeg, HoldStatus, Rejection, Side, Subject, Timestamp, TransferKind,
};
use uuid::Uuid;

use crate::{
    commands::{Act, Leg, Money, Share, Transfer},
    naive::{Ledger, Line, MAX, Unfit, minor_units, print, signed, units},
};

pub struct Draft {
    pub kind: TransferKind,
    pub effective_at: i64,
    pub expires_at: Option<i64>,
    pub target: Option<usize>,
    pub lines: Vec<Line>,
}

/// A posting that an action is about: its account's place, its direction and how much of it is left.
type Part = (usize, Side, u128);

impl Ledger {
    pub fn draft(&self, new: &Transfer) -> Result<Draft, Rejection> {
        let asked = new.effective_at.map_or(self.now, Timestamp::micros);
        let (kind, effective_at, expires_at, target, lines) = match &new.act {
            Act::Post(legs) => (TransferKind::Transfer, asked, None, None, self.resolve(legs)?),
            Act::Hold { legs, expiry } => {
                let lines = self.resolve(legs)?;
                (TransferKind::Hold, asked, self.expires_at(*expiry, asked)?, None, lines)
            }
            Act::Capture { hold, share, last } => return self.capture(new, *hold, share, *last),
            Act::Void { hold } => {
                let (target, hold) = self.open_hold(*hold)?;
                let effective_at = self.not_before(new, hold.held_at.micros(), None)?;
                (TransferKind::Void, effective_at, None, Some(target), self.let_go(&hold))
            }
            Act::Expire { hold: id } => {
                let Some((target, Subject::Hold(hold))) = self.find(*id) else {
                    return Err(Rejection::TransferNotFound { id: *id });
                };
                match hold.expires_at {
                    Some(expires_at) if hold.status == HoldStatus::Open && expires_at.micros() <= self.now => {
                        (TransferKind::Expiry, expires_at.micros(), None, Some(target), self.let_go(&hold))
                    }
                    _ => return Err(Rejection::HoldNotOpen { hold: *id, status: Some(hold.status) }),
                }
            }
            Act::Increment { hold, share } => return self.increment(new, *hold, share),
            Act::Extend { hold, expiry } => {
                let (target, hold) = self.open_hold(*hold)?;
                let expires_at = self.expires_at(*expiry, hold.held_at.micros())?;
                (TransferKind::Extension, self.now, expires_at, Some(target), vec![])
            }
            Act::Reverse { transfer, share } => return self.reverse(*transfer, share, asked),
        };
        Ok(Draft { kind, effective_at, expires_at, target, lines })
    }

    fn find(&self, id: Uuid) -> Option<(usize, Subject)> {
        let place = self.entries.iter().position(|entry| entry.id == id && self.is_known(entry))?;
        Some((place, self.subjects().swap_remove(place)))
    }

    fn place(&self, no: ledger::AccountNo) -> usize {
        self.accounts.iter().position(|account| account.no == no.0).unwrap()
    }

    fn open_hold(&self, id: Uuid) -> Result<(usize, Hold), Rejection> {
        let (target, hold) = match self.find(id) {
            None => return Err(Rejection::TransferNotFound { id }),
            Some((_, Subject::Original(_))) => return Err(Rejection::HoldNotOpen { hold: id, status: None }),
            Some((target, Subject::Hold(hold))) => (target, hold),
        };
        let past = hold.expires_at.filter(|expires_at| expires_at.micros() <= self.now);
        match (hold.status, past) {
            (HoldStatus::Open, None) => Ok((target, hold)),
            (HoldStatus::Open | HoldStatus::Expired, Some(expires_at)) => {
                Err(Rejection::HoldExpired { hold: id, expires_at })
            }
            (status, _) => Err(Rejection::HoldNotOpen { hold: id, status: Some(status) }),
        }
    }

    fn expires_at(&self, expiry: Expiry, held_at: i64) -> Result<Option<i64>, Rejection> {
        let expires_at = match expiry {
            Expiry::Never => return Ok(None),
            Expiry::At(at) => at.micros(),
            Expiry::After(seconds) => self.now + i64::from(seconds) * 1_000_000,
        };
        if expires_at <= held_at || expires_at <= self.now {
            return Err(Rejection::ExpiresTooEarly {
                expires_at: Timestamp::from_micros(expires_at),
                after: Timestamp::from_micros(if held_at > self.now { held_at } else { self.now }),
            });
        }
        Ok(Some(expires_at))
    }

    fn not_before(&self, new: &Transfer, from: i64, before: Option<i64>) -> Result<i64, Rejection> {
        let effective_at = match new.effective_at {
            Some(asked) => asked.micros(),
            None if self.now > from => self.now,
            None => from,
        };
        if effective_at >= from && before.is_none_or(|before| effective_at < before) {
            return Ok(effective_at);
        }
        Err(Rejection::EffectiveAtOutOfRange {
            effective_at: Timestamp::from_micros(effective_at),
            from: Timestamp::from_micros(from),
            before: before.map(Timestamp::from_micros),
        })
    }

    /// Lines that release what is left of a hold.
    fn let_go(&self, hold: &Hold) -> Vec<Line> {
        let mut lines = vec![];
        for (of, leg) in hold.legs.iter().enumerate() {
            let remaining = units(leg.remaining);
            if remaining > 0 {
                let account = self.place(leg.account_no);
                lines.push(Line {
                    account,
                    direction: leg.direction,
                    amount: Some(remaining),
                    released: remaining,
                    of,
                });
            }
        }
        lines
    }

    fn capture(&self, new: &Transfer, id: Uuid, share: &Share, last: bool) -> Result<Draft, Rejection> {
        let (target, hold) = self.open_hold(id)?;
        let parts: Vec<Part> =
            hold.legs.iter().map(|leg| (self.place(leg.account_no), leg.direction, units(leg.remaining))).collect();
        let amounts = self.amounts(share, id, &parts)?;
        let effective_at = self.not_before(new, hold.held_at.micros(), None)?;

        let mut lines = vec![];
        let mut first_over = None;
        for (of, (leg, &amount)) in hold.legs.iter().zip(&amounts).enumerate() {
            let account = &self.accounts[parts[of].0];
            let (held, captured, remaining) = (units(leg.held), units(leg.captured), units(leg.remaining));
            let excess = (captured + amount).saturating_sub(held);
            if amount > 0 && excess > 0 {
                let show = |units: u128| print(signed(units), account.asset.scale);
                let over = Rejection::OverCapture {
                    posting: of,
                    account: account.path.clone(),
                    held: show(held),
                    captured: show(captured),
                    required: show(amount),
                    remaining: show(remaining),
                };
                let bearable = !self.takes(leg) || excess <= account.tolerance(held);
                // A total beyond the range exceeds every tolerance.
                if !bearable || captured + amount > MAX {
                    return Err(over);
                }
                first_over = first_over.or(Some(over));
            }
            let released = if last || amount > remaining { remaining } else { amount };
            lines.push(Line { account: parts[of].0, direction: leg.direction, amount: Some(amount), released, of });
        }
        if let Some(over) = first_over
            && !(self.releases_balance(&lines) && self.may_exceed(&hold, &amounts))
        {
            return Err(over);
        }
        lines.retain(|line| line.amount != Some(0) || line.released != 0);
        Ok(Draft { kind: TransferKind::Capture, effective_at, expires_at: None, target: Some(target), lines })
    }

    /// Whether a hold takes by this leg from what its account has available.
    fn takes(&self, leg: &HoldLeg) -> bool {
        leg.direction != self.accounts[self.place(leg.account_no)].normal_side
    }

    /// Where a hold takes nothing, each side of each asset exceeds it by no more than the legs that take do
    /// in all: those that were exceeded before count, too.
    fn may_exceed(&self, hold: &Hold, amounts: &[u128]) -> bool {
        let asset = |leg: &HoldLeg| &self.accounts[self.place(leg.account_no)].asset;
        hold.legs.iter().all(|this| {
            let (mut taken, mut others) = (0, 0);
            for (leg, amount) in hold.legs.iter().zip(amounts).filter(|(leg, _)| asset(leg) == asset(this)) {
                let excess = (units(leg.captured) + amount).saturating_sub(units(leg.held));
                if self.takes(leg) {
                    taken += excess;
                } else if leg.direction == this.direction {
                    others += excess;
                }
            }
            others <= taken && taken <= MAX
        })
    }

    fn releases_balance(&self, lines: &[Line]) -> bool {
        lines.iter().all(|line| {
            let asset = self.accounts[line.account].asset.no;
            let of_side = |side| {
                let same = |other: &&Line| other.direction == side && self.accounts[other.account].asset.no == asset;
                lines.iter().filter(same).map(|line| line.released).sum::<u128>()
            };
            of_side(Side::Debit) == of_side(Side::Credit)
        })
    }

    fn increment(&self, new: &Transfer, id: Uuid, share: &Share) -> Result<Draft, Rejection> {
        let (target, hold) = self.open_hold(id)?;
        let parts: Vec<Part> = hold.legs.iter().map(|leg| (self.place(leg.account_no), leg.direction, MAX)).collect();
        let amounts = self.amounts(share, id, &parts)?;
        let before = hold.expires_at.map(Timestamp::micros);
        let effective_at = self.not_before(new, hold.held_at.micros(), before)?;
        let mut lines = vec![];
        for (of, (leg, &amount)) in hold.legs.iter().zip(&amounts).enumerate() {
            let (account, direction) = (parts[of].0, leg.direction);
            if units(leg.held) + amount > MAX || units(leg.remaining) + amount > MAX {
                let account = self.accounts[account].path.clone();
                return Err(Rejection::AmountOverflow { posting: Some(of), account });
            }
            if amount > 0 {
                lines.push(Line { account, direction, amount: Some(amount), released: 0, of });
            }
        }
        Ok(Draft { kind: TransferKind::Increment, effective_at, expires_at: None, target: Some(target), lines })
    }

    fn reverse(&self, id: Uuid, share: &Share, effective_at: i64) -> Result<Draft, Rejection> {
        let (target, original) = match self.find(id) {
            None => return Err(Rejection::TransferNotFound { id }),
            Some((_, Subject::Hold(_))) => {
                return Err(Rejection::NotReversible { transfer: id, kind: TransferKind::Hold });
            }
            Some((target, Subject::Original(original))) => (target, original),
        };
        if original.kind != TransferKind::Transfer && original.kind != TransferKind::Capture {
            return Err(Rejection::NotReversible { transfer: id, kind: original.kind });
        }
        let left = |leg: &ledger::OriginalLeg| units(leg.amount) - units(leg.reversed);
        let parts: Vec<Part> =
            original.legs.iter().map(|leg| (self.place(leg.account_no), leg.direction, left(leg))).collect();
        let amounts = self.amounts(share, id, &parts)?;
        let exhausted = original.legs.iter().all(|leg| left(leg) == 0);
        let mut lines = vec![];
        for (of, (leg, &amount)) in original.legs.iter().zip(&amounts).enumerate() {
            let account = &self.accounts[parts[of].0];
            if exhausted || amount > left(leg) {
                let show = |units: u128| print(signed(units), account.asset.scale);
                return Err(Rejection::OverReversal {
                    posting: of,
                    account: account.path.clone(),
                    posted: show(units(leg.amount)),
                    reversed: show(units(leg.reversed)),
                    required: show(amount),
                    remaining: show(left(leg)),
                });
            }
            if amount > 0 {
                let direction = leg.direction.other();
                lines.push(Line { account: parts[of].0, direction, amount: Some(amount), released: 0, of });
            }
        }
        Ok(Draft { kind: TransferKind::Reversal, effective_at, expires_at: None, target: Some(target), lines })
    }

    /// Fills the postings named, in their order, each with no more than is left of it; what is too much goes
    /// to the last of its account and direction.
    fn amounts(&self, share: &Share, id: Uuid, parts: &[Part]) -> Result<Vec<u128>, Rejection> {
        let mut amounts = vec![0; parts.len()];
        match share {
            Share::Rest => amounts = parts.iter().map(|(.., left)| *left).collect(),
            Share::Amount(_) if parts.len() != 2 => {
                return Err(Rejection::PostingsRequired { transfer: id, postings: parts.len() });
            }
            Share::Amount(money) => {
                for (posting, (account, ..)) in parts.iter().enumerate() {
                    amounts[posting] = self.in_units(money, posting, *account)?;
                }
            }
            Share::Postings(legs) => {
                for (posting, leg) in legs.iter().enumerate() {
                    self.fill(posting, leg, id, parts, &mut amounts)?;
                }
            }
        }
        Ok(amounts)
    }

    fn fill(&self, posting: usize, leg: &Leg, id: Uuid, parts: &[Part], amounts: &mut [u128]) -> Result<(), Rejection> {
        let Some(account) = self.index_of(&leg.account) else {
            return Err(Rejection::AccountNotFound { posting: Some(posting), account: leg.account.clone() });
        };
        let mut rest = self.in_units(&leg.amount, posting, account)?;
        let same = |index: &usize| (parts[*index].0, parts[*index].1) == (account, leg.direction);
        let Some(last) = (0..parts.len()).rfind(same) else {
            return Err(Rejection::NoSuchPosting {
                posting,
                account: leg.account.clone(),
                direction: leg.direction,
                transfer: id,
            });
        };
        for index in (0..parts.len()).filter(same) {
            let here = rest.min(parts[index].2.saturating_sub(amounts[index]));
            amounts[index] += here;
            rest -= here;
        }
        amounts[last] += rest;
        if amounts[last] > MAX {
            let account = self.accounts[account].path.clone();
            return Err(Rejection::AmountOverflow { posting: Some(posting), account });
        }
        Ok(())
    }

    pub fn in_units(&self, money: &Money, posting: usize, account: usize) -> Result<u128, Rejection> {
        let account = &self.accounts[account];
        minor_units(money, account.asset.scale).map_err(|unfit| match unfit {
            Unfit::TooLarge => Rejection::AmountOverflow { posting: Some(posting), account: account.path.clone() },
            Unfit::TooFine => Rejection::ScaleMismatch {
                posting: Some(posting),
                account: account.path.clone(),
                asset: account.asset.code.clone(),
                scale: account.asset.scale,
            },
        })
    }

    /// The lines of a transfer or hold.
    fn resolve(&self, legs: &[Leg]) -> Result<Vec<Line>, Rejection> {
        let mut lines = vec![];
        for (posting, leg) in legs.iter().enumerate() {
            match self.index_of(&leg.account) {
                Some(account) => {
                    lines.push(Line { account, direction: leg.direction, amount: None, released: 0, of: posting });
                }
                None => {
                    return Err(Rejection::AccountNotFound { posting: Some(posting), account: leg.account.clone() });
                }
            }
        }
        for (posting, leg) in legs.iter().enumerate() {
            lines[posting].amount = match self.in_units(&leg.amount, posting, lines[posting].account) {
                Ok(units) => Some(units),
                Err(Rejection::AmountOverflow { .. }) => None,
                Err(rejection) => return Err(rejection),
            };
        }
        if lines.len() == 2 {
            let (path, asset) = self.named(&lines[1]);
            let (_, other_asset) = self.named(&lines[0]);
            if asset != other_asset {
                return Err(Rejection::AssetMismatch {
                    posting: 1,
                    account: path,
                    asset: asset.code,
                    other_asset: other_asset.code,
                });
            }
        }
        Ok(lines)
    }

    fn named(&self, line: &Line) -> (AccountPath, Asset) {
        let account = &self.accounts[line.account];
        (account.path.clone(), account.asset.clone())
    }

    /// Lowers the amount of both lines to what the accounts marked "up to" can give or take. Amounts that
    /// differ are not lowered.
    pub fn sweep(&self, legs: &[Leg], lines: &mut [Line]) -> Result<(), Rejection> {
        let asked: Vec<Option<u128>> = lines.iter().map(|line| line.amount).collect();
        for (posting, _) in legs.iter().enumerate().filter(|(_, leg)| leg.up_to) {
            let Line { account, direction, amount: Some(amount), .. } = lines[posting] else { continue };
            if lines.iter().any(|line| line.amount != Some(amount)) {
                continue;
            }
            let account = &self.accounts[account];
            let (bound, limit) = match direction == account.normal_side {
                true => (Bound::Max, account.limits.bounds[1]),
                false => (Bound::Min, Some(account.limits.bounds[0].unwrap_or(0))),
            };
            let Some(limit) = limit else { continue };
            let before = account.bounded(bound);
            let room = if bound == Bound::Max { limit.saturating_sub(before) } else { before.saturating_sub(limit) };
            if room <= 0 {
                return Err(Rejection::NothingLeft {
                    bound,
                    posting,
                    account: account.path.clone(),
                    limit: print(limit, account.asset.scale),
                    required: print(signed(asked[posting].unwrap_or(amount)), account.asset.scale),
                    before: print(before, account.asset.scale),
                });
            }
            for line in lines.iter_mut() {
                line.amount = Some(amount.min(room.unsigned_abs()));
            }
        }
        Ok(())
    }
}
