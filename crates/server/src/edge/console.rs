//! The web console at `/`: the files that `make console` built, from within this program. Without
//! them `/` says how they are made.
//!
//! An address of the console's own is answered with its page, so that it can be reloaded and
//! shared; a file that is not there is a 404 and never the page.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::app::App;
use crate::error::Error;

/// One file of the console, and what it is compressed.
struct File {
    path: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/console_files.rs"));

/// The first segments of the console's addresses, as its own router has them.
pub const VIEWS: [&str; 10] = [
    "as",
    "audit",
    "clients",
    "companies",
    "company",
    "groups",
    "overview",
    "roles",
    "target-groups",
    "users",
];

/// Scripts and styles of this program alone, and it to talk to. The hash is that of nothing: the
/// console's styles are an empty element that the script fills rule by rule.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    frame-ancestors 'none'; base-uri 'self'; form-action 'none'";

/// What the page says of where it is, which is the root of its host until the operator says otherwise.
const BASE: &str = "<base href=\"/\" />";

const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\">\n<title>Tenantry</title>\n\
    <h1>Tenantry</h1>\n\
    <p>This program was built without its web console. With Node 20.19 or newer, run \
    <code>make console</code>, and then build the program again.</p>\n\
    <p>The API is here: <a href=\"docs\">read and try it</a>.</p>\n</html>\n";

pub fn router() -> Router<Arc<App>> {
    let mut router = Router::new().route("/", get(page)).route("/assets/{file}", get(asset));
    for view in VIEWS {
        router = router
            .route(&format!("/{view}"), get(page))
            .route(&format!("/{view}/{{*rest}}"), get(page));
    }
    for file in FILES.iter().filter(|file| !file.path.contains('/') && file.path != "index.html") {
        router = router.route(&format!("/{}", file.path), get(asset));
    }
    router
}

/// An address that nothing is at. Whoever opens it in a browser is told so by the console; programs, and
/// who asks for a part of the API, by the envelope.
pub async fn nowhere(state: State<Arc<App>>, request: Request) -> Response {
    let first = request.uri().path().trim_start_matches('/').split('/').next().unwrap_or_default();
    let of_programs = ["api", "connect", "assets", ".well-known"].contains(&first);
    let opened = request.method() == Method::GET && names(request.headers(), "text/html");
    if of_programs || !opened || find("index.html").is_none() {
        return Error::NotFound("Route").into_response();
    }
    let mut response = page(state, request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Whether the client asks for a kind of document by its name, as browsers do of what they open.
fn names(headers: &HeaderMap, kind: &str) -> bool {
    let lists = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        item.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(kind))
    })
}

async fn page(State(app): State<Arc<App>>, request: Request) -> Response {
    let last = request.uri().path().rsplit('/').next().unwrap_or_default();
    if last.contains('.') {
        return Error::NotFound("File").into_response();
    }
    let mut response = first_page(find("index.html"), app.base_path(), request.headers());
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn first_page(built: Option<&'static File>, base_path: &str, asked: &HeaderMap) -> Response {
    match built {
        Some(file) if !base_path.is_empty() => {
            let page = String::from_utf8_lossy(file.plain);
            let page = page.replace(BASE, &format!("<base href=\"{base_path}/\" />"));
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            (headers, page).into_response()
        }
        Some(file) => show(file, asked, "no-cache"),
        None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT).into_response(),
    }
}

async fn asset(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    // The name of what stands in assets is made of its content.
    let keep = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    match find(path) {
        Some(file) => show(file, request.headers(), keep),
        None => Error::NotFound("File").into_response(),
    }
}

fn find(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
}

fn show(file: &'static File, asked: &HeaderMap, keep: &'static str) -> Response {
    let (coding, bytes) = match (file.brotli, file.gzip) {
        (Some(bytes), _) if accepts(asked, "br") => (Some("br"), bytes),
        (_, Some(bytes)) if accepts(asked, "gzip") => (Some("gzip"), bytes),
        _ => (None, file.plain),
    };
    let mut response = (StatusCode::OK, bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(file.path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// Whether the client takes a coding: it names it, and not with a weight of nothing.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        is_it && weight.and_then(|weight| weight.parse::<f32>().ok()) != Some(0.0)
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_if_named_and_not_refused() {
        let asked = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(text));
            headers
        };
        assert!(accepts(&asked("gzip, deflate, br"), "br"));
        assert!(accepts(&asked("BR;q=0.5"), "br"));
        assert!(!accepts(&asked("br;q=0, gzip"), "br"));
        assert!(!accepts(&asked("brotli"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }

    #[tokio::test]
    async fn a_page_that_was_not_built_says_how_and_a_missing_script_is_none() {
        let ask = |path: &str| Request::builder().uri(path).body(axum::body::Body::empty());
        let without = first_page(None, "", &HeaderMap::new());
        assert_eq!(without.status(), StatusCode::OK);
        let said = axum::body::to_bytes(without.into_body(), 10_000).await.expect("a page");
        assert!(String::from_utf8_lossy(&said).contains("make console"), "{said:?}");
        let missing = asset(ask("/assets/app-1234.js").expect("a request")).await;
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    }
}
