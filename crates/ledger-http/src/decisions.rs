//! A second person's word on a proposal.

use std::sync::Arc;

use ledger::{Action, Agreement, DecimalAmount, NewTransfer};
use ledger_pg::{Decision, LedgerInfo, Proposal, Work, locations};
use serde::Deserialize;
use utoipa::ToSchema;

use axum::response::Response;

use crate::{
    actions::ActionRequest,
    answers,
    body::{Body, RequestBody},
    call::Call,
    fingerprints, json,
    post_reverse::PostReverseRequest,
    post_transfer,
    problem::Problem,
    problem_codes::Code,
    wire::{Description, Parsed},
};

/// Why, for the record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Checked against the invoice"}))]
pub struct DecisionRequest {
    /// At most 1,024 bytes.
    #[schema(value_type = Option<String>, max_length = 1024, example = "Checked against the invoice")]
    reason: Option<Parsed<Description>>,
}

impl RequestBody for DecisionRequest {}

/// Approves or rejects the proposal that the path names.
///
/// # Errors
/// Every problem of the request, `forbidden` for one's own approval, and what the writer could not answer.
pub async fn decide(call: Call, body: Body<DecisionRequest>, approve: bool) -> Result<Response, Problem> {
    let reason = body.value.reason.map(|reason| reason.0.0);
    let id = call.transfer_id();
    let key = call.required_key()?;
    let ledger = call.ledger().await?;
    let id = id?;
    let Some(proposal) = call.app.store.proposal(ledger.no, id).await? else {
        return Err(proposal_not_found());
    };
    let key = Some((key, fingerprints::decision(id, approve, reason.as_deref())));
    let by: Arc<str> = call.caller.public_id().into();
    if approve && *by == *proposal.proposed_by {
        return Err(Problem::new(
            Code::Forbidden,
            "This key proposed the transfer; another key must approve it. It may reject it.",
        ));
    }
    let approved = if approve { Some(proposed(&ledger, &proposal, &by, reason.as_deref())?) } else { None };
    let decision = Decision { id, by, reason, approved };
    let answer = call.submit(&ledger, key, Work::Decide(Box::new(decision)), body.asked).await?;
    Ok(answers::response(answer))
}

/// The transfer as it was asked for, agreed to.
fn proposed(
    ledger: &LedgerInfo,
    proposal: &Proposal,
    approved_by: &str,
    reason: Option<&str>,
) -> Result<NewTransfer, Problem> {
    let unreadable = |detail: String| {
        tracing::error!(ledger = %ledger.name, proposal = %proposal.id, detail, "a proposal cannot be read again");
        Problem::internal()
    };
    let body = proposal.request.as_bytes();
    let new = match proposal.target_id {
        None => post_transfer::read_transfer(body).map_err(unreadable)?,
        Some(target) => {
            let node = json::parse(body).map_err(|error| unreadable(error.to_string()))?;
            let request: PostReverseRequest =
                json::from_node(node).map_err(|error| unreadable(Problem::of_body(&error).detail.into_owned()))?;
            request.check(target)?
        }
    };
    let agreement = Agreement {
        proposal_seq: proposal.seq,
        proposed_by: proposal.proposed_by.clone(),
        approved_by: approved_by.to_owned(),
        reason: reason.map(ToOwned::to_owned),
    };
    let mut action = new.action;
    if let Action::Post(postings) | Action::Hold { postings, .. } = &mut action {
        // "Up to" is no more than what was shown to whoever approves.
        for (posting, shown) in postings.iter_mut().zip(&proposal.object.postings) {
            posting.amount = DecimalAmount::parse(&shown.amount).map_err(|error| unreadable(error.to_string()))?;
        }
    }
    let approval = Some(Box::new(agreement));
    Ok(NewTransfer { action, id: proposal.id, client_id: proposal.client_id, approval, ..new })
}

/// What a transfer's own path answers while there is only the proposal.
pub fn not_yet(ledger: &LedgerInfo, proposal: &Proposal) -> Problem {
    let status = proposal.status.as_str();
    Problem::not_found("There is no transfer of that id yet, but a proposal of one: Location leads to it.")
        .with("proposal_status", status)
        .at(locations::proposal(&ledger.name, proposal.id))
}

pub fn proposal_not_found() -> Problem {
    Problem::not_found("There is no proposal of that id in this ledger.")
}
