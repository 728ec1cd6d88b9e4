//! A client's review: what changed, the picture, the finding, entries and note beside it.

use crate::chart::{Chart, Legend};
use crate::frames::Practice;
use leptos::prelude::*;
use ui::*;

pub fn review() -> AnyView {
    let tabs = ["Review", "Entries", "Plan", "Notes", "Messages"]
        .into_iter()
        .enumerate()
        .map(|(at, label)| Link::new(label, "#").current(at == 0))
        .collect();
    let periods = ["7 d", "30 d", "90 d"]
        .into_iter()
        .enumerate()
        .map(|(at, label)| Link::new(label, "#").current(at == 1))
        .collect();
    view! {
        <Practice current=1>
            <Patterns/>
            <div class="cl-head">
                <PageHead title="Imogen Achterberg-Osei" back=Link::new("Clients", "caseload.html") detail="34, iron deficiency, bloating, with you since 3 Feb 2026">
                    <LinkButton href="#">"Message"</LinkButton>
                    <Button look=Look::Primary>"Mark as viewed"</Button>
                </PageHead>
                <SubTabs label="Client" links=tabs><SeenBy>"Imogen shares meals, symptoms and cycle with you. 3 entries are private to her."</SeenBy></SubTabs>
            </div>
            <section class="since" aria-labelledby="since">
                <div class="lead"><p class="tiny quiet">"Since 16 April"</p><h2 id="since">"Bloating has eased. Headaches are new."</h2></div>
                <dl>
                    <Change term="Bloating, mean when present" was="5.9" now="4.6" unit="" note="on 18 of 26 logged days, was 26 of 30"/>
                    <Change term="Headache" was="0" now="4" unit="" note="all on cycle days 28 to 2"/>
                    <Change term="Iron, median a day" was="8.4" now="10.2" unit=" mg" note="at least: 61 % known"/>
                    <div><dt>"Ferrous fumarate"</dt><dd><b>"20"</b>" of 26 days"</dd><dd class="f">"not at weekends, 5 of the 6 gaps"</dd></div>
                </dl>
            </section>
            <div class="rev">
                <div class="col-a">
                    <section aria-labelledby="picture">
                        <header class="bar-head">
                            <h2 id="picture">"30 days"</h2>
                            <span class="quiet small">"15 April to 14 May"</span>
                            <div class="push"><SegLinks label="Period" links=periods mini=true/></div>
                        </header>
                        <ScrollRegion label="Chart, 30 days"><Chart/></ScrollRegion>
                        <Legend/>
                    </section>
                    <Finding/>
                </div>
                <Beside/>
            </div>
        </Practice>
    }
    .into_any()
}

#[component]
fn Change(
    term: &'static str,
    was: &'static str,
    now: &'static str,
    unit: &'static str,
    note: &'static str,
) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd><span class="was">{was}</span><Icon icon=Icon::ArrowRight/><span class="sr">"to"</span><b>{now}</b>{unit}</dd>
            <dd class="f">{note}</dd>
        </div>
    }
}

#[component]
fn Finding() -> impl IntoView {
    let pairs = [
        ("Wheat, bloating 2 to 6 h", "13 of 31", "11", "no sign of a link"),
        ("Coffee, headache 0 to 12 h", "2 of 38", "2", "no sign of a link"),
        ("Alcohol, headache 6 to 24 h", "0 of 5", "", "not enough data, about 12 needed"),
    ];
    let pairs = pairs.map(|(pair, seen, chance, says)| view! { <tr><th scope="row">{pair}</th><td class="num">{seen}</td><td class="num">{chance}</td><td>{says}</td></tr> });
    view! {
        <section class="finding" aria-labelledby="finding">
            <header class="bar-head"><h2 id="finding">"Onion, garlic and bloating 2 to 6 h later"</h2><Tag boxed=true>"possible, not established"</Tag></header>
            <p class="lede">"Bloating followed "<b>"11 of 19"</b>" meals with onion or garlic. Shuffled 10,000 times, about 7 of 19 would be followed by chance."</p>
            <dl class="facts">
                <div><dt>"Difference"</dt><dd>"+21 points "<span class="quiet">"(95 % interval −2 to +43)"</span></dd></div>
                <div><dt>"Chance of this or more"</dt><dd>"0.05 alone; "<b>"0.41 after 14 foods tested"</b></dd></div>
                <div><dt>"Left out"</dt><dd>"3 days not logged, 1 day marked ill"</dd></div>
            </dl>
            <footer><LinkButton href="#">"Plan a 3-week test"</LinkButton><LinkButton href="#" look=Look::Bare>"Add to note"</LinkButton></footer>
            <div class="others">
                <DataTable caption="Other pairs tested" show_caption=true class="others">
                    <thead><tr><th scope="col">"Food, then symptom"</th><th scope="col" class="num">"Followed"</th><th scope="col" class="num">"By chance"</th><th scope="col">"What it says"</th></tr></thead>
                    <tbody>{pairs.into_iter().collect_view()}</tbody>
                </DataTable>
            </div>
        </section>
    }
}

#[component]
fn Beside() -> impl IntoView {
    view! {
        <aside class="col-b" aria-label="Entries and note">
            <section aria-labelledby="entries">
                <header class="bar-head"><h2 id="entries">"Entries"</h2><span class="quiet small"><span class="unseen"></span>" 14 new"</span></header>
                <h3 class="dayh">"Thu 14 May "<span class="quiet">"day 19"</span></h3>
                <ol class="ents">
                    <li><time>"15:05"</time><Mark kind=Mark::Symptom/><div><b>"Bloating"</b>" "<Unseen label="new"/><p>"2 h 10 after lunch, easing"</p></div><span class="sevn">"6"</span></li>
                    <li><time>"12:55"</time><Mark kind=Mark::Meal/><div><b>"Lunch"</b>" "<Unseen label="new"/><p>"Red lentil soup with onion and garlic; bread, whole-wheat, commercially prepared, toasted; apple"</p></div></li>
                    <li><time>"09:15"</time><Mark kind=Mark::Drink/><div><b>"Flat white, 180 ml"</b></div></li>
                </ol>
                <h3 class="dayh">"Wed 13 May "<span class="quiet">"day 18"</span></h3>
                <p class="gap">"Nothing logged. 1 entry is private to Imogen."</p>
                <h3 class="dayh">"Tue 12 May "<span class="quiet">"day 17"</span></h3>
                <ol class="ents"><li><time>"21:10"</time><Mark kind=Mark::Symptom/><div><b>"Bloating"</b><p class="voice">"Not after food this time, I think."</p></div><span class="sevn">"5"</span></li></ol>
                <p class="small"><a href="#">"Earlier, 112 entries"</a></p>
            </section>
            <section class="note" aria-labelledby="note">
                <header class="bar-head"><h2 id="note">"Note for today"</h2><span class="quiet small">"draft, saved 14:16"</span></header>
                <div class="soap voice"><h3>"Subjective"</h3><p>"Bloating bothers her less at work. New headaches around the start of bleeding."</p></div>
                <p><Button>"Sign and lock"</Button></p>
            </section>
        </aside>
    }
}
