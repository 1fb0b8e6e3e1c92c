//! What the list of roles is ordered and filtered by.

use std::sync::LazyLock;

use crate::lists::filters::{Column, Kind, Sort};

/// Every role that is not built in has an owner.
const TYPE: &str = "case when r.owner_id is null then 1 else 0 end";
const TYPES: [(i64, &str); 2] = [(0, "Custom"), (1, "System")];

pub static ROLES: LazyLock<Vec<Column>> = LazyLock::new(|| {
    vec![
        Column {
            names: &["CreateTime"],
            kind: Kind::Time("r.create_time"),
            sort: Sort::by("r.create_time"),
        },
        Column {
            names: &["RoleName", "Name"],
            kind: Kind::Text("r.name_fold"),
            sort: Sort::by("r.name_fold"),
        },
        Column { names: &["TypeName"], kind: Kind::Set(&TYPES, TYPE), sort: Sort::by(TYPE) },
        Column { names: &["UserCount"], kind: Kind::Int("h.holders"), sort: Sort::by("h.holders") },
    ]
});
