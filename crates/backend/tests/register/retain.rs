//! What is too old goes: by the clinic's own times within the law's, in small steps, never under a hold. T11 P2

use backend::register::{Period, Retention, tables};
use contract::{AppError, Code};
use sqlx::AssertSqlSafe;
use testkit::World;

use crate::support::{count, entries, work};

async fn age(world: &mut World, days: i32) {
    world
        .by_hand(format!(
            "set session_replication_role = replica; update app.observation set occurred_at = now() - interval '{days} days'; set session_replication_role = origin"
        ))
        .await;
}

fn chosen(period: Period, days: i32) -> Vec<(String, i32)> {
    vec![(period.word().to_owned(), days)]
}

#[tokio::test]
async fn what_is_too_old_is_hidden_then_gone() {
    let mut world = World::new().await;
    let (clinic, other) = (world.organisation("Kestrel").await, world.organisation("Alder").await);
    let (maya, tom) = (world.client(clinic, "Maya").await, world.client(clinic, "Tom").await);
    let (ines, eve) = (world.admin(clinic, "Ines").await, world.client(other, "Eve").await);
    entries(&mut world, clinic.0, maya.member, 700).await;
    entries(&mut world, clinic.0, tom.member, 2).await;
    entries(&mut world, other.0, eve.member, 1).await;
    age(&mut world, 500).await;
    world
        .by_hand(format!(
            "insert into app.legal_hold (organisation_id, hold_id, client_id, reason, told, placed_by)
             values ('{}', gen_random_uuid(), '{}', 'An open complaint', false, '{}')",
            clinic.0, tom.member.0, ines.member.0
        ))
        .await;
    // The preview is of what would be saved, and counts what a hold keeps out.
    let mut tx = ines.read(&world.backend).await;
    let now = world.backend.load_retention(&mut tx, &[]).await.unwrap();
    let entries_now = now.periods.iter().find(|period| period.period == "entries").unwrap();
    assert_eq!((entries_now.days, entries_now.would_go), (2922, 0));
    let tried = world.backend.load_retention(&mut tx, &chosen(Period::Entries, 365)).await.unwrap();
    assert_eq!(tried.periods.iter().find(|period| period.period == "entries").unwrap().would_go, 700);
    drop(tx);
    world.backend.save_retention(ines.write(&world.backend).await, &chosen(Period::Entries, 365)).await.unwrap();

    assert_eq!(world.backend.schedule_retention().await.unwrap(), 2, "one for each organisation");
    assert_eq!(world.backend.schedule_retention().await.unwrap(), 0, "and once a day");
    work(&world).await;
    assert_eq!(count(&mut world, "app.observation where deleted_at is not null").await, 700);
    assert_eq!(
        count(&mut world, &format!("app.observation where client_id = '{}' and deleted_at is null", tom.member.0))
            .await,
        2
    );
    assert_eq!(
        count(&mut world, &format!("app.observation where client_id = '{}' and deleted_at is null", eve.member.0))
            .await,
        1
    );

    // After the days in which it can come back it is gone, earlier states too.
    world
        .by_hand("set session_replication_role = replica; update app.observation set deleted_at = now() - interval '31 days' where deleted_at is not null; update ops.job set created_at = now() - interval '1 day'; set session_replication_role = origin".into())
        .await;
    world.backend.schedule_retention().await.unwrap();
    work(&world).await;
    assert_eq!(count(&mut world, "app.observation").await, 3);
    assert_eq!(count(&mut world, &format!("app.observation_version where client_id = '{}'", maya.member.0)).await, 0);
    assert_eq!(count(&mut world, "ops.job where kind = 'retain' and status <> 'done'").await, 0);
}

#[tokio::test]
async fn the_law_bounds_what_a_clinic_chooses() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (ines, desk) = (world.admin(clinic, "Ines").await, world.front_desk(clinic, "Joost").await);
    for period in Period::ALL {
        let bounds = period.bounds();
        for (days, code) in [(bounds.min - 1, Code::TooSmall), (bounds.max + 1, Code::TooLarge), (-1, Code::TooSmall)] {
            let refused = world.backend.save_retention(ines.write(&world.backend).await, &chosen(period, days)).await;
            let AppError::Invalid(fields) = refused.unwrap_err().into_app("x") else { panic!("{period:?} {days}") };
            assert_eq!((fields[0].field.as_str(), fields[0].code), (period.word(), code));
            // The database says the same, whatever program asks.
            let direct =
                sqlx::query("insert into app.retention_setting (organisation_id, period, days) values ($1, $2, $3)")
                    .bind(clinic.0)
                    .bind(period.word())
                    .bind(days)
                    .execute(&mut world.hand)
                    .await;
            assert!(direct.is_err(), "{period:?} {days} was stored");
        }
        for days in [bounds.min, bounds.max] {
            world.backend.save_retention(ines.write(&world.backend).await, &chosen(period, days)).await.unwrap();
        }
    }
    let unknown = vec![("everything".to_owned(), 400)];
    assert!(world.backend.save_retention(ines.write(&world.backend).await, &unknown).await.is_err());
    let refused = world.backend.save_retention(desk.write(&world.backend).await, &chosen(Period::Entries, 400)).await;
    assert!(matches!(refused.unwrap_err().into_app("x"), AppError::NotFound));
}

// Every time in the register is a condition the database understands, on a table that is there.
#[tokio::test]
async fn every_time_of_the_register_can_be_asked() {
    let mut world = World::new().await;
    let mut asked = 0;
    for table in tables() {
        let age = match table.facts.retention {
            Retention::Setting(_, age) | Retention::Days(_, age) => age,
            Retention::Account | Retention::House => continue,
        };
        let sql = format!("select count(*) from {} t where ({age}) < now()", table.name);
        sqlx::query(AssertSqlSafe(sql)).execute(&mut world.hand).await.unwrap();
        asked += 1;
    }
    assert!(asked > 15, "{asked}");
}

// An open incident keeps the logs of its time, and those of before go.
#[tokio::test]
async fn an_incident_keeps_the_logs_of_its_time() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let maya = world.client(clinic, "Maya").await;
    for days in [2000, 3000] {
        world
            .by_hand(format!(
                "insert into app.record_read (organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at)
                 values ('{0}', '{1}', '{1}', 'list', 'care', '{1}', now() - interval '{days} days', now() - interval '{days} days')",
                clinic.0, maya.member.0
            ))
            .await;
    }
    world
        .by_hand(format!(
            "set session_replication_role = replica; insert into app.evidence_hold (organisation_id, incident_id, held_from)
             values ('{}', gen_random_uuid(), now() - interval '2500 days'); set session_replication_role = origin",
            clinic.0
        ))
        .await;
    world.backend.schedule_retention().await.unwrap();
    work(&world).await;
    assert_eq!(count(&mut world, "app.record_read where at > now() - interval '2500 days'").await, 1);
    assert_eq!(count(&mut world, "app.record_read").await, 1);
}
