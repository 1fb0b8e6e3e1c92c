//! Every operation of `/openapi.json`, by eight kinds of caller, naming every company in every form
//! that a company can be named in, on everything that there is; and foreign ids in bodies. No answer
//! tells of what is out of reach, and nothing out of reach changes. The same again on `PostgreSQL`
//! with the statements' own filter taken out, where row-level security stands alone.

mod world;

use e2e::{
    Actor, Answer,
    builders::{ADMIN_ROLE, client, role, user},
    lists::with,
    operations::{Operation, Subject, UNKNOWN},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, thread};
use world::{Caller, World};

/// What a walk through the matrix found.
#[derive(Default)]
struct Found {
    requests: usize,
    /// Things out of reach that an answer told of.
    leaks: Vec<String>,
    /// Answers of a status that they should not have.
    faults: Vec<String>,
}

/// Sends each caller on its way, in a thread of its own.
fn walk<'a>(world: &'a World, callers: impl Iterator<Item = &'a Caller>) -> Found {
    let mut found = Found::default();
    thread::scope(|scope| {
        let walks: Vec<_> = callers
            .map(|caller| {
                scope.spawn(|| {
                    let mut walk = Walk { world, caller, found: Found::default() };
                    walk.all();
                    walk.found
                })
            })
            .collect();
        for walk in walks {
            let one = walk.join().unwrap();
            found.requests += one.requests;
            found.leaks.extend(one.leaks);
            found.faults.extend(one.faults);
        }
    });
    found
}

/// One caller's way through the matrix.
struct Walk<'a> {
    world: &'a World,
    caller: &'a Caller,
    found: Found,
}

/// A company named with a request, and what is in reach then.
struct Within {
    named: Option<String>,
    root: String,
    reach: BTreeSet<String>,
    /// The name of the company above the root, where the caller manages it: it is on the root's row.
    above: Option<String>,
}

impl Walk<'_> {
    fn all(&mut self) {
        let companies = self.world.e.companies().map(|company| Some(company.id.clone()));
        for named in companies.into_iter().chain([None, Some(UNKNOWN.to_owned())]) {
            let within = self.within(named);
            for operation in &self.world.operations {
                match operation.subject() {
                    Subject::Nothing | Subject::LookupType => self.nothing(operation, &within),
                    _ => self.things(operation, &within),
                }
            }
            if !within.reach.is_empty() {
                self.bodies(&within);
            }
        }
    }

    fn within(&self, named: Option<String>) -> Within {
        let subtree = |id: &String| self.world.subtrees[id].clone();
        let mut own = subtree(&self.caller.own);
        if !self.caller.tree {
            own = [self.caller.own.clone()].into();
        }
        let root = named.clone().unwrap_or_else(|| self.caller.own.clone());
        let mut reach = if own.contains(&root) { subtree(&root) } else { BTreeSet::new() };
        reach.retain(|id| own.contains(id));
        // The smallest subtree that holds the root and more.
        let above =
            self.world.subtrees.iter().filter(|(id, all)| **id != root && all.contains(&root));
        let above = above.min_by_key(|(_, all)| all.len()).map(|(id, _)| id);
        let above = above.filter(|id| own.contains(*id) && named.is_some());
        let name = |id: &String| {
            let mut companies = self.world.e.companies().into_iter();
            companies.find(|c| c.id == *id).map(|c| c.name.clone())
        };
        let above = above.and_then(name);
        Within { named, root, reach, above }
    }

    /// The same with what stands between the root and the caller's own company: their groups are in that list.
    fn with_above(&self, within: &Within) -> Within {
        let own = &self.world.subtrees[&self.caller.own];
        let above = self.world.subtrees.iter().filter(|(id, all)| {
            self.caller.tree && own.contains(*id) && all.contains(&within.root)
        });
        let mut reach = within.reach.clone();
        if !reach.is_empty() {
            reach.extend(above.map(|(id, _)| id.clone()));
        }
        let (named, root, above) =
            (within.named.clone(), within.root.clone(), within.above.clone());
        Within { named, root, reach, above }
    }

    /// The caller, naming the company in the next of the three forms.
    fn actor(&self, within: &Within) -> Actor {
        let actor = &self.caller.actor;
        match (&within.named, self.found.requests % 3) {
            (None, _) => actor.clone(),
            (Some(id), 0) => actor.within(id),
            (Some(id), 1) => actor.with("X-IR-COMPANY-ID", id),
            (Some(id), _) => actor.with_query("companyId", id),
        }
    }

    /// An operation on a thing: on each that there is, and on one that is not.
    fn things(&mut self, operation: &Operation, within: &Within) {
        let world = self.world;
        let of_kind = world.things.iter().filter(|thing| thing.subject == operation.subject());
        let ids: Vec<(&str, bool)> = of_kind
            .map(|thing| {
                let open = match thing.subject {
                    // What is a company's own is read company by company.
                    Subject::Client
                    | Subject::TargetUser
                    | Subject::TargetGroup
                    | Subject::Import => thing.owner == within.root && !within.reach.is_empty(),
                    _ => within.reach.contains(&thing.owner),
                };
                (thing.id.as_str(), open)
            })
            .chain([(UNKNOWN, false)])
            .collect();
        for (id, open) in ids {
            // What is allowed is tested by the tests of the thing.
            if open && changes(operation) {
                continue;
            }
            let answer = operation.call(&self.actor(within), id, &world.e.lookups);
            self.check(within, id, &answer);
            if !open && ![403, 404].contains(&answer.status) {
                self.found.faults.push(format!("{}: {answer}", self.caller.name));
            }
        }
    }

    /// An operation that names no thing.
    fn nothing(&mut self, operation: &Operation, within: &Within) {
        if changes(operation) && !within.reach.is_empty() {
            return;
        }
        let answer = operation.call(&self.actor(within), "1", &self.world.e.lookups);
        if operation.path.ends_with("search-with-parent") {
            self.check(&self.with_above(within), "", &answer);
        } else {
            self.check(within, "", &answer);
        }
        let right = if within.reach.is_empty() { vec![403, 404] } else { vec![200, 403] };
        if !right.contains(&answer.status) {
            self.found.faults.push(format!("{}: {answer}", self.caller.name));
        }
    }

    /// Ids of things out of reach, in bodies.
    fn bodies(&mut self, within: &Within) {
        let world = self.world;
        let mine = |subject| {
            let mut things = world.things.iter().filter(move |thing| thing.subject == subject);
            things.rfind(|thing| within.reach.contains(&thing.owner)).map(|thing| &thing.id)
        };
        let (company, group, client_id) =
            (mine(Subject::Company), mine(Subject::Group), mine(Subject::Client));
        for thing in world.things.iter().filter(|thing| !within.reach.contains(&thing.owner)) {
            let id = thing.id.as_str();
            let mut sent: Vec<(&str, String, Value)> = Vec::new();
            match thing.subject {
                Subject::Company => {
                    let members = json!({ "name": "Taken", "companyResourceIdArray": [id] });
                    sent.push(("POST", "/api/company-groups".into(), members.clone()));
                    sent.push(("POST", "/api/roles".into(), offered("Company", id)));
                    let items = json!({ "items": [id] });
                    sent.push(("DELETE", "/api/companies/bulk-delete".into(), items));
                    if let Some(group) = group {
                        let path = format!("/api/company-groups/{group}");
                        sent.push(("PUT", path.clone(), members.clone()));
                        sent.push(("PUT", format!("{path}/participants"), members.clone()));
                        sent.push(("DELETE", format!("{path}/participants"), members));
                    }
                    if let Some(company) = company {
                        let path = format!("/api/companies/{company}/move");
                        sent.push(("POST", path, json!({ "resellerResourceId": id })));
                    }
                }
                Subject::Group => {
                    sent.push(("POST", "/api/roles".into(), offered("CompanyGroup", id)));
                    let items = json!({ "items": [id] });
                    sent.push(("DELETE", "/api/company-groups/bulk-delete".into(), items));
                    let named = json!({ "companyGroupResourceIds": [id] });
                    sent.push(("POST", "/api/companies/get-with-groups".into(), named));
                    let form =
                        world.e.lookups.company("Taken").and("CompanyGroupResourceIdArray", id);
                    sent.push(("POST", "/api/companies".into(), form.json()));
                    if let Some(company) = company {
                        sent.push(("PUT", format!("/api/companies/{company}"), form.json()));
                    }
                }
                Subject::Role => {
                    let body = with(client(), "roleResourceIdList", json!([ADMIN_ROLE, id]));
                    sent.push(("POST", "/api/companies/clients".into(), body));
                    if let Some(client) = client_id {
                        let body = json!({ "roleResourceIdList": [id] });
                        sent.push(("PUT", format!("/api/companies/clients/{client}"), body));
                    }
                }
                Subject::TargetUser => {
                    let body = json!({ "name": "Taken", "targetUserResourceIds": [id] });
                    sent.push(("POST", "/api/target-groups".into(), body));
                    let items = json!({ "items": [id] });
                    sent.push(("DELETE", "/api/target-users/bulk-delete".into(), items));
                    let named = json!({ "targetUserResourceIds": [id] });
                    for path in ["by-resource-ids", "include-deleted/by-resource-ids"] {
                        sent.push(("POST", format!("/api/target-users/{path}"), named.clone()));
                    }
                    if let Some(team) = mine(Subject::TargetGroup) {
                        let path = format!("/api/target-groups/{team}");
                        let body = json!({ "name": "Taken", "targetUserResourceIds": [id] });
                        sent.push(("PUT", path.clone(), body.clone()));
                        sent.push(("PUT", format!("{path}/users"), body.clone()));
                        let all = json!({ "targetGroupResourceIds": [team], "targetUserResourceIds": [id] });
                        sent.push(("PUT", "/api/target-groups/users".into(), all));
                        sent.push(("DELETE", format!("{path}/users"), body));
                    }
                }
                Subject::TargetGroup => {
                    let body = with(user(), "targetGroupResourceIds", json!([id]));
                    sent.push(("POST", "/api/target-users".into(), body));
                    let all = json!({ "targetGroupResourceIds": [id], "selectAll": true });
                    sent.push(("PUT", "/api/target-groups/users".into(), all));
                    if let Some(import) = mine(Subject::Import) {
                        sent.push(("POST", MAPPING.into(), mapping(import, &json!([id]))));
                    }
                    if let Some(person) = mine(Subject::TargetUser) {
                        let body = json!({ "targetGroupResourceIds": [id] });
                        sent.push(("PUT", format!("/api/target-users/{person}"), body));
                    }
                }
                Subject::Import => {
                    sent.push(("POST", MAPPING.into(), mapping(id, &json!([]))));
                }
                _ => {}
            }
            for (method, path, body) in sent {
                let answer = self.actor(within).call(method, &path, &body);
                self.check(within, &format!("{path}{body}"), &answer);
                // A member that is not there cannot be taken out: nothing happens.
                let fine =
                    answer.status == 200 && method == "DELETE" && path.ends_with("participants");
                if !fine && ![400, 403, 404].contains(&answer.status) {
                    let name = &thing.name;
                    self.found.faults.push(format!("{}, {name}: {answer}", self.caller.name));
                }
            }
        }
    }

    /// Nothing out of reach is named, but for what the request itself named.
    fn check(&mut self, within: &Within, sent: &str, answer: &Answer) {
        self.found.requests += 1;
        let named = within.named.as_deref().unwrap_or("");
        let mut told = answer.text();
        answer.headers.iter().for_each(|(_, value)| told.push_str(value));
        for thing in self.world.things.iter().filter(|t| !within.reach.contains(&t.owner)) {
            let id = thing.id.as_str();
            let by_id = told.contains(id) && !sent.contains(id) && named != id;
            let known = within.above.as_ref().is_some_and(|above| *above == thing.name);
            let by_id = by_id && !(known && self.world.unfiltered);
            if by_id || (told.contains(&thing.name) && !known) {
                let (caller, name) = (self.caller.name, &thing.name);
                self.found.leaks.push(format!("{caller} within {named}, {name}: {answer}"));
            }
        }
    }
}

const MAPPING: &str = "/api/target-users/create-mapping";

fn mapping(import: &str, groups: &Value) -> Value {
    json!({ "transactionId": import, "targetGroupResourceIds": groups,
        "fieldMappings": [{ "excelColumnName": "E-mail", "fieldName": "email" }] })
}

/// A role that is offered to one company or group.
fn offered(kind: &str, id: &str) -> Value {
    with(role(), "availableForRequests", json!([{ "type": kind, "resourceId": id }]))
}

fn changes(operation: &Operation) -> bool {
    operation.method != "GET" && !operation.looks()
}

fn assert_none(what: &str, found: &[String]) {
    let first: Vec<&String> = found.iter().take(5).collect();
    assert!(found.is_empty(), "{} {what}: {first:#?}", found.len());
}

#[test]
fn nobody_is_told_of_or_changes_what_is_out_of_reach() {
    let world = World::start();
    let before = world.state();
    let found = walk(&world, world.callers.iter());
    assert_none("leaks", &found.leaks);
    assert_none("wrong answers", &found.faults);
    println!("{} requests", found.requests);
    assert!(found.requests >= 5_000, "only {} requests", found.requests);
    assert_eq!(world.state(), before);
    world.e.server.assert_checks();
}

/// Each statement is told that its caller is the top reseller: what holds then is the second wall.
#[test]
fn row_level_security_alone_keeps_everybody_in_reach() {
    let mut world = World::start();
    if world.e.server.database().is_none() {
        return;
    }
    let before = world.state();
    let top = world.e.top.id.clone();
    let unfiltered = [("TENANTRY_TEST_FILTER_ROOT", top.as_str())];
    world.unfiltered = true;
    world.restart(|server| server.restart_in(&unfiltered));
    let found = walk(&world, world.callers.iter());
    assert_none("leaks", &found.leaks);
    println!("{} requests", found.requests);
    assert!(found.requests >= 5_000, "only {} requests", found.requests);
    world.restart(|server| server.restart_in(&[]));
    assert_eq!(world.state(), before);
    world.e.server.assert_checks();

    // Without it the same walk finds a great deal, or the test would show nothing.
    world.restart(|server| {
        server.restart_with(&["--row-security", "off"]);
        server.restart_in(&unfiltered);
    });
    let found = walk(&world, world.callers.iter().skip(1).take(1));
    assert!(found.leaks.len() > 100, "only {} leaks", found.leaks.len());
}
