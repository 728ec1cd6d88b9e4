//! What sealing costs a practitioner: a review of 90 days as it is read now, beside the statement that read it when entries
//! lay open. Printed and never judged; the figures in docs/benchmarks.md are from here.

use std::time::{Duration, Instant};

use backend::db::Look;
use backend::review;
use contract::review::{Rows, Span};
use sqlx::Executor;
use testkit::Actor;

use crate::support::House;

/// As reviews read entries before they were sealed: the database took names, grams and one nutrient out of them.
const OPEN: &str = "select o.observation_id, o.kind, o.occurred_at, o.zone, o.local_date, o.precision, o.note, not o.exclude_from_statistics as counts,
        o.payload->>'meal_type' as meal_type, (o.payload->>'hunger_before')::float8 as hunger_before,
        case when o.kind = 'meal' then (select jsonb_agg(jsonb_build_object('n', i->'name', 'g', i->'grams', 'a', i->'nutrients'->'fibre_g')) from jsonb_array_elements(o.payload->'items') i) end as items,
        coalesce(s.label_en, o.payload->>'own_label', o.payload->>'code') as label, o.payload->>'scale' as scale,
        (o.payload->>'present')::boolean as present, (o.payload->>'severity')::float8 as severity
   from app.observation o left join ref.symptom s on o.kind = 'symptom' and s.code = o.payload->>'code'
  where o.organisation_id = $1 and o.client_id = $2 and o.deleted_at is null and o.local_date between current_date - 180 and current_date
  order by o.local_date desc, o.occurred_at desc, o.observation_id desc limit 5001";

/// Six entries a day over 180 days: three meals of two foods with 40 nutrients, three symptoms.
async fn fill(house: &mut House) {
    house.world.by_hand(format!(
        r#"insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload)
             select '{}', '{}', gen_random_uuid(), case when n % 2 = 0 then 'meal' else 'symptom' end, now() - n / 6 * interval '1 day', 'Europe/London', current_date - n / 6,
                    case when n % 2 = 0 then jsonb_build_object('meal_type', 'lunch', 'items', jsonb_build_array(f.food, f.food))
                         else jsonb_build_object('code', 'bloating', 'present', true, 'scale', '0-10', 'severity', n % 11) end
               from generate_series(0, 1079) n,
                    (select jsonb_build_object('name', 'Cereals, oats, regular and quick, cooked with water', 'grams', 234, 'quantity', 1, 'food_id', 8121, 'source', 'USDA SR28', 'nutrients',
                       (select jsonb_object_agg(k, 1.25) from unnest(array[{}]) k)) as food) f"#,
        house.maya.organisation,
        house.maya.member,
        insight::nutrient::Nutrient::ALL.iter().map(|nutrient| format!("'{}'", nutrient.key())).collect::<Vec<_>>().join(", ")
    ))
    .await;
    house.world.hand.execute("analyze app.observation").await.unwrap();
}

/// The shortest of some rounds, which other programs disturb least.
async fn review(house: &House, who: &Actor<backend::db::Practice>) -> (Duration, usize) {
    let (mut best, mut entries) = (Duration::MAX, 0);
    for _ in 0..7 {
        let began = Instant::now();
        let mut tx = house.world.backend.open_records(&who.token, Look::Review(house.maya.member)).await.unwrap();
        let rows = Rows::default();
        let page =
            review::open(&mut tx, backend::clock::Clock::System.now(), house.maya.member, Span::Quarter, &rows).await;
        let contract::review::ClientPage::Open(shown) = page.unwrap() else { panic!("care is active") };
        best = best.min(began.elapsed());
        entries = shown.days.iter().map(|day| day.entries.len()).sum();
    }
    (best, entries)
}

#[tokio::test]
async fn a_review_of_90_days_before_and_after() {
    let mut house = House::new().await;
    fill(&mut house).await;
    let mut old = Duration::MAX;
    for _ in 0..7 {
        let began = Instant::now();
        let rows = sqlx::query(OPEN)
            .bind(house.maya.organisation.0)
            .bind(house.maya.member.0)
            .fetch_all(&mut house.world.hand)
            .await
            .unwrap();
        assert_eq!(rows.len(), 1080);
        old = old.min(began.elapsed());
    }
    let (open, shown) = review(&house, &house.ruth).await;
    house.world.backend.start_sealing().await.unwrap();
    house.work().await;
    house.world.hand.execute("vacuum analyze app.observation").await.unwrap();
    let (sealed, entries) = review(&house, &house.ruth).await;
    assert_eq!((shown, entries), (540, 540), "the same page");
    let bytes: i64 = house.number("select sum(length(sealed))::bigint from app.observation").await;
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    println!(
        "statement of before {old:?}; page of open rows {open:?}; page of sealed rows {sealed:?}, {} kB",
        bytes / 1024
    );
    println!("sealed to open {:.2}; page to the statement of before {:.2}", ratio(sealed, open), ratio(sealed, old));
}
