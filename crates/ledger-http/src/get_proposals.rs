use axum::response::Response;
use ledger_pg::{ProposalStatus, objects};

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_answer, list_query},
    problem::Problem,
    wire::{Parsed, from_choice},
};

from_choice!(
    ProposalStatus,
    ProposalStatus::Proposed => "proposed",
    ProposalStatus::Approved => "approved",
    ProposalStatus::Rejected => "rejected"
);

list_query! {
    GetProposals {
        /// Only proposals that stand so.
        #[param(value_type = objects::ProposalStatusName, required = false, inline)]
        status: Option<Parsed<ProposalStatus>>,
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

list_answer! {
    /// A page of proposals.
    ProposalList of objects::Proposal
}

/// List proposals
///
/// Transfers that wait for a second person, or waited, newest first.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/proposals", tag = "approvals", params(GetProposals),
    responses((status = 200, description = "A page of proposals.", body = ProposalList))
)]
pub async fn get_proposals(call: Call) -> Result<Response, Problem> {
    let query: GetProposals = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let page = call.app.store.proposals(ledger.no, query.status.map(|status| status.0), list.page).await?;
    Ok(call::ok(&ProposalList { next_cursor: list.next(&page, 0), data: page.data }))
}
