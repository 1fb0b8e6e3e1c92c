//! Filters and the text in them: wildcards, Unicode, and how much of it there may be.

use e2e::{
    builders::Fixture,
    lists::{COMPANIES, filtered, item, items, matches, one},
};
use serde_json::{Value, json};

#[track_caller]
fn check(f: &Fixture, field: &str, operator: &str, value: &str, expected: &[&str]) {
    let got = matches(&f.top, &one(field, operator, value));
    assert_eq!(got, expected, "{field} {operator} {value}");
}

#[test]
fn a_wildcard_of_the_database_is_a_plain_character() {
    let f = Fixture::start();
    f.companies(&["100% sure", "100 sure", "under_score", "underscore", "back\\slash", "it's"]);
    check(&f, "Name", "Contains", "%", &["100% sure"]);
    check(&f, "Name", "Contains", "_", &["under_score"]);
    check(&f, "Name", "StartsWith", "under_", &["under_score"]);
    check(&f, "Name", "Contains", "\\", &["back\\slash"]);
    check(&f, "Name", "Contains", "'", &["it's"]);
    check(&f, "Name", "=", "' or 1=1 --", &[]);
}

#[test]
fn text_is_compared_by_unicode_on_every_database() {
    let f = Fixture::start();
    f.companies(&["İstanbul", "Straße", "CAFÉ", "Ωμέγα", "Plain"]);
    for (value, expected) in [
        ("İSTANBUL", "İstanbul"),
        ("i\u{307}stanbul", "İstanbul"),
        ("STRASSE", "Straße"),
        ("straße", "Straße"),
        ("café", "CAFÉ"),
        ("cafe\u{301}", "CAFÉ"),
        ("ΩΜΈΓΑ", "Ωμέγα"),
    ] {
        for operator in ["=", "Contains", "StartsWith", "Include"] {
            check(&f, "Name", operator, value, &[expected]);
        }
        let filter = json!({ "searchInputTextValue": value });
        assert_eq!(matches(&f.top, &filter), [expected], "{value}");
    }
    // Marks tell names apart for nobody who looks for one.
    check(&f, "Name", "=", "cafe", &["CAFÉ"]);
    check(&f, "Name", "=", "caf", &[]);
}

#[test]
fn a_filter_has_at_most_a_hundred_items_and_eight_levels() {
    let f = Fixture::start();
    f.companies(&["Ash", "Birch"]);
    let ask = |filter: &Value| f.top.post(COMPANIES, &filtered(filter)).status;
    let many = |count: usize| items("OR", &vec![item("Name", "=", "Ash"); count]);
    assert_eq!(matches(&f.top, &many(100)), ["Ash"]);
    assert_eq!(ask(&many(101)), 400);
    let spread = |groups: usize| {
        let group = json!({ "filterItems": vec![item("Name", "=", "Ash"); 10] });
        json!({ "filterGroups": vec![group; groups] })
    };
    assert_eq!((ask(&spread(10)), ask(&spread(11))), (200, 400));
    let deep = |levels: usize| {
        let mut group = json!({ "filterItems": [item("Name", "=", "Ash")] });
        for _ in 1..levels {
            group = json!({ "filterGroups": [group] });
        }
        json!({ "filterGroups": [group] })
    };
    assert_eq!(matches(&f.top, &deep(8)), ["Ash"]);
    assert_eq!(ask(&deep(9)), 400);
}
