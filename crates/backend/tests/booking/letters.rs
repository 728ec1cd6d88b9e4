//! Both people learn by letter what happened to an appointment, once, in their own zone. T15 N12

use contract::booking::AppointmentStatus;

use crate::house::House;

/// Does what is due and gives the letters that came of it: addressee, subject, text.
async fn letters(house: &House) -> Vec<(String, String, String)> {
    let before = house.backend.mailbox().unwrap().len();
    while house.backend.run_next_job().await.unwrap() {}
    let all = house.backend.mailbox().unwrap();
    let mut new: Vec<_> = all[..all.len() - before]
        .iter()
        .map(|letter| (letter.to.clone(), letter.subject.clone(), letter.text.clone()))
        .collect();
    new.sort_by_key(|(_, subject, _)| subject.clone());
    new
}

fn subjects(letters: &[(String, String, String)]) -> Vec<&str> {
    letters.iter().map(|(_, subject, _)| subject.as_str()).collect()
}

#[tokio::test]
async fn a_free_time_is_told_at_once_in_the_readers_zone() {
    let mut house = House::build(2).await;
    sqlx::query("update app.membership set zone = 'America/New_York' where membership_id = $1")
        .bind(house.clients[0].member.0)
        .execute(&mut house.world.hand)
        .await
        .unwrap();
    let slot = house.slot(&house.clients[0], house.free, 0).await;
    let id = house.book(&house.clients[0], house.free, slot).await;
    let told = letters(&house).await;
    assert_eq!(
        subjects(&told),
        ["An appointment at Fern House was booked", "Your appointment at Fern House is confirmed"]
    );
    let (to_practitioner, to_client) = (&told[0], &told[1]);
    let local = |zone: chrono_tz::Tz| insight::clock::written(&zone, slot, "at %H:%M");
    assert!(to_client.2.contains(&local(chrono_tz::America::New_York)) && to_client.2.contains("(America/New_York)"));
    assert!(to_client.2.contains(&format!("/me/appointments/{id}")), "{}", to_client.2);
    assert!(to_practitioner.2.contains(&local(chrono_tz::Europe::London)), "{}", to_practitioner.2);
    assert!(!to_practitioner.2.contains("Client 0"), "a client's name left the house by mail");
    assert_ne!(to_client.0, to_practitioner.0);
    assert!(letters(&house).await.is_empty(), "told twice");

    house.backend.cancel_appointment(&house.clients[0].token, "test", id).await.unwrap();
    let told = letters(&house).await;
    assert_eq!(
        subjects(&told),
        ["An appointment at Fern House was cancelled", "Your appointment at Fern House is cancelled"]
    );
    assert!(!told[1].2.contains("What you paid"), "nothing was paid");
}

// A hold is nobody's appointment yet; what was paid comes back, and the letter says so.
#[tokio::test]
async fn a_paid_time_is_told_when_it_is_paid() {
    let house = House::build(1).await;
    let (id, checkout) = house.checkout(&house.clients[0], 0).await;
    assert!(letters(&house).await.is_empty(), "a hold was told as an appointment");
    house.act(&checkout, "pay").await;
    house.events(1).await;
    assert_eq!(
        subjects(&letters(&house).await),
        ["An appointment at Fern House was booked", "Your appointment at Fern House is confirmed"]
    );
    let to = AppointmentStatus::CancelledByPractice;
    house.backend.conclude_appointment(house.practitioner.write(&house.backend).await, id, to).await.unwrap();
    let told = letters(&house).await;
    assert_eq!(subjects(&told), ["Your appointment at Fern House is cancelled"], "who cancels needs no letter");
    assert!(told[0].2.contains("What you paid goes back"), "{}", told[0].2);
}

// The front desk cancels for a practitioner, who hears of it too; another clinic's front desk finds nothing.
#[tokio::test]
async fn the_front_desk_cancels_and_both_are_told() {
    let mut house = House::build(1).await;
    let organisation = house.practitioner.organisation;
    let desk = house.world.front_desk(organisation, "Ines").await;
    let elsewhere = house.world.organisation("Harbour").await;
    let stranger = house.world.front_desk(elsewhere, "Hanna").await;
    let slot = house.slot(&house.clients[0], house.free, 0).await;
    let id = house.book(&house.clients[0], house.free, slot).await;
    letters(&house).await;
    let day = contract::day::Day::new(slot.date_naive());
    let week = house
        .backend
        .show_team_agenda(&mut house.backend.open_week(&desk.token, day).await.unwrap(), day)
        .await
        .unwrap();
    let names: Vec<_> =
        week.entries.iter().map(|entry| (entry.client_name.as_str(), entry.practitioner_name.as_str())).collect();
    assert_eq!(names, [("Client 0", "Ruth")]);
    assert!(
        house
            .backend
            .show_team_agenda(&mut house.backend.open_week(&stranger.token, day).await.unwrap(), day)
            .await
            .unwrap()
            .entries
            .is_empty()
    );

    let to = AppointmentStatus::CancelledByPractice;
    assert!(house.backend.conclude_appointment(stranger.write(&house.backend).await, id, to).await.is_err());
    house.backend.conclude_appointment(desk.write(&house.backend).await, id, to).await.unwrap();
    assert_eq!(
        subjects(&letters(&house).await),
        ["An appointment at Fern House was cancelled", "Your appointment at Fern House is cancelled"]
    );
}

// A letter that waited while things changed would be a lie.
#[tokio::test]
async fn an_overtaken_letter_is_not_sent() {
    let house = House::build(1).await;
    let slot = house.slot(&house.clients[0], house.free, 3).await;
    let id = house.book(&house.clients[0], house.free, slot).await;
    house.backend.cancel_appointment(&house.clients[0].token, "test", id).await.unwrap();
    assert_eq!(
        subjects(&letters(&house).await),
        ["An appointment at Fern House was cancelled", "Your appointment at Fern House is cancelled"]
    );
}

// The addresses are the worker's to ask for, in its own organisation, and nobody else's.
#[tokio::test]
async fn no_portal_reads_an_address() {
    let house = House::build(1).await;
    let slot = house.slot(&house.clients[0], house.free, 0).await;
    let id = house.book(&house.clients[0], house.free, slot).await;
    for login in ["ns_public", "ns_signin", "ns_client", "ns_practice", "ns_clinic", "ns_webhook"] {
        let mut connection = house.world.db.as_role(login).await;
        let asked = sqlx::query("select * from ops.appointment_letter($1)").bind(id.0).fetch_all(&mut connection).await;
        assert!(asked.is_err_and(|error| error.to_string().contains("permission denied")), "{login}");
    }
    let mut worker = house.world.db.as_role("ns_worker").await;
    let found =
        sqlx::query("select * from ops.appointment_letter($1)").bind(id.0).fetch_all(&mut worker).await.unwrap();
    assert!(found.is_empty(), "without a session of the organisation");
}
