//! The outermost layer: gives the request an id, finds out where it came from, and writes its line in the log.
//!
//! Guarantee (N8, S12): the log knows the route's pattern, never the path, the query, a name or an address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::state::App;
use crate::web::request::{Address, RequestId};
use crate::web::response::Endpoint;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = backend::random::id(app.backend.clock.now()).simple().to_string();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = client_address(peer, request.headers(), app.edge.trusted_proxy_hops);
    let pattern = request.extensions().get::<MatchedPath>().map(|matched| matched.as_str().to_owned());
    let method = request.method().clone();
    request.extensions_mut().insert(RequestId(id.as_str().into()));
    request.extensions_mut().insert(Address(address));

    let mut response = next.run(request).await;

    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let endpoint = response.extensions().get::<Endpoint>().map(|endpoint| endpoint.0);
    let route = endpoint.or(pattern.as_deref()).unwrap_or("-");
    let (status, ms) = (response.status().as_u16(), started.elapsed().as_millis());
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, %ms, request_id = id);
    } else {
        tracing::info!(%method, route, status, %ms, request_id = id);
    }
    response
}

/// The address that the outermost proxy we trust saw: each of `hops` proxies appended one entry to `X-Forwarded-For`.
/// What stands before those is the caller's own invention.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, hops: usize) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if hops == 0 {
        return peer;
    }
    let entries: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
        .map(str::trim)
        .collect();
    let told = entries.len().checked_sub(hops).and_then(|at| entries.get(at));
    told.and_then(|text| text.parse().ok()).unwrap_or(peer)
}

/// What limits are counted by: one IPv4 address, or the /64 that one subscriber has in IPv6.
pub fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(header: &str, hops: usize) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", header.parse().unwrap());
        client_address(Some(IpAddr::from([127, 0, 0, 1])), &headers, hops).to_string()
    }

    // T6: rate limits cannot be evaded by inventing an address.
    #[test]
    fn only_the_trusted_hop_is_believed() {
        assert_eq!(told("203.0.113.9", 0), "127.0.0.1");
        assert_eq!(told("6.6.6.6, 203.0.113.9", 1), "203.0.113.9");
        assert_eq!(told("6.6.6.6, 203.0.113.9, 10.0.0.2", 2), "203.0.113.9");
        assert_eq!(told("203.0.113.9", 2), "127.0.0.1", "fewer entries than proxies: believe none");
        assert_eq!(told("not an address", 1), "127.0.0.1");
    }

    #[test]
    fn a_subscriber_is_one_neighbour() {
        let same = |a: &str, b: &str| neighbourhood(a.parse().unwrap()) == neighbourhood(b.parse().unwrap());
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("::ffff:203.0.113.9", "203.0.113.9"));
        assert!(!same("203.0.113.9", "203.0.113.10"));
    }
}
