//! Reviews: begun once, held each quarter and each year, the next one opened when one is held.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use contract::registers::{ReviewInput, ReviewKind, ReviewsView};
use uuid::Uuid;

use super::remind::{REMIND, RemindJob};
use super::{demand_admin, queries};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, ReadTx, WriteTx};
use crate::random;
use crate::refusal::Refusal;

/// Days before a review is due on which the first letter goes out.
const NOTICE: u64 = 7;

impl Backend {
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn load_reviews(&self, tx: &mut ReadTx<Clinic>) -> Result<ReviewsView, Refusal> {
        demand_admin(tx)?;
        let tz = tx.scope().tz();
        let rows = queries::list_reviews(tx).await?;
        let (done, open) = rows.into_iter().filter_map(|row| row.view(tz)).partition(|review| review.done.is_some());
        Ok(ReviewsView { today: self.clock.now().with_timezone(&tz).date_naive(), open, done })
    }

    /// Opens the first review of each kind: the quarterly one today, the yearly one a quarter from now, when the
    /// registers have had time to be filled. Nothing where they are open already.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn begin_reviews(&self, mut tx: WriteTx<Clinic>) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let today = self.clock.now().with_timezone(&tx.scope().tz()).date_naive();
        let mut begun = false;
        for (kind, due) in [(ReviewKind::Quarterly, today), (ReviewKind::Yearly, ReviewKind::Quarterly.next(today))] {
            begun |= self.open_review(&mut tx, kind, due).await?;
        }
        if begun { tx.commit(Activity::new(Action::HouseReviewBegun)).await } else { Ok(()) }
    }

    /// Writes down that a review was held, and opens the next.
    ///
    /// # Errors
    /// `Invalid` naming fields; `NotFound` when no such review is open, one that was held included.
    pub async fn hold_review(&self, mut tx: WriteTx<Clinic>, id: Uuid, input: &ReviewInput) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let kind = queries::find_kind(&mut tx, id).await?.and_then(|word| ReviewKind::parse(&word));
        let kind = kind.ok_or(Refusal::NOT_FOUND)?;
        let (signed, ticked, note) = input.parse(kind)?;
        queries::hold_review(&mut tx, id, &ticked, &signed, &note).await?;
        let today = self.clock.now().with_timezone(&tx.scope().tz()).date_naive();
        self.open_review(&mut tx, kind, kind.next(today)).await?;
        tx.commit(Activity::new(Action::HouseReviewHeld).on(id).moved("open", "done")).await
    }

    async fn open_review(&self, tx: &mut WriteTx<Clinic>, kind: ReviewKind, due: NaiveDate) -> Result<bool, Refusal> {
        let id = random::id(self.clock.now());
        if !queries::open_review(tx, id, kind.as_str(), due).await? {
            return Ok(false);
        }
        let first = due.checked_sub_days(Days::new(NOTICE)).unwrap_or(due);
        let at = morning(first, tx.scope().tz()).max(self.clock.now());
        tx.enqueue(REMIND, &RemindJob { review_id: id }, None, Some(at)).await?;
        Ok(true)
    }
}

/// Nine o'clock there.
pub(super) fn morning(day: NaiveDate, tz: Tz) -> DateTime<Utc> {
    let nine = day.and_hms_opt(9, 0, 0).unwrap_or_default();
    nine.and_local_timezone(tz).earliest().map_or(nine.and_utc(), |at| at.with_timezone(&Utc))
}
