//! The OpenAPI document: what is committed is what is served.
#![allow(clippy::unwrap_used)]

use e2e::server::Server;

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let server = Server::start();
    let document = server.nobody().get("/openapi.json").expect(200).text();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(document == committed, "docs/openapi.json is out of date: run make openapi");
}
