//! A practice with many clients and as many entries as they would have made, in the order of time: on the disk the
//! entries of one client lie far apart, as they do where many people write every day.
//!
//! Entries are those of meals and symptoms saved through the program, with every nutrient of their foods, sealed for each
//! client.

use backend::Backend;
use backend::clock::Clock;
use backend::config::Config;
use backend::db::{Client, Practice as PracticePortal};
use chrono::NaiveDate;
use contract::booking::{ServiceInput, WEEKDAYS, WeekInput};
use contract::journal::{ItemInput, MealInput, SymptomInput};
use secrecy::ExposeSecret;
use sqlx::Executor;
use testkit::{Actor, Journal as _, World};
use uuid::Uuid;

use crate::{DAYS, ENTRIES};

/// Of no other use, and random enough for the server to start with.
pub const MASTER_KEY: [u8; 32] = [
    3, 141, 59, 26, 53, 58, 97, 93, 23, 84, 62, 64, 33, 83, 27, 95, 2, 88, 41, 97, 16, 93, 99, 37, 51, 5, 82, 9, 74,
    94, 45, 92,
];
/// Clients of one practitioner.
const CASELOAD: i32 = 50;

pub struct Practice {
    pub world: World,
    /// With a full caseload.
    pub ruth: Actor<PracticePortal>,
    /// Without a client.
    pub new_practitioner: Actor<PracticePortal>,
    /// Of Ruth's, with as many entries as the others.
    pub maya: Actor<Client>,
    /// Of Ruth's, without an entry.
    pub new_client: Actor<Client>,
    /// One of Maya's entries.
    pub entry: Uuid,
}

impl Practice {
    pub async fn build(clients: i32) -> Self {
        let mut world = World::new().await;
        let config =
            Config { master_keys: backend::secret::MasterKeys::only(MASTER_KEY), ..testkit::config(&world.db) };
        world.backend = Backend::new(config, Clock::System).unwrap();
        let organisation = world.organisation("Kestrel Street").await;
        let ruth = world.practitioner(organisation, "Ruth Calloway").await;
        let new_practitioner = world.practitioner(organisation, "Noor Haddad").await;
        let maya = world.client(organisation, "Maya Lindqvist").await;
        let new_client = world.client(organisation, "Newell Frey").await;
        let model = world.client(organisation, "Model").await;
        world.relate(&ruth, &maya, "active").await;
        world.relate(&ruth, &new_client, "active").await;
        offer(&world.backend, &ruth).await;
        save_models(&world.backend, &model).await;

        // What the models say, in the clear: copies are sealed with the key of whom they are copied to.
        world.hand.execute("create temp table bench_model (nth bigint, kind text, payload jsonb)").await.unwrap();
        for (nth, (_, plain)) in (0_i64..).zip(world.journal_of(&model).await) {
            sqlx::query("insert into pg_temp.bench_model values ($1, $2, $3)")
                .bind(nth)
                .bind(plain.payload.kind())
                .bind(serde_json::to_value(&plain.payload).unwrap())
                .execute(&mut world.hand)
                .await
                .unwrap();
        }
        world.hand.execute(include_str!("people.sql")).await.unwrap();
        let fill = [
            ("bench_people", vec![organisation.0, ruth.member.0], vec![clients, CASELOAD]),
            ("bench_entries", vec![organisation.0, model.member.0], vec![ENTRIES, DAYS]),
        ];
        for (function, ids, counts) in fill {
            let call = format!("select pg_temp.{function}($1, $2)");
            sqlx::query(sqlx::AssertSqlSafe(call)).bind(ids).bind(counts).execute(&mut world.hand).await.unwrap();
        }
        // Sealed by the jobs that seal what lies open; the server would start them otherwise, and disturb the measuring.
        world.backend.start_sealing().await.unwrap();
        while world.backend.run_next_job().await.unwrap() {}
        world.hand.execute("vacuum analyze app.observation").await.unwrap();
        world.hand.execute("analyze").await.unwrap();
        let entry = sqlx::query_scalar("select observation_id from app.observation where client_id = $1 limit 1")
            .bind(maya.member.0)
            .fetch_one(&mut world.hand)
            .await
            .unwrap();
        Self { world, ruth, new_practitioner, maya, new_client, entry }
    }

    pub async fn entries(&mut self) -> i64 {
        sqlx::query_scalar("select count(*) from app.observation").fetch_one(&mut self.world.hand).await.unwrap()
    }

    /// Where the cluster's socket lies.
    pub fn socket_folder(&self) -> String {
        let url = self.world.db.url(None);
        let (_, folder) = url.expose_secret().split_once("host=").expect("a cluster on a socket");
        folder.split('&').next().unwrap().replace("%2F", "/")
    }
}

/// A service and a week, so that there is something to book.
async fn offer(backend: &Backend, practitioner: &Actor<PracticePortal>) {
    let service = ServiceInput {
        name: "Follow-up".into(),
        minutes: "45".into(),
        price: "0".into(),
        place: "online".into(),
        active: Some("on".into()),
        most_ahead: "200".into(),
        most_daily: "200".into(),
        most_cancelled: "200".into(),
    };
    backend.save_own_service(&practitioner.token, "bench", None, &service).await.unwrap();
    let times =
        WEEKDAYS.flat_map(|day| [(format!("{day}_0_from"), "08:00".into()), (format!("{day}_0_to"), "18:00".into())]);
    backend.save_own_week(&practitioner.token, "bench", "Europe/London", &WeekInput(times.collect())).await.unwrap();
}

/// Meals of three foods and symptoms, saved as a client saves them; the other entries copy them.
async fn save_models(backend: &Backend, model: &Actor<Client>) {
    let day: NaiveDate = backend.clock.now().date_naive().pred_opt().unwrap();
    for (hour, foods) in [(8, [8121, 1077, 9040]), (13, [20037, 5064, 11090]), (19, [20137, 15076, 11529])] {
        let items = foods.map(|food| ItemInput { food: food.to_string(), grams: "120".into(), ..ItemInput::default() });
        let meal = MealInput {
            id: Uuid::now_v7().to_string(),
            meal_type: "lunch".into(),
            day: day.to_string(),
            time: format!("{hour:02}:00"),
            items: items.into(),
            ..MealInput::default()
        };
        backend.save_meal(&model.token, "bench", &meal).await.unwrap();
    }
    for severity in 1..=5 {
        let symptom = SymptomInput {
            id: Uuid::now_v7().to_string(),
            code: "bloating".into(),
            present: "yes".into(),
            severity_ten: severity.to_string(),
            day: day.to_string(),
            time: "10:00".into(),
            ..SymptomInput::default()
        };
        backend.save_symptom(&model.token, "bench", &symptom).await.unwrap();
    }
}
