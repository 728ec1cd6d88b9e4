//! The form of a service over plain HTTP: what is wrong is said beside its field and nothing typed is lost; the limits of
//! what one client books are seen, changed, obeyed and named. N13

use backend::db::Practice;
use contract::booking::{WEEKDAYS, WeekInput};
use sqlx::Row;
use testkit::{Actor, World};
use uuid::Uuid;

use crate::found::{Found, form};
use crate::support::{app, submit, visit};

const SAVE: &str = "/api/booking/save_own_service";
const NEW: &str = "/practice/services/new";

/// What a browser sends of the form, with these typed.
const USUAL: [(&str, &str); 8] = [
    ("name", "A first talk of length"),
    ("minutes", "45"),
    ("price", "60"),
    ("place", "online"),
    ("active", "on"),
    ("most_ahead", "6"),
    ("most_daily", "12"),
    ("most_cancelled", "6"),
];

fn filled<'a>(opened: &'a Found, typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = USUAL.into_iter().filter(|(name, _)| typed.iter().all(|(other, _)| other != name));
    let all: Vec<_> = usual.chain(typed.iter().copied()).collect();
    opened.filled(&all)
}

fn every_day() -> WeekInput {
    let times =
        WEEKDAYS.flat_map(|day| [(format!("{day}_0_from"), "08:00".into()), (format!("{day}_0_to"), "18:00".into())]);
    WeekInput(times.collect())
}

#[tokio::test]
async fn a_price_and_its_limits_are_refused_beside_their_fields() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let ruth: Actor<Practice> = world.practitioner(clinic, "Ruth").await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let cookie = format!("ns={}", ruth.cookie);
    let opened = visit(&service, NEW, &cookie).await;
    let new = form(&opened.body, SAVE);
    for (name, usual) in [("most_ahead", "6"), ("most_daily", "12"), ("most_cancelled", "6"), ("price", "")] {
        assert_eq!(new.value(name), Some(usual), "{name}");
    }
    // N8: each is said beside its field, in the summary too, and what was typed is still there.
    for (field, typed, said) in [
        ("price", "", "Write a price, or 0 if it is free."),
        ("price", "0.29", "A card payment is at least £0.30. Write that or more, or 0 if it is free."),
        ("price", "100000.01", "At most £100000.00."),
        ("price", "6.005", "Write an amount such as 60 or 60.50."),
        ("most_ahead", "0", "This must be a whole number from 1 to 200."),
        ("most_daily", "", "This must be a whole number from 1 to 200."),
        ("most_cancelled", "201", "This must be a whole number from 1 to 200."),
    ] {
        let refused = submit(&service, SAVE, &cookie, &filled(&new, &[(field, typed)])).await;
        assert_eq!(refused.status, 422, "{field}={typed}");
        assert!(refused.body.contains(said), "{field}={typed}: {said} is not said");
        let beside = format!("id=\"{field}-error\"");
        assert!(refused.body.contains(&beside), "{field}={typed}: not beside its field");
        let again = form(&refused.body, SAVE);
        assert_eq!(again.value("name"), Some("A first talk of length"), "{field}={typed}: what was typed is lost");
        assert_eq!(again.value(field), Some(typed));
    }
    let stored: i64 = sqlx::query_scalar("select count(*) from app.service").fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(stored, 0, "something refused was stored");
    // In a currency without decimals the least and the example have none.
    world.by_hand("update app.organisation set currency = 'jpy'".into()).await;
    for (typed, said) in [("49", "A card payment is at least JPY\u{a0}50."), ("60.50", "Write an amount such as 600.")]
    {
        let refused = submit(&service, SAVE, &cookie, &filled(&new, &[("price", typed)])).await;
        assert!(refused.status == 422 && refused.body.contains(said), "{typed}: {}", refused.body);
    }
}

#[tokio::test]
async fn limits_are_set_seen_obeyed_and_named() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let ruth: Actor<Practice> = world.practitioner(clinic, "Ruth").await;
    let maya = world.client(clinic, "Maya").await;
    world.relate(&ruth, &maya, "active").await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let (practitioner, client) = (format!("ns={}", ruth.cookie), format!("ns={}", maya.cookie));
    world.backend.save_own_week(&ruth.token, "test", "Europe/London", &every_day()).await.unwrap();
    let opened = visit(&service, NEW, &practitioner).await;
    let typed = [("minutes", "30"), ("price", "0"), ("most_ahead", "2"), ("most_daily", "3")];
    let saved = submit(&service, SAVE, &practitioner, &filled(&form(&opened.body, SAVE), &typed)).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let row = sqlx::query("select service_id, most_ahead, most_daily, most_cancelled from app.service")
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    let limits: [i16; 3] = ["most_ahead", "most_daily", "most_cancelled"].map(|name| row.get(name));
    assert_eq!(limits, [2, 3, 6]);
    let id: Uuid = row.get("service_id");
    let seen = visit(&service, &format!("/practice/services/{id}"), &practitioner).await;
    let seen = form(&seen.body, SAVE);
    assert_eq!((seen.value("most_ahead"), seen.value("most_daily")), (Some("2"), Some("3")));

    // The client comes to the limit: the page says the figure, and books nothing more.
    let book = format!("/me/book?service={id}");
    let mut answers = Vec::new();
    for _ in 0..3 {
        let page = visit(&service, &book, &client).await;
        let slots = form(&page.body, "/api/booking/book");
        let starts_at = slots.value("starts_at").unwrap_or_default().to_owned();
        answers.push(
            submit(&service, "/api/booking/book", &client, &slots.filled(&[("starts_at", starts_at.as_str())])).await,
        );
    }
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert_eq!(statuses, [303, 303, 409], "{}", answers[2].body);
    let said = "At most 2 bookings with this practitioner can lie ahead when you book online.";
    assert!(answers[2].body.contains(said), "{}", answers[2].body);
    let booked: i64 =
        sqlx::query_scalar("select count(*) from app.appointment").fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(booked, 2);
}

// A zone is shown as people say it, with its offset of now; one's own and the clinic's come first.
#[tokio::test]
async fn zones_are_chosen_by_their_city() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let ruth: Actor<Practice> = world.practitioner(clinic, "Ruth").await;
    world.by_hand("update app.organisation set zone = 'Pacific/Auckland'".into()).await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let cookie = format!("ns={}", ruth.cookie);
    let page = visit(&service, "/practice/availability", &cookie).await;
    let list = page.between("id=\"zone\"", "</select>");
    let options: Vec<(&str, &str)> = list
        .split("<option ")
        .skip(1)
        .map(|option| {
            let (head, rest) = option.split_once('>').unwrap();
            let value = head.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            (value, rest.split('<').next().unwrap())
        })
        .collect();
    let values: Vec<&str> = options.iter().map(|(value, _)| *value).collect();
    assert_eq!(&values[..2], ["Europe/London", "Pacific/Auckland"], "{values:?}");
    for (value, label) in &options {
        assert!(!label.contains('/'), "a raw name: {label}");
        assert!(*value == "UTC" || label.contains(", UTC+") || label.contains(", UTC\u{2212}"), "no offset: {label}");
        assert_eq!(values.iter().filter(|other| *other == value).count(), 1, "{value} is there twice");
    }
    assert!(options[0].1.starts_with("London, UTC+") && options[1].1.starts_with("Auckland, UTC+1"), "{options:?}");
    assert!(options.len() > 60, "{}", options.len());
    const WEEK: &str = "/api/booking/save_own_week";
    let opened = form(&page.body, WEEK);
    let refused = submit(&service, WEEK, &cookie, &opened.filled(&[("zone", "Mars/Base")])).await;
    assert!(refused.status == 422 && refused.body.contains("Choose a time zone from the list."), "{}", refused.body);
    let saved = submit(&service, WEEK, &cookie, &opened.filled(&[("zone", "Pacific/Auckland")])).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = visit(&service, "/practice/availability", &cookie).await;
    assert!(page.between("id=\"zone\"", "</option>").contains("Pacific/Auckland"), "one's own comes first");
}
