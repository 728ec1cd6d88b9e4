//! Whom we believe about where a request came from (T6): proxies of ours, by how many there are or by their networks.
//!
//! Guarantee: of `X-Forwarded-For`, which anybody may send, only what a trusted proxy appended is believed; its first
//! entry, which is the caller's own invention, never is unless every hop behind it is ours.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The proxies in front of this process.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Proxies {
    /// The peer is the person.
    #[default]
    None,
    /// So many proxies, each of which appends one entry.
    Hops(usize),
    /// Whatever comes from these networks is a proxy of ours.
    Networks(Vec<IpNet>),
}

impl Proxies {
    /// Networks separated by commas, as `10.0.0.0/8,fd00::/8`; a bare address is itself.
    ///
    /// # Errors
    /// When one of them is none, or would trust everybody.
    pub fn networks(text: &str) -> Result<Self, &'static str> {
        let network = |text: &str| {
            let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            let network = network.map_err(|_| "names something that is not a network")?;
            if network.prefix_len() == 0 { Err("trusts the whole internet") } else { Ok(network) }
        };
        let networks = text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network);
        Ok(Self::Networks(networks.collect::<Result<_, _>>()?))
    }

    /// The address of who asks, given who is at the other end of the connection.
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        match self {
            Self::None => peer,
            Self::Hops(hops) => {
                let entries = entries(headers);
                let told = entries.len().checked_sub(*hops).and_then(|at| entries.get(at));
                told.and_then(|text| text.parse().ok()).unwrap_or(peer)
            }
            Self::Networks(networks) => {
                let is_ours =
                    |address: &IpAddr| networks.iter().any(|network| network.contains(&address.to_canonical()));
                let mut client = peer;
                for entry in entries(headers).iter().rev() {
                    if !is_ours(&client) {
                        break;
                    }
                    let Ok(told) = entry.parse() else { break };
                    client = told;
                }
                client
            }
        }
    }

    /// Whether headers of a proxy are worth reading at all on this connection.
    pub fn believe(&self, peer: Option<IpAddr>) -> bool {
        match (self, peer) {
            (Self::None, _) => false,
            (Self::Hops(hops), _) => *hops > 0,
            (Self::Networks(networks), Some(peer)) => {
                networks.iter().any(|network| network.contains(&peer.to_canonical()))
            }
            (Self::Networks(_), None) => false,
        }
    }
}

fn entries(headers: &HeaderMap) -> Vec<&str> {
    let texts = headers.get_all("x-forwarded-for").iter().filter_map(|header| header.to_str().ok());
    texts.flat_map(|header| header.split(',')).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(proxies: &Proxies, peer: [u8; 4], header: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", header.parse().unwrap());
        proxies.client(Some(IpAddr::from(peer)), &headers).to_string()
    }

    // T6: rate limits cannot be evaded by inventing an address.
    #[test]
    fn only_the_trusted_hop_is_believed() {
        let here = [127, 0, 0, 1];
        assert_eq!(told(&Proxies::None, here, "203.0.113.9"), "127.0.0.1");
        assert_eq!(told(&Proxies::Hops(1), here, "6.6.6.6, 203.0.113.9"), "203.0.113.9");
        assert_eq!(told(&Proxies::Hops(2), here, "6.6.6.6, 203.0.113.9, 10.0.0.2"), "203.0.113.9");
        assert_eq!(
            told(&Proxies::Hops(2), here, "203.0.113.9"),
            "127.0.0.1",
            "fewer entries than proxies: believe none"
        );
        assert_eq!(told(&Proxies::Hops(1), here, "not an address"), "127.0.0.1");
    }

    #[test]
    fn only_networks_of_ours_are_believed() {
        let ours = Proxies::networks("10.0.0.0/8, 127.0.0.1").unwrap();
        assert_eq!(told(&ours, [127, 0, 0, 1], "6.6.6.6, 203.0.113.9"), "203.0.113.9");
        assert_eq!(told(&ours, [10, 1, 2, 3], "6.6.6.6, 203.0.113.9, 10.0.0.2"), "203.0.113.9");
        assert_eq!(told(&ours, [203, 0, 113, 7], "6.6.6.6"), "203.0.113.7", "a stranger's word is nothing");
        assert_eq!(told(&ours, [10, 1, 2, 3], "6.6.6.6, nonsense"), "10.1.2.3");
        assert!(
            ours.believe(Some([10, 0, 0, 1].into()))
                && !ours.believe(Some([11, 0, 0, 1].into()))
                && !ours.believe(None)
        );
    }

    #[test]
    fn a_setting_that_trusts_everybody_is_refused() {
        for bad in ["0.0.0.0/0", "::/0", "proxy.example.org", "10.0.0.0/8,x", "10.0.0.0/40"] {
            assert!(Proxies::networks(bad).is_err(), "{bad}");
        }
    }
}
