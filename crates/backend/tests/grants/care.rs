//! Care that ends: by the client, at once and for everything; by the practitioner, told to the client.

use backend::db::Client;
use contract::paging::Reach;
use contract::review::CareStep;
use contract::{AppError, Code};
use testkit::{Actor, House, refused};

use crate::support::{give, house, look};

async fn end(house: &House, who: &Actor<Client>) -> Result<(), backend::Refusal> {
    house.backend().end_my_care(who.write(house.backend()).await, house.ruth.member).await
}

// N2: the client ends care themselves; the record is closed with the next statement, in the database.
#[tokio::test]
async fn a_client_ends_care_and_the_record_is_closed_at_once() {
    let mut house = house().await;
    let tom = house.world.client(house.maya.organisation, "Tom").await;
    house.world.relate(&house.ruth, &tom, "active").await;
    assert!(look(&house, &house.ruth).await.is_some());
    let mine =
        house.backend().load_my_access(&mut house.maya.read(house.backend()).await, Reach::default()).await.unwrap();
    assert_eq!(
        mine.carers.iter().map(|carer| (carer.id, carer.paused)).collect::<Vec<_>>(),
        [(house.ruth.member, false)]
    );
    // Access that Ruth was given besides goes with it.
    let mut input = crate::support::week(&house);
    input.practitioner = house.ruth.member.to_string();
    give(&house, &input).await;
    end(&house, &house.maya).await.unwrap();
    assert!(look(&house, &house.ruth).await.is_none());
    assert_eq!(refused(end(&house, &house.maya).await), AppError::NotFound, "twice is once");
    assert_eq!(
        house.count("select count(*) from app.care_relationship where status = 'active'").await,
        1,
        "Tom's goes on"
    );
    assert_eq!(house.count("select count(*) from app.access_grant where ended_at is null").await, 0);
    for action in ["relationship.ended", "access.ended"] {
        let sql = format!("select count(*) from app.activity where action = '{action}' and client_id = actor_member");
        let logged: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut house.world.hand).await.unwrap();
        assert_eq!(logged, 1, "{action}");
    }
    let letters = house.letters().await;
    let told: Vec<_> =
        letters.iter().filter(|letter| letter.subject == "A client has ended their care with you").collect();
    assert_eq!(told.len(), 1, "{:?}", letters.iter().map(|letter| &letter.subject).collect::<Vec<_>>());
    assert!(!told[0].text.contains("Maya"), "letters to the staff name no client");
    // The practitioner finds the name among their past clients, and nothing of the record.
    let mut list = house.ruth.open(house.backend(), backend::db::Look::List).await;
    let now = house.backend().clock.now();
    let list =
        backend::caseload::list(&mut list, now, contract::caseload::CaseloadQuery::default(), None).await.unwrap();
    assert_eq!(
        list.past.iter().map(|past| (past.name.as_str(), past.by_client)).collect::<Vec<_>>(),
        [("Maya Osei", true)]
    );
    assert!(list.rows.iter().all(|row| row.name != "Maya Osei"));
}

// Appointments with them are cancelled first: who does not care for somebody does not see their calendar.
#[tokio::test]
async fn care_does_not_end_over_an_appointment_ahead() {
    let mut house = house().await;
    let sql = format!(
        "set session_replication_role = replica;
         insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, status_changed_at)
         values ('{}', gen_random_uuid(), '{}', '{}', gen_random_uuid(), 'First', 'online', 0, 'gbp', now() + interval '1 day', now() + interval '25 hours', 'confirmed', now());
         reset session_replication_role",
        house.maya.organisation, house.maya.member, house.ruth.member
    );
    house.world.by_hand(sql).await;
    assert_eq!(refused(end(&house, &house.maya).await), AppError::Conflict(Code::AppointmentsAhead));
    assert!(look(&house, &house.ruth).await.is_some());
    house.world.by_hand("set session_replication_role = replica; update app.appointment set status = 'cancelled_by_client'; reset session_replication_role".into()).await;
    end(&house, &house.maya).await.unwrap();
    assert!(look(&house, &house.ruth).await.is_none());
}

// M5: when the practitioner ends it, the client is written to, once.
#[tokio::test]
async fn a_client_whose_care_was_ended_is_told() {
    let house = house().await;
    let (backend, now) = (house.backend(), house.backend().clock.now());
    for _ in 0..2 {
        let tx = house.ruth.write(backend).await;
        backend::review::change_care(tx, now, house.maya.member, CareStep::End, "Moved away").await.unwrap();
    }
    let letters = house.letters().await;
    let told: Vec<_> = letters.iter().filter(|letter| letter.subject == "Ruth Calloway has ended your care").collect();
    assert_eq!(told.len(), 1, "{:?}", letters.iter().map(|letter| &letter.subject).collect::<Vec<_>>());
    assert!(!told[0].text.contains("Moved away"), "the reason is the clinic's");
}
