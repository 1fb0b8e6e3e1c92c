//! What the list of target groups is ordered and filtered by.

use std::sync::LazyLock;

use crate::lists::filters::{Column, Kind, Sort};
use crate::priority::PRIORITIES;

pub static TARGET_GROUPS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    vec![
        Column {
            names: &["CreateTime", "CreateDate"],
            kind: Kind::Time("g.create_time"),
            sort: Sort::by("g.create_time"),
        },
        Column { names: &["Name"], kind: Kind::Text("g.name_fold"), sort: Sort::by("g.name_fold") },
        Column {
            names: &["UserCount"],
            kind: Kind::Int("g.user_count"),
            sort: Sort::by("g.user_count"),
        },
        Column {
            names: &["Priority"],
            kind: Kind::Set(&PRIORITIES, "g.priority"),
            sort: Sort::by("g.priority"),
        },
        Column {
            names: &["UpdateTime"],
            kind: Kind::Time("g.update_time"),
            sort: Sort::by("g.update_time"),
        },
    ]
});
