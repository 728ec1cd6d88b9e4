//! When a practitioner can be booked: a ruler and times for each weekday.

use crate::frames::Practice;
use leptos::prelude::*;
use ui::*;

type Hours = &'static [(f64, f64, &'static str, &'static str)];
const MORNING_AND_AFTERNOON: Hours = &[(9.0, 12.5, "09:00", "12:30"), (13.5, 17.0, "13:30", "17:00")];
const MORNING: Hours = &[(8.0, 13.0, "08:00", "13:00")];

pub fn availability() -> AnyView {
    let days: [(&'static str, Hours); 5] = [
        ("Monday", MORNING_AND_AFTERNOON),
        ("Tuesday", MORNING),
        ("Wednesday", &[]),
        ("Thursday", MORNING_AND_AFTERNOON),
        ("Friday", MORNING),
    ];
    let days = days.map(|(name, hours)| view! { <Day name hours/> });
    view! {
        <Practice current=2>
            <PageHead title="Availability" detail="Times are London time, and repeat each week"/>
            <form class="form" method="post" action="#">
                <div class="avail">{days.into_iter().collect_view()}</div>
                <div class="pair">
                    <NumberInput name="notice" label="Shortest notice" unit="hours" whole=true value="12"/>
                    <NumberInput name="ahead" label="Bookable ahead" unit="days" whole=true value="60"/>
                </div>
                <fieldset>
                    <legend>"Days off"</legend>
                    <div class="pair"><DateInput name="off_from" label="From"/><DateInput name="off_to" label="To, included"/></div>
                </fieldset>
                <div class="actions"><Button look=Look::Primary>"Save availability"</Button></div>
            </form>
        </Practice>
    }
    .into_any()
}

#[component]
fn Day(name: &'static str, hours: Hours) -> impl IntoView {
    let key = name.to_lowercase();
    let spans = hours.iter().enumerate().map(|(at, (_, _, from, to))| {
        view! {
            <span class="times">
                <input class="input" type="time" name=format!("{key}_from_{at}") value=*from aria-label=format!("{name}, from")/>
                "to"
                <input class="input" type="time" name=format!("{key}_to_{at}") value=*to aria-label=format!("{name}, to")/>
                <IconButton icon=Icon::X label=format!("Remove {name} {from}") name="remove" value=format!("{key}_{at}")/>
            </span>
        }
    });
    let spans = spans.collect_view();
    view! {
        <fieldset>
            <legend>{name}</legend>
            <HourRuler open=hours.iter().map(|(from, to, _, _)| (*from, *to)).collect()/>
            <div class="spans">
                {spans}
                {hours.is_empty().then(|| view! { <p class="quiet small">"Not bookable"</p> })}
                <Button look=Look::Bare icon=Icon::Plus name="add" value=key>"Add a time"</Button>
            </div>
        </fieldset>
    }
}
