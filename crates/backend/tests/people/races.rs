//! Whoever ends sessions wins (T5): signing out, a new password, ending one and ending all, each raced a thousand times
//! in all against writes in flight on the same sessions. Afterwards none of them lives.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use backend::identity::{Arrival, SessionStore, SessionToken};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use testkit::{Actor, World};
use tower_sessions_core::SessionStore as _;
use tower_sessions_core::session::{Id, Record};

use crate::support::HERE;

const ROUNDS: u32 = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ender {
    SignOut,
    Reset,
    EndOne,
    EndOthers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Write {
    /// What tower-sessions does at the end of a request.
    Save,
    /// Changing place or renewing: a new session takes the place of this one.
    Continue,
    /// The ended id, created again.
    CreateAgain,
    /// A sign-in whose password was checked before.
    SignIn,
}

const ENDERS: [Ender; 4] = [Ender::SignOut, Ender::Reset, Ender::EndOne, Ender::EndOthers];

fn record(actor: &Actor<backend::db::Client>, id: Id, proof: i32) -> Record {
    let data = HashMap::from([
        ("person".to_owned(), serde_json::json!(actor.person)),
        ("membership".to_owned(), serde_json::json!(actor.member)),
        ("proof".to_owned(), serde_json::json!(proof)),
    ]);
    Record { id, data, expiry_date: time::OffsetDateTime::now_utc() + time::Duration::days(1) }
}

async fn open(world: &World, actor: &Actor<backend::db::Client>, proof: i32) -> SessionToken {
    let store = SessionStore::new(world.backend.clone());
    let mut made = record(actor, Id::default(), proof);
    store.create(&mut made).await.unwrap();
    store.token(made.id).unwrap()
}

async fn version(hand: &mut PgConnection, person: uuid::Uuid) -> i32 {
    sqlx::query_scalar("select credential_version from auth.person where person_id = $1")
        .bind(person)
        .fetch_one(hand)
        .await
        .unwrap()
}

/// The write; whether it was let through.
async fn write(
    world: Arc<World>,
    actor: Arc<Actor<backend::db::Client>>,
    what: Write,
    token: SessionToken,
    proof: i32,
) -> bool {
    let store = SessionStore::new(world.backend.clone());
    store.learn(token.clone());
    match what {
        Write::Save => store.save(&record(&actor, token.id(), proof)).await.is_ok(),
        Write::CreateAgain => store.create(&mut record(&actor, token.id(), proof)).await.is_ok(),
        Write::SignIn => store.create(&mut record(&actor, Id::default(), proof)).await.is_ok(),
        Write::Continue => {
            store.continue_from(token.id());
            store.create(&mut record(&actor, Id::default(), proof)).await.is_ok()
        }
    }
}

async fn end(
    world: Arc<World>,
    public: &mut PgConnection,
    what: Ender,
    token: SessionToken,
    keeper: SessionToken,
    ended: uuid::Uuid,
    link: Vec<u8>,
) {
    match what {
        Ender::SignOut => {
            let store = SessionStore::new(world.backend.clone());
            store.learn(token.clone());
            store.delete(&token.id()).await.unwrap();
        }
        Ender::Reset => {
            let sealed = vec![0_u8; 40];
            let about = [hex::encode(&link), hex::encode(Sha256::digest(&sealed))];
            let about = [Some(about[0].as_str()), Some(about[1].as_str()), None];
            let done: bool = sqlx::query_scalar("select auth.reset_password($1, $2, $3, null, null)")
                .bind(testkit::step("reset password", &about))
                .bind(link)
                .bind(sealed)
                .fetch_one(public)
                .await
                .unwrap();
            assert!(done, "the reset did not happen");
        }
        // Its successor may have taken its place already: then that one is ended, by the same name.
        Ender::EndOne => world.backend.end_session(&keeper, ended).await.unwrap_or_default(),
        Ender::EndOthers => {
            world.backend.end_other_sessions(&keeper, &Arrival::from_address(HERE)).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_races_revive_no_session() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let actor = Arc::new(world.client(organisation, "Maya").await);
    let (mut hand, mut public) = (world.db.superuser().await, world.db.as_role("ns_signin").await);
    let world = Arc::new(world);
    let mut let_through = [0_u32; 2];
    for round in 0..ROUNDS {
        let ender = ENDERS[(round % 4) as usize];
        let mut writes = vec![Write::Save, Write::Continue, Write::CreateAgain];
        // A password that was right stays so unless it is the password that changes.
        if ender == Ender::Reset {
            writes.push(Write::SignIn);
        }
        let what = writes[(round / 4) as usize % writes.len()];
        let proof = version(&mut hand, actor.person.0).await;
        let (token, keeper) = (open(&world, &actor, proof).await, open(&world, &actor, proof).await);
        let link = round.to_be_bytes().repeat(8);
        if ender == Ender::Reset {
            sqlx::query("insert into auth.link (token_hash, kind, person_id, expires_at) values ($1, 'reset_password', $2, now() + interval '1 hour')")
                .bind(&link)
                .bind(actor.person.0)
                .execute(&mut hand)
                .await
                .unwrap();
        }
        let (ended, family): (uuid::Uuid, uuid::Uuid) = sqlx::query_as(
            "select session_id, family_id from auth.session where person_id = $1 and ended_at is null and portal = 'client' order by created_at desc offset 1 limit 1",
        )
        .bind(actor.person.0)
        .fetch_one(&mut hand)
        .await
        .unwrap();
        let writing = tokio::spawn({
            let (world, actor, token) = (world.clone(), actor.clone(), token.clone());
            async move {
                tokio::time::sleep(Duration::from_micros(u64::from(round % 7) * 300)).await;
                write(world, actor, what, token, proof).await
            }
        });
        tokio::time::sleep(Duration::from_micros(u64::from(round % 5) * 400)).await;
        end(world.clone(), &mut public, ender, token.clone(), keeper, ended, link).await;
        let through = writing.await.unwrap();
        if matches!(what, Write::Continue | Write::SignIn) {
            let_through[usize::from(through)] += 1;
        }
        let alive: i64 = sqlx::query_scalar(
            "select count(*) from auth.session where person_id = $1 and ended_at is null and case
                when $2 then family_id = $3 when $4 then true else session_id <> (select session_id from auth.session k where k.family_id <> $3 and k.ended_at is null and k.person_id = $1 limit 1) end",
        )
        .bind(actor.person.0)
        .bind(matches!(ender, Ender::SignOut | Ender::EndOne))
        .bind(family)
        .bind(ender == Ender::Reset)
        .fetch_one(&mut hand)
        .await
        .unwrap();
        assert_eq!(alive, 0, "round {round}: {what:?} survived {ender:?}");
        assert!(
            world.backend.read::<backend::db::Client>(&token).await.is_err(),
            "round {round}: {what:?} after {ender:?}"
        );
        sqlx::query(
            "update auth.session set ended_at = now(), ended_why = 'done' where person_id = $1 and ended_at is null",
        )
        .bind(actor.person.0)
        .execute(&mut hand)
        .await
        .unwrap();
    }
    assert!(let_through.iter().all(|n| *n > 0), "one side always won, so nothing was raced: {let_through:?}");
}
