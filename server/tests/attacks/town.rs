//! Two practices that know nothing of each other, with people, a meal and a service; and somebody with ill intent.

use app::access::Role;
use app::features::RULES;
use axum::Router;
use backend::db::{Client, Clinic, Practice};
use sqlx::Row;
use testkit::{Actor, World};

use crate::support::{app, submit};

pub struct Town {
    pub world: World,
    pub service: Router,
    /// Of the practice that is attacked.
    pub maya: Actor<Client>,
    pub ruth: Actor<Practice>,
    pub noor: Actor<Clinic>,
    /// Of the other one.
    pub eve: Actor<Client>,
    pub mallory: Actor<Practice>,
    pub trudy: Actor<Clinic>,
}

/// An entry of Maya's.
pub const MEAL: &str = "0190a7c4-0000-7000-8000-00000000beef";
/// What must never be seen by others.
pub const SECRET: &str = "quince-and-cardamom";

pub fn cookie<P: backend::db::Portal>(actor: &Actor<P>) -> String {
    format!("ns={}", actor.cookie)
}

impl Town {
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let home = world.organisation("Kestrel Street").await;
        let elsewhere = world.organisation("Magpie Lane").await;
        let maya = world.client(home, "Maya").await;
        let ruth = world.practitioner(home, "Ruth").await;
        let noor = world.admin(home, "Noor").await;
        let eve = world.client(elsewhere, "Eve").await;
        let mallory = world.practitioner(elsewhere, "Mallory").await;
        let trudy = world.admin(elsewhere, "Trudy").await;
        let service = server::router::router(app(world.backend.clone(), 0));
        let town = Self { world, service, maya, ruth, noor, eve, mallory, trudy };
        let saved = submit(&town.service, "/api/journal/save_meal", &cookie(&town.maya), &meal(MEAL)).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        town
    }

    /// A count of every row and a sum over every change, for "nothing happened".
    pub async fn state(&mut self) -> String {
        let tables: Vec<String> = sqlx::query_scalar(
            "select format('%I.%I', schemaname, relname) from pg_stat_user_tables where schemaname = 'app' order by 1",
        )
        .fetch_all(&mut self.world.hand)
        .await
        .unwrap();
        let mut state = String::new();
        for table in tables {
            let sql =
                format!("select count(*), coalesce(md5(string_agg(t::text, '' order by t::text)), '') from {table} t");
            let row = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(&mut self.world.hand).await.unwrap();
            state.push_str(&format!("{table} {} {}\n", row.get::<i64, _>(0), row.get::<String, _>(1)));
        }
        state
    }

    /// The strangers' cookies with the roles they have at home.
    pub fn strangers(&self) -> [(Role, String); 3] {
        [
            (Role::Client, cookie(&self.eve)),
            (Role::Practitioner, cookie(&self.mallory)),
            (Role::Admin, cookie(&self.trudy)),
        ]
    }
}

pub fn meal(id: &str) -> Vec<(&str, &str)> {
    vec![
        ("meal[id]", id),
        ("meal[meal_type]", "lunch"),
        ("meal[day]", "2026-11-20"),
        ("meal[time]", "13:00"),
        ("meal[note]", SECRET),
        ("meal[items][0][name]", SECRET),
        ("meal[items][0][grams]", "200"),
    ]
}

/// The functions that a role may call.
pub fn functions(role: Role) -> impl Iterator<Item = &'static str> {
    let open = move |rule: &&app::access::Rule| rule.endpoint.starts_with("/api/") && rule.roles.contains(&role);
    RULES.iter().filter(open).map(|rule| rule.endpoint)
}
