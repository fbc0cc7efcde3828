//! Many transfers in one unit: all or none, in groups, each by itself, or only tried.

use std::{collections::HashMap, sync::Arc};

use ledger::{NewTransfer, Rejection};

use super::{Accepted, Plan, accept};
use crate::{
    Answer, KeyHash, Keyed, Refusal, TransferItem, Unit,
    outcome::{self, Outcome},
    post_batch::Mode,
};

impl<'u> Plan<'_, 'u> {
    /// All or none; the first refusal is the whole batch's.
    pub(super) fn atomic_batch(&mut self, unit: &Unit, items: &'u [TransferItem]) -> Outcome {
        match self.together(unit, items, 0) {
            Ok(done) => Outcome::Batch(Arc::new(done)),
            Err((_, refusal)) => Outcome::Answered(refusal),
        }
    }

    /// A group of a batch whose first item has this index.
    fn group(&mut self, unit: &Unit, items: &'u [TransferItem], first: usize) -> Vec<Outcome> {
        match self.together(unit, items, first) {
            Ok(done) => done,
            Err((culprit, refusal)) => (first..first + items.len())
                .map(|index| {
                    Outcome::Answered(if index == culprit {
                        refusal.clone()
                    } else {
                        self.refuse(unit, &Refusal::GroupRefused { culprit }, Some(index))
                    })
                })
                .collect(),
        }
    }

    /// Items that stand or fall together: what became of each, or the index of the one that is refused
    /// and the problem.
    fn together(
        &mut self,
        unit: &Unit,
        items: &'u [TransferItem],
        first: usize,
    ) -> Result<Vec<Outcome>, (usize, Answer)> {
        enum Step<'u> {
            /// The same as an earlier item of the batch.
            Again(usize),
            Earlier(Outcome),
            Accepted(Option<&'u Keyed>, Box<Accepted<'u>>),
        }
        enum Culprit {
            /// Its key was refused before, by a row or in this transaction.
            Earlier(Answer),
            Now(Rejection),
        }
        let ledger = self.context.ledger.clone();
        let mut earlier = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item.key.as_ref().map_or(Ok(None), |key| self.earlier_of_item(unit, key)) {
                Ok(outcome) => earlier.push(outcome),
                Err(field) => {
                    let index = first + index;
                    return Err((index, self.refuse(unit, &Refusal::KeyReused { field }, Some(index))));
                }
            }
        }
        let mut first_of: HashMap<KeyHash, (usize, &Keyed)> = HashMap::new();
        let mut duplicates: Vec<Option<usize>> = vec![None; items.len()];
        for (index, item) in items.iter().enumerate() {
            let Some(key) = &item.key else { continue };
            match first_of.get(&key.hash) {
                None => {
                    first_of.insert(key.hash, (index, key));
                }
                Some((original, other)) => match key.fingerprint.matches(other.fingerprint.as_bytes()) {
                    Ok(()) => duplicates[index] = Some(*original),
                    Err(field) => {
                        let index = first + index;
                        return Err((index, self.refuse(unit, &Refusal::KeyReused { field }, Some(index))));
                    }
                },
            }
        }
        let steps = self.book.all_or_none(|book| {
            let mut steps = Vec::with_capacity(items.len());
            for (index, (item, earlier)) in items.iter().zip(earlier).enumerate() {
                if let Some(original) = duplicates[index] {
                    steps.push(Step::Again(original));
                    continue;
                }
                steps.push(match earlier {
                    Some(outcome) => match outcome::refusal(&outcome) {
                        Some(refusal) => return Err((index, Culprit::Earlier(refusal))),
                        None => Step::Earlier(outcome),
                    },
                    None => match accept(book, &ledger, &item.transfer) {
                        Ok(accepted) => Step::Accepted(item.key.as_ref(), Box::new(accepted)),
                        Err(rejection) => return Err((index, Culprit::Now(rejection))),
                    },
                });
            }
            Ok(steps)
        });
        match steps {
            Ok(steps) => {
                let mut done: Vec<Outcome> = Vec::with_capacity(items.len());
                for step in steps {
                    done.push(match step {
                        Step::Again(original) => done[original].clone(),
                        Step::Earlier(outcome) => outcome,
                        Step::Accepted(key, accepted) => {
                            let outcome = Outcome::Posted(self.record_transfer(*accepted));
                            if let Some(key) = key {
                                self.keep(key, &outcome);
                            }
                            outcome
                        }
                    });
                }
                Ok(done)
            }
            Err((index, Culprit::Earlier(refusal))) => Err((first + index, outcome::at_index(refusal, first + index))),
            Err((index, Culprit::Now(rejection))) => {
                let before = items[..index].iter().map(|item| item.transfer.id);
                let refusal = match &rejection {
                    Rejection::ExternalIdConflict { transfer: id, .. } | Rejection::IdConflict { id }
                        if before.clone().any(|before| before == *id) =>
                    {
                        Refusal::Sibling(rejection)
                    }
                    _ => Refusal::Rejection(rejection),
                };
                if let Some(key) = &items[index].key
                    && let Refusal::Rejection(_) = refusal
                {
                    let alone = Outcome::Answered(self.refuse(unit, &refusal, None));
                    self.keep(key, &alone);
                }
                Err((first + index, self.refuse(unit, &refusal, Some(first + index))))
            }
        }
    }

    /// Each item for itself; a later one sees an earlier one's effect.
    pub(super) fn item_batch(&mut self, unit: &'u Unit, items: &'u [TransferItem], mode: &Mode) -> Outcome {
        let mut done: Vec<Outcome> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            // An item of a group was done with the group's first.
            if index < done.len() {
                continue;
            }
            if let Some(name) = &item.group {
                let same = items[index..].iter().take_while(|other| other.group.as_ref() == Some(name)).count();
                let group = index..index + same;
                let excluded = mode.excluded.iter().find(|index| group.contains(index));
                match excluded {
                    None => done.extend(self.group(unit, &items[group], index)),
                    Some(&culprit) => done.extend(group.map(|index| {
                        let refusal =
                            if index == culprit { Refusal::Internal } else { Refusal::GroupRefused { culprit } };
                        Outcome::Answered(self.refuse(unit, &refusal, Some(index)))
                    })),
                }
                continue;
            }
            let outcome = if mode.excluded.contains(&index) {
                Outcome::Answered(self.refuse(unit, &Refusal::Internal, Some(index)))
            } else {
                match item.key.as_ref().map_or(Ok(None), |key| self.earlier_of_item(unit, key)) {
                    Ok(Some(outcome)) => outcome,
                    Err(field) => Outcome::Answered(self.refuse(unit, &Refusal::KeyReused { field }, Some(index))),
                    Ok(None) => {
                        let outcome = match self.post(&item.transfer) {
                            Ok(object) => Outcome::Posted(object),
                            Err(rejection) => {
                                // An item's key is the key of a single POST, whose answer has no index.
                                let index = item.key.is_none().then_some(index);
                                Outcome::Answered(self.refuse(unit, &Refusal::Rejection(rejection), index))
                            }
                        };
                        if let Some(key) = &item.key {
                            self.keep(key, &outcome);
                        }
                        outcome
                    }
                }
            };
            done.push(outcome);
        }
        Outcome::Batch(Arc::new(done))
    }

    /// What a sequence of transfers would come to: each with its transfer, or with every problem in its way.
    pub(super) fn simulate(&mut self, unit: &Unit, transfers: &'u [NewTransfer]) -> Outcome {
        let indexed: Vec<(usize, &'u NewTransfer)> = transfers.iter().enumerate().collect();
        let mut body = b"{\"results\":".to_vec();
        self.tried(|plan| {
            outcome::write_list(&mut body, &indexed, |body, (index, new)| {
                let problems = plan.book.explain(new);
                match plan.post(new) {
                    Ok(posted) => outcome::write_posted(body, &posted),
                    Err(first) => {
                        let problems = if problems.is_empty() { vec![first] } else { problems };
                        body.extend_from_slice(b"{\"status\":\"rejected\",\"problems\":");
                        outcome::write_list(body, &problems, |body, rejection| {
                            let refusal = Refusal::Rejection(rejection.clone());
                            body.extend_from_slice(&plan.refuse(unit, &refusal, Some(*index)).body);
                        });
                        body.push(b'}');
                    }
                }
            });
        });
        body.push(b'}');
        Outcome::Answered(Answer { dry_run: true, ..Answer::new(200, None, body) })
    }
}
