//! The operations that find target users by what other clients have of them, their ids or their address: they translate
//! between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use db::Read;

use super::columns::USERS;
use super::docs::{self, FoundUser};
use super::listed::listed;
use super::store::{self, Among};
use crate::access::{Caller, Tx, faults};
use crate::app::App;
use crate::error::Result;
use crate::ids::UserId;
use crate::input::fields::{Fields, Sent, refuse};
use crate::input::json::MAX_FAULTS;
use crate::lists::filters::Filter;
use crate::lists::{Page, not_managed};
use crate::seats::{SeatStatus, require_present};
use crate::target_groups::{self, required_user_ids};
use crate::wire::bodies::JsonBody;
use crate::wire::envelope::{Data, success_of};
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default()
        .routes(routes!(find_target_users))
        .routes(routes!(find_target_users_with_deleted))
        .routes(routes!(search_target_users_by_email))
}

/// Find target users by id
///
/// Of users who are not deleted, in the order of their ids, each once.
#[utoipa::path(post, path = "/api/target-users/by-resource-ids", operation_id = "find_target_users", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = target_groups::TargetGroupUsersBody,
    responses((status = 200, description = "The users", body = docs::FoundUsersAnswer)))]
async fn find_target_users(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(fields): JsonBody,
) -> Result<Data<Vec<FoundUser>>> {
    found(&app, &caller, fields, false).await
}

/// Find target users by id, deleted ones too
///
/// In the order of their ids, each once.
#[utoipa::path(post, path = "/api/target-users/include-deleted/by-resource-ids", operation_id = "find_target_users_with_deleted", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = target_groups::TargetGroupUsersBody,
    responses((status = 200, description = "The users", body = docs::FoundUsersAnswer)))]
async fn find_target_users_with_deleted(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(fields): JsonBody,
) -> Result<Data<Vec<FoundUser>>> {
    found(&app, &caller, fields, true).await
}

async fn found(
    app: &App,
    caller: &Caller,
    mut fields: Fields,
    deleted_too: bool,
) -> Result<Data<Vec<FoundUser>>> {
    let ids = required_user_ids(&mut fields);
    if fields.is_faulty() {
        let check = move |tx: &mut Tx| require(tx, &ids, deleted_too);
        return Err(faults::all(&app.db, caller, fields, check).await);
    }
    app.db
        .read(caller, Read::Long, move |tx| {
            require(tx, &ids, deleted_too)?;
            let users = store::by_ids(tx, &ids)?;
            Ok(Data(users.iter().map(FoundUser::of).collect()))
        })
        .await
}

fn require(tx: &mut Tx, ids: &[UserId], deleted_too: bool) -> Result<()> {
    if !deleted_too {
        return require_present(tx, target_groups::USERS, ids);
    }
    let known: Vec<UserId> =
        store::by_ids(tx, ids)?.into_iter().map(|user| user.resource_id).collect();
    let unknown = ids.iter().filter(|id| !known.contains(id)).take(MAX_FAULTS);
    let unknown = unknown.map(|id| not_managed(target_groups::USERS, id.as_str(), "target user"));
    refuse(unknown.collect())
}

/// Search target users by e-mail address
///
/// A page of the users whose address contains the text. Deleted users are not among them.
#[utoipa::path(post, path = "/api/target-users/search-email", operation_id = "search_target_users_by_email", tag = "Target users",
    extensions(("x-company-admin" = json!(true)), ("x-reads" = json!(true))),
    request_body = docs::SearchEmail,
    responses((status = 200, description = "The page", body = docs::UsersAnswer)))]
async fn search_target_users_by_email(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let mut page = Page::read(&mut fields, &USERS);
    // The address alone: a filter could ask for deleted users.
    page.filter = Filter::default();
    match fields.text("email", 320) {
        Sent::Value(text) => page.filter.require_text(&USERS, "Email", &text),
        Sent::Absent | Sent::Empty => fields.fault("email is required"),
    }
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            success_of(|body| {
                page.write(body, |each| {
                    store::search(tx, &page, &Among::All, |user| each(&listed(user)))
                })
            })
        })
        .await
}

impl FoundUser {
    fn of(user: &super::user::TargetUser) -> Self {
        Self {
            resource_id: user.resource_id.to_string(),
            email: user.email.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            phone_number: user.phone_number.clone(),
            is_deleted: user.status == SeatStatus::Deleted,
            status: user.status.name(),
        }
    }
}
