//! Whoever tries codes on somebody's account does not keep its owner out: the letter to the owner makes a browser theirs,
//! and what is tried there is counted apart. T6

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use backend::identity::{Arrival, SessionStore};
use contract::AppError;
use testkit::World;
use tower_sessions_core::SessionStore as _;
use tower_sessions_core::session::{Id, Record};

use crate::support::{PASSWORD, enrol, letters, refused, session, shown};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

#[tokio::test]
async fn codes_tried_elsewhere_keep_no_owner_out() {
    let mut world = World::new().await;
    let now = world.backend.clock.now();
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let (secret, _) = enrol(&mut world, &maya, now).await;
    let backend = world.backend.clone();
    // Somebody who knows the password tries codes, five in a session, until it is enough for an hour.
    let (mut tried, mut stopped) = (0, false);
    'trying: for _ in 0..10 {
        let half = session(&world, &maya, None).await;
        for _ in 0..5 {
            tried += 1;
            if matches!(refused(backend.prove_totp(&half, "000000").await), AppError::TooMany { .. }) {
                stopped = true;
                break 'trying;
            }
        }
    }
    assert!(stopped && tried > 30, "{tried} tries");
    let (later, at) = crate::support::later(&world, now, 60);
    let half = session(&world, &maya, None).await;
    let right = shown(&secret, at);
    assert!(matches!(refused(later.prove_totp(&half, &right).await), AppError::TooMany { .. }), "it was not shut");

    // The owner asks for a letter: the browser it is opened in is theirs.
    let email = format!("{}@example.test", maya.person.0);
    backend.request_reset(&email, HERE).await.unwrap();
    let link = letters(&backend).await.remove(0).link.rsplit('/').next().unwrap().to_owned();
    let device = backend.reset_password(&link, PASSWORD, HERE).await.unwrap();
    let arrival = Arrival { known: Some(device), ..Arrival::from_address(HERE) };
    assert!(backend.knows_device(&email, &arrival).await.unwrap());
    let signed_in = backend.sign_in(&email, PASSWORD, arrival.clone()).await.unwrap();
    let data = HashMap::from([
        ("person".to_owned(), serde_json::json!(signed_in.person)),
        ("proof".to_owned(), serde_json::json!(signed_in.proof.version)),
        ("ticket".to_owned(), serde_json::json!(signed_in.ticket.expose())),
    ]);
    let store = SessionStore::of_request(backend.clone(), None, arrival);
    let expiry_date = time::OffsetDateTime::now_utc() + time::Duration::days(1);
    let mut record = Record { id: Id::default(), data, expiry_date };
    store.create(&mut record).await.unwrap();
    let mine = store.token(record.id).unwrap();
    later.prove_totp(&mine, &right).await.unwrap();
    // Elsewhere it stays shut: the letter opened one browser, not the account.
    let other = session(&world, &maya, None).await;
    let (later, at) = crate::support::later(&world, now, 120);
    assert!(matches!(refused(later.prove_totp(&other, &shown(&secret, at)).await), AppError::TooMany { .. }));
    println!("{tried} codes tried elsewhere; the owner came in by the letter's browser");
}
