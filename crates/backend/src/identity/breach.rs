//! Whether a password is on the lists of stolen ones, asked by k-anonymity of a service that speaks the format of
//! "Pwned Passwords": it is told the first five of forty hexadecimal digits of the password's SHA-1 and answers with every
//! known ending. Switched on by configuration; without it only the shipped list is asked.
//!
//! Guarantee: nothing but those five digits leaves. When the service does not answer in time the password is judged
//! without it: its absence must not stop people from choosing one.

use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sha1::{Digest, Sha1};

use crate::config::BreachConfig;

const PATIENCE: Duration = Duration::from_secs(2);
/// An answer has some eight hundred lines of forty bytes, more when padded.
const ANSWER_BYTES: usize = 256 * 1024;

type Http = Client<HttpsConnector<HttpConnector>, Empty<&'static [u8]>>;

/// The service, if there is one.
#[derive(Default)]
pub struct Breaches(Option<(Http, String)>);

impl Breaches {
    /// # Errors
    /// When this program's TLS cannot be set up.
    pub fn new(config: Option<&BreachConfig>) -> Result<Self, String> {
        let Some(config) = config else { return Ok(Self(None)) };
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(provider)
            .map_err(|error| error.to_string())?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self(Some((client, config.base.trim_end_matches('/').to_owned()))))
    }

    /// Whether the password is known to have been stolen; no where nobody is asked or nobody answers.
    pub(super) async fn knows(&self, password: &str) -> bool {
        let Some((client, base)) = &self.0 else { return false };
        let digest = hex::encode_upper(Sha1::digest(password.as_bytes()));
        let (start, ending) = digest.split_at(5);
        match tokio::time::timeout(PATIENCE, ask(client, &format!("{base}/range/{start}"))).await {
            Ok(Some(answer)) => holds(&answer, ending),
            _ => {
                tracing::warn!(kind = "the breach service did not answer");
                false
            }
        }
    }
}

async fn ask(client: &Http, address: &str) -> Option<String> {
    let request = http::Request::get(address)
        .header("add-padding", "true")
        .header("user-agent", "NutriScope")
        .body(Empty::new())
        .ok()?;
    let answer = client.request(request).await.ok().filter(|answer| answer.status().is_success())?;
    let bytes = Limited::new(answer.into_body(), ANSWER_BYTES).collect().await.ok()?.to_bytes();
    String::from_utf8(bytes.to_vec()).ok()
}

/// A line is an ending, a colon and how often; none of the padding's lines counts, they say nought times.
fn holds(answer: &str, ending: &str) -> bool {
    answer.lines().filter_map(|line| line.trim().split_once(':')).any(|(known, times)| {
        known.eq_ignore_ascii_case(ending) && times.trim().parse::<u64>().is_ok_and(|times| times > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// A stand-in that answers every question with `body`, and keeps what it was asked.
    async fn stand_in(body: String) -> (Breaches, tokio::task::JoinHandle<String>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut read = vec![0; 4096];
            let n = stream.read(&mut read).await.unwrap();
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8_lossy(&read[..n]).into_owned()
        });
        (Breaches::new(Some(&BreachConfig { base })).unwrap(), asked)
    }

    // P5: SHA-1 of "password" is 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8.
    #[tokio::test]
    async fn a_stolen_password_is_found_by_five_digits() {
        let body = "003D68EB55068C33ACE09247EE4C639306B:3\r\n1E4C9B93F3F0682250B6CF8331B7EE68FD8:9659365\r\n";
        let (breaches, asked) = stand_in(body.to_owned()).await;
        assert!(breaches.knows("password").await);
        let asked = asked.await.unwrap().to_lowercase();
        assert!(asked.starts_with("get /range/5baa6 http/1.1"), "{asked}");
        assert!(asked.contains("add-padding: true"));
        assert!(!asked.contains("1e4c9b93"), "more than five digits left");
    }

    #[tokio::test]
    async fn padding_others_and_silence_are_no_finding() {
        let padded = "1E4C9B93F3F0682250B6CF8331B7EE68FD8:0\r\n003D68EB55068C33ACE09247EE4C639306B:3\r\n";
        let (breaches, _asked) = stand_in(padded.to_owned()).await;
        assert!(!breaches.knows("password").await);
        let nobody = Breaches::new(Some(&BreachConfig { base: "http://127.0.0.1:9".into() })).unwrap();
        assert!(!nobody.knows("password").await);
        assert!(!Breaches::default().knows("password").await);
        for odd in ["", "no colon", ":", "1E4C9B93F3F0682250B6CF8331B7EE68FD8:many"] {
            assert!(!holds(odd, "1E4C9B93F3F0682250B6CF8331B7EE68FD8"), "{odd}");
        }
    }
}
