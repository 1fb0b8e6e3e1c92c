//! What the list of target users is ordered and filtered by.

use std::sync::LazyLock;

use super::user::STATUSES;
use crate::lists::filters::{Column, Kind, Sort};
use crate::priority::PRIORITIES;

/// Deleted users are listed only where a filter names this, or the status.
pub const IS_DELETED: &str = "case when u.status = 2 then 1 else 0 end";
pub const STATUS: &str = "u.status";

pub static USERS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let text = |names, sql| Column {
        names,
        kind: Kind::Text(sql),
        sort: Some(Sort { sql: sql.into(), nullable: true }),
    };
    vec![
        Column {
            names: &["CreateTime"],
            kind: Kind::Time("u.create_time"),
            sort: Sort::by("u.create_time"),
        },
        Column { names: &["ResourceId"], kind: Kind::Id("u.id"), sort: Sort::by("u.id") },
        Column {
            names: &["UpdateTime"],
            kind: Kind::Time("u.update_time"),
            sort: Sort::by("u.update_time"),
        },
        Column {
            names: &["Email"],
            kind: Kind::Email("u.email_fold"),
            sort: Sort::by("u.email_fold"),
        },
        text(&["FirstName"], "u.first_name_fold"),
        text(&["LastName"], "u.last_name_fold"),
        text(&["Department"], "u.department_fold"),
        text(&["PhoneNumber"], "u.phone_number"),
        Column {
            names: &["Priority"],
            kind: Kind::Set(&PRIORITIES, "u.priority"),
            sort: Sort::by("u.priority"),
        },
        Column {
            names: &["Status"],
            kind: Kind::Set(&STATUSES, STATUS),
            sort: Sort::by("case u.status when 1 then 0 when 0 then 1 else 2 end"),
        },
        Column { names: &["IsDeleted"], kind: Kind::Bool(IS_DELETED), sort: None },
        Column { names: &["TargetGroupResourceId"], kind: Kind::Related(IN_GROUP), sort: None },
    ]
});

const IN_GROUP: &str = "exists (select 1 from target_group_member m
             where m.user_id = u.id and u.company_id = {root} and m.group_id in {ids})";
