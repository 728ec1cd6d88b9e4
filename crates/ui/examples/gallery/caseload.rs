//! A practitioner's clients, grouped by when they are next seen.

use crate::frames::Practice;
use leptos::prelude::*;
use ui::*;

/// Name, why, new entries, tag, symptom, change, seed of the small chart, days logged, plan, unread, next.
type Row = (
    &'static str,
    &'static str,
    u32,
    &'static str,
    &'static str,
    &'static str,
    u32,
    u32,
    &'static str,
    u32,
    (&'static str, &'static str),
);

const TODAY: &[Row] = &[
    (
        "Imogen Achterberg-Osei",
        "iron deficiency, bloating",
        14,
        "",
        "Bloating",
        "5.9 to 4.6",
        3,
        13,
        "Iron, week 6",
        1,
        ("14:30", "in 12 min, video"),
    ),
    (
        "Tomasz Wiśniewski-Hale",
        "type 2 diabetes",
        31,
        "",
        "Glucose above range",
        "9 to 5 a week",
        5,
        14,
        "Carbohydrate, week 3",
        0,
        ("15:30", "in person"),
    ),
    (
        "Dorothea Mbeki",
        "irritable bowel, reintroduction",
        6,
        "worse",
        "Abdominal pain",
        "3.0 to 5.8",
        7,
        11,
        "Reintroduction, day 4",
        2,
        ("16:15", "video"),
    ),
];
const WEEK: &[Row] = &[
    (
        "Alasdair Fenwick",
        "migraine",
        9,
        "",
        "Headache",
        "no clear change",
        11,
        12,
        "Diary only",
        0,
        ("", "Fri 15 May, 09:00"),
    ),
    (
        "Priyanka Raghunathan-Bellweather",
        "polycystic ovaries, cycle tracking",
        22,
        "",
        "Fatigue",
        "5.9 to 4.4",
        13,
        14,
        "Breakfast protein, week 2",
        0,
        ("", "Fri 15 May, 10:15"),
    ),
    (
        "Noor El Amrani",
        "coeliac disease, newly found",
        3,
        "",
        "Bloating",
        "6.2 to 3.1",
        17,
        9,
        "Gluten-free start",
        0,
        ("", "Fri 15 May, 11:30"),
    ),
    (
        "Marta Kowalczyk",
        "reflux",
        0,
        "",
        "Heartburn",
        "4.8 to 2.2",
        19,
        7,
        "Evening meals, week 4",
        1,
        ("", "none booked"),
    ),
];

pub fn caseload() -> AnyView {
    let sort = vec![Choice::new("next", "Next appointment"), Choice::new("new", "Most new entries")];
    let filters = ["All 42", "New 27", "Needs a look 4", "Quiet 5"]
        .into_iter()
        .enumerate()
        .map(|(at, label)| Link::new(label, "#").current(at == 0))
        .collect();
    view! {
        <Practice current=1>
            <PageHead title="Clients" detail="42 assigned to you, 1 shared until 17 May">
                <LinkButton href="#" look=Look::Primary icon=Icon::Plus>"Invite a client"</LinkButton>
            </PageHead>
            <div class="tools">
                <form class="with-icon" role="search" method="get" action="#">
                    <label class="sr" for="q">"Search clients"</label>
                    <Icon icon=Icon::Search/>
                    <input class="input" id="q" name="q" type="search" placeholder="Name, plan or symptom"/>
                    <kbd aria-hidden="true">"/"</kbd>
                </form>
                <SegLinks label="Show" links=filters/>
                <div class="select">
                    <label class="sr" for="sort">"Sort by"</label>
                    <select class="input" id="sort" name="sort">
                        {sort.into_iter().map(|option| view! { <option value=option.value>{option.label}</option> }).collect_view()}
                    </select>
                    <Icon icon=Icon::ChevronDown/>
                </div>
                <p class="keys tiny quiet"><kbd>"j"</kbd><kbd>"k"</kbd>" move "<kbd>"Enter"</kbd>" open "<kbd>"?"</kbd>" all keys"</p>
            </div>
            <DataTable caption="Clients by next appointment" class="case">
                <thead>
                    <tr>
                        <th scope="col">"Client"</th>
                        <th scope="col">"Since you last looked"</th>
                        <th scope="col">"Main symptom, 30 days"</th>
                        <th scope="col" class="log">"Logged, 14 days"</th>
                        <th scope="col" class="pl">"Plan"</th>
                        <th scope="col"><span class="sr">"Unread messages"</span></th>
                        <th scope="col" aria-sort="ascending">"Next appointment "<Icon icon=Icon::ArrowUp/></th>
                    </tr>
                </thead>
                <Group title="Today" rows=TODAY current=true/>
                <Group title="This week" rows=WEEK current=false/>
            </DataTable>
            <Pager label="Pages of clients" info="1 to 7 of 42" next=Some(Link::new("Next", "#")) previous=None/>
        </Practice>
    }
    .into_any()
}

#[component]
fn Group(title: &'static str, rows: &'static [Row], current: bool) -> impl IntoView {
    let count = rows.len();
    let rows =
        rows.iter().enumerate().map(|(at, row)| view! { <Client row current=current && at == 0/> }).collect_view();
    view! {
        <tbody>
            <tr class="grp"><th colspan="7" scope="rowgroup">{title}" "<span class="quiet">{count}</span></th></tr>
            {rows}
        </tbody>
    }
}

#[component]
fn Client(row: &'static Row, current: bool) -> impl IntoView {
    let (name, why, new, tag, symptom, change, seed, logged, plan, unread, (time, next)) = *row;
    let days = (0..30u32)
        .map(|day| (day % seed != 2).then(|| ((day * (seed + 2) * 7 + day) % 11) as u8 * u8::from(day % 3 != 0)))
        .collect();
    let dots = (0..14).map(|day| day < logged).collect();
    let entries = if new > 0 {
        view! { <span class="unseen"></span><b>{new}</b>" "<span class="quiet">"entries"</span> }.into_any()
    } else {
        view! { <span class="quiet">"nothing new"</span> }.into_any()
    };
    view! {
        <tr class=current.then_some("cur")>
            <th scope="row"><a href="review.html">{name}</a><span class="why">{why}</span></th>
            <td class="newc">
                {entries}
                {(!tag.is_empty()).then(|| view! { <Tag tone=Tone::Warn icon=Icon::TriangleAlert>{tag}</Tag> })}
            </td>
            <td class="sym"><span class="sy"><span class="sn">{symptom}<span class="chg">{change}</span></span><Spark days/></span></td>
            <td class="log"><Dots days=dots label=format!("logged on {logged} of 14 days")/><span class="dn">{logged}</span></td>
            <td class="pl">{plan}</td>
            <td class="ms">{(unread > 0).then(|| view! { <span class="msg"><Icon icon=Icon::MessageSquare/>{unread}</span> })}</td>
            <td class="ap">{(!time.is_empty()).then(|| view! { <b>{time}</b>" " })}{next}</td>
        </tr>
    }
}
