//! Where the program is put: below a path of its host, in a folder that it may not write, on a machine whose clock
//! or zones jump.

use e2e::{
    Actor, Server,
    builders::{Fixture, company_path, create, create_user},
    lists::{COMPANIES, everything},
    server,
};
use serde_json::{Value, json};
use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::Stdio,
};

#[test]
fn below_a_path_everything_knows_it() {
    let server = Server::start_with(&["--public-url", "https://x.example/lic/"]);
    let nobody = server.nobody();
    // As a proxy passes the path on, and as one that takes it off does.
    for path in ["/lic", ""] {
        let top = Actor::sign_in(
            &format!("{}{path}", server.base()),
            &server.owner().client_id,
            &server.owner().client_secret,
        );
        top.get("/api/companies/my").expect(200);
        top.post(COMPANIES, &everything()).expect(200);
        let page = nobody.get(&format!("{path}/companies")).expect(200).text();
        assert!(page.contains("<base href=\"/lic/\"") != page.contains("make console"), "{page}");
        let docs = nobody.get(&format!("{path}/docs/swagger-initializer.js")).expect(200).text();
        assert!(docs.contains("/lic/openapi.json"), "{docs}");
        let document = nobody.get(&format!("{path}/openapi.json")).expect(200).json();
        assert_eq!(document["servers"], json!([{ "url": "https://x.example/lic" }]));
        let flow =
            &document["components"]["securitySchemes"]["OAuth2"]["flows"]["clientCredentials"];
        assert_eq!(flow["tokenUrl"], "https://x.example/lic/connect/token");
    }
    let client = reqwest::blocking::Client::builder();
    let client = client.redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let docs = client.get(format!("{}/lic/docs", server.base())).send().unwrap();
    assert_eq!(docs.headers()["location"], "/lic/docs/");
    // OpenID Connect looks below the issuer, RFC 8414 §3.1 before its path.
    for path in
        ["/lic/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/lic"]
    {
        let metadata = nobody.get(path).expect(200).json();
        assert_eq!(metadata["issuer"], "https://x.example/lic", "{path}");
        assert_eq!(metadata["token_endpoint"], "https://x.example/lic/connect/token");
    }
    assert_eq!(nobody.get("/licences").status, 404);
    assert_eq!(nobody.get("/lic/api/nowhere").json()["message"], "Route not found");
    for bad in [
        "https://x.example?a=1",
        "https://x.example#f",
        "https://",
        "https:///lic",
        "ftp://x.example",
        "https://a:b@x.example",
        "https://x.example/api",
        "https://x.example/companies/x",
    ] {
        let output = server.run(["config", "--public-url", bad]);
        assert!(!output.status.success(), "{bad}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("public_url must"), "{bad}");
    }
}

/// Gives or takes a permission, of a folder and of all that is in it.
fn permit(path: &Path, files: u32, folders: u32) {
    let is_folder = path.is_dir();
    if is_folder {
        for entry in fs::read_dir(path).unwrap() {
            permit(&entry.unwrap().path(), files, folders);
        }
    }
    let mode = if is_folder { folders } else { files };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_is_told_of_at_once() {
    let mut server = Server::start();
    if server.database().is_some() {
        return;
    }
    server.sigterm();
    // Root may write everywhere: it gives itself up, and takes a copy of the program along.
    let program = server.folder().join("program");
    fs::copy(server::binary(), &program).unwrap();
    permit(server.folder(), 0o444, 0o555);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o555)).unwrap();
    let mut command = server::plain(&program);
    command.args(["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0", "--data-dir"]);
    command.arg(server.folder().join("data")).current_dir("/").stdin(Stdio::null());
    if fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0) {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().unwrap();
    permit(server.folder(), 0o644, 0o755);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{told}");
    assert!(told.contains("can be read and not written"), "{told}");
    server.serve();
    server.get_ops("/readyz").expect(200);
}

fn seats(top: &Actor, company: &str, month: &str) -> Value {
    top.get(&format!("{}/seats{month}", company_path(company))).data()
}

#[test]
fn a_zone_moved_west_opens_no_month_again() {
    let mut f = Fixture::start();
    f.at("2027-03-01T02:00:00Z");
    let company = create(&f.top, &f.lookups.company("Moved").with("TimeZoneId", "UTC"));
    create_user(&f.top.within(&company), "a@x.example");
    // There it is still February.
    let form = f.lookups.company("Moved").with("TimeZoneId", "America/Los_Angeles");
    f.top.multipart("PUT", &company_path(&company), &form).id();
    create_user(&f.top.within(&company), "b@x.example");
    let now = seats(&f.top, &company, "");
    assert_eq!(now["period"], "2027-03");
    assert_eq!(now["isComplete"], false);
    assert_eq!((&now["addedUserCount"], &now["activeUserCountAtEnd"]), (&json!(2), &json!(2)));
    let begin = now["periodStart"].as_str().unwrap();
    let first = now["events"][0]["time"].as_str().unwrap();
    assert_eq!((begin, &first[..16]), ("2027-03-01T02:00:00Z", "2027-03-01T02:00"));
    let february = seats(&f.top, &company, "?month=2027-02");
    assert_eq!(february["isComplete"], true);
    assert_eq!(february["periodEnd"], now["periodStart"]);
    // Everywhere the same month.
    let summary = f.top.within(&company).get("/api/target-users/count-summary").data();
    let months = summary["monthlyActiveUsers"].as_array().unwrap();
    assert_eq!(months[11]["period"], "2027-03");
    assert_eq!(months[11]["count"], 2);
    let rows = f.top.post(COMPANIES, &everything()).data();
    assert_eq!(rows["results"][0]["monthlyActiveUserCount"], 2);
    f.server.assert_checks();
}

#[test]
fn a_clock_that_was_ahead_is_told_of_by_check() {
    let mut f = Fixture::start();
    f.at("2028-06-02T12:00:00Z");
    let company = f.company("Hasty");
    create_user(&f.top.within(&company), "a@x.example");
    f.server.assert_checks();
    f.at("2028-05-10T12:00:00Z");
    create_user(&f.top.within(&company), "b@x.example");
    // What is added now counts where the one before does: one month everywhere.
    let now = seats(&f.top, &company, "");
    assert_eq!((&now["period"], &now["addedUserCount"]), (&json!("2028-06"), &json!(2)));
    let output = f.server.run(["check"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success(), "{told}");
    assert!(told.contains(&company) && told.contains("202806, which is to come"), "{told}");
}
