//! What happened, for whom it may concern: the client's timeline and who saw their record, a practitioner's own actions
//! and a client's timeline, the administrators' viewer over all logs with its files (S5 T9 M5).
//!
//! Guarantees: every line comes through the row security of the portal that asks, so a timeline shows what that portal
//! may know and nothing else; pages follow a cursor, so that the millionth costs as much as the first; a file of the
//! log is in the log before it exists. To add a log to the viewer: a `Source`, a query in `queries`, a row in `rows`.

mod export;
mod queries;
mod rows;
mod timelines;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use contract::audit::{AuditPage, Cursor, Filter, PAGE, Source};
use contract::id::MembershipId;

use crate::Backend;
use crate::db::{Clinic, ReadTx};
use crate::refusal::Refusal;
use rows::Line;

pub use export::AuditFile;
pub(crate) use export::cell;

/// What a page of one log is asked for.
struct Ask<'a> {
    filter: &'a Filter,
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    cursor: Option<&'a Cursor>,
    most: usize,
}

impl Ask<'_> {
    /// The moment before which this log's lines are wanted, and from there on the marks below which.
    fn before(&self, source: Source) -> (DateTime<Utc>, Mark<'_>) {
        let Some(cursor) = self.cursor else { return (end_of_time(), Mark::Last) };
        let at = DateTime::from_timestamp_micros(cursor.micros).unwrap_or_else(end_of_time);
        match source.cmp(&cursor.source) {
            std::cmp::Ordering::Less => (at, Mark::First),
            std::cmp::Ordering::Equal => (at, Mark::Below(&cursor.mark)),
            std::cmp::Ordering::Greater => (at, Mark::Last),
        }
    }

    fn most(&self) -> i64 {
        i64::try_from(self.most).unwrap_or(i64::MAX)
    }
}

/// Which lines of the cursor's own moment are still to come: none, those below a mark, or all.
enum Mark<'a> {
    First,
    Below(&'a str),
    Last,
}

impl Backend {
    /// `/clinic/audit`
    ///
    /// # Errors
    /// `NotFound` for a cursor that cannot be; database faults.
    pub async fn load_audit(
        &self,
        tx: &mut ReadTx<Clinic>,
        filter: &Filter,
        cursor: Option<&Cursor>,
    ) -> Result<AuditPage, Refusal> {
        let tz = tx.scope().tz();
        let organisation = tx.scope().organisation_name.clone();
        let (lines, next) = mixed_lines(tx, filter, cursor, PAGE).await?;
        let people = queries::list_team(tx).await?;
        let client_name = match filter.client {
            Some(client) => queries::find_client_name(tx, client).await?,
            None => None,
        };
        let length = queries::find_length(tx).await?;
        Ok(AuditPage {
            organisation,
            lines: lines.into_iter().map(|line| line.view(tz)).collect(),
            next: next.map(|cursor| cursor.to_string()),
            people: people.into_iter().map(|(id, name)| (MembershipId(id), name)).collect(),
            client_name,
            length,
        })
    }

    /// The client whose name holds what was typed, for the viewer's form.
    ///
    /// # Errors
    /// `Invalid` on `client` when there is none, or more than one.
    pub async fn find_audited_client(&self, tx: &mut ReadTx<Clinic>, name: &str) -> Result<MembershipId, Refusal> {
        let found = queries::find_clients(tx, name).await?;
        match found[..] {
            [only] => Ok(MembershipId(only)),
            [] => Err(Refusal::field("client", contract::Code::Unknown)),
            _ => Err(Refusal::field("client", contract::Code::Ambiguous)),
        }
    }
}

/// Lines of every log the filter asks for, newest first, and where they go on.
async fn mixed_lines(
    tx: &mut ReadTx<Clinic>,
    filter: &Filter,
    cursor: Option<&Cursor>,
    most: usize,
) -> Result<(Vec<Line>, Option<Cursor>), Refusal> {
    let tz = tx.scope().tz();
    let since = filter.from.map(|day| midnight(day, tz));
    let until = filter.until.and_then(|day| day.succ_opt()).map(|day| midnight(day, tz));
    let ask = Ask { filter, since, until, cursor, most: most + 1 };
    let mut lines = Vec::new();
    for source in Source::ALL.into_iter().filter(|source| concerns(filter, *source)) {
        match source {
            Source::Change => lines.extend(queries::list_changes(tx, &ask).await?.into_iter().map(Line::from)),
            Source::Look => lines.extend(queries::list_looks(tx, &ask).await?.into_iter().map(Line::from)),
            Source::Account => lines.extend(queries::list_accounts(tx, &ask).await?.into_iter().map(Line::from)),
        }
    }
    // Stable: lines of one log and one moment keep the order the database gave them.
    lines.sort_by_key(|line| (std::cmp::Reverse(line.at), line.source));
    let more = lines.len() > most;
    lines.truncate(most);
    let next = lines.last().filter(|_| more).map(Line::cursor);
    Ok((lines, next))
}

/// Later than whatever was stored.
fn end_of_time() -> DateTime<Utc> {
    DateTime::from_timestamp(32_503_680_000, 0).unwrap_or_default()
}

/// Whether a log can hold what is asked for.
fn concerns(filter: &Filter, source: Source) -> bool {
    let is_look = filter.action.as_deref().map(|action| action.starts_with("look."));
    filter.source.is_none_or(|only| only == source)
        && match source {
            Source::Look => is_look != Some(false),
            Source::Change => is_look != Some(true),
            Source::Account => is_look != Some(true) && filter.client.is_none(),
        }
}

/// The start of a day in a zone; where the clocks skip midnight, the first moment after it.
fn midnight(day: NaiveDate, tz: Tz) -> DateTime<Utc> {
    let at = day.and_time(NaiveTime::MIN);
    let there = (0..4).find_map(|hours| tz.from_local_datetime(&(at + Duration::hours(hours))).earliest());
    there.map_or_else(|| at.and_utc(), |there| there.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_its_clock_says() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(midnight(day("2026-07-01"), chrono_tz::Europe::Amsterdam).to_rfc3339(), "2026-06-30T22:00:00+00:00");
        // In Beirut the clocks skip midnight.
        assert_eq!(midnight(day("2024-03-31"), chrono_tz::Asia::Beirut).to_rfc3339(), "2024-03-30T22:00:00+00:00");
    }

    #[test]
    fn a_filter_asks_the_logs_that_can_answer() {
        let asked =
            |filter: Filter| Source::ALL.into_iter().filter(|source| concerns(&filter, *source)).collect::<Vec<_>>();
        assert_eq!(asked(Filter::default()), Source::ALL);
        assert_eq!(asked(Filter { action: Some("look.review".into()), ..Filter::default() }), [Source::Look]);
        assert_eq!(
            asked(Filter { client: Some(uuid::Uuid::nil()), ..Filter::default() }),
            [Source::Change, Source::Look]
        );
        let both = Filter { source: Some(Source::Account), client: Some(uuid::Uuid::nil()), ..Filter::default() };
        assert_eq!(asked(both), []);
    }
}
