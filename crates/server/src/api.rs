//! The router, whole: every operation stands on this screen or one call away from it.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, Uri};

use crate::access::operations::Operations;
use crate::app::App;
use crate::edge::gate::gate;
use crate::error::Error;
use crate::jobs::Kind;
use crate::wire::envelope::{etag_of, fixed};
use crate::wire::openapi_lists::List;
use crate::wire::routes::Routes;
use crate::{
    clients, companies, edge, groups, imports, journal, lookups, roles, seats, target_groups,
    tokens, users, wire,
};

/// The operations that need a token and a permission.
fn guarded() -> Routes<Arc<App>> {
    Routes::default()
        .merge(companies::routes::router())
        .merge(clients::routes::router())
        .merge(groups::routes::router())
        .merge(users::routes::router())
        .merge(target_groups::routes::router())
        .merge(imports::routes::router())
        .merge(seats::routes::router())
        .merge(roles::routes::router())
        .merge(journal::routes::router())
        .merge(lookups::routes::router())
}

/// What a node does in the background.
pub const JOBS: &[&Kind] = &[&imports::IMPORT, &imports::READING];

/// The operations that need none.
fn public() -> Routes<Arc<App>> {
    Routes::default().merge(tokens::routes::router())
}

/// The document as it is committed and served: made once, by `make openapi`, and not at each start.
const OPENAPI: &str = include_str!("../../../docs/openapi.json");

static OPENAPI_ETAG: LazyLock<String> = LazyLock::new(|| etag_of(OPENAPI.as_bytes()));

const OUT_OF_DATE: &str = "docs/openapi.json is out of date: run make openapi";

/// The same in OpenAPI 3.0, made when it is first asked for.
static OPENAPI_3_0: LazyLock<String> = LazyLock::new(|| wire::openapi_3_0::text(OPENAPI));
static OPENAPI_3_0_ETAG: LazyLock<String> = LazyLock::new(|| etag_of(OPENAPI_3_0.as_bytes()));

/// The headings that operations stand under.
const HEADINGS: [(&str, &str); 10] = [
    ("API clients", "Credentials, their secrets and from where they may be used."),
    ("Audit log", "Every change: who, what, when, from where and why."),
    ("Companies", "The companies that a reseller manages, with their licences."),
    ("Company groups", "Sets of companies, by name."),
    ("Lookups", "Values to choose from; ids are the same in every installation."),
    ("Roles", "What credentials may do."),
    ("Target groups", "Sets of a company's target users, by name."),
    ("Target users", "The people that licences count, and what is counted of them."),
    ("Tokens", "Signing in: OAuth 2.0 client credentials."),
    ("User imports", "Users from a file: uploaded, looked at, imported, taken back."),
];

/// The lists, each with its columns.
fn lists() -> [List; 11] {
    let list = |name, columns| List { name, columns, is_order_required: false };
    let ordered = |name, columns| List { name, columns, is_order_required: true };
    [
        list("AuditLogs", &journal::columns::ENTRIES),
        list("Clients", &clients::columns::CLIENTS),
        ordered("Companies", &companies::columns::COMPANIES),
        ordered("GroupCompanies", &groups::columns::COMPANIES),
        list("GroupUsers", &users::columns::USERS),
        ordered("Groups", &groups::columns::GROUPS),
        list("ImportRows", &imports::transaction_rows::ROWS),
        list("Roles", &roles::columns::ROLES),
        list("Tags", &companies::tags::TAGS),
        list("TargetGroups", &target_groups::columns::TARGET_GROUPS),
        list("Users", &users::columns::USERS),
    ]
}

/// The operations as the gate knows them.
pub fn operations() -> Operations {
    Operations::of(OPENAPI)
}

/// The document as the operations make it up.
pub fn openapi_json() -> String {
    let document =
        wire::openapi::document(&public().merge(guarded()).document(), &HEADINGS, |schemas| {
            companies::docs::finish(schemas);
            lookups::routes::finish(schemas);
            users::docs::finish(schemas);
            for list in lists() {
                wire::openapi_lists::describe(schemas, &list);
            }
        });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// The same in OpenAPI 3.0.
pub fn openapi_3_0_json() -> String {
    wire::openapi_3_0::text(&openapi_json())
}

/// Everything that the API listener answers.
pub fn router(app: &Arc<App>) -> Router {
    let guarded = guarded();
    // What the gate does not know it would let through.
    for (path, method) in guarded.operations() {
        assert!(app.operations.knows(path, method), "{OUT_OF_DATE}");
    }
    let guarded = guarded.router().route_layer(from_fn_with_state(Arc::clone(app), gate));
    let base_path = app.base_path().to_owned();
    let all = public()
        .router()
        .merge(guarded)
        .merge(companies::routes::public_router())
        .layer(map_response(edge::unread::bound))
        .route("/openapi.json", document(app, || (&OPENAPI_ETAG, OPENAPI)))
        .route("/openapi-3.0.json", document(app, || (&OPENAPI_3_0_ETAG, &OPENAPI_3_0)))
        .merge(edge::docs::router(&base_path))
        .merge(edge::console::router())
        .merge(edge::known::router())
        .fallback(edge::console::nowhere)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(edge::compression())
        .layer(from_fn(edge::unread::pack_few))
        .layer(from_fn_with_state(Arc::clone(app), edge::envelope::around))
        .with_state(Arc::clone(app));
    edge::base_path::serve_below(&base_path, all)
}

/// One form of the document; below a path of its host it says so.
fn document(
    app: &App,
    made: fn() -> (&'static str, &'static str),
) -> axum::routing::MethodRouter<Arc<App>> {
    if app.base_path().is_empty() {
        return axum::routing::get(move || async move {
            let (etag, text) = made();
            fixed(etag, text)
        });
    }
    let text: bytes::Bytes = wire::openapi::below(made().1, &app.public_url).into();
    let etag: Arc<str> = etag_of(&text).into();
    axum::routing::get(move || async move { fixed(&etag, text) })
}

/// What a path answers to a method that it does not have; axum adds those that it has.
async fn method_not_allowed(method: Method, uri: Uri) -> Response {
    if method == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else if edge::oauth::is_oauth(Some(uri.path())) {
        edge::oauth::method_unknown()
    } else {
        Error::MethodUnknown.into_response()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn the_committed_document_is_what_the_operations_say() {
        let made = super::openapi_json();
        assert!(made == super::OPENAPI, "{}", super::OUT_OF_DATE);
    }

    fn schemas() -> serde_json::Map<String, Value> {
        let mut document: Value = serde_json::from_str(super::OPENAPI).unwrap();
        let Value::Object(schemas) = document["components"]["schemas"].take() else { panic!() };
        schemas
    }

    #[test]
    fn every_list_tells_what_it_is_filtered_by() {
        for (name, schema) in schemas() {
            let is_list = name.starts_with("Search") || name.starts_with("Export");
            if let (true, Some(filter)) = (is_list, schema["properties"].get("filter")) {
                let told = filter["description"].as_str();
                assert!(told.is_some_and(|told| told.contains("| field |")), "{name}");
            }
        }
    }

    /// A shape `NewThing` beside a shape `Thing` is what Go calls the maker of a `Thing`; a set of hundreds of values
    /// becomes as many constants; and a closed answer breaks clients when a field is added.
    #[test]
    fn generators_find_nothing_to_trip_over() {
        let schemas = schemas();
        for (name, schema) in &schemas {
            let made = name.strip_prefix("New");
            assert!(made.is_none_or(|thing| !schemas.contains_key(thing)), "{name}");
            assert!(schema.get("additionalProperties").is_none(), "{name} is closed");
            for (field, property) in schema["properties"].as_object().into_iter().flatten() {
                for values in [&property["enum"], &property["items"]["enum"]] {
                    assert!(values.as_array().is_none_or(|all| all.len() <= 30), "{name}.{field}");
                }
            }
        }
    }
}
