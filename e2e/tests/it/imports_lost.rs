//! Uploads that lost their server, or their client: they end, and the company goes on.

use e2e::{
    Actor, Server,
    asserts::{assert_conflict, eventually},
    builders::{Fixture, import_path, upload},
};
use serde_json::{Value, json};
use std::{fmt::Write as _, io::Write as _, net::TcpStream, thread, time::Duration};

const PATH: &str = "/api/user-imports";
const LONG: Duration = Duration::from_mins(1);

/// A file that takes its server some seconds to read.
fn large() -> String {
    let mut file = "email\n".to_owned();
    (0..60_000).for_each(|n| writeln!(file, "u{n}@x.example").unwrap());
    file
}

fn only(actor: &Actor) -> Option<Value> {
    actor.get(PATH).data().as_array().unwrap().first().cloned()
}

fn status(actor: &Actor) -> String {
    only(actor).map_or(String::new(), |import| import["status"].as_str().unwrap().to_owned())
}

/// Kills the server while it reads a file of the company.
fn kill_in_upload(server: &mut Server, company: &str) {
    let a = server.top().within(company);
    thread::scope(|scope| {
        let sending = a.clone();
        scope.spawn(move || {
            let file =
                sending.request("POST", PATH).header("Content-Type", "application/octet-stream");
            let _ = sending.try_send(file.body(large()));
        });
        eventually(LONG, "the file is being read", || status(&a) == "Reading");
        server.kill_9();
    });
}

/// What is left says why, and another one is imported.
fn assert_failed(a: &Actor) {
    let left = only(a).unwrap();
    assert_eq!(left["status"], "Failed");
    let why = left["failure"].as_str().unwrap();
    assert!(why.contains("upload the file again"), "{why}");
    let path = import_path(left["resourceId"].as_str().unwrap());
    assert_conflict(&a.post(&format!("{path}/start"), &json!({})));
    assert_conflict(&a.put(&path, &json!({ "charset": "UTF-8" })));
    let job =
        a.get(&format!("/api/target-users/mapping-job/{}", left["resourceId"].as_str().unwrap()));
    assert_eq!(job.data()["status"], "Failed");

    let next = import_path(upload(a, "email\nann@x.example\n")["resourceId"].as_str().unwrap());
    a.post(&format!("{next}/start"), &json!({})).expect(200);
    eventually(LONG, "the next one ends", || a.get(&next).data()["status"] == "Imported");
    a.delete(&path).expect(200);
}

#[test]
fn an_upload_that_lost_its_server_fails_and_another_goes_on() {
    let mut f = Fixture::start();
    let company = f.company("Ash");
    // On PostgreSQL another node has to notice: it is only believed after half a minute.
    let other = f.server.beside();
    kill_in_upload(&mut f.server, &company);
    let a = if let Some(other) = &other {
        let a = other.top().within(&company);
        assert_eq!(status(&a), "Reading");
        f.server
            .execute("update job set lease_until = lease_until - 30000 where done_time is null");
        a
    } else {
        f.server.serve();
        f.server.top().within(&company)
    };
    eventually(LONG, "it has failed", || status(&a) == "Failed");
    assert_failed(&a);
    other.as_ref().unwrap_or(&f.server).assert_checks();
}

#[test]
fn an_upload_whose_client_goes_away_is_read_to_its_end() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let file = large();
    let request = a.request("POST", PATH).build().unwrap();
    let host = a.base().strip_prefix("http://").unwrap();
    let mut head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/octet-stream\r\nContent-Length: {}\r\n",
        file.len()
    );
    for (name, value) in request.headers() {
        write!(head, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(format!("{head}\r\n{file}").as_bytes()).unwrap();
    // Where this thread is slow, it is read by now.
    eventually(LONG, "the file is there", || !status(&a).is_empty());
    drop(stream);
    eventually(LONG, "it is read to its end", || status(&a) == "Previewed");
    assert_eq!(only(&a).unwrap()["rowCount"], 60_000);
}
