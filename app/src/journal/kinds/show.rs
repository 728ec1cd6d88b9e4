//! What the journal's pages ask of a kind, and the way from an entry of any kind to its own answer.

use backend::journal::{Log, Shelf};
use chrono::NaiveDate;
use contract::FormState;
use contract::journal::{EntryView, Input, Kind, Observation, Offers, WeekMark};
use insight::clock::Moment;
use leptos::prelude::*;
use ui::Mark;

/// The words of a kind on buttons and in headings.
pub struct Said {
    /// "Log a meal"
    pub log: &'static str,
    /// "Change a meal"
    pub edit: &'static str,
    /// "Save meal"
    pub save: &'static str,
    /// "Meal or drink", on the button that opens its form.
    pub add: &'static str,
    /// "Meal logged", before the time.
    pub logged: &'static str,
}

/// What the form of a kind is filled with.
pub struct Fields<'a, K: Show> {
    pub input: K::Input,
    pub offers: Offers,
    pub shelf: &'a Shelf,
    /// What was posted, where the form is shown again.
    pub refused: Option<&'a FormState>,
    /// The latest day that can be meant.
    pub last_day: NaiveDate,
    /// The two moments of the time in the form, where it comes twice.
    pub passes: Option<[Moment; 2]>,
}

/// A kind of entry as the pages show it.
pub trait Show: Log {
    /// Where its form posts to.
    const SAVE: &'static str;
    /// Where buttons of its form post to instead, to show it again one step further.
    const STEPS: &'static [&'static str] = &[];
    /// Whether the same can be logged again with one tap.
    const REPEATS: bool = false;

    fn said() -> Said;

    /// Its sign where a new one is offered.
    fn sign() -> Mark;

    /// Its sign on the line of a day.
    fn mark(&self) -> Mark {
        Self::sign()
    }

    /// "Breakfast", "Bloating"
    fn title(&self) -> String;

    /// What it says beneath its title. It began at `at`.
    fn details(&self, at: Moment) -> AnyView;

    /// The same in the list of a review, shorter.
    fn review(&self, at: Moment) -> AnyView {
        self.details(at)
    }

    /// The form's own fields and the day and time among them; its note and who sees it follow.
    fn fields(form: Fields<'_, Self>) -> AnyView;

    /// What the hours of a day are called where they are summed up in a review; none where they are not.
    fn total() -> Option<&'static str> {
        None
    }

    /// What a screen reader says of those of one day; `marks` are never none.
    fn week(marks: &[&WeekMark]) -> String;
}

/// The form's fields as they were posted, when this page is shown for it again.
pub fn posted<K: Show>(form: Option<&FormState>) -> Option<K::Input> {
    let is_mine = |form: &&FormState| form.action == K::SAVE || K::STEPS.contains(&form.action.as_str());
    form.filter(is_mine).map(|form| K::Input::from_values(&form.values))
}

/// A kind that can be added.
pub struct Addable {
    pub name: &'static str,
    pub sign: Mark,
    pub said: Said,
}

macro_rules! dispatch {
    ($($word:ident $Kind:ident,)+) => {
        /// The kinds in the order in which they are offered.
        pub fn addable() -> Vec<Addable> {
            vec![$(Addable { name: contract::journal::$Kind::NAME, sign: contract::journal::$Kind::sign(), said: contract::journal::$Kind::said() }),+]
        }

        pub fn title(said: &Observation) -> String {
            match said { $(Observation::$Kind(it) => it.title(),)+ }
        }

        pub fn mark(said: &Observation) -> Mark {
            match said { $(Observation::$Kind(it) => it.mark(),)+ }
        }

        /// What an entry that began at `at` says beneath its title.
        pub fn details(said: &Observation, at: Moment) -> AnyView {
            match said { $(Observation::$Kind(it) => it.details(at),)+ }
        }

        /// The same in the list of a review.
        pub fn review(said: &Observation, at: Moment) -> AnyView {
            match said { $(Observation::$Kind(it) => it.review(at),)+ }
        }

        /// "Meal logged"
        pub fn logged(entry: &EntryView) -> &'static str {
            match &entry.said { $(Observation::$Kind(_) => contract::journal::$Kind::said().logged,)+ }
        }

        /// The kinds whose hours a review sums up, with what those are called.
        pub fn totals() -> Vec<(&'static str, &'static str)> {
            [$((contract::journal::$Kind::NAME, contract::journal::$Kind::total())),+].into_iter().filter_map(|(kind, called)| Some((kind, called?))).collect()
        }

        /// What a screen reader says of a day: a part for each kind that was logged.
        pub fn week(marks: &[WeekMark]) -> Vec<String> {
            let mut said = Vec::new();
            $({
                let its: Vec<_> = marks.iter().filter(|mark| mark.kind == contract::journal::$Kind::NAME).collect();
                if !its.is_empty() {
                    said.push(contract::journal::$Kind::week(&its));
                }
            })+
            said
        }
    };
}
contract::kinds!(dispatch);
