//! The estate of the matrix: its things, its callers, and what all of it looks like.

use e2e::{
    Actor, Estate, Server,
    builders::{
        Company, MY_COMPANIES, PEOPLE, SEARCH_COMPANIES, client, create_group, create_user, role,
    },
    lists::{everything, with},
    operations::{self, Operation, Subject},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SECRET: &str = "tnt_1234567890123456789012345678901234567890123";

/// Something with a name that stands nowhere else, and the company whose it is.
pub struct Thing {
    pub subject: Subject,
    pub id: String,
    pub name: String,
    pub owner: String,
}

pub struct Caller {
    pub name: &'static str,
    pub actor: Actor,
    pub own: String,
    /// Whether it sees what is below its company.
    pub tree: bool,
}

pub struct World {
    pub e: Estate,
    pub things: Vec<Thing>,
    pub callers: Vec<Caller>,
    pub operations: Vec<Operation>,
    /// Every company with all at or below it.
    pub subtrees: BTreeMap<String, BTreeSet<String>>,
    /// The statements' own filter is out: the second wall lets a caller see the row of `Within::above`.
    pub unfiltered: bool,
}

impl World {
    pub fn start() -> Self {
        let e = Estate::start();
        let mut things = Vec::new();
        let mut add = |subject, id: String, name: String, owner: &str| {
            things.push(Thing { subject, id, name, owner: owner.to_owned() });
        };
        for company in e.companies() {
            let (id, name) = (&company.id, format!("Credential {}", company.name));
            let body = with(client(), "name", name.as_str());
            let made = e.by_top.within(id).post("/api/companies/clients", &body).id();
            add(Subject::Client, made, name, id);
            let name = format!("person@{}.example", company.name);
            let user = create_user(&e.by_top.within(id), &name);
            let (body, label) = (json!([user]), format!("Team {}", company.name));
            let body = json!({ "name": label, "targetUserResourceIds": body });
            let team = e.by_top.within(id).post("/api/target-groups", &body).id();
            add(Subject::TargetUser, user, name, id);
            let name = format!("Roster {}", company.name);
            let path = format!("/api/user-imports?fileName={}", name.replace(' ', "%20"));
            let file = e.by_top.within(id).bytes("POST", &path, "text/csv", PEOPLE).data();
            let import = file["resourceId"].as_str().unwrap().to_owned();
            add(Subject::Import, import, name, id);
            add(Subject::TargetGroup, team, label, id);
            add(Subject::Company, id.clone(), company.name.clone(), id);
        }
        for (actor, owner, member) in
            [(&e.by_top, &e.top, &e.a), (&e.by_s, &e.s, &e.sa), (&e.by_t, &e.t, &e.ta)]
        {
            let name = format!("Quorum {}", owner.name);
            add(Subject::Group, create_group(actor, &name, &[&member.id]), name, &owner.id);
            let name = format!("Duty {}", owner.name);
            let made = actor.post("/api/roles", &with(role(), "name", name.as_str())).id();
            add(Subject::Role, made, name, &owner.id);
        }
        let subtrees = [
            (&e.top, e.companies().to_vec()),
            (&e.s, vec![&e.s, &e.sa, &e.sb]),
            (&e.t, vec![&e.t, &e.ta]),
        ];
        let mut subtrees: BTreeMap<_, BTreeSet<_>> = subtrees
            .into_iter()
            .map(|(root, all)| (root.id.clone(), all.into_iter().map(|c| c.id.clone()).collect()))
            .collect();
        for company in e.companies() {
            let alone = || [company.id.clone()].into();
            subtrees.entry(company.id.clone()).or_insert_with(alone);
        }
        let callers = callers(&e);
        let operations = operations::all(e.server.base());
        Self { e, things, callers, operations, subtrees, unfiltered: false }
    }

    /// All that there is, as the top reseller reads it.
    pub fn state(&self) -> BTreeMap<String, Value> {
        let top = &self.e.by_top;
        let mut state = BTreeMap::new();
        for thing in &self.things {
            let by = top.within(&thing.owner);
            let path = match thing.subject {
                Subject::Company => format!("/api/companies/{}", thing.id),
                Subject::Client => format!("/api/companies/clients/{}", thing.id),
                Subject::Role => format!("/api/roles/{}", thing.id),
                Subject::TargetUser => format!("/api/target-users/{}", thing.id),
                Subject::TargetGroup => format!("/api/target-groups/{}", thing.id),
                Subject::Import => format!("/api/user-imports/{}", thing.id),
                _ => format!("/api/company-groups/{}", thing.id),
            };
            state.insert(thing.name.clone(), by.get(&path).data());
        }
        for list in ["companies", "company-groups", "roles", "audit-logs"] {
            let data = top.post(&format!("/api/{list}/search"), &everything()).data();
            state.insert(list.to_owned(), data["totalNumberOfRecords"].clone());
        }
        state
    }

    /// Starts the server again; the callers keep their tokens.
    pub fn restart(&mut self, how: impl FnOnce(&mut Server)) {
        how(&mut self.e.server);
        let base = self.e.server.base().to_owned();
        for caller in &mut self.callers {
            caller.actor = caller.actor.at(&base);
        }
        self.e.by_top = self.e.by_top.at(&base);
    }
}

fn callers(e: &Estate) -> Vec<Caller> {
    let modules = e.by_top.get("/api/permissions/all").data();
    let all: Vec<&Value> = modules
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|module| module["children"].as_array().unwrap())
        .map(|permission| &permission["permissionResourceId"])
        .collect();
    let holder = |actor: &Actor, within: &Actor, permissions: Value| {
        let role = json!({ "name": "Tailored", "permissionResourceIdList": permissions,
            "availableForRequests": [{ "type": "AllCompanies" }] });
        let role = actor.post("/api/roles", &role).id();
        let body = with(client(), "roleResourceIdList", json!([role]));
        within.post("/api/companies/clients", &body).id();
        Actor::sign_in(e.server.base(), body["clientId"].as_str().unwrap(), SECRET)
    };
    let caller = |name, actor: &Actor, own: &Company, tree| Caller {
        name,
        actor: actor.clone(),
        own: own.id.clone(),
        tree,
    };
    let whole_s = holder(&e.by_s, &e.by_s, json!(all));
    let whole_sa = holder(&e.by_s, &e.by_s.within(&e.sa.id), json!(all));
    let little_t = holder(&e.by_t, &e.by_t, json!([MY_COMPANIES, SEARCH_COMPANIES]));
    vec![
        caller("the top reseller", &e.by_top, &e.top, true),
        caller("sub-reseller S", &e.by_s, &e.s, true),
        caller("sub-reseller T", &e.by_t, &e.t, true),
        caller("the admin of A", &e.by_a, &e.a, false),
        caller("the admin of SA", &e.by_sa, &e.sa, false),
        caller("a custom role of all at S", &whole_s, &e.s, true),
        caller("a custom role of all at SA", &whole_sa, &e.sa, true),
        caller("a custom role of little at T", &little_t, &e.t, true),
    ]
}
