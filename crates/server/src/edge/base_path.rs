//! A server that is reached below a path of its host (`--public-url https://host.example/licences`): behind a proxy that
//! passes the path on, or one that takes it off.

use axum::Router;
use axum::extract::Request;
use http::Uri;
use tower::ServiceExt;

use super::console::VIEWS;

/// Where RFC 8414 §3.1 has the metadata of an issuer with a path: at the root of the host, with the path behind it.
const METADATA: &str = "/.well-known/oauth-authorization-server";

/// The path of a public address, without a slash at its end; empty at the root.
pub fn of(public_url: &str) -> &str {
    let host = public_url.find("://").map_or(0, |at| at + 3);
    let path = public_url[host..].find('/').map_or("", |at| &public_url[host + at..]);
    path.trim_end_matches('/')
}

/// Whether a path begins as addresses of ours do: behind a proxy that takes it off, one could not be told from the other.
pub fn is_taken(base_path: &str) -> bool {
    const OURS: [&str; 9] = [
        "api",
        "connect",
        "docs",
        "assets",
        "logos",
        ".well-known",
        "openapi.json",
        "openapi-3.0.json",
        "favicon.ico",
    ];
    let first = base_path.split('/').nth(1).unwrap_or_default();
    OURS.contains(&first) || VIEWS.contains(&first)
}

/// The router as it is, and below the path.
pub fn serve_below(base_path: &str, router: Router) -> Router {
    if base_path.is_empty() {
        return router;
    }
    let base_path = base_path.to_owned();
    let taken_off = router.map_request(move |mut request: Request| {
        if let Some(uri) = without(&base_path, request.uri()) {
            *request.uri_mut() = uri;
        }
        request
    });
    Router::new().fallback_service(taken_off)
}

/// The address without the path, if it has it.
fn without(base_path: &str, uri: &Uri) -> Option<Uri> {
    let whole = uri.path_and_query()?.as_str();
    let Some(rest) = whole.strip_prefix(base_path) else {
        let behind = whole.strip_prefix(METADATA)?.strip_prefix(base_path)?;
        return if behind.is_empty() { METADATA.parse().ok() } else { None };
    };
    match rest.chars().next() {
        None => Some(Uri::from_static("/")),
        Some('?') => format!("/{rest}").parse().ok(),
        Some('/') => rest.parse().ok(),
        // The path only begins as ours does.
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{of, without};

    #[test]
    fn the_path_of_an_address() {
        for (url, path) in [
            ("https://x.example", ""),
            ("https://x.example/", ""),
            ("https://x.example:8443/lic", "/lic"),
            ("http://x.example/a/b/", "/a/b"),
        ] {
            assert_eq!(of(url), path, "{url}");
        }
    }

    #[test]
    fn the_path_is_taken_off_where_it_stands() {
        let rest = |path: &str| without("/lic", &path.parse().unwrap()).map(|uri| uri.to_string());
        for (path, expected) in [
            ("/lic", Some("/")),
            ("/lic/", Some("/")),
            ("/lic?x=1", Some("/?x=1")),
            ("/lic/api/companies/my?companyId=a", Some("/api/companies/my?companyId=a")),
            ("/licences", None),
            ("/api/companies/my", None),
            (
                "/.well-known/oauth-authorization-server/lic",
                Some("/.well-known/oauth-authorization-server"),
            ),
            ("/.well-known/oauth-authorization-server/other", None),
        ] {
            assert_eq!(rest(path).as_deref(), expected, "{path}");
        }
    }
}
