//! Companies, groups and whole estates, made through the API.

use crate::lists::{COMPANIES, everything};
use crate::operations::{Subject, UNKNOWN};
use crate::server::text;
use crate::{Actor, Form, Server};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The top reseller's name. Every company of an estate has a name that stands nowhere else,
/// so that a body can be searched for it.
pub const TOP: &str = "Zephyrine";

pub const ONE_YEAR: &str = "HTHpWWXGJshG";
pub const THREE_YEARS: &str = "6EXwfaM5ZDT4";
pub const CUSTOM: &str = "MaR9NJslgSGW";

pub const COUNTRY: u64 = 1;
pub const INDUSTRY: u64 = 2;
pub const LICENSE_TYPE: u64 = 3;
pub const PERIOD: u64 = 4;
pub const NOTIFICATION: u64 = 5;
pub const TRAINING: u64 = 6;
pub const SMTP: u64 = 7;
pub const LANGUAGE: u64 = 21;
pub const TYPES: [u64; 8] =
    [COUNTRY, INDUSTRY, LICENSE_TYPE, PERIOD, NOTIFICATION, TRAINING, SMTP, LANGUAGE];

/// What the lookup endpoints offer.
#[derive(Clone, Debug)]
pub struct Lookups {
    types: BTreeMap<u64, Vec<Value>>,
    pub licenses: Value,
}

impl Lookups {
    pub fn load(actor: &Actor) -> Self {
        let mut types = BTreeMap::<_, Vec<Value>>::new();
        let all = actor.post("/api/lookups", &json!({ "typeIdList": TYPES })).data();
        for entry in all.as_array().expect("an array of lookups") {
            let kind = entry["genericCodeTypeId"].as_u64().expect("a type's number");
            types.entry(kind).or_default().push(entry.clone());
        }
        Self { types, licenses: actor.get("/api/lookups/licenses").data() }
    }

    /// The entries of a type, in the order that the server gave.
    pub fn of(&self, kind: u64) -> &[Value] {
        self.types.get(&kind).unwrap_or_else(|| panic!("no lookups of type {kind}"))
    }

    /// The id of the n-th entry of a type.
    pub fn id(&self, kind: u64, n: usize) -> &str {
        self.of(kind)[n]["resourceId"].as_str().unwrap()
    }

    pub fn name(&self, kind: u64, n: usize) -> &str {
        self.of(kind)[n]["name"].as_str().unwrap()
    }

    /// The ids of all licence modules.
    pub fn modules(&self) -> Vec<&str> {
        let all = self.licenses["allLicenseModules"].as_array().expect("allLicenseModules");
        all.iter().map(|module| module["resourceId"].as_str().unwrap()).collect()
    }

    /// A company form with the required fields, and nothing else.
    pub fn company(&self, name: &str) -> Form {
        Form::new()
            .and("Name", name)
            .and("IndustryResourceId", self.id(INDUSTRY, 0))
            .and("CountryResourceId", self.id(COUNTRY, 0))
            .and("LicenseTypeResourceId", self.id(LICENSE_TYPE, 0))
            .and("LicensePeriodTypeResourceId", ONE_YEAR)
            .and("NumberOfUsers", 100)
            .and("TimeZoneId", "UTC")
            .and("DateFormat", "dd/MM/yyyy")
            .and("TimeFormat", "24h")
    }
}

/// A company that the tests made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    pub id: String,
    pub name: String,
}

/// The path of a company.
pub fn company_path(id: &str) -> String {
    format!("/api/companies/{id}")
}

/// The path of a group.
pub fn group_path(id: &str) -> String {
    format!("/api/company-groups/{id}")
}

/// The path of an API client.
pub fn client_path(id: &str) -> String {
    format!("/api/companies/clients/{id}")
}

pub const RESELLER_ROLE: &str = "Rs3kQ9vT1mXa";
pub const ADMIN_ROLE: &str = "Ca7pW2nL5dYb";

/// An API client with a Client ID that nothing else has: a Company Admin.
pub fn client() -> Value {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let client_id = format!("client-{}-{}", std::process::id(), MADE.fetch_add(1, Relaxed));
    json!({
        "name": "Generated client",
        "clientId": client_id,
        "clientSecret": "tnt_1234567890123456789012345678901234567890123",
        "roleResourceIdList": [ADMIN_ROLE],
    })
}

/// A target user with an e-mail that nothing else has.
pub fn user() -> Value {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = MADE.fetch_add(1, Relaxed);
    json!({ "email": format!("user-{}-{number}@company.example", std::process::id()) })
}

/// The path of a target user.
pub fn user_path(id: &str) -> String {
    format!("/api/target-users/{id}")
}

/// A file of users.
pub const PEOPLE: &str = "E-mail,First Name\nada@company.example,Ada\n";

/// The path of an import.
pub fn import_path(id: &str) -> String {
    format!("/api/user-imports/{id}")
}

/// Uploads a file of users to the company that the caller acts for.
#[track_caller]
pub fn upload(actor: &Actor, content: impl Into<Vec<u8>>) -> Value {
    actor.bytes("POST", "/api/user-imports", "text/csv", content.into()).data()
}

/// The path of a target group.
pub fn target_group_path(id: &str) -> String {
    format!("/api/target-groups/{id}")
}

/// Adds a target user to the company that the caller acts for.
#[track_caller]
pub fn create_user(actor: &Actor, email: &str) -> String {
    actor.post("/api/target-users", &json!({ "email": email })).id()
}

/// The path of a role.
pub fn role_path(id: &str) -> String {
    format!("/api/roles/{id}")
}

/// The id of `companies/my|GET`, which everybody holds.
pub const MY_COMPANIES: &str = "7YrS59Ls8CZI";
/// The id of `companies/search|POST`.
pub const SEARCH_COMPANIES: &str = "ftdEX2FF1h6s";

/// A role that allows very little.
pub fn role() -> Value {
    json!({ "name": "Generated role", "permissionResourceIdList": [MY_COMPANIES] })
}

/// Creates a company from a form.
#[track_caller]
pub fn create(actor: &Actor, form: &Form) -> String {
    actor.multipart("POST", "/api/companies", form).id()
}

/// The `data` of a company.
#[track_caller]
pub fn read(actor: &Actor, id: &str) -> Value {
    actor.get(&company_path(id)).data()
}

/// Creates a group.
#[track_caller]
pub fn create_group(actor: &Actor, name: &str, companies: &[&str]) -> String {
    let body = json!({ "name": name, "companyResourceIdArray": companies });
    actor.post("/api/company-groups", &body).id()
}

/// A server, its lookups and the top reseller: what most tests begin with.
pub struct Fixture {
    pub server: Server,
    pub top: Actor,
    pub lookups: Lookups,
}

impl Fixture {
    pub fn start() -> Self {
        Self::on(Server::start())
    }

    pub fn start_with(options: &[&str]) -> Self {
        Self::on(Server::start_with(options))
    }

    pub fn on(server: Server) -> Self {
        let top = server.top();
        let lookups = Lookups::load(&top);
        Self { server, top, lookups }
    }

    /// Creates a company with the required fields only.
    #[track_caller]
    pub fn company(&self, name: &str) -> String {
        create(&self.top, &self.lookups.company(name))
    }

    /// Creates companies with the required fields only.
    #[track_caller]
    pub fn companies(&self, names: &[&str]) -> Vec<String> {
        names.iter().map(|name| self.company(name)).collect()
    }

    /// Starts the server again with its clock at a moment to come; debug builds take such an order.
    pub fn at(&mut self, moment: &str) {
        let then: jiff::Timestamp = moment.parse().unwrap();
        let ahead = then.as_millisecond() - jiff::Timestamp::now().as_millisecond();
        self.server.restart_in(&[("TENANTRY_TEST_CLOCK_AHEAD", &ahead.to_string())]);
        self.top = self.server.top();
        let id = self.company("Clock");
        let made = self.top.post(COMPANIES, &everything()).data();
        self.top.delete(&company_path(&id)).id();
        let rows = made["results"].as_array().unwrap();
        let made = rows.iter().find(|row| row["resourceId"] == json!(id)).unwrap();
        assert_eq!(made["createTime"].as_str().unwrap()[..10], moment[..10], "the clock");
    }
}

/// Three resellers, their customers, and a credential for each kind of caller.
///
/// ```text
/// top ─┬─ a
///      ├─ b
///      ├─ s (reseller) ─┬─ sa
///      │                └─ sb
///      └─ t (reseller) ─── ta
/// ```
pub struct Estate {
    pub server: Server,
    pub lookups: Lookups,
    pub top: Company,
    pub a: Company,
    pub b: Company,
    pub s: Company,
    pub sa: Company,
    pub sb: Company,
    pub t: Company,
    pub ta: Company,
    /// Reseller of the whole.
    pub by_top: Actor,
    /// Reseller of `s`.
    pub by_s: Actor,
    /// Reseller of `t`.
    pub by_t: Actor,
    /// Company Admin of `a`.
    pub by_a: Actor,
    /// Company Admin of `sa`.
    pub by_sa: Actor,
}

impl Estate {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(options: &[&str]) -> Self {
        let (mut server, made) = Server::copied("estate", options, Self::make);
        server.serve();
        let Fixture { server, top: by_top, lookups } = Fixture::on(server);
        let company = |name: &str| Company { id: text(&made, name), name: name.to_owned() };
        let top = Company { id: server.owner().company.clone(), name: TOP.to_owned() };
        let [a, b] = ["Aldermoor", "Brackenridge"].map(company);
        let [s, t] = ["Silverquill", "Thornbury"].map(company);
        let [sa, sb, ta] = ["Saltmarsh", "Stonewick", "Tidewater"].map(company);
        let [by_s, by_t, by_a, by_sa] = ["by_s", "by_t", "by_a", "by_sa"].map(|name| {
            let credential = &made[name];
            Actor::sign_in(server.base(), &text(credential, "id"), &text(credential, "secret"))
        });
        Self { server, lookups, top, a, b, s, sa, sb, t, ta, by_top, by_s, by_t, by_a, by_sa }
    }

    /// Its companies' ids by their names, and its credentials.
    fn make(server: &mut Server) -> Value {
        server.init(TOP);
        server.serve();
        let top = server.top();
        let lookups = Lookups::load(&top);
        let make = |actor: &Actor, name: &str, reseller: bool| {
            let form = lookups.company(name);
            create(actor, &if reseller { form.and("IsReseller", true) } else { form })
        };
        let (a, b) = (make(&top, "Aldermoor", false), make(&top, "Brackenridge", false));
        let (s, t) = (make(&top, "Silverquill", true), make(&top, "Thornbury", true));
        let credential = |company: &str, role| {
            let (id, secret) = server.credential(company, role);
            let actor = Actor::sign_in(server.base(), &id, &secret);
            (actor, json!({ "id": id, "secret": secret }))
        };
        let ((as_s, by_s), (as_t, by_t)) = (credential(&s, "Reseller"), credential(&t, "Reseller"));
        let (sa, sb) = (make(&as_s, "Saltmarsh", false), make(&as_s, "Stonewick", false));
        let ta = make(&as_t, "Tidewater", false);
        let (_, by_a) = credential(&a, "Company Admin");
        let (_, by_sa) = credential(&sa, "Company Admin");
        assert!(server.sigterm().success());
        json!({
            "Aldermoor": a, "Brackenridge": b, "Silverquill": s, "Thornbury": t,
            "Saltmarsh": sa, "Stonewick": sb, "Tidewater": ta,
            "by_s": by_s, "by_t": by_t, "by_a": by_a, "by_sa": by_sa,
        })
    }

    pub fn companies(&self) -> [&Company; 8] {
        [&self.top, &self.a, &self.b, &self.s, &self.sa, &self.sb, &self.t, &self.ta]
    }

    /// One thing of each kind, of the top reseller's.
    pub fn things(&self) -> Things {
        Things {
            company: self.a.id.clone(),
            group: create_group(&self.by_top, "Members", &[&self.a.id]),
            client: self.by_top.post("/api/companies/clients", &client()).id(),
            role: self.by_top.post("/api/roles", &role()).id(),
            user: self.by_top.post("/api/target-users", &user()).id(),
            target_group: self.by_top.post("/api/target-groups", &json!({ "name": "Team" })).id(),
            import: upload(&self.by_top, PEOPLE)["resourceId"].as_str().unwrap().to_owned(),
        }
    }
}

/// A thing of each kind, for the paths of operations.
pub struct Things {
    pub company: String,
    pub group: String,
    pub client: String,
    pub role: String,
    pub user: String,
    pub target_group: String,
    pub import: String,
}

impl Things {
    /// The id that a path of this subject takes.
    pub fn id(&self, subject: Subject) -> &str {
        match subject {
            Subject::Company => &self.company,
            Subject::Group => &self.group,
            Subject::Client => &self.client,
            Subject::Role => &self.role,
            Subject::TargetUser => &self.user,
            Subject::TargetGroup => &self.target_group,
            Subject::Import => &self.import,
            Subject::LookupType => "1",
            Subject::Nothing | Subject::Other => UNKNOWN,
        }
    }
}
