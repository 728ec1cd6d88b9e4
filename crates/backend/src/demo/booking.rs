//! Services, weekly hours and a few appointments ahead, so that booking can be tried at once.
//!
//! Guarantees: made through the functions a practitioner and a client use; a practitioner who offers something already is
//! left alone. Nothing paid is made here: only Stripe's word confirms a payment.

use contract::booking::{ServiceInput, WeekInput};
use uuid::Uuid;

use super::people::{People, Seat};
use crate::Backend;
use crate::booking::BookOrder;
use crate::db::{Client, Practice};
use crate::refusal::Refusal;

/// Name, minutes, price and place.
type Offer = [(&'static str, &'static str, &'static str, &'static str); 3];

const RUTH: Offer = [
    ("Introductory call", "20", "0", "online"),
    ("First consultation", "75", "95", "in_person"),
    ("Follow-up", "45", "60", "online"),
];
const ANNA: Offer = [
    ("Introductory call", "20", "0", "online"),
    ("First consultation", "60", "90", "online"),
    ("Follow-up", "30", "45", "online"),
];
const HANNA: Offer =
    [("Phone call", "20", "0", "online"), ("Assessment", "90", "140", "in_person"), ("Review", "45", "80", "online")];

/// Nine to half past twelve and two to six, Monday to Thursday; Friday mornings.
fn hours() -> WeekInput {
    let mut input = WeekInput::default();
    for weekday in 1..=5 {
        let windows = [("09:00", "12:30"), ("14:00", "18:00")];
        for (window, (from, to)) in windows.into_iter().enumerate().filter(|(at, _)| *at == 0 || weekday < 5) {
            for (which, time) in [("from", from), ("to", to)] {
                input.0.insert(format!("{weekday}_{window}_{which}"), time.to_owned());
            }
        }
    }
    input
}

/// # Errors
/// Database faults.
pub(super) async fn seed(backend: &Backend, people: &People) -> Result<(), Refusal> {
    let london = "Europe/London";
    let ruth = practitioner(backend, &people.ruth, &RUTH, london).await?;
    let anna = practitioner(backend, &people.anna, &ANNA, london).await?;
    practitioner(backend, &people.other_practitioner, &HANNA, "Europe/Helsinki").await?;
    // In the order of the sign-ins: Maya, Tom, Priya are Ruth's, Joost is Anna's.
    for (new, client, days, slot) in [(ruth, 0, 1, 2), (ruth, 1, 2, 5), (ruth, 2, 2, 9), (anna, 4, 1, 3)] {
        if let (true, Some(client)) = (new, people.clients.get(client)) {
            appointment(backend, client, days, slot).await?;
        }
    }
    Ok(())
}

/// Whether anything was made.
async fn practitioner(backend: &Backend, seat: &Seat, offer: &Offer, zone: &str) -> Result<bool, Refusal> {
    let mut tx = backend.read::<Practice>(&seat.token).await?;
    if !backend.list_own_offer(&mut tx).await?.services.is_empty() {
        return Ok(false);
    }
    drop(tx);
    for (name, minutes, price, place) in offer {
        let [name, minutes, price, place] = [name, minutes, price, place].map(|text| (*text).to_owned());
        let [most_ahead, most_daily, most_cancelled] = ["6", "12", "6"].map(str::to_owned);
        let active = Some("on".to_owned());
        let service = ServiceInput { name, minutes, price, place, active, most_ahead, most_daily, most_cancelled };
        backend.save_own_service(&seat.token, "demo", None, &service).await?;
    }
    backend.save_own_week(&seat.token, "demo", zone, &hours()).await?;
    Ok(true)
}

/// The free service on the `days`-th day that has times, at its `slot`-th time.
async fn appointment(backend: &Backend, client: &Seat, days: usize, slot: usize) -> Result<(), Refusal> {
    let mut tx = backend.read::<Client>(&client.token).await?;
    let mut view = backend.show_booking(&mut tx, None, None).await?;
    let free =
        view.services.iter().find(|bookable| bookable.service.price.is_free()).map(|bookable| bookable.service.id);
    let Some(service) = free else { return Ok(()) };
    let open: Vec<_> = view.days.iter().filter(|(_, count)| *count > slot).map(|(day, _)| *day).collect();
    let Some(day) = open.get(days).or(open.last()) else { return Ok(()) };
    view = backend.show_booking(&mut tx, Some(service), contract::day::Day::new(*day)).await?;
    drop(tx);
    if let Some((starts_at, _)) = view.slots.get(slot) {
        let order = BookOrder { service, starts_at: *starts_at, key: Uuid::now_v7() };
        backend.book_and(&client.token, "demo", order, false).await?;
    }
    Ok(())
}
