//! A person is erased from the log, by their job alone and by this one change alone; chain and tree stay valid (S5, T14).

use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::support::{House, job_about};

#[tokio::test]
async fn names_go_and_everything_still_verifies() {
    let mut house = House::new().await;
    house.old_entries(3, house.client.member.0).await;
    house.entries(30).await;
    house.checkpoint().await;
    let (client, member) = (house.client.member.0, house.practitioner.member.0);
    let about = format!("select count(*) from app.activity where '{client}' in (client_id, actor_member)");
    let before = house.count(&about).await;
    assert!(before > 10);
    let token = job_about(&mut house, client).await;
    let mut worker = house.world.db.as_role("ns_worker").await;
    let mut tx = worker.begin().await.unwrap();
    sqlx::query("select authz.enter($1)").bind(&token).execute(&mut *tx).await.unwrap();
    let mut other = tx.begin().await.unwrap();
    let foreign = sqlx::query("select app.redact_activity($1)").bind(member).execute(&mut *other).await;
    assert!(foreign.is_err(), "the job is about somebody else");
    drop(other);
    let done: i64 =
        sqlx::query_scalar("select app.redact_activity($1)").bind(client).fetch_one(&mut *tx).await.unwrap();
    let again: i64 =
        sqlx::query_scalar("select app.redact_activity($1)").bind(client).fetch_one(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((done, again), (before, 0));
    assert_eq!(house.count(&about).await, 0);
    let left = format!(
        "select count(*) from app.activity a where a.redacted_at is not null and (a::text like '%{client}%' or a.salt is not null or a.request_id is not null)"
    );
    assert_eq!(house.count(&left).await, 0, "nothing names them");
    let report = house.verify().await;
    assert_eq!((report.faults.as_slice(), report.redacted), (&[][..], u64::try_from(before).unwrap()));
    // The action and the time that stayed are still held to what was signed.
    let first = house
        .count("select seq from app.activity where redacted_at is not null and encoding = 2 order by seq limit 1")
        .await;
    let set = |what: &str| {
        format!(
            "set session_replication_role = replica; update app.activity set {what} where seq = {first}; set session_replication_role = origin"
        )
    };
    let was: (String, chrono::DateTime<chrono::Utc>, Vec<u8>) =
        sqlx::query_as("select action, at, veil from app.activity where seq = $1")
            .bind(first)
            .fetch_one(&mut house.world.hand)
            .await
            .unwrap();
    let back = format!(
        "action = '{}', at = '{}', veil = '\\x{}', encoding = 2",
        was.0,
        was.1.to_rfc3339(),
        hex::encode(was.2)
    );
    for edit in ["action = 'entry.forged'", "at = at + interval '1 microsecond'", "veil = sha256(veil)", "encoding = 1"]
    {
        house.world.by_hand(set(edit)).await;
        let report = house.verify().await;
        assert_eq!(report.faults[0].to_string(), format!("entry {first} was edited"), "{edit}");
        house.world.by_hand(set(&back)).await;
        assert_eq!(house.verify().await.faults, [], "put back: {edit}");
    }
}

// The trigger lets exactly that change pass, whoever tries another, the table's owner and the definer included.
#[tokio::test]
async fn no_other_change_passes() {
    let mut house = House::new().await;
    house.entries(6).await;
    let veil = "app.activity_veil(salt, actor_id, actor_member, subject_id, client_id, from_state, to_state, request_id, via, basis_id)";
    let blank = "salt = null, actor_id = null, actor_member = null, subject_id = null, client_id = null, from_state = null, to_state = null, request_id = null, via = null, basis_id = null";
    for (change, passes) in [
        (format!("veil = {veil}, {blank}, redacted_at = now()"), true),
        (format!("veil = sha256('guess'), {blank}, redacted_at = now()"), false),
        (format!("veil = null, {blank}, redacted_at = now()"), false),
        (format!("veil = {veil}, {blank}, redacted_at = null"), false),
        (format!("veil = {veil}, redacted_at = now()"), false),
        (format!("veil = {veil}, {blank}, redacted_at = now(), action = 'a.b'"), false),
        (format!("veil = {veil}, {blank}, redacted_at = now(), at = now()"), false),
        (format!("veil = {veil}, {blank}, redacted_at = now(), commitment = sha256('')"), false),
        (format!("veil = {veil}, {blank}, redacted_at = now(), hash = sha256('')"), false),
        (format!("veil = {veil}, {blank}, redacted_at = now(), seq = seq + 100"), false),
        (format!("veil = {veil}, {blank}, redacted_at = now(), encoding = 1"), false),
        ("to_state = 'x'".to_owned(), false),
        ("action = action".to_owned(), false),
    ] {
        for role in ["ns_definer", "ns_owner", "postgres"] {
            let hand = &mut house.world.hand;
            hand.execute("begin").await.unwrap();
            let grant = format!(
                "grant usage on schema app to {role}; grant select, update on app.activity to {role}; set local role {role}; set local row_security = off"
            );
            hand.execute(AssertSqlSafe(grant)).await.unwrap();
            let done = hand.execute(AssertSqlSafe(format!("update app.activity set {change} where seq = 2"))).await;
            hand.execute("rollback").await.unwrap();
            let went = done.is_ok_and(|done| done.rows_affected() == 1);
            assert_eq!(went, passes && role == "ns_definer", "{role}: {change}");
        }
    }
    let hand = &mut house.world.hand;
    for sql in [
        "delete from app.activity",
        "truncate app.activity",
        "update app.ledger_key set sealed = sealed; delete from app.checkpoint; truncate app.checkpoint",
    ] {
        let done = sqlx::raw_sql(sql).execute(&mut *hand).await;
        assert!(done.is_err() || sql.contains("ledger_key"), "{sql}");
    }
}
