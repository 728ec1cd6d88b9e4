//! Published test vectors, and what misuse runs into. T7

use aes_gcm::{Aes256Gcm, KeyInit};
use proptest::prelude::*;
use sha2::Digest;
use uuid::Uuid;

use super::field::{self, Column, NotOpened};
use super::{Keys, MasterKeys, Purpose, Signing, mac, sign};

static SECRET: Column = Column { table: "auth.thing", column: "secret_sealed" };
static OTHER: Column = Column { table: "auth.thing", column: "other_sealed" };
static ELSEWHERE: Column = Column { table: "auth.things", column: "ecret_sealed" };

fn key(byte: u8) -> String {
    (0..32).map(|n| format!("{:02x}", byte.wrapping_add(n))).collect()
}

fn keys(text: &str) -> Keys {
    Keys::derive(&MasterKeys::parse(text).unwrap())
}

fn row(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

#[test]
fn aes_256_gcm_is_the_published_one() {
    // Test cases 13 to 16 of "The Galois/Counter Mode of Operation", McGrew and Viega, as submitted to NIST.
    let zero = "0".repeat(64);
    let cases = [
        (zero.as_str(), "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            &zero,
            "000000000000000000000000",
            "",
            "00000000000000000000000000000000",
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c",
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
        ),
    ];
    for (key, nonce, aad, plain, sealed) in cases {
        let cipher = Aes256Gcm::new_from_slice(&hex::decode(key).unwrap()).unwrap();
        let nonce: [u8; 12] = hex::decode(nonce).unwrap().try_into().unwrap();
        let (aad, plain) = (hex::decode(aad).unwrap(), hex::decode(plain).unwrap());
        let made = field::encrypt(&cipher, &nonce, &aad, &plain);
        assert_eq!(hex::encode(&made), sealed);
        assert_eq!(field::decrypt(&cipher, &nonce, &aad, &made).unwrap(), plain);
    }
}

#[test]
fn hmac_and_hash_are_the_published_ones() {
    // RFC 4231, test cases 1, 2 and 6 (a key longer than a block); FIPS 180-2, "abc".
    let long = [0xaa; 131];
    let cases: [(&[u8], &[u8], &str); 3] = [
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            &long,
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, message, tag) in cases {
        assert_eq!(hex::encode(mac::authenticate(key, message)), tag);
    }
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hex::encode(super::token_hash("abc")), abc);
    assert_eq!(hex::encode(sha2::Sha256::digest("abc")), abc);
}

#[test]
fn a_field_opens_in_its_own_place_only() {
    let (mine, cell) = (keys(&key(1)), SECRET.of(row(7)));
    let sealed = mine.seal(cell, b"JBSWY3DP");
    assert_eq!(mine.open(cell, &sealed).unwrap().as_slice(), b"JBSWY3DP");
    for wrong in [SECRET.of(row(8)), OTHER.of(row(7)), ELSEWHERE.of(row(7)), field::LETTER.of(row(7))] {
        assert!(matches!(mine.open(wrong, &sealed), Err(NotOpened::Forged { .. })), "{wrong:?}");
    }
    assert!(matches!(keys(&key(2)).open(cell, &sealed), Err(NotOpened::Forged { .. })), "another installation's key");
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(mine.open(cell, &changed).is_err(), "byte {at} was changed and it opened");
        assert!(mine.open(cell, &sealed[..at]).is_err(), "cut at {at} and it opened");
    }
    assert_ne!(sealed, mine.seal(cell, b"JBSWY3DP"), "a nonce is used once");
}

#[test]
fn an_old_key_opens_while_it_is_configured_and_no_longer() {
    let (first, second) = (key(1), key(9));
    let cell = SECRET.of(row(7));
    let sealed = keys(&first).seal(cell, b"x");
    let both = keys(&format!("2:{second},1:{first}"));
    assert_eq!(both.open(cell, &sealed).unwrap().as_slice(), b"x");
    assert_eq!(both.seal(cell, b"x")[..3], [2, 0, 2], "the first named key seals");
    let gone = keys(&format!("2:{second}")).open(cell, &sealed).unwrap_err();
    assert_eq!(
        gone.to_string(),
        "auth.thing.secret_sealed holds a value sealed under master key 1, which is not configured"
    );
    // A value relabelled as sealed under another configured version does not open as that.
    let mut relabelled = sealed.clone();
    relabelled[2] = 2;
    assert!(matches!(both.open(cell, &relabelled), Err(NotOpened::Forged { .. })));
}

#[test]
fn tags_are_for_one_purpose_and_outlive_a_rotation() {
    let (first, second) = (key(1), key(9));
    let before = keys(&first);
    let both = keys(&format!("2:{second},1:{first}"));
    for purpose in Purpose::ALL {
        let tag = before.mac(purpose, b"message");
        assert!(before.is_mac(purpose, b"message", &tag) && before.is_mac(purpose, b"message", &tag[..16]));
        assert!(both.is_mac(purpose, b"message", &tag), "still recognised");
        assert!(both.macs(purpose, b"message").contains(&tag.to_vec()));
        assert!(!keys(&second).is_mac(purpose, b"message", &tag));
        assert!(!before.is_mac(purpose, b"massage", &tag));
        for short in [&tag[..15], &tag[..0], &[tag.as_slice(), &[0]].concat()] {
            assert!(!before.is_mac(purpose, b"message", short), "{} bytes", short.len());
        }
        for other in Purpose::ALL.into_iter().filter(|other| *other != purpose) {
            assert!(!before.is_mac(other, b"message", &tag), "{purpose:?} passed as {other:?}");
        }
    }
    // People stay signed in while both are there, and are signed out when the old one goes.
    assert_eq!(before.database_token("cookie"), both.database_token("cookie"));
    assert_ne!(before.database_token("cookie"), keys(&format!("2:{second}")).database_token("cookie"));
}

#[test]
fn keys_are_read_strictly_and_never_shown() {
    let (first, second) = (key(1), key(9));
    assert_eq!(MasterKeys::parse(&first).unwrap().versions(), [1]);
    let many = MasterKeys::parse(&format!("3:{second}\n 1:{first}\n")).unwrap();
    assert_eq!(many.versions(), [3, 1]);
    assert_eq!(format!("{many:?}"), "MasterKeys([3, 1])");
    for bad in [
        String::new(),
        " , ".into(),
        "7".repeat(64),
        first[1..].to_owned(),
        format!("{first},{second}"),
        format!("1:{first},1:{second}"),
        format!("1:{first},2:{first}"),
        format!("0:{first}"),
        format!("70000:{first}"),
        format!("one:{first}"),
    ] {
        let why = MasterKeys::parse(&bad).unwrap_err();
        assert!(!why.contains(&first[..8]), "the message quotes the key");
    }
}

proptest! {
    #[test]
    fn whatever_is_sealed_comes_back(plain in proptest::collection::vec(any::<u8>(), 0..2000), id in any::<u128>()) {
        let keys = keys(&key(1));
        let sealed = keys.seal(SECRET.of(row(id)), &plain);
        prop_assert_eq!(sealed.len(), plain.len() + 3 + 12 + 16);
        let opened = keys.open(SECRET.of(row(id)), &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
    }

    #[test]
    fn rubbish_is_refused_and_not_a_panic(rubbish in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(keys(&key(1)).open(SECRET.of(row(1)), &rubbish).is_err());
    }
}

#[test]
fn ed25519_is_the_published_one() {
    // Test 3 of RFC 8032, section 7.1.
    let public = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
    let signature = "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
    let public: [u8; 32] = hex::decode(public).unwrap().try_into().unwrap();
    let signature: [u8; 64] = hex::decode(signature).unwrap().try_into().unwrap();
    assert!(sign::is_signed(&public, &[0xaf, 0x82], &signature));
    assert!(!sign::is_signed(&public, &[0xaf, 0x83], &signature));
    // The neutral element as a key, with which a signature fits any message unless the check is strict.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut forged = [0; 64];
    forged[0] = 1;
    assert!(!sign::is_signed(&neutral, b"anything", &forged));
}

#[test]
fn a_signature_is_for_one_purpose_and_outlives_the_next_key() {
    let old = keys(&key(1));
    let both = keys(&format!("2:{},1:{}", key(2), key(1)));
    let mut seen = std::collections::BTreeSet::new();
    for purpose in Signing::ALL {
        let signed = old.sign(purpose, b"text");
        assert!(sign::is_signed(&signed.public_key, b"text", &signed.signature));
        assert!(both.public_keys(purpose).contains(&(signed.version, signed.public_key)));
        assert_eq!(both.sign(purpose, b"text").version, 2);
        assert!(seen.insert(signed.public_key), "{purpose:?} shares its key");
    }
}
