//! Marked words in a clinic, one for each kind of entry of the table of ways out, and comparing what a way let out with what
//! the table says of it (`backend::export::ways`).

use backend::db::Client;
use backend::export::ways::{Out, Sees, Way};
use chrono::TimeDelta;
use contract::id::MembershipId;
use contract::journal::SymptomInput;
use contract::privacy::Erasable;
use uuid::Uuid;

use crate::{Actor, Journal as _, World};

pub const SHARED: &str = "Shared-Canary";
pub const PRIVATE: &str = "Private-Canary";
pub const WITHDRAWN: &str = "Withdrawn-Canary";
pub const ERASING: &str = "Erasing-Canary";

/// What a way let out: readable to the one the table names, and to whoever holds it without a key.
#[derive(Default)]
pub struct Came {
    pub bytes: Vec<u8>,
    /// With the receiver's key, where there is one.
    pub opened: Option<Vec<u8>>,
    /// Of whom something came out, and how many lines each of them has of it in who saw.
    pub about: Vec<MembershipId>,
    pub lines: i64,
}

impl Came {
    /// Something that anybody reads, in which there is something of these.
    pub fn plain(bytes: impl Into<Vec<u8>>, about: &[MembershipId]) -> Self {
        Self { bytes: bytes.into(), opened: None, about: about.to_vec(), lines: 1 }
    }
}

/// The day the marked entries are of.
pub fn day(world: &World) -> String {
    (world.backend.clock.now() - TimeDelta::days(1)).date_naive().to_string()
}

/// Maya writes what she shares and what she keeps private; Tom writes and withdraws the consent for health data; Una writes
/// and asks for her journal to be erased. Everybody has just proved who they are.
pub async fn write(world: &mut World, [maya, tom, una]: [&Actor<Client>; 3]) {
    world.by_hand("update auth.session set proved_at = now() where portal <> 'worker'".into()).await;
    for (who, word) in [(maya, SHARED), (maya, PRIVATE), (tom, WITHDRAWN), (una, ERASING)] {
        for n in 1..=3 {
            let input = SymptomInput {
                id: Uuid::now_v7().to_string(),
                code: "bloating".into(),
                present: "yes".into(),
                severity_ten: n.to_string(),
                day: day(world),
                time: format!("0{n}:30"),
                note: format!("{word} {n}"),
                private: if word == PRIVATE { "yes".into() } else { String::new() },
                ..Default::default()
            };
            world.backend.save_symptom(&who.token, "test", &input).await.unwrap();
        }
    }
    let private = "select count(*) from app.observation where visibility = 'private'";
    let private: i64 = sqlx::query_scalar(private).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(private, 3, "what is private was written so");
    world.decide(tom, "health_data", "withdrawn").await;
    let tx = una.write(&world.backend).await;
    world.backend.ask_erasure(tx, Uuid::now_v7(), Erasable::Journal).await.unwrap();
    while world.backend.run_next_job().await.unwrap() {}
}

pub fn has(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

/// What came out is what the table says, and the clients learn of it what the table says. The number of cells compared.
///
/// # Panics
/// Naming the way and the cell that is otherwise.
pub async fn compare(world: &mut World, way: &Way, came: &Came, clients: [MembershipId; 3]) -> u32 {
    let cells = [(SHARED, way.shared), (PRIVATE, way.private), (WITHDRAWN, way.withdrawn), (ERASING, way.erasing)];
    for (word, out) in cells {
        let (clear, opened) = (has(&came.bytes, word), came.opened.as_ref().map(|bytes| has(bytes, word)));
        match out {
            Out::Yes => assert!(clear, "{}: {word} is missing", way.name),
            Out::No => assert!(!clear && opened != Some(true), "{}: {word} is in it", way.name),
            Out::Sealed => assert!(!clear && opened != Some(false), "{}: {word} is not sealed in it", way.name),
        }
    }
    for who in clients {
        let wanted = if came.about.contains(&who) { came.lines } else { 0 };
        match way.sees {
            Sees::Line(kind) => assert_eq!(lines(world, who, kind).await, wanted, "{}: {who}", way.name),
            Sees::LineAndLetter(kind) => {
                assert_eq!(lines(world, who, kind).await, wanted, "{}: {who}", way.name);
                let letters = world.backend.mailbox().unwrap();
                let told = letters.iter().filter(|one| one.subject.contains("is moving")).count();
                assert_eq!(told, came.about.len(), "{}", way.name);
            }
            Sees::OwnActivity => {
                let sql = "select count(*) from app.activity where client_id = $1 and action = 'export.downloaded'";
                let told: i64 = sqlx::query_scalar(sql).bind(who.0).fetch_one(&mut world.hand).await.unwrap();
                assert!(told > 0, "{}", way.name);
            }
            Sees::Nothing => {}
        }
    }
    u32::try_from(cells.len()).unwrap()
}

async fn lines(world: &mut World, who: MembershipId, kind: &str) -> i64 {
    sqlx::query_scalar("select count(*) from app.record_read where client_id = $1 and kind = $2")
        .bind(who.0)
        .bind(kind)
        .fetch_one(&mut world.hand)
        .await
        .unwrap()
}
