//! The links of the OpenAPI document: where the id in an answer leads. An operation says that its answer has one
//! (`x-links`); what the id is good for stands below the same path.

use serde_json::{Value, json};

pub fn add(paths: &mut Value) {
    let all: Vec<(String, String)> = operations(paths)
        .map(|(path, _, operation)| (path.clone(), text(&operation["operationId"])))
        .collect();
    for (path, methods) in paths.as_object_mut().into_iter().flatten() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            if operation["x-links"] != true {
                continue;
            }
            let (things, place) = id_in_answer(path, method);
            let below = format!("{things}/{{resourceId}}");
            let is_deleted = method == "delete";
            for (target, id) in &all {
                let leads = if is_deleted { id.starts_with("get_") } else { true };
                if leads
                    && (*target == below
                        || (!is_deleted && target.starts_with(&format!("{below}/"))))
                {
                    operation["responses"]["200"]["links"][id] = json!({
                        "operationId": id,
                        "description": "The id goes on as resourceId",
                        "parameters": {"resourceId": place},
                    });
                }
            }
        }
    }
}

fn operations(paths: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = paths.as_object().into_iter().flatten();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path, method, operation))
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The path of the things that an answer is about, and where in it the id of one stands.
fn id_in_answer<'a>(path: &'a str, method: &str) -> (&'a str, &'static str) {
    if let Some(things) = path.strip_suffix("/search") {
        return (things, "$response.body#/data/results/0/resourceId");
    }
    let things = path.strip_suffix("/{resourceId}").unwrap_or(path);
    match method {
        "get" => (things, "$response.body#/data/0/resourceId"),
        _ => (things, "$response.body#/data/resourceId"),
    }
}
