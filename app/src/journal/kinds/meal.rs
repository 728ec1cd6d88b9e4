//! Meals: the form, which also is its own search, and how one is shown.

use contract::{AppError, Done, journal::MealInput};
use leptos::prelude::*;

/// Saves a meal, new or corrected.
///
/// # Errors
/// `Invalid` by field, `NotFound`, `Conflict`.
#[server(endpoint = "journal/save_meal")]
pub async fn save_meal(meal: MealInput) -> Result<Done, AppError> {
    super::save::<contract::journal::Meal>(&meal).await
}

/// Its fields have names that any form has.
pub const FIELDS: super::Names = &[];

#[cfg(feature = "ssr")]
mod page {
    use super::super::show::{Fields, Said, Show};
    use crate::form::fault as why;
    use crate::journal::draft::{self, STEPS};
    use crate::journal::food_picker::FoodPicker;
    use crate::journal::foods::FoodList;
    use crate::journal::parts::When;
    use crate::words::{journal as w, review};
    use contract::journal::{Meal, MealType, WeekMark};
    use insight::clock::Moment;
    use leptos::prelude::*;
    use ui::{Choice, Mark, Scale, Seg};

    impl Show for Meal {
        const SAVE: &'static str = draft::SAVE;
        const STEPS: &'static [&'static str] = STEPS;
        const REPEATS: bool = true;

        fn said() -> Said {
            Said {
                log: w::log_meal(),
                edit: w::edit_meal(),
                save: w::save_meal(),
                add: w::add_meal(),
                logged: w::meal_logged(),
            }
        }

        fn sign() -> Mark {
            Mark::Meal
        }

        fn mark(&self) -> Mark {
            if self.meal_type == MealType::Drink { Mark::Drink } else { Mark::Meal }
        }

        fn title(&self) -> String {
            w::meal_name(self.meal_type).to_owned()
        }

        fn details(&self, _at: Moment) -> AnyView {
            let foods = self.items.iter().cloned().map(Into::into).collect();
            let felt = w::felt(self.hunger_before, self.fullness_after);
            view! {
                <FoodList foods/>
                {felt.map(|felt| view! { <p class="what tiny">{felt}</p> })}
            }
            .into_any()
        }

        fn review(&self, _at: Moment) -> AnyView {
            let foods = self.items.iter().cloned().map(Into::into).collect();
            let felt = review::felt(self.hunger_before, self.fullness_after);
            view! {
                <FoodList foods/>
                {felt.map(|felt| view! { <p>{felt}</p> })}
            }
            .into_any()
        }

        fn fields(form: Fields<'_, Self>) -> AnyView {
            let picker = draft::picker(&form.input, &form.offers, &form.shelf.foods, form.refused);
            let Fields { input, last_day, passes, .. } = form;
            let kinds = MealType::ALL.map(|kind| Choice::new(kind.as_str(), w::meal_name(kind))).to_vec();
            let step = |text: &str| text.parse::<u8>().ok().filter(|step| (1..=10).contains(step));
            let (hunger, fullness) = (step(&input.hunger_before), step(&input.fullness_after));
            let picker = view! { <FoodPicker start=picker/> }.into_any();
            view! {
                <div class="blk stack">
                    <Seg name="meal[meal_type]" legend=w::meal_type() options=kinds value=input.meal_type error=why("meal[meal_type]")/>
                    <When form="meal" day=input.day time=input.time last=last_day label=w::time() pass=input.pass passes/>
                </div>
                <div class="picker">{picker}</div>
                <section class="blk scales" aria-label=w::feelings()>
                    <Felt name="meal[hunger_before]" legend=w::hunger() low=w::hunger_low() high=w::hunger_high() value=hunger/>
                    <Felt name="meal[fullness_after]" legend=w::fullness() low=w::fullness_low() high=w::fullness_high() value=fullness/>
                </section>
            }
            .into_any()
        }

        fn week(marks: &[&WeekMark]) -> String {
            w::meals(marks.len())
        }
    }

    #[component]
    fn Felt(
        name: &'static str,
        legend: &'static str,
        low: &'static str,
        high: &'static str,
        value: Option<u8>,
    ) -> impl IntoView {
        match value {
            Some(value) => {
                view! { <Scale name legend low high value unset=w::unanswered() error=why(name)/> }.into_any()
            }
            None => view! { <Scale name legend low high unset=w::unanswered() error=why(name)/> }.into_any(),
        }
    }
}
