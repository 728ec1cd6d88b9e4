//! What happened and who looked: timelines for each portal, the administrators' viewer with its filters.
//!
//! Guarantee: an address holds ids, dates and words of ours, never a name (N8); a cursor that cannot be read is a page
//! that is not there. To add a kind of line: a variant of [`Source`], its query in `backend::audit`, its words in `app`.

use chrono::NaiveDate;
use insight::clock::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::day::Day;
use crate::error::{AppError, Code, Refused};
use crate::grant::{ReadKind, Via};
use crate::id::MembershipId;
use crate::text;

/// Lines on one page.
pub const PAGE: usize = 50;
/// Lines of one file at most: more is refused, never cut off in silence.
pub const MOST_EXPORTED: usize = 50_000;

/// Which log a line is from. Lines of one moment stand in this order, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The activity log: what was done and changed.
    Change,
    /// The log of reads.
    Look,
    /// What happened to the accounts of the team.
    Account,
}

impl Source {
    pub const ALL: [Self; 3] = [Self::Change, Self::Look, Self::Account];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Look => "look",
            Self::Account => "account",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// Where a page of mixed lines goes on: behind the line at this moment, from this log, with this mark in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub micros: i64,
    pub source: Source,
    /// Sequence number or event, or of a look its reader, client and kind.
    pub mark: String,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.micros, self.source.as_str(), self.mark)
    }
}

impl std::str::FromStr for Cursor {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let mut parts = text.splitn(3, '.');
        let micros = parts.next().and_then(|part| part.parse().ok());
        let source = parts.next().and_then(Source::parse);
        let is_mark = |mark: &&str| (1..=120).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_graphic());
        let mark = parts.next().filter(is_mark);
        match (micros, source, mark) {
            // Beyond these years no database stores a moment.
            (Some(micros), Some(source), Some(mark)) if (0..=4_000_000_000_000_000).contains(&micros) => {
                Ok(Self { micros, source, mark: mark.to_owned() })
            }
            _ => Err(AppError::NotFound),
        }
    }
}

/// The viewer's address: every field optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    pub from: Option<String>,
    pub until: Option<String>,
    pub person: Option<Uuid>,
    pub client: Option<Uuid>,
    pub action: Option<String>,
    pub kind: Option<String>,
    pub before: Option<String>,
}

/// The same, checked. Days are whole days in the asker's zone, the last one included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub person: Option<Uuid>,
    pub client: Option<Uuid>,
    pub action: Option<String>,
    pub source: Option<Source>,
}

impl AuditQuery {
    /// # Errors
    /// `NotFound`: an address that cannot be is one that is not.
    pub fn parse(&self) -> Result<(Filter, Option<Cursor>), AppError> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let day = |text: &Option<String>| given(text).map(|text| Day::of_address(&text).map(Day::date)).transpose();
        let source = given(&self.kind).map(|word| Source::parse(&word).ok_or(AppError::NotFound)).transpose()?;
        let action = given(&self.action);
        if action.as_deref().is_some_and(|action| !is_action(action)) {
            return Err(AppError::NotFound);
        }
        let filter = Filter {
            from: day(&self.from)?,
            until: day(&self.until)?,
            person: self.person,
            client: self.client,
            action,
            source,
        };
        Ok((filter, given(&self.before).map(|text| text.parse()).transpose()?))
    }
}

impl Filter {
    /// The query of an address that asks for this, from the start: `from=2026-11-01&kind=look`.
    pub fn to_query(&self) -> String {
        let fields = [
            ("from", self.from.map(|day| day.to_string())),
            ("until", self.until.map(|day| day.to_string())),
            ("person", self.person.map(|id| id.to_string())),
            ("client", self.client.map(|id| id.to_string())),
            ("action", self.action.clone()),
            ("kind", self.source.map(|source| source.as_str().to_owned())),
        ];
        let given = fields.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        given.collect::<Vec<_>>().join("&")
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn is_action(word: &str) -> bool {
    word.len() <= 60 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte == b'.')
}

/// The viewer's form as posted. `client` is a name or part of one, which is why it is posted.
#[derive(Debug, Clone, Default)]
pub struct FilterInput {
    pub from: String,
    pub until: String,
    pub person: String,
    pub client: String,
    pub action: String,
    pub kind: String,
}

impl FilterInput {
    /// All but the client, who is looked for by name.
    ///
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(&self) -> Result<(Filter, Option<String>), AppError> {
        let mut refused = Refused::default();
        let day = |typed: &str| Day::parse_optional(typed).map(|day| day.map(Day::date));
        let from = refused.take("from", day(&self.from)).flatten();
        let until = refused.take("until", day(&self.until)).flatten();
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            refused.add("until", Code::TooSmall);
        }
        let person = match self.person.trim() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| Code::Unknown),
        };
        let person = refused.take("person", person).flatten();
        let action = match self.action.trim() {
            "" => Ok(None),
            word if is_action(word) => Ok(Some(word.to_owned())),
            _ => Err(Code::Unknown),
        };
        let action = refused.take("action", action).flatten();
        let source = match self.kind.trim() {
            "" => Ok(None),
            word => Source::parse(word).map(Some).ok_or(Code::Unknown),
        };
        let source = refused.take("kind", source).flatten();
        let name = refused.take("client", text::SEARCH.optional(&self.client)).flatten();
        refused.finish()?;
        Ok((Filter { from, until, person, client: None, action, source }, name))
    }
}

/// One line as the viewer shows it. Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    pub at: Moment,
    pub source: Source,
    /// Its number in the activity log, by which a proof of it is asked for.
    pub seq: Option<i64>,
    pub actor: Option<MembershipId>,
    /// None for the system, and for somebody whose name may not be shown here.
    pub actor_name: Option<String>,
    pub is_system: bool,
    /// A word like `meal.logged`; of a look `look.review`.
    pub action: String,
    pub via: Option<Via>,
    pub client: Option<MembershipId>,
    pub client_name: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub request: Option<String>,
    /// What it happened to; of a sign-in its number.
    pub subject: Option<Uuid>,
}

/// `/clinic/audit`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub organisation: String,
    /// Newest first.
    pub lines: Vec<AuditLine>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
    /// Who can be asked for: the team.
    pub people: Vec<(MembershipId, String)>,
    /// The client asked for.
    pub client_name: Option<String>,
    /// How many entries the activity log has.
    pub length: i64,
}

/// A timeline: lines, and where older ones begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    pub lines: Vec<AuditLine>,
    pub next: Option<String>,
}

/// `/practice/clients/{client_id}/activity`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientTimeline {
    pub client: MembershipId,
    pub name: String,
    pub timeline: Timeline,
}

/// The address of a timeline, or of who saw a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TimelineQuery {
    pub before: Option<String>,
}

/// One look at the client's own record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookView {
    pub at: Moment,
    pub reader: String,
    pub kind: ReadKind,
    pub via: Via,
    /// Since when they care, or what the grant or emergency gives as its reason.
    pub since: Option<NaiveDate>,
    pub reason: Option<String>,
    /// Who gave the grant; none where it was the client.
    pub given_by_client: bool,
}

/// `/me/who-saw`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhoSaw {
    /// Newest first.
    pub looks: Vec<LookView>,
    pub next: Option<String>,
}

/// A file of the viewer's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Csv,
    Json,
}

impl Format {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Csv, Self::Json].into_iter().find(|format| format.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is() {
        let cursor = Cursor { micros: 1_795_344_000_000_001, source: Source::Look, mark: "a.b.c".into() };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        for bad in [
            "",
            "1",
            "1.look",
            "1.look.",
            "1.look.\u{0}",
            "x.look.1",
            "1.nothing.1",
            "-1.look.1",
            "99999999999999999.look.1",
        ] {
            assert_eq!(bad.parse::<Cursor>(), Err(AppError::NotFound), "{bad:?}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_is_not_there() {
        let query = |field: fn(&mut AuditQuery)| {
            let mut query = AuditQuery::default();
            field(&mut query);
            query.parse()
        };
        assert!(AuditQuery::default().parse().unwrap().0.is_empty());
        for bad in [
            query(|q| q.from = Some("yesterday".into())),
            query(|q| q.from = Some("-5000-01-01".into())),
            query(|q| q.until = Some("+262142-12-31".into())),
            query(|q| q.kind = Some("secrets".into())),
            query(|q| q.action = Some("meal.logged' or 1=1".into())),
            query(|q| q.before = Some("…".into())),
        ] {
            assert_eq!(bad, Err(AppError::NotFound));
        }
        let (filter, _) = query(|q| q.action = Some("meal.logged".into())).unwrap();
        assert_eq!(filter.to_query(), "action=meal.logged");
    }

    #[test]
    fn the_form_hears_of_every_fault_at_once() {
        let input = FilterInput {
            from: "2026-11-22".into(),
            until: "2026-11-01".into(),
            person: "x".into(),
            action: "A".into(),
            kind: "k".into(),
            client: "n".repeat(121),
        };
        let Err(AppError::Invalid(fields)) = input.parse() else { panic!("it is refused") };
        let names: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["until", "person", "action", "kind", "client"]);
    }
}
