//! Which addresses are public.

use std::net::IpAddr;

use ipnet::IpNet;

/// What is not of the internet, or not of it alone (the registries of IANA for special purposes, RFC 6890).
///
/// Loopback, private and link-local networks, documentation, tunnels that lead elsewhere, multicast.
const SPECIAL: [&str; 17] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
];
/// All that is of the internet in IPv6.
const GLOBAL_V6: &str = "2000::/3";
/// A later network for documentation (RFC 9637).
const DOCUMENTATION_V6: &str = "3fff::/20";

/// Whether an address is one of the internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let within = |network: &str| network.parse::<IpNet>().is_ok_and(|network| network.contains(&address));
    if address.is_ipv6() && (!within(GLOBAL_V6) || within(DOCUMENTATION_V6)) {
        return false;
    }
    !SPECIAL.into_iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for public in ["1.1.1.1", "9.255.255.255", "172.32.0.1", "193.0.0.1", "2606:4700::1111", "2a00:1450::1"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for special in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(special.parse().unwrap()), "{special}");
        }
    }

    #[test]
    fn the_networks_can_be_read() {
        for network in SPECIAL.into_iter().chain([GLOBAL_V6, DOCUMENTATION_V6]) {
            assert!(network.parse::<IpNet>().is_ok(), "{network}");
        }
    }
}
