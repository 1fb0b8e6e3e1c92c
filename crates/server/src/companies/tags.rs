//! The tags in use: they stand with the companies that bear them, and nowhere else.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use utoipa::ToSchema;

use super::store::each_tags;
use crate::access::Tx;
use crate::error::Result;
use crate::ids;
use crate::input::text::fold;
use crate::lists::filters::{Column, Kind, Sort};
use crate::table::list_of;

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
pub struct Tag {
    /// Its id, which comes of the name: the same wherever the tag is used
    #[schema(example = "ftdEX2FF1h6s", pattern = "^[0-9A-Za-z]{12}$")]
    pub resource_id: String,
    /// Its name
    #[schema(example = "north")]
    name: String,
}

/// Every tag by its folded text, in the spelling that comes first.
pub fn in_use(tx: &mut Tx) -> Result<BTreeMap<String, Tag>> {
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
