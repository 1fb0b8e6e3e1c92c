//! The schemas of the OpenAPI document: what the shapes that the code declares cannot say of themselves.

use serde_json::{Value, json};

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
    // The participants may also come as a bare array; null changes nothing.
    let object = schemas["Participants"].take();
    schemas["Participants"] = json!({
        "description": "The companies of a group: an object, or the bare array; null changes nothing",
        "oneOf": [object, {"type": "array", "items": id, "maxItems": 100_000}, {"type": "null"}],
    });
    let value = &mut schemas["FilterItem"]["properties"]["value"];
    value["type"] = json!(["string", "number", "boolean"]);
}

/// What every list says of its order.
pub fn describe_orders(schemas: &mut Value) {
    let names: Vec<String> =
        schemas.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    for name in names.iter().filter(|name| name.ends_with("Order")) {
        schemas[name]["description"] =
            json!("What the list is ordered by; any letter case is taken");
    }
}

/// Answers hold what is documented, all of it, and nothing else.
pub fn close_answers(schemas: &mut Value) {
    let requests = [
        "CompanyForm",
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
        schema["additionalProperties"] = json!(false);
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
