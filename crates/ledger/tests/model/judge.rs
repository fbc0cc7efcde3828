//! The model's judgement: an entry is written down, looked at, and struck out again if a rule refuses it.

use ledger::{
    AccountNo, AccountPath, AccountStatus, Asset, Bound, PostedPosting, PostedTransfer, Rejection, Side, Target,
    Timestamp, TransferKind,
};

use crate::{
    commands::{Act, Transfer},
    drafts::Draft,
    naive::{Entry, Ledger, Line, MAX, OnePosting, Unfit, minor, minor_units, print, signed},
};

/// In the order in which they are judged.
const BOUNDS: [Bound; 6] =
    [Bound::Min, Bound::MinPosted, Bound::MinPending, Bound::Max, Bound::MaxPosted, Bound::MaxPending];

/// What came of writing an entry down.
struct Written {
    postings: Vec<PostedPosting>,
    /// Accounts, by place, with a total beyond the range.
    spoiled: Vec<usize>,
    first_overflow: Option<usize>,
}

impl Ledger {
    pub fn post(&mut self, new: &Transfer) -> Result<PostedTransfer, Rejection> {
        if new.client_id && self.entries.iter().any(|entry| entry.id == new.id) {
            return Err(Rejection::IdConflict { id: new.id });
        }
        if let Some(external_id) = &new.external_id {
            for entry in &self.entries {
                if entry.external_id.as_ref() == Some(external_id) {
                    return Err(Rejection::ExternalIdConflict { external_id: external_id.clone(), transfer: entry.id });
                }
            }
        }
        let mut draft = self.draft(new)?;
        let before: Vec<usize> = self.accounts.iter().map(|account| account.postings.len()).collect();
        let postings = self.write(new, &mut draft, &before).inspect_err(|_| {
            for (account, length) in self.accounts.iter_mut().zip(&before) {
                account.postings.truncate(*length);
            }
        })?;
        let Draft { kind, effective_at, expires_at, target, lines } = draft;
        let seq = self.next_seq();
        let alerts = self.alerts(&lines, &before);
        self.entries.push(Entry {
            seq,
            id: new.id,
            client_id: new.client_id,
            external_id: new.external_id.clone(),
            kind,
            recorded_at: self.now,
            effective_at,
            expires_at,
            target,
            lines,
        });
        Ok(PostedTransfer {
            seq,
            kind,
            recorded_at: Timestamp::from_micros(self.now),
            effective_at: Timestamp::from_micros(effective_at),
            target: target.map(|target| Target { seq: self.entries[target].seq, id: self.entries[target].id }),
            expires_at: expires_at.map(Timestamp::from_micros),
            postings,
            metered: vec![],
            flags: vec![],
            alerts,
        })
    }

    /// Writes the postings down and judges them; the caller strikes them out again.
    fn write(&mut self, new: &Transfer, draft: &mut Draft, before: &[usize]) -> Result<Vec<PostedPosting>, Rejection> {
        let judged = !matches!(draft.kind, TransferKind::Void | TransferKind::Expiry | TransferKind::Extension);
        let first_overflow = self.judge_balance(&draft.lines)?;
        if judged {
            self.judge_status(&draft.lines)?;
        }
        if let Act::Post(legs) | Act::Hold { legs, .. } = &new.act {
            self.sweep(legs, &mut draft.lines)?;
        }
        let mut written = self.write_lines(draft);
        written.first_overflow = written.first_overflow.into_iter().chain(first_overflow).min();
        if judged {
            self.judge_freezes(&draft.lines)?;
            if matches!(new.act, Act::Post(_) | Act::Hold { .. } | Act::Increment { .. }) {
                self.judge_rules(new, draft)?;
            }
            self.judge_bounds(&draft.lines, &written, before)?;
        }
        self.judge_conditions(new, &draft.lines, &written, before)?;
        if let Some(posting) = written.first_overflow {
            let line = &draft.lines[posting];
            return Err(Rejection::AmountOverflow { posting: Some(line.of), account: self.path(line) });
        }
        let asks = matches!(
            draft.kind,
            TransferKind::Transfer | TransferKind::Hold | TransferKind::Increment | TransferKind::Reversal
        );
        if asks && !new.approved {
            self.judge_approval(new, draft)?;
        }
        Ok(written.postings)
    }

    fn path(&self, line: &Line) -> AccountPath {
        self.accounts[line.account].path.clone()
    }

    fn asset_of(&self, line: &Line) -> &Asset {
        &self.accounts[line.account].asset
    }

    /// Answers the first posting at which an asset's total on a side leaves the range.
    fn judge_balance(&self, lines: &[Line]) -> Result<Option<usize>, Rejection> {
        let mut first_overflow: Option<usize> = None;
        for (first, line) in lines.iter().enumerate() {
            let this = self.asset_of(line);
            if lines[..first].iter().any(|other| self.asset_of(other) == this) {
                continue;
            }
            let (mut debits, mut credits) = (0, 0);
            let mut overflow = None;
            for (posting, line) in lines.iter().enumerate().filter(|(_, line)| self.asset_of(line) == this) {
                let total = if line.direction == Side::Debit { &mut debits } else { &mut credits };
                *total = line.amount.map_or(u128::MAX, |amount| amount.saturating_add(*total));
                if *total > MAX {
                    overflow = overflow.or(Some(posting));
                }
            }
            if overflow.is_none() && debits != credits {
                return Err(Rejection::Unbalanced {
                    asset: this.code.clone(),
                    debits: print(signed(debits), this.scale),
                    credits: print(signed(credits), this.scale),
                });
            }
            first_overflow = first_overflow.into_iter().chain(overflow).min();
        }
        Ok(first_overflow)
    }

    fn judge_status(&self, lines: &[Line]) -> Result<(), Rejection> {
        for line in lines {
            if self.accounts[line.account].status == AccountStatus::Closed {
                return Err(Rejection::AccountClosed { posting: Some(line.of), account: self.path(line) });
            }
        }
        for line in lines {
            if self.accounts[line.account].status == AccountStatus::Frozen {
                return Err(Rejection::AccountFrozen { posting: line.of, account: self.path(line) });
            }
        }
        Ok(())
    }

    fn write_lines(&mut self, draft: &Draft) -> Written {
        let mut written = Written { postings: vec![], spoiled: vec![], first_overflow: None };
        for (posting, line) in draft.lines.iter().enumerate() {
            if written.spoiled.contains(&line.account) {
                continue;
            }
            let account = &mut self.accounts[line.account];
            let fits = line.moves(draft.kind).is_some_and(|(posted, held)| {
                account.postings.push(OnePosting {
                    direction: line.direction,
                    posted,
                    held,
                    effective_at: draft.effective_at,
                    recorded_at: self.now,
                });
                account.fits()
            });
            if !fits {
                written.spoiled.push(line.account);
                written.first_overflow = written.first_overflow.or(Some(posting));
                continue;
            }
            let (after, irregular) = account.state();
            let last = &account.postings[account.postings.len() - 1];
            written.postings.push(PostedPosting {
                account_no: AccountNo(account.no),
                asset_no: account.asset.no,
                direction: line.direction,
                amount: minor(line.amount.unwrap()),
                posted: ledger::Minor::new(last.posted).unwrap(),
                held: ledger::Minor::new(last.held).unwrap(),
                after,
                irregular,
            });
        }
        written
    }

    fn judge_freezes(&self, lines: &[Line]) -> Result<(), Rejection> {
        for line in lines {
            let limits = &self.accounts[line.account].limits;
            let frozen = if line.direction == Side::Debit { limits.freeze_debits } else { limits.freeze_credits };
            if frozen {
                return Err(Rejection::SideFrozen { posting: line.of, account: self.path(line), side: line.direction });
            }
        }
        Ok(())
    }

    fn judge_rules(&self, new: &Transfer, draft: &Draft) -> Result<(), Rejection> {
        let lines = &draft.lines;
        for (index, line) in lines.iter().enumerate() {
            let (posting, account) = (line.of, || self.path(line));
            let limits = &self.accounts[line.account].limits;
            for other in lines {
                if other.direction == line.direction || self.asset_of(other) != self.asset_of(line) {
                    continue;
                }
                let path = self.path(other);
                let below = |prefix: &str| path.as_str() == prefix || path.as_str().starts_with(&format!("{prefix}:"));
                let mut prefixes = limits.counterparties.iter();
                if !limits.counterparties.is_empty() && !prefixes.any(|prefix| below(prefix.as_str())) {
                    return Err(Rejection::CounterpartyNotAllowed { posting, account: account(), counterparty: path });
                }
            }
            for key in &limits.required_metadata {
                if !matches!(new.act, Act::Increment { .. }) && !new.metadata.contains_key(key) {
                    return Err(Rejection::MetadataRequired { posting, account: account(), key: key.clone() });
                }
            }
            if let Some(limit) = limits.max_amount
                && let Some(moved) = moved_at_first(lines, index)
                && let Some(moved) = moved.checked_add(self.held_before(draft, line)).filter(|moved| *moved <= MAX)
                && signed(moved) > limit
            {
                let show = |units| print(units, self.asset_of(line).scale);
                let (limit, required) = (show(limit), show(signed(moved)));
                return Err(Rejection::AmountLimitExceeded { posting, account: account(), limit, required });
            }
        }
        Ok(())
    }

    /// What the hold that an increment adds to has held so far on a line's account and side.
    fn held_before(&self, draft: &Draft, line: &Line) -> u128 {
        let target = draft.target.filter(|_| draft.kind == TransferKind::Increment);
        let adds = |(place, entry): &(usize, &Entry)| {
            let of_hold = Some(*place) == target || entry.target == target;
            of_hold && matches!(entry.kind, TransferKind::Hold | TransferKind::Increment)
        };
        let entries = self.entries.iter().enumerate().filter(|_| target.is_some()).filter(adds);
        let lines = entries.flat_map(|(_, entry)| &entry.lines);
        let same = lines.filter(|other| (other.account, other.direction) == (line.account, line.direction));
        same.filter_map(|line| line.amount).sum()
    }

    fn judge_bounds(&mut self, lines: &[Line], written: &Written, before: &[usize]) -> Result<(), Rejection> {
        for bound in BOUNDS {
            for (index, line) in lines.iter().enumerate() {
                let account = &self.accounts[line.account];
                let Some(limit) = account.limits.bounds[bound as usize] else { continue };
                if written.spoiled.contains(&line.account) || !is_named(account.normal_side, bound, lines, index) {
                    continue;
                }
                let after = account.bounded(bound);
                let mut earlier = account.clone();
                earlier.postings.truncate(before[line.account]);
                let before = earlier.bounded(bound);
                let (moves_towards, beyond) = match bound {
                    Bound::Min | Bound::MinPosted | Bound::MinPending => (after < before, after < limit),
                    Bound::Max | Bound::MaxPosted | Bound::MaxPending => (after > before, after > limit),
                };
                if moves_towards && beyond {
                    return Err(Rejection::OutOfBounds {
                        bound,
                        posting: line.of,
                        account: account.path.clone(),
                        limit: print(limit, account.asset.scale),
                        required: print((after - before).abs(), account.asset.scale),
                        before: print(before, account.asset.scale),
                        after: print(after, account.asset.scale),
                    });
                }
            }
        }
        Ok(())
    }

    fn judge_conditions(
        &self,
        new: &Transfer,
        lines: &[Line],
        written: &Written,
        before: &[usize],
    ) -> Result<(), Rejection> {
        let (Act::Post(legs) | Act::Hold { legs, .. }) = &new.act else { return Ok(()) };
        for (posting, (leg, line)) in legs.iter().zip(lines).enumerate() {
            let Some(wanted) = &leg.wanted else { continue };
            let account = &self.accounts[line.account];
            let version = i64::try_from(before[line.account]).unwrap();
            if let Some(required) = wanted.account_version.filter(|required| *required != version) {
                let account = account.path.clone();
                return Err(Rejection::AccountVersionFailed { posting, account, required, actual: version });
            }
            if written.spoiled.contains(&line.account) {
                continue;
            }
            for (kind, comparison, money) in &wanted.balances {
                let scale = account.asset.scale;
                let required = match minor_units(money, scale) {
                    Ok(units) if money.negative => -signed(units),
                    Ok(units) => signed(units),
                    Err(Unfit::TooLarge) => {
                        let account = account.path.clone();
                        return Err(Rejection::AmountOverflow { posting: Some(posting), account });
                    }
                    Err(Unfit::TooFine) => {
                        return Err(Rejection::ScaleMismatch {
                            posting: Some(posting),
                            account: account.path.clone(),
                            asset: account.asset.code.clone(),
                            scale,
                        });
                    }
                };
                let actual = account.balance_of(*kind);
                let holds = match comparison.as_str() {
                    "gte" => actual >= required,
                    "gt" => actual > required,
                    "lte" => actual <= required,
                    "lt" => actual < required,
                    _ => actual == required,
                };
                if !holds {
                    return Err(Rejection::ConditionFailed {
                        posting,
                        account: account.path.clone(),
                        kind: *kind,
                        comparison: *comparison,
                        required: print(required, scale),
                        actual: print(actual, scale),
                    });
                }
            }
        }
        Ok(())
    }

    fn judge_approval(&self, new: &Transfer, draft: &Draft) -> Result<(), Rejection> {
        for (index, line) in draft.lines.iter().enumerate() {
            let approval = &self.accounts[line.account].limits.approval;
            // An increment is judged by what its hold comes to.
            let moved = moved_at_first(&draft.lines, index)
                .and_then(|moved| moved.checked_add(self.held_before(draft, line)))
                .filter(|moved| *moved <= MAX);
            let rules = [
                ("manual", approval.manual && new.manual),
                ("reversals", approval.reversals && draft.kind == TransferKind::Reversal),
                (
                    "back_dated",
                    approval.back_dated && draft.kind != TransferKind::Increment && draft.effective_at < self.now,
                ),
                ("above", approval.above.zip(moved).is_some_and(|(limit, moved)| signed(moved) > limit)),
            ];
            if let Some((rule, _)) = rules.into_iter().find(|(_, asks)| *asks) {
                return Err(Rejection::ApprovalRequired { posting: line.of, account: self.path(line), rule });
            }
        }
        Ok(())
    }
}

/// What an account's postings in one direction move together, asked of the first of them only. `None` beyond
/// the range, too.
fn moved_at_first(lines: &[Line], posting: usize) -> Option<u128> {
    let same = |line: &&Line| line.account == lines[posting].account && line.direction == lines[posting].direction;
    if lines[..posting].iter().any(|line| same(&line)) {
        return None;
    }
    let amounts: Option<Vec<u128>> = lines.iter().filter(same).map(|line| line.amount).collect();
    amounts.map(|amounts| amounts.into_iter().fold(0, u128::saturating_add)).filter(|sum| *sum <= MAX)
}

/// Whether a breach of an account's bound is told of this posting: of its first that goes towards the bound,
/// or where none does, of its first.
fn is_named(normal_side: Side, bound: Bound, lines: &[Line], posting: usize) -> bool {
    let towards = match bound {
        Bound::Min | Bound::MinPosted | Bound::MinPending => normal_side.other(),
        Bound::Max | Bound::MaxPosted | Bound::MaxPending => normal_side,
    };
    let of_account = |line: &Line| line.account == lines[posting].account;
    let first = lines.iter().position(|line| of_account(line) && line.direction == towards);
    first.or(lines.iter().position(of_account)) == Some(posting)
}
