//! What is right and wrong with this installation's database and settings. `nutriscope doctor` prints all of it;
//! `serve` asks for it in production and does not start when something is wrong (N3, T15).

use contract::trust::ISOLATION_DAYS;
use secrecy::SecretString;

use crate::Backend;
use crate::config::Mode;
use crate::db::{self, Client, Clinic, Portal, Practice, Public, SignIn, Webhook, Worker, catalogue};
use crate::prove::shipped;
use crate::refusal::Refusal;
use crate::trust::status::Status;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Good,
    /// Worth a look; does not stop the start.
    Warning,
    /// In production the server does not start with it.
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    pub what: String,
}

impl Finding {
    fn good(what: impl Into<String>) -> Self {
        Self { level: Level::Good, what: what.into() }
    }

    fn warning(what: impl Into<String>) -> Self {
        Self { level: Level::Warning, what: what.into() }
    }

    fn wrong(what: impl Into<String>) -> Self {
        Self { level: Level::Wrong, what: what.into() }
    }
}

impl Backend {
    /// Looks at settings and database through the server's own logins.
    pub async fn inspect(&self) -> Vec<Finding> {
        let mut findings = self.inspect_settings();
        findings.push(self.inspect_proof());
        findings.extend(self.login::<Public>().await);
        findings.extend(self.login::<SignIn>().await);
        findings.extend(self.login::<Client>().await);
        findings.extend(self.login::<Practice>().await);
        findings.extend(self.login::<Clinic>().await);
        findings.extend(self.login::<Webhook>().await);
        findings.extend(self.login::<Worker>().await);
        findings.push(self.inspect_steps().await);
        findings.extend(self.inspect_sealing().await);
        match self.inspect_database().await {
            Ok(more) => findings.extend(more),
            Err(_) => findings.push(Finding::wrong("the database does not answer, or was not migrated")),
        }
        findings
    }

    fn inspect_settings(&self) -> Vec<Finding> {
        let (config, production) = (&self.config, self.config.mode == Mode::Production);
        let mut findings = Vec::new();
        let https = config.public_url.starts_with("https://");
        findings.push(match (production, https) {
            (true, false) => Finding::wrong("NS_PUBLIC_URL is not https: cookies and HSTS need it"),
            _ => Finding::good(format!("public address is {}", config.public_url)),
        });
        match &config.stripe {
            None => findings.push(Finding::warning("no Stripe key: paid services cannot be booked")),
            Some(stripe) if production && stripe.is_stand_in() => {
                findings.push(Finding::wrong("STRIPE_API_BASE points at a stand-in"))
            }
            Some(stripe) => findings.push(match stripe.check() {
                Ok(()) => Finding::good("Stripe is configured"),
                Err(_) => Finding::wrong("the Stripe settings do not fit together"),
            }),
        }
        if production && config.smtp_url.is_none() {
            findings.push(Finding::wrong("NS_SMTP_URL is missing: letters would go nowhere"));
        }
        findings.push(match &config.evidence.dir {
            Some(_) => Finding::good("signed heads of the activity log are kept outside the database"),
            None => Finding::warning(
                "NS_EVIDENCE_DIR is missing: nothing outside the database could tell that a log was rewritten",
            ),
        });
        findings
    }

    /// What the last `nutriscope prove-isolation` showed, and how long ago that was.
    fn inspect_proof(&self) -> Finding {
        let Some(proof) = Status::read(&self.config.status_dir).isolation else {
            return Finding::warning("isolation was not proved on this installation yet: nutriscope prove-isolation");
        };
        let (days, checks, broken) = ((self.clock.now() - proof.at).num_days(), proof.checks, proof.broken);
        let (pairs, uncovered) = (proof.pairs, proof.uncovered);
        let at = format!("{} UTC", insight::clock::written(&chrono::Utc, proof.at, "%Y-%m-%d %H:%M"));
        if broken > 0 {
            return Finding::warning(format!(
                "{broken} of {checks} promises of isolation did not hold at {at}: nutriscope prove-isolation names them"
            ));
        }
        let said =
            format!("isolation at {at}: {checks} promises held, {pairs} pairs compared, {uncovered} not covered");
        match days > ISOLATION_DAYS || pairs == 0 {
            true => Finding::warning(format!("{said}; that is too old or too little: nutriscope prove-isolation")),
            false => Finding::good(said),
        }
    }

    /// Is the login the portal's own, and bound by row security?
    async fn login<P: Portal>(&self) -> Option<Finding> {
        let asked = async {
            let mut tx = self.bare::<P>().await?;
            let row: (String, bool) = sqlx::query_as(
                "select session_user::text, rolsuper or rolbypassrls from pg_roles where rolname = session_user",
            )
            .fetch_one(tx.conn())
            .await?;
            Ok::<_, Refusal>(row)
        };
        Some(match asked.await {
            Err(_) => Finding::wrong(format!("the {} login cannot connect", P::NAME)),
            Ok((login, true)) => {
                Finding::wrong(format!("the {} login {login} is a superuser or passes row security", P::NAME))
            }
            Ok((login, false)) if login != format!("ns_{}", P::NAME) => Finding::wrong(format!(
                "the {} login is {login}, not ns_{}: every policy would refuse it",
                P::NAME,
                P::NAME
            )),
            Ok((login, false)) => Finding::good(format!("{login} connects and is bound by row security")),
        })
    }

    /// Whether the database knows this server's key for signing in. Without it nobody gets in.
    async fn inspect_steps(&self) -> Finding {
        match self.can_sign_in().await {
            Err(_) => Finding::wrong("signing in cannot be looked at: run `nutriscope migrate`"),
            Ok(false) => Finding::wrong(
                "the database does not know this server's key for signing in, or their clocks differ by minutes: run `nutriscope migrate` with the same NS_MASTER_KEY",
            ),
            Ok(true) => Finding::good("the database knows the key that sign-in is shown with"),
        }
    }

    /// Whether anything a client wrote still lies open, from before entries were sealed.
    async fn inspect_sealing(&self) -> Option<Finding> {
        let asked = async {
            let mut tx = self.bare::<Worker>().await?;
            Ok::<_, Refusal>(crate::client_keys::key_work(tx.conn()).await?)
        };
        Some(match asked.await {
            Err(_) => Finding::wrong("the keys of clients cannot be looked at: run `nutriscope migrate`"),
            Ok(work) if work.plain > 0 => Finding::warning(format!(
                "{} states of entries are not sealed yet: the running server seals them in the background",
                work.plain
            )),
            Ok(work) if work.stuck > 0 => {
                Finding::warning(format!("{} sealed values did not open when keys were replaced", work.stuck))
            }
            Ok(_) => Finding::good("everything clients wrote is sealed with a key of their own"),
        })
    }

    async fn inspect_database(&self) -> Result<Vec<Finding>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let mut findings = Vec::new();
        let (demo, foods): (bool, i64) =
            sqlx::query_as("select has_demo_data, foods from auth.installation()").fetch_one(tx.conn()).await?;
        findings.push(match (demo, self.config.mode) {
            (true, Mode::Production) => Finding::wrong("the database holds demo data"),
            (true, Mode::Development) => Finding::good("demo data is present (development)"),
            (false, _) => Finding::good("no demo data"),
        });
        findings.push(if foods > 0 {
            Finding::good(format!("{foods} reference foods"))
        } else {
            Finding::wrong("reference foods are missing: run `nutriscope migrate`")
        });
        let (version, commit, checksums, fsync): (i32, String, String, String) = sqlx::query_as(
            "select current_setting('server_version_num')::int, current_setting('synchronous_commit'), current_setting('data_checksums'), current_setting('fsync')",
        )
        .fetch_one(tx.conn())
        .await?;
        findings.push(if version >= 150_000 {
            Finding::good(format!("Postgres {}", version / 10_000))
        } else {
            Finding::wrong("Postgres 15 or newer is needed")
        });
        findings.push(if commit == "off" {
            Finding::wrong("synchronous_commit is off: an acknowledged entry could be lost")
        } else {
            Finding::good(format!("synchronous_commit is {commit}"))
        });
        findings.push(if fsync == "off" {
            Finding::wrong("fsync is off: a crash could lose everything")
        } else {
            Finding::good("fsync is on")
        });
        findings.push(if checksums == "on" {
            Finding::good("data checksums are on")
        } else {
            Finding::warning("data checksums are off: silent disk damage would go unnoticed")
        });
        Ok(findings)
    }
}

/// The catalogue's rules, and whatever keeps people apart and is not what was shipped, as findings. Takes the migrator's
/// (or a superuser's) address: other logins cannot see all grants.
pub async fn inspect_catalogue(url: &SecretString) -> Vec<Finding> {
    let mut findings = match db::catalogue::breaches(url).await {
        Err(_) => return vec![Finding::wrong("the catalogue cannot be read: NS_MIGRATOR_URL")],
        Ok(breaches) if breaches.is_empty() => {
            vec![Finding::good(format!("{} rules of the catalogue hold", catalogue::rule_count()))]
        }
        Ok(breaches) => breaches
            .into_iter()
            .map(|breach| Finding::wrong(format!("{}: {}", breach.demands, breach.at.join(", "))))
            .collect(),
    };
    match shipped::drift(url).await {
        Err(_) => findings.push(Finding::wrong("what was shipped cannot be compared: NS_MIGRATOR_URL")),
        Ok(drift) if drift.wrong.is_empty() => findings.push(Finding::good(format!(
            "{} roles, grants, policies, functions, triggers and so on are as shipped",
            drift.things
        ))),
        Ok(drift) => findings.extend(drift.wrong.into_iter().map(Finding::wrong)),
    }
    findings
}
