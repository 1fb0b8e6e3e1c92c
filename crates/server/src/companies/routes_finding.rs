//! The operations that find companies by what other clients have of them, a piece of a name or a group: they translate
//! between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use db::Read;
use serde::Deserialize;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use super::docs::MyCompaniesAnswer;
use super::tree;
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::error::Result;
use crate::groups::{self, GROUP_IDS, group_ids};
use crate::wire::bodies::JsonBody;
use crate::wire::docs::envelope;
use crate::wire::envelope::{Data, success_of};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(list_my_companies))
        .routes(routes!(search_my_companies))
        .routes(routes!(list_companies_of_groups))
}

const MAX_TEXT: usize = 200;

/// A tree of a hundred thousand companies takes much while it is made.
static ONE: Semaphore = Semaphore::const_new(1);

/// Answers with the caller's company and all below it, or of them those whose name contains the text, in any case, and
/// those above such.
async fn tree(app: &App, caller: &Caller, wanted: String) -> Result<Response> {
    // In this order: whoever waits for its own reads must not have the one place meanwhile.
    let turn = app.db.long_turn(caller).await?;
    let place = ONE.acquire().await;
    let public_url = app.public_url.clone();
    app.db
        .read_in(Some(turn), caller, Read::Long, move |tx| {
            let _place = place;
            let tree = tree::my(tx, &public_url, &wanted)?;
            success_of(|answer| tree.write(answer))
        })
        .await
}

/// List your own company and those below it
///
/// As a tree. A Company Admin sees its own company alone.
#[utoipa::path(get, path = "/api/companies/my", operation_id = "list_my_companies", tag = "Companies",
    extensions(("x-company-admin" = json!(true))),
    responses((status = 200, description = "The tree", body = MyCompaniesAnswer)))]
async fn list_my_companies(State(app): State<Arc<App>>, caller: Caller) -> Result<Response> {
    tree(&app, &caller, String::new()).await
}

/// What to look for
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct MyCompaniesBody {
    /// What the name contains, in any case; everything if absent
    #[schema(example = "north", max_length = 200)]
    text: Option<String>,
}

/// Search your own company and those below it
///
/// The tree of GET /api/companies/my, pruned to the names that contain the text and to those above them.
#[utoipa::path(post, path = "/api/companies/my/search", operation_id = "search_my_companies", tag = "Companies",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = MyCompaniesBody,
    responses((status = 200, description = "The tree", body = MyCompaniesAnswer)))]
async fn search_my_companies(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let text = fields.text("text", MAX_TEXT).value().unwrap_or_default();
    fields.finish()?;
    tree(&app, &caller, text).await
}

/// Company groups
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct CompaniesOfGroupsBody {
    /// The ids of the groups
    #[schema(example = json!([]), max_items = 1000)]
    company_group_resource_ids: Vec<String>,
}

envelope!(
    /// Ids of companies
    CompanyIdsAnswer { Vec<String> }
);

/// List the companies of several groups
///
/// The ids of the companies that are in at least one of the groups, each once, in their order.
#[utoipa::path(post, path = "/api/companies/get-with-groups", operation_id = "list_companies_of_groups", tag = "Companies",
    extensions(("x-reads" = json!(true))),
    request_body = CompaniesOfGroupsBody,
    responses((status = 200, description = "The ids", body = CompanyIdsAnswer)))]
async fn list_companies_of_groups(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Data<Vec<String>>> {
    let ids = group_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| groups::require_managed(tx, GROUP_IDS, &ids);
        return Err(faults::all(&app.db, &caller, fields, check).await);
    }
    app.db
        .read(&caller, Read::Long, move |tx| {
            groups::require_managed(tx, GROUP_IDS, &ids)?;
            let companies = groups::members_of_any(tx, &ids)?;
            Ok(Data(companies.iter().map(ToString::to_string).collect()))
        })
        .await
}
