//! Hashing and checking passwords: argon2id, off the runtime's threads, a few at a time.
//!
//! Guarantees: checking against an unknown address costs what checking a known one does; however many wait, the memory
//! is that of a few: each place has one buffer, which is made once and used again by whoever has the place next.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::{Output, ParamsString, PasswordHash, SaltString};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use contract::password::prepare;
use tokio::sync::Semaphore;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Backend;
use crate::random;
use crate::refusal::Refusal;
use crate::secret::field;

/// At most this many hashes at once: each takes 19 MiB and a core for its time.
const AT_ONCE: usize = 3;

/// A hash of nobody's password with today's parameters, for addresses without an account.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$Qm5qk0r3rYc5lBkfWnq1mJ2p6yYx1V0aS8wU4tN7dEc";

/// The most memory a stored hash may ask for, in KiB: more than ours is no hash of ours.
const MOST_MEMORY: u32 = 65_536;

/// Where a hash is worked out. What the last one left in it is overwritten by the next.
type Buffer = Vec<Block>;

pub struct Passwords {
    places: Arc<Semaphore>,
    /// Those not in use; as many as there have been at once, so never more than there are places.
    buffers: Arc<Mutex<Vec<Buffer>>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), buffers: Arc::default() }
    }
}

impl Passwords {
    /// The PHC string to store, of the password as [`prepare`] writes it.
    ///
    /// # Errors
    /// A fault when the hasher fails.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Refusal> {
        self.hash_exactly(&prepare(password)).await
    }

    async fn hash_exactly(&self, password: &str) -> Result<String, Refusal> {
        let password = password.to_owned();
        self.work(move |buffer| {
            let said = |error: argon2::password_hash::Error| error.to_string();
            let (salt, params) = (SaltString::encode_b64(&random::bytes::<16>()).map_err(said)?, params()?);
            let mut raw = [0; 16];
            let raw = salt.decode_b64(&mut raw).map_err(said)?;
            let hash = PasswordHash {
                algorithm: ARGON2ID_IDENT,
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(&params).map_err(said)?,
                salt: Some(salt.as_salt()),
                hash: Some(output(Version::V0x13, params, &password, raw, buffer)?),
            };
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` is the one behind `stored`; `None` does the same work and answers no. Hashes from before
    /// passwords were prepared are of what was typed: that is tried second, where it differs.
    pub(crate) async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Refusal> {
        let prepared = prepare(password);
        let is_it = self.verify_exactly(&prepared, stored).await?;
        Ok(is_it || (prepared != password && self.verify_exactly(password, stored).await?))
    }

    async fn verify_exactly(&self, password: &str, stored: Option<&str>) -> Result<bool, Refusal> {
        let (password, known) = (password.to_owned(), stored.is_some());
        // What is stored may be no hash at all (an account that cannot sign in): that costs the same too.
        let stored = stored.filter(|stored| readable(stored).is_some()).unwrap_or(NOBODY).to_owned();
        self.work(move |buffer| {
            let hash = PasswordHash::new(&stored).map_err(|error| error.to_string())?;
            let (version, params) = readable(&stored).ok_or("a stored hash cannot be read")?;
            let mut salt = [0; 64];
            let salt = hash.salt.ok_or("a stored hash has no salt")?.decode_b64(&mut salt);
            let salt = salt.map_err(|error| error.to_string())?;
            // `Output` compares in a time that tells nothing.
            let is_it = hash.hash == Some(output(version, params, &password, salt, buffer)?);
            Ok(is_it && known && stored != NOBODY)
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        what: impl FnOnce(&mut Buffer) -> Result<T, String> + Send + 'static,
    ) -> Result<T, Refusal> {
        // The place goes with the work: a caller that leaves does not make room before the hash is done.
        let place =
            self.places.clone().acquire_owned().await.map_err(|_| Refusal::Fault("hashing has ended".into()))?;
        let buffers = self.buffers.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut buffer = buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let done = what(&mut buffer);
            // Before the place is given back: the next one finds it.
            buffers.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
            done
        });
        worked.await.map_err(|_| Refusal::Fault("hashing was interrupted".into()))?.map_err(Refusal::Fault)
    }
}

impl Backend {
    /// The hash of a password as it is stored: sealed for its person's row.
    pub(crate) fn seal_password(&self, person: Uuid, hash: &str) -> Vec<u8> {
        self.keys.seal(field::PASSWORD.of(person), hash.as_bytes())
    }

    /// # Errors
    /// When what is stored was sealed for somebody else, or by nobody.
    pub(crate) fn open_password(
        &self,
        person: Uuid,
        sealed: Option<&[u8]>,
    ) -> Result<Option<Zeroizing<String>>, Refusal> {
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = self.keys.open(field::PASSWORD.of(person), sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| Refusal::Fault("a stored hash cannot be read".into()))?;
        Ok(Some(Zeroizing::new(text.to_owned())))
    }
}

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
fn params() -> Result<Params, String> {
    Params::new(19_456, 2, 1, Some(Params::DEFAULT_OUTPUT_LEN)).map_err(|error| error.to_string())
}

/// Version and parameters of a stored hash, if it is an argon2id of a size that is worked out here.
fn readable(stored: &str) -> Option<(Version, Params)> {
    let hash = PasswordHash::new(stored).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let is_whole = hash.algorithm == ARGON2ID_IDENT && hash.salt.is_some() && hash.hash.is_some();
    (is_whole && params.m_cost() <= MOST_MEMORY).then_some((version, params))
}

fn output(
    version: Version,
    params: Params,
    password: &str,
    salt: &[u8],
    buffer: &mut Buffer,
) -> Result<Output, String> {
    let (blocks, length) = (params.block_count(), params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN));
    if buffer.len() < blocks {
        buffer.resize(blocks, Block::default());
    }
    let argon2 = Argon2::new(Algorithm::Argon2id, version, params);
    let memory = buffer.get_mut(..blocks).unwrap_or_default();
    let worked = Output::init_with(length, |out| {
        Ok(argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, memory)?)
    });
    worked.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    // P5: a password opens from every keyboard, and one that was set before letters were composed still does.
    #[tokio::test]
    async fn a_composed_password_is_the_decomposed_one() {
        let passwords = Passwords::default();
        let pairs = [
            ("caf\u{e9} violet stairs", "cafe\u{301} violet stairs"),
            ("\u{d55c}\u{ae00} violet stairs", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af} violet stairs"),
        ];
        for (composed, decomposed) in pairs {
            for set in [composed, decomposed] {
                let hash = passwords.hash(set).await.unwrap();
                for typed in [composed, decomposed] {
                    assert!(passwords.verify(typed, Some(&hash)).await.unwrap(), "{set:?} {typed:?}");
                }
            }
            let old = passwords.hash_exactly(decomposed).await.unwrap();
            assert!(passwords.verify(decomposed, Some(&old)).await.unwrap(), "an old hash of what was typed");
            assert!(!passwords.verify("cafe violet stairs", Some(&old)).await.unwrap());
        }
    }

    // S3 S12: what is stored is argon2id with these parameters, salted, and tells one password from another.
    #[tokio::test]
    async fn a_hash_opens_for_its_password_alone() {
        let passwords = Passwords::default();
        let hash = passwords.hash("violet staircase 9").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash("violet staircase 9").await.unwrap(), "a salt was used twice");
        assert!(passwords.verify("violet staircase 9", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("violet staircase 8", Some(&hash)).await.unwrap());
    }

    fn resident_mib() -> u64 {
        let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
        pages.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 4 / 1024
    }

    // S3: a flood of tries waits for its turn and takes no more memory than three do; unbounded it would be 5,700 MiB.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn memory_is_flat_under_a_flood() {
        let passwords = Arc::new(Passwords::default());
        passwords.verify("warm", None).await.unwrap();
        let before = resident_mib();
        let flood: Vec<_> = (0..300)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.verify("a wrong one", None).await.unwrap() })
            })
            .collect();
        let mut most = before;
        while !flood.iter().all(tokio::task::JoinHandle::is_finished) {
            most = most.max(resident_mib());
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert!(most - before < 200, "{before} MiB became {most} MiB");
        assert_eq!(passwords.places.available_permits(), AT_ONCE);
        assert!(passwords.buffers.lock().unwrap().len() <= AT_ONCE);
    }

    // What was stored by the library's own functions opens, and they open what is stored now; a buffer that was used
    // for another password changes nothing.
    #[tokio::test]
    async fn hashes_are_the_librarys() {
        use argon2::password_hash::{PasswordHasher, PasswordVerifier};
        let (passwords, library) =
            (Passwords::default(), Argon2::new(Algorithm::Argon2id, Version::V0x13, params().unwrap()));
        let ours = passwords.hash("violet staircase 9").await.unwrap();
        assert!(library.verify_password(b"violet staircase 9", &PasswordHash::new(&ours).unwrap()).is_ok());
        for (memory, passes) in [(19_456, 2), (8, 1), (32_768, 1)] {
            let other = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(memory, passes, 1, None).unwrap());
            let salt = SaltString::encode_b64(b"some other salt").unwrap();
            let theirs = other.hash_password(b"violet staircase 9", &salt).unwrap().to_string();
            assert!(passwords.verify("violet staircase 9", Some(&theirs)).await.unwrap(), "{theirs}");
            assert!(!passwords.verify("violet staircase 8", Some(&theirs)).await.unwrap(), "{theirs}");
        }
        // One that asks for a gigabyte is nobody's.
        let huge = ours.replace("m=19456", "m=1048576");
        assert!(!passwords.verify("violet staircase 9", Some(&huge)).await.unwrap());
    }

    // Equal work: nobody's hash is a real one with the same parameters, and no password opens it.
    #[tokio::test]
    async fn nobody_has_a_hash_of_the_same_cost() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let ours = Passwords::default().hash("violet staircase 9").await.unwrap();
        assert_eq!(nobody.params, PasswordHash::new(&ours).unwrap().params);
        assert_eq!(nobody.hash.unwrap().len(), PasswordHash::new(&ours).unwrap().hash.unwrap().len());
        assert!(!Passwords::default().verify("anything at all", None).await.unwrap());
        assert!(!Passwords::default().verify("anything at all", Some("none")).await.unwrap());
    }
}
