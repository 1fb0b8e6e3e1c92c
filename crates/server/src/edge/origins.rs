//! Which web pages of other origins may call this server from a browser (CORS, Fetch standard). None
//! unless the operator names them. tower-http's layer would answer every `OPTIONS` itself, also those that
//! ask for `Allow`.

use axum::extract::Request;
use http::{HeaderMap, HeaderValue, Method, header};

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE");
/// What the API reads.
const SENT: HeaderValue = HeaderValue::from_static(
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Range, X-IR-COMPANY-ID, \
     X-KEEPNET-Company-Id, X-Reason, X-Request-Id",
);
/// What a page may read of an answer beside its body.
const SHOWN: HeaderValue = HeaderValue::from_static(
    "Allow, Content-Disposition, ETag, Idempotency-Replayed, RateLimit-Limit, RateLimit-Remaining, \
     RateLimit-Reset, Retry-After, WWW-Authenticate, X-Request-Id",
);
/// How long a browser may remember it, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// The origins that are let in.
#[derive(Debug, Default)]
pub struct Origins {
    any: bool,
    named: Vec<String>,
}

impl Origins {
    /// Reads origins with commas between them, or `*` for all. Fails with what is wrong with which.
    pub fn parse(list: &str) -> Result<Self, String> {
        let mut origins = Self::default();
        for entry in list.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            if entry == "*" {
                origins.any = true;
                continue;
            }
            let origin = url::Url::parse(entry).ok().filter(|url| {
                let bare = matches!(url.path(), "" | "/") && url.query().is_none();
                bare && url.fragment().is_none() && matches!(url.scheme(), "http" | "https")
            });
            let origin = origin.ok_or_else(|| format!("{entry:?} is no https://host"))?;
            origins.named.push(origin.origin().ascii_serialization());
        }
        Ok(origins)
    }

    fn admit(&self, origin: &HeaderValue) -> bool {
        self.any || origin.to_str().is_ok_and(|text| self.named.iter().any(|one| one == text))
    }

    fn is_empty(&self) -> bool {
        !self.any && self.named.is_empty()
    }
}

/// What a browser asks for of a request, if any origin is let in: the origin, if it is one of them, and whether it
/// only asks what it may send.
pub struct Asked {
    origin: Option<HeaderValue>,
    asks_first: bool,
}

impl Origins {
    pub fn asked(&self, request: &Request) -> Option<Asked> {
        if self.is_empty() {
            return None;
        }
        let origin = request.headers().get(header::ORIGIN).filter(|origin| self.admit(origin));
        let asks_first = *request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        Some(Asked { origin: origin.cloned(), asks_first })
    }
}

/// Tells it. No cookie is ever let through: there is none.
pub fn tell(asked: Option<Asked>, headers: &mut HeaderMap) {
    let Some(Asked { origin, asks_first }) = asked else { return };
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        admit(headers, origin, asks_first);
    }
}

fn admit(headers: &mut HeaderMap, origin: HeaderValue, asks_first: bool) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if asks_first {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, SENT);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    } else {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;
    use http::HeaderValue;

    #[test]
    fn an_origin_is_let_in_whole_or_not_at_all() {
        let origins = Origins::parse("https://Desk.example, http://localhost:5173/").unwrap();
        let admits = |text| origins.admit(&HeaderValue::from_static(text));
        assert!(admits("https://desk.example") && admits("http://localhost:5173"));
        for other in [
            "http://desk.example",
            "https://desk.example:8443",
            "https://desk.example.evil.example",
            "https://a.desk.example",
            "null",
            "",
        ] {
            assert!(!admits(other), "{other}");
        }
        assert!(Origins::parse("").unwrap().is_empty());
        assert!(Origins::parse("*").unwrap().admit(&HeaderValue::from_static("null")));
        for wrong in ["desk.example", "https://desk.example/app", "ftp://x", "https://x?y"] {
            assert!(Origins::parse(wrong).unwrap_err().contains(wrong), "{wrong}");
        }
    }
}
