//! The steps of an incident, one method each. Each locks the incident, so that of two who press at once one is told.

use chrono::TimeDelta;
use contract::id::IncidentId;
use contract::incident::{Assessment, Decision, HOURS, NoteKind, Notified, Opening, REMINDERS, Scope, Status};
use contract::{AppError, Code};
use uuid::Uuid;

use super::queries::{self, Note};
use super::windows::Ask;
use super::{REMIND, instant, rows};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, WriteTx};
use crate::refusal::Refusal;

/// What the reminding job is given.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct RemindJob {
    pub incident_id: Uuid,
    pub hours: i16,
}

impl Backend {
    /// Opens an incident and sets its reminders. `key` is the form's: posted twice it is one incident.
    ///
    /// # Errors
    /// `Invalid` on `aware_at` for a time to come; `NotFound` for anyone who is not an administrator.
    pub async fn open_incident(
        &self,
        mut tx: WriteTx<Clinic>,
        key: Uuid,
        opening: &Opening,
    ) -> Result<IncidentId, Refusal> {
        let (house, me) = admin(&tx)?;
        let now = self.clock.now();
        let aware_at = instant("aware_at", opening.aware_at, tx.scope().tz())?;
        if contract::instant::is_future(aware_at, now) {
            return Err(Refusal::field("aware_at", Code::InFuture));
        }
        // A clock that is a little fast has seen it now.
        let aware_at = aware_at.min(now);
        if aware_at < now - TimeDelta::days(3650) {
            return Err(Refusal::field("aware_at", Code::InPast));
        }
        if let Err(error) =
            queries::insert_incident(tx.conn(), house, key, &opening.title, opening.is_drill, aware_at).await
        {
            let refusal = Refusal::from(error);
            return if refusal.constraint() == Some("incident_pkey") { Ok(IncidentId(key)) } else { Err(refusal) };
        }
        let note = Note {
            organisation: house,
            incident: key,
            id: key,
            kind: NoteKind::Opened,
            text: &opening.text,
            by: Some(me),
        };
        queries::insert_note(tx.conn(), &note).await?;
        for (hours, due) in reminders(aware_at, now) {
            tx.enqueue(REMIND, &RemindJob { incident_id: key, hours }, None, Some(due)).await?;
        }
        let kind = if opening.is_drill { "drill" } else { "real" };
        tx.commit(Activity::new(Action::IncidentOpened).on(key).moved(kind, Status::Opened.as_str())).await?;
        Ok(IncidentId(key))
    }

    /// Adds a line to an incident's own log.
    ///
    /// # Errors
    /// `NotFound` for one that is not this clinic's.
    pub async fn note_incident(
        &self,
        tx: WriteTx<Clinic>,
        id: IncidentId,
        key: Uuid,
        text: &str,
    ) -> Result<(), Refusal> {
        let mut step = Step::begin(tx, id, key).await?;
        if step.note(NoteKind::Note, text).await? {
            step.tx.commit(Activity::new(Action::IncidentNoted).on(id.0)).await?;
        }
        Ok(())
    }

    /// Says what it may have touched. A new answer takes the old one's place; both are in the notes.
    ///
    /// # Errors
    /// `Conflict` once it is closed; `Invalid` for a time that is none.
    pub async fn scope_incident(
        &self,
        tx: WriteTx<Clinic>,
        id: IncidentId,
        key: Uuid,
        scope: &Scope<chrono::NaiveDateTime>,
    ) -> Result<(), Refusal> {
        let tz = tx.scope().tz();
        let time = |field, typed: Option<_>| typed.map(|typed| instant(field, typed, tz)).transpose();
        let ask = Ask {
            kind: scope.kind,
            id: scope.id,
            since: time("from", scope.from)?,
            until: time("until", scope.until)?,
        };
        let mut step = Step::begin(tx, id, key).await?;
        if step.status == Status::Closed {
            return not_now();
        }
        let utc = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map_or("…".to_owned(), |at| insight::clock::written(&chrono::Utc, at, rows::NOTED))
        };
        let whose = ask.id.map(|id| format!(" {id}")).unwrap_or_default();
        let text = format!("{}{whose}, {} to {}", ask.kind.as_str(), utc(ask.since), utc(ask.until));
        if step.note(NoteKind::Scope, &text).await? {
            queries::set_scope(step.tx.conn(), step.house, id.0, &ask).await?;
            step.tx.commit(Activity::new(Action::IncidentScoped).on(id.0)).await?;
        }
        Ok(())
    }

    /// It cannot get worse any more.
    ///
    /// # Errors
    /// `Conflict` when it is not open.
    pub async fn contain_incident(
        &self,
        tx: WriteTx<Clinic>,
        id: IncidentId,
        key: Uuid,
        text: &str,
    ) -> Result<(), Refusal> {
        let step = Step::begin(tx, id, key).await?;
        step.take(&[Status::Opened], NoteKind::Contained, text, Action::IncidentContained, Status::Contained).await
    }

    /// What is thought of it. While nothing is decided it may be thought again: the newest counts, all are kept.
    ///
    /// # Errors
    /// `Conflict` before it is contained, and once it is decided.
    pub async fn assess_incident(
        &self,
        tx: WriteTx<Clinic>,
        id: IncidentId,
        key: Uuid,
        assessment: &Assessment,
    ) -> Result<(), Refusal> {
        let mut step = Step::begin(tx, id, key).await?;
        let text = format!("{}, {}", assessment.risk.as_str(), assessment.decision.as_str());
        if step.moves(&[Status::Contained, Status::Assessed], NoteKind::Assessed, &text).await? {
            queries::insert_assessment(step.tx.conn(), step.house, id.0, key, assessment, step.me).await?;
            if step.status == Status::Contained {
                queries::set_status(step.tx.conn(), step.house, id.0, Status::Assessed).await?;
            }
            step.finish(Action::IncidentAssessed, Status::Assessed).await?;
        }
        Ok(())
    }

    /// Those who had to be told were told. Takes a fresh proof.
    ///
    /// # Errors
    /// `ProofNeeded`; `Invalid` on `persons` when they had to be told too; `Conflict` when it was decided otherwise.
    pub async fn notify_incident(
        &self,
        mut tx: WriteTx<Clinic>,
        id: IncidentId,
        key: Uuid,
        told: &Notified,
    ) -> Result<(), Refusal> {
        tx.demand_proof().await?;
        let mut step = Step::begin(tx, id, key).await?;
        if !step.moves(&[Status::Assessed], NoteKind::Notified, &told.text).await? {
            return Ok(());
        }
        match step.decision().await? {
            Some(Decision::AuthorityAndPersons) if !told.persons => {
                return Err(Refusal::field("persons", Code::Required));
            }
            Some(Decision::Authority | Decision::AuthorityAndPersons) => {}
            _ => return not_now(),
        }
        queries::set_notified(step.tx.conn(), step.house, id.0, told).await?;
        step.finish(Action::IncidentDecided, Status::Notified).await
    }

    /// Nobody has to be told, as the assessment says. Takes a fresh proof.
    ///
    /// # Errors
    /// `ProofNeeded`; `Conflict` when it was decided otherwise.
    pub async fn dismiss_incident(
        &self,
        mut tx: WriteTx<Clinic>,
        id: IncidentId,
        key: Uuid,
        text: &str,
    ) -> Result<(), Refusal> {
        tx.demand_proof().await?;
        let mut step = Step::begin(tx, id, key).await?;
        if step.decision().await? != Some(Decision::Nobody) {
            return not_now();
        }
        step.take(&[Status::Assessed], NoteKind::NotNotifiable, text, Action::IncidentDecided, Status::NotNotifiable)
            .await
    }

    /// It is over. Takes a fresh proof.
    ///
    /// # Errors
    /// `ProofNeeded`; `Conflict` before it was decided whom to tell.
    pub async fn close_incident(
        &self,
        mut tx: WriteTx<Clinic>,
        id: IncidentId,
        key: Uuid,
        text: &str,
    ) -> Result<(), Refusal> {
        tx.demand_proof().await?;
        let step = Step::begin(tx, id, key).await?;
        let decided = [Status::Notified, Status::NotNotifiable];
        step.take(&decided, NoteKind::Closed, text, Action::IncidentClosed, Status::Closed).await
    }
}

/// Those to come, and of those that are over the last: who learns late is reminded once.
fn reminders(
    aware_at: chrono::DateTime<chrono::Utc>,
    now: chrono::DateTime<chrono::Utc>,
) -> Vec<(i16, chrono::DateTime<chrono::Utc>)> {
    let all = REMINDERS.map(|hours| (hours, aware_at + TimeDelta::hours(i64::from(hours))));
    let over = all.iter().filter(|(_, due)| *due <= now).count();
    let gone = aware_at + TimeDelta::hours(HOURS * 10) < now;
    all.into_iter().skip(if gone { all.len() } else { over.saturating_sub(1) }).collect()
}

fn admin(tx: &WriteTx<Clinic>) -> Result<(Uuid, Uuid), Refusal> {
    if !tx.scope().role().is_admin() {
        return Err(Refusal::NOT_FOUND);
    }
    Ok((tx.scope().organisation().0, tx.scope().member().0))
}

/// Another step comes first, or this one was taken by another form.
fn not_now<T>() -> Result<T, Refusal> {
    Err(AppError::Conflict(Code::StepNotPossible).into())
}

/// A change of one incident, whose row it holds.
struct Step {
    tx: WriteTx<Clinic>,
    house: Uuid,
    me: Uuid,
    incident: Uuid,
    key: Uuid,
    status: Status,
}

impl Step {
    async fn begin(mut tx: WriteTx<Clinic>, id: IncidentId, key: Uuid) -> Result<Self, Refusal> {
        let (house, me) = admin(&tx)?;
        let status = queries::lock_status(tx.conn(), house, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        Ok(Self { tx, house, me, incident: id.0, key, status })
    }

    /// Whether the line is new; a form posted twice has written it already.
    async fn note(&mut self, kind: NoteKind, text: &str) -> Result<bool, Refusal> {
        let (organisation, incident, id, by) = (self.house, self.incident, self.key, Some(self.me));
        Ok(queries::insert_note(self.tx.conn(), &Note { organisation, incident, id, kind, text, by }).await?)
    }

    /// Writes the line of a step that may be taken now; false when this very form has taken it already.
    async fn moves(&mut self, from: &[Status], kind: NoteKind, text: &str) -> Result<bool, Refusal> {
        if from.contains(&self.status) {
            return self.note(kind, text).await;
        }
        match queries::has_note(self.tx.conn(), self.house, self.incident, self.key).await? {
            true => Ok(false),
            false => not_now(),
        }
    }

    /// Takes a step that says something and changes the status.
    async fn take(
        mut self,
        from: &[Status],
        kind: NoteKind,
        text: &str,
        action: Action,
        to: Status,
    ) -> Result<(), Refusal> {
        if self.moves(from, kind, text).await? {
            queries::set_status(self.tx.conn(), self.house, self.incident, to).await?;
            self.finish(action, to).await?;
        }
        Ok(())
    }

    /// What the newest assessment says.
    async fn decision(&mut self) -> Result<Option<Decision>, Refusal> {
        let newest = queries::find_assessments(self.tx.conn(), self.house, self.incident).await?.into_iter().next();
        Ok(newest.and_then(|row| Decision::parse(&row.decision)))
    }

    async fn finish(self, action: Action, to: Status) -> Result<(), Refusal> {
        self.tx.commit(Activity::new(action).on(self.incident).moved(self.status.as_str(), to.as_str())).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    // N15: reminders to come, and at most one for those that are over.
    #[test]
    fn who_learns_late_is_reminded_once() {
        let aware = DateTime::UNIX_EPOCH;
        let left = |hours: i64| {
            reminders(aware, aware + TimeDelta::hours(hours)).into_iter().map(|(hours, _)| hours).collect::<Vec<_>>()
        };
        assert_eq!(left(0), [24, 48, 66]);
        assert_eq!(left(30), [24, 48, 66]);
        assert_eq!(left(50), [48, 66]);
        assert_eq!(left(80), [66]);
        assert_eq!(left(10_000), [] as [i16; 0]);
    }
}
