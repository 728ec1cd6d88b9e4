//! Whom a job may be about, and what it then reads. T2

use testkit::World;
use uuid::Uuid;

async fn ask(world: &World, role: &str, token: &str, kind: &str, payload: &str) -> Result<Uuid, String> {
    let mut at = world.db.as_role(role).await;
    sqlx::raw_sql("begin").execute(&mut at).await.unwrap();
    sqlx::query("select authz.enter($1)").bind(token).execute(&mut at).await.unwrap();
    let made = sqlx::query_scalar("select ops.enqueue($1, $2::jsonb, null, null)")
        .bind(kind)
        .bind(payload)
        .fetch_one(&mut at)
        .await
        .map_err(|error| error.to_string());
    sqlx::raw_sql("commit").execute(&mut at).await.unwrap();
    made
}

// Nobody asks for work on a record they have no business with, nor on the whole house.
#[tokio::test]
async fn a_job_is_about_whom_its_asker_may_name() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (maya, tom) = (world.client(clinic, "Maya").await, world.client(clinic, "Tom").await);
    let (anna, ines) = (world.practitioner(clinic, "Anna").await, world.admin(clinic, "Ines").await);
    for (token, person) in [("maya", maya.person), ("anna", anna.person), ("ines", ines.person)] {
        world
            .by_hand(format!(
                "update auth.session set token_hash = sha256('{token}') where person_id = '{}' and ended_at is null",
                person.0
            ))
            .await;
    }
    let (own, other) =
        (format!("{{\"client_id\":\"{}\"}}", maya.member.0), format!("{{\"client_id\":\"{}\"}}", tom.member.0));
    assert!(ask(&world, "ns_client", "maya", "export", &own).await.is_ok());
    for (role, token, kind, payload) in [
        ("ns_client", "maya", "export", other.as_str()),
        ("ns_client", "maya", "export", "{\"client_id\":\"nobody\"}"),
        ("ns_client", "maya", "export", "{\"client_id\":null}"),
        ("ns_client", "maya", "export_house", "{}"),
        ("ns_practice", "anna", "retain", "{}"),
    ] {
        let refused = ask(&world, role, token, kind, payload).await;
        assert!(refused.is_err(), "{token} asked for {kind} {payload}");
    }
    assert!(ask(&world, "ns_clinic", "ines", "retain", "{}").await.is_ok());
    // A job of one client starts none about another.
    world
        .by_hand(format!(
            "update ops.job set status = 'done'; insert into ops.job (kind, organisation_id, payload) values ('export', '{}', '{own}')",
            clinic.0
        ))
        .await;
    let mut worker = world.db.as_role("ns_worker").await;
    sqlx::query("select ops.claim_job(sha256('job'))").execute(&mut worker).await.unwrap();
    assert!(ask(&world, "ns_worker", "job", "export", &own).await.is_ok());
    assert!(ask(&world, "ns_worker", "job", "export", &other).await.is_err());
    assert!(ask(&world, "ns_worker", "job", "retain", "{}").await.is_err());
}
