//! The timelines of the client and the practitioner, and who saw the client's record.

use chrono::DateTime;
use contract::audit::{ClientTimeline, Cursor, PAGE, Source, Timeline, WhoSaw};
use contract::id::MembershipId;
use uuid::Uuid;

use super::rows::{ChangeRow, Line};
use super::{end_of_time, queries};
use crate::Backend;
use crate::db::{Client, Practice, ReadTx, RecordTx};
use crate::refusal::Refusal;

/// The rows of a page, one of which says that there are more.
fn page(mut rows: Vec<ChangeRow>, tz: chrono_tz::Tz, next: fn(&Line) -> String) -> Timeline {
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let lines: Vec<_> = rows.into_iter().map(Line::from).collect();
    let next = lines.last().filter(|_| more).map(next);
    Timeline { lines: lines.into_iter().map(|line| line.view(tz)).collect(), next }
}

/// A number to go on below.
fn number(before: Option<&str>) -> Result<i64, Refusal> {
    before.map_or(Ok(i64::MAX), |text| text.parse().map_err(|_| Refusal::NOT_FOUND))
}

fn by_number(line: &Line) -> String {
    line.cursor().mark
}

impl Backend {
    /// `/me/activity`: what happened with the client's data.
    ///
    /// # Errors
    /// `NotFound` for a place that cannot be; database faults.
    pub async fn load_my_activity(&self, tx: &mut ReadTx<Client>, before: Option<&str>) -> Result<Timeline, Refusal> {
        let tz = tx.scope().tz();
        let rows = queries::list_mine(tx, number(before)?, PAGE + 1).await?;
        Ok(page(rows, tz, by_number))
    }

    /// Whose timeline a practitioner asks for, before the look is logged.
    ///
    /// # Errors
    /// `NotFound` for a client who is not in one's active care.
    pub async fn check_timeline(&self, tx: &mut ReadTx<Practice>, client: MembershipId) -> Result<String, Refusal> {
        queries::find_in_care(tx, client.0).await?.ok_or(Refusal::NOT_FOUND)
    }

    /// `/practice/clients/{client_id}/activity`, in a read that the client's log knows of.
    ///
    /// # Errors
    /// As `check_timeline`.
    pub async fn load_client_timeline(
        &self,
        tx: &mut RecordTx,
        client: MembershipId,
        before: Option<&str>,
    ) -> Result<ClientTimeline, Refusal> {
        let tz = tx.scope().tz();
        let name = self.check_timeline(tx, client).await?;
        let rows = queries::list_of_client(tx, client.0, number(before)?, PAGE + 1).await?;
        Ok(ClientTimeline { client, name, timeline: page(rows, tz, by_number) })
    }

    /// `/practice/activity`: the practitioner's own actions.
    ///
    /// # Errors
    /// `NotFound` for a place that cannot be; database faults.
    pub async fn load_own_activity(
        &self,
        tx: &mut ReadTx<Practice>,
        before: Option<&str>,
    ) -> Result<Timeline, Refusal> {
        let tz = tx.scope().tz();
        let cursor = before.map(str::parse::<Cursor>).transpose()?;
        let before = match &cursor {
            None => (end_of_time(), i64::MAX),
            Some(Cursor { micros, source: Source::Change, mark }) => {
                let at = DateTime::from_timestamp_micros(*micros).ok_or(Refusal::NOT_FOUND)?;
                (at, number(Some(mark))?)
            }
            Some(_) => return Err(Refusal::NOT_FOUND),
        };
        let rows = queries::list_own(tx, before, PAGE + 1).await?;
        Ok(page(rows, tz, |line| line.cursor().to_string()))
    }

    /// `/me/who-saw` (M5).
    ///
    /// # Errors
    /// `NotFound` for a place that cannot be; database faults.
    pub async fn load_who_saw(&self, tx: &mut ReadTx<Client>, before: Option<&str>) -> Result<WhoSaw, Refusal> {
        let tz = tx.scope().tz();
        let cursor = before.map(str::parse::<Cursor>).transpose()?;
        let place = match &cursor {
            None => (end_of_time(), Uuid::max(), ""),
            Some(Cursor { micros, source: Source::Look, mark }) => {
                let at = DateTime::from_timestamp_micros(*micros).ok_or(Refusal::NOT_FOUND)?;
                let (reader, kind) = mark.split_once('~').ok_or(Refusal::NOT_FOUND)?;
                (at, reader.parse().map_err(|_| Refusal::NOT_FOUND)?, kind)
            }
            Some(_) => return Err(Refusal::NOT_FOUND),
        };
        let mut rows = queries::list_who_saw(tx, place, PAGE + 1).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|row| {
            let mark = format!("{}~{}", row.reader_id, row.kind);
            Cursor { micros: row.at.timestamp_micros(), source: Source::Look, mark }.to_string()
        });
        Ok(WhoSaw { looks: rows.into_iter().filter_map(|row| row.view(tz)).collect(), next })
    }
}
