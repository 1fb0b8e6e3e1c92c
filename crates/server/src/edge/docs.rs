//! The interactive documentation at `/docs`: Swagger UI from this program, with nothing fetched
//! from elsewhere.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::{HeaderValue, header};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::app::App;

/// The page needs its own styles and data pictures, and this server to talk to; no more.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

pub fn router(base_path: &str) -> Router<Arc<App>> {
    let config = Config::new([format!("{base_path}/openapi.json")])
        .try_it_out_enabled(true)
        .persist_authorization(false)
        .display_request_duration(true)
        .filter(true);
    let base_path: Arc<str> = base_path.into();
    let finish = move |request, next| finish(Arc::clone(&base_path), request, next);
    Router::from(SwaggerUi::new("/docs").config(config)).layer(from_fn(finish))
}

async fn finish(base_path: Arc<str>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // The page knows the path that it is routed at, and not what stands before it.
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let location = location.map(|path| HeaderValue::try_from(format!("{base_path}{path}")));
    if let Some(Ok(location)) = location {
        headers.insert(header::LOCATION, location);
    }
    response
}
