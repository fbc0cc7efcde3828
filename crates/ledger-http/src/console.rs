//! The console: a read-only page for people, at `/console`. It is a client like any other, of public routes alone,
//! with the key of whoever looks. Its files lie in `console/`, and in the binary; a debug build reads them
//! from the checkout, so that a change shows at the next load.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use rust_embed::{Embed, EmbeddedFile};

use crate::problem::Problem;

const PAGE: &str = "index.html";

/// Nothing is run, shown or asked but what comes from here; and no text becomes markup, for there is no policy
/// that would make it trusted.
const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'",
);

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    // Kept, but asked for each time, so that an update is never mixed with what was there before.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
];

#[derive(Embed)]
#[folder = "console/"]
struct Files;

/// The console's routes. No key is needed for its files: they say nothing of any ledger.
pub fn console<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        // The page names its files relative to itself, so it needs the slash.
        .route("/console", get(async || Redirect::permanent("/console/")))
        .route("/console/", get(async |headers: HeaderMap| file(PAGE, &headers)))
        .route("/console/{*path}", get(async |Path(path): Path<String>, headers: HeaderMap| file(&path, &headers)))
        .layer(middleware::map_response(async |mut response: Response| {
            response.headers_mut().extend(HEADERS);
            response
        }))
}

fn file(path: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let file = Files::get(path).ok_or_else(|| Problem::not_found("The console has no such file."))?;
    let etag = etag(&file);
    if headers.get_all(header::IF_NONE_MATCH).iter().any(|seen| names(seen, &etag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let media_type = HeaderValue::from_str(file.metadata.mimetype()).expect("a media type is a header's value");
    Ok(([(header::CONTENT_TYPE, media_type), (header::ETAG, etag)], file.data).into_response())
}

/// The file's SHA-256.
fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = hex::encode(file.metadata.sha256_hash());
    HeaderValue::try_from(format!("\"{hash}\"")).expect("digits in quotes are a header's value")
}

/// Whether an `If-None-Match` names the tag. A proxy that compresses makes the tag a weak one.
fn names(seen: &HeaderValue, etag: &HeaderValue) -> bool {
    let seen = seen.to_str().unwrap_or_default().split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    seen.into_iter().any(|tag| tag == "*" || tag.as_bytes() == etag.as_bytes())
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use tower::ServiceExt as _;

    use super::*;

    async fn get(path: &str, if_none_match: Option<&str>) -> Response {
        let mut request = Request::builder().uri(path);
        if let Some(tag) = if_none_match {
            request = request.header("if-none-match", tag);
        }
        let request = request.body(Body::empty()).expect("a request");
        console::<()>().oneshot(request).await.expect("a router never fails")
    }

    async fn text(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        String::from_utf8(bytes.to_vec()).expect("text")
    }

    #[tokio::test]
    async fn every_file_is_served_with_its_type_its_hash_and_the_policy() {
        for path in Files::iter() {
            let response = get(&format!("/console/{path}"), None).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            for (name, value) in HEADERS {
                assert_eq!(response.headers()[&name], value, "{path}: {name}");
            }
            let wanted = match path.rsplit_once('.').expect("a suffix").1 {
                "html" => "text/html",
                "js" => "text/javascript",
                "css" => "text/css",
                "svg" => "image/svg+xml",
                "txt" => "text/plain",
                other => panic!("{path}: what is .{other}?"),
            };
            assert_eq!(response.headers()["content-type"], wanted, "{path}");

            let etag = response.headers()["etag"].to_str().expect("text").to_owned();
            for seen in [etag.clone(), format!("W/{etag}"), format!("\"0\", {etag}")] {
                let again = get(&format!("/console/{path}"), Some(&seen)).await;
                assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}: {seen}");
                assert_eq!(again.headers()["etag"], etag.as_str());
                assert!(text(again).await.is_empty());
            }
            assert_eq!(get(&format!("/console/{path}"), Some("\"0\"")).await.status(), StatusCode::OK);
        }
    }

    #[tokio::test]
    async fn the_page_is_at_the_root_and_names_only_files_that_are_there() {
        let moved = get("/console", None).await;
        assert_eq!(
            (moved.status(), &moved.headers()["location"]),
            (StatusCode::PERMANENT_REDIRECT, &"/console/".parse().expect("a value"))
        );

        let page = text(get("/console/", None).await).await;
        let named: Vec<&str> = page
            .split(['"'])
            .zip(page.split(['"']).skip(1))
            .filter(|(before, _)| before.ends_with("src=") || before.ends_with("href="))
            .map(|(_, name)| name)
            .collect();
        assert!(named.len() >= 3, "{named:?}");
        for name in named {
            assert!(Files::get(name).is_some(), "{name} is no file of the console's");
        }
        // The policy refuses them, so they would merely not work.
        for inline in ["<style", "style=", "<script>", "onclick", "http:", "https:"] {
            assert!(!page.contains(inline), "the page has an inline {inline}");
        }
    }

    #[tokio::test]
    async fn what_is_no_file_is_not_found() {
        for path in ["/console/nothing.js", "/console/../Cargo.toml", "/console/%2e%2e/Cargo.toml", "/console/vendor"] {
            assert_eq!(
                get(path, None).await.extensions().get::<Problem>().map(|problem| problem.code.status()),
                Some(404),
                "{path}"
            );
        }
    }
}
