//! Two clients of one practice, and forms filled as a browser fills them.

use backend::Refusal;
use backend::clock::Clock;
use backend::db::{Client, Practice};
use chrono::{DateTime, Utc};
use contract::journal::{ItemInput, MealInput, SymptomInput};
use contract::{AppError, Code};
use testkit::{Actor, World};
use uuid::Uuid;

pub struct Journal {
    pub world: World,
    pub maya: Actor<Client>,
    pub tom: Actor<Client>,
    /// Maya's practitioner.
    pub ruth: Actor<Practice>,
}

impl Journal {
    /// Maya is in active care of Ruth; Tom, of the same practice, of nobody.
    pub async fn new() -> Self {
        let mut world = World::new().await;
        let practice = world.organisation("Kestrel Street").await;
        let maya = world.client(practice, "Maya").await;
        let tom = world.client(practice, "Tom").await;
        let ruth = world.practitioner(practice, "Ruth Calloway").await;
        world.relate(&ruth, &maya, "active").await;
        let paul = world.practitioner(practice, "Paul Paused").await;
        world.relate(&paul, &maya, "paused").await;
        Self { world, maya, tom, ruth }
    }

    /// The clock stands still at `now` (RFC 3339).
    pub fn at(&mut self, now: &str) {
        let now: DateTime<Utc> = now.parse().unwrap();
        self.world.backend = self.world.db.backend(Clock::Fixed(now));
    }
}

/// 1 cup of oats, cooked (NDB 8121, portion 1: 234 g).
pub fn meal(day: &str, time: &str) -> MealInput {
    MealInput {
        id: Uuid::now_v7().to_string(),
        meal_type: "lunch".into(),
        day: day.into(),
        time: time.into(),
        items: vec![portion(8121, 1, "1")],
        ..MealInput::default()
    }
}

pub fn portion(food: i32, seq: i32, quantity: &str) -> ItemInput {
    ItemInput { food: food.to_string(), portion: seq.to_string(), quantity: quantity.into(), ..ItemInput::default() }
}

pub fn own(name: &str, grams: &str) -> ItemInput {
    ItemInput { name: name.into(), grams: grams.into(), ..ItemInput::default() }
}

pub fn symptom(day: &str, time: &str, severity: &str) -> SymptomInput {
    SymptomInput {
        id: Uuid::now_v7().to_string(),
        code: "bloating".into(),
        present: "yes".into(),
        severity_ten: severity.into(),
        day: day.into(),
        time: time.into(),
        ..SymptomInput::default()
    }
}

/// The refused fields, or a panic.
pub fn fields<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<(String, Code)> {
    match result {
        Err(Refusal::App(AppError::Invalid(fields))) => {
            fields.into_iter().map(|field| (field.field, field.code)).collect()
        }
        other => panic!("not refused by field: {other:?}"),
    }
}

pub fn app_error<T: std::fmt::Debug>(result: Result<T, Refusal>) -> AppError {
    match result {
        Err(Refusal::App(error)) => error,
        other => panic!("not refused: {other:?}"),
    }
}
