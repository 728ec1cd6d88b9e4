//! Symptoms: the form, where the symptom that is pressed decides which scale is shown, by style alone.

use contract::{AppError, Done, journal::SymptomInput};
use leptos::prelude::*;

/// Saves a symptom, new or corrected.
///
/// # Errors
/// `Invalid` by field, `NotFound`, `Conflict`.
#[server(endpoint = "journal/save_symptom")]
pub async fn save_symptom(symptom: SymptomInput) -> Result<Done, AppError> {
    super::save::<contract::journal::Symptom>(&symptom).await
}

/// Its fields have names that any form has.
pub const FIELDS: super::Names = &[];

#[cfg(feature = "ssr")]
mod page {
    use super::super::show::{Fields, Said, Show};
    use crate::form::fault as why;
    use crate::journal::parts::When;
    use crate::words::{journal as w, language::current, review};
    use backend::journal::label;
    use contract::journal::{Scale, Symptom, SymptomInput, SymptomKind, SymptomName, WeekMark};
    use insight::clock::Moment;
    use leptos::prelude::*;
    use ui::{Choice, Disclosure, ErrorLine, Mark, NumberInput, Scale as Ruler, Seg, Severity};

    /// Symptoms offered before the groups.
    const FIRST: usize = 12;

    impl Show for Symptom {
        const SAVE: &'static str = "/api/journal/save_symptom";

        fn said() -> Said {
            Said {
                log: w::log_symptom(),
                edit: w::edit_symptom(),
                save: w::save_symptom(),
                add: w::add_symptom(),
                logged: w::symptom_logged(),
            }
        }

        fn sign() -> Mark {
            Mark::Symptom
        }

        fn title(&self) -> String {
            label(&self.name(), current())
        }

        fn details(&self, _at: Moment) -> AnyView {
            let strength = match self.severity {
                Some(figure) => view! {
                    <Severity n=self.scale.as_ticks(figure) figure=w::severity(self.scale, figure)/>
                }
                .into_any(),
                None => view! { <p class="what">{w::not_present()}</p> }.into_any(),
            };
            view! {
                {strength}
                {self.duration_min.map(|minutes| view! { <p class="what tiny">{w::duration(minutes)}</p> })}
            }
            .into_any()
        }

        fn review(&self, _at: Moment) -> AnyView {
            let said = match self.severity {
                Some(figure) => w::severity(self.scale, figure),
                None => review::not_present().to_owned(),
            };
            let lasting = self.duration_min.map(|minutes| format!(", {}", review::lasting(minutes.into())));
            view! { <p>{said}{lasting}</p> }.into_any()
        }

        fn fields(form: Fields<'_, Self>) -> AnyView {
            let Fields { mut input, offers, last_day, passes, .. } = form;
            // Words that name a symptom of the catalogue are that symptom, so that its own scale is shown.
            if let Ok((SymptomName::Code(code), _)) = input.named(&offers.symptoms) {
                (input.code, input.typed) = (code, String::new());
            }
            let how_strong = view! { <HowStrong input=input.clone()/> }.into_any();
            let error = why("symptom[duration]");
            view! {
                <What code=input.code typed=input.typed kinds=offers.symptoms recent=offers.recent_symptoms/>
                {how_strong}
                <div class="blk stack">
                    <When form="symptom" day=input.day time=input.time last=last_day label=w::began() pass=input.pass passes/>
                    <div class="when-present">
                        <NumberInput
                            name="symptom[duration]"
                            label=w::lasted()
                            optional=w::optional()
                            unit=w::minutes()
                            whole=true
                            hint=w::lasted_hint()
                            value=input.duration
                            error
                        />
                    </div>
                </div>
            }
            .into_any()
        }

        fn week(marks: &[&WeekMark]) -> String {
            let said = marks.iter().map(|mark| {
                let name = mark.facts.name.as_ref().map(|name| label(name, current())).unwrap_or_default();
                let level = mark.facts.level.map(|(scale, figure)| w::severity(scale, figure));
                format!("{name} {}", level.unwrap_or_else(|| w::not_present().to_lowercase()))
            });
            said.collect::<Vec<_>>().join(", ")
        }
    }

    /// Lately logged and typical ones first, the others by group, and a field for one's own words.
    #[component]
    fn What(code: String, typed: String, kinds: Vec<SymptomKind>, recent: Vec<SymptomName>) -> impl IntoView {
        let named = |wanted: &str| kinds.iter().find(|kind| kind.code == wanted);
        let lately = recent.iter().filter_map(|name| match name {
            SymptomName::Code(code) => named(code),
            SymptomName::Own(_) => None,
        });
        let mut first: Vec<&SymptomKind> = named(&code).into_iter().collect();
        for kind in lately.chain(kinds.iter().filter(|kind| kind.typical)) {
            if first.len() < FIRST && !first.contains(&kind) {
                first.push(kind);
            }
        }
        let mut groups: Vec<(&str, Vec<&SymptomKind>)> = Vec::new();
        for kind in kinds.iter().filter(|kind| !first.contains(kind)) {
            match groups.iter_mut().find(|(group, _)| *group == kind.group) {
                Some((_, list)) => list.push(kind),
                None => groups.push((&kind.group, vec![kind])),
            }
        }
        let groups = groups
            .into_iter()
            .map(|(group, list)| {
                let picks = list.into_iter().map(|kind| pick(kind, &code, false)).collect_view();
                view! { <Disclosure summary=w::group(group)><div class="picks">{picks}</div></Disclosure> }
            })
            .collect_view();
        let picks = first.iter().enumerate().map(|(at, kind)| pick(kind, &code, at == 0)).collect_view();
        let own = recent.iter().filter_map(w::own_label).map(str::to_owned);
        let options = own
            .chain(kinds.iter().map(|kind| kind.label(current()).to_owned()))
            .map(|label| view! { <option value=label></option> })
            .collect_view();
        let (error, typed_error) = (why("symptom[code]"), why("symptom[typed]"));
        let (bad, typed_bad) = (error.is_some(), typed_error.is_some());
        view! {
            <div class="blk stack">
                <fieldset class="field" data-invalid=bad>
                    <legend>{w::what()}</legend>
                    <div class="picks">{picks}</div>
                    {groups}
                    <ErrorLine id="symptom[code]" error/>
                </fieldset>
                <div class="field" data-invalid=typed_bad>
                    <label for="symptom[typed]">{w::typed()}</label>
                    <input
                        class="input"
                        id="symptom[typed]"
                        name="symptom[typed]"
                        list="symptoms"
                        maxlength="120"
                        autocomplete="off"
                        value=typed
                        aria-describedby="symptom[typed]-hint"
                    />
                    <datalist id="symptoms">{options}</datalist>
                    <p class="hint" id="symptom[typed]-hint">{w::typed_hint()}</p>
                    <ErrorLine id="symptom[typed]" error=typed_error/>
                </div>
            </div>
        }
        .into_any()
    }

    fn pick(kind: &SymptomKind, chosen: &str, first: bool) -> AnyView {
        view! {
            <label>
                <input
                    type="radio"
                    id=first.then_some("symptom[code]")
                    name="symptom[code]"
                    value=kind.code.clone()
                    checked=kind.code == chosen
                    data-scale=kind.scale.as_str()
                />
                <span>{kind.label(current()).to_owned()}</span>
            </label>
        }
        .into_any()
    }

    /// One control for each scale; the style shows the one that counts.
    #[component]
    fn HowStrong(input: SymptomInput) -> impl IntoView {
        let present = vec![Choice::new("yes", w::yes()), Choice::new("no", w::no())];
        let three = ["0", "1", "2", "3"].map(|step| Choice::new(step, step)).to_vec();
        let words = [("0", w::none()), ("1", w::mild()), ("2", w::moderate()), ("3", w::severe())];
        let words = words.map(|(step, word)| Choice::new(step, word)).to_vec();
        let wrong = |scale: Scale| why(scale.field()).map(|_| "");
        let ten = input.severity_ten.parse::<u8>().ok().filter(|step| *step <= 10);
        let ten_name = Scale::ZeroToTen.field();
        let error = why(ten_name);
        let ruler = match ten {
            Some(value) => view! {
                <Ruler name=ten_name legend=w::how_strong() from=0 low=w::strong_low() high=w::strong_high() value error/>
            }
            .into_any(),
            None => view! {
                <Ruler name=ten_name legend=w::how_strong() from=0 low=w::strong_low() high=w::strong_high() error/>
            }
            .into_any(),
        };
        let three_name = Scale::ZeroToThree.field();
        let words_name = Scale::Words.field();
        let count_name = Scale::Count.field();
        view! {
            <div class="blk stack">
                <Seg name="symptom[present]" legend=w::present() options=present value=input.present error=why("symptom[present]")/>
                <div class="when-present stack">
                    <div class="scale-of of-ten" data-wrong=wrong(Scale::ZeroToTen)>{ruler}</div>
                    <div class="scale-of of-three" data-wrong=wrong(Scale::ZeroToThree)>
                        <Seg name=three_name legend=w::of_three() show_legend=true options=three value=input.severity_three error=why(three_name)/>
                    </div>
                    <div class="scale-of of-words" data-wrong=wrong(Scale::Words)>
                        <Seg name=words_name legend=w::in_words() show_legend=true options=words value=input.severity_words error=why(words_name)/>
                    </div>
                    <div class="scale-of of-count" data-wrong=wrong(Scale::Count)>
                        <NumberInput name=count_name label=w::how_often() unit=w::times() whole=true value=input.severity_count error=why(count_name)/>
                    </div>
                </div>
            </div>
        }
        .into_any()
    }
}
