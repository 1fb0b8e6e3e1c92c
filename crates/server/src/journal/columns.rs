//! What the audit log is ordered and filtered by.

use std::sync::LazyLock;

use crate::lists::filters::{Column, Kind, Sort};

/// Whether the reader, whose audience `a` is, sees who made a change: it does if it saw them being made.
macro_rules! actor_is_seen {
    () => {
        "exists (select 1 from journal m join journal_audience ma on ma.seq = m.seq
                 where m.entity = 'apiClient' and m.entity_id = j.actor and ma.ancestor = a.ancestor)"
    };
}
pub const ACTOR_IS_SEEN: &str = actor_is_seen!();

// What is hidden from the reader in a row is no value to its filter either.
const SEEN_ACTOR: &str = concat!("(case when ", actor_is_seen!(), " then j.actor end)");
const SEEN_REQUEST: &str =
    concat!("(case when ", actor_is_seen!(), " then nullif(j.request_id, '') end)");

/// Every kind of thing that is recorded.
pub const ENTITIES: [&str; 8] = [
    "company",
    "companyGroup",
    "apiClient",
    "role",
    "targetUser",
    "targetGroup",
    "userImport",
    "signingKey",
];

/// Everything that is done to one.
pub const OPERATIONS: [&str; 13] = [
    "create",
    "update",
    "move",
    "delete",
    "restore",
    "bulkDelete",
    "rotate",
    "addCompany",
    "removeCompany",
    "addUser",
    "removeUser",
    "import",
    "undo",
];

/// One order only, in which the entries were written: any other would sort all of them.
pub static ENTRIES: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let filter = |names, kind| Column { names, kind, sort: None };
    vec![
        Column {
            names: &["Time", "CreateTime", "LogDate"],
            kind: Kind::Time("j.time"),
            sort: Sort::by("a.seq"),
        },
        filter(&["CompanyName"], Kind::Text("c.name_fold")),
        filter(&["CompanyResourceId"], Kind::Id("j.company_id")),
        filter(&["Entity", "EntityName"], Kind::Word(&ENTITIES, "lower(j.entity)")),
        filter(&["EntityResourceId"], Kind::Id("j.entity_id")),
        filter(&["Operation"], Kind::Word(&OPERATIONS, "lower(j.operation)")),
        filter(&["ActorResourceId"], Kind::Id(SEEN_ACTOR)),
        filter(&["RequestId"], Kind::Id(SEEN_REQUEST)),
    ]
});
