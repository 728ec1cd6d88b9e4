//! Codes by letter, for clients: six digits for the session that asked, ten minutes, five tries with all other codes.

use contract::Code;
use contract::account::{FactorKind, parse_code};

use super::{Ticket, queries, sealing};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::SignIn;
use crate::identity::SessionToken;
use crate::mail::{Envelope, Letter};
use crate::random;
use crate::refusal::Refusal;

impl Backend {
    /// Sends a code to the address of the account. Beyond three in an hour none is sent and nothing is said.
    ///
    /// # Errors
    /// `NotSignedIn`; `NotFound` for somebody who has no codes by e-mail; `TooMany`.
    pub async fn send_code(&self, token: &SessionToken, from: std::net::IpAddr) -> Result<(), Refusal> {
        let ways = self.find_ways(token).await?;
        let (_, session_id) = self.gate_person(token).await?;
        if !self.limits.ask_letter(&format!("code {}", ways.address.to_ascii_lowercase()), from)? {
            return Ok(());
        }
        let number = u64::from_be_bytes(random::bytes()) % 1_000_000;
        let code = format!("{number:06}");
        let hash = sealing::code_hash(&self.keys, &session_id.to_string(), &code);
        let link = format!("{}/sign-in/factor", self.config.public_url);
        let letter = Letter::SignInCode { code, link };
        let letter = self.seal_letter(&Envelope { to: ways.address, name: Some(ways.name), letter })?;
        let mut tx = self.bare::<SignIn>().await?;
        if !queries::send_code(tx.conn(), &token.stored_hash(&self.keys), &hash, letter).await? {
            return Err(Refusal::NOT_FOUND);
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(())
    }

    /// The code of the letter.
    ///
    /// # Errors
    /// As `prove_totp`.
    pub async fn prove_email(&self, token: &SessionToken, code: &str) -> Result<Ticket, Refusal> {
        let code = parse_code(code).map_err(|code| Refusal::field("mailed_code", code))?;
        let (_, session_id) = self.gate_person(token).await?;
        self.count_try(token).await?;
        let codes = sealing::code_hashes(&self.keys, &session_id.to_string(), &code);
        let (ticket, session) = (Ticket::new(), token.stored_hash(&self.keys));
        let step = self.keys.step(Step::ProveEmail, &[About::Bytes(&session), About::Bytes(&ticket.hash())]);
        let mut tx = self.bare::<SignIn>().await?;
        if !queries::prove_email(tx.conn(), &step, &session, &codes, &ticket.hash()).await? {
            return Err(Refusal::field("mailed_code", Code::WrongCode));
        }
        tx.commit().await?;
        Ok(ticket)
    }

    /// Turns codes by e-mail on: for clients, who are not on anybody's staff.
    ///
    /// # Errors
    /// `ProofNeeded`; `NotFound` for staff; also when they are on already.
    pub async fn add_email(&self, token: &SessionToken) -> Result<Ticket, Refusal> {
        let ways = self.find_ways(token).await?;
        let letter = self.tell(&ways, |link| Letter::FactorChanged { kind: FactorKind::Email, on: true, link })?;
        let (id, ticket) = (random::id(self.clock.now()), Ticket::new());
        let mut tx = self.bare::<SignIn>().await?;
        let session = token.stored_hash(&self.keys);
        let step = self.keys.step(Step::AddEmail, &[About::Bytes(&session), About::Bytes(&ticket.hash())]);
        if !queries::add_email(tx.conn(), &step, &session, id, &ticket.hash(), letter).await? {
            return Err(Refusal::NOT_FOUND);
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(ticket)
    }
}
