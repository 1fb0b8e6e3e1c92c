//! A client that there is not and a secret that is wrong: nobody can tell one from the other. How long
//! the answers take is measured by the benchmark.

use e2e::{Answer, Form, Server};
use rand::{RngExt, SeedableRng, distr::Alphanumeric, rngs::StdRng};
use std::{collections::BTreeSet, thread};

const PAIRS: u64 = 10_000;
const CLIENTS: u64 = 4;

fn random(rng: &mut StdRng, length: usize) -> String {
    rng.sample_iter(Alphanumeric).take(length).map(char::from).collect()
}

/// All of an answer but what differs between any two: the date and the request's id.
fn told(answer: &Answer) -> String {
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| name != "date" && name != "x-request-id");
    let headers: BTreeSet<_> = headers.collect();
    format!("{} {headers:?} {}", answer.status, answer.text())
}

#[test]
fn ten_thousand_pairs_of_unknown_client_and_wrong_secret_are_answered_with_equal_bytes() {
    let server = Server::start();
    let known = &server.owner().client_id;
    let ask = |seed: u64| {
        let mut rng = StdRng::seed_from_u64(seed);
        let nobody = server.nobody();
        let mut answers = BTreeSet::new();
        for _ in 0..PAIRS / CLIENTS {
            let secret = format!("tnt_{}", random(&mut rng, 43));
            for id in [&random(&mut rng, 32), known] {
                let answer = nobody.token(&[
                    ("grant_type", "client_credentials"),
                    ("client_id", id),
                    ("client_secret", &secret),
                ]);
                answers.insert(told(&answer));
            }
        }
        answers
    };
    let answers: BTreeSet<String> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|seed| scope.spawn(move || ask(seed))).collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    assert_eq!(answers.len(), 1, "{answers:?}");
    let only = answers.first().unwrap();
    assert!(only.starts_with("400 ") && only.contains("invalid_client"), "{only}");
}

#[test]
fn it_is_the_same_for_secrets_of_any_form_and_by_http_basic() {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let server = Server::start();
    let known = &server.owner().client_id;
    let unknown = "x".repeat(32);
    let chosen = "a secret that its owner chose, 32 characters and more";
    for secret in [chosen, "short", &"é".repeat(50), &format!("tnt_{}", "!".repeat(43))] {
        let [by_form, by_basic] = [true, false].map(|form| {
            let answers = [known, &unknown].map(|id| {
                if form {
                    return told(&server.nobody().token(&[
                        ("grant_type", "client_credentials"),
                        ("client_id", id),
                        ("client_secret", secret),
                    ]));
                }
                let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
                let pair = BASE64_STANDARD.encode(format!("{id}:{encoded}"));
                let caller = server.nobody().with("Authorization", &format!("Basic {pair}"));
                let grant = Form::of(&[("grant_type", "client_credentials")]);
                told(&caller.urlencoded("POST", "/connect/token", &grant))
            });
            assert_eq!(answers[0], answers[1], "{secret}");
            answers[0].clone()
        });
        assert!(by_form.starts_with("400 ") && by_basic.starts_with("401 "), "{secret}");
    }
}
