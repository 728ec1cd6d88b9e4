//! An organisation's rule: from a day on, nobody on the staff gets in without a strong factor. The database enforces it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use contract::Code;
use contract::account::FactorKind;
use contract::day::Day;

use super::queries;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, ReadTx};
use crate::identity::SessionToken;
use crate::refusal::Refusal;

/// The rule as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorRule {
    /// The first day, in the organisation's zone as the asker has it.
    pub from: Option<NaiveDate>,
    /// How many of the staff have no strong factor yet.
    pub without: i32,
    pub today: NaiveDate,
}

impl Backend {
    /// # Errors
    /// `NotFound` for who does not administer.
    pub async fn load_factor_rule(&self, tx: &mut ReadTx<Clinic>) -> Result<FactorRule, Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let (organisation, zone) = (tx.scope().organisation().0, tx.scope().tz());
        let (from, without) = queries::find_rule(tx.conn(), organisation).await?.ok_or(Refusal::NOT_FOUND)?;
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        Ok(FactorRule { from: from.map(day), without: without.unwrap_or_default(), today: day(self.clock.now()) })
    }

    /// Sets the first day, or takes the rule away when `typed` is empty. A rule that is in force at once is not set by
    /// somebody whom it would lock out: they add a factor first.
    ///
    /// # Errors
    /// `NotFound` for who does not administer; `ProofNeeded`; `Invalid` for `from`.
    pub async fn save_factor_rule(&self, token: &SessionToken, request_id: &str, typed: &str) -> Result<(), Refusal> {
        let mut tx = self.write::<Clinic>(token, request_id).await?;
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        tx.demand_proof().await?;
        let zone = tx.scope().tz();
        // A day to come that is too far away, be it beyond the calendar.
        let far = |code| if code == Code::InFuture { Code::TooLarge } else { code };
        let typed = Day::parse_optional(typed).map_err(|code| Refusal::field("from", far(code)))?;
        let from = match typed.map(Day::date) {
            None => None,
            Some(day) => {
                let today = self.clock.now().with_timezone(&zone).date_naive();
                if day < today {
                    return Err(Refusal::field("from", Code::InPast));
                }
                if today.checked_add_days(chrono::Days::new(366)).is_none_or(|last| day > last) {
                    return Err(Refusal::field("from", Code::TooLarge));
                }
                // A midnight that the clocks skipped: an hour later is the same morning.
                let start = zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
                let later = || {
                    zone.from_local_datetime(&(day.and_time(NaiveTime::MIN) + chrono::TimeDelta::hours(1))).earliest()
                };
                start.or_else(later).map(|at| at.to_utc())
            }
        };
        if from.is_some_and(|from| from <= self.clock.now()) && !self.has_strong_factor(token).await? {
            return Err(Refusal::field("from", Code::FactorFirst));
        }
        let organisation = tx.scope().organisation().0;
        queries::save_rule(tx.conn(), organisation, from).await?;
        let to = if from.is_some() { "required" } else { "free" };
        tx.commit(Activity::new(Action::FactorRuleChanged).on(organisation).moved("", to)).await
    }

    async fn has_strong_factor(&self, token: &SessionToken) -> Result<bool, Refusal> {
        let overview = self.load_factors(token).await?;
        Ok(overview.factors.iter().any(|factor| factor.kind != FactorKind::Email))
    }
}
