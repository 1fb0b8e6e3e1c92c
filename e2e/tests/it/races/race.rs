//! Two requests at once, held against the same two one after the other.

use super::{
    faults::{Faults, ONE_BY_ONE, Wrong, told},
    ways::{Body, Call, Scene, Way},
    world::{Ground, Needs, World},
};
use e2e::operations::{self, Operation};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

/// Lines of a state that a fault tells.
const TOLD: usize = 6;
/// By how much one side begins later than the other, over and over: their work is of unequal length.
const LATE: Duration = Duration::from_micros(250);
/// After so long `PostgreSQL` looks whether two wait for each other.
const DEADLOCK: Duration = Duration::from_secs(1);

/// What became of a world.
pub struct Outcome {
    /// None for what was not asked, 0 for no answer.
    pub statuses: [Option<u16>; 2],
    pub state: Vec<String>,
    /// An import of it does not end.
    pub is_stuck: bool,
    /// Why the server failed, if it did.
    pub causes: Vec<String>,
    pub run: String,
}

/// The ground, and what is known of each way alone.
pub struct Races {
    pub ground: Ground,
    operations: BTreeMap<String, Operation>,
    alone: BTreeMap<(&'static str, &'static str, usize, Needs), Rc<Outcome>>,
    untouched: BTreeMap<Needs, Rc<Outcome>>,
    /// What is broken already, and told of.
    known: BTreeSet<String>,
    pub faults: Faults,
    pub pairs: usize,
    pub runs: usize,
    /// Pairs that waited for each other, and how often: right in the end, and a second late.
    pub deadlocks: BTreeMap<String, usize>,
}

impl Races {
    pub fn on(ground: Ground) -> Self {
        let operations = operations::all(ground.server.base());
        Self {
            ground,
            operations: operations.into_iter().map(|one| (one.to_string(), one)).collect(),
            alone: BTreeMap::new(),
            untouched: BTreeMap::new(),
            known: BTreeSet::new(),
            faults: Faults::default(),
            pairs: 0,
            runs: 0,
            deadlocks: BTreeMap::new(),
        }
    }

    /// Races two ways so many times, and tells of all that is not as it would be in some order.
    pub fn pair(&mut self, ways: [&'static Way; 2], runs: usize) {
        self.pairs += 1;
        let pair = format!("{} beside {}", ways[0], ways[1]);
        let right = self.references(ways, &pair);
        for run in 0..runs {
            self.runs += 1;
            let (outcome, took) = self.at_once(ways, run);
            if took >= DEADLOCK {
                *self.deadlocks.entry(pair.clone()).or_default() += 1;
            }
            if let Some(wrong) = wrong(&outcome, &right) {
                self.faults.add(&pair, wrong, &outcome);
            }
            // One is enough: each takes all the patience that there is.
            if outcome.is_stuck {
                break;
            }
        }
        let broken = [self.ground.broken(), self.ground.checked()].concat();
        self.broken(&pair, "at once", broken);
    }

    /// Tells of what is broken now and was not before.
    fn broken(&mut self, pair: &str, when: &str, lines: Vec<String>) {
        for line in lines {
            if self.known.insert(without_numbers(&line)) {
                self.faults.add_broken(pair, when, &line);
            }
        }
    }

    /// The ways that were refused wherever they came alone: they say nothing of races.
    pub fn never_done(&self) -> Vec<String> {
        let mut never = BTreeSet::new();
        let mut done = BTreeSet::new();
        for ((operation, how, side, _), outcome) in &self.alone {
            let ways = if outcome.done()[*side] { &mut done } else { &mut never };
            ways.insert((*operation, *how));
        }
        never.difference(&done).map(|(operation, how)| format!("{operation} {how}")).collect()
    }

    /// All that is right to come out: neither, one, or both in either order.
    fn references(&mut self, ways: [&'static Way; 2], pair: &str) -> Vec<Rc<Outcome>> {
        let needs = needs(ways);
        let mut right = Vec::new();
        if !self.untouched.contains_key(&needs) {
            let outcome = Rc::new(self.one_by_one(ways, &[]));
            let sees = outcome.state.iter().any(|line| line.starts_with("company Company "));
            assert!(sees, "eyes that see nothing: {:?}", outcome.state);
            self.untouched.insert(needs.clone(), outcome);
        }
        right.push(Rc::clone(&self.untouched[&needs]));
        for (side, way) in ways.into_iter().enumerate() {
            let key = (way.operation, way.how, side, needs.clone());
            if !self.alone.contains_key(&key) {
                let outcome = Rc::new(self.one_by_one(ways, &[side]));
                self.alone.insert(key.clone(), outcome);
            }
            right.push(Rc::clone(&self.alone[&key]));
        }
        for order in [[0, 1], [1, 0]] {
            right.push(Rc::new(self.one_by_one(ways, &order)));
        }
        for outcome in &right {
            if let Some(mut wrong) = failure(outcome) {
                wrong.kind = format!("{ONE_BY_ONE}, {}", wrong.kind);
                self.faults.add(pair, wrong, outcome);
            }
        }
        let broken = self.ground.broken();
        self.broken(pair, ONE_BY_ONE, broken);
        right
    }

    fn one_by_one(&mut self, ways: [&'static Way; 2], order: &[usize]) -> Outcome {
        let world = self.ground.world(&needs(ways));
        let mut statuses = [None, None];
        let mut settled = self.ground.settled(&world);
        for side in order.iter().copied() {
            let call = self.call(&world, ways[side], side);
            statuses[side] = Some(send(&self.operations, &world, ways[side], side, call));
            // Whatever an import does in the background belongs to its start.
            settled = self.ground.settled(&world);
        }
        self.outcome(world, statuses, settled)
    }

    fn at_once(&mut self, ways: [&'static Way; 2], run: usize) -> (Outcome, Duration) {
        let world = self.ground.world(&needs(ways));
        let barrier = Barrier::new(2);
        let late = LATE * u32::try_from(run / 2 * 5 % 16).unwrap();
        let begun = Instant::now();
        let statuses = thread::scope(|scope| {
            let sides = [0, 1].map(|side| {
                let call = self.call(&world, ways[side], side);
                let (this, world, barrier) = (&self.operations, &world, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    if run % 2 == side {
                        thread::sleep(late);
                    }
                    send(this, world, ways[side], side, call)
                })
            });
            sides.map(|side| Some(side.join().unwrap()))
        });
        let took = begun.elapsed();
        let settled = self.ground.settled(&world);
        (self.outcome(world, statuses, settled), took)
    }

    fn call(&self, world: &World, way: &Way, side: usize) -> Call {
        (way.call)(&Scene { ground: &self.ground, world, side })
    }

    fn outcome(
        &self,
        world: World,
        statuses: [Option<u16>; 2],
        (state, is_stuck): (Vec<String>, bool),
    ) -> Outcome {
        let failed = |side: &usize| statuses[*side].is_some_and(|status| status >= 500);
        let causes = [0, 1].into_iter().filter(failed);
        let causes = causes.filter_map(|side| self.ground.cause(&request_id(&world, side)));
        let causes = causes.collect();
        Outcome { statuses, state, is_stuck, causes, run: world.mark }
    }
}

fn needs(ways: [&Way; 2]) -> Needs {
    ways.iter().flat_map(|way| way.needs).copied().collect()
}

fn request_id(world: &World, side: usize) -> String {
    format!("race-{}-{side}", world.mark)
}

/// The answer's status; 0 if there came none.
fn send(
    operations: &BTreeMap<String, Operation>,
    world: &World,
    way: &Way,
    side: usize,
    call: Call,
) -> u16 {
    let operation = &operations[way.operation];
    let by = call.by.with("X-Request-Id", &request_id(world, side));
    let request = by.request(&operation.method, &operation.at(&call.id));
    let request = match call.body {
        Body::Nothing => request,
        Body::Json(body) => {
            request.header("content-type", "application/json").body(body.to_string())
        }
        Body::Form(form) => {
            let (media, body) = form.multipart();
            request.header("content-type", media).body(body)
        }
        Body::File(text) => request.header("content-type", "text/csv").body(text),
    };
    by.try_send(request).map_or(0, |answer| answer.status)
}

impl Outcome {
    /// Which of the two were acknowledged.
    fn done(&self) -> [bool; 2] {
        self.statuses.map(|status| status.is_some_and(|status| (200..300).contains(&status)))
    }

    /// The first lines that only one of the two states has.
    fn difference(&self, right: &Self) -> (usize, String) {
        let missing = right.state.iter().filter(|line| !self.state.contains(line));
        let surplus = self.state.iter().filter(|line| !right.state.contains(line));
        let all: Vec<String> = missing
            .map(|line| format!("\n      - {line}"))
            .chain(surplus.map(|line| format!("\n      + {line}")))
            .collect();
        (all.len(), all.into_iter().take(TOLD).collect())
    }
}

/// What is wrong whatever else was asked.
fn failure(outcome: &Outcome) -> Option<Wrong> {
    let wrong = |kind: &str| Some(Wrong { kind: kind.to_owned(), lines: String::new() });
    if outcome.statuses.iter().flatten().any(|status| !(200..500).contains(status)) {
        return wrong("a request fails");
    }
    if outcome.is_stuck { wrong("an import does not end") } else { None }
}

/// What is wrong with two at once.
fn wrong(outcome: &Outcome, right: &[Rc<Outcome>]) -> Option<Wrong> {
    let failure = failure(outcome);
    if failure.is_some() {
        return failure;
    }
    let alike = || right.iter().filter(|one| one.done() == outcome.done());
    if alike().any(|one| one.state == outcome.state) {
        return None;
    }
    let nearest = alike().map(|one| outcome.difference(one)).min();
    if let Some((_, lines)) = nearest {
        return Some(Wrong { kind: "no order ends so".to_owned(), lines });
    }
    let orders: Vec<String> = right.iter().skip(3).map(|one| told(one.statuses)).collect();
    let lines = right.iter().map(|one| outcome.difference(one)).min()?.1;
    let lines = format!(", in order {}{lines}", orders.join(" or "));
    Some(Wrong { kind: "no order is answered so".to_owned(), lines })
}

/// Counters go on from one pair to the next, wrong by the same amount.
fn without_numbers(line: &str) -> String {
    let is_number = |word: &&str| word.trim_matches([',', '(', ')']).parse::<i64>().is_ok();
    line.split(' ').filter(|word| !is_number(word)).collect::<Vec<_>>().join(" ")
}
