//! The one list of routes, each with the scope it needs.

use axum::{
    Router,
    http::{Method, StatusCode},
    middleware,
    response::{IntoResponse as _, Response},
    routing::get,
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouter},
    routes,
};
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    console::console, delete_webhook_endpoint, get_account, get_account_balance, get_account_postings, get_accounts,
    get_asset, get_assets, get_attempts, get_balances, get_dead_letters, get_event_stream, get_events, get_holds,
    get_idempotency_key, get_ledger, get_ledgers, get_limit, get_limits, get_monitor, get_monitor_accounts,
    get_monitors, get_proposal, get_proposals, get_transfer, get_transfers, get_webhook_endpoint,
    get_webhook_endpoints, health, openapi, patch_account, patch_limit, patch_monitor, patch_transfer,
    patch_webhook_endpoint, post_account, post_accounts_batch, post_approve, post_asset, post_capture, post_extend,
    post_increment, post_ledger, post_limit, post_monitor, post_redrive, post_reject, post_replay, post_reverse,
    post_rotate_secret, post_simulate, post_transfer, post_transfers_batch, post_void, post_webhook_endpoint,
    problem::Problem, problem_codes::Code, scopes::Scope, state::AppState,
};

/// An operation and the scope that its callers need.
pub struct Operation {
    pub scope: Scope,
    pub routes: UtoipaMethodRouter<AppState>,
}

/// Every operation below `/v1`.
pub fn operations() -> Vec<Operation> {
    let needs = |scope, routes| Operation { scope, routes };
    vec![
        needs(Scope::LedgersWrite, routes!(post_ledger::post_ledger)),
        needs(Scope::LedgersRead, routes!(get_ledgers::get_ledgers)),
        needs(Scope::LedgersRead, routes!(get_ledger::get_ledger)),
        needs(Scope::LedgersWrite, routes!(post_asset::post_asset)),
        needs(Scope::LedgersRead, routes!(get_assets::get_assets)),
        needs(Scope::LedgersRead, routes!(get_asset::get_asset)),
        needs(Scope::AccountsWrite, routes!(post_account::post_account)),
        needs(Scope::AccountsRead, routes!(get_accounts::get_accounts)),
        needs(Scope::AccountsWrite, routes!(post_accounts_batch::post_accounts_batch)),
        needs(Scope::AccountsRead, routes!(get_account::get_account)),
        needs(Scope::AccountsWrite, routes!(patch_account::patch_account)),
        needs(Scope::BalancesRead, routes!(get_account_balance::get_account_balance)),
        needs(Scope::TransfersRead, routes!(get_account_postings::get_account_postings)),
        needs(Scope::TransfersWrite, routes!(post_transfer::post_transfer)),
        needs(Scope::TransfersRead, routes!(get_transfers::get_transfers)),
        needs(Scope::TransfersWrite, routes!(post_transfers_batch::post_transfers_batch)),
        needs(Scope::TransfersWrite, routes!(post_simulate::post_simulate)),
        needs(Scope::TransfersRead, routes!(get_transfer::get_transfer)),
        needs(Scope::TransfersWrite, routes!(patch_transfer::patch_transfer)),
        needs(Scope::TransfersWrite, routes!(post_capture::post_capture)),
        needs(Scope::TransfersWrite, routes!(post_void::post_void)),
        needs(Scope::TransfersWrite, routes!(post_increment::post_increment)),
        needs(Scope::TransfersWrite, routes!(post_extend::post_extend)),
        needs(Scope::TransfersWrite, routes!(post_reverse::post_reverse)),
        needs(Scope::TransfersRead, routes!(get_holds::get_holds)),
        needs(Scope::TransfersWrite, routes!(post_approve::post_approve)),
        needs(Scope::TransfersWrite, routes!(post_reject::post_reject)),
        needs(Scope::TransfersRead, routes!(get_proposals::get_proposals)),
        needs(Scope::TransfersRead, routes!(get_proposal::get_proposal)),
        needs(Scope::AccountsWrite, routes!(post_limit::post_limit)),
        needs(Scope::AccountsRead, routes!(get_limits::get_limits)),
        needs(Scope::AccountsRead, routes!(get_limit::get_limit)),
        needs(Scope::AccountsWrite, routes!(patch_limit::patch_limit)),
        needs(Scope::AccountsWrite, routes!(post_monitor::post_monitor)),
        needs(Scope::AccountsRead, routes!(get_monitors::get_monitors)),
        needs(Scope::AccountsRead, routes!(get_monitor::get_monitor)),
        needs(Scope::AccountsWrite, routes!(patch_monitor::patch_monitor)),
        needs(Scope::AccountsRead, routes!(get_monitor_accounts::get_monitor_accounts)),
        needs(Scope::BalancesRead, routes!(get_balances::get_balances)),
        needs(Scope::EventsRead, routes!(get_events::get_events)),
        needs(Scope::EventsRead, routes!(get_event_stream::get_event_stream)),
        needs(Scope::TransfersRead, routes!(get_idempotency_key::get_idempotency_key)),
        needs(Scope::WebhooksWrite, routes!(post_webhook_endpoint::post_webhook_endpoint)),
        needs(Scope::WebhooksRead, routes!(get_webhook_endpoints::get_webhook_endpoints)),
        needs(Scope::WebhooksRead, routes!(get_webhook_endpoint::get_webhook_endpoint)),
        needs(Scope::WebhooksWrite, routes!(patch_webhook_endpoint::patch_webhook_endpoint)),
        needs(Scope::WebhooksWrite, routes!(delete_webhook_endpoint::delete_webhook_endpoint)),
        needs(Scope::WebhooksRead, routes!(get_attempts::get_attempts)),
        needs(Scope::WebhooksRead, routes!(get_dead_letters::get_dead_letters)),
        needs(Scope::WebhooksWrite, routes!(post_replay::post_replay)),
        needs(Scope::WebhooksWrite, routes!(post_redrive::post_redrive)),
        needs(Scope::WebhooksWrite, routes!(post_rotate_secret::post_rotate_secret)),
    ]
}

/// `/accounts/batch` is a route of its own, and an account may have the path `batch`.
pub const ACCOUNT_NAMED_BATCH: &str = "/v1/ledgers/{ledger}/accounts/batch";

/// The paths outside `/v1`, for which no key is needed.
pub const OPEN: [&str; 10] = [
    "/livez",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/docs",
    "/docs/",
    "/docs/{*file}",
    "/console",
    "/console/",
    "/console/{*path}",
];

/// Every route, without what is around it: see [`crate::Api`].
pub fn router(app: AppState) -> Router {
    let operations = operations().into_iter();
    let router = operations.fold(OpenApiRouter::default(), |router, operation| router.routes(operation.routes));
    let (router, _) = router.split_for_parts();
    router
        .route(ACCOUNT_NAMED_BATCH, get(get_account::get_account).patch(patch_account::patch_account))
        .route("/livez", get(health::get_livez))
        .route("/readyz", get(health::get_readyz))
        .route("/metrics", get(health::get_metrics))
        .merge(documentation())
        .merge(console())
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(app)
}

/// The documentation's pages. What they lack they answer with a bare 404, which becomes a problem.
fn documentation() -> Router<AppState> {
    let pages: Router<AppState> =
        SwaggerUi::new("/docs").external_url_unchecked("/openapi.json", openapi::openapi()).into();
    pages.layer(middleware::map_response(async |response: Response| match response.status() {
        StatusCode::NOT_FOUND => not_found().await.into_response(),
        _ => response,
    }))
}

async fn not_found() -> Problem {
    Problem::not_found("There is no such path. The paths are listed at /docs.")
}

async fn method_not_allowed(method: Method) -> Problem {
    Problem::new(Code::MethodNotAllowed, format!("This path does not take {method}; Allow lists what it takes."))
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use ledger_pg::{Store, StoreOptions};
    use metrics_exporter_prometheus::PrometheusBuilder;
    use serde_json::Value;

    use super::*;
    use crate::{Api, rejections::render_problem, state::HttpOptions};

    /// No database is behind it: these requests are answered before one is asked.
    async fn answer(request: Request<Body>) -> Response {
        let options = StoreOptions::new("postgres://nobody@127.0.0.1:1/nothing".to_owned(), render_problem);
        let store = Store::open(options).expect("opening connects to nothing");
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        Api::new(AppState::new(store, HttpOptions::default(), metrics)).answer(request).await
    }

    async fn problem(request: axum::http::request::Builder) -> (StatusCode, Value, Response<()>) {
        let response = answer(request.body(Body::empty()).expect("a request")).await;
        let (parts, body) = response.into_parts();
        assert_eq!(parts.headers["content-type"], "application/problem+json");
        let bytes = to_bytes(body, 1 << 20).await.expect("a body");
        (parts.status, serde_json::from_slice(&bytes).expect("a problem"), Response::from_parts(parts, ()))
    }

    #[tokio::test]
    async fn every_route_wants_a_key() {
        for operation in operations() {
            let facts = crate::facts::Facts::of(&operation);
            let path = facts.path.replace(['{', '}'], "");
            let request = Request::builder().method(&*facts.method.to_uppercase()).uri(path);
            let (status, problem, response) = problem(request).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{}", facts.id);
            assert_eq!(problem["code"], "unauthenticated");
            assert_eq!(response.headers()["www-authenticate"], "Bearer");
        }
    }

    #[tokio::test]
    async fn a_route_is_found_before_a_key_is_wanted() {
        let (status, problem_body, response) =
            problem(Request::builder().uri("/v1/nothing").header("request-id", "mine")).await;
        assert_eq!((status, &problem_body["code"]), (StatusCode::NOT_FOUND, &Value::from("not_found")));
        assert_eq!(
            (&problem_body["request_id"], &response.headers()["request-id"]),
            (&Value::from("mine"), &"mine".parse().expect("a value"))
        );

        let (status, problem_body, response) = problem(Request::builder().method("DELETE").uri("/v1/ledgers")).await;
        assert_eq!(
            (status, &problem_body["code"]),
            (StatusCode::METHOD_NOT_ALLOWED, &Value::from("method_not_allowed"))
        );
        let allow = response.headers()["allow"].to_str().expect("text");
        assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    }

    #[tokio::test]
    async fn what_needs_no_key_is_served() {
        for path in ["/livez", "/metrics", "/openapi.json", "/docs/", "/console/"] {
            let response = answer(Request::builder().uri(path).body(Body::empty()).expect("a request")).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert!(response.headers().contains_key("request-id"), "{path}");
        }
    }
}
