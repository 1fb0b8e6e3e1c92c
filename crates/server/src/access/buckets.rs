//! Token buckets by key, as `governor` counts them, in memory that nobody can make grow.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};

const SHARDS: usize = 16;
/// What a table of 8,192 slots holds; all shards together take two megabytes at most.
const KEYS_PER_SHARD: usize = 7_168;

/// When each key's bucket is full again, in nanoseconds of the clock. A key that is not here has a
/// full one.
struct States(Vec<Mutex<HashMap<u64, u64>>>);

impl States {
    fn new() -> Arc<Self> {
        Arc::new(Self((0..SHARDS).map(|_| Mutex::default()).collect()))
    }

    fn with<T>(&self, key: u64, f: impl FnOnce(&mut HashMap<u64, u64>) -> T) -> T {
        let shard = usize::try_from(key % SHARDS as u64).unwrap_or(0);
        f(&mut self.0[shard].lock().unwrap_or_else(PoisonError::into_inner))
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.0.iter().map(|shard| shard.lock().unwrap().len()).sum()
    }
}

/// Forgets the half that is the nearest to full. Whoever invents keys forgets its own; a bucket that
/// was emptied stays empty.
fn make_room(states: &mut HashMap<u64, u64>) {
    let mut full_at: Vec<u64> = states.values().copied().collect();
    let middle = full_at.len() / 2;
    let (_, median, _) = full_at.select_nth_unstable(middle);
    states.retain(|_, full_at| *full_at > *median);
}

/// The states for a limiter that takes what it lets through.
struct Taking(Arc<States>);

impl StateStore for Taking {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0.with(*key, |states| {
            if let Some(full_at) = states.get_mut(key) {
                let (outcome, next) = f(Some(Nanos::from(*full_at)))?;
                *full_at = next.as_u64();
                return Ok(outcome);
            }
            let (outcome, next) = f(None)?;
            if states.len() >= KEYS_PER_SHARD {
                make_room(states);
            }
            states.insert(*key, next.as_u64());
            Ok(outcome)
        })
    }
}

/// The same for one that only looks.
struct Looking(Arc<States>);

impl StateStore for Looking {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let full_at = self.0.with(*key, |states| states.get(key).copied());
        f(full_at.map(Nanos::from)).map(|(outcome, _)| outcome)
    }
}

/// Nanoseconds since it was made.
#[derive(Clone)]
pub struct Monotonic(Instant);

impl Default for Monotonic {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for Monotonic {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.elapsed().into()
    }
}

type Limiter<S, C> = RateLimiter<u64, S, C, StateInformationMiddleware>;

/// How a bucket stands after a request. Times are in seconds, rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub limit: u32,
    pub remaining: u32,
    /// Until the bucket is full.
    pub reset: u32,
    /// Until the bucket lets a request through; `None` if it did with this one.
    pub wait: Option<u32>,
}

/// So many at once, and so many in each period.
pub struct Buckets<C: Clock<Instant = Nanos> = Monotonic> {
    limiter: Limiter<Taking, C>,
    size: u32,
    refill: Duration,
}

impl<C: Clock<Instant = Nanos> + Clone> Buckets<C> {
    pub fn new(quota: Quota, clock: C) -> Self {
        Self {
            limiter: RateLimiter::new(quota, Taking(States::new()), clock),
            size: quota.burst_size().get(),
            refill: quota.replenish_interval(),
        }
    }

    /// Takes one, if there is one.
    pub fn take(&self, key: u64) -> Standing {
        match self.limiter.check_key(&key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let reset = seconds(self.refill * self.size.saturating_sub(remaining));
                Standing { limit: self.size, remaining, reset, wait: None }
            }
            Err(refused) => {
                let wait = refused.wait_time_from(self.limiter.clock().now());
                let reset = seconds(wait + self.refill * (self.size - 1));
                Standing { limit: self.size, remaining: 0, reset, wait: Some(at_least_one(wait)) }
            }
        }
    }
}

/// More strikes than this at a time are not held against anybody: it bounds how long one can be out.
const MOST_AT_A_TIME: u32 = 1_000;

/// So many strikes, and who has had them is out until enough of them have aged.
pub struct Strikes<C: Clock<Instant = Nanos> = Monotonic> {
    look: Limiter<Looking, C>,
    /// Its buckets are larger: requests that were let in together may fail together, and each of them
    /// counts, so that asking in parallel gains nothing.
    count: Limiter<Taking, C>,
}

impl<C: Clock<Instant = Nanos> + Clone> Strikes<C> {
    pub fn new(quota: Quota, clock: C) -> Self {
        let states = States::new();
        let larger = quota.burst_size().saturating_add(MOST_AT_A_TIME);
        Self {
            look: RateLimiter::new(quota, Looking(Arc::clone(&states)), clock.clone()),
            count: RateLimiter::new(quota.allow_burst(larger), Taking(states), clock),
        }
    }

    /// How many seconds this one is out for, if it is.
    pub fn out_for(&self, key: u64) -> Option<u32> {
        let refused = self.look.check_key(&key).err()?;
        Some(at_least_one(refused.wait_time_from(self.look.clock().now())))
    }

    pub fn strike(&self, key: u64) {
        let _ = self.count.check_key(&key);
    }
}

/// `per` a second or a minute.
pub fn quota(per: fn(NonZeroU32) -> Quota, rate: u32, burst: u32) -> Option<Quota> {
    Some(per(NonZeroU32::new(rate)?).allow_burst(NonZeroU32::new(burst)?))
}

fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_nanos().div_ceil(1_000_000_000)).unwrap_or(u32::MAX)
}

fn at_least_one(time: Duration) -> u32 {
    seconds(time).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn buckets(rate: u32, burst: u32) -> (Buckets<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Buckets::new(quota(Quota::per_second, rate, burst).unwrap(), clock.clone()), clock)
    }

    #[test]
    fn a_bucket_says_how_it_stands() {
        let (buckets, clock) = buckets(2, 5);
        let standing = |remaining, reset, wait| Standing { limit: 5, remaining, reset, wait };
        for (remaining, reset) in [(4, 1), (3, 1), (2, 2), (1, 2), (0, 3)] {
            assert_eq!(buckets.take(1), standing(remaining, reset, None));
        }
        assert_eq!(buckets.take(1), standing(0, 3, Some(1)));
        assert_eq!(buckets.take(2).remaining, 4, "another key has a bucket of its own");
        clock.advance(Duration::from_millis(499));
        assert_eq!(buckets.take(1).wait, Some(1));
        clock.advance(Duration::from_millis(1));
        assert_eq!(buckets.take(1), standing(0, 3, None));
        clock.advance(Duration::from_secs(3));
        assert_eq!(buckets.take(1), standing(4, 1, None));
    }

    #[test]
    fn the_wait_is_honest() {
        let clock = FakeRelativeClock::default();
        let buckets = Buckets::new(quota(Quota::per_minute, 7, 1).unwrap(), clock.clone());
        assert_eq!(buckets.take(1).wait, None);
        for _ in 0..20 {
            let wait = buckets.take(1).wait.unwrap();
            clock.advance(Duration::from_secs(u64::from(wait) - 1));
            assert!(buckets.take(1).wait.is_some(), "not before");
            clock.advance(Duration::from_secs(1));
            assert_eq!(buckets.take(1).wait, None);
        }
    }

    #[test]
    fn invented_keys_take_no_more_than_their_room_and_an_empty_bucket_stays_empty() {
        let clock = FakeRelativeClock::default();
        let states = States::new();
        let quota = quota(Quota::per_second, 1, 50).unwrap();
        let limiter: Limiter<Taking, _> =
            RateLimiter::new(quota, Taking(Arc::clone(&states)), clock.clone());
        while limiter.check_key(&u64::MAX).is_ok() {}
        for key in 0..500_000 {
            assert!(limiter.check_key(&key).is_ok());
            clock.advance(Duration::from_nanos(1));
        }
        assert!(states.len() <= SHARDS * KEYS_PER_SHARD, "{}", states.len());
        assert!(limiter.check_key(&u64::MAX).is_err());
    }

    #[test]
    fn strikes_given_together_all_count() {
        let clock = FakeRelativeClock::default();
        let strikes = Strikes::new(quota(Quota::per_minute, 30, 30).unwrap(), clock.clone());
        for _ in 0..29 {
            strikes.strike(1);
        }
        for _ in 0..10 {
            assert_eq!(strikes.out_for(1), None, "looking costs nothing");
        }
        strikes.strike(1);
        assert_eq!(strikes.out_for(1), Some(2));
        assert_eq!(strikes.out_for(2), None);
        for _ in 0..30 {
            strikes.strike(1);
        }
        assert_eq!(strikes.out_for(1), Some(62));
        clock.advance(Duration::from_secs(62));
        assert_eq!(strikes.out_for(1), None);
        for _ in 0..10_000 {
            strikes.strike(1);
        }
        assert!(strikes.out_for(1).unwrap() < 2_100, "nobody is out for ever");
    }
}
