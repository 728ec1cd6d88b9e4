//! The ledger of an AI service (P20): that it was asked about a client and what for, never what.

use insight::clock::Moment;
use serde::{Deserialize, Serialize};

/// What for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AiPurpose {
    AnalyseMeal,
    Insights,
    CycleCoach,
    MonthlyAnalysis,
}

impl AiPurpose {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "analyse_meal" => Self::AnalyseMeal,
            "insights" => Self::Insights,
            "cycle_coach" => Self::CycleCoach,
            "monthly_analysis" => Self::MonthlyAnalysis,
            _ => return None,
        })
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AiOutcome {
    /// No answer yet, or one that came after the client had withdrawn their consent and so was dropped.
    Unused,
    Answered,
    Failed,
}

/// One use. The time is in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiUse {
    pub client_name: String,
    pub purpose: AiPurpose,
    pub asked: Moment,
    pub outcome: AiOutcome,
}

/// The newest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiLedger {
    /// Whether a service is connected at all.
    pub connected: bool,
    /// One more than is shown, where there are more.
    pub uses: Vec<AiUse>,
}
