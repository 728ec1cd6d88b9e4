//! The week of a practitioner, or of the whole team: who comes when, and what became of it.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use contract::Code;
use contract::booking::{AgendaView, AppointmentStatus, MoneyView};
use contract::day::Day;
use contract::id::{AppointmentId, MembershipId};

use super::{book, letters, queries, rows};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{AgendaTx, Clinic, Portal, Practice, ReadTx, WriteTx};
use crate::identity::SessionToken;
use crate::refusal::Refusal;

impl Backend {
    /// Opens the week that holds `day` (today's without), in the zone of who looks; who is in it is logged first.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_week<P: Portal>(&self, token: &SessionToken, day: Option<Day>) -> Result<AgendaTx<P>, Refusal> {
        let now = self.clock.now();
        self.open_agenda(token, |scope| span(scope.tz(), monday(scope.tz(), now, day))).await
    }

    /// The practitioner's own week.
    ///
    /// # Errors
    /// Database faults.
    pub async fn show_agenda(&self, tx: &mut AgendaTx<Practice>, day: Option<Day>) -> Result<AgendaView, Refusal> {
        let me = tx.scope().member();
        self.week(tx, Some(me), day).await
    }

    /// The same of the whole team.
    ///
    /// # Errors
    /// Database faults.
    pub async fn show_team_agenda(&self, tx: &mut AgendaTx<Clinic>, day: Option<Day>) -> Result<AgendaView, Refusal> {
        self.week(tx, None, day).await
    }

    async fn week<P: Portal>(
        &self,
        tx: &mut AgendaTx<P>,
        practitioner: Option<MembershipId>,
        day: Option<Day>,
    ) -> Result<AgendaView, Refusal> {
        let (org, tz) = (tx.scope().organisation(), tx.scope().tz());
        let now = self.clock.now();
        let monday = monday(tz, now, day);
        let rows = queries::list_agenda(tx, org, practitioner, span(tz, monday)).await?;
        let entries = rows.into_iter().map(rows::AgendaRow::entry).collect::<Result<_, _>>()?;
        Ok(AgendaView { zone: tx.scope().zone.clone(), monday: monday.date(), now, entries })
    }

    /// What a person of the clinic has to settle: refunds that failed, amounts that did not match, disputes that wait.
    /// The day of each appointment in the reader's zone, which leads to the agenda's week, and what is true of the money;
    /// nobody is named.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_money_tasks(&self, tx: &mut ReadTx<Clinic>) -> Result<MoneyView, Refusal> {
        let (org, tz) = (tx.scope().organisation(), tx.scope().tz());
        let rows = queries::list_trouble(tx.conn(), org).await?;
        let tasks = rows.into_iter().map(|row| row.view(tz)).collect::<Result<_, _>>()?;
        Ok(MoneyView { tasks, may_settle: tx.scope().role().is_admin() })
    }

    /// Says what became of an appointment: completed, not attended, or cancelled by the practice (which refunds). A
    /// practitioner of their own, the front desk of anybody's.
    ///
    /// # Errors
    /// `NotFound`; `Conflict(NotCancellable)` when it has moved on meanwhile, or when it has not started yet and is
    /// said to be over.
    pub async fn conclude_appointment<P: Portal>(
        &self,
        mut tx: WriteTx<P>,
        id: AppointmentId,
        to: AppointmentStatus,
    ) -> Result<(), Refusal> {
        let action = match to {
            AppointmentStatus::Completed => Action::AppointmentCompleted,
            AppointmentStatus::NoShow => Action::AppointmentMissed,
            AppointmentStatus::CancelledByPractice => Action::AppointmentCancelled,
            _ => return Err(Refusal::field("to", Code::Unknown)),
        };
        let org = tx.scope().organisation();
        let seen = queries::find_state(tx.conn(), org, id).await?.ok_or(Refusal::NOT_FOUND)?;
        queries::lock_practitioner(tx.conn(), seen.practitioner_id).await?;
        let state = queries::find_state(tx.conn(), org, id).await?.ok_or(Refusal::NOT_FOUND)?;
        let from = rows::known(AppointmentStatus::parse(&state.status))?;
        let cancels = to == AppointmentStatus::CancelledByPractice;
        let allowed = match from {
            AppointmentStatus::Confirmed => cancels || state.started,
            AppointmentStatus::Held => cancels,
            _ => false,
        };
        if !allowed || !queries::move_appointment(tx.conn(), org, id, from, to).await? {
            return Err(Refusal::conflict(Code::NotCancellable));
        }
        if cancels {
            book::settle_later(&mut tx, &state).await?;
            // The practitioner hears of it unless it was they who said so.
            let by_another = tx.scope().member().0 != state.practitioner_id;
            letters::tell(&mut tx, id.0, true, by_another).await?;
        }
        let done = Activity::new(action).on(id.0).about(state.client_id).moved(from.as_str(), to.as_str());
        tx.commit(done).await
    }
}

fn monday(tz: Tz, now: DateTime<Utc>, day: Option<Day>) -> Day {
    day.unwrap_or_else(|| Day::today(now.with_timezone(&tz).date_naive())).monday()
}

/// Seven days; the last week of the calendar ends with it.
fn span(tz: Tz, monday: Day) -> Range<DateTime<Utc>> {
    let end = monday.plus(7).map_or(Day::LAST, Day::date);
    midnight(tz, monday.date())..midnight(tz, end)
}

/// The first instant of a day; where midnight is skipped, the first that exists.
fn midnight(tz: Tz, day: NaiveDate) -> DateTime<Utc> {
    let wall = day.and_time(chrono::NaiveTime::MIN);
    (0..=26 * 4)
        .find_map(|quarters| tz.from_local_datetime(&(wall + TimeDelta::minutes(quarters * 15))).earliest())
        .map_or_else(|| wall.and_utc(), |instant| instant.with_timezone(&Utc))
}
