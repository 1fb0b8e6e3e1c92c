//! Ten thousand tokens made from a good one by changing something. None is taken.

use e2e::{Actor, Server, forge::Forge};
use std::thread;

const PROBE: &str = "/api/companies/my";
const COUNT: usize = 10_000;
const CLIENTS: usize = 4;

#[test]
fn none_of_ten_thousand_mutated_tokens_is_accepted() {
    let server = Server::start();
    let mut forge = Forge::new(&server);
    let good = Actor::bearer(server.base(), &forge.token);
    // The good one is known already: what is kept of it helps no other.
    good.get(PROBE).expect(200);
    let made = forge.all(COUNT);
    let share = made.len().div_ceil(CLIENTS);
    let wrong: Vec<String> = thread::scope(|scope| {
        let ask = |share: &[(&'static str, String)]| {
            let nobody = server.nobody();
            let mut wrong = Vec::new();
            for (kind, token) in share {
                let value = [b"Bearer ", token.as_bytes()].concat();
                let value = reqwest::header::HeaderValue::from_bytes(&value).unwrap();
                let request = nobody.request("GET", PROBE).header("authorization", value);
                let answer = nobody.send(request);
                if answer.status != 401 {
                    wrong.push(format!("{kind}: {token:?}: {answer}"));
                }
            }
            wrong
        };
        let clients: Vec<_> =
            made.chunks(share).map(|share| scope.spawn(move || ask(share))).collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    assert_eq!(made.len(), COUNT);
    assert!(wrong.is_empty(), "{} of {COUNT}, the first: {}", wrong.len(), wrong[0]);
    good.get(PROBE).expect(200);
}

#[test]
fn a_good_token_by_another_scheme_or_way_is_refused() {
    let server = Server::start();
    let token = server.top().token.unwrap();
    let nobody = server.nobody();
    for scheme in ["Basic", "Token", "DPoP", "JWT", "Bearer:", "Bearer,", "\"Bearer\""] {
        let answer = nobody.with("Authorization", &format!("{scheme} {token}")).get(PROBE);
        assert_eq!(answer.status, 401, "{scheme}: {answer}");
    }
    let twice = nobody.with("Authorization", &format!("Bearer {token}"));
    assert_eq!(twice.with("Authorization", &format!("Bearer {token}")).get(PROBE).status, 401);
    assert_eq!(nobody.get(&format!("{PROBE}?access_token={token}")).status, 401);
    assert_eq!(nobody.with("Cookie", &format!("access_token={token}")).get(PROBE).status, 401);
    assert_eq!(nobody.with("X-Access-Token", &token).get(PROBE).status, 401);
}
