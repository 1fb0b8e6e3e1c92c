//! A company's logo.

use base64::{Engine, prelude::BASE64_STANDARD};
use e2e::{
    Answer,
    asserts::{assert_error, assert_invalid},
    builders::{Fixture, company_path, create, read},
    pictures,
};
use image::ImageFormat;
use serde_json::json;

fn put(f: &Fixture, id: &str, bytes: &[u8]) -> Answer {
    let form = f.lookups.company("Logo").file("File", "logo.png", "image/png", bytes);
    f.top.multipart("PUT", &company_path(id), &form)
}

fn logo(f: &Fixture, id: &str) -> Answer {
    f.top.get(&format!("{}/logo", company_path(id)))
}

fn content(f: &Fixture, id: &str) -> Vec<u8> {
    let data = logo(f, id).data();
    assert!(!data["fileName"].as_str().unwrap().is_empty(), "{data}");
    BASE64_STANDARD.decode(data["fileContent"].as_str().unwrap()).unwrap()
}

#[test]
fn each_kind_of_picture_is_taken_whatever_it_is_called() {
    let f = Fixture::start();
    let kinds = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];
    for kind in kinds {
        let form = f.lookups.company("Logo");
        let picture = pictures::picture(40, 30, kind);
        let form = form.file("File", "x.bin", "application/octet-stream", &picture);
        let id = create(&f.top, &form);
        assert_eq!(pictures::size(&content(&f, &id)), (40, 30), "{kind:?}");
    }
}

#[test]
fn the_logo_url_points_at_the_picture_itself() {
    let f = Fixture::start();
    let id = f.company("Logo");
    assert_error(&logo(&f, &id), 404, "NOT_FOUND");
    put(&f, &id, &pictures::png(64, 64)).id();
    let url = read(&f.top, &id)["logoUrl"].as_str().expect("a logoUrl").to_owned();
    let path = url.strip_prefix(f.server.base()).unwrap_or(&url);
    let answer = f.top.get(path).expect(200);
    assert!(answer.header("content-type").unwrap().starts_with("image/"), "{url}");
    assert_eq!(pictures::size(&answer.bytes), (64, 64));
    assert_eq!(answer.bytes, content(&f, &id));
}

#[test]
fn a_large_picture_is_scaled_down() {
    let f = Fixture::start();
    let id = f.company("Logo");
    put(&f, &id, &pictures::png(1024, 512)).id();
    assert_eq!(pictures::size(&content(&f, &id)), (1024, 512));
    put(&f, &id, &pictures::png(2048, 1024)).id();
    assert_eq!(pictures::size(&content(&f, &id)), (1024, 512));
}

#[test]
fn what_is_not_a_picture_is_refused_and_the_old_logo_stays() {
    let f = Fixture::start();
    let id = f.company("Logo");
    put(&f, &id, &pictures::png(20, 20)).id();
    let kept = content(&f, &id);
    let png = pictures::png(200, 200);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>";
    let cases: [(&str, &[u8]); 6] = [
        ("a text", b"I am a picture, believe me"),
        ("a vector picture", svg),
        ("half a picture", &png[..png.len() / 2]),
        ("a picture's first bytes", &png[..8]),
        ("a bomb", &pictures::bomb()),
        ("a document", b"%PDF-1.7\n"),
    ];
    for (what, bytes) in cases {
        let answer = put(&f, &id, bytes);
        assert_eq!(answer.status, 400, "{what}: {answer}");
        assert_invalid(&answer, &["File"]);
        assert_eq!(content(&f, &id), kept, "{what}");
    }
}

#[test]
fn a_file_of_two_mebibytes_is_taken_and_one_byte_more_is_not() {
    let f = Fixture::start();
    let id = f.company("Logo");
    let mut bytes = pictures::png(20, 20);
    bytes.resize(2 * 1024 * 1024, 0);
    put(&f, &id, &bytes).id();
    let kept = content(&f, &id);
    bytes.push(0);
    assert_error(&put(&f, &id, &bytes), 413, "PAYLOAD_TOO_LARGE");
    assert_eq!(content(&f, &id), kept);
}

#[test]
fn an_update_without_a_file_keeps_the_logo() {
    let f = Fixture::start();
    let id = f.company("Logo");
    put(&f, &id, &pictures::png(20, 20)).id();
    let kept = content(&f, &id);
    f.top.multipart("PUT", &company_path(&id), &f.lookups.company("Logo again")).id();
    assert_eq!(content(&f, &id), kept);
}

#[test]
fn a_logo_url_is_stored_and_never_fetched() {
    let f = Fixture::start();
    let id = f.company("Logo");
    let url = "https://logo.invalid/a.png";
    let form = f.lookups.company("Logo");
    f.top.multipart("PUT", &company_path(&id), &form.clone().and("LogoUrl", url)).id();
    assert_eq!(read(&f.top, &id)["logoUrl"], url);
    for bad in ["http://logo.invalid/a.png", "javascript:alert(1)", "data:image/png;base64,AA"] {
        let answer = f.top.multipart("PUT", &company_path(&id), &form.clone().and("LogoUrl", bad));
        assert_invalid(&answer, &["LogoUrl"]);
    }
    assert_eq!(read(&f.top, &id)["logoUrl"], url);
    f.top.multipart("PUT", &company_path(&id), &form.and("LogoUrl", "")).id();
    assert_eq!(read(&f.top, &id)["logoUrl"], json!(null));
}
