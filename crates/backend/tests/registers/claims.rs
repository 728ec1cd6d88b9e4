//! Each claim of the trust page, turned on and off by its fact. P14 P16

use backend::Backend;
use backend::clock::Clock;
use backend::config::Mode;
use backend::identity::BreachConfig;
use backend::trust::status::{BackupDone, DrillDone, Isolation, Status};
use chrono::{DateTime, Duration, Utc};
use contract::trust::{Claim, Standing, TrustView, What};
use testkit::{World, config};

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// The claims of this database at `now`, under settings that `change` may alter.
async fn view(world: &World, change: impl FnOnce(&mut backend::config::Config)) -> TrustView {
    let mut settings = config(&world.db);
    change(&mut settings);
    let backend = Backend::new(settings, Clock::Fixed(now())).unwrap();
    let view = backend.load_trust().await.unwrap();
    backend.close().await;
    view
}

fn find(view: &TrustView, what: What) -> Claim {
    view.claims.iter().find(|claim| claim.what == what).unwrap().clone()
}

async fn standing(world: &World, what: What) -> Standing {
    find(&view(world, |_| ()).await, what).standing
}

fn record(world: &World, change: impl FnOnce(&mut Status)) {
    Status::update(&world.backend.config.status_dir, change).unwrap();
}

#[tokio::test]
async fn nothing_is_claimed_of_what_never_happened() {
    let mut world = World::new().await;
    world.organisation("Kestrel").await;
    for what in [What::Isolation, What::Backup, What::Drill, What::Log] {
        assert_eq!(standing(&world, what).await, Standing::Unknown, "{what:?}");
    }
    let fails = [What::Running, What::Transport, What::Factor];
    for what in fails {
        assert_eq!(standing(&world, what).await, Standing::Fails, "{what:?}");
    }
}

#[tokio::test]
async fn settings_turn_their_claims() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let secure = view(&world, |settings| settings.public_url = "https://app.example.org".into()).await;
    assert_eq!(find(&secure, What::Transport).standing, Standing::Holds);
    let listed = view(&world, |settings| {
        settings.breaches = Some(BreachConfig { base: "https://breaches.example.org".into() });
    });
    assert_eq!(find(&listed.await, What::Passwords).standing, Standing::Holds);
    assert_eq!(standing(&world, What::Passwords).await, Standing::Part);
    let production = view(&world, |settings| settings.mode = Mode::Production).await;
    assert_eq!(find(&production, What::Running).standing, Standing::Holds);
    world.by_hand(format!("update app.organisation set is_demo = true where organisation_id = '{}'", clinic.0)).await;
    let demo = view(&world, |settings| settings.mode = Mode::Production).await;
    assert_eq!(find(&demo, What::Running).standing, Standing::Fails);
}

#[tokio::test]
async fn the_second_factor_is_counted_by_clinic() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let rule = |from: &str| {
        format!("update app.organisation set staff_factor_from = {from} where organisation_id = '{}'", clinic.0)
    };
    world.by_hand(rule("now() + interval '1 day'")).await;
    assert_eq!(standing(&world, What::Factor).await, Standing::Fails, "a rule for tomorrow is none today");
    world.by_hand(rule("now() - interval '1 day'")).await;
    assert_eq!(standing(&world, What::Factor).await, Standing::Holds);
    world.organisation("Heron").await;
    let claim = find(&view(&world, |_| ()).await, What::Factor);
    assert_eq!((claim.standing, claim.count, claim.of), (Standing::Part, 1, 2));
}

#[tokio::test]
async fn proofs_backups_and_drills_grow_old() {
    let world = World::new().await;
    let isolation = |age: i64, broken| {
        let at = now() - Duration::days(age);
        Some(Isolation { at, checks: 59, broken, pairs: 1000, things: 2000, uncovered: 3 })
    };
    for (age, broken, stands) in [
        (0, 0, Standing::Holds),
        (8, 0, Standing::Holds),
        (9, 0, Standing::Old),
        (1, 1, Standing::Fails),
        // A clock that was wrong: nobody has proved anything tomorrow.
        (-1, 0, Standing::Unknown),
    ] {
        record(&world, |status| status.isolation = isolation(age, broken));
        let claim = find(&view(&world, |_| ()).await, What::Isolation);
        assert_eq!(claim.standing, stands, "{age} days, {broken} broken");
        assert_eq!((claim.count, claim.of, claim.pairs, claim.uncovered), (59 - broken as i64, 59, 1000, 3));
    }
    record(&world, |status| status.isolation = Some(Isolation { at: now(), checks: 59, ..Isolation::default() }));
    assert_eq!(standing(&world, What::Isolation).await, Standing::Part, "nobody was compared with a row");
    record(&world, |status| status.isolation = Some(Isolation { at: now(), ..Isolation::default() }));
    assert_eq!(standing(&world, What::Isolation).await, Standing::Fails, "nothing was asked");

    for (age, failed, stands) in [
        (0, false, Standing::Holds),
        (3, false, Standing::Old),
        (0, true, Standing::Part),
        (3, true, Standing::Old),
        (-2, false, Standing::Unknown),
    ] {
        record(&world, |status| {
            status.backup = Some(BackupDone { at: now() - Duration::days(age), bytes: 5 });
            status.backup_failed_at = failed.then(now);
        });
        assert_eq!(standing(&world, What::Backup).await, stands, "{age} days, failed since: {failed}");
    }

    for (age, broken, stands) in
        [(0, 0, Standing::Holds), (90, 0, Standing::Holds), (91, 0, Standing::Old), (2, 1, Standing::Fails)]
    {
        let at = now() - Duration::days(age);
        record(&world, |status| {
            status.drill = Some(DrillDone { at, checks: 4, broken, seconds: 9, backup_made_at: at, erasures: Some(0) });
        });
        assert_eq!(standing(&world, What::Drill).await, stands, "{age} days, {broken} broken");
    }
    // A drill that could not ask for erased people does not claim that none comes back.
    let at = now();
    record(&world, |status| {
        status.drill = Some(DrillDone { at, checks: 4, broken: 0, seconds: 9, backup_made_at: at, erasures: None });
    });
    assert_eq!(standing(&world, What::Drill).await, Standing::Part);
}

/// With one clinic its name and its log's end are shown, with two neither. Sub-processors are shown always: with several
/// clinics everybody whom any of them lists, once, and not which.
#[tokio::test]
async fn a_clinic_alone_shows_itself_and_several_do_not() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await.0;
    world
        .by_hand(format!(
            "select app.append_activity('{clinic}', null, null, 'meal.logged', null, null, null, null, null);
             insert into app.register_entry (organisation_id, entry_id, register, fields) values
               ('{clinic}', gen_random_uuid(), 'processors', '{{\"title\": \"Mailer\", \"service\": \"letters\", \"place\": \"Utrecht\", \"transfer\": \"none\", \"contract_reference\": \"drawer 3\"}}'),
               ('{clinic}', gen_random_uuid(), 'assessments', '{{\"title\": \"Nobody may read this\"}}');
             insert into app.register_entry (organisation_id, entry_id, register, fields, retired_at) values
               ('{clinic}', gen_random_uuid(), 'processors', '{{\"title\": \"Former\"}}', now())"
        ))
        .await;
    let alone = view(&world, |_| ()).await;
    assert_eq!(alone.clinic.as_deref(), Some("Kestrel"));
    assert_eq!(alone.head, None, "nothing was signed yet");
    assert_eq!(find(&alone, What::Log).standing, Standing::Unknown);
    world.by_hand(format!(
        "insert into app.checkpoint (organisation_id, size, root, note, public_key, at) values ('{clinic}', 1, sha256('r'), 'the signed note', sha256('k'), now())"
    ))
    .await;
    let signed = view(&world, |_| ()).await;
    assert_eq!(signed.head.as_ref().map(|head| (head.entries, head.note.as_str())), Some((1, "the signed note")));
    assert_eq!(find(&signed, What::Log).standing, Standing::Holds);
    let names: Vec<_> = alone.processors.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Mailer"]);
    let heron = world.organisation("Heron").await.0;
    world
        .by_hand(format!(
            "insert into app.register_entry (organisation_id, entry_id, register, fields)
             select '{heron}', gen_random_uuid(), register, fields from app.register_entry where fields ->> 'title' = 'Mailer';
             insert into app.register_entry (organisation_id, entry_id, register, fields) values
               ('{heron}', gen_random_uuid(), 'processors', '{{\"title\": \"Archive\", \"service\": \"paper\", \"place\": \"Ghent\", \"transfer\": \"none\"}}')"
        ))
        .await;
    let several = view(&world, |_| ()).await;
    assert_eq!((several.clinic, several.head), (None, None));
    let names: Vec<_> = several.processors.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Archive", "Mailer"]);
    let told = serde_json::to_string(&several.processors).unwrap();
    assert!(!told.contains("Heron") && !told.contains(&heron.to_string()), "{told}");
}
