//! Operations as they are routed. What they say of themselves makes up the OpenAPI document; putting it
//! together takes more memory than serving does, so it is done only when asked for.

use axum::Router;
use axum::routing::MethodRouter;
use utoipa::openapi::{HttpMethod, OpenApi};
use utoipa_axum::router::OpenApiRouter;

pub type Describe<S> = fn(OpenApiRouter<S>) -> OpenApiRouter<S>;

/// The operations of one path, as `routes!` makes them.
pub struct Routed<S> {
    pub path: String,
    pub methods: Vec<HttpMethod>,
    pub router: MethodRouter<S>,
    pub describe: Describe<S>,
}

/// The handlers of one path, each with the `utoipa::path` that it bears.
macro_rules! routes {
    ($($handler:ident),+) => {
        utoipa_axum::paste! {{
            use utoipa::Path as _;
            use utoipa_axum::PathItemExt as _;
            let mut methods = Vec::new();
            let mut router = axum::routing::MethodRouter::new();
            $(for method in [<__path_ $handler>]::methods() {
                router = router.on(method.to_method_filter(), $handler);
                methods.push(method);
            })+
            let [path, ..] = [$([<__path_ $handler>]::path()),+];
            let describe: $crate::wire::routes::Describe<_> =
                |all| all.routes(utoipa_axum::routes!($($handler),+));
            $crate::wire::routes::Routed { path, methods, router, describe }
        }}
    };
}
pub(crate) use routes;

pub struct Routes<S> {
    router: Router<S>,
    operations: Vec<(String, &'static str)>,
    describe: Vec<Describe<S>>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self { router: Router::new(), operations: Vec::new(), describe: Vec::new() }
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    #[must_use]
    pub fn routes(mut self, routed: Routed<S>) -> Self {
        self.router = self.router.route(&routed.path, routed.router);
        let path = routed.path;
        self.operations.extend(routed.methods.iter().map(|method| (path.clone(), name(method))));
        self.describe.push(routed.describe);
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.operations.extend(other.operations);
        self.describe.extend(other.describe);
        self
    }

    /// Path and method of each.
    pub fn operations(&self) -> &[(String, &'static str)] {
        &self.operations
    }

    pub fn router(self) -> Router<S> {
        self.router
    }

    pub fn document(&self) -> OpenApi {
        self.describe
            .iter()
            .fold(OpenApiRouter::new(), |all, describe| describe(all))
            .into_openapi()
    }
}

fn name(method: &HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Delete => "DELETE",
        _ => "of no operation",
    }
}
