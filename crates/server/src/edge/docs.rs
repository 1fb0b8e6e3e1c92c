//! The interactive documentation at `/docs`: Swagger UI from this program, with nothing fetched
//! from elsewhere.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::{HeaderValue, header};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::access::App;

/// The page needs its own styles and data pictures, and this server to talk to; no more.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

pub fn router() -> Router<Arc<App>> {
    let config = Config::new(["/openapi.json"])
        .try_it_out_enabled(true)
        .persist_authorization(false)
        .display_request_duration(true)
        .filter(true);
    Router::from(SwaggerUi::new("/docs").config(config)).layer(from_fn(with_policy))
}

async fn with_policy(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}
