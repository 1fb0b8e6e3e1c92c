//! The operation on tags: it translates between the wire and the rules, and nothing else.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use db::Read;

use super::tags::{TAGS, Tag, in_use};
use crate::access::Caller;
use crate::app::App;
use crate::error::Result;
use crate::lists::Page;
use crate::lists::filter_rows::Value;
use crate::wire::bodies::JsonBody;
use crate::wire::docs::{list_bodies, page_answer};
use crate::wire::envelope::success_of;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default().routes(routes!(search_tags))
}

list_bodies!(SearchTags, ExportTags, TagOrder { Name, CreateTime });
page_answer!(TagsAnswer, TagsPage { Tag });

/// Search tags
///
/// A page of the tags that companies below you bear, each once in whatever case.
#[utoipa::path(post, path = "/api/tags/search", operation_id = "search_tags", tag = "Companies",
    extensions(("x-reads" = json!(true))),
    request_body = SearchTags,
    responses((status = 200, description = "The page", body = TagsAnswer)))]
async fn search_tags(
    State(app): State<Arc<App>>,
    caller: Caller,
    JsonBody(mut fields): JsonBody,
) -> Result<Response> {
    let page = Page::read(&mut fields, &TAGS);
    fields.finish()?;
    app.db
        .read(&caller, Read::Long, move |tx| {
            let mut tags = in_use(tx)?;
            tags.retain(|folded, tag| {
                let value = |_: &str| Some(Value::Text(folded.clone()));
                page.filter.holds(&tag.resource_id, std::slice::from_ref(folded), &value)
            });
            let mut tags: Vec<Tag> = tags.into_values().collect();
            if !page.ascending {
                tags.reverse();
            }
            success_of(|body| page.write_from(body, &tags))
        })
        .await
}
