//! The three encodings of a company's form, and the spellings of its fields.

use e2e::{
    Form,
    asserts::{assert_invalid, invalid},
    builders::{Fixture, company_path, create_group, read},
};
use serde_json::{Value, json};

const PATH: &str = "/api/companies";

fn full(f: &Fixture, name: &str, group: &str) -> Form {
    let form = f.lookups.company(name).and("Description", "Größe & Maß").and("StatusId", 0);
    let form = form.and("IsVersionVisible", true).and("Tags", "one").and("Tags", "two");
    form.and("CompanyGroupResourceIdArray", group)
}

fn read_without_id(f: &Fixture, id: &str) -> Value {
    let mut data = read(&f.top, id);
    data["resourceId"].take();
    data
}

#[test]
fn multipart_urlencoded_and_json_mean_the_same() {
    let f = Fixture::start();
    let group = create_group(&f.top, "Same", &[]);
    let form = full(&f, "Same", &group);
    let multipart = f.top.multipart("POST", PATH, &form).id();
    let urlencoded = f.top.urlencoded("POST", PATH, &form).id();
    let json = f.top.post(PATH, &form.json()).id();
    let expected = read_without_id(&f, &multipart);
    assert_eq!(read_without_id(&f, &urlencoded), expected);
    assert_eq!(read_without_id(&f, &json), expected);
    let form = form.with("Description", "another").with("Tags", "three");
    f.top.multipart("PUT", &company_path(&multipart), &form).id();
    f.top.urlencoded("PUT", &company_path(&urlencoded), &form).id();
    f.top.put(&company_path(&json), &form.json()).id();
    let expected = read_without_id(&f, &multipart);
    assert_eq!(expected["tags"], json!(["three"]));
    assert_eq!(read_without_id(&f, &urlencoded), expected);
    assert_eq!(read_without_id(&f, &json), expected);
}

#[test]
fn names_of_fields_match_in_any_case() {
    let f = Fixture::start();
    let group = create_group(&f.top, "Case", &[]);
    let form = full(&f, "Case", &group);
    let expected = f.top.multipart("POST", PATH, &form).id();
    let expected = read_without_id(&f, &expected);
    let lower = |name: &str| name.to_lowercase();
    let upper = |name: &str| name.to_uppercase();
    let camel = |name: &str| format!("{}{}", name[..1].to_lowercase(), &name[1..]);
    for change in [&lower as &dyn Fn(&str) -> String, &upper, &camel] {
        let form = form.clone().renamed(change);
        let id = f.top.multipart("POST", PATH, &form).id();
        assert_eq!(read_without_id(&f, &id), expected);
        let id = f.top.urlencoded("POST", PATH, &form).id();
        assert_eq!(read_without_id(&f, &id), expected);
    }
    let mut body = serde_json::Map::new();
    for (name, value) in form.json().as_object().unwrap() {
        body.insert(camel(name), value.clone());
    }
    let id = f.top.post(PATH, &Value::Object(body)).id();
    assert_eq!(read_without_id(&f, &id), expected);
}

#[test]
fn an_array_is_spelled_in_each_documented_way() {
    let f = Fixture::start();
    let base = f.lookups.company("Arrays");
    let spellings = [
        base.clone().and("Tags", "one").and("Tags", "two"),
        base.clone().and("Tags[]", "one").and("Tags[]", "two"),
        base.clone().and("Tags[0]", "one").and("Tags[1]", "two"),
        base.clone().and("tags[1]", "two").and("TAGS[0]", "one"),
    ];
    for form in &spellings {
        let id = f.top.multipart("POST", PATH, form).id();
        let mut tags = read(&f.top, &id)["tags"].take();
        tags.as_array_mut().unwrap().sort_by_key(ToString::to_string);
        assert_eq!(tags, json!(["one", "two"]), "{form:?}");
        let id = f.top.urlencoded("POST", PATH, form).id();
        assert_eq!(read(&f.top, &id)["tags"].as_array().unwrap().len(), 2, "{form:?}");
    }
}

#[test]
fn a_single_valued_field_that_repeats_is_refused() {
    let f = Fixture::start();
    for (name, value) in [("Name", "Twice"), ("NumberOfUsers", "5"), ("timezoneid", "UTC")] {
        let form = f.lookups.company("Twice").and(name, value);
        let field = if name == "timezoneid" { "TimeZoneId" } else { name };
        assert_invalid(&f.top.multipart("POST", PATH, &form), &[field]);
        assert_invalid(&f.top.urlencoded("POST", PATH, &form), &[field]);
    }
    let body = f.lookups.company("Twice").json().to_string();
    let body = format!("{},\"nAME\":\"again\"}}", body.strip_suffix('}').unwrap());
    invalid(&f.top.bytes("POST", PATH, "application/json", body));
}

#[test]
fn json_takes_numbers_and_booleans_and_refuses_other_kinds() {
    let f = Fixture::start();
    let mut body = f.lookups.company("Kinds").json();
    body["Tags"] = json!(null);
    body["Description"] = json!(null);
    f.top.post(PATH, &body).id();
    for (name, value) in [
        ("Name", json!({ "a": 1 })),
        ("Name", json!(["a"])),
        ("NumberOfUsers", json!(1.5)),
        ("NumberOfUsers", json!([1])),
        ("IsVersionVisible", json!({})),
        ("Tags", json!([null])),
        ("Tags", json!([{ "a": 1 }])),
        ("Tags", json!({ "a": 1 })),
        ("CompanyGroupResourceIdArray", json!([null])),
    ] {
        let mut body = f.lookups.company("Kinds").json();
        body[name] = value.clone();
        let answer = f.top.post(PATH, &body);
        assert_eq!(answer.status, 400, "{name} {value}: {answer}");
        assert_invalid(&answer, &[name]);
    }
}

#[test]
fn unknown_fields_are_ignored() {
    let f = Fixture::start();
    let form = f.lookups.company("Extra").and("Unknown", "x").and("ResourceId", "abcdefghijkl");
    let id = f.top.multipart("POST", PATH, &form).id();
    assert_ne!(id, "abcdefghijkl");
    f.top.post(PATH, &form.and("parent", "y").json()).id();
}

#[test]
fn a_broken_multipart_body_is_refused() {
    let f = Fixture::start();
    let (media, body) = f.lookups.company("Broken").multipart();
    let text = String::from_utf8(body).unwrap();
    let half = &text[..text.len() / 2];
    for (media, body) in [
        (media.as_str(), half),
        (media.as_str(), ""),
        (media.as_str(), "no boundary at all"),
        ("multipart/form-data", text.as_str()),
        ("multipart/form-data; boundary=another", text.as_str()),
    ] {
        let answer = f.top.bytes("POST", PATH, media, body.to_owned());
        assert_eq!(answer.status, 400, "{media}: {answer}");
        invalid(&answer);
    }
    let bad = text.replace("Broken", "Bro\0ken");
    assert_invalid(&f.top.bytes("POST", PATH, &media, bad), &["Name"]);
    let mut bad = text.into_bytes();
    let at = bad.windows(6).position(|part| part == b"Broken").unwrap();
    bad[at] = 0xFF;
    invalid(&f.top.bytes("POST", PATH, &media, bad));
}
