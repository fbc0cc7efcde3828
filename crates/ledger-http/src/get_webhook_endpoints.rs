use std::collections::HashMap;

use axum::response::Response;

use crate::{
    call::{self, Call},
    lists::list_answer,
    problem::Problem,
    seen::SeenAt,
    webhook_endpoints::{self, WebhookEndpoint},
};

list_answer! {
    /// The webhook endpoints of a ledger, all in one page.
    WebhookEndpointList of WebhookEndpoint
}

/// List webhook endpoints
///
/// All endpoints of the ledger, in the order in which they were added, each with how far it has been told.
#[utoipa::path(
    get, path = "/v1/ledgers/{ledger}/webhook_endpoints", tag = "webhooks", params(SeenAt),
    responses((status = 200, description = "The endpoints.", body = WebhookEndpointList))
)]
pub async fn get_webhook_endpoints(call: Call) -> Result<Response, Problem> {
    let query: SeenAt = call.query()?;
    let ledger = call.ledger_at(query.min_seq).await?;
    let endpoints = call.app.store.endpoints(ledger.no).await?;
    let states = call.app.store.lane_states(Some(ledger.no), None).await?;
    let states: HashMap<_, _> = states.iter().map(|state| (&*state.lane.sink, state)).collect();
    let data = endpoints.iter().map(|endpoint| {
        let id = endpoint.id.to_string();
        webhook_endpoints::object(endpoint, states.get(&*id).copied())
    });
    Ok(call::ok(&WebhookEndpointList { data: data.collect(), next_cursor: None }))
}
