//! Services and hours: who may change them, and what a client sees of them.

use backend::Refusal;
use contract::booking::WeekInput;
use contract::{AppError, Code};

use crate::house::{House, every_day, service};

#[tokio::test]
async fn a_practitioner_changes_their_own_offer_and_nobody_elses() {
    // N2 S1
    let mut house = House::build(1).await;
    let organisation = house.practitioner.organisation;
    let other = house.world.practitioner(organisation, "Tom").await;
    let stolen =
        house.backend.save_own_service(&other.token, "test", Some(house.free), &service("Mine", "10", "0")).await;
    assert!(matches!(stolen, Err(Refusal::App(AppError::NotFound))), "{stolen:?}");
    let admin = house.world.admin(organisation, "Ada").await;
    let desk = house.world.front_desk(organisation, "Finn").await;
    let (ruth, draft) = (house.practitioner.member, service("Class", "60", "20.50"));
    let refused = house.backend.save_team_service(&desk.token, "test", ruth, None, &draft).await;
    assert!(matches!(refused, Err(Refusal::App(AppError::NotFound))), "{refused:?}");
    house.backend.save_team_service(&admin.token, "test", ruth, None, &draft).await.unwrap();
    let client = house.clients[0].member;
    let nobody = house.backend.save_team_service(&admin.token, "test", client, None, &draft).await;
    assert!(matches!(nobody, Err(Refusal::App(AppError::NotFound))), "a client offers nothing");
    house.backend.save_team_week(&admin.token, "test", ruth, &WeekInput::default()).await.unwrap();
    let offer = house.backend.list_own_offer(&mut house.practitioner.read(&house.backend).await).await.unwrap();
    assert_eq!((offer.services.len(), offer.windows.len()), (3, 0));
    let wrong = house.backend.save_own_week(&house.practitioner.token, "test", "Moon/Base", &every_day()).await;
    assert!(matches!(wrong, Err(Refusal::App(AppError::Invalid(fields))) if fields[0].code == Code::Unknown));
}

#[tokio::test]
async fn only_clients_in_active_care_see_times() {
    // N2: paused and ended relationships see nothing
    let mut house = House::build(1).await;
    let organisation = house.practitioner.organisation;
    for status in ["paused", "ended", "invited"] {
        let outsider = house.world.client(organisation, status).await;
        house.world.relate(&house.practitioner, &outsider, status).await;
        let page = house.backend.show_booking(&mut outsider.read(&house.backend).await, None, None).await.unwrap();
        assert!(page.services.is_empty() && page.slots.is_empty(), "{status}");
        let asked = house.backend.show_booking(&mut outsider.read(&house.backend).await, Some(house.free), None).await;
        assert!(matches!(asked, Err(Refusal::App(AppError::NotFound))), "{status}");
    }
}
