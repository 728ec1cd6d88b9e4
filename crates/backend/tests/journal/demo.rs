//! The demo's journals: plausible, found again by the plain count, and never doubled.

use backend::demo::journal;
use chrono::TimeDelta;
use contract::journal::{MealType, Observation};

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
    let entries = journal.world.journal_of(&journal.maya).await;
    let mut strong = Vec::new();
    for (at, entry) in &entries {
        if let Observation::Symptom(symptom) = &entry.payload
            && symptom.code.as_deref() == Some("bloating")
            && symptom.severity >= Some(4)
        {
            strong.push(*at);
        }
    }
    let mut after = Vec::new();
    for onion in [true, false] {
        let (mut meals, mut followed) = (0.0, 0.0);
        for (at, entry) in &entries {
            let Observation::Meal(meal) = &entry.payload else { continue };
            if meal.meal_type == MealType::Drink || meal.items.iter().any(|item| item.food_id == Some(11282)) != onion {
                continue;
            }
            meals += 1.0;
            let follows = strong.iter().any(|then| (*at..=*at + TimeDelta::hours(6)).contains(then));
            followed += f64::from(u8::from(follows));
        }
        after.push(followed / meals);
    }
    println!("bloating follows {:.0} % of meals with onion, {:.0} % of others", after[0] * 100.0, after[1] * 100.0);
    assert!(after[0] > 0.6 && after[0] > after[1] * 2.0, "{after:?}");

    journal::seed(&journal.world.backend, &tokens).await.unwrap();
    let (again, ..): (i64, i64, i64, i64) =
        sqlx::query_as(counts).bind(journal.maya.member.0).fetch_one(&mut journal.world.hand).await.unwrap();
    assert_eq!(again, all, "a second seeding adds nothing");
}
