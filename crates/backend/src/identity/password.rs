//! Hashing and checking passwords: argon2id, off the runtime's threads, a few at a time.
//!
//! Guarantee: checking against an unknown address costs what checking a known one does.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::random;
use crate::refusal::Refusal;

/// At most this many hashes at once: each takes 19 MiB and a core for its time.
const AT_ONCE: usize = 3;

/// A hash of nobody's password with today's parameters, for addresses without an account.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$Qm5qk0r3rYc5lBkfWnq1mJ2p6yYx1V0aS8wU4tN7dEc";

pub struct Passwords {
    places: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The PHC string to store.
    ///
    /// # Errors
    /// A fault when the hasher fails.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Refusal> {
        let password = password.to_owned();
        self.work(move || {
            let salt = SaltString::encode_b64(&random::bytes::<16>()).map_err(|error| error.to_string())?;
            let hash = argon2()?.hash_password(password.as_bytes(), &salt).map_err(|error| error.to_string())?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` is the one behind `stored`; `None` does the same work and answers no.
    pub(crate) async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Refusal> {
        let (password, known) = (password.to_owned(), stored.is_some());
        // What is stored may be no hash at all (an account that cannot sign in): that costs the same too.
        let stored = stored.filter(|stored| PasswordHash::new(stored).is_ok()).unwrap_or(NOBODY).to_owned();
        self.work(move || {
            let hash = PasswordHash::new(&stored).map_err(|error| error.to_string())?;
            Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok() && known && stored != NOBODY)
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        what: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, Refusal> {
        // The place goes with the work: a caller that leaves does not make room before the hash is done.
        let place =
            self.places.clone().acquire_owned().await.map_err(|_| Refusal::Fault("hashing has ended".into()))?;
        let worked = tokio::task::spawn_blocking(move || {
            let _place = place;
            what()
        });
        worked.await.map_err(|_| Refusal::Fault("hashing was interrupted".into()))?.map_err(Refusal::Fault)
    }
}

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Result<Argon2<'static>, String> {
    let params = Params::new(19_456, 2, 1, None).map_err(|error| error.to_string())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

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

    // S3: a flood of tries waits for its turn and takes no more memory than a few, however many there are: three
    // at once, and what the allocator keeps for the threads that had a turn (600 MiB seen); unbounded it would be 5,700.
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
        assert!(most - before < 1_500, "{before} MiB became {most} MiB");
        assert_eq!(passwords.places.available_permits(), AT_ONCE);
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
