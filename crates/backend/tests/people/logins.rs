//! What the logins before sign-in can do by functions alone: somebody has got statements of their own in at the door, and
//! has every function, every name and number they like, and no key. They open no session, start no link, set no
//! password and read no hash.
// S3 S11 T5 T7

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Executor, PgConnection};
use testkit::{World, functions, step, step_under};
use uuid::Uuid;

use crate::support::{HERE, PASSWORD, owner};

const OWNER: &str = "ruth@x.test";

struct Victim {
    person: Uuid,
    member: Uuid,
    version: i32,
}

async fn victim(world: &mut World) -> Victim {
    owner(world, OWNER).await;
    let (person, member, version) = sqlx::query_as(
        "select p.person_id, m.membership_id, p.credential_version from auth.person p join app.membership m using (person_id)
          where p.email_canonical = $1 and m.role = 'owner'",
    )
    .bind(OWNER)
    .fetch_one(&mut world.hand)
    .await
    .unwrap();
    Victim { person, member, version }
}

/// What is worth having: who may sign in with what, what is open, what leads in.
async fn worth(hand: &mut PgConnection) -> String {
    sqlx::query_scalar(
        "select concat_ws(' ',
           (select md5(string_agg(p::text, ' ' order by person_id)) from auth.person p),
           (select md5(string_agg(s::text, ' ' order by session_id)) from auth.session s where s.ended_at is null),
           (select md5(string_agg(l::text, ' ' order by token_hash)) from auth.link l),
           (select md5(string_agg(t::text, ' ' order by ticket_hash)) from auth.ticket t),
           (select md5(string_agg(d::text, ' ' order by token_hash)) from auth.device d),
           (select md5(string_agg(c::text, ' ' order by change_id)) from auth.email_change c),
           (select md5(string_agg(f::text, ' ' order by factor_id)) from auth.factor f),
           (select md5(string_agg(m::text, ' ' order by membership_id)) from app.membership m))",
    )
    .fetch_one(hand)
    .await
    .unwrap()
}

/// Steps as somebody without the key can make them, or come by.
fn steps(victim: &Victim) -> Vec<String> {
    let sql = |bytes: Vec<u8>| format!("decode('{}', 'hex')", hex::encode(bytes));
    let (person, now) = (victim.person.to_string(), *Uuid::now_v7().as_bytes());
    vec![
        "null".into(),
        "''::bytea".into(),
        sql(vec![0; 56]),
        sql([Uuid::now_v7().as_bytes().as_slice(), &[0x5a; 40]].concat()),
        // Under a key of their own.
        sql(step_under([8; 32], now, 0, "find credential", &[Some(OWNER)])),
        // Under the right one, for something else: of another purpose, about somebody else.
        sql(step("start", &[])),
        sql(step("person contact", &[Some(&Uuid::now_v7().to_string())])),
        sql(step("somewhere else", &[Some(&person)])),
    ]
}

/// The values somebody tries for an argument.
fn values(victim: &Victim, (name, kind): &(String, String), steps: &[String]) -> Vec<String> {
    let chosen = "decode(repeat('5a', 32), 'hex')";
    let Victim { person, member, version } = victim;
    match (name.as_str(), kind.as_str()) {
        ("step" | "shown", "bytea") => steps.to_vec(),
        ("continues", "bytea") => vec!["null".into()],
        ("link_kind", _) => vec!["'reset_password'".into(), "'confirm_email'".into()],
        ("purpose", _) => vec!["'sign_in'".into(), "'register'".into()],
        ("why", _) => vec!["'sign_out'".into()],
        (_, "text") => vec![format!("'{OWNER}'"), "'x'".into()],
        (_, "uuid") => vec![format!("'{person}'::uuid"), format!("'{member}'::uuid"), "null".into()],
        (_, "bytea") => vec![chosen.into(), format!("sha256('{person}')")],
        (_, "bytea[]") => vec![format!("array[{chosen}]")],
        (_, "jsonb") => vec![format!(
            "'{{\"person\": \"{person}\", \"membership\": \"{member}\", \"proof\": {version}, \"ticket\": \"mine\"}}'::jsonb"
        )],
        (_, "interval") => vec!["interval '1 day'".into()],
        (_, "boolean") => vec!["true".into(), "false".into()],
        (_, "integer" | "bigint") => vec![version.to_string()],
        (name, other) => panic!("what is {name} {other}?"),
    }
}

#[tokio::test]
async fn by_functions_alone_nobody_gets_in() {
    let mut world = World::new().await;
    let victim = victim(&mut world).await;
    let hash: Vec<u8> = sqlx::query_scalar("select password_sealed from auth.person where person_id = $1")
        .bind(victim.person)
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&hash).contains("argon2"), "the hash lies open");
    let sealed = format!("\\x{}", hex::encode(&hash));
    let (before, steps) = (worth(&mut world.hand).await, steps(&victim));
    let (mut attempts, mut refused, mut wrong, mut called) = (0, 0, Vec::new(), BTreeSet::new());
    for login in ["ns_public", "ns_signin"] {
        let mut intruder = world.db.as_role(login).await;
        let all = functions(&mut world.hand, login).await;
        let all: Vec<_> = all.into_iter().filter(|function| function.callable).collect();
        assert!(all.len() > 20, "{login} has {} functions", all.len());
        for function in all {
            called.insert(format!("{login} {}", function.name));
            let mut calls = vec![Vec::new()];
            for argument in &function.takes {
                let values = values(&victim, argument, &steps);
                calls = calls
                    .iter()
                    .flat_map(|call: &Vec<String>| {
                        values.iter().map(move |value| [&call[..], std::slice::from_ref(value)].concat())
                    })
                    .collect();
            }
            // The first of many combinations show what all do: at most this many each.
            calls.truncate(160);
            for call in calls {
                attempts += 1;
                let call = format!("select x::text from {}({}) x", function.name, call.join(", "));
                let answer: Result<Vec<Option<String>>, _> =
                    sqlx::query_scalar(AssertSqlSafe(call.clone())).fetch_all(&mut intruder).await;
                let Ok(answer) = answer else {
                    refused += 1;
                    continue;
                };
                // What they put into a ceremony themselves comes back out of it.
                for text in answer.iter().flatten().filter(|text| !text.contains("\"ticket\": \"mine\"")) {
                    let person = victim.person.to_string();
                    if text.contains("argon2")
                        || text.contains(&sealed)
                        || text.contains(&person)
                        || text.contains(OWNER)
                    {
                        wrong.push(format!("{login}: {call} tells {text}"));
                    }
                }
                if worth(&mut world.hand).await != before {
                    wrong.push(format!("{login}: {call} has changed something worth having"));
                }
            }
        }
        // And beside functions: nothing to read.
        for table in [
            "auth.person",
            "auth.session",
            "auth.link",
            "auth.step_key",
            "auth.used_step",
            "auth.ticket",
            "app.membership",
            "ops.job",
        ] {
            attempts += 1;
            let read = intruder.execute(AssertSqlSafe(format!("select * from {table}"))).await;
            assert!(read.is_err(), "{login} reads {table}");
        }
    }
    println!(
        "logins: {} functions of two logins, {attempts} attempts by functions alone, {refused} refused, {} came of it",
        called.len(),
        wrong.len()
    );
    assert!(attempts > 1_000, "{attempts}");
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(20)].join("\n"));
    // The door itself is open for whom it is for.
    assert_eq!(world.backend.sign_in(OWNER, PASSWORD, HERE).await.unwrap().person.0, victim.person);
}

// A step is what makes the difference: the same call with it does what it is for, once, now, and for that alone.
#[tokio::test]
async fn a_step_is_good_once_now_and_for_one_thing() {
    let mut world = World::new().await;
    let victim = victim(&mut world).await;
    let mut login = world.db.as_role("ns_signin").await;
    let chosen = hex::encode([0x5a; 32]);
    let (person, member) = (victim.person.to_string(), victim.member.to_string());
    let open = format!(
        "select auth.open_session($1, decode('{chosen}', 'hex'), '{{\"person\": \"{person}\", \"membership\": \"{member}\", \"proof\": {}}}'::jsonb,
           null, 'A browser', null, '1 day', '1 day', '1 hour', '2 hours', null) is not null",
        victim.version
    );
    let link = format!(
        "select auth.start_link($1, 'reset_password', '{OWNER}', decode('{chosen}', 'hex'), null, '1 hour') is not null"
    );
    let find = format!("select exists (select from auth.find_credential($1, '{OWNER}', null))");
    let sessions = [Some(chosen.as_str()), Some(&person), Some(&member), None];
    let links = [Some("reset_password"), Some(OWNER), Some(chosen.as_str())];
    let cases: [(&str, &str, &[Option<&str>]); 3] =
        [(&open, "open session", &sessions), (&link, "start link", &links), (&find, "find credential", &[Some(OWNER)])];
    let mut refused = 0;
    for (sql, words, about) in cases {
        let fresh = || *Uuid::now_v7().as_bytes();
        let elsewhere = Uuid::now_v7().to_string();
        let mut other: Vec<_> = about.to_vec();
        other[about.len() - 1] = Some(&elsewhere);
        for (why, shown) in [
            ("another key", step_under([8; 32], fresh(), 0, words, about)),
            ("three minutes ago", step_under([7; 32], fresh(), -180, words, about)),
            ("in three minutes", step_under([7; 32], fresh(), 180, words, about)),
            ("about something else", step(words, &other)),
            ("about less", step(words, &about[1..])),
            ("for something else", step("carry", about)),
            ("cut short", step(words, about)[..55].to_vec()),
        ] {
            let done: Result<bool, _> =
                sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).bind(shown).fetch_one(&mut login).await;
            let error = done.expect_err(why);
            let constraint = error.as_database_error().and_then(|error| error.constraint()).map(str::to_owned);
            assert_eq!(constraint.as_deref(), Some("step_needed"), "{words}, {why}: {error}");
            refused += 1;
        }
        let good = step(words, about);
        let done: bool =
            sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).bind(&good).fetch_one(&mut login).await.unwrap();
        assert!(done, "{words} did nothing");
        if words != "find credential" {
            let again: Result<bool, _> =
                sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).bind(&good).fetch_one(&mut login).await;
            assert!(again.is_err(), "{words} was taken twice");
            refused += 1;
        }
    }
    println!("{refused} steps that are not good were refused, 3 that are were taken");
}

// What lies in the table opens for its own row and under the master key alone; what lay there before is sealed by migrate.
#[tokio::test]
async fn a_stored_password_is_sealed_for_its_person() {
    let mut world = World::new().await;
    let victim = victim(&mut world).await;
    owner(&world, "other@x.test").await;
    world.by_hand("update auth.person p set password_sealed = (select o.password_sealed from auth.person o where o.email_canonical = 'ruth@x.test')".into()).await;
    assert!(world.backend.sign_in("other@x.test", PASSWORD, HERE).await.is_err(), "another row's hash opened");
    world.backend.sign_in(OWNER, PASSWORD, HERE).await.unwrap();
    let plain = {
        use argon2::password_hash::{PasswordHasher, SaltString};
        let salt = SaltString::encode_b64(b"some salt or other").unwrap();
        argon2::Argon2::default().hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
    };
    world.password(contract::id::PersonId(victim.person), &plain).await;
    let lies: Vec<u8> = sqlx::query_scalar("select password_sealed from auth.person where person_id = $1")
        .bind(victim.person)
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert!(!lies.starts_with(b"$argon2"), "it lies open");
    world.backend.sign_in(OWNER, PASSWORD, HERE).await.unwrap();
}
