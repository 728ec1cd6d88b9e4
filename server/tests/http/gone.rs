//! A form whose row is gone, or whose page is (N8): refused with the right status, and everything that was typed is in the
//! answer, beside its fields or to read. And a step that refuses nothing leads to its page with that page's own status.

use backend::db::{Client, Practice};
use uuid::Uuid;

use crate::belonging::{Two, two};
use crate::found::{form, forms};
use crate::support::{Answer, submit, visit};

fn holds(answer: &Answer, status: u16, words: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.body);
    for word in words {
        assert!(answer.body.contains(word), "{word} is lost: {}", answer.body);
    }
}

/// Saves a symptom of the client in A as typed; the number of its entry.
async fn symptom(two: &mut Two, typed: &[(&str, &str)]) -> Uuid {
    let action = "/api/journal/save_symptom";
    let sent = form(&visit(&two.service, "/me/symptom", &two.a).await.body, action);
    assert_eq!(submit(&two.service, action, &two.a, &sent.filled(typed)).await.status, 303);
    sqlx::query_scalar("select observation_id from app.observation").fetch_one(&mut two.world.hand).await.unwrap()
}

/// No entry is there any more.
async fn without_entries(two: &mut Two) {
    let gone =
        "set session_replication_role = replica; delete from app.observation_version; delete from app.observation;
                reset session_replication_role";
    two.world.by_hand(gone.into()).await;
}

// The service was removed while its form was open: its page is gone, too.
#[tokio::test]
async fn a_form_whose_page_is_gone_gives_back_what_was_typed() {
    let mut two = two::<Practice>("practitioner").await;
    let id = Uuid::now_v7();
    two.world
        .by_hand(format!(
            "insert into app.service (organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place)
             values ('{}', '{id}', '{}', 'Talk', 30, 0, 'gbp', 'online')",
            two.of_a, two.in_a
        ))
        .await;
    let page = format!("/practice/services/{id}");
    let action = "/api/booking/save_own_service";
    let opened = visit(&two.service, &page, &two.a).await;
    let sent = form(&opened.body, action);
    two.world.by_hand(format!("delete from app.service where service_id = '{id}'")).await;
    let typed = [
        ("name", "A long <talk>"),
        ("minutes", "45"),
        ("price", "61.50"),
        ("place", "online"),
        ("most_ahead", "6"),
        ("most_daily", "12"),
        ("most_cancelled", "6"),
    ];
    let gone = submit(&two.service, action, &two.a, &sent.filled(&typed)).await;
    holds(&gone, 404, &["This is not there any more", "What you typed", "A long &lt;talk&gt;", "45", "61.50"]);
    assert!(!gone.body.contains(&id.to_string()) || gone.body.contains("_page"), "an id is no text that was typed");
    assert!(forms(&gone.body).iter().all(|form| form.action != action), "sending it again cannot help");
}

// The page of an entry shows the form again, whatever became of the entry.
#[tokio::test]
async fn a_form_whose_entry_is_gone_is_shown_again() {
    let mut two = two::<Client>("client").await;
    let action = "/api/journal/save_symptom";
    let typed = [
        ("symptom[code]", "bloating"),
        ("symptom[present]", "yes"),
        ("symptom[severity_ten]", "4"),
        ("symptom[day]", "2026-11-20"),
        ("symptom[time]", "13:00"),
        ("symptom[note]", "a note of some length"),
    ];
    let id = symptom(&mut two, &typed).await;
    let page = format!("/me/symptom/{id}");
    let sent = form(&visit(&two.service, &page, &two.a).await.body, action);
    without_entries(&mut two).await;
    let mut changed = typed;
    changed[5].1 = "a note that was made longer";
    let gone = submit(&two.service, action, &two.a, &sent.filled(&changed)).await;
    holds(&gone, 404, &["a note that was made longer", "not there any more", "2026-11-20", "13:00"]);
    assert_eq!(form(&gone.body, action).value("symptom[id]"), Some(id.to_string().as_str()));
}

// A button without a field says what became of what it is about, beside itself.
#[tokio::test]
async fn a_button_whose_row_is_gone_says_so() {
    let mut two = two::<Client>("client").await;
    let action = "/api/journal/delete_entry";
    let typed = [
        ("symptom[code]", "bloating"),
        ("symptom[present]", "no"),
        ("symptom[day]", "2026-11-20"),
        ("symptom[time]", "13:00"),
    ];
    let id = symptom(&mut two, &typed).await;
    let sent = form(&visit(&two.service, &format!("/me/symptom/{id}"), &two.a).await.body, action);
    without_entries(&mut two).await;
    let gone = submit(&two.service, action, &two.a, &sent.filled(&[])).await;
    holds(&gone, 404, &["not there any more"]);
}

// N8: a nutrient stands in the address of its page; a food does not. After access has ended both answer as the page does.
#[tokio::test]
async fn rows_of_a_chart_answer_as_their_page_does() {
    let mut two = two::<Practice>("practitioner").await;
    let maya = two.world.client(two.of_a, "Maya").await;
    let by_hand = format!(
        "insert into app.care_relationship (organisation_id, relationship_id, client_id, practitioner_id, status, starts_on)
         values ('{}', gen_random_uuid(), '{}', '{}', 'active', '2026-01-01')",
        two.of_a, maya.member, two.in_a
    );
    two.world.by_hand(by_hand).await;
    let page = format!("/practice/clients/{}", maya.member);
    let chosen = visit(&two.service, &format!("{page}?days=14&nutrient=iron_mg"), &two.a).await;
    holds(&chosen, 200, &["value=\"iron_mg\" selected", "?days=90&amp;nutrient=iron_mg"]);
    let choice = forms(&chosen.body).into_iter().find(|form| form.action == page).unwrap();
    let names: Vec<_> = choice.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["days", "nutrient"], "and nothing of anybody");
    assert_eq!(visit(&two.service, &format!("{page}?nutrient=gold_mg"), &two.a).await.status, 404);

    let action = "/api/review/choose_rows";
    let place = format!("{page}?days=14&nutrient=iron_mg");
    let typed = [("food", "onion"), ("_page", place.as_str())];
    let shown = submit(&two.service, action, &two.a, &typed).await;
    holds(&shown, 200, &["value=\"onion\"", "value=\"iron_mg\" selected"]);
    two.world.by_hand("update app.care_relationship set status = 'ended', ended_on = current_date".into()).await;
    let by_get = visit(&two.service, &place, &two.a).await;
    let by_post = submit(&two.service, action, &two.a, &typed).await;
    assert_eq!((by_get.status.as_u16(), by_post.status.as_u16()), (404, 404), "{}", by_post.body);
}
