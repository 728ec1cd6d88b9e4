//! A client's day.

use crate::frames::client_items;
use leptos::prelude::*;
use ui::*;

fn week() -> Vec<WeekDay> {
    let day = |short: &'static str, number: &'static str, label: &'static str| WeekDay {
        href: "#".into(),
        short: short.into(),
        number: number.into(),
        label: label.into(),
        current: false,
        ahead: false,
        unlogged: false,
        marks: Vec::new(),
    };
    let meals = |hours: &[f32]| hours.iter().map(|hour| DayMark::dot(*hour)).collect::<Vec<_>>();
    let mut monday = day("Mo", "11", "Monday, 3 meals, bloating 3");
    monday.marks = meals(&[7.5, 13.0, 19.0]);
    monday.marks.push(DayMark::bar(20.0, 3));
    let mut tuesday = day("Tu", "12", "Tuesday, 3 meals, bloating 5");
    tuesday.marks = meals(&[7.5, 12.5, 19.0]);
    tuesday.marks.push(DayMark::bar(21.0, 5));
    let mut wednesday = day("We", "13", "Wednesday, nothing logged");
    wednesday.unlogged = true;
    let mut thursday = day("Th", "14", "Thursday, today, 2 meals, bloating 6");
    thursday.current = true;
    thursday.marks = meals(&[7.7, 12.9]);
    thursday.marks.push(DayMark::bar(15.1, 6));
    let ahead = [("Fr", "15", "Friday"), ("Sa", "16", "Saturday"), ("Su", "17", "Sunday")]
        .map(|(short, number, label)| WeekDay { ahead: true, ..day(short, number, label) });
    [monday, tuesday, wednesday, thursday].into_iter().chain(ahead).collect()
}

/// What can be added, within reach of the thumb; the usual things fold away as the page scrolls.
fn dock() -> AnyView {
    view! {
        <section class="dock quick" aria-label="Add">
            <form class="usual" method="post" action="#">
                <p id="usual">"Usual around this hour"</p>
                <ul aria-labelledby="usual">
                    <li><button name="again" value="1"><Mark kind=Mark::Drink/>"Peppermint tea"</button></li>
                    <li><button name="again" value="2"><Mark kind=Mark::Meal/>"Apple and almonds"</button></li>
                    <li><button name="again" value="3"><Mark kind=Mark::Symptom/>"Bloating"</button></li>
                </ul>
            </form>
            <div class="ask">
                <a class="btn" href="meal.html"><Mark kind=Mark::Meal/>"Meal or drink"</a>
                <a class="btn" href="symptom.html"><Mark kind=Mark::Symptom/>"Symptom"</a>
            </div>
        </section>
    }
    .into_any()
}

fn head() -> AnyView {
    view! {
        <DayHead title="Thursday 14 May" detail="Cycle day 19">
            <IconLink icon=Icon::EyeOff label="Hide details on this screen" href="#"/>
        </DayHead>
    }
    .into_any()
}

/// A day with entries.
pub fn today() -> AnyView {
    let kept = || view! { <Tag icon=Icon::CloudOff><span class="sr">"only on this phone"</span></Tag> }.into_any();
    view! {
        <PhoneShell skip="Skip to the day" nav_label="Main" items=client_items(0) head=head() dock=dock()>
            <WeekStrip label="Week" days=week()/>
            <NoticeStrip title="2 entries only on this phone" icon=Icon::CloudOff>
                "No signal since 15:02. They are kept and sent by themselves."
            </NoticeStrip>
            <h2 class="sr">"By time"</h2>
            <DayLine label="Entries">
                <DayItem time="06:50" mark=Mark::Sleep title="Slept 6 h 40 min" href="#">
                    <p class="what">"23:55 to 06:50, awake once"</p>
                </DayItem>
                <DayItem time="07:40" mark=Mark::Meal title="Breakfast" href="#">
                    <p class="what">"Porridge with oat milk, blueberries, ground flaxseed"</p>
                    <p class="what tiny">"Hunger 6, fullness 7"</p>
                </DayItem>
                <DayItem time="09:15" mark=Mark::Drink title="Flat white, 180 ml" href="#"/>
                <DayItem time="12:55" mark=Mark::Meal title="Lunch" href="#">
                    <p class="what">"Red lentil soup with onion and garlic; bread, whole-wheat, commercially prepared, toasted, with butter; apple"</p>
                    <p class="what tiny">"Hunger 7, fullness 8, at work"</p>
                </DayItem>
                <DayItem time="15:05" datetime="2026-05-14T15:05" mark=Mark::Symptom title="Bloating" href="#" lasting=true aside=kept()>
                    <Severity n=6 figure="6 of 10" trend="easing"/>
                    <p class="what">"2 h 10 min after lunch, still there"</p>
                    <p class="voice">"Tight waistband by three. Walked to the post office and that helped."</p>
                </DayItem>
                <DayItem time="16:20" mark=Mark::Dose title="Ferrous fumarate 210 mg, taken" lasting=true aside=kept()/>
                <DayNow time="16:42" label="Now"/>
                <DayItem time="19:00" mark=Mark::Planned title="Dinner in your plan" planned=true>
                    <p class="what">"Baked salmon, new potatoes, green beans"</p>
                </DayItem>
            </DayLine>
            <section class="nutri" aria-labelledby="so-far">
                <header><h2 id="so-far">"So far today"</h2><p>"aims set by Ruth Calloway"</p></header>
                <dl>
                    <Nutrient name="Protein" least="" amount="48" unit="g" share=0.64 known="96 % known" aim="aim: 75 g or more"/>
                    <Nutrient name="Fibre" least="" amount="23.5" unit="g" share=0.78 known="91 % known" aim="aim: 30 g or more"/>
                    <Nutrient name="Iron" least="at least " amount="9.1" unit="mg" share=0.61 known="62 % known" aim="aim: 14.8 mg or more"/>
                </dl>
                <p class="small quiet">"Striped means at least: some of what you ate has no figure for it. Missing is never counted as zero."</p>
            </section>
            <section class="blk" aria-label="Who sees this">
                <SeenBy>
                    "Ruth Calloway sees this day because she is your dietitian, until you end it. 3 entries this month are private to you. "
                    <a href="#">"Change"</a>
                </SeenBy>
            </section>
        </PhoneShell>
    }
    .into_any()
}

#[component]
fn Nutrient(
    name: &'static str,
    least: &'static str,
    amount: &'static str,
    unit: &'static str,
    share: f64,
    known: &'static str,
    aim: &'static str,
) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd class="amount"><span>{least}</span><b>{amount}</b>" "{unit}</dd>
            <dd class="b"><Bar share least=!least.is_empty()/></dd>
            <dd class="k">{known}</dd>
            <dd class="g">{aim}</dd>
        </div>
    }
}

/// A day without entries: teaches the first action.
pub fn empty() -> AnyView {
    view! {
        <PhoneShell skip="Skip to the day" nav_label="Main" items=client_items(0) head=head() dock=dock()>
            <WeekStrip label="Week" days=week()/>
            <EmptyState title="Nothing logged yet today" icon=Icon::Utensils>
                <p>"Start with what you had last. It takes two taps, and you can change the time later."</p>
                <LinkButton href="meal.html" look=Look::Tonal>"Log a meal"</LinkButton>
            </EmptyState>
        </PhoneShell>
    }
    .into_any()
}
