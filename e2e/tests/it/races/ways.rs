//! How each writing operation is called: what it needs to find and what it sends, so that a write
//! that is lost shows. Companies and what resellers keep are here, what companies keep in `people`.

use super::people::{IMPORTS, TARGET_GROUPS, TARGET_USERS};
use super::world::{Ground, Need, World};
use Need::{Above, Client, Empty, Group, Held, Reseller, Role, Twin};
use e2e::{
    Actor, Form,
    builders::{MY_COMPANIES, SEARCH_COMPANIES, client, role},
    lists::with,
};
use serde_json::{Value, json};

/// One way to call one operation.
pub struct Way {
    /// As an `Operation` shows itself.
    pub operation: &'static str,
    /// What tells it from another way to call the same.
    pub how: &'static str,
    pub needs: &'static [Need],
    pub call: fn(&Scene) -> Call,
}

/// Where a call is made, and from which of the two sides.
pub struct Scene<'a> {
    pub ground: &'a Ground,
    pub world: &'a World,
    /// 0 or 1.
    pub side: usize,
}

/// A request about to be sent.
pub struct Call {
    pub by: Actor,
    /// What stands in the path's placeholder.
    pub id: String,
    pub body: Body,
}

pub enum Body {
    Nothing,
    Json(Value),
    Form(Form),
    File(String),
}

impl Scene<'_> {
    /// A name that tells who wrote it.
    pub fn named(&self, what: &str) -> String {
        self.world.named(&format!("{what} by {}", ["A", "B"][self.side]))
    }

    /// Both sides name the same two things, each in its own order: what locks in the order of the
    /// request meets itself.
    pub fn both<'i>(&self, one: &'i str, other: &'i str) -> [&'i str; 2] {
        if self.side == 0 { [one, other] } else { [other, one] }
    }

    /// The reseller, about all that is its own.
    pub fn reseller(&self, id: &str, body: Body) -> Call {
        Call { by: self.ground.reseller.clone(), id: id.to_owned(), body }
    }

    /// The reseller, about the one company.
    pub fn company(&self, id: &str, body: Body) -> Call {
        Call { by: self.ground.reseller.within(&self.world.company), id: id.to_owned(), body }
    }

    fn moved(&self, id: &str) -> Call {
        let top = &self.ground.server.owner().company;
        let target = if self.side == 0 { &self.ground.second } else { top };
        let body = Body::Json(json!({ "resellerResourceId": target }));
        Call { by: self.ground.top.clone(), id: id.to_owned(), body }
    }

    fn members(&self, name: Option<&str>) -> Body {
        let all = self.both(&self.world.company, &self.world.twin);
        let name = name.map(|name| self.named(name));
        Body::Json(json!({ "name": name, "companyResourceIdArray": all }))
    }

    fn form(&self, what: &str) -> Form {
        self.ground.form(&self.named(what))
    }
}

/// The operations by what they change; a pair of them is raced with the first of its two.
pub const SECTIONS: [(&str, &[Way]); 9] = [
    ("moves", MOVES),
    ("companies made and changed", COMPANIES),
    ("companies deleted", DELETED),
    ("company groups", GROUPS),
    ("roles", ROLES),
    ("API clients", CLIENTS),
    ("target groups", TARGET_GROUPS),
    ("target users", TARGET_USERS),
    ("imports", IMPORTS),
];

const MOVES: &[Way] = &[
    Way {
        operation: "POST /api/companies/{resourceId}/move",
        how: "",
        needs: &[Group],
        call: |s| s.moved(&s.world.company),
    },
    Way {
        operation: "POST /api/companies/{resourceId}/move",
        how: "the reseller above",
        needs: &[Above, Group],
        call: |s| s.moved(&s.world.above),
    },
];

const COMPANIES: &[Way] = &[
    Way {
        operation: "POST /api/companies",
        how: "below the company",
        needs: &[Reseller],
        call: |s| s.company("", Body::Form(s.form("Made"))),
    },
    Way {
        operation: "POST /api/companies",
        how: "into the group",
        needs: &[Group],
        call: |s| {
            let form = s.form("Made").and("CompanyGroupResourceIdArray", &s.world.group);
            s.reseller("", Body::Form(form))
        },
    },
    Way {
        operation: "PUT /api/companies/{resourceId}",
        how: "",
        needs: &[Group],
        call: |s| {
            let form = s.form("Renamed").with("NumberOfUsers", 1);
            s.reseller(&s.world.company, Body::Form(form))
        },
    },
    Way {
        operation: "PUT /api/companies/{resourceId}",
        how: "into the group",
        needs: &[Group, Empty],
        call: |s| {
            let form = s.form("Joined").and("CompanyGroupResourceIdArray", &s.world.group);
            s.reseller(&s.world.company, Body::Form(form))
        },
    },
    Way {
        operation: "PUT /api/companies/{resourceId}",
        how: "a reseller no more",
        needs: &[Reseller],
        call: |s| {
            let form = s.form("Demoted").and("IsReseller", false);
            s.reseller(&s.world.company, Body::Form(form))
        },
    },
];

const DELETED: &[Way] = &[
    Way {
        operation: "DELETE /api/companies/{resourceId}",
        how: "",
        needs: &[Group],
        call: |s| s.reseller(&s.world.company, Body::Nothing),
    },
    Way {
        operation: "DELETE /api/companies/bulk-delete",
        how: "",
        needs: &[Group, Twin],
        call: |s| {
            let items = s.both(&s.world.company, &s.world.twin);
            s.reseller("", Body::Json(json!({ "items": items })))
        },
    },
];

const GROUPS: &[Way] = &[
    Way {
        operation: "POST /api/company-groups",
        how: "",
        needs: &[Twin],
        call: |s| s.reseller("", s.members(Some("Group made"))),
    },
    Way {
        operation: "POST /api/company-groups",
        how: "the company's own",
        needs: &[Reseller],
        call: |s| s.company("", Body::Json(json!({ "name": s.named("Own group") }))),
    },
    Way {
        operation: "PUT /api/company-groups/{resourceId}",
        how: "",
        needs: &[Group, Twin],
        call: |s| s.reseller(&s.world.group, s.members(Some("Group renamed"))),
    },
    Way {
        operation: "DELETE /api/company-groups/{resourceId}",
        how: "",
        needs: &[Group],
        call: |s| s.reseller(&s.world.group, Body::Nothing),
    },
    Way {
        operation: "DELETE /api/company-groups/bulk-delete",
        how: "",
        needs: &[Group],
        call: |s| s.reseller("", Body::Json(json!({ "items": [s.world.group] }))),
    },
    Way {
        operation: "PUT /api/company-groups/{resourceId}/participants",
        how: "",
        needs: &[Group, Twin],
        call: |s| s.reseller(&s.world.group, s.members(None)),
    },
    Way {
        operation: "PUT /api/company-groups/{resourceId}/participants",
        how: "of an empty group",
        needs: &[Group, Empty, Twin],
        call: |s| s.reseller(&s.world.group, s.members(None)),
    },
    Way {
        operation: "DELETE /api/company-groups/{resourceId}/participants",
        how: "",
        needs: &[Group],
        call: |s| {
            let body = json!({ "companyResourceIdArray": [s.world.company] });
            s.reseller(&s.world.group, Body::Json(body))
        },
    },
];

const ROLES: &[Way] = &[
    Way {
        operation: "POST /api/roles",
        how: "",
        needs: &[Group],
        call: |s| {
            let body = s.world.role(&s.named("Role made"), MY_COMPANIES);
            s.reseller("", Body::Json(body))
        },
    },
    Way {
        operation: "POST /api/roles",
        how: "the company's own",
        needs: &[Reseller],
        call: |s| s.company("", Body::Json(with(role(), "name", s.named("Own role")))),
    },
    Way {
        operation: "PUT /api/roles/{resourceId}",
        how: "",
        needs: &[Role, Group],
        call: |s| {
            let body = s.world.role(&s.named("Role changed"), SEARCH_COMPANIES);
            s.reseller(&s.world.role, Body::Json(body))
        },
    },
    Way {
        operation: "DELETE /api/roles/{resourceId}",
        how: "",
        needs: &[Role],
        call: |s| s.reseller(&s.world.role, Body::Nothing),
    },
];

const CLIENTS: &[Way] = &[
    Way {
        operation: "POST /api/companies/clients",
        how: "",
        needs: &[Role],
        call: |s| {
            let body = with(client(), "name", s.named("Client made"));
            s.company("", Body::Json(with(body, "roleResourceIdList", json!([s.world.role]))))
        },
    },
    Way {
        operation: "PUT /api/companies/clients/{resourceId}",
        how: "",
        needs: &[Role, Client],
        call: |s| {
            let roles = json!([s.world.role]);
            let body = json!({ "name": s.named("Client changed"), "roleResourceIdList": roles });
            s.company(&s.world.client, Body::Json(body))
        },
    },
    Way {
        operation: "DELETE /api/companies/clients/{resourceId}",
        how: "",
        needs: &[Role, Client, Held],
        call: |s| s.company(&s.world.client, Body::Nothing),
    },
    Way {
        operation: "POST /api/companies/clients/{resourceId}/rotate",
        how: "",
        needs: &[Client],
        call: |s| s.company(&s.world.client, Body::Json(json!({}))),
    },
];

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.operation)?;
        if self.how.is_empty() { Ok(()) } else { write!(f, " ({})", self.how) }
    }
}
