//! Bodies of searches, and what comes back.

use crate::Actor;
use serde_json::{Value, json};

pub const COMPANIES: &str = "/api/companies/search";
pub const GROUPS: &str = "/api/company-groups/search";

/// A list body.
pub fn page(number: u64, size: u64, order_by: &str, ascending: bool) -> Value {
    json!({
        "pageNumber": number, "pageSize": size, "orderBy": order_by, "ascending": ascending,
    })
}

/// The oldest thousand.
pub fn everything() -> Value {
    page(1, 1000, "CreateTime", true)
}

/// A list body of everything that this filter matches.
pub fn filtered(filter: &Value) -> Value {
    with(everything(), "filter", filter.clone())
}

/// A filter of one item.
pub fn one(field: &str, operator: &str, value: impl Into<Value>) -> Value {
    items("AND", &[item(field, operator, value)])
}

/// A filter of one group of items.
pub fn items(condition: &str, items: &[Value]) -> Value {
    json!({ "filterGroups": [{ "condition": condition, "filterItems": items }] })
}

pub fn item(field: &str, operator: &str, value: impl Into<Value>) -> Value {
    let value: Value = value.into();
    json!({ "fieldName": field, "operator": operator, "value": value })
}

/// The body with this member set.
#[must_use]
pub fn with(mut body: Value, name: &str, value: impl Into<Value>) -> Value {
    body[name] = value.into();
    body
}

/// The body without this member.
#[must_use]
pub fn without(mut body: Value, name: &str) -> Value {
    body.as_object_mut().unwrap().remove(name);
    body
}

/// One text of each row of a list of companies.
#[track_caller]
pub fn column(data: &Value, name: &str) -> Vec<String> {
    let rows = data["results"].as_array().unwrap_or_else(|| panic!("no results: {data}"));
    let text = |row: &Value| row[name].as_str().unwrap_or_else(|| panic!("{name}: {row}")).into();
    rows.iter().map(text).collect()
}

/// The names of the companies that a body finds, sorted.
#[track_caller]
pub fn names(actor: &Actor, body: &Value) -> Vec<String> {
    let mut names = column(&actor.post(COMPANIES, body).data(), "name");
    names.sort_unstable();
    names
}

/// The names of the companies that a filter finds, sorted.
#[track_caller]
pub fn matches(actor: &Actor, filter: &Value) -> Vec<String> {
    names(actor, &filtered(filter))
}

/// The ids of every row of a list, page by page.
#[track_caller]
pub fn walk(actor: &Actor, path: &str, size: u64, order_by: &str, ascending: bool) -> Vec<Value> {
    let mut rows = Vec::new();
    for number in 1.. {
        let data = actor.post(path, &page(number, size, order_by, ascending)).data();
        let results = data["results"].as_array().unwrap();
        if results.is_empty() {
            break;
        }
        rows.extend(results.iter().cloned());
    }
    rows
}
