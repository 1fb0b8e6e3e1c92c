//! What the documentation page sends if nobody changes it: every example of every body is taken where it stands.

use e2e::{
    Answer, Estate, Form,
    builders::PEOPLE,
    operations::{self, Operation, Subject},
};
use serde_json::{Map, Value, json};

const MAX_DEPTH: usize = 6;

/// The shapes of the document.
struct Document(Value);

impl Document {
    fn read(e: &Estate) -> Self {
        Self(e.server.nobody().get("/openapi.json").expect(200).json())
    }

    fn content(&self, operation: &Operation, media: &str) -> Option<&Value> {
        let path = &self.0["paths"][&operation.path];
        path[operation.method.to_lowercase()]["requestBody"]["content"].get(media)
    }

    fn resolve<'a>(&'a self, mut schema: &'a Value) -> &'a Value {
        while let Some(name) = schema["$ref"].as_str() {
            schema = self.0.pointer(&name[1..]).expect("a schema");
        }
        schema
    }

    /// What a page makes of a schema: its example, or one of its parts' examples.
    fn sample(&self, schema: &Value, depth: usize) -> Value {
        if let Some(example) = schema["examples"].get(0) {
            return example.clone();
        }
        let schema = self.resolve(schema);
        if let Some(example) = schema["examples"].get(0).or_else(|| schema["enum"].get(0)) {
            return example.clone();
        }
        if let Some(first) = schema["oneOf"].get(0).or_else(|| schema["anyOf"].get(0)) {
            return self.sample(first, depth);
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").unwrap(),
            kind => kind,
        };
        match kind.as_str().unwrap_or_default() {
            "object" if depth < MAX_DEPTH => {
                let fields = schema["properties"].as_object().into_iter().flatten();
                let sampled = fields.map(|(name, f)| (name.clone(), self.sample(f, depth + 1)));
                Value::Object(sampled.collect::<Map<_, _>>())
            }
            "object" => json!({}),
            "array" if depth < MAX_DEPTH => json!([self.sample(&schema["items"], depth + 1)]),
            "array" => json!([]),
            "integer" | "number" => json!(0),
            "boolean" => json!(true),
            _ => json!("string"),
        }
    }

    fn body(&self, operation: &Operation) -> Option<Value> {
        let content = self.content(operation, "application/json")?;
        let given = content.get("example").cloned();
        Some(given.unwrap_or_else(|| self.sample(&content["schema"], 0)))
    }
}

/// Calls an operation about a new thing of its kind. Some names of things no document can know.
fn call(e: &Estate, operation: &Operation, mut body: Value) -> Answer {
    let things = e.things();
    match operation.path.as_str() {
        "/api/companies/{resourceId}/move" => body["resellerResourceId"] = json!(e.t.id),
        "/api/target-users/create-mapping" => body["transactionId"] = json!(things.import),
        _ => {}
    }
    e.by_top.call(&operation.method, &operation.at(things.id(operation.subject())), &body)
}

#[test]
fn every_example_of_a_body_is_taken_where_it_stands() {
    let e = Estate::start();
    let document = Document::read(&e);
    let mut tried = 0;
    for operation in operations::all(e.server.base()) {
        let Some(body) = document.body(&operation) else { continue };
        // One address is one user: whoever the example is was there before.
        e.by_top.call("DELETE", "/api/target-users/bulk-delete", &json!({ "selectAll": true }));
        let answer = call(&e, &operation, body.clone());
        assert_eq!(answer.status, 200, "{body}: {answer}");
        tried += 1;
    }
    assert!(tried > 50, "only {tried} bodies");
}

#[test]
fn the_example_of_a_condition_is_taken_by_every_list() {
    let e = Estate::start();
    let document = Document::read(&e);
    let item = json!({ "$ref": "#/components/schemas/FilterItem" });
    let filter = json!({ "filterGroups": [{ "filterItems": [document.sample(&item, 0)] }] });
    let mut tried = 0;
    for operation in operations::all(e.server.base()) {
        let Some(mut body) = document.body(&operation) else { continue };
        if !(operation.is_search() || operation.is_export()) || body["pageSize"].is_null() {
            continue;
        }
        body["filter"] = filter.clone();
        let answer = call(&e, &operation, body);
        assert_eq!(answer.status, 200, "{answer}");
        tried += 1;
    }
    assert!(tried >= 25, "only {tried} lists");
}

#[test]
fn a_form_is_taken_as_the_page_fills_it_in() {
    let e = Estate::start();
    let document = Document::read(&e);
    for operation in operations::all(e.server.base()) {
        let Some(content) = document.content(&operation, "multipart/form-data") else { continue };
        let fields = document.sample(&content["schema"], 0);
        let mut form = Form::new();
        for (name, value) in fields.as_object().unwrap() {
            match value {
                // What is left empty is not sent.
                Value::String(text) if text.is_empty() => {}
                Value::String(text) => form = form.and(name, text),
                Value::Array(items) => {
                    let texts = items.iter().map(|item| item.as_str().unwrap());
                    form = texts.fold(form, |form, text| form.and(name, text));
                }
                other => form = form.and(name, other),
            }
        }
        if operation.subject() == Subject::Nothing && operation.path.ends_with("/upload") {
            form = Form::new().file("File", "people.csv", "text/csv", PEOPLE.as_bytes());
        }
        let path = operation.at(e.things().id(operation.subject()));
        let answer = e.by_top.multipart(&operation.method, &path, &form);
        assert_eq!(answer.status, 200, "{answer}");
    }
}
