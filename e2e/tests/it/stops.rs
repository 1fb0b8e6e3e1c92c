//! How a server ends behind a balancer, and what it does not let strangers take: files and places.

use e2e::{Actor, Running, Server, asserts::eventually, in_shell, raw};
use std::{
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::Stdio,
    time::{Duration, Instant},
};

const LONG: Duration = Duration::from_secs(30);

fn readiness(ops: &str) -> u16 {
    let nobody = Actor::nobody(ops);
    nobody.try_send(nobody.request("GET", "/readyz")).map_or(0, |answer| answer.status)
}

#[test]
fn between_red_readiness_and_the_closed_port_work_is_taken_as_before() {
    const DELAY: Duration = Duration::from_secs(5);
    let mut server = Server::start_with(&["--drain-delay", "5"]);
    let (top, ops) = (server.top(), server.ops().to_owned());
    let told = Instant::now();
    server.signal_term();
    eventually(LONG, "readiness goes red", || readiness(&ops) == 503);
    // On connections of their own: nobody who comes meanwhile is turned away.
    let mut answered = 0;
    while told.elapsed() < DELAY / 2 {
        let fresh = raw::exchange(
            server.base(),
            "GET /openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        );
        assert_eq!(fresh.expect("an answer").status, 200);
        top.get("/api/companies/my").expect(200);
        answered += 1;
    }
    assert!(answered > 0, "it was red for too short a time");
    assert_eq!(server.wait().code(), Some(0));
    assert!(told.elapsed() >= DELAY, "{:?}", told.elapsed());
}

#[test]
fn who_tells_it_twice_does_not_want_to_wait() {
    let mut server = Server::start_with(&["--drain-delay", "3600"]);
    let ops = server.ops().to_owned();
    server.signal_term();
    eventually(LONG, "readiness goes red", || readiness(&ops) == 503);
    server.signal_term();
    assert_eq!(server.wait().code(), Some(0));
}

/// A server of this estate that was started by a shell, after these lines: the process, and its two addresses.
fn served_after(lines: &str, server: &Server) -> (Running, String, String) {
    let serve =
        ["serve", "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0", "--rate-limit", "0"];
    let command = server.command(serve);
    let mut command = in_shell(lines, &command);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = Running(command.spawn().unwrap());
    let said = BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let said: Vec<_> = said.take(2).collect();
    let address =
        |label: &str| said.iter().find_map(|line| line.strip_prefix(label)).unwrap().to_owned();
    let (base, ops) = (address("listening on "), address("ops on "));
    (child, base, ops)
}

#[test]
fn the_limit_of_open_files_is_what_the_system_lets_it_be() {
    let mut server = Server::start();
    server.sigterm();
    let (child, ..) = served_after("ulimit -Sn 256", &server);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.0.id())).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let files: Vec<_> = files.split_whitespace().collect();
    assert_eq!(files[3], files[4], "the soft limit is below the hard one: {files:?}");
}

/// Five addresses with as many connections as the process may have files: each asks once what needs no credential, and
/// keeps its connection.
fn crowd(base: &str) -> Vec<TcpStream> {
    let address: SocketAddr = base.strip_prefix("http://").unwrap().parse().unwrap();
    let from = |n: u8| {
        let socket =
            socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, n), 0)).into()).unwrap();
        socket.connect(&address.into()).unwrap();
        let mut stream = TcpStream::from(socket);
        stream.write_all(b"GET /.well-known/jwks.json HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        stream
    };
    (0..80).flat_map(|_| 2..7).map(from).collect()
}

fn is_open(stream: &mut TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(why) => return why.kind() == ErrorKind::WouldBlock,
        }
    }
}

#[test]
fn who_has_no_credential_does_not_keep_out_those_who_have_one() {
    let mut server = Server::start();
    let owner = server.owner().clone();
    server.sigterm();
    let (_child, base, _) = served_after("ulimit -n 400", &server);
    let top = Actor::sign_in(&base, &owner.client_id, &owner.client_secret);
    let token = format!("Authorization: Bearer {}", top.token.as_deref().unwrap());
    let request = raw::request(&["GET /api/companies/my HTTP/1.1", "Host: x", &token], b"");
    let mut own = raw::connect(&base);
    own.write_all(&request).unwrap();
    assert_eq!(raw::read(&mut own, "own").unwrap().status, 200);

    let mut crowd = crowd(&base);
    // Three quarters of the files are for connections, and half of those for whoever has signed in.
    eventually(LONG, "those who came first have left", || {
        crowd.iter_mut().filter_map(|stream| is_open(stream).then_some(())).count() <= 150
    });
    own.write_all(&request).unwrap();
    let kept = raw::read(&mut own, "own").expect("it was closed, and had signed in");
    assert_eq!(kept.status, 200);
    Actor::sign_in(&base, &owner.client_id, &owner.client_secret)
        .get("/api/companies/my")
        .expect(200);
}
