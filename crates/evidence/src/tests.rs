//! The formats against vectors of others, and every judgement against trees built naively.

#![expect(clippy::indexing_slicing, reason = "a test may panic")]

use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;

use super::*;

/// The tree the way RFC 6962 writes it down.
fn naive(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [one] => *one,
        many => {
            let middle = many.len().next_power_of_two() / 2;
            node_hash(&naive(&many[..middle]), &naive(&many[middle..]))
        }
    }
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

// M4: the test vectors of the Certificate Transparency project for RFC 6962.
#[test]
fn roots_are_those_of_rfc_6962() {
    let data: [&[u8]; 8] = [b"", b"\x00", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"];
    let hashes: Vec<Hash> = data.iter().map(|data| leaf_hash(data)).collect();
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    for (size, root) in roots.iter().enumerate() {
        let found = range_hash(&Leaves(&hashes), 0, size as u64).unwrap();
        assert_eq!(hex::encode(found), *root, "{size} leaves");
    }
    // Two of the project's proofs: the first leaf of eight, and from two leaves to five.
    let path = inclusion_proof(&Leaves(&hashes), 0, 8).unwrap().map_hex();
    assert_eq!(
        path,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
        ]
    );
    let path = consistency_proof(&Leaves(&hashes), 2, 5).unwrap().map_hex();
    assert_eq!(
        path,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
        ]
    );
}

trait MapHex {
    fn map_hex(self) -> Vec<String>;
}

impl MapHex for Vec<Hash> {
    fn map_hex(self) -> Vec<String> {
        self.iter().map(hex::encode).collect()
    }
}

/// Knows complete blocks by their hash and the leaves of a few blocks.
struct Blocks<'a>(&'a [Hash], std::ops::Range<u64>);

impl Source for Blocks<'_> {
    fn leaf(&self, index: u64) -> Option<Hash> {
        let whole = self.0.len() as u64 / BLOCK * BLOCK;
        (self.1.contains(&index) || index >= whole).then(|| self.0[index as usize])
    }

    fn block(&self, index: u64) -> Option<Hash> {
        let start = (index * BLOCK) as usize;
        block_hash(self.0.get(start..start + BLOCK as usize)?)
    }
}

#[test]
fn cached_blocks_make_the_same_proofs() {
    let all = leaves(1_500);
    for (index, size) in [(0, 1_500), (700, 1_500), (1_499, 1_500), (300, 1_280), (5, 256)] {
        let block = index / BLOCK * BLOCK;
        let known = Blocks(&all[..size], block..block + BLOCK);
        assert_eq!(inclusion_proof(&known, index, size as u64), inclusion_proof(&Leaves(&all), index, size as u64));
        assert_eq!(range_hash(&known, 0, size as u64).unwrap(), naive(&all[..size]));
    }
    assert_eq!(inclusion_proof(&Blocks(&all, 0..0), 3, 1_500), None, "what is not known is not made up");
    let mut growing = Growing::default();
    for size in 0..600 {
        assert_eq!(growing.root(), naive(&all[..size]), "{size} leaves");
        growing.push(all[size]);
    }
}

proptest! {
    #[test]
    fn proofs_hold_and_nothing_else_does(size in 1_usize..200, index in 0_usize..200, other in 0_usize..200, bit in 0_usize..256) {
        let (index, other) = (index % size, other % size);
        let all = leaves(size);
        let root = naive(&all);
        let path = inclusion_proof(&Leaves(&all), index as u64, size as u64).unwrap();
        prop_assert!(verify_inclusion(&all[index], index as u64, size as u64, &path, &root));
        prop_assert_eq!(other == index, verify_inclusion(&all[index], other as u64, size as u64, &path, &root));
        prop_assert_eq!(other == index, verify_inclusion(&all[other], index as u64, size as u64, &path, &root));
        let mut bent = root;
        bent[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify_inclusion(&all[index], index as u64, size as u64, &path, &bent));
        let longer = [path.as_slice(), &[root]].concat();
        prop_assert!(!verify_inclusion(&all[index], index as u64, size as u64, &longer, &root));

        let old_root = naive(&all[..index]);
        let path = consistency_proof(&Leaves(&all), index as u64, size as u64).unwrap();
        prop_assert!(verify_consistency(index as u64, size as u64, &path, &old_root, &root));
        if index > 0 {
            prop_assert!(!verify_consistency(index as u64, size as u64, &path, &bent, &root));
            prop_assert!(!verify_consistency(index as u64, size as u64, &path, &old_root, &bent));
        }
    }

    #[test]
    fn whatever_is_pasted_the_answer_is_no_panic(text in "\\PC*", lines in proptest::collection::vec("[—a-z0-9+/= ]{0,40}", 0..12)) {
        let many = lines.join("\n");
        for text in [text, many.clone(), format!("c2sp.org/tlog-proof@v1\nindex 3\n\n{many}\n\n— a AAAAAAA=\n")] {
            let older = Older { checkpoint: &text, path: &text };
            prop_assert!(check(&text, &[], Some(older)).is_err());
            let _ = (VerifierKey::parse(&text), SignedNote::parse(&text), Checkpoint::parse(&text), Entry::parse(&text));
            let _ = split_notes(&text);
        }
    }

    #[test]
    fn an_entry_is_one_text(from in "\\PC{0,20}|(\\\\|\n){0,5}", to in proptest::option::of("\\PC{0,20}"), salt in proptest::collection::vec(any::<u8>(), 16)) {
        let entry = Entry { from: Some(from), to, ..entry(7) };
        let opening = entry.opening(&salt);
        prop_assert_eq!(Entry::parse(&opening).unwrap(), (entry, salt));
    }
}

// The example of Go's note package, whose keys and notes these are.
#[test]
fn notes_and_keys_are_those_of_others() {
    let key = VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let note = SignedNote::parse(text).unwrap();
    assert_eq!(note.signed_by(std::slice::from_ref(&key)), Some(&key));
    assert_eq!(
        (note.write().as_str(), key.write().as_str()),
        (text, "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    );
    let changed = SignedNote::parse(&text.replace("answer", "ANSWER")).unwrap();
    assert_eq!(changed.signed_by(std::slice::from_ref(&key)), None);
    assert!(VerifierKey::parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").is_ok());
    assert!(VerifierKey::parse("sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").is_err());
}

const LOG: &str = "app.example.org/evidence/0191f1a0-0000-7000-8000-000000000001";

fn entry(seq: u64) -> Entry {
    let organisation = LOG.rsplit('/').next().unwrap().to_owned();
    let (actor_kind, action) = ("person".to_owned(), "meal.logged".to_owned());
    Entry { organisation, seq, at: 1_763_807_636_123_456, actor_kind, action, ..Entry::default() }
}

fn signer() -> (SigningKey, VerifierKey) {
    let key = SigningKey::from_bytes(&[5; 32]);
    let public_key = key.verifying_key().to_bytes();
    (key, VerifierKey { name: LOG.to_owned(), public_key })
}

fn checkpoint(all: &[Hash], size: usize) -> String {
    let (key, name) = signer();
    let root = naive(&all[..size]);
    let head = Checkpoint {
        origin: LOG.into(),
        size: size as u64,
        root,
        time: Some(1_763_807_700),
        ledger: Some((2, [9; 32])),
    };
    assert_eq!(Checkpoint::parse(&head.write()).unwrap(), head);
    SignedNote::sign(head.write(), &name, |text| key.sign(text).to_bytes()).write()
}

#[test]
fn a_proof_is_judged_as_a_whole() {
    let salt = [3; 16];
    let all: Vec<Hash> = (1..=9).map(|seq| leaf_hash(&entry(seq).commitment(&entry(seq).veil(&salt)))).collect();
    let proof = |extra: String, index: u64| {
        let path = inclusion_proof(&Leaves(&all), index, 9).unwrap();
        Proof { extra: extra.into_bytes(), index, path, checkpoint: checkpoint(&all, 9) }.write()
    };
    let (_, key) = signer();
    let keys = [key];
    let good = proof(entry(5).opening(&salt), 4);
    let (old, path) = (checkpoint(&all, 4), write_hashes(&consistency_proof(&Leaves(&all), 4, 9).unwrap()));
    let checked = check(&good, &keys, Some(Older { checkpoint: &old, path: &path })).unwrap();
    assert_eq!((checked.entry, checked.continues), (entry(5), Some(4)));
    assert_eq!(checked.checkpoint.time, Some(1_763_807_700));

    // Another word in the entry, another place, another key, another history: each is named for what it is.
    let bent = Entry { action: "entry.deleted".into(), ..entry(5) };
    assert_eq!(check(&proof(bent.opening(&salt), 4), &keys, None), Err(Doubt::NotInLog));
    assert_eq!(check(&proof(entry(5).opening(&salt), 5), &keys, None), Err(Doubt::Elsewhere));
    let stranger =
        VerifierKey { public_key: SigningKey::from_bytes(&[6; 32]).verifying_key().to_bytes(), ..keys[0].clone() };
    assert_eq!(check(&good, &[stranger], None), Err(Doubt::Signature));
    assert_eq!(check(&good.replace("\n9\n", "\n8\n"), &keys, None), Err(Doubt::Signature));
    let others: Vec<Hash> = leaves(9);
    let forked = checkpoint(&others, 4);
    assert_eq!(check(&good, &keys, Some(Older { checkpoint: &forked, path: &path })), Err(Doubt::NotContinued));
    let newer = checkpoint(&leaves(12), 12);
    assert_eq!(check(&good, &keys, Some(Older { checkpoint: &newer, path: "" })), Err(Doubt::OlderIsNewer));
    assert!(matches!(check(&good, &keys, Some(Older { checkpoint: "what?", path: "" })), Err(Doubt::Older(_))));
}

#[test]
fn a_file_of_checkpoints_comes_apart_again() {
    let all = leaves(8);
    let notes: Vec<String> = (1..=3).map(|size| checkpoint(&all, size)).collect();
    assert_eq!(split_notes(&notes.concat()), notes);
    assert_eq!(split_notes(&notes.join("\n\n")), notes);
    assert_eq!(split_notes(""), Vec::<String>::new());
}

// M4: a witness's line holds over the whole checkpoint, at its time, under its own key and name, and nowhere else.
#[test]
fn a_cosignature_is_one_of_this_witness_over_this_text() {
    let key = SigningKey::from_bytes(&[6; 32]);
    let name = WitnessKey { name: "witness.example/w1".into(), public_key: key.verifying_key().to_bytes() };
    assert_eq!(WitnessKey::parse(&name.write()).unwrap(), name);
    assert!(VerifierKey::parse(&name.write()).is_err(), "a key for cosignatures signs no log");
    assert!(WitnessKey::parse(&signer().1.write()).is_err(), "nor is a log's key a witness's");
    let text = "app.example.org/evidence/1\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nledger 3\n";
    let line = name.cosign(text, 1_679_315_147, |said| {
        let expected = format!("cosignature/v1\ntime 1679315147\n{text}");
        assert_eq!(std::str::from_utf8(said).unwrap(), expected, "as the specification writes it");
        key.sign(said).to_bytes()
    });
    let all = format!("— somebody.example AAAAAAAAAAAAAAAA\nno line at all\n{line}");
    let said = name.confirms(text, &all, 1_679_315_147).unwrap();
    assert_eq!((said.time, format!("{}\n", said.line)), (1_679_315_147, line.clone()));
    assert_eq!(name.confirms(text, &all, 1_679_315_146), Err(Unconfirmed::Future));
    assert_eq!(name.confirms(&text.replace("ledger 3", "ledger 4"), &line, u64::MAX), Err(Unconfirmed::Forged));
    let other = WitnessKey { public_key: signer().1.public_key, ..name.clone() };
    assert_eq!(other.confirms(text, &line, u64::MAX), Err(Unconfirmed::Nobody));
    let renamed = WitnessKey { name: "witness.example/w2".into(), ..name.clone() };
    assert_eq!(renamed.confirms(text, &line, u64::MAX), Err(Unconfirmed::Nobody));
    // The time is part of what is signed; a line that is cut off is none.
    let bytes = crate::decode(line.trim_end().rsplit(' ').next().unwrap()).unwrap();
    for (at, cut) in [(11, 0), (4, 0), (40, 0), (0, 1), (0, 70)] {
        let mut changed = bytes[..bytes.len() - cut].to_vec();
        if cut == 0 {
            changed[at] ^= 1;
        }
        let line = format!("— witness.example/w1 {}\n", crate::encode(&changed));
        assert_eq!(name.confirms(text, &line, u64::MAX), Err(Unconfirmed::Forged), "{at} {cut}");
    }
}
