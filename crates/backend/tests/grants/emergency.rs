//! Breaking the glass.

use backend::db::Practice;
use contract::grant::Emergency;
use contract::review::Basis;
use contract::{AppError, Code};
use testkit::{Actor, House, refused};
use uuid::Uuid;

use crate::support::{age, house, look};

fn need(whom: &str) -> Emergency {
    Emergency::parse(whom, "Fainted in the waiting room").unwrap()
}

async fn break_glass(house: &House, who: &Actor<Practice>, whom: &str) -> Result<bool, AppError> {
    let tx = who.write(house.backend()).await;
    match house.backend().open_emergency(tx, Uuid::now_v7(), &need(whom)).await {
        Ok(opened) => {
            assert_eq!(opened.client, house.maya.member);
            Ok(opened.is_new)
        }
        Err(backend::Refusal::App(error)) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

// N4: a reason, an hour, and the client and every administrator are told at once, once.
#[tokio::test]
async fn the_glass_is_broken_for_an_hour_and_everybody_knows() {
    let mut house = house().await;
    assert!(break_glass(&house, &house.anton, " maya osei ").await.unwrap());
    assert!(!break_glass(&house, &house.anton, "maya osei").await.unwrap(), "open already: nobody is told again");
    let review = look(&house, &house.anton).await.unwrap();
    assert!(matches!(&review.basis, Basis::Emergency { reason, .. } if reason.starts_with("Fainted")));
    let mut subjects: Vec<_> = house.letters().await.into_iter().map(|letter| letter.subject).collect();
    subjects.sort();
    assert_eq!(subjects, ["Anton Meyer opened a record in an emergency", "Your record was opened in an emergency"]);
    let text: String = house.letters().await.into_iter().map(|letter| letter.text).collect();
    assert!(!text.contains("Fainted") && text.contains("Anton Meyer"), "{text}");

    // In the product too, until the client says that they know.
    let alerts = house.backend().load_alerts(&mut house.maya.read(house.backend()).await).await.unwrap();
    assert_eq!(alerts.first().map(|alert| alert.reader.as_str()), Some("Anton Meyer"));
    let clinic = house.noor.read(house.backend()).await;
    assert_eq!(house.backend().count_emergencies(&mut { clinic }).await.unwrap(), 1);
    house.backend().note_emergencies(house.maya.write(house.backend()).await).await.unwrap();
    assert!(house.backend().load_alerts(&mut house.maya.read(house.backend()).await).await.unwrap().is_empty());

    // Told once, although the job runs again.
    let again = "insert into ops.job (kind, organisation_id, payload)
        select 'tell_access', organisation_id, jsonb_build_object('grant_id', grant_id) from app.access_grant";
    sqlx::query(again).execute(&mut house.world.hand).await.unwrap();
    assert_eq!(house.letters().await.len(), 2);

    let grant: Uuid =
        sqlx::query_scalar("select grant_id from app.access_grant").fetch_one(&mut house.world.hand).await.unwrap();
    age(&mut house, grant, "60 minutes").await;
    assert!(look(&house, &house.anton).await.is_none(), "the hour is over");
    assert_eq!(house.count("select count(*) from app.activity where action = 'emergency.opened'").await, 1);
}

// N4 N2: by exact name or address of this clinic's clients; every try is recorded, and five an hour are enough.
#[tokio::test]
async fn guessing_names_is_recorded_and_stops() {
    let mut house = house().await;
    let unknown = Err(AppError::field("whom", Code::Unknown));
    assert_eq!(break_glass(&house, &house.stranger, "Maya Osei").await, unknown, "another clinic's");
    for whom in ["Maya", "Maya%", "Ruth Calloway"] {
        assert_eq!(break_glass(&house, &house.anton, whom).await, unknown, "{whom}");
    }
    let clinic = house.maya.organisation;
    house.world.client(clinic, "Maya Osei").await;
    let several = Err(AppError::field("whom", Code::Ambiguous));
    assert_eq!(break_glass(&house, &house.anton, "Maya Osei").await, several);
    let address: String = sqlx::query_scalar("select email from auth.person where person_id = $1")
        .bind(house.maya.person.0)
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    // Who cares for her anyway is led to her record; nothing is broken.
    break_glass(&house, &house.ruth, &address).await.unwrap();
    assert_eq!(house.count("select count(*) from app.access_grant").await, 0);
    break_glass(&house, &house.anton, &address).await.unwrap();
    assert_eq!(house.count("select count(*) from app.activity where action = 'emergency.tried'").await, 5);
    // The second press leads to the same hour.
    let tx = house.anton.write(house.backend()).await;
    let more = refused(house.backend().open_emergency(tx, Uuid::now_v7(), &need("Nobody Here")).await);
    assert_eq!(more, AppError::TooMany { retry_seconds: 3600 });
}

// N4: two presses at once open it once.
#[tokio::test]
async fn pressing_twice_breaks_it_once() {
    let mut house = house().await;
    let (one, two) =
        tokio::join!(break_glass(&house, &house.anton, "Maya Osei"), break_glass(&house, &house.anton, "Maya Osei"));
    assert_ne!(one.unwrap(), two.unwrap());
    assert_eq!(house.count("select count(*) from app.access_grant").await, 1);
}
