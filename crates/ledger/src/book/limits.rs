//! Limits: set, changed, and counted by what is asked for anew.

use super::{Book, Change, Made, Undo, describe::bound_in_minor, draft::Draft, post::Verdict};
use crate::{
    AccountPath, Limit, LimitChange, LimitNo, LimitTerms, Meter, Metered, Minor, NewLimit, OnExceed, Rejection,
    SignedDecimal, TransferKind, Usage,
};

impl Book {
    /// Whether the ledger's limits are known.
    pub fn knows_limits(&self) -> bool {
        self.limits.is_some()
    }

    /// Tells the book the ledger's limits.
    pub fn load_limits(&mut self, limits: Vec<Limit>) {
        self.limits = Some(limits);
    }

    pub fn limits(&self) -> &[Limit] {
        self.limits.as_deref().unwrap_or_default()
    }

    /// Adds what has counted for a limit; a meter that was not loaded counts from zero.
    pub fn load_usage(&mut self, meter: Meter, usage: Usage) {
        self.batch.usage.insert(meter, usage);
    }

    /// Sets a limit; setting the same one again changes nothing.
    ///
    /// # Errors
    /// [`Rejection::LimitExists`], [`Rejection::AssetNotFound`], a sum finer than the asset's scale.
    pub fn set_limit(&mut self, new: &NewLimit) -> Result<Made<LimitNo>, Rejection> {
        assert!(self.batch.undo.is_none(), "a group undoes states and creations, not limits");
        let Some(asset) = self.asset(&new.asset).cloned() else {
            return Err(Rejection::AssetNotFound { asset: new.asset.clone() });
        };
        let terms = LimitTerms {
            max_sum: new.terms.max_sum.map(|sum| in_minor(sum, new, &asset)).transpose()?,
            max_count: new.terms.max_count,
            on_exceed: new.terms.on_exceed,
            active: new.terms.active,
        };
        let limits = self.limits.get_or_insert_default();
        let no = LimitNo(limits.last().map_or(0, |last| last.no.0) + 1);
        let limit = Limit {
            no,
            name: new.name.clone(),
            path_prefix: new.path_prefix.clone(),
            together: new.together,
            asset: asset.code,
            scale: asset.scale,
            direction: new.direction,
            window: new.window,
            terms,
            revision: 1,
            created_at: self.recorded_at,
            updated_at: self.recorded_at,
        };
        if let Some(existing) = limits.iter().find(|existing| existing.name == new.name) {
            let Limit { no, revision, created_at, updated_at, .. } = *existing;
            let same = Limit { no, revision, created_at, updated_at, ..limit } == *existing;
            return if same {
                Ok(Made::Existing(existing.no))
            } else {
                Err(Rejection::LimitExists { name: new.name.clone() })
            };
        }
        limits.push(limit);
        Ok(Made::New { seq: self.next_seq(), what: no })
    }

    /// Changes a limit's terms.
    ///
    /// # Errors
    /// [`Rejection::LimitNotFound`], a sum finer than the asset's scale.
    pub fn change_limit(&mut self, name: &str, change: &LimitChange) -> Result<Change, Rejection> {
        assert!(self.batch.undo.is_none(), "a group undoes states and creations, not limits");
        let limits = self.limits.get_or_insert_default();
        let Some(limit) = limits.iter_mut().find(|limit| limit.name == name) else {
            return Err(Rejection::LimitNotFound { name: name.to_owned() });
        };
        let path = AccountPath::of_prefix(&limit.path_prefix);
        let sum = |sum: SignedDecimal| minor_or_refused(sum, &path, limit);
        let terms = LimitTerms {
            max_sum: match change.max_sum {
                None => limit.terms.max_sum,
                Some(changed) => changed.map(sum).transpose()?,
            },
            max_count: change.max_count.unwrap_or(limit.terms.max_count),
            on_exceed: change.on_exceed.unwrap_or(limit.terms.on_exceed),
            active: change.active.unwrap_or(limit.terms.active),
        };
        if terms == limit.terms {
            return Ok(Change::Unchanged);
        }
        limit.terms = terms;
        limit.revision += 1;
        limit.updated_at = self.recorded_at;
        Ok(Change::Changed { seq: self.next_seq() })
    }

    pub fn limit(&self, name: &str) -> Option<&Limit> {
        self.limits().iter().find(|limit| limit.name == name)
    }

    /// What a draft counts for limits, and which it goes beyond that only flag. What settles a hold or
    /// a transfer does not count: that did when it was asked for.
    pub(super) fn check_limits(
        &self,
        draft: &Draft<'_>,
        verdict: &mut Verdict,
    ) -> Result<(Vec<Metered>, Vec<String>), Rejection> {
        let (mut metered, mut flags): (Vec<Metered>, Vec<String>) = (Vec::new(), Vec::new());
        let limits = self.limits();
        let counts = matches!(draft.kind, TransferKind::Transfer | TransferKind::Hold | TransferKind::Increment);
        if limits.is_empty() || !counts {
            return Ok((metered, flags));
        }
        for leg in &draft.legs {
            let posting = leg.index;
            let Some(amount) = leg.amount else { continue };
            let account = leg.account;
            for limit in limits.iter().filter(|limit| limit.covers(&account.path, &account.asset.code, leg.direction)) {
                let meter = limit.meter(account.no);
                let usage = self.batch.usage.get(&meter).copied().unwrap_or_default();
                // A transfer counts once, however many of its postings do; an increment is part of its hold.
                let (added, first) = match metered.iter_mut().find(|before| before.meter == meter) {
                    Some(before) => (before, false),
                    None => {
                        let count = usage.count + i64::from(draft.kind != TransferKind::Increment);
                        metered.push(Metered { meter, amount: Minor::ZERO, sum: usage.sum, count });
                        (metered.last_mut().expect("pushed above"), true)
                    }
                };
                let (Some(sum), Some(total)) = (added.sum.checked_add(amount), added.amount.checked_add(amount)) else {
                    return Err(Rejection::AmountOverflow { posting: Some(posting), account: account.path.clone() });
                };
                (added.sum, added.amount) = (sum, total);
                let (used, count) = usage.used();
                let counted = added.count - usage.count;
                let beyond_sum =
                    limit.terms.max_sum.filter(|max| used.checked_add(total).is_none_or(|would_be| would_be > *max));
                let beyond_count =
                    limit.terms.max_count.filter(|max| first && counted > 0 && count + counted > i64::from(*max));
                if beyond_sum.is_none() && beyond_count.is_none() {
                    continue;
                }
                if limit.terms.on_exceed == OnExceed::Flag {
                    if !flags.contains(&limit.name) {
                        flags.push(limit.name.clone());
                    }
                    continue;
                }
                let print = |minor: Minor| minor.to_decimal(limit.scale);
                let (sum, max, used, required) = match (beyond_sum, beyond_count) {
                    (Some(max), _) => (true, print(max), print(used), print(total)),
                    (None, max) => (false, max.unwrap_or_default().to_string(), count.to_string(), counted.to_string()),
                };
                verdict.refuse(Rejection::LimitExceeded {
                    posting,
                    account: account.path.clone(),
                    limit: limit.name.clone(),
                    sum,
                    max,
                    used,
                    required,
                })?;
            }
        }
        Ok((metered, flags))
    }

    /// Advances the meters.
    pub(super) fn count(&mut self, metered: &[Metered]) {
        for Metered { meter, sum, count, .. } in metered {
            let usage = self.batch.usage.entry(*meter).or_default();
            let before = *usage;
            (usage.sum, usage.count) = (*sum, *count);
            self.remember(|| Undo::Usage(*meter, before));
        }
    }
}

fn in_minor(sum: SignedDecimal, new: &NewLimit, asset: &crate::Asset) -> Result<Minor, Rejection> {
    bound_in_minor(sum, &AccountPath::of_prefix(&new.path_prefix), asset)
}

fn minor_or_refused(sum: SignedDecimal, path: &AccountPath, limit: &Limit) -> Result<Minor, Rejection> {
    sum.to_minor(limit.scale).map_err(|_| Rejection::ScaleMismatch {
        posting: None,
        account: path.clone(),
        asset: limit.asset.clone(),
        scale: limit.scale,
    })
}
