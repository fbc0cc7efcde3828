use axum::response::Response;
use ledger::{AccountRef, DecimalAmount, ExternalId, PathPrefix};
use ledger_pg::{TransferFilter, objects};

use crate::{
    call::{self, Call},
    lists::{Listing, Seq, list_answer, list_query},
    problem::Problem,
    query::When,
    wire::Parsed,
};

list_query! {
    GetTransfers {
        /// Only transfers with a posting on this account, by path or id.
        #[param(value_type = String, required = false, example = "users:42")]
        account: Option<Parsed<AccountRef>>,
        /// Only transfers with a posting at or below this path; whole segments.
        #[param(value_type = String, required = false, example = "users")]
        path_prefix: Option<Parsed<PathPrefix>>,
        /// Only the transfer with this external id.
        #[param(value_type = String, required = false, example = "order-42")]
        external_id: Option<Parsed<ExternalId>>,
        /// Only transfers effective at or after this time; a date is its start in the ledger's zone.
        #[param(value_type = String, required = false, example = "2026-03-01")]
        effective_from: Option<Parsed<When>>,
        /// Only transfers effective before this time.
        #[param(value_type = String, required = false, example = "2026-04-01")]
        effective_to: Option<Parsed<When>>,
        /// Only transfers recorded at or after this time.
        #[param(value_type = String, required = false, example = "2026-03-01T00:00:00Z")]
        recorded_from: Option<Parsed<When>>,
        /// Only transfers recorded before this time.
        #[param(value_type = String, required = false, example = "2026-04-01T00:00:00Z")]
        recorded_to: Option<Parsed<When>>,
        /// Only transfers with a posting of at least this amount, in major units.
        #[param(value_type = String, required = false, example = "10.00")]
        amount_min: Option<Parsed<DecimalAmount>>,
        /// Only transfers with a posting of at most this amount, in major units.
        #[param(value_type = String, required = false, example = "99.99")]
        amount_max: Option<Parsed<DecimalAmount>>,
        /// Only transfers whose metadata has this key.
        #[param(value_type = String, required = false, example = "order")]
        metadata_key: Option<String>,
        /// Only transfers whose metadata has this value at `metadata_key`.
        #[param(value_type = String, required = false, example = "42")]
        metadata_value: Option<String>,
        /// Wait until the ledger has reached this `seq`.
        #[param(value_type = i64, required = false, minimum = 0)]
        min_seq: Option<Seq>,
    }
}

list_answer! {
    /// A page of transfers.
    TransferList of objects::Transfer
}

/// List transfers
///
/// The ledger's transfers, newest first. A page may be short or empty while `next_cursor` is set.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/transfers", tag = "transfers", params(GetTransfers),
    responses((status = 200, description = "A page of transfers.", body = TransferList))
)]
pub async fn get_transfers(call: Call) -> Result<Response, Problem> {
    let query: GetTransfers = call.query()?;
    let list = Listing::new(&call, &query.paging())?;
    if query.metadata_value.is_some() && query.metadata_key.is_none() {
        return Err(Problem::invalid_field("metadata_value", "needs a metadata_key beside it"));
    }
    let ledger = call.ledger_at(query.min_seq).await?;
    let zone = call::zone(&ledger)?;
    let start = |when: Option<Parsed<When>>| when.map(|when| when.0.start(zone));
    let filter = TransferFilter {
        account: query.account.map(|account| account.0),
        path_prefix: query.path_prefix.map(|prefix| prefix.0),
        external_id: query.external_id.map(|id| id.0),
        effective_from: start(query.effective_from),
        effective_to: start(query.effective_to),
        recorded_from: start(query.recorded_from),
        recorded_to: start(query.recorded_to),
        amount_min: query.amount_min.map(|amount| amount.0),
        amount_max: query.amount_max.map(|amount| amount.0),
        metadata_key: query.metadata_key,
        metadata_value: query.metadata_value,
    };
    let page = call.app.store.transfers(&ledger, &filter, list.page).await?;
    Ok(call::ok(&TransferList { next_cursor: list.next(&page, 0), data: page.data }))
}
