//! From which address a request comes.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of the connection that a request came by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The client's address: the other end of the connection or, where that is a trusted proxy, the last one that it names.
///
/// What a stranger writes into the header counts for nothing.
pub(super) fn client(peer: Option<Peer>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let mut address = peer?.0.ip().to_canonical();
    let named: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|it| it.split(','))
        .collect();
    for name in named.into_iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        let Ok(named) = name.trim().parse::<IpAddr>() else { break };
        address = named.to_canonical();
    }
    Some(address)
}

/// What tries are counted under: of IPv6 the network, of which one client has 2⁶⁴ addresses.
pub(super) fn counted(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V6(address)) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).to_string(),
        Some(address) => address.to_string(),
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|address| address.parse().unwrap()).collect();
        client(Some(Peer(SocketAddr::new(peer.parse().unwrap(), 1))), &headers, &trusted).unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen("192.0.2.1", &[], &[]), "192.0.2.1");
        assert_eq!(seen("192.0.2.1", &["198.51.100.9"], &[]), "192.0.2.1");
        assert_eq!(seen("10.0.0.1", &["203.0.113.5, 198.51.100.9"], &["10.0.0.1"]), "198.51.100.9");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4", "198.51.100.9, 10.0.0.2"], &["10.0.0.1", "10.0.0.2"]), "198.51.100.9");
        assert_eq!(seen("10.0.0.1", &["198.51.100.9, nonsense"], &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["198.51.100.9"], &["10.0.0.1"]), "198.51.100.9");
        assert_eq!(client(None, &HeaderMap::new(), &[]), None);
    }

    #[test]
    fn the_addresses_of_one_network_are_counted_together() {
        let count = |address: &str| counted(Some(address.parse().unwrap()));
        assert_eq!(count("2001:db8:1:2:3:4:5:6"), count("2001:db8:1:2::1"));
        assert_ne!(count("2001:db8:1:2::1"), count("2001:db8:1:3::1"));
        assert_ne!(count("192.0.2.1"), count("192.0.2.2"));
    }
}
