//! Posting: a command is drafted, judged and made, or refused.

use super::{
    Book, POST_DATED_AFTER_MICROS, Undo,
    draft::{Draft, Leg},
    rules,
};
use crate::{
    Account, AccountNo, AccountState, Metered, Minor, NewTransfer, PostedPosting, PostedTransfer, Rejection, Side,
    Subject, Timestamp,
};

/// Where refusals go: the first ends a judgement, unless all are wanted.
pub(super) struct Verdict {
    all: bool,
    found: Vec<Rejection>,
}

/// What a transfer that nothing refuses would do.
struct Judged<'book> {
    draft: Draft<'book>,
    moved: Vec<(&'book Account, AccountState)>,
    postings: Vec<PostedPosting>,
    metered: Vec<Metered>,
    flags: Vec<String>,
}

impl Verdict {
    /// That ends with the first refusal.
    const fn first() -> Verdict {
        Verdict { all: false, found: Vec::new() }
    }

    /// # Errors
    /// The rejection, unless all are wanted.
    pub fn refuse(&mut self, rejection: Rejection) -> Result<(), Rejection> {
        if !self.all {
            return Err(rejection);
        }
        self.found.push(rejection);
        Ok(())
    }
}

impl Book {
    /// Posts a transfer, a hold or an action on one: all of it, or nothing.
    ///
    /// # Errors
    /// The first [`Rejection`] in order of precedence.
    pub fn post(&mut self, new: &NewTransfer) -> Result<PostedTransfer, Rejection> {
        let Judged { draft, moved, postings, metered, flags } = self.judge(new, &mut Verdict::first())?;

        let seq = self.last_seq + 1;
        let alerts = self.alerts(seq, &moved);
        let Draft { kind, effective_at, expires_at, target, .. } = draft;
        let own = new.client_id.then(|| Subject::Original(draft.original(new.id, seq)));
        let subject = match draft.subject {
            Some(Subject::Hold(hold)) if target.is_none() => Some(Subject::Hold(crate::Hold { seq, ..hold })),
            other => other,
        };
        let moved: Vec<(AccountNo, AccountState)> =
            moved.into_iter().map(|(account, after)| (account.no, after)).collect();
        for (no, after) in moved {
            let cached = self.accounts.get_mut(&no).expect("a resolved account is known");
            let before = std::mem::replace(&mut cached.account.state, after);
            cached.used = self.clock;
            self.remember(|| Undo::State(no, before));
        }
        if new.client_id {
            self.batch.ids.insert(new.id);
            self.remember(|| Undo::Id(new.id));
        }
        if let Some(external_id) = &new.external_id {
            self.batch.external_ids.insert(external_id.clone(), new.id);
            self.remember(|| Undo::ExternalId(external_id.clone()));
        }
        // A new hold is its own subject.
        for subject in own.into_iter().chain(subject) {
            let id = subject.id();
            let before = self.batch.subjects.insert(id, subject);
            self.remember(|| Undo::Subject(id, before));
        }
        self.count(&metered);
        self.last_seq = alerts.last().map_or(seq, |last| last.seq);
        Ok(PostedTransfer {
            seq,
            kind,
            recorded_at: self.recorded_at,
            effective_at,
            target,
            expires_at,
            postings,
            metered,
            flags,
            alerts,
        })
    }

    /// Everything that would refuse a transfer now; nothing if it would be accepted.
    pub fn explain(&self, new: &NewTransfer) -> Vec<Rejection> {
        let mut verdict = Verdict { all: true, ..Verdict::first() };
        let last = self.judge(new, &mut verdict).err();
        verdict.found.into_iter().chain(last).collect()
    }

    fn judge(&self, new: &NewTransfer, verdict: &mut Verdict) -> Result<Judged<'_>, Rejection> {
        let is_proposed = new.approval.is_none() && self.batch.proposed_ids.contains(&new.id);
        if new.client_id && (is_proposed || self.batch.ids.contains(&new.id)) {
            verdict.refuse(Rejection::IdConflict { id: new.id })?;
        }
        if let Some(external_id) = &new.external_id
            && let Some(&transfer) = self.batch.external_ids.get(external_id)
        {
            verdict.refuse(Rejection::ExternalIdConflict { external_id: external_id.clone(), transfer })?;
        }

        let mut draft = self.draft(new)?;
        let mut overflows = Vec::new();
        rules::check_balanced(&draft.legs, &mut overflows, verdict)?;
        rules::check_status(&draft, verdict)?;
        draft.lower(new)?;
        let mut moved = Vec::with_capacity(draft.legs.len());
        let postings = move_balances(&draft, self.recorded_at, &mut moved, &mut overflows);
        rules::check_policies(new, &draft, verdict)?;
        let (metered, flags) = self.check_limits(&draft, verdict)?;
        rules::check_bounds(&draft, &moved, verdict)?;
        rules::check_conditions(new, &draft, &moved, verdict)?;
        // Judged last: whatever else is wrong is the better answer.
        if let Some(&posting) = overflows.iter().min() {
            let Leg { index, account, .. } = draft.legs[posting];
            return Err(Rejection::AmountOverflow { posting: Some(index), account: account.path.clone() });
        }
        rules::check_approval(new, &draft, self.recorded_at, verdict)?;
        Ok(Judged { draft, moved, postings, metered, flags })
    }
}

/// Moves copies of the accounts' states, posting by posting; `moved` ends with each account once,
/// in the order of its first posting. A posting that takes its account beyond the range joins
/// `overflows`, and its account leaves `moved`: it has no balance to compare with a bound.
fn move_balances<'book>(
    draft: &Draft<'book>,
    recorded_at: Timestamp,
    moved: &mut Vec<(&'book Account, AccountState)>,
    overflows: &mut Vec<usize>,
) -> Vec<PostedPosting> {
    let effective_at = draft.effective_at;
    let post_dated = effective_at > recorded_at.plus_micros(POST_DATED_AFTER_MICROS);
    let mut overflown: Vec<AccountNo> = Vec::new();
    let mut postings = Vec::with_capacity(draft.legs.len());
    for (posting, leg) in draft.legs.iter().enumerate() {
        let account = leg.account;
        let index = moved.iter().position(|(other, _)| other.no == account.no).unwrap_or_else(|| {
            moved.push((account, account.state));
            moved.len() - 1
        });
        let state = &mut moved[index].1;
        let irregular = post_dated || effective_at < state.effective_high;
        let made = leg.amount.zip(leg.moves(draft.kind)).and_then(|(amount, (posted, held))| {
            let after = state.after(leg.direction, posted, held, effective_at, irregular)?;
            Some(PostedPosting {
                account_no: account.no,
                asset_no: account.asset.no,
                direction: leg.direction,
                amount,
                posted,
                held,
                after,
                irregular,
            })
        });
        match made {
            Some(made) => {
                *state = made.after;
                postings.push(made);
            }
            None => {
                overflows.push(posting);
                overflown.push(account.no);
            }
        }
    }
    moved.retain(|(account, _)| !overflown.contains(&account.no));
    postings
}

impl AccountState {
    /// The state after one more posting; `None` where a total would leave the range.
    fn after(
        mut self,
        direction: Side,
        posted: Minor,
        held: Minor,
        effective_at: Timestamp,
        irregular: bool,
    ) -> Option<AccountState> {
        self.version += 1;
        self.balance.posted = self.balance.posted.checked_add(direction, posted)?;
        self.balance.held = self.balance.held.checked_add(direction, held)?;
        self.balance.checked_pending()?;
        if irregular {
            let sum = &mut self.irregular.sum;
            self.irregular.count += 1;
            sum.posted = sum.posted.checked_add(direction, posted)?;
            sum.held = sum.held.checked_add(direction, held)?;
        } else {
            self.effective_high = effective_at;
        }
        Some(self)
    }
}
