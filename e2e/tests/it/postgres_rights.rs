//! A role that lacks a right on PostgreSQL is told which, with the line that a superuser must run, before anything is
//! changed.

use e2e::{Server, postgres::Database};
use std::process::Output;

/// A role of this test alone, which may sign in and nothing else; gone with this value.
struct Role<'a> {
    database: &'a Database,
    name: String,
}

impl<'a> Role<'a> {
    fn new(database: &'a Database) -> Self {
        let name = format!("r_{:016x}", rand::random::<u64>());
        database.execute(&format!("create role {name} login"));
        Self { database, name }
    }
}

impl Drop for Role<'_> {
    fn drop(&mut self) {
        let name = &self.name;
        self.database.execute(&format!(
            "drop owned by {name}; reassign owned by {name} to postgres; drop role {name}"
        ));
    }
}

fn migrate_as(server: &Server, role: &str) -> Output {
    server.run_as(role, &["migrate"])
}

#[track_caller]
fn assert_refused(output: &Output, line: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(line), "{line}: {told}");
    assert_eq!(told.trim().lines().count(), 1, "{told}");
    assert!(!told.contains("internal"), "{told}");
}

#[test]
fn what_is_missing_is_told_with_its_cure_and_nothing_is_changed() {
    let server = Server::empty(&[]);
    let Some(database) = server.database() else { return };
    let role = Role::new(database);
    let name = role.name.as_str();
    let tables = "select tablename::text from pg_tables where schemaname = 'public'";

    let cure = format!("grant usage, create on schema public to {name};");
    assert_refused(&migrate_as(&server, name), &cure);
    database.execute(&cure);

    // Another database of the cluster has made it, or a superuser.
    database.execute(
        "do $$ begin create role tenantry_app; exception when duplicate_object or unique_violation then null; end $$",
    );
    let cure = format!("grant tenantry_app to {name};");
    assert_refused(&migrate_as(&server, name), &cure);
    assert_eq!(database.texts(tables), [""; 0]);
    database.execute(&cure);

    let output = migrate_as(&server, name);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!database.texts(tables).is_empty());

    let other = Role::new(database);
    database.execute(&format!(
        "grant usage, create on schema public to {0}; grant tenantry_app to {0}",
        other.name
    ));
    let cure = format!("reassign owned by {name} to {};", other.name);
    assert_refused(&migrate_as(&server, &other.name), &cure);
    database.execute(&cure);
    assert!(migrate_as(&server, &other.name).status.success());
}

#[test]
fn the_owner_is_no_superuser() {
    let server = Server::start();
    let Some(database) = server.database() else { return };
    if std::env::var("TENANTRY_TEST_OWNER").as_deref() == Ok("postgres") {
        return;
    }
    let owner = "select tableowner::text from pg_tables where tablename = 'company'
                 and not (select rolsuper or rolbypassrls from pg_roles where rolname = tableowner)";
    assert_eq!(database.texts(owner).len(), 1);
    // No policy but the requests', and none that its owner is bound by.
    let policies = "select policyname::text from pg_policies
                    where schemaname = 'public' and roles <> '{tenantry_app}'";
    assert_eq!(database.texts(policies), [""; 0]);
    let forced = "select relname::text from pg_class where relforcerowsecurity";
    assert_eq!(database.texts(forced), [""; 0]);
}
