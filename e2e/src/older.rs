//! A database as an older program left it: the frozen migrations up to one of them, and an estate of nothing but its top
//! company.

use crate::Server;
use refinery::Migration;
use std::{fs, path::Path};

pub const TOP_ID: &str = "Old3r9Tenant";

/// The migrations of the engine, the oldest first.
pub fn migrations(server: &Server) -> Vec<Migration> {
    let engine = if server.database().is_some() { "postgres" } else { "sqlite" };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/server/migrations");
    let files = fs::read_dir(folder.join(engine)).unwrap().map(|entry| entry.unwrap().path());
    let read = |file: &Path| {
        let name = file.file_stem().unwrap().to_str().unwrap();
        Migration::unapplied(name, &fs::read_to_string(file).unwrap()).unwrap()
    };
    let mut all: Vec<_> = files.map(|file| read(&file)).collect();
    all.sort();
    all
}

/// Leaves it in the place of a server that has none yet, with these migrations done.
pub fn leave(server: &Server, done: &[Migration]) {
    let data = server.folder().join("data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("master.key"), "7a".repeat(32)).unwrap();
    // What the program makes is its role's; a migration may lay the role down.
    let role = server.database().map(|database| format!("set role {};", database.owner()));
    let role = role.unwrap_or_default();
    let mut sql = if role.is_empty() {
        "pragma journal_mode = wal;".to_owned()
    } else {
        role.clone() + &fs::read_to_string(RIGHTS).unwrap()
    };
    sql.push_str(
        "create table refinery_schema_history (version int4 primary key, name varchar(255),
           applied_on varchar(255), checksum varchar(255));",
    );
    for one in done {
        let (version, name, checksum) = (one.version(), one.name(), one.checksum());
        let text = one.sql().unwrap();
        let values = format!("{version}, '{name}', '2026-01-01T00:00:00Z', '{checksum}'");
        let row = format!("insert into refinery_schema_history values ({values});");
        sql += [&role, text, "\n;", &row].concat().as_str();
    }
    if !role.is_empty() {
        sql.push_str("reset role;");
    }
    sql.push_str(&TOP.replace("TOP_ID", TOP_ID));
    server.execute(&sql);
}

const RIGHTS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/server/migrations/postgres_rights.sql");

const TOP: &str = "
    insert into company
      (id, parent_id, top_id, is_reseller, name, name_fold, industry_id, country_id, license_type_id,
       license_modules, license_period_id, license_start, license_end, is_limited, seats, limit_policy,
       limit_grace_percent, notification_template_type_id, training_content_type_id,
       smtp_configuration_type_id, preferred_language_id, is_version_visible, is_release_notes_visible,
       status_id, time_zone, date_format, time_format, call_back_count, tags, tags_fold, active_users,
       inactive_users, deleted_users, over_limit, create_time, update_time, version)
    values
      ('TOP_ID', null, 'TOP_ID', 1, 'Old', 'old', '0lreaGdLDdYI', '5VrR2tjeivXh', 'L4ZMvC9toBGa',
       '8ZOX56Xexvul', 'MaR9NJslgSGW', 1760000000000, 4900000000000, 0, 1, 'Report',
       0, 'JVByd8stEkNy', '4kqQcKjo67Dd',
       'veDzyKEA1fJJ', 'Y5to1GUFTikK', 0, 0,
       1, 'Etc/UTC', 'yyyy/MM/dd', '24h', 0, '', '', 0,
       0, 0, 0, 1760000000000, 1760000000000, 1);
    insert into company_tree (ancestor, descendant, create_time) values ('TOP_ID', 'TOP_ID', 1760000000000);
    insert into reseller_totals (company_id, companies, over_limit) values ('TOP_ID', 0, 0);";
