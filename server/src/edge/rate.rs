//! How often what may be tried (T6): by address, by account, and by both together.
//!
//! An account's own limit is wide, because a stranger must not be able to lock its owner out; the narrow one counts an
//! account as tried from one neighbourhood. A browser that the account's owner has signed in with before is the owner's
//! own affair: its tries are counted in `backend::identity` alone, so a flood made elsewhere, or next door, does not reach
//! it; whether it is one is asked of the database, so a forged cookie is held to the same limits as none. Every endpoint that needs no session is limited by address, also without a
//! line in `QUOTAS`: pages and functions by a wide pace each; so is every function for whoever is signed in. To limit one
//! more narrowly: a line in `QUOTAS`.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use app::access::Role;
use app::features;
use contract::AppError;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::identify::neighbourhood;

/// How many at once, and how many seconds until one more; 0 is a tenth of a second.
#[derive(Clone, Copy)]
struct Pace {
    burst: u32,
    seconds: u64,
}

struct Quotas {
    endpoint: &'static str,
    address: Pace,
    account: Pace,
    both: Pace,
}

const fn pace(burst: u32, seconds: u64) -> Pace {
    Pace { burst, seconds }
}

const fn quotas(endpoint: &'static str, address: Pace, account: Pace, both: Pace) -> Quotas {
    Quotas { endpoint, address, account, both }
}

const QUOTAS: &[Quotas] = &[
    quotas("/api/identity/sign_in", pace(30, 2), pace(100, 10), pace(6, 20)),
    quotas("/api/identity/sign_up", pace(10, 60), pace(20, 60), pace(5, 60)),
    quotas("/api/identity/request_reset", pace(10, 30), pace(20, 300), pace(3, 120)),
    quotas("/api/identity/resend_confirmation", pace(10, 30), pace(20, 300), pace(3, 120)),
    quotas("/api/identity/reset_password", pace(20, 10), pace(100, 10), pace(20, 10)),
    quotas("/api/identity/accept_invitation", pace(20, 10), pace(100, 10), pace(20, 10)),
    quotas("/api/account/prove_totp", pace(30, 5), pace(30, 5), pace(30, 5)),
    quotas("/api/account/prove_email", pace(30, 5), pace(30, 5), pace(30, 5)),
    quotas("/api/account/prove_recovery", pace(30, 5), pace(30, 5), pace(30, 5)),
    quotas("/api/account/prove_password", pace(30, 5), pace(30, 5), pace(30, 5)),
    quotas("/api/account/prove_passkey", pace(30, 2), pace(30, 2), pace(30, 2)),
    quotas("/api/account/sign_in_by_passkey", pace(30, 2), pace(30, 2), pace(30, 2)),
    quotas("/api/account/challenge_passkey", pace(60, 1), pace(60, 1), pace(60, 1)),
    quotas("/api/identity/confirm_email", pace(20, 10), pace(100, 10), pace(20, 10)),
];

/// Everything else that anybody may call, by address: a page, a function, and what is no endpoint of the matrix.
const PAGES: Pace = pace(600, 0);
const FUNCTIONS: Pace = pace(60, 1);
/// What whoever is signed in may call, by address: a practice behind one address works, a loop ends. What writes to
/// others on their behalf is paced as for strangers; how many letters there are in a day, the database counts.
const SIGNED_IN: Pace = PAGES;
const WRITES_TO_OTHERS: &[&str] = &["/api/team/"];
/// Asking whether a browser is known to an account.
const LOOKUPS: Pace = PAGES;
/// Where that matters.
const FOR_KNOWN: &[&str] = &["/api/identity/sign_in"];
/// Reports of browsers; forged signatures at the webhook; guesses at the secret of the operators' pages.
pub const REPORTS: &str = "/csp-report";
pub const FORGERIES: &str = "/webhooks/stripe";
pub const GUESSES: &str = "/healthz";
const OTHERS: [(&str, Pace); 3] = [(REPORTS, pace(30, 1)), (FORGERIES, pace(60, 1)), (GUESSES, pace(20, 5))];

/// Counts in this process only; what must hold across processes is counted in the database.
pub struct Limits {
    rules: Vec<Rule>,
    pages: DefaultKeyedRateLimiter<u64>,
    functions: DefaultKeyedRateLimiter<u64>,
    signed_in: DefaultKeyedRateLimiter<u64>,
    lookups: DefaultKeyedRateLimiter<u64>,
    others: Vec<(&'static str, DefaultKeyedRateLimiter<u64>)>,
    /// Keys are kept as numbers nobody can turn back into an address.
    secret: RandomState,
    clock: DefaultClock,
}

struct Rule {
    endpoint: &'static str,
    address: DefaultKeyedRateLimiter<u64>,
    account: DefaultKeyedRateLimiter<u64>,
    both: DefaultKeyedRateLimiter<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        let rule = |quotas: &Quotas| Rule {
            endpoint: quotas.endpoint,
            address: limiter(quotas.address),
            account: limiter(quotas.account),
            both: limiter(quotas.both),
        };
        Self {
            rules: QUOTAS.iter().map(rule).collect(),
            pages: limiter(PAGES),
            functions: limiter(FUNCTIONS),
            signed_in: limiter(SIGNED_IN),
            lookups: limiter(LOOKUPS),
            others: OTHERS.iter().map(|(name, pace)| (*name, limiter(*pace))).collect(),
            secret: RandomState::new(),
            clock: DefaultClock::default(),
        }
    }
}

impl Limits {
    /// Counts one try. `account` is what the caller says it is, known or not: both are counted alike.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait.
    pub fn check(&self, endpoint: &str, address: IpAddr, account: Option<&str>) -> Result<(), AppError> {
        let neighbour = neighbourhood(address);
        if let Some((_, limiter)) = self.others.iter().find(|(name, _)| *name == endpoint) {
            return self.take(limiter, neighbour);
        }
        let Some(rule) = self.rules.iter().find(|rule| rule.endpoint == endpoint) else {
            let is_public = features::find_rule(endpoint).is_some_and(|rule| rule.roles.contains(&Role::Anyone));
            return match (is_public, endpoint.starts_with("/api/")) {
                (false, true) if WRITES_TO_OTHERS.iter().any(|kind| endpoint.starts_with(kind)) => {
                    self.take(&self.functions, (neighbour, endpoint))
                }
                (false, true) => self.take(&self.signed_in, (neighbour, endpoint)),
                (false, false) => Ok(()),
                // Counted for each by itself: a flood at one closes no other.
                (true, true) => self.take(&self.functions, (neighbour, endpoint)),
                (true, false) => self.take(&self.pages, (neighbour, endpoint)),
            };
        };
        self.take(&rule.address, neighbour)?;
        if let Some(account) = account.map(|account| account.trim().to_lowercase()) {
            self.take(&rule.both, (neighbour, &account))?;
            self.take(&rule.account, &account)?;
        }
        Ok(())
    }

    /// Whether it is worth asking if the caller's browser is known to the account: only where it would make a difference,
    /// and only so often from one place.
    pub fn may_look_up(&self, endpoint: &str, address: IpAddr) -> bool {
        FOR_KNOWN.contains(&endpoint) && self.take(&self.lookups, neighbourhood(address)).is_ok()
    }

    fn take(&self, limiter: &DefaultKeyedRateLimiter<u64>, key: impl Hash) -> Result<(), AppError> {
        limiter.check_key(&self.secret.hash_one(key)).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now()).as_secs() + 1;
            AppError::TooMany { retry_seconds: u32::try_from(wait).unwrap_or(u32::MAX) }
        })
    }

    /// Forgets who has been quiet for long enough; called now and then.
    pub fn forget(&self) {
        let named = self.rules.iter().flat_map(|rule| [&rule.address, &rule.account, &rule.both]);
        let others = self.others.iter().map(|(_, limiter)| limiter).chain([
            &self.pages,
            &self.functions,
            &self.signed_in,
            &self.lookups,
        ]);
        for limiter in named.chain(others) {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn limiter(pace: Pace) -> DefaultKeyedRateLimiter<u64> {
    let burst = NonZeroU32::new(pace.burst).unwrap_or(NonZeroU32::MIN);
    // No whole second means ten in one.
    let period = if pace.seconds == 0 { Duration::from_millis(100) } else { Duration::from_secs(pace.seconds) };
    let quota = Quota::with_period(period).unwrap_or(Quota::per_second(NonZeroU32::MIN));
    RateLimiter::keyed(quota.allow_burst(burst))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGN_IN: &str = "/api/identity/sign_in";

    fn tries(limits: &Limits, address: &str, account: &str, most: usize) -> usize {
        let address = address.parse().unwrap();
        (0..most).take_while(|_| limits.check(SIGN_IN, address, Some(account)).is_ok()).count()
    }

    // T6
    #[test]
    fn guessing_one_account_from_one_place_ends_soon() {
        let limits = Limits::default();
        assert_eq!(tries(&limits, "203.0.113.9", "maya@example.org", 50), 6);
        // Spelling it otherwise is no second account, moving within a /64 no second place.
        assert_eq!(tries(&limits, "203.0.113.9", " Maya@Example.org ", 50), 0);
        assert_eq!(tries(&limits, "2001:db8:1:2::1", "ruth@example.org", 50), 6);
        assert_eq!(tries(&limits, "2001:db8:1:2::2", "ruth@example.org", 50), 0);
        // The owner, elsewhere, is not locked out.
        assert_eq!(tries(&limits, "198.51.100.7", "maya@example.org", 3), 3);
    }

    #[test]
    fn one_place_cannot_try_many_accounts() {
        let limits = Limits::default();
        let address = "203.0.113.9".parse().unwrap();
        let passed = (0..200).filter(|n| limits.check(SIGN_IN, address, Some(&format!("{n}@x.org"))).is_ok()).count();
        assert_eq!(passed, 30);
        let refused = limits.check(SIGN_IN, address, None).unwrap_err();
        assert!(matches!(refused, AppError::TooMany { retry_seconds: 1..=3 }), "{refused:?}");
    }

    #[test]
    fn other_functions_are_not_counted() {
        let limits = Limits::default();
        let address = "203.0.113.9".parse().unwrap();
        assert!((0..500).all(|_| limits.check("/api/journal/save_meal", address, None).is_ok()));
    }

    // Each function there is has a line, of its own or for its kind: a loop ends at each of them.
    #[test]
    fn every_function_is_counted() {
        let limits = Limits::default();
        let address = "203.0.113.9".parse().unwrap();
        let mut most = std::collections::BTreeMap::new();
        for rule in features::RULES.iter().filter(|rule| rule.endpoint.starts_with("/api/")) {
            let passed = (0..5_000).take_while(|_| limits.check(rule.endpoint, address, None).is_ok()).count();
            assert!(passed < 5_000, "{} has no line", rule.endpoint);
            most.insert(rule.endpoint, passed);
        }
        assert!(most.len() > 100, "{}", most.len());
        let team: Vec<_> = most.iter().filter(|(name, _)| name.starts_with("/api/team/")).collect();
        assert!(team.len() > 3 && team.iter().all(|(_, passed)| **passed <= 70), "{team:?}");
    }

    // A renamed function would lose its limit silently.
    #[test]
    fn every_quota_is_of_a_function_that_exists() {
        for quotas in QUOTAS {
            assert!(app::features::find_rule(quotas.endpoint).is_some(), "{}", quotas.endpoint);
        }
    }
}
