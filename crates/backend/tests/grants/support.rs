//! Maya's record, given to Anton and looked at.

use backend::db::{Client, Look, Practice};
use backend::{Backend, Refusal, review};
use contract::AppError;
use contract::grant::{Grant, GrantInput};
use contract::review::{ClientPage, Review, Rows, Span};
use testkit::{Actor, House};
use uuid::Uuid;

/// The house, with an entry in Maya's journal.
pub async fn house() -> House {
    let mut house = House::new().await;
    house.log_symptom().await;
    house
}

pub async fn look(house: &House, who: &Actor<Practice>) -> Option<Review> {
    match open(house.backend(), who, &house.maya).await {
        Ok(ClientPage::Open(review)) => Some(*review),
        Ok(ClientPage::Paused(_) | ClientPage::Closed { .. }) | Err(Refusal::App(AppError::NotFound)) => None,
        Err(refusal) => panic!("{refusal}"),
    }
}

/// Noor gives Anton Maya's record.
pub async fn give(house: &House, input: &GrantInput) -> Uuid {
    let key = Uuid::now_v7();
    let tx = house.noor.write(house.backend()).await;
    house.backend().give_access(tx, key, house.maya.member, &input.parse().unwrap()).await.unwrap();
    key
}

pub fn week(house: &House) -> GrantInput {
    GrantInput {
        practitioner: house.anton.member.to_string(),
        reason: "Holiday cover".into(),
        days: "7".into(),
        ..GrantInput::default()
    }
}

pub fn a_week(house: &House) -> Grant {
    week(house).parse().unwrap()
}

/// Sets the clock of a grant, past the triggers that refuse it.
pub async fn age(house: &mut House, grant: Uuid, by: &str) {
    let sql = format!(
        "set session_replication_role = replica;
         update app.access_grant set starts_at = starts_at - interval '{by}', expires_at = expires_at - interval '{by}' where grant_id = '{grant}';
         reset session_replication_role"
    );
    house.world.by_hand(sql).await;
}

/// Everybody's role and status.
pub async fn standing(house: &mut House) -> Vec<(String, String, String)> {
    sqlx::query_as("select membership_id::text, role, status from app.membership order by 1")
        .fetch_all(&mut house.world.hand)
        .await
        .unwrap()
}

pub async fn open(backend: &Backend, who: &Actor<Practice>, client: &Actor<Client>) -> Result<ClientPage, Refusal> {
    let mut tx = backend.open_records(&who.token, Look::Review(client.member)).await?;
    review::open(&mut tx, backend.clock.now(), client.member, Span::Month, &Rows::default()).await
}
