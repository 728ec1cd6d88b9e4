//! Every field of every function.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::access::Role;
use app::features::{RULES, find_rule};
use uuid::Uuid;

use super::source::{fields, fitting, functions};
use super::{Tally, look, nasty, send};
use crate::support::{app, fetch, post, seal};
use crate::town::{MEAL, Town, cookie};

/// How many ask at once before sign-in. Most of them wait: an account that was tried often answers after seconds (T6).
const LANES: usize = 96;
/// How many values one of them carries.
const FEW: usize = 3;
/// How many wrong passwords one person gives, in two fields each.
const FORGETFUL: usize = 7;

/// One after the other: functions, who calls them, and the values that are sent.
type Lane = Vec<(String, String, Vec<String>)>;

/// One function: with fitting values, and then each field in turn with each of the values.
async fn feed(
    service: &axum::Router,
    endpoint: &str,
    cookie: &str,
    arguments: &[(String, String)],
    fitting: &BTreeMap<String, String>,
    values: &[String],
) -> Tally {
    let mut tally = Tally::default();
    let names: Vec<(String, bool)> = arguments
        .iter()
        .flat_map(|(name, kind)| {
            let is_typed = kind.contains("Uuid") || matches!(kind.as_str(), "u32" | "i64");
            fields(name, kind).into_iter().map(move |field| (field, is_typed))
        })
        .collect();
    // What may be left out is left out: a new thing, not a change of another.
    let is_left = |name: &str| {
        arguments.iter().any(|(its, kind)| its == name && kind.starts_with("Option<") && kind.contains("Uuid"))
    };
    let base = || -> Vec<(String, String)> {
        let fill = |(name, _): &(String, bool)| {
            let value = match name.as_str() {
                "key" | "meal[id]" | "symptom[id]" | "sleep[id]" => Uuid::now_v7().to_string(),
                "again" => format!("{MEAL}_{}", Uuid::now_v7()),
                "entry" if endpoint == "/api/registers/save_entry" => String::new(),
                name if is_left(name) => return None,
                name => fitting.get(name)?.clone(),
            };
            Some((name.clone(), value))
        };
        names.iter().filter_map(fill).collect()
    };
    let sealed = seal(service, endpoint, cookie, &[]).await;
    let call = |form: Vec<(String, String)>| {
        let typed = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let form: Vec<(&str, &str)> = typed.chain([("_seal", sealed.as_str())]).collect();
        send(service, post(endpoint, cookie, &form, "empty"))
    };
    let first = call(base()).await;
    tally.note(&first, || format!("{endpoint} with fitting values"));
    if first.status.is_success() || first.status.is_redirection() {
        tally.worked.insert(endpoint.to_owned());
    }
    for (name, is_typed) in &names {
        tally.fields.insert(format!("{endpoint} {name}"));
        // An id or a number is read before the function is called: a few values say whether that holds.
        for value in values.iter().step_by(if *is_typed { 8 } else { 1 }) {
            let mut form = base();
            form.retain(|(other, _)| other != name);
            form.push((name.clone(), value.clone()));
            let answer = call(form).await;
            tally.note(&answer, || format!("{endpoint} {name}={:?}", value.chars().take(40).collect::<String>()));
        }
    }
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_field_of_any_function_faults_or_stores_what_nobody_sees() {
    let began = std::time::Instant::now();
    let mut town = Town::new().await;
    let home = town.maya.organisation;
    town.world.relate(&town.ruth, &town.maya, "active").await;
    let spare = town.world.practitioner(home, "Spare").await;
    let maya2 = town.world.client(home, "Second").await;
    let others = [town.world.admin(home, "Anna").await, town.world.admin(home, "Bea").await];
    // Whoever gives a wrong password often waits for the answer (T6): each of these gives a few.
    let mut forgetful = Vec::new();
    for n in 0..2 * nasty().len().div_ceil(FORGETFUL) {
        forgetful.push(cookie(&town.world.client(home, &format!("Forgetful {n}")).await));
    }
    town.world.by_hand("update auth.session set proved_at = now()".into()).await;
    let service = Arc::new(server::router::router(app(town.world.backend.clone(), 1)));

    let mut functions = functions();
    // The one door that is no server function: a file, asked for by its export's id.
    functions.insert("/api/export/download".into(), vec![("export".into(), "String".into())]);
    let written: BTreeSet<&str> = functions.keys().map(String::as_str).collect();
    let ruled: BTreeSet<&str> = RULES.iter().map(|rule| rule.endpoint).filter(|at| at.starts_with("/api/")).collect();
    assert_eq!(written, ruled, "every function of the matrix was read");

    let mut fitting = fitting();
    for (name, value) in [
        ("client", town.maya.member.0),
        ("practitioner", town.ruth.member.0),
        ("member", spare.member.0),
        ("membership", town.ruth.member.0),
        ("entry", MEAL.parse().unwrap()),
    ] {
        fitting.insert(name.to_owned(), value.to_string());
    }
    for (name, value) in [
        ("aware_at", "2026-11-20T09:00"),
        ("body", "One line.\nAnother."),
        ("status", "part"),
        ("number", "5.1"),
        ("owner", "Noor"),
        ("evidence", "In the file"),
        ("register", "processors"),
        ("fields[title]", "Mailer"),
        ("fields[service]", "letters"),
        ("fields[place]", "Utrecht"),
        ("fields[categories]", "addresses"),
        ("fields[flow]", "SMTP"),
        ("fields[transfer]", "none"),
        ("theme", "dark"),
        ("back", "/"),
        ("currency", "gbp"),
        ("organisation", "Oak"),
        ("signed", "Noor"),
        ("note", "Nothing was left open."),
        ("what", "journal"),
        ("about", "Maya"),
        ("shown", ""),
        ("next", "/me"),
        ("language", "en"),
    ] {
        fitting.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }

    // An incident and a text, for what is done with them.
    let (incident, text) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let noor = cookie(&town.noor);
    let happened =
        [("key", incident.as_str()), ("title", "Lost"), ("aware_at", "2026-11-20T09:00"), ("text", "A laptop.")];
    assert_eq!(fetch(&town.service, "/api/incidents/open", &noor, &happened).await.status, 200);
    let written = [("key", text.as_str()), ("document_kind", "consent"), ("title", "Payment"), ("body", "I pay.")];
    assert_eq!(fetch(&town.service, "/api/signing/write_text", &noor, &written).await.status, 200);
    fitting.insert("incident".into(), incident);
    fitting.insert("text".into(), text);

    // What ends a session, a membership, consent or care comes last, so that it does not empty the rest.
    let is_harsh = |at: &str| {
        ["consent/", "team/", "privacy/", "identity/", "account/", "change_care", "recovery/", "keys/"]
            .iter()
            .any(|part| at.contains(part))
    };
    let mut order: Vec<&String> = functions.keys().filter(|at| !functions[*at].is_empty()).collect();
    order.sort_by_key(|at| is_harsh(at));
    // Signed in, one after the other in a session each; before sign-in all at once, for those answers are held back.
    let mut streams: Vec<Vec<(String, String)>> = vec![Vec::new(); 6];
    let mut public: Vec<String> = Vec::new();
    let mut with_password: Vec<String> = Vec::new();
    let admins = [cookie(&town.noor), cookie(&others[0]), cookie(&others[1])];
    for (at, endpoint) in order.into_iter().enumerate() {
        let rule = find_rule(endpoint).unwrap();
        let is_for = |role| rule.roles.contains(&role);
        if is_for(Role::Anyone) {
            public.push(endpoint.clone());
            continue;
        }
        if ["/api/identity/change_password", "/api/identity/change_email"].contains(&endpoint.as_str()) {
            with_password.push(endpoint.clone());
            continue;
        }
        let (stream, who) = if is_for(Role::Client) {
            if endpoint.contains("consent/") { (1, cookie(&maya2)) } else { (1, cookie(&town.maya)) }
        } else if is_for(Role::Practitioner) {
            (2, cookie(&town.ruth))
        } else {
            (3 + at % 3, admins[at % 3].clone())
        };
        streams[stream].push((endpoint.clone(), who));
    }
    let values = Arc::new(nasty());
    let (functions, fitting) = (Arc::new(functions), Arc::new(fitting));
    let mut tasks = tokio::task::JoinSet::new();
    let mut lanes: Vec<Lane> = vec![Vec::new(); LANES];
    let parts = public.iter().flat_map(|endpoint| values.chunks(FEW).map(move |few| (endpoint, few)));
    for (at, (endpoint, few)) in parts.enumerate() {
        lanes[at % LANES].push((endpoint.clone(), String::new(), few.to_vec()));
    }
    let parts = with_password.iter().flat_map(|endpoint| values.chunks(FORGETFUL).map(move |few| (endpoint, few)));
    lanes.extend(parts.zip(forgetful).map(|((endpoint, few), who)| vec![(endpoint.clone(), who, few.to_vec())]));
    lanes.extend(
        streams
            .into_iter()
            .map(|stream| stream.into_iter().map(|(endpoint, who)| (endpoint, who, values.to_vec())).collect()),
    );
    for lane in lanes {
        let (service, functions, fitting) = (service.clone(), functions.clone(), fitting.clone());
        tasks.spawn(async move {
            let mut tally = Tally::default();
            for (endpoint, who, values) in lane {
                tally.add(feed(&service, &endpoint, &who, &functions[&endpoint], &fitting, &values).await);
            }
            tally
        });
    }
    let mut all = Tally::default();
    while let Some(tally) = tasks.join_next().await {
        all.add(tally.unwrap());
    }
    println!(
        "{} functions, {} of them worked with fitting values, {} values, {:?}",
        functions.len(),
        all.worked.len(),
        values.len(),
        began.elapsed()
    );
    let idle: Vec<_> = functions.keys().filter(|at| !all.worked.contains(*at) && !functions[*at].is_empty()).collect();
    println!("refused with fitting values too: {idle:?}");
    all.finish("functions");
    assert!(all.worked.len() >= 25, "too few functions were reached: {:?}", all.worked);
    let (columns, texts) = stored(&mut town).await;
    println!("{columns} columns of text with {texts} texts: nothing that no screen shows");
    assert!(columns > 60 && texts > 200, "{columns} {texts}");
    // What is sealed is read as its owner reads it.
    for day in ["2026-11-20", "2026-11-30", "2026-12-01"] {
        let page = look(&service, &format!("/me/day/{day}"), &cookie(&town.maya)).await;
        assert!(!page.body.chars().any(contract::text::is_forbidden), "{day} shows what cannot be printed");
    }
}

/// Every column of text of people's data holds nothing that breaks the type; how many columns, and texts in them.
async fn stored(town: &mut Town) -> (usize, i64) {
    let columns: Vec<(String, String, bool)> = sqlx::query_as(
        "select c.oid::regclass::text, a.attname::text, a.atttypid = 'jsonb'::regtype from pg_attribute a join pg_class c on c.oid = a.attrelid
          where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('app', 'auth') and a.attnum > 0 and not a.attisdropped
            and a.atttypid in ('text'::regtype, 'jsonb'::regtype) order by 1, 2",
    )
    .fetch_all(&mut town.world.hand)
    .await
    .unwrap();
    let mut texts = 0;
    for (table, column, is_json) in &columns {
        let blank = if *is_json { "false" } else { "c <> '' and not guard.shows_something(c)" };
        let sql = format!(
            "select count(*), count(*) filter (where guard.is_unprintable(c) or {blank}), min(c) filter (where guard.is_unprintable(c) or {blank})
               from (select \"{column}\"::text as c from {table} where \"{column}\" is not null) t"
        );
        let (all, bad, one): (i64, i64, Option<String>) =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&mut town.world.hand).await.unwrap();
        assert_eq!(bad, 0, "{table}.{column} holds {one:?}");
        texts += all;
    }
    (columns.len(), texts)
}
