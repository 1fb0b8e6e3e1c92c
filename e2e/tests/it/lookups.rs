//! Lookups, licences and time zones.

use e2e::{
    Actor, Server,
    asserts::{assert_error, assert_resource_id},
    builders::{CUSTOM, Estate, ONE_YEAR, PERIOD, THREE_YEARS, TYPES},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn of(actor: &Actor, kind: u64) -> Value {
    actor.get(&format!("/api/lookups/{kind}")).data()
}

#[test]
fn each_type_is_a_list_of_entries() {
    let server = Server::start();
    let top = server.top();
    let mut ids = BTreeSet::new();
    for kind in TYPES {
        let list = of(&top, kind);
        let entries = list.as_array().unwrap();
        assert!(!entries.is_empty(), "type {kind} is empty");
        for entry in entries {
            assert_resource_id(&entry["resourceId"]);
            assert!(ids.insert(entry["resourceId"].to_string()), "twice: {entry}");
            assert_eq!(entry["genericCodeTypeId"], kind);
            assert!(entry["genericCodeTypeName"].is_string() && entry["name"].is_string());
            let mut names: Vec<&str> =
                entry.as_object().unwrap().keys().map(String::as_str).collect();
            names.sort_unstable();
            let expected = [
                "code",
                "description",
                "genericCodeTypeId",
                "genericCodeTypeName",
                "isoCode",
                "isoFriendlyName",
                "name",
                "orderNumber",
                "resourceId",
            ];
            assert_eq!(names, expected);
        }
    }
    assert!(of(&top, 1).as_array().unwrap().len() > 190, "the countries of the world");
    assert!(of(&top, 21).as_array().unwrap().len() > 20, "languages");
}

#[test]
fn the_known_periods_have_the_known_ids() {
    let server = Server::start();
    let periods = of(&server.top(), PERIOD);
    for (id, name) in [(ONE_YEAR, "1 Year"), (THREE_YEARS, "3 Years"), (CUSTOM, "Custom")] {
        let found = periods.as_array().unwrap().iter().find(|entry| entry["resourceId"] == id);
        assert_eq!(found.expect("a period")["name"], name);
    }
}

#[test]
fn ids_are_the_same_in_every_installation() {
    let (one, two) = (Server::start(), Server::start());
    let body = json!({ "typeIdList": TYPES });
    let all = |server: &Server| server.top().post("/api/lookups", &body).data();
    assert_eq!(all(&one), all(&two));
    let licenses = |server: &Server| server.top().get("/api/lookups/licenses").data();
    assert_eq!(licenses(&one), licenses(&two));
}

#[test]
fn lookups_are_asked_for_by_list_or_by_name() {
    let server = Server::start();
    let top = server.top();
    let ask = |body: Value| top.post("/api/lookups", &body);
    let (two, four) = (of(&top, 2), of(&top, 4));
    assert_eq!(ask(json!({ "typeIdList": [2] })).data(), two);
    let both = ask(json!({ "TypeIdList": [4, 2] })).data();
    let count = two.as_array().unwrap().len() + four.as_array().unwrap().len();
    assert_eq!(both.as_array().unwrap().len(), count);
    let name = four[0]["genericCodeTypeName"].clone();
    assert_eq!(ask(json!({ "typeName": name })).data(), four);
    let lower = name.as_str().unwrap().to_lowercase();
    assert_eq!(ask(json!({ "typeName": lower })).data(), four);
    assert_eq!(ask(json!({ "typeIdList": "x" })).status, 400);
    assert_eq!(ask(json!({ "typeIdList": [null] })).status, 400);
    for unknown in ["99", "0", "-1", "x", "99999999999999999999"] {
        let answer = top.get(&format!("/api/lookups/{unknown}"));
        assert_error(&answer, 404, "NOT_FOUND");
    }
}

#[test]
fn licences_list_their_modules() {
    let server = Server::start();
    let data = server.top().get("/api/lookups/licenses").data();
    let licenses = data["licenses"].as_array().unwrap();
    assert!(licenses.len() > 1);
    let modules = data["allLicenseModules"].as_array().unwrap();
    assert!(modules.len() > 1);
    for license in licenses {
        assert_resource_id(&license["resourceId"]);
        assert!(license["name"].is_string());
        for module in license["licenseModules"].as_array().unwrap() {
            assert_resource_id(&module["resourceId"]);
            assert!(module["name"].is_string() && module["isAvailable"].is_boolean());
        }
    }
    // The licences are the entries of type 3.
    let ids = |list: &[Value]| -> BTreeSet<String> {
        list.iter().map(|entry| entry["resourceId"].to_string()).collect()
    };
    let types = of(&server.top(), 3);
    assert_eq!(ids(licenses), ids(types.as_array().unwrap()));
}

#[test]
fn time_zones_and_formats_are_listed() {
    let server = Server::start();
    let data = server.top().get("/api/timezone/timezones").data();
    let zones = data["timeZoneList"].as_array().unwrap();
    assert!(zones.len() > 100, "{} zones", zones.len());
    for zone in zones {
        assert!(zone["displayName"].is_string() && zone["id"].is_string(), "{zone}");
    }
    let formats = |name: &str| -> BTreeSet<String> {
        let list = data[name].as_array().unwrap();
        list.iter().map(ToString::to_string).collect()
    };
    let text = formats("dateFormatList").into_iter().collect::<String>();
    for format in ["dd/MM/yyyy", "MM/dd/yyyy", "yyyy/MM/dd"] {
        assert!(text.contains(format), "{text}");
    }
    let text = formats("timeFormatList").into_iter().collect::<String>();
    assert!(text.contains("24h") && text.contains("12h"), "{text}");
}

#[test]
fn every_role_reads_lookups() {
    let e = Estate::start();
    for actor in [&e.by_top, &e.by_s, &e.by_a, &e.by_sa] {
        of(actor, 1);
        actor.post("/api/lookups", &json!({ "typeIdList": [2] })).data();
        actor.get("/api/lookups/licenses").data();
        actor.get("/api/timezone/timezones").data();
    }
}
