//! What a token says, how another server verifies it, and when it ends.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use e2e::{
    Actor, Answer, Estate, Form, Server,
    asserts::{assert_error, eventually},
    builders::{TOP, company_path},
    clock_ahead,
};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
    jwk::JwkSet,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

const PROBE: &str = "/api/companies/my";

fn discovery(server: &Server) -> Value {
    server.nobody().get("/.well-known/openid-configuration").expect(200).json()
}

fn keys(server: &Server) -> JwkSet {
    let uri = discovery(server)["jwks_uri"].as_str().unwrap().to_owned();
    let path = uri.strip_prefix(server.base()).expect("the JWKS is on this server");
    serde_json::from_slice(&server.nobody().get(path).expect(200).bytes).unwrap()
}

/// The claims, verified as a resource server would that knows nothing but the discovery.
fn claims(server: &Server, actor: &Actor) -> Value {
    let token = actor.token.as_deref().unwrap();
    let kid = decode_header(token).unwrap().kid.expect("a kid");
    let set = keys(server);
    let key = DecodingKey::from_jwk(set.find(&kid).expect("the key is published")).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.leeway = 0;
    validation.validate_aud = false;
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.set_issuer(&[discovery(server)["issuer"].as_str().unwrap()]);
    decode::<Value>(token, &key, &validation).unwrap().claims
}

#[track_caller]
fn assert_refused(answer: &Answer) {
    assert_error(answer, 401, "UNAUTHORIZED");
    let challenge = answer.header("www-authenticate").expect("a challenge");
    assert!(challenge.starts_with("Bearer"), "{challenge}");
    assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
}

#[test]
fn another_server_verifies_a_token_from_the_discovery_alone() {
    let e = Estate::start();
    let now = jiff::Timestamp::now().as_second();
    let top = claims(&e.server, &e.by_top);
    let names: BTreeSet<&str> = top.as_object().unwrap().keys().map(String::as_str).collect();
    let needed = [
        "iss",
        "aud",
        "iat",
        "exp",
        "jti",
        "client_id",
        "scope",
        "role",
        "reseller_access",
        "company_admin_access",
        "root_access",
        "user_company_resourceid",
        "user_company_name",
    ];
    for name in needed {
        assert!(names.contains(name), "no {name}: {top}");
    }
    assert_eq!(top["client_id"], e.server.owner().client_id.as_str());
    assert_eq!(top["scope"], json!(["api1"]));
    assert_eq!(top["role"], "Reseller");
    assert_eq!(top["reseller_access"], true);
    assert!(top["company_admin_access"].is_boolean() && top["root_access"].is_boolean());
    assert_eq!(top["user_company_resourceid"], e.top.id.as_str());
    assert_eq!(top["user_company_name"], e.top.name.as_str());
    assert!(!names.contains("user_company_parentcompany_resourceid"), "{top}");
    assert!(!names.contains("user_company_parentcompany_name"), "{top}");
    let (iat, exp) = (top["iat"].as_i64().unwrap(), top["exp"].as_i64().unwrap());
    assert_eq!(exp - iat, 3600);
    assert!((now - 60..=now + 5).contains(&iat), "{iat} is not now, {now}");

    let below = claims(&e.server, &e.by_s);
    assert_eq!(below["role"], "Reseller");
    assert_eq!(below["user_company_resourceid"], e.s.id.as_str());
    assert_eq!(below["user_company_parentcompany_resourceid"], e.top.id.as_str());
    assert_eq!(below["user_company_parentcompany_name"], e.top.name.as_str());

    let admin = claims(&e.server, &e.by_a);
    assert_eq!(admin["role"], "Company Admin");
    assert_eq!(admin["reseller_access"], false);
    assert_eq!(admin["company_admin_access"], true);
    assert_eq!(admin["root_access"], false);
    assert_eq!(admin["user_company_name"], e.a.name.as_str());
    assert_ne!(admin["jti"], claims(&e.server, &e.by_sa)["jti"]);
}

#[test]
fn the_discovery_document_says_where_everything_is() {
    let server = Server::start();
    let found = discovery(&server);
    for (name, path) in [
        ("token_endpoint", "/connect/token"),
        ("revocation_endpoint", "/connect/revocation"),
        ("introspection_endpoint", "/connect/introspect"),
    ] {
        assert_eq!(found[name], format!("{}{path}", server.base()), "{found}");
    }
    let list = |name: &str| found[name].as_array().unwrap_or_else(|| panic!("{name}: {found}"));
    assert!(list("grant_types_supported").contains(&json!("client_credentials")));
    assert!(list("scopes_supported").contains(&json!("api1")));
    let methods = list("token_endpoint_auth_methods_supported");
    assert!(methods.contains(&json!("client_secret_basic")));
    assert!(methods.contains(&json!("client_secret_post")));
    for key in &keys(&server).keys {
        assert!(key.common.key_id.is_some());
        let text = serde_json::to_value(key).unwrap();
        assert_eq!((&text["kty"], &text["crv"]), (&json!("EC"), &json!("P-256")));
        assert_eq!(text.get("d"), None, "a private key is published");
    }
}

#[test]
fn no_token_is_a_plain_challenge() {
    let server = Server::start();
    let answer = server.nobody().get(PROBE);
    assert_error(&answer, 401, "UNAUTHORIZED");
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(challenge.starts_with("Bearer"), "{challenge}");
    assert!(!challenge.contains("error="), "no token was sent: {challenge}");
}

#[test]
fn a_token_that_this_server_did_not_sign_is_refused() {
    let server = Server::start();
    // No copy of the same, which would have its keys.
    let mut other = Server::empty(&[]);
    other.init(TOP);
    other.serve();
    let good = server.top().token.unwrap();
    let foreign = other.top().token.unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let payload = BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
    let mut claims: Value = serde_json::from_slice(&payload).unwrap();
    claims["user_company_name"] = json!("Somebody else");
    let tampered = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let kid = decode_header(&good).unwrap().kid;
    let none = part(json!({ "alg": "none", "typ": "JWT", "kid": kid }));
    // The published key taken for a shared secret: the classic confusion.
    let published = serde_json::to_vec(&keys(&server)).unwrap();
    let header = Header { kid: kid.clone(), ..Header::new(Algorithm::HS256) };
    let confused = encode(&header, &claims, &EncodingKey::from_secret(&published)).unwrap();
    let mut flipped = parts[2].to_owned();
    flipped.replace_range(0..1, if flipped.starts_with('A') { "B" } else { "A" });
    let cases = [
        ("foreign", foreign),
        ("another payload", format!("{}.{tampered}.{}", parts[0], parts[2])),
        ("another signature", format!("{}.{}.{flipped}", parts[0], parts[1])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("alg none", format!("{none}.{}.", parts[1])),
        ("alg none with a signature", format!("{none}.{}.{}", parts[1], parts[2])),
        ("a shared secret", confused),
        ("cut short", good[..good.len() - 3].to_owned()),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("no JWT", "xyz".to_owned()),
    ];
    for (what, token) in cases {
        let answer = Actor::bearer(server.base(), &token).get(PROBE);
        assert_eq!(answer.status, 401, "{what}: {answer}");
        assert_refused(&answer);
    }
    Actor::bearer(server.base(), &good).get(PROBE).expect(200);
}

#[test]
fn an_authorization_header_of_another_shape_is_a_401() {
    let server = Server::start();
    let token = server.top().token.unwrap();
    for header in ["Bearer", "Bearer ", &format!("Token {token}"), &token] {
        let answer = server.nobody().with("Authorization", header).get(PROBE);
        assert_error(&answer, 401, "UNAUTHORIZED");
        assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"));
    }
    // The scheme's name has no case (RFC 9110 §11.1).
    server.nobody().with("Authorization", &format!("bearer {token}")).get(PROBE).expect(200);
}

#[test]
fn a_token_ends_when_its_time_is_over() {
    let server = Server::start_with(&["--token-lifetime", "2"]);
    let actor = server.top();
    actor.get(PROBE).expect(200);
    let limit = Duration::from_secs(10);
    eventually(limit, "the token expires", || actor.get(PROBE).status == 401);
    assert_refused(&actor.get(PROBE));
    server.top().get(PROBE).expect(200);
}

#[test]
fn a_token_ends_with_its_credential() {
    let e = Estate::start();
    let (id, secret) = e.server.credential(&e.a.id, "Company Admin");
    let actor = Actor::sign_in(e.server.base(), &id, &secret);
    actor.get(PROBE).expect(200);
    assert!(e.server.run(["credential", "deactivate", "--client-id", &id]).status.success());
    // The command line is another node: up to 5 s.
    let limit = Duration::from_secs(5);
    eventually(limit, "the token is refused", || actor.get(PROBE).status == 401);
    assert_refused(&actor.get(PROBE));
    e.by_a.get(PROBE).expect(200);
}

#[test]
fn a_token_ends_at_once_with_its_company_or_a_reseller_above() {
    let e = Estate::start();
    e.by_sa.get(PROBE).expect(200);
    e.by_s.get(PROBE).expect(200);
    let off = e.lookups.company(&e.s.name).with("StatusId", 0);
    e.by_top.multipart("PUT", &company_path(&e.s.id), &off).id();
    assert_refused(&e.by_s.get(PROBE));
    assert_refused(&e.by_sa.get(PROBE));
    e.by_t.get(PROBE).expect(200);
    e.by_top.delete(&company_path(&e.a.id)).id();
    assert_refused(&e.by_a.get(PROBE));
}

#[test]
fn a_revoked_token_is_refused_at_once() {
    let server = Server::start();
    let owner = server.owner();
    let (kept, gone) = (server.top(), server.top());
    let ask = |path: &str, token: &str| {
        let form = Form::of(&[
            ("token", token),
            ("client_id", &owner.client_id),
            ("client_secret", &owner.client_secret),
        ]);
        server.nobody().urlencoded("POST", path, &form)
    };
    let token = gone.token.clone().unwrap();
    let seen = ask("/connect/introspect", &token).expect(200).json();
    assert_eq!(seen["active"], true, "{seen}");
    assert_eq!(seen["client_id"], owner.client_id.as_str());
    ask("/connect/revocation", &token).expect(200);
    assert_refused(&gone.get(PROBE));
    let seen = ask("/connect/introspect", &token).expect(200).json();
    assert_eq!(seen, json!({ "active": false }));
    kept.get(PROBE).expect(200);
    // RFC 7009 §2.2: a token that is unknown is as good as revoked.
    ask("/connect/revocation", "no-such-token").expect(200);
    assert_eq!(ask("/connect/introspect", "no-such-token").json(), json!({ "active": false }));
}

#[test]
fn nobody_revokes_or_inspects_without_a_credential() {
    let e = Estate::start();
    let token = e.by_top.token.clone().unwrap();
    for path in ["/connect/introspect", "/connect/revocation"] {
        let form = Form::of(&[("token", &token), ("client_id", "x"), ("client_secret", "y")]);
        let answer = e.server.nobody().urlencoded("POST", path, &form);
        assert!([400, 401].contains(&answer.status), "{answer}");
        assert_eq!(answer.json()["error"], "invalid_client");
    }
    // Another client's token is not its to revoke (RFC 7009 §2.1).
    let (id, secret) = e.server.credential(&e.a.id, "Company Admin");
    let form = Form::of(&[("token", &token), ("client_id", &id), ("client_secret", &secret)]);
    e.server.nobody().urlencoded("POST", "/connect/revocation", &form);
    e.by_top.get(PROBE).expect(200);
}

#[test]
fn a_token_from_the_future_is_refused_beyond_what_clocks_differ_by() {
    let mut server = Server::start();
    for (ahead, status) in [(30, 200), (600, 401)] {
        let ahead = clock_ahead(ahead);
        server.restart_in(&ahead.each_ref().map(|(name, value)| (*name, value.as_str())));
        let early = server.top();
        early.get(PROBE).expect(200);
        server.restart_in(&[]);
        early.at(server.base()).get(PROBE).expect(status);
    }
}
