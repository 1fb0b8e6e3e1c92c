//! Every operation of `/openapi.json`, by every kind of caller, on its own, its child's, a
//! foreign and an unknown thing: who is let in, and that no answer tells of what its caller
//! may not see.

use e2e::{
    Actor, Answer,
    builders::{Company, Estate, client, create_group, read},
    lists::{COMPANIES, everything, filtered, item, items, with},
    operations::{self, Operation, Subject, UNKNOWN},
};
use serde_json::json;
use std::collections::BTreeSet;

/// A caller: what it is called, whether it is a reseller, its own company, what it manages.
struct Caller<'a> {
    name: &'a str,
    actor: &'a Actor,
    reseller: bool,
    own: &'a Company,
    manages: Vec<&'a Company>,
}

fn callers(e: &Estate) -> [Caller<'_>; 5] {
    let below_top = vec![&e.a, &e.b, &e.s, &e.sa, &e.sb, &e.t, &e.ta];
    let caller =
        |name, actor, reseller, own, manages| Caller { name, actor, reseller, own, manages };
    [
        caller("the top reseller", &e.by_top, true, &e.top, below_top),
        caller("sub-reseller S", &e.by_s, true, &e.s, vec![&e.sa, &e.sb]),
        caller("sub-reseller T", &e.by_t, true, &e.t, vec![&e.ta]),
        caller("the admin of A", &e.by_a, false, &e.a, vec![]),
        caller("the admin of SA", &e.by_sa, false, &e.sa, vec![]),
    ]
}

impl Caller<'_> {
    fn sees(&self, company: &Company) -> bool {
        self.own == company || self.manages.contains(&company)
    }

    /// The answer of docs/wire.md §3 about a company: `None` if anything but a refusal is right.
    fn verdict(&self, operation: &Operation, company: &Company) -> Option<u16> {
        let reads = operation.method == "GET";
        match (self.reseller, reads) {
            (false, false) => Some(403),
            _ if self.own == company => (!reads).then_some(403),
            _ => (!self.sees(company)).then_some(403),
        }
    }

    /// No company that this caller may not see is told of, and nothing broke.
    #[track_caller]
    fn assert_no_leak(&self, e: &Estate, sent: &str, answer: &Answer) {
        let (what, body) = (format!("{}: {answer}", self.name), answer.text());
        assert!(answer.status < 500, "{what}");
        let headers: String = answer.headers.iter().map(|(_, value)| value.as_str()).collect();
        for company in e.companies() {
            if self.sees(company) {
                continue;
            }
            let name = company.name.as_str();
            assert!(!body.contains(name) && !headers.contains(name), "{name} leaks to {what}");
            let id = company.id.as_str();
            // An answer may give back the id that its request named.
            assert!(sent.contains(id) || !body.contains(id), "{id} of {name} leaks to {what}");
        }
    }

    fn call(&self, e: &Estate, operation: &Operation, id: &str) -> Answer {
        let answer = operation.call(self.actor, id, &e.lookups);
        self.assert_no_leak(e, id, &answer);
        answer
    }
}

#[test]
fn a_company_in_the_path_is_open_to_those_who_manage_it_and_to_nobody_else() {
    let e = Estate::start();
    let operations = operations::all(e.server.base());
    for caller in callers(&e) {
        for operation in operations.iter().filter(|o| o.subject() == Subject::Company) {
            for company in e.companies() {
                let expected = caller.verdict(operation, company);
                // Allowed changes come last, in a test of their own.
                if expected.is_none() && operation.method != "GET" {
                    continue;
                }
                let answer = caller.call(&e, operation, &company.id);
                let what = format!("{} on {}: {answer}", caller.name, company.name);
                match expected {
                    Some(status) => assert_eq!(answer.status, status, "{what}"),
                    None if operation.path.ends_with("/logo") => {
                        assert_eq!(answer.status, 404, "{what}");
                    }
                    None => assert_eq!(answer.status, 200, "{what}"),
                }
            }
            let status = caller.call(&e, operation, UNKNOWN).status;
            let expected = if caller.reseller || operation.method == "GET" { 404 } else { 403 };
            assert_eq!(status, expected, "{} {operation}, unknown", caller.name);
        }
    }
    for company in e.companies() {
        assert_eq!(read(&e.by_top, &company.id)["name"], company.name.as_str());
    }
}

#[test]
fn a_group_in_the_path_is_open_to_its_reseller_and_those_above() {
    let e = Estate::start();
    let groups = [
        (create_group(&e.by_top, "Group of the top", &[&e.a.id, &e.sa.id]), &e.top),
        (create_group(&e.by_s, "Group of S", &[&e.sa.id]), &e.s),
        (create_group(&e.by_t, "Group of T", &[&e.ta.id]), &e.t),
    ];
    let mut operations = operations::all(e.server.base());
    // What deletes the group comes last.
    operations.sort_by_key(|o| o.method == "DELETE" && o.path.ends_with('}'));
    for caller in callers(&e).iter().rev() {
        for operation in operations.iter().filter(|o| o.subject() == Subject::Group) {
            let unknown = caller.call(&e, operation, UNKNOWN).status;
            assert_eq!(unknown, if caller.reseller { 404 } else { 403 }, "{operation}");
            for (id, owner) in &groups {
                let open = caller.reseller && caller.sees(owner);
                if open && operation.method == "DELETE" && operation.path.ends_with('}') {
                    continue;
                }
                let answer = caller.call(&e, operation, id);
                let expected = if open { 200 } else { 403 };
                let what = format!("{} on the group of {}: {answer}", caller.name, owner.name);
                assert_eq!(answer.status, expected, "{operation}, {what}");
                let marker = answer.text().contains("Group of");
                assert!(open || !marker, "a group's name leaks: {what}");
            }
        }
    }
}

#[test]
fn a_client_in_the_path_is_open_to_its_company_and_to_whoever_acts_for_it() {
    let e = Estate::start();
    let mut operations = operations::all(e.server.base());
    operations.retain(|o| o.subject() == Subject::Client);
    // What deletes the client comes last.
    operations.sort_by_key(|o| o.method == "DELETE");
    for caller in callers(&e) {
        let clients = e.companies().map(|company| {
            let by_top = e.by_top.within(&company.id);
            (company, by_top.post("/api/companies/clients", &client()).id())
        });
        for operation in &operations {
            assert_eq!(caller.call(&e, operation, UNKNOWN).status, 404, "{operation}");
            for (company, id) in &clients {
                let acting = operation.call(&caller.actor.within(&company.id), id, &e.lookups);
                caller.assert_no_leak(&e, &format!("{id}{}", company.id), &acting);
                let what = format!("{} on the client of {}", caller.name, company.name);
                let expected = if caller.sees(company) { 200 } else { 403 };
                assert_eq!(acting.status, expected, "{operation}, {what}: {acting}");
                if operation.method == "DELETE" && caller.sees(company) {
                    continue;
                }
                let plain = caller.call(&e, operation, id);
                let expected = if caller.own == *company { 200 } else { 403 };
                assert_eq!(plain.status, expected, "{operation}, {what}: {plain}");
            }
        }
    }
}

#[test]
fn what_names_no_thing_shows_only_ones_own() {
    let e = Estate::start();
    create_group(&e.by_top, "Members", &[&e.a.id, &e.sa.id]);
    create_group(&e.by_t, "Tidewater and others", &[&e.ta.id]);
    for caller in callers(&e) {
        for operation in operations::all(e.server.base()) {
            let id = match operation.subject() {
                Subject::Nothing => "",
                Subject::LookupType => "1",
                _ => continue,
            };
            if operation.method == "DELETE" {
                continue;
            }
            let answer = caller.call(&e, &operation, id);
            let open = caller.reseller || operation.is_for_admins();
            let right = if operation.names_things() { 400 } else { 200 };
            let expected = if open { right } else { 403 };
            assert_eq!(answer.status, expected, "{} {operation}: {answer}", caller.name);
        }
    }
}

#[test]
fn the_company_header_opens_nothing_that_is_not_managed() {
    let e = Estate::start();
    for caller in callers(&e) {
        for operation in operations::all(e.server.base()) {
            if operation.subject() != Subject::Nothing || operation.method == "DELETE" {
                continue;
            }
            let refused = caller.call(&e, &operation, "").status == 403;
            for company in e.companies() {
                let answer = operation.call(&caller.actor.within(&company.id), "", &e.lookups);
                caller.assert_no_leak(&e, &company.id, &answer);
                let what = format!("{} within {}: {answer}", caller.name, company.name);
                if refused || !caller.sees(company) {
                    assert_eq!(answer.status, 403, "{operation}, {what}");
                } else {
                    assert_ne!(answer.status, 404, "{operation}, {what}");
                }
            }
            let status = operation.call(&caller.actor.within(UNKNOWN), "", &e.lookups).status;
            let expected = if refused { 403 } else { 404 };
            assert_eq!(status, expected, "{} {operation}, unknown", caller.name);
        }
    }
}

#[test]
fn no_filter_reaches_past_its_callers_companies() {
    let e = Estate::start();
    create_group(&e.by_top, "Everything", &[&e.a.id, &e.sa.id, &e.ta.id]);
    let anything = [
        json!({ "condition": "OR", "filterGroups": [
            { "condition": "OR", "filterItems": [
                item("CompanyName", "StartsWith", ""), item("CompanyName", "!=", "x"),
            ] },
            { "condition": "OR", "filterItems": [] },
        ] }),
        items(
            "OR",
            &[
                item("CompanyName", "DoesNotContain", "x"),
                item("ResellerName", "=", &*e.top.name),
                item("ResellerName", "=", &*e.t.name),
            ],
        ),
        items("OR", &[item("Tags", "Exclude", "x"), item("StatusId", "=", "1")]),
        json!({ "searchInputTextValue": e.ta.name }),
    ];
    for caller in callers(&e).iter().filter(|caller| caller.reseller) {
        let mut seen = BTreeSet::new();
        for filter in &anything {
            for extra in ["isClustered", "isTargetUserCountExceededLimit", "none"] {
                let body = with(filtered(filter), extra, true);
                let answer = caller.actor.post(COMPANIES, &body).expect(200);
                // A search answers with its own text nowhere, so nothing was "sent".
                caller.assert_no_leak(&e, "", &answer);
                let rows = answer.data()["results"].clone();
                seen.extend(
                    rows.as_array()
                        .unwrap()
                        .iter()
                        .filter_map(|r| r["resourceId"].as_str().map(str::to_owned)),
                );
                let path = format!("{COMPANIES}/export");
                let answer = caller.actor.post(&path, &with(body, "exportType", "CSV"));
                caller.assert_no_leak(&e, "", &answer.expect(200));
            }
        }
        for company in &caller.manages {
            assert!(seen.contains(&company.id), "{} misses {}", caller.name, company.name);
        }
    }
    assert_eq!(e.by_t.post(COMPANIES, &everything()).data()["totalNumberOfRecords"], 1);
}

#[test]
fn bulk_deletes_take_nothing_that_is_not_managed() {
    let e = Estate::start();
    for operation in operations::all(e.server.base()) {
        if !operation.path.ends_with("/bulk-delete") || operation.path.contains('{') {
            continue;
        }
        for caller in callers(&e).iter().filter(|caller| caller.name != "the top reseller") {
            for company in e.companies().into_iter().filter(|c| !caller.manages.contains(c)) {
                let body = json!({ "items": [company.id] });
                let answer = caller.actor.call("DELETE", &operation.path, &body);
                caller.assert_no_leak(&e, &company.id, &answer);
                let what = format!("{} {operation} {}: {answer}", caller.name, company.name);
                if caller.reseller && caller.own == company {
                    assert!([400, 403].contains(&answer.status), "{what}");
                } else {
                    // Who may not call it at all hears so; of the things of others nobody hears.
                    let may = caller.reseller || operation.is_for_admins();
                    assert_eq!(answer.status, if may { 400 } else { 403 }, "{what}");
                }
            }
        }
    }
    for company in e.companies() {
        read(&e.by_top, &company.id);
    }
}

#[test]
fn changes_that_are_allowed_stay_within_what_is_managed() {
    let e = Estate::start();
    let mut operations = operations::all(e.server.base());
    // Where to depends on the caller: moves have tests of their own.
    operations.retain(|o| o.subject() == Subject::Company && o.method != "GET");
    operations.retain(|o| !o.path.ends_with("/move"));
    operations.sort_by_key(|o| o.method == "DELETE");
    let caller = &callers(&e)[1];
    for operation in &operations {
        for company in &caller.manages {
            let answer = caller.call(&e, operation, &company.id);
            assert_eq!(answer.status, 200, "{operation}: {answer}");
        }
    }
    for company in [&e.a, &e.b, &e.s, &e.t, &e.ta] {
        assert_eq!(read(&e.by_top, &company.id)["name"], company.name.as_str());
    }
    e.server.assert_checks();
}
