//! What the forms start from: a new entry with the hour's likely values, or an entry that is corrected.

use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveDateTime, Timelike};
use contract::day::Day;
use contract::id::ObservationId;
use contract::journal::field::{self, pass};
use contract::journal::{
    Body, EntryForm, EntryView, ItemInput, ItemView, MealFormView, MealInput, MealType, Scale, SymptomFormView,
    SymptomInput, SymptomName,
};
use insight::clock::Moment;

use super::payload::{MEAL, SYMPTOM};
use super::queries::{self, Owner};
use super::save::new_id;
use super::{catalogue, day, recent, when};
use crate::Backend;
use crate::db::{Client, ReadTx};
use crate::food::Foods;
use crate::identity::SessionToken;
use crate::refusal::Refusal;
use crate::secret::ClientKey;

impl Backend {
    /// The meal form. A new meal stands on `day` (today without one) at the time now; `posted` is what a form that is
    /// shown again held, so that the foods named in it are there.
    ///
    /// # Errors
    /// `NotFound` for an entry that is not a meal of this client, or is deleted.
    pub async fn load_meal_form(
        &self,
        token: &SessionToken,
        id: Option<ObservationId>,
        day: Option<Day>,
        posted: Option<MealInput>,
    ) -> Result<MealFormView, Refusal> {
        let foods = self.foods().await?;
        let mut tx = self.read::<Client>(token).await?;
        let key = tx.client_key(tx.scope().member()).await?;
        let form = self.start(&mut tx, &key, id, MEAL, day, posted, meal_input, new_meal).await?;
        let owner = Owner::from(tx.scope());
        let recent = queries::list_last(tx.conn(), owner, MEAL, None, recent::MEALS).await?;
        let chosen = form.input.items.iter().map(|item| &item.food).chain([&form.input.add.food]);
        let chosen = chosen.filter_map(|food| foods.view(food.parse().ok()?, vec![])).collect();
        Ok(MealFormView { form, foods: chosen, recent: recent::foods(recent, &key)? })
    }

    /// The symptom form; as [`Backend::load_meal_form`].
    ///
    /// # Errors
    /// As there.
    pub async fn load_symptom_form(
        &self,
        token: &SessionToken,
        id: Option<ObservationId>,
        day: Option<Day>,
        posted: Option<SymptomInput>,
    ) -> Result<SymptomFormView, Refusal> {
        let mut tx = self.read::<Client>(token).await?;
        let key = tx.client_key(tx.scope().member()).await?;
        let form = self.start(&mut tx, &key, id, SYMPTOM, day, posted, symptom_input, new_symptom).await?;
        let owner = Owner::from(tx.scope());
        let recent = queries::list_last(tx.conn(), owner, SYMPTOM, None, recent::SYMPTOMS).await?;
        let recent = recent::symptoms(recent, &key)?;
        Ok(SymptomFormView { form, kinds: catalogue::symptom_kinds()?.to_vec(), recent })
    }

    /// The reference foods, for a search as somebody types. Proves that a client asks: one trip, without a row.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub async fn foods_for(&self, token: &SessionToken) -> Result<Arc<Foods>, Refusal> {
        drop(self.read::<Client>(token).await?);
        self.foods().await
    }

    #[expect(clippy::too_many_arguments, reason = "what differs between the two forms is exactly these")]
    async fn start<I>(
        &self,
        tx: &mut ReadTx<Client>,
        key: &ClientKey,
        id: Option<ObservationId>,
        kind: &str,
        day: Option<Day>,
        posted: Option<I>,
        fill: impl FnOnce(EntryView) -> I,
        fresh: impl FnOnce(ObservationId, Typed) -> I,
    ) -> Result<EntryForm<I>, Refusal>
    where
        I: Timed,
    {
        let owner = Owner::from(tx.scope());
        let now = self.clock.now();
        let here = Moment::new(&tx.scope().tz(), now);
        let mut zone = tx.scope().tz();
        let (input, day) = match (posted, id) {
            // Shown again as it was posted, even if the entry was deleted meanwhile: nothing typed is lost.
            (Some(posted), id) => {
                if let Some(id) = id
                    && let Some(row) = queries::find(tx.conn(), owner, id, key).await?
                {
                    zone = when::tz(&row.zone);
                }
                (posted, day.map_or(here.date(), Day::date))
            }
            (None, Some(id)) => {
                let row = queries::find(tx.conn(), owner, id, key).await?;
                let row = row.filter(|row| row.kind == kind && row.deleted_at.is_none()).ok_or(Refusal::NOT_FOUND)?;
                let day = row.local_date;
                zone = when::tz(&row.zone);
                (fill(day::view(row)), day)
            }
            (None, None) => {
                let day = day.map_or(here.date(), Day::date);
                let pass = if day == here.date() { pass(here) } else { "" };
                (fresh(new_id(now), Typed { day, time: here.time_field(), pass }), day)
            }
        };
        let seen_by = queries::list_practitioners(tx.conn(), owner).await?;
        let last_day = here.date().checked_add_days(Days::new(1)).unwrap_or(here.date());
        let passes = input.wall().and_then(|wall| insight::clock::passes(&zone, wall));
        Ok(EntryForm { input, day, is_new: id.is_none(), last_day, passes, seen_by })
    }
}

/// A form with a day and a time in it.
trait Timed {
    /// What they say, where they say something.
    fn wall(&self) -> Option<NaiveDateTime>;
}

impl Timed for MealInput {
    fn wall(&self) -> Option<NaiveDateTime> {
        wall(&self.day, &self.time)
    }
}

impl Timed for SymptomInput {
    fn wall(&self) -> Option<NaiveDateTime> {
        wall(&self.day, &self.time)
    }
}

fn wall(day: &str, time: &str) -> Option<NaiveDateTime> {
    Some(field::day(day).ok()?.and_time(field::time(time).ok()?))
}

/// Day and time as a form holds them.
struct Typed {
    day: NaiveDate,
    time: String,
    pass: &'static str,
}

impl From<Moment> for Typed {
    fn from(at: Moment) -> Self {
        Self { day: at.date(), time: at.time_field(), pass: pass(at) }
    }
}

fn new_meal(id: ObservationId, at: Typed) -> MealInput {
    let hour = field::time(&at.time).map_or(12, |time| time.hour());
    MealInput {
        id: id.to_string(),
        meal_type: MealType::at_hour(hour).as_str().into(),
        day: at.day.to_string(),
        time: at.time,
        pass: at.pass.into(),
        ..MealInput::default()
    }
}

fn new_symptom(id: ObservationId, at: Typed) -> SymptomInput {
    SymptomInput {
        id: id.to_string(),
        present: "yes".into(),
        day: at.day.to_string(),
        time: at.time,
        pass: at.pass.into(),
        ..SymptomInput::default()
    }
}

fn meal_input(entry: EntryView) -> MealInput {
    let Body::Meal { meal_type, items, hunger_before, fullness_after } = entry.body else {
        return MealInput::default();
    };
    MealInput {
        version: entry.version.to_string(),
        meal_type: meal_type.as_str().into(),
        items: items.into_iter().map(item_input).collect(),
        hunger_before: figure(hunger_before),
        fullness_after: figure(fullness_after),
        note: entry.note.unwrap_or_default(),
        private: if entry.private { "on".into() } else { String::new() },
        ..new_meal(entry.id, entry.at.into())
    }
}

fn item_input(item: ItemView) -> ItemInput {
    ItemInput {
        food: figure(item.food_id),
        name: item.name,
        portion: figure(item.portion_seq),
        quantity: item.quantity.to_string(),
        grams: item.grams.to_string(),
    }
}

fn symptom_input(entry: EntryView) -> SymptomInput {
    let Body::Symptom { name, scale, severity, duration_min, .. } = entry.body else {
        return SymptomInput::default();
    };
    let (code, typed) = match name {
        SymptomName::Code(code) => (code, String::new()),
        SymptomName::Own(label) => (String::new(), label),
    };
    let on = |wanted: Scale| if scale == wanted { figure(severity) } else { String::new() };
    SymptomInput {
        version: entry.version.to_string(),
        code,
        typed,
        present: if severity.is_some() { "yes" } else { "no" }.into(),
        severity_ten: on(Scale::ZeroToTen),
        severity_three: on(Scale::ZeroToThree),
        severity_words: on(Scale::Words),
        severity_count: on(Scale::Count),
        duration: figure(duration_min),
        note: entry.note.unwrap_or_default(),
        private: if entry.private { "on".into() } else { String::new() },
        ..new_symptom(entry.id, entry.at.into())
    }
}

fn figure(number: Option<impl ToString>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
