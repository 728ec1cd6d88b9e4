// P14 T16 S5: kept by administrators, with an entry for each change, and nothing is lost.

use backend::db::Clinic;
use contract::AppError;
use contract::registers::{ControlInput, ControlStatus, Register};
use testkit::{Actor, World};
use uuid::Uuid;

const MAILER: [(&str, &str); 6] = [
    ("title", "Mailer"),
    ("service", "letters"),
    ("place", "Utrecht"),
    ("categories", "addresses"),
    ("flow", "SMTP over TLS"),
    ("transfer", "none"),
];

async fn save(world: &World, who: &Actor<Clinic>, key: Uuid, entry: Option<Uuid>, title: &str) -> Result<(), AppError> {
    let typed = MAILER.iter().copied().chain([("title", title)]);
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let fields = Register::Processors.check(&typed).unwrap();
    let tx = world.backend.write::<Clinic>(&who.token, "t").await.unwrap();
    let saved = world.backend.save_entry(tx, key, Register::Processors, entry, &fields).await;
    saved.map_err(|refusal| refusal.into_app("t"))
}

async fn titles(world: &World, who: &Actor<Clinic>) -> Vec<(String, bool)> {
    let mut tx = world.backend.read::<Clinic>(&who.token).await.unwrap();
    let entries = world.backend.load_register(&mut tx, Register::Processors).await.unwrap();
    entries.iter().map(|entry| (entry.title().to_owned(), entry.is_retired)).collect()
}

async fn actions(world: &mut World) -> Vec<String> {
    let sql = "select action from app.activity where action like 'register.%' or action like 'control.%' order by at";
    sqlx::query_scalar(sql).fetch_all(&mut world.hand).await.unwrap()
}

#[tokio::test]
async fn a_line_is_added_once_changed_and_retired() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let noor = world.admin(clinic, "Noor").await;
    let (a, b) = (Uuid::now_v7(), Uuid::now_v7());
    save(&world, &noor, a, None, "Mailer").await.unwrap();
    // The same form posted twice.
    save(&world, &noor, a, None, "Mailer").await.unwrap();
    save(&world, &noor, b, None, "Bank").await.unwrap();
    save(&world, &noor, Uuid::now_v7(), Some(a), "Mailer BV").await.unwrap();
    let tx = world.backend.write::<Clinic>(&noor.token, "t").await.unwrap();
    world.backend.retire_entry(tx, b, true).await.unwrap();
    assert_eq!(titles(&world, &noor).await, [("Mailer BV".to_owned(), false), ("Bank".to_owned(), true)]);
    assert_eq!(actions(&mut world).await, ["register.saved", "register.saved", "register.saved", "register.retired"]);
}

#[tokio::test]
async fn others_neither_see_nor_change() {
    let mut world = World::new().await;
    let (clinic, other) = (world.organisation("Kestrel").await, world.organisation("Heron").await);
    let noor = world.admin(clinic, "Noor").await;
    let iris = world.front_desk(clinic, "Iris").await;
    let stranger = world.admin(other, "Sam").await;
    let key = Uuid::now_v7();
    save(&world, &noor, key, None, "Mailer").await.unwrap();
    assert_eq!(save(&world, &iris, Uuid::now_v7(), None, "Mine").await, Err(AppError::NotFound));
    assert_eq!(save(&world, &stranger, Uuid::now_v7(), Some(key), "Mine").await, Err(AppError::NotFound));
    assert_eq!(titles(&world, &stranger).await, []);
    let mut tx = world.backend.read::<Clinic>(&iris.token).await.unwrap();
    assert!(world.backend.load_register(&mut tx, Register::Processors).await.is_err());
    assert!(world.backend.load_controls(&mut tx).await.is_err());
    assert!(world.backend.load_reviews(&mut tx).await.is_err());
    drop(tx);
    assert_eq!(titles(&world, &noor).await, [("Mailer".to_owned(), false)]);
}

/// The database holds what the program checks, whoever writes.
#[tokio::test]
async fn the_database_refuses_what_makes_no_sense() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await.0;
    for sql in [
        format!(
            "insert into app.control_status (organisation_id, number, status, reason, owner, evidence) values ('{clinic}', '5.1', 'not_applicable', ' ', '', '')"
        ),
        format!(
            "insert into app.control_status (organisation_id, number, status, reason, owner, evidence) values ('{clinic}', '5.1', 'done', '', 'Noor', '')"
        ),
        format!(
            "insert into app.control_status (organisation_id, number, status, reason, owner, evidence) values ('{clinic}', '9.1', 'part', '', '', '')"
        ),
        format!(
            "insert into app.register_entry (organisation_id, entry_id, register, fields) values ('{clinic}', gen_random_uuid(), 'processors', '[]')"
        ),
        format!(
            "insert into app.register_entry (organisation_id, entry_id, register, fields) values ('{clinic}', gen_random_uuid(), 'processors', '{{}}')"
        ),
        format!(
            "insert into app.register_entry (organisation_id, entry_id, register, fields) values ('{clinic}', gen_random_uuid(), 'enemies', '{{\"title\": \"x\"}}')"
        ),
    ] {
        let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.clone())).execute(&mut world.hand).await;
        assert!(refused.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn controls_say_what_was_said_of_them() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let noor = world.admin(clinic, "Noor").await;
    let input = |number: &str, status: &str, reason: &str, owner: &str, evidence: &str| ControlInput {
        number: number.into(),
        status: status.into(),
        reason: reason.into(),
        owner: owner.into(),
        evidence: evidence.into(),
    };
    assert_eq!(input("9.9", "done", "", "", "").parse(), Err(AppError::NotFound));
    assert!(input("5.1", "not_applicable", " ", "", "").parse().is_err());
    assert!(input("5.1", "done", "", "Noor", "").parse().is_err());
    for (status, reason) in [("part", "half"), ("done", "")] {
        let control = input("8.13", status, reason, "Noor", "/trust").parse().unwrap();
        let tx = world.backend.write::<Clinic>(&noor.token, "t").await.unwrap();
        world.backend.save_control(tx, &control).await.unwrap();
    }
    let mut tx = world.backend.read::<Clinic>(&noor.token).await.unwrap();
    let controls = world.backend.load_controls(&mut tx).await.unwrap();
    drop(tx);
    assert_eq!(controls.len(), 93);
    let said: Vec<_> = controls.iter().filter(|control| control.status.is_some()).collect();
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].number.as_str(), said[0].status), ("8.13", Some(ControlStatus::Done)));
    let moves: Vec<(String, String)> =
        sqlx::query_as("select from_state, to_state from app.activity where action = 'control.changed' order by at")
            .fetch_all(&mut world.hand)
            .await
            .unwrap();
    let expected = [("8.13 not_assessed", "8.13 part"), ("8.13 part", "8.13 done")];
    assert_eq!(moves, expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
}

/// The record of processing is written from the data register: what holds clients' entries is in it.
#[test]
fn the_record_of_processing_knows_what_is_kept() {
    let kept = backend::registers::kept();
    let journal = kept.iter().find(|line| line.category == "journal").unwrap();
    assert!(journal.grounds.contains(&"health_consent") && journal.columns > 5, "{journal:?}");
    assert!(kept.iter().any(|line| line.is_sealed), "{kept:?}");
}
