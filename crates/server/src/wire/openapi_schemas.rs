//! The schemas of the OpenAPI document: what the shapes that the code declares cannot say of themselves.

use serde_json::{Value, json};

use super::openapi_failures::failure;

/// One line of plain direction that shows something: what `input::text` holds a name against.
const NAME: &str = concat!(
    r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e]*",
    r"[^\s\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160",
    r"\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff",
    r"\uffa0\ufff9-\ufffb][^\x00-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e]*$"
);

/// What the shapes that lists share cannot say.
pub fn fill_shared(schemas: &mut Value) {
    let id = json!({"type": "string", "pattern": "^[0-9A-Za-z]{12}$"});
    for (schema, name) in [
        ("BulkDelete", "items"),
        ("BulkDelete", "excludedItems"),
        ("GroupBody", "companyResourceIdArray"),
        ("Participants", "companyResourceIdArray"),
        ("TargetGroupBody", "targetUserResourceIds"),
        ("TargetGroupUsersBody", "targetUserResourceIds"),
    ] {
        schemas[schema]["properties"][name]["items"] = id.clone();
    }
    for (schema, name) in [
        ("CompanyBody", "Name"),
        ("GroupBody", "name"),
        ("TargetGroupBody", "name"),
        ("RoleBody", "name"),
        ("CreateClientBody", "name"),
        ("ClientBody", "name"),
    ] {
        schemas[schema]["properties"][name]["pattern"] = json!(NAME);
    }
    // Generators make no names of signs.
    schemas["Operator"]["x-enum-varnames"] = json!(super::docs::OPERATOR_NAMES);
    schemas["Failure"] = failure();
}

/// Lists whose order must be said; on every other it may be left out.
const ORDERED: [&str; 3] = ["Companies", "Groups", "GroupCompanies"];

fn loosen_orders(schemas: &mut Value) {
    for (name, schema) in schemas.as_object_mut().into_iter().flatten() {
        let list = name.strip_prefix("Search").or_else(|| name.strip_prefix("Export"));
        let required = schema.get_mut("required").and_then(Value::as_array_mut);
        let Some(required) = required else { continue };
        if list.is_some_and(|list| !ORDERED.contains(&list)) {
            required.retain(|field| field != "orderBy" && field != "ascending");
        }
    }
}

/// What every list says of its order.
pub fn describe_orders(schemas: &mut Value) {
    loosen_orders(schemas);
    let names: Vec<String> =
        schemas.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    for name in &names {
        let Some(list) = name.strip_suffix("Order") else { continue };
        let fields = schemas[name]["enum"].as_array().into_iter().flatten();
        // Go has one room for the constants of all sets.
        let constants: Vec<String> =
            fields.map(|field| format!("{list}By{}", field.as_str().unwrap_or_default())).collect();
        schemas[name]["x-enum-varnames"] = json!(constants);
        schemas[name]["description"] =
            json!("What the list is ordered by; any letter case is taken");
    }
}

/// Answers hold all that is documented. That they hold nothing else is for the tests to see: clients must not
/// break when a field is added.
pub fn complete_answers(schemas: &mut Value) {
    let requests = [
        "BulkDelete",
        "Availability",
        "Participants",
        "Filter",
        "FilterGroup",
        "FilterItem",
        "TokenForm",
        "TokenQuestion",
        "Introspection",
    ];
    for (name, schema) in schemas.as_object_mut().into_iter().flatten() {
        let request = requests.contains(&name.as_str())
            || name.ends_with("Body")
            || name.starts_with("Search")
            || name.starts_with("Export");
        if request || schema["type"] != "object" {
            continue;
        }
        let fields: Vec<String> = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(field, _)| field.clone())
            .collect();
        schema["required"] = json!(fields);
    }
}

/// Numbers that fit are 32 bits wide, and so are fields of answers that bear the name of such a one in a body.
pub fn size_integers(document: &mut Value) {
    let mut small = Vec::new();
    each_field(&mut document["components"]["schemas"], |name, field| {
        if is_integer(field) && field["maximum"].as_i64().is_some_and(fits) {
            small.push(name.to_ascii_lowercase());
        }
    });
    each_field(&mut document["components"]["schemas"], |name, field| {
        if is_integer(field) && small.contains(&name.to_ascii_lowercase()) {
            field["format"] = json!("int32");
        }
    });
    size(document);
}

fn fits(number: i64) -> bool {
    i32::try_from(number).is_ok()
}

fn is_integer(shape: &Value) -> bool {
    let kind = &shape["type"];
    kind == "integer" || kind.as_array().is_some_and(|all| all.contains(&json!("integer")))
}

fn each_field(schemas: &mut Value, mut seen: impl FnMut(&str, &mut Value)) {
    for (_, schema) in schemas.as_object_mut().into_iter().flatten() {
        let fields = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, field) in fields.into_iter().flatten() {
            seen(name, field);
        }
    }
}

fn size(value: &mut Value) {
    if is_integer(value) {
        let narrow = value["format"] == "int32" || value["maximum"].as_i64().is_some_and(fits);
        value["format"] = json!(if narrow { "int32" } else { "int64" });
    }
    match value {
        Value::Object(map) => map.values_mut().for_each(size),
        Value::Array(items) => items.iter_mut().for_each(size),
        _ => {}
    }
}

/// `example` is of OpenAPI 3.0; schemas of 3.1 have `examples`.
pub fn modernize(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let is_schema = map.contains_key("type")
                || map.contains_key("$ref")
                || map.contains_key("anyOf")
                || map.contains_key("oneOf");
            if is_schema && let Some(example) = map.remove("example") {
                map.insert("examples".into(), json!([example]));
            }
            for (_, inner) in map.iter_mut() {
                modernize(inner);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(modernize),
        _ => {}
    }
}
