//! What the audit log is ordered and filtered by.

use std::sync::LazyLock;

use crate::wire::filters::{Column, Kind, Sort};

/// One order only, in which the entries were written: any other would sort all of them.
pub static ENTRIES: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let filter = |names, kind| Column { names, kind, sort: None };
    vec![
        Column {
            names: &["Time", "CreateTime"],
            kind: Kind::Time("j.time"),
            sort: Sort::by("a.seq"),
        },
        filter(&["CompanyName"], Kind::Text("c.name_fold")),
        filter(&["CompanyResourceId"], Kind::Id("j.company_id")),
        filter(&["Entity"], Kind::Text("lower(j.entity)")),
        filter(&["EntityResourceId"], Kind::Id("j.entity_id")),
        filter(&["Operation"], Kind::Text("lower(j.operation)")),
        filter(&["ActorResourceId"], Kind::Id("j.actor")),
        filter(&["RequestId"], Kind::Id("j.request_id")),
    ]
});
