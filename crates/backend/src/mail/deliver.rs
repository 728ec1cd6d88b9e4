//! Sending: over SMTP where a server is configured, into the development mailbox where none is.

use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox as Address, Message};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::letter::one_line;
use super::{Envelope, Written};
use crate::Backend;
use crate::config::Mode;
use crate::jobs::Failure;

/// Sends one sealed letter. `job` becomes the message's id, so that a letter sent twice is one letter to most readers.
///
/// # Errors
/// Why, without an address in it.
pub(crate) async fn send(backend: &Backend, job: Uuid, sealed: Option<&[u8]>) -> Result<(), Failure> {
    let envelope =
        sealed.and_then(|sealed| backend.open_letter(job, sealed)).ok_or(Failure("the letter does not open"))?;
    deliver(backend, job, &envelope).await
}

/// Sends a letter that a job wrote itself.
///
/// # Errors
/// As `send`.
pub(crate) async fn deliver(backend: &Backend, job: Uuid, envelope: &Envelope) -> Result<(), Failure> {
    match &backend.config.smtp_url {
        Some(url) => smtp(url, message(&backend.config.mail_from, job, envelope)?).await,
        None if backend.config.mode == Mode::Development => {
            backend.mailbox.put(backend.clock.now(), envelope);
            Ok(())
        }
        None => Err(Failure("no mail server is configured")),
    }
}

fn message(from: &str, job: Uuid, envelope: &Envelope) -> Result<Message, Failure> {
    let Written { subject, text } = envelope.write();
    let from: Address = from.parse().map_err(|_| Failure("the sender's address cannot be read"))?;
    let address = envelope.to.parse().map_err(|_| Failure("the address cannot be written to"))?;
    let host = from.email.domain().to_owned();
    Message::builder()
        .from(from)
        .to(Address::new(envelope.name.as_deref().map(one_line), address))
        .subject(subject)
        .message_id(Some(format!("<{job}@{host}>")))
        // Out-of-office replies to a machine help nobody.
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .header(ContentType::TEXT_PLAIN)
        .body(text)
        .map_err(|_| Failure("the letter cannot be written as a message"))
}

async fn smtp(url: &SecretString, message: Message) -> Result<(), Failure> {
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
        .map_err(|_| Failure("the mail server's address cannot be read"))?
        .timeout(Some(Duration::from_secs(20)))
        .build();
    // The server's own words may quote the address, so they are not kept.
    match server.send(message).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_permanent() => Err(Failure("the mail server refused the letter")),
        Err(error) if error.is_timeout() => Err(Failure("the mail server did not answer in time")),
        Err(_) => Err(Failure("the mail server did not take the letter")),
    }
}
