//! Moving takes two people, each freshly proved; every client is told before a row is read. P10 N4

use backend::secret::ReceiveKey;
use contract::export::{ExportScope, ExportState, ExportView};
use contract::id::ExportId;
use contract::paging::Reach;
use contract::{AppError, Code};
use uuid::Uuid;

use crate::support::{House, holds, refused, unpack};
use sqlx::Executor;
use testkit::Actor;

pub const WHY: &str = "We move to the hospital's own installation";

pub async fn propose(house: &House, key: &ReceiveKey) -> Result<Uuid, AppError> {
    let id = Uuid::now_v7();
    let tx = house.ines.write(house.backend()).await;
    let asked = house.backend().ask_move(tx, id, &key.recipient().to_string(), WHY).await;
    asked.map(|()| id).map_err(|refusal| refusal.into_app("test"))
}

pub async fn agree(house: &House, who: &Actor<backend::db::Clinic>, id: Uuid) -> Result<(), AppError> {
    let tx = who.write(house.backend()).await;
    house.backend().agree_to_move(tx, ExportId(id)).await.map_err(|refusal| refusal.into_app("test"))
}

/// Asked for by the owner, agreed to by the administrator.
pub async fn agreed(house: &House, key: &ReceiveKey) -> Uuid {
    let id = propose(house, key).await.unwrap();
    agree(house, &house.noor, id).await.unwrap();
    id
}

async fn seen(house: &House, who: &Actor<backend::db::Clinic>) -> Vec<ExportView> {
    house
        .backend()
        .load_clinic_exports(
            &mut who.look(house.backend(), &backend::export::looks_at_exports("")).await,
            "",
            Reach::default(),
        )
        .await
        .unwrap()
        .exports
}

#[tokio::test]
async fn two_people_agree_each_freshly_proved() {
    let mut house = House::new().await;
    let key = ReceiveKey::generate();
    let recipient = key.recipient().to_string();
    // Only the owner asks, and only with a whole key and a reason.
    let by_admin =
        house.backend().ask_move(house.noor.write(house.backend()).await, Uuid::now_v7(), &recipient, WHY).await;
    assert_eq!(refused(by_admin), AppError::NotFound);
    let tx = house.ines.write(house.backend()).await;
    let bad = refused(house.backend().ask_move(tx, Uuid::now_v7(), &recipient[..40], "short").await);
    let AppError::Invalid(fields) = bad else { panic!("{bad:?}") };
    assert_eq!(
        fields.iter().map(|field| (field.field.as_str(), field.code)).collect::<Vec<_>>(),
        [("recipient", Code::NoReceiveKey), ("reason", Code::TooShort)]
    );
    house.forget_proofs().await;
    assert_eq!(propose(&house, &key).await.unwrap_err(), AppError::ProofNeeded);
    house.prove().await;
    let id = propose(&house, &key).await.unwrap();
    // One at a time.
    assert_eq!(propose(&house, &key).await.unwrap_err(), AppError::Conflict(Code::ExportUnderWay));
    // Nothing happens until somebody else agrees, whatever becomes of the queue.
    house.run_jobs().await;
    let waiting = seen(&house, &house.noor).await.remove(0);
    assert_eq!((waiting.scope, waiting.state), (ExportScope::Move, ExportState::Proposed));
    assert_eq!(waiting.fingerprint.as_deref(), Some(key.recipient().fingerprint().as_str()));
    assert!(waiting.may_agree && waiting.may_cancel && waiting.reason.as_deref() == Some(WHY));
    assert!(!seen(&house, &house.ines).await.remove(0).may_agree, "not who asked");
    assert_eq!(agree(&house, &house.ines, id).await.unwrap_err(), AppError::Conflict(Code::AnotherPersonAgrees));
    // Who came after it was asked for is not the second person.
    let clinic = house.maya.organisation;
    let late = house.world.admin(clinic, "Late Admin").await;
    let desk = house.world.somebody::<backend::db::Clinic>(clinic, "Front Desk", "front_desk").await;
    house.prove().await;
    assert_eq!(agree(&house, &late, id).await.unwrap_err(), AppError::Conflict(Code::AnotherPersonAgrees));
    assert_eq!(agree(&house, &desk, id).await.unwrap_err(), AppError::NotFound);
    house.forget_proofs().await;
    assert_eq!(agree(&house, &house.noor, id).await.unwrap_err(), AppError::ProofNeeded);
    house.prove().await;
    assert_eq!(house.count("select count(*) from app.record_read where kind = 'move'").await, 0);
    agree(&house, &house.noor, id).await.unwrap();
    assert_eq!(agree(&house, &house.noor, id).await.unwrap_err(), AppError::NotFound, "it is agreed to already");
    house.run_jobs().await;
    let ready = seen(&house, &house.noor).await.remove(0);
    assert_eq!((ready.state, ready.agreed_by.as_deref()), (ExportState::Ready, Some("Noor Haddad")));
    // The owner alone fetches what nobody here can open.
    for other in [&house.noor, &late, &desk] {
        assert_eq!(house.fetch(other, id).await.unwrap_err(), AppError::NotFound);
    }
    let files = house.fetch(&house.ines, id).await.unwrap();
    assert!(files.contains_key("move.json") && files.contains_key("README.txt"));
    let kept = "select (key_sealed is null)::text || ' ' || status from app.export where scope = 'move'";
    assert_eq!(house.text(kept).await, "true downloaded");
    let log = "select string_agg(action, ', ' order by seq) from app.activity where action like 'move.%' and client_id is null or action = 'export.downloaded'";
    assert_eq!(house.text(log).await, "move.proposed, move.agreed, export.downloaded");
    // An owner who no longer is one.
    let sql = format!(
        "set session_replication_role = replica; update app.membership set role = 'admin' where membership_id = '{}'; reset session_replication_role",
        house.ines.member
    );
    house.world.by_hand(sql).await;
    assert_eq!(house.fetch(&house.ines, id).await.unwrap_err(), AppError::NotFound);
}

#[tokio::test]
async fn a_lone_owner_is_told_what_to_do_and_either_may_withdraw() {
    let mut house = House::new().await;
    let key = ReceiveKey::generate();
    let noor = house.noor.member;
    let set = |status: &str| {
        format!(
            "set session_replication_role = replica; update app.membership set status = '{status}' where membership_id = '{noor}'; reset session_replication_role"
        )
    };
    house.world.by_hand(set("suspended")).await;
    assert_eq!(propose(&house, &key).await.unwrap_err(), AppError::Conflict(Code::NobodyToAgree));
    let page = house
        .backend()
        .load_clinic_exports(
            &mut house.ines.look(house.backend(), &backend::export::looks_at_exports("")).await,
            "",
            Reach::default(),
        )
        .await
        .unwrap();
    assert!(page.is_owner && !page.has_second);
    house.world.by_hand(set("active")).await;
    // The second person refuses; the owner withdraws; each may stop it after they agreed, until it is over.
    for (by_owner, after) in [(false, false), (true, false), (false, true), (true, true)] {
        let id = propose(&house, &key).await.unwrap();
        if after {
            agree(&house, &house.noor, id).await.unwrap();
            house.run_jobs().await;
        }
        let who = if by_owner { &house.ines } else { &house.noor };
        house.backend().cancel_export(who.write(house.backend()).await, ExportId(id)).await.unwrap();
        house.run_jobs().await;
        assert_eq!(seen(&house, &house.ines).await[0].state, ExportState::Cancelled);
        assert_eq!(agree(&house, &house.noor, id).await.unwrap_err(), AppError::NotFound);
        assert_eq!(house.fetch(&house.ines, id).await.unwrap_err(), AppError::NotFound);
        assert!(!house.folder(id).exists());
    }
    // Nobody agreed in a week: it is over, and the next may be asked for.
    let id = propose(&house, &key).await.unwrap();
    let back = "set session_replication_role = replica; update app.export set lapses_at = now() where status = 'proposed'; reset session_replication_role";
    house.world.by_hand(back.into()).await;
    assert_eq!(seen(&house, &house.noor).await[0].state, ExportState::Expired);
    assert_eq!(agree(&house, &house.noor, id).await.unwrap_err(), AppError::NotFound);
    propose(&house, &key).await.unwrap();
}

// What the page's program does not do, somebody with the clinic's login cannot do either.
#[tokio::test]
async fn the_database_keeps_the_two_apart() {
    let mut house = House::new().await;
    let id = propose(&house, &ReceiveKey::generate()).await.unwrap();
    let moves = [
        "update app.export set status = 'received' where scope = 'move'",
        "update app.export set status = 'running' where scope = 'move'",
        "update app.export set status = 'ready' where scope = 'move'",
        "update app.export set agreed_by = asked_by where scope = 'move'",
        "update app.export set recipient = null where scope = 'move'",
    ];
    let (ines, noor) = ((house.ines.person, house.ines.member), (house.noor.person, house.noor.member));
    for ((person, member), tries) in [(ines, &moves[..]), (noor, &moves[1..])] {
        let mut login = house.by_own_hand(person, member).await;
        for sql in tries {
            login.execute("savepoint before").await.unwrap();
            assert!(login.execute(*sql).await.is_err(), "{member}: {sql}");
            login.execute("rollback to before").await.unwrap();
        }
    }
    // And the worker's login hands nothing out that not everybody was told of.
    let worker = "set session authorization ns_worker; update app.export set status = 'running' where scope = 'move'";
    assert!(house.world.hand.execute(worker).await.map_or(0, |done| done.rows_affected()) == 0);
    house.world.by_hand("reset session authorization".into()).await;
    assert_eq!(
        seen(&house, &house.noor).await.iter().find(|one| one.id == ExportId(id)).unwrap().state,
        ExportState::Proposed
    );
}

#[tokio::test]
async fn every_client_is_told_once_and_before_anything_is_packed() {
    let mut house = House::new().await;
    let clinic = house.maya.organisation;
    let mut clients = Vec::new();
    for n in 0..60 {
        clients.push(house.world.client(clinic, &format!("Client {n}")).await);
    }
    house.prove().await;
    let id = agreed(&house, &ReceiveKey::generate()).await;
    let running = "select count(*) from app.export where scope = 'move' and status <> 'received'";
    let told = "select count(*) from app.record_read where kind = 'move' and via = 'house'";
    let mut slices = 0;
    while house.count(told).await < 63 {
        assert_eq!(house.count(running).await, 0, "packed before everybody knew");
        assert!(house.backend().run_next_job().await.unwrap());
        slices += 1;
    }
    assert!(slices >= 2, "{slices}");
    // Nobody says that it is under way while somebody is missing, whatever the program does.
    house.run_jobs().await;
    assert_eq!(seen(&house, &house.ines).await[0].state, ExportState::Ready);
    assert_eq!(house.count(told).await, 63);
    assert_eq!(house.count("select count(*) from app.activity where action = 'move.packed'").await, 63);
    let letters = house.backend().mailbox().unwrap();
    let letters: Vec<_> = letters.iter().filter(|letter| letter.subject.contains("is moving")).collect();
    assert_eq!(letters.len(), 63);
    for letter in &letters {
        assert!(letter.text.contains("/me/who-saw") && letter.text.contains("sealed"), "{}", letter.text);
    }
    // What they read: who, and that nobody here can read it.
    let line = house.backend().load_who_saw(&mut house.maya.read(house.backend()).await, None).await.unwrap();
    assert_eq!((line.looks[0].kind, line.looks[0].reader.as_str()), (contract::grant::ReadKind::Move, "Ines Duarte"));
    assert!(!holds(&unpack(&house.fetch_raw(&house.ines, id).await.unwrap()), "Client 7"));
}
