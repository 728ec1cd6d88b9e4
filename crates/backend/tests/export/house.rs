//! Everything of an organisation, taken along by its owner and brought to an empty installation. P10

use backend::export;
use backend::secret::MasterKeys;
use contract::AppError;
use contract::export::ExportState;
use testkit::TestDatabase;
use uuid::Uuid;

use crate::support::{House, check_parts, holds, manifest, refused};

async fn taken_along(house: &House) -> (Uuid, Vec<u8>) {
    let id = Uuid::now_v7();
    house.backend().ask_house_export(house.ines.write(house.backend()).await, id).await.unwrap();
    house.run_jobs().await;
    let bytes = house.fetch_raw(&house.ines, id).await.unwrap();
    (id, bytes)
}

/// Entries as a client writes them today, sealed, and some from before, in the clear.
async fn write_entries(house: &mut House) {
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation.0);
    house.log_of(organisation, maya, 250, "From-Before-Canary").await;
    for day in 1..=3 {
        house.write_sealed(day, &format!("Sealed-Canary {day}")).await;
    }
}

#[tokio::test]
async fn an_empty_installation_takes_it_in_with_equal_hashes() {
    let mut house = House::new().await;
    write_entries(&mut house).await;
    let elsewhere = house.stranger.organisation.0;
    let (_, zip) = taken_along(&house).await;
    let files = crate::support::unpack(&zip);
    check_parts(&files);
    for own in ["Sealed-Canary 3", "From-Before-Canary 250", "Maya Osei", "Tom Foreign", "Kestrel Street"] {
        assert!(holds(&files, own), "{own}");
    }
    for not in ["password_hash", "token_hash", &elsewhere.to_string(), "Harbour", "Stranger"] {
        assert!(!holds(&files, not), "{not} is in the export of an organisation");
    }

    let file = std::env::temp_dir().join(format!("{}.zip", house.world.db.name));
    std::fs::write(&file, &zip).unwrap();
    let there = TestDatabase::new().await;
    let keys = MasterKeys::only([9; 32]);
    let brought = export::import(&there.url(None), &keys, &file).await.unwrap();
    let manifest = manifest(&files);
    // What is not taken along is named, and is nothing but this.
    let left_out: Vec<_> = manifest["left_out"].as_array().unwrap().iter().filter_map(|table| table.as_str()).collect();
    let known = ["app.activity_head", "app.export", "app.client_key", "app.key_task", "app.organisation_key"];
    assert_eq!(left_out.iter().filter(|table| known.contains(table)).count(), known.len(), "{left_out:?}");
    println!("export: an organisation leaves without {left_out:?}");
    let parts = manifest["parts"].as_array().unwrap();
    for table in &brought {
        let path = format!("data/{}.jsonl", table.table.replace("app.", "").replace("auth.", "account_"));
        let part = parts.iter().find(|part| part["path"] == path.as_str()).unwrap();
        assert_eq!(part["sha256"], table.sha256, "{path}");
    }
    assert!(brought.len() >= 6 && brought.iter().any(|table| table.table == "app.observation" && table.rows == 253));

    // People are who they were, what they wrote opens under the new installation's key, and nobody's password works.
    let mut hand = there.superuser().await;
    let emails: Vec<(String, String)> =
        sqlx::query_as("select display_name, password_hash from auth.person order by 1")
            .fetch_all(&mut hand)
            .await
            .unwrap();
    assert_eq!(emails.len(), 5);
    assert!(emails.iter().all(|(_, hash)| hash == "none"));
    let ids: Uuid = sqlx::query_scalar("select membership_id from app.membership where display_name = 'Maya Osei'")
        .fetch_one(&mut hand)
        .await
        .unwrap();
    assert_eq!(ids, house.maya.member.0, "ids are kept");
    let sealed: i64 =
        sqlx::query_scalar("select count(*) from app.observation where sealed is not null and payload is null")
            .fetch_one(&mut hand)
            .await
            .unwrap();
    assert_eq!(sealed, 3);

    // The log goes on where it was.
    let head: bool = sqlx::query_scalar("select h.seq = (select max(seq) from app.activity) and h.hash = a.hash from app.activity_head h join app.activity a on a.seq = h.seq").fetch_one(&mut hand).await.unwrap();
    assert!(head);
    // Not into one that has somebody in it.
    let again = export::import(&there.url(None), &keys, &file).await;
    assert!(again.unwrap_err().to_string().contains("not empty"));
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn what_was_changed_on_the_way_is_not_taken_in() {
    let house = House::new().await;
    let (_, zip) = taken_along(&house).await;
    let there = TestDatabase::new().await;
    let file = std::env::temp_dir().join(format!("{}_changed.zip", house.world.db.name));
    let mut hand = there.superuser().await;
    let half = zip.len() / 2;
    let mut flipped = zip.clone();
    // More than the header of a part, in which a time may be another and nothing is lost.
    flipped[half..half + 300].iter_mut().for_each(|byte| *byte ^= 0x55);
    let mut elsewhere = house.export(&house.maya).await;
    let personal = repack(&mut elsewhere);
    for (bytes, what) in [
        (&flipped[..], "flipped"),
        (&zip[..half], "cut off"),
        (b"PK", "no ZIP"),
        (b"", "empty"),
        (&personal[..], "a client's own"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        assert!(export::import(&there.url(None), &MasterKeys::only([9; 32]), &file).await.is_err(), "{what}");
        let count: i64 =
            sqlx::query_scalar("select (select count(*) from app.organisation) + (select count(*) from auth.person)")
                .fetch_one(&mut hand)
                .await
                .unwrap();
        assert_eq!(count, 0, "{what} left something");
    }
    std::fs::remove_file(&file).unwrap();
}

fn repack(files: &mut crate::support::Files) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, content) in files {
        zip.start_file(path.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

// Only the owner, and freshly proved.
#[tokio::test]
async fn nobody_but_the_owner_takes_it_along() {
    let mut house = House::new().await;
    let asked = house.backend().ask_house_export(house.noor.write(house.backend()).await, Uuid::now_v7()).await;
    assert_eq!(refused(asked), AppError::NotFound, "an administrator");
    house.forget_proofs().await;
    let asked = house.backend().ask_house_export(house.ines.write(house.backend()).await, Uuid::now_v7()).await;
    assert_eq!(refused(asked), AppError::ProofNeeded);
    house.prove().await;
    let (id, _) = taken_along(&house).await;
    assert_eq!(house.fetch(&house.noor, id).await.unwrap_err(), AppError::NotFound);
    let seen = house.backend().load_clinic_exports(&mut house.noor.read(house.backend()).await, "").await.unwrap();
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
