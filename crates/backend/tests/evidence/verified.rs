//! A page says what the last verification found, which a job makes: every day, and when somebody asks. M4 T8

use backend::clock::Clock;
use backend::evidence::{LastCheck, Standing};

use crate::support::House;

impl House {
    async fn run_jobs(&self) {
        while self.backend.run_next_job().await.unwrap() {}
    }

    fn check(&self) -> LastCheck {
        self.backend.last_check(self.org.0)
    }

    async fn ask(&self) {
        let tx = self.admin.write(&self.backend).await;
        self.backend.ask_verification(tx).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_found_is_kept_with_its_time() {
    let mut house = House::new().await;
    assert_eq!(house.check(), LastCheck::default(), "nothing is claimed before the first");
    house.entries(2_500).await;
    house.checkpoint().await;
    assert_eq!(house.backend.plan_verifications().await.unwrap(), 1);
    assert_eq!(house.backend.plan_verifications().await.unwrap(), 0, "one waits");
    house.run_jobs().await;
    assert_eq!(house.backend.plan_verifications().await.unwrap(), 0, "once a day");
    let last = house.check().last.unwrap();
    assert!(last.is_sound() && last.has_outside && last.checkpoints == 2 && last.entries >= 2_500, "{last:?}");
    assert!(house.check().running.is_none());

    // Somebody asks: it shows as under way, and a second one adds nothing.
    house.ask().await;
    assert!(house.check().under_way(Clock::System.now()).is_some());
    house.ask().await;
    let waiting = "select count(*) from ops.job where kind = 'verify_log' and status = 'queued'";
    assert_eq!(house.count(waiting).await, 1);
    house.run_jobs().await;
    assert!(house.check().running.is_none());

    // What is wrong is found by the next one and named; until then the page says when it last looked.
    house.world.by_hand("set session_replication_role = replica; update app.activity set action = 'meal.gone' where seq = 77; set session_replication_role = origin".into()).await;
    let before = house.check().last.unwrap();
    assert!(before.is_sound() && before.at <= Clock::System.now());
    house.ask().await;
    house.run_jobs().await;
    let found = house.check().last.unwrap();
    assert_eq!(found.faults, ["entry 77 was edited"]);

    // One that died is not said to be under way for ever, and what cannot be read claims nothing.
    let stale = Standing { done: 5, of: 10, at: Clock::System.now() - chrono::TimeDelta::minutes(10) };
    let dir = house.backend.config.status_dir.clone();
    LastCheck { running: Some(stale), ..house.check() }.write(&dir, house.org.0).unwrap();
    assert!(house.check().under_way(Clock::System.now()).is_none());
    std::fs::write(dir.join(format!("verified-{}.json", house.org.0)), "{\"last\": 3").unwrap();
    assert_eq!(house.check(), LastCheck::default());
    std::fs::remove_file(dir.join(format!("verified-{}.json", house.org.0))).unwrap();
}

// Administrators alone.
#[tokio::test]
async fn the_front_desk_has_nothing_verified() {
    let mut house = House::new().await;
    let desk = house.world.front_desk(house.org, "Joost").await;
    let tx = desk.write(&house.backend).await;
    assert!(house.backend.ask_verification(tx).await.is_err());
    assert_eq!(house.count("select count(*) from ops.job where kind = 'verify_log'").await, 0);
}
