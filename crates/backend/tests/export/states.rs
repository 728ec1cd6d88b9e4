//! Who may ask, who may fetch, and how exports end. T12 N7

use backend::export::looks_at_exports;
use contract::export::ExportState;
use contract::id::ExportId;
use contract::paging::Reach;
use contract::{AppError, Code};
use uuid::Uuid;

use crate::support::{House, holds, refused, rows};

#[tokio::test]
async fn only_its_owner_fetches_it_and_freshly_proved() {
    let mut house = House::new().await;
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation.0);
    house.log_of(organisation, maya, 5, "Own-Canary").await;
    let id = house.ask_mine(&house.maya).await;
    assert_eq!(house.fetch(&house.maya, id).await.unwrap_err(), AppError::NotFound, "not ready");
    house.run_jobs().await;
    assert_eq!(house.state(&house.maya).await, ExportState::Ready);
    // T12: another person's session, of whatever role and clinic.
    assert_eq!(house.fetch(&house.tom, id).await.unwrap_err(), AppError::NotFound);
    assert_eq!(house.fetch(&house.stranger, id).await.unwrap_err(), AppError::NotFound);
    assert_eq!(house.fetch(&house.ruth, id).await.unwrap_err(), AppError::NotFound);
    assert_eq!(house.fetch(&house.noor, id).await.unwrap_err(), AppError::NotFound);
    assert_eq!(house.fetch(&house.ines, id).await.unwrap_err(), AppError::NotFound);
    house.forget_proofs().await;
    assert_eq!(house.fetch(&house.maya, id).await.unwrap_err(), AppError::ProofNeeded);
    assert_eq!(
        house.fetch(&house.tom, id).await.unwrap_err(),
        AppError::NotFound,
        "and still nothing is said to others"
    );
    house.prove().await;
    for _ in 0..2 {
        assert!(holds(&house.fetch(&house.maya, id).await.unwrap(), "Own-Canary 5"));
    }
    assert_eq!(house.state(&house.maya).await, ExportState::Downloaded);
    let logged = "select string_agg(action || ' ' || (client_id is not null), ', ' order by seq) from app.activity where action like 'export.%'";
    assert_eq!(
        house.text(logged).await,
        "export.asked true, export.ready true, export.downloaded true, export.downloaded true"
    );
    // The letter says that and where, nothing of what is in it.
    let letters = house.backend().mailbox().unwrap();
    let letter = letters.iter().find(|letter| letter.subject.contains("copy of your data")).expect("a letter");
    assert!(
        letter.text.contains("/me/export") && !letter.text.contains("Canary") && !letter.text.contains(&id.to_string())
    );
    assert_eq!(letters.iter().filter(|letter| letter.subject.contains("copy of your data")).count(), 1);
}

#[tokio::test]
async fn it_runs_out_and_nothing_is_left() {
    let mut house = House::new().await;
    let id = house.ask_mine(&house.maya).await;
    house.run_jobs().await;
    assert!(house.folder(id).exists());
    let lasts = "select (expires_at - ready_at)::text from app.export";
    assert_eq!(house.text(lasts).await, "7 days");
    // A week later, whether or not the job has run.
    let back = "set session_replication_role = replica; update app.export set ready_at = ready_at - interval '7 days', expires_at = expires_at - interval '7 days'; reset session_replication_role";
    house.world.by_hand(back.into()).await;
    assert_eq!(house.fetch(&house.maya, id).await.unwrap_err(), AppError::NotFound);
    assert_eq!(house.state(&house.maya).await, ExportState::Expired);
    house.world.by_hand("update ops.job set run_at = now() where kind = 'end_export'".into()).await;
    house.run_jobs().await;
    assert!(!house.folder(id).exists(), "the files are gone");
    assert_eq!(
        house.text("select status || ' ' || (key_sealed is null) || ' ' || (work is null) from app.export").await,
        "expired true true"
    );
    assert_eq!(house.fetch(&house.maya, id).await.unwrap_err(), AppError::NotFound);
}

#[tokio::test]
async fn asked_for_by_many_at_once_it_is_one() {
    let house = House::new().await;
    let asks = (0..8).map(|_| async {
        let tx = house.maya.write(house.backend()).await;
        house.backend().ask_my_export(tx, Uuid::now_v7()).await
    });
    let mut asked = 0;
    for outcome in run_together(asks).await {
        match outcome {
            Ok(()) => asked += 1,
            Err(refusal) => assert_eq!(refused::<()>(Err(refusal)), AppError::Conflict(Code::ExportUnderWay)),
        }
    }
    assert_eq!(asked, 1);
    // The same form twice is one request; afterwards one may ask again.
    house.run_jobs().await;
    let key = Uuid::now_v7();
    for _ in 0..2 {
        house.backend().ask_my_export(house.maya.write(house.backend()).await, key).await.unwrap();
    }
    house.run_jobs().await;
    assert_eq!(house.list(&house.maya).await.len(), 2);
}

async fn run_together<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut pinned: Vec<_> = all.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|cx| {
        pinned.retain_mut(|future| match future.as_mut().poll(cx) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if pinned.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

#[tokio::test]
async fn stopped_half_way_nothing_is_left() {
    let mut house = House::new().await;
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation.0);
    house.log_of(organisation, maya, 6_000, "Own-Canary").await;
    let id = house.ask_mine(&house.maya).await;
    assert!(house.backend().run_next_job().await.unwrap(), "one slice");
    let view = house.list(&house.maya).await.remove(0);
    assert_eq!(view.state, ExportState::Running);
    // A real figure: rows done of rows counted.
    assert!(
        view.rows_done > 0 && view.rows_total.unwrap() > 6_000 && view.rows_done < view.rows_total.unwrap(),
        "{view:?}"
    );
    assert!((1..100).contains(&view.percent()) && house.folder(id).exists());
    // Not by somebody else.
    let foreign = house.backend().cancel_export(house.tom.write(house.backend()).await, ExportId(id)).await;
    assert_eq!(refused(foreign), AppError::NotFound);
    house.backend().cancel_export(house.maya.write(house.backend()).await, ExportId(id)).await.unwrap();
    house.run_jobs().await;
    assert!(!house.folder(id).exists());
    assert_eq!(house.state(&house.maya).await, ExportState::Cancelled);
    assert_eq!(house.text("select coalesce(encode(key_sealed, 'hex'), 'gone') from app.export").await, "gone");
    let again = house.backend().cancel_export(house.maya.write(house.backend()).await, ExportId(id)).await;
    assert_eq!(refused(again), AppError::NotFound);
}

#[tokio::test]
async fn an_administrator_asks_for_a_client_and_gets_nothing_of_it() {
    let mut house = House::new().await;
    let (maya, reason) = (house.maya.member, "She asked by letter on Monday");
    house.forget_proofs().await;
    let ask = async |key| {
        let tx = house.noor.write(house.backend()).await;
        house.backend().ask_export_for(tx, key, maya, reason).await
    };
    assert_eq!(refused(ask(Uuid::now_v7()).await), AppError::ProofNeeded);
    house.prove().await;
    let id = Uuid::now_v7();
    let ask = async |key, client| {
        let tx = house.noor.write(house.backend()).await;
        house.backend().ask_export_for(tx, key, client, reason).await
    };
    // A client of another clinic, or no client at all.
    for nobody in [house.stranger.member, house.ruth.member] {
        assert_eq!(refused(ask(Uuid::now_v7(), nobody).await), AppError::field("client", Code::Unknown));
    }
    ask(id, maya).await.unwrap();
    house.run_jobs().await;
    assert_eq!(house.fetch(&house.noor, id).await.unwrap_err(), AppError::NotFound, "rank opens no record");
    let seen = house
        .backend()
        .load_clinic_exports(&mut house.noor.look(house.backend(), &looks_at_exports("")).await, "", Reach::default())
        .await
        .unwrap();
    assert_eq!((seen.exports.len(), seen.exports[0].is_own, seen.is_owner), (1, false, false));
    let own = house.list(&house.maya).await.remove(0);
    assert_eq!((own.asked_by.is_some(), own.reason.as_deref(), own.is_own), (true, Some(reason), true));
    assert!(!rows(&house.fetch(&house.maya, id).await.unwrap(), "membership").is_empty());
}

// A record is the client's; staff get their own account and nothing of their clients.
#[tokio::test]
async fn staff_get_their_own_account() {
    let mut house = House::new().await;
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation.0);
    house.log_of(organisation, maya, 3, "Client-Canary").await;
    let ruth = house.ruth.member.0;
    house
        .world
        .by_hand(format!(
            "insert into app.service (organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place)
             values ('{organisation}', gen_random_uuid(), '{ruth}', 'First-Visit-Canary', 30, 0, 'gbp', 'online')"
        ))
        .await;
    let id = Uuid::now_v7();
    house.backend().ask_practice_export(house.ruth.write(house.backend()).await, id).await.unwrap();
    house.run_jobs().await;
    let files = house.fetch(&house.ruth, id).await.unwrap();
    assert!(holds(&files, "First-Visit-Canary") && holds(&files, "Ruth Calloway"));
    assert!(!rows(&files, "activity").is_empty(), "what they did");
    for foreign in ["Client-Canary", "Maya", "Tom", &maya.to_string()] {
        assert!(!holds(&files, foreign), "{foreign} is in the export of somebody on the staff");
    }
    let id = Uuid::now_v7();
    house.backend().ask_clinic_export(house.noor.write(house.backend()).await, id).await.unwrap();
    house.run_jobs().await;
    assert!(!holds(&house.fetch(&house.noor, id).await.unwrap(), "Canary"));
}

// What cannot be finished says so, and does not stand in the way of the next.
#[tokio::test]
async fn a_part_that_is_lost_ends_it_and_the_next_one_works() {
    let mut house = House::new().await;
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation.0);
    house.log_of(organisation, maya, 6_000, "Own-Canary").await;
    let id = house.ask_mine(&house.maya).await;
    assert!(house.backend().run_next_job().await.unwrap());
    std::fs::remove_dir_all(house.folder(id)).unwrap();
    for _ in 0..10 {
        house
            .world
            .by_hand("update ops.job set run_at = now() where status = 'queued' and kind = 'export'".into())
            .await;
        house.run_jobs().await;
    }
    assert_eq!(house.state(&house.maya).await, ExportState::Failed);
    assert_eq!(house.count("select count(*) from ops.job where kind = 'export' and status = 'failed'").await, 1);
    let files = house.export(&house.maya).await;
    assert_eq!(rows(&files, "observation").len(), 6_000);
}
