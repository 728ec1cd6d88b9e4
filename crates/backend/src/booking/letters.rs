//! Letters about appointments and their money: to the client with the time in their zone and in their language, to the
//! practitioner without the client's name.
//!
//! Written by a job when it runs, so that a letter says what is true then: one that was overtaken is not sent. What is
//! said of money are the facts of [`Paid`], which the pages say too.

use chrono::{DateTime, Utc};
use contract::booking::{AppointmentStatus, MoneyNews, Paid};
use contract::consent::Language;
use contract::id::MembershipId;
use uuid::Uuid;

use super::queries::{self, LetterRow, Members};
use super::rows;
use crate::Backend;
use crate::db::{Portal, Worker, WriteTx};
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

/// A letter about money to one of the two people.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub(crate) struct MoneyJob {
    pub appointment: Uuid,
    pub news: MoneyNews,
}

/// A job that tells the client of their appointment.
pub(crate) const TELL_CLIENT: &str = "tell_client_of_appointment";
/// The same for the practitioner. Apart, so that one address that fails does not write to the other again.
pub(crate) const TELL_PRACTITIONER: &str = "tell_practitioner_of_appointment";
/// Jobs that tell them what became of the money.
pub(crate) const TELL_CLIENT_OF_MONEY: &str = "tell_client_of_money";
pub(crate) const TELL_PRACTITIONER_OF_MONEY: &str = "tell_practitioner_of_money";

/// What the first two carry.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct LetterJob {
    pub appointment: Uuid,
    /// It was cancelled; otherwise it was confirmed.
    pub cancelled: bool,
}

/// Tells them with the change that is being committed: the client, and the practitioner unless they did it themselves.
pub(crate) async fn tell<P: Portal>(
    tx: &mut WriteTx<P>,
    appointment: Uuid,
    cancelled: bool,
    practitioner_too: bool,
) -> Result<(), Refusal> {
    let letter = LetterJob { appointment, cancelled };
    tx.enqueue(TELL_CLIENT, &letter, None, None).await?;
    if practitioner_too {
        tx.enqueue(TELL_PRACTITIONER, &letter, None, None).await?;
    }
    Ok(())
}

/// Tells both of their money, with the change that is being committed.
pub(crate) async fn tell_money<P: Portal>(tx: &mut WriteTx<P>, job: MoneyJob) -> Result<(), Refusal> {
    tx.enqueue(TELL_CLIENT_OF_MONEY, &job, None, None).await?;
    tx.enqueue(TELL_PRACTITIONER_OF_MONEY, &job, None, None).await
}

impl Backend {
    /// Sends one of the two letters, or none when something else happened meanwhile.
    ///
    /// # Errors
    /// Why it could not be sent.
    pub(crate) async fn send_appointment_letter(&self, job: &Job) -> Result<(), Failure> {
        let about: LetterJob = job.payload()?;
        let Some(told) = self.find_told(job, about.appointment).await? else { return Ok(()) };
        let envelope = self.appointment_letter(told, about, job.kind == TELL_CLIENT);
        self.deliver(job, envelope).await
    }

    /// Sends one of the two letters about money, or none when it is no longer so.
    ///
    /// # Errors
    /// Why it could not be sent.
    pub(crate) async fn send_money_letter(&self, job: &Job) -> Result<(), Failure> {
        let about: MoneyJob = job.payload()?;
        let Some(told) = self.find_told(job, about.appointment).await? else { return Ok(()) };
        let envelope = self.money_letter(told, about, job.kind == TELL_CLIENT_OF_MONEY);
        self.deliver(job, envelope).await
    }

    async fn find_told(&self, job: &Job, appointment: Uuid) -> Result<Option<Told>, Refusal> {
        let mut tx = self.read::<Worker>(&job.token).await?;
        let Some(row) = queries::find_letter(tx.conn(), appointment).await.map_err(Refusal::from)? else {
            return Ok(None);
        };
        let members = queries::find_members(tx.conn(), appointment).await.map_err(Refusal::from)?;
        Told::read(row, members).map(Some)
    }

    async fn deliver(&self, job: &Job, envelope: Option<Envelope>) -> Result<(), Failure> {
        match envelope {
            Some(envelope) => mail::deliver(self, job.id, &envelope).await,
            None => Ok(()),
        }
    }

    fn appointment_letter(&self, told: Told, about: LetterJob, to_client: bool) -> Option<Envelope> {
        let still_true = match told.status {
            AppointmentStatus::Confirmed => !about.cancelled,
            AppointmentStatus::CancelledByClient | AppointmentStatus::CancelledByPractice => about.cancelled,
            _ => false,
        };
        if !still_true {
            return None;
        }
        let Told { row, members, status, paid, language } = told;
        let facts = paid.map(|paid| paid.facts(status)).filter(|_| about.cancelled).unwrap_or_default();
        let organisation = row.organisation;
        if !to_client {
            let when = written(row.starts_at, &row.practitioner_zone);
            let link = self.agenda_link(row.starts_at, &row.practitioner_zone, &members);
            let letter = Letter::AgendaChanged { organisation, cancelled: about.cancelled, when, facts, link };
            return Some(Envelope { to: row.practitioner_email, name: Some(row.practitioner_name), letter });
        }
        let (with, when) = (row.practitioner_name, written(row.starts_at, &row.client_zone));
        let link = self.appointment_link(about.appointment, &members);
        let letter = if about.cancelled {
            Letter::AppointmentCancelled { organisation, with, when, facts, language, link }
        } else {
            Letter::AppointmentConfirmed { organisation, with, when, language, link }
        };
        Some(Envelope { to: row.client_email, name: Some(row.client_name), letter })
    }

    fn money_letter(&self, told: Told, about: MoneyJob, to_client: bool) -> Option<Envelope> {
        let Told { row, members, status, paid, language } = told;
        let paid = paid.filter(|paid| is_so(about.news, paid))?;
        let (organisation, news) = (row.organisation, about.news);
        let (facts, amount) = (paid.facts(status), paid.paid());
        let (to, name, letter) = if to_client {
            let when = written(row.starts_at, &row.client_zone);
            let link = self.appointment_link(about.appointment, &members);
            let with = Some(row.practitioner_name);
            let letter = Letter::MoneyMoved { organisation, with, when, news, paid: amount, facts, language, link };
            (row.client_email, row.client_name, letter)
        } else {
            let when = written(row.starts_at, &row.practitioner_zone);
            let link = self.agenda_link(row.starts_at, &row.practitioner_zone, &members);
            let language = Language::En;
            let letter =
                Letter::MoneyMoved { organisation, with: None, when, news, paid: amount, facts, language, link };
            (row.practitioner_email, row.practitioner_name, letter)
        };
        Some(Envelope { to, name: Some(name), letter })
    }

    /// The agenda at the week of an appointment.
    fn agenda_link(&self, at: DateTime<Utc>, zone: &str, members: &Members) -> String {
        let day = at.with_timezone(&known_zone(zone)).date_naive();
        self.mailed_link(MembershipId(members.practitioner_id), &format!("/practice/agenda?day={day}"))
    }

    fn appointment_link(&self, appointment: Uuid, members: &Members) -> String {
        self.mailed_link(MembershipId(members.client_id), &format!("/me/appointments/{appointment}"))
    }
}

/// An appointment as a letter tells it.
struct Told {
    row: LetterRow,
    members: Members,
    status: AppointmentStatus,
    paid: Option<Paid>,
    language: Language,
}

impl Told {
    fn read(mut row: LetterRow, members: Members) -> Result<Self, Refusal> {
        let status = rows::known(AppointmentStatus::parse(&row.status))?;
        let due = rows::refund_is_due(status, row.status_changed_at, row.starts_at);
        let paid = std::mem::take(&mut row.paid).view(row.currency.as_deref().unwrap_or_default(), due)?;
        let language = row.language.as_deref().and_then(Language::parse).unwrap_or(Language::En);
        Ok(Self { row, members, status, paid, language })
    }
}

/// Whether the news of a letter that waited is still so.
fn is_so(news: MoneyNews, paid: &Paid) -> bool {
    use contract::booking::DisputeState::{Lost, Open, Won};
    match news {
        MoneyNews::TooLate | MoneyNews::NotWanted => paid.came_in(),
        MoneyNews::Refunded => paid.went_back > 0,
        MoneyNews::RefundFailed => paid.failed > 0,
        MoneyNews::SentAgain => paid.on_its_way > 0,
        MoneyNews::Settled => paid.how.is_some(),
        MoneyNews::DisputeOpened => paid.dispute == Some(Open),
        MoneyNews::DisputeWon => paid.dispute == Some(Won),
        MoneyNews::DisputeLost => paid.dispute == Some(Lost),
    }
}

fn known_zone(zone: &str) -> chrono_tz::Tz {
    zone.parse().unwrap_or(chrono_tz::UTC)
}

/// `Tuesday 24 November 2026 at 14:30 (Europe/London)`
fn written(at: DateTime<Utc>, zone: &str) -> String {
    let tz = known_zone(zone);
    format!("{} ({tz})", insight::clock::written(&tz, at, "%A %-d %B %Y at %H:%M"))
}
