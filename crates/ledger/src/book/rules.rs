//! The rules that a drafted transfer is judged by, in order of precedence.

use super::{
    draft::{Draft, Leg},
    post::Verdict,
};
use crate::{
    Account, AccountState, AccountStatus, Action, Asset, Bound, Minor, NewTransfer, Rejection, Rules, Side, Sides,
    Subject, Timestamp, TransferKind,
};

/// Each asset's debits equal its credits, in the order in which assets first appear. An asset whose
/// total here leaves the range cannot be compared, even where each of its accounts stays within it:
/// the posting that does so joins `overflows`.
pub(super) fn check_balanced(
    legs: &[Leg<'_>],
    overflows: &mut Vec<usize>,
    verdict: &mut Verdict,
) -> Result<(), Rejection> {
    let mut totals: Vec<(&Asset, Option<Sides>)> = Vec::with_capacity(2);
    for (posting, leg) in legs.iter().enumerate() {
        let asset = &leg.account.asset;
        let index = totals.iter().position(|(other, _)| other.no == asset.no).unwrap_or_else(|| {
            totals.push((asset, Some(Sides::default())));
            totals.len() - 1
        });
        let Some(before) = totals[index].1 else {
            continue;
        };
        totals[index].1 = leg.amount.and_then(|amount| before.checked_add(leg.direction, amount));
        if totals[index].1.is_none() {
            overflows.push(posting);
        }
    }
    for (asset, total) in totals {
        if let Some(Sides { debits, credits }) = total
            && debits != credits
        {
            verdict.refuse(Rejection::Unbalanced {
                asset: asset.code.clone(),
                debits: debits.to_decimal(asset.scale),
                credits: credits.to_decimal(asset.scale),
            })?;
        }
    }
    Ok(())
}

/// Whether an account may refuse: what is held can always be let go.
fn is_judged(draft: &Draft<'_>) -> bool {
    !matches!(draft.kind, TransferKind::Void | TransferKind::Expiry | TransferKind::Extension)
}

pub(super) fn check_status(draft: &Draft<'_>, verdict: &mut Verdict) -> Result<(), Rejection> {
    if !is_judged(draft) {
        return Ok(());
    }
    let legs = &draft.legs;
    let first = |status| legs.iter().find(|leg| leg.account.status == status);
    if let Some(leg) = first(AccountStatus::Closed) {
        verdict.refuse(Rejection::AccountClosed { posting: Some(leg.index), account: leg.account.path.clone() })?;
    }
    if let Some(leg) = first(AccountStatus::Frozen) {
        verdict.refuse(Rejection::AccountFrozen { posting: leg.index, account: leg.account.path.clone() })?;
    }
    Ok(())
}

/// The accounts' rules that do not depend on balances.
pub(super) fn check_policies(new: &NewTransfer, draft: &Draft<'_>, verdict: &mut Verdict) -> Result<(), Rejection> {
    if !is_judged(draft) {
        return Ok(());
    }
    let ruled = || {
        let rules = |leg: &'_ Leg<'_>| leg.account.policy.rules.is_some();
        draft.legs.iter().enumerate().filter(move |(_, leg)| rules(leg))
    };
    for (_, leg) in ruled() {
        let Some(rules) = leg.account.policy.rules.as_deref() else { continue };
        let frozen = match leg.direction {
            Side::Debit => rules.freeze_debits,
            Side::Credit => rules.freeze_credits,
        };
        if frozen {
            let account = leg.account.path.clone();
            verdict.refuse(Rejection::SideFrozen { posting: leg.index, account, side: leg.direction })?;
        }
    }
    // What follows is about what is asked for anew, not about how a hold or a transfer is settled.
    if !matches!(new.action, Action::Post(_) | Action::Hold { .. } | Action::Increment { .. }) {
        return Ok(());
    }
    for (posting, leg) in ruled() {
        let Some(rules) = leg.account.policy.rules.as_deref() else { continue };
        check_rules(new, draft, posting, leg, rules, verdict)?;
    }
    Ok(())
}

fn check_rules(
    new: &NewTransfer,
    draft: &Draft<'_>,
    posting: usize,
    leg: &Leg<'_>,
    rules: &Rules,
    verdict: &mut Verdict,
) -> Result<(), Rejection> {
    let account = || leg.account.path.clone();
    if !rules.counterparties.is_empty() {
        let opposite = draft
            .legs
            .iter()
            .filter(|other| other.direction != leg.direction && other.account.asset.no == leg.account.asset.no);
        for other in opposite {
            let path = &other.account.path;
            if !rules.counterparties.iter().any(|prefix| prefix.covers(path.as_str())) {
                let counterparty = path.clone();
                verdict.refuse(Rejection::CounterpartyNotAllowed {
                    posting: leg.index,
                    account: account(),
                    counterparty,
                })?;
            }
        }
    }
    if !matches!(new.action, Action::Increment { .. }) {
        for key in &rules.required_metadata {
            if !new.metadata.contains_key(key) {
                verdict.refuse(Rejection::MetadataRequired {
                    posting: leg.index,
                    account: account(),
                    key: key.clone(),
                })?;
            }
        }
    }
    if let Some(limit) = rules.max_amount
        && let Some(amount) = moved_first(draft, posting)
        && amount > limit
    {
        let print = |minor: Minor| minor.to_decimal(leg.account.asset.scale);
        let (limit, required) = (print(limit), print(amount));
        verdict.refuse(Rejection::AmountLimitExceeded { posting: leg.index, account: account(), limit, required })?;
    }
    Ok(())
}

/// What all postings of this one's account and direction move, where this is the first of them.
fn moved_first(draft: &Draft<'_>, posting: usize) -> Option<Minor> {
    let leg = &draft.legs[posting];
    let same = |other: &&Leg<'_>| other.account.no == leg.account.no && other.direction == leg.direction;
    if draft.legs[..posting].iter().any(|other| same(&other)) {
        return None;
    }
    // An increment is part of its hold.
    if let (TransferKind::Increment, Some(Subject::Hold(hold))) = (draft.kind, &draft.subject) {
        let same =
            hold.legs.iter().filter(|other| other.account_no == leg.account.no && other.direction == leg.direction);
        return same.map(|leg| leg.held).try_fold(Minor::ZERO, Minor::checked_add);
    }
    // Beyond the range it is judged as an overflow.
    draft.legs.iter().filter(same).try_fold(Minor::ZERO, |sum, leg| sum.checked_add(leg.amount?))
}

/// A bound refuses only a transfer that moves the bounded balance towards it.
pub(super) fn check_bounds(
    draft: &Draft<'_>,
    moved: &[(&Account, AccountState)],
    verdict: &mut Verdict,
) -> Result<(), Rejection> {
    if !is_judged(draft) {
        return Ok(());
    }
    let ruled = moved.iter().any(|(account, _)| account.policy.rules.is_some());
    for bound in Bound::ALL {
        if ruled || matches!(bound, Bound::Min | Bound::Max) {
            check_bound(draft, moved, bound, verdict)?;
        }
    }
    Ok(())
}

fn check_bound(
    draft: &Draft<'_>,
    moved: &[(&Account, AccountState)],
    bound: Bound,
    verdict: &mut Verdict,
) -> Result<(), Rejection> {
    let beyond = moved.iter().filter_map(|(account, after)| {
        let normal = account.normal_side;
        let rules = account.policy.rules.as_deref();
        let limit = match bound {
            Bound::Min => account.policy.min_balance,
            Bound::Max => account.policy.max_balance,
            Bound::MinPosted => rules?.min_posted,
            Bound::MaxPosted => rules?.max_posted,
            Bound::MinPending => rules?.min_pending,
            Bound::MaxPending => rules?.max_pending,
        }?;
        let bounded = |state: &AccountState| match bound {
            Bound::Min => state.balance.available(normal),
            Bound::Max => state.balance.potential(normal),
            Bound::MinPosted | Bound::MaxPosted => state.balance.posted.amount(normal),
            Bound::MinPending | Bound::MaxPending => state.balance.pending().amount(normal),
        };
        let (before, after) = (bounded(&account.state), bounded(after));
        let refused = if bound.is_min() { after < limit && after < before } else { after > limit && after > before };
        if !refused {
            return None;
        }
        // Where releasing moves the balance, no posting goes towards the bound: then it is the first.
        let towards = if bound.is_min() { normal.other() } else { normal };
        let of_account = |leg: &Leg<'_>| leg.account.no == account.no;
        let posting = draft
            .legs
            .iter()
            .position(|leg| of_account(leg) && leg.direction == towards)
            .or_else(|| draft.legs.iter().position(of_account))
            .expect("a balance moves only by a posting");
        Some((posting, *account, limit, before, after))
    });
    let Some((posting, account, limit, before, after)) = beyond.min_by_key(|(posting, ..)| *posting) else {
        return Ok(());
    };
    let required = if bound.is_min() { before.checked_sub(after) } else { after.checked_sub(before) };
    let print = |minor: Minor| minor.to_decimal(account.asset.scale);
    verdict.refuse(Rejection::OutOfBounds {
        bound,
        posting: draft.legs[posting].index,
        account: account.path.clone(),
        limit: print(limit),
        required: print(required.expect("two totals in range move a balance by no more than the range")),
        before: print(before),
        after: print(after),
    })
}

/// What postings ask of their accounts' balances afterwards, and of their versions before.
pub(super) fn check_conditions(
    new: &NewTransfer,
    draft: &Draft<'_>,
    moved: &[(&Account, AccountState)],
    verdict: &mut Verdict,
) -> Result<(), Rejection> {
    let (Action::Post(postings) | Action::Hold { postings, .. }) = &new.action else {
        return Ok(());
    };
    for (posting, (named, leg)) in postings.iter().zip(&draft.legs).enumerate() {
        let Some(condition) = named.condition.as_deref() else { continue };
        let account = leg.account;
        if let Some(required) = condition.account_version.filter(|version| *version != account.state.version) {
            let actual = account.state.version;
            verdict.refuse(Rejection::AccountVersionFailed {
                posting,
                account: account.path.clone(),
                required,
                actual,
            })?;
        }
        // An account whose totals leave the range has no balance to compare.
        let Some((_, after)) = moved.iter().find(|(other, _)| other.no == account.no) else { continue };
        for (kind, comparison, required) in &condition.balances {
            let required =
                super::describe::bound_in_minor(*required, &account.path, &account.asset).map_err(|rejection| {
                    match rejection {
                        Rejection::ScaleMismatch { account, asset, scale, .. } => {
                            Rejection::ScaleMismatch { posting: Some(posting), account, asset, scale }
                        }
                        Rejection::AmountOverflow { account, .. } => {
                            Rejection::AmountOverflow { posting: Some(posting), account }
                        }
                        other => other,
                    }
                })?;
            let actual = after.balance.of(*kind, account.normal_side);
            if !comparison.holds(actual, required) {
                verdict.refuse(Rejection::ConditionFailed {
                    posting,
                    account: account.path.clone(),
                    kind: *kind,
                    comparison: *comparison,
                    required: required.to_decimal(account.asset.scale),
                    actual: actual.to_decimal(account.asset.scale),
                })?;
            }
        }
    }
    Ok(())
}

/// Whether a policy wants a second person's agreement. An increment is judged by what its hold comes to.
pub(super) fn check_approval(
    new: &NewTransfer,
    draft: &Draft<'_>,
    recorded_at: Timestamp,
    verdict: &mut Verdict,
) -> Result<(), Rejection> {
    if new.approval.is_some()
        || !matches!(
            draft.kind,
            TransferKind::Transfer | TransferKind::Hold | TransferKind::Increment | TransferKind::Reversal
        )
    {
        return Ok(());
    }
    for (posting, leg) in draft.legs.iter().enumerate() {
        let Some(rules) = leg.account.policy.rules.as_deref() else { continue };
        let approval = &rules.approval;
        let above = || {
            let limit = approval.above?;
            moved_first(draft, posting).filter(|amount| *amount > limit)
        };
        let rule = if approval.manual && new.manual {
            "manual"
        } else if approval.reversals && draft.kind == TransferKind::Reversal {
            "reversals"
        } else if approval.back_dated && draft.kind != TransferKind::Increment && draft.effective_at < recorded_at {
            "back_dated"
        } else if above().is_some() {
            "above"
        } else {
            continue;
        };
        verdict.refuse(Rejection::ApprovalRequired { posting: leg.index, account: leg.account.path.clone(), rule })?;
    }
    Ok(())
}
