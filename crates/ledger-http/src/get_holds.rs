use axum::response::Response;
use ledger::{AccountRef, HoldStatus};
use ledger_pg::{HoldFilter, objects};

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_answer, list_query},
    problem::Problem,
    wire::Parsed,
};

list_query! {
    GetHolds {
        /// Only holds that stand so.
        #[param(value_type = objects::HoldStatusName, required = false, inline)]
        status: Option<Parsed<HoldStatus>>,
        /// Only holds with a posting on this account, by path or id.
        #[param(value_type = String, required = false, example = "users:42")]
        account: Option<Parsed<AccountRef>>,
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

list_answer! {
    /// A page of holds.
    HoldList of objects::HoldItem
}

/// List holds
///
/// The ledger's holds with what became of each, newest first. A page may be short or empty while
/// `next_cursor` is set.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/holds", tag = "holds", params(GetHolds),
    responses((status = 200, description = "A page of holds.", body = HoldList))
)]
pub async fn get_holds(call: Call) -> Result<Response, Problem> {
    let query: GetHolds = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let filter = HoldFilter { status: query.status.map(|status| status.0), account: query.account.map(|name| name.0) };
    let page = call.app.store.holds(&ledger, &filter, list.page).await?;
    Ok(call::ok(&HoldList { next_cursor: list.next(&page, 0), data: page.data }))
}
