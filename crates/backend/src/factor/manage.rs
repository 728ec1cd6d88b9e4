//! Turning factors on and off. Each takes a fresh proof, which the database checks, and tells the person by letter.

use chrono::{DateTime, Utc};
use contract::account::{FactorKind, parse_code};
use contract::{AppError, Code};
use uuid::Uuid;

use super::{Qr, Ticket, queries, recovery, sealing, totp};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::SignIn;
use crate::identity::SessionToken;
use crate::mail::Letter;
use crate::random;
use crate::refusal::Refusal;

/// A factor that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorView {
    pub id: Uuid,
    pub kind: FactorKind,
    pub label: String,
    pub added: DateTime<Utc>,
    pub last_used: Option<DateTime<Utc>>,
}

/// What the hub shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    pub factors: Vec<FactorView>,
    pub codes_left: i32,
    /// Passkeys work at this address.
    pub has_passkeys: bool,
}

/// An app being set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// For apps without a camera, in groups of four.
    pub secret: String,
    pub qr: Qr,
}

impl Backend {
    /// # Errors
    /// `NotSignedIn`.
    pub async fn load_factors(&self, token: &SessionToken) -> Result<Overview, Refusal> {
        let session = token.stored_hash(&self.keys);
        let mut tx = self.bare::<SignIn>().await?;
        let ways = queries::find_ways(tx.conn(), &session).await?.ok_or(AppError::NotSignedIn)?;
        let factors = queries::list_factors(tx.conn(), &session).await?;
        let view = |row: queries::FactorRow| {
            Some(FactorView {
                id: row.factor_id,
                kind: FactorKind::parse(&row.kind)?,
                label: row.label,
                added: row.created_at,
                last_used: row.last_used_at,
            })
        };
        let factors = factors.into_iter().filter(|row| row.confirmed).filter_map(view).collect();
        Ok(Overview { factors, codes_left: ways.codes_left, has_passkeys: self.passkeys.is_some() })
    }

    /// Makes the secret of an app; it counts once its first code was right.
    ///
    /// # Errors
    /// `ProofNeeded`.
    pub async fn start_totp(&self, token: &SessionToken) -> Result<(), Refusal> {
        let id = random::id(self.clock.now());
        let secret = zeroize::Zeroizing::new(random::bytes::<{ totp::SECRET_BYTES }>());
        let sealed = sealing::seal(&self.keys, sealing::Cell::Factor(id), secret.as_slice());
        let mut tx = self.bare::<SignIn>().await?;
        queries::start_totp(tx.conn(), &token.stored_hash(&self.keys), id, "app", &sealed).await?;
        tx.commit().await
    }

    /// The picture of the app being set up; `None` when none is. Only for a fresh session: it is the secret itself.
    ///
    /// # Errors
    /// `ProofNeeded`.
    pub async fn find_enrolment(&self, token: &SessionToken) -> Result<Option<Enrolment>, Refusal> {
        let session = token.stored_hash(&self.keys);
        let mut tx = self.bare::<SignIn>().await?;
        let gate = queries::find_gate(tx.conn(), &session).await?;
        if gate.gate.as_deref() == Some("factor") || gate.fresh != Some(true) {
            return Err(AppError::ProofNeeded.into());
        }
        let ways = queries::find_ways(tx.conn(), &session).await?.ok_or(AppError::NotSignedIn)?;
        let factors = queries::list_factors(tx.conn(), &session).await?;
        let Some(app) = factors.into_iter().find(|row| row.kind == "totp" && !row.confirmed) else { return Ok(None) };
        let cell = sealing::Cell::Factor(app.factor_id);
        let secret = sealing::open(&self.keys, cell, app.sealed.as_deref().unwrap_or_default())?;
        let qr = Qr::of(&totp::address(&secret, &ways.address))?;
        let letters = totp::base32(&secret);
        let groups: Vec<_> = letters.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        Ok(Some(Enrolment { secret: groups.join(" "), qr }))
    }

    /// The app's first code: from here on it counts. With the first factor come recovery codes, on a sheet.
    ///
    /// # Errors
    /// `ProofNeeded`; `Invalid` for `code`; `Gone` when nothing is being set up.
    pub async fn confirm_totp(&self, token: &SessionToken, code: &str) -> Result<Ticket, Refusal> {
        let code = parse_code(code).map_err(|code| Refusal::field("code", code))?;
        let session = token.stored_hash(&self.keys);
        let ways = self.find_ways(token).await?;
        let letter = self.tell(&ways, |link| Letter::FactorChanged { kind: FactorKind::Totp, on: true, link })?;
        let mut tx = self.bare::<SignIn>().await?;
        let factors = queries::list_factors(tx.conn(), &session).await?;
        let gone = || Refusal::from(AppError::Gone(Code::EnrolmentOver));
        let app = factors.into_iter().find(|row| row.kind == "totp" && !row.confirmed).ok_or_else(gone)?;
        let cell = sealing::Cell::Factor(app.factor_id);
        let secret = sealing::open(&self.keys, cell, app.sealed.as_deref().unwrap_or_default())?;
        let step = totp::find_step(&secret, &code, self.clock.now().timestamp());
        let step = step.ok_or_else(|| Refusal::field("code", Code::WrongCode))?;
        let ticket = Ticket::new();
        let shown = self.keys.step(Step::ConfirmTotp, &[About::Bytes(&session), About::Bytes(&ticket.hash())]);
        if !queries::confirm_totp(tx.conn(), &shown, &session, (app.factor_id, step), &ticket.hash(), letter).await? {
            return Err(gone());
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(ticket)
    }

    /// Turns one factor off.
    ///
    /// # Errors
    /// `ProofNeeded`; `NotFound` for what is not theirs.
    pub async fn remove_factor(&self, token: &SessionToken, id: Uuid) -> Result<(), Refusal> {
        let session = token.stored_hash(&self.keys);
        let ways = self.find_ways(token).await?;
        let mut tx = self.bare::<SignIn>().await?;
        let factors = queries::list_factors(tx.conn(), &session).await?;
        let row = factors.into_iter().find(|row| row.factor_id == id && row.confirmed).ok_or(Refusal::NOT_FOUND)?;
        let kind = FactorKind::parse(&row.kind).ok_or(Refusal::NOT_FOUND)?;
        let letter = self.tell(&ways, |link| Letter::FactorChanged { kind, on: false, link })?;
        if !queries::remove_factor(tx.conn(), &session, id, letter).await? {
            return Err(Refusal::NOT_FOUND);
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(())
    }

    /// Ten new recovery codes; those of before are over. They wait on a sheet for this session.
    ///
    /// # Errors
    /// `ProofNeeded`; `NotFound` without a factor.
    pub async fn renew_recovery(&self, token: &SessionToken) -> Result<(), Refusal> {
        let ways = self.find_ways(token).await?;
        let letter = self.tell(&ways, |link| Letter::RecoveryRenewed { link })?;
        self.make_recovery(token, Some(letter)).await
    }

    /// The codes that come with a first factor, whose letter is enough; whether there were none yet.
    ///
    /// # Errors
    /// As `renew_recovery`.
    pub async fn first_recovery(&self, token: &SessionToken) -> Result<bool, Refusal> {
        if self.find_ways(token).await?.codes_left > 0 {
            return Ok(false);
        }
        self.make_recovery(token, None).await?;
        Ok(true)
    }

    async fn make_recovery(&self, token: &SessionToken, letter: Option<Vec<u8>>) -> Result<(), Refusal> {
        let (person, _) = self.gate_person(token).await?;
        let codes = recovery::generate();
        let hashes: Vec<_> = codes.iter().map(|code| sealing::code_hash(&self.keys, "recovery", code)).collect();
        let plain = zeroize::Zeroizing::new(codes.join(" "));
        let sheet = sealing::seal(&self.keys, sealing::Cell::Sheet(person.0), plain.as_bytes());
        let mut tx = self.bare::<SignIn>().await?;
        let session = token.stored_hash(&self.keys);
        if !queries::replace_recovery(tx.conn(), &session, &hashes, &sheet, letter).await? {
            return Err(Refusal::NOT_FOUND);
        }
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok(())
    }

    /// The codes just made by this session; `None` once they were kept or ten minutes are over.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_recovery_sheet(&self, token: &SessionToken) -> Result<Option<Vec<String>>, Refusal> {
        let mut tx = self.bare::<SignIn>().await?;
        let Some((person, sealed)) = queries::find_sheet(tx.conn(), &token.stored_hash(&self.keys)).await? else {
            return Ok(None);
        };
        let plain = sealing::open(&self.keys, sealing::Cell::Sheet(person), &sealed)?;
        let text = String::from_utf8_lossy(&plain);
        Ok(Some(text.split(' ').map(recovery::format).collect()))
    }

    /// The codes are kept: they are shown to nobody again.
    ///
    /// # Errors
    /// Database faults.
    pub async fn drop_recovery_sheet(&self, token: &SessionToken) -> Result<(), Refusal> {
        let mut tx = self.bare::<SignIn>().await?;
        queries::drop_sheet(tx.conn(), &token.stored_hash(&self.keys)).await?;
        tx.commit().await
    }
}
