//! The schemas of the OpenAPI document: what the shapes that the code declares cannot say of themselves.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::openapi_failures::failure;

/// One line of plain direction that shows something: what `input::text` holds a name against.
const NAME: &str = concat!(
    r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e]*",
    r"[^\s\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160",
    r"\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff",
    r"\uffa0\ufff9-\ufffb][^\x00-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e]*$"
);

/// What many shapes have in common: ids are of one form wherever a list of them stands, and so are the names that bodies
/// give.
pub fn fill_shared(schemas: &mut Value) {
    let id = json!({"type": "string", "pattern": "^[0-9A-Za-z]{12}$"});
    for (schema, shape) in schemas.as_object_mut().into_iter().flatten() {
        let fields = shape.get_mut("properties").and_then(Value::as_object_mut);
        for (name, field) in fields.into_iter().flatten() {
            let is_list = field["items"]["type"] == "string";
            if is_list && (name.contains("ResourceId") || schema == "BulkDelete") {
                field["items"] = id.clone();
            }
            if name.eq_ignore_ascii_case("name") && schema.ends_with("Body") {
                field["pattern"] = json!(NAME);
            }
        }
    }
    // Generators make no names of signs.
    schemas["Operator"]["x-enum-varnames"] = json!(super::docs::OPERATOR_NAMES);
    schemas["Failure"] = failure();
}

/// What every list says of its order.
pub fn describe_orders(schemas: &mut Value) {
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

/// The shapes that something of the document is made up of.
fn shapes_of(value: &Value, schemas: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            let name = map.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next());
            if let Some(name) = name
                && schemas[name].is_object()
                && found.insert(name.to_owned())
            {
                shapes_of(&schemas[name], schemas, found);
            }
            map.values().for_each(|inner| shapes_of(inner, schemas, found));
        }
        Value::Array(items) => items.iter().for_each(|item| shapes_of(item, schemas, found)),
        _ => {}
    }
}

/// Answers hold all that is documented. That they hold nothing else is for the tests to see: clients must not
/// break when a field is added. What stands outside `/api` is not ours to say.
pub fn complete_answers(document: &mut Value) {
    let schemas = &document["components"]["schemas"];
    let (mut requests, mut answers) = (BTreeSet::new(), BTreeSet::new());
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (_, operation) in methods.as_object().into_iter().flatten() {
            shapes_of(&operation["requestBody"], schemas, &mut requests);
            if path.starts_with("/api/") {
                shapes_of(&operation["responses"], schemas, &mut answers);
            }
        }
    }
    for name in answers.difference(&requests) {
        let schema = &mut document["components"]["schemas"][name];
        if schema["type"] == "object" {
            let fields = schema["properties"].as_object().into_iter().flatten();
            schema["required"] = fields.map(|(field, _)| json!(field)).collect();
        }
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
