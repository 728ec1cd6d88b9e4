//! Every page as everybody who may open it, in a clinic where everything has happened once: its forms are sealed unless what
//! they post to is open to anyone (N8), their fields are spelled as the edge takes them (T6), an id names one thing, and
//! labels lead to a control.

use std::collections::BTreeSet;

use app::access::Role;
use app::features::{RULES, find_rule};
use backend::clock::Clock;
use uuid::Uuid;

use crate::found::{Found, forms, ids_twice, leads_nowhere};
use crate::support::{app, submit, visit};
use crate::sweep::example;
use crate::town::{Town, addresses, town};

const MEAL: &str = "0190a7c4-0000-7000-8000-00000000feed";
const SLEEP: &str = "0190a7c4-0000-7000-8000-00000000fade";
const SYMPTOM: &str = "0190a7c4-0000-7000-8000-00000000beef";

/// Pages that nobody opens here: links of letters and payments, which carry a secret; what is between two steps of signing
/// in or of a proof; what takes a log to be proved, or an entry of a register.
const ELSEWHERE: [&str; 18] = [
    "/clinic/audit/copy/{ticket}",
    "/clinic/documents/{document}/address",
    "/go/{seal}/{*path}",
    "/account/prove",
    "/account/recovery",
    "/clinic/registers/{register}/{entry}",
    "/confirm/{token}",
    "/invitation/{token}",
    "/me/evidence/path/{old}/{size}",
    "/me/evidence/{seq}/proof",
    "/me/evidence/{seq}",
    "/me/evidence/checkpoint",
    "/new-address/{token}",
    "/old-address/{token}",
    "/paid/{appointment}",
    "/paid/{appointment}/left/{code}",
    "/reset/{token}",
    "/sign-in/factor",
];

/// Two entries and whatever else the pages of ids are about; the client they belong to comes first.
async fn arrange(town: &mut Town, service: &axum::Router) -> Vec<(Role, String)> {
    let client = format!("ns={}", town.clients[0].1.cookie);
    let meal = [
        ("meal[id]", MEAL),
        ("meal[meal_type]", "lunch"),
        ("meal[day]", "2026-11-22"),
        ("meal[time]", "13:00"),
        ("meal[items][0][name]", "Soup"),
        ("meal[items][0][grams]", "200"),
    ];
    let sleep =
        [("sleep[id]", SLEEP), ("sleep[day]", "2026-11-22"), ("sleep[time]", "23:00"), ("sleep[woke]", "07:00")];
    let symptom = [
        ("symptom[id]", SYMPTOM),
        ("symptom[code]", "bloating"),
        ("symptom[present]", "no"),
        ("symptom[day]", "2026-11-22"),
        ("symptom[time]", "13:00"),
    ];
    let admin = town.staff.iter().find(|(.., who)| *who == "an administrator").unwrap();
    let admin = format!("ns={}", admin.1);
    for (action, cookie, fields) in [
        ("/api/journal/save_meal", &client, &meal[..]),
        ("/api/journal/save_symptom", &client, &symptom),
        ("/api/journal/save_sleep", &client, &sleep),
        ("/api/registers/begin_reviews", &admin, &[]),
    ] {
        let saved = submit(service, action, cookie, fields).await;
        assert_eq!(saved.status, 303, "{action}: {}", saved.body);
    }
    let me = town.clients[0].1.member.0;
    for (name, query) in [
        ("{appointment}", "select appointment_id from app.appointment where client_id = $1 limit 1"),
        ("{review}", "select review_id from app.review where $1 is not null and status = 'open' limit 1"),
    ] {
        let id: Uuid = sqlx::query_scalar(query).bind(me).fetch_one(&mut town.world.hand).await.unwrap();
        town.things.push((name, id));
    }
    let staff = town.staff.iter().map(|(_, cookie, role, _)| (*role, format!("ns={cookie}")));
    [(Role::Client, client), (Role::Anyone, String::new())].into_iter().chain(staff).collect()
}

/// What is wrong with a form, in a sentence.
fn faults(form: &Found) -> Vec<String> {
    let (mut faults, mut once) = (Vec::new(), BTreeSet::new());
    let Some(rule) = find_rule(&form.action) else { return vec![format!("{} has no row", form.action)] };
    if rule.needs_seal() && form.value("_seal").is_none_or(str::is_empty) {
        faults.push(format!("{} has no seal", form.action));
    }
    for field in &form.fields {
        let root = field.name.split('[').next().unwrap();
        if field.name.contains('[') != server::web::posted::is_nested(root) {
            faults.push(format!("{} in {} is spelled in another way", field.name, form.action));
        }
        let many = ["radio", "button", "submit", "checkbox"].contains(&field.kind.as_str());
        if !many && !field.name.contains('[') && !once.insert(field.name.as_str()) {
            faults.push(format!("{} is twice in {}", field.name, form.action));
        }
    }
    faults
}

#[tokio::test]
async fn forms_are_sealed_and_labels_lead_somewhere() {
    let mut town = town().await;
    // One connection of each login serves every page: none holds one while it waits for another.
    let service = server::router::router(app(town.world.db.narrow_backend(Clock::System), 0));
    let people = arrange(&mut town, &service).await;
    let (mut pages, mut sealed, mut open, mut wrong, mut unseen) = (0, 0, 0, BTreeSet::new(), Vec::new());
    for rule in RULES.iter().filter(|rule| !rule.endpoint.starts_with("/api/")) {
        let mut seen = false;
        let mut paths = addresses(&town, rule);
        paths.truncate(2);
        for path in paths {
            let entry = match rule.endpoint {
                at if at.contains("/symptom/") => SYMPTOM,
                at if at.contains("/sleep/") => SLEEP,
                _ => MEAL,
            };
            let path = path.replace("{id}", entry).replace("{number}", "8.13");
            let path = example(&path.replace("{register}", "processors").replace("{entry}", "new"));
            for (role, cookie) in &people {
                let page = visit(&service, &path, cookie).await;
                assert!(page.status.as_u16() < 500, "{role:?} at {path}: {}", page.status);
                if page.status != 200 {
                    continue;
                }
                (pages, seen) = (pages + 1, true);
                for form in forms(&page.body).iter().filter(|form| form.action.starts_with("/api/")) {
                    wrong
                        .extend(faults(form).into_iter().map(|fault| format!("{} ({role:?}): {fault}", rule.endpoint)));
                    let needs = find_rule(&form.action).is_some_and(app::access::Rule::needs_seal);
                    *(if needs { &mut sealed } else { &mut open }) += 1;
                }
                let twice = ids_twice(&page.body).into_iter().map(|id| format!("two things have the id {id}"));
                let lost = leads_nowhere(&page.body).into_iter().map(|id| format!("nothing has the id {id}"));
                wrong.extend(twice.chain(lost).map(|fault| format!("{} ({role:?}): {fault}", rule.endpoint)));
            }
        }
        if !seen && !ELSEWHERE.contains(&rule.endpoint) {
            unseen.push(rule.endpoint);
        }
    }
    println!("{pages} pages, {sealed} sealed forms, {open} that are open to anyone");
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    assert!(unseen.is_empty(), "nobody opened {unseen:?}");
    assert!(pages > 180 && sealed > 150 && open > 100, "{pages} pages, {sealed} sealed, {open} open");
}
