//! What people see and do about where they are signed in, and what a sign-in leaves behind: a browser that is known from
//! now on, and a letter when neither it nor its network was.

use chrono::{DateTime, Utc};
use contract::id::PersonId;
use contract::identity::{SessionList, SessionRow};
use contract::team::MemberRole;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Arrival, DeviceToken, SessionToken, queries};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::{Public, SignIn};
use crate::mail::{Envelope, Letter};
use crate::refusal::Refusal;

/// Wrong passwords are shown for this many days.
const DAYS: i32 = 30;

#[derive(FromRow)]
pub(super) struct ListedRow {
    session_id: Uuid,
    current: bool,
    device: String,
    same_network: bool,
    signed_in_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    organisation_name: Option<String>,
    role: Option<String>,
}

impl Backend {
    /// Where the session's person is signed in, this session first; `None` without a live session.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_sessions(&self, token: &SessionToken) -> Result<Option<SessionList>, Refusal> {
        let hash = token.stored_hash(&self.keys);
        let mut tx = self.bare::<Public>().await?;
        let rows = queries::list_sessions(tx.conn(), &hash).await?;
        let wrong_passwords = queries::wrong_passwords(tx.conn(), &hash, DAYS).await?;
        let sessions: Vec<_> = rows.into_iter().map(shown).collect();
        Ok((!sessions.is_empty()).then_some(SessionList { sessions, wrong_passwords, days: DAYS }))
    }

    /// Ends one other session of the same person.
    ///
    /// # Errors
    /// `NotFound` when there is none to end.
    pub async fn end_session(&self, token: &SessionToken, target: Uuid) -> Result<(), Refusal> {
        let mut tx = self.bare::<Public>().await?;
        if !queries::end_one_session(tx.conn(), &token.stored_hash(&self.keys), target).await? {
            return Err(Refusal::NOT_FOUND);
        }
        tx.commit().await
    }

    /// Ends every other session of the person, and forgets their other browsers. How many sessions.
    ///
    /// # Errors
    /// `NotSignedIn` when this one is over itself.
    pub async fn end_other_sessions(&self, token: &SessionToken, from: &Arrival) -> Result<i32, Refusal> {
        let device = from.known.as_ref().map(DeviceToken::hash);
        let mut tx = self.bare::<Public>().await?;
        let ended = queries::end_other_sessions(tx.conn(), &token.stored_hash(&self.keys), device.as_deref()).await?;
        let ended = ended.ok_or(contract::AppError::NotSignedIn)?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Notes a sign-in that has succeeded. What comes back is the browser's secret from now on, if it had none that
    /// was known.
    ///
    /// # Errors
    /// Database faults.
    pub async fn remember_sign_in(&self, person: PersonId, from: &Arrival) -> Result<Option<DeviceToken>, Refusal> {
        let asked = self.keys.step(Step::PersonContact, &[About::Id(person.0)]);
        let mut tx = self.bare::<SignIn>().await?;
        let Some(contact) = queries::person_contact(tx.conn(), &asked, person.0).await? else { return Ok(None) };
        let letter = Letter::NewSignIn {
            device: from.device.clone(),
            when: written(self.clock.now(), &contact.zone),
            link: format!("{}/account/sessions", self.config.public_url),
        };
        let letter = self.seal_letter(&Envelope { to: contact.email, name: Some(contact.display_name), letter })?;
        let new = DeviceToken::random();
        let arrival = queries::ArrivalRow {
            step: self.keys.step(Step::RememberSignIn, &[About::Id(person.0), About::Bytes(&new.hash())]),
            person: person.0,
            device: from.known.as_ref().map(DeviceToken::hash),
            new_device: new.hash(),
            network: self.keys.network(from.address).to_vec(),
            letter,
        };
        let was_known = queries::remember_sign_in(tx.conn(), arrival).await?;
        tx.commit().await?;
        self.job_bell.notify_one();
        Ok((!was_known).then_some(new))
    }
}

/// A moment in a person's zone, with its name.
pub(super) fn written(at: DateTime<Utc>, zone: &str) -> String {
    let known = zone.parse::<chrono_tz::Tz>().unwrap_or(chrono_tz::UTC);
    format!("{} ({})", insight::clock::written(&known, at, "%A %-d %B %Y, %H:%M"), known.name())
}

fn shown(row: ListedRow) -> SessionRow {
    SessionRow {
        id: row.session_id,
        current: row.current,
        device: row.device,
        same_network: row.same_network,
        signed_in_at: row.signed_in_at,
        last_seen_at: row.last_seen_at,
        organisation: row.organisation_name,
        role: row.role.as_deref().and_then(MemberRole::parse),
    }
}
