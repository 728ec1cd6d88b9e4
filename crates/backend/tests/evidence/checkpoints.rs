//! Heads are signed when they are due, kept outside, delivered, and never over a log that does not continue.

use backend::activity::{Action, Activity};
use backend::evidence::{EvidenceConfig, From, Wrong};
use backend::secret::MasterKeys;
use evidence::split_notes;

use crate::support::House;

// M4 S5: every way an entry is written, old and new, is computed again from its columns.
#[tokio::test]
async fn an_untouched_log_is_sound() {
    let mut house = House::new().await;
    house.old_entries(5, house.client.member.0).await;
    house.entries(600).await;
    let seen = Activity::new(Action::EntriesViewed).about(house.client.member.0);
    house.practitioner.write(&house.backend).await.commit(seen).await.unwrap();
    assert_eq!(house.checkpoint().await, 1);
    assert_eq!(house.checkpoint().await, 0, "nothing waits");
    house.entries(3).await;
    assert_eq!(house.checkpoint().await, 1);
    let report = house.verify().await;
    assert_eq!(report.faults, []);
    assert!(report.entries >= 607 && report.has_outside, "{report:?}");
    assert_eq!(report.checkpoints, 4, "two in the database, two outside");
    assert_eq!(house.count("select count(*) from app.evidence_block").await, 2);
    assert_eq!(house.audit([7; 32], &house.backend.config.evidence, &[]).await, report);
    // The relationship that entitled the practitioner is part of the entry, and so is the request.
    let rows = house.rows().await;
    let viewed = rows.iter().find(|row| row.action == "entries.viewed").unwrap();
    assert_eq!((viewed.via.as_deref(), viewed.request_id.as_deref()), (Some("care"), Some("test")));
    assert!(viewed.basis_id.is_some());
}

// A log that was cut back, or rewritten, gets no new head: the job fails and the old ones stand.
#[tokio::test]
async fn nothing_is_signed_that_does_not_continue() {
    for harm in [
        "delete from app.activity where seq > 5; update app.activity_head set seq = 5; delete from app.checkpoint; delete from app.checkpoint_delivery",
        "update app.activity set commitment = sha256(commitment) where seq = 3",
    ] {
        let mut house = House::new().await;
        house.entries(10).await;
        house.checkpoint().await;
        house
            .world
            .by_hand(format!("set session_replication_role = replica; {harm}; set session_replication_role = origin"))
            .await;
        house.entries(3).await;
        let before = house.count("select count(*) from app.checkpoint").await;
        house.backend.plan_checkpoints().await.unwrap();
        house.backend.run_next_job().await.unwrap();
        assert_eq!(house.count("select count(*) from app.checkpoint").await, before, "{harm}");
        assert_eq!(
            house.count("select count(*) from ops.job where kind = 'make_checkpoint' and last_error is not null").await,
            1
        );
        assert!(!house.verify().await.is_sound());
    }
}

// What was signed before a new master key came stays believed, also when the old key is gone: the copy outside knows it.
#[tokio::test]
async fn old_heads_outlive_their_key() {
    let mut house = House::new().await;
    house.entries(4).await;
    house.checkpoint().await;
    let second: [u8; 32] = std::array::from_fn(|n| u8::try_from(n).unwrap());
    house.backend = house.backend_with(MasterKeys::only(second), |_| {});
    house.entries(4).await;
    house.checkpoint().await;
    let report = house.audit(second, &house.backend.config.evidence, &[]).await;
    assert_eq!((report.faults.as_slice(), report.checkpoints), (&[][..], 4));
    // Without the copy outside, the database's word for an old key counts nothing.
    let report = house.audit(second, &EvidenceConfig::default(), &[]).await;
    assert_eq!(report.faults[0].wrong, Wrong::Unsigned { from: From::Table });
}

// A process that dies between the two copies leaves nothing that the next job does not complete.
#[tokio::test]
async fn a_copy_that_lags_is_completed() {
    let mut house = House::new().await;
    house.entries(9).await;
    house.checkpoint().await;
    let file = |end: &str| house.dir.join(format!("{}.{end}", house.org.0));
    let (notes, leaves) = (file("checkpoints"), file("commitments"));
    let whole = std::fs::read_to_string(&notes).unwrap();
    std::fs::write(&notes, "").unwrap();
    std::fs::write(&leaves, &std::fs::read(&leaves).unwrap()[..70]).unwrap();
    house.entries(1).await;
    house.checkpoint().await;
    let again = split_notes(&std::fs::read_to_string(&notes).unwrap());
    assert_eq!(again.len(), 2);
    assert_eq!(again[0], split_notes(&whole)[0]);
    let entries = house.rows().await.len();
    assert_eq!(std::fs::metadata(&leaves).unwrap().len(), 32 * entries as u64);
    assert_eq!(house.verify().await.faults, []);
}

// Only jobs sign, whoever else asks; and the log's own functions check only for who may.
#[tokio::test]
async fn others_neither_sign_nor_check() {
    let house = House::new().await;
    let mut tx = house.client.read(&house.backend).await;
    assert!(house.backend.verify(&mut tx).await.is_err());
    let mut tx = house.practitioner.read(&house.backend).await;
    assert!(house.backend.verify(&mut tx).await.is_err());
    for login in ["ns_client", "ns_practice", "ns_clinic", "ns_public", "ns_signin", "ns_worker"] {
        let mut raw = house.world.db.as_role(login).await;
        for sql in [
            "select app.save_checkpoint(1, sha256(''), '', sha256(''), now(), 0, '{}')",
            "select app.note_delivery('witness', 1, '')",
            "select app.redact_activity(gen_random_uuid())",
            "select app.append_activity(gen_random_uuid(), null, null, 'a.b', null, null, null, null, null)",
        ] {
            assert!(sqlx::raw_sql(sql).execute(&mut raw).await.is_err(), "{login}: {sql}");
        }
    }
}
