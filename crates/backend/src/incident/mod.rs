//! Incidents (N15): the register, the clock of 72 hours, what was touched, what was thought, told and decided.
//!
//! Guarantees: the order of states is the database's (`app.incident_transition`), and closing needs an assessment and
//! what follows from it; an incident's own log, like its assessments, only grows; while it is open its evidence is held
//! from retention (`app.evidence_hold`); a drill is the same in everything, is marked in everything, and tells nobody
//! outside. To add a step: its state in the migration and in `contract::incident`, its method in `steps`.

mod affected;
mod bundle;
mod queries;
mod remind;
mod rows;
mod steps;
mod windows;

use chrono::{DateTime, Duration, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use contract::Code;
use contract::id::{IncidentId, MembershipId};
use contract::incident::{Facts, HOURS, Incident, Register};
use contract::paging::Reach;
use insight::clock::Moment;

use crate::Backend;
use crate::db::{Clinic, ReadTx};
use crate::refusal::Refusal;

pub use bundle::{Bundle, Question, write_bundle};
pub(crate) use remind::remind;

/// The job that reminds the administrators of the clock.
pub(crate) const REMIND: &str = "remind_incident";

impl Backend {
    /// `/clinic/incidents`
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_incidents(&self, tx: &mut ReadTx<Clinic>, reach: Reach) -> Result<Register, Refusal> {
        let (tz, now) = (tx.scope().tz(), self.clock.now());
        let rows = queries::list_incidents(tx, reach).await?;
        Ok(Register {
            organisation: tx.scope().organisation_name.clone(),
            incidents: rows.into_iter().filter_map(|row| row.listed(now, tz)).collect(),
            now: Moment::new(&tz, now),
        })
    }

    /// `/clinic/incidents/{incident}`
    ///
    /// # Errors
    /// `NotFound` for one that is not this clinic's.
    pub async fn load_incident(
        &self,
        tx: &mut ReadTx<Clinic>,
        id: IncidentId,
        reach: Reach,
    ) -> Result<Incident, Refusal> {
        let (tz, now) = (tx.scope().tz(), self.clock.now());
        let here = |at: DateTime<Utc>| Moment::new(&tz, at);
        let row = queries::find_incident(tx, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        let assessments = queries::list_assessments(tx, id.0).await?;
        let notes = queries::list_notes(tx, id.0, reach).await?;
        let people = queries::list_members(tx).await?;
        let (contained_at, decided_at, closed_at) = (row.contained_at, row.decided_at, row.closed_at);
        Ok(Incident {
            deadline: here(row.aware_at + Duration::hours(HOURS)),
            scope: row.scope(tz),
            contained_at: contained_at.map(here),
            decided_at: decided_at.map(here),
            closed_at: closed_at.map(here),
            authorities: row.authorities(),
            authority_ref: row.authority_ref.clone().unwrap_or_default(),
            persons_told: row.persons_told,
            assessments: i64::try_from(assessments.len()).unwrap_or(i64::MAX),
            assessment: assessments.into_iter().next().and_then(rows::AssessmentRow::view),
            notes: notes.into_iter().filter_map(|note| note.view(tz)).collect(),
            held_until: row.held_until.map(here),
            people: people.into_iter().map(|(id, name)| (MembershipId(id), name)).collect(),
            organisation: tx.scope().organisation_name.clone(),
            now: here(now),
            listed: row.listed(now, tz).ok_or(Refusal::NOT_FOUND)?,
        })
    }

    /// What the templates are filled from.
    ///
    /// # Errors
    /// As `load_incident`.
    pub async fn load_incident_facts(&self, tx: &mut ReadTx<Clinic>, id: IncidentId) -> Result<Facts, Refusal> {
        let (tz, now) = (tx.scope().tz(), self.clock.now());
        let here = |at: DateTime<Utc>| Moment::new(&tz, at);
        let row = queries::find_incident(tx, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        let assessment = queries::list_assessments(tx, id.0).await?.into_iter().next();
        let clients = match row.ask() {
            Some(ask) => Some(affected::count_clients(tx, &ask).await?),
            None => None,
        };
        let listed = row.listed(now, tz).ok_or(Refusal::NOT_FOUND)?;
        Ok(Facts {
            organisation: tx.scope().organisation_name.clone(),
            number: listed.number,
            title: listed.title,
            is_drill: listed.is_drill,
            aware_at: listed.aware_at,
            zone: tx.scope().zone.clone(),
            began_at: row.began_at.map(here),
            ended_at: row.ended_at.map(here),
            contained_at: row.contained_at.map(here),
            assessment: assessment.and_then(rows::AssessmentRow::view),
            clients,
            status: listed.status,
            hours_since: (now - row.aware_at).num_hours(),
        })
    }
}

/// A time as typed in a zone; one that the clocks skip is none. Where it comes twice the earlier is meant, so that no
/// deadline starts too late, and the later for the end of a stretch, so that none is too short; the page then names the
/// offset of what was taken.
fn instant(field: &'static str, typed: NaiveDateTime, tz: Tz) -> Result<DateTime<Utc>, Refusal> {
    let there = tz.from_local_datetime(&typed);
    let there = if field == "until" { there.latest() } else { there.earliest() };
    there.map(|there| there.with_timezone(&Utc)).ok_or_else(|| Refusal::field(field, Code::NoSuchTime))
}
