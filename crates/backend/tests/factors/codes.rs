//! Recovery codes and codes by letter: hashed, shown once, used once. T6 T7

use contract::AppError;
use testkit::World;
use tokio::task::JoinSet;

use crate::support::{enrol, letters, prove, refused, session, wrong};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_recovery_code_works_once() {
    let mut world = World::new().await;
    let now = world.backend.clock.now();
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let (_, token) = enrol(&mut world, &maya, now).await;
    let backend = world.backend.clone();
    assert!(backend.first_recovery(&token).await.unwrap());
    assert!(!backend.first_recovery(&token).await.unwrap(), "there are some already");
    let codes = backend.find_recovery_sheet(&token).await.unwrap().unwrap();
    assert_eq!(codes.len(), 10);

    let mut tries = JoinSet::new();
    for _ in 0..12 {
        let (backend, code, half) = (backend.clone(), codes[0].to_uppercase(), session(&world, &maya, None).await);
        tries.spawn(async move { backend.prove_recovery(&half, &code).await.is_ok() });
    }
    assert_eq!(tries.join_all().await.into_iter().filter(|right| *right).count(), 1);
    let told = letters(&backend).await;
    assert!(told.iter().any(|letter| letter.subject == "A recovery code was used"));

    // Only hashes lie there, and new codes end the old ones.
    let half = session(&world, &maya, None).await;
    let bare = codes[1].replace('-', "");
    let stored: Vec<String> = sqlx::query_scalar("select encode(code_hash, 'escape') from auth.recovery_code")
        .fetch_all(&mut world.hand)
        .await
        .unwrap();
    assert!(stored.iter().all(|hash| !hash.contains(&bare)));
    backend.renew_recovery(&token).await.unwrap();
    assert_eq!(refused(backend.prove_recovery(&half, &codes[1]).await), wrong("recovery_code"));
}

#[tokio::test]
async fn the_sheet_is_for_the_session_that_made_it_until_it_is_kept() {
    let mut world = World::new().await;
    let now = world.backend.clock.now();
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let (_, token) = enrol(&mut world, &maya, now).await;
    let backend = world.backend.clone();
    backend.first_recovery(&token).await.unwrap();
    let other = session(&world, &maya, Some(&backend.carry_proof(&token).await.unwrap())).await;
    assert_eq!(backend.find_recovery_sheet(&other).await.unwrap(), None);
    assert!(backend.find_recovery_sheet(&token).await.unwrap().is_some());
    backend.drop_recovery_sheet(&token).await.unwrap();
    assert_eq!(backend.find_recovery_sheet(&token).await.unwrap(), None);
}

#[tokio::test]
async fn codes_by_letter_are_for_clients() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let (maya, ruth) = (world.client(organisation, "Maya").await, world.practitioner(organisation, "Ruth").await);
    prove(&mut world, &maya, 0).await;
    prove(&mut world, &ruth, 0).await;
    let backend = world.backend.clone();
    assert_eq!(refused(backend.add_email(&ruth.token).await), AppError::NotFound);
    let own = session(&world, &maya, Some(&backend.add_email(&maya.token).await.unwrap())).await;
    let (half, other) = (session(&world, &maya, None).await, session(&world, &maya, None).await);
    let here = "192.0.2.7".parse().unwrap();
    backend.send_code(&half, here).await.unwrap();
    let letter = letters(&backend).await.remove(0);
    let code = letter
        .text
        .lines()
        .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
        .unwrap()
        .to_owned();
    assert_eq!(
        refused(backend.prove_email(&other, &code).await),
        wrong("mailed_code"),
        "it is for the session that asked"
    );
    let guess = if code == "000000" { "111111" } else { "000000" };
    assert_eq!(refused(backend.prove_email(&half, guess).await), wrong("mailed_code"));
    assert!(backend.prove_email(&half, &code).await.is_ok());
    assert_eq!(refused(backend.prove_email(&half, &code).await), wrong("mailed_code"), "once");
    // Turning it off again leaves the account as it was; the person heard of both.
    let factor = backend.load_factors(&own).await.unwrap().factors[0].id;
    assert_eq!(refused(backend.remove_factor(&maya.token, factor).await), AppError::ProofNeeded);
    backend.remove_factor(&own, factor).await.unwrap();
    assert_eq!(refused(backend.send_code(&own, here).await), AppError::NotFound);
    let subjects: Vec<_> = letters(&backend).await.into_iter().map(|letter| letter.subject).collect();
    assert!(
        subjects.iter().any(|subject| subject.contains("now protects"))
            && subjects.iter().any(|subject| subject.contains("no longer")),
        "{subjects:?}"
    );
    // S5: each change left its entry.
    let actions: Vec<String> =
        sqlx::query_scalar("select action from app.activity where action like 'factor.%' order by seq")
            .fetch_all(&mut world.hand)
            .await
            .unwrap();
    assert_eq!(actions, ["factor.added", "factor.removed"]);
}

#[tokio::test]
async fn nobody_turns_off_what_is_another_persons() {
    let mut world = World::new().await;
    let now = world.backend.clock.now();
    let organisation = world.organisation("Kestrel").await;
    let (maya, tom) = (world.client(organisation, "Maya").await, world.client(organisation, "Tom").await);
    let (_, mayas) = enrol(&mut world, &maya, now).await;
    let (_, toms) = enrol(&mut world, &tom, now).await;
    let backend = world.backend.clone();
    let factor = backend.load_factors(&mayas).await.unwrap().factors[0].id;
    assert_eq!(refused(backend.remove_factor(&toms, factor).await), AppError::NotFound);
    assert_eq!(backend.load_factors(&mayas).await.unwrap().factors.len(), 1);
}
