//! The OpenAPI document in version 3.0.3, for tools that stop there: made of the one in 3.1, and says the same.

use serde_json::{Map, Value, json};

/// The document turned down; what is no JSON gives an empty text.
pub fn text(document: &str) -> String {
    let mut document: Value = serde_json::from_str(document).unwrap_or_default();
    turn(&mut document);
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// Changes a whole document.
pub fn turn(document: &mut Value) {
    document["openapi"] = json!("3.0.3");
    let named = document["components"]["schemas"].as_object();
    let kinds = named.into_iter().flatten();
    let kinds = kinds.map(|(name, shape)| (name.clone(), shape["type"].clone())).collect();
    visit(document, &kinds);
}

/// The type of each named shape.
type Named = Map<String, Value>;

/// Schemas stand wherever a map has one of the words that only schemas have.
fn visit(value: &mut Value, named: &Named) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map.iter_mut() {
                // Values, not shapes.
                if !matches!(name.as_str(), "example" | "examples" | "enum" | "required") {
                    visit(inner, named);
                }
            }
            let is_schema = map.get("type").is_some_and(|kind| {
                kind.is_array() || kind.as_str().is_some_and(|kind| KINDS.contains(&kind))
            });
            if is_schema || map.contains_key("oneOf") || map.contains_key("anyOf") {
                schema(map, named);
            }
            refer(map);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, named)),
        _ => {}
    }
}

const KINDS: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];

fn schema(map: &mut Map<String, Value>, named: &Named) {
    if let Some(Value::Array(examples)) = map.remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        map.insert("example".into(), first);
    }
    if let Some(only) = map.remove("const") {
        map.insert("enum".into(), json!([only]));
    }
    let mut nullable = false;
    if let Some(Value::Array(kinds)) = map.get("type").cloned() {
        let (nulls, others): (Vec<_>, Vec<_>) = kinds.into_iter().partition(|k| k == "null");
        nullable = !nulls.is_empty();
        if let [kind] = others.as_slice() {
            map.insert("type".into(), kind.clone());
        } else {
            map.remove("type");
            let each: Vec<Value> = others.into_iter().map(|kind| json!({"type": kind})).collect();
            map.insert("anyOf".into(), json!(each));
        }
    }
    for word in ["oneOf", "anyOf"] {
        let Some(Value::Array(choices)) = map.remove(word) else { continue };
        let count = choices.len();
        // A bare null has become this by now.
        let choices: Vec<Value> = choices
            .into_iter()
            .filter(|choice| choice["type"] != "null" && *choice != json!({"nullable": true}))
            .collect();
        // A null beside `$ref` is said around it, with the type: `allOf` of one does that.
        let had_null = choices.len() < count;
        nullable |= had_null;
        if !(had_null && choices.len() == 1) {
            map.insert(word.into(), json!(choices));
            continue;
        }
        for choice in choices {
            if let Some(kind) = kind_of(&choice, named) {
                map.insert("type".into(), kind);
            }
            let described = choice.get("description").cloned();
            if let Some(described) = described.filter(|_| !map.contains_key("description")) {
                map.insert("description".into(), described);
            }
            // What stood beside `$ref` has one around it by now.
            let inner = choice.get("allOf").cloned();
            map.insert("allOf".into(), inner.unwrap_or_else(|| json!([choice])));
        }
    }
    if map.get("type").is_some_and(|kind| kind == "null") {
        map.remove("type");
        nullable = true;
    }
    if nullable {
        map.insert("nullable".into(), json!(true));
        if let Some(Value::Array(values)) = map.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
    }
}

fn kind_of(shape: &Value, named: &Named) -> Option<Value> {
    if let Some(inner) = shape.get("allOf") {
        return kind_of(&inner[0], named);
    }
    let name = shape["$ref"].as_str().and_then(|to| to.rsplit('/').next());
    name.map_or(shape.get("type"), |name| named.get(name)).cloned()
}

/// In 3.0 nothing stands beside `$ref`.
fn refer(map: &mut Map<String, Value>) {
    let is_schema = map.get("$ref").and_then(Value::as_str);
    if is_schema.is_some_and(|to| to.starts_with("#/components/schemas/"))
        && map.len() > 1
        && let Some(to) = map.remove("$ref")
    {
        // The one thing said of it that a shape of its own cannot take back.
        map.remove("examples");
        map.insert("allOf".into(), json!([{"$ref": to}]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_3_0_cannot_say_is_said_in_its_words() {
        let mut document = json!({"openapi": "3.1.0", "components": {"schemas": {"Thing": {
            "type": "object",
            "properties": {
                "type": {"type": ["string", "null"], "enum": ["a"], "examples": ["a"]},
                "other": {"description": "d", "oneOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
                "same": {"$ref": "#/components/schemas/Thing", "description": "d"},
            },
        }}}});
        turn(&mut document);
        let properties = &document["components"]["schemas"]["Thing"]["properties"];
        let thing = json!([{"$ref": "#/components/schemas/Thing"}]);
        assert_eq!(document["openapi"], "3.0.3");
        assert_eq!(
            *properties,
            json!({
                "type": {"type": "string", "nullable": true, "enum": ["a", null], "example": "a"},
                "other": {"description": "d", "type": "object", "nullable": true, "allOf": thing},
                "same": {"description": "d", "allOf": thing},
            })
        );
    }
}
