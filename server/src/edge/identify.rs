//! The outermost layer: gives the request an id, finds out where it came from, and writes its line in the log.
//!
//! Guarantee (N8, S12): the log knows the route's pattern, never the path, the query, a name or an address.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
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
    let address = app.edge.proxies.client(peer, request.headers());
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
    app.edge.meters.request(&method, route, status, started.elapsed());
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, %ms, request_id = id);
    } else {
        tracing::info!(%method, route, status, %ms, request_id = id);
    }
    response
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

    #[test]
    fn a_subscriber_is_one_neighbour() {
        let same = |a: &str, b: &str| neighbourhood(a.parse().unwrap()) == neighbourhood(b.parse().unwrap());
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("::ffff:203.0.113.9", "203.0.113.9"));
        assert!(!same("203.0.113.9", "203.0.113.10"));
    }
}
