//! Documents to sign: asked once, signed once, frozen, ended with a reason. S9

use backend::db::{HouseLook, Look};
use backend::signing::looks_at_documents;
use contract::Code;
use contract::error::AppError;
use contract::grant::ReadKind;
use contract::paging::Reach;
use contract::signing::{DocumentState, DocumentView, NewText};
use uuid::Uuid;

use crate::support::{House, app_error};

const TEXT: &str = "I pay within 14 days.\n\nI may cancel a day before.";

/// A text, and Maya asked to sign it.
async fn asked(house: &House) -> (Uuid, Uuid) {
    let (text, copy) = (Uuid::now_v7(), Uuid::now_v7());
    let new = NewText::parse("", "financial", "Payment", TEXT).unwrap();
    house.backend().write_document(house.noor.write(house.backend()).await, text, &new).await.unwrap();
    ask(house, copy, text).await.unwrap();
    (text, copy)
}

async fn ask(house: &House, copy: Uuid, text: Uuid) -> Result<(), AppError> {
    let tx = house.noor.write(house.backend()).await;
    let came = house.backend().request_signature(tx, copy, text, house.maya.member).await;
    came.map_err(|refusal| refusal.into_app("test"))
}

async fn sign(house: &House, copy: Uuid, shown: &str) -> Result<(), AppError> {
    let tx = house.maya.write(house.backend()).await;
    let came = house.backend().sign_document(tx, copy, "Maya Osei", shown, &house.from()).await;
    came.map_err(|refusal| refusal.into_app("test"))
}

async fn mine(house: &House, copy: Uuid) -> DocumentView {
    house.backend().load_document(&mut house.maya.read(house.backend()).await, copy).await.unwrap()
}

#[tokio::test]
async fn a_document_is_signed_once_and_ended_with_a_reason() {
    let mut house = House::new().await;
    let (text, copy) = asked(&house).await;
    let unproved = sign(&house, copy, &mine(&house, copy).await.hash).await;
    assert_eq!(unproved, Err(AppError::ProofNeeded));
    house.proved(true).await;
    assert_eq!(ask(&house, Uuid::now_v7(), text).await, Err(AppError::Conflict(Code::AlreadyActive)));
    ask(&house, copy, text).await.unwrap(); // the same form again
    let hash = mine(&house, copy).await.hash;
    for shown in ["", "00", &"ab".repeat(32)] {
        assert_eq!(sign(&house, copy, shown).await, Err(AppError::Conflict(Code::TextChanged)));
    }
    // Twice at once is one signature.
    let (one, two) = tokio::join!(sign(&house, copy, &hash), sign(&house, copy, &hash));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    assert_eq!(sign(&house, copy, &hash).await, Err(AppError::Conflict(Code::AlreadyActive)));
    assert_eq!(ask(&house, Uuid::now_v7(), text).await, Err(AppError::Conflict(Code::AlreadyActive)));
    let signed = mine(&house, copy).await;
    assert_eq!(
        (signed.state, signed.signed.as_ref().map(|(name, _)| name.as_str())),
        (DocumentState::Signed, Some("Maya Osei"))
    );
    assert_eq!(signed.text.body, TEXT);

    // Recorded by the server: the time, a keyed hash, the browser in words, the address sealed for an administrator.
    let row: String = sqlx::query_scalar("select to_jsonb(d)::text from app.document d")
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    assert!(!row.contains("192.0.2.7") && row.contains("A browser"), "{row}");
    house.proved(false).await;
    let look = [HouseLook::at_one(ReadKind::Documents, copy)];
    let tx = house.noor.change(house.backend(), &look).await;
    assert_eq!(app_error(house.backend().open_signature(tx, copy).await), AppError::ProofNeeded);
    house.proved(true).await;
    let tx = house.noor.change(house.backend(), &look).await;
    assert_eq!(house.backend().open_signature(tx, copy).await.unwrap(), "192.0.2.7");

    // The next version is another text; what was signed stays what it was.
    let next = NewText::parse(&text.to_string(), "financial", "Payment", "I pay at once.").unwrap();
    house.backend().write_document(house.noor.write(house.backend()).await, Uuid::now_v7(), &next).await.unwrap();
    assert_eq!(mine(&house, copy).await.text.body, TEXT);

    house.backend().end_document(house.maya.write(house.backend()).await, copy, "I moved away").await.unwrap();
    let ended = mine(&house, copy).await;
    assert_eq!((ended.state, ended.ended.map(|(why, _)| why)), (DocumentState::Ended, Some("I moved away".into())));
    let again = house.backend().end_document(house.noor.write(house.backend()).await, copy, "x").await;
    assert_eq!(app_error(again), AppError::NotFound);
    let anew = Uuid::now_v7();
    ask(&house, anew, text).await.unwrap();
    assert_eq!(mine(&house, anew).await.text.version, 2);
}

// Frozen by the database, for the functions' own role and a superuser too.
#[tokio::test]
async fn a_signed_document_is_not_rewritten() {
    let mut house = House::new().await;
    let (_, copy) = asked(&house).await;
    let hash = mine(&house, copy).await.hash;
    for sql in ["set status = 'signed'", "set status = 'ended'", "set signed_name = 'Somebody'"] {
        let sql = format!("update app.document {sql}");
        assert!(sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut house.world.hand).await.is_err(), "{sql}");
    }
    house.proved(true).await;
    sign(&house, copy, &hash).await.unwrap();
    // Of a superuser's refused statement Postgres' log would quote the row, as it never does of the program's.
    house.world.by_hand("set log_error_verbosity = terse".into()).await;
    for sql in [
        "update app.document set signed_name = 'Somebody else'",
        "update app.document set signed_at = now()",
        "update app.document set status = 'requested'",
        "update app.document set device = 'x'",
        "update app.document set sealed = null",
        "update app.document set text_hash = sha256('x')",
        "update app.document set body = 'x', text_hash = sha256(convert_to(title || E'\\n\\nx', 'UTF8'))",
        "update app.document set ended_at = now(), ended_why = 'x', ended_by = client_id",
        "update app.document set client_id = asked_by",
        "update app.document set status = 'ended'",
        "delete from app.document",
        "truncate app.document",
        "update app.document_text set body = 'x'",
        "delete from app.document_text",
    ] {
        assert!(sqlx::query(sql).execute(&mut house.world.hand).await.is_err(), "{sql}");
    }
}

// Nobody signs for another, nobody else sees it.
#[tokio::test]
async fn a_document_is_its_clients() {
    let mut house = House::new().await;
    let (text, copy) = asked(&house).await;
    let hash = mine(&house, copy).await.hash;
    let tom = house.world.client(house.clinic, "Tom").await;
    let elsewhere = house.world.organisation("Harbour").await;
    let otto = house.world.admin(elsewhere, "Otto").await;
    house.proved(true).await;
    let backend = house.backend().clone();
    let signed = backend.sign_document(tom.write(&backend).await, copy, "Maya Osei", &hash, &house.from()).await;
    assert_eq!(app_error(signed), AppError::NotFound);
    assert_eq!(app_error(backend.end_document(tom.write(&backend).await, copy, "x").await), AppError::NotFound);
    assert_eq!(app_error(backend.end_document(otto.write(&backend).await, copy, "x").await), AppError::NotFound);
    assert!(backend.load_document(&mut tom.read(&backend).await, copy).await.is_err());
    assert!(backend.load_document(&mut otto.read(&backend).await, copy).await.is_err());
    assert!(
        backend
            .load_document(&mut *house.ruth.open(&backend, Look::Documents(house.maya.member)).await, copy)
            .await
            .is_ok(),
        "her practitioner sees it"
    );
    let desk = house.world.front_desk(house.clinic, "Iris").await;
    let refused = backend.request_signature(desk.write(&backend).await, Uuid::now_v7(), text, house.maya.member).await;
    assert_eq!(app_error(refused), AppError::NotFound);
    let asked = backend.request_signature(otto.write(&backend).await, Uuid::now_v7(), text, house.maya.member).await;
    assert_eq!(app_error(asked), AppError::field("client", Code::Unknown));
    let new = NewText::parse("", "consent", "T", "B").unwrap();
    assert!(backend.write_document(desk.write(&backend).await, Uuid::now_v7(), &new).await.is_err());
    assert!(
        backend
            .load_documents(&mut desk.look(&backend, &looks_at_documents(Reach::default())).await, Reach::default())
            .await
            .is_err()
    );
}

// A practitioner writes and asks for whom they care, and for nobody else.
#[tokio::test]
async fn a_practitioner_asks_their_own_clients() {
    let mut house = House::new().await;
    let tom = house.world.client(house.clinic, "Tom").await;
    let backend = house.backend().clone();
    let look = Look::Documents(house.maya.member);
    let (text, copy) = (Uuid::now_v7(), Uuid::now_v7());
    let new = NewText::parse("", "assignment", "Diary", "I write down what I eat.").unwrap();
    backend.write_for_client(house.ruth.change(&backend, look).await, text, house.maya.member, &new).await.unwrap();
    backend.request_from_client(house.ruth.change(&backend, look).await, copy, text, house.maya.member).await.unwrap();
    let not_hers = backend
        .request_from_client(
            house.ruth.change(&backend, Look::Documents(tom.member)).await,
            Uuid::now_v7(),
            text,
            tom.member,
        )
        .await;
    assert_eq!(app_error(not_hers), AppError::NotFound);
    let closed = backend
        .load_client_documents(
            &mut house.ruth.open(&backend, Look::Documents(tom.member)).await,
            tom.member,
            Reach::default(),
        )
        .await;
    assert_eq!(app_error(closed), AppError::NotFound);
    let (named, open) = backend
        .load_client_documents(&mut house.ruth.open(&backend, look).await, house.maya.member, Reach::default())
        .await
        .unwrap();
    assert_eq!((named.name.as_str(), open.texts.len(), open.copies.len()), ("Maya Osei", 1, 1));
    let next = NewText::parse(&text.to_string(), "assignment", "Diary", "Else").unwrap();
    let rewritten = backend
        .write_for_client(house.ruth.change(&backend, look).await, Uuid::now_v7(), house.maya.member, &next)
        .await;
    assert_eq!(app_error(rewritten), AppError::NotFound);
    backend.end_document(house.ruth.write(&backend).await, copy, "Not needed any more").await.unwrap();
    assert_eq!(mine(&house, copy).await.state, DocumentState::Ended);
    // Each of it is in the log.
    let logged: Vec<String> =
        sqlx::query_scalar("select action from app.activity where action like 'document.%' order by seq")
            .fetch_all(&mut house.world.hand)
            .await
            .unwrap();
    assert_eq!(logged, ["document.written", "document.requested", "document.ended"]);
}

// S9 N2: a text that was written for one client is in nobody else's list, and nobody else is asked to sign it, by
// the form or by a statement of one's own. Who does not care for a client writes nothing for them.
#[tokio::test]
async fn a_text_for_one_client_is_that_clients() {
    let mut house = House::new().await;
    let tom = house.world.client(house.clinic, "Tom").await;
    let anton = house.world.practitioner(house.clinic, "Anton").await;
    house.world.relate(&anton, &tom, "active").await;
    house.world.relate(&house.ruth, &tom, "active").await;
    let backend = house.backend().clone();
    let (maya, text) = (house.maya.member, Uuid::now_v7());
    let (of_maya, of_tom) = (Look::Documents(maya), Look::Documents(tom.member));
    let new = NewText::parse("", "assignment", "Maya's diary", "Only for her.").unwrap();
    backend.write_for_client(house.ruth.change(&backend, of_maya).await, text, maya, &new).await.unwrap();
    // Not in care: nothing is written.
    let elsewhere = backend.write_for_client(anton.change(&backend, of_maya).await, Uuid::now_v7(), maya, &new).await;
    assert_eq!(app_error(elsewhere), AppError::NotFound);
    // In nobody else's list: a colleague's, the same practitioner's for another client, an administrator's.
    let (_, list) = backend
        .load_client_documents(&mut anton.open(&backend, of_tom).await, tom.member, Reach::default())
        .await
        .unwrap();
    assert!(list.texts.is_empty());
    let (_, list) = backend
        .load_client_documents(&mut house.ruth.open(&backend, of_tom).await, tom.member, Reach::default())
        .await
        .unwrap();
    assert!(list.texts.is_empty());
    assert!(
        backend
            .load_documents(
                &mut house.noor.look(&backend, &looks_at_documents(Reach::default())).await,
                Reach::default()
            )
            .await
            .unwrap()
            .texts
            .is_empty()
    );
    // Nobody else is asked to sign it.
    for asked in [
        backend.request_from_client(anton.change(&backend, of_tom).await, Uuid::now_v7(), text, tom.member).await,
        backend.request_from_client(house.ruth.change(&backend, of_tom).await, Uuid::now_v7(), text, tom.member).await,
        backend.request_signature(house.noor.write(&backend).await, Uuid::now_v7(), text, tom.member).await,
    ] {
        assert!(matches!(app_error(asked), AppError::Invalid(_)));
    }
    sqlx::query("update auth.session set token_hash = sha256('by hand') where membership_id = $1")
        .bind(anton.member.0)
        .execute(&mut house.world.hand)
        .await
        .unwrap();
    let mut login = house.world.db.as_role("ns_practice").await;
    for sql in [
        format!("select 1 from app.document_text where text_id = '{text}'"),
        format!(
            "insert into app.document (organisation_id, document_id, client_id, text_id, version, asked_by) values ('{}', gen_random_uuid(), '{}', '{text}', 1, '{}')",
            house.clinic, tom.member, anton.member
        ),
        format!(
            "insert into app.document_text (organisation_id, text_id, version, kind, title, body, client_id) values ('{}', gen_random_uuid(), 1, 'consent', 'T', 'B', '{maya}')",
            house.clinic
        ),
        format!(
            "insert into app.document_text (organisation_id, text_id, version, kind, title, body) values ('{}', gen_random_uuid(), 1, 'consent', 'T', 'B')",
            house.clinic
        ),
    ] {
        use sqlx::Executor as _;
        login.execute("begin").await.unwrap();
        login.execute("select authz.enter('by hand')").await.unwrap();
        let done = login.execute(sqlx::AssertSqlSafe(sql.clone())).await;
        assert!(done.is_err() || done.unwrap().rows_affected() == 0, "{sql}");
        login.execute("rollback").await.unwrap();
    }
    // For her it is there, and she can be asked.
    backend.request_from_client(house.ruth.change(&backend, of_maya).await, Uuid::now_v7(), text, maya).await.unwrap();
}
