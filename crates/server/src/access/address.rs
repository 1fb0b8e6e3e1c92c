//! Where a request comes from: the TCP peer or, behind proxies that the operator trusts, whom those
//! name in `X-Forwarded-For`. Whatever else a client says of its address is believed by nobody.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use ipnet::{IpNet, Ipv4Net};
use serde::{Serialize, Serializer};

/// The address of a client, IPv4 where it is IPv4 in an IPv6 coat. A connection brings its peer's;
/// the edge puts the client's in its place, once for each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl From<SocketAddr> for ClientAddress {
    fn from(peer: SocketAddr) -> Self {
        Self(peer.ip().to_canonical())
    }
}

/// The proxies whose word on addresses is taken; by default nobody's.
#[derive(Debug, Default)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// Reads addresses and CIDRs with commas between them. Fails with what is wrong with which.
    pub fn parse(list: &str) -> Result<Self, String> {
        if list.trim().is_empty() {
            return Ok(Self::default());
        }
        let networks = list.split(',').map(|entry| {
            let entry = entry.trim();
            Network::parse(entry).ok_or_else(|| format!("{entry:?} is no IP address and no CIDR"))
        });
        networks.collect::<Result<_, _>>().map(Self)
    }

    /// Whose request this is, by the lines of that header, the last first. Each proxy adds at the right whom it heard
    /// from, so it is read from there for as long as the one who wrote is trusted: what stands left of that, anybody may
    /// have written.
    pub fn client<'a>(
        &self,
        peer: ClientAddress,
        lines: impl Iterator<Item = &'a [u8]>,
    ) -> ClientAddress {
        let mut hops = lines.flat_map(|line| line.rsplit(|byte| *byte == b','));
        let mut believed = peer.0;
        while self.trusts(believed) {
            match hops.next().and_then(hop) {
                Some(before) => believed = before,
                None => break,
            }
        }
        ClientAddress(believed)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

/// A network; a single address is a network of one. Whatever text names one, a caller's or a stored
/// one, is read here and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network(IpNet);

impl Network {
    /// An address or a CIDR.
    pub fn parse(text: &str) -> Option<Self> {
        network(text).map(|network| Self(network.trunc()))
    }

    /// The networks of a stored list. One that does not parse is no reason to pass it over: what a
    /// rule says is then not known.
    pub fn stored_list(stored: &str) -> Result<Vec<Self>, db::Error> {
        let one = |text| {
            let network = Self::parse(text);
            network.ok_or_else(|| db::Error::Other(format!("{text:?} is stored as a network")))
        };
        stored.split_whitespace().map(one).collect()
    }

    /// As [`Network::stored_list`] reads them.
    pub fn list_to_store(list: &[Self]) -> String {
        list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

impl crate::table::Stored for Vec<Network> {
    fn found(row: &db::Row, at: usize) -> Result<Option<Self>, db::Error> {
        row.opt_str(at)?.map(Network::stored_list).transpose()
    }

    fn kept(&self) -> db::Val<'_> {
        Network::list_to_store(self).into()
    }
}

/// As people write it: without `/32` or `/128` where it is one address.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            self.0.addr().fmt(f)
        } else {
            self.0.fmt(f)
        }
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// IPv4 in an IPv6 coat is IPv4.
fn network(entry: &str) -> Option<IpNet> {
    let Some((address, length)) = entry.split_once('/') else {
        return Some(IpNet::from(entry.parse::<IpAddr>().ok()?.to_canonical()));
    };
    if !length.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let network = IpNet::new(address.parse().ok()?, length.parse().ok()?).ok()?;
    // Addresses are compared as IPv4 where they are, so networks must be too.
    match network {
        IpNet::V6(v6) if v6.prefix_len() >= 96 => match v6.addr().to_ipv4_mapped() {
            Some(v4) => Some(Ipv4Net::new(v4, v6.prefix_len() - 96).ok()?.into()),
            None => Some(network),
        },
        _ => Some(network),
    }
}

/// `ip`, `ip:port`, `[v6]` or `[v6]:port`.
fn hop(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?.trim_matches([' ', '\t']);
    // A zone (`fe80::1%2`) means something on the one machine that wrote it.
    if text.contains('%') {
        return None;
    }
    let address = match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => IpAddr::V6(inner.parse::<Ipv6Addr>().ok()?),
        None => match text.parse::<SocketAddr>() {
            Ok(with_port) => with_port.ip(),
            Err(_) => text.parse().ok()?,
        },
    };
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &str, peer: &str, lines: &[&[u8]]) -> String {
        let peer = ClientAddress::from(SocketAddr::new(peer.parse().unwrap(), 4711));
        TrustedProxies::parse(trusted)
            .unwrap()
            .client(peer, lines.iter().rev().copied())
            .0
            .to_string()
    }

    #[test]
    fn a_stranger_is_where_its_connection_comes_from() {
        assert_eq!(client("", "10.0.0.1", &[b"192.0.2.1"]), "10.0.0.1");
        assert_eq!(client("10.0.0.2", "10.0.0.1", &[b"192.0.2.1"]), "10.0.0.1");
        assert_eq!(client("10.0.0.0/8", "11.0.0.1", &[b"192.0.2.1"]), "11.0.0.1");
        assert_eq!(client("::/0", "10.0.0.1", &[b"192.0.2.1"]), "10.0.0.1");
        assert_eq!(client("", "::ffff:10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_trusted_proxy_names_its_client() {
        let trusted = "10.0.0.0/8, 2001:db8::/32,192.0.2.7";
        let by_proxy = |line: &str| client(trusted, "10.0.0.1", &[line.as_bytes()]);
        assert_eq!(by_proxy("198.51.100.1"), "198.51.100.1");
        assert_eq!(by_proxy(" \t198.51.100.1 "), "198.51.100.1");
        assert_eq!(by_proxy("198.51.100.1:8080"), "198.51.100.1");
        assert_eq!(by_proxy("2001:DB9:0::1"), "2001:db9::1");
        assert_eq!(by_proxy("[2001:db9::1]"), "2001:db9::1");
        assert_eq!(by_proxy("[2001:db9::1]:443"), "2001:db9::1");
        assert_eq!(by_proxy("::ffff:198.51.100.1"), "198.51.100.1");
        assert_eq!(by_proxy("[::ffff:198.51.100.1]:1"), "198.51.100.1");
        // The client's own words stand left of what the proxy heard.
        assert_eq!(by_proxy("203.0.113.9, 198.51.100.1"), "198.51.100.1");
        assert_eq!(by_proxy("203.0.113.9, 198.51.100.1, 192.0.2.7, 10.9.9.9"), "198.51.100.1");
        assert_eq!(by_proxy("198.51.100.1, 2001:db8:9::1"), "198.51.100.1");
        assert_eq!(by_proxy("198.51.100.1, ::ffff:10.2.2.2"), "198.51.100.1");
        // All of them trusted: the farthest.
        assert_eq!(by_proxy("192.0.2.7, 10.0.0.3"), "192.0.2.7");
        let lines: [&[u8]; 3] = [b"203.0.113.9", b"198.51.100.1, 10.3.3.3", b"10.4.4.4"];
        assert_eq!(client(trusted, "10.0.0.1", &lines), "198.51.100.1");
    }

    #[test]
    fn what_is_no_address_ends_the_way() {
        for junk in [
            "",
            ",",
            " ",
            "unknown",
            "_hidden",
            "for=198.51.100.1",
            "198.51.100.256",
            "198.51.100",
            "0xC6336401",
            "198.051.100.001",
            "3325256705",
            "198.51.100.1:",
            "198.51.100.1:99999",
            "198.51.100.1:x",
            "[198.51.100.1]",
            "[198.51.100.1]:80",
            "2001:db9::1]",
            "[2001:db9::1",
            "[2001:db9::1]80",
            "fe80::1%eth0",
            "[fe80::1%2]",
            "[fe80::1%2]:80",
            "fe80::1%2",
            "\"198.51.100.1\"",
            "198.51.100.1;",
            "198.51.100.1/32",
            "198.51.100.1 198.51.100.2",
            "198.51.100.1, ",
            "203.0.113.9, unknown, 10.2.2.2",
        ] {
            let found = client("10.0.0.0/8", "10.0.0.1", &[junk.as_bytes()]);
            assert!(found == "10.0.0.1" || found == "10.2.2.2", "{junk:?} was taken as {found}");
        }
        let lines: [&[u8]; 1] = [b"198.51.100.1\xff, 10.2.2.2"];
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &lines), "10.2.2.2");
        // Junk that a client wrote does no harm to what the proxy added in the same line.
        let lines: [&[u8]; 1] = [b"\xff\xfe, 198.51.100.1"];
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &lines), "198.51.100.1");
    }

    #[test]
    fn what_is_stored_of_a_network_is_read_back_whole() {
        let given = ["127.0.0.1", "10.1.2.3/8", "192.0.2.7/32", "::ffff:192.0.2.8", "2001:DB8::1"];
        let networks: Vec<_> =
            given.into_iter().map(|text| Network::parse(text).unwrap()).collect();
        let stored = Network::list_to_store(&networks);
        assert_eq!(stored, "127.0.0.1 10.0.0.0/8 192.0.2.7 192.0.2.8 2001:db8::1");
        assert_eq!(Network::stored_list(&stored).unwrap(), networks);
        assert_eq!(Network::stored_list("").unwrap(), []);
        assert!(networks[0].contains("127.0.0.1".parse().unwrap()));
        assert!(!networks[0].contains("127.0.0.2".parse().unwrap()));
        let why = Network::stored_list("10.0.0.0/8 nowhere").unwrap_err();
        assert!(why.to_string().contains("nowhere"), "{why}");
    }

    #[test]
    fn a_list_names_its_bad_entry() {
        for good in ["", " ", "::1", "10.0.0.0/8 , fd00::/8", "::ffff:10.0.0.0/104", "10.1.2.3/8"] {
            assert!(TrustedProxies::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "proxy.example",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0/8",
            "fe80::1%1",
            "1.2.3.4:80",
            "::/129",
            "10.0.0.0/",
        ] {
            let why = TrustedProxies::parse(&format!("127.0.0.1, {bad}")).unwrap_err();
            assert!(why.contains(bad), "{why}");
        }
        assert!(TrustedProxies::parse("127.0.0.1,").is_err());
        assert_eq!(client("::ffff:10.0.0.0/104", "10.0.0.1", &[b"192.0.2.1"]), "192.0.2.1");
    }
}
