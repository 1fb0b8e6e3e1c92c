//! The router, whole: every operation stands on this screen or one call away from it.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header;
use serde_json::value::{RawValue, to_raw_value};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::access::gate::gate;
use crate::access::keys::KeyRing;
use crate::access::once::InFlight;
use crate::access::operations::Operations;
use crate::access::secrets::Secrets;
use crate::access::sessions::Sessions;
use crate::access::{Database, Role};
use crate::error::{Error, Result};
use crate::{companies, edge, groups, lookups, tokens, wire};

/// What every operation may need.
pub struct App {
    pub db: Database,
    pub keys: KeyRing,
    pub secrets: Secrets,
    pub sessions: Sessions,
    pub operations: Operations,
    pub in_flight: InFlight,
    /// The address that clients reach this server at, without a slash at its end.
    pub public_url: String,
    /// Seconds.
    pub token_lifetime: i64,
    reseller_permissions: Box<RawValue>,
    company_admin_permissions: Box<RawValue>,
}

impl App {
    pub fn new(
        db: Database,
        keys: KeyRing,
        secrets: Secrets,
        public_url: String,
        token_lifetime: i64,
    ) -> Result<Self> {
        let operations = Operations::of(&document());
        Ok(Self {
            reseller_permissions: to_raw_value(&operations.permissions(Role::Reseller))?,
            company_admin_permissions: to_raw_value(&operations.permissions(Role::CompanyAdmin))?,
            sessions: Sessions::default(),
            in_flight: InFlight::default(),
            db,
            keys,
            secrets,
            operations,
            public_url,
            token_lifetime,
        })
    }

    /// What a role may call, as a token's answer lists it.
    pub fn permissions(&self, role: Role) -> &RawValue {
        match role {
            Role::Reseller => &self.reseller_permissions,
            Role::CompanyAdmin => &self.company_admin_permissions,
        }
    }
}

/// The operations that need a token and a permission.
fn guarded() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(companies::routes::router())
        .merge(groups::routes::router())
        .merge(lookups::routes::router())
}

/// The operations that need none.
fn public() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().merge(tokens::routes::router())
}

/// What the operations say of themselves.
pub fn document() -> OpenApi {
    public().merge(guarded()).into_openapi()
}

/// The document as it is served and committed.
pub fn openapi_json() -> String {
    let document = wire::openapi::document(&document());
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// Everything that the API listener answers.
pub fn router(app: &Arc<App>) -> Router {
    let guarded = Router::from(guarded()).route_layer(from_fn_with_state(Arc::clone(app), gate));
    let openapi = Bytes::from(openapi_json());
    let document = move || {
        let openapi = openapi.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], openapi) }
    };
    Router::from(public())
        .merge(guarded)
        .merge(companies::routes::public_router())
        .route("/openapi.json", axum::routing::get(document))
        .merge(edge::docs::router())
        .fallback(|| async { Error::NotFound("Route") })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(edge::compression())
        .layer(from_fn(edge::envelope::around))
        .with_state(Arc::clone(app))
}

async fn method_not_allowed() -> Response {
    Error::MethodUnknown.into_response()
}
