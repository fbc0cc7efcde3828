use axum::response::Response;
use ledger_pg::objects;

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_answer, list_query},
    problem::Problem,
};

list_query! {
    GetAssets {
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

list_answer! {
    /// A page of assets.
    AssetList of objects::Asset
}

/// List assets
///
/// The assets registered in the ledger, newest first. Built-in currencies that were not registered
/// are not listed.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/assets", tag = "assets", params(GetAssets),
    responses((status = 200, description = "A page of assets.", body = AssetList))
)]
pub async fn get_assets(call: Call) -> Result<Response, Problem> {
    let query: GetAssets = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let page = call.app.store.assets(ledger.no, list.page).await?;
    Ok(call::ok(&AssetList { next_cursor: list.next(&page, 0), data: page.data }))
}
