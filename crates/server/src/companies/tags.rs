//! The tags in use: they stand with the companies that bear them, and nowhere else.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::extract::State;
use axum::response::Response;
use db::Read;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::each_tags;
use crate::access::{Caller, Tx};
use crate::app::App;
use crate::error::Result;
use crate::ids;
use crate::input::text::fold;
use crate::lists::Page;
use crate::lists::filter_rows::Value;
use crate::lists::filters::{Column, Kind, Sort};
use crate::table::list_of;
use crate::wire::bodies::JsonBody;
use crate::wire::docs::{list_bodies, page_answer};
use crate::wire::envelope::success_of;
use crate::wire::routes::{Routes, routes};

pub fn router() -> Routes<Arc<App>> {
    Routes::default().routes(routes!(search_tags))
}

pub static TAGS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    // A tag has no time of its own: all of them stand by name.
    vec![Column {
        names: &["Name", "CreateTime"],
        kind: Kind::Text("name"),
        sort: Sort::by("name"),
    }]
});

/// A tag
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Tag {
    /// Its id, which comes of the name: the same wherever the tag is used
    #[schema(example = "ftdEX2FF1h6s", pattern = "^[0-9A-Za-z]{12}$")]
    resource_id: String,
    /// Its name
    #[schema(example = "north")]
    name: String,
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

/// Every tag by its folded text, in the spelling that comes first.
fn in_use(tx: &mut Tx) -> Result<BTreeMap<String, Tag>> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    each_tags(tx, |stored| {
        for name in list_of(stored) {
            let folded = fold(name);
            let tag = tags.entry(folded).or_insert_with_key(|folded| Tag {
                resource_id: ids::of_text(folded),
                name: name.to_owned(),
            });
            // Whichever company is read first.
            if name < tag.name.as_str() {
                name.clone_into(&mut tag.name);
            }
        }
    })?;
    Ok(tags)
}
