//! How much may be asked: so many requests of a credential and of an address, so many failed
//! sign-ins of an address and of each client at it. Each node counts for itself.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;

use governor::Quota;

use super::address::ClientAddress;
pub use super::buckets::Standing;
use super::buckets::{Buckets, Monotonic, Strikes, quota};
use crate::figures::{self, Limit};
use crate::ids::ClientId;

/// Many credentials stand behind one address: it may do so many times what one of them may.
pub const ADDRESS_FACTOR: u32 = 4;

/// The limits as the operator sets them.
pub struct Allowance {
    /// Requests a second; 0 for no limit.
    pub rate: u32,
    /// Requests at once.
    pub burst: u32,
    /// In a minute; 0 for no limit.
    pub failed_sign_ins: u32,
}

/// By default nothing is limited.
#[derive(Default)]
pub struct Limits {
    /// Keys are counted by their hashes, which nobody can aim at without the seed.
    seed: RandomState,
    requests: Option<Requests>,
    sign_ins: Option<SignIns>,
}

struct Requests {
    credentials: Buckets,
    addresses: Buckets,
}

struct SignIns {
    clients: Strikes,
    addresses: Strikes,
}

impl Limits {
    pub fn new(allowance: &Allowance) -> Self {
        let clock = Monotonic::default();
        let Allowance { rate, burst, failed_sign_ins: failed } = *allowance;
        let times = |n: u32| n.saturating_mul(ADDRESS_FACTOR);
        let own = quota(Quota::per_second, rate, burst);
        let shared = quota(Quota::per_second, times(rate), times(burst));
        let requests = own.zip(shared).map(|(own, shared)| Requests {
            credentials: Buckets::new(own, clock.clone()),
            addresses: Buckets::new(shared, clock.clone()),
        });
        let own = quota(Quota::per_minute, failed, failed);
        let shared = quota(Quota::per_minute, times(failed), times(failed));
        let sign_ins = own.zip(shared).map(|(own, shared)| SignIns {
            clients: Strikes::new(own, clock.clone()),
            addresses: Strikes::new(shared, clock.clone()),
        });
        Self { seed: RandomState::new(), requests, sign_ins }
    }

    /// Counts a request against its address, before anything else is known of it.
    pub fn address(&self, address: ClientAddress) -> Option<Standing> {
        let requests = self.requests.as_ref()?;
        let standing = requests.addresses.take(self.seed.hash_one(network(address.0)));
        if standing.wait.is_some() {
            figures::rate_limited(Limit::Address);
        }
        Some(standing)
    }

    /// Counts a request against its credential.
    pub fn credential(&self, client: &ClientId) -> Option<Standing> {
        let requests = self.requests.as_ref()?;
        let standing = requests.credentials.take(self.seed.hash_one(client.as_str()));
        if standing.wait.is_some() {
            figures::rate_limited(Limit::Credential);
        }
        Some(standing)
    }

    /// Lets a sign-in begin, or says how many seconds too many have failed for. It does not look at
    /// whether there is such a client.
    pub fn sign_in(
        &self,
        address: ClientAddress,
        client_id: &str,
    ) -> std::result::Result<SignIn<'_>, u32> {
        let Some(counted) = &self.sign_ins else { return Ok(SignIn(None)) };
        let network = network(address.0);
        let client = self.seed.hash_one((network, client_id));
        let address = self.seed.hash_one(network);
        match counted.addresses.out_for(address).max(counted.clients.out_for(client)) {
            Some(wait) => {
                figures::sign_in_refused();
                Err(wait)
            }
            None => Ok(SignIn(Some((counted, address, client)))),
        }
    }
}

/// A sign-in that has begun. Only one that fails is counted.
pub struct SignIn<'a>(Option<(&'a SignIns, u64, u64)>);

impl SignIn<'_> {
    pub fn failed(self) {
        figures::sign_in_failed();
        if let Some((counted, address, client)) = self.0 {
            counted.addresses.strike(address);
            counted.clients.strike(client);
        }
    }
}

/// What is counted as one address. Whoever has one IPv6 address has the 2^64 of its network.
fn network(address: IpAddr) -> (bool, u64) {
    match address {
        IpAddr::V4(v4) => (false, u64::from(v4.to_bits())),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            let high = [a, b, c, d].into_iter().fold(0, |all, part| all << 16 | u64::from(part));
            (true, high)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> ClientAddress {
        ClientAddress(address.parse().unwrap())
    }

    fn limits(rate: u32, burst: u32, failed_sign_ins: u32) -> Limits {
        Limits::new(&Allowance { rate, burst, failed_sign_ins })
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let limits = limits(1, 10, 0);
        let left = |address| limits.address(at(address)).unwrap().remaining;
        assert_eq!(left("2001:db8:1:2::1"), 39);
        assert_eq!(left("2001:db8:1:2:ffff::9"), 38);
        assert_eq!(left("2001:db8:1:3::1"), 39);
        assert_eq!(left("192.0.2.1"), 39);
        assert_eq!(left("192.0.2.2"), 39);
        assert_eq!(left("::c000:201"), 39, "not the IPv4 address of the same bits");
    }

    #[test]
    fn a_client_that_fails_is_stopped_before_its_address_is() {
        let limits = limits(0, 1, 5);
        let fail = |address: &str, client: &str| {
            limits.sign_in(at(address), client).map(SignIn::failed).is_ok()
        };
        assert!((0..5).all(|_| fail("192.0.2.1", "a")));
        assert!(!fail("192.0.2.1", "a"));
        assert!(fail("192.0.2.2", "a"), "from elsewhere it may");
        assert!((0..15).all(|n| fail("192.0.2.1", &format!("other {n}"))));
        assert!(!fail("192.0.2.1", "b"), "an address has four times as many");
        assert!(fail("192.0.2.2", "b"));
    }

    #[test]
    fn what_is_off_counts_nothing() {
        let limits = Limits::default();
        assert_eq!(limits.address(at("192.0.2.1")), None);
        for _ in 0..1_000 {
            limits.sign_in(at("192.0.2.1"), "a").unwrap().failed();
        }
    }
}
