//! The way back for who has lost every second factor: who may ask, the waiting, refusing, and what stays as it was.
//! T4 T5 T6

use std::net::{IpAddr, Ipv4Addr};

use backend::clock::Clock;
use backend::db::{Client, Clinic, HouseLook, Practice};
use contract::grant::ReadKind;
use contract::id::ResetId;
use contract::recovery::{Ask, ResetState};
use contract::{AppError, Code};
use testkit::{Actor, World};
use uuid::Uuid;

use crate::support::{enrol, letters, prove, refused, session};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

struct House {
    world: World,
    ines: Actor<Clinic>,
    noor: Actor<Clinic>,
    ruth: Actor<Practice>,
    maya: Actor<Client>,
    /// An administrator of another clinic.
    otto: Actor<Clinic>,
}

impl House {
    /// Ruth, Maya and Ines have an app.
    async fn new() -> Self {
        let mut world = World::new().await;
        let clinic = world.organisation("Kestrel Street").await;
        let other = world.organisation("Harbour").await;
        let ines = world.somebody::<Clinic>(clinic, "Ines", "owner").await;
        let noor = world.admin(clinic, "Noor").await;
        let ruth = world.practitioner(clinic, "Ruth").await;
        let maya = world.client(clinic, "Maya").await;
        let otto = world.admin(other, "Otto").await;
        let now = Clock::System.now();
        enrol(&mut world, &ines, now).await;
        enrol(&mut world, &ruth, now).await;
        enrol(&mut world, &maya, now).await;
        // What they have proved so far was before they lost it.
        world
            .by_hand(
                "update auth.session set factor_at = factor_at - interval '90 hours' where factor_at is not null"
                    .into(),
            )
            .await;
        prove(&mut world, &noor, 0).await;
        prove(&mut world, &otto, 0).await;
        letters(&world.backend).await;
        Self { world, ines, noor, ruth, maya, otto }
    }

    async fn ask(&self, who: &Actor<Clinic>, whom: &str) -> Result<Uuid, AppError> {
        let key = Uuid::now_v7();
        let tx = who.write(&self.world.backend).await;
        let ask = Ask::parse(whom, "Lost her phone on the train").unwrap();
        match self.world.backend.ask_factor_reset(tx, key, &ask).await {
            Ok(()) => Ok(key),
            refusal => Err(refused(refusal)),
        }
    }

    /// The secret of the newest letter that can refuse.
    async fn letter(&self) -> String {
        let all = letters(&self.world.backend).await;
        let letter = all.iter().find(|letter| letter.link.contains("/keep-factor/")).unwrap();
        letter.link.rsplit('/').next().unwrap().to_owned()
    }

    /// Two days pass.
    async fn wait(&mut self) {
        let sql = "set session_replication_role = replica;
             update auth.factor_reset set asked_at = asked_at - interval '49 hours', due_at = due_at - interval '49 hours' where due_at is not null;
             update ops.job set run_at = now() where status = 'queued';
             reset session_replication_role";
        self.world.by_hand(sql.into()).await;
    }

    async fn has_factor(&mut self, who: contract::id::PersonId) -> bool {
        let since: Option<chrono::DateTime<chrono::Utc>> =
            sqlx::query_scalar("select factor_since from auth.person where person_id = $1")
                .bind(who.0)
                .fetch_one(&mut self.world.hand)
                .await
                .unwrap();
        since.is_some()
    }

    async fn states(&self) -> Vec<ResetState> {
        let backend = &self.world.backend;
        let list = backend
            .load_resets(&mut self.noor.look(backend, &[HouseLook::at(ReadKind::Requests)]).await)
            .await
            .unwrap();
        list.resets.into_iter().map(|reset| reset.state).collect()
    }
}

// A practitioner who has lost everything is back after two days, with the password that is theirs and no other thing.
#[tokio::test]
async fn lost_factors_are_taken_off_after_the_waiting() {
    let mut house = House::new().await;
    let backend = house.world.backend.clone();
    let before: Option<Vec<u8>> = sqlx::query_scalar("select password_sealed from auth.person where person_id = $1")
        .bind(house.ruth.person.0)
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    let live = session(&house.world, &house.ruth, None).await;
    house.ask(&house.noor, "Ruth").await.unwrap();
    house.letter().await;
    assert_eq!(house.states().await, [ResetState::Open]);
    assert!(house.has_factor(house.ruth.person).await, "it waits");
    // Not a moment sooner, also when the job is run by hand.
    house.world.by_hand("update ops.job set run_at = now() where status = 'queued'".into()).await;
    letters(&backend).await;
    assert!(house.has_factor(house.ruth.person).await, "it did not wait");
    house.wait().await;
    let newest = letters(&backend).await.remove(0);
    assert_eq!(newest.subject, "Your second factor was taken off");
    assert!(!house.has_factor(house.ruth.person).await);
    assert_eq!(house.states().await, [ResetState::Done]);
    assert!(backend.read::<Practice>(&live).await.is_err(), "what was open before is over");
    let after: Option<Vec<u8>> = sqlx::query_scalar("select password_sealed from auth.person where person_id = $1")
        .bind(house.ruth.person.0)
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    assert_eq!(before, after, "the password is hers");
    let again = session(&house.world, &house.ruth, None).await;
    assert!(backend.read::<Practice>(&again).await.is_ok());
    // Every step is in the log of the clinic and of the person.
    for (table, sql) in [
        ("app.activity", "select array_agg(action order by seq) from app.activity where action like 'factor_reset.%'"),
        ("auth.event", "select array_agg(action order by event_id) from auth.event where action like 'factor_reset.%'"),
    ] {
        let steps: Vec<String> = sqlx::query_scalar(sql).fetch_one(&mut house.world.hand).await.unwrap();
        for step in ["factor_reset.asked", "factor_reset.done"] {
            assert!(steps.iter().any(|found| found == step), "{table} lacks {step}: {steps:?}");
        }
    }
}

// Who must not ask, and for whom.
#[tokio::test]
async fn nobody_asks_for_whom_they_must_not() {
    let mut house = House::new().await;
    let whom = |code| AppError::field("whom", code);
    assert_eq!(house.ask(&house.otto, "Ruth").await, Err(whom(Code::Unknown)), "another clinic's administrator");
    let address = format!("{}@example.test", house.ruth.person);
    assert_eq!(house.ask(&house.otto, &address).await, Err(whom(Code::Unknown)), "by her address");
    assert_eq!(house.ask(&house.noor, "Ines").await, Err(whom(Code::OwnerOnly)), "an owner, by an administrator");
    assert_eq!(house.ask(&house.noor, "Noor").await, Err(whom(Code::NotYourself)));
    assert_eq!(house.ask(&house.noor, "Nobody").await, Err(whom(Code::Unknown)));
    house
        .world
        .by_hand(format!("update auth.person set factor_since = null where person_id = '{}'", house.ruth.person))
        .await;
    assert_eq!(house.ask(&house.noor, "Ruth").await, Err(whom(Code::NoFactor)));
    prove(&mut house.world, &house.noor, 11).await;
    assert_eq!(house.ask(&house.noor, "Maya").await, Err(AppError::ProofNeeded), "a stale proof");
    let desk = house.world.front_desk(house.maya.organisation, "Iris").await;
    prove(&mut house.world, &desk, 0).await;
    assert_eq!(house.ask(&desk, "Maya").await, Err(AppError::NotFound), "the front desk");
    // As the logins themselves, past the program: no portal but the clinic's reaches any of it.
    for login in ["ns_client", "ns_practice", "ns_public", "ns_signin", "ns_worker"] {
        let mut login = house.world.db.as_role(login).await;
        let asked =
            sqlx::query("select app.ask_factor_reset(gen_random_uuid(), 'Maya', 'why')").execute(&mut login).await;
        assert!(asked.is_err());
        assert!(
            sqlx::query("select auth.strip_factors($1)").bind(house.maya.person.0).execute(&mut login).await.is_err()
        );
        assert!(sqlx::query("select ops.reset_factors('x', null)").execute(&mut login).await.is_err());
        assert!(sqlx::query("select from auth.factor_reset").execute(&mut login).await.is_err());
    }
    assert!(house.states().await.is_empty());
}

// A client likewise; whoever has the letter refuses; what was refused is over, and three in a month are enough.
#[tokio::test]
async fn whoever_has_the_letter_refuses() {
    let mut house = House::new().await;
    let backend = house.world.backend.clone();
    for round in 0..3 {
        let asked = house.ask(&house.noor, "Maya").await.unwrap();
        assert_eq!(house.ask(&house.noor, "Maya").await, Err(AppError::field("whom", Code::AskedAlready)));
        let token = house.letter().await;
        assert!(backend.find_factor_reset(&token).await.unwrap().is_some());
        assert!(backend.refuse_factor_reset(&"0".repeat(64), HERE).await.is_err());
        if round == 0 {
            // Another clinic's administrator cannot take it back, hers can; then the letter is over too.
            let elsewhere = backend.withdraw_factor_reset(house.otto.write(&backend).await, ResetId(asked)).await;
            assert_eq!(refused(elsewhere), AppError::NotFound);
            backend.withdraw_factor_reset(house.noor.write(&backend).await, ResetId(asked)).await.unwrap();
        } else {
            backend.refuse_factor_reset(&token, HERE).await.unwrap();
        }
        assert!(backend.find_factor_reset(&token).await.unwrap().is_none());
        assert_eq!(refused(backend.refuse_factor_reset(&token, HERE).await), AppError::Gone(Code::LinkUsedOrExpired));
        house.wait().await;
        letters(&backend).await;
        assert!(house.has_factor(house.maya.person).await, "round {round}");
    }
    assert!(matches!(house.ask(&house.noor, "Maya").await, Err(AppError::TooMany { .. })));
    assert_eq!(house.states().await, [ResetState::Refused, ResetState::Refused, ResetState::Withdrawn]);
}

// What speaks against it when the time has come: the asker is none any more, she has used her factor since, she belongs
// to another clinic too (which an administrator here must not weaken), she has become an owner.
#[tokio::test]
async fn what_speaks_against_it_keeps_the_factor() {
    for why in ["asker left", "used since", "elsewhere", "owner now", "she left"] {
        let mut house = House::new().await;
        let backend = house.world.backend.clone();
        house.ask(&house.noor, "Ruth").await.unwrap();
        house.letter().await;
        house.wait().await;
        let (ruth, noor) = (house.ruth.member, house.noor.member);
        let set =
            |sql: String| format!("set session_replication_role = replica; {sql}; reset session_replication_role");
        let sql = match why {
            "asker left" => format!("update app.membership set status = 'suspended' where membership_id = '{noor}'"),
            "used since" => format!("update auth.session set factor_at = now() where membership_id = '{ruth}'"),
            "elsewhere" => format!(
                "insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
                 values ('{}', gen_random_uuid(), '{}', 'client', 'active', 'Ruth', 'Europe/London')",
                house.otto.organisation, house.ruth.person
            ),
            "owner now" => format!("update app.membership set role = 'owner' where membership_id = '{ruth}'"),
            _ => format!("update app.membership set status = 'removed' where membership_id = '{ruth}'"),
        };
        house.world.by_hand(set(sql)).await;
        let newest = letters(&backend).await.remove(0);
        assert_eq!(newest.subject, "Your second factor stays", "{why}");
        assert!(house.has_factor(house.ruth.person).await, "{why}");
        let state: String =
            sqlx::query_scalar("select status from auth.factor_reset").fetch_one(&mut house.world.hand).await.unwrap();
        assert_eq!(state, "lapsed", "{why}");
    }
}

// Refusing and carrying out at the same moment: one of them happens, and what is left fits what was said.
#[tokio::test]
async fn refusing_and_carrying_out_exclude_each_other() {
    let rounds: usize = std::env::var("NS_RACES").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    for round in 0..rounds {
        let mut house = House::new().await;
        house.ask(&house.noor, "Ruth").await.unwrap();
        let token = house.letter().await;
        house.wait().await;
        let (one, two) = (house.world.backend.clone(), house.world.backend.clone());
        let (refusal, ran) = tokio::join!(
            tokio::spawn(async move { one.refuse_factor_reset(&token, HERE).await.is_ok() }),
            tokio::spawn(async move { while two.run_next_job().await.unwrap() {} }),
        );
        ran.unwrap();
        let refused = refusal.unwrap();
        letters(&house.world.backend).await;
        assert_eq!(house.has_factor(house.ruth.person).await, refused, "round {round}");
        let state = if refused { ResetState::Refused } else { ResetState::Done };
        assert_eq!(house.states().await, [state], "round {round}");
    }
}

// For a lone owner, by whoever runs the installation: logged in every clinic of theirs, and told.
#[tokio::test]
async fn an_operator_helps_a_lone_owner() {
    let mut house = House::new().await;
    let backend = house.world.backend.clone();
    let address = format!("{}@example.test", house.ines.person);
    let migrator = house.world.db.url(Some("ns_migrator"));
    assert_eq!(backend::recovery::reset_factors(&backend, &migrator, "nobody@example.test").await.unwrap(), None);
    assert_eq!(backend::recovery::reset_factors(&backend, &migrator, &address).await.unwrap(), Some(1));
    assert!(!house.has_factor(house.ines.person).await);
    assert_eq!(letters(&backend).await[0].subject, "Your second factor was taken off");
    let logged: Vec<String> =
        sqlx::query_scalar("select action from app.activity where action like 'factor_reset.%' union all select action from auth.event where action like 'factor_reset.%'")
            .fetch_all(&mut house.world.hand)
            .await
            .unwrap();
    assert_eq!(logged, ["factor_reset.by_operator"; 2]);
}
