//! The controls of ISO/IEC 27001:2022, Annex A, by number (T16). What each asks is said in our own words in `app`.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, Code, Refused};
use crate::text::Text;

/// Every control there is, in order.
pub const CONTROLS: [&str; 93] = [
    "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "5.10", "5.11", "5.12", "5.13", "5.14", "5.15",
    "5.16", "5.17", "5.18", "5.19", "5.20", "5.21", "5.22", "5.23", "5.24", "5.25", "5.26", "5.27", "5.28", "5.29",
    "5.30", "5.31", "5.32", "5.33", "5.34", "5.35", "5.36", "5.37", "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7",
    "6.8", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "7.8", "7.9", "7.10", "7.11", "7.12", "7.13", "7.14",
    "8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7", "8.8", "8.9", "8.10", "8.11", "8.12", "8.13", "8.14", "8.15",
    "8.16", "8.17", "8.18", "8.19", "8.20", "8.21", "8.22", "8.23", "8.24", "8.25", "8.26", "8.27", "8.28", "8.29",
    "8.30", "8.31", "8.32", "8.33", "8.34",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    Organisation,
    People,
    Places,
    Technology,
}

impl Theme {
    pub const ALL: [Self; 4] = [Self::Organisation, Self::People, Self::Places, Self::Technology];
}

/// The theme a control stands in.
pub fn theme(number: &str) -> Theme {
    match number.split('.').next() {
        Some("5") => Theme::Organisation,
        Some("6") => Theme::People,
        Some("7") => Theme::Places,
        _ => Theme::Technology,
    }
}

/// How far a control is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlStatus {
    Done,
    Part,
    Planned,
    NotApplicable,
}

pub const STATUSES: [ControlStatus; 4] =
    [ControlStatus::Done, ControlStatus::Part, ControlStatus::Planned, ControlStatus::NotApplicable];

impl ControlStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Part => "part",
            Self::Planned => "planned",
            Self::NotApplicable => "not_applicable",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        STATUSES.into_iter().find(|status| status.as_str() == word)
    }
}

/// What the clinic says of one control. No status means that nobody has looked at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlView {
    pub number: String,
    pub status: Option<ControlStatus>,
    pub reason: String,
    pub owner: String,
    pub evidence: String,
}

/// The form of one control, as posted.
#[derive(Debug, Clone, Default)]
pub struct ControlInput {
    pub number: String,
    pub status: String,
    pub reason: String,
    pub owner: String,
    pub evidence: String,
}

impl ControlInput {
    /// # Errors
    /// `NotFound` for a number that is none; `Invalid`, naming every refused field.
    pub fn parse(&self) -> Result<ControlView, AppError> {
        if !CONTROLS.contains(&self.number.as_str()) {
            return Err(AppError::NotFound);
        }
        let mut refused = Refused::default();
        let status = match self.status.as_str() {
            "" => Err(Code::Required),
            word => ControlStatus::parse(word).ok_or(Code::Unknown),
        };
        let status = refused.take("status", status);
        // Left out needs a reason, claimed as kept needs something to show.
        let leaves_out = status == Some(ControlStatus::NotApplicable);
        let reason = refused.take("reason", text(&self.reason, Text::lines(1000), leaves_out));
        let owner = refused.take("owner", text(&self.owner, Text::line(120), status == Some(ControlStatus::Done)));
        let evidence =
            refused.take("evidence", text(&self.evidence, Text::lines(300), status == Some(ControlStatus::Done)));
        refused.finish()?;
        match (reason, owner, evidence) {
            (Some(reason), Some(owner), Some(evidence)) => {
                Ok(ControlView { number: self.number.clone(), status, reason, owner, evidence })
            }
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

pub(super) fn text(typed: &str, rule: Text, required: bool) -> Result<String, Code> {
    if required { rule.required(typed) } else { rule.or_empty(typed) }
}
