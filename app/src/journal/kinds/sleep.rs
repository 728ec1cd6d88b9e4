//! Sleep: the form of a night or a nap, and how one is shown.

use contract::{AppError, Done, journal::SleepInput};
use leptos::prelude::*;

/// Saves a night or a nap, new or corrected.
///
/// # Errors
/// `Invalid` by field, `NotFound`, `Conflict`.
#[server(endpoint = "journal/save_sleep")]
pub async fn save_sleep(sleep: SleepInput) -> Result<Done, AppError> {
    super::save::<contract::journal::Sleep>(&sleep).await
}

/// What its fields are called inside a sentence.
pub const FIELDS: super::Names = &[
    ("kind", "the answer whether it was a night or a nap", "het antwoord of het een nacht of een dutje was"),
    ("tried", "the time you tried to sleep", "het tijdstip waarop je wilde gaan slapen"),
    ("latency", "the minutes until you fell asleep", "de minuten tot je in slaap viel"),
    ("awakenings", "the number of times you woke up", "het aantal keren dat je wakker werd"),
    ("awake", "the minutes you were awake", "de minuten dat je wakker lag"),
    ("woke", "the time you woke up", "het tijdstip waarop je wakker werd"),
    ("up", "the time you got up", "het tijdstip waarop je opstond"),
    ("quality", "the quality", "de kwaliteit"),
    ("time", "the time you went to bed", "het tijdstip waarop je naar bed ging"),
];

#[cfg(feature = "ssr")]
mod page {
    use super::super::{Fields, Said, Show};
    use crate::form::fault as why;
    use crate::journal::parts::When;
    use crate::words::language::either;
    use crate::words::{journal as w, words};
    use contract::journal::sleep::QUALITY_MAX;
    use contract::journal::{Sleep, SleepInput, WeekMark};
    use insight::clock::Moment;
    use leptos::prelude::*;
    use ui::{Choice, Disclosure, Mark, NumberInput, Scale, Seg, TimeInput};

    words! {
        log = "Log sleep", "Slaap noteren";
        edit = "Change sleep", "Slaap wijzigen";
        save = "Save sleep", "Slaap bewaren";
        add = "Sleep", "Slaap";
        logged = "Sleep logged", "Slaap genoteerd";
        night = "Night", "Nacht";
        nap = "Nap", "Dutje";
        which = "Night or nap", "Nacht of dutje";
        woke_on = "Day you woke up", "Dag waarop je wakker werd";
        to_bed = "Went to bed", "Naar bed gegaan";
        woke = "Woke up", "Wakker geworden";
        up = "Got up", "Opgestaan";
        up_hint = "Leave it empty if that was at once.", "Laat het leeg als dat meteen was.";
        more = "Falling asleep and waking in between", "Inslapen en tussendoor wakker";
        tried = "Tried to sleep", "Wilde gaan slapen";
        tried_hint = "Leave it empty if you did as soon as you were in bed.", "Laat het leeg als je dat deed zodra je in bed lag.";
        latency = "Until you fell asleep", "Tot je in slaap viel";
        awakenings = "Woke up in between", "Tussendoor wakker geworden";
        awake = "Awake in between", "Tussendoor wakker gelegen";
        quality = "How well did you sleep", "Hoe goed heb je geslapen";
        poor = "very poorly", "heel slecht";
        good = "very well", "heel goed";
    }

    impl Show for Sleep {
        const SAVE: &'static str = "/api/journal/save_sleep";

        fn said() -> Said {
            Said { log: log(), edit: edit(), save: save(), add: add(), logged: logged() }
        }

        fn sign() -> Mark {
            Mark::Sleep
        }

        fn title(&self) -> String {
            if self.nap { nap() } else { add() }.to_owned()
        }

        fn details(&self, at: Moment) -> AnyView {
            let times = [Some(bed_to(self, at)), awake_for(self)].into_iter().flatten();
            let lines = times.map(|line| view! { <p class="what tiny">{line}</p> }).collect_view();
            view! { <p class="what">{asleep(self)}</p>{lines} }.into_any()
        }

        fn review(&self, at: Moment) -> AnyView {
            view! { <p>{asleep(self)}</p><p>{bed_to(self, at)}</p>{awake_for(self).map(|line| view! { <p>{line}</p> })} }
                .into_any()
        }

        fn fields(form: Fields<'_, Self>) -> AnyView {
            let Fields { input, last_day, passes, .. } = form;
            let kinds = vec![Choice::new("night", night()), Choice::new("nap", nap())];
            let SleepInput { kind, day, time, pass, woke: woke_at, up: up_at, .. } = input.clone();
            let optional = w::optional();
            view! {
                <div class="blk stack">
                    <Seg name="sleep[kind]" legend=which() options=kinds value=kind error=why("sleep[kind]")/>
                    <When form="sleep" day time last=last_day day_label=woke_on() label=to_bed() pass passes/>
                    <div class="pair">
                        <TimeInput name="sleep[woke]" label=woke() value=woke_at error=why("sleep[woke]")/>
                        <TimeInput name="sleep[up]" label=up() optional hint=up_hint() value=up_at error=why("sleep[up]")/>
                    </div>
                </div>
                <section class="blk scales" aria-label=quality()><Quality value=input.quality.parse().ok()/></section>
                <More input/>
            }
            .into_any()
        }

        fn week(marks: &[&WeekMark]) -> String {
            let minutes: u32 = marks.iter().filter_map(|mark| mark.facts.counted_minutes).sum();
            slept(w::duration(u16::try_from(minutes).unwrap_or(u16::MAX)))
        }

        fn total() -> Option<&'static str> {
            Some(add())
        }
    }

    #[component]
    fn Quality(value: Option<u8>) -> impl IntoView {
        let name = "sleep[quality]";
        let (legend, low, high, unset) = (quality(), poor(), good(), w::unanswered());
        match value.filter(|step| (1..=QUALITY_MAX).contains(step)) {
            Some(value) => {
                view! { <Scale name legend to=QUALITY_MAX low high value unset error=why(name)/> }.into_any()
            }
            None => view! { <Scale name legend to=QUALITY_MAX low high unset error=why(name)/> }.into_any(),
        }
    }

    /// What not everybody knows of a night: folded, and unfolded where something of it was said or refused.
    #[component]
    fn More(input: SleepInput) -> impl IntoView {
        let names = ["sleep[tried]", "sleep[latency]", "sleep[awakenings]", "sleep[awake]"];
        let said = [&input.tried, &input.latency, &input.awakenings, &input.awake];
        let open = said.iter().any(|value| !value.is_empty()) || names.iter().any(|name| why(name).is_some());
        let [tried_name, latency_name, awakenings_name, awake_name] = names;
        let SleepInput { tried: tried_at, latency: latency_min, awakenings: times, awake: awake_min, .. } = input;
        let (optional, unit) = (w::optional(), w::minutes());
        view! {
            <div class="blk">
                <Disclosure summary=more() open>
                    <div class="stack">
                        <TimeInput name=tried_name label=tried() optional hint=tried_hint() value=tried_at error=why(tried_name)/>
                        <NumberInput name=latency_name label=latency() optional unit whole=true value=latency_min error=why(latency_name)/>
                        <NumberInput name=awakenings_name label=awakenings() optional unit=w::times() whole=true value=times error=why(awakenings_name)/>
                        <NumberInput name=awake_name label=awake() optional unit whole=true value=awake_min error=why(awake_name)/>
                    </div>
                </Disclosure>
            </div>
        }
        .into_any()
    }

    /// "Asleep 7 h 10 min (91 %), quality 4 of 5"
    fn asleep(sleep: &Sleep) -> String {
        let long = w::duration(sleep.asleep_min());
        let share = sleep.efficiency_percent().map(|percent| format!(" ({percent} %)")).unwrap_or_default();
        let most = sleep.is_at_most();
        let asleep = either(
            format!("Asleep {}{long}{share}", if most { "at most " } else { "" }),
            format!("{}{long} geslapen{share}", if most { "Hoogstens " } else { "" }),
        );
        let quality = sleep.quality.map(|step| {
            either(format!(", quality {step} of {QUALITY_MAX}"), format!(", kwaliteit {step} van {QUALITY_MAX}"))
        });
        format!("{asleep}{}", quality.unwrap_or_default())
    }

    /// "In bed 23:10 to 07:10, 8 h"
    fn bed_to(sleep: &Sleep, at: Moment) -> String {
        let (bed, up) = (w::clock(at), w::time_of_day(sleep.up.unwrap_or(sleep.woke)));
        let long = w::duration(sleep.in_bed_min);
        either(format!("In bed {bed} to {up}, {long}"), format!("In bed van {bed} tot {up}, {long}"))
    }

    /// "Fell asleep after 15 min, woke up 2 times, 20 min awake"
    fn awake_for(sleep: &Sleep) -> Option<String> {
        let fell = sleep.latency_min.map(|minutes| {
            let long = w::duration(minutes);
            either(format!("fell asleep after {long}"), format!("na {long} in slaap"))
        });
        let woke = sleep.awakenings.map(|times| match times {
            0 => either("did not wake up in between", "tussendoor niet wakker").to_owned(),
            1 => either("woke up once", "één keer wakker").to_owned(),
            times => either(format!("woke up {times} times"), format!("{times} keer wakker")),
        });
        let awake = sleep.awake_min.map(|minutes| {
            let long = w::duration(minutes);
            either(format!("{long} awake in between"), format!("tussendoor {long} wakker"))
        });
        let said = [fell, woke, awake].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let mut letters = said.chars();
        let first = letters.next()?;
        Some(first.to_uppercase().chain(letters).collect())
    }

    /// "slept 7 h 10 min"
    fn slept(long: String) -> String {
        either(format!("slept {long}"), format!("{long} geslapen"))
    }
}
