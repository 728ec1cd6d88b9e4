//! Versions, history, papers, and what an administrator sees of it. T13 P13

use backend::db::HouseLook;
use contract::Code;
use contract::consent::ConsentKind::{Ai, Disclaimer, HealthData, Privacy, Terms};
use contract::consent::{Answer, ConsentQuery, Decision, Language, Method, Paper, Standing};
use contract::error::AppError;
use contract::grant::ReadKind;

use crate::support::{House, app_error};

/// A new text of the privacy statement, in both languages; consent to the old one counts until `until`.
async fn publish(house: &mut House, until: &str) {
    house
        .world
        .by_hand(format!(
            "insert into ref.consent_version values ('privacy', 3, now() - interval '30 days', now() + interval '{until}');
             insert into ref.consent_text select kind, 3, language, title, 'A new text for {{organisation}}.', effect from ref.consent_text where kind = 'privacy' and version = 2"
        ))
        .await;
}

// A new version asks again, for what changed only; the old one holds until its day and not a moment longer.
#[tokio::test]
async fn a_new_version_asks_again_and_the_old_one_ends() {
    let mut house = House::new().await;
    assert!(house.mine().await.consents.iter().all(|one| !one.is_asked() && one.holds));
    publish(&mut house, "7 days").await;
    let mine = house.mine().await;
    let asked: Vec<_> = mine.consents.iter().filter(|one| one.is_asked()).map(|one| one.kind).collect();
    assert_eq!(asked, [Privacy]);
    let privacy = mine.consents.iter().find(|one| one.kind == Privacy).unwrap();
    assert!(privacy.holds && privacy.earlier_until.is_some() && privacy.body == "A new text for Kestrel Street.");
    assert!(!mine.is_closed);
    house.log().await.unwrap();

    house.say(Privacy, true).await;
    let mine = house.mine().await;
    assert!(mine.consents.iter().all(|one| !one.is_asked()));
    assert_eq!(mine.history.first().map(|event| (event.kind, event.version)), Some((Privacy, 3)));
    assert_eq!(mine.history.len(), 6, "what was decided before is still there");

    // Somebody who did not answer until the day came.
    let mut late = House::new().await;
    publish(&mut late, "-1 second").await;
    assert!(late.mine().await.is_closed);
    assert_eq!(late.log().await, Err(AppError::ConsentNeeded));
    late.say(Privacy, true).await;
    late.log().await.unwrap();
}

// "No" to a new version is a "no": the old consent does not outlive it.
#[tokio::test]
async fn no_to_a_new_version_withdraws_the_old() {
    let mut house = House::new().await;
    publish(&mut house, "7 days").await;
    house.say(Privacy, false).await;
    let mine = house.mine().await;
    assert!(mine.is_closed);
    assert_eq!(mine.history.first().map(|event| event.decision), Some(Decision::Withdrawn));
}

// Said twice, one after the other or at once, it is one decision; a "no" before any "yes" is a refusal.
#[tokio::test]
async fn a_decision_is_written_once_and_for_good() {
    let mut house = House::new().await;
    let answer = house.answer(Ai, false).await;
    let again = || async {
        let tx = house.maya.write(house.backend()).await;
        house.backend().decide_consents(tx, std::slice::from_ref(&answer), &house.from()).await.unwrap();
    };
    tokio::join!(again(), again(), again());
    again().await;
    let mine = house.mine().await;
    let ai: Vec<_> = mine.history.iter().filter(|event| event.kind == Ai).map(|event| event.decision).collect();
    assert_eq!(ai, [Decision::Withdrawn, Decision::Given]);
    // S12: where it came from is a keyed hash and words; the address is nowhere.
    let row: String = sqlx::query_scalar("select to_jsonb(e)::text from app.consent_event e order by seq desc limit 1")
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    assert!(row.contains("A browser") && !row.contains("192.0.2.7") && !row.contains("\"network\": null"), "{row}");
    // Nobody rewrites it, a superuser included.
    for sql in [
        "update app.consent_event set decision = 'given'",
        "delete from app.consent_event",
        "truncate app.consent_event",
        "update ref.consent_text set body = 'x'",
    ] {
        assert!(
            sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut house.world.hand).await.is_err(),
            "{sql}"
        );
    }
    // Each has its entry in the activity log.
    let told: i64 = sqlx::query_scalar(
        "select count(*) from app.activity where action = 'consent.withdrawn' and from_state = 'ai'",
    )
    .fetch_one(&mut house.world.hand)
    .await
    .unwrap();
    assert_eq!(told, 1);
}

// Nobody agrees to what they were not shown; taking back needs no text.
#[tokio::test]
async fn agreement_is_to_the_exact_text() {
    let mut house = House::new().await;
    house.say(Terms, false).await;
    let good = house.answer(Terms, true).await;
    let dutch = Answer { language: Language::Nl, ..good.clone() };
    for shown in ["", "zz", "00", &"ab".repeat(32), &"ab".repeat(100_000)] {
        let answer = Answer { shown: shown.into(), ..good.clone() };
        let tx = house.backend().write_even_closed(&house.maya.token, "test").await.unwrap();
        let refused = app_error(house.backend().decide_consents(tx, &[answer], &house.from()).await);
        assert_eq!(refused, AppError::Conflict(Code::TextChanged));
    }
    // The right hash of the other language is another text.
    let tx = house.backend().write_even_closed(&house.maya.token, "test").await.unwrap();
    assert!(house.backend().decide_consents(tx, &[dutch], &house.from()).await.is_err());
    assert!(house.mine().await.is_closed);
    // The practice changes its name: the text on an open page is an old one, what was agreed stays agreed.
    house.world.by_hand("update app.organisation set name = 'Kestrel Lane'".into()).await;
    let tx = house.backend().write_even_closed(&house.maya.token, "test").await.unwrap();
    assert!(house.backend().decide_consents(tx, &[good], &house.from()).await.is_err());
    house.say(Terms, true).await;
    let mine = house.mine().await;
    assert!(!mine.is_closed && mine.consents.iter().all(|one| !one.is_asked()));
    // Taking back needs no knowledge of the text.
    let tx = house.maya.write(house.backend()).await;
    let blind = Answer { kind: Ai, agrees: false, language: Language::En, shown: String::new() };
    house.backend().decide_consents(tx, &[blind], &house.from()).await.unwrap();
    assert!(!house.mine().await.consents.iter().find(|one| one.kind == Ai).unwrap().holds);
}

// All answers of a form or none.
#[tokio::test]
async fn a_form_is_taken_whole() {
    let house = House::new().await;
    let ai = house.answer(Ai, false).await;
    let bad = Answer { shown: "00".into(), ..house.answer(Disclaimer, true).await };
    let tx = house.maya.write(house.backend()).await;
    assert!(house.backend().decide_consents(tx, &[ai, bad], &house.from()).await.is_err());
    assert!(house.mine().await.consents.iter().all(|one| one.holds));
}

#[tokio::test]
async fn a_paper_is_recorded_with_its_reason_and_its_client_sees_it() {
    let mut house = House::new().await;
    house.say(HealthData, false).await;
    let paper = Paper::parse("health_data", "yes", "nl", "Form of 3 May, kept in the file").unwrap();
    let tx = house.noor.write(house.backend()).await;
    let refused = app_error(house.backend().record_paper_consent(tx, house.maya.member, &paper).await);
    assert_eq!(refused, AppError::ProofNeeded);
    house.world.by_hand("update auth.session set proved_at = now()".into()).await;

    let desk = house.world.front_desk(house.clinic, "Iris").await;
    let elsewhere = house.world.organisation("Harbour").await;
    let other = house.world.admin(elsewhere, "Otto").await;
    house.world.by_hand("update auth.session set proved_at = now()".into()).await;
    for who in [&desk, &other] {
        let tx = who.write(house.backend()).await;
        let refused = app_error(house.backend().record_paper_consent(tx, house.maya.member, &paper).await);
        assert_eq!(refused, AppError::NotFound);
    }
    let tx = house.noor.write(house.backend()).await;
    house.backend().record_paper_consent(tx, house.maya.member, &paper).await.unwrap();
    let mine = house.mine().await;
    let event = mine.history.first().unwrap();
    assert_eq!((event.method, event.decision, event.language), (Method::Paper, Decision::Given, Language::Nl));
    assert_eq!(event.reason.as_deref(), Some("Form of 3 May, kept in the file"));
    house.log().await.unwrap();
    house.say(HealthData, false).await;
    assert!(house.log().await.is_err(), "the client can undo it");
    // Of themselves staff have no consent to record.
    let tx = house.noor.write(house.backend()).await;
    assert_eq!(
        app_error(house.backend().record_paper_consent(tx, house.noor.member, &paper).await),
        AppError::NotFound
    );
}

// T13: an administrator can query it, by kind, state and version; nobody else, and of nobody else's clients.
#[tokio::test]
async fn an_administrator_can_query_who_agreed_to_what() {
    let mut house = House::new().await;
    let tom = house.world.client(house.clinic, "Tom").await;
    house.world.decide(&tom, "ai", "withdrawn").await;
    let elsewhere = house.world.organisation("Harbour").await;
    house.world.client(elsewhere, "Oscar").await;
    publish(&mut house, "7 days").await;
    let ask = |kind: &str, state: &str, version: &str| {
        let query = ConsentQuery { kind: kind.into(), state: state.into(), version: version.into() };
        let house = &house;
        async move {
            let looks = [backend::consent::look_at_standings(&query)];
            let mut tx = house.noor.look(house.backend(), &looks).await;
            house.backend().load_clinic_consents(&mut tx, &query).await.unwrap()
        }
    };
    let all = ask("", "", "").await;
    assert_eq!(all.rows.len(), 10);
    assert!(all.rows.iter().all(|row| row.name != "Oscar"));
    assert_eq!(all.counts.iter().map(|(.., count)| count).sum::<i64>(), 10);
    assert!(all.counts.contains(&(Privacy, Standing::Older, 2)) && all.counts.contains(&(Ai, Standing::Withdrawn, 1)));
    let withdrawn = ask("ai", "withdrawn", "1").await;
    assert_eq!(withdrawn.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Tom"]);
    assert!(ask("ai", "withdrawn", "2").await.rows.is_empty());
    assert_eq!(ask("'; drop", "nonsense", "-1").await.rows.len(), 10, "what is no filter filters nothing");

    let looks = [HouseLook::of(ReadKind::Consents, [tom.member])];
    let mut tx = house.noor.look(house.backend(), &looks).await;
    let one = house.backend().load_client_consents(&mut tx, tom.member).await.unwrap();
    assert_eq!((one.name.as_str(), one.standings.len(), one.history.len()), ("Tom", 5, 6));
    assert!(one.history.iter().all(|event| event.device.is_none()), "from where is the client's own");
    let desk = house.world.front_desk(house.clinic, "Iris").await;
    let mut tx = desk.look(house.backend(), &looks).await;
    assert!(house.backend().load_clinic_consents(&mut tx, &ConsentQuery::default()).await.is_err());
    assert!(house.backend().load_client_consents(&mut tx, tom.member).await.is_err());
}
