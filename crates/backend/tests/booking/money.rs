//! Every way money moves: what the client's page, the practice's agenda, both letters and the ledger say is the same, and
//! is what Stripe holds. N13 T8

use backend::db::{Clinic, Practice};
use contract::booking::{AppointmentStatus, MoneyFact, Reader, SettleInput};
use contract::consent::Language;
use contract::id::AppointmentId;
use sqlx::Row;
use testkit::Actor;

use crate::house::House;

/// What happens; the state it ends in; the facts of its money; whether a letter before said already what goes back;
/// whether there is anything to write of at all.
type Case = (&'static [&'static str], &'static str, &'static [(&'static str, i64)], bool, bool);

const CASES: [Case; 35] = [
    (&["give back"], "released/cancelled/expired", &[("NothingCharged", 0)], false, false),
    (&["decline", "leave"], "released/declined/failed", &[("NothingCharged", 0)], false, false),
    (&["later"], "released/expired/expired", &[("NothingCharged", 0)], false, false),
    (&["pay"], "confirmed//paid", &[], false, true),
    (&["pay", "cancel"], "cancelled_by_client//refunded", &[("WentBack", 6000)], true, true),
    (&["pay", "late", "cancel"], "cancelled_by_client//paid", &[("Kept", 6000)], false, true),
    (&["pay", "practice cancels"], "cancelled_by_practice//refunded", &[("WentBack", 6000)], true, true),
    (&["pay unseen", "slot lost"], "released/slot_lost/refunded", &[("WentBack", 6000)], true, true),
    (&["pay unseen", "give back"], "released/cancelled/refunded", &[("WentBack", 6000)], true, true),
    (&["pay", "refund 5000"], "confirmed//partly_refunded", &[("WentBack", 5000)], false, true),
    (&["pay", "refund 5000", "cancel"], "cancelled_by_client//refunded", &[("WentBack", 6000)], true, true),
    (&["pay", "refund 6000"], "confirmed//refunded", &[("WentBack", 6000)], false, true),
    (&["pay", "refund 6000", "cancel"], "cancelled_by_client//refunded", &[("WentBack", 6000)], false, true),
    (&["pay", "refund 5000", "fail"], "confirmed//paid", &[("DidNotArrive", 5000)], false, true),
    (
        &["pay", "refund 5000", "fail", "cancel"],
        "cancelled_by_client//partly_refunded",
        &[("WentBack", 1000), ("DidNotArrive", 5000)],
        true,
        true,
    ),
    (&["pay", "cancel", "fail"], "cancelled_by_client//paid", &[("DidNotArrive", 6000)], false, true),
    (&["pay", "cancel", "fail", "refund 6000"], "cancelled_by_client//refunded", &[("WentBack", 6000)], true, true),
    (&["slow", "pay", "cancel"], "cancelled_by_client//paid", &[("OnItsWay", 6000)], true, true),
    (&["slow", "pay", "cancel", "arrive"], "cancelled_by_client//refunded", &[("WentBack", 6000)], true, true),
    (&["slow", "pay", "cancel", "fail"], "cancelled_by_client//paid", &[("DidNotArrive", 6000)], false, true),
    // An administrator sends it again: it arrives, is on its way, fails again, and arrives the second time.
    (&["pay", "cancel", "fail", "again"], "cancelled_by_client//refunded", &[("WentBack", 6000)], true, true),
    (&["pay", "refund 5000", "fail", "again"], "confirmed//partly_refunded", &[("WentBack", 5000)], false, true),
    (&["slow", "pay", "cancel", "fail", "again"], "cancelled_by_client//paid", &[("OnItsWay", 6000)], false, true),
    (
        &["slow", "pay", "cancel", "fail", "again", "arrive"],
        "cancelled_by_client//refunded",
        &[("WentBack", 6000)],
        true,
        true,
    ),
    (&["pay", "refund 2000", "fail", "again", "fail"], "confirmed//paid", &[("DidNotArrive", 2000)], false, true),
    (
        &["pay", "refund 2000", "fail", "again", "fail", "again"],
        "confirmed//partly_refunded",
        &[("WentBack", 2000)],
        false,
        true,
    ),
    // Or has paid it back another way.
    (&["pay", "cancel", "fail", "settle 6000"], "cancelled_by_client//paid", &[("PaidBack", 6000)], false, true),
    (
        &["pay", "refund 5000", "fail", "settle 5000", "cancel"],
        "cancelled_by_client//partly_refunded",
        &[("WentBack", 1000), ("PaidBack", 5000)],
        true,
        true,
    ),
    (&["pay", "dispute"], "confirmed//disputed", &[("InDispute", 6000)], false, true),
    (&["pay", "dispute", "win"], "confirmed//paid", &[("DisputeWon", 6000)], false, true),
    (&["pay", "dispute", "lose"], "confirmed//charged_back", &[("TakenBack", 6000)], false, true),
    (&["pay", "dispute", "cancel"], "cancelled_by_client//disputed", &[("InDispute", 6000)], false, true),
    (
        &["pay", "refund 5000", "dispute", "lose"],
        "confirmed//charged_back",
        &[("TakenBack", 1000), ("WentBack", 5000)],
        false,
        true,
    ),
    (&["pay", "outage", "cancel", "back again"], "cancelled_by_client//refunded", &[("WentBack", 6000)], true, true),
    (&["pay", "lost answers", "cancel"], "cancelled_by_client//refunded", &[("WentBack", 6000)], true, true),
];

#[tokio::test]
async fn everybody_is_told_the_same_of_every_movement() {
    let mut letters = 0;
    for (at, (steps, state, facts, announced, written)) in CASES.into_iter().enumerate() {
        let mut house = House::build(2).await;
        let admin = house.world.admin(house.practitioner.organisation, "Noor").await;
        let (id, checkout) = house.checkout(&house.clients[0], at).await;
        for step in steps {
            take(&house, &admin, id, &checkout, step).await;
        }
        let story = format!("{steps:?}");
        assert_eq!(house.state(id).await, state, "{story}");
        let seen = house
            .backend
            .find_appointment(&mut house.clients[0].read(&house.backend).await, id)
            .await
            .unwrap()
            .unwrap();
        let told = seen.facts();
        assert_eq!(named(&told), facts, "{story}: the client's page");
        agrees_with_stripe(&house, id, &checkout, &story).await;
        let report = house.backend.verify(&mut admin.read(&house.backend).await).await.unwrap();
        assert_eq!(report.faults, [], "{story}: the ledger's seals");
        // The clinic's list has it for as long as somebody has to settle it, with the same facts.
        let money = house.backend.list_money_tasks(&mut admin.read(&house.backend).await).await.unwrap();
        let waits = told.iter().any(|fact| matches!(fact, MoneyFact::DidNotArrive(_) | MoneyFact::InDispute(_)));
        assert_eq!(
            money.tasks.iter().map(|task| &task.facts).collect::<Vec<_>>(),
            if waits { vec![&told] } else { vec![] },
            "{story}: the list"
        );
        let day = contract::day::Day::today(seen.starts_at.date_naive());
        let mut week = house.backend.open_week::<Practice>(&house.practitioner.token, Some(day)).await.unwrap();
        let agenda = house.backend.show_agenda(&mut week, Some(day)).await.unwrap();
        drop(week);
        let entry = agenda.entries.iter().find(|entry| entry.id == id);
        assert_eq!(entry.is_some(), written, "{story}: the agenda");
        if let Some(entry) = entry {
            assert_eq!(entry.paid.as_ref().unwrap().facts(entry.status), told, "{story}: the agenda");
        }
        for (who, reader) in
            [(house.clients[0].person.0, Reader::Client), (house.practitioner.person.0, Reader::Practice)]
        {
            let mail = mail_of(&house, who).await;
            letters += mail.len();
            assert_eq!(!mail.is_empty(), written, "{story}: {reader:?} {mail:?}");
            // Who cancels knows what they have done; the front desk's doing is another test's.
            if reader == Reader::Practice && steps.contains(&"practice cancels") {
                continue;
            }
            let Some(last) = mail.first() else { continue };
            for fact in &told {
                let moved = matches!(fact, MoneyFact::WentBack(_) | MoneyFact::OnItsWay(_));
                let text = fact.told(reader, Language::En);
                let said = last.contains(&text)
                    || announced
                        && moved
                        && ["goes back", "on its way back", "went back"].iter().any(|words| last.contains(words));
                assert!(said, "{story}: {reader:?} was not told {text:?}: {last}");
            }
            assert!(!last.contains("Nothing was charged"), "{story}: {last}");
        }
    }
    println!("{} ways money moves, {letters} letters", CASES.len());
    assert!(letters >= 60, "{letters}");
}

async fn take(house: &House, admin: &Actor<Clinic>, id: AppointmentId, checkout: &str, step: &str) {
    let token = &house.clients[0].token;
    match step {
        "slow" => drop(house.press("/standin/settings", "slow_refunds=true").await),
        "outage" => drop(house.press("/standin/settings", "outage=true").await),
        "back again" => {
            house.press("/standin/settings", "outage=false").await;
            // A try that failed waits; as if the wait were over.
            house.later().await;
        }
        "lost answers" => drop(house.press("/standin/settings", "lose_answers=1").await),
        "decline" => house.act(checkout, "decline").await,
        "leave" => {
            let code = house.return_code(id, checkout).await;
            house.backend.leave_checkout(id, &code).await.unwrap();
        }
        "later" => house.later().await,
        "pay" => house.act(checkout, "pay").await,
        "pay unseen" => {
            house.press("/standin/settings", "hold=true").await;
            house.act(checkout, "pay").await;
        }
        "slot lost" => {
            let mine = house
                .backend
                .find_appointment(&mut house.clients[0].read(&house.backend).await, id)
                .await
                .unwrap()
                .unwrap();
            house.later().await;
            house.book(&house.clients[1], house.paid, mine.starts_at).await;
            house.press("/standin/release", "order=made").await;
        }
        "give back" => {
            house.backend.give_back(token, "test", id).await.unwrap();
            let before = house
                .backend
                .find_appointment(&mut house.clients[0].read(&house.backend).await, id)
                .await
                .unwrap()
                .unwrap();
            assert_eq!(named(&before.facts()), [("BeingChecked", 0)], "nobody knows yet whether it was paid");
            house.press("/standin/release", "order=made").await;
        }
        "cancel" => house.backend.cancel_appointment(token, "test", id).await.unwrap(),
        "practice cancels" => {
            let tx = house.practitioner.write(&house.backend).await;
            house.backend.conclude_appointment(tx, id, AppointmentStatus::CancelledByPractice).await.unwrap();
        }
        "late" => {
            let mut hand = house.world.db.superuser().await;
            sqlx::raw_sql("alter table app.appointment disable trigger transition").execute(&mut hand).await.unwrap();
            sqlx::query("update app.appointment set starts_at = now() + interval '23 hours', ends_at = now() + interval '24 hours' where appointment_id = $1").bind(id.0).execute(&mut hand).await.unwrap();
            sqlx::raw_sql("alter table app.appointment enable trigger transition").execute(&mut hand).await.unwrap();
        }
        "fail" | "arrive" => {
            let intent = house.at_stripe(checkout).await["payment_intent"].as_str().unwrap().to_owned();
            let refunds = house.ask(&format!("/v1/refunds?payment_intent={intent}")).await;
            let refund = refunds["data"][0]["id"].as_str().unwrap().to_owned();
            house.press(&format!("/standin/refunds/{refund}/{step}"), "").await;
        }
        "again" => {
            // Pressed twice, it is one refund.
            for _ in 0..2 {
                let tx = admin.write(&house.backend).await;
                house.backend.ask_refund_again(tx, id).await.unwrap();
            }
        }
        settle if settle.starts_with("settle ") => {
            let failed = settle[7..].parse().unwrap();
            let input = SettleInput { how: "By bank transfer on 3 December".into(), failed };
            let tx = admin.write(&house.backend).await;
            house.backend.settle_another_way(tx, id, &input).await.unwrap();
        }
        "dispute" => house.act(checkout, "dispute").await,
        "win" | "lose" => {
            let intent = house.at_stripe(checkout).await["payment_intent"].as_str().unwrap().to_owned();
            let disputes = house.ask(&format!("/v1/disputes?payment_intent={intent}")).await;
            let dispute = disputes["data"][0]["id"].as_str().unwrap().to_owned();
            house.press(&format!("/standin/disputes/{dispute}/{step}"), "").await;
        }
        other => {
            let amount = other.strip_prefix("refund ").unwrap();
            house.press(&format!("/standin/sessions/{checkout}/refund"), &format!("amount={amount}")).await;
        }
    }
    // While Stripe is away, its own page is all that is asked; else events arrive and jobs run.
    quiet(house).await;
}

/// Waits until every event has arrived, then does what is due, until nothing is left.
async fn quiet(house: &House) {
    for _ in 0..3 {
        for _ in 0..500 {
            let log = house.ask("/standin/deliveries").await;
            if !log["data"].as_array().unwrap().iter().any(|copy| copy["state"] == "sending") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        while house.backend.run_next_job().await.unwrap() {}
    }
}

fn named(facts: &[MoneyFact]) -> Vec<(&'static str, i64)> {
    let name = |fact: &MoneyFact| match fact {
        MoneyFact::NothingCharged => "NothingCharged",
        MoneyFact::BeingChecked => "BeingChecked",
        MoneyFact::WentBack(_) => "WentBack",
        MoneyFact::OnItsWay(_) => "OnItsWay",
        MoneyFact::GoesBack(_) => "GoesBack",
        MoneyFact::DidNotArrive(_) => "DidNotArrive",
        MoneyFact::PaidBack(..) => "PaidBack",
        MoneyFact::NotAsAsked(_) => "NotAsAsked",
        MoneyFact::Settled(_) => "Settled",
        MoneyFact::Kept(_) => "Kept",
        MoneyFact::InDispute(_) => "InDispute",
        MoneyFact::TakenBack(_) => "TakenBack",
        MoneyFact::DisputeWon(_) => "DisputeWon",
    };
    facts.iter().map(|fact| (name(fact), fact.amount().map_or(0, |money| money.minor))).collect()
}

/// Ledger, payment and Stripe say the same.
async fn agrees_with_stripe(house: &House, id: AppointmentId, checkout: &str, story: &str) {
    let mut hand = house.world.db.superuser().await;
    let row = sqlx::query(
        "select p.status, p.refunded_minor, p.refunding_minor, p.amount_minor, l.status as ledger, l.refunded_minor as ledger_refunded,
                p.settled_minor, l.settled_minor as ledger_settled
           from app.payment p cross join lateral (select * from app.ledger l where l.payment_id = p.payment_id order by l.seq desc limit 1) l
          where p.appointment_id = $1",
    )
    .bind(id.0)
    .fetch_one(&mut hand)
    .await
    .unwrap();
    let (status, ledger): (String, String) = (row.get("status"), row.get("ledger"));
    let (refunded, written): (i64, i64) = (row.get("refunded_minor"), row.get("ledger_refunded"));
    assert_eq!((&status, refunded), (&ledger, written), "{story}: the ledger");
    let (settled, written): (i64, i64) = (row.get("settled_minor"), row.get("ledger_settled"));
    assert_eq!(settled, written, "{story}: the ledger");
    let session = house.at_stripe(checkout).await;
    let Some(intent) = session["payment_intent"].as_str().filter(|_| session["payment_status"] == "paid") else {
        return assert!(matches!(status.as_str(), "expired" | "failed"), "{story}: {status}");
    };
    let refunds = house.ask(&format!("/v1/refunds?payment_intent={intent}&limit=100")).await;
    let sum = |word: &str| -> i64 {
        let all = refunds["data"].as_array().unwrap().iter().filter(|refund| refund["status"] == word);
        all.map(|refund| refund["amount"].as_i64().unwrap()).sum()
    };
    assert_eq!((sum("succeeded"), sum("pending")), (refunded, row.get("refunding_minor")), "{story}: Stripe");
}

/// Subject and text of each letter to somebody, newest first.
async fn mail_of(house: &House, person: uuid::Uuid) -> Vec<String> {
    let mut hand = house.world.db.superuser().await;
    let email: String = sqlx::query_scalar("select email from auth.person where person_id = $1")
        .bind(person)
        .fetch_one(&mut hand)
        .await
        .unwrap();
    let all = house.backend.mailbox().unwrap();
    all.iter()
        .filter(|letter| letter.to == email)
        .map(|letter| format!("{}\n{}", letter.subject, letter.text))
        .collect()
}

// The letter is in the language the client agreed in, with the sentences of the page.
#[tokio::test]
async fn a_client_who_reads_dutch_is_told_in_dutch() {
    let mut house = House::build(1).await;
    let admin = house.world.admin(house.practitioner.organisation, "Noor").await;
    let mut hand = house.world.db.superuser().await;
    sqlx::raw_sql("set session_replication_role = replica; update app.consent_event set language = 'nl'")
        .execute(&mut hand)
        .await
        .unwrap();
    let (id, checkout) = house.checkout(&house.clients[0], 0).await;
    for step in ["pay", "refund 5000"] {
        take(&house, &admin, id, &checkout, step).await;
    }
    let seen =
        house.backend.find_appointment(&mut house.clients[0].read(&house.backend).await, id).await.unwrap().unwrap();
    let mail = mail_of(&house, house.clients[0].person.0).await;
    assert_eq!(mail.len(), 2, "{mail:?}");
    assert!(mail[1].starts_with("Je afspraak bij Fern House staat vast"), "{}", mail[1]);
    assert!(mail[0].contains(&seen.facts()[0].told(Reader::Client, Language::Nl)), "{}", mail[0]);
    assert!(
        mail[0].contains("Beste Client 0") && mail[0].starts_with("Een terugbetaling van Fern House"),
        "{}",
        mail[0]
    );
}
