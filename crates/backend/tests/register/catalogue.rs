//! Every column has its entry and every entry its column. P2

use std::collections::BTreeSet;

use backend::register::{self, Erasure, Whose};
use testkit::TestDatabase;

async fn columns(db: &TestDatabase) -> BTreeSet<String> {
    let all: Vec<String> = sqlx::query_scalar(
        "select n.nspname || '.' || c.relname || '.' || a.attname
           from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
          where n.nspname in ('app', 'auth', 'ops', 'ref') and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
            and c.oid <> 'ops._sqlx_migrations'::regclass",
    )
    .fetch_all(&mut db.superuser().await)
    .await
    .unwrap();
    all.into_iter().collect()
}

fn entries() -> Vec<String> {
    let named = |table: &register::Table| {
        table.entries().map(|(column, _)| format!("{}.{column}", table.name)).collect::<Vec<_>>()
    };
    register::tables().iter().flat_map(named).collect()
}

#[tokio::test]
async fn every_column_has_one_entry_and_every_entry_a_column() {
    let there = columns(&TestDatabase::new().await).await;
    let listed = entries();
    let named: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), named.len(), "a column is named twice: {listed:?}");
    let missing: Vec<_> = there.difference(&named).collect();
    assert!(missing.is_empty(), "columns without an entry in crates/backend/src/register: {missing:?}");
    let stale: Vec<_> = named.difference(&there).collect();
    assert!(stale.is_empty(), "entries without a column: {stale:?}");
    println!("{} columns of {} tables have their entry", there.len(), register::tables().len());
}

// A column made tomorrow is noticed.
#[tokio::test]
async fn a_new_column_is_missed() {
    let db = TestDatabase::new().await;
    sqlx::raw_sql("alter table app.service add whim text").execute(&mut db.superuser().await).await.unwrap();
    let named: BTreeSet<String> = entries().into_iter().collect();
    let missing: Vec<_> = columns(&db).await.difference(&named).cloned().collect();
    assert_eq!(missing, ["app.service.whim"]);
}

// What says something of somebody says how its rows are found, or is kept for a reason.
#[test]
fn what_is_somebodys_can_be_found_and_erased() {
    for table in register::tables() {
        if table.whose == Whose::Nobody {
            let gone = matches!(table.facts.erasure, Erasure::Erase | Erasure::Anonymise(_));
            assert!(!gone, "{} is to be erased for somebody, and nothing says for whom", table.name);
        }
        for (column, facts) in table.entries() {
            let own = facts.erasure == Erasure::NotPersonal;
            assert!(!own || table.whose == Whose::Nobody, "{}.{column} is somebody's", table.name);
        }
    }
}
