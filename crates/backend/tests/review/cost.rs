//! What a page costs: statements on the wire and the way through the tables, with 20,000 entries lying there.

use crate::support::{Practices, list, now, open};
use crate::wire;
use backend::Backend;
use backend::clock::Clock;
use contract::review::{ClientPage, Rows, Span};
use secrecy::ExposeSecret;
use sqlx::Executor;

/// Who is asking (`authz.enter`) and whether the look is logged (`authz.look`).
const OPENING: usize = 2;
/// Who is asking, and the rows of the log.
const LOGGING: usize = 2;

/// Forty clients of Ruth's with 500 entries each over 100 days.
async fn practice() -> Practices {
    let mut here = Practices::new().await;
    for n in 0..40 {
        here.client(&format!("Client {n}"), "active").await;
    }
    here.world
        .hand
        .execute(
            "set session_replication_role = replica;
             insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload, created_at)
             select r.organisation_id, r.client_id, gen_random_uuid(), case when n % 2 = 0 then 'meal' else 'symptom' end,
                    '2026-11-22 08:00Z'::timestamptz - n / 5 * interval '1 day' + n % 5 * interval '2 hours', 'Europe/London', date '2026-11-22' - n / 5,
                    case when n % 2 = 0 then '{\"meal_type\": \"lunch\", \"items\": [{\"grams\": 100, \"name\": \"Oats\", \"source\": \"test\", \"nutrients\": {\"fibre_g\": 1.7}}]}'::jsonb
                         else jsonb_build_object('code', 'bloating', 'present', true, 'scale', '0-10', 'severity', n % 11) end,
                    '2026-11-22 08:00Z'::timestamptz - n / 5 * interval '1 day'
               from app.care_relationship r, generate_series(0, 499) n
              where r.practitioner_id = (select practitioner_id from app.care_relationship limit 1);
             reset session_replication_role;
             analyze app.observation; analyze app.care_relationship; analyze app.membership",
        )
        .await
        .unwrap();
    let lying: i64 =
        sqlx::query_scalar("select count(*) from app.observation").fetch_one(&mut here.world.hand).await.unwrap();
    assert!(lying >= 20_000, "{lying}");
    here
}

/// The same database, seen through a relay that counts.
async fn counted(here: &Practices) -> (Backend, wire::Count) {
    let url = here.world.db.url(None);
    let (rest, folder) = url.expose_secret().split_once("host=").expect("a cluster on a socket");
    let (port, count) = wire::relay(folder.split('&').next().unwrap().replace("%2F", "/")).await;
    let mut config = testkit::config(&here.world.db);
    config.database.url = format!("{rest}host=127.0.0.1&port={port}&sslmode=disable").into();
    (Backend::new(config, Clock::Fixed(now())).unwrap(), count)
}

#[tokio::test]
async fn pages_cost_the_same_few_statements_whatever_they_show() {
    let here = practice().await;
    let (backend, count) = counted(&here).await;
    // T9: the first look of a quarter of an hour writes the log before it reads; the later ones find it there.
    open(&backend, &here.ruth, here.maya.member, Span::Month, &Rows::default()).await.unwrap();
    assert_eq!(count.take(), OPENING + LOGGING + OPENING + 3);
    let mut seen = Vec::new();
    for span in Span::ALL {
        let started = std::time::Instant::now();
        let page = open(&backend, &here.ruth, here.maya.member, span, &Rows::default()).await.unwrap();
        let ClientPage::Open(review) = page else { panic!("care is active") };
        let entries: usize = review.days.iter().map(|day| day.entries.len()).sum();
        println!("review of {} days, {entries} entries: {} ms", span.days(), started.elapsed().as_millis());
        assert_eq!(entries, span.days() as usize * 5);
        seen.push(count.take());
    }
    assert_eq!(seen, [OPENING + 3; 3]);

    list(&backend, &here.ruth).await;
    assert_eq!(count.take(), OPENING + LOGGING + OPENING + 4);
    let started = std::time::Instant::now();
    let full = list(&backend, &here.ruth).await;
    println!("caseload of {}: {} ms", full.rows.len(), started.elapsed().as_millis());
    assert_eq!(count.take(), OPENING + 4);
    assert_eq!((full.all, full.rows.len(), full.new), (41, 41, 41));
    let empty = list(&backend, &here.stranger).await;
    assert!(empty.rows.is_empty());
    assert_eq!(count.take(), OPENING + 4);
    backend.close().await;
}

/// Scans of the entries so far, by the whole table and by index. A backend reports when it disconnects.
async fn scans(here: &mut Practices) -> (i64, i64, i64) {
    here.world.hand.execute("select pg_stat_clear_snapshot()").await.unwrap();
    sqlx::query_as(
        "select t.seq_scan, coalesce(sum(i.idx_scan) filter (where i.indexrelname = 'observation_day'), 0)::int8, coalesce(sum(i.idx_tup_read), 0)::int8
           from pg_stat_user_tables t join pg_stat_user_indexes i using (relid) where t.relname = 'observation' group by t.seq_scan",
    )
    .fetch_one(&mut here.world.hand)
    .await
    .unwrap()
}

/// What arranging has counted is in: whoever else is connected leaves, which reports, and this connection reports too.
async fn settle(here: &mut Practices) {
    let others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    while here.world.hand.execute(others).await.unwrap().rows_affected() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    here.world.hand.execute("select pg_stat_force_next_flush()").await.unwrap();
}

#[tokio::test]
async fn a_review_walks_the_day_index_and_never_the_table() {
    let mut here = practice().await;
    // So small a table is read whole once it has been counted; what matters is the plan for one that nobody counted.
    here.world.by_hand("alter table app.observation set (autovacuum_enabled = off)".into()).await;
    settle(&mut here).await;
    let backend = here.world.db.backend(Clock::Fixed(now()));
    let before = scans(&mut here).await;
    let rows = Rows::default();
    open(&backend, &here.ruth, here.maya.member, Span::Month, &rows).await.unwrap();
    list(&backend, &here.ruth).await;
    backend.close().await;
    let mut after = before;
    for _ in 0..100 {
        after = scans(&mut here).await;
        if after.1 > before.1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    println!("scans of entries: {before:?} before, {after:?} after (whole table, day index, index rows read)");
    assert!(after.1 > before.1, "the day index was not used");
    assert_eq!(after.0, before.0, "the whole table was read");
}
