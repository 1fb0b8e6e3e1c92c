//! Any two writes at once leave what they would leave one after the other, in one of the two orders,
//! or what one of them leaves if the other is refused. Every writing operation of `/openapi.json` is
//! raced with every other and with itself, in a small world of their own; what the database holds then
//! is compared with what it held when they came one by one.
//!
//! Each pair is raced three times, so that it fits into `make test`. The whole measure, which takes
//! about an hour, with a line for each section:
//!
//! ```sh
//! TENANTRY_RACES=50 e2e/run.sh sqlite races:: --success-output final
//! TENANTRY_RACES=50 e2e/run.sh postgres races:: --success-output final
//! ```

mod faults;
mod people;
mod race;
mod state;
mod ways;
mod world;

use e2e::{Server, operations};
use race::Races;
use std::{collections::BTreeSet, env, time::Instant};
use ways::{SECTIONS, Way};
use world::Ground;

fn runs() -> usize {
    env::var("TENANTRY_RACES").map_or(3, |text| text.parse().unwrap())
}

/// Each way of a section, beside itself and beside every way that comes after it in any section.
fn pairs(section: &str) -> Vec<[&'static Way; 2]> {
    let first = SECTIONS.iter().position(|(name, _)| *name == section).unwrap();
    let firsts = SECTIONS[first].1;
    let seconds: Vec<&Way> = SECTIONS[first..].iter().flat_map(|(_, ways)| ways.iter()).collect();
    let mut pairs = Vec::new();
    for (at, way) in firsts.iter().enumerate() {
        pairs.extend(seconds[at..].iter().map(|second| [way, *second]));
    }
    pairs
}

fn race(section: &str, options: &[&str]) {
    let begun = Instant::now();
    let mut races = Races::on(Ground::start_with(options));
    for pair in pairs(section) {
        races.pair(pair, runs());
    }
    let (pairs, runs, seconds) = (races.pairs, races.runs, begun.elapsed().as_secs_f64());
    println!("{section} {options:?}: {pairs} pairs, {runs} runs, {seconds:.1} s");
    for (pair, times) in &races.deadlocks {
        println!("  {pair}: {times} times a second and more");
    }
    let never = races.never_done();
    let faults = races.faults;
    // Before a panic would have it print the end of its log.
    drop(races.ground);
    faults.assert_none();
    assert!(never.is_empty(), "refused even when nothing is beside it: {never:?}");
}

#[test]
fn every_writing_operation_is_raced() {
    let server = Server::start();
    let all = operations::all(server.base());
    let writes = all.iter().filter(|operation| operation.method != "GET" && !operation.looks());
    let writes: BTreeSet<String> = writes.map(ToString::to_string).collect();
    let known = SECTIONS.iter().flat_map(|(_, ways)| ways.iter());
    let known: BTreeSet<String> = known.map(|way| way.operation.to_owned()).collect();
    let forgotten: Vec<&String> = writes.difference(&known).collect();
    assert!(forgotten.is_empty(), "say in ways.rs how to call {forgotten:?}");
    let gone: Vec<&String> = known.difference(&writes).collect();
    assert!(gone.is_empty(), "no operations any more: {gone:?}");
}

/// A test for each section, so that they run beside each other.
macro_rules! sections {
    ($($test:ident: $section:literal,)*) => {
        mod as_it_is {
            $(#[test]
            fn $test() {
                super::race($section, &[]);
            })*
        }

        /// Where the database's own wall does not hold a lost write back.
        mod without_row_security {
            $(#[test]
            fn $test() {
                if std::env::var("TENANTRY_TEST_ENGINE").as_deref() == Ok("postgres") {
                    super::race($section, &["--row-security", "off"]);
                }
            })*
        }

        #[test]
        fn every_section_has_a_test() {
            let tested = [$($section),*];
            let all: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
            assert_eq!(tested.as_slice(), all);
        }
    };
}

sections! {
    moves: "moves",
    companies: "companies made and changed",
    companies_deleted: "companies deleted",
    company_groups: "company groups",
    roles: "roles",
    api_clients: "API clients",
    target_groups: "target groups",
    target_users: "target users",
    imports: "imports",
}
