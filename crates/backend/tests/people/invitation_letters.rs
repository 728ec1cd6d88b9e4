//! How many letters of invitation go to strangers. T6

use backend::db::Practice;
use contract::AppError;
use contract::paging::Reach;
use contract::team::InviteInput;
use testkit::{Actor, World};

use crate::invitations::practice;
use crate::support::refused;

fn to(email: String) -> InviteInput {
    InviteInput { name: "Somebody".into(), email, role: String::new() }
}

/// How many letters go out when `most` are asked for, and in how many seconds it goes on.
async fn send(
    world: &World,
    who: &Actor<Practice>,
    most: usize,
    email: impl Fn(usize) -> String,
) -> (usize, Option<u32>) {
    for n in 0..most {
        match world.backend.invite_client(&who.token, "test", &to(email(n))).await {
            Ok(_) => {}
            Err(backend::Refusal::App(AppError::TooMany { retry_seconds })) => return (n, Some(retry_seconds)),
            Err(other) => panic!("{other}"),
        }
    }
    (most, None)
}

// T6: letters to strangers end: by practice, sooner for a new one, and by addressee over all practices; counted in the
// database, so another server process is the same.
#[tokio::test]
async fn letters_to_strangers_end() {
    let (mut world, ruth) = practice().await;
    // Twenty a day from a practice of today, and it says when it goes on.
    let (sent, wait) = send(&world, &ruth, 60, |n| format!("stranger{n}@x.test")).await;
    assert_eq!(sent, 20);
    assert!(wait.is_some_and(|seconds| (86_000..=86_401).contains(&seconds)), "{wait:?}");
    let other = world.db.backend(backend::clock::Clock::System);
    let refusal = refused(other.invite_client(&ruth.token, "test", &to("one@more.test".into())).await);
    assert!(matches!(refusal, AppError::TooMany { .. }), "{refusal:?}");
    // Many at once slip through no better.
    let harbour = world.organisation("Harbour").await;
    let anna = world.practitioner(harbour, "Anna").await;
    let mut asking = Vec::new();
    for n in 0..40 {
        let (backend, token) = (world.backend.clone(), anna.token.clone());
        asking.push(tokio::spawn(async move {
            backend.invite_client(&token, "test", &to(format!("at.once{n}@x.test"))).await.is_ok()
        }));
    }
    let mut at_once = 0;
    for task in asking {
        at_once += usize::from(task.await.unwrap());
    }
    assert_eq!(at_once, 20);
    // A day later there are more, and for a practice that has been there longer more still.
    world.by_hand("set session_replication_role = replica;
                   update app.organisation set created_at = now() - interval '2 days'; update app.invitation set created_at = now() - interval '25 hours';
                   set session_replication_role = origin".into()).await;
    assert_eq!(send(&world, &ruth, 100, |n| format!("another{n}@x.test")).await.0, 60);

    // One stranger: five a day over all practices, sent anew or asked anew; twelve a month.
    let mut practices = Vec::new();
    for name in ["A", "B", "C", "D"] {
        let organisation = world.organisation(name).await;
        practices.push(world.practitioner(organisation, name).await);
    }
    let one = |_: usize| "poor@stranger.test".to_owned();
    assert_eq!(send(&world, &practices[1], 2, one).await.0, 2);
    assert_eq!(send(&world, &practices[0], 60, one).await.0, 3);
    let open = world
        .backend
        .load_client_invitations(&mut practices[0].read(&world.backend).await, Reach::default())
        .await
        .unwrap()
        .invitations;
    let again = refused(world.backend.resend_invitation::<Practice>(&practices[0].token, "test", open[0].id).await);
    assert!(matches!(again, AppError::TooMany { .. }), "{again:?}");
    let still = world
        .backend
        .load_client_invitations(&mut practices[0].read(&world.backend).await, Reach::default())
        .await
        .unwrap()
        .invitations;
    assert_eq!(open, still, "what was refused changed something");
    assert_eq!(send(&world, &practices[1], 60, |_| " POOR@stranger.test ".to_owned()).await.0, 0);
    assert_eq!(send(&world, &practices[2], 60, one).await.0, 0);
    let mut month = 5;
    for _ in 0..4 {
        world.by_hand("set session_replication_role = replica; update app.invitation set created_at = created_at - interval '25 hours'; set session_replication_role = origin".into()).await;
        for practice in &practices {
            month += send(&world, practice, 60, one).await.0;
        }
    }
    assert_eq!(month, 12, "letters to one stranger in a month");
    let letters: i64 =
        sqlx::query_scalar("select count(*) from app.invitation where lower(btrim(email)) = 'poor@stranger.test'")
            .fetch_one(&mut world.hand)
            .await
            .unwrap();
    assert_eq!(letters, 12);
    println!(
        "of 60 asked from a new practice {sent} went out, of 40 at once {at_once}; one stranger got 5 in a day, {month} in a month"
    );
}
