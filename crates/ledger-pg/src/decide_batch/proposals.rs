//! Transfers that need a second person: proposed, then approved or rejected.

use std::sync::Arc;

use ledger::{Agreement, NewTransfer, Rejection};
use uuid::Uuid;

use super::{Plan, accept};
use crate::{
    Answer, Decision, Refusal, Unit,
    events::EventType,
    idempotency_keys::{Shape, StoredOutcome},
    locations, objects,
    outcome::Outcome,
    proposals::{self, Proposal, ProposalStatus},
};

impl<'u> Plan<'_, 'u> {
    /// Keeps a transfer that needs a second person, and that nothing else refuses.
    pub(super) fn propose(&mut self, unit: &Unit, new: &'u NewTransfer) -> Outcome {
        let request = unit.request.as_ref().expect("checked by the caller");
        let wanted_by = self.book.explain(new).into_iter().filter_map(|rejection| match rejection {
            Rejection::ApprovalRequired { posting, account, rule } => {
                Some(objects::ApprovalRule { account: account.to_string(), posting, rule: rule.to_owned() })
            }
            _ => None,
        });
        let wanted_by: Vec<objects::ApprovalRule> = wanted_by.collect();
        // As if it were agreed to: what it would post.
        let agreement = Agreement {
            proposal_seq: 0,
            proposed_by: request.by.to_string(),
            approved_by: String::new(),
            reason: None,
        };
        let agreed = NewTransfer { approval: Some(Box::new(agreement)), ..new.clone() };
        let mark = self.book.mark();
        let accepted = accept(self.book, &self.context.ledger, &agreed).map(|accepted| accepted.object);
        self.book.rewind(mark);
        let transfer = match accepted {
            Ok(transfer) => transfer,
            Err(rejection) => return Outcome::Answered(self.refuse(unit, &Refusal::Rejection(rejection), None)),
        };
        let seq = self.book.propose(new.id);
        let postings = transfer.postings.into_iter().map(|posting| objects::ProposedPosting {
            account: posting.account,
            amount: posting.amount.to_string(),
            asset: posting.asset,
            direction: posting.direction.to_owned(),
        });
        let request_body = String::from_utf8_lossy(&request.body).into_owned();
        let object = objects::Proposal {
            decided_at: None,
            decided_by: None,
            description: transfer.description,
            effective_at: new.effective_at.map(|instant| instant.to_string()),
            external_id: transfer.external_id,
            id: new.id,
            kind: transfer.kind.to_owned(),
            ledger: transfer.ledger,
            manual: transfer.manual,
            metadata: transfer.metadata,
            postings: postings.collect(),
            proposed_at: self.book.recorded_at().to_string(),
            proposed_by: request.by.to_string(),
            reason: None,
            request_sha256: proposals::sha256(&request_body),
            reverses_id: transfer.reverses_id,
            schema: None,
            seq,
            status: ProposalStatus::Proposed.as_str().to_owned(),
            wanted_by,
        };
        let proposal = Proposal {
            seq,
            id: new.id,
            target_id: new.action.target(),
            client_id: new.client_id,
            status: ProposalStatus::Proposed,
            proposed_by: request.by.to_string(),
            request: request_body,
            object,
            transfer_seq: None,
            proposed_at: self.book.recorded_at(),
            decided_at: None,
        };
        let body = self.record_proposal(seq, EventType::TransferProposed, proposal);
        self.waiting(new.id, seq, body)
    }

    /// What a key that made a proposal is answered: where the proposal stands.
    pub(super) fn proposed_before(&self, unit: &Unit, stored: &StoredOutcome) -> Outcome {
        let Some(proposal) = stored.seq.and_then(|seq| self.proposals.get(&seq)) else {
            return Outcome::Answered(self.refuse(unit, &Refusal::Internal, None));
        };
        match (proposal.status, proposal.transfer_seq) {
            (ProposalStatus::Approved, Some(seq)) => {
                let posted = StoredOutcome { status: 201, shape: Shape::Transfer, seq: Some(seq), ..stored.clone() };
                Outcome::Stored(Arc::new(posted))
            }
            (ProposalStatus::Rejected, _) => {
                let refusal = Refusal::ProposalRejected { id: proposal.id, reason: proposal.object.reason.clone() };
                Outcome::Answered(self.refuse(unit, &refusal, None))
            }
            (ProposalStatus::Proposed | ProposalStatus::Approved, _) => {
                self.waiting(proposal.id, proposal.seq, objects::to_json(&proposal.object))
            }
        }
    }

    fn waiting(&self, id: Uuid, seq: i64, object: Vec<u8>) -> Outcome {
        let location = locations::proposal(&self.context.ledger.name, id);
        Outcome::Proposed { id, answer: Answer::new(202, Some(seq), object).at(location) }
    }

    /// Records a proposal's making or rejection; returns its object.
    fn record_proposal(&mut self, seq: i64, event_type: EventType, proposal: Proposal) -> Vec<u8> {
        let with_schema = objects::Proposal { schema: Some(objects::SCHEMA), ..proposal.object.clone() };
        self.record(seq, event_type, objects::to_string(&with_schema));
        let body = objects::to_json(&proposal.object);
        self.proposals.insert(proposal.seq, proposal.clone());
        self.written.proposals.insert(proposal.seq, proposal);
        body
    }

    /// Whether what an approval would post is not what was proposed: somebody changed the row.
    pub(super) fn is_forged(&self, decision: &Decision) -> bool {
        let mut proposals = self.proposals.values();
        proposals.any(|proposal| proposal.id == decision.id && !proposal.is_as_proposed())
    }

    /// Approved, it is posted now or refused by what has changed since; a refused one stays open.
    pub(super) fn decide_proposal(&mut self, unit: &Unit, decision: &'u Decision) -> Outcome {
        let refusal = match self.proposals.values().find(|proposal| proposal.id == decision.id) {
            None => Rejection::TransferNotFound { id: decision.id },
            Some(proposal) if proposal.status != ProposalStatus::Proposed => {
                Rejection::ProposalNotOpen { id: decision.id, status: proposal.status.as_str() }
            }
            Some(proposal) => {
                let mut proposal = proposal.clone();
                proposal.decided_at = Some(self.book.recorded_at());
                proposal.object.decided_at = Some(self.book.recorded_at().to_string());
                proposal.object.decided_by = Some(decision.by.to_string());
                proposal.object.reason.clone_from(&decision.reason);
                match &decision.approved {
                    None => {
                        proposal.status = ProposalStatus::Rejected;
                        proposal.object.status = proposal.status.as_str().to_owned();
                        let seq = self.book.note_change();
                        let body = self.record_proposal(seq, EventType::TransferRejected, proposal);
                        return Outcome::Answered(Answer::new(200, Some(seq), body));
                    }
                    Some(new) => match self.post(new) {
                        Ok(posted) => {
                            proposal.status = ProposalStatus::Approved;
                            proposal.object.status = proposal.status.as_str().to_owned();
                            proposal.transfer_seq = Some(posted.seq);
                            self.proposals.insert(proposal.seq, proposal.clone());
                            self.written.proposals.insert(proposal.seq, proposal);
                            return Outcome::Posted(posted);
                        }
                        Err(rejection) => rejection,
                    },
                }
            }
        };
        Outcome::Answered(self.refuse(unit, &Refusal::Rejection(refusal), None))
    }
}
