//! The ground that races are run on, and the little worlds in which two requests meet: what stands
//! in one is fresh and bears its mark, so that two of them can be compared without it.

use super::state::{Eyes, Total};
use e2e::{
    Actor, Form, Lookups, Server,
    builders::{
        ADMIN_ROLE, Fixture, MY_COMPANIES, client, create, create_group, import_path, role,
    },
    lists::with,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// How long an import may take that has three rows.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a request needs to find, beside the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The company is a reseller itself.
    Reseller,
    /// The company stands below a reseller of its own, and that below the first.
    Above,
    /// Another company beside it.
    Twin,
    /// A group of the first reseller's that the company is in.
    Group,
    /// The company is not in it yet, nor is any other.
    Empty,
    /// A role of the first reseller's, offered to the company, and to the group.
    Role,
    /// A client of the company, an admin.
    Client,
    /// The client holds the role.
    Held,
    /// Two users, and a target group that the first is in.
    Users,
    /// A file of three users, the first two among them.
    Import,
    /// The file is imported; the second user came with it.
    Done,
}

pub type Needs = BTreeSet<Need>;

/// A server with two resellers that stay. They own what the worlds are made of.
pub struct Ground {
    pub server: Server,
    pub lookups: Lookups,
    pub top: Actor,
    /// A credential of the first reseller.
    pub reseller: Actor,
    pub second: String,
    eyes: Eyes,
    made: usize,
}

/// Ids of what a world has; empty where nothing asked for it.
#[derive(Default)]
pub struct World {
    /// Stands in every name.
    pub mark: String,
    pub company: String,
    pub twin: String,
    pub above: String,
    pub group: String,
    pub role: String,
    pub client: String,
    pub team: String,
    pub import: String,
    pub is_done: bool,
    /// By their e-mail.
    pub users: Vec<String>,
    /// What stood below each reseller before anything happened.
    totals: Vec<Total>,
}

impl Ground {
    pub fn start_with(options: &[&str]) -> Self {
        let Fixture { server, top, lookups } = Fixture::start_with(options);
        let make = |name: &str| create(&top, &Form::and(lookups.company(name), "IsReseller", true));
        let (first, second) = (make("First reseller"), make("Second reseller"));
        let reseller = server.actor(&first, "Reseller");
        let eyes = Eyes::on(&server);
        Self { server, lookups, top, reseller, second, eyes, made: 0 }
    }

    /// A form of a company with room for two users, so that a third one is over the limit.
    pub fn form(&self, name: &str) -> Form {
        self.lookups.company(name).with("NumberOfUsers", 2)
    }

    pub fn world(&mut self, needs: &Needs) -> World {
        self.made += 1;
        let mut world = World { mark: format!("n{}n", self.made), ..World::default() };
        self.companies(&mut world, needs);
        self.offered(&mut world, needs);
        self.people(&mut world, needs);
        world.totals = self.eyes.totals();
        world
    }

    fn companies(&self, world: &mut World, needs: &Needs) {
        let has = |need| needs.contains(&need);
        let reseller = |form: Form, is| if is { form.and("IsReseller", true) } else { form };
        let mut by = self.reseller.clone();
        if has(Need::Above) {
            world.above = create(&by, &reseller(self.form(&world.named("Above")), true));
            by = by.within(&world.above);
        }
        let form = self.form(&world.named("Company"));
        world.company = create(&by, &reseller(form, has(Need::Reseller)));
        if has(Need::Twin) {
            world.twin = create(&by, &self.form(&world.named("Twin")));
        }
    }

    fn offered(&self, world: &mut World, needs: &Needs) {
        let has = |need| needs.contains(&need);
        if has(Need::Group) {
            let members: &[&str] = if has(Need::Empty) { &[] } else { &[&world.company] };
            world.group = create_group(&self.reseller, &world.named("Group"), members);
        }
        if has(Need::Role) {
            let body = world.role(&world.named("Role"), MY_COMPANIES);
            world.role = self.reseller.post("/api/roles", &body).id();
        }
        if has(Need::Client) {
            let body = with(client(), "name", world.named("Client"));
            let role = if has(Need::Held) { &world.role } else { ADMIN_ROLE };
            let body = with(body, "roleResourceIdList", json!([role]));
            let by = self.reseller.within(&world.company);
            world.client = by.post("/api/companies/clients", &body).id();
        }
    }

    fn people(&mut self, world: &mut World, needs: &Needs) {
        let has = |need| needs.contains(&need);
        world.is_done = has(Need::Done);
        let by = self.reseller.within(&world.company);
        let add = |who: &str| {
            by.post("/api/target-users", &json!({ "email": world.email(who) })).id();
        };
        if has(Need::Users) {
            add("first");
            if !world.is_done {
                add("second");
            }
        }
        if has(Need::Import) {
            let by = by.with_query("fileName", &world.mark);
            let file = by.bytes("POST", "/api/user-imports", "text/csv", world.file()).data();
            world.import = text(&file["resourceId"]);
        }
        if world.is_done {
            by.post(&format!("{}/start", import_path(&world.import)), &json!({})).expect(200);
            let (_, is_still) = self.settled(world);
            assert!(!is_still, "an import of nobody else's does not end");
        }
        if has(Need::Users) {
            world.users = self.eyes.users(&world.mark);
            let members = json!([world.users[0]]);
            let body = json!({ "name": world.named("Team"), "targetUserResourceIds": members });
            world.team = by.post("/api/target-groups", &body).id();
        }
    }

    /// What the database holds of a world once no import of it runs, and whether one stands still.
    pub fn settled(&mut self, world: &World) -> (Vec<String>, bool) {
        let begun = Instant::now();
        loop {
            let state = self.eyes.state(&world.mark, &world.totals);
            let runs = state
                .iter()
                .any(|line| line.contains(", Importing,") || line.contains(", Reading,"));
            if !runs || begun.elapsed() > PATIENCE {
                return (state, runs);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// What breaks a rule of the whole estate.
    pub fn broken(&mut self) -> Vec<String> {
        self.eyes.broken()
    }

    /// What differs from a recount.
    pub fn checked(&self) -> Vec<String> {
        let output = self.server.run(["check", "--json"]);
        let printed = String::from_utf8_lossy(&output.stdout);
        let report: Value = serde_json::from_str(&printed)
            .unwrap_or_else(|why| panic!("{why}: {printed}{}", output.status));
        report["differences"].as_array().unwrap().iter().map(text).collect()
    }

    /// Why the server failed at a request, as its log tells.
    pub fn cause(&self, request_id: &str) -> Option<String> {
        let log = self.server.logged();
        let line = log.lines().rev().find(|line| {
            line.contains(&format!("\"{request_id}\"")) && line.contains("\"cause\"")
        })?;
        let line: Value = serde_json::from_str(line).ok()?;
        let cause = line.get("cause").or_else(|| line["fields"].get("cause"))?;
        Some(cause.as_str()?.to_owned())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl World {
    pub fn named(&self, what: &str) -> String {
        format!("{what} {}", self.mark)
    }

    pub fn email(&self, who: &str) -> String {
        format!("{who}.{}@x.example", self.mark)
    }

    /// A file of users.
    pub fn file(&self) -> String {
        let rows = ["first", "second", "third"].map(|who| format!("{},{who}\n", self.email(who)));
        format!("E-mail,First Name\n{}", rows.concat())
    }

    /// A role that is offered to the company, and to the group where there is one.
    pub fn role(&self, name: &str, permission: &str) -> Value {
        let mut offers = vec![json!({ "type": "Company", "resourceId": self.company })];
        if !self.group.is_empty() {
            offers.push(json!({ "type": "CompanyGroup", "resourceId": self.group }));
        }
        let body = with(role(), "name", name);
        let body = with(body, "permissionResourceIdList", json!([permission]));
        with(body, "availableForRequests", offers)
    }
}
