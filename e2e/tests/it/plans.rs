//! What the statements read on PostgreSQL, in an estate of 20,000 companies of which the planner knows nothing, and then
//! what it knows after an `analyze`: with its own log of plans, after each operation of the document. Decision 0004 promises that nothing reads a whole tenant unless the
//! answer is made of all of it.

use e2e::{
    Actor, Lookups, Server,
    builders::{client, create, create_group, create_user, role},
    lists::{COMPANIES as SEARCH, page},
    operations::{self, Operation, Subject},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const COMPANIES: usize = 20_000;
/// Rows that one node of a plan may touch: the newest that a filter tries first (decision 0004), and a page beyond.
const FEW: f64 = 3_500.0;
/// What the planner knows is not the minute's to say.
const ALONE: &str = "do $$ declare each regclass; begin
    for each in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
        execute format('alter table %s set (autovacuum_enabled = off)', each);
    end loop;
end $$";
/// A statement is planned for its values five times, and then once for all values.
const TIMES: usize = 7;

/// What is made of the whole of something.
fn reads_all(operation: &Operation) -> bool {
    operation.is_export()
        || [
            ("GET", "/api/companies/my"),
            ("POST", "/api/companies/my/search"),
            // Tags stand with the companies that bear them.
            ("POST", "/api/tags/search"),
            ("GET", "/api/companies/overview"),
            ("GET", "/api/company-groups"),
            // A page of a thousand groups: whose they are is asked of the tree in one go.
            ("POST", "/api/company-groups/search"),
            ("POST", "/api/company-groups/search-with-parent"),
            // Its total is counted along the index of the reader's entries.
            ("POST", "/api/audit-logs/search"),
        ]
        .iter()
        .any(|(method, path)| operation.is(method, path))
}

/// The most rows that a node of the plan touched, those included that it passed over.
fn most(node: &Value) -> f64 {
    let number = |name: &str| node[name].as_f64().unwrap_or(0.0);
    let touched: f64 = [
        "Actual Rows",
        "Rows Removed by Filter",
        "Rows Removed by Join Filter",
        "Rows Removed by Index Recheck",
    ]
    .iter()
    .map(|name| number(name))
    .sum();
    let below = node["Plans"].as_array().into_iter().flatten().map(most);
    below.fold(touched * number("Actual Loops").max(1.0), f64::max)
}

/// What is to be told of the plan that touches most, if it is too much.
fn too_much(what: &str, plans: &[Value]) -> Option<String> {
    let rows = |plan: &Value| most(&plan["Plan"]);
    let worst = plans.iter().max_by(|a, b| rows(a).total_cmp(&rows(b)))?;
    let told = || format!("{what} touches {} rows: {worst}\n", rows(worst));
    (rows(worst) > FEW).then(told)
}

/// One thing of each kind, in a company that the demo made.
fn things(top: &Actor, lookups: &Lookups) -> BTreeMap<&'static str, String> {
    let company = create(top, &lookups.company("Planned"));
    let within = top.within(&company);
    let user = create_user(&within, "planned@people.example");
    let body = json!({ "name": "Planned", "targetUserResourceIds": [user] });
    BTreeMap::from([
        ("client", within.post("/api/companies/clients", &client()).id()),
        ("group", create_group(top, "Planned", &[&company])),
        ("role", top.post("/api/roles", &role()).id()),
        ("team", within.post("/api/target-groups", &body).id()),
        ("user", user),
        ("company", company),
    ])
}

/// Calls everything that is not made of the whole of something, and says which of it read too much.
fn ask_all(server: &Server, lookups: &Lookups, read: &mut u64) -> Vec<String> {
    let (top, database) = (server.top(), server.database().unwrap());
    let mut found = Vec::new();
    for operation in operations::all(server.base()).iter().filter(|o| !reads_all(o)) {
        database.plans(read);
        for _ in 0..TIMES {
            // Some end what they are called on.
            let made = things(&top, lookups);
            let thing = match operation.subject() {
                Subject::Client => "client",
                Subject::Group => "group",
                Subject::Role => "role",
                Subject::TargetUser => "user",
                Subject::TargetGroup => "team",
                _ => "company",
            };
            let within = top.within(&made["company"]);
            let actor = if matches!(thing, "client" | "user" | "team") { &within } else { &top };
            let answer = operation.call(actor, &made[thing], lookups);
            assert!(answer.status < 500, "{operation}: {}", answer.status);
        }
        found.extend(too_much(&operation.to_string(), &database.plans(read)));
    }
    found
}

#[test]
fn nothing_reads_a_whole_tenant_for_a_part_of_it() {
    let mut server = Server::demo(COMPANIES, 1);
    let Some(database) = server.database() else { return };
    database.log_plans();
    database.execute(ALONE);
    server.restart();
    let (top, database) = (server.top(), server.database().unwrap());
    let lookups = Lookups::load(&top);
    let mut read = 0;
    let mut found = Vec::new();

    // The lists that an index serves, in both directions, until they are planned for all values.
    for order in ["CreateTime", "CompanyName", "LicenseEndDate"] {
        for ascending in [true, false] {
            database.plans(&mut read);
            for _ in 0..TIMES {
                top.post(SEARCH, &page(1, 10, order, ascending)).expect(200);
            }
            let plans = database.plans(&mut read);
            assert!(plans.len() >= TIMES, "{order}: {} plans", plans.len());
            found.extend(too_much(&format!("page 1 by {order}"), &plans));
        }
    }

    found.extend(ask_all(&server, &lookups, &mut read));
    database.execute("analyze");
    found.extend(ask_all(&server, &lookups, &mut read));
    assert!(found.is_empty(), "{}", found.concat());
}
