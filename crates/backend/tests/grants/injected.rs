//! Statements of one's own under a staff login: whatever their order, they read nothing or leave a line in the log (T9).

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use testkit::House;
use uuid::Uuid;

/// A login with a session whose token the test knows.
async fn sign_in(house: &mut House, who: Uuid, login: &str, token: &str) -> PgConnection {
    sqlx::query("update auth.session set token_hash = sha256(convert_to($2, 'UTF8')) where membership_id = $1")
        .bind(who)
        .bind(token)
        .execute(&mut house.world.hand)
        .await
        .unwrap();
    house.world.db.as_role(login).await
}

/// A house in which Maya has something of every kind, and Ruth and Noor write statements of their own.
async fn house() -> House {
    let mut house = House::new().await;
    house.log_symptom().await;
    let (org, maya, noor, anton) = (house.maya.organisation, house.maya.member, house.noor.member, house.anton.member);
    let made = format!(
        "set session_replication_role = replica;
         insert into app.document_text (organisation_id, text_id, version, kind, title, body, text_hash) values ('{org}', '{org}', 1, 'consent', 'T', 'B', sha256('a'));
         insert into app.document (organisation_id, document_id, client_id, text_id, version, kind, title, body, text_hash, asked_by)
           values ('{org}', gen_random_uuid(), '{maya}', '{org}', 1, 'consent', 'T', 'B', sha256('a'), '{noor}');
         insert into app.erasure_request (organisation_id, request_id, client_id, category) values ('{org}', gen_random_uuid(), '{maya}', 'appointments');
         insert into app.legal_hold (organisation_id, hold_id, client_id, reason, told, placed_by)
           values ('{org}', gen_random_uuid(), '{maya}', 'An open complaint', true, '{noor}'), ('{org}', gen_random_uuid(), '{maya}', 'A silent one here', false, '{noor}');
         insert into app.export (organisation_id, export_id, scope, member_id, asked_by, reason, status)
           values ('{org}', gen_random_uuid(), 'client', '{maya}', '{noor}', 'They asked by letter', 'received');
         insert into app.ai_use (organisation_id, client_id, use_id, step, purpose) values ('{org}', '{maya}', gen_random_uuid(), 'asked', 'insights');
         insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at)
           values ('{org}', gen_random_uuid(), '{maya}', '{anton}', 'grant', array['observation.read'], 'Cover', '{maya}', now() + interval '1 day');
         insert into app.activity (organisation_id, seq, at, actor_kind, action, client_id, salt, commitment, hash, encoding)
           values ('{org}', 1000000, now(), 'system', 'consent.given', '{maya}', sha256('a'), sha256('a'), sha256('a'), 2);
         reset session_replication_role"
    );
    house.world.by_hand(made).await;
    house
}

/// Every order in which `steps` can stand.
fn orders<'a>(steps: &[&'a str]) -> Vec<Vec<&'a str>> {
    if steps.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let rest: Vec<_> = steps.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, step)| *step).collect();
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.insert(0, *step);
            order
        }));
    }
    all
}

async fn lines(house: &mut House, reader: Uuid) -> i64 {
    sqlx::query_scalar("select count(*) from app.record_read where reader_id = $1")
        .bind(reader)
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap()
}

/// Runs the statements in one transaction and rolls it back, on savepoints so that what is refused ends nothing.
/// Answers how many rows the reads among them gave.
async fn attempt(login: &mut PgConnection, begin: &str, token: &str, steps: &[&str]) -> u64 {
    login.execute(AssertSqlSafe(begin)).await.unwrap();
    login.execute(AssertSqlSafe(format!("select authz.enter('{token}')"))).await.unwrap();
    let mut seen = 0;
    for step in steps {
        login.execute("savepoint step").await.unwrap();
        match login.fetch_all(AssertSqlSafe((*step).to_owned())).await {
            Ok(rows) if step.contains("/* reads */") => {
                seen += rows.iter().filter(|row| row.try_get::<i64, _>(0).is_ok_and(|count| count > 0)).count() as u64;
            }
            Ok(_) => {}
            Err(sqlx::Error::Database(_)) => login.execute("rollback to savepoint step").await.map(drop).unwrap(),
            Err(error) => panic!("{error}"),
        }
    }
    login.execute("rollback; deallocate all").await.unwrap();
    seen
}

const ENTRIES: &str = "/* reads */ select count(*) from app.observation o where o.kind is not null";
const DOCUMENTS: &str = "/* reads */ select count(*) from app.document d where d.title is not null";
const TIMELINE: &str =
    "/* reads */ select count(*) from app.activity a where a.client_id is not null and a.seq = 1000000";

// T9: log a look, read, roll back. Nothing is read that leaves no line, whatever is written before.
#[tokio::test]
async fn a_practitioner_reads_nothing_that_a_rollback_takes_out_of_the_log() {
    let mut house = house().await;
    let ruth = house.ruth.member.0;
    let mut login = sign_in(&mut house, ruth, "ns_practice", "ruth").await;
    let logs = [
        "select app.log_reads('review', null), app.log_reads('list', null), app.log_reads('timeline', null), app.log_reads('documents', null)",
        "do $$ begin perform app.log_reads('review', null), app.log_reads('timeline', null), app.log_reads('documents', null); end $$",
        "savepoint inner; select app.log_reads('review', null); release savepoint inner",
    ];
    let purposes = [
        "select authz.look('review', null), authz.look('documents', null)",
        "select set_config('app.purpose', 'review', true)",
        "select set_config('app.purpose', 'documents', true)",
        "select set_config('app.purpose', 'agenda', true)",
    ];
    let mut tried = 0;
    for begin in ["begin", "begin isolation level repeatable read", "begin isolation level serializable"] {
        for log in logs {
            for purpose in purposes {
                for read in [ENTRIES, DOCUMENTS, TIMELINE] {
                    for order in orders(&[log, purpose, read]) {
                        let steps: Vec<_> = order.into_iter().chain([read]).collect();
                        assert_eq!(attempt(&mut login, begin, "ruth", &steps).await, 0, "{begin}: {steps:?}");
                        tried += 1;
                    }
                }
            }
        }
    }
    // Held open past the log: a cursor, a prepared statement, a function of one's own in a block, the snapshot before.
    let cursor = "declare c cursor for select count(*) from app.observation o where o.kind is not null";
    let prepared = "prepare p as select count(*) from app.observation o where o.kind is not null";
    let block = "do $$ begin perform app.log_reads('review', null);
        if exists (select from app.observation o where o.kind is not null) then raise exception 'seen'; end if; end $$";
    for begin in ["begin", "begin isolation level repeatable read"] {
        for (open, read) in [(cursor, "/* reads */ fetch c"), (prepared, "/* reads */ execute p")] {
            for order in orders(&[logs[0], open, purposes[0]]) {
                let steps: Vec<_> = order.into_iter().chain([read]).collect();
                // `fetch` and `execute` are matched by their mark; Postgres takes a comment before either.
                assert_eq!(attempt(&mut login, begin, "ruth", &steps).await, 0, "{begin}: {steps:?}");
                tried += 1;
            }
        }
    }
    login.execute("begin").await.unwrap();
    login.execute("select authz.enter('ruth')").await.unwrap();
    login.execute(block).await.unwrap();
    login.execute("rollback").await.unwrap();
    assert_eq!(lines(&mut house, ruth).await, 0, "none of it left a line, so none of it may have shown anything");

    // The same statements with the log committed first read, and the line is there to stay.
    login.execute("begin").await.unwrap();
    login.execute("select authz.enter('ruth')").await.unwrap();
    login.execute(logs[0]).await.unwrap();
    login.execute("commit").await.unwrap();
    for begin in ["begin", "begin read only"] {
        for read in [ENTRIES, DOCUMENTS, TIMELINE] {
            assert_eq!(
                attempt(&mut login, begin, "ruth", &[purposes[0], "select authz.look('review', null)", read]).await,
                1,
                "{begin}: {read}"
            );
        }
    }
    // What was looked at is what opens: a line about documents opens no entry, one about an agenda neither.
    for purpose in &purposes[2..] {
        assert_eq!(attempt(&mut login, "begin", "ruth", &[*purpose, ENTRIES]).await, 0, "{purpose}");
    }
    assert_eq!(lines(&mut house, ruth).await, 4);
    println!("{tried} orders of statements under a practitioner's login read nothing");
    login.close().await.unwrap();
}

// N4 T9: an emergency that is rolled back showed nothing, not even a name or a consent.
#[tokio::test]
async fn an_emergency_that_is_rolled_back_opened_nothing() {
    let mut house = house().await;
    let anton = house.anton.member.0;
    let mut login = sign_in(&mut house, anton, "ns_practice", "anton").await;
    house.world.by_hand("update app.access_grant set ended_at = now()".into()).await;
    let glass = "select * from app.open_emergency(gen_random_uuid(), 'Maya Osei', 'Fainted in the hall')";
    let names = "/* reads */ select count(*) from app.membership m where m.role = 'client'";
    let consents = "/* reads */ select count(*) from app.consent_event e where e.seq > 0";
    let log = "do $$ declare c uuid; begin select g.client_id into c from app.access_grant g where g.kind = 'emergency'; perform app.log_reads('review', c); end $$";
    for steps in [[glass, names, consents, ENTRIES], [glass, log, ENTRIES, DOCUMENTS], [glass, log, names, consents]] {
        assert_eq!(attempt(&mut login, "begin", "anton", &steps).await, 0, "{steps:?}");
    }
}

// T9: what lies in the clinic's lists opens to administrators by a committed look of its own kind, and by no other.
#[tokio::test]
async fn an_administrator_reads_nothing_that_a_rollback_takes_out_of_the_log() {
    let mut house = house().await;
    let noor = house.noor.member.0;
    let mut login = sign_in(&mut house, noor, "ns_clinic", "noor").await;
    let reads = [
        ("consents", "app.consent_event t where t.seq > 0"),
        ("documents", "app.document t where t.title is not null"),
        ("requests", "app.erasure_request t where t.category is not null"),
        ("holds", "app.legal_hold t where t.told"),
        ("names", "app.legal_hold t where not t.told"),
        ("exports", "app.export t where t.scope = 'client'"),
        ("ai", "app.ai_use t where t.step = 'asked'"),
        ("access", "app.access_grant t where t.reason is not null"),
    ];
    let everybody = "select jsonb_agg(m.membership_id) from app.membership m where m.role = 'client'";
    let mut tried = 0;
    for (kind, table) in reads {
        let read = format!("/* reads */ select count(*) from {table}");
        let log = format!(
            "select app.log_looks(jsonb_build_array(jsonb_build_object('kind', '{kind}', 'clients', ({everybody}))))"
        );
        let block = format!(
            "do $$ begin perform app.log_looks(jsonb_build_array(jsonb_build_object('kind', '{kind}', 'clients', ({everybody})))); end $$"
        );
        for begin in ["begin", "begin isolation level repeatable read", "begin read only"] {
            for log in [&log, &block] {
                for order in orders(&[log, &read, "select set_config('app.purpose', 'review', true)"]) {
                    let steps: Vec<_> = order.into_iter().chain([read.as_str()]).collect();
                    assert_eq!(attempt(&mut login, begin, "noor", &steps).await, 0, "{kind}, {begin}: {steps:?}");
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(lines(&mut house, noor).await, 0);
    let mut expected = 0;
    for (kind, _) in reads {
        login.execute("begin").await.unwrap();
        login.execute("select authz.enter('noor')").await.unwrap();
        let log = format!(
            "select app.log_looks(jsonb_build_array(jsonb_build_object('kind', '{kind}', 'clients', ({everybody}))))"
        );
        login.execute(AssertSqlSafe(log)).await.unwrap();
        login.execute("commit").await.unwrap();
        expected += 1;
        // From here on this kind is open; those to come are not.
        for (at, (other, table)) in reads.iter().enumerate() {
            let read = format!("/* reads */ select count(*) from {table}");
            let open = i64::try_from(at).unwrap() < expected;
            assert_eq!(
                attempt(&mut login, "begin read only", "noor", &[&read]).await,
                u64::from(open),
                "{other} after {kind}"
            );
        }
    }
    assert_eq!(lines(&mut house, noor).await, expected);
    println!("{tried} orders of statements under an administrator's login read nothing");
}
