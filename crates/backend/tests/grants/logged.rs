//! The log of reads: nothing is shown that is not in it.

use backend::db::{Clinic, Practice};
use contract::grant::{ReadKind, Via};
use contract::paging::Reach;
use sqlx::Executor;
use testkit::House;

use crate::support::{give, house, look, open, week};

async fn reads(house: &House) -> Vec<(String, ReadKind, Via)> {
    let mine =
        house.backend().load_my_access(&mut house.maya.read(house.backend()).await, Reach::default()).await.unwrap();
    mine.reads.into_iter().map(|read| (read.reader, read.kind, read.via)).collect()
}

// T9 M5: who, what kind, for which reason; once per quarter of an hour; listed to the client.
#[tokio::test]
async fn a_look_is_logged_and_shown_to_the_client() {
    let house = house().await;
    assert!(reads(&house).await.is_empty());
    for _ in 0..3 {
        assert!(look(&house, &house.ruth).await.is_some());
    }
    // The window may turn over between two looks, once.
    let seen = reads(&house).await;
    assert!((1..=2).contains(&seen.len()), "{seen:?}");
    assert_eq!(seen[0], ("Ruth Calloway".into(), ReadKind::Review, Via::Care));
    give(&house, &week(&house)).await;
    look(&house, &house.anton).await.unwrap();
    assert!(reads(&house).await.contains(&("Anton Meyer".into(), ReadKind::Review, Via::Grant)));
    // A look that found nothing to see is no look.
    assert!(look(&house, &house.stranger).await.is_none());
    assert!(reads(&house).await.iter().all(|(reader, ..)| reader != "Stranger"));
}

// T9: when the log cannot be written nothing is shown, and without it the database shows nothing to anybody.
#[tokio::test]
async fn what_cannot_be_logged_is_not_shown() {
    let mut house = house().await;
    house.world.hand.execute("revoke insert on app.record_read from ns_definer").await.unwrap();
    assert!(open(house.backend(), &house.ruth, &house.maya).await.is_err());
    house.world.hand.execute("grant insert on app.record_read to ns_definer").await.unwrap();

    sqlx::query("update auth.session set token_hash = sha256('by hand') where membership_id = $1")
        .bind(house.ruth.member.0)
        .execute(&mut house.world.hand)
        .await
        .unwrap();
    let mut login = house.world.db.as_role("ns_practice").await;
    let count = "select count(*) from app.observation o where o.kind is not null";
    // Neither a read nor a claim to look opens an entry, nor a log row that can still be rolled back.
    for (begin, then) in [
        ("begin read only", "select 1"),
        ("begin read only", "select set_config('app.purpose', 'review', true)"),
        ("begin read only", "select authz.look('review', null)"),
        ("begin", "select app.log_reads('review', null)"),
    ] {
        login.execute(begin).await.unwrap();
        login.execute("select authz.enter('by hand')").await.unwrap();
        login.execute(then).await.unwrap();
        let seen: i64 = sqlx::query_scalar(count).fetch_one(&mut login).await.unwrap();
        assert_eq!(seen, 0, "{begin}; {then}");
        login.execute("rollback").await.unwrap();
    }
    login.execute("begin read only").await.unwrap();
    login.execute("select authz.enter('by hand')").await.unwrap();
    assert!(login.execute("select app.log_reads('review', null)").await.is_err(), "a read writes nothing");
}

// T9: many at once, one row, everybody sees.
#[tokio::test]
async fn a_crowd_of_looks_is_one_row_and_none_is_refused() {
    let mut house = house().await;
    let looks: Vec<_> = (0..12)
        .map(|_| {
            let (backend, token, client) = (house.backend().clone(), house.ruth.token.clone(), house.maya.member);
            tokio::spawn(async move {
                let look = backend::db::Look::Review(client);
                backend.open_records(&token, look).await.map(drop).is_ok()
            })
        })
        .collect();
    for look in looks {
        assert!(look.await.unwrap());
    }
    assert!((1..=2).contains(&house.count("select count(*) from app.record_read where kind = 'review'").await));
}

// T9: what the log costs: a look that is logged already against a read that is not logged at all.
#[tokio::test]
async fn the_log_costs_little() {
    let mut house = house().await;
    look(&house, &house.ruth).await.unwrap();
    let rounds = 300_u32;
    let started = std::time::Instant::now();
    for _ in 0..rounds {
        drop(house.backend().read::<Practice>(&house.ruth.token).await.unwrap());
    }
    let bare = started.elapsed();
    let started = std::time::Instant::now();
    for _ in 0..rounds {
        let look = backend::db::Look::Review(house.maya.member);
        drop(house.backend().open_records(&house.ruth.token, look).await.unwrap());
    }
    let looked = started.elapsed();
    let started = std::time::Instant::now();
    for _ in 0..rounds {
        open(house.backend(), &house.ruth, &house.maya).await.unwrap();
    }
    let page = started.elapsed();
    println!(
        "opening a read {:?}, with the log {:?} (×{:.2}), the whole review {:?}: the log is {:.0} % of it",
        bare / rounds,
        looked / rounds,
        looked.as_secs_f64() / bare.as_secs_f64(),
        page / rounds,
        (looked.as_secs_f64() - bare.as_secs_f64()) / page.as_secs_f64() * 100.0
    );
    // Times depend on the machine; that six hundred looks wrote no more than a row or two does not.
    assert!((1..=2).contains(&house.count("select count(*) from app.record_read").await));
}

/// A confirmed hour of Maya's with Ruth, a few hours from now or this morning: within this week.
async fn appointment(house: &mut House) {
    let sql = format!(
        "set session_replication_role = replica;
         insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, status_changed_at)
         values ('{}', gen_random_uuid(), '{}', '{}', gen_random_uuid(), 'First', 'online', 0, 'gbp', now() + interval '1 minute', now() + interval '1 hour', 'confirmed', now());
         reset session_replication_role",
        house.maya.organisation, house.maya.member, house.ruth.member
    );
    house.world.by_hand(sql).await;
}

// T9 M5: an agenda is logged for those in it, once, committed before it is shown: a practitioner's by care, the
// clinic's as the house's business; whom it shows nothing of is not in the log.
#[tokio::test]
async fn an_agenda_is_logged_for_those_in_it() {
    let mut house = house().await;
    let other = house.world.client(house.maya.organisation, "Edna").await;
    house.world.relate(&house.ruth, &other, "active").await;
    let desk = house.world.front_desk(house.maya.organisation, "Iris").await;
    appointment(&mut house).await;
    let day = None;
    let backend = house.backend().clone();
    for _ in 0..2 {
        let mut week = backend.open_week(&house.ruth.token, day).await.unwrap();
        assert_eq!(backend.show_agenda(&mut week, day).await.unwrap().entries.len(), 1);
        let mut week = backend.open_week(&desk.token, day).await.unwrap();
        assert_eq!(backend.show_team_agenda(&mut week, day).await.unwrap().entries.len(), 1);
        let mut week = backend.open_week(&house.anton.token, day).await.unwrap();
        assert!(backend.show_agenda(&mut week, day).await.unwrap().entries.is_empty());
        let mut week = backend.open_week(&house.other_admin.token, day).await.unwrap();
        assert!(backend.show_team_agenda(&mut week, day).await.unwrap().entries.is_empty());
    }
    let seen = reads(&house).await;
    for expected in [("Ruth Calloway", Via::Care), ("Iris", Via::House)] {
        let of = seen
            .iter()
            .filter(|(reader, kind, via)| (reader.as_str(), *kind, *via) == (expected.0, ReadKind::Agenda, expected.1));
        // The hour may turn over between two looks, once.
        assert!((1..=2).contains(&of.count()), "{expected:?} in {seen:?}");
    }
    assert!(seen.iter().all(|(reader, ..)| ["Ruth Calloway", "Iris"].contains(&reader.as_str())), "{seen:?}");
    assert_eq!(house.count("select count(distinct client_id) from app.record_read").await, 1, "Edna is in no agenda");
}

// T9: what cannot be logged is not shown, and a booking that came after the log was written waits for the next look.
#[tokio::test]
async fn an_agenda_that_cannot_be_logged_is_not_shown() {
    let mut house = house().await;
    let backend = house.backend().clone();
    let mut early = backend.open_week(&house.ruth.token, None).await.unwrap();
    appointment(&mut house).await;
    assert!(backend.show_agenda(&mut early, None).await.unwrap().entries.is_empty(), "shown before it was logged");
    drop(early);
    house.world.hand.execute("revoke insert on app.record_read from ns_definer").await.unwrap();
    assert!(backend.open_week::<Practice>(&house.ruth.token, None).await.is_err());
    assert!(backend.open_week::<Clinic>(&house.noor.token, None).await.is_err());
    house.world.hand.execute("grant insert on app.record_read to ns_definer").await.unwrap();
    let mut week = backend.open_week(&house.ruth.token, None).await.unwrap();
    assert_eq!(backend.show_agenda(&mut week, None).await.unwrap().entries.len(), 1);
}
