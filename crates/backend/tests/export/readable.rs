//! The organisation, to read: what its administrators' own login reads, and nothing else. P10 N4 P12

use contract::paging::Reach;
use std::collections::BTreeSet;

use contract::AppError;
use contract::export::ExportState;
use uuid::Uuid;

use crate::support::{Files, House, check_parts, holds, manifest, refused, rows};

async fn readable(house: &House) -> Files {
    let id = Uuid::now_v7();
    house.backend().ask_house_export(house.ines.write(house.backend()).await, id).await.unwrap();
    house.run_jobs().await;
    house.fetch(&house.ines, id).await.unwrap()
}

#[tokio::test]
async fn it_holds_no_record_and_nothing_the_clinics_login_does_not_read() {
    let mut house = House::new().await;
    let (here, maya, tom, ruth) =
        (house.maya.organisation.0, house.maya.member.0, house.tom.member.0, house.ruth.member.0);
    house.log_of(here, maya, 20, "Shared-Canary").await;
    house.log_of(here, tom, 20, "Withdrawn-Canary").await;
    house.write_sealed(3, "Private-Canary").await;
    house
        .world
        .by_hand(format!(
            "set session_replication_role = replica;
             update app.observation set visibility = 'private' where sealed is not null;
             insert into app.service (organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place)
             values ('{here}', '{ruth}', '{ruth}', 'First visit', 30, 0, 'gbp', 'online');
             insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status)
             values ('{here}', '{maya}', '{maya}', '{ruth}', '{ruth}', 'First visit', 'online', 0, 'gbp', now(), now() + interval '30 minutes', 'completed'),
                    ('{here}', '{tom}', '{tom}', '{ruth}', '{ruth}', 'Toms visit', 'online', 0, 'gbp', now() - interval '1 day', now() - interval '23 hours', 'completed');
             insert into app.erasure_request (organisation_id, request_id, client_id, category, status) values ('{here}', '{tom}', '{tom}', 'account', 'pending');
             set session_replication_role = origin"
        ))
        .await;
    let files = readable(&house).await;
    check_parts(&files);
    for hidden in [
        "Shared-Canary",
        "Private-Canary",
        "Withdrawn-Canary",
        "payload",
        "bloating",
        "Toms visit",
        "Tom Foreign",
        &tom.to_string(),
        "password",
    ] {
        assert!(!holds(&files, hidden), "{hidden}");
    }
    for read in ["Maya Osei", "Ruth Calloway", "First visit"] {
        assert!(holds(&files, read), "{read}");
    }
    let left_out: Vec<_> =
        manifest(&files)["left_out"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    for table in [
        "app.observation",
        "app.observation_version",
        "app.consent_event",
        "app.document",
        "app.record_read",
        "app.client_key",
    ] {
        assert!(left_out.iter().any(|name| name == table), "{table} is not named as left out");
    }
    // Value for value: the same statement under the owner's own session at the clinic finds it.
    let mut compared = 0;
    let mut login = house.by_own_hand(house.ines.person, house.ines.member).await;
    let listed: Vec<_> = manifest(&files)["tables"].as_array().unwrap().clone();
    for table in &listed {
        let name = table["table"].as_str().unwrap();
        let columns: Vec<_> =
            table["columns"].as_array().unwrap().iter().map(|one| format!("\"{}\"", one.as_str().unwrap())).collect();
        let sql = format!(
            "select to_jsonb(s)::text from (select {} from {name} where organisation_id = '{here}') s",
            columns.join(", ")
        );
        let seen: BTreeSet<String> = sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql))
            .fetch_all(&mut login)
            .await
            .unwrap()
            .iter()
            .map(|row| canonical(row))
            .collect();
        for row in rows(&files, name.strip_prefix("app.").unwrap()) {
            assert!(seen.contains(&canonical(&row.to_string())), "{name}: {row}");
            compared += row.as_object().unwrap().len();
        }
    }
    println!(
        "export: {compared} values of {} tables of a copy to read are read by the clinic's own login",
        listed.len()
    );
    assert!(compared > 60 && listed.len() >= 5, "{compared} of {}", listed.len());
    // Maya is told by a line; Tom is in none of it.
    let told = "select string_agg(m.display_name || ' ' || l.via, ', ' order by m.display_name) from app.record_read l join app.membership m on m.membership_id = l.client_id where l.kind = 'copy'";
    assert_eq!(house.text(told).await, "Maya Osei house, Una Third-Canary house");
    let letters = house.backend().mailbox().unwrap();
    assert!(!letters.iter().any(|letter| letter.subject.contains("is moving")));
}

fn canonical(row: &str) -> String {
    serde_json::from_str::<serde_json::Value>(row).unwrap().to_string()
}

// Only the owner, and freshly proved.
#[tokio::test]
async fn nobody_but_the_owner_takes_it() {
    let mut house = House::new().await;
    let asked = house.backend().ask_house_export(house.noor.write(house.backend()).await, Uuid::now_v7()).await;
    assert_eq!(refused(asked), AppError::NotFound, "an administrator");
    house.forget_proofs().await;
    let asked = house.backend().ask_house_export(house.ines.write(house.backend()).await, Uuid::now_v7()).await;
    assert_eq!(refused(asked), AppError::ProofNeeded);
    house.prove().await;
    let id = Uuid::now_v7();
    house.backend().ask_house_export(house.ines.write(house.backend()).await, id).await.unwrap();
    house.run_jobs().await;
    house.fetch(&house.ines, id).await.unwrap();
    assert_eq!(house.fetch(&house.noor, id).await.unwrap_err(), AppError::NotFound);
    let seen = house
        .backend()
        .load_clinic_exports(
            &mut house.noor.look(house.backend(), &backend::export::looks_at_exports("")).await,
            "",
            Reach::default(),
        )
        .await
        .unwrap();
    assert_eq!(
        (seen.exports.len(), seen.exports[0].state, seen.exports[0].may_cancel),
        (1, ExportState::Downloaded, false)
    );
    // An owner who no longer is one.
    let sql = format!(
        "set session_replication_role = replica; update app.membership set role = 'admin' where membership_id = '{}'; reset session_replication_role",
        house.ines.member
    );
    house.world.by_hand(sql).await;
    assert_eq!(house.fetch(&house.ines, id).await.unwrap_err(), AppError::NotFound);
}
