//! `POST /connect/token`: how a script gets a token, and every way it does not.

use base64::{Engine, prelude::BASE64_STANDARD};
use e2e::operations::COMPANY_ADMIN;
use e2e::{Actor, Answer, Estate, Form, Server, builders, operations};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TOKEN: &str = "/connect/token";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

fn basic(actor: &Actor, path: &str, id: &str, secret: &str, form: &Form) -> Answer {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = BASE64_STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
    let actor = actor.with("Authorization", &format!("Basic {pair}"));
    actor.urlencoded("POST", path, form)
}

#[track_caller]
fn assert_oauth_error(answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status, status, "{answer}");
    let body = answer.json();
    assert_eq!(body["error"], error, "{answer}");
    for name in body.as_object().unwrap().keys() {
        assert!(["error", "error_description", "error_uri"].contains(&name.as_str()), "{answer}");
    }
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
    assert_eq!(answer.header("pragma"), Some("no-cache"), "{answer}");
}

#[test]
fn a_credential_in_the_body_gets_a_bearer_token() {
    let server = Server::start();
    let owner = server.owner();
    let answer = server.nobody().token(&[
        GRANT,
        ("client_id", &owner.client_id),
        ("client_secret", &owner.client_secret),
        ("scope", "api1"),
    ]);
    let answer = answer.expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert!(answer.header("content-type").unwrap().starts_with("application/json"));
    let mut body = answer.json();
    let token = body["access_token"].take();
    assert_eq!(token.as_str().unwrap().split('.').count(), 3);
    let permissions = body["permissions"].take();
    assert!(permissions.as_array().unwrap().contains(&json!("companies/search|POST")));
    let rest = json!({
        "access_token": null, "expires_in": 3600, "token_type": "Bearer", "scope": "api1",
        "permissions": null,
    });
    assert_eq!(body, rest);
    let actor = Actor::bearer(server.base(), token.as_str().unwrap());
    actor.get("/api/companies/my").expect(200);
}

#[test]
fn a_credential_in_the_authorization_header_gets_a_token_too() {
    let server = Server::start();
    let owner = server.owner();
    let form = Form::of(&[GRANT]);
    let answer = basic(&server.nobody(), TOKEN, &owner.client_id, &owner.client_secret, &form);
    let token = answer.expect(200).json()["access_token"].as_str().unwrap().to_owned();
    Actor::bearer(server.base(), &token).get("/api/companies/my").expect(200);
}

#[test]
fn a_secret_with_plus_and_percent_is_taken_raw_and_form_encoded() {
    let e = Estate::start();
    let secret = format!("plus+and%41and%zz{}", "k".repeat(30));
    let mut client = builders::client();
    client["clientSecret"] = json!(secret);
    e.by_a.post("/api/companies/clients", &client).id();
    let id = client["clientId"].as_str().unwrap();
    let raw = |secret: &str| {
        let pair = BASE64_STANDARD.encode(format!("{id}:{secret}"));
        let actor = e.server.nobody().with("Authorization", &format!("Basic {pair}"));
        actor.urlencoded("POST", TOKEN, &Form::of(&[GRANT]))
    };
    raw(&secret).expect(200);
    basic(&e.server.nobody(), TOKEN, id, &secret, &Form::of(&[GRANT])).expect(200);
    e.server.nobody().token(&[GRANT, ("client_id", id), ("client_secret", &secret)]).expect(200);
    for wrong in [secret.replace('+', " "), secret.replace("%41", "A"), format!("{secret}+")] {
        assert_oauth_error(&raw(&wrong), 401, "invalid_client");
    }
    // In the body it is form-encoded, and nothing else.
    let decoded = secret.replace("%41", "A");
    let answer = e.server.nobody().token(&[GRANT, ("client_id", id), ("client_secret", &decoded)]);
    assert_oauth_error(&answer, 400, "invalid_client");
}

#[test]
fn the_scope_is_api1_by_either_name_or_none() {
    let server = Server::start();
    let owner = server.owner();
    let sign_in = |scope: Option<&str>| {
        let mut form = Form::of(&[
            GRANT,
            ("client_id", &owner.client_id),
            ("client_secret", &owner.client_secret),
        ]);
        if let Some(scope) = scope {
            form = form.and("scope", scope);
        }
        server.nobody().urlencoded("POST", TOKEN, &form)
    };
    for scope in [None, Some("api1"), Some("API")] {
        assert_eq!(sign_in(scope).expect(200).json()["scope"], "api1", "{scope:?}");
    }
    for scope in ["openid", "api2", "api1 openid", "root"] {
        assert_oauth_error(&sign_in(Some(scope)), 400, "invalid_scope");
    }
}

#[test]
fn a_token_request_that_breaks_a_rule_gets_the_oauth_error() {
    let server = Server::start();
    let owner = server.owner();
    let good = Form::of(&[
        GRANT,
        ("client_id", &owner.client_id),
        ("client_secret", &owner.client_secret),
    ]);
    let nobody = server.nobody();
    let ask = |form: &Form| nobody.urlencoded("POST", TOKEN, form);
    for grant in ["password", "authorization_code", "refresh_token", "nonsense"] {
        let form = good.clone().with("grant_type", grant);
        assert_oauth_error(&ask(&form), 400, "unsupported_grant_type");
    }
    for missing in ["grant_type", "client_id", "client_secret"] {
        assert_oauth_error(&ask(&good.clone().without(missing)), 400, "invalid_request");
    }
    for (name, value) in [GRANT, ("client_id", "x"), ("client_secret", "x")] {
        assert_oauth_error(&ask(&good.clone().and(name, value)), 400, "invalid_request");
    }
    let twice = good.clone().and("scope", "api1").and("scope", "api1");
    assert_oauth_error(&ask(&twice), 400, "invalid_request");
    assert_oauth_error(&ask(&Form::new()), 400, "invalid_request");
    let json = good.json().to_string();
    let answer = nobody.bytes("POST", TOKEN, "application/json", json);
    assert_oauth_error(&answer, 400, "invalid_request");
    assert_eq!(nobody.get(TOKEN).status, 405);
}

#[test]
fn every_failed_sign_in_reads_the_same() {
    let e = Estate::start();
    let owner = e.server.owner();
    let (gone, gone_secret) = e.server.credential(&e.a.id, "Company Admin");
    let deactivated = ["credential", "deactivate", "--client-id", &gone];
    assert!(e.server.run(deactivated).status.success());
    let (idle, idle_secret) = e.server.credential(&e.b.id, "Company Admin");
    let inactive = e.lookups.company(&e.b.name).with("StatusId", 0);
    e.by_top.multipart("PUT", &builders::company_path(&e.b.id), &inactive).id();
    let (below, below_secret) = e.server.credential(&e.ta.id, "Company Admin");
    let inactive = e.lookups.company(&e.t.name).with("StatusId", 0);
    e.by_top.multipart("PUT", &builders::company_path(&e.t.id), &inactive).id();

    let cases = [
        ("an unknown client", "nobody-of-this-name", owner.client_secret.as_str()),
        ("a wrong secret", &owner.client_id, "not-the-secret"),
        ("another's secret", &owner.client_id, &idle_secret),
        ("a client that is not active", &gone, &gone_secret),
        ("a company that is not active", &idle, &idle_secret),
        ("a reseller above that is not active", &below, &below_secret),
    ];
    let nobody = e.server.nobody();
    let mut bodies = BTreeSet::new();
    for (what, id, secret) in cases {
        let answer = nobody.token(&[GRANT, ("client_id", id), ("client_secret", secret)]);
        assert_eq!(answer.status, 400, "{what}: {answer}");
        assert_oauth_error(&answer, 400, "invalid_client");
        bodies.insert(answer.text());
        let answer = basic(&nobody, TOKEN, id, secret, &Form::of(&[GRANT]));
        assert_eq!(answer.status, 401, "{what}: {answer}");
        assert_oauth_error(&answer, 401, "invalid_client");
        let challenge = answer.header("www-authenticate").unwrap_or_default();
        assert!(challenge.starts_with("Basic"), "{what}: {challenge}");
        bodies.insert(answer.text());
    }
    assert_eq!(bodies.len(), 1, "one text for all of them: {bodies:?}");
}

#[test]
fn a_malformed_basic_header_is_refused_without_a_fault() {
    let server = Server::start();
    for header in ["Basic", "Basic ", "Basic !!!", "Basic bm9jb2xvbg==", "Basic /w==", "Digest x"] {
        let actor = server.nobody().with("Authorization", header);
        let answer = actor.urlencoded("POST", TOKEN, &Form::of(&[GRANT]));
        assert!([400, 401].contains(&answer.status), "{header}: {answer}");
        let error = answer.json()["error"].clone();
        assert!(["invalid_client", "invalid_request"].contains(&error.as_str().unwrap()));
    }
}

#[test]
fn the_permissions_of_a_token_are_what_the_credential_may_call() {
    let e = Estate::start();
    let all = operations::all(e.server.base());
    let guarded: BTreeSet<String> =
        all.iter().filter(|o| o.guarded).map(operations::Operation::permission).collect();
    let permissions = |company: &str, role: &str| -> BTreeSet<String> {
        let (id, secret) = e.server.credential(company, role);
        let answer =
            e.server.nobody().token(&[GRANT, ("client_id", &id), ("client_secret", &secret)]);
        let list: Value = answer.expect(200).json()["permissions"].take();
        let list: Vec<String> =
            list.as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()).collect();
        let set: BTreeSet<String> = list.iter().cloned().collect();
        assert_eq!(set.len(), list.len(), "a permission stands twice");
        set
    };
    assert_eq!(permissions(&e.top.id, "Reseller"), guarded);
    assert_eq!(permissions(&e.s.id, "Reseller"), guarded);
    let admin = permissions(&e.a.id, "Company Admin");
    let expected: BTreeSet<String> = COMPANY_ADMIN.map(str::to_owned).into();
    assert_eq!(admin, expected);
    // What the list says is what happens.
    for operation in all.iter().filter(|o| o.guarded) {
        let answer = operation.call(&e.by_a, &e.a.id, &e.lookups);
        let allowed = admin.contains(&operation.permission());
        assert_eq!(answer.status != 403, allowed, "{operation}: {answer}");
    }
}
