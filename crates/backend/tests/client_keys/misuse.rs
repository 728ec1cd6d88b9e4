//! A sealed value opens in its place and nowhere else, and every misuse says which one it is.

use backend::journal::{Stored, Unreadable};
use backend::secret::field::ENTRY;
use backend::secret::{Column, NotOpened};
use serde_json::json;
use uuid::Uuid;

use crate::support::{House, symptom};

static NOTE: Column = Column { table: "app.observation", column: "note_sealed" };
static VERSION: Column = Column { table: "app.observation_version", column: "sealed" };
const TABLE: &str = "app.observation";

#[tokio::test]
async fn a_value_opens_for_its_client_in_its_row_and_column() {
    let house = House::new().await;
    let (maya, tom) = (house.world.key_of(&house.maya).await, house.world.key_of(&house.tom).await);
    let (row, other) = (Uuid::now_v7(), Uuid::now_v7());
    let sealed = maya.seal(ENTRY.of(row), b"porridge").unwrap();
    assert_eq!(maya.open(ENTRY.of(row), &sealed).unwrap().as_slice(), b"porridge");
    let again = house.world.key_of(&house.maya).await;
    assert_eq!(again.open(ENTRY.of(row), &sealed).unwrap().as_slice(), b"porridge", "the same key the next time");
    assert_ne!(maya.seal(ENTRY.of(row), b"porridge").unwrap(), sealed, "a nonce of its own each time");

    let forged = NotOpened::Forged { table: TABLE, column: "sealed" };
    assert_eq!(tom.open(ENTRY.of(row), &sealed).unwrap_err(), forged, "another client");
    assert_eq!(maya.open(ENTRY.of(other), &sealed).unwrap_err(), forged, "another row");
    for column in [&NOTE, &VERSION] {
        let error = maya.open(column.of(row), &sealed).unwrap_err();
        assert_eq!(error, NotOpened::Forged { table: column.table, column: column.column }, "another column");
    }
    for at in 3..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(maya.open(ENTRY.of(row), &changed).unwrap_err(), forged, "byte {at} changed");
    }
    let mut later = sealed.clone();
    later[2] = 9;
    let missing = NotOpened::NoSuchKey { table: TABLE, column: "sealed", version: 9 };
    assert_eq!(maya.open(ENTRY.of(row), &later).unwrap_err(), missing);
    let unsealed = NotOpened::NotSealed { table: TABLE, column: "sealed" };
    for torn in [&b""[..], &[3, 0], &[3, 0, 1, 5], &[2, 0, 1, 5, 5, 5], b"{\"meal_type\":\"lunch\"}"] {
        assert_eq!(maya.open(ENTRY.of(row), torn).unwrap_err(), unsealed, "{torn:?}");
    }
}

// What is not what its kind promises is refused when it is written and when it is read.
#[tokio::test]
async fn a_payload_is_checked_both_ways() {
    let house = House::new().await;
    let key = house.world.key_of(&house.maya).await;
    let id = Uuid::now_v7();
    let read = |kind: &str, said: serde_json::Value| {
        let sealed = Some(key.seal(ENTRY.of(id), said.to_string().as_bytes()).unwrap());
        Stored { observation_id: id, kind: kind.into(), payload: None, note: None, sealed }.open(&key)
    };
    let item = json!({"name": "Oats", "grams": 100, "quantity": 1, "nutrients": {}, "source": ""});
    let meal = |item: serde_json::Value| json!({"payload": {"meal_type": "lunch", "items": [item]}});
    let said = |severity: serde_json::Value| json!({"payload": {"code": "bloating", "present": true, "scale": "0-10", "severity": severity}});
    assert!(read("meal", meal(item.clone())).is_ok());
    assert!(read("symptom", said(json!(4))).is_ok());
    let with = |field: &str, value: serde_json::Value| {
        let mut item = item.clone();
        item[field] = value;
        meal(item)
    };
    for (kind, broken) in [
        ("meal", json!({"payload": {"meal_type": "lunch", "items": []}})),
        ("meal", json!({"payload": {"meal_type": "feast", "items": [item]}})),
        ("meal", json!({"payload": {"meal_type": "lunch", "items": vec![item.clone(); 61]}})),
        ("meal", with("grams", json!(0))),
        ("meal", with("grams", json!(20_001))),
        ("meal", with("grams", json!("100"))),
        ("meal", with("quantity", json!(-1))),
        ("meal", with("name", json!(""))),
        ("meal", with("name", json!("x".repeat(301)))),
        ("meal", with("nutrients", json!({"fibre_g": -1}))),
        ("meal", with("price", json!(1))),
        ("meal", said(json!(4))),
        ("symptom", meal(item.clone())),
        ("symptom", said(json!(11))),
        ("symptom", said(json!(null))),
        ("symptom", said(json!(4.5))),
        (
            "symptom",
            json!({"payload": {"code": "gas", "own_label": "wind", "present": true, "scale": "0-10", "severity": 1}}),
        ),
        ("symptom", json!({"payload": {"present": false, "scale": "0-10"}})),
        ("symptom", json!({"payload": {"code": "gas", "present": false, "scale": "0-10", "severity": 1}})),
        ("symptom", json!({"payload": {"code": "gas", "present": false, "scale": "0-10"}, "note": ""})),
        ("symptom", json!({"payload": {"code": "gas", "present": false, "scale": "0-10"}, "note": "x".repeat(2001)})),
        ("symptom", json!({"payload": {"code": "gas", "present": false, "scale": "0-10"}, "else": 1})),
        ("photo", said(json!(4))),
        ("meal", json!(null)),
    ] {
        let error = read(kind, broken.clone()).unwrap_err();
        assert!(matches!(error, Unreadable::Broken(_)), "{kind} {broken}: {error}");
    }
    let mut plain = symptom(id, "fine", &key);
    plain.note = Some("x".repeat(2001));
    assert!(matches!(plain.seal(id, &key).unwrap_err(), Unreadable::Broken(_)), "what is written is checked too");
    // Both forms at once, or neither, is no entry.
    for payload in [None, Some(json!({"code": "gas", "present": false, "scale": "0-10"}))] {
        let sealed = payload.is_some().then(|| symptom(id, "fine", &key).seal(id, &key).unwrap());
        let stored = Stored { observation_id: id, kind: "symptom".into(), payload, note: None, sealed };
        assert!(stored.open(&key).is_err());
    }
}
