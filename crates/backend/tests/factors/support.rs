//! What these tests share.

use std::collections::HashMap;

use backend::clock::Clock;
use backend::db::Portal;
use backend::factor::Ticket;
use backend::identity::{SessionStore, SessionToken};
use backend::mail::Delivered;
use backend::{Backend, Refusal};
use chrono::{DateTime, TimeDelta, Utc};
use contract::{AppError, Code};
use hmac::{Hmac, Mac};
use sha1::Sha1;
use testkit::{Actor, World};
use tower_sessions_core::SessionStore as _;
use tower_sessions_core::session::{Id, Record};

pub const PASSWORD: &str = "violet staircase umbrella";

pub fn refused<T>(result: Result<T, Refusal>) -> AppError {
    match result {
        Err(Refusal::App(error)) => error,
        Err(other) => other.into_app("test"),
        Ok(_) => panic!("it was not refused"),
    }
}

pub fn wrong(field: &str) -> AppError {
    AppError::field(field, Code::WrongCode)
}

/// The code an app shows, worked out apart from the product.
pub fn shown(secret: &str, at: DateTime<Utc>) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret.chars().filter_map(|c| letters.find(c)).map(|n| format!("{n:05b}")).collect();
    let key: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|b| u8::from_str_radix(std::str::from_utf8(b).unwrap(), 2).unwrap())
        .collect();
    let mut mac = <Hmac<Sha1> as Mac>::new_from_slice(&key).unwrap();
    mac.update(&(at.timestamp() / 30).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The same installation, its clock `seconds` after `at`.
pub fn later(world: &World, at: DateTime<Utc>, seconds: i64) -> (Backend, DateTime<Utc>) {
    let at = at + TimeDelta::seconds(seconds);
    (world.db.backend(Clock::Fixed(at)), at)
}

/// Another session of the same person and place, worth what the ticket says.
pub async fn session<P: Portal>(world: &World, actor: &Actor<P>, ticket: Option<&Ticket>) -> SessionToken {
    let version: i32 = sqlx::query_scalar("select credential_version from auth.person where person_id = $1")
        .bind(actor.person.0)
        .fetch_one(&mut world.db.superuser().await)
        .await
        .unwrap();
    let mut data = HashMap::from([
        ("person".to_owned(), serde_json::json!(actor.person)),
        ("membership".to_owned(), serde_json::json!(actor.member)),
        ("proof".to_owned(), serde_json::json!(version)),
    ]);
    if let Some(ticket) = ticket {
        data.insert("ticket".to_owned(), serde_json::json!(ticket.expose()));
    }
    let mut record =
        Record { id: Id::default(), data, expiry_date: time::OffsetDateTime::now_utc() + time::Duration::days(1) };
    let store = SessionStore::new(world.backend.clone());
    store.create(&mut record).await.unwrap();
    store.token(record.id).unwrap()
}

/// As if every session of the person had proved just now, or `minutes` ago, who is there.
pub async fn prove<P: Portal>(world: &mut World, actor: &Actor<P>, minutes: i32) {
    sqlx::query("update auth.session set proved_at = now() - make_interval(mins => $2) where person_id = $1")
        .bind(actor.person.0)
        .bind(minutes)
        .execute(&mut world.hand)
        .await
        .unwrap();
}

/// Sets an app up, at `at`: its secret and a session that has proved it.
pub async fn enrol<P: Portal>(world: &mut World, actor: &Actor<P>, at: DateTime<Utc>) -> (String, SessionToken) {
    prove(world, actor, 0).await;
    let (backend, _) = later(world, at, 0);
    backend.start_totp(&actor.token).await.unwrap();
    let secret = backend.find_enrolment(&actor.token).await.unwrap().unwrap().secret;
    let ticket = backend.confirm_totp(&actor.token, &shown(&secret, at)).await.unwrap();
    let token = session(world, actor, Some(&ticket)).await;
    (secret, token)
}

/// All letters so far, newest first.
pub async fn letters(backend: &Backend) -> Vec<Delivered> {
    while backend.run_next_job().await.unwrap() {}
    backend.mailbox().unwrap()
}
