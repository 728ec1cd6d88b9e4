//! Every kind of entry leaves whole: to its client, readable, and to another installation, sealed. P10 T12 N9

use backend::export;
use backend::journal::{Log, Shelf};
use backend::secret::MasterKeys;
use contract::journal::{Filled, Input, Observation};
use testkit::{Journal as _, TestDatabase};
use uuid::Uuid;

use crate::house::taken_along;
use crate::support::{House, rows};

async fn write<K: Log>(house: &House, day: &str) -> usize {
    let samples = K::samples(day);
    let many = samples.len();
    for mut input in samples {
        let posted = input.envelope();
        let filled = Filled {
            id: Uuid::now_v7().to_string(),
            day: posted.day.to_owned(),
            time: posted.time.to_owned(),
            note: posted.note.to_owned(),
            ..Filled::default()
        };
        input.set_envelope(filled);
        house.backend().log_entry::<K>(&house.maya.token, "test", &input).await.unwrap();
    }
    many
}

macro_rules! write_all {
    ($($word:ident $Kind:ident,)+) => {
        async fn write_all(house: &House) -> usize {
            let mut many = 0;
            $(many += write::<contract::journal::$Kind>(house, "2026-11-02").await;)+
            many
        }
    };
}
contract::kinds!(write_all);

#[tokio::test]
async fn every_kind_leaves_whole() {
    let house = House::new().await;
    let many = write_all(&house).await;
    assert!(Shelf::of(house.backend()).await.is_ok() && many >= 2 * Observation::KINDS.len());
    let files = house.export(&house.maya).await;
    let entries = rows(&files, "observation");
    assert_eq!(entries.len(), many);
    for entry in &entries {
        let kind = entry["kind"].as_str().unwrap();
        let said = Observation::read(kind, entry["payload"].clone());
        assert!(said.is_ok_and(|said| said.check().is_ok()), "{kind} does not leave as it was written: {entry}");
    }
    let page = String::from_utf8(files["summary.html"].clone()).unwrap();
    for heading in
        ["Meals", "Symptoms", "Nights and naps", "Sleep: asleep 6 h 45 min, in bed 8 h 00 min, quality 4 of 5"]
    {
        assert!(page.contains(heading), "{heading} is not on the readable page");
    }

    // And to an empty installation, where every one of them arrives under the new keys.
    let (_, zip, key) = taken_along(&house).await;
    let file = std::env::temp_dir().join(format!("{}.zip", house.world.db.name));
    std::fs::write(&file, &zip).unwrap();
    let there = TestDatabase::new().await;
    export::import(&there.url(None), &MasterKeys::only([9; 32]), &key, &file).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    let mut hand = there.superuser().await;
    let arrived: Vec<(String, i64)> = sqlx::query_as(
        "select kind, count(*) from app.observation where sealed is not null and payload is null group by kind order by kind",
    )
    .fetch_all(&mut hand)
    .await
    .unwrap();
    assert_eq!(arrived.iter().map(|(_, many)| *many).sum::<i64>(), i64::try_from(many).unwrap());
    assert_eq!(arrived.len(), Observation::KINDS.len(), "{arrived:?}");
}
