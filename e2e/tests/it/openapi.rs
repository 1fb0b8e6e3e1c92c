//! The OpenAPI document: what is committed is what is served.

use e2e::server::Server;

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let server = Server::start();
    let document = server.nobody().get("/openapi.json").expect(200).text();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(document == committed, "docs/openapi.json is out of date: run make openapi");
}

#[test]
fn the_same_is_served_in_openapi_3_0() {
    let server = Server::start();
    let nobody = server.nobody();
    let (new, old) =
        (nobody.get("/openapi.json").expect(200), nobody.get("/openapi-3.0.json").expect(200));
    let (new, old) = (new.json(), old.json());
    assert_eq!(old["openapi"], "3.0.3");
    let names = |document: &serde_json::Value| {
        let paths = document["paths"].as_object().unwrap().keys().cloned();
        let schemas = document["components"]["schemas"].as_object().unwrap().keys().cloned();
        (paths.collect::<Vec<_>>(), schemas.collect::<Vec<_>>())
    };
    assert_eq!(names(&old), names(&new));
    let text = old.to_string();
    for word in [r#""type":["#, r#""type":"null""#, r#""examples":["#, r#""const":"#] {
        assert!(!text.contains(word), "{word} is not of 3.0");
    }
}
