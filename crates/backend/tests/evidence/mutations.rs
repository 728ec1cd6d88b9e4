//! Thousands of ways to falsify a log: each is caught, and the first bad entry is named. Most are tried on the rows as
//! they were read; a few hundred are really stored in Postgres, past every trigger. `NS_MUTATIONS=10000` is the long run.

use backend::evidence::{Anchor, EntryRow, From, Head, Walk, Wrong};
use ed25519_dalek::{Signer, SigningKey};
use evidence::{Checkpoint, Growing, Hash, SignedNote, VerifierKey, leaf_hash, split_notes};
use hmac::{Hmac, Mac};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sha2::{Digest, Sha256};
use sqlx::Connection;
use uuid::Uuid;

use crate::support::{House, job_about};

/// A log as somebody with every right in the database can make it.
#[derive(Clone)]
struct Stored {
    rows: Vec<EntryRow>,
    head: Head,
    /// Checkpoints in the table: size and note.
    notes: Vec<(i64, Hash, String)>,
}

/// What was done, and the first entry it changed.
struct Harm {
    what: String,
    first: u64,
    /// It holds together again: only what lies outside can tell.
    consistent: bool,
}

fn harm(stored: &mut Stored, covered: usize, origin: &str, chance: &mut StdRng) -> Harm {
    let count = stored.rows.len();
    let kind = chance.random_range(0..7);
    let (mut consistent, first, what);
    match kind {
        0 => {
            let at = chance.random_range(0..count);
            what = format!("edit {}", edit(&mut stored.rows[at], chance));
            (first, consistent) = (at, false);
        }
        1 => {
            first = chance.random_range(0..count);
            stored.rows.remove(first);
            (what, consistent) = ("delete".into(), false);
        }
        2 => {
            let (one, other) = (chance.random_range(0..count), chance.random_range(0..count));
            let other = if one == other { (one + 1) % count } else { other };
            (stored.rows[one].seq, stored.rows[other].seq) = (stored.rows[other].seq, stored.rows[one].seq);
            stored.rows.sort_by_key(|row| row.seq);
            first = one.min(other);
            (what, consistent) = ("reorder".into(), false);
        }
        3 => {
            first = chance.random_range(0..count);
            stored.rows.truncate(first);
            (what, consistent) = ("truncate".into(), false);
        }
        4 => {
            // Back to an earlier state, with everything that belonged to it.
            first = chance.random_range(1..covered);
            stored.rows.truncate(first);
            stored.notes.retain(|(size, ..)| usize::try_from(*size).unwrap() <= first);
            (what, consistent) = ("roll back".into(), true);
        }
        5 => {
            first = chance.random_range(0..covered);
            // A commitment or a hash that is computed again is as it was: what the entry says must change.
            let mut column = "hash";
            while ["commitment", "hash"].contains(&column) {
                column = edit(&mut stored.rows[first], chance);
            }
            (what, consistent) = (format!("rewrite {column} and sign again"), true);
        }
        _ => {
            first = chance.random_range(0..covered);
            stored.rows.remove(first);
            stored.rows.iter_mut().enumerate().for_each(|(at, row)| row.seq = i64::try_from(at + 1).unwrap());
            (what, consistent) = ("delete, renumber and sign again".into(), true);
        }
    }
    if consistent && !rehash(stored, first, origin) {
        consistent = false;
    }
    Harm { what, first: first as u64 + 1, consistent }
}

/// Changes one column of an entry; which.
fn edit(row: &mut EntryRow, chance: &mut StdRng) -> &'static str {
    let id = Some(Uuid::from_u128(chance.random()));
    let flip = |bytes: &mut Vec<u8>, chance: &mut StdRng| {
        let at = chance.random_range(0..bytes.len());
        bytes[at] ^= 1 << chance.random_range(0..8);
    };
    match chance.random_range(0..16) {
        0 => (row.at += chrono::TimeDelta::microseconds(chance.random_range(1..1_000_000)), "at").1,
        1 => (row.action.push_str("_not"), "action").1,
        2 => (row.subject_id = id, "subject_id").1,
        3 => (row.client_id = id, "client_id").1,
        4 => (row.actor_member = id, "actor_member").1,
        5 => (row.from_state = Some(format!("{}x", row.from_state.clone().unwrap_or_default())), "from_state").1,
        6 => (row.to_state = Some(format!("{}\n", row.to_state.clone().unwrap_or_default())), "to_state").1,
        7 => (row.request_id = Some(format!("{}'", row.request_id.clone().unwrap_or_default())), "request_id").1,
        8 => (row.basis_id = id, "basis_id").1,
        9 => (row.via = if row.via.as_deref() == Some("own") { None } else { Some("own".into()) }, "via").1,
        10 => (flip(&mut row.commitment, chance), "commitment").1,
        11 => (flip(&mut row.hash, chance), "hash").1,
        12 => match (&mut row.salt, &mut row.veil) {
            (Some(salt), _) => (flip(salt, chance), "salt").1,
            (None, Some(veil)) => (flip(veil, chance), "veil").1,
            _ => (row.actor_id = id, "actor_id").1,
        },
        13 => (row.encoding = 3 - row.encoding, "encoding").1,
        14 => (row.redacted = !row.redacted, "redacted").1,
        _ => (row.actor_kind.push('s'), "actor_kind").1,
    }
}

/// Makes everything from `first` on agree with itself again, signed with the real key. Not possible where a row cannot
/// be written like this at all.
fn rehash(stored: &mut Stored, first: usize, origin: &str) -> bool {
    let org = origin.rsplit('/').next().unwrap();
    let mut link = Sha256::digest(org).to_vec();
    let mut tree = Growing::default();
    let mut roots = Vec::new();
    for (at, row) in stored.rows.iter_mut().enumerate() {
        if at >= first {
            let Some(commitment) = row.expected() else { return false };
            row.commitment = commitment.to_vec();
        }
        link = Sha256::new().chain_update(&link).chain_update(&row.commitment).finalize().to_vec();
        row.hash.clone_from(&link);
        tree.push(leaf_hash(&row.commitment));
        roots.push(tree.root());
    }
    stored.head = Head { seq: stored.rows.len() as u64, hash: link };
    stored.notes.retain(|(size, ..)| usize::try_from(*size).unwrap() <= roots.len());
    for (size, root, note) in &mut stored.notes {
        *root = roots[usize::try_from(*size).unwrap() - 1];
        let text = note.split("\n\n").next().unwrap().to_owned() + "\n";
        let head = Checkpoint { root: *root, ..Checkpoint::parse(&text).unwrap() };
        let key = stolen();
        let name = VerifierKey { name: origin.to_owned(), public_key: key.verifying_key().to_bytes() };
        *note = SignedNote::sign(head.write(), &name, |text| key.sign(text).to_bytes()).write();
    }
    true
}

/// The installation's own signing key, as a thief of the master key derives it.
fn stolen() -> SigningKey {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&[7; 32]).unwrap();
    mac.update(b"nutriscope sign checkpoint v1");
    SigningKey::from_bytes(&mac.finalize().into_bytes().into())
}

fn anchors(notes: impl Iterator<Item = String>, from: From) -> Vec<Anchor> {
    notes
        .map(|note| Checkpoint::parse(&SignedNote::parse(&note).unwrap().text).unwrap())
        .map(|head| Anchor { size: head.size, root: head.root, ledger: None, from })
        .collect()
}

#[tokio::test]
async fn every_falsified_log_is_caught_and_named() {
    let mut house = House::new().await;
    // Of somebody who keeps their name: older entries without names have only chain and tree to speak for them.
    house.old_entries(4, house.practitioner.member.0).await;
    for _ in 0..3 {
        house.entries(17).await;
        house.checkpoint().await;
    }
    // Some entries have lost their names, which is no harm.
    let client = house.client.member.0;
    let token = job_about(&mut house, client).await;
    let mut worker = house.world.db.as_role("ns_worker").await;
    let mut tx = worker.begin().await.unwrap();
    sqlx::query("select authz.enter($1)").bind(&token).execute(&mut *tx).await.unwrap();
    sqlx::query("select app.redact_activity($1)").bind(client).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let covered = house.rows().await.len();
    house.checkpoint().await;
    house.entries(5).await;
    assert_eq!(house.verify().await.faults, []);

    let good = read(&mut house).await;
    let outside = std::fs::read_to_string(house.dir.join(format!("{}.checkpoints", house.org.0))).unwrap();
    let outside = anchors(split_notes(&outside).into_iter(), From::Outside);
    let copies: Vec<Hash> =
        good.rows.iter().take(covered).map(|row| row.commitment.clone().try_into().unwrap()).collect();
    let origin = good.notes[0].2.lines().next().unwrap().to_owned();
    let wanted: u64 = std::env::var("NS_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let really = if wanted >= 10_000 { 300 } else { 25 };
    for seed in 0..wanted {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut bad = good.clone();
        let harm = harm(&mut bad, covered, &origin, &mut chance);
        let story = format!("seed {seed}: {} at {}", harm.what, harm.first);
        if seed < really {
            write(&mut house, &bad).await;
            let report = house.verify().await;
            let fault = report.faults.first().unwrap_or_else(|| panic!("{story}: not caught in the database"));
            assert_eq!(fault.seq, harm.first, "{story}: {fault}");
        }
        // With the copy outside the entry itself is named; with a checkpoint alone what was rewritten lies in a range.
        for with_copy in [true, false] {
            let table = anchors(bad.notes.iter().map(|(_, _, note)| note.clone()), From::Table);
            let believed = outside.iter().cloned().chain(table).collect();
            let mut walk = Walk::new(house.org.0, believed, if with_copy { copies.clone() } else { vec![] });
            bad.rows.iter().for_each(|row| walk.step(row));
            let faults = walk.finish(Some(&bad.head)).faults;
            let fault = faults.first().unwrap_or_else(|| panic!("{story}: not caught, copy: {with_copy}"));
            match fault.wrong {
                Wrong::Rewritten { until, .. } if !with_copy => {
                    assert!(harm.consistent && (fault.seq..=until).contains(&harm.first), "{story}: {fault}");
                }
                _ => assert_eq!(fault.seq, harm.first, "{story}: {fault}, copy: {with_copy}"),
            }
        }
    }
    write(&mut house, &good).await;
    assert_eq!(house.verify().await.faults, [], "and the log itself is sound");
}

async fn read(house: &mut House) -> Stored {
    let org = house.org.0;
    let rows = house.rows().await;
    let hand = &mut house.world.hand;
    let (seq, hash): (i64, Vec<u8>) =
        sqlx::query_as("select seq, hash from app.activity_head where organisation_id = $1")
            .bind(org)
            .fetch_one(&mut *hand)
            .await
            .unwrap();
    let notes: Vec<(i64, Vec<u8>, String)> =
        sqlx::query_as("select size, root, note from app.checkpoint where organisation_id = $1 order by size")
            .bind(org)
            .fetch_all(hand)
            .await
            .unwrap();
    let notes = notes.into_iter().map(|(size, root, note)| (size, root.try_into().unwrap(), note)).collect();
    Stored { rows, head: Head { seq: u64::try_from(seq).unwrap(), hash }, notes }
}

/// Puts a log into the database as a superuser can: triggers and checks set aside.
async fn write(house: &mut House, stored: &Stored) {
    let org = house.org.0;
    house
        .world
        .by_hand(format!(
            "set session_replication_role = replica;
             alter table app.activity drop constraint if exists activity_redacted, drop constraint if exists activity_actor, drop constraint if exists activity_actor_kind_check,
               drop constraint if exists activity_request_id_check, drop constraint if exists activity_from_state_check, drop constraint if exists activity_to_state_check;
             delete from app.activity where organisation_id = '{org}'; delete from app.checkpoint where organisation_id = '{org}';"
        ))
        .await;
    let hand = &mut house.world.hand;
    for row in &stored.rows {
        sqlx::query(
            "insert into app.activity (organisation_id, seq, at, actor_kind, actor_id, actor_member, action, subject_id, client_id, from_state, to_state, request_id,
               via, basis_id, salt, veil, commitment, hash, encoding, redacted_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, case when $20 then now() end)",
        )
        .bind(row.organisation_id)
        .bind(row.seq)
        .bind(row.at)
        .bind(&row.actor_kind)
        .bind(row.actor_id)
        .bind(row.actor_member)
        .bind(&row.action)
        .bind(row.subject_id)
        .bind(row.client_id)
        .bind(&row.from_state)
        .bind(&row.to_state)
        .bind(&row.request_id)
        .bind(&row.via)
        .bind(row.basis_id)
        .bind(&row.salt)
        .bind(&row.veil)
        .bind(&row.commitment)
        .bind(&row.hash)
        .bind(row.encoding)
        .bind(row.redacted)
        .execute(&mut *hand)
        .await
        .unwrap();
    }
    for (size, root, note) in &stored.notes {
        sqlx::query("insert into app.checkpoint (organisation_id, size, root, note, public_key, at) values ($1, $2, $3, $4, sha256(''), now())")
            .bind(org)
            .bind(size)
            .bind(root.as_slice())
            .bind(note)
            .execute(&mut *hand)
            .await
            .unwrap();
    }
    sqlx::query("update app.activity_head set seq = $2, hash = $3 where organisation_id = $1")
        .bind(org)
        .bind(i64::try_from(stored.head.seq).unwrap())
        .bind(&stored.head.hash)
        .execute(hand)
        .await
        .unwrap();
}
