//! How a caller stands with its limits, told in each answer (the `RateLimit` header fields).

use std::sync::{Arc, OnceLock};

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::access::limits::Standing;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Goes down with a request, so that the answer can tell how its credential stands.
#[derive(Clone, Default)]
pub struct CredentialStanding(Arc<OnceLock<Standing>>);

impl CredentialStanding {
    pub fn set(&self, standing: Standing) {
        let _ = self.0.set(standing);
    }

    pub fn get(&self) -> Option<Standing> {
        self.0.get().copied()
    }
}

/// Says in an answer how its caller stands.
pub fn tell(standing: Standing, headers: &mut HeaderMap) {
    headers.insert(LIMIT, HeaderValue::from(standing.limit));
    headers.insert(REMAINING, HeaderValue::from(standing.remaining));
    headers.insert(RESET, HeaderValue::from(standing.reset));
}
