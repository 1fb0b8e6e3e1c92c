//! Secrets, marked so that they can be looked for, sent along every path that a person or a script
//! might send one: they are found nowhere afterwards.

use base64::{Engine, prelude::BASE64_STANDARD};
use e2e::{
    Actor, Estate, Form,
    backups::{back_up, content},
    builders::{client, client_path},
    lists::{everything, with},
};
use serde_json::{Value, json};

const CLIENTS: &str = "/api/companies/clients";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// Secrets of either form, with what was answered when each was sent.
struct Marked {
    secrets: Vec<String>,
    answers: Vec<String>,
}

impl Marked {
    /// One of the form that the server makes, which is stored as its HMAC.
    fn ours(&mut self) -> String {
        let n = self.secrets.len();
        self.keep(format!("tnt_Marked{n:02}x{}", "q7Z".repeat(12)).chars().take(47).collect())
    }

    /// One that somebody chose, which is stored as its hash.
    fn chosen(&mut self) -> String {
        let n = self.secrets.len();
        self.keep(format!("marked-secret-{n:02}-that-nobody-may-ever-read"))
    }

    fn keep(&mut self, secret: String) -> String {
        self.secrets.push(secret.clone());
        secret
    }

    fn heard(&mut self, answer: &e2e::Answer) {
        let headers = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
        self.answers.push(headers.collect::<String>() + &answer.text());
    }
}

#[test]
fn a_secret_is_found_in_no_log_journal_error_metric_database_or_backup() {
    let e = Estate::start_with(&["--log", "debug"]);
    let nobody = e.server.nobody();
    let mut m = Marked { secrets: Vec::new(), answers: Vec::new() };
    let sign_in = |m: &mut Marked, id: &str, secret: &str| {
        let answer = nobody.token(&[GRANT, ("client_id", id), ("client_secret", secret)]);
        if answer.status != 200 {
            m.heard(&answer);
        }
        answer
    };

    // Made, used, changed, used; of both forms.
    for chosen in [false, true] {
        let (first, second, wrong) = if chosen {
            (m.chosen(), m.chosen(), m.chosen())
        } else {
            (m.ours(), m.ours(), m.ours())
        };
        let body = with(client(), "clientSecret", first.as_str());
        let id_of = |v: &Value| v["clientId"].as_str().unwrap().to_owned();
        let keyed = e.by_a.with("Idempotency-Key", &format!("made-{chosen}"));
        let answer = keyed.post(CLIENTS, &body);
        m.heard(&answer);
        let id = answer.id();
        m.heard(&keyed.post(CLIENTS, &body));
        sign_in(&mut m, &id_of(&body), &first).expect(200);
        sign_in(&mut m, &id_of(&body), &wrong).expect(400);
        sign_in(&mut m, "nobody-at-all", &wrong).expect(400);
        let change = json!({ "name": "Changed", "clientSecret": second });
        m.heard(&e.by_a.put(&client_path(&id), &change));
        sign_in(&mut m, &id_of(&body), &second).expect(200);
        m.heard(&e.by_a.get(&client_path(&id)));
        m.heard(&e.by_a.delete(&client_path(&id)));
    }

    // Refused, each for another reason.
    let secret = m.ours();
    m.heard(&e.by_a.post(CLIENTS, &json!({ "clientSecret": secret })));
    let secret = m.chosen() + &"x".repeat(100);
    m.heard(&e.by_a.post(CLIENTS, &with(client(), "clientSecret", secret)));
    let secret = m.chosen() + " \u{fc}";
    m.heard(&e.by_a.post(CLIENTS, &with(client(), "clientSecret", secret)));
    let secret = m.ours();
    let half = format!("{{\"name\":\"x\",\"clientSecret\":\"{secret}\"");
    m.heard(&e.by_a.bytes("POST", CLIENTS, "application/json", half));
    let secret = m.ours();
    let twice = format!("{{\"clientSecret\":\"{secret}\",\"ClientSecret\":\"{secret}\"}}");
    m.heard(&e.by_a.bytes("POST", CLIENTS, "application/json", twice));
    let secret = m.ours();
    m.heard(&e.by_a.bytes("POST", CLIENTS, "text/plain", secret));
    let secret = m.ours();
    m.heard(&e.by_a.put(&client_path("000000000000"), &json!({ "clientSecret": secret })));

    // At the token endpoint: by Basic, as JSON, in the address, twice.
    let secret = m.ours();
    let basic = BASE64_STANDARD.encode(format!("some-client:{secret}"));
    let actor = nobody.with("Authorization", &format!("Basic {basic}"));
    m.heard(&actor.urlencoded("POST", "/connect/token", &Form::of(&[GRANT])));
    let secret = m.ours();
    m.heard(&nobody.post("/connect/token", &json!({ "client_secret": secret })));
    let secret = m.ours();
    let path = format!("/connect/token?client_id=x&client_secret={secret}");
    m.heard(&nobody.urlencoded("POST", &path, &Form::of(&[GRANT])));
    let secret = m.chosen();
    let twice = [GRANT, ("client_id", "x"), ("client_secret", &secret), ("client_secret", &secret)];
    m.heard(&nobody.token(&twice));

    // Taken for a token, in the header and in the address; sent to the other two endpoints.
    let secret = m.ours();
    m.heard(&Actor::bearer(e.server.base(), &secret).get("/api/companies/my"));
    let secret = m.ours();
    m.heard(&e.by_top.post(&format!("/api/companies/search?access_token={secret}"), &everything()));
    for path in ["/connect/revocation", "/connect/introspect"] {
        let secret = m.ours();
        let form = [("token", secret.as_str()), ("client_id", "x"), ("client_secret", &secret)];
        m.heard(&nobody.urlencoded("POST", path, &Form::of(&form)));
    }

    // Those that the server itself makes: by generating, by rotating, on the command line.
    let made = e.by_a.get(&format!("{CLIENTS}/generate-client-credentials")).data();
    m.keep(made["clientSecret"].as_str().unwrap().to_owned());
    let id = e.by_a.post(CLIENTS, &client()).id();
    let rotated = e.by_a.with("Idempotency-Key", "rotated");
    for _ in 0..2 {
        let data = rotated.post(&format!("{}/rotate", client_path(&id)), &json!({})).data();
        m.keep(data["clientSecret"].as_str().unwrap().to_owned());
    }
    let (_, secret) = e.server.credential(&e.a.id, "Company Admin");
    m.keep(secret);
    m.keep(e.server.owner().client_secret.clone());

    assert!(m.secrets.len() >= 20, "only {} secrets", m.secrets.len());
    e.server.assert_checks();
    let places = [
        ("the log", e.server.logged().into_bytes()),
        ("the metrics", e.server.get_ops("/metrics").bytes),
        ("an answer", m.answers.join("\n").into_bytes()),
        ("the database", e.server.stored()),
        ("a backup", content(&e.server, &back_up(&e.server))),
    ];
    for (place, bytes) in places {
        assert!(!bytes.is_empty(), "{place} is empty");
        for secret in &m.secrets {
            assert!(!holds(&bytes, secret), "{secret} stands in {place}");
        }
    }
}

/// As it is, or as a database prints bytes, or encoded.
fn holds(bytes: &[u8], secret: &str) -> bool {
    let hex = secret.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let found = |needle: &str| {
        let mut windows = bytes.windows(needle.len());
        windows.any(|part| part == needle.as_bytes())
    };
    found(secret) || found(&hex) || found(BASE64_STANDARD.encode(secret).trim_end_matches('='))
}
