//! Where a request comes from, as far as sessions and sign-in care: the browser in words, its network as a keyed hash,
//! and the secret of a browser that has signed in before. Nobody is asked where an address lies.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::random;
use crate::secret::{Keys, Purpose, token_hash};

/// The secret of a browser, kept in a long-lived cookie: 256 random bits. It signs nobody in.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceToken(String);

impl std::fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceToken(…)")
    }
}

impl DeviceToken {
    pub fn random() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random::bytes::<32>()))
    }

    /// `None` for what cannot be one.
    pub fn parse(cookie: &str) -> Option<Self> {
        let is_one = URL_SAFE_NO_PAD.decode(cookie).is_ok_and(|bytes| bytes.len() == 32);
        is_one.then(|| Self(cookie.to_owned()))
    }

    pub fn to_cookie(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        token_hash(&self.0)
    }
}

/// Where a request comes from.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// "Firefox on Windows".
    pub device: String,
    pub address: IpAddr,
    pub known: Option<DeviceToken>,
}

impl Arrival {
    /// From an address alone: a browser nobody has seen.
    pub fn from_address(address: IpAddr) -> Self {
        Self { device: describe(""), address, known: None }
    }
}

impl From<IpAddr> for Arrival {
    fn from(address: IpAddr) -> Self {
        Self::from_address(address)
    }
}

/// A user agent in words. Only names from these lists are ever kept.
pub fn describe(user_agent: &str) -> String {
    let has = |word: &str| user_agent.contains(word);
    let browser = match () {
        () if has("Edg/") || has("EdgA/") || has("EdgiOS/") => "Edge",
        () if has("OPR/") || has("Opera") => "Opera",
        () if has("SamsungBrowser/") => "Samsung Internet",
        () if has("Firefox/") || has("FxiOS/") => "Firefox",
        () if has("Chrome/") || has("CriOS/") => "Chrome",
        () if has("Safari/") && has("Version/") => "Safari",
        () => "A browser",
    };
    let system = match () {
        () if has("iPhone") => "an iPhone",
        () if has("iPad") => "an iPad",
        () if has("Android") => "Android",
        () if has("CrOS") => "ChromeOS",
        () if has("Windows") => "Windows",
        () if has("Macintosh") || has("Mac OS X") => "a Mac",
        () if has("Linux") => "Linux",
        () => return browser.to_owned(),
    };
    format!("{browser} on {system}")
}

/// One customer of a network provider: an IPv4 address, or an IPv6 /64.
pub(super) fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:?}", &address.segments()[..4]),
    }
}

impl Keys {
    /// The network an address lies in, as the tables know it: whoever reads them learns no address.
    pub(crate) fn network(&self, from: IpAddr) -> [u8; 32] {
        self.steady_mac(Purpose::Network, network(from).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_and_nothing_else_is_kept() {
        for (agent, words) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari on an iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
                "Safari on a Mac",
            ),
            ("curl/8.5.0", "A browser"),
            ("<script>alert(1)</script>", "A browser"),
            ("", "A browser"),
        ] {
            assert_eq!(describe(agent), words);
        }
    }

    #[test]
    fn a_network_is_a_subscriber() {
        let keys = Keys::derive(&crate::secret::MasterKeys::parse(&hex::encode((0..32).collect::<Vec<u8>>())).unwrap());
        let of = |address: &str| keys.network(address.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn a_device_is_known_by_256_bits() {
        let device = DeviceToken::random();
        assert_eq!(DeviceToken::parse(device.to_cookie()).as_ref(), Some(&device));
        for bad in ["", "x", "AAAAAAAAAAAAAAAAAAAAAA", &device.to_cookie()[1..]] {
            assert!(DeviceToken::parse(bad).is_none(), "{bad}");
        }
    }
}
