//! The grammar of filters: operators, conditions, groups and their limits.

use e2e::{
    asserts::assert_invalid,
    builders::{Fixture, INDUSTRY, LICENSE_TYPE, create, create_group},
    lists::{COMPANIES, filtered, item, items, matches, one},
    operations::UNKNOWN,
};
use serde_json::{Value, json};

/// Four companies that differ in everything that a filter can see.
fn four() -> (Fixture, Vec<String>, String) {
    let f = Fixture::start();
    let modules: Vec<String> = f.lookups.modules().iter().map(ToString::to_string).collect();
    let rows = [
        ("Ash", 0, 0, Some(10), "2040-01-01T00:00:00Z", 1, &["gold", "north"][..], 0),
        ("Birch", 1, 0, Some(20), "2041-01-01T00:00:00Z", 1, &["gold"], 1),
        ("Cedar", 1, 1, Some(30), "2042-01-01T00:00:00Z", 0, &["silver, bright"], 1),
        ("Ashdown", 2, 1, None, "2043-01-01T00:00:00Z", 1, &[], 1),
    ];
    let mut ids = Vec::new();
    for (name, industry, license, limit, end, status, tags, module) in rows {
        let form = f.lookups.company(name).with("LicenseEndDate", end);
        let form = form.with("IndustryResourceId", f.lookups.id(INDUSTRY, industry));
        let form = form.with("LicenseTypeResourceId", f.lookups.id(LICENSE_TYPE, license));
        let form = form.with("NumberOfUsers", limit.unwrap_or(1)).with("StatusId", status);
        let form = form.with("IsNumberOfUsersLimited", limit.is_some());
        let form = form.and("LicenseModuleResourceIdArray", &modules[module]);
        let form = tags.iter().fold(form, |form, tag| form.and("Tags", tag));
        ids.push(create(&f.top, &form));
    }
    let group = create_group(&f.top, "Trees", &[&ids[0], &ids[2]]);
    (f, ids, group)
}

#[track_caller]
fn check(f: &Fixture, field: &str, operator: &str, value: &str, expected: &[&str]) {
    let got = matches(&f.top, &one(field, operator, value));
    assert_eq!(got, expected, "{field} {operator} {value}");
}

#[test]
fn every_operator_compares_text_without_case() {
    let (f, ..) = four();
    for (operator, value, expected) in [
        ("=", "ASH", &["Ash"][..]),
        ("Equal", "ash", &["Ash"]),
        ("equal", "none", &[]),
        ("!=", "ash", &["Ashdown", "Birch", "Cedar"]),
        (">", "ash", &["Ashdown", "Birch", "Cedar"]),
        (">=", "BIRCH", &["Birch", "Cedar"]),
        ("<", "birch", &["Ash", "Ashdown"]),
        ("<=", "Birch", &["Ash", "Ashdown", "Birch"]),
        ("Contains", "SH", &["Ash", "Ashdown"]),
        ("contains", "r", &["Birch", "Cedar"]),
        ("DoesNotContain", "sh", &["Birch", "Cedar"]),
        ("StartsWith", "aSh", &["Ash", "Ashdown"]),
        ("STARTSWITH", "shd", &[]),
        ("Include", "ash,CEDAR, nobody", &["Ash", "Cedar"]),
        ("Exclude", "Ash,cedar", &["Ashdown", "Birch"]),
    ] {
        check(&f, "CompanyName", operator, value, expected);
        check(&f, "companyname", &operator.to_uppercase(), value, expected);
        check(&f, "Name", &operator.to_lowercase(), value, expected);
    }
}

#[test]
fn numbers_and_dates_compare_as_what_they_are() {
    let (f, ..) = four();
    for (operator, value, expected) in [
        ("=", "20", &["Birch"][..]),
        ("!=", "20", &["Ash", "Cedar"]),
        (">", "9", &["Ash", "Birch", "Cedar"]),
        (">=", "20", &["Birch", "Cedar"]),
        ("<", "20", &["Ash"]),
        ("<=", "20", &["Ash", "Birch"]),
        ("Include", "10,30", &["Ash", "Cedar"]),
        ("Exclude", "10,30", &["Birch"]),
    ] {
        check(&f, "NumberOfUsers", operator, value, expected);
    }
    for (operator, value, expected) in [
        ("=", "2041-01-01", &["Birch"][..]),
        ("=", "2041-01-01T02:00:00+02:00", &["Birch"]),
        (">", "2041-01-01", &["Ashdown", "Cedar"]),
        (">=", "2041-01-01T00:00:00Z", &["Ashdown", "Birch", "Cedar"]),
        ("<", "2041-01-01T00:00:01Z", &["Ash", "Birch"]),
        ("<=", "2040-12-31", &["Ash"]),
    ] {
        check(&f, "LicenseEndDate", operator, value, expected);
        check(&f, "RenewalDate", operator, value, expected);
    }
    for (operator, value, expected) in [
        ("=", "2041-01-01", &["Birch"][..]),
        ("!=", "2041-01-01", &["Ash", "Ashdown", "Cedar"]),
        (">", "2041-01-01", &["Ashdown", "Cedar"]),
        ("<=", "2041-01-01", &["Ash", "Birch"]),
        ("Include", "2040-01-01, 2042-01-01", &["Ash", "Cedar"]),
        ("Exclude", "2040-01-01,2042-01-01", &["Ashdown", "Birch"]),
        ("StartsWith", "204", &["Ash", "Ashdown", "Birch", "Cedar"]),
        ("Contains", "43-", &["Ashdown"]),
        ("DoesNotContain", "43-", &["Ash", "Birch", "Cedar"]),
    ] {
        check(&f, "LicenseEndDay", operator, value, expected);
    }
    let all = ["Ash", "Ashdown", "Birch", "Cedar"];
    check(&f, "CreateTime", ">", "2026-01-01", &all);
    check(&f, "CreateTime", "<", "2026-01-01", &[]);
    for count in ["TargetUserCount", "InactiveTargetUserCount", "DeletedTargetUserCount"] {
        check(&f, count, "=", "0", &all);
        check(&f, count, ">", "0", &[]);
    }
    check(&f, "MonthlyActiveUserCount", "<", "1", &all);
    // A number or a boolean is taken as its text.
    assert_eq!(matches(&f.top, &one("NumberOfUsers", "=", 20)), ["Birch"]);
    assert_eq!(matches(&f.top, &one("LicenceExpired", "=", false)), all);
    assert_eq!(matches(&f.top, &one("LicenceExpired", "=", "TRUE")), Vec::<String>::new());
}

/// By the day that rows show; by a moment, what is sent is a moment still.
#[test]
fn a_renewal_is_found_by_the_day_of_its_own_companys_calendar() {
    let f = Fixture::start();
    let zones = ["Etc/GMT+12", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"];
    let mut ids = Vec::new();
    for zone in zones {
        let form = f.lookups.company(zone).with("TimeZoneId", zone);
        ids.push(create(&f.top, &form.and("LicenseEndDate", "2040-05-01")));
    }
    for (operator, value, expected) in [
        ("=", "2040-05-01", &zones[..]),
        (">=", "2040-05-01", &zones),
        ("<", "2040-05-02", &zones),
        (">", "2040-05-01", &[]),
        ("<", "2040-05-01", &[]),
        ("!=", "2040-05-01", &[]),
    ] {
        check(&f, "LicenseEndDay", operator, value, expected);
    }
    check(&f, "LicenseEndDate", "<", "2040-05-01", &["Pacific/Kiritimati"]);
    check(&f, "LicenseEndDate", "=", "2040-05-01", &["UTC"]);
    check(&f, "LicenseEndDate", ">", "2040-05-01", &["Etc/GMT+12", "Pacific/Pago_Pago"]);
    let group = create_group(&f.top, "Far", &ids.iter().map(String::as_str).collect::<Vec<_>>());
    let members = format!("/api/company-groups/{group}/companies/search");
    for (operator, found) in [("=", 4), ("<", 0)] {
        let body = filtered(&one("LicenseEndDay", operator, "2040-05-01"));
        let data = f.top.post(&members, &body).data();
        assert_eq!(data["totalNumberOfRecords"], found, "{operator}");
    }
}

#[test]
fn every_other_field_can_be_asked_for() {
    let (f, ids, group) = four();
    let modules = f.lookups.modules();
    let industry = f.lookups.id(INDUSTRY, 1);
    check(&f, "IndustryName", "=", f.lookups.name(INDUSTRY, 1), &["Birch", "Cedar"]);
    check(&f, "IndustryResourceId", "=", industry, &["Birch", "Cedar"]);
    check(&f, "IndustryResourceId", "!=", industry, &["Ash", "Ashdown"]);
    let two = format!("{industry},{}", f.lookups.id(INDUSTRY, 2));
    check(&f, "IndustryResourceId", "Include", &two, &["Ashdown", "Birch", "Cedar"]);
    check(&f, "IndustryResourceId", "Exclude", &two, &["Ash"]);
    let license = f.lookups.name(LICENSE_TYPE, 0);
    check(&f, "LicenseTypeName", "=", license, &["Ash", "Birch"]);
    check(&f, "LicenseTypeResourceId", "=", f.lookups.id(LICENSE_TYPE, 1), &["Ashdown", "Cedar"]);
    check(&f, "ModuleResourceId", "=", modules[0], &["Ash"]);
    check(&f, "ModuleResourceId", "Include", modules[1], &["Ashdown", "Birch", "Cedar"]);
    check(&f, "StatusId", "=", "0", &["Cedar"]);
    check(&f, "StatusId", "!=", "0", &["Ash", "Ashdown", "Birch"]);
    check(&f, "CompanyGroupResourceId", "=", &group, &["Ash", "Cedar"]);
    check(&f, "CompanyGroupResourceId", "Include", &group, &["Ash", "Cedar"]);
    check(&f, "CompanyGroupResourceId", "Exclude", &group, &["Ashdown", "Birch"]);
    check(&f, "CompanyGroupResourceId", "=", UNKNOWN, &[]);
    check(&f, "CompanyResourceId", "=", &ids[1], &["Birch"]);
    check(&f, "CompanyResourceId", "=", UNKNOWN, &[]);
    check(&f, "ResourceId", "Exclude", &ids[1], &["Ash", "Ashdown", "Cedar"]);
    check(&f, "ResellerName", "StartsWith", "zeph", &["Ash", "Ashdown", "Birch", "Cedar"]);
}

#[test]
fn a_list_of_tags_is_asked_for_its_members() {
    let (f, ..) = four();
    check(&f, "Tags", "=", "GOLD", &["Ash", "Birch"]);
    check(&f, "Tags", "=", "gol", &[]);
    check(&f, "Tags", "!=", "gold", &["Ashdown", "Cedar"]);
    check(&f, "Tags", "Contains", "old", &["Ash", "Birch"]);
    check(&f, "Tags", "Contains", "silver, b", &["Cedar"]);
    check(&f, "Tags", "DoesNotContain", "old", &["Ashdown", "Cedar"]);
    check(&f, "Tags", "StartsWith", "no", &["Ash"]);
    check(&f, "Tags", "Include", "north,copper", &["Ash"]);
    check(&f, "Tags", "Exclude", "north,copper", &["Ashdown", "Birch", "Cedar"]);
}

#[test]
fn the_search_text_looks_where_a_person_looks() {
    let (f, ..) = four();
    for (text, expected) in [
        ("DOWN", &["Ashdown"][..]),
        ("zephyr", &["Ash", "Ashdown", "Birch", "Cedar"]),
        (f.lookups.name(INDUSTRY, 2), &["Ashdown"]),
        (f.lookups.name(LICENSE_TYPE, 1), &["Ashdown", "Cedar"]),
        ("bright", &["Cedar"]),
        ("no such text", &[]),
        ("", &["Ash", "Ashdown", "Birch", "Cedar"]),
    ] {
        let filter = json!({ "searchInputTextValue": text });
        assert_eq!(matches(&f.top, &filter), expected, "{text}");
    }
    let filter = json!({
        "searchInputTextValue": "ash",
        "filterGroups": [{ "filterItems": [item("NumberOfUsers", "=", "10")] }],
    });
    assert_eq!(matches(&f.top, &filter), ["Ash"]);
}

#[test]
fn conditions_and_groups_nest() {
    let (f, ..) = four();
    let (ash, birch) = (item("Name", "=", "Ash"), item("Name", "=", "Birch"));
    let gold = item("Tags", "=", "gold");
    let group = |condition: &str, items: &[&Value], groups: &[&Value]| json!({ "condition": condition, "filterItems": items, "filterGroups": groups });
    let top = |condition: &str, groups: &[Value]| json!({ "condition": condition, "filterGroups": groups });
    let all = ["Ash", "Ashdown", "Birch", "Cedar"];
    let cases: Vec<(Value, &[&str])> = vec![
        (items("or", &[ash.clone(), birch.clone()]), &["Ash", "Birch"]),
        (items("AND", &[ash.clone(), birch.clone()]), &[]),
        (json!({ "filterGroups": [{ "filterItems": [ash.clone(), gold.clone()] }] }), &["Ash"]),
        (
            top("OR", &[group("AND", &[&ash, &gold], &[]), group("AND", &[&birch], &[])]),
            &["Ash", "Birch"],
        ),
        (top("AND", &[group("OR", &[&ash, &birch], &[]), group("OR", &[&birch], &[])]), &["Birch"]),
        (top("AND", &[group("AND", &[&gold], &[&group("OR", &[&ash], &[])])]), &["Ash"]),
        (json!({}), &all),
        (json!(null), &all),
        (top("OR", &[]), &all),
        (top("AND", &[group("OR", &[], &[])]), &all),
        (top("OR", &[group("OR", &[], &[]), group("AND", &[&ash], &[])]), &all),
        (top("AND", &[group("OR", &[], &[]), group("AND", &[&ash], &[])]), &["Ash"]),
    ];
    for (filter, expected) in cases {
        assert_eq!(matches(&f.top, &filter), expected, "{filter}");
    }
    // Names in a filter have no case either.
    let filter = json!({ "FilterGroups": [{ "CONDITION": "Or", "filteritems": [
        { "FieldName": "name", "OPERATOR": "=", "Value": "ash" },
    ] }] });
    assert_eq!(matches(&f.top, &filter), ["Ash"]);
}

#[test]
fn a_filter_that_breaks_a_rule_is_named() {
    let (f, ..) = four();
    let ask = |filter: &Value| f.top.post(COMPANIES, &filtered(filter));
    assert_invalid(&ask(&one("Colour", "=", "x")), &["Colour"]);
    assert_invalid(&ask(&one("Name", "Resembles", "x")), &["Resembles"]);
    for (field, value) in [
        ("NumberOfUsers", "many"),
        ("NumberOfUsers", "1.5"),
        ("LicenseEndDate", "tomorrow"),
        ("LicenseEndDay", "2041-02-30"),
        ("LicenseEndDay", "2041-01-01T00:00:00Z"),
        ("LicenseEndDay", "2041-W01-1"),
        ("CreateTime", "2026-02-30"),
        ("LicenceExpired", "perhaps"),
        ("StatusId", "asleep"),
        ("TargetUserCount", ""),
        ("MonthlyActiveUser", "2026-13"),
    ] {
        assert_invalid(&ask(&one(field, "=", value)), &[field]);
    }
    let both = items("AND", &[item("Colour", "=", "x"), item("StatusId", "=", "y")]);
    assert_invalid(&ask(&both), &["Colour", "StatusId"]);
    for bad in [
        json!({ "condition": "XOR" }),
        json!({ "filterGroups": {} }),
        json!({ "filterGroups": [null] }),
        json!({ "filterGroups": [{ "filterItems": "x" }] }),
        json!({ "filterGroups": [{ "filterItems": [{ "fieldName": "Name" }] }] }),
        json!({ "filterGroups": [{ "filterItems": [{ "operator": "=", "value": "x" }] }] }),
        json!({ "searchInputTextValue": {} }),
        one("Name", "=", json!({})),
    ] {
        let answer = ask(&bad);
        assert_eq!(answer.status, 400, "{bad}: {answer}");
        e2e::asserts::invalid(&answer);
    }
}
