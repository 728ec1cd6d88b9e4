//! Every function with another role's rights that a portal's login may call, called with ids that are not the caller's:
//! of another client of the same clinic, of another clinic. It answers nothing, tells nothing and changes nothing.
//!
//! To add a function: a line in `entries`. Without one the test fails.
// S1 S11 T2 T8 N4

mod calls;
mod entries;

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, Executor, PgConnection};
use testkit::{Function, TestDatabase, functions};
use uuid::Uuid;

use self::calls::{calls, foreign};
use self::entries::Answer::{self, Echo, Nothing};
use self::entries::ENTRIES;
use crate::Dice;
use crate::world::{Principal, World};

/// Nothing but brackets, nulls, noughts and noes.
fn is_empty(answers: &[Option<String>]) -> bool {
    answers.iter().flatten().all(|answer| answer == "false" || answer.chars().all(|c| "(),\"{}f0".contains(c)))
}

/// Every row that names one of `ids`, in every table.
async fn state(hand: &mut PgConnection, ids: &[Uuid]) -> BTreeMap<String, String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c where c.relkind = 'r' and c.relnamespace in ('app'::regnamespace, 'auth'::regnamespace, 'ops'::regnamespace)",
    )
    .fetch_all(&mut *hand)
    .await
    .unwrap();
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut state = BTreeMap::new();
    for table in tables {
        let sql = format!(
            "select count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') from {table} t where t::text ~ $1"
        );
        let rows = sqlx::query_scalar(AssertSqlSafe(sql)).bind(ids.join("|")).fetch_one(&mut *hand).await.unwrap();
        state.insert(table, rows);
    }
    state
}

#[derive(Default)]
struct Tally {
    calls: usize,
    refused: usize,
    written: usize,
    wrong: Vec<String>,
}

async fn ask(
    db: &TestDatabase,
    hand: &mut PgConnection,
    world: &World,
    who: &Principal,
    asked: &[(Function, Answer)],
    tally: &mut Tally,
) {
    let mut login = db.as_role(who.login).await;
    let numbers: Vec<i64> = world
        .rows
        .iter()
        .filter(|row| {
            row.says.table == "app.activity"
                && row.says.client != Some(who.is.member.id)
                && row.says.org != who.is.member.org
        })
        .filter_map(|row| row.key.rsplit(' ').next()?.parse().ok())
        .take(1)
        .collect();
    let number = numbers.first().copied().unwrap_or(1);
    for (kind, ids) in foreign(world, who) {
        for id in ids {
            // What must stay as it is: the id's own rows, and everything of the other clinic.
            let elsewhere =
                world.members.iter().map(|member| member.org).find(|org| *org != who.is.member.org && *org != id);
            for (function, answer) in asked {
                let kept: Vec<Uuid> = elsewhere.into_iter().chain((*answer != Echo).then_some(id)).collect();
                for call in calls(function, id, number) {
                    tally.calls += 1;
                    login.execute("begin").await.unwrap();
                    sqlx::query("select authz.enter($1)").bind(&who.token).fetch_optional(&mut login).await.unwrap();
                    let sql = format!("select x::text from {}({call}) x", function.name);
                    let said: Result<Vec<Option<String>>, _> =
                        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut login).await;
                    let place = || format!("{} calls {}({call}) with the id of {kind}", who.label, function.name);
                    let Ok(said) = said else {
                        tally.refused += 1;
                        login.execute("rollback").await.unwrap();
                        continue;
                    };
                    // Of lines that are read bit by bit, those count and not what they are read by.
                    let said = match function.takes.iter().any(|(_, kind)| kind == "refcursor") {
                        true => sqlx::query("fetch all from lines")
                            .fetch_all(&mut login)
                            .await
                            .unwrap()
                            .iter()
                            .map(|_| Some("a line".to_owned()))
                            .collect(),
                        false => said,
                    };
                    let told = said.iter().flatten().any(|answer| answer.contains(&id.to_string()));
                    if *answer == Nothing && !is_empty(&said) || told {
                        tally.wrong.push(format!("{}: it says {said:?}", place()));
                    }
                    let wrote: bool = sqlx::query_scalar("select pg_current_xact_id_if_assigned() is not null")
                        .fetch_one(&mut login)
                        .await
                        .unwrap();
                    if !wrote || kept.is_empty() {
                        login.execute("rollback").await.unwrap();
                        continue;
                    }
                    tally.written += 1;
                    let before = state(hand, &kept).await;
                    login.execute("commit").await.ok();
                    let after = state(hand, &kept).await;
                    for (table, rows) in after {
                        if before.get(&table) != Some(&rows) {
                            tally.wrong.push(format!("{}: {table} has changed", place()));
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn no_function_takes_a_foreign_id() {
    let db = TestDatabase::new().await;
    let mut world = World::build(&db, Dice(7919)).await;
    let mut hand = db.superuser().await;
    // Two clients of one clinic, a practitioner, front desk and an administrator: one of each.
    let mut seen = BTreeSet::new();
    let principals = std::mem::take(&mut world.principals);
    let asking =
        principals.iter().filter(|who| who.is.live && who.is.job.is_none() && seen.insert(who.is.member.role.word()));
    let (mut tally, mut names, mut without) = (Tally::default(), BTreeSet::new(), BTreeSet::new());
    let mut logins = BTreeSet::new();
    for who in asking {
        let mut asked = Vec::new();
        for function in functions(&mut hand, who.login).await.into_iter().filter(|function| function.as_owner) {
            // What takes nothing takes nothing foreign.
            if function.takes.is_empty() {
                without.insert(function.name);
                continue;
            }
            let entry = ENTRIES.iter().find(|(name, _)| *name == function.name);
            let Some((_, answer)) = entry else {
                panic!("{} has no entry: say what it answers to a foreign id", function.name)
            };
            names.insert(function.name.clone());
            asked.push((function, *answer));
        }
        logins.insert(who.login);
        ask(&db, &mut hand, &world, who, &asked, &mut tally).await;
    }
    for (name, _) in ENTRIES {
        assert!(names.contains(*name), "{name} is nobody's to call any more");
    }
    println!(
        "functions: {} that take something ({} take nothing), {} logins, {} calls with foreign ids: {} refused, {} wrote something of their own, {} wrong",
        names.len(),
        without.len(),
        logins.len(),
        tally.calls,
        tally.refused,
        tally.written,
        tally.wrong.len()
    );
    assert_eq!(logins.len(), 3);
    assert!(tally.calls > 2_000 && tally.refused > 500, "{} calls, {} refused", tally.calls, tally.refused);
    assert!(tally.wrong.is_empty(), "{}", tally.wrong[..tally.wrong.len().min(30)].join("\n"));
}

// The list of tables by which a function finds out whose a row is has every one that has a client.
#[tokio::test]
async fn whose_a_row_is_is_asked_of_every_table_of_clients() {
    let db = TestDatabase::new().await;
    let mut hand = db.superuser().await;
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select c.oid::regclass::text, k.attname::text from pg_class c
           join pg_attribute a on a.attrelid = c.oid and a.attname = 'client_id' and not a.attisdropped
           join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
           join pg_attribute k on k.attrelid = c.oid and k.attnum = p.conkey[array_length(p.conkey, 1)]
          where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace and k.atttypid = 'uuid'::regtype
            and k.attname not in ('client_id', 'basis_id')",
    )
    .fetch_all(&mut hand)
    .await
    .unwrap();
    let source: String =
        sqlx::query_scalar("select prosrc from pg_proc where oid = 'app.clients_of(uuid, uuid[])'::regprocedure")
            .fetch_one(&mut hand)
            .await
            .unwrap();
    assert!(tables.len() >= 8, "{tables:?}");
    for (table, key) in &tables {
        assert!(
            source.contains(&format!("from {table} x")) && source.contains(&format!("x.{key} = any (ids)")),
            "{table}"
        );
    }
}
