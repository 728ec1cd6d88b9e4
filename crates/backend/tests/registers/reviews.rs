// P16: reviews remind, are held by somebody, and stay as they were held.

use backend::db::Clinic;
use contract::AppError;
use contract::registers::{Item, ReviewInput, ReviewKind, ReviewsView};
use testkit::{Actor, World};
use uuid::Uuid;

async fn view(world: &World, who: &Actor<Clinic>) -> ReviewsView {
    let mut tx = world.backend.read::<Clinic>(&who.token).await.unwrap();
    world.backend.load_reviews(&mut tx).await.unwrap()
}

async fn begin(world: &World, who: &Actor<Clinic>) {
    let tx = world.backend.write::<Clinic>(&who.token, "t").await.unwrap();
    world.backend.begin_reviews(tx).await.unwrap();
}

async fn hold(world: &World, who: &Actor<Clinic>, id: Uuid, input: &ReviewInput) -> Result<(), AppError> {
    let tx = world.backend.write::<Clinic>(&who.token, "t").await.unwrap();
    world.backend.hold_review(tx, id, input).await.map_err(|refusal| refusal.into_app("t"))
}

fn whole() -> ReviewInput {
    let ticked = Item::ALL.iter().map(|item| item.as_str().to_owned()).collect();
    ReviewInput { ticked, signed: "Noor Example".into(), note: String::new() }
}

#[tokio::test]
async fn a_review_is_held_once_and_the_next_is_due() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let noor = world.admin(clinic, "Noor").await;
    assert_eq!(view(&world, &noor).await.open, []);
    begin(&world, &noor).await;
    begin(&world, &noor).await;
    let before = view(&world, &noor).await;
    assert_eq!(before.open.iter().map(|review| review.kind).collect::<Vec<_>>(), ReviewKind::ALL);
    assert_eq!(before.open[0].due_on, before.today);
    let id = before.open[0].id;
    let nothing = ReviewInput { ticked: vec![], signed: "Noor".into(), note: String::new() };
    assert_eq!(hold(&world, &noor, id, &nothing).await, Err(AppError::field("note", contract::Code::Required)));
    hold(&world, &noor, id, &whole()).await.unwrap();
    assert_eq!(hold(&world, &noor, id, &whole()).await, Err(AppError::NotFound));
    let after = view(&world, &noor).await;
    assert_eq!(after.done.len(), 1);
    assert_eq!((after.done[0].id, after.done[0].ticked.len()), (id, 6));
    assert_eq!(after.done[0].done.as_ref().unwrap().0, "Noor Example");
    let next = after.open.iter().find(|review| review.kind == ReviewKind::Quarterly).unwrap();
    assert_eq!(next.due_on, ReviewKind::Quarterly.next(before.today));
    // Not even by the hand of who owns the database's rows does a held review change.
    let rewrite = format!("update app.review set note = 'all was well' where review_id = '{id}'");
    assert!(sqlx::raw_sql(sqlx::AssertSqlSafe(rewrite)).execute(&mut world.hand).await.is_err());
}

#[tokio::test]
async fn two_who_record_at_once_are_one() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (noor, ines) = (world.admin(clinic, "Noor").await, world.admin(clinic, "Ines").await);
    begin(&world, &noor).await;
    let id = view(&world, &noor).await.open[0].id;
    let input = whole();
    let (a, b) = tokio::join!(hold(&world, &noor, id, &input), hold(&world, &ines, id, &input));
    assert_eq!([&a, &b].iter().filter(|held| held.is_ok()).count(), 1, "{a:?} {b:?}");
    let now = view(&world, &noor).await;
    assert_eq!((now.open.len(), now.done.len()), (2, 1));
}

#[tokio::test]
async fn administrators_get_a_letter_until_it_is_held() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let noor = world.admin(clinic, "Noor").await;
    world.admin(clinic, "Ines").await;
    world.front_desk(clinic, "Iris").await;
    world.practitioner(clinic, "Ruth").await;
    begin(&world, &noor).await;
    let letters = "select count(*) from ops.job where kind = 'send_letter'";
    let run = async |world: &World| while world.backend.run_next_job().await.unwrap() {};
    run(&world).await;
    let count: i64 = sqlx::query_scalar(letters).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(count, 2, "the quarterly one is due today: one letter for each administrator");
    // The same job again, as after a crash: nobody gets a second one today.
    world.by_hand("update ops.job set status = 'queued', run_at = now() where kind = 'remind_review'".into()).await;
    run(&world).await;
    let again: i64 = sqlx::query_scalar(letters).fetch_one(&mut world.hand).await.unwrap();
    // The yearly one, whose day was moved up by this test's hand, is the other.
    assert_eq!(again, 4);
    let id = view(&world, &noor).await.open[0].id;
    hold(&world, &noor, id, &whole()).await.unwrap();
    world
        .by_hand(format!(
            "update app.review set told_on = null where review_id = '{id}' and status = 'open';
             update ops.job set status = 'queued', run_at = now() where kind = 'remind_review' and payload ->> 'review_id' = '{id}'"
        ))
        .await;
    run(&world).await;
    let after: i64 = sqlx::query_scalar(letters).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(after, 4, "a review that was held needs no letter");
}
