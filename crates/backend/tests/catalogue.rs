//! The database keeps the rules on a freshly migrated installation, and the rules can tell when it does not.
// S1 T3 P3 P6 P15

use backend::db::catalogue;
use sqlx::{AssertSqlSafe, Executor};
use testkit::TestDatabase;

#[tokio::test]
async fn a_fresh_database_breaks_no_rule() {
    let db = TestDatabase::new().await;
    let breaches = catalogue::breaches(&db.url(None)).await.unwrap();
    assert!(breaches.is_empty(), "{breaches:#?}");
    println!("{} rules asked of the catalogue, none broken", catalogue::rule_count());
}

// The table that migrations/README.md shows how to add keeps every rule, but that the register does not know it.
#[tokio::test]
async fn the_example_of_a_table_is_sound() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let example: String = text
        .lines()
        .skip_while(|line| !line.starts_with("    create table"))
        .take_while(|line| !line.starts_with("Then"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let db = TestDatabase::new().await;
    let mut hand = db.superuser().await;
    hand.execute(AssertSqlSafe(format!("set role ns_owner; {example}"))).await.unwrap();
    let breaches = catalogue::breaches(&db.url(None)).await.unwrap();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// Each line breaks one rule; the rule named must notice. A rule that cannot fail proves nothing.
#[tokio::test]
async fn each_rule_notices_its_breach() {
    let breaking = [
        ("row security is enabled", "alter table app.service no force row level security"),
        ("row security is enabled", "alter table ref.food disable row level security"),
        ("carries organisation_id", "create table app.loose (id int primary key)"),
        ("tenant floor", "drop policy tenant_floor on app.appointment"),
        ("no policy is for PUBLIC", "create policy open on app.service for select to public using (active)"),
        ("no policy is for PUBLIC", "create policy always on app.service for select to ns_ai using (true)"),
        (
            "no policy is for PUBLIC",
            "create policy claimed on app.service for select to ns_ai using (organisation_id = current_setting('app.org')::uuid)",
        ),
        (
            "checks the new row too",
            "drop policy client_update on app.payment; create policy client_update on app.payment for update to ns_client using (client_id = authz.member())",
        ),
        ("one permissive policy", "create policy second on app.service for select to ns_client using (active)"),
        ("fix their search_path", "alter function authz.uid() reset search_path"),
        ("fix their search_path", "grant execute on function auth.end_session(bytea, text) to public"),
        ("decide access belong", "alter function authz.level() owner to ns_definer"),
        ("no login is a superuser", "alter table app.service owner to ns_practice"),
        ("member of a privileged role", "grant ns_authz to ns_client"),
        ("keys of tenant tables", "alter table app.service add constraint one_name unique (name)"),
        ("before sign-in", "grant select on app.organisation to ns_public"),
        ("before sign-in", "grant select on auth.person to ns_signin"),
        ("demands a step", "grant execute on function auth.find_credential(bytea, text, bytea) to ns_public"),
        (
            "demands a step",
            "grant execute on function auth.issue(bytea, uuid, timestamptz, timestamptz, text) to ns_signin",
        ),
        ("demands a step", "grant execute on function auth.take_step(bytea, text, text[]) to ns_signin"),
        ("every foreign key has an index", "drop index app.legal_hold_placed_by"),
        ("every foreign key has an index", "drop index auth.ticket_person"),
        ("reads the passwords of logins", "grant select on pg_catalog.pg_authid to ns_backup"),
        ("reads the passwords of logins", "grant pg_monitor to ns_worker"),
        ("the webhook's login", "grant select on ops.stripe_event to ns_webhook"),
        ("reachable by no portal", "grant select (email) on auth.person to ns_practice"),
        ("change or remove evidence", "grant update on app.activity to ns_clinic"),
        ("change or remove evidence", "drop trigger append_only_rows on app.activity"),
        ("called by jobs alone", "grant execute on function ops.retain_slice(integer) to ns_clinic"),
        ("stamp who changed them", "alter table app.payment disable trigger stamp"),
        ("checked for what no screen shows", "alter table app.service drop constraint name_is_line"),
        ("checked for what no screen shows", "alter table app.incident_note drop constraint text_is_text"),
        ("checked for what no screen shows", "alter table app.register_entry drop constraint fields_are_texts"),
        ("checked for what no screen shows", "alter table app.service add motto text check (length(motto) < 80)"),
        ("views run with", "create view app.all_services as select * from app.service"),
    ];
    for (rule, sql) in breaking {
        let db = TestDatabase::new().await;
        db.superuser().await.execute(AssertSqlSafe(sql)).await.unwrap();
        let breaches = catalogue::breaches(&db.url(None)).await.unwrap();
        // Roles belong to the cluster, which other tests share: put it right at once.
        db.superuser().await.execute("revoke ns_authz from ns_client; revoke pg_monitor from ns_worker").await.unwrap();
        assert!(
            breaches.iter().any(|breach| breach.demands.contains(rule)),
            "`{sql}` went unnoticed by `{rule}`: {breaches:?}"
        );
    }
}

// N9: the database and the input types agree about every character there is, and a row that says nothing is refused
// whoever writes it.
#[tokio::test]
async fn the_database_knows_the_same_characters() {
    let db = TestDatabase::new().await;
    let mut hand = db.superuser().await;
    let every: Vec<char> = ('\u{1}'..=char::MAX).collect();
    let mut asked = 0;
    for chunk in every.chunks(65_536) {
        let text: String = chunk.iter().collect();
        let answers: Vec<(bool, bool)> = sqlx::query_as(
            "select guard.shows_something(c), guard.is_unprintable(c) from string_to_table($1, null) with ordinality as t (c, at) order by at",
        )
        .bind(&text)
        .fetch_all(&mut hand)
        .await
        .unwrap();
        for (c, (seen, unprintable)) in chunk.iter().zip(answers) {
            assert_eq!(seen, !contract::text::is_hidden(*c), "{:04x}", u32::from(*c));
            assert_eq!(unprintable, contract::text::is_forbidden(*c), "{:04x}", u32::from(*c));
            asked += 1;
        }
    }
    println!("{asked} characters, asked of both");
    for (sql, constraint) in [
        ("update app.organisation set name = E'\\u3164'", "name_is_line"),
        ("update app.organisation set name = E'a\\nb'", "name_is_line"),
        ("update app.organisation set name = E'a\\u202eb'", "name_is_line"),
    ] {
        hand.execute("insert into app.organisation (organisation_id, name, zone, currency) values (gen_random_uuid(), 'Oak', 'UTC', 'gbp')")
            .await
            .unwrap();
        let refused = hand.execute(sql).await.unwrap_err();
        let refused = refused.into_database_error().unwrap();
        assert_eq!(refused.constraint(), Some(constraint), "{sql}");
    }
}
