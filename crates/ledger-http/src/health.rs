//! What is outside `/v1`: liveness, readiness, metrics. No key is needed.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use serde::Serialize;

use crate::{call, problem::Problem, problem_codes::Code, state::AppState};

/// The service is well.
#[derive(Debug, Serialize)]
pub struct Health {
    status: &'static str,
}

/// Whether the process lives. Says nothing of the database, so that a broken database does not restart the service.
pub async fn get_livez() -> Response {
    call::ok(&Health { status: "ok" })
}

/// Whether to send requests here: 503 while the database cannot be reached, and from the moment the process is told to stop.
pub async fn get_readyz(State(app): State<AppState>) -> Result<Response, Problem> {
    if app.is_draining() {
        return Err(Problem::new(Code::Overloaded, "This process is about to stop. Another one serves."));
    }
    app.store.ping().await?;
    Ok(call::ok(&Health { status: "ok" }))
}

/// Prometheus' text format.
pub async fn get_metrics(State(app): State<AppState>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.metrics.render()).into_response()
}
