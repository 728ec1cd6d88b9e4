//! The demo's journals: plausible, found again by the plain count, and never doubled.

use backend::demo::journal;

use crate::support::Journal;

#[tokio::test]
async fn the_hidden_pattern_is_there_to_be_found() {
    let mut journal = Journal::new().await;
    journal.at("2026-11-22T20:00:00Z");
    let tokens = [journal.maya.token.clone(), journal.tom.token.clone()];
    let begun = std::time::Instant::now();
    journal::seed(&journal.world.backend, &tokens).await.unwrap();
    println!("two journals of ninety days in {} ms", begun.elapsed().as_millis());
    let counts = "select count(*), count(*) filter (where visibility = 'private'), count(distinct local_date), count(*) filter (where kind = 'meal')
                    from app.observation where client_id = $1";
    let (all, private, days, meals): (i64, i64, i64, i64) =
        sqlx::query_as(counts).bind(journal.maya.member.0).fetch_one(&mut journal.world.hand).await.unwrap();
    assert!((300..700).contains(&all) && meals > 200, "{all} entries, {meals} meals");
    assert!(private > 0 && days < 91, "{private} private, {days} days with entries");
    // Bloating of 4 and more within six hours, after a meal with onion or without.
    let share = "select avg((exists (select from app.observation s where s.client_id = m.client_id and s.payload->>'code' = 'bloating'
                        and (s.payload->>'severity')::int >= 4 and s.occurred_at between m.occurred_at and m.occurred_at + interval '6 hours'))::int)::float8
                   from app.observation m where m.client_id = $1 and m.kind = 'meal' and m.payload->>'meal_type' <> 'drink'
                    and (m.payload @> '{\"items\": [{\"food_id\": 11282}]}') = $2";
    let mut after = Vec::new();
    for onion in [true, false] {
        let share: f64 = sqlx::query_scalar(share)
            .bind(journal.maya.member.0)
            .bind(onion)
            .fetch_one(&mut journal.world.hand)
            .await
            .unwrap();
        after.push(share);
    }
    println!("bloating follows {:.0} % of meals with onion, {:.0} % of others", after[0] * 100.0, after[1] * 100.0);
    assert!(after[0] > 0.6 && after[0] > after[1] * 2.0, "{after:?}");

    journal::seed(&journal.world.backend, &tokens).await.unwrap();
    let (again, ..): (i64, i64, i64, i64) =
        sqlx::query_as(counts).bind(journal.maya.member.0).fetch_one(&mut journal.world.hand).await.unwrap();
    assert_eq!(again, all, "a second seeding adds nothing");
}
