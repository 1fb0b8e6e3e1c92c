//! What the list of API clients is ordered and filtered by.

use std::sync::LazyLock;

use crate::lists::filters::{Column, Kind, Sort};
use crate::status;

pub static CLIENTS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    vec![
        Column {
            names: &["CreateTime"],
            kind: Kind::Time("k.create_time"),
            sort: Sort::by("k.create_time"),
        },
        Column {
            names: &["ClientName", "Name"],
            kind: Kind::Text("k.name_fold"),
            sort: Sort::by("k.name_fold"),
        },
        Column {
            names: &["ClientId"],
            kind: Kind::Text("lower(k.client_id)"),
            sort: Sort::by("lower(k.client_id)"),
        },
        Column {
            names: &["StatusId"],
            kind: Kind::Set(&status::CODES, "k.status_id"),
            sort: Sort::by("k.status_id"),
        },
        Column {
            names: &["LastUsedTime"],
            kind: Kind::Time("k.last_used"),
            sort: Some(Sort { sql: "k.last_used".into(), nullable: true }),
        },
        Column { names: &["RoleResourceId"], kind: Kind::Related(ROLES), sort: None },
    ]
});

const ROLES: &str = "exists (select 1 from api_client_role h
             where h.client_id = k.id and k.company_id = {root} and h.role_id in {ids})";
