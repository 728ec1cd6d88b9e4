//! The administrators' viewer.

use std::collections::BTreeSet;

use contract::AppError;
use contract::audit::{AuditQuery, Source};
use testkit::{House, refused};

use crate::support::{audit, fill};

// T9: page by page, every line of all logs once, the newest first, however many share a moment.
#[tokio::test]
async fn every_line_is_on_one_page_and_in_order() {
    let mut house = House::new().await;
    fill(&mut house, 130).await;
    let (mut seen, mut order, mut query, mut pages) = (BTreeSet::new(), Vec::new(), AuditQuery::default(), 0);
    loop {
        let page = audit(&house, &house.noor, &query).await.unwrap();
        for line in page.lines {
            assert!(seen.insert((line.source, line.seq, line.action.clone(), line.at, line.actor)), "twice: {line:?}");
            order.push((std::cmp::Reverse(line.at), line.source));
        }
        pages += 1;
        query.before = page.next;
        if query.before.is_none() {
            break;
        }
    }
    assert!(order.is_sorted(), "newest first");
    let of = |source| seen.iter().filter(|line| line.0 == source).count();
    // Two lists and two reviews share some moments; each has its own hour and kind, so each is a line.
    assert_eq!(of(Source::Look), 130);
    assert!(of(Source::Change) >= 130 && pages >= 6, "{} in {pages}", of(Source::Change));
}

// T9: each filter alone and together; what does not fit is not there.
#[tokio::test]
async fn filters_find_what_fits() {
    let mut house = House::new().await;
    fill(&mut house, 60).await;
    let query = |change: &dyn Fn(&mut AuditQuery)| {
        let mut query = AuditQuery { until: Some("2026-11-01".into()), ..AuditQuery::default() };
        change(&mut query);
        query
    };
    let paused = audit(&house, &house.noor, &query(&|q| q.action = Some("relationship.paused".into()))).await.unwrap();
    assert_eq!(paused.lines.len(), 6);
    let looks = audit(&house, &house.noor, &query(&|q| q.action = Some("look.review".into()))).await.unwrap();
    assert_eq!(looks.lines.len(), 30);
    assert!(
        looks.lines.iter().all(|line| line.actor_name.as_deref() == Some("Ruth Calloway")
            && line.client_name.as_deref() == Some("Maya Osei"))
    );
    let (ruth, anton, maya) = (house.ruth.member.0, house.anton.member.0, house.maya.member.0);
    assert_eq!(audit(&house, &house.noor, &query(&|q| q.person = Some(anton))).await.unwrap().lines.len(), 0);
    let both = query(&|q| {
        q.person = Some(ruth);
        q.client = Some(maya);
        q.kind = Some("look".into());
    });
    let both = audit(&house, &house.noor, &both).await.unwrap();
    assert_eq!((both.lines.len(), both.client_name.as_deref(), both.next.is_some()), (50, Some("Maya Osei"), true));
    let none = AuditQuery { until: Some("2026-10-31".into()), ..AuditQuery::default() };
    assert_eq!(audit(&house, &house.noor, &none).await.unwrap().lines.len(), 0);
    let never = AuditQuery { from: Some("2199-12-31".into()), ..AuditQuery::default() };
    assert_eq!(audit(&house, &house.noor, &never).await.unwrap().lines.len(), 0);
}

// T2 P15: another clinic's administrator sees none of it, whatever ids they ask for; the front desk sees nothing.
#[tokio::test]
async fn others_see_nothing() {
    let mut house = House::new().await;
    fill(&mut house, 20).await;
    let asked = AuditQuery { client: Some(house.maya.member.0), ..AuditQuery::default() };
    let theirs = audit(&house, &house.other_admin, &asked).await.unwrap();
    assert!(theirs.lines.is_empty() && theirs.client_name.is_none());
    let iris = house.world.front_desk(house.noor.organisation, "Iris").await;
    let desk = audit(&house, &iris, &AuditQuery::default()).await.unwrap();
    assert!(desk.lines.is_empty() && desk.length == 0, "rank is not enough: {:?}", desk.lines);
}

// T9: what happened to a colleague's account is told; to a client's, or before they worked here, it is not.
#[tokio::test]
async fn accounts_of_the_team_are_in_it_and_nobody_elses() {
    let mut house = House::new().await;
    let event = |person, action: &str, at: &str| {
        format!("insert into auth.event (person_id, action, at) values ('{person}', '{action}', {at});")
    };
    let sql = [
        event(house.ruth.person, "account.password_changed", "clock_timestamp()"),
        event(house.ruth.person, "account.email_changed", "now() - interval '9 days'"),
        event(house.maya.person, "account.password_changed", "clock_timestamp()"),
        event(house.other_admin.person, "account.password_changed", "clock_timestamp()"),
    ];
    house.world.by_hand(sql.concat()).await;
    let asked = AuditQuery { kind: Some("account".into()), ..AuditQuery::default() };
    let lines = audit(&house, &house.noor, &asked).await.unwrap().lines;
    let told: Vec<_> = lines.iter().map(|line| (line.actor_name.as_deref(), line.action.as_str())).collect();
    assert_eq!(told, [(Some("Ruth Calloway"), "account.password_changed")]);
}

#[tokio::test]
async fn a_place_that_cannot_be_is_not_there() {
    let mut house = House::new().await;
    fill(&mut house, 3).await;
    for bad in ["1.look.x~y~z", "1.change.abc", "1.account.9999999999999999999999", "1.look.", "…"] {
        let query = AuditQuery { before: Some(bad.into()), ..AuditQuery::default() };
        assert_eq!(refused(audit(&house, &house.noor, &query).await), AppError::NotFound, "{bad}");
    }
}

// N8: the client is found by a name that is posted; a name that fits two tells neither.
#[tokio::test]
async fn a_client_is_found_by_name() {
    let mut house = House::new().await;
    let clinic = house.maya.organisation;
    house.world.client(clinic, "Maya").await;
    house.world.client(house.other_admin.organisation, "Olga").await;
    let mut tx = house.noor.read(house.backend()).await;
    let found = house.backend().find_audited_client(&mut tx, "osei").await.unwrap();
    assert_eq!(found, house.maya.member);
    assert_ne!(house.backend().find_audited_client(&mut tx, "MAYA").await.unwrap(), house.maya.member, "exact wins");
    for (name, code) in
        [("may", contract::Code::Ambiguous), ("Olga", contract::Code::Unknown), ("%", contract::Code::Unknown)]
    {
        let refused = refused(house.backend().find_audited_client(&mut tx, name).await);
        assert_eq!(refused, AppError::field("client", code), "{name}");
    }
}
