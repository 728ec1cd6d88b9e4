//! A client is forgotten: everything, once, in spite of everything. P11 T14 S12

use backend::db::HouseLook;
use backend::erasure::looks_at_holds;
use backend::register::{self, Erasure, Reason, Table};
use contract::AppError;
use contract::grant::ReadKind;
use contract::paging::Reach;
use contract::privacy::{Erasable, Hold};
use testkit::{Journal as _, World};
use uuid::Uuid;

use crate::support::{ask, count, entries, fall_due, found, mark, plant, status, work};

/// What the register says may stay of a table: rows under a condition, or what names nobody.
fn stays(table: &Table, column: &str) -> bool {
    let facts = table.column(column).unwrap();
    (table.unless.is_some() || matches!(table.facts.erasure, Erasure::Keep(_)))
        && !matches!(facts.erasure, Erasure::Anonymise(_) | Erasure::Redact)
}

fn evidence(place: &str) -> bool {
    register::table(place).is_some_and(|table| table.facts.erasure == Erasure::Keep(Reason::Evidence))
}

// Driven by the register: a marked value in every column of a person, and none of them left where it says so.
#[tokio::test]
async fn nothing_of_a_person_is_left() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (maya, tom) = (world.client(clinic, "Maya").await, world.client(clinic, "Tom").await);
    entries(&mut world, clinic.0, tom.member, 3).await;
    plant(&mut world, &maya).await;
    let request = ask(&mut world, &maya, "account").await;
    work(&world).await;
    assert_eq!(status(&mut world, request).await, "done");
    let mut left = Vec::new();
    for table in register::tables() {
        for (column, _) in table.entries() {
            let places = found(&mut world, &mark(table.name, column)).await;
            // What stays may stand in its own table, and in evidence about it: a certificate names a key's fingerprint.
            let may = |place: &String| place == table.name || evidence(place);
            let may_stay = stays(table, column) && places.iter().all(may);
            if !places.is_empty() && !may_stay {
                left.push(format!("{}.{column} in {places:?}", table.name));
            }
        }
    }
    assert!(left.is_empty(), "left after an erasure: {left:#?}");
    // Nor is the person's own number anywhere: what is kept is tied to no account.
    let places = found(&mut world, &maya.person.0.to_string()).await;
    assert!(places.is_empty(), "the person is still in {places:?}");
    // Others are untouched, and the log has one line that names nobody.
    assert_eq!(count(&mut world, &format!("app.observation where client_id = '{}'", tom.member.0)).await, 3);
    assert_eq!(
        count(&mut world, "app.activity where action = 'erasure.done' and client_id is null and actor_id is null")
            .await,
        1
    );
    assert_eq!(count(&mut world, "ops.erasure_ledger").await, 1);
}

// Slices of any size, ended between any two rows of any table: one that was not committed did not happen, and the rest
// is finished. `killed` does it to a real process.
#[tokio::test]
async fn in_slices_of_any_size_it_finishes() {
    for seed in 1..=u64::from(testkit::rounds("NS_ROUNDS", 2)) {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel").await;
        let maya = world.client(clinic, "Maya").await;
        plant(&mut world, &maya).await;
        entries(&mut world, clinic.0, maya.member, 60).await;
        let request = ask(&mut world, &maya, "account").await;
        let mut dice = seed;
        let mut roll = |sides: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % sides
        };
        for n in 0..12 {
            let (most, commits) = (1 + roll(20), roll(3) > 0);
            let mut worker = world.db.as_role("ns_worker").await;
            let token = format!("worker {n}");
            world
                .by_hand(format!(
                    "insert into auth.session (token_hash, organisation_id, portal, idle_expires_at, expires_at, job_client)
                     values (sha256('{token}'), '{}', 'worker', now() + interval '5 minutes', now() + interval '5 minutes', '{}')",
                    clinic.0, maya.member.0
                ))
                .await;
            sqlx::raw_sql("begin").execute(&mut worker).await.unwrap();
            sqlx::query("select authz.enter($1)").bind(&token).execute(&mut worker).await.unwrap();
            sqlx::query("select ops.erase_slice($1, $2, true)")
                .bind(request)
                .bind(i32::try_from(most).unwrap())
                .execute(&mut worker)
                .await
                .unwrap();
            if commits {
                sqlx::raw_sql("commit").execute(&mut worker).await.unwrap();
            }
        }
        work(&world).await;
        assert_eq!(status(&mut world, request).await, "done", "seed {seed}");
        assert_eq!(found(&mut world, "canary-auth").await, Vec::<String>::new(), "seed {seed}");
        assert_eq!(count(&mut world, "app.observation").await, 0, "seed {seed}");
        assert_eq!(count(&mut world, "ops.erasure_ledger").await, 1, "seed {seed}");
    }
}

// P11: a job that was given up does not leave somebody half erased: the clock takes it up again.
#[tokio::test]
async fn what_lost_its_job_is_taken_up_again() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (maya, tom) = (world.client(clinic, "Maya").await, world.client(clinic, "Tom").await);
    entries(&mut world, clinic.0, maya.member, 3).await;
    let request = ask(&mut world, &maya, "account").await;
    let waits = ask(&mut world, &tom, "journal").await;
    world
        .by_hand(format!(
            "update ops.job set run_at = now() + interval '1 day' where payload ->> 'request_id' = '{waits}'"
        ))
        .await;
    let give_up = |ago: &str| {
        format!(
            "update ops.job set status = 'failed', finished_at = now() - interval '{ago}', created_at = now() - interval '{ago}'
              where payload ->> 'request_id' = '{request}'"
        )
    };
    // Just now, it rests; a job that waits is enough.
    world.by_hand(give_up("5 minutes")).await;
    assert_eq!(world.backend.schedule_erasures().await.unwrap(), 0);
    world.by_hand(give_up("2 hours")).await;
    let both = tokio::join!(world.backend.schedule_erasures(), world.backend.schedule_erasures());
    assert_eq!(both.0.unwrap() + both.1.unwrap(), 1, "twice at once is once");
    work(&world).await;
    assert_eq!(status(&mut world, request).await, "done");
    assert_eq!(count(&mut world, &format!("app.observation where client_id = '{}'", maya.member.0)).await, 0);
    world.by_hand("update ops.job set finished_at = now() - interval '2 hours' where status = 'done'".into()).await;
    assert_eq!(world.backend.schedule_erasures().await.unwrap(), 0, "what is done is done");
}

// Hidden at once from everybody who reads it; undone, it is there again; done, it is gone, and only what was there then.
#[tokio::test]
async fn a_category_is_hidden_undone_and_erased() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (maya, anna) = (world.client(clinic, "Maya").await, world.practitioner(clinic, "Anna").await);
    world.relate(&anna, &maya, "active").await;
    entries(&mut world, clinic.0, maya.member, 4).await;
    async fn seen(world: &World, who: &testkit::Actor<backend::db::Client>) -> usize {
        world.backend.load_day(&who.token, None).await.unwrap().entries.len()
    }
    assert_eq!(seen(&world, &maya).await, 4);
    let key = Uuid::now_v7();
    for _ in 0..2 {
        world.backend.ask_erasure(maya.write(&world.backend).await, key, Erasable::Journal).await.unwrap();
    }
    work(&world).await;
    assert_eq!(world.backend.mailbox().unwrap().len(), 1, "who asked is not told");
    // A second form for the same is the same.
    world.backend.ask_erasure(maya.write(&world.backend).await, Uuid::now_v7(), Erasable::Journal).await.unwrap();
    assert_eq!(count(&mut world, "app.erasure_request").await, 1);
    assert_eq!(seen(&world, &maya).await, 0, "what is to be erased is still shown");
    work(&world).await;
    assert_eq!(count(&mut world, "app.observation").await, 4, "it went before its time");
    world.backend.undo_erasure(maya.write(&world.backend).await, key).await.unwrap();
    assert_eq!(seen(&world, &maya).await, 4);
    assert!(world.backend.undo_erasure(maya.write(&world.backend).await, key).await.is_err(), "undone twice");
    fall_due(&mut world, key).await;
    work(&world).await;
    assert_eq!(count(&mut world, "app.observation").await, 4, "undone, it was erased all the same");

    let key = Uuid::now_v7();
    world.backend.ask_erasure(maya.write(&world.backend).await, key, Erasable::Journal).await.unwrap();
    entries(&mut world, clinic.0, maya.member, 2).await;
    assert_eq!(seen(&world, &maya).await, 2, "what is written after that day is not what was asked about");
    fall_due(&mut world, key).await;
    work(&world).await;
    assert_eq!(count(&mut world, "app.observation").await, 2);
    assert_eq!(count(&mut world, "app.membership where display_name = 'Maya'").await, 1, "the account stays");
    let mut tx = maya.read(&world.backend).await;
    let page = world.backend.load_my_privacy(&mut tx, Reach::default()).await.unwrap();
    assert_eq!(page.requests[0].rows, 4);
}

// A hold stops an erasure, also one that has begun, and lets it go on when it ends.
#[tokio::test]
async fn a_hold_blocks_and_its_end_lets_go() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (maya, ines) = (world.client(clinic, "Maya").await, world.admin(clinic, "Ines").await);
    let desk = world.front_desk(clinic, "Joost").await;
    entries(&mut world, clinic.0, maya.member, 2).await;
    let hold = Hold { client: maya.member, reason: "An open complaint".into(), told: true };
    let id = Uuid::now_v7();
    let early = world.backend.place_hold(ines.write(&world.backend).await, id, &hold).await;
    assert!(matches!(early.unwrap_err().into_app("x"), AppError::ProofNeeded), "placed without a fresh proof");
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    let desk = world.backend.place_hold(desk.write(&world.backend).await, id, &hold).await;
    assert!(matches!(desk.unwrap_err().into_app("x"), AppError::NotFound));
    for _ in 0..2 {
        world.backend.place_hold(ines.write(&world.backend).await, id, &hold).await.unwrap();
    }
    let request = ask(&mut world, &maya, "account").await;
    work(&world).await;
    assert_eq!(status(&mut world, request).await, "held");
    assert_eq!(count(&mut world, "app.observation").await, 2);
    let mut tx = maya.read(&world.backend).await;
    assert_eq!(
        world.backend.load_my_privacy(&mut tx, Reach::default()).await.unwrap().holds.len(),
        1,
        "told, and not shown"
    );
    drop(tx);
    world
        .backend
        .release_hold(ines.change(&world.backend, &looks_at_holds("")).await, id, "The complaint is settled")
        .await
        .unwrap();
    let again = world
        .backend
        .release_hold(ines.change(&world.backend, &looks_at_holds("")).await, id, "The complaint is settled")
        .await;
    assert!(again.is_err(), "released twice");
    work(&world).await;
    assert_eq!(status(&mut world, request).await, "done");
    assert_eq!(count(&mut world, "app.observation").await, 0);
}

// Another tenant's, another client's, two at once, and what the whole account asks first.
#[tokio::test]
async fn nobody_erases_for_another() {
    let mut world = World::new().await;
    let (clinic, other) = (world.organisation("Kestrel").await, world.organisation("Alder").await);
    let (maya, tom) = (world.client(clinic, "Maya").await, world.client(clinic, "Tom").await);
    let eve = world.admin(other, "Eve").await;
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    entries(&mut world, clinic.0, maya.member, 1).await;
    let key = Uuid::now_v7();
    world.backend.ask_erasure(maya.write(&world.backend).await, key, Erasable::Account).await.unwrap();
    assert!(world.backend.undo_erasure(tom.write(&world.backend).await, key).await.is_err());
    let hold = Hold { client: maya.member, reason: "Not their client".into(), told: false };
    assert!(world.backend.place_hold(eve.write(&world.backend).await, Uuid::now_v7(), &hold).await.is_err());
    let mut tx = eve.look(&world.backend, &[HouseLook::at(ReadKind::Requests)]).await;
    assert!(world.backend.load_data_requests(&mut tx, Reach::default()).await.unwrap().is_empty());
    drop(tx);
    // A job about Tom, and a house's job, erase nothing of Maya's.
    fall_due(&mut world, key).await;
    for (token, job_client) in [("tom", tom.member.0), ("nobody", Uuid::nil())] {
        world
            .by_hand(format!(
                "insert into auth.session (token_hash, organisation_id, portal, idle_expires_at, expires_at, job_client)
                 values (sha256('{token}'), '{}', 'worker', now() + interval '5 minutes', now() + interval '5 minutes', '{job_client}')",
                clinic.0
            ))
            .await;
        let mut worker = world.db.as_role("ns_worker").await;
        sqlx::raw_sql("begin").execute(&mut worker).await.unwrap();
        sqlx::query("select authz.enter($1)").bind(token).execute(&mut worker).await.unwrap();
        let outcome: String = sqlx::query_scalar("select outcome from ops.erase_slice($1, 100, true)")
            .bind(key)
            .fetch_one(&mut worker)
            .await
            .unwrap();
        assert_eq!(outcome, "over", "a job about {token}");
        let direct = sqlx::query("delete from app.observation").execute(&mut worker).await;
        assert!(direct.is_err(), "the worker deletes by itself");
    }
    // Two at once: both finish, one did it.
    world.by_hand(format!("insert into ops.job (kind, organisation_id, payload) select kind, organisation_id, payload from ops.job where payload->>'request_id' = '{key}'")).await;
    let (one, two) = (world.backend.clone(), world.backend.clone());
    let (one, two) = tokio::join!(one.run_next_job(), two.run_next_job());
    assert!(one.unwrap() && two.unwrap());
    work(&world).await;
    assert_eq!(status(&mut world, key).await, "done");
    assert_eq!(count(&mut world, "ops.erasure_ledger").await, 1);
    assert_eq!(count(&mut world, "app.activity where action = 'erasure.done'").await, 1);
    assert!(maya_is_out(&world, &maya).await, "an erased account still opens");
}

async fn maya_is_out(world: &World, maya: &testkit::Actor<backend::db::Client>) -> bool {
    world.backend.read::<backend::db::Client>(&maya.token).await.is_err()
}

// The whole account takes a fresh proof and no appointment ahead; whoever has another place keeps their account there.
#[tokio::test]
async fn the_whole_account_asks_first() {
    let mut world = World::new().await;
    let (clinic, other) = (world.organisation("Kestrel").await, world.organisation("Alder").await);
    let (maya, anna) = (world.client(clinic, "Maya").await, world.practitioner(clinic, "Anna").await);
    world
        .by_hand(format!(
            "insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
             values ('{}', gen_random_uuid(), '{}', 'client', 'active', 'Maya at Alder', 'UTC')",
            other.0, maya.person.0
        ))
        .await;
    let ask_it = || async {
        world.backend.ask_erasure(maya.write(&world.backend).await, Uuid::now_v7(), Erasable::Account).await
    };
    assert!(matches!(ask_it().await.unwrap_err().into_app("x"), AppError::ProofNeeded));
    let mut hand = world.db.superuser().await;
    sqlx::raw_sql("update auth.session set proved_at = now()").execute(&mut hand).await.unwrap();
    let appointment = format!(
        "set session_replication_role = replica; insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status)
         values ('{}', gen_random_uuid(), '{}', '{}', gen_random_uuid(), 'S', 'online', 0, 'eur', now() + interval '1 day', now() + interval '25 hours', 'confirmed'); set session_replication_role = origin",
        clinic.0, maya.member.0, anna.member.0
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(appointment)).execute(&mut hand).await.unwrap();
    assert!(matches!(ask_it().await.unwrap_err().into_app("x"), AppError::Conflict(contract::Code::AppointmentsAhead)));
    sqlx::raw_sql("update app.appointment set status = 'cancelled_by_client'").execute(&mut hand).await.unwrap();
    ask_it().await.unwrap();
    let request: Uuid =
        sqlx::query_scalar("select request_id from app.erasure_request").fetch_one(&mut hand).await.unwrap();
    fall_due(&mut world, request).await;
    work(&world).await;
    assert_eq!(status(&mut world, request).await, "done");
    assert_eq!(count(&mut world, &format!("auth.person where person_id = '{}'", maya.person.0)).await, 1);
    assert_eq!(count(&mut world, "app.membership where display_name = 'Maya at Alder'").await, 1);
    assert_eq!(count(&mut world, "app.membership where display_name = 'Maya'").await, 0);
    assert_eq!(count(&mut world, "app.appointment").await, 0);
}
